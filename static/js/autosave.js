/* Saves a form while it is being filled in.
 *
 *   <form data-autosave action="…"> … <div id="autosave" hx-post="…" hx-trigger="autosave"></div> <div id="answer"></div>
 *
 * A moment after typing, or when a field is left, the whole form is posted by htmx; never two posts at once. Ctrl+S
 * saves now. The answer updates parts of the page out of band and leaves inputs alone; what this script puts into
 * inputs stands in #answer: data-theirs (somebody else's text was taken) and data-printed (understood, printed
 * otherwise), {name: text}; data-unread names those whose text could not be read and was not stored. Whatever was
 * typed after the post was sent is kept and saved by the next one.
 * The form's data-state says how things stand: typed, saving, saved or refused. The page is not left without a
 * question, nor by the end of the session, while something typed is not stored.
 */
(() => {
  "use strict";

  const form = document.querySelector("form[data-autosave]");
  const saver = document.getElementById("autosave");
  const status = document.getElementById("saved");
  if (!form || !saver || !window.htmx) return;

  const AFTER_TYPING = 1200;
  const AFTER_LEAVING = 150;
  const AFTER_FAILURE = 10_000;
  const REFUSALS = [400, 403, 409]; // answers that may carry parts of the page
  const NOT_TYPED = /^(csrfmiddlewaretoken|version|removed|settled-.*)$/;

  // What a button would have done, by its name: said when it did not reach the server.
  const NOT_DONE = { add: "没有添加", "add-line": "没有添加", "add-plan": "没有添加", remove: "没有删除" };

  let timer = 0;
  let isSignedOut = false;
  let unread = new Map(); // texts that the server could not read, by name
  let pressed = saver; // what sent the last request
  let afterwards = null; // returns the element that gets the focus once the pressed button's row is there, or gone
  let inFlight = false;
  let leaving = false;
  let sent = new Map();
  let sentVersion = "";

  const path = form.getAttribute("action");
  const values = () => new Map([...new FormData(form)].filter(([name]) => !NOT_TYPED.test(name)));
  const field = (name) => {
    const found = form.elements.namedItem(name);
    return found instanceof Element ? found : null; // a list: hidden input and box of 不适用
  };
  let stored = values();

  const isDirty = () => {
    let dirty = false;
    for (const [name, value] of values()) {
      if (!stored.has(name)) stored.set(name, value); // came with a new row
      else if (stored.get(name) !== value) dirty = true;
    }
    return dirty;
  };

  const isUnsaved = () => {
    const now = values();
    return inFlight || isDirty() || [...unread].some(([name, text]) => now.get(name) === text);
  };

  const say = (text) => {
    status.textContent = text;
  };

  const become = (state) => {
    form.dataset.state = state;
  };

  const save = () => {
    if (!inFlight) window.htmx.trigger(saver, "autosave");
  };

  const saveSoon = (delay) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      if (isDirty()) save();
    }, delay);
  };

  const isOurs = (event) => event.detail.requestConfig && event.detail.requestConfig.path === path;

  const put = (input, text) => {
    if (input instanceof HTMLSelectElement && ![...input.options].some((option) => option.value === text)) {
      input.append(new Option(text, text));
    }
    input.value = text;
    sent.set(input.name, text);
    input.dispatchEvent(new Event("input", { bubbles: true })); // counters, heights and amounts follow
  };

  /* Returns whether every text of others could be put in; one that is being typed over has to collide when it is saved. */
  const takeTheirs = (texts) => {
    let all = true;
    for (const [name, text] of Object.entries(texts)) {
      const input = field(name);
      if (!input || input.value === text) continue;
      if (input.value === sent.get(name)) {
        put(input, text);
        input.classList.add("cell-theirs");
      } else {
        all = false;
      }
    }
    return all;
  };

  const printNeatly = (texts) => {
    for (const [name, text] of Object.entries(texts)) {
      const input = field(name);
      if (input && input !== document.activeElement && input.value === sent.get(name)) put(input, text);
    }
  };

  const takeAnswer = () => {
    const answer = document.getElementById("answer");
    const complete = takeTheirs(JSON.parse(answer.dataset.theirs || "{}"));
    printNeatly(JSON.parse(answer.dataset.printed || "{}"));
    // With the old version the next save meets the other text again, and both are shown.
    if (!complete) form.elements.namedItem("version").value = sentVersion;
    unread = new Map(JSON.parse(answer.dataset.unread || "[]").map((name) => [name, sent.get(name)]));
    const { fresh } = answer.dataset;
    answer.removeAttribute("data-fresh");
    stored = sent;
    moveFocus(fresh ? document.getElementById(fresh) : afterwards && afterwards());
  };

  /* Only from where the button stood: whoever has gone on to another field stays there. */
  const moveFocus = (target) => {
    const active = document.activeElement;
    if (target && (!active || active === document.body || active === pressed)) target.focus();
  };

  /* Where the focus goes once the row of a pressed × is gone: the next row of its kind, else the button that adds one. */
  const afterRemoval = (button) => {
    const row = button.closest("tr");
    let next = row.nextElementSibling;
    while (next && !next.id) next = next.nextElementSibling;
    if (next && next.querySelector("th")) next = null; // another category begins
    const cell = next && next.querySelector(".cell");
    if (cell) return () => document.getElementById(cell.id);
    let owner = row;
    while (owner && !owner.querySelector("button[name=add]")) owner = owner.previousElementSibling;
    const adder = owner && row.closest("#indicators") ? owner.querySelector("button[name=add]") : null;
    const place = adder ? `button[name=add][value="${adder.value}"]` : `#${row.closest("table").id} tfoot button`;
    return () => form.querySelector(place);
  };

  const explainFailure = (code, button) => {
    if (code === 401) {
      isSignedOut = true;
      say("登录已失效，还没有保存。内容都在页面上：请在新标签页登录，再回来按 Ctrl+S。");
    } else if (code === 0 && button !== saver) {
      say(`网络不通，${NOT_DONE[button.name] || "没有完成"}，请再按一次。`);
      if (isDirty()) saveSoon(AFTER_FAILURE);
    } else if (code === 0) {
      say("网络不通，还没有保存。内容都在页面上，稍后会自动再试。");
      window.clearTimeout(timer);
      timer = window.setTimeout(save, AFTER_FAILURE);
    } else {
      say(`没有保存（${code}）。内容还在页面上：请在新标签页打开本站，确认已登录，再回来按 Ctrl+S。`);
    }
  };

  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (!isOurs(event)) return;
    window.clearTimeout(timer);
    inFlight = true;
    sent = values();
    sentVersion = form.elements.namedItem("version").value;
    pressed = event.detail.elt;
    afterwards = pressed.name === "remove" ? afterRemoval(pressed) : null;
    become("saving");
    say("正在保存…");
  });
  document.body.addEventListener("htmx:beforeOnLoad", (event) => {
    if (isOurs(event) && event.detail.xhr.getResponseHeader("HX-Redirect")) leaving = true;
  });
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (isOurs(event) && REFUSALS.includes(event.detail.xhr.status) && event.detail.serverResponse.includes("hx-swap-oob")) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });
  document.body.addEventListener("htmx:oobBeforeSwap", (event) => {
    for (const next of event.detail.fragment.querySelectorAll(".cell[name]")) {
      const now = field(next.name);
      if (now && sent.has(next.name) && now.value !== sent.get(next.name)) next.value = now.value;
    }
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (!isOurs(event)) return;
    inFlight = false;
    const { xhr } = event.detail;
    if (leaving) return;
    if (xhr.status >= 200 && xhr.status < 300) {
      isSignedOut = false;
      takeAnswer();
      become(isDirty() ? "typed" : "saved");
      if (isDirty()) saveSoon(AFTER_TYPING);
      return;
    }
    become("refused");
    if (!REFUSALS.includes(xhr.status) || !xhr.responseText.includes("hx-swap-oob")) {
      explainFailure(xhr.status, pressed);
    }
  });

  form.addEventListener("input", () => {
    if (!inFlight) become("typed");
    saveSoon(AFTER_TYPING);
  });
  form.addEventListener("change", () => saveSoon(AFTER_LEAVING));
  form.addEventListener("submit", () => {
    leaving = true; // posted without htmx
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
    event.preventDefault();
    save();
  });
  document.addEventListener("visibilitychange", () => {
    const isBack = document.visibilityState === "visible" && isSignedOut; // perhaps signed in again meanwhile
    if ((document.visibilityState === "hidden" || isBack) && isDirty()) save();
  });
  document.addEventListener("session:over", (event) => {
    if (isUnsaved()) event.preventDefault();
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && isUnsaved()) event.preventDefault();
  });
})();
