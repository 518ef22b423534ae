#!/usr/bin/env python3
"""Reckons again, from the log alone, what `remit mine LOG --mapping MAPPING --json` says of it.

    remit mine LOG --mapping MAPPING --json | scripts/mining-check.py LOG MAPPING

Knows nothing of Remit but the mapping file and the names in its report. Needs Python 3.11, nothing else. Ends with 0 where
every number agrees, and else says which do not.
"""

import collections
import datetime
import gzip
import json
import sys
import tomllib
import xml.etree.ElementTree as ET

LISTED = 50


def read(path):
    """Yields each case as its events in order: time in milliseconds and attributes."""
    opened = gzip.open(path) if path.endswith(".gz") else open(path, "rb")
    with opened as file:
        for _, trace in ET.iterparse(file):
            if trace.tag.rpartition("}")[2] != "trace":
                continue
            events = []
            for event in trace:
                if event.tag.rpartition("}")[2] == "event":
                    said = {it.get("key"): it.get("value") for it in event}
                    at = datetime.datetime.fromisoformat(said["time:timestamp"])
                    events.append((round(at.timestamp() * 1000), said))
            yield sorted(events, key=lambda it: it[0])
            trace.clear()


def spans(values):
    values = sorted(values)
    n = len(values)
    return {
        "count": n,
        "median_ms": (values[(n - 1) // 2] + values[n // 2]) // 2,
        "p90_ms": values[-(-9 * n // 10) - 1],
        "longest_ms": values[-1],
        "total_ms": sum(values),
        "is_exact": True,
    }


def most(counts):
    """The most frequent, and by name where they are alike."""
    return sorted(counts.items(), key=lambda it: (-it[1], it[0]))[:LISTED]


def line_of(team, rule):
    fitting = [ending for ending in rule["endings"] if team.endswith(ending)]
    return rule["endings"][max(fitting, key=len)] if fitting else rule.get("otherwise")


class Relay:
    """Handovers, and those that go straight back."""

    def __init__(self):
        self.handed, self.bounced = collections.Counter(), collections.Counter()
        self.cases = self.bounced_cases = 0

    def take(self, holders):
        row = [it for at, it in enumerate(holders) if at == 0 or it != holders[at - 1]]
        handed = list(zip(row, row[1:]))
        bounced = [tuple(sorted((a, b))) for a, b, c in zip(row, row[1:], row[2:]) if a == c]
        self.handed.update(handed)
        self.bounced.update(bounced)
        self.cases += bool(handed)
        self.bounced_cases += bool(bounced)

    @staticmethod
    def said(counts, cases):
        pairs = [{"from": a, "to": b, "count": n} for (a, b), n in most(counts)]
        return {"total": sum(counts.values()), "cases": cases, "ways": len(counts), "pairs": pairs}


def reckon(log, mapping):
    rule, by = mapping["state"], mapping["by"]
    teams, people, lines = Relay(), Relay(), Relay()
    took, ways, between, stays = [], collections.defaultdict(list), collections.defaultdict(list), collections.defaultdict(list)
    did, doers = collections.Counter(), collections.defaultdict(collections.Counter)
    times, cases, acts = [], 0, 0
    for events in read(log):
        cases, acts = cases + 1, acts + len(events)
        whats = ["/".join(said.get(it, "") for it in rule["from"]) for _, said in events]
        ats = [at for at, _ in events]
        times += [ats[0], ats[-1]]
        took.append(ats[-1] - ats[0])
        ways[tuple(whats)].append(ats[-1] - ats[0])
        for a, b, left, came in zip(whats, whats[1:], ats, ats[1:]):
            between[a, b].append(came - left)
        states = [rule.get("first", {}).get(it, rule["values"][it]) if at == 0 else rule["values"][it] for at, it in enumerate(whats)]
        state, since = states[0], ats[0]
        for now, at in zip(states, ats):
            if now != state:
                stays[state].append(at - since)
                state, since = now, at
        persons = [said.get(by["person"]["from"]) for _, said in events]
        groups = [said.get(by["team"]["from"]) for _, said in events]
        tiers = [line_of(it, by["team"]["line"]) for it in groups if it]
        teams.take([it for it in groups if it])
        people.take([it for it in persons if it])
        lines.take([f"line {it}" for it in tiers])
        for what, person, group in zip(whats, persons, groups):
            role = by["role"]["values"][str(line_of(group, by["role"]["line"]))]
            did[what, role] += 1
            doers[what][person] += 1
    whole = sum(sum(it) for it in stays.values())
    return {
        "cases": cases,
        "acts": acts,
        "first": min(times),
        "last": max(times),
        "took": spans(took),
        "variants_found": len(ways),
        "variants_once": sum(len(it) == 1 for it in ways.values()),
        "variants": [
            {"steps": list(steps), "per_mille": 1000 * n // cases, "spans": spans(ways[steps])}
            for steps, n in most({steps: len(it) for steps, it in ways.items()})
        ],
        "teams": Relay.said(teams.handed, teams.cases),
        "people": Relay.said(people.handed, people.cases),
        "team_bounces": Relay.said(teams.bounced, teams.bounced_cases),
        "line_bounces": Relay.said(lines.bounced, lines.bounced_cases),
        "stays": [
            {"state": state, "per_mille": 1000 * n // whole, "spans": spans(stays[state])}
            for state, n in most({state: sum(it) for state, it in stays.items()})
        ],
        "between": [
            {"from": a, "to": b, "spans": spans(between[a, b])}
            for (a, b), _ in most({pair: sum(it) for pair, it in between.items()})
        ],
        "who": {
            what: {
                "total": sum(doers[what].values()),
                "people": len(doers[what]),
                "by": {role: n for (other, role), n in did.items() if other == what},
                "most": most(doers[what])[0],
            }
            for what in doers
        },
    }


def said(report):
    """The same part of the report, in the same shape."""
    instant = lambda text: round(datetime.datetime.fromisoformat(text).timestamp() * 1000)
    same = {key: report[key] for key in ("cases", "acts", "took", "variants_found", "variants_once", "variants", "teams", "people", "team_bounces", "line_bounces", "between")}
    same |= {"first": instant(report["first"]), "last": instant(report["last"])}
    same["stays"] = [{key: it[key] for key in ("state", "per_mille", "spans")} for it in report["stays"]]
    same["who"] = {
        it["what"]: {
            "total": it["total"],
            "people": it["people"],
            "by": {one["name"]: one["count"] for one in it["by"]},
            "most": (it["most"]["name"], it["most"]["count"]),
        }
        for it in report["who"]
    }
    return same


def differences(ours, theirs, place=""):
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in sorted(ours.keys() | theirs.keys()):
            yield from differences(ours.get(key), theirs.get(key), f"{place}/{key}")
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for at, (one, other) in enumerate(zip(ours, theirs)):
            yield from differences(one, other, f"{place}/{at}")
    elif ours != theirs:
        yield f"{place}: the log gives {ours!r}, the report says {theirs!r}"


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    with open(sys.argv[2], "rb") as file:
        mapping = tomllib.load(file)
    found = list(differences(reckon(sys.argv[1], mapping), said(json.load(sys.stdin))))
    for it in found[:50]:
        print(it)
    print(f"{len(found)} differences" if found else "every number agrees")
    sys.exit(1 if found else 0)


main()
