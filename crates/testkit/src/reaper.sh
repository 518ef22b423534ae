# Ends the tests' shared PostgreSQL once nobody has used it for five minutes, and removes its data.
# $1: the folder with `lock`, `used` and `data`; $2: the folder with PostgreSQL's programs.
while sleep 15; do
    [ -d "$1/data" ] || exit 0
    users=$("$2/psql" -h "$1" -U remit -d postgres -Atc \
        "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()" 2>/dev/null)
    [ -z "$users" ] && users=0
    [ "$users" -gt 0 ] && { touch "$1/used"; continue; }
    [ -n "$(find "$1/used" -mmin -5 2>/dev/null)" ] && continue
    (
        flock 9
        [ -n "$(find "$1/used" -mmin -5 2>/dev/null)" ] && exit 1
        "$2/pg_ctl" -D "$1/data" -m immediate -w stop >/dev/null 2>&1
        rm -rf "$1/data"
    ) 9<>"$1/lock" && exit 0
done
