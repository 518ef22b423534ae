#!/bin/sh
# Fuzzes the API of a demo on loopback with schemathesis, as one role after the other.
# Usage: scripts/api-fuzz.sh [PATH-REGEX [EXAMPLES [ROLE...]]]
# Roles are those of `remit demo`; the port is 7381 unless PORT says otherwise. Ends with 1 if any check failed.
set -eu
cd "$(dirname "$0")/.."
paths=${1:-'^/api/(records/incident|me|types|search|bulk|people|teams|export/incident|attachments)'}
examples=${2:-20}
[ $# -gt 2 ] && shift 2 && roles=$* || roles="service-desk-analyst user incident-manager"
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

failed=0
for role in $roles; do
    token=$(python3 -c '
import json, sys
signs = json.load(open(sys.argv[1]))["sign_ins"]
print(next(it["token"] for it in signs if sys.argv[2] in (it.get("role"), it.get("person"))))' "$home/demo.json" "$role")
    echo "== $role"
    "$home/venv/bin/st" --config-file scripts/api-fuzz.toml run "http://127.0.0.1:$port/api/openapi.json" \
        --header "Authorization: Bearer $token" --include-path-regex "$paths" --checks all \
        --exclude-checks object_level_authorization --max-examples "$examples" --continue-on-failure \
        --suppress-health-check all --warnings off --no-color --seed 7 > "$home/$role.txt" 2>&1 || failed=1
    tail -n 25 "$home/$role.txt"
done
exit "$failed"
