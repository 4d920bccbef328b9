// “Near me”: asks for the position only on a press, and rounds it to about a kilometre before it goes into an address.
for (const button of document.querySelectorAll("button[data-near]")) {
  if (!navigator.geolocation) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        location.href = button.dataset.near + coords.latitude.toFixed(2) + "," + coords.longitude.toFixed(2);
      },
      () => {
        button.parentElement.querySelector("[role=status]").textContent = button.dataset.refused;
      },
      { maximumAge: 600000, timeout: 20000 },
    );
  });
}
