/* <form data-upload>: files dropped on [data-drop] go into its file field, [data-chosen] lists them, and
 * <progress data-sent> shows how much has been sent. Without this file the form is sent as any other.
 */
(() => {
  "use strict";

  const MOST_LISTED = 12;

  const size = (bytes) => (bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`);

  const list = (form) => {
    const files = [...form.querySelector("input[type=file]").files];
    const items = files.slice(0, MOST_LISTED).map((file) => `${file.name}（${size(file.size)}）`);
    if (files.length > MOST_LISTED) items.push(`……共 ${files.length} 个文件`);
    form.querySelector("[data-chosen]").replaceChildren(...items.map((text) => {
      const item = document.createElement("li");
      item.textContent = text;
      return item;
    }));
  };

  /* Sends the form and shows the progress; the answer is a page of its own or this one with a problem. */
  const send = (form) => {
    const request = new XMLHttpRequest();
    const gauge = form.querySelector("[data-sent]");
    gauge.hidden = false;
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) gauge.value = (event.loaded / event.total) * 100;
    });
    request.addEventListener("load", () => {
      if (request.status === 200 && request.responseURL && request.responseURL !== window.location.href) {
        window.location.assign(request.responseURL);
      } else {
        form.submit(); // a problem: the server says it in a page of its own
      }
    });
    request.addEventListener("error", () => {
      gauge.hidden = true;
      for (const button of form.querySelectorAll("button")) button.disabled = false;
      const problem = document.createElement("p");
      problem.className = "field-error";
      problem.setAttribute("role", "alert");
      problem.textContent = "上传没有完成：网络断了。文件还在列表里，请再点一次“上传并读取”。";
      form.querySelectorAll(":scope > .field-error").forEach((earlier) => earlier.remove());
      form.prepend(problem);
    });
    request.open("POST", form.action || window.location.href);
    request.send(new FormData(form));
    for (const button of form.querySelectorAll("button")) button.disabled = true;
  };

  for (const form of document.querySelectorAll("form[data-upload]")) {
    const field = form.querySelector("input[type=file]");
    const drop = form.querySelector("[data-drop]");
    field.addEventListener("change", () => list(form));
    for (const name of ["dragenter", "dragover"]) {
      drop.addEventListener(name, (event) => {
        event.preventDefault();
        drop.classList.add("is-over");
      });
    }
    for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("is-over"));
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      if (!event.dataTransfer.files.length) return;
      const together = new DataTransfer();
      for (const file of [...field.files, ...event.dataTransfer.files]) together.items.add(file);
      field.files = together.files;
      list(form);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form);
    });
  }
})();
