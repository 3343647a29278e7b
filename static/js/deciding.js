/* The dialogs of the decisions: opens them, keeps what was typed, and asks for an opinion where one is needed.
 *
 *   <button data-opens="ask-return">            opens <dialog id="ask-return" data-question>
 *   <a data-close>                              closes the dialog it stands in
 *   <button data-phrase="…">                    adds the sentence to the opinion (inside [data-phrases])
 *   <form data-needs-opinion>                   is not sent without an opinion
 *
 * Without this script the buttons load the page with the dialog open, and the server asks for the opinion.
 */
(() => {
  "use strict";

  const dialogs = [...document.querySelectorAll("dialog[data-question]")];
  const opinionIn = (dialog) => dialog.querySelector("textarea[name=opinion]");

  const open = (dialog) => {
    if (dialog.open) dialog.close();
    dialog.showModal();
  };

  const needsOpinion = (dialog) => "needsOpinion" in dialog.querySelector("form").dataset;

  /* Why something does not go on is there for the other decision that needs a reason; never for a yes. */
  const bringAlong = (dialog) => {
    if (!needsOpinion(dialog)) return;
    const typed = dialogs.filter(needsOpinion).map((other) => opinionIn(other).value).find((text) => text.trim());
    if (typed && !opinionIn(dialog).value.trim()) opinionIn(dialog).value = typed;
  };

  const complain = (dialog, isMissing) => {
    const field = opinionIn(dialog);
    document.getElementById(field.getAttribute("aria-describedby")).hidden = !isMissing;
    if (isMissing) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  };

  const add = (field, sentence) => {
    const before = field.value.trimEnd();
    field.value = before ? `${before}\n${sentence}` : sentence;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  };

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target.closest("[data-opens], [data-close], [data-phrase]") : null;
    if (!target) return;
    const dialog = target.closest("dialog") || document.getElementById(target.dataset.opens);
    event.preventDefault();
    if (target.dataset.opens) {
      bringAlong(dialog);
      open(dialog);
    } else if (target.dataset.phrase) {
      add(opinionIn(dialog), target.dataset.phrase);
    } else {
      dialog.close();
    }
  });

  for (const dialog of dialogs) {
    const form = dialog.querySelector("form");
    dialog.querySelector("[data-phrases]").hidden = false;
    opinionIn(dialog).addEventListener("input", () => complain(dialog, false));
    form.addEventListener("submit", (event) => {
      if (!needsOpinion(dialog) || opinionIn(dialog).value.trim()) return;
      event.preventDefault();
      complain(dialog, true);
      opinionIn(dialog).focus();
    });
    if (dialog.open) open(dialog);
  }
})();
