/* Asks before a filled row is removed: the button's data-ask becomes data-confirm (confirm.js) while its row has text. */
(() => {
  "use strict";

  document.addEventListener("input", (event) => {
    const row = event.target.closest("tr");
    const button = row && row.querySelector("button[data-ask]");
    if (!button) return;
    const filled = [...row.querySelectorAll(".cell")].some((cell) => cell.value.trim());
    if (filled) button.dataset.confirm = button.dataset.ask;
    else delete button.dataset.confirm;
  });
})();
