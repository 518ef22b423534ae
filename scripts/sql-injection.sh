#!/bin/sh
# Tries SQL injection on a demo on loopback with sqlmap, level 3, risk 2: the API's parameters, paths and bodies and the
# pages' query strings, as somebody signed in. Begins with a program that can be injected, which must be found.
# Usage: scripts/sql-injection.sh [PATTERN]     PATTERN: only targets that hold this text
# PORT says where the demo listens (7382; the program that can be injected takes the next one), DATABASE names a
# PostgreSQL database instead of a file. Ends with 1 if anything can be injected.
set -eu
cd "$(dirname "$0")/.."
wanted=${1:-}
port=${PORT:-7382}
home=target/sqlmap
mkdir -p "$home"

if [ ! -x "$home/venv/bin/sqlmap" ]; then
    python3 -m venv "$home/venv"
    "$home/venv/bin/pip" install --quiet sqlmap==1.10.10
fi
remit=${REMIT:-target/debug/remit}
[ -x "$remit" ] || cargo build -p remit

rm -rf "$home/data" "$home/out"
dbms=SQLite
[ -z "${DATABASE:-}" ] || dbms=PostgreSQL
"$remit" demo --data "$home/data" ${DATABASE:+--database "$DATABASE"} --listen "127.0.0.1:$port" --json \
    > "$home/demo.json" 2> "$home/demo.log" &
demo=$!
python3 scripts/injectable.py "$((port + 1))" &
injectable=$!
trap 'kill "$demo" "$injectable" 2>/dev/null || true' EXIT INT TERM
tries=0
until python3 -c 'import json, sys; json.load(open(sys.argv[1]))' "$home/demo.json" 2>/dev/null; do
    tries=$((tries + 1))
    [ "$tries" -lt 240 ] || { echo "the demo did not start:"; tail "$home/demo.log"; exit 1; }
    sleep 0.5
done
part() { # NAME: of the analyst's sign-in
    python3 -c '
import json, sys
signs = json.load(open(sys.argv[1]))["sign_ins"]
print(next(it[sys.argv[2]] for it in signs if it["role"] == "service-desk-analyst"))' "$home/demo.json" "$1"
}
token=$(part token)
link=$(part url)
cookie=$(python3 -c '
import sys, urllib.request
class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_): return None
try:
    urllib.request.build_opener(Stay).open(urllib.request.Request(sys.argv[1], b"", {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}))
except urllib.error.HTTPError as answer:
    print(answer.headers["Set-Cookie"].split(";")[0])' "$link")

# 200 and 422 both say something: what is refused is compared like what is found.
map() { # HEADER URL [more]
    header=$1 url=$2
    shift 2
    "$home/venv/bin/sqlmap" -u "$url" --headers "$header" --level 3 --risk 2 --technique BEU --dbms "$dbms" \
        --batch --flush-session --disable-coloring --threads 1 --timeout 10 --skip user-agent,referer,host \
        --ignore-code 401,403,404,409,412,422 --output-dir "$home/out" "$@" > "$home/last.txt" 2>&1 || true
    if grep -q 'CRITICAL.*\(unable to connect\|not authorized\|no parameter\)' "$home/last.txt"; then
        tail -n 5 "$home/last.txt"
        return 2
    fi
    # A target that was not tried at all must not count as one that holds.
    grep -q "testing '" "$home/last.txt" || return 2
    ! grep -q 'identified the following injection point\|is vulnerable' "$home/last.txt"
}

map 'X-None: 1' "http://127.0.0.1:$((port + 1))/?q=a" || true
if ! grep -q 'identified the following injection point' "$home/last.txt"; then
    echo "what can be injected was not found; the rest would show nothing"
    tail -n 20 "$home/last.txt"
    exit 1
fi
echo "found, as it must be: the program that can be injected"

failed=0
try() { # WHO URL [more]
    case $2 in *"$wanted"*) ;; *) return 0 ;; esac
    header="Cookie: $cookie"
    [ "$1" = page ] || header="Authorization: Bearer $token"
    [ "$1" = json ] && header="$header
Content-Type: application/json"
    place=$2
    shift 2
    if map "$header" "http://127.0.0.1:$port$place" "$@"; then
        echo "holds: $place"
    else
        failed=1
        echo "GIVES WAY: $place"
        grep -A 8 'Parameter: ' "$home/last.txt" || tail -n 3 "$home/last.txt"
    fi
}
try api '/api/records/incident?filter=status:open&sort=-opened&limit=5' -p filter,sort,limit
try api '/api/records/incident?limit=2&after=x&count=true' -p after,count
try api '/api/export/incident?filter=priority:p1&sort=-opened' -p filter,sort
try api '/api/search?q=card&limit=5' -p q,limit
try api '/api/people?q=maya&limit=5' -p q,limit
try api '/api/teams?q=desk' -p q
try api '/api/records/incident/INC-20418*'
try api '/api/records/incident*'
try api '/api/records/incident/INC-20418/why/resolve*'
try api '/api/attachments/12*'
try json /api/records/incident --method POST --data '{"move":"log*","values":{"title":"One*","caller":"me*"}}'
try json /api/records/incident/INC-20418/links --method POST --data '{"to":"INC-20431*","kind":"same as*"}'
try page '/w/team?q=status:open&sort=-opened&sel=INC-20418' -p q,sort,sel
try page '/w/team*'
try page '/t/incident?q=card&sort=-opened&after=x' -p q,sort,after
try page '/search?q=card' -p q
try page '/palette?q=card&on=INC-20418' -p q,on
try page '/who/incident-management?at=2026-10-26' -p at
try page '/who/findings?kind=gap&from=30' -p kind,from
try page '/INC-20418*'
try page '/new/incident*/log*'
exit "$failed"
