/* <button data-print hidden>: prints the page; without scripts there is no such button, and the browser's menu does it. */
(() => {
  "use strict";

  for (const button of document.querySelectorAll("button[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
})();
