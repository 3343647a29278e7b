/* <form data-upload>: files dropped on [data-drop] go into its file field, [data-chosen] lists them, and
 * <progress data-sent> shows how much has been sent. [data-problem] says why files are not taken: those larger than
 * data-most bytes, or data-together bytes in all, are not sent in the first place; what the server says otherwise is
 * shown here, with the files still chosen. Without this file the form is sent as any other.
 */
(() => {
  "use strict";

  const MOST_LISTED = 12;

  const size = (bytes) => {
    if (!bytes) return "空文件";
    return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
  };

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

  const say = (form, words) => {
    const problem = form.querySelector("[data-problem]");
    problem.querySelector("[data-words]").textContent = words;
    problem.hidden = !words;
    if (words) problem.scrollIntoView({ block: "nearest" });
  };

  /* Why the chosen files need not be sent at all, or "". */
  const tooLarge = (form) => {
    const files = [...form.querySelector("input[type=file]").files];
    const most = Number(form.dataset.most);
    const together = Number(form.dataset.together);
    const large = files.find((file) => file.size > most);
    if (large) return `“${large.name}”有 ${size(large.size)}，每个文件不能超过 ${size(most)}。请去掉它，或分成几个文件再上传。`;
    const all = files.reduce((sum, file) => sum + file.size, 0);
    return all > together ? `这些文件一共 ${size(all)}，一次最多上传 ${size(together)}。请分几次来。` : "";
  };

  /* What an answer that is no new page says: our own sentence, that of an error page, or at least its number. */
  const said = (request) => {
    if (request.status === 413) return "这些文件太大，服务器没有接收。请分成几个文件，或分几次上传。";
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const words = page.querySelector("[data-problem] [data-words]") || page.querySelector("main .sheet p");
    return words?.textContent.trim() || `上传没有成功（${request.status}）。请稍后再试；一直不行请联系系统管理员。`;
  };

  /* Sends the form and shows the progress; the answer is a page of its own or a problem. */
  const send = (form) => {
    const request = new XMLHttpRequest();
    const gauge = form.querySelector("[data-sent]");
    const over = (words) => {
      gauge.hidden = true;
      for (const button of form.querySelectorAll("button")) button.disabled = false;
      say(form, words);
    };
    say(form, "");
    gauge.hidden = false;
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) gauge.value = (event.loaded / event.total) * 100;
    });
    request.addEventListener("load", () => {
      if (request.status === 200 && request.responseURL && request.responseURL !== window.location.href) {
        window.location.assign(request.responseURL);
      } else {
        over(said(request));
      }
    });
    request.addEventListener("error", () => over("上传没有完成：网络断了。文件还在列表里，请再点一次“上传并读取”。"));
    request.open("POST", form.action || window.location.href);
    request.send(new FormData(form));
    for (const button of form.querySelectorAll("button")) button.disabled = true;
  };

  for (const form of document.querySelectorAll("form[data-upload]")) {
    const field = form.querySelector("input[type=file]");
    const drop = form.querySelector("[data-drop]");
    const chosen = () => {
      list(form);
      say(form, tooLarge(form));
    };
    field.addEventListener("change", chosen);
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
      chosen();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const words = tooLarge(form);
      if (words) say(form, words);
      else send(form);
    });
  }
})();
