/* Works out rows, totals and the ledger of the panel while somebody types; the server says the same after each save.
 *
 * 测算明细 rows: quantity × price × months × share; #amount-row-line-…, #total-budget_lines, #total-plan, and in the
 * panel #sum-year, #sum-lines, #sum-total, #sum-plan, #sum-plan-year. Whole numbers of 10⁻¹² yuan (BigInt): no figure
 * is ever off by the rounding of a binary fraction. What cannot be read leaves its row open.
 */
(() => {
  "use strict";

  const form = document.querySelector("form[data-autosave]");
  if (!form || !window.perfgoals.amounts) return;

  const { parse } = window.perfgoals.amounts;
  const PLACES = 12;
  const ONE = 10n ** BigInt(PLACES);
  const FEN = ONE / 100n;

  /* The number in a cell as 10⁻¹² of `unit`; undefined when it cannot be read, null when there is none. */
  const read = (input, unit = "元") => {
    if (!input || !input.value.trim()) return null;
    const number = parse(input.value.replace(/[%％]/g, ""), unit);
    if (!number || number.rest.length > PLACES) return undefined;
    const size = BigInt(number.whole + number.rest.padEnd(PLACES, "0"));
    return number.minus ? -size : size;
  };

  /* Half to even, as the server rounds. */
  const rounded = (size, step) => {
    const sign = size < 0n ? -1n : 1n;
    const magnitude = size * sign;
    const [whole, rest] = [magnitude / step, magnitude % step];
    const up = rest * 2n > step || (rest * 2n === step && whole % 2n === 1n);
    return sign * (whole + (up ? 1n : 0n));
  };

  const print = (digits, places) => {
    const text = (digits < 0n ? -digits : digits).toString().padStart(places + 1, "0");
    const rest = text.slice(-places).replace(/0+$/, "").padEnd(2, "0");
    return `${digits < 0n ? "-" : ""}${text.slice(0, -places).replace(/\B(?=(\d{3})+$)/g, ",")}.${rest}`;
  };
  const inYuan = (size) => print(rounded(size, FEN), 2);
  const inTenThousand = (size) => print(rounded(size, FEN), 6);
  const inUnit = (size) => (form.dataset.unit === "万元" ? inTenThousand(size) : inYuan(size));

  const cellOf = (row, column) => row.querySelector(`.cell[name$="-${column}"]`);

  const amountOf = (row) => {
    const [quantity, price, months, share] = ["quantity", "price", "months", "share"].map((column) => read(cellOf(row, column)));
    if ([quantity, price, months, share].includes(undefined)) return undefined;
    if (quantity === null || price === null) return null;
    return [quantity, price, months ?? ONE, (share ?? 100n * ONE) / 100n].reduce((one, other) => (one * other) / ONE);
  };

  const sum = (amounts) => amounts.filter((amount) => typeof amount === "bigint").reduce((one, other) => one + other, 0n);
  const told = (amounts) => (amounts.some((amount) => typeof amount === "bigint") ? sum(amounts) : null);

  const write = (id, text) => {
    const place = document.getElementById(id);
    if (place && place.textContent !== text) place.textContent = text;
  };

  const line = (id, amount, whole, of) => {
    const body = document.getElementById(id);
    if (!body) return;
    const [yuan, tenThousand] = body.querySelectorAll("tr:first-child td");
    yuan.textContent = typeof amount === "bigint" ? inYuan(amount) : "—";
    tenThousand.textContent = typeof amount === "bigint" ? inTenThousand(amount) : "—";
    const gap = body.querySelector("[data-gap]");
    if (!gap) return;
    const isOpen = typeof amount !== "bigint" || typeof whole !== "bigint";
    const off = isOpen ? 0n : amount - whole;
    const isOff = (off < 0n ? -off : off) >= FEN;
    body.dataset.state = isOpen ? "" : isOff ? "error" : "ok";
    if (isOpen) gap.textContent = `与${of}对照`;
    else if (isOff) gap.textContent = `比${of}${off > 0n ? "多" : "少"} ${inYuan(off < 0n ? -off : off)} 元`;
    else gap.textContent = `与${of}一致`;
  };

  const reckon = () => {
    const { unit } = form.dataset;
    const year = read(document.getElementById("f-year_amount"), unit);
    const total = read(document.getElementById("f-total_amount"), unit);
    const lines = [...form.querySelectorAll("#body-budget_lines tr[data-path]")].map((row) => {
      const amount = amountOf(row);
      write(`amount-${row.id}`, typeof amount === "bigint" ? inYuan(amount) : "");
      return amount;
    });
    const plan = [...form.querySelectorAll("#body-plan tr[data-path]")].map((row) => ({
      year: cellOf(row, "year").value.trim(),
      amount: read(cellOf(row, "amount"), unit),
    }));
    const planned = told(plan.map((row) => row.amount));
    if (lines.length) write("total-budget_lines", inYuan(sum(lines)));
    if (plan.length) write("total-plan", inUnit(planned ?? 0n));
    line("sum-year", year);
    line("sum-lines", told(lines), year, "本年度项目金额");
    line("sum-total", total);
    line("sum-plan", planned, total, "项目总金额");
    line("sum-plan-year", told(plan.filter((row) => row.year === form.dataset.year).map((row) => row.amount)), year, "本年度项目金额");
  };

  form.addEventListener("input", (event) => {
    if (event.target.matches(".lines .cell, [data-amount]")) reckon();
  });
})();
