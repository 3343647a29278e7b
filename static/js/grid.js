/* Working in the rows of the form as in a spreadsheet: #indicators and .lines, rows tr[data-path] with .cell inputs.
 *
 *   Enter next cell (the last one adds a row) · Ctrl+Enter new row below · arrows to the neighbouring cell, from the
 *   edge of a text · Alt+Shift+↑ ↓ moves the row · Shift+Enter or Alt+Enter a line break
 *   <button data-row-menu="path"> opens <dialog id="row-menu">: duplicate, move, move to another category, remove
 *   #undo offers to bring back the row removed last (also Ctrl+Z outside of a text, which takes back a paste as well)
 */
(() => {
  "use strict";

  const form = document.querySelector("form[data-autosave]");
  if (!form || !window.perfgoals.rows) return;

  const { saving, rows } = window.perfgoals;
  const menu = document.getElementById("row-menu");
  const undo = document.getElementById("undo");
  let menuRow = null;

  const rowOf = (element) => element.closest("tr[data-path]");
  const keyOf = (path) => path.split("[")[1].slice(0, -1);
  const partOf = (path) => path.split("[")[0];
  const cellsOf = (row) => [...row.querySelectorAll(".cell")];
  const tableRows = (row) =>
    [...row.closest("table").querySelectorAll("tr[data-path]")].filter((each) => each.querySelector(".cell"));

  /* The rows that this one may change places with: of its category, or of its table. */
  const siblings = (row) => {
    const all = tableRows(row);
    if (!row.closest("#indicators")) return all;
    const own = [];
    for (const each of all) {
      if (each.querySelector("th[scope=rowgroup]:not(.l1)")) own.push([]);
      own.at(-1).push(each);
    }
    return own.find((group) => group.includes(row));
  };

  const adderOf = (row) => {
    if (!row.closest("#indicators")) return row.closest("table").querySelector("tfoot button");
    return siblings(row)[0].querySelector("button[name=add]");
  };

  const addBelow = (row) => {
    const button = adderOf(row);
    if (button) saving.enqueue([[button.name, button.value], ["key", rows.key()], ["after", keyOf(row.dataset.path)]], { moves: true });
  };

  const duplicate = (row) => saving.enqueue([["duplicate", row.dataset.path], ["key", rows.key()]], { moves: true });

  const moveBy = (row, step) => {
    const group = siblings(row);
    const place = group.indexOf(row) + step;
    if (place < 0 || place >= group.length) return;
    const before = step > 0 ? group[place] : group[place - 1];
    saving.enqueue([["move", row.dataset.path], ["after", before ? keyOf(before.dataset.path) : ""]], { moves: true });
  };

  /* --- Keys ---------------------------------------------------------------------------------------------------- */

  const go = (cell) => {
    if (!cell) return false;
    cell.focus();
    if (cell.select) cell.select();
    return true;
  };

  const vertical = (cell, step) => {
    const row = rowOf(cell);
    const all = tableRows(row);
    const next = all[all.indexOf(row) + step];
    return next ? cellsOf(next)[cellsOf(row).indexOf(cell)] : null;
  };

  const horizontal = (cell, step) => {
    const all = tableRows(rowOf(cell)).flatMap(cellsOf);
    return all[all.indexOf(cell) + step];
  };

  const isOneLine = (cell) => cell instanceof HTMLInputElement || cell.clientHeight < 48;
  const isAt = (cell, place) => cell.selectionStart === place && cell.selectionEnd === place;

  const arrow = (event, cell) => {
    const end = cell.value.length;
    const isAll = cell.selectionStart === 0 && cell.selectionEnd === end;
    if (event.key === "ArrowUp") return (isOneLine(cell) || isAt(cell, 0)) && vertical(cell, -1);
    if (event.key === "ArrowDown") return (isOneLine(cell) || isAt(cell, end)) && vertical(cell, 1);
    if (event.key === "ArrowLeft") return (isAt(cell, 0) || (isAll && end > 0)) && horizontal(cell, -1);
    if (event.key === "ArrowRight") return isAt(cell, end) || (isAll && end > 0) ? horizontal(cell, 1) : null;
    return null;
  };

  const enter = (event, cell) => {
    const row = rowOf(cell);
    if (event.ctrlKey || event.metaKey) return addBelow(row);
    const next = horizontal(cell, 1);
    return next ? go(next) : addBelow(row);
  };

  form.addEventListener("keydown", (event) => {
    const cell = event.target;
    if (event.isComposing || event.keyCode === 229 || !cell.matches(".cell") || !rowOf(cell)) return;
    if (event.key === "Enter") {
      if (event.shiftKey) return;
      event.preventDefault();
      if (event.altKey) document.execCommand("insertText", false, "\n");
      else enter(event, cell);
    } else if (event.altKey && event.shiftKey && ["ArrowUp", "ArrowDown"].includes(event.key)) {
      event.preventDefault();
      moveBy(rowOf(cell), event.key === "ArrowUp" ? -1 : 1);
    } else if (event.key.startsWith("Arrow") && !event.shiftKey && !event.ctrlKey && !event.altKey && !event.metaKey) {
      if (go(arrow(event, cell))) event.preventDefault();
    } else if (event.key === "ContextMenu" || (event.shiftKey && event.key === "F10")) {
      event.preventDefault();
      open(rowOf(cell).querySelector("button[data-row-menu]"));
    }
  });

  /* --- The menu of a row --------------------------------------------------------------------------------------- */

  const open = (button) => {
    menuRow = rowOf(button);
    const group = siblings(menuRow);
    menu.querySelector("[data-label]").textContent = button.getAttribute("aria-label").replace("更多操作：", "");
    menu.querySelector("[data-do=up]").disabled = group[0] === menuRow;
    menu.querySelector("[data-do=down]").disabled = group.at(-1) === menuRow;
    for (const part of menu.querySelectorAll("[data-only]")) part.hidden = partOf(menuRow.dataset.path) !== part.dataset.only;
    const own = siblings(menuRow)[0].querySelector("button[name=add]");
    for (const option of menu.querySelectorAll("#row-menu-to option")) option.disabled = Boolean(own) && option.value === own.value;
    const free = menu.querySelector("#row-menu-to option:not(:disabled)");
    if (free) free.selected = true;
    menu.showModal();
    const box = button.getBoundingClientRect();
    menu.style.top = `${Math.max(8, Math.min(box.bottom + 4, window.innerHeight - menu.offsetHeight - 8))}px`;
    menu.style.left = `${Math.max(8, Math.min(box.right - menu.offsetWidth, window.innerWidth - menu.offsetWidth - 8))}px`;
  };

  const act = {
    duplicate: () => duplicate(menuRow),
    up: () => moveBy(menuRow, -1),
    down: () => moveBy(menuRow, 1),
    to: () => saving.enqueue([["move", menuRow.dataset.path], ["to", menu.querySelector("#row-menu-to").value]], { moves: true }),
    remove: () => rows.remove(menuRow.dataset.path),
  };

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-row-menu]");
    if (button) open(button);
  });
  menu.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-do]");
    if (button || event.target === menu) menu.close();
    if (button) act[button.dataset.do]();
  });

  /* --- Undo ---------------------------------------------------------------------------------------------------- */

  const bringBack = (removed) => {
    undo.replaceChildren();
    saving.enqueue([["restore", removed.path], ["after", removed.after]], { moves: true });
  };

  const offer = (removed) => {
    const text = document.createElement("p");
    text.textContent = `已删除${removed.label}${removed.said ? `“${removed.said.slice(0, 20)}”` : ""}。`;
    const back = Object.assign(document.createElement("button"), { type: "button", className: "button button-small", textContent: "撤销" });
    const close = Object.assign(document.createElement("button"), { type: "button", className: "textbutton", textContent: "知道了" });
    back.addEventListener("click", () => bringBack(removed));
    close.addEventListener("click", () => undo.replaceChildren());
    undo.replaceChildren(text, back, close);
  };

  document.addEventListener("save:done", (event) => {
    if (event.detail.item.removed) offer(event.detail.item.removed);
    if (event.detail.item.isPasted) undo.replaceChildren(); // Ctrl+Z is for what came last
  });
  document.addEventListener("keydown", (event) => {
    const button = undo.querySelector("button") || document.querySelector("[data-pasted] [data-undo]");
    if (!button || event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey)) return;
    if (document.activeElement.matches("input, textarea, select") && document.activeElement.value) return;
    event.preventDefault();
    button.click();
  });
})();
