-- Who may approve what he tried himself, how long a grant lives, what a refusal advises, and what is no deviation (Odoo 17).
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 17
\set db regress_duties
\set ECHO none
\set file :abs_srcdir '/sql/include/begin.sql'
\i :file
SELECT gt.only('receipt_tolerance', '{"over_pct": 5, "over_value": 200}') \g /dev/null

\echo -- the advice is the tightest of all limits broken: 200 in value are 1.6667 of 120
SELECT gt.attempt('SELECT odoo_sim.receive(1, 130, 8)');
\echo -- a supervisor who tried it too cannot approve it, a director can
SELECT split_part(gt.attempt('SELECT odoo_sim.receive(1, 130, 9)'), ' ', 1);
SELECT gt.attempt(format('SELECT inventory_gov.approve(%L, NULL, 9)', reference)) FROM inventory_gov.requests;
SELECT inventory_gov.approve(reference, NULL, 10) FROM inventory_gov.requests;
\echo -- the grant is valid from its approval on, as long as the request was
SELECT expires_at - decided_at BETWEEN interval '3 days' - interval '5 minutes' AND interval '3 days' FROM inventory_gov.requests;
SELECT gt.attempt('SELECT odoo_sim.receive(1, 130, 9)');

\echo -- what was let through names the request whose approval did it
SELECT outcome, gt.mask(request), actor_id, measure FROM inventory_gov.violations ORDER BY id;

\echo -- a kit: its move is gone, its components bear its line
SELECT gt.only('receipt_tolerance', '{"over_pct": 0, "under_pct": 0}') \g /dev/null
SELECT gt.trial('SELECT odoo_sim.new_purchase(20, 1, 10, 120) AS l INTO TEMP n; UPDATE stock_move SET product_id = 2 FROM n WHERE purchase_line_id = l;
    UPDATE stock_move SET state = ''done'', quantity = 40 FROM n WHERE purchase_line_id = l; DROP TABLE n');
\echo -- the same move of the product itself
SELECT gt.trial('SELECT odoo_sim.new_purchase(20, 1, 10, 120) AS l INTO TEMP n;
    UPDATE stock_move SET state = ''done'', quantity = 40 FROM n WHERE purchase_line_id = l; DROP TABLE n');

\echo -- found stock is judged by value where it has one, by percent where it has none
SELECT gt.only('adjustment_limit', '{"pct": 10, "value": 500}') \g /dev/null
SELECT 'worth 9 each', gt.trial('SELECT odoo_sim.count(9, 21, 55, 9)');
SELECT 'worth 9 each', gt.trial('SELECT odoo_sim.count(9, 21, 56, 9)');
SELECT 'without cost', gt.trial('SELECT odoo_sim.count(8, 21, 10000, 9)');
\echo -- groups are known by the name that refusals show
SELECT gt.only('receipt_tolerance', '{"over_pct": 5}', scope => '{"group": "Inventory / User"}') \g /dev/null
SELECT scope_ids FROM inventory_gov.policies WHERE state = 'active';
\set file :abs_srcdir '/sql/include/end.sql'
\i :file
