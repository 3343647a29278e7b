/* Saves a form while it is filled in, field by field.
 *
 *   <form data-autosave="7" data-author="3" action="…"> with inputs .cell[name] and a hidden input "version"
 *
 * Each changed field is sent alone, in the order in which they were begun, with the version that it was based on; never
 * two at once. Buttons of rows stand in the same line. What is not sent yet is kept in this browser (journal.js) and
 * sent later, also by the next page. A post whose fate is unknown is repeated as it was: the server does nothing twice.
 * A field that somebody else changed meanwhile waits for a choice; everything else goes on.
 *
 * saveline.js says how things stand. Other scripts use perfgoals.saving:
 * enqueue(entries, more), flush() → promise of whether everything is stored, isUnsaved(), resume().
 */
(() => {
  "use strict";

  const form = document.querySelector("form[data-autosave]");
  if (!form) return;

  const { answers, saveLine } = window.perfgoals;
  const journal = window.perfgoals.journal(`${form.dataset.author}:${form.dataset.autosave}`);
  const versionInput = form.elements.namedItem("version");
  const AFTER_TYPING = 1200;
  const AFTER_LEAVING = 150;
  const AGAIN = [2_000, 5_000, 10_000, 30_000];
  const LONGEST_WAIT = 30_000;
  const OFFLINE = "网络不通，内容已留在本机，稍后自动再试";
  const SIGNED_OUT = "登录已失效，内容已留在本机";
  const WHY = { 403: "您现在没有修改这份申报的权限，或页面已过期", 404: "这份申报不在了，或您看不到它" };

  const stored = new Map(); // text that the server has, as this page shows it, by name
  const based = new Map(); // the version on which the unsent text of a field is based, by name; in order of typing
  const unread = new Map(); // texts that the server could not read, by name
  const held = new Map(); // items waiting for a choice between two texts, by path
  const queue = [];
  let version = Number(versionInput.value);
  let timer = 0;
  let isSending = false;
  let isStopped = false; // until somebody signs in, asks again, or the network is back
  let failures = 0;
  let waiting = []; // resolve functions of flush()

  const cells = () => form.querySelectorAll(".cell[name]");
  const cell = (name) => {
    const found = form.elements.namedItem(name);
    return found instanceof Element && found.matches(".cell") ? found : null;
  };
  const printed = (input) => {
    if (!(input instanceof HTMLSelectElement)) return input.defaultValue;
    const chosen = [...input.options].find((option) => option.defaultSelected) || input.options[0];
    return chosen ? chosen.value : "";
  };
  const heldNames = () => new Set([...held.values()].map((item) => item.name));
  const queued = (name) => queue.findLast((item) => item.name === name);
  const labelOf = (input) => input.getAttribute("aria-label") || (input.labels && input.labels[0] ? input.labels[0].textContent.trim() : input.name);

  /* --- What is unsent ------------------------------------------------------------------------------------------ */

  const note = (input) => {
    const { name, value } = input;
    if (!stored.has(name)) stored.set(name, printed(input));
    const waits = queued(name);
    if (value === (waits ? waits.text : stored.get(name))) based.delete(name);
    else if (!based.has(name)) based.set(name, version);
    if (unread.has(name) && unread.get(name) !== value) unread.delete(name);
  };

  const keep = () => {
    const fields = {};
    for (const name of [...based.keys(), ...unread.keys(), ...heldNames()]) {
      const input = cell(name);
      if (input) fields[name] = { text: input.value, based: based.has(name) ? based.get(name) : version, label: labelOf(input) };
    }
    journal.write({ fields, items: queue.map(({ send, ...item }) => item) });
  };

  const isUnsaved = () => Boolean(queue.length || based.size || unread.size || held.size);

  /* Puts every changed field at the end of the line; one that still waits there is brought up to date instead. */
  const collect = () => {
    const choosing = heldNames();
    for (const [name, since] of [...based]) {
      const input = cell(name);
      if (!input || choosing.has(name)) continue;
      if (unread.get(name) === input.value) continue;
      const waits = queued(name);
      if (waits && !waits.body) waits.text = input.value;
      else if (waits) continue; // under way: what was typed since follows when it is there
      else queue.push({ name, text: input.value, version: since, label: labelOf(input) });
      based.delete(name);
    }
    keep();
  };

  /* --- How things stand ---------------------------------------------------------------------------------------- */

  const report = () => {
    if (queue.length || isStopped) return;
    if (based.size) saveLine.become("typed");
    else saveLine.become(held.size ? "refused" : "saved");
    if (held.size) saveLine.choose([...held.keys()]);
    const free = waiting;
    waiting = [];
    free.forEach((resolve) => resolve(!isUnsaved()));
  };

  /* --- Sending ------------------------------------------------------------------------------------------------- */

  const token = () =>
    (/(?:^|; )csrftoken=([^;]+)/.exec(document.cookie) || [])[1] || form.elements.namedItem("csrfmiddlewaretoken").value;

  /* Frozen once it was sent: a repetition has to be the same post. */
  const bodyOf = (item) => {
    const body = new URLSearchParams([["version", String(item.version ?? version)]]);
    if (item.name) body.append(item.name, item.text);
    for (const [name, value] of item.entries || []) body.append(name, value);
    return body.toString();
  };

  const post = async (item) => {
    const stop = new AbortController();
    const clock = window.setTimeout(() => stop.abort(), LONGEST_WAIT);
    try {
      const response = await fetch(form.getAttribute("action"), {
        method: "POST",
        body: item.body,
        headers: {
          "Content-Type": "application/x-www-form-urlencoded",
          "HX-Request": "true",
          "X-CSRFToken": token(),
          "X-Author": form.dataset.author,
        },
        redirect: "manual",
        keepalive: document.visibilityState === "hidden" && item.body.length < 60_000,
        signal: stop.signal,
      });
      return { code: response.status, text: await response.text() };
    } catch {
      return { code: 0, text: "" }; // no network, or no answer in time
    } finally {
      window.clearTimeout(clock);
    }
  };

  const run = async () => {
    if (isSending || isStopped) return;
    isSending = true;
    while (queue.length && !isStopped) {
      const [item] = queue;
      item.body = item.body || bodyOf(item);
      saveLine.busy();
      keep();
      const { code, text } = await post(item);
      take(item, code, text);
      collectIfWaited();
      keep();
    }
    isSending = false;
    report();
  };

  /* Somebody waits to leave, or typed on in the field that was under way. */
  const collectIfWaited = () => {
    if (waiting.length) collect();
    else if (based.size) soon(AFTER_TYPING);
  };

  const take = (item, code, text) => {
    const told = answers.parse(text);
    if (code === 200 && told.isWhole) return done(item, told);
    if (code === 409 && told.hasConflict) return conflicted(item, told);
    if (code === 400 && told.refusal) return refused(item, told.refusal);
    isStopped = true;
    release(false);
    if (code === 401) {
      saveLine.fail(SIGNED_OUT, resume);
      document.dispatchEvent(new CustomEvent("save:signed-out"));
    } else if (code === 0 || code >= 500) {
      saveLine.fail(code ? `服务器出错（${code}），内容已留在本机，稍后自动再试` : OFFLINE, resume);
      again();
    } else {
      saveLine.fail(told.refusal || WHY[code] || `服务器答复 ${code}`, resume);
    }
    return undefined;
  };

  const again = () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(resume, AGAIN[Math.min(failures, AGAIN.length - 1)]);
    failures += 1;
  };

  const release = (isStored) => {
    const free = waiting;
    waiting = [];
    free.forEach((resolve) => resolve(isStored));
  };

  const done = (item, told) => {
    queue.shift();
    failures = 0;
    version = Math.max(version, told.version);
    versionInput.value = String(version);
    if (item.name) fieldStored(item, told);
    if (item.path) {
      held.delete(item.path);
      answers.clearConflict(item.path);
    }
    answers.apply(told, (name, hasFocus) => hasFocus || based.has(name) || unread.has(name) || heldNames().has(name));
    for (const input of cells()) if (!stored.has(input.name)) stored.set(input.name, printed(input));
    takeTheirs(item, told);
    printNeatly(told);
    for (const name of told.unread) unread.set(name, item.text);
    document.dispatchEvent(new CustomEvent("save:done", { detail: { item, told } }));
  };

  const fieldStored = (item, told) => {
    stored.set(item.name, item.text);
    const input = cell(item.name);
    if (!input || input.value === item.text) based.delete(item.name);
    else based.set(item.name, told.version); // typed on: based on what was just stored
  };

  const put = (input, text) => {
    if (input instanceof HTMLSelectElement && ![...input.options].some((option) => option.value === text)) {
      input.append(new Option(text, text));
    }
    input.value = text;
    stored.set(input.name, text);
    input.dispatchEvent(new CustomEvent("input", { bubbles: true, detail: "put" })); // counters, heights and amounts follow
  };

  /* Texts of others; a field with something unsent keeps it, and collides when it is sent. */
  const takeTheirs = (item, told) => {
    for (const [name, text] of Object.entries({ ...told.own, ...told.theirs })) {
      const input = cell(name);
      if (!input || input.value === text || based.has(name) || queued(name) || heldNames().has(name)) continue;
      put(input, text);
      if (name in told.theirs && name !== item.name) input.classList.add("cell-theirs");
    }
  };

  const printNeatly = (told) => {
    for (const [name, text] of Object.entries(told.printed)) {
      const input = cell(name);
      if (input && input !== document.activeElement && !based.has(name)) put(input, text);
    }
  };

  const conflicted = (item, told) => {
    queue.shift();
    const box = told.parts.querySelector("[data-conflict]").content.querySelector("[data-path]");
    held.set(box.dataset.path, item);
    based.delete(item.name);
    answers.apply(told, () => true);
    saveLine.choose([...held.keys()]);
  };

  /* Something that can never be stored as it is: told once, with the text, and not tried again. */
  const refused = (item, sentence) => {
    queue.shift();
    saveLine.fail(sentence);
    if (item.text) document.dispatchEvent(new CustomEvent("save:left-over", { detail: { sentence, texts: [[item.label, item.text]] } }));
    if (item.name && cell(item.name)) stored.set(item.name, item.text);
  };

  /* --- What others ask for ------------------------------------------------------------------------------------- */

  const soon = (delay) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      collect();
      run();
    }, delay);
  };

  const resume = () => {
    isStopped = false;
    window.clearTimeout(timer);
    collect();
    if (queue.length) run();
    else {
      saveLine.hush();
      report();
    }
  };

  const flush = () => {
    resume();
    if (!queue.length && !isSending) return Promise.resolve(!isUnsaved());
    return new Promise((resolve) => waiting.push(resolve));
  };

  /* A button's post, behind everything typed so far; `more` is kept with it and told when it is done. */
  const enqueue = (entries, more = {}) => {
    collect();
    queue.push({ entries, ...more });
    keep();
    isStopped = false;
    run();
  };

  const settle = (value, text) => {
    const path = value.split(":").slice(2).join(":");
    const item = held.get(path);
    if (!item) return;
    const input = item.name ? cell(item.name) : null;
    const mine = text ?? (input ? input.value : item.text);
    held.delete(path);
    based.delete(item.name);
    queue.push({ ...item, body: "", text: mine, path, entries: [...(item.entries || []), ["settle", value]] });
    keep();
    resume();
  };

  const recover = () => {
    const lost = [];
    for (const record of journal.adopt()) {
      for (const item of record.items) {
        queue.push(item);
        const input = item.name ? cell(item.name) : null;
        if (input) input.value = item.text;
      }
      for (const [name, { text, based: since, label }] of Object.entries(record.fields)) {
        const input = cell(name);
        if (!input) lost.push([label, text]);
        else if (input.value !== text || queued(name)) {
          put(input, text);
          stored.set(name, queued(name) ? queued(name).text : printed(input));
          if (text !== stored.get(name)) based.set(name, since);
        }
      }
    }
    if (lost.length) document.dispatchEvent(new CustomEvent("save:left-over", { detail: { sentence: "上次有内容没有保存，它的那一行已经不在表里：", texts: lost } }));
  };

  form.addEventListener("input", (event) => {
    if (!event.target.matches(".cell[name]") || event.detail === "put") return;
    note(event.target);
    event.target.classList.remove("cell-theirs");
    if (based.size && form.dataset.state !== "saving" && !isStopped) saveLine.become("typed");
    keep();
    if (!isStopped) soon(AFTER_TYPING);
  });
  form.addEventListener("change", (event) => {
    if (!event.target.matches(".cell[name]")) return;
    note(event.target); // amounts.js may have printed it neatly
    if (!isStopped) soon(AFTER_LEAVING);
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
    event.preventDefault();
    resume();
  });
  document.addEventListener("visibilitychange", () => {
    if (isUnsaved()) resume(); // going away, or back and perhaps signed in meanwhile
  });
  window.addEventListener("online", () => {
    if (isStopped) resume();
  });

  window.perfgoals.saving = { enqueue, flush, isUnsaved, resume, settle, cell };

  // What was typed before this script was there counts as typed.
  for (const input of cells()) stored.set(input.name, printed(input));
  recover();
  for (const input of cells()) note(input);
  saveLine.become(isUnsaved() ? "typed" : "saved");
  if (isUnsaved()) resume();
})();
