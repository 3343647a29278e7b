/* The quiet line that says how things stand with saving, and the one that speaks up.
 *
 *   <form data-autosave>, #saved (role=status: 正在保存, 已保存 10:32), #save-alert (role=alert: 未能保存, why, 重试)
 *
 * form.dataset.state is typed, saving, saved or refused. What stands in #saved after a save comes from the server.
 */
(() => {
  "use strict";

  const form = document.querySelector("form[data-autosave]");
  if (!form) return;

  const status = document.getElementById("saved");
  const alarm = document.getElementById("save-alert");

  const become = (state) => {
    form.dataset.state = state;
  };

  const hush = () => {
    alarm.replaceChildren();
    status.hidden = false;
  };

  const busy = () => {
    become("saving");
    hush();
    status.textContent = "正在保存…";
  };

  /* `retry` is what the button does; without it nothing can be tried again. */
  const fail = (sentence, retry) => {
    const text = Object.assign(document.createElement("span"), { className: "is-error", textContent: `未能保存：${sentence}` });
    const button = Object.assign(document.createElement("button"), { type: "button", className: "textbutton", textContent: "重试" });
    if (retry) button.addEventListener("click", retry);
    alarm.replaceChildren(text, ...(retry ? [button] : []));
    status.hidden = true;
    become("refused");
  };

  /* Fields wait for a choice between two texts: leads to the first of them. */
  const choose = (paths) => {
    hush();
    const link = Object.assign(document.createElement("a"), { href: `#conflict-${paths[0]}`, textContent: `${paths.length} 处待您选择` });
    status.replaceChildren("没有保存：", link);
  };

  window.perfgoals = Object.assign(window.perfgoals || {}, { saveLine: { become, hush, busy, fail, choose } });
})();
