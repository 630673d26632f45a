-- quality_gate on Odoo :v. Purchase line 1 is 100 of product 1 (Scanners) by Optik (partner 20), line 6 is 20 of product 6, by lot.
\set ECHO none
\ir begin.sql
-- Goods of a purchase line received at another place than stock.
CREATE FUNCTION gt.bring(line integer, qty numeric, place integer, lot integer DEFAULT NULL) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    m integer := (SELECT id FROM stock_move WHERE purchase_line_id = line AND state NOT IN ('done', 'cancel') ORDER BY id LIMIT 1);
BEGIN
    PERFORM odoo_sim.write('stock_move', ARRAY[m], jsonb_build_object('location_dest_id', place), 8),
            odoo_sim.write('stock_move_line', ARRAY(SELECT id FROM stock_move_line WHERE move_id = m), jsonb_build_object('location_dest_id', place), 8);
    RETURN odoo_sim.receive(line, qty, 8, lot => lot);
END $$;
-- The lines of a receipt go to another place than its move.
CREATE FUNCTION gt.lines_to(line integer, move_place integer, line_place integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    m integer := odoo_sim.open_move(line);
BEGIN
    PERFORM odoo_sim.write('stock_move', ARRAY[m], jsonb_build_object('location_dest_id', move_place), 8),
            odoo_sim.write('stock_move_line', ARRAY(SELECT id FROM stock_move_line WHERE move_id = m), jsonb_build_object('location_dest_id', line_place), 8);
    PERFORM odoo_sim.receive(line, 10, 8);
END $$;
-- Received into the input place, with the transfer to stock that Odoo's rules chain to it; returns the chained move, not done.
CREATE FUNCTION gt.two_steps(line integer, qty numeric, lot integer DEFAULT NULL) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    m integer := gt.bring(line, qty, 9, lot); n integer; k integer; p integer := (SELECT product_id FROM purchase_order_line WHERE id = line);
BEGIN
    k := (odoo_sim.create('stock_picking', jsonb_build_array(jsonb_build_object('name', 'WH/INT/' || lpad(nextval('ir_sequence_int')::text, 5, '0'),
        'state', 'assigned', 'picking_type_id', 5, 'location_id', 9, 'location_dest_id', 8, 'company_id', 1, 'move_type', 'direct',
        'is_locked', true, 'immediate_transfer', false, 'scheduled_date', odoo_sim.utc())), 8))[1];
    n := (odoo_sim.new_moves(k, jsonb_build_array(jsonb_build_object('product_id', p, 'product_uom_qty', qty)), 8))[1];
    INSERT INTO stock_move_move_rel (move_orig_id, move_dest_id) VALUES (m, n);
    PERFORM odoo_sim.reserve(p, 9, lot, qty, 8), odoo_sim.enter(n, qty, 8, lot => lot);
    RETURN n;
END $$;
CREATE FUNCTION gt.release(move integer) RETURNS void LANGUAGE sql AS $$SELECT odoo_sim.validate(gt.picking(move), 8)$$;
-- A row of a foreign app's table.
CREATE FUNCTION gt.check(tab text, vals jsonb) RETURNS integer LANGUAGE sql AS $$SELECT (odoo_sim.create(tab, jsonb_build_array(vals), 9))[1]$$;

\echo -- nothing is asked, nothing is judged
SELECT gt.only('quality_gate', '{"failed_checks": 0, "open_checks": 0, "missing_checks": 0}') \g /dev/null
SELECT 'no register, no checks', gt.trial('SELECT odoo_sim.receive(1, 100, 8)');

\echo -- the register: product, category and below, partner and his addresses, operation type; all that is given has to fit
SELECT inventory_gov.require_quality_check('Colour', product => 'SC-1') AS need \gset
SELECT 'its product', gt.trial('SELECT odoo_sim.receive(1, 100, 8)');
SELECT 'another product', gt.trial('SELECT odoo_sim.receive(2, 100, 8)');
SELECT inventory_gov.end_quality_need(:need) \g /dev/null
SELECT inventory_gov.require_quality_check('Safety', category => 'All / Electronics') AS need \gset
SELECT 'below its category', gt.trial('SELECT odoo_sim.receive(1, 100, 8)');
SELECT 'another category', gt.trial('SELECT odoo_sim.receive(2, 100, 8)');
SELECT inventory_gov.end_quality_need(:need) \g /dev/null
SELECT inventory_gov.require_quality_check('Papers', partner => 'Paper & Pack', operation_type => '1') AS need \gset
SELECT 'its partner', gt.trial('SELECT odoo_sim.receive(2, 100, 8)');
SELECT 'another partner', gt.trial('SELECT odoo_sim.receive(1, 100, 8)');
SELECT inventory_gov.end_quality_need(:need) \g /dev/null
SELECT inventory_gov.require_quality_check('Papers', partner => '21', operation_type => '6') AS need \gset
SELECT 'another operation type', gt.trial('SELECT odoo_sim.receive(2, 100, 8)');
SELECT inventory_gov.end_quality_need(:need) \g /dev/null

\echo -- what cannot be registered
SELECT gt.attempt('SELECT inventory_gov.require_quality_check(''  '')');
SELECT gt.attempt('SELECT inventory_gov.require_quality_check(''X'', product => ''no such thing'')');
SELECT gt.attempt('SELECT inventory_gov.require_quality_check(''X'', inspector_group => ''inspectors'')');
SELECT gt.attempt('SELECT inventory_gov.require_quality_check(''X'', actor => 8)');
SELECT gt.attempt('SELECT inventory_gov.end_quality_need(999)');
SELECT gt.attempt('SELECT inventory_gov.declare_quarantine(''Cellar'')');
SELECT gt.attempt('SELECT inventory_gov.end_quarantine(''WH/Quarantine'')');
SELECT gt.attempt('UPDATE inventory_gov.quality_need SET title = ''other''');
SELECT gt.attempt('DELETE FROM inventory_gov.quality_check');

\echo -- only goods that become available: not counts, deliveries, moves within stock, scrap, returns to the supplier
SELECT inventory_gov.require_quality_check('Colour', product => 'SC-1') AS need, inventory_gov.require_quality_check('Sealed', product => 'TP-1', per_lot => true) AS lot_need \gset
SELECT gt.attempt('SELECT inventory_gov.require_quality_check(''Colour'', product => ''1'')');
SELECT 'count', gt.trial('SELECT odoo_sim.count(1, 8, 500, 8)'), 'delivery', gt.trial('SELECT odoo_sim.deliver(1, 5, 8)');
SELECT 'within stock', gt.trial('SELECT odoo_sim.transfer(1, 8, 20, 5, 8)'), 'relocated', gt.trial('SELECT odoo_sim.relocate(1, 8, 20, 5, 8)');
SELECT 'scrap', gt.trial('SELECT odoo_sim.scrap(1, 8, 5, 8)');
SELECT 'returned by a customer', gt.trial('SELECT odoo_sim.return_from_customer(odoo_sim.deliver(1, 5, 8), 5, 8)');
SELECT 'nothing came', gt.trial('SELECT odoo_sim.receive_many(8, array_fill(10, ARRAY[20]), 8)');
\echo -- the way into quarantine is free: the input place of the warehouse, a declared place, what lies in it
SELECT 'into the input place', gt.trial('SELECT gt.bring(1, 100, 9)');
SELECT 'a place not declared', gt.trial('SELECT gt.bring(1, 100, 22)');
SELECT inventory_gov.declare_quarantine('WH/Quarantine', 'for damaged goods') = inventory_gov.declare_quarantine('22') AS declared_once;
SELECT 'declared', gt.trial('SELECT gt.bring(1, 100, 22)');
INSERT INTO stock_location (id, name, complete_name, usage, location_id, parent_path, company_id, warehouse_id)
    SELECT 23, 'Cage', 'WH/Quarantine/Cage', 'internal', 22, parent_path || '23/', 1, 1 FROM stock_location WHERE id = 22;
SELECT 'within it', gt.trial('SELECT gt.bring(1, 100, 23)');
SELECT 'out of it', gt.trial('SELECT gt.bring(1, 100, 23); SELECT odoo_sim.transfer(1, 23, 8, 10, 8)');
SELECT 'from one quarantine to the other', gt.trial('SELECT gt.bring(1, 100, 23); SELECT odoo_sim.transfer(1, 23, 9, 10, 8)');
SELECT 'relocated out of it', gt.trial('SELECT gt.bring(1, 100, 22); SELECT odoo_sim.relocate(1, 22, 8, 10, 8)');
SELECT 'the lines go to stock, the move to quarantine', gt.trial('SELECT gt.lines_to(1, 22, 8)');
SELECT 'the lines go to quarantine, the move to stock', gt.trial('SELECT gt.lines_to(1, 8, 22)');
SELECT 'born done', gt.trial(format($$INSERT INTO stock_move (company_id, product_id, product_uom, location_id, location_dest_id, state, %I, product_uom_qty, date, write_uid%s)
    VALUES (1, 1, 1, 4, 8, 'done', 5, 5, now(), 8%s)$$, gt.qty_column(), CASE WHEN :v < 19 THEN ', name' ELSE '' END, CASE WHEN :v < 19 THEN ', ''x''' ELSE '' END));
SELECT inventory_gov.end_quarantine('WH/Quarantine') > 0 AS ended, gt.trial('SELECT gt.bring(1, 100, 22)');

\echo -- refused: the check is in the list, for those who may decide it; missing until it has a result
SELECT gt.attempt('SELECT odoo_sim.receive(1, 60, 8)');
SELECT gt.attempt('SELECT odoo_sim.receive(1, 60, 8)') LIKE '23G01%' AS again;
SELECT max(id) AS first FROM inventory_gov.quality_checks WHERE need_id = :need AND picking_id = 1 \gset
SELECT title, state, document, picking_id, product, lot_id, asked_by, inspector_group FROM inventory_gov.quality_checks WHERE id = :first;
SELECT count(*) AS once FROM inventory_gov.quality_checks WHERE need_id = :need AND picking_id = 1;
SELECT limit_name, measured, limit_value, outcome, approvers, way_out FROM inventory_gov.explain('stock.move', 1);
SELECT gt.attempt(format('SELECT inventory_gov.pass_quality_check(%s, ''fine'', NULL, 14)', :first));
SELECT gt.attempt(format('SELECT inventory_gov.fail_quality_check(%s, '' '', NULL, 9)', :first));
SELECT gt.attempt('SELECT inventory_gov.pass_quality_check(999, ''fine'', NULL, 9)');
SELECT gt.attempt(format('SELECT inventory_gov.measure_quality_check(%s, 4.5, 9)', :first));
SELECT gt.attempt(format('SELECT inventory_gov.fail_quality_check(%s, ''much too pale'', 3.25, 9)', :first));
SELECT gt.attempt(format('SELECT inventory_gov.pass_quality_check(%s, ''on second thoughts'', NULL, 9)', :first));
SELECT gt.attempt(format('UPDATE inventory_gov.quality_check SET passed = true WHERE id = %s', :first)), gt.attempt(format('UPDATE inventory_gov.quality_check SET measured = 9 WHERE id = %s', :first));
\echo -- failed: another request, that an approval of the first does not cover
SELECT inventory_gov.approve(reference, 'we need them', 9) FROM inventory_gov.requests WHERE title LIKE 'WH/IN/00001 makes 60 Units%';
SELECT gt.attempt('SELECT odoo_sim.receive(1, 60, 8)');
SELECT inventory_gov.line_text(l, 'fr') FROM inventory_gov.request_line l ORDER BY id DESC LIMIT 1;
SELECT inventory_gov.revoke(reference, 'not any more', 9) FROM inventory_gov.requests WHERE state = 'approved';
\echo -- a later check of the same thing makes it good
SELECT gt.attempt('SELECT inventory_gov.ask_quality_check(1, 1, NULL, NULL, 8)');
SELECT inventory_gov.ask_quality_check(1, 1, NULL, 'Colour', 8) AS second \gset
SELECT 'asked for again: it failed still', gt.trial('SELECT odoo_sim.receive(1, 60, 8)');
SELECT inventory_gov.pass_quality_check(:second, 'reworked', 5.5, 9);
SELECT title, state, measured, note, decided_by FROM inventory_gov.quality_checks WHERE id IN (:first, :second) ORDER BY id;
SELECT gt.attempt('SELECT odoo_sim.receive(1, 60, 8)');
SELECT 'the backorder is another transfer', gt.trial('SELECT odoo_sim.receive(1, 40, 8)');
\echo -- done already: more of it becomes available by an edit
SELECT inventory_gov.ask_quality_check(1, 1, NULL, 'Weight', 8) AS third \gset
SELECT 'more', gt.trial('SELECT odoo_sim.edit_done(1, 70, 8)'), 'less', gt.trial('SELECT odoo_sim.edit_done(1, 50, 8)');
SELECT inventory_gov.pass_quality_check(:third, NULL, NULL, 9), gt.trial('SELECT odoo_sim.edit_done(1, 70, 8)');

\echo -- asked for before anybody tries: all that a transfer needs
SELECT gt.attempt('SELECT inventory_gov.ask_quality_check(999, NULL, NULL, NULL, 8)');
SELECT gt.attempt('SELECT inventory_gov.ask_quality_check(3, 2, NULL, NULL, 8)');
SELECT gt.attempt('SELECT inventory_gov.ask_quality_check(3, NULL, NULL, ''Colour'', 8)');
SELECT inventory_gov.pass_quality_check(inventory_gov.ask_quality_check(3, NULL, NULL, NULL, 8), 'before it was tried', NULL, 9);
SELECT gt.trial('SELECT odoo_sim.receive(3, 50, 8)');
\echo -- for each lot
SELECT 'no lot', gt.trial('SELECT odoo_sim.receive(6, 5, 8)'), 'a lot', gt.trial('SELECT odoo_sim.receive(6, 5, 8, lot => 1)');
SELECT inventory_gov.pass_quality_check(inventory_gov.ask_quality_check(6, 6, 1, NULL, 8), NULL, NULL, 9);
SELECT 'checked', gt.trial('SELECT odoo_sim.receive(6, 5, 8, lot => 1)'), 'another lot', gt.trial('SELECT odoo_sim.receive(6, 5, 8, lot => 2)');

\echo -- two steps: what the receipt needed is judged when the goods leave the input place
SELECT gt.two_steps(3, 10) AS step \gset
SELECT 'checked at the receipt', gt.trial(format('SELECT gt.release(%s)', :step));
SELECT inventory_gov.ask_quality_check(3, 1, NULL, 'Packing', 8) AS packing \gset
SELECT 'a check of the receipt is open', gt.trial(format('SELECT gt.release(%s)', :step));
SELECT 'by hand instead', gt.trial('SELECT odoo_sim.transfer(1, 9, 8, 10, 8)'), 'relocated', gt.trial('SELECT odoo_sim.relocate(1, 9, 8, 10, 8)');
SELECT inventory_gov.pass_quality_check(:packing, NULL, NULL, 9);
SELECT 'done', gt.trial(format('SELECT gt.release(%s)', :step)), 'by hand', gt.trial('SELECT odoo_sim.transfer(1, 9, 8, 10, 8)');

\echo -- checks of other apps: found as soon as their tables are there
SELECT inventory_gov.end_quality_need(id) FROM inventory_gov.quality_needs \g /dev/null
SELECT 'nobody asks', gt.trial('SELECT odoo_sim.receive(7, 5, 8)');
CREATE TABLE quality_check (id serial PRIMARY KEY, name varchar, point_id integer, quality_state varchar, control_date timestamp, user_id integer, product_id integer,
    picking_id integer, lot_id integer, team_id integer, company_id integer, measure double precision, create_uid integer, create_date timestamp, write_uid integer, write_date timestamp);
SELECT gt.check('quality_check', '{"name": "QC00001", "quality_state": "none", "product_id": 3, "picking_id": 7}') AS c \gset
SELECT 'open', gt.trial('SELECT odoo_sim.receive(7, 5, 8)'), 'into the input place', gt.trial('SELECT gt.bring(7, 5, 9)');
UPDATE quality_check SET quality_state = 'pass';
SELECT 'passed', gt.trial('SELECT odoo_sim.receive(7, 5, 8)');
UPDATE quality_check SET quality_state = 'fail';
SELECT 'failed', gt.trial('SELECT odoo_sim.receive(7, 5, 8)');
SELECT gt.check('quality_check', '{"name": "QC00002", "quality_state": "pass", "product_id": 3, "picking_id": 7}') AS c \gset
SELECT 'made good', gt.trial('SELECT odoo_sim.receive(7, 5, 8)');
DELETE FROM quality_check WHERE name = 'QC00002';
UPDATE quality_check SET product_id = 1, quality_state = 'none';
SELECT 'of another product', gt.trial('SELECT odoo_sim.receive(7, 5, 8)');
UPDATE quality_check SET product_id = NULL;
SELECT 'of the whole transfer', gt.trial('SELECT odoo_sim.receive(7, 5, 8)');
UPDATE quality_check SET picking_id = 4;
SELECT 'of another transfer', gt.trial('SELECT odoo_sim.receive(7, 5, 8)');
UPDATE quality_check SET picking_id = 6, product_id = 6, lot_id = 2;
SELECT 'of another lot', gt.trial('SELECT odoo_sim.receive(6, 5, 8, lot => 1)'), 'of the lot', gt.trial('SELECT odoo_sim.receive(6, 5, 8, lot => 2)');
SELECT inventory_gov.require_quality_check('Docked', product => 'DS-1') AS need \gset
SELECT 'the register demands one', gt.trial('SELECT odoo_sim.receive(4, 12, 8)');
UPDATE quality_check SET picking_id = 4, product_id = 4, lot_id = NULL, quality_state = 'pass';
SELECT 'a check of the other app is one', gt.trial('SELECT odoo_sim.receive(4, 12, 8)');
SELECT inventory_gov.end_quality_need(:need) \g /dev/null
ALTER TABLE quality_check DROP COLUMN quality_state;
SELECT 'without its state it is none of ours', gt.trial('SELECT odoo_sim.receive(7, 5, 8)');
DROP TABLE quality_check;
CREATE TABLE qc_inspection (id serial PRIMARY KEY, name varchar, object_id varchar, product_id integer, qty numeric, state varchar, success boolean, company_id integer,
    create_uid integer, create_date timestamp, write_uid integer, write_date timestamp);
SELECT gt.check('qc_inspection', '{"name": "QC/001", "state": "ready", "product_id": 3, "object_id": "stock.picking,7"}') AS c \gset
SELECT 'inspection of the transfer', gt.trial('SELECT odoo_sim.receive(7, 5, 8)');
UPDATE qc_inspection SET object_id = 'stock.move,' || odoo_sim.open_move(7), state = 'failed';
SELECT 'of the move', gt.trial('SELECT odoo_sim.receive(7, 5, 8)');
UPDATE qc_inspection SET state = 'canceled';
SELECT 'cancelled', gt.trial('SELECT odoo_sim.receive(7, 5, 8)');
ALTER TABLE qc_inspection ADD COLUMN picking_id integer, ADD COLUMN lot_id integer;
UPDATE qc_inspection SET object_id = 'product.product,3', picking_id = 7, state = 'waiting';
SELECT 'by the link of the bridge', gt.trial('SELECT odoo_sim.receive(7, 5, 8)');
UPDATE qc_inspection SET state = 'success';
SELECT 'success', gt.trial('SELECT odoo_sim.receive(7, 5, 8)');
DROP TABLE qc_inspection;

\echo -- enforcement: blocked, shadow; limits other than 0
SELECT inventory_gov.require_quality_check('One', product => 'HT-1') < inventory_gov.require_quality_check('Two', product => 'HT-1') AS two;
SELECT gt.only('quality_gate', '{"missing_checks": 1}', 'block') \g /dev/null
SELECT split_part(gt.attempt('SELECT odoo_sim.receive(7, 5, 8)'), E'\n', 1);
SELECT count(*) AS asked_for FROM inventory_gov.quality_checks WHERE picking_id = 7;
SELECT gt.only('quality_gate', '{"missing_checks": 2}', 'block') \g /dev/null
SELECT gt.trial('SELECT odoo_sim.receive(7, 5, 8)');
SELECT gt.only('quality_gate', '{"failed_checks": 0}') \g /dev/null
SELECT gt.trial('SELECT odoo_sim.receive(7, 5, 8)');
SELECT inventory_gov.require_quality_check('Three', product => 'HT-1') > 0 AS three;
UPDATE inventory_gov.policy SET limits = '{"missing_checks": 0}' WHERE state = 'active';
UPDATE inventory_gov.policy SET state = 'shadow' WHERE state = 'active';
SELECT gt.trial('SELECT odoo_sim.receive(7, 5, 8)');
SELECT count(*) AS no_checks_for_a_shadow FROM inventory_gov.quality_checks WHERE picking_id = 7 AND title = 'Three';
\ir end.sql
