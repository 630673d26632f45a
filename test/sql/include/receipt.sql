-- receipt_tolerance on Odoo :v. Every trial is a transaction of its own and is undone.
\set ECHO none
\ir begin.sql

\echo -- over: equal to the limit passes, one step of rounding beyond it does not
SELECT gt.only('receipt_tolerance', '{"over_pct": 10}') \g /dev/null
SELECT 'over_pct 110', gt.trial('SELECT odoo_sim.receive(1, 110, 8)');
SELECT 'over_pct 110.01', gt.trial('SELECT odoo_sim.receive(1, 110.01, 8)');
SELECT 'over_pct has nothing against too little', gt.trial('SELECT odoo_sim.receive(1, 10, 8, false)');
SELECT gt.only('receipt_tolerance', '{"over_qty": 5}') \g /dev/null
SELECT 'over_qty 105', gt.trial('SELECT odoo_sim.receive(1, 105, 8)');
SELECT 'over_qty 105.01', gt.trial('SELECT odoo_sim.receive(1, 105.01, 8)');
SELECT gt.only('receipt_tolerance', '{"over_value": 600}') \g /dev/null
SELECT 'over_value 105', gt.trial('SELECT odoo_sim.receive(1, 105, 8)');
SELECT 'over_value 105.01', gt.trial('SELECT odoo_sim.receive(1, 105.01, 8)');

\echo -- under: when the line is closed short
SELECT gt.only('receipt_tolerance', '{"under_pct": 10}') \g /dev/null
SELECT 'under_pct 90', gt.trial('SELECT odoo_sim.receive(1, 90, 8, false)');
SELECT 'under_pct 89.99', gt.trial('SELECT odoo_sim.receive(1, 89.99, 8, false)');
SELECT 'under_pct 50 with a backorder', gt.trial('SELECT odoo_sim.receive(1, 50, 8)');
SELECT 'under_pct has nothing against too much', gt.trial('SELECT odoo_sim.receive(1, 500, 8)');
SELECT gt.only('receipt_tolerance', '{"under_qty": 5}') \g /dev/null
SELECT 'under_qty 95', gt.trial('SELECT odoo_sim.receive(1, 95, 8, false)');
SELECT 'under_qty 94.99', gt.trial('SELECT odoo_sim.receive(1, 94.99, 8, false)');
SELECT gt.only('receipt_tolerance', '{"under_value": 600}') \g /dev/null
SELECT 'under_value 95', gt.trial('SELECT odoo_sim.receive(1, 95, 8, false)');
SELECT 'under_value 94.99', gt.trial('SELECT odoo_sim.receive(1, 94.99, 8, false)');

\echo -- a breach of one limit is a breach, whichever it is
SELECT gt.only('receipt_tolerance', '{"over_pct": 50, "over_qty": 100, "over_value": 10}') \g /dev/null
SELECT 'by value alone', gt.trial('SELECT odoo_sim.receive(1, 101, 8)');

\echo -- zero means zero, with the rounding of the unit
SELECT gt.only('receipt_tolerance', '{"over_pct": 0, "under_pct": 0}') \g /dev/null
SELECT '100', gt.trial('SELECT odoo_sim.receive(1, 100, 8)');
SELECT '100.0001', gt.trial('SELECT odoo_sim.receive(1, 100.0001, 8)');
SELECT '100.004', gt.trial('SELECT odoo_sim.receive(1, 100.004, 8)');
SELECT '100.005', gt.trial('SELECT odoo_sim.receive(1, 100.005, 8)');
SELECT '100.01', gt.trial('SELECT odoo_sim.receive(1, 100.01, 8)');
SELECT '99.9999 closed', gt.trial('SELECT odoo_sim.receive(1, 99.9999, 8, false)');
SELECT '99.99 closed', gt.trial('SELECT odoo_sim.receive(1, 99.99, 8, false)');
SELECT gt.only('receipt_tolerance', '{"over_qty": 0}') \g /dev/null
SELECT 'over_qty 100.0001', gt.trial('SELECT odoo_sim.receive(1, 100.0001, 8)');
SELECT 'over_qty 100.01', gt.trial('SELECT odoo_sim.receive(1, 100.01, 8)');
SELECT gt.only('receipt_tolerance', '{"over_value": 0}') \g /dev/null
SELECT 'over_value 100.0001', gt.trial('SELECT odoo_sim.receive(1, 100.0001, 8)');
SELECT 'over_value 100.01', gt.trial('SELECT odoo_sim.receive(1, 100.01, 8)');

\echo -- units: ordered 10 dozens, 120 in the unit of the product
SELECT gt.only('receipt_tolerance', '{"over_pct": 0, "under_pct": 0}') \g /dev/null
SELECT '120 units', gt.trial('SELECT odoo_sim.receive(4, 120, 8)');
SELECT '120.01 units', gt.trial('SELECT odoo_sim.receive(4, 120.01, 8)');
SELECT '10 dozens', gt.trial('SELECT odoo_sim.receive(4, 10, 8, uom => 2)');
SELECT '11 dozens', gt.trial('SELECT odoo_sim.receive(4, 11, 8, uom => 2)');
SELECT '9 dozens closed', gt.trial('SELECT odoo_sim.receive(4, 9, 8, false, uom => 2)');
SELECT gt.only('receipt_tolerance', '{"over_qty": 12, "over_value": 100000}') \g /dev/null
SELECT '132 units', gt.trial('SELECT odoo_sim.receive(4, 132, 8)');
SELECT '132.01 units', gt.trial('SELECT odoo_sim.receive(4, 132.01, 8)');
SELECT '11 dozens', gt.trial('SELECT odoo_sim.receive(4, 11, 8, uom => 2)');
SELECT '11.01 dozens', gt.trial('SELECT odoo_sim.receive(4, 11.01, 8, uom => 2)');
-- 75 a unit
SELECT gt.only('receipt_tolerance', '{"over_value": 900}') \g /dev/null
SELECT '11 dozens by value', gt.trial('SELECT odoo_sim.receive(4, 11, 8, uom => 2)');
SELECT '11.01 dozens by value', gt.trial('SELECT odoo_sim.receive(4, 11.01, 8, uom => 2)');
SELECT gt.only('receipt_tolerance', '{"over_pct": 10}') \g /dev/null
SELECT '110 kg', gt.trial('SELECT odoo_sim.receive(5, 110, 8)');
SELECT '110010 g', gt.trial('SELECT odoo_sim.receive(5, 110010, 8, uom => 13)');
SELECT '110004 g', gt.trial('SELECT odoo_sim.receive(5, 110004, 8, uom => 13)');

\echo -- all receipts of the line together
SELECT odoo_sim.receive(1, 60, 8) \g /dev/null
SELECT '60 and 50', gt.trial('SELECT odoo_sim.receive(1, 50, 8)');
SELECT '60 and 50.01', gt.trial('SELECT odoo_sim.receive(1, 50.01, 8)');
SELECT '60, 30 and 20.01', gt.trial('SELECT odoo_sim.receive(1, 30, 8); SELECT odoo_sim.receive(1, 20.01, 8)');
SELECT '60, and 50.01 by another receipt', gt.trial('SELECT gt.receive_more(1, 50.01)');
SELECT gt.only('receipt_tolerance', '{"under_pct": 10}') \g /dev/null
SELECT '60 and 30 closed', gt.trial('SELECT odoo_sim.receive(1, 30, 8, false)');
SELECT '60 and 29.99 closed', gt.trial('SELECT odoo_sim.receive(1, 29.99, 8, false)');
SELECT '60 and 29.99 closed, but another receipt waits', gt.trial('SELECT gt.another_receipt(1, 1); SELECT odoo_sim.validate(gt.picking(m), 8, false)
    FROM (SELECT m, odoo_sim.enter(m, 29.99, 8) FROM (SELECT min(id) AS m FROM stock_move WHERE purchase_line_id = 1 AND state NOT IN (''done'', ''cancel'')) a OFFSET 0) b');

\echo -- returns are taken off
SELECT gt.only('receipt_tolerance', '{"over_pct": 10}') \g /dev/null
SELECT odoo_sim.receive(3, 55, 8) AS m \gset
SELECT '55 of 50, 15 back, 15 again', gt.trial(format('SELECT odoo_sim.return_to_supplier(%s, 15, 8); SELECT gt.receive_more(3, 15)', :m));
SELECT '55 of 50, 15 back, 15.01 again', gt.trial(format('SELECT odoo_sim.return_to_supplier(%s, 15, 8); SELECT gt.receive_more(3, 15.01)', :m));
SELECT '55 of 50, 15 back without a refund, 15 again', gt.trial(format('SELECT odoo_sim.return_to_supplier(%s, 15, 8, false); SELECT gt.receive_more(3, 15)', :m));
SELECT 'the return alone', gt.trial(format('SELECT odoo_sim.return_to_supplier(%s, 55, 8)', :m));
SELECT '15 back, 15 again, then the return is corrected to 14.99', gt.trial(format(
    'SELECT gt.receive_more(3, 15) FROM (SELECT set_config(''gt.back'', odoo_sim.return_to_supplier(%s, 15, 8)::text, true) OFFSET 0) x;'
    'SELECT odoo_sim.edit_done(current_setting(''gt.back'')::integer, 14.99, 8)', :m));
SELECT '15 back, 15 again, then the return is corrected to 15.01', gt.trial(format(
    'SELECT gt.receive_more(3, 15) FROM (SELECT set_config(''gt.back'', odoo_sim.return_to_supplier(%s, 15, 8)::text, true) OFFSET 0) x;'
    'SELECT odoo_sim.edit_done(current_setting(''gt.back'')::integer, 15.01, 8)', :m));

\echo -- a line is closed short in several ways
SELECT gt.only('receipt_tolerance', '{"under_qty": 0}') \g /dev/null
SELECT 'validated without a backorder', gt.trial('SELECT odoo_sim.receive(7, 11, 8, false)');
SELECT 'one line of many left out', gt.trial('SELECT odoo_sim.receive_many(8, ARRAY[10, 0] || array_fill(10, ARRAY[18]), 8, false)');
SELECT 'one line of many, a little of it', gt.trial('SELECT odoo_sim.receive_many(8, ARRAY[10, 1, 9.99] || array_fill(10, ARRAY[17]), 8, false)');
SELECT 'the same with a backorder', gt.trial('SELECT odoo_sim.receive_many(8, ARRAY[10, 1, 9.99] || array_fill(10, ARRAY[17]), 8)');
SELECT odoo_sim.receive(7, 11, 8) \g /dev/null
SELECT 'the backorder is cancelled', gt.trial('SELECT odoo_sim.cancel_backorder(gt.picking(odoo_sim.open_move(7)), 8)');
SELECT 'backorder and cancelled at once', gt.trial('SELECT odoo_sim.receive(2, 999, 8); SELECT odoo_sim.cancel_backorder(gt.picking(odoo_sim.open_move(2)), 8)');
SELECT 'nothing of the order had come: it is cancelled, not closed', gt.trial('SELECT odoo_sim.cancel_backorder(2, 8)');
SELECT 'twenty lines of which nothing had come', gt.trial('SELECT odoo_sim.cancel_backorder(8, 8)');
SELECT 'another line of that order had come', gt.trial(
    'SELECT odoo_sim.receive_many(8, ARRAY[10] || array_fill(0, ARRAY[19]), 8); SELECT odoo_sim.cancel_backorder(gt.picking(odoo_sim.open_move(9)), 8)');

\echo -- corrections of what is done
SELECT gt.only('receipt_tolerance', '{"over_pct": 10, "under_pct": 10}') \g /dev/null
SELECT odoo_sim.receive(5, 100, 8) AS m \gset
SELECT 'up to 110', gt.trial(format('SELECT odoo_sim.edit_done(%s, 110, 9)', :m));
SELECT 'up to 110.01', gt.trial(format('SELECT odoo_sim.edit_done(%s, 110.01, 9)', :m));
SELECT 'down to 90', gt.trial(format('SELECT odoo_sim.edit_done(%s, 90, 9)', :m));
SELECT 'down to 89.99', gt.trial(format('SELECT odoo_sim.edit_done(%s, 89.99, 9)', :m));
SELECT 'up to 111 and down again', gt.trial(format('SELECT odoo_sim.edit_done(%s, 111, 9); SELECT odoo_sim.edit_done(%s, 100, 9)', :m, :m));
UPDATE inventory_gov.policy SET state = 'shadow' WHERE state = 'active';
SELECT odoo_sim.edit_done(:m, 150, 9) \g /dev/null
UPDATE inventory_gov.policy SET state = 'active' WHERE state = 'shadow';
SELECT 'from 150 down to 140: less, though still too much', gt.trial(format('SELECT odoo_sim.edit_done(%s, 140, 9)', :m));
SELECT 'from 150 up to 150.01', gt.trial(format('SELECT odoo_sim.edit_done(%s, 150.01, 9)', :m));

\echo -- the order is changed
SELECT odoo_sim.receive(2, 600, 8) \g /dev/null
SELECT 'line decreased to what has come, before the rest is cancelled', gt.trial('UPDATE purchase_order_line SET product_qty = 600, product_uom_qty = 600 WHERE id = 2;
    SELECT odoo_sim.cancel_backorder(gt.picking(odoo_sim.open_move(2)), 8)');
SELECT 'line increased, then received', gt.trial('UPDATE purchase_order_line SET product_qty = 1100, product_uom_qty = 1100 WHERE id = 2; SELECT odoo_sim.receive(2, 610, 8)');
SELECT 'line decreased, then the old quantity received', gt.trial('UPDATE purchase_order_line SET product_qty = 900, product_uom_qty = 900 WHERE id = 2; SELECT odoo_sim.receive(2, 400, 8)');

\echo -- the negative move of a decrease, for a moment
SELECT 'created, cancelled and deleted', gt.trial('SELECT odoo_sim.write(''stock_move'', n, ''{"state": "cancel"}'', 8) FROM (SELECT ARRAY[gt.another_receipt(2, -400)] AS n OFFSET 0) x');

\echo -- moves that are born done
SELECT 'born with too much', gt.trial(format('INSERT INTO stock_move SELECT (jsonb_populate_record(m, jsonb_build_object(''id'', 5000, ''state'', ''done'', %L, 13.5))).* FROM stock_move m WHERE id = 7', gt.qty_column()));
SELECT 'born empty, filled later', gt.trial(format('INSERT INTO stock_move SELECT (jsonb_populate_record(m, jsonb_build_object(''id'', 5000, ''state'', ''done'', %1$L, NULL))).* FROM stock_move m WHERE id = 7;
    UPDATE stock_move SET %1$I = 2.19 WHERE id = 5000; UPDATE stock_move SET %1$I = 2.21 WHERE id = 5000', gt.qty_column()));

\echo -- several moves of one line
SELECT 'in one validation, 55 in all', gt.trial('SELECT odoo_sim.new_purchase(20, 1, 50, 120) AS l INTO TEMP n; SELECT odoo_sim.enter(gt.another_receipt(l, 5, (SELECT picking_id FROM stock_move WHERE purchase_line_id = l)), 5, 8), odoo_sim.enter((SELECT min(id) FROM stock_move WHERE purchase_line_id = l), 50, 8) FROM n;
    SELECT odoo_sim.validate(picking_id, 8) FROM (SELECT DISTINCT picking_id FROM stock_move, n WHERE purchase_line_id = l) s; DROP TABLE n');
SELECT 'in one validation, 55.01 in all', gt.trial('SELECT odoo_sim.new_purchase(20, 1, 50, 120) AS l INTO TEMP n; SELECT odoo_sim.enter(gt.another_receipt(l, 5.01, (SELECT picking_id FROM stock_move WHERE purchase_line_id = l)), 5.01, 8), odoo_sim.enter((SELECT min(id) FROM stock_move WHERE purchase_line_id = l), 50, 8) FROM n;
    SELECT odoo_sim.validate(picking_id, 8) FROM (SELECT DISTINCT picking_id FROM stock_move, n WHERE purchase_line_id = l) s; DROP TABLE n');
SELECT 'in two pickings of one statement', gt.trial(format('SELECT odoo_sim.new_purchase(20, 1, 50, 120) AS l INTO TEMP n; SELECT gt.another_receipt(l, 5.01) FROM n;
    UPDATE stock_move SET %1$I = product_uom_qty, state = ''done'' FROM n WHERE purchase_line_id = l; DROP TABLE n', gt.qty_column()));

\echo -- components of a kit bear the line of the kit
SELECT 'other products', gt.trial('SELECT odoo_sim.validate(k, 8) FROM (SELECT odoo_sim.new_purchase(20, 1, 10, 120) AS l OFFSET 0) a,
    LATERAL (SELECT gt.another_receipt(l, 10) AS x OFFSET 0) b, LATERAL (SELECT gt.picking(x) AS k, odoo_sim.write(''stock_move'', ARRAY[x], ''{"product_id": 2, "product_uom_qty": 9999, "quantity": 9999, "quantity_done": 9999}'', 8) OFFSET 0) c');

\echo -- nothing ordered
SELECT 'by percent', gt.trial('SELECT odoo_sim.new_purchase(20, 1, 50, 120) AS l INTO TEMP n; UPDATE purchase_order_line SET product_qty = 0, product_uom_qty = 0 FROM n WHERE id = l; SELECT odoo_sim.receive(l, 1, 8) FROM n; DROP TABLE n');
SELECT gt.only('receipt_tolerance', '{"over_qty": 1}') \g /dev/null
SELECT 'by quantity, 1', gt.trial('SELECT odoo_sim.new_purchase(20, 1, 50, 120) AS l INTO TEMP n; UPDATE purchase_order_line SET product_qty = 0, product_uom_qty = 0 FROM n WHERE id = l; SELECT odoo_sim.receive(l, 1, 8) FROM n; DROP TABLE n');
SELECT 'by quantity, 1.01', gt.trial('SELECT odoo_sim.new_purchase(20, 1, 50, 120) AS l INTO TEMP n; UPDATE purchase_order_line SET product_qty = 0, product_uom_qty = 0 FROM n WHERE id = l; SELECT odoo_sim.receive(l, 1.01, 8) FROM n; DROP TABLE n');

\echo -- value without a price on the move: at cost
SELECT gt.only('receipt_tolerance', '{"over_value": 120}') \g /dev/null
SELECT '0.38 more at 310', gt.trial('UPDATE stock_move SET price_unit = NULL WHERE id = 6; SELECT odoo_sim.receive(6, 20.38, 8, lot => 1)');
SELECT '0.39 more, with a price of 0', gt.trial('UPDATE stock_move SET price_unit = 0 WHERE id = 6; SELECT odoo_sim.receive(6, 20.39, 8, lot => 1)');

\echo -- a remainder cancelled before anything of the order has come in the same transaction
SELECT gt.only('receipt_tolerance', '{"under_qty": 0}') \g /dev/null
SELECT odoo_sim.new_purchase(20, ARRAY[1, 3], 10, 120) AS l \gset
SELECT min(id) AS m1, max(id) AS m2 FROM stock_move WHERE purchase_line_id IN (:l, :l + 1) \gset
SELECT 'cancelled, and nothing comes', gt.trial(format('SELECT odoo_sim.write(''stock_move'', ARRAY[%s], ''{"state": "cancel"}'', 8)', :m1));
SELECT 'cancelled, then the other line comes', gt.trial(format('SELECT odoo_sim.write(''stock_move'', ARRAY[%s], ''{"state": "cancel"}'', 8); SELECT odoo_sim.write(''stock_move'', ARRAY[%s], ''{"quantity": 10, "quantity_done": 10, "state": "done"}'', 8)', :m1, :m2));
SELECT 'cancelled and undone, then the other line comes', gt.trial(format('SELECT gt.trial(''SELECT odoo_sim.write(stock_move, ARRAY[%s], {"state": "cancel"}, 8)''); SELECT odoo_sim.write(''stock_move'', ARRAY[%s], ''{"quantity": 10, "quantity_done": 10, "state": "done"}'', 8)', :m1, :m2));
SELECT 'the other line comes, then it is cancelled', gt.trial(format('SELECT odoo_sim.write(''stock_move'', ARRAY[%s], ''{"quantity": 10, "quantity_done": 10, "state": "done"}'', 8); SELECT odoo_sim.write(''stock_move'', ARRAY[%s], ''{"state": "cancel"}'', 8)', :m2, :m1));

\echo -- from the supplier straight to a customer
SELECT gt.only('receipt_tolerance', '{"over_pct": 10}') \g /dev/null
SELECT 'dropship 110', gt.trial(format('UPDATE stock_move SET location_dest_id = 5, %I = 11, state = ''done'' WHERE id = %s', gt.qty_column(), :m1));
SELECT 'dropship 110.1', gt.trial(format('UPDATE stock_move SET location_dest_id = 5, %I = 11.01, state = ''done'' WHERE id = %s', gt.qty_column(), :m1));

\echo -- a return that is corrected is judged where the goods are
SELECT gt.only('receipt_tolerance', '{"over_pct": 10}', 'approve', '{"location": 8}') \g /dev/null
SELECT odoo_sim.new_purchase(20, 1, 10, 120) AS l \gset
SELECT odoo_sim.receive(:l, 11, 8) AS m \gset
SELECT odoo_sim.return_to_supplier(:m, 5, 8) AS back \gset
SELECT gt.receive_more(:l, 5) \g /dev/null
SELECT 'by a policy of the place', gt.trial(format('SELECT odoo_sim.edit_done(%s, 4.9, 8)', :back));
SELECT 'cancelled by hand', gt.trial(format('SELECT odoo_sim.write(''stock_move'', ARRAY[%s], ''{"state": "cancel"}'', 8)', :back));

\echo -- more than 500 lines in one statement
SELECT gt.only('receipt_tolerance', '{"over_pct": 10}') \g /dev/null
SELECT odoo_sim.new_purchase(21, array_fill(2, ARRAY[600]), 10, 2.5) AS l \gset
SELECT picking_id AS k FROM stock_move WHERE purchase_line_id = :l \gset
SELECT 'as ordered', gt.trial(format('UPDATE stock_move SET %1$I = 10, state = ''done'' WHERE picking_id = %2$s', gt.qty_column(), :k));
SELECT 'two of them over', gt.trial(format('UPDATE stock_move SET %1$I = CASE WHEN purchase_line_id IN (%3$s, %3$s + 599) THEN 11.01 ELSE 11 END, state = ''done'' WHERE picking_id = %2$s', gt.qty_column(), :k, :l));

\echo -- receipts without an order, deliveries, transfers and returns from customers are none
SELECT gt.only('receipt_tolerance', '{"over_pct": 0, "under_pct": 0}') \g /dev/null
SELECT 'delivery', gt.trial('SELECT odoo_sim.deliver(1, 5, 8)');
SELECT 'return of it', gt.trial('SELECT odoo_sim.return_from_customer(odoo_sim.deliver(1, 5, 8), 2, 8)');
SELECT 'transfer', gt.trial('SELECT odoo_sim.transfer(1, 8, 21, 5, 8)');

\echo -- what the user is told
SELECT gt.only('receipt_tolerance', '{"over_pct": 10, "under_pct": 10}') \g /dev/null
UPDATE inventory_gov.policy SET name = 'Ten percent' WHERE state = 'active';
SELECT gt.attempt('SELECT odoo_sim.receive(3, 130, 8)') WHERE false;
SELECT gt.attempt('SELECT odoo_sim.receive(6, 30, 8, lot => 1)');
SELECT gt.attempt('SELECT odoo_sim.receive(4, 5, 8, false, uom => 2)');
SELECT gt.attempt('SELECT odoo_sim.receive_many(8, array_fill(12, ARRAY[20]), 8)');
UPDATE inventory_gov.policy SET enforcement = 'block' WHERE state = 'active';
SELECT gt.attempt('SELECT odoo_sim.receive(6, 30, 8, lot => 1)');
UPDATE inventory_gov.policy SET enforcement = 'flag' WHERE state = 'active';
SELECT gt.attempt('SELECT odoo_sim.receive(6, 30, 8, lot => 1)');

\echo -- many lines in one statement: side by side, others in between, in two groups, far apart
SELECT gt.only('receipt_tolerance', '{"over_pct": 10}') \g /dev/null
CREATE FUNCTION gt.receive_lines(lines integer[], too_much integer DEFAULT 0) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('UPDATE stock_move SET %I = CASE WHEN purchase_line_id = $2 THEN 12 ELSE 10 END, state = ''done'', write_uid = 8 WHERE purchase_line_id = ANY ($1)',
                   gt.qty_column()) USING lines, too_much;
END $$;
SELECT odoo_sim.new_purchase(20, array_fill(1, ARRAY[60]), 10, 120) AS l \gset
CREATE TEMP TABLE shape AS SELECT * FROM (VALUES (1, 'side by side', ARRAY[0, 1, 2, 3, 4, 5, 6, 7]), (2, 'others in between', ARRAY[0, 1, 4, 7, 8, 11]),
    (3, 'in two groups', ARRAY[0, 1, 2, 3, 4, 5, 40, 41, 42, 43, 44, 45]), (4, 'far apart', ARRAY[0, 14, 28, 42, 59])) x(ord, shape, lines);
SELECT shape, which, gt.trial(format('SELECT gt.receive_lines(%L, %s)', (SELECT array_agg(:l + i) FROM unnest(lines) i), :l + i))
  FROM shape, LATERAL (VALUES (1, 'none', -1), (2, 'the first', 0), (3, 'the last', lines[cardinality(lines)]), (4, 'one of the others', 3)) w(n, which, i)
 WHERE which <> 'one of the others' OR i = ANY (lines) ORDER BY ord, n;
SELECT 'more came of each before', gt.trial(format('SELECT gt.receive_lines(%L); SELECT gt.receive_more(%s, 2)', ARRAY[:l, :l + 1, :l + 2], :l + 1));
SELECT 'strangers have too much already', gt.trial(format('UPDATE purchase_order_line SET product_qty = 1 WHERE id = %s; SELECT gt.receive_lines(%L)', :l + 2, ARRAY[:l, :l + 1, :l + 4, :l + 5]));

\echo -- and what is recorded of it
\pset format aligned
\pset tuples_only off
\x on
SELECT outcome, control, policy_name, policy_version, enforcement, measure, measured, limit_value, unit, expected_qty, actual_qty, deviation_qty, round(deviation_pct, 4) AS deviation_pct,
       deviation_value, message, subject, model, record_id, document, picking_id, order_name, order_line_id, product_id, product_name, location_id, location_name, lot_id, partner_id,
       partner_name, company_id, warehouse_id, actor_id, actor_name, session_user_name = session_user AS session_user, application_name LIKE 'pg_regress%' AS application, backend_pid IS NOT NULL AS pid, xid IS NOT NULL AS xid
  FROM inventory_gov.violation WHERE policy_name = 'Ten percent' AND order_line_id = 6 ORDER BY id;
\x off

\echo -- one at a time at a purchase line, where an active policy limits it; one in shadow makes nobody wait
CREATE FUNCTION gt.locks() RETURNS bigint LANGUAGE sql AS $$
    SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 3 AND classid = 1 AND objid > 0 AND pid = pg_backend_pid()
$$;
SELECT odoo_sim.new_purchase(20, 1, 100, 120) AS line \gset
SELECT gt.only('receipt_tolerance', '{"over_pct": 1000}') \g /dev/null
BEGIN;
SELECT odoo_sim.receive(:line, 100, 8) \g /dev/null
SELECT 'active', gt.locks();
ROLLBACK;
UPDATE inventory_gov.policy SET state = 'shadow' WHERE state = 'active';
BEGIN;
SELECT odoo_sim.receive(:line, 100, 8) \g /dev/null
SELECT 'shadow', gt.locks();
ROLLBACK;
\ir end.sql
