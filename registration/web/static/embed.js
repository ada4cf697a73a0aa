/* Fits the frame to its content, on both sides of the frame. Everything works without it.
   In the CMS page: says hello to each frame of ours, takes heights from our origin only.
   In the frame: answers only a parent whose origin may embed us. */
(function () {
  "use strict";
  var script = document.currentScript;
  var home = script && script.src ? new URL(script.src).origin : location.origin;
  var LEAST = 100, MOST = 20000;

  function clamp(height) {
    return Math.min(MOST, Math.max(LEAST, Math.ceil(height)));
  }

  function parentSide() {
    function ours() {
      return Array.prototype.filter.call(document.querySelectorAll("iframe"), function (frame) {
        try { return new URL(frame.src).origin === home; } catch (error) { return false; }
      });
    }
    function hello(frame) {
      if (frame.contentWindow) frame.contentWindow.postMessage({ zusage: "hello" }, home);
    }
    function blend(frame) {
      // The frame takes over the page's language and dark mode, unless its address says another.
      var root = document.documentElement, url = new URL(frame.src);
      function add(name, value) {
        if (value && !url.searchParams.has(name)) url.searchParams.set(name, value);
      }
      add("lang", (root.lang || "").slice(0, 2));
      add("theme", /dark/.test(getComputedStyle(root).colorScheme) ? "auto" : "");
      if (url.href !== frame.src) frame.src = url.href;
    }
    function watch(frame) {
      if (frame.zusageWatched) return;
      frame.zusageWatched = true;
      blend(frame);
      frame.addEventListener("load", function () { hello(frame); });
      hello(frame);
    }
    addEventListener("message", function (event) {
      if (event.origin !== home || !event.data || event.data.zusage !== "height") return;
      ours().forEach(function (frame) {
        if (frame.contentWindow !== event.source) return;
        var height = event.data.height;
        if (typeof height === "number" && isFinite(height) && height > 0) {
          frame.style.height = clamp(height) + "px";
        }
        if (event.data.scroll === true) frame.scrollIntoView({ block: "start" });
      });
    });
    function all() { ours().forEach(watch); }
    all();
    document.addEventListener("DOMContentLoaded", all);
  }

  function frameSide() {
    var allowed = (document.documentElement.dataset.embedOrigins || "").split(" ");
    var friend = null, last = 0, answered = !!document.querySelector("#status, #faults");
    function tell() {
      if (!friend) return;
      var height = document.body.getBoundingClientRect().height;
      if (height === last && !answered) return;
      last = height;
      parent.postMessage({ zusage: "height", height: height, scroll: answered }, friend);
      answered = false;
    }
    addEventListener("message", function (event) {
      if (event.source !== parent || !event.data || event.data.zusage !== "hello") return;
      if (allowed.indexOf(event.origin) < 0) return;
      friend = event.origin;
      last = 0;
      tell();
    });
    if (window.ResizeObserver) new ResizeObserver(tell).observe(document.body);
    ["load", "toggle", "input", "resize"].forEach(function (name) { addEventListener(name, tell, true); });
  }

  if (parent === window) parentSide();
  else if (location.origin === home) frameSide();
  else parentSide();
})();
