// “Near me”: asks for the position only on a press, and rounds it to about a kilometre before it goes into an address.
for (const button of document.querySelectorAll("button[data-near]")) {
  if (!navigator.geolocation) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        // The address may go on behind the position, with a language.
        const address = new URL(button.dataset.near, location.href);
        address.searchParams.set("near", coords.latitude.toFixed(2) + "," + coords.longitude.toFixed(2));
        location.href = address;
      },
      () => {
        button.parentElement.querySelector("[role=status]").textContent = button.dataset.refused;
      },
      { maximumAge: 600000, timeout: 20000 },
    );
  });
}
