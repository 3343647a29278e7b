/* Warns two minutes before an idle session ends, and leaves for the sign-in page when it has ended.
 *
 * Switched on by <dialog id="session-warning" data-session-seconds data-keepalive-url data-login-url>. The dialog is
 * not modal: nothing being typed is covered or interrupted. Where a modal dialog is open it stands inside that one,
 * as everything outside cannot be reached then. Every answer of the server starts the time anew; tabs tell each other
 * through localStorage, so that working in one keeps the others alive.
 *
 * A page with something typed that was not sent is not left: the dialog says that the session is over and offers the
 * sign-in page in another tab. Other scripts say so by cancelling the event "session:over".
 */
(() => {
  "use strict";

  const dialog = document.getElementById("session-warning");
  if (!dialog) return;

  const KEY = "perfgoals-last-answer";
  const WARN_BEFORE = 120_000;
  const TYPED = "textarea, input:not([type=hidden], [type=password], [type=search], [type=checkbox], [type=radio])";
  const length = Number(dialog.dataset.sessionSeconds) * 1000;
  const text = dialog.querySelector("[data-session-text]");
  const note = dialog.querySelector("[data-session-note]");
  const button = dialog.querySelector("[data-session-continue]");
  const signIn = dialog.querySelector("[data-session-sign-in]");
  const hint = note.textContent;
  const home = dialog.parentElement;
  let lastAnswer = Date.now();
  let returnTo = null;
  let overSince = 0; // when the session was found to have ended
  let timer = 0;

  const read = () => {
    try {
      return Number(localStorage.getItem(KEY)) || 0;
    } catch {
      return 0; // storage is switched off: each tab counts for itself
    }
  };

  const remember = () => {
    lastAnswer = Date.now();
    try {
      localStorage.setItem(KEY, String(lastAnswer));
    } catch {
      return; // as above
    }
  };

  const latest = () => Math.max(lastAnswer, read());
  const remaining = () => (latest() > overSince ? length - (Date.now() - latest()) : 0);

  const isTyping = () => {
    const active = document.activeElement;
    return active && (active.isContentEditable || active.matches("input, textarea, select, dialog *"));
  };

  const isUnsent = () => {
    if (!document.dispatchEvent(new CustomEvent("session:over", { cancelable: true }))) return true;
    const fields = [...document.querySelectorAll(TYPED)].filter((field) => !field.closest("form[data-autosave]"));
    return fields.some((field) => field.value !== field.defaultValue && (!field.form || field.form.method === "post"));
  };

  /* Inside the open modal dialog, where it can be reached, else at the end of the page. */
  const place = () => {
    const modal = [...document.querySelectorAll("dialog:modal")].at(-1) || home;
    if (dialog.parentElement !== modal) modal.append(dialog);
  };

  const open = () => {
    place();
    if (dialog.open) return;
    // `open` instead of show(): show() would take the focus away from a field that is being filled in.
    dialog.open = true;
    if (!isTyping()) {
      returnTo = document.activeElement;
      dialog.querySelector(".button:not([hidden])").focus();
    }
  };

  const say = (sentence, isOver) => {
    if (text.textContent !== sentence) text.textContent = sentence;
    button.hidden = isOver;
    signIn.hidden = !isOver;
    open();
  };

  const warn = (left) => {
    const minutes = Math.ceil(left / 60_000);
    if (button.hidden) note.textContent = hint;
    say(minutes > 1 ? `还有 ${minutes} 分钟将自动退出` : "还有不到 1 分钟将自动退出", false);
  };

  const hide = () => {
    if (!dialog.open) return;
    const hadFocus = dialog.contains(document.activeElement);
    dialog.open = false;
    note.textContent = hint;
    home.append(dialog);
    if (hadFocus && returnTo && returnTo.isConnected) returnTo.focus();
    returnTo = null;
  };

  const end = () => {
    overSince = Math.max(overSince, latest()); // until a page that answers again says otherwise
    if (isUnsent()) {
      if (document.getElementById("sign-in-again")) {
        hide(); // the form has a dialog of its own, in which one signs in without leaving
        document.dispatchEvent(new CustomEvent("save:signed-out"));
        return;
      }
      note.textContent = "您写的内容还在这个页面上，没有丢。请在新标签页登录，再回到这里继续。";
      say("长时间没有操作，已自动退出", true);
      return;
    }
    window.clearInterval(timer);
    const here = window.location.pathname + window.location.search;
    window.location.assign(`${dialog.dataset.loginUrl}?${new URLSearchParams({ timeout: "1", next: here })}`);
  };

  const tick = () => {
    const left = remaining();
    if (left <= 0) end();
    else if (left <= WARN_BEFORE) warn(left);
    else hide();
  };

  const token = () =>
    (/(?:^|; )csrftoken=([^;]+)/.exec(document.cookie) || [])[1] ||
    JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] ||
    "";

  const keepAlive = async () => {
    button.disabled = true;
    try {
      const options = { method: "POST", headers: { "X-CSRFToken": token() }, redirect: "manual" };
      const response = await fetch(dialog.dataset.keepaliveUrl, options);
      if (response.type === "opaqueredirect") overSince = latest(); // the session has ended already
      else if (response.ok) remember();
      else throw new Error(String(response.status));
    } catch {
      note.textContent = "没有成功，请检查网络后再点一次；如果还不行，请刷新页面。";
    } finally {
      button.disabled = false;
      tick();
    }
  };

  button.addEventListener("click", keepAlive);
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault(); // a modal dialog around it stays open
    if (!button.hidden) keepAlive();
  });
  // A modal dialog that closes may be taken out of the page, and must not take this one along.
  document.addEventListener("close", (event) => {
    if (event.target !== dialog && event.target.contains(dialog)) home.append(dialog);
  }, true);
  document.addEventListener("click", () => {
    if (dialog.open) window.setTimeout(place); // the click may have opened a modal dialog
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const { status } = event.detail.xhr;
    if (status >= 200 && status < 300) remember();
  });
  for (const kind of ["save:done", "session:renewed"]) document.addEventListener(kind, remember);
  window.addEventListener("storage", (event) => {
    if (event.key === KEY) tick();
  });
  document.addEventListener("visibilitychange", tick);

  remember();
  timer = window.setInterval(tick, 5_000);
})();
