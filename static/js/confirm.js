/* Asks before something that cannot be taken back, in a dialog of our own.
 *
 *   <form data-confirm="批复《…》？" data-confirm-detail="第一句|第二句" data-confirm-ok="批复">
 *   <button data-confirm="…" data-confirm-detail="…" data-confirm-tone="danger">
 *
 * On a form (or on one of its submit buttons) it asks before submitting; on any other button or link before the click.
 * Attributes: data-confirm the question, with the name of the thing; data-confirm-detail what follows, sentences
 * separated by "|"; data-confirm-ok and data-confirm-cancel the words on the buttons; data-confirm-tone="danger".
 */
(() => {
  "use strict";

  // Elements that htmx sends by themselves: their click never becomes a submit.
  const REQUESTS = "[hx-get], [hx-post], [hx-put], [hx-patch], [hx-delete]";
  const agreed = new WeakSet();
  let count = 0;

  const element = (name, attributes, text) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text) made.textContent = text;
    return made;
  };

  const build = (words) => {
    const id = `confirm-${(count += 1)}`;
    const dialog = element("dialog", { class: "ask", "aria-labelledby": `${id}-title` });
    dialog.append(element("h2", { id: `${id}-title` }, words.confirm));
    const sentences = (words.confirmDetail || "").split("|").map((part) => part.trim()).filter(Boolean);
    if (sentences.length) {
      const list = element("ul", { id: `${id}-detail` });
      list.append(...sentences.map((sentence) => element("li", {}, sentence)));
      dialog.append(list);
      dialog.setAttribute("aria-describedby", list.id);
    }
    const tone = words.confirmTone === "danger" ? "button-danger" : "button-primary";
    const end = element("div", { class: "ask-end" });
    const cancel = element("button", { class: "button", type: "button", autofocus: "" }, words.confirmCancel || "再看看");
    const ok = element("button", { class: `button ${tone}`, type: "button" }, words.confirmOk || "确定");
    end.append(cancel, ok);
    dialog.append(end);
    return { dialog, cancel, ok };
  };

  /* Opens the dialog; `go` runs when the person agrees. The focus returns to where it was. */
  const ask = (opener, words, go) => {
    const before = opener || document.activeElement;
    const { dialog, cancel, ok } = build(words);
    let yes = false;
    cancel.addEventListener("click", () => dialog.close());
    ok.addEventListener("click", () => {
      yes = true;
      dialog.close();
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
      if (yes) go();
    });
    document.body.append(dialog);
    dialog.showModal();
  };

  const stop = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };

  /* Lets the very next event at `target` through. */
  const letThrough = (target, act) => {
    agreed.add(target);
    try {
      act();
    } finally {
      agreed.delete(target);
    }
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (agreed.has(form)) return;
    const { submitter } = event;
    const asker = submitter && submitter.dataset.confirm ? submitter : form;
    if (!asker.dataset.confirm) return;
    stop(event);
    ask(submitter, asker.dataset, () => letThrough(form, () => form.requestSubmit(submitter)));
  }, true);

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element && event.target.closest("a[data-confirm], button[data-confirm]");
    if (!target || agreed.has(target)) return;
    if (target.type === "submit" && target.form && !target.matches(REQUESTS)) return; // the form will ask
    stop(event);
    ask(target, target.dataset, () => letThrough(target, () => target.click()));
  }, true);
})();
