#!/usr/bin/env bash
# Checks of sources and documents that a compiler does not make. Prints TAP. Those that need a database
# with the extension are skipped when PGHOST names no server.
set -uo pipefail
cd "$(dirname "$0")/.." || exit
shopt -s lastpipe
n=0 bad=0

check() { # WHAT, findings on stdin: none is good
    local found
    found=$(cat)
    n=$((n + 1))
    if [ -z "$found" ]; then
        echo "ok $n - $1"
    else
        echo "not ok $n - $1"
        sed 's/^/#   /' <<<"$found"
        bad=1
    fi
}

# Every file that a person wrote.
sources() { find . \( -path ./.git -o -path './tmp_check*' -o -path ./results -o -path ./log -o -path ./output_iso \) -prune -o \
    -type f ! -name '*.o' ! -name '*.so' ! -name '*.bc' ! -name '*.png' ! -path './inventory_gov--*.sql' "$@" -print | sort; }
version=$(sed -n "s/^default_version *= *'\(.*\)'/\1/p" inventory_gov.control)

{ python3 - "$version" <<'PY' 2>&1
import json, sys
meta = json.load(open("META.json"))
for where, have in (("version", meta["version"]), ("provides", meta["provides"]["inventory_gov"]["version"])):
    if have != sys.argv[1]:
        print(f"META.json {where} is {have}, inventory_gov.control says {sys.argv[1]}")
PY
} | check "META.json is JSON and has the version of the control file"
{ grep -q "^## $version" CHANGELOG.md || echo "no '## $version' in CHANGELOG.md"; } | check "CHANGELOG.md knows the version"
{ { ls test/sql | sed -n 's/\.sql$//p'; ls test/specs | sed -n 's/\.spec$//p'; } | sort -u |
    while read -r t; do [ -e "expected/$t.out" ] || echo "expected/$t.out is missing"; done; } |
    check "every SQL and isolation test has its expected output"
{ ls expected 2>/dev/null | sed -n 's/\(_[0-9]\)\?\.out$//p' | sort -u | while read -r t; do
    [ -e "test/sql/$t.sql" ] || [ -e "test/specs/$t.spec" ] || echo "expected/$t.out belongs to no test"; done; } | check "every expected output has its test"
{ for t in test/sql/*.sql; do [ -e "$t" ] && [ -e "sql/$(basename "$t")" ] && echo "$t has the name of a fragment in sql/"; done; } |
    check "no SQL test is named like a fragment"
{ sources -name '*.sh' | while read -r f; do bash -n "$f" 2>&1; done; bash -n demo 2>&1; bash -n run-tests 2>&1; sh -n .ci/run 2>&1; } | check "shell scripts parse"
{ sources \( -name '*.c' -o -name '*.h' \) | while read -r f; do sed -n '1,4p' "$f" | tr '\n' ' ' | grep -qE '^/\*' || echo "$f"; done; } |
    check "every C file says at its top what it owns"
{ grep -ln 'PG_VERSION_NUM' -r src --include='*.[ch]' 2>/dev/null | grep -v 'src/compat\.[ch]$'; } | check "PostgreSQL versions are told apart in compat.h only"
# A function of the definer's rights without a fixed search_path is a door; so is one that PUBLIC may use by default.
{ python3 - <<'PY'
import glob, re
for f in sorted(glob.glob("sql/[0-9]*.sql")):
    text = re.sub(r"--.*", "", open(f).read())
    for m in re.finditer(r"CREATE (?:OR REPLACE )?FUNCTION\s+([\w.\"]+)\s*\((.*?);\s*$", text, re.S | re.M):
        if "SECURITY DEFINER" in m[2] and "search_path" not in m[2]:
            print(f"{f}: {m[1]} is SECURITY DEFINER without SET search_path")
    if re.search(r"CREATE OR REPLACE", text):
        print(f"{f}: OR REPLACE in an install script")
PY
} | check "functions with the owner's rights pin search_path; no OR REPLACE in the install script"
{ sources ! -path './expected/*' ! -name LICENSE | xargs grep -nIE '[[:space:]]+$' 2>/dev/null | cut -c1-100; } | check "no trailing blanks"
# put together, so that this line does not find itself
{ sources | xargs grep -nIE "$(printf '/%s/main|/%s/shared|/srv/%s|/home/[a-z]' work work env)" 2>/dev/null | cut -c1-120; } | check "no paths of one machine"
{ sources -name '*.md' | while read -r f; do
    grep -oE '\]\([^)#: ]+(#[^)]*)?\)' "$f" | sed 's/^](//; s/[#)].*//' | while read -r l; do [ -e "$(dirname "$f")/$l" ] || echo "$f: $l"; done; done; } |
    check "links in documents lead somewhere"

if [ -n "${PGHOST:-}" ]; then
    db=igov_lint_$$
    trap 'dropdb --if-exists --force "$db" >/dev/null 2>&1' EXIT
    { createdb "$db" && psql -X -q -d "$db" -c 'CREATE EXTENSION inventory_gov'; } 2>&1 | check "the extension can be created in an empty database"
    { PGDATABASE=$db tools/gen-controls-doc.sh 2>&1 | diff docs/CONTROLS.md - | head -40; } 2>&1 | check "docs/CONTROLS.md says what inventory_gov.controls says"
    { psql -X -A -t -d "$db" -c "SELECT json_agg(json_build_array(lang, msgid, msgstr)) FROM inventory_gov.translation WHERE shipped" |
        tools/check-texts
        psql -X -A -t -d "$db" -c "
        SELECT DISTINCT 'label not translated: ' || label
          FROM generate_series(16, 19) v, inventory_gov.ui_row(v) r, jsonb_each_text(r.content) c, regexp_matches(c.value, '{{(.*?)}}', 'g') m(labels), unnest(labels) label
         WHERE label NOT IN (SELECT msgid FROM inventory_gov.translation WHERE shipped)"; } 2>&1 | check "every text that people see in Odoo is translated, with the same placeholders"
    { psql -X -A -t -d "$db" -c "
        SELECT 'over_pct=' || (limits->>'over_pct') FROM inventory_gov.policies WHERE starter AND enforcement = 'approve' AND control = 'receipt_tolerance'
        UNION ALL SELECT 'under_pct=' || (limits->>'under_pct') FROM inventory_gov.policies WHERE starter AND enforcement = 'approve' AND control = 'receipt_tolerance'
        UNION ALL SELECT 'adjustment_value=' || (limits->>'value') FROM inventory_gov.policies WHERE starter AND enforcement = 'approve' AND control = 'adjustment_limit'" |
        diff <(grep -v '^#' tools/starter-limits) -; } 2>&1 | check "tools/starter-limits are those of the starter set"
    { psql -X -A -t -d "$db" <<'SQL'
SELECT 'no comment on ' || pg_describe_object(d.classid, d.objid, 0)
FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid AND d.refclassid = 'pg_extension'::regclass
WHERE e.extname = 'inventory_gov' AND d.deptype = 'e'
  AND (d.classid = 'pg_proc'::regclass
       OR d.classid = 'pg_class'::regclass AND (SELECT relkind FROM pg_class WHERE oid = d.objid) IN ('r', 'v'))
  AND obj_description(d.objid, (SELECT relname FROM pg_class WHERE oid = d.classid)) IS NULL
ORDER BY 1;
SELECT 'PUBLIC may use ' || p.oid::regprocedure
FROM pg_proc p WHERE p.pronamespace = 'inventory_gov'::regnamespace AND has_function_privilege('public', p.oid, 'EXECUTE') ORDER BY 1;
SQL
    } 2>&1 | check "every table, view and function has a comment; PUBLIC may use none"
fi
echo "1..$n"
exit $bad
