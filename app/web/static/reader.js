// Suggestions while typing, and a button that copies a citation. Without this file everything still works.
"use strict";
// Give a button that copies what `textOf` returns, or null where the browser cannot copy.
function copyButton(textOf) {
  if (!navigator.clipboard) return null;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "plain copy";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(textOf());
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });
  return button;
}
(() => {
  const box = document.querySelector("input[data-suggest]");
  if (box) {
    const list = document.createElement("datalist");
    list.id = "suggestions";
    box.after(list);
    box.setAttribute("list", list.id);
    let waiting = 0;
    let asked = "";
    const show = (found) => {
      list.replaceChildren(...found.map((one) => {
        const option = document.createElement("option");
        option.value = one.text;
        option.label = `${one.label}, ${one.statements.toLocaleString("en")} ${one.statements === 1 ? "statement" : "statements"}`;
        return option;
      }));
    };
    const ask = async () => {
      const text = box.value;
      if (text === asked || text.trim().length < 2) return;
      asked = text;
      try {
        const answer = await fetch(`${box.dataset.suggest}?limit=8&q=${encodeURIComponent(text)}`);
        if (answer.ok && box.value === text) show((await answer.json()).suggestions);
      } catch {
        // Typing goes on without suggestions.
      }
    };
    box.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(ask, 200);
    });
  }
  for (const text of document.querySelectorAll(".citation")) {
    const button = copyButton(() => text.textContent);
    if (button) text.after(button);
  }
})();
