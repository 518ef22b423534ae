#!/usr/bin/env python3
"""Reads a feed of duties as calendar programs do: scripts/feed.py ADDRESS-OR-FILE

Needs the public parser `icalendar` (pip install icalendar). Fails where the feed is not what RFC 5545 asks for.
"""
import sys
import urllib.request

import icalendar


def read(place):
    if place.startswith(("http://", "https://")):
        with urllib.request.urlopen(place) as answer:
            assert answer.headers.get_content_type() == "text/calendar", answer.headers.get_content_type()
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert answer.headers["Set-Cookie"] is None
            return answer.read()
    with open(place, "rb") as file:
        return file.read()


def main():
    raw = read(sys.argv[1])
    lines = raw.split(b"\r\n")
    assert lines[-1] == b"" and b"\n" not in raw.replace(b"\r\n", b""), "lines end with CR LF"
    assert all(len(it) <= 75 for it in lines), "no line is longer than 75 octets"
    calendar = icalendar.Calendar.from_ical(raw)
    assert calendar["VERSION"] == "2.0" and calendar["PRODID"]
    events = list(calendar.walk("VEVENT"))
    uids = [str(it["UID"]) for it in events]
    assert len(uids) == len(set(uids)), "each event has a name of its own"
    for event in events:
        assert event["DTSTAMP"] and event["SUMMARY"] and event["DTEND"].dt > event["DTSTART"].dt
        assert not getattr(event, "errors", None), event.errors
    again = icalendar.Calendar.from_ical(calendar.to_ical())
    assert [str(it["SUMMARY"]) for it in again.walk("VEVENT")] == [str(it["SUMMARY"]) for it in events]
    print(f"{len(events)} events of “{calendar['NAME']}”")
    for event in events[:3]:
        print(f"  {event['DTSTART'].dt}  {event['SUMMARY']}")


main()
