/* Lets a <textarea data-grow> be as high as its text, in browsers that cannot do so by themselves (field-sizing). */
(() => {
  "use strict";

  if (window.CSS && CSS.supports("field-sizing", "content")) return;

  const grow = (area) => {
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight}px`;
  };
  const growAll = () => document.querySelectorAll("textarea[data-grow]").forEach(grow);

  document.addEventListener("input", (event) => {
    if (event.target.matches("textarea[data-grow]")) grow(event.target);
  });
  document.addEventListener("rows:printed", growAll);
  window.addEventListener("resize", growAll);
  growAll();
})();
