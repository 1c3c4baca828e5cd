/* Checks that this browser can run Checkpost, explains what is missing if it cannot, and starts the page.
 *
 * Reads the meta elements that `checkpost publish` wrote into index.html, fetches the words of the page's language, and
 * starts only the published files. Its messages appear in #boot and need neither WebAssembly nor a style sheet. It decides
 * nothing about passes. When the page's program crashes, it reloads the page. Written so that a browser of 2018 still
 * parses it and can show what it lacks.
 */
(function () {
  "use strict";

  // Only for the case that nothing more could be fetched; everything else is in the file of the language.
  var UNREACHABLE = [
    "The page did not load completely. Check the network, then try again.",
    "页面没有完整加载，请检查网络后重试。",
    "لم تُحمَّل الصفحة كاملة. تحقق من الشبكة ثم حاول مجددًا.",
  ];

  // the smallest module that uses a vector instruction: splat, then count bits
  var SIMD_PROBE = [
    0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
  ];

  // milliseconds: long enough to be seen, and to keep a page that fails at once from reloading without pause
  var AGAIN_AFTER_MS = 3000;
  // several sites may share an origin; the page forms the same names (src/kiosk/site.rs)
  var SCOPE = new URL("./", document.baseURI).href;
  // the page removes this mark and goes on scanning
  var RESUME = "checkpost-resume " + SCOPE;
  // the page skips the trust file that it crashed on (src/kiosk/keys/trial.rs)
  var READING = ["checkpost-reading-stored " + SCOPE, "checkpost-reading-published " + SCOPE];

  // kept by the page (src/kiosk/preferences.rs)
  var LANGUAGE = "checkpost-language " + SCOPE;

  // a promise of the words, fetched together with the program
  var words = speak(chosenLanguage());
  var missing = firstMissing();
  if (missing) {
    explain(missing);
  } else {
    start();
  }

  function firstMissing() {
    if (!window.isSecureContext) return "insecure";
    if (typeof WebAssembly !== "object" || typeof WebAssembly.validate !== "function") return "wasm";
    if (!WebAssembly.validate(new Uint8Array(SIMD_PROBE))) return "simd";
    if (!navigator.mediaDevices || !navigator.mediaDevices.getUserMedia) return "camera";
    return null;
  }

  function start() {
    window.addEventListener("error", function (event) {
      startAgainAfter(event.error);
    });
    window.addEventListener("unhandledrejection", function (event) {
      startAgainAfter(event.reason);
    });
    var page = named("checkpost-page");
    Promise.all([
      styled(),
      run(page),
      fetched(named("checkpost-page-wasm")),
      checked(named("checkpost-reader")),
      words,
    ])
      .then(function (files) {
        // the same module that the script element loaded under its hash
        return import(page.address).then(function (module) {
          return module.default({ module_or_path: files[2] });
        });
      })
      .then(function () {
        var waiting = document.getElementById("boot");
        if (waiting) waiting.remove();
      })
      .catch(function (error) {
        console.error(error);
        explain("load");
      });
  }

  // A verdict needs its colours. WebKit runs this script before the style sheets are loaded; the load event comes when
  // each is loaded or has failed.
  function styled() {
    return new Promise(function (resolve, reject) {
      function look() {
        var sheets = document.querySelectorAll("link[rel=stylesheet]");
        for (var place = 0; place < sheets.length; place += 1) {
          if (!sheets[place].sheet) return reject(new Error(sheets[place].href));
        }
        return resolve();
      }
      if (document.readyState === "complete") look();
      else window.addEventListener("load", look);
    });
  }

  // only a script element can require a hash of a module
  function run(file) {
    return new Promise(function (resolve, reject) {
      var script = document.createElement("script");
      script.type = "module";
      script.integrity = file.integrity;
      script.onload = resolve;
      script.onerror = function () {
        reject(new Error(file.address));
      };
      script.src = file.address;
      document.head.appendChild(script);
    });
  }

  function fetched(file) {
    return fetch(file.address, { integrity: file.integrity });
  }

  // A worker's script cannot be given a hash. Where no service worker checks it, it is fetched with its hash first.
  function checked(file) {
    var keeper = navigator.serviceWorker;
    return (keeper && keeper.controller) || !file.integrity ? null : fetched(file);
  }

  // After a trap the state of the WebAssembly program cannot be trusted, least of all the verdict on the screen.
  function startAgainAfter(error) {
    if (!(error instanceof WebAssembly.RuntimeError || error instanceof RangeError)) return;
    if (document.body.getAttribute("data-again")) return;
    var scans = !document.querySelector("[data-screen=start]");
    try {
      if (scans) sessionStorage.setItem(RESUME, "yes");
      READING.forEach(function (name) {
        var mark = localStorage.getItem(name);
        if (mark && !/ failed$/.test(mark)) localStorage.setItem(name, mark + " failed");
      });
    } catch (refused) {
      // a browser without storage begins at the start screen
    }
    document.body.textContent = "";
    document.body.setAttribute("data-again", "yes");
    words.then(function (told) {
      message().appendChild(element("p", told["boot.again"]));
    });
    setTimeout(function () {
      location.reload();
    }, AGAIN_AFTER_MS);
  }

  function explain(what) {
    words.then(
      function (told) {
        show(what, told["boot." + what], told["boot.retry"]);
      },
      function () {
        show("load", UNREACHABLE, "↻");
      }
    );
  }

  // a heading, what to do, and where it may help a button that tries again
  function show(what, lines, retry) {
    var place = message();
    place.setAttribute("data-missing", what);
    lines.forEach(function (line, number) {
      place.appendChild(element(number ? "p" : "h1", line));
    });
    if (what === "load") {
      var button = place.appendChild(element("button", retry));
      button.addEventListener("click", function () {
        location.reload();
      });
    }
  }

  // the language that was chosen here before, else the browser's, else the first
  function chosenLanguage() {
    var offered = Array.prototype.slice.call(document.querySelectorAll('meta[name="checkpost-locale"]'));
    var kept = null;
    try {
      kept = localStorage.getItem(LANGUAGE);
    } catch (refused) {
      // a browser that keeps nothing has none
    }
    function first(fits) {
      return offered.filter(fits)[0];
    }
    function offeredFor(wish) {
      return (
        first(function (meta) {
          return meta.lang === wish;
        }) ||
        first(function (meta) {
          return primary(meta.lang) === primary(wish);
        })
      );
    }
    return offeredFor(kept || "") || offeredFor(navigator.language || "") || offered[0];
  }

  function primary(tag) {
    return tag.toLowerCase().split("-")[0];
  }

  // marks the page with the language, and leaves its words for the page (src/kiosk/language.rs)
  function speak(meta) {
    document.documentElement.lang = meta.lang;
    document.documentElement.dir = meta.dir;
    return fetched(file(meta))
      .then(function (response) {
        if (!response.ok) throw new Error(response.url);
        return response.text();
      })
      .then(function (text) {
        window.checkpostLocale = text;
        return JSON.parse(text);
      });
  }

  // an empty element that screen readers announce
  function message() {
    var place = document.getElementById("boot");
    if (!place) {
      place = document.createElement("main");
      place.className = "boot";
      document.body.appendChild(place);
    }
    place.setAttribute("role", "alert");
    place.textContent = "";
    return place;
  }

  function element(name, text) {
    var made = document.createElement(name);
    made.textContent = text;
    return made;
  }

  // a file that the publisher named in the page, with its hash; a page that was not published has no hash
  function named(name) {
    return file(document.querySelector('meta[name="' + name + '"]'));
  }

  function file(meta) {
    return {
      address: new URL(meta.getAttribute("content"), document.baseURI).href,
      integrity: meta.getAttribute("integrity") || "",
    };
  }
})();
