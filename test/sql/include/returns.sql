-- Controls of goods that come back from customers, on Odoo :v. Every trial is undone.
\set ECHO none
\ir begin.sql
-- A transfer that somebody makes himself, validated; returns its move.
CREATE FUNCTION gt.by_hand(product integer, qty numeric, source integer, destination integer, partner integer DEFAULT 30, lot integer DEFAULT NULL, more jsonb DEFAULT '{}', done boolean DEFAULT true)
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    out boolean := destination = 5; k integer; m integer;
BEGIN
    k := (odoo_sim.create('stock_picking', jsonb_build_array(jsonb_build_object('name', CASE WHEN out THEN 'WH/OUT/H' ELSE 'WH/IN/H' END, 'state', 'assigned',
        'picking_type_id', CASE WHEN out THEN 2 ELSE 1 END, 'location_id', source, 'location_dest_id', destination, 'partner_id', partner, 'company_id', 1,
        'move_type', 'direct', 'is_locked', true, 'immediate_transfer', false)), 8))[1];
    m := (odoo_sim.new_moves(k, jsonb_build_array(jsonb_build_object('product_id', product, 'product_uom_qty', qty) || more), 8))[1];
    PERFORM odoo_sim.enter(m, qty, 8, lot => lot);
    IF done THEN
        PERFORM odoo_sim.validate(k, 8);
    END IF;
    RETURN m;
END $$;
CREATE FUNCTION gt.ship(product integer, qty numeric, partner integer DEFAULT 30, lot integer DEFAULT NULL, source integer DEFAULT 8, more jsonb DEFAULT '{}') RETURNS integer LANGUAGE sql AS
    $$SELECT gt.by_hand(product, qty, source, 5, partner, lot, more)$$;
CREATE FUNCTION gt.comes(product integer, qty numeric, partner integer DEFAULT 30, lot integer DEFAULT NULL, origin integer DEFAULT NULL, place integer DEFAULT 8, more jsonb DEFAULT '{}') RETURNS integer LANGUAGE sql AS
    $$SELECT gt.by_hand(product, qty, 5, place, partner, lot, jsonb_build_object('origin_returned_move_id', origin) || more)$$;
CREATE FUNCTION gt.back(move integer, qty numeric) RETURNS integer LANGUAGE sql AS $$SELECT odoo_sim.give_back(move, qty, 8)$$;
-- Goods of an owner of their own come.
CREATE FUNCTION gt.owned(owner integer, qty numeric) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    m integer := gt.by_hand(1, qty, 5, 8, done => false);
BEGIN
    UPDATE stock_move_line SET owner_id = owner WHERE move_id = m;
    PERFORM odoo_sim.validate(gt.picking(m), 8);
END $$;
-- The lot of what came is corrected.
CREATE FUNCTION gt.other_lot(move integer, lot integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE stock_move_line SET lot_id = lot, write_uid = 9 WHERE move_id = move;
END $$;
-- In the past, from then on.
CREATE FUNCTION gt.age(move integer, days numeric) RETURNS void LANGUAGE sql AS $$
    UPDATE stock_move SET date = date - days * interval '1 day' WHERE id = move
$$;

\echo -- return_quantity: of the delivery that is returned
SELECT odoo_sim.deliver(1, 10, 8) AS sold \gset
SELECT gt.only('return_quantity', '{"over_qty": 0}') \g /dev/null
SELECT 'all of it', gt.trial(format('SELECT gt.back(%s, 10)', :sold));
SELECT 'more than that', gt.trial(format('SELECT gt.back(%s, 10.01)', :sold)), gt.trial(format('SELECT gt.back(%s, 14)', :sold));
SELECT '4, then 6', gt.trial(format('SELECT gt.back(%1$s, 4); SELECT gt.back(%1$s, 6)', :sold));
SELECT '4, then 7', gt.trial(format('SELECT gt.back(%1$s, 4); SELECT gt.back(%1$s, 7)', :sold));
SELECT '4, then 6 to another place', gt.trial(format('SELECT gt.back(%1$s, 4); SELECT gt.comes(1, 7, 30, origin => %1$s, place => 20)', :sold));
SELECT 'what came back goes out again, and all comes back', gt.trial(format('SELECT gt.back(gt.back(%1$s, 4), 4); SELECT gt.back(%1$s, 10)', :sold));
SELECT 'a return of the second delivery, of more', gt.trial(format('SELECT gt.back(gt.back(gt.back(%1$s, 4), 4), 10)', :sold)), gt.trial(format('SELECT gt.back(gt.back(gt.back(%1$s, 4), 4), 11)', :sold));
SELECT 'in dozens', gt.trial(format('SELECT gt.comes(1, 1, origin => %s, more => ''{"product_uom": 2}'')', :sold)), gt.trial('SELECT gt.comes(1, 1, origin => odoo_sim.deliver(1, 12, 8), more => ''{"product_uom": 2}'')');
SELECT 'another product names it', gt.trial(format('SELECT gt.comes(2, 1, origin => %s)', :sold));
SELECT 'a delivery that is not done', gt.trial('SELECT gt.comes(1, 1, 31, origin => gt.by_hand(1, 5, 8, 5, 31, done => false))');
SELECT 'a receipt as what is returned', gt.trial('SELECT gt.comes(1, 1, 31, origin => odoo_sim.receive(1, 100, 8))');
SELECT gt.only('return_quantity', '{"over_pct": 10}') \g /dev/null
SELECT 'pct', gt.trial(format('SELECT gt.back(%s, 11)', :sold)), gt.trial(format('SELECT gt.back(%s, 11.01)', :sold));
SELECT gt.only('return_quantity', '{"over_value": 240}') \g /dev/null
SELECT 'value', gt.trial(format('SELECT gt.back(%s, 12)', :sold)), gt.trial(format('SELECT gt.back(%s, 12.01)', :sold));

\echo -- by customer and product
SELECT gt.only('return_quantity', '{"over_qty": 0}') \g /dev/null
SELECT 'no delivery named', gt.trial('SELECT gt.comes(1, 10)'), gt.trial('SELECT gt.comes(1, 10.01)');
SELECT 'another customer', gt.trial('SELECT gt.comes(1, 1, 31)');
SELECT 'another product', gt.trial('SELECT gt.comes(2, 1)');
SELECT 'nobody', gt.trial('SELECT gt.comes(1, 1, NULL)'), gt.trial('SELECT gt.comes(1, 1, gt.ship(1, 1, NULL) * 0 + NULL)');
SELECT 'an address of the customer', gt.trial($$UPDATE res_partner SET parent_id = 30, commercial_partner_id = 30 WHERE id = 31; SELECT gt.comes(1, 10, 31)$$);
SELECT '4 without, then 6 of it', gt.trial(format('SELECT gt.comes(1, 4); SELECT gt.back(%s, 6)', :sold)), gt.trial(format('SELECT gt.comes(1, 4); SELECT gt.back(%s, 7)', :sold));
SELECT '4 of it, then without', gt.trial(format('SELECT gt.back(%s, 4); SELECT gt.comes(1, 6)', :sold)), gt.trial(format('SELECT gt.back(%s, 4); SELECT gt.comes(1, 6.01)', :sold));
SELECT 'another delivery', gt.trial('SELECT odoo_sim.deliver(1, 5, 8); SELECT gt.comes(1, 15)');
SELECT 'too much once is no debt', gt.trial($$UPDATE inventory_gov.policy SET state = 'shadow' WHERE state = 'active'; SELECT gt.comes(1, 14); UPDATE inventory_gov.policy SET state = 'active' WHERE state = 'shadow' AND NOT starter; SELECT odoo_sim.deliver(1, 5, 8); SELECT gt.comes(1, 5)$$);
SELECT 'goods of the customer himself', gt.trial($$SELECT gt.owned(30, 99)$$);
SELECT 'goods of somebody else', gt.trial($$SELECT gt.owned(31, 99)$$);

\echo -- what is a return, and what is none
SELECT 'dropped by the supplier, returned to us', gt.trial('SELECT gt.comes(1, 5, 20, origin => gt.by_hand(1, 5, 4, 5, 31))'), gt.trial('SELECT gt.comes(1, 6, 20, origin => gt.by_hand(1, 5, 4, 5, 31))');
SELECT 'from the customer to the supplier', gt.trial('SELECT gt.by_hand(1, 99, 5, 4, 31)');
SELECT 'to where goods are lost, or scrapped, or used', gt.trial('SELECT gt.comes(1, 99, place => 14)'), gt.trial('SELECT gt.comes(1, 10, place => 14)'), gt.trial(format('SELECT gt.comes(1, 11, origin => %s, place => 14)', :sold));
SELECT 'and that counts', gt.trial(format('SELECT gt.by_hand(1, 8, 5, 4, 30, more => ''{"origin_returned_move_id": %1$s}''); SELECT gt.back(%1$s, 3)', :sold));
SELECT 'a receipt', gt.trial('SELECT odoo_sim.receive(2, 1000, 8)'), gt.trial('SELECT odoo_sim.return_to_supplier(odoo_sim.receive(2, 1000, 8), 5, 8)');
SELECT 'a transfer', gt.trial('SELECT odoo_sim.transfer(1, 8, 20, 10, 8)');
SELECT 'from one customer place to another', gt.trial($$INSERT INTO stock_location (id, name, usage, parent_path) VALUES (95, 'Fair', 'customer', '95/'); SELECT gt.by_hand(1, 99, 5, 95)$$);
SELECT 'state written by RPC', gt.trial(format($$SELECT odoo_sim.write('stock_move', ARRAY[gt.by_hand(1, 11, 5, 8, more => '{"origin_returned_move_id": %s}', done => false)], '{"state": "done"}', 8)$$, :sold));
SELECT 'born done, its quantity comes later', gt.trial(format($$INSERT INTO stock_move (company_id, product_id, product_uom, location_id, location_dest_id, origin_returned_move_id, product_uom_qty, date, write_uid, state %s)
    VALUES (1, 1, 1, 5, 8, %s, 0, now(), 8, 'done' %s); UPDATE stock_move SET %s = 11 WHERE id = (SELECT max(id) FROM stock_move)$$,
    CASE WHEN :v = 19 THEN '' ELSE ', name' END, :sold, CASE WHEN :v = 19 THEN '' ELSE ', ''x''' END, gt.qty_column()));
SELECT 'a return that waits', gt.trial(format('SELECT gt.by_hand(1, 99, 5, 8, more => ''{"origin_returned_move_id": %s}'', done => false)', :sold));

\echo -- corrections
SELECT 'a return corrected upwards', gt.trial(format('SELECT odoo_sim.edit_done(gt.back(%s, 4), 10, 9)', :sold)), gt.trial(format('SELECT odoo_sim.edit_done(gt.back(%s, 4), 10.01, 9)', :sold));
SELECT 'and downwards', gt.trial(format('SELECT odoo_sim.edit_done(gt.back(%1$s, 10), 4, 9); SELECT gt.back(%1$s, 6)', :sold));
SELECT 'the delivery corrected to less', gt.trial(format('SELECT odoo_sim.edit_done(%s, 3, 9)', :sold)), gt.trial(format('SELECT gt.back(%1$s, 4); SELECT odoo_sim.edit_done(%1$s, 4, 9)', :sold)), gt.trial(format('SELECT gt.back(%1$s, 4); SELECT odoo_sim.edit_done(%1$s, 3.99, 9)', :sold));
SELECT 'to more, and then it comes back', gt.trial(format('SELECT odoo_sim.edit_done(%1$s, 15, 9); SELECT gt.back(%1$s, 15)', :sold));

\echo -- lot by lot
SELECT gt.ship(6, 5, 31, 1) AS lots \gset
SELECT gt.ship(6, 3, 31, 2) AS other \gset
SELECT 'the same lot', gt.trial(format('SELECT gt.comes(6, 5, 31, 1, %s)', :lots));
SELECT 'another lot of the same customer', gt.trial(format('SELECT gt.comes(6, 2, 31, 2, %s)', :lots)), gt.trial('SELECT gt.comes(6, 4, 31, 2)');
SELECT 'without a delivery', gt.trial('SELECT gt.comes(6, 5, 31, 1)'), gt.trial('SELECT gt.comes(6, 5.01, 31, 1)');
SELECT 'the lot is not known', gt.trial('SELECT gt.comes(6, 8, 31)'), gt.trial('SELECT gt.comes(6, 9, 31)');
SELECT 'delivered without a lot', gt.trial('SELECT gt.comes(6, 2, 31, 2, gt.ship(6, 2, 31))');
SELECT 'done, then given another lot', gt.trial(format('SELECT gt.other_lot(gt.comes(6, 2, 31, 1, %s), 2)', :lots));

\echo -- refused, asked for, approved, done
SELECT max(id) AS before FROM inventory_gov.request \gset
SELECT COALESCE(:'before', '0')::integer AS before \gset
SELECT gt.by_hand(1, 12, 5, 8, more => jsonb_build_object('origin_returned_move_id', :sold), done => false) AS coming \gset
SELECT gt.attempt(format('SELECT odoo_sim.validate(%s, 8)', gt.picking(:coming)));
SELECT state, title, document, model, product_id, requester_id FROM inventory_gov.request WHERE id > :before ORDER BY id;
SELECT control, deviation_qty, deviation_value, unit, expected_qty, actual_qty, measure, measured, limit_value, limit_unit, location, partner FROM inventory_gov.request_lines ORDER BY id DESC LIMIT 1;
SELECT inventory_gov.line_text(l, lang) FROM inventory_gov.request_line l, unnest(ARRAY['fr', 'de', 'es', 'nl']) lang WHERE l.request_id = :before + 1 ORDER BY l.id, lang;
SELECT limit_name, measured, limit_value, outcome, way_out FROM inventory_gov.explain('stock.move', :coming) WHERE control = 'return_quantity';
SELECT inventory_gov.approve((SELECT reference FROM inventory_gov.request WHERE id = :before + 1), 'counted, they are ours', 9);
SELECT 'more than approved', gt.trial(format('SELECT odoo_sim.enter(%s, 13, 8); SELECT odoo_sim.validate(%s, 8)', :coming, gt.picking(:coming)));
SELECT 'as approved', gt.attempt(format('SELECT odoo_sim.validate(%s, 8)', gt.picking(:coming)));
SELECT outcome, measure, deviation_qty FROM inventory_gov.violation ORDER BY id DESC LIMIT 1;
SELECT 'nothing is left', gt.trial(format('SELECT gt.back(%s, 0.01)', :sold)), gt.trial('SELECT gt.comes(1, 0.01)');
SELECT gt.attempt(format('SELECT odoo_sim.edit_done(%s, 9, 9)', :sold));

\echo -- return_window
SELECT odoo_sim.deliver(2, 10, 8, 31) AS sold \gset
SELECT gt.only('return_window', '{"days": 0}') \g /dev/null
SELECT 'on the same day', gt.trial(format('SELECT gt.back(%s, 4)', :sold));
SELECT gt.age(:sold, 1.01) \g /dev/null
SELECT 'a day later', gt.trial(format('SELECT gt.back(%s, 4)', :sold));
SELECT gt.only('return_window', '{"days": 30}') \g /dev/null
SELECT gt.age(:sold, 29) \g /dev/null
SELECT '30 days', gt.trial(format('SELECT gt.back(%s, 4)', :sold));
SELECT gt.age(:sold, 1) \g /dev/null
SELECT '31 days', gt.trial(format('SELECT gt.back(%s, 4)', :sold));
SELECT 'to where goods are lost, to the supplier', gt.trial(format('SELECT gt.comes(2, 4, 31, origin => %s, place => 14)', :sold)), gt.trial(format('SELECT gt.comes(2, 4, 31, origin => %s, place => 4)', :sold));
SELECT 'of the last delivery', gt.trial('SELECT gt.comes(2, 4, 31)'), gt.trial('SELECT odoo_sim.deliver(2, 1, 8, 31); SELECT gt.comes(2, 4, 31)'), gt.trial('SELECT odoo_sim.deliver(2, 1, 8, 30); SELECT gt.comes(2, 4, 31)');
SELECT 'what was delivered again', gt.trial(format('SELECT gt.back(gt.back(gt.back(%s, 4), 4), 4)', :sold) ) ~ 'days 31';
SELECT 'no delivery known', gt.trial('SELECT gt.comes(3, 1, 31)');
SELECT gt.only('return_window', '{"unknown": 0}') \g /dev/null
SELECT 'unknown', gt.trial('SELECT gt.comes(3, 1, 31)'), gt.trial(format('SELECT gt.back(%s, 4)', :sold));
SELECT gt.only('return_window', '{"days": 14}', 'approve', '{"category": 4}') \g /dev/null
SELECT 'a category', gt.trial(format('SELECT gt.back(%s, 4)', :sold)), gt.trial('SELECT gt.age(odoo_sim.deliver(1, 1, 8, 31), 20); SELECT gt.comes(1, 1, 31)');
SELECT gt.only('return_window', '{"days": 14}', 'approve', '{"partner": 31}') \g /dev/null
SELECT 'a customer', gt.trial(format('SELECT gt.back(%s, 4)', :sold)), gt.trial('SELECT gt.age(odoo_sim.deliver(2, 1, 8, 30), 20); SELECT gt.comes(2, 1, 30)');
SELECT gt.by_hand(2, 4, 5, 8, 31, more => jsonb_build_object('origin_returned_move_id', :sold), done => false) AS late \gset
SELECT regexp_replace(gt.attempt(format('SELECT odoo_sim.validate(%s, 8)', gt.picking(:late))), '\d{4}-\d\d-\d\d', 'YYYY-MM-DD');
SELECT inventory_gov.approve((SELECT max(reference) FROM inventory_gov.request), 'agreed with the customer', 9);
UPDATE stock_move SET date = date - interval '1 day' WHERE id = :sold;
SELECT 'approved, and done a day later', gt.attempt(format('SELECT odoo_sim.validate(%s, 8)', gt.picking(:late)));

\echo -- return_authorisation
UPDATE stock_move SET date = date + interval '32 days' WHERE id = :sold;
SELECT sale_line_id AS line, picking_id AS out, (SELECT order_id FROM sale_order_line l WHERE l.id = sale_line_id) AS so FROM stock_move WHERE id = :sold \gset
SELECT gt.only('return_authorisation', '{"qty": 0}') \g /dev/null
SELECT 'none', gt.trial(format('SELECT gt.back(%s, 4)', :sold)), gt.trial('SELECT gt.comes(2, 4, 31)');
SELECT 'into quarantine', gt.trial(format('SELECT gt.comes(2, 4, 31, origin => %s, place => 9)', :sold)), gt.trial($$SELECT inventory_gov.declare_quarantine('22'); SELECT gt.comes(2, 4, 31, place => 22)$$), gt.trial('SELECT gt.comes(2, 4, 31, place => 22)');
SELECT 'authorised', gt.trial(format($$SELECT inventory_gov.authorise_return('31'); SELECT gt.back(%s, 4)$$, :sold));
SELECT 'another customer', gt.trial(format($$SELECT inventory_gov.authorise_return('30'); SELECT gt.back(%s, 4)$$, :sold));
SELECT 'an address of his', gt.trial(format($$UPDATE res_partner SET commercial_partner_id = 31 WHERE id = 30; SELECT inventory_gov.authorise_return('30'); SELECT gt.back(%s, 4)$$, :sold));
SELECT 'product', gt.trial(format($$SELECT inventory_gov.authorise_return('31', '2'); SELECT gt.back(%s, 4)$$, :sold)), gt.trial(format($$SELECT inventory_gov.authorise_return('31', '1'); SELECT gt.back(%s, 4)$$, :sold));
SELECT 'quantity', gt.trial(format($$SELECT inventory_gov.authorise_return('31', '2', 4); SELECT gt.back(%s, 4)$$, :sold)), gt.trial(format($$SELECT inventory_gov.authorise_return('31', '2', 4); SELECT gt.back(%s, 4.01)$$, :sold)),
    gt.trial(format($$SELECT inventory_gov.authorise_return('31', '2', 4); SELECT gt.back(%1$s, 3); SELECT gt.back(%1$s, 2)$$, :sold)),
    gt.trial(format($$SELECT inventory_gov.authorise_return('31', '2', 3); SELECT inventory_gov.authorise_return('31', NULL, 2); SELECT gt.back(%1$s, 4); SELECT gt.back(%1$s, 1)$$, :sold));
SELECT 'what goes to quarantine uses it up', gt.trial($$SELECT inventory_gov.authorise_return('31', '2', 4); SELECT gt.comes(2, 4, 31, place => 9); SELECT gt.comes(2, 1, 31)$$);
SELECT 'corrected to less, the rest is free', gt.trial(format($$SELECT inventory_gov.authorise_return('31', '2', 4); SELECT odoo_sim.edit_done(gt.back(%1$s, 4), 1, 9); SELECT gt.back(%1$s, 3)$$, :sold)),
    gt.trial(format($$SELECT inventory_gov.authorise_return('31', '2', 4); SELECT odoo_sim.edit_done(gt.back(%1$s, 4), 1, 9); SELECT gt.back(%1$s, 4)$$, :sold));
SELECT 'to where goods are lost', gt.trial('SELECT gt.comes(2, 4, 31, place => 14)'), gt.trial($$SELECT inventory_gov.authorise_return('31', '2', 4); SELECT gt.comes(2, 4, 31, place => 14)$$);
-- Where what came was put is corrected.
CREATE FUNCTION gt.put(move integer, place integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE stock_move_line SET location_dest_id = place, write_uid = 9 WHERE move_id = move;
END $$;
SELECT 'its place is corrected: it comes once', gt.trial(format($$SELECT inventory_gov.authorise_return('31', '2', 4); SELECT gt.put(gt.back(%s, 4), 20)$$, :sold)),
    gt.trial(format($$SELECT inventory_gov.authorise_return('31', '2', 8); SELECT gt.put(gt.back(%1$s, 4), 20); SELECT gt.back(%1$s, 4)$$, :sold)), gt.trial(format($$SELECT inventory_gov.authorise_return('31', '2', 8); SELECT gt.put(gt.back(%1$s, 4), 20); SELECT gt.back(%1$s, 5)$$, :sold));
SELECT 'out of quarantine', gt.trial('SELECT gt.put(gt.comes(2, 4, 31, place => 9), 8)'), gt.trial($$SELECT inventory_gov.authorise_return('31', '2', 4); SELECT gt.put(gt.comes(2, 4, 31, place => 9), 8)$$);
SELECT 'its lot', gt.trial($$SELECT inventory_gov.authorise_return('31', '6', 2); SELECT gt.other_lot(gt.comes(6, 2, 31, 1), 2)$$), gt.trial($$SELECT inventory_gov.authorise_return('31', lot => 1); SELECT gt.other_lot(gt.comes(6, 2, 31, 1), 2)$$);
-- A move that is born done, with its line after it.
CREATE FUNCTION gt.line_later(qty numeric) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    m integer;
BEGIN
    m := (odoo_sim.create('stock_move', jsonb_build_array(jsonb_build_object('company_id', 1, 'product_id', 2, 'product_uom', odoo_sim.uom(2), 'location_id', 5, 'location_dest_id', 8, 'partner_id', 31, 'state', 'done',
        'quantity', qty, 'quantity_done', qty, 'picked', true, 'product_uom_qty', qty, 'name', 'x', 'procure_method', 'make_to_stock', 'date', odoo_sim.utc())), 8))[1];
    PERFORM odoo_sim.create('stock_move_line', jsonb_build_array(jsonb_build_object('company_id', 1, 'move_id', m, 'product_id', 2, 'product_uom_id', odoo_sim.uom(2), 'location_id', 5, 'location_dest_id', 8,
        'date', odoo_sim.utc(), 'quantity', qty, 'qty_done', qty, 'reserved_uom_qty', 0, 'picked', true, 'state', 'done')), 8);
END $$;
SELECT 'its line comes after it', gt.trial('SELECT gt.line_later(4)'), gt.trial($$SELECT inventory_gov.authorise_return('31', '2', 4); SELECT gt.line_later(4)$$), gt.trial($$SELECT inventory_gov.authorise_return('31', '2', 4); SELECT gt.line_later(4); SELECT gt.comes(2, 1, 31)$$),
    gt.trial($$SELECT inventory_gov.authorise_return('31', '2', 5); SELECT gt.line_later(4); SELECT gt.comes(2, 1, 31)$$);
SELECT 'sale order', gt.trial(format($$SELECT inventory_gov.authorise_return(sale_order => %2$s); SELECT gt.back(%1$s, 4)$$, :sold, :so)), gt.trial(format($$SELECT inventory_gov.authorise_return(sale_order => %2$s); SELECT gt.comes(2, 4, 31)$$, :sold, :so));
SELECT 'delivery', gt.trial(format($$SELECT inventory_gov.authorise_return(delivery => %2$s); SELECT gt.back(%1$s, 4)$$, :sold, :out)), gt.trial(format($$SELECT inventory_gov.authorise_return(delivery => %2$s); SELECT gt.back(odoo_sim.deliver(2, 5, 8, 31), 4)$$, :sold, :out));
SELECT 'lot', gt.trial($$SELECT inventory_gov.authorise_return('31', lot => 1); SELECT gt.comes(6, 2, 31, 1)$$), gt.trial($$SELECT inventory_gov.authorise_return('31', lot => 1); SELECT gt.comes(6, 2, 31, 2)$$);
SELECT 'withdrawn', gt.trial(format($$SELECT inventory_gov.withdraw_authorisation(inventory_gov.authorise_return('31')); SELECT gt.back(%s, 4)$$, :sold));
SELECT 'two of one product in one statement', gt.trial(format($$SELECT inventory_gov.authorise_return('31', '2', 5); SELECT odoo_sim.write('stock_move', ARRAY[gt.by_hand(2, 3, 5, 8, 31, done => false), gt.by_hand(2, 3, 5, 8, 31, done => false)], '{"state": "done"}', 8)$$));
SELECT 'a receipt', gt.trial('SELECT odoo_sim.receive(2, 1000, 8)');
SELECT gt.only('return_authorisation', '{"value": 10}') \g /dev/null
SELECT 'value', gt.trial(format('SELECT gt.back(%s, 4)', :sold)), gt.trial(format('SELECT gt.back(%s, 4.01)', :sold));

-- What Odoo's own modules would add.
CREATE TABLE rma (id serial PRIMARY KEY, name varchar, state varchar, partner_id integer, product_id integer, product_uom_qty numeric, reception_move_id integer);
CREATE TABLE helpdesk_stage (id serial PRIMARY KEY, fold boolean);
CREATE TABLE helpdesk_ticket (id serial PRIMARY KEY, name varchar, partner_id integer, product_id integer, stage_id integer);
INSERT INTO helpdesk_stage (fold) VALUES (false), (true);
SELECT gt.only('return_authorisation', '{"qty": 0}') \g /dev/null
CREATE FUNCTION gt.rma(qty numeric, state text, product integer DEFAULT 2, move integer DEFAULT NULL) RETURNS void LANGUAGE sql AS
    $$INSERT INTO rma (name, state, partner_id, product_id, product_uom_qty, reception_move_id) VALUES ('RMA1', state, 31, product, qty, move)$$;
SELECT 'rma', gt.trial(format($$SELECT gt.rma(4, 'confirmed'); SELECT gt.back(%s, 4)$$, :sold)), gt.trial(format($$SELECT gt.rma(4, 'confirmed'); SELECT gt.back(%s, 5)$$, :sold)), gt.trial(format($$SELECT gt.rma(4, 'confirmed'); SELECT gt.back(%1$s, 4); SELECT gt.back(%1$s, 1)$$, :sold));
SELECT 'rma not confirmed', gt.trial(format($$SELECT gt.rma(4, 'draft'); SELECT gt.back(%s, 4)$$, :sold)), gt.trial(format($$SELECT gt.rma(4, 'received'); SELECT gt.back(%s, 4)$$, :sold)), gt.trial(format($$SELECT gt.rma(4, 'confirmed', 1); SELECT gt.back(%s, 4)$$, :sold));
CREATE FUNCTION gt.received(qty numeric) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    m integer := gt.by_hand(2, qty, 5, 8, 31, done => false);
BEGIN
    PERFORM gt.rma(4, 'received', 2, m);
    PERFORM odoo_sim.validate(gt.picking(m), 8);
END $$;
SELECT 'rma that its own move receives', gt.trial('SELECT gt.received(4)'), gt.trial('SELECT gt.received(5)');
CREATE FUNCTION gt.ticket(stage integer, product integer) RETURNS void LANGUAGE sql AS $$INSERT INTO helpdesk_ticket (name, partner_id, product_id, stage_id) VALUES ('T1', 31, product, stage)$$;
SELECT 'a ticket', gt.trial(format($$SELECT gt.ticket(1, 2); SELECT gt.back(%s, 4)$$, :sold));
SELECT gt.only('return_authorisation', '{"qty": 0, "tickets": 1}') \g /dev/null
SELECT 'where tickets count', gt.trial(format($$SELECT gt.ticket(1, 2); SELECT gt.back(%s, 4)$$, :sold)), gt.trial(format($$SELECT gt.ticket(2, 2); SELECT gt.back(%s, 4)$$, :sold)), gt.trial(format($$SELECT gt.ticket(1, 1); SELECT gt.back(%s, 4)$$, :sold));
DROP TABLE rma, helpdesk_ticket, helpdesk_stage;

-- The register.
SELECT gt.only('return_authorisation', '{"qty": 0}') \g /dev/null
SELECT gt.by_hand(2, 4, 5, 8, 31, more => jsonb_build_object('origin_returned_move_id', :sold), done => false) AS coming \gset
SELECT gt.attempt(format('SELECT odoo_sim.validate(%s, 8)', gt.picking(:coming)));
SELECT gt.attempt($$SELECT inventory_gov.authorise_return('31', actor => 8)$$);
SELECT gt.attempt($$SELECT inventory_gov.authorise_return('City Hospital', 'LR-1 unknown')$$);
SELECT inventory_gov.authorise_return('City Hospital', '2', 6, reason => 'WRONG_ITEM', condition => 'new', note => 'by phone', actor => 9) AS rma \gset
SELECT limit_name, measured, outcome, way_out FROM inventory_gov.explain('stock.move', :coming) WHERE control = 'return_authorisation';
SELECT gt.attempt(format('SELECT odoo_sim.validate(%s, 8)', gt.picking(:coming)));
UPDATE stock_move_line SET create_date = create_date - interval '1 minute' WHERE move_id = :coming;
SELECT 'corrected to more', gt.trial(format('SELECT odoo_sim.edit_done(%s, 6, 9)', :coming)), gt.trial(format('SELECT odoo_sim.edit_done(%s, 7, 9)', :coming));
SELECT state, customer, product, quantity, used, reason_code, condition, note, authorised_by FROM inventory_gov.return_authorisations WHERE id = :rma;
SELECT source, source_id = :rma, move_id = :coming, qty, actor_id FROM inventory_gov.return_authorised ORDER BY id DESC LIMIT 1;
SELECT gt.attempt(x) FROM unnest(ARRAY['SELECT inventory_gov.authorise_return()', $$SELECT inventory_gov.authorise_return('31', quantity => 0)$$, $$SELECT inventory_gov.authorise_return('31', condition => 'burnt')$$,
    $$SELECT inventory_gov.authorise_return('31', reason => 'NEVER')$$, $$SELECT inventory_gov.authorise_return('31', '1', lot => 1)$$, $$SELECT inventory_gov.authorise_return('31', lot => 99)$$, 'SELECT inventory_gov.authorise_return(sale_order => 9999)',
    'SELECT inventory_gov.authorise_return(delivery => 9999)', $$SELECT inventory_gov.authorise_return('31', valid_until => now() - interval '1 day')$$, 'SELECT inventory_gov.withdraw_authorisation(9999)']) x WHERE x NOT LIKE '%valid_until%';
SELECT inventory_gov.withdraw_authorisation(:rma, 'settled', 9);
SELECT state, withdrawn_by, withdrawn_note FROM inventory_gov.return_authorisations WHERE id = :rma;
SELECT kind, count(*) FROM inventory_gov.event WHERE kind LIKE 'return.%' GROUP BY 1 ORDER BY 1;
SELECT gt.attempt('DELETE FROM inventory_gov.return_authorised');

\echo -- return_disposition
SELECT gt.only('return_disposition', '{"qty": 0}') \g /dev/null
SELECT gt.by_hand(2, 2, 5, 8, 31, more => jsonb_build_object('origin_returned_move_id', :sold), done => false) AS coming \gset
SELECT gt.picking(:coming) AS back \gset
CREATE FUNCTION gt.reason(move integer, reason text, condition text DEFAULT NULL, of_move boolean DEFAULT false) RETURNS void LANGUAGE sql AS
    $$SELECT inventory_gov.give_return_reason(gt.picking(move), reason, condition, 'seen', 8, CASE WHEN of_move THEN move END)$$;
CREATE FUNCTION gt.goes(move integer, place integer DEFAULT 8) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE stock_move_line SET location_dest_id = place WHERE move_id = move;
    PERFORM odoo_sim.validate(gt.picking(move), 8);
END $$;
SELECT 'no reason', gt.trial(format('SELECT gt.goes(%s)', :coming)), gt.trial(format('SELECT gt.goes(%s, 9)', :coming)), gt.trial(format($$SELECT inventory_gov.declare_quarantine('22'); SELECT gt.goes(%s, 22)$$, :coming));
SELECT 'a reason, no rule', gt.trial(format($$SELECT gt.reason(%1$s, 'NOT_WANTED', 'NEW'); SELECT gt.goes(%1$s)$$, :coming));
SELECT inventory_gov.set_disposition('20', 'NOT_WANTED', 'new', 'as good as new', 9) AS shelf, inventory_gov.set_disposition('21', NULL, 'OPENED') AS opened, inventory_gov.set_disposition('31', 'DEFECTIVE') AS north \gset
SELECT 'where the rule leads', gt.trial(format($$SELECT gt.reason(%1$s, 'NOT_WANTED', 'NEW'); SELECT gt.goes(%1$s, 20)$$, :coming)), gt.trial(format($$SELECT gt.reason(%1$s, 'NOT_WANTED', 'NEW'); SELECT gt.goes(%1$s, 8)$$, :coming)), gt.trial(format($$SELECT gt.reason(%1$s, 'NOT_WANTED', 'NEW'); SELECT gt.goes(%1$s, 9)$$, :coming));
SELECT 'in another condition', gt.trial(format($$SELECT gt.reason(%1$s, 'NOT_WANTED', 'DAMAGED'); SELECT gt.goes(%1$s, 20)$$, :coming)), gt.trial(format($$SELECT gt.reason(%1$s, 'NOT_WANTED'); SELECT gt.goes(%1$s, 20)$$, :coming)), gt.trial(format($$SELECT gt.reason(%1$s, 'WRONG_ITEM', 'OPENED'); SELECT gt.goes(%1$s, 21)$$, :coming));
SELECT 'any condition', gt.trial(format($$SELECT gt.reason(%1$s, 'DEFECTIVE'); SELECT gt.goes(%1$s, 31)$$, :coming)), gt.trial(format($$SELECT gt.reason(%1$s, 'DEFECTIVE', 'DAMAGED'); SELECT gt.goes(%1$s, 31)$$, :coming));
SELECT 'the rule that names more', gt.trial(format($$SELECT inventory_gov.set_disposition('8'); SELECT gt.reason(%1$s, 'NOT_WANTED', 'NEW'); SELECT gt.goes(%1$s, 21)$$, :coming)), gt.trial(format($$SELECT inventory_gov.set_disposition('8'); SELECT gt.reason(%1$s, 'WRONG_ITEM'); SELECT gt.goes(%1$s, 21)$$, :coming)), gt.trial(format($$SELECT inventory_gov.set_disposition('8'); SELECT gt.goes(%1$s, 21)$$, :coming));
SELECT 'of the move itself', gt.trial(format($$SELECT gt.reason(%1$s, 'NOT_WANTED', 'NEW', true); SELECT gt.goes(%1$s, 20)$$, :coming));
SELECT 'the last one counts', gt.trial(format($$SELECT gt.reason(%1$s, 'NOT_WANTED', 'NEW'); SELECT gt.reason(%1$s, 'DEFECTIVE'); SELECT gt.goes(%1$s, 20)$$, :coming));
SELECT 'corrected at once', gt.trial(format($$SELECT gt.reason(%1$s, 'NOT_WANTED', 'NEW'); SELECT gt.goes(%1$s, 20); SELECT odoo_sim.edit_done(%1$s, 3, 9)$$, :coming));
SELECT 'that of the authorisation', gt.trial(format($$SELECT inventory_gov.create_policy('return_authorisation', 'T0', '{"qty": 0}', state => 'active'); SELECT inventory_gov.authorise_return('31', reason => 'NOT_WANTED', condition => 'NEW'); SELECT gt.goes(%1$s, 20)$$, :coming)),
    gt.trial(format($$SELECT inventory_gov.create_policy('return_authorisation', 'T0', '{"qty": 0}', state => 'active'); SELECT inventory_gov.authorise_return('31', reason => 'NOT_WANTED'); SELECT gt.goes(%1$s, 20)$$, :coming));
SELECT 'a delivery, a receipt', gt.trial('SELECT odoo_sim.deliver(2, 1, 8)'), gt.trial('SELECT odoo_sim.receive(2, 1000, 8)');
SELECT 'moved out of the return afterwards', gt.trial(format($$SELECT gt.reason(%1$s, 'NOT_WANTED', 'NEW'); SELECT gt.goes(%1$s, 20); SELECT odoo_sim.transfer(2, 20, 8, 2, 8)$$, :coming));
SELECT 'the place of what came is corrected', gt.trial(format($$SELECT gt.reason(%1$s, 'NOT_WANTED', 'NEW'); SELECT gt.goes(%1$s, 20); UPDATE stock_move_line SET location_dest_id = 21, write_uid = 9 WHERE move_id = %1$s$$, :coming));
SELECT gt.attempt(format('SELECT odoo_sim.validate(%s, 8)', :back));
SELECT gt.reason(:coming, 'NOT_WANTED', 'NEW') \g /dev/null
SELECT gt.attempt(format('SELECT odoo_sim.validate(%s, 8)', :back));
SELECT limit_name, measured, outcome, way_out FROM inventory_gov.explain('stock.move', :coming) WHERE control = 'return_disposition' ORDER BY 1;
SELECT details FROM inventory_gov.violation WHERE control = 'return_disposition' ORDER BY id DESC LIMIT 1;
BEGIN;
UPDATE inventory_gov.policy SET state = 'shadow' WHERE state = 'active';
SELECT count(*) AS used FROM inventory_gov.reason_use \gset
SELECT gt.goes(:coming, 20) \g /dev/null
SELECT 'in shadow it uses up none', count(*) - :used FROM inventory_gov.reason_use;
ROLLBACK;
SELECT gt.attempt(format('SELECT gt.goes(%s, 20)', :coming));
UPDATE stock_move_line SET create_date = create_date - interval '1 minute' WHERE move_id = :coming;
SELECT 'the reason is used', gt.trial(format('SELECT odoo_sim.edit_done(%s, 3, 9)', :coming));
SELECT g.code, g.condition, g.subject = format('stock.picking:%s', :back), EXISTS (SELECT FROM inventory_gov.reason_use u WHERE u.given_id = g.id) FROM inventory_gov.reason_given g ORDER BY id DESC LIMIT 1;
SELECT reason_code, condition, location_name, note, declared_by FROM inventory_gov.dispositions ORDER BY id;
SELECT inventory_gov.set_disposition('20', 'NOT_WANTED', 'NEW') = :shelf;
SELECT inventory_gov.end_disposition(:shelf, 9);
SELECT gt.attempt(x) FROM unnest(ARRAY[format('SELECT inventory_gov.end_disposition(%s)', :shelf), 'SELECT inventory_gov.set_disposition(NULL)', $$SELECT inventory_gov.set_disposition('nowhere')$$, $$SELECT inventory_gov.set_disposition('8', 'NEVER')$$,
    $$SELECT inventory_gov.set_disposition('8', NULL, 'burnt')$$, $$SELECT inventory_gov.set_disposition('8', actor => 8)$$, format($$SELECT inventory_gov.give_return_reason(%s, 'NOT_WANTED', 'burnt', NULL, 8)$$, :back),
    $$SELECT inventory_gov.give_return_reason(99999, 'NOT_WANTED', NULL, NULL, 8)$$, format($$SELECT inventory_gov.give_return_reason(%s, 'NOT_WANTED', NULL, NULL, 8, 1)$$, :back), format($$SELECT inventory_gov.give_return_reason(%s, 'NEVER', NULL, NULL, 8)$$, :back)]) x;

\echo -- refund_order: 10 sold at 14, invoiced, delivered
CREATE FUNCTION gt.invoice(line integer, qty numeric, post boolean DEFAULT true) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    b integer := odoo_sim.new_invoice(line, qty, 8);
BEGIN
    PERFORM odoo_sim.post(ARRAY[b], 8) WHERE post;
END $$;
CREATE FUNCTION gt.refund(line integer, qty numeric, product integer DEFAULT NULL, price numeric DEFAULT NULL, uid integer DEFAULT 8) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    b integer := odoo_sim.new_invoice(line, qty, uid, 'out_refund', product, price);
BEGIN
    PERFORM odoo_sim.post(ARRAY[b], uid);
    RETURN b;
END $$;
SELECT gt.only('refund_order', '{"value": 0}') \g /dev/null
SELECT odoo_sim.deliver(7, 10, 8) AS sold \gset
SELECT sale_line_id AS line FROM stock_move WHERE id = :sold \gset
SELECT gt.invoice(:line, 10) \g /dev/null
SELECT 'nothing has come back', gt.trial(format('SELECT gt.refund(%s, 4)', :line));
SELECT 'all of it has', gt.trial(format('SELECT gt.back(%s, 4); SELECT gt.refund(%s, 4)', :sold, :line)), gt.trial(format('SELECT gt.back(%s, 4); SELECT gt.refund(%s, 5)', :sold, :line));
SELECT 'twice', gt.trial(format('SELECT gt.back(%1$s, 4); SELECT gt.refund(%2$s, 4); SELECT gt.refund(%2$s, 1)', :sold, :line));
SELECT 'by OdooBot', gt.trial(format('SELECT gt.refund(%s, 4, uid => 1)', :line));
SELECT 'invoiced twice', gt.trial(format('SELECT gt.invoice(%1$s, 10); SELECT gt.refund(%1$s, 10)', :line)), gt.trial(format('SELECT gt.invoice(%1$s, 10); SELECT gt.refund(%1$s, 11)', :line));
SELECT 'the second time in draft', gt.trial(format('SELECT gt.invoice(%1$s, 10, false); SELECT gt.refund(%1$s, 10)', :line));
SELECT 'paid and not delivered', gt.trial($$SELECT gt.invoice(l, 5), gt.refund(l, 5) FROM odoo_sim.new_sale(30, 7, 5, 14) l$$);
SELECT 'delivered in part', gt.trial('SELECT gt.invoice(sale_line_id, 4) FROM stock_move WHERE id = (SELECT odoo_sim.deliver(7, 10, 8)); SELECT gt.back(id, 4) FROM stock_move WHERE id = (SELECT max(id) FROM stock_move); SELECT gt.refund((SELECT max(id) FROM sale_order_line), 4)');
SELECT 'a discount is no return', gt.trial(format('SELECT gt.refund(%s, 1, price => 0.5)', :line));
SELECT 'no sale line', gt.trial('SELECT gt.refund(NULL, 4, 7, 14)');
SELECT 'a draft', gt.trial(format($$SELECT odoo_sim.new_invoice(%s, 4, 8, 'out_refund')$$, :line));
SELECT 'an invoice', gt.trial(format('SELECT gt.invoice(%s, 4)', :line));
SELECT 'a vendor''s refund', gt.trial($$SELECT odoo_sim.post(ARRAY[odoo_sim.new_bill(ARRAY[2], 8, 'in_refund')], 8)$$);
SELECT 'two in one statement', gt.trial(format($$SELECT gt.back(%1$s, 4); SELECT odoo_sim.post(ARRAY[odoo_sim.new_invoice(%2$s, 3, 8, 'out_refund'), odoo_sim.new_invoice(%2$s, 3, 8, 'out_refund')], 8)$$, :sold, :line));
SELECT 'a product without quantities', gt.trial(format($$UPDATE product_template SET type = 'service' WHERE id = 107; SELECT gt.refund(%s, 4)$$, :line)) WHERE :v < 18
 UNION ALL SELECT 'a product without quantities', gt.trial(format($$UPDATE product_template SET is_storable = false WHERE id = 107; SELECT gt.refund(%s, 4)$$, :line)) WHERE :v >= 18;
SELECT 'the parts of a kit', gt.trial(format('UPDATE stock_move SET product_id = 8 WHERE id = %s; SELECT gt.refund(%s, 4)', :sold, :line));
SELECT gt.only('refund_order', '{"value": 0, "undisposed_value": 0}') \g /dev/null
SELECT 'back, in quarantine still', gt.trial(format($$SELECT gt.comes(7, 4, origin => %1$s, place => 9, more => '{"sale_line_id": %2$s}'); SELECT gt.refund(%2$s, 4)$$, :sold, :line));
SELECT 'and out of it', gt.trial(format($$SELECT gt.comes(7, 4, origin => %1$s, place => 9, more => '{"sale_line_id": %2$s}'); SELECT odoo_sim.transfer(7, 9, 8, 4, 8); SELECT gt.refund(%2$s, 4)$$, :sold, :line));
SELECT gt.only('refund_order', '{"value": 0, "unlinked": 1}') \g /dev/null
SELECT 'no sale line, where that counts', gt.trial('SELECT gt.refund(NULL, 4, 7, 14)');
SELECT gt.only('refund_order', '{"value": 1}', 'flag') \g /dev/null
SELECT odoo_sim.new_invoice(:line, 4, 8, 'out_refund') AS refund \gset
SELECT gt.attempt(format('SELECT odoo_sim.post(ARRAY[%s], 8)', :refund));
SELECT outcome, measure, deviation_qty, deviation_value, expected_qty, actual_qty, document, order_name, partner_name, message FROM inventory_gov.violation WHERE control = 'refund_order' ORDER BY id DESC LIMIT 1;
SELECT gt.only('refund_order', '{"value": 1}') \g /dev/null
SELECT odoo_sim.new_invoice(:line, 2, 8, 'out_refund') AS refund \gset
SELECT gt.attempt(format('SELECT odoo_sim.post(ARRAY[%s], 8)', :refund));
SELECT inventory_gov.approve((SELECT max(reference) FROM inventory_gov.request), 'a gesture', 9);
SELECT gt.attempt(format('SELECT odoo_sim.post(ARRAY[%s], 8)', :refund));
\ir end.sql
