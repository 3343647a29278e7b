/* Marks a target that is another one than last year's, while it is typed.
 *
 *   <input name="ind-k3-target"> … <td data-last-of="ind-k3-target" data-last="≥22场">≥22场<span class="last-mark" hidden>
 */
(() => {
  "use strict";

  const fold = (text) => text.normalize("NFKC").replace(/[\s*+]/g, "").replace(/:$/, "");

  document.addEventListener("input", (event) => {
    const { name, value } = event.target;
    if (!name || !name.endsWith("-target")) return;
    const cell = document.querySelector(`[data-last-of="${CSS.escape(name)}"]`);
    const mark = cell && cell.querySelector(".last-mark");
    if (!mark) return;
    const { last } = cell.dataset;
    const changed = last !== "" && value.trim() !== "" && fold(value) !== fold(last);
    cell.classList.toggle("last-changed", changed);
    mark.hidden = !changed;
  });
})();
