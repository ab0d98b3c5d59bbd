// Offers a link to the selected words of a statement. Without this file everything still works.
"use strict";
(() => {
  const statement = document.querySelector("[data-quote]");
  if (!statement) return;
  const most = Number(statement.dataset.most);
  const offer = document.createElement("p");
  offer.className = "share";
  offer.hidden = true;
  offer.setAttribute("role", "status");
  const link = document.createElement("a");
  link.textContent = "Link to this quotation";
  offer.append(link);
  document.body.append(offer);
  // reader.js is loaded before this file.
  const button = globalThis.copyButton?.(() => link.href);
  if (button) offer.append(button);
  // A quotation consists of whole words. Scripts without blanks have none at its ends.
  const inWord = /[^\s\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]/u;
  const lengthTo = (words, node, offset) => {
    const before = document.createRange();
    // The number that the source prints before a paragraph is no part of its text.
    const printed = words.querySelector(":scope > .printed");
    if (printed) before.setStartAfter(printed);
    else before.setStart(words, 0);
    if (before.comparePoint(node, offset) < 0) return 0;
    before.setEnd(node, offset);
    return before.toString().length;
  };
  const partOf = (words, range) => {
    const text = words.textContent.slice(words.textContent.length - lengthTo(words, words, words.childNodes.length));
    let start = words.contains(range.startContainer) ? lengthTo(words, range.startContainer, range.startOffset) : 0;
    let end = words.contains(range.endContainer) ? lengthTo(words, range.endContainer, range.endOffset) : text.length;
    while (start < end && /\s/u.test(text[start])) start += 1;
    while (end > start && /\s/u.test(text[end - 1])) end -= 1;
    if (start === end) return "";
    while (start > 0 && inWord.test(text[start]) && inWord.test(text[start - 1])) start -= 1;
    while (end < text.length && inWord.test(text[end - 1]) && inWord.test(text[end])) end += 1;
    return text.slice(start, end);
  };
  const selected = () => {
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
    const range = selection.getRangeAt(0);
    let number = "";
    const parts = [];
    // Not the cells of a row: in its text a space is between two, and on the page nothing.
    for (const words of statement.querySelectorAll(".para > :is(p, h2, blockquote):not(.speaker, .since, .page, .row)")) {
      if (!range.intersectsNode(words)) continue;
      const part = partOf(words, range);
      if (!part) continue;
      number = number || words.closest(".para").id.slice(1);
      parts.push(part);
    }
    const text = parts.join("\n");
    return text && [...text].length <= most ? { number, text } : null;
  };
  const show = () => {
    const found = selected();
    offer.hidden = !found;
    if (!found) return;
    const from = Number(found.number) > Number(statement.dataset.part) ? `&from=${found.number}` : "";
    link.href = `${statement.dataset.quote}&quote=${encodeURIComponent(found.text)}${from}#p${found.number}`;
  };
  let waiting = 0;
  document.addEventListener("selectionchange", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 150);
  });
})();
