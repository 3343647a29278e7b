/* Marks the inputs that the note lines speak of: aria-invalid for errors, a line below for warnings.
 *
 *   <p class="finding" data-at="id of the input" data-severity="error|warning|hint">
 *
 * The server prints the marks too; this keeps them right when htmx has swapped the note lines.
 */
(() => {
  "use strict";

  const form = document.querySelector("form[data-autosave]");
  if (!form) return;

  const mark = () => {
    const severities = new Map();
    for (const finding of form.querySelectorAll("[data-at][data-severity]")) {
      const { at, severity } = finding.dataset;
      if (severities.get(at) !== "error") severities.set(at, severity);
    }
    for (const cell of form.querySelectorAll(".cell[name]")) {
      const severity = severities.get(cell.id);
      if (severity === "error") cell.setAttribute("aria-invalid", "true");
      else cell.removeAttribute("aria-invalid");
      cell.classList.toggle("cell-warned", severity === "warning");
    }
  };

  document.body.addEventListener("htmx:afterRequest", mark);
})();
