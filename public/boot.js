/* Checks that this browser can run Checkpost, explains what is missing if it cannot, and starts the page.
 *
 * Reads the meta elements that `checkpost publish` wrote into index.html, and starts only the published files they name.
 * Its messages appear in #boot and need neither WebAssembly nor a style sheet. It decides nothing about passes. When the
 * page's program crashes, it reloads the page. Written so that a browser of 2018 still parses it and can show what it
 * lacks.
 */
(function () {
  "use strict";

  var WORDS = {
    en: {
      insecure: [
        "This address is not secure",
        "Browsers allow the camera only over https://, or on this device itself (localhost). Open this page under its https:// address; the README tells how to give it one on a local network.",
      ],
      wasm: [
        "This browser cannot run WebAssembly",
        "Install a current Chrome, Edge, Firefox or Safari and open this page in it. Where WebAssembly was switched off (lockdown mode, a company policy), allow it for this page.",
      ],
      simd: [
        "This browser is too old",
        "Update it: Chrome or Edge 91, Firefox 89, Safari 16.4 or anything later can run this page.",
      ],
      camera: [
        "This browser gives pages no camera",
        "Open this page in Chrome, Edge, Firefox or Safari itself, not inside another app, and allow the camera in the system's settings.",
      ],
      load: [
        "The page did not load completely",
        "Check the network, then try again. If it keeps failing, a file was altered on the server or on its way: tell whoever looks after this site.",
      ],
      retry: "Try again",
      again: "Checkpost starts again…",
    },
    zh: {
      insecure: [
        "当前网址不安全",
        "浏览器只允许 https:// 网址或本机 (localhost) 使用摄像头。请用 https:// 网址打开本页；局域网的设置方法见 README。",
      ],
      wasm: [
        "此浏览器无法运行 WebAssembly",
        "请安装新版 Chrome、Edge、Firefox 或 Safari 后再打开本页。如果 WebAssembly 被关闭（锁定模式或公司策略），请为本页启用。",
      ],
      simd: ["浏览器版本过旧", "请更新浏览器：Chrome 或 Edge 91、Firefox 89、Safari 16.4 及以上版本均可运行本页。"],
      camera: [
        "此浏览器不向网页提供摄像头",
        "请直接在 Chrome、Edge、Firefox 或 Safari 中打开本页，不要在其他应用内打开，并在系统设置中允许使用摄像头。",
      ],
      load: ["页面没有完整加载", "请检查网络后重试。如果仍然失败，可能有文件在服务器上或传输途中被改动，请联系本站的维护人员。"],
      retry: "重试",
      again: "Checkpost 正在重新启动……",
    },
  };

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
    Promise.all([styled(), run(page), fetched(named("checkpost-page-wasm")), checked(named("checkpost-reader"))])
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
    var words = speak();
    message().appendChild(element("p", words.again));
    setTimeout(function () {
      location.reload();
    }, AGAIN_AFTER_MS);
  }

  function explain(what) {
    var words = speak();
    var place = message();
    place.setAttribute("data-missing", what);
    place.appendChild(element("h1", words[what][0]));
    place.appendChild(element("p", words[what][1]));
    if (what === "load") {
      var button = place.appendChild(element("button", words.retry));
      button.addEventListener("click", function () {
        location.reload();
      });
    }
  }

  function speak() {
    var chinese = /^zh\b/i.test(navigator.language || "");
    document.documentElement.lang = chinese ? "zh-Hans" : "en";
    return chinese ? WORDS.zh : WORDS.en;
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
    var meta = document.querySelector('meta[name="' + name + '"]');
    return {
      address: new URL(meta.getAttribute("content"), document.baseURI).href,
      integrity: meta.getAttribute("integrity") || "",
    };
  }
})();
