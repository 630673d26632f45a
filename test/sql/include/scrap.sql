-- scrap_limit on Odoo :v. 200 of product 1 at 120 in Stock. Every trial is undone.
\set ECHO none
\ir begin.sql
-- A move into the scrap location made by hand; without a scrap order that is an adjustment in 19. Returns it.
CREATE FUNCTION gt.throw_away(product integer, location integer, qty numeric, uid integer, package integer DEFAULT NULL, state text DEFAULT 'done', scrap integer DEFAULT NULL, bin integer DEFAULT NULL)
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    m integer; b integer := COALESCE(bin, CASE WHEN odoo_sim.v() = 19 THEN 14 ELSE 16 END);
BEGIN
    m := (odoo_sim.create('stock_move', jsonb_build_array(jsonb_build_object('company_id', 1, 'product_id', product, 'product_uom', odoo_sim.uom(product), 'scrap_id', scrap,
        'location_id', location, 'location_dest_id', b, 'state', 'draft', 'picked', true, 'product_uom_qty', qty, 'name', 'x', 'procure_method', 'make_to_stock', 'date', odoo_sim.utc())), uid))[1];
    PERFORM odoo_sim.create('stock_move_line', jsonb_build_array(jsonb_build_object('company_id', 1, 'move_id', m, 'product_id', product, 'product_uom_id', odoo_sim.uom(product),
        'location_id', location, 'location_dest_id', b, 'date', odoo_sim.utc(), 'quantity', qty, 'qty_done', qty, 'reserved_uom_qty', 0, 'package_id', package)), uid);
    PERFORM odoo_sim.write('stock_move', ARRAY[m], jsonb_build_object('quantity', qty, 'quantity_done', qty, 'state', state), uid);
    RETURN m;
END $$;

\echo -- both sides of every limit
SELECT gt.only('scrap_limit', '{"qty": 5}') \g /dev/null
SELECT 'qty 5', gt.trial('SELECT odoo_sim.scrap(1, 8, 5, 8)');
SELECT 'qty 5.01', gt.trial('SELECT odoo_sim.scrap(1, 8, 5.01, 8)');
SELECT 'qty 5.004, rounded to the unit', gt.trial('SELECT odoo_sim.scrap(1, 8, 5.004, 8)');
SELECT gt.only('scrap_limit', '{"value": 600}') \g /dev/null
SELECT 'value 5', gt.trial('SELECT odoo_sim.scrap(1, 8, 5, 8)');
SELECT 'value 5.01', gt.trial('SELECT odoo_sim.scrap(1, 8, 5.01, 8)');
SELECT 'without a cost', gt.trial('SELECT odoo_sim.scrap(8, 8, 4000, 8)');
SELECT gt.only('scrap_limit', '{"pct": 10}') \g /dev/null
SELECT 'pct 20 of 200', gt.trial('SELECT odoo_sim.scrap(1, 8, 20, 8)');
SELECT 'pct 20.01 of 200', gt.trial('SELECT odoo_sim.scrap(1, 8, 20.01, 8)');
SELECT 'pct 5 of 50 on the shelf', gt.trial('SELECT odoo_sim.scrap(1, 20, 5, 8)');
SELECT 'pct 5.01 of 50 on the shelf', gt.trial('SELECT odoo_sim.scrap(1, 20, 5.01, 8)');
SELECT 'of what was there before the transaction', gt.trial('SELECT odoo_sim.receive(1, 100, 8); SELECT odoo_sim.scrap(1, 8, 20.01, 8)');
SELECT 'by lot: 3 of 30', gt.trial('SELECT odoo_sim.scrap(6, 8, 3, 8, 1)');
SELECT 'by lot: 3 of 10', gt.trial('SELECT odoo_sim.scrap(6, 8, 3, 8, 2)');
SELECT 'nothing there, percent alone', gt.trial('SELECT odoo_sim.scrap(9, 8, 1, 8)');
SELECT gt.only('scrap_limit', '{"pct": 10, "qty": 2}') \g /dev/null
SELECT 'nothing there, quantity decides', gt.trial('SELECT odoo_sim.scrap(9, 8, 2, 8)'), gt.trial('SELECT odoo_sim.scrap(9, 8, 2.01, 8)');
SELECT gt.only('scrap_limit', '{"pct": 10}') \g /dev/null
UPDATE product_template SET type = 'consu' WHERE id = 109;
\if :ge18
UPDATE product_template SET is_storable = false WHERE id = 109;
\endif
SELECT 'a product without quantities has no percent', gt.trial('SELECT odoo_sim.scrap(9, 8, 100, 8)');
SELECT gt.only('scrap_limit', '{"qty": 0}') \g /dev/null
SELECT 'zero means zero', gt.trial('SELECT odoo_sim.scrap(1, 8, 0.01, 8)');

\echo -- what is a scrap, and what is none
\if :le18
SELECT 'a move into the scrap location', gt.trial('SELECT gt.throw_away(1, 8, 3, 8)');
\endif
\if :ge17
SELECT 'a move of a scrap order', gt.trial('SELECT gt.throw_away(1, 8, 3, 8, scrap => 77)');
SELECT 'a scrap order into stock is a transfer', gt.trial('SELECT gt.throw_away(1, 8, 3, 8, scrap => 77, bin => 20)');
\endif
SELECT 'state written by RPC', gt.trial($$SELECT odoo_sim.write('stock_move', ARRAY[gt.throw_away(1, 8, 3, 8, state => 'confirmed', scrap => 77)], '{"state": "done"}', 8)$$);
SELECT 'born done, its quantity comes later', gt.trial(format($$INSERT INTO stock_move (company_id, product_id, product_uom, location_id, location_dest_id, product_uom_qty, date, write_uid, state %s)
    VALUES (1, 1, 1, 8, %s, 0, now(), 8, 'done' %s); UPDATE stock_move SET %s = 4 WHERE id = (SELECT max(id) FROM stock_move)$$,
    CASE WHEN :v = 16 THEN ', name' WHEN :v = 19 THEN ', scrap_id' ELSE ', name, scrap_id' END, CASE WHEN :v = 19 THEN 14 ELSE 16 END,
    CASE WHEN :v = 16 THEN ', ''x''' WHEN :v = 19 THEN ', 77' ELSE ', ''x'', 77' END, gt.qty_column()));
SELECT 'a count', gt.trial('SELECT odoo_sim.count(1, 8, 150, 8)');
SELECT 'a transfer', gt.trial('SELECT odoo_sim.transfer(1, 8, 20, 100, 8)');
SELECT 'a delivery', gt.trial('SELECT odoo_sim.deliver(1, 100, 8)');
SELECT 'a cancelled scrap', gt.trial($$SELECT gt.throw_away(1, 8, 3, 8, state => 'cancel', scrap => 77)$$);
\if :le18
INSERT INTO stock_location (id, name, complete_name, usage, location_id, parent_path, company_id, warehouse_id, scrap_location) VALUES (90, 'Bin', 'WH/Bin', 'internal', 7, '1/7/90/', 1, 1, true);
SELECT 'into a scrap location within the warehouse', gt.trial('SELECT gt.throw_away(1, 8, 3, 8, bin => 90)');
SELECT 'and on from there', gt.trial('SELECT gt.throw_away(1, 90, 3, 8)');
\endif
SELECT 'one statement, two moves of one place', gt.trial($$SELECT odoo_sim.write('stock_move', ARRAY[gt.throw_away(1, 8, 3, 8, state => 'confirmed', scrap => 77), gt.throw_away(1, 8, 3, 8, state => 'confirmed', scrap => 77)], '{"state": "done"}', 8)$$);
SELECT gt.only('scrap_limit', '{"pct": 10}') \g /dev/null
INSERT INTO stock_quant (product_id, location_id, package_id, company_id, quantity, reserved_quantity, in_date) VALUES (1, 8, 5, 1, 10, 0, now());
SELECT 'by package: 3 of 10', gt.trial('SELECT gt.throw_away(1, 8, 3, 8, 5, scrap => 77)') WHERE :v <> 16 UNION ALL SELECT 'by package: 3 of 10', gt.trial('SELECT gt.throw_away(1, 8, 3, 8, 5)') WHERE :v = 16;
SELECT gt.only('scrap_limit', '{"qty": 0}', 'approve', '{"location": 20}') \g /dev/null
SELECT 'a policy of one shelf', gt.trial('SELECT odoo_sim.scrap(1, 8, 1, 8)'), gt.trial('SELECT odoo_sim.scrap(1, 20, 1, 8)');
SELECT gt.only('scrap_limit', '{"qty": 0}', 'approve', '{"group": "stock.group_stock_manager"}') \g /dev/null
SELECT 'a policy of a group', gt.trial('SELECT odoo_sim.scrap(1, 8, 1, 8)'), gt.trial('SELECT odoo_sim.scrap(1, 8, 1, 9)');

\echo -- a day of one user
-- What the test takes away or ages stays for good elsewhere.
ALTER TABLE inventory_gov.scrap_log DISABLE TRIGGER USER;
TRUNCATE inventory_gov.scrap_log;
SELECT gt.only('scrap_limit', '{"day_qty": 10}') \g /dev/null
SELECT odoo_sim.scrap(1, 8, 6, 8) AS first \gset
SELECT 'log', actor_id, company_id, move_id = :first, product_id, qty, value FROM inventory_gov.scrap_log;
SELECT 'and 4', gt.trial('SELECT odoo_sim.scrap(2, 8, 4, 8)');
SELECT 'and 4.01', gt.trial('SELECT odoo_sim.scrap(2, 8, 4.01, 8)');
SELECT '4 and 0.01 in one transaction', gt.trial('SELECT odoo_sim.scrap(2, 8, 4, 8); SELECT odoo_sim.scrap(1, 20, 0.01, 8)');
SELECT 'another user', gt.trial('SELECT odoo_sim.scrap(2, 8, 10, 11)');
SELECT 'what was undone does not count', gt.trial('SELECT odoo_sim.scrap(2, 8, 4, 8)');
SELECT 'corrected to 2, then 8', gt.trial(format('SELECT odoo_sim.edit_done(%s, 2, 9); SELECT odoo_sim.scrap(2, 8, 8, 8)', :first));
SELECT 'corrected to 2, then 8.01', gt.trial(format('SELECT odoo_sim.edit_done(%s, 2, 9); SELECT odoo_sim.scrap(2, 8, 8.01, 8)', :first));
SELECT 'corrected upwards by himself', gt.trial(format('SELECT odoo_sim.edit_done(%s, 10, 8)', :first)), gt.trial(format('SELECT odoo_sim.edit_done(%s, 10.01, 8)', :first));
SELECT 'set back to cancel', gt.trial(format($$SELECT odoo_sim.write('stock_move', ARRAY[%s], '{"state": "cancel"}', 8); SELECT odoo_sim.scrap(2, 8, 10, 8)$$, :first));
UPDATE inventory_gov.scrap_log SET at = at - interval '24 hours';
SELECT '24 hours later', gt.trial('SELECT odoo_sim.scrap(2, 8, 10, 8)'), gt.trial('SELECT odoo_sim.scrap(2, 8, 10.01, 8)');
SELECT 'an old scrap corrected gives no room today', gt.trial(format('SELECT odoo_sim.edit_done(%s, 0, 9); SELECT odoo_sim.scrap(2, 8, 10.01, 8)', :first));
TRUNCATE inventory_gov.scrap_log;
SELECT gt.only('scrap_limit', '{"day_value": 600}') \g /dev/null
SELECT odoo_sim.scrap(1, 8, 4, 8) \g /dev/null
SELECT 'value 600', gt.trial('SELECT odoo_sim.scrap(1, 8, 1, 8)');
SELECT 'value 602.50', gt.trial('SELECT odoo_sim.scrap(2, 8, 49, 8)');
SELECT 'no cost', gt.trial('SELECT odoo_sim.scrap(8, 8, 1000, 8)');
SELECT 'what was in another company', gt.trial('UPDATE inventory_gov.scrap_log SET company_id = 2; SELECT odoo_sim.scrap(1, 8, 5, 8)');
SELECT gt.only('scrap_limit', '{"qty": 1000}') \g /dev/null
SELECT odoo_sim.scrap(1, 8, 1, 8) \g /dev/null
SELECT 'the log is kept where no policy limits a day', count(*), sum(qty) FROM inventory_gov.scrap_log;

\echo -- refused, asked for, approved, done
SELECT max(id) AS before FROM inventory_gov.request \gset
TRUNCATE inventory_gov.scrap_log;
SELECT gt.only('scrap_limit', '{"qty": 5, "day_value": 1000}') \g /dev/null
SELECT gt.attempt('SELECT odoo_sim.scrap(1, 8, 6, 8)');
SELECT gt.attempt('SELECT odoo_sim.scrap(6, 8, 4, 8, 1)');
SELECT gt.attempt('SELECT odoo_sim.scrap(6, 8, 7, 8, 1)');
SELECT state, title, document, model, product_id, lot_id, requester_id FROM inventory_gov.request WHERE id > :before ORDER BY id;
SELECT control, deviation_qty, deviation_value, unit, expected_qty, actual_qty, measure, measured, limit_value, limit_unit, location, lot, subject, model FROM inventory_gov.request_lines ORDER BY id DESC LIMIT 3;
SELECT inventory_gov.line_text(l, lang) FROM inventory_gov.request_line l, unnest(ARRAY['fr', 'de', 'es', 'nl']) lang WHERE l.request_id IN (:before + 1, :before + 2) ORDER BY l.id, lang;
SELECT inventory_gov.approve((SELECT reference FROM inventory_gov.request WHERE id = :before + 1), 'seen, broken', 9);
SELECT 'more than approved', gt.trial('SELECT odoo_sim.scrap(1, 8, 7, 8)');
SELECT 'another place', gt.trial('SELECT odoo_sim.scrap(1, 20, 6, 8)');
SELECT 'as approved, a new order and a new move', gt.attempt('SELECT odoo_sim.scrap(1, 8, 6, 8)');
SELECT outcome, measure FROM inventory_gov.violation ORDER BY id DESC LIMIT 1;

\echo -- explain: a scrap that is done, and one that is not
SELECT limit_name, measured, limit_value, outcome, way_out FROM inventory_gov.explain('stock.move', (SELECT max(id) FROM stock_move WHERE product_id = 1 AND state = 'done')) WHERE control = 'scrap_limit';
SELECT gt.throw_away(1, 20, 5.5, 11, state => 'confirmed', scrap => 77) AS draft \gset
SELECT limit_name, measured, limit_value, outcome, way_out FROM inventory_gov.explain('stock.move', :draft);
SELECT count(*) FROM inventory_gov.scrap_log;
\ir end.sql
