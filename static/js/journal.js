/* Keeps in this browser what has not reached the server yet: perfgoals.journal(name) for one form of one person.
 *
 *   write(state)   what is unsent now, {fields, items}; nothing unsent removes it
 *   adopt()        what earlier pages left behind, oldest first; it belongs to this page from now on
 *
 * Every open page has a record of its own in localStorage, so that two tabs do not overwrite each other. A page that
 * goes away says so; one that crashed stops refreshing its record, and is taken over after a while. Records older than
 * a week are thrown away.
 */
(() => {
  "use strict";

  const FRESH_FOR = 90_000;
  const REFRESH = 20_000;
  const LONGEST = 7 * 24 * 3_600_000;

  let storage = null;
  try {
    storage = window.localStorage;
    storage.getItem("perfgoals-unsent");
  } catch {
    storage = null; // switched off in this browser
  }

  const read = (key) => {
    try {
      return JSON.parse(storage.getItem(key));
    } catch {
      return null; // not ours, or damaged
    }
  };

  const journal = (name) => {
    const prefix = `perfgoals-unsent:${name}:`;
    const own = `${prefix}${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;
    let last = null;
    let isLeft = false; // also what is written while the page goes away says so

    const put = (record) => {
      if (!storage || !record) return;
      try {
        storage.setItem(own, JSON.stringify({ ...record, at: Date.now(), left: isLeft }));
      } catch {
        storage.removeItem(own); // full: the page still has everything, and asks before it is left
      }
    };

    const write = (state) => {
      last = Object.keys(state.fields).length || state.items.length ? state : null;
      if (last) put(last);
      else if (storage) storage.removeItem(own);
    };

    const adopt = () => {
      if (!storage) return [];
      const found = [];
      for (const key of Object.keys(storage).filter((each) => each.startsWith(prefix) && each !== own)) {
        const record = read(key);
        const age = record ? Date.now() - record.at : LONGEST;
        if (record && !record.left && age < FRESH_FOR) continue; // another tab is at it
        storage.removeItem(key);
        if (record && age < LONGEST) found.push(record);
      }
      return found.sort((one, other) => one.at - other.at);
    };

    window.setInterval(() => put(last), REFRESH);
    window.addEventListener("pagehide", () => {
      isLeft = true;
      put(last);
    });
    window.addEventListener("pageshow", () => {
      isLeft = false;
      put(last);
    });
    return { write, adopt };
  };

  window.perfgoals = Object.assign(window.perfgoals || {}, { journal });
})();
