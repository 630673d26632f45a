-- explain(): the same facts and the same decision, without an effect.
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 17
\set db regress_explain
\set file :abs_srcdir '/sql/include/begin.sql'
\set ECHO none
\i :file
UPDATE inventory_gov.policy SET state = 'retired';
SELECT inventory_gov.create_policy('receipt_tolerance', 'All', '{"over_pct": 10, "under_pct": 20}', state => 'active'),
       inventory_gov.create_policy('receipt_tolerance', 'All, note', '{"over_pct": 5}', '{}', 'flag', 'active'),
       inventory_gov.create_policy('receipt_tolerance', 'Scanners', '{"over_qty": 5}', '{"category": "Scanners"}', 'block', 'active'),
       inventory_gov.create_policy('receipt_tolerance', 'Others', '{"over_pct": 1}', '{"product": "LR-1"}', 'approve', 'active'),
       inventory_gov.create_policy('receipt_tolerance', 'Planned', '{"over_pct": 2}', '{"product": "SC-1"}', 'approve', 'shadow', 'Directors'),
       inventory_gov.create_policy('receipt_tolerance', 'Idea', '{"over_pct": 0}', '{}', 'block', 'draft'),
       inventory_gov.create_policy('adjustment_limit', 'Counts', '{"pct": 10, "gain_value": 1000, "document_value": 5000}', state => 'active'),
       inventory_gov.create_policy('adjustment_limit', 'Counts of clerks', '{"loss_qty": 3}', '{"group": "stock.group_stock_user"}', 'approve', 'active') \g /dev/null
CREATE FUNCTION gt.why(model text, id integer) RETURNS SETOF text LANGUAGE sql AS $$
    SELECT concat_ws(' | ', policy, state, enforcement, scope, CASE WHEN governs THEN 'governs' ELSE 'does not' END, reason, limit_name, round(measured::numeric, 4), limit_value, outcome, approvers, way_out)
      FROM inventory_gov.explain(model, id) WITH ORDINALITY ORDER BY ordinality
$$;
\set ECHO all

-- A receipt that waits: as if it were done with what is entered. (17: the reservation is entered.)
SELECT * FROM gt.why('stock.move', 1);
BEGIN;
SELECT odoo_sim.enter(1, 112, 8) \g /dev/null
SELECT * FROM gt.why('stock.move', 1);
ROLLBACK;
BEGIN;
SELECT odoo_sim.enter(1, 60, 8) \g /dev/null
SELECT * FROM gt.why('stock.move', 1);
ROLLBACK;
-- Other receipts of the line count.
BEGIN;
SELECT odoo_sim.receive(1, 90, 8) \g /dev/null
SELECT odoo_sim.enter(odoo_sim.open_move(1), 20.01, 8) \g /dev/null
SELECT * FROM gt.why('stock.move', odoo_sim.open_move(1)) WHERE why LIKE 'All |%over_pct%';
ROLLBACK;
-- A receipt that is done.
BEGIN;
UPDATE inventory_gov.policy SET state = 'shadow' WHERE state = 'active' AND enforcement <> 'flag';
SELECT odoo_sim.receive(1, 112, 8) \g /dev/null
UPDATE inventory_gov.policy SET state = 'active' WHERE state = 'shadow' AND name <> 'Planned';
SELECT * FROM gt.why('stock.move', 1) WHERE why LIKE '%over%';
ROLLBACK;
SELECT odoo_sim.receive(1, 101, 8) \g /dev/null
SELECT * FROM gt.why('stock.move', 1) WHERE why LIKE '%over%';

-- What concerns no control has no rows.
SELECT odoo_sim.deliver(1, 5, 8) AS m \gset
SELECT count(*) FROM inventory_gov.explain('stock.move', :m);

-- A count that is entered, not applied.
SELECT odoo_sim.enter_count(1, 8, 150, 8) AS q \gset
SELECT * FROM gt.why('stock.quant', :q);
SELECT odoo_sim.enter_count(1, 20, 52, 9) AS q2 \gset
SELECT * FROM gt.why('stock.quant', :q2);
-- Nothing entered: no difference.
SELECT id AS q3 FROM stock_quant WHERE product_id = 2 AND location_id = 8 \gset
SELECT count(*), count(*) FILTER (WHERE outcome NOT IN ('passes', 'does not govern this', 'judged with all lines applied together')) FROM inventory_gov.explain('stock.quant', :q3);
-- A place where nothing was.
SELECT odoo_sim.enter_count(9, 8, 4, 8) AS q4 \gset
SELECT * FROM gt.why('stock.quant', :q4);

-- An applied count: its deviation from the books without it.
UPDATE inventory_gov.policy SET enforcement = 'flag' WHERE control = 'adjustment_limit';
SELECT (odoo_sim.apply_count(ARRAY[:q], 8))[1] AS m \gset
SELECT * FROM gt.why('stock.move', :m);

-- What explain() says is what happens.
SELECT count(*) FROM inventory_gov.violation WHERE outcome = 'flagged' AND model = 'stock.move' AND record_id = :m;

-- It does not know everything, and changes nothing.
SELECT gt.attempt('SELECT inventory_gov.explain(''stock.move'', 999999)');
SELECT gt.attempt('SELECT inventory_gov.explain(''stock.quant'', 999999)');
SELECT gt.attempt('SELECT inventory_gov.explain(''stock.picking'', 1)');
SELECT gt.attempt('SELECT inventory_gov.explain('''', 1)');
SELECT count(*) FROM inventory_gov.explain(NULL, 1);
SELECT count(*) FROM inventory_gov.explain('stock.move', NULL);
BEGIN READ ONLY;
SELECT count(*) > 0 FROM inventory_gov.explain('stock.move', 1);
SELECT count(*) > 0 FROM inventory_gov.explain('stock.quant', :q4);
COMMIT;
SELECT count(*) FROM inventory_gov.request;

-- No policy, no rows.
BEGIN;
UPDATE inventory_gov.policy SET state = 'retired';
SELECT count(*) FROM inventory_gov.explain('stock.move', 1);
ROLLBACK;
\set ECHO none
\set file :abs_srcdir '/sql/include/end.sql'
\i :file
