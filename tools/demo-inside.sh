#!/usr/bin/env bash
# The warehouse day of ./demo, in a copy of the repository that is ours alone.
#   tools/demo-inside.sh VERSION             builds, on a server of its own
#   tools/demo-inside.sh VERSION DATABASE    in a new database of the server that PGHOST and PGPORT name
set -euo pipefail
version=$1 database=${2:-}

if [ -t 1 ]; then bold=$'\e[1m' dim=$'\e[2m' red=$'\e[31m' green=$'\e[32m' off=$'\e[0m'; else bold='' dim='' red='' green='' off=''; fi
chapter() { printf '\n%s%s%s\n' "$bold" "$*" "$off"; }
say() { printf '%s\n' "$*"; }

sql() { psql -X -q -d "${database:-odoo}" -v ON_ERROR_STOP=1 -v SHOW_CONTEXT=never -P null=- -P footer=off "$@"; }
show() { printf '%s' "$dim"; sql -c "$1" | sed '/^$/d; s/^/  /'; printf '%s' "$off"; }
value() { sql -A -t -c "$1"; }

# What one click in Odoo sends, in a transaction like Odoo's. The answer goes into $answer, and onto the screen when it is a refusal.
click() {
    if answer=$(sql -A -t -c "BEGIN ISOLATION LEVEL REPEATABLE READ" -c "$1" -c COMMIT 2>&1); then
        printf '%s  done%s\n' "$green" "$off"
    else
        printf '%s' "$red"
        sed -E 's/^ERROR: +/  The operation cannot be completed: /; s/^(DETAIL|HINT): +/  /' <<<"$answer"
        printf '%s' "$off"
        return 1
    fi
}
must_refuse() { if click "$1"; then say "this should have been refused"; exit 1; fi; }
must_pass() { click "$1" || { say "this should have passed"; exit 1; }; }
reference() { grep -oE 'GOV/[0-9]{4}/[0-9]+' <<<"$answer" | head -1; }

if [ -z "$database" ]; then
    . tools/pg.sh
    trap pg_stop_all EXIT
    trap 'exit 130' INT TERM HUP
    echo "Building ..."
    pg_mirror "$PG_WORK/pg"
    if ! { make -s -j"$(nproc)" && make -s install; } >"$PG_WORK/build.out" 2>&1; then
        cat "$PG_WORK/build.out"
        exit 1
    fi
    pg_start server
fi
createdb "${database:-odoo}"
sql -v v="$version" -f test/fixtures/odoo.sql >/dev/null

chapter "Halvorsen Supply, a small distributor on Odoo $version"
say "This is our own Odoo-shaped database on a private PostgreSQL $(value 'SHOW server_version'). Carla is a clerk, Sven a supervisor"
say "(Inventory / Administrator). What they click in Odoo is sent to PostgreSQL as Odoo would send it."

chapter "The DBA: CREATE EXTENSION inventory_gov"
sql -c "CREATE EXTENSION inventory_gov"
show "SELECT name, control, limits, enforcement, state FROM inventory_gov.policies ORDER BY 1"
say "It attached itself to Odoo's tables. Its starter policies only watch (shadow) until somebody says otherwise:"
sql -c "SELECT inventory_gov.activate_starter_set()" >/dev/null
show "SELECT name, state FROM inventory_gov.policies ORDER BY 1"

chapter "07:30  A good receipt"
say "WH/IN/00002: 1000 label rolls were ordered, 1000 came. Carla validates."
must_pass "SELECT odoo_sim.enter(odoo_sim.open_move(2), 1000, 8)"
must_pass "SELECT odoo_sim.validate(2, 8)"
say "Nothing to see, nothing to wait for."

chapter "08:10  Too much came"
say "WH/IN/00001: 100 barcode scanners were ordered, the truck holds 130. Carla types 130 and validates."
must_pass "SELECT odoo_sim.enter(odoo_sim.open_move(1), 130, 8)"
must_refuse "SELECT odoo_sim.validate(1, 8)"
receipt=$(reference)
say "Odoo shows her this text in a dialog. Nothing of the receipt happened, but the request is on record:"
show "SELECT reference, state, requester, title FROM inventory_gov.requests ORDER BY 1"

chapter "08:12  Carla approves it herself"
must_refuse "SELECT inventory_gov.approve('$receipt', 'all fine', 8)"

chapter "08:20  Sven approves"
must_pass "SELECT inventory_gov.approve('$receipt', 'Supplier confirmed the 30 by phone, same price', 9)"
say "Carla validates again:"
must_pass "SELECT odoo_sim.validate(1, 8)"
show "SELECT 'WH/Stock' AS place, sum(quantity)::integer AS scanners FROM stock_quant WHERE product_id = 1 AND location_id = 8"

chapter "11:45  A count far from the books"
say "Shelf A: 50 scanners in the books, 20 counted. Carla applies the count."
must_pass "SELECT odoo_sim.enter_count(1, 20, 20, 8)"
must_refuse "SELECT odoo_sim.apply_count(ARRAY[(SELECT id FROM stock_quant WHERE product_id = 1 AND location_id = 20)], 8)"
say "She counts again, finds the other box and types 50:"
must_pass "SELECT odoo_sim.count(1, 20, 50, 8)"

chapter "13:30  A difference that is worth money"
say "The DBA gives adjustments two tiers: Sven's group first; above 1000 in value Carla's manager's manager, within 8 working hours."
sql -c "SELECT inventory_gov.change_policy(id, note_required => true, levels => '[{\"tier\": 1, \"approver\": \"group:stock.group_stock_manager\"},
        {\"tier\": 2, \"above_value\": 1000, \"approver\": \"manager:2\", \"sla_hours\": 8}]') FROM inventory_gov.policy WHERE name = 'Adjustments: approval'" >/dev/null
say "Shelf A again: 50 scanners in the books, 20 counted, and this time there is no other box."
must_pass "SELECT odoo_sim.enter_count(1, 20, 20, 8)"
count="SELECT odoo_sim.apply_count(ARRAY[(SELECT id FROM stock_quant WHERE product_id = 1 AND location_id = 20)], 8)"
must_refuse "$count"
shortage=$(reference)
say "Whoever has to decide finds an activity on the product in Odoo. The desk, a background worker, has put it there:"
for _ in $(seq 100); do
    [ "$(value "SELECT count(*) FROM inventory_gov.notices WHERE request = '$shortage' AND state = 'delivered'")" = 0 ] || break
    sleep 0.1
done
show "SELECT p.name AS for, a.summary, a.date_deadline IS NOT NULL AS dated FROM mail_activity a JOIN res_users u ON u.id = a.user_id JOIN res_partner p ON p.id = u.partner_id WHERE a.summary LIKE '%$shortage%' ORDER BY 1"
say "So much missing takes a reason, too. Carla gives it on the request: a code of the company's list, and what she knows:"
must_pass "SELECT inventory_gov.give_reason('$shortage', 'LOST', 'Not on the shelf, nor on the ones beside it', 8)"
say "Sven approves without a word, and then with one:"
must_refuse "SELECT inventory_gov.approve('$shortage', NULL, 9)"
must_pass "SELECT inventory_gov.approve('$shortage', 'Searched the aisle with Carla, they are gone', 9)"
show "SELECT reference, state, tier, tiers, waiting_for FROM inventory_gov.requests WHERE reference = '$shortage'"
say "Dilys, two levels up, lets it through, and Carla applies the count:"
must_pass "SELECT inventory_gov.approve('$shortage', 'Report it to the insurance', 10)"
must_pass "$count"
show "SELECT to_char(at, 'HH24:MI:SS') AS at, what, user_name AS who, detail FROM inventory_gov.request_history WHERE reference = '$shortage' ORDER BY at"

chapter "16:30  What the day left behind"
say "Violations - never changed, never deleted:"
show "SELECT to_char(recorded_at, 'HH24:MI:SS') AS at, outcome, control, measure, measured, limit_value AS \"limit\", actor, product, request FROM inventory_gov.violations ORDER BY recorded_at"
say "Requests:"
show "SELECT reference, state, requester, attempts, decided_by, decision_note AS note FROM inventory_gov.requests ORDER BY 1"
say "And why the scanners were allowed in:"
show "SELECT policy, state, governs, limit_name, measured, limit_value AS \"limit\", outcome, reason FROM inventory_gov.explain('stock.move', 1)"

chapter "On your own database"
say "./demo postgresql://user@host/database asks it a few read-only questions, and goes on only when you say so."
