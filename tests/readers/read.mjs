// The readers in JavaScript, kept in one process: a JSON line {"reader", "ics"} in, one JSON line with what it saw out.
// Each answers in its own understanding: nothing here repairs, trims or guesses what a reader got wrong.

import { createInterface } from "node:readline";

import ICAL from "ical.js";
import nodeIcal from "node-ical";
import { convertIcsCalendar } from "ts-ics";

const instant = (date) => new Date(date).toISOString().replace(".000Z", "Z");
const orNull = (value) => value ?? null;

// ical.js: Thunderbird's and Nextcloud's. It looks TZIDs up in the feed itself, then in its own register, emptied here.
function icalJs(ics) {
  ICAL.TimezoneService.reset();
  const calendar = new ICAL.Component(ICAL.parse(ics));
  const text = (component, name) => orNull(component.getFirstPropertyValue(name));
  const entry = (component) => {
    const start = component.getFirstPropertyValue("dtstart");
    const end = component.getFirstPropertyValue("dtend");
    const utc = (time) => (time && !time.isDate ? instant(time.toUnixTime() * 1000) : null);
    const wall = (time) => (time ? time.toString().replace("Z", "") : null);
    const categories = component.getAllProperties("categories").flatMap((property) => property.getValues());
    return {
      ...Object.fromEntries(
        ["uid", "summary", "description", "location", "url", "status", "sequence"].map((name) => [
          name,
          text(component, name),
        ]),
      ),
      categories,
      all_day: start.isDate,
      start: wall(start),
      end: wall(end),
      start_utc: utc(start),
      end_utc: utc(end),
    };
  };
  return {
    calendar: { name: text(calendar, "x-wr-calname") ?? text(calendar, "name") },
    entries: calendar.getAllSubcomponents("vevent").map(entry),
  };
}

// ts-ics: reads the offset of a wall clock time from the feed's VTIMEZONE; asks Intl only where it finds none.
function tsIcs(ics) {
  const calendar = convertIcsCalendar(undefined, ics);
  const entry = (event) => {
    const allDay = event.start.type === "DATE";
    const wall = (time) => time && instant(time.local?.date ?? time.date).slice(0, allDay ? 10 : 19);
    const utc = (time) => (time && !allDay ? instant(time.date) : null);
    return {
      uid: orNull(event.uid),
      summary: orNull(event.summary),
      description: orNull(event.description),
      location: orNull(event.location),
      url: orNull(event.url),
      status: orNull(event.status),
      sequence: orNull(event.sequence),
      categories: event.categories ?? [],
      all_day: allDay,
      start: orNull(wall(event.start)),
      end: orNull(wall(event.end)),
      start_utc: orNull(utc(event.start)),
      end_utc: orNull(utc(event.end)),
    };
  };
  return { calendar: { name: orNull(calendar.name) }, entries: (calendar.events ?? []).map(entry) };
}

// node-ical: knows IANA zones itself (Intl). A whole day is for it the local midnight of the machine.
function nodeIcalReader(ics) {
  const parsed = nodeIcal.sync.parseICS(ics);
  const text = (value) => orNull(value !== null && typeof value === "object" ? value.val : value);
  const wall = (date, allDay) => {
    if (!date) return null;
    const shown = { timeZone: date.tz ?? "UTC", hourCycle: "h23", dateStyle: "short", timeStyle: "medium" };
    const local = new Intl.DateTimeFormat("sv-SE", allDay ? { dateStyle: "short" } : shown);
    return local.format(date).replace(" ", "T");
  };
  const entry = (event) => {
    const allDay = event.datetype === "date";
    const categories = event.categories ?? [];
    return {
      uid: text(event.uid),
      summary: text(event.summary),
      description: text(event.description),
      location: text(event.location),
      url: text(event.url),
      status: text(event.status),
      sequence: event.sequence === undefined ? null : Number(text(event.sequence)),
      categories: Array.isArray(categories) ? categories : [categories],
      all_day: allDay,
      start: wall(event.start, allDay),
      end: wall(event.end, allDay),
      start_utc: event.start && !allDay ? instant(event.start) : null,
      end_utc: event.end && !allDay ? instant(event.end) : null,
    };
  };
  const events = Object.values(parsed).filter((component) => component?.type === "VEVENT");
  return { calendar: { name: text(parsed.vcalendar?.["WR-CALNAME"]) }, entries: events.map(entry) };
}

const readers = { "ical.js": icalJs, "ts-ics": tsIcs, "node-ical": nodeIcalReader };

for await (const line of createInterface({ input: process.stdin })) {
  const { reader, ics } = JSON.parse(line);
  let answer;
  try {
    answer = { ...readers[reader](ics), error: null };
  } catch (error) {
    answer = { calendar: {}, entries: [], error: String(error?.stack ?? error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
