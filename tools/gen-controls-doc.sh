#!/usr/bin/env bash
# Writes docs/CONTROLS.md (to stdout) from the view inventory_gov.controls of the database that PGDATABASE names.
set -euo pipefail
cat <<'HEAD'
# Controls and their limits

Made from the view `inventory_gov.controls` by `make controls-doc`; a test compares.
HEAD
psql -X -q -A -t -v ON_ERROR_STOP=1 <<'SQL'
SELECT * FROM inventory_gov.controls;
SQL
