// Reveals the buttons that copy, and has them copy. Without this file the address is marked whole by a press on it.
"use strict";

function mark(element) {
  const selection = window.getSelection();
  selection.removeAllRanges();
  const range = document.createRange();
  range.selectNodeContents(element);
  selection.addRange(range);
}

async function copied(element) {
  try {
    await navigator.clipboard.writeText(element.textContent);
    return true;
  } catch {
    // No clipboard without https, or without leave: then by the way of old.
    mark(element);
    return document.execCommand("copy");
  }
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const status = button.parentElement.querySelector("[role=status]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    const done = await copied(document.getElementById(button.dataset.copy));
    status.textContent = done ? button.dataset.done : button.dataset.failed;
  });
}
