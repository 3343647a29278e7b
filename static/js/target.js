/* Helps with a target while its cell (.cell[data-target]) has the focus: #builder shows how the text was understood and
 * puts together one from comparator, number and unit. Alt+↓ leads into it, Escape back to the cell. Lies over the page,
 * moves nothing; without the network it only puts together.
 */
(() => {
  "use strict";

  const builder = document.getElementById("builder");
  const form = document.querySelector("form[data-autosave]");
  if (!builder || !form) return;

  const PAUSE = 250;
  const part = (name) => builder.querySelector(`[data-part=${name}]`);
  const words = builder.querySelector("[data-understood]");
  let cell = null;
  let timer = 0;
  let asked = 0;

  const place = () => {
    const box = cell.getBoundingClientRect();
    const width = builder.offsetWidth;
    const bar = document.querySelector(".formbar").getBoundingClientRect().bottom;
    const below = box.top - builder.offsetHeight - 3 < bar; // rather above: below the cell stands what was found in it
    builder.style.left = `${window.scrollX + Math.max(8, Math.min(box.left, document.documentElement.clientWidth - width - 8))}px`;
    builder.style.top = `${window.scrollY + (below ? box.bottom + 3 : box.top - builder.offsetHeight - 3)}px`;
  };

  const ask = async () => {
    const number = (asked += 1);
    try {
      const response = await fetch(`/targets/?${new URLSearchParams({ text: cell.value })}`, { headers: { Accept: "application/json" } });
      if (!response.ok || response.redirected) return;
      const told = await response.json();
      if (number !== asked || !cell) return;
      words.textContent = cell.value.trim() ? `理解为：${told.words}` : "请写目标值，例如 ≥24场、≥95%、2027年12月31日前。";
      if (builder.contains(document.activeElement)) return;
      for (const name of ["comparator", "number", "unit"]) part(name).value = told[name];
    } catch {
      words.textContent = ""; // no network: nothing is told
    }
  };

  const show = (target) => {
    cell = target;
    builder.hidden = false;
    place();
    ask();
  };

  const hide = () => {
    builder.hidden = true;
    cell = null;
  };

  const fill = () => {
    const text = `${part("comparator").value}${part("number").value.trim()}${part("unit").value.trim()}`;
    cell.value = text;
    cell.dispatchEvent(new Event("input", { bubbles: true }));
    cell.dispatchEvent(new Event("change", { bubbles: true }));
    cell.focus();
  };

  document.addEventListener("focusin", (event) => {
    if (event.target.matches(".cell[data-target]")) {
      if (event.target !== cell) show(event.target);
    } else if (!builder.contains(event.target)) hide();
  });
  form.addEventListener("input", (event) => {
    if (event.target !== cell) return;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => cell && ask(), PAUSE);
  });
  form.addEventListener("keydown", (event) => {
    if (!cell || event.target !== cell) return;
    if (event.key === "Escape") builder.hidden = true;
    if (event.key !== "ArrowDown" || !event.altKey || event.shiftKey) return;
    event.preventDefault();
    builder.hidden = false;
    place();
    part("comparator").focus();
  });
  builder.addEventListener("keydown", (event) => {
    if (event.key === "Escape") cell.focus();
    if (event.key === "Enter" && !event.target.matches("button")) {
      event.preventDefault();
      fill();
    }
  });
  builder.addEventListener("input", () => {
    words.textContent = "";
  });
  builder.querySelector("[data-fill]").addEventListener("click", fill);
  document.addEventListener("pointerdown", (event) => {
    if (cell && event.target !== cell && !builder.contains(event.target)) builder.hidden = true;
  });
  form.addEventListener("rows:printed", () => {
    if (!cell || cell.isConnected) return;
    cell = document.getElementById(cell.id);
    if (cell && cell === document.activeElement) place();
    else hide();
  });
})();
