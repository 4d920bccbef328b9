"""A subscriber with Evolution's data server, asked by lines of JSON; stops when its input does.

Run by Debian's own Python, which has the bindings, under `dbus-run-session`, with folders of its own: the server keeps
there what it has fetched. The questions: {"open": url}, {"refresh": true} and {"list": true}.
"""

from __future__ import annotations

import json
import sys
from typing import Any
from urllib.parse import urlsplit

import gi

gi.require_version("ECal", "2.0")
gi.require_version("EDataServer", "1.2")
gi.require_version("ICalGLib", "3.0")
from gi.repository import ECal, EDataServer, ICalGLib  # noqa: E402 (only after their versions are chosen)

SHOWN = ("status", "dtstart", "dtend", "dtstamp", "lastmodified", "created")
"""What is told of an entry beside its texts and its SEQUENCE, as it stands there; a time is preceded by its TZID."""


def subscribe(url: str) -> Any:
    """A client of a new subscription."""
    parts = urlsplit(url)
    source = EDataServer.Source.new_with_uid("feed", None)
    source.set_parent("webcal-stub")
    source.set_display_name("feed")
    source.get_extension("Calendar").set_backend_name("webcal")
    place = source.get_extension("Authentication")
    place.set_host(parts.hostname)
    place.set_port(parts.port)
    source.get_extension("Security").set_method("none")
    resource = source.get_extension("WebDAV Backend")
    resource.set_resource_path(parts.path)
    resource.set_resource_query(parts.query or None)
    EDataServer.SourceRegistry.new_sync(None).commit_source_sync(source, None)
    # It waits the whole second to be told of a connection that is never told; 0 would be for ever.
    return ECal.Client.connect_sync(source, ECal.ClientSourceType.EVENTS, 1, None)


def entries(client: Any) -> list[dict[str, Any]]:
    """What the server holds now, in the order of UIDs."""
    _, found = client.get_object_list_sync("#t", None)
    return sorted((_entry(component) for component in found), key=lambda entry: str(entry["uid"]))


def _entry(component: Any) -> dict[str, str | int | None]:
    texts = {
        "uid": component.get_uid(),
        "summary": component.get_summary(),
        "location": component.get_location(),
        "description": component.get_description(),
        "sequence": component.get_sequence(),
    }
    return texts | {name: _value(component, f"{name.upper()}_PROPERTY") for name in SHOWN}


def _value(component: Any, kind: str) -> str | None:
    found = component.get_first_property(getattr(ICalGLib.PropertyKind, kind))
    if found is None:
        return None
    zone = found.get_first_parameter(ICalGLib.ParameterKind.TZID_PARAMETER)
    value: str = found.get_value_as_string()
    return f"{zone.get_tzid()}:{value}" if zone else value


def main() -> None:
    """Answer each line of the input."""
    client: Any = None
    for line in sys.stdin:
        question = json.loads(line)
        answer: Any = True
        if "open" in question:
            client = subscribe(question["open"])
        elif "refresh" in question:
            client.refresh_sync(None)  # it returns once the refresh is scheduled
        else:
            answer = entries(client)
        print(json.dumps(answer), flush=True)


main()
