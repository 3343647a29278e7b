/* Closes an open <details data-menu> when somebody presses Escape or clicks elsewhere. */
(() => {
  "use strict";

  const opened = () => document.querySelector("details[data-menu][open]");

  document.addEventListener("keydown", (event) => {
    const menu = opened();
    if (event.key !== "Escape" || !menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => {
    const menu = opened();
    if (menu && !menu.contains(event.target)) menu.open = false;
  });
})();
