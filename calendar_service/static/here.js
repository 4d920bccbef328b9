// Where the reader's clock shows another time than the venue's, that time stands beside it.
for (const there of document.querySelectorAll("time.there")) {
  const moment = new Date(there.dateTime);
  const options = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const show = (zone) => new Intl.DateTimeFormat(document.documentElement.lang, { ...options, timeZone: zone }).format(moment);
  try {
    const here = show(Intl.DateTimeFormat().resolvedOptions().timeZone);
    if (here !== show(there.dataset.zone)) {
      const note = document.createElement("span");
      note.className = "role";
      note.textContent = " " + there.dataset.here.replace("{time}", here);
      there.after(note);
    }
  } catch {
    // A browser that does not know the zone says nothing.
  }
}
