/* Counts the characters of a text with a limit: <textarea id="x" data-count="2000">, <span data-count-of="x">.
 *
 * The limit is shown and never enforced: too long a text may be saved as a draft. A counter inside a cell
 * (class count-cell) appears when four fifths are written.
 */
(() => {
  "use strict";

  const count = (input) => {
    const limit = Number(input.dataset.count);
    const length = [...input.value.trim()].length; // characters, not UTF-16 units
    for (const counter of document.querySelectorAll(`[data-count-of="${CSS.escape(input.id)}"]`)) {
      counter.textContent = `${length}/${limit}`;
      counter.classList.toggle("is-over", length > limit);
      if (counter.classList.contains("count-cell")) counter.hidden = length < limit * 0.8;
    }
  };

  const countAll = () => document.querySelectorAll("[data-count]").forEach(count);

  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-count]")) count(event.target);
  });
  document.addEventListener("rows:printed", countAll);
  countAll();
})();
