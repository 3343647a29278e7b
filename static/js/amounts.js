/* Shows an amount in the other unit beside its field while it is typed, and prints it neatly when the field is left.
 *
 *   <input id="x" data-amount="元|万元"> <span id="beside-x">
 *
 * Reads what the server reads (full width, separators, 元 万元 亿元 behind the number); what it cannot read it leaves
 * alone, the server says why. Digits are moved as text: no figure is ever rounded.
 */
(() => {
  "use strict";

  const ZEROS = { 元: 0, 万: 4, 万元: 4, 亿: 8, 亿元: 8 };
  const NUMBER = /^([-+]?)(\d*|\d{1,3}(?:,\d{3})+|\d{1,4}(?:,\d{4})+)(?:\.(\d*))?$/;

  /* {minus, whole, rest} in yuan, or null. */
  const parse = (text, unit) => {
    const folded = text.normalize("NFKC").replace(/\s+/g, "").replace(/[−–—]/g, "-").replace(/。/g, ".").replace(/、/g, ",").replace(/¥/g, "");
    const [, number, written] = /^(.*?)(亿元|万元|亿|万|元)?$/.exec(folded);
    const match = NUMBER.exec(number);
    if (!match || !(match[2] || match[3])) return null;
    return shift({ minus: match[1] === "-", whole: match[2].replace(/,/g, ""), rest: match[3] || "" }, ZEROS[written || unit]);
  };

  /* The number with its point moved `places` to the right (to the left when negative). */
  const shift = ({ minus, whole, rest }, places) => {
    const left = whole.padStart(Math.max(1, 1 - places), "0");
    const right = rest.padEnd(Math.max(0, places), "0");
    const digits = left + right;
    const point = left.length + places;
    return { minus, whole: digits.slice(0, point).replace(/^0+(?=\d)/, ""), rest: digits.slice(point).replace(/0+$/, "") };
  };

  const print = ({ minus, whole, rest }) =>
    `${minus && /[1-9]/.test(whole + rest) ? "-" : ""}${(whole || "0").replace(/\B(?=(\d{3})+$)/g, ",")}.${rest.padEnd(2, "0")}`;

  const inUnit = (yuan, unit) => print(shift(yuan, -ZEROS[unit]));

  const show = (input) => {
    const beside = document.getElementById(`beside-${input.id}`);
    if (!beside) return;
    const unit = input.dataset.amount;
    const other = unit === "元" ? "万元" : "元";
    const yuan = parse(input.value, unit);
    beside.textContent = yuan ? `= ${inUnit(yuan, other)} ${other}` : "";
  };

  window.perfgoals = Object.assign(window.perfgoals || {}, { amounts: { parse } });

  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-amount]")) show(event.target);
  });
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-amount]")) return;
    const yuan = parse(event.target.value, event.target.dataset.amount);
    if (yuan) event.target.value = inUnit(yuan, event.target.dataset.amount);
  });
})();
