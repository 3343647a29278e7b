/* The preview of an import: one box for a whole page, and the drawer that opens beside the list.
 *
 * <input data-pick-all>: ticks or unticks every box "pick" of its form and reports one change.
 * <a data-open-drawer>: loaded by htmx; the row is marked, the focus goes into the drawer.
 * <a data-close-drawer>: takes the drawer away again and gives the focus back.
 */
(() => {
  "use strict";

  let opener = null;
  const boxes = (form) => [...form.querySelectorAll("input[name=pick]")];

  const settle = () => {
    for (const all of document.querySelectorAll("[data-pick-all]")) {
      const ticked = boxes(all.form).filter((box) => box.checked).length;
      all.checked = ticked > 0 && ticked === boxes(all.form).length;
      all.indeterminate = ticked > 0 && !all.checked;
    }
  };

  // Before htmx hears of the change, so that what it sends is what is ticked.
  document.addEventListener("change", (event) => {
    const all = event.target;
    if (all.matches("[data-pick-all]")) for (const box of boxes(all.form)) box.checked = all.checked;
    settle();
  }, true);

  const mark = (link) => {
    for (const row of document.querySelectorAll("tr.is-open")) row.classList.remove("is-open");
    if (link) link.closest("tr").classList.add("is-open");
  };

  const close = () => {
    document.querySelector("#drawer-place").replaceChildren();
    mark(null);
    if (opener && opener.isConnected) opener.focus();
  };

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("[data-open-drawer], [data-close-drawer]");
    if (!link) return;
    if (link.matches("[data-open-drawer]")) {
      opener = link;
      mark(link);
    } else if (document.querySelector("#drawer-place")) {
      event.preventDefault();
      close();
    }
  });
  document.addEventListener("keydown", (event) => {
    const drawer = document.querySelector("#drawer-place .drawer");
    if (event.key === "Escape" && drawer && drawer.contains(document.activeElement)) close();
  });
  // What htmx puts in is focused once it is there and settled.
  const place = document.querySelector("#drawer-place");
  if (place) {
    new MutationObserver(() => {
      const drawer = place.querySelector("#drawer");
      if (drawer) window.setTimeout(() => (place.querySelector("[data-arrived], [aria-invalid=true]") || drawer).focus());
    }).observe(place, { childList: true });
  }
  settle();
})();
