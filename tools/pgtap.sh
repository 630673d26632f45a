#!/usr/bin/env bash
# Runs every pgTAP file in a database of its own that has pgtap; the files load the fixture themselves.
# Uses the server that PGHOST and PGPORT name.
set -uo pipefail
cd "$(dirname "$0")/.." || exit
status=0
for f in test/pgtap/*.sql; do
    db=igov_pgtap_$(basename "$f" .sql)
    dropdb --if-exists --force "$db" 2>/dev/null
    createdb "$db" && psql -X -q -d "$db" -c 'CREATE EXTENSION pgtap' && pg_prove --verbose -d "$db" "$f" || status=1
    dropdb --if-exists --force "$db" || status=1
done
exit $status
