// The search of this site works in a web worker. Browsers refuse those to pages that were opened
// from a disk; there an unseen frame does the worker's work. Nothing is loaded from elsewhere.
if (location.protocol === "file:") {
  window.IFrameWorker = window.Worker = class FrameWorker extends EventTarget {
    constructor(address) {
      super();
      const home = new URL(address, location.href);
      const frame = document.createElement("iframe");
      frame.hidden = true;
      document.body.appendChild(frame);
      this.frame = frame;
      const inside = frame.contentWindow;
      inside.document.write("<!doctype html><body></body>"); // else some browsers replace it later
      inside.document.close();
      const load = (source) =>
        new Promise((resolve, reject) => {
          const script = inside.document.createElement("script");
          script.src = new URL(source, home).href;
          script.onload = resolve;
          script.onerror = reject;
          inside.document.body.appendChild(script);
        });
      inside.postMessage = (data) => this.dispatchEvent(new MessageEvent("message", { data }));
      inside.importScripts = (...sources) =>
        sources.reduce((before, source) => before.then(() => load(source)), Promise.resolve());
      this.ready = load(home);
    }

    postMessage(data) {
      const inside = this.frame.contentWindow;
      this.ready.then(() => inside.dispatchEvent(new inside.MessageEvent("message", { data })));
    }

    terminate() {
      this.frame.remove();
    }
  };
}
