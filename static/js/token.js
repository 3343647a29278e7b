/* Keeps the forms of a page fit to be sent after somebody has signed in again in another tab.
 *
 * Signing in gives the browser a new CSRF token; a page that was open before still has the old one in its forms, and
 * the server would refuse what was typed there. The cookie always has the valid one.
 */
(() => {
  "use strict";

  const current = () => (/(?:^|; )csrftoken=([^;]+)/.exec(document.cookie) || [])[1];

  document.addEventListener("submit", (event) => {
    const token = current();
    const field = event.target.querySelector("input[name=csrfmiddlewaretoken]");
    if (field && token) field.value = token;
  }, true);

  document.addEventListener("htmx:configRequest", (event) => {
    const token = current();
    if (!token || event.detail.verb === "get") return;
    event.detail.headers["X-CSRFToken"] = token;
    event.detail.parameters.csrfmiddlewaretoken = token;
  });
})();
