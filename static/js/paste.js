/* Puts a block copied from Excel or WPS into the rows that it was meant for: <form data-paste> with rows of .cell inputs.
 *
 * The block goes to the server as it is (autosave.js sends it behind what was typed), which fills the rows below, makes
 * the rows that are missing and says what found no place: listed in <div data-pasted>. Filled cells are overwritten
 * only after a question (confirm.js); blank cells of the block change nothing. A single cell of Excel loses the quotes
 * and the last line break that Excel puts around it. A text of several lines from elsewhere (no table on the clipboard)
 * goes as it is into the field. The report offers to take the whole paste back (also Ctrl+Z outside of a text, see
 * grid.js): then goes what was not changed since. Texts that could not be stored at all ("save:left-over") are listed in the same place.
 */
(() => {
  "use strict";

  const form = document.querySelector("form[data-paste]");
  const report = document.querySelector("[data-pasted]");
  if (!form || !report || !window.perfgoals.rows) return;

  const { saving, rows } = window.perfgoals;

  /* The rows of cells of a text from the clipboard: separated by tabs, quoted where a cell has line breaks. */
  const parse = (text) => {
    const source = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
    const rows = [[]];
    const cell = /(?:"((?:[^"]|"")*)"(?=[\t\n]|$)|([^\t\n]*))(\t|\n|$)/gy;
    for (let match = cell.exec(source); match; match = cell.exec(source)) {
      const value = match[1] === undefined ? match[2] : match[1].replace(/""/g, '"');
      rows.at(-1).push(value.trim());
      if (match[3] === "") break;
      if (match[3] === "\n") rows.push([]);
    }
    return rows;
  };

  const isExcelQuoted = (text) => /^"[^]*[\n\t"][^]*"\s*$/.test(text);
  const fitting = (field, text) => (field instanceof HTMLTextAreaElement ? text : text.replace(/\s*\n\s*/g, " "));

  /* How many filled cells the block would write over, taken cell by cell from where it starts. */
  const overwritten = (block, start) => {
    const found = [];
    for (let row = start.closest("tr"); row; row = row.nextElementSibling) {
      if (row !== start.closest("tr") && row.querySelector("th[scope=rowgroup]")) break; // another category
      const cells = [...row.querySelectorAll(".cell")];
      if (cells.length) found.push(cells);
    }
    const column = found[0].indexOf(start);
    let filled = 0;
    block.forEach((texts, down) => texts.forEach((text, right) => {
      const cell = found[down] && found[down][column + right];
      if (text && cell && cell.value.trim() && cell.value.trim() !== text) filled += 1;
    }));
    return filled;
  };

  const undoButton = (version) => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button button-small", textContent: "撤销粘贴" });
    button.dataset.undo = "";
    button.addEventListener("click", () => {
      report.replaceChildren();
      saving.enqueue([["undo", "1"]], { version, isPasteUndone: true });
    });
    return button;
  };

  /* `version` is the one that a paste has made: it can be taken back. */
  const tell = (sentence, texts, version) => {
    const said = Object.assign(document.createElement("p"), { textContent: sentence });
    const list = document.createElement("ul");
    list.append(...texts.map(([place, text]) => Object.assign(document.createElement("li"), { textContent: `${place}：${text}` })));
    const close = Object.assign(document.createElement("button"), { type: "button", className: "button button-small", textContent: "知道了" });
    close.addEventListener("click", () => report.replaceChildren());
    report.replaceChildren(said, ...(texts.length ? [list] : []), ...(version ? [undoButton(version)] : []), close);
  };

  /* Asks by way of a button that is never shown: confirm.js lets its click through once the person agrees. */
  const ask = (filled, go) => {
    document.querySelectorAll("[data-paste-asks]").forEach((button) => button.remove());
    const button = Object.assign(document.createElement("button"), { type: "button", hidden: true });
    Object.assign(button.dataset, {
      confirm: `粘贴的内容会盖过已填的 ${filled} 格，继续吗？`,
      confirmDetail: "要保留已填的内容，请选“再看看”，换一个空白的位置粘贴。",
      confirmOk: "盖过去",
      pasteAsks: "",
    });
    button.addEventListener("click", go);
    document.body.append(button);
    button.click();
  };

  const insert = (field, text) => {
    // The only way to type in a script that the browser's own undo can take back.
    if (document.execCommand("insertText", false, text)) return;
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  form.addEventListener("paste", (event) => {
    const cell = event.target;
    const text = event.clipboardData.getData("text/plain");
    if (!cell.matches("textarea.cell, input.cell") || !text) return;
    const block = parse(text);
    if (block.length === 1 && block[0].length === 1) {
      if (!/[\r\n]$/.test(text) && !isExcelQuoted(text)) return;
      event.preventDefault();
      insert(cell, fitting(cell, block[0][0]));
      return;
    }
    const isInRow = cell.closest("tr[data-path]");
    const isProse = !text.includes("\t") && event.clipboardData.types.includes("text/html") && !/<td/i.test(event.clipboardData.getData("text/html"));
    if (!isInRow || isProse) return;
    event.preventDefault();
    const keys = block.map(() => rows.key());
    const go = () => saving.enqueue([["paste", JSON.stringify({ at: cell.name, block, keys })]], { isPasted: true });
    const filled = overwritten(block, cell);
    if (filled) ask(filled, go);
    else go();
  });

  document.addEventListener("save:done", (event) => {
    const { item, told } = event.detail;
    const { cells = 0, rows: made = 0, rest = [], kept = 0, version = 0 } = told.pasted;
    if (item.isPasteUndone) tell(kept ? `已撤销粘贴；之后又改过的 ${kept} 处没有动。` : "已撤销粘贴。", []);
    else if (!item.isPasted && !report.querySelector("li, [data-undo]")) report.replaceChildren(); // it has been read
    if (!item.isPasted) return;
    const done = `已粘贴 ${cells} 格${made ? `，添加了 ${made} 行` : ""}`;
    tell(rest.length ? `${done}；下面 ${rest.length} 格没有地方放，没有粘贴：` : `${done}。`, rest, version);
  });
  document.addEventListener("save:left-over", (event) => {
    tell(`${event.detail.sentence}请把下面的内容复制下来，填到合适的地方。`, event.detail.texts);
  });
})();
