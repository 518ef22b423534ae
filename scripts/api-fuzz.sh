#!/bin/sh
# Fuzzes the API of a demo on loopback with schemathesis, as one role after the other, over the whole OpenAPI document.
# Usage: scripts/api-fuzz.sh [--short] [ROLE...]
#   without --short  every operation, in every phase; meant for a night
#   --short          every operation by its edges (coverage), the rest on incidents and what is not of a type; a few minutes
# Roles are those of `remit demo`. EXAMPLES says how many of each (20; 5 in short), PORT where the demo listens (7381).
# The document is taken in parts of a few types, since schemathesis keeps all that it sent. Ends with 1 if any check failed.
set -eu
cd "$(dirname "$0")/.."
short=no
[ "${1:-}" = --short ] && short=yes && shift
roles=${*:-service-desk-analyst user incident-manager}
port=${PORT:-7381}
home=target/fuzz
mkdir -p "$home"

if [ ! -x "$home/venv/bin/st" ]; then
    python3 -m venv "$home/venv"
    "$home/venv/bin/pip" install --quiet schemathesis==4.32.5
fi
remit=${REMIT:-target/debug/remit}
[ -x "$remit" ] || cargo build -p remit

rm -rf "$home/data"
"$remit" demo --data "$home/data" --listen "127.0.0.1:$port" --json > "$home/demo.json" 2> "$home/demo.log" &
demo=$!
trap 'kill "$demo" 2>/dev/null || true' EXIT INT TERM
tries=0
until python3 -c 'import json, sys; json.load(open(sys.argv[1]))' "$home/demo.json" 2>/dev/null; do
    tries=$((tries + 1))
    [ "$tries" -lt 240 ] || { echo "the demo did not start:"; tail "$home/demo.log"; exit 1; }
    sleep 0.5
done

# A pattern of paths a line: those of no type first, then types until there are about 40 operations.
python3 - "http://127.0.0.1:$port/api/openapi.json" > "$home/parts" <<'END'
import collections, json, re, sys, urllib.request

paths = json.load(urllib.request.urlopen(sys.argv[1]))["paths"]
counts = collections.Counter()
for path, item in paths.items():
    found = re.match(r"/api/(?:records|export)/([^/{]+)", path)
    if found:
        counts[found[1]] += len(item)
print(r"^/api/(?!(records|export)/)")
part, size = [], 0
for key, count in sorted(counts.items(), key=lambda it: (it[0] != "incident", it[0])):
    if part and size + count > 40:
        print(f"^/api/(records|export)/({'|'.join(part)})(/|$)")
        part, size = [], 0
    part.append(key)
    size += count
print(f"^/api/(records|export)/({'|'.join(part)})(/|$)")
END

failed=0
fuzz() { # ROLE TOKEN NUMBER PATTERN PHASES EXAMPLES
    if ! "$home/venv/bin/st" --config-file scripts/api-fuzz.toml run "http://127.0.0.1:$port/api/openapi.json" \
        --header "Authorization: Bearer $2" --include-path-regex "$4" --checks all \
        --exclude-checks object_level_authorization --phases "$5" --max-examples "$6" --continue-on-failure \
        --suppress-health-check all --warnings off --no-color --seed 7 > "$home/$1-$3.txt" 2>&1; then
        failed=1
        cat "$home/$1-$3.txt"
    fi
    echo "$1, $4: $(tail -n 1 "$home/$1-$3.txt" | tr -d =)"
}
for role in $roles; do
    token=$(python3 -c '
import json, sys
signs = json.load(open(sys.argv[1]))["sign_ins"]
print(next(it["token"] for it in signs if sys.argv[2] in (it.get("role"), it.get("person"))))' "$home/demo.json" "$role")
    number=0
    while read -r part; do
        number=$((number + 1))
        # What is of no type leads nowhere: there are no links to follow from it.
        phases=examples,coverage,fuzzing,stateful
        [ "$number" = 1 ] && phases=examples,coverage,fuzzing
        if [ "$short" = no ]; then
            fuzz "$role" "$token" "$number" "$part" "$phases" "${EXAMPLES:-20}"
        elif [ "$number" -le 2 ]; then
            fuzz "$role" "$token" "$number" "$part" "$phases" "${EXAMPLES:-5}"
        else
            fuzz "$role" "$token" "$number" "$part" coverage 1
        fi
    done < "$home/parts"
done
exit "$failed"
