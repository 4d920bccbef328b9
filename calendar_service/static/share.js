// Reveals the buttons that share: by the device's own menu where it has one, else by a copy of the address.
"use strict";

async function share(button) {
  const { url, title } = button.dataset;
  if (navigator.share) {
    await navigator.share({ title, url });
    return "";
  }
  await navigator.clipboard.writeText(url);
  return button.dataset.done;
}

if (navigator.share || navigator.clipboard) {
  for (const button of document.querySelectorAll("button.share")) {
    const status = button.parentElement.querySelector("[role=status]");
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        status.textContent = await share(button);
      } catch (error) {
        // Somebody has closed the menu: nothing to say. Anything else is told, with the address to copy by hand.
        if (error.name !== "AbortError") status.textContent = button.dataset.url;
      }
    });
  }
}
