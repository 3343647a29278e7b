/* Suggests indicators of the library while the name of one is typed.
 *
 *   <textarea name="ind-k3-name" data-suggest="数量指标"> … <div id="suggestions" data-url="…" hidden><ul role="listbox">
 *
 * Typing a name or the initials of its pinyin opens the list, Alt+↓ or a click into an empty cell as well. ↓ ↑ choose,
 * Enter or a click takes over, Esc closes. Taken over are the name, and where their cells are blank the explanation and
 * what stands around the number of the target (≥ … 场), with the cursor where the number belongs. Cells are told by
 * ordinary input events, so that whatever saves or counts them notices. Keys are caught before anybody else, and only
 * while the list is open. Without an answer of the server there are simply no suggestions.
 * The cell stays a text box (a text area may have no other role): its list is named by aria-controls, the choice by
 * aria-activedescendant, the number of suggestions is said by the status line.
 */
(() => {
  "use strict";

  const box = document.getElementById("suggestions");
  const list = document.getElementById("suggestion-list");
  const status = document.getElementById("suggestion-status");
  if (!box || !list || !status) return;

  const WAIT = 140;
  const HINT = "名称或拼音首字母";
  let cell = null; // whose list is open, or asked for
  let items = [];
  let active = -1;
  let timer = 0;
  let asked = null;

  const isOpen = () => !box.hidden;
  const suggests = (element) => element instanceof HTMLElement && element.matches("[data-suggest]");

  const close = () => {
    window.clearTimeout(timer);
    if (asked) asked.abort();
    asked = null;
    box.hidden = true;
    active = -1;
    if (cell) cell.removeAttribute("aria-activedescendant");
  };

  const place = () => {
    const rect = cell.getBoundingClientRect();
    const width = Math.min(Math.max(rect.width, 360), window.innerWidth - 16);
    box.style.width = `${width}px`;
    box.style.left = `${Math.max(8, Math.min(rect.left, window.innerWidth - width - 8))}px`;
    const below = window.innerHeight - rect.bottom;
    const isAbove = below < Math.min(box.scrollHeight, 220) && rect.top > below;
    box.style.maxHeight = `${Math.max(120, Math.min(340, (isAbove ? rect.top : below) - 12))}px`;
    box.style.top = isAbove ? `${rect.top - box.offsetHeight - 2}px` : `${rect.bottom + 2}px`;
  };

  const choose = (number) => {
    active = number;
    [...list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === active)));
    const option = list.children[active];
    if (option) {
      cell.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      cell.removeAttribute("aria-activedescendant");
    }
  };

  const part = (name, text) => Object.assign(document.createElement("span"), { className: name, textContent: text });

  const show = (found) => {
    items = found;
    list.replaceChildren(
      ...items.map((item, number) => {
        const option = document.createElement("li");
        option.id = `suggestion-${number}`;
        option.setAttribute("role", "option");
        const other = item.level2 === cell.dataset.suggest ? "" : item.level2;
        option.append(part("name", item.name), part("note", [other, item.note].filter(Boolean).join(" · ")));
        return option;
      }),
    );
    if (!items.length) {
      close();
      return;
    }
    box.hidden = false;
    place();
    choose(-1);
    status.textContent = `指标库有 ${items.length} 条建议，按向下键选择。`;
  };

  const ask = async () => {
    if (asked) asked.abort();
    asked = new AbortController();
    const { signal } = asked;
    const query = new URLSearchParams({ level2: cell.dataset.suggest, q: cell.value.trim().slice(0, 40) });
    try {
      const response = await fetch(`${box.dataset.url}?${query}`, { signal, redirect: "manual", headers: { Accept: "application/json" } });
      const found = response.ok ? (await response.json()).items : [];
      if (!signal.aborted && document.activeElement === cell) show(found.filter((item) => item.name !== cell.value.trim()));
    } catch (error) {
      if (error.name !== "AbortError") close(); // offline: nothing to suggest
    }
  };

  const open = (element, wait) => {
    cell = element;
    cell.setAttribute("aria-autocomplete", "list");
    cell.setAttribute("aria-haspopup", "listbox");
    cell.setAttribute("aria-controls", list.id);
    window.clearTimeout(timer);
    timer = window.setTimeout(ask, wait);
  };

  const put = (field, text) => {
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const take = (item) => {
    const row = cell.closest("tr");
    const name = cell;
    close();
    const isBlank = (field) => field && !field.value.trim();
    const explanation = row.querySelector("[name$='-explanation']");
    const target = row.querySelector("[name$='-target']");
    put(name, item.name);
    close(); // its own input event has asked again
    if (isBlank(explanation) && item.explanation) {
      put(explanation, item.explanation);
      explanation.dispatchEvent(new Event("change", { bubbles: true }));
    }
    name.dispatchEvent(new Event("change", { bubbles: true }));
    status.textContent = `已填入“${item.name}”，请填目标值。`;
    if (!target) return;
    if (isBlank(target)) {
      target.placeholder = item.target ? `如 ${item.target}` : "";
      if (item.measure) put(target, item.mark + item.measure);
    }
    target.focus();
    if (target.value === item.mark + item.measure) target.setSelectionRange(item.mark.length, item.mark.length);
  };

  document.addEventListener("input", (event) => {
    if (!suggests(event.target) || event.isComposing) return;
    if (document.activeElement !== event.target) return; // put in by a script
    if (event.target.value.trim()) open(event.target, WAIT);
    else close();
  });
  document.addEventListener("compositionend", (event) => {
    if (suggests(event.target) && event.target.value.trim()) open(event.target, WAIT);
  });
  document.addEventListener("click", (event) => {
    if (suggests(event.target) && !event.target.value.trim() && !isOpen()) open(event.target, 0);
  });
  document.addEventListener("focusin", (event) => {
    if (suggests(event.target) && !event.target.placeholder) event.target.placeholder = HINT;
    if (cell && event.target !== cell) close();
  });
  document.addEventListener("focusout", (event) => {
    if (event.target.placeholder === HINT) event.target.placeholder = "";
    if (event.target === cell) close();
  });
  box.addEventListener("mousedown", (event) => event.preventDefault()); // the cell keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("li");
    if (option) take(items[[...list.children].indexOf(option)]);
  });
  window.addEventListener("keydown", (event) => {
    if (event.isComposing || !suggests(event.target)) return;
    const stop = () => {
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    if (!isOpen()) {
      if (event.altKey && event.key === "ArrowDown") {
        stop();
        open(event.target, 0);
      }
      return;
    }
    if (event.key === "Escape") {
      stop();
      close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      stop();
      const places = items.length + 1; // one of them: nothing chosen
      choose(((active + 1 + (event.key === "ArrowDown" ? 1 : -1) + places) % places) - 1);
    } else if (event.key === "Enter" && active >= 0 && !event.ctrlKey) {
      stop();
      take(items[active]);
    }
  }, true);
  window.addEventListener("scroll", () => {
    if (isOpen()) place();
  }, true);
  window.addEventListener("resize", close);
})();
