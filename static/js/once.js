/* <form data-once>: its buttons work once, so that an impatient second click starts nothing twice. */
(() => {
  "use strict";

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-once]") || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "true";
    // Later, so that the pressed button's own name and value are still sent.
    window.setTimeout(() => {
      for (const button of form.querySelectorAll("button[type=submit]")) {
        button.disabled = true;
        button.setAttribute("aria-busy", "true");
      }
    });
  });
  // Back from the next page by the browser's button: everything works again.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-once]")) {
      delete form.dataset.sent;
      for (const button of form.querySelectorAll("button[type=submit]")) {
        button.disabled = false;
        button.removeAttribute("aria-busy");
      }
    }
  });
})();
