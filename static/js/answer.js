/* Brings the page up to date with the server's answer to a save (templates/editing/_answer.html).
 *
 *   <template data-put="id">       becomes the inside of that element
 *   <template data-replace>        each element in it takes the place of the one with its id
 *   <template data-first="id">     stands first in that list, which keeps its length
 *   <template data-notes>          every note line that says something; all others say nothing
 *   <template data-late="id">      like data-put, with the notes
 *   <template data-conflict="id">  two texts to choose from, below the note line of that id
 *
 * Nothing that somebody reads or types in jumps: a note appears over what stands below it, and takes its room only at
 * the next key or click, while the field that has the focus stays where it is on the screen. So does a section of the
 * panel.
 */
(() => {
  "use strict";

  const form = document.querySelector("form[data-autosave]");
  if (!form) return;

  const LONGEST_LIST = 5;
  let held = []; // what is done at the next key or click

  const parse = (html) => {
    const parts = new DOMParser().parseFromString(html, "text/html");
    const answer = parts.querySelector("#answer");
    const refused = parts.querySelector("[data-refused]");
    const json = (name, otherwise) => JSON.parse((answer && answer.dataset[name]) || otherwise);
    return {
      parts,
      isWhole: Boolean(answer),
      version: answer ? Number(answer.dataset.version) : 0,
      theirs: json("theirs", "{}"),
      own: json("own", "{}"),
      printed: json("printed", "{}"),
      unread: json("unread", "[]"),
      pasted: json("pasted", "{}"),
      fresh: answer ? answer.dataset.fresh || "" : "",
      refusal: refused ? refused.textContent : "",
      hasConflict: Boolean(parts.querySelector("[data-conflict]")),
    };
  };

  /* A section of the panel keeps its height, whatever comes into it, until the next key or click. */
  const holdSection = (target) => {
    const section = target.closest(".panel section");
    if (!section || section.style.height) return;
    section.style.height = `${section.getBoundingClientRect().height}px`;
    section.style.overflowY = "auto";
    held.push(() => {
      section.style.height = "";
      section.style.overflowY = "";
    });
  };

  const put = (id, part) => {
    const target = document.getElementById(id);
    if (!target) return;
    holdSection(target);
    const next = part.content.cloneNode(true);
    const opened = [...target.querySelectorAll("details")].map((each) => each.open);
    next.querySelectorAll("details").forEach((each, number) => each.toggleAttribute("open", Boolean(opened[number])));
    target.replaceChildren(next);
  };

  /* Does `change`; what has the focus stays where it is on the screen. */
  const steadily = (change) => {
    const anchor = document.activeElement;
    const before = anchor && anchor !== document.body ? anchor.getBoundingClientRect().top : null;
    change();
    if (before === null || !anchor.isConnected) return;
    const moved = anchor.getBoundingClientRect().top - before;
    if (moved) window.scrollBy(0, moved);
  };

  const settle = () => {
    if (!held.length) return;
    const now = held;
    held = [];
    steadily(() => now.forEach((act) => act()));
  };

  const hasSameInside = (one, other) =>
    one.childNodes.length === other.childNodes.length && [...one.childNodes].every((node, n) => node.isEqualNode(other.childNodes[n]));

  const showNote = (note, next) => {
    if (hasSameInside(note, next)) return;
    if (!note.classList.contains("is-held")) {
      note.style.height = `${note.getBoundingClientRect().height}px`;
      note.classList.add("is-held");
    }
    note.replaceChildren(...[...next.childNodes].map((node) => node.cloneNode(true)));
    held.push(() => {
      note.classList.remove("is-held");
      note.style.height = "";
    });
  };

  const showNotes = (part) => {
    const said = new Map([...part.content.querySelectorAll(".notes")].map((note) => [note.id, note]));
    const nothing = document.createElement("div");
    for (const note of form.querySelectorAll(".notes")) showNote(note, said.get(note.id) || nothing);
    mark();
  };

  /* aria-invalid for errors, a line below for warnings: as the note lines say now. */
  const mark = () => {
    const severities = new Map();
    for (const { dataset } of form.querySelectorAll("[data-at][data-severity]")) {
      if (severities.get(dataset.at) !== "error") severities.set(dataset.at, dataset.severity);
    }
    for (const cell of form.querySelectorAll(".cell[name]")) {
      const severity = severities.get(cell.id);
      if (severity === "error") cell.setAttribute("aria-invalid", "true");
      else cell.removeAttribute("aria-invalid");
      cell.classList.toggle("cell-warned", severity === "warning");
    }
  };

  /* Rows printed anew: `keep(name)` says whether what stands in an input now is newer than the print. */
  const replace = (part, keep) => {
    for (const fresh of [...part.content.children]) {
      const old = document.getElementById(fresh.id);
      if (!old) continue;
      const active = old.contains(document.activeElement) ? document.activeElement : null;
      const caret = active && "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : null;
      const next = fresh.cloneNode(true);
      for (const cell of next.querySelectorAll(".cell[name]")) {
        const now = document.getElementById(cell.id);
        if (now && keep(cell.name, now === active)) cell.value = now.value;
      }
      for (const box of next.querySelectorAll(".conflicts")) {
        const now = document.getElementById(box.id);
        if (now) box.replaceChildren(...now.childNodes);
      }
      steadily(() => old.replaceWith(next));
      const again = active && active.id ? document.getElementById(active.id) : null;
      if (again) {
        again.focus({ preventScroll: true });
        if (caret && caret[0] !== null) again.setSelectionRange(...caret);
      }
    }
    form.dispatchEvent(new CustomEvent("rows:printed", { bubbles: true }));
  };

  const showConflict = (part) => {
    const slot = document.getElementById(`conflicts-${part.dataset.conflict}`) || document.getElementById("conflicts-note-paper");
    const [fresh] = part.content.cloneNode(true).children;
    const old = document.getElementById(fresh.id);
    steadily(() => {
      if (old) old.replaceWith(fresh);
      else slot.append(fresh);
    });
  };

  const first = (part) => {
    const list = document.getElementById(part.dataset.first);
    const lines = [...part.content.cloneNode(true).children, ...list.cloneNode(true).children];
    list.replaceChildren(...lines.slice(0, LONGEST_LIST));
  };

  const apply = (told, keep) => {
    for (const part of told.parts.querySelectorAll("template")) {
      if (part.dataset.put) put(part.dataset.put, part);
      else if (part.dataset.first) first(part);
      else if (part.dataset.conflict) showConflict(part);
      else if (part.dataset.late) held.push(() => put(part.dataset.late, part));
      else if ("replace" in part.dataset) replace(part, keep);
    }
    const notes = told.parts.querySelector("template[data-notes]");
    if (notes) showNotes(notes);
  };

  const clearConflict = (path) => {
    const box = document.getElementById(`conflict-${path}`);
    if (box) steadily(() => box.remove());
  };

  document.addEventListener("keydown", settle, true);
  window.addEventListener("click", settle); // not before: what is being pressed must not move away
  window.perfgoals = Object.assign(window.perfgoals || {}, { answers: { parse, apply, clearConflict } });
})();
