#!/usr/bin/env bash
# Writes docs/CONTROLS.md (to stdout) from the view inventory_gov.controls of the database that PGDATABASE names.
set -euo pipefail
cat <<'HEAD'
# Controls and their limits

Made from the view `inventory_gov.controls` by `make controls-doc`; a test compares. A policy names a control and some of its limits; a limit is the
last value that is still allowed. How policies work: [POLICIES.md](POLICIES.md).
HEAD
psql -X -q -A -t -v ON_ERROR_STOP=1 <<'SQL'
WITH c AS (
    SELECT control, title, summary, limit_name, meaning || COALESCE('; ' || standard || ' in a policy that does not say', '') AS meaning, row_number() OVER () AS n,
           CASE unit WHEN 'percent' THEN '%' ELSE unit END AS unit,
           -- a maximum that only keeps nonsense out is no news
           CASE WHEN maximum < 1000 THEN format('%s to %s', minimum, maximum) ELSE format('%s or more', minimum) END AS range
    FROM inventory_gov.controls),
lines AS (
    SELECT control, min(n) AS head, format(E'\n## %s: `%s`\n\n%s\n\n| limit | unit | range | meaning |\n|--|--|--|--|\n', min(title), control, min(summary))
           || string_agg(format('| `%s` | %s | %s | %s |', limit_name, unit, range, meaning), E'\n' ORDER BY n) AS text
    FROM c GROUP BY control)
SELECT text FROM lines ORDER BY head;
SQL
