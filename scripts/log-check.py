#!/usr/bin/env python3
"""Reads event logs that `remit export-log` wrote with PM4Py, and checks OCEL as JSON against the standard's schema.

    log-check.py [--schemas FOLDER] FILE...

Files end in .xes, .json (OCEL) or .xml (OCEL). The folder holds schema_ocel2.json. Needs pm4py and jsonschema from PyPI; see
docs/mining.md.
"""

import argparse
import json
import pathlib
import warnings

# A complaint about a log ends the check; one about a faster reader that could be installed is none.
warnings.filterwarnings("error", category=UserWarning, module="pm4py")
warnings.filterwarnings("ignore", message="Install the optional requirement")

import pm4py  # noqa: E402


def check_xes(path, _schemas):
    log = pm4py.read_xes(str(path), return_legacy_log_object=True)
    variants = pm4py.get_variants(log)
    graph, starts, ends = pm4py.discover_dfg(log)
    handover = pm4py.discover_handover_of_work_network(log)
    events = sum(len(trace) for trace in log)
    return f"{len(log)} traces, {events} events, {len(variants)} variants, {len(graph)} pairs of steps, {len(starts)} beginnings, {len(ends)} ends, {len(handover.connections)} handovers"


def check_json(path, schemas):
    import jsonschema

    if schemas:
        with open(schemas / "schema_ocel2.json", encoding="utf-8") as schema, open(path, encoding="utf-8") as log:
            jsonschema.validate(json.load(log), json.load(schema), format_checker=jsonschema.FormatChecker())
    return ocel(pm4py.read_ocel2_json(str(path)))


def check_xml(path, _schemas):
    # Not held against ocel2-validation.xsd: it calls an event's objects `object` where PM4Py writes and reads `relationship`.
    return ocel(pm4py.read_ocel2_xml(str(path)))


def ocel(log):
    lost = set(log.relations["ocel:oid"]) - set(log.objects["ocel:oid"])
    assert not lost, f"events touch objects that are not there: {sorted(lost)[:5]}"
    flat = pm4py.ocel_flattening(log, pm4py.ocel_get_object_types(log)[0])
    assert len(flat) > 0, "nothing is left when it is flattened"
    return f"{len(log.events)} events, {len(log.objects)} objects of {len(pm4py.ocel_get_object_types(log))} types, {len(log.relations)} relations"


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--schemas", type=pathlib.Path)
    arguments.add_argument("files", nargs="+", type=pathlib.Path)
    given = arguments.parse_args()
    checks = {".xes": check_xes, ".json": check_json, ".xml": check_xml}
    for path in given.files:
        print(f"{path.name}: {checks[path.suffix](path, given.schemas)}")


main()
