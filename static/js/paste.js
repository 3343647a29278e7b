/* Puts a block copied from Excel into the cells that it was meant for: <form data-paste> with table rows of .cell inputs.
 *
 * Tabs and lines go to the cells on the right and to the rows below, as far as there are rows of the same category.
 * Filled cells are overwritten only after a question (confirm.js); blank cells of the block change nothing. What finds
 * no place is not thrown away: it is listed in <div data-pasted>. A single cell of Excel loses the quotes and the last
 * line break that Excel puts around it. A text of several lines from elsewhere (no table on the clipboard) goes as it
 * is into a field outside the rows.
 */
(() => {
  "use strict";

  const form = document.querySelector("form[data-paste]");
  const report = document.querySelector("[data-pasted]");
  if (!form || !report) return;

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

  /* This row and those below it of the same category, each as its cells. */
  const rowsFrom = (row) => {
    const rows = [];
    for (let next = row; next; next = next.nextElementSibling) {
      if (next !== row && next.querySelector("th")) break; // another category
      const cells = [...next.querySelectorAll(".cell")];
      if (cells.length) rows.push(cells);
    }
    return rows;
  };

  /* {moves: [[cell, text]], rest: [text]} of a block that starts at `start`. */
  const plan = (block, start) => {
    const rows = rowsFrom(start.closest("tr"));
    const column = rows[0].indexOf(start);
    const moves = [];
    const rest = [];
    block.forEach((texts, down) => texts.forEach((text, right) => {
      if (!text) return;
      const cell = rows[down] && rows[down][column + right];
      if (cell) moves.push([cell, text]);
      else rest.push(text);
    }));
    return { moves, rest };
  };

  const fitting = (field, text) => (field instanceof HTMLTextAreaElement ? text : text.replace(/\s*\n\s*/g, " "));

  const put = ([found, text]) => {
    const cell = document.getElementById(found.id); // a save may have printed the rows anew meanwhile
    if (!cell) return;
    cell.value = fitting(cell, text);
    cell.dispatchEvent(new Event("input", { bubbles: true })); // saved, counted, shown in the other unit
    cell.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const tell = (placed, rest) => {
    report.replaceChildren();
    if (!rest.length) return;
    const sentence = document.createElement("p");
    sentence.textContent = `已粘贴 ${placed} 格，还有 ${rest.length} 格放不下，没有粘贴。请先添加行，再把下面的内容粘贴过去：`;
    const list = document.createElement("ul");
    list.append(...rest.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
    const close = Object.assign(document.createElement("button"), { type: "button", className: "button button-small", textContent: "知道了" });
    close.addEventListener("click", () => report.replaceChildren());
    report.append(sentence, list, close);
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
    const isInRow = cell.closest(".lines, #indicators");
    const isProse = !text.includes("\t") && event.clipboardData.types.includes("text/html") && !/<td/i.test(event.clipboardData.getData("text/html"));
    if (!isInRow || isProse) return;
    event.preventDefault();
    const { moves, rest } = plan(block, cell);
    const go = () => {
      moves.forEach(put);
      tell(moves.length, rest);
    };
    const filled = moves.filter(([to, said]) => to.value.trim() && to.value.trim() !== said).length;
    if (filled) ask(filled, go);
    else go();
  });
})();
