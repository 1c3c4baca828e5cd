/* Runs in the page before anything of the page does: sets its clock, and notes what the page takes and gives back, so that
 * a test can ask for it. Faults of the camera are made here too. The page itself has no switch for any of this.
 */
(() => {
  "use strict";
  const watch = {
    workers: [],
    tracks: [],
    said: [],
    violations: [],
    /** The name of the error that opening the camera ends with. */
    cameraFault: null,
    /** Answers with a stream in the place of the camera. */
    cameraStandIn: null,
    /** The camera is opened once this promise is settled. */
    cameraGate: null,
    /** How often the page asked for a camera. */
    cameraAsked: 0,
  };
  Object.defineProperty(globalThis, "__watch", { value: watch, enumerable: false });

  const RealDate = Date;
  let ahead = 0;
  watch.setClock = (seconds) => {
    ahead = seconds === null ? 0 : seconds * 1000 - RealDate.now();
  };
  watch.setClock(CLOCK_SECONDS);
  globalThis.Date = class Date extends RealDate {
    constructor(...parts) {
      super(...(parts.length ? parts : [RealDate.now() + ahead]));
    }
    static now() {
      return RealDate.now() + ahead;
    }
  };

  globalThis.Worker = class extends Worker {
    constructor(url, options) {
      super(url, options);
      this.note = { url: new URL(url, location.href).href, isEnded: false, worker: this };
      watch.workers.push(this.note);
    }
    terminate() {
      this.note.isEnded = true;
      super.terminate();
    }
  };

  const devices = navigator.mediaDevices;
  if (devices) {
    const open = devices.getUserMedia.bind(devices);
    devices.getUserMedia = async (wanted) => {
      watch.cameraAsked += 1;
      await watch.cameraGate;
      if (watch.cameraFault) throw new DOMException("made by a test", watch.cameraFault);
      const stream = watch.cameraStandIn ? watch.cameraStandIn() : await open(wanted);
      watch.tracks.push(...stream.getTracks());
      return stream;
    };
  }

  for (const level of ["debug", "log", "info", "warn", "error"]) {
    const say = console[level].bind(console);
    console[level] = (...parts) => {
      watch.said.push(parts.map(String).join(" "));
      say(...parts);
    };
  }
  addEventListener("error", (event) => watch.said.push(`uncaught: ${event.message}`));
  addEventListener("securitypolicyviolation", (event) => watch.violations.push(event.blockedURI));
})();
