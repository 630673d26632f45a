-- over_shipment and backorder_cancel on Odoo :v. 200 of product 1 at 120 in Stock, 1000 of product 2 at 2.50. Every trial is undone.
\set ECHO none
\ir shipping.sql
\echo -- over_shipment: both sides of every limit
SELECT gt.only('over_shipment', '{"over_pct": 10}') \g /dev/null
SELECT 'as ordered', gt.trial('SELECT gt.ship(gt.sold(1, 20), 20)');
SELECT 'pct 22 of 20', gt.trial('SELECT gt.ship(gt.sold(1, 20), 22)');
SELECT 'pct 22.01 of 20', gt.trial('SELECT gt.ship(gt.sold(1, 20), 22.01)');
SELECT gt.only('over_shipment', '{"over_qty": 2}') \g /dev/null
SELECT 'qty 22 of 20', gt.trial('SELECT gt.ship(gt.sold(1, 20), 22)'), gt.trial('SELECT gt.ship(gt.sold(1, 20), 22.01)');
SELECT 'qty, less than a step of the unit', gt.trial('SELECT gt.ship(gt.sold(1, 20), 22.004)');
SELECT gt.only('over_shipment', '{"over_value": 240}') \g /dev/null
SELECT 'value at cost', gt.trial('SELECT gt.ship(gt.sold(1, 20), 22)'), gt.trial('SELECT gt.ship(gt.sold(1, 20), 22.01)');
SELECT 'without a cost', gt.trial('SELECT gt.ship(gt.sold(8, 20), 2000)');
SELECT gt.only('over_shipment', '{"over_qty": 0}') \g /dev/null
SELECT 'zero means zero', gt.trial('SELECT gt.ship(gt.sold(1, 20), 20)'), gt.trial('SELECT gt.ship(gt.sold(1, 20), 20.01)');

\echo -- cumulative, net of returns, in any unit
SELECT 'in parts', gt.trial('SELECT gt.ship(l, 8), gt.ship(l, 12) FROM gt.sold(1, 20) l'), gt.trial('SELECT gt.ship(l, 8), gt.ship(l, 13) FROM gt.sold(1, 20) l');
SELECT 'sent again after a return', gt.trial($$SELECT odoo_sim.return_from_customer(gt.ship(l, 20), 5, 8), gt.go(gt.by_hand(2, 8, 5, '{1}', 5, '{}', jsonb_build_object('sale_line_id', l))) FROM gt.sold(1, 20) l$$),
    gt.trial($$SELECT odoo_sim.return_from_customer(gt.ship(l, 20), 5, 8), gt.go(gt.by_hand(2, 8, 5, '{1}', 6, '{}', jsonb_build_object('sale_line_id', l))) FROM gt.sold(1, 20) l$$);
SELECT 'and the return made less afterwards', gt.trial($t$DO $x$ DECLARE l integer := gt.sold(1, 20); r integer; BEGIN r := odoo_sim.return_from_customer(gt.ship(l, 20), 5, 8);
    PERFORM gt.go(gt.by_hand(2, 8, 5, '{1}', 5, '{}', jsonb_build_object('sale_line_id', l))); PERFORM odoo_sim.edit_done(r, 3, 8); END $x$$t$);
SELECT 'corrected upwards', gt.trial('SELECT odoo_sim.edit_done(gt.ship(gt.sold(1, 20), 20), 21, 8)'), gt.trial('SELECT odoo_sim.edit_done(gt.ship(gt.sold(1, 20), 15), 20, 8)');
SELECT 'two moves of one line in one statement', gt.trial($t$DO $x$ DECLARE l integer := gt.sold(1, 20); k integer := gt.picking(gt.open_of(l)); BEGIN
    PERFORM odoo_sim.new_moves(k, jsonb_build_array(jsonb_build_object('product_id', 1, 'product_uom_qty', 3, 'sale_line_id', l)), 8); PERFORM gt.go(k); END $x$$t$);
CREATE FUNCTION gt.sold_in_dozens(qty numeric) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    l integer := gt.sold(1, qty * 12);
BEGIN
    EXECUTE format('UPDATE sale_order_line SET product_uom_qty = %s, %I = 2 WHERE id = %s', qty, CASE odoo_sim.v() WHEN 19 THEN 'product_uom_id' ELSE 'product_uom' END, l);
    RETURN l;
END $$;
SELECT 'two dozens ordered, moved in units', gt.trial('SELECT gt.ship(gt.sold_in_dozens(2), 24)'), gt.trial('SELECT gt.ship(gt.sold_in_dozens(2), 25)');
SELECT 'entered in dozens', gt.trial('SELECT gt.ship(gt.sold(1, 24), 2, true, 2)'), gt.trial('SELECT gt.ship(gt.sold(1, 23), 2, true, 2)');

\echo -- what is none of its business
SELECT 'no sale line', gt.trial($$SELECT gt.go(gt.by_hand(2, 8, 5, '{1,2}', 500))$$);
SELECT 'another product on the line, as of a kit', gt.trial($$SELECT gt.go(gt.by_hand(2, 8, 5, '{2}', 500, '{}', jsonb_build_object('sale_line_id', gt.sold(1, 20))))$$);
SELECT 'a line of nothing, as Odoo makes for goods nobody ordered', gt.trial($t$DO $x$ DECLARE l integer := gt.sold(1, 20); BEGIN UPDATE sale_order_line SET product_uom_qty = 0 WHERE id = l; PERFORM gt.ship(l, 20); END $x$$t$);
SELECT 'a first step, to the output', gt.trial($$SELECT gt.go(gt.by_hand(5, 8, 9, '{1}', 30, '{}', jsonb_build_object('sale_line_id', gt.sold(1, 20))))$$);
SELECT 'a dropshipment counts', gt.trial($$SELECT gt.go(gt.by_hand(1, 4, 5, '{1}', 20, '{}', jsonb_build_object('sale_line_id', gt.sold(1, 20))))$$),
    gt.trial($$SELECT gt.go(gt.by_hand(1, 4, 5, '{1}', 21, '{}', jsonb_build_object('sale_line_id', gt.sold(1, 20))))$$);
SELECT 'less than before', gt.trial('SELECT odoo_sim.edit_done(gt.ship(gt.sold(1, 20), 20), 10, 8)');
SELECT gt.only('over_shipment', '{"over_qty": 0}', 'approve', '{"partner": 31}') \g /dev/null
SELECT 'a policy of another customer', gt.trial('SELECT gt.ship(gt.sold(1, 20), 22)');
SELECT gt.only('over_shipment', '{"over_qty": 0}', 'approve', '{"partner": 30, "category": 3}') \g /dev/null
SELECT 'of this one and the product''s category', gt.trial('SELECT gt.ship(gt.sold(1, 20), 22)');

\echo -- refused, asked for, approved, done
SELECT max(id) AS before FROM inventory_gov.request \gset
SELECT gt.only('over_shipment', '{"over_qty": 1, "over_value": 50}') \g /dev/null
SELECT gt.sold(1, 20) AS line \gset
SELECT gt.attempt(format('SELECT gt.ship(%s, 25)', :line));
SELECT state, title, document, model, product_id, requester_id FROM inventory_gov.request WHERE id > :before ORDER BY id;
SELECT control, deviation_qty, deviation_value, unit, expected_qty, actual_qty, measure, measured, limit_value, subject, partner FROM inventory_gov.request_lines ORDER BY id DESC LIMIT 1;
SELECT inventory_gov.line_text(l, lang) FROM inventory_gov.request_line l, unnest(ARRAY['fr', 'de', 'es', 'nl']) lang WHERE l.request_id = :before + 1 ORDER BY lang;
SELECT inventory_gov.approve((SELECT reference FROM inventory_gov.request WHERE id = :before + 1), 'the customer agrees', 9);
SELECT 'more than approved', gt.trial(format('SELECT gt.ship(%s, 26)', :line));
SELECT 'as approved', gt.attempt(format('SELECT gt.ship(%s, 25)', :line));
SELECT gt.open_of(gt.sold(1, 20)) AS entered \gset
SELECT odoo_sim.enter(:entered, 23, 8);
SELECT limit_name, measured, limit_value, outcome, way_out FROM inventory_gov.explain('stock.move', :entered) WHERE control = 'over_shipment' ORDER BY limit_name;

\echo -- backorder_cancel: both sides of every limit; 40 ordered, 30 delivered, the rest given up
CREATE FUNCTION gt.give_up(ordered numeric, delivered numeric, product integer DEFAULT 1) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    l integer := gt.sold(product, ordered);
BEGIN
    PERFORM gt.ship(l, delivered);
    PERFORM odoo_sim.cancel_backorder(gt.picking(gt.open_of(l)), 8);
END $$;
SELECT gt.only('backorder_cancel', '{"pct": 25}') \g /dev/null
SELECT 'pct 10 of 40', gt.trial('SELECT gt.give_up(40, 30)'), gt.trial('SELECT gt.give_up(40, 29.99)');
SELECT 'closed at once', gt.trial('SELECT gt.ship(gt.sold(1, 40), 30, false)'), gt.trial('SELECT gt.ship(gt.sold(1, 40), 29.99, false)');
SELECT gt.only('backorder_cancel', '{"qty": 10}') \g /dev/null
SELECT 'qty', gt.trial('SELECT gt.give_up(40, 30)'), gt.trial('SELECT gt.give_up(40, 29.99)'), gt.trial('SELECT gt.ship(gt.sold(1, 40), 30, false)'), gt.trial('SELECT gt.ship(gt.sold(1, 40), 29.99, false)');
SELECT gt.only('backorder_cancel', '{"value": 1200}') \g /dev/null
SELECT 'value at cost', gt.trial('SELECT gt.give_up(40, 30)'), gt.trial('SELECT gt.give_up(40, 29.99)'), gt.trial('SELECT gt.give_up(4000, 1, 8)');

\echo -- what is a remainder, and what is none
SELECT gt.only('backorder_cancel', '{"qty": 0}') \g /dev/null
SELECT 'delivered whole', gt.trial('SELECT gt.ship(gt.sold(1, 40), 40, false)');
SELECT 'the rest is kept', gt.trial('SELECT gt.ship(gt.sold(1, 40), 30)');
SELECT 'more than ordered', gt.trial('SELECT gt.ship(gt.sold(1, 40), 45)');
SELECT 'the whole order cancelled', gt.trial('SELECT odoo_sim.cancel_backorder(gt.picking(gt.open_of(gt.sold(1, 40))), 8)');
SELECT 'its line lowered to what was delivered', gt.trial($t$DO $x$ DECLARE l integer := gt.sold(1, 40); BEGIN PERFORM gt.ship(l, 30); UPDATE sale_order_line SET product_uom_qty = 30 WHERE id = l;
    UPDATE stock_move SET product_uom_qty = 0, state = 'cancel' WHERE id = gt.open_of(l); END $x$$t$);
SELECT 'lowered by less than is cancelled', gt.trial($t$DO $x$ DECLARE l integer := gt.sold(1, 40); BEGIN PERFORM gt.ship(l, 30); UPDATE sale_order_line SET product_uom_qty = 34 WHERE id = l;
    PERFORM odoo_sim.cancel_backorder(gt.picking(gt.open_of(l)), 8); END $x$$t$);
SELECT 'another delivery of the line still waits', gt.trial($t$DO $x$ DECLARE l integer := gt.sold(1, 40); BEGIN PERFORM gt.ship(l, 30); PERFORM gt.by_hand(2, 8, 5, '{1}', 10, '{}', jsonb_build_object('sale_line_id', l));
    PERFORM odoo_sim.cancel_backorder(gt.picking((SELECT min(id) FROM stock_move WHERE sale_line_id = l AND state = 'assigned')), 8); END $x$$t$);
SELECT 'a done quantity corrected', gt.trial('SELECT odoo_sim.edit_done(gt.ship(gt.sold(1, 40), 40), 30, 8)');
SELECT 'a return cancelled', gt.trial($$SELECT odoo_sim.cancel_backorder(gt.by_hand(1, 5, 8, '{1}', 5, '{}', jsonb_build_object('sale_line_id', l)), 8) FROM (SELECT gt.sold(1, 40) AS l) x WHERE gt.ship(l, 30) IS NOT NULL$$);
SELECT 'the other line of a transfer, nothing entered', gt.trial($t$DO $x$ DECLARE l integer := gt.sold(1, 40); k integer := gt.picking(gt.open_of(l)); l2 integer; BEGIN
    l2 := (odoo_sim.create('sale_order_line', jsonb_build_array(jsonb_build_object('name', 'x', 'product_id', 2, 'product_uom_qty', 7, 'price_unit', 4, 'product_uom', 1, 'product_uom_id', 1,
        'order_id', (SELECT order_id FROM sale_order_line WHERE id = l))), 2))[1];
    PERFORM odoo_sim.new_moves(k, jsonb_build_array(jsonb_build_object('product_id', 2, 'product_uom_qty', 7, 'sale_line_id', l2)), 8);
    PERFORM gt.enter_all(k, '{40}'); PERFORM odoo_sim.write('stock_move', ARRAY[gt.open_of(l2)], '{"quantity": 0}', 8); PERFORM odoo_sim.validate(k, 8, false); END $x$$t$);
SELECT 'cancelled first, delivered beside it later', gt.trial($t$DO $x$ DECLARE l integer := gt.sold(1, 40); k integer := gt.picking(gt.open_of(l)); m integer; BEGIN
    m := (odoo_sim.new_moves(k, jsonb_build_array(jsonb_build_object('product_id', 1, 'product_uom_qty', 5, 'sale_line_id', l)), 8))[1]; UPDATE sale_order_line SET product_uom_qty = 45 WHERE id = l;
    UPDATE stock_move SET state = 'cancel' WHERE id = m; PERFORM gt.ship(l, 40); END $x$$t$);
SELECT 'and where that is undone', gt.trial($t$DO $x$ DECLARE l integer := gt.sold(1, 40); k integer := gt.picking(gt.open_of(l)); m integer; BEGIN
    m := (odoo_sim.new_moves(k, jsonb_build_array(jsonb_build_object('product_id', 1, 'product_uom_qty', 5, 'sale_line_id', l)), 8))[1]; UPDATE sale_order_line SET product_uom_qty = 45 WHERE id = l;
    BEGIN UPDATE stock_move SET state = 'cancel' WHERE id = m; RAISE EXCEPTION 'undo'; EXCEPTION WHEN raise_exception THEN NULL; END; PERFORM odoo_sim.enter(m - 1, 40, 8);
    PERFORM odoo_sim.write('stock_move', ARRAY[m - 1], '{"state": "done"}', 8); END $x$$t$);

\echo -- transfers without a sale line
SELECT 'closed at once', gt.trial($t$DO $x$ DECLARE k integer := gt.by_hand(2, 8, 5, '{1}', 10); BEGIN PERFORM gt.enter_all(k, '{8}'); PERFORM odoo_sim.validate(k, 8, false); END $x$$t$);
SELECT 'its backorder cancelled', gt.trial($t$DO $x$ DECLARE k integer := gt.by_hand(2, 8, 5, '{1}', 10); BEGIN PERFORM gt.enter_all(k, '{8}'); PERFORM odoo_sim.validate(k, 8);
    PERFORM odoo_sim.cancel_backorder((SELECT max(id) FROM stock_picking WHERE backorder_id = k), 8); END $x$$t$);
SELECT 'cancelled whole', gt.trial($$SELECT odoo_sim.cancel_backorder(gt.by_hand(2, 8, 5, '{1}', 10), 8)$$);
SELECT 'within the warehouse', gt.trial($t$DO $x$ DECLARE k integer := gt.by_hand(5, 8, 20, '{1}', 10); BEGIN PERFORM gt.enter_all(k, '{8}'); PERFORM odoo_sim.validate(k, 8, false); END $x$$t$);
SELECT 'one of its goods cancelled first, another delivered beside it later', gt.trial($t$DO $x$ DECLARE k integer := gt.by_hand(2, 8, 5, '{1,2}', 10); BEGIN
    UPDATE stock_move SET state = 'cancel' WHERE picking_id = k AND product_id = 1; PERFORM gt.go(gt.by_hand(2, 8, 5, '{2}', 3)); PERFORM odoo_sim.enter(id, 10, 8) FROM stock_move WHERE picking_id = k AND product_id = 2;
    PERFORM odoo_sim.validate(k, 8); END $x$$t$);
SELECT 'parts of a kit on the order', gt.trial($t$DO $x$ DECLARE k integer := gt.by_hand(2, 8, 5, '{2}', 10, '{}', jsonb_build_object('sale_line_id', gt.sold(1, 20))); BEGIN PERFORM gt.enter_all(k, '{8}');
    PERFORM odoo_sim.validate(k, 8, false); END $x$$t$);

\echo -- what waits is asked again where its own order is delivered, not by each delivery
CREATE FUNCTION gt.reads_of_orders() RETURNS bigint LANGUAGE sql AS $$SELECT seq_scan + COALESCE(idx_scan, 0) FROM pg_stat_xact_user_tables WHERE relname = 'sale_order'$$;
SELECT gt.sold(1, 40) AS line, gt.open_of(gt.sold(2, 3)) AS other \gset
SELECT gt.by_hand(2, 8, 5, '{2}', 3) AS first, gt.by_hand(2, 8, 5, '{2}', 3) AS second \gset
BEGIN;
UPDATE stock_move SET state = 'cancel' WHERE sale_line_id = :line;
SELECT gt.reads_of_orders() AS reads \gset
SELECT gt.go(:first), gt.go(:second), gt.go(gt.picking(:other)) \g /dev/null
SELECT 'reads', :reads > 0 AS before, gt.reads_of_orders() - :reads;
ROLLBACK;

\echo -- refused, asked for, approved, done; the attempt is another move each time on 16
SELECT max(id) AS before FROM inventory_gov.request \gset
SELECT gt.only('backorder_cancel', '{"value": 500}') \g /dev/null
SELECT gt.sold(1, 40) AS line \gset
SELECT gt.attempt(format('SELECT gt.ship(%s, 30, false)', :line));
SELECT state, title, document, model, product_id, requester_id FROM inventory_gov.request WHERE id > :before ORDER BY id;
SELECT control, deviation_qty, deviation_value, unit, expected_qty, actual_qty, measure, measured, limit_value, subject, partner FROM inventory_gov.request_lines ORDER BY id DESC LIMIT 1;
SELECT inventory_gov.line_text(l, lang) FROM inventory_gov.request_line l, unnest(ARRAY['fr', 'de', 'es', 'nl']) lang WHERE l.request_id = :before + 1 ORDER BY lang;
SELECT inventory_gov.approve((SELECT reference FROM inventory_gov.request WHERE id = :before + 1), 'out of stock', 9);
SELECT 'more than approved', gt.trial(format('SELECT gt.ship(%s, 29, false)', :line));
SELECT 'as approved', gt.attempt(format('SELECT gt.ship(%s, 30, false)', :line));
\ir end.sql
