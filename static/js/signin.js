/* Signing in again in place: <dialog id="sign-in-again" data-url="…"> opens when a save meets a session that is over.
 *
 * The same person signs in on the page that they are filling in, and what waited is sent. Whoever closes the dialog can
 * sign in in another tab as well; the next save that succeeds closes it.
 */
(() => {
  "use strict";

  const dialog = document.getElementById("sign-in-again");
  if (!dialog) return;

  const form = dialog.querySelector("form");
  const password = form.elements.namedItem("password");
  const problem = dialog.querySelector("[data-problem]");
  let before = null;

  const token = () => (/(?:^|; )csrftoken=([^;]+)/.exec(document.cookie) || [])[1] || "";

  const open = () => {
    if (dialog.open) return;
    before = document.activeElement;
    dialog.showModal();
    password.focus();
  };

  const close = () => {
    if (!dialog.open) return;
    dialog.close();
    password.value = "";
    problem.textContent = "";
    if (before && before.isConnected) before.focus();
  };

  /* The sentence of the sign-in page that comes back when it did not work. */
  const sentenceOf = (html) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    const said = page.querySelector("[role=alert], .field-error, .summary, main p");
    return said ? said.textContent.replace(/\s+/g, " ").trim() : "没有登录成功，请再试一次。";
  };

  const signIn = async () => {
    const body = new URLSearchParams({ username: form.elements.namedItem("username").value, password: password.value });
    const response = await fetch(dialog.dataset.url, { method: "POST", body, headers: { "X-CSRFToken": token() }, redirect: "manual" });
    return response.type === "opaqueredirect" ? "" : sentenceOf(await response.text());
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button[type=submit]");
    button.disabled = true;
    try {
      problem.textContent = await signIn();
    } catch {
      problem.textContent = "网络不通，请稍后再试。";
    }
    button.disabled = false;
    if (problem.textContent) {
      password.select();
      return;
    }
    close();
    document.dispatchEvent(new CustomEvent("session:renewed"));
    window.perfgoals.saving.resume();
  });
  dialog.querySelector("[data-later]").addEventListener("click", close);
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });
  document.addEventListener("save:signed-out", open);
  document.addEventListener("save:done", close);
})();
