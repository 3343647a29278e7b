/* The buttons of the form and the ways out of it: everything waits until what was typed is stored.
 *
 * Submit buttons go into the line of autosave.js under their name; 预览 and 提交审核 (data-href) lead on once the line
 * is empty. Links and other forms of the page wait too. If something cannot be stored, the page stays and says so;
 * whoever leaves all the same is asked by the browser.
 */
(() => {
  "use strict";

  const form = document.querySelector("form[data-autosave]");
  if (!form || !window.perfgoals.saving) return;

  const { saving } = window.perfgoals;
  const key = () => [...crypto.getRandomValues(new Uint8Array(5))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const ADDS = ["add", "add-line", "add-plan"];
  let isLeaving = false;

  const showFirstProblem = () => {
    const place = form.querySelector(".conflict") || form.querySelector(".cell[aria-invalid=true]");
    if (place) place.focus();
  };

  const leave = async (go) => {
    if (await saving.flush()) {
      isLeaving = true;
      go();
    } else {
      showFirstProblem();
    }
  };

  /* Where the focus goes once a row is gone: the next row of its kind, else the button that adds one. */
  const afterRemoval = (path) => {
    const row = form.querySelector(`tr[data-path="${CSS.escape(path)}"]`);
    if (!row) return "";
    let next = row.nextElementSibling;
    while (next && !next.dataset.path) next = next.nextElementSibling;
    const first = next && !next.querySelector("th[scope=rowgroup]") ? next.querySelector(".cell") : null;
    return first ? first.id : "";
  };

  const remove = (path) => {
    const row = form.querySelector(`tr[data-path="${CSS.escape(path)}"]`);
    const button = row.querySelector("button.remove");
    let before = row.previousElementSibling;
    while (before && !before.dataset.path) before = before.previousElementSibling;
    const after = before ? before.dataset.path.split("[")[1].slice(0, -1) : "";
    const label = button.getAttribute("aria-label").replace("删除 ", "");
    const said = [...row.querySelectorAll(".cell")].map((cell) => cell.value.trim()).find(Boolean) || "";
    const adder = row.closest("#indicators") ? adderOf(row) : `#${row.closest("table").id} tfoot button`;
    saving.enqueue([["remove", path]], { focus: afterRemoval(path), adder, removed: { path, after, label, said } });
  };

  const adderOf = (row) => {
    let owner = row;
    while (owner && !owner.querySelector("button[name=add]")) owner = owner.previousElementSibling;
    const button = owner && owner.querySelector("button[name=add]");
    return button ? `button[name=add][value="${button.value}"]` : "";
  };

  const press = (button) => {
    const { name, value } = button;
    if (name === "then") leave(() => window.location.assign(button.dataset.href));
    else if (name === "remove") remove(value);
    else if (name === "settle") saving.settle(value);
    else if (name === "sure") saving.enqueue([[`na-${value}`, ""], [`na-${value}`, "on"], ["sure", value]]);
    else if (ADDS.includes(name)) saving.enqueue([[name, value], ["key", key()]], { isAdded: true, pressed: true });
    else saving.flush();
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    press(event.submitter || {});
  });
  form.addEventListener("change", (event) => {
    const box = event.target.closest("input[type=checkbox][name^=na-]");
    if (box) saving.enqueue([[box.name, ""], ...(box.checked ? [[box.name, "on"]] : [])]);
  });
  form.addEventListener("click", (event) => {
    const join = event.target.closest("button[data-join]");
    if (!join) return;
    const box = join.closest(".conflict");
    const theirs = box.querySelector("[data-theirs]").textContent;
    const mine = box.querySelector("blockquote:not([data-theirs])").textContent;
    const input = document.getElementById(join.dataset.name);
    saving.settle(join.dataset.join, `${mine}\n${theirs}`);
    if (!input) return;
    input.value = `${mine}\n${theirs}`;
    input.dispatchEvent(new CustomEvent("input", { bubbles: true, detail: "put" }));
    input.focus();
  });

  /* The focus follows what was done, but only from where its button stood. */
  document.addEventListener("save:done", (event) => {
    const { item, told } = event.detail;
    if (!item.entries) return;
    const active = document.activeElement;
    const isFree = !active || active === document.body || active.matches("button");
    const target = document.getElementById(item.removed ? item.focus : told.fresh) || (item.adder && form.querySelector(item.adder));
    if (target && (isFree || item.moves)) target.focus();
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const isHere = link.hash && link.pathname === window.location.pathname && link.search === window.location.search;
    if (isHere || link.target || link.download || !saving.isUnsaved()) return;
    event.preventDefault();
    saving.flush().then((isStored) => {
      isLeaving = isStored;
      window.location.assign(link.href); // the browser asks when something is not stored
    });
  });
  document.addEventListener("submit", (event) => {
    const other = event.target;
    if (other === form || event.defaultPrevented || other.method === "dialog" || !saving.isUnsaved()) return;
    event.preventDefault();
    saving.flush().then((isStored) => {
      isLeaving = isStored;
      if (isStored) other.requestSubmit(event.submitter);
    });
  });
  document.addEventListener("session:over", (event) => {
    if (saving.isUnsaved()) event.preventDefault();
  });
  window.addEventListener("beforeunload", (event) => {
    if (!isLeaving && saving.isUnsaved()) event.preventDefault();
  });
  window.addEventListener("pageshow", () => {
    isLeaving = false;
  });

  window.perfgoals.rows = { key, remove };
})();
