#!/usr/bin/env bash
# ./demo DATABASE_URL: read-only questions to an Odoo database; then, only after a yes, the extension in shadow.
#   tools/demo-on.sh [--yes] DATABASE_URL
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
yes=
if [ "${1:-}" = --yes ]; then yes=1; shift; fi
url=$1
command -v psql >/dev/null || "$root/tools/setup.sh" demo

if [ -t 1 ]; then bold=$'\e[1m' off=$'\e[0m'; else bold='' off=''; fi
chapter() { printf '\n%s%s%s\n' "$bold" "$*" "$off"; }
say() { printf '%s\n' "$*"; }
# Questions cannot write, and give up rather than burden the database.
ask() { # OPTIONS... SQL
    local sql=${*: -1}
    PGAPPNAME='inventory_gov demo' psql -X -q -v ON_ERROR_STOP=1 -P null=- -P footer=off -d "$url" "${@:1:$#-1}" \
        -c "BEGIN TRANSACTION READ ONLY" -c "SET LOCAL statement_timeout = '60s'" -c "SET LOCAL lock_timeout = '1s'" -c "$sql" -c COMMIT
}
value() { ask -A -t "$1"; }
confirm() {
    if [ -n "$yes" ]; then return 0; fi
    # stdin may be anything; only a person at a terminal can say yes
    if [ ! -t 0 ]; then say "Not asked: there is no terminal. Use --yes to go on without asking."; return 1; fi
    local answer
    read -r -p "$1 [y/N] " answer
    case $answer in y | Y | yes) ;; *) return 1 ;; esac
}

chapter "Questions (read-only)"
value "SELECT format('%s, PostgreSQL %s, as %s%s', current_database(), current_setting('server_version'), current_user,
    CASE WHEN (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN ' (superuser)' ELSE '' END)"
if [ "$(value "SELECT to_regclass('public.stock_move') IS NOT NULL AND to_regclass('public.stock_quant') IS NOT NULL AND to_regclass('public.ir_model_data') IS NOT NULL")" != t ]; then
    say "This is no Odoo database with the Inventory app (no stock_move and stock_quant in schema public)."
    exit 1
fi
column() { value "SELECT count(*) FROM pg_attribute WHERE attrelid = 'public.$1'::regclass AND attname = '$2' AND attnum > 0 AND NOT attisdropped"; }
if [ "$(column stock_move quantity_done)" = 1 ]; then odoo=16 qty=quantity_done
elif [ "$(column stock_move name)" = 0 ]; then odoo=19 qty=quantity
elif [ "$(column stock_move location_final_id)" = 1 ]; then odoo=18 qty=quantity
else odoo=17 qty=quantity; fi
say "Its tables are those of Odoo $odoo."

over=$(sed -n 's/^over_pct=//p' "$root/tools/starter-limits") under=$(sed -n 's/^under_pct=//p' "$root/tools/starter-limits")
amount=$(sed -n "s/^adjustment_value=//p" "$root/tools/starter-limits")
purchase=$(column stock_move purchase_line_id)
if [ "$odoo" -le 17 ]; then
    cost="(SELECT p.value_float FROM ir_property p JOIN ir_model_fields f ON f.id = p.fields_id WHERE f.model = 'product.product' AND f.name = 'standard_price'
          AND p.res_id = 'product.product,' || m.product_id AND (p.company_id = m.company_id OR p.company_id IS NULL) ORDER BY p.company_id NULLS LAST LIMIT 1)"
else
    cost="(SELECT (p.standard_price->>m.company_id::text)::numeric FROM product_product p WHERE p.id = m.product_id)"
fi

say ""
say "The last twelve months, against the starter policies (receipts: $over % over, $under % short; adjustments: worth $amount or more):"
if [ "$purchase" = 1 ]; then
    ask "
    WITH line AS (
        SELECT l.id, l.product_qty AS ordered, l.qty_received AS received, o.receipt_status = 'full' AS closed
        FROM purchase_order_line l JOIN purchase_order o ON o.id = l.order_id
        WHERE l.product_qty > 0 AND EXISTS (SELECT FROM stock_move m WHERE m.purchase_line_id = l.id AND m.state = 'done' AND m.date > now() - interval '12 months'))
    SELECT count(*) AS \"purchase lines received\", count(*) FILTER (WHERE received > ordered) AS \"more than ordered\",
           count(*) FILTER (WHERE received > ordered * (1 + $over / 100.0)) AS \"beyond the limit\",
           count(*) FILTER (WHERE closed AND received < ordered * (1 - $under / 100.0)) AS \"closed short beyond it\"
    FROM line"
else
    say "(Purchase is not installed: no receipts of purchase orders.)"
fi
ask "
    WITH adjustment AS (
        SELECT m.$qty AS qty, m.$qty * COALESCE($cost, 0) AS worth, m.write_uid
        FROM stock_move m JOIN stock_location s ON s.id = m.location_id JOIN stock_location d ON d.id = m.location_dest_id
        WHERE m.state = 'done' AND m.is_inventory AND m.date > now() - interval '12 months' AND m.$qty <> 0
          AND (s.usage = 'inventory' OR d.usage = 'inventory'))
    SELECT count(*) AS \"counts that changed stock\", round(sum(worth)::numeric, 2) AS \"worth, sign disregarded\",
           count(*) FILTER (WHERE worth > $amount) AS \"beyond the limit\", count(DISTINCT write_uid) AS people
    FROM adjustment"
say "(By today's cost. The extension judges at the moment itself, by percent too.)"

if [ "$(value "SELECT count(*) FROM pg_extension WHERE extname = 'inventory_gov'")" = 1 ]; then
    chapter "inventory_gov is here already"
    ask "SELECT * FROM inventory_gov.health"
    ask "SELECT outcome, control, policy, count(*), max(recorded_at) AS latest FROM inventory_gov.violations GROUP BY 1, 2, 3 ORDER BY 4 DESC"
    exit 0
fi

chapter "Attach it?"
say "CREATE EXTENSION puts triggers on Odoo's stock tables and a schema inventory_gov beside them. All policies start in shadow:"
say "everything is judged and recorded, nothing is refused. DROP EXTENSION inventory_gov takes it all away again."
if [ "$(value "SELECT count(*) FROM pg_available_extensions WHERE name = 'inventory_gov'")" = 0 ]; then
    say ""
    say "The server does not have the files yet. On the machine of that server, as root:"
    say "    cd $root && tools/setup.sh demo && make && make install"
    say "with PG_CONFIG=/path/to/pg_config of PostgreSQL $(value "SHOW server_version") where it is not the one found first; then come again."
    exit 1
fi
confirm "CREATE EXTENSION inventory_gov in $(value 'SELECT current_database()')?" || { say "Nothing was changed."; exit 0; }
psql -X -q -v ON_ERROR_STOP=1 -d "$url" -c 'CREATE EXTENSION inventory_gov'
ask "SELECT name, control, limits, enforcement, state FROM inventory_gov.policies ORDER BY 1"
ask "SELECT * FROM inventory_gov.health"
say "It watches now. After a few days: SELECT * FROM inventory_gov.violations; then README.md tells how to switch policies on."
