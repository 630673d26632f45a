#!/usr/bin/env bash
# Tests of the demo, on the server that PGHOST and PGPORT name: the day it plays, and what it asks of a database. Prints TAP.
set -uo pipefail
cd "$(dirname "$0")/.." || exit
n=0 bad=0
check() { # WHAT PATTERN COMMAND...: the command succeeds and says PATTERN
    local what=$1 pattern=$2 out
    shift 2
    n=$((n + 1))
    if out=$("$@" 2>&1 </dev/null) && grep -qE "$pattern" <<<"$out"; then
        echo "ok $n - $what"
    else
        echo "not ok $n - $what"
        sed 's/^/#   /' <<<"$out"
        bad=1
    fi
}
for v in 16 17 18 19; do
    db=igov_demo_$v
    dropdb --if-exists --force "$db" 2>/dev/null
    check "the warehouse day on Odoo $v" 'GOV/[0-9]+/00003 .*spent' tools/demo-inside.sh "$v" "$db"
    check "questions to a database that has the extension, Odoo $v" 'is here already' ./demo "dbname=$db"
    dropdb --force "$db"
    createdb "$db" && psql -X -q -v v="$v" -d "$db" -f test/fixtures/odoo.sql
    check "without a terminal nothing is attached, Odoo $v" "those of Odoo $v\." ./demo "dbname=$db"
    check "nothing was" '^0$' psql -X -A -t -d "$db" -c "SELECT count(*) FROM pg_extension WHERE extname = 'inventory_gov'"
    check "--yes attaches, in shadow, Odoo $v" '0 active, [1-9][0-9]* in shadow' ./demo --yes "dbname=$db"
    dropdb --force "$db"
done
echo "1..$n"
exit $bad
