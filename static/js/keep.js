/* Keeps what is typed into a field until it has reached the server: the session may be gone by then.
 *
 *   <textarea data-keep="7:adjust:12">      the name says whose text it is and about what
 *
 * The text lies in this tab's sessionStorage; it is put back when a page with that field opens, and
 * forgotten when the page that follows the sending says that it was done (a message of success). A sign-in page, a
 * refusal or a lost connection in between changes nothing.
 */
(() => {
  "use strict";

  const PREFIX = "perfgoals-keep:";
  const SENT = "perfgoals-sent"; // the keys of the form sent last
  const keyOf = (field) => PREFIX + field.dataset.keep;

  let storage;
  try {
    storage = window.sessionStorage;
    storage.getItem(SENT);
  } catch {
    return; // switched off in this browser: nothing can be kept
  }

  const write = (key, text) => {
    try {
      storage.setItem(key, text);
    } catch {
      storage.removeItem(key); // full: an old text would be worse than none
    }
  };

  const keep = (field) => {
    if (field.value.trim()) write(keyOf(field), field.value);
    else storage.removeItem(keyOf(field));
  };

  const restore = (field) => {
    const text = storage.getItem(keyOf(field));
    if (text === null || field.value === text) return;
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true })); // counters follow
  };

  const sent = JSON.parse(storage.getItem(SENT) || "[]");
  storage.removeItem(SENT);
  if (document.querySelector(".message-success")) sent.forEach((key) => storage.removeItem(key));
  document.querySelectorAll("[data-keep]").forEach(restore);

  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-keep]")) keep(event.target);
  });
  document.addEventListener("submit", (event) => {
    const fields = [...event.target.querySelectorAll("[data-keep]")];
    if (event.defaultPrevented || !fields.length) return;
    fields.forEach(keep);
    write(SENT, JSON.stringify(fields.map(keyOf)));
  });
})();
