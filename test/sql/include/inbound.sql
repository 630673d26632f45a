-- receipt_window, unordered_receipt, substitute_item and receipt_price on Odoo :v. Every trial is undone.
\set ECHO none
\ir begin.sql
-- The goods of a purchase line come at that moment (UTC), as one statement.
CREATE FUNCTION gt.come(line integer, at timestamp, qty numeric DEFAULT 10) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('UPDATE stock_move SET %1$I = %2$s, state = ''done'', date = %3$L, write_date = %3$L, write_uid = 8 WHERE id = %4$s', gt.qty_column(), qty, at, odoo_sim.open_move(line));
END $$;
-- One more move of a transfer, for nothing that was ordered.
CREATE FUNCTION gt.stray(product integer, qty numeric, picking integer, more jsonb DEFAULT '{}') RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    m integer := (odoo_sim.new_moves(picking, jsonb_build_array(jsonb_build_object('product_id', product, 'product_uom_qty', qty) || more), 8))[1];
BEGIN
    PERFORM odoo_sim.enter(m, qty, 8);
    RETURN m;
END $$;
-- A transfer that nobody ordered.
CREATE FUNCTION gt.transfer(type integer, source integer, destination integer, more jsonb DEFAULT '{}') RETURNS integer LANGUAGE sql AS $$
    SELECT (odoo_sim.create('stock_picking', jsonb_build_array(jsonb_build_object('name', CASE type WHEN 1 THEN 'WH/IN/H' ELSE 'WH/OUT/H' END, 'state', 'assigned', 'picking_type_id', type, 'location_id', source,
        'location_dest_id', destination, 'partner_id', 20, 'company_id', 1, 'move_type', 'direct', 'is_locked', true, 'immediate_transfer', false) || more), 8))[1]
$$;
CREATE FUNCTION gt.arrives(product integer, qty numeric, more jsonb DEFAULT '{}', transfer jsonb DEFAULT '{}') RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    k integer := gt.transfer(1, 4, 8, transfer);
BEGIN
    PERFORM gt.stray(product, qty, k, more);
    PERFORM odoo_sim.validate(k, 8);
END $$;
-- A return, or a sale: the transfer.
CREATE FUNCTION gt.returned(move integer, qty numeric) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    r integer := odoo_sim.give_back(move, qty, 8);
BEGIN
    RETURN gt.picking(r);
END $$;
CREATE FUNCTION gt.sold(product integer, qty numeric) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    l integer := odoo_sim.new_sale(30, product, qty, 200);
BEGIN
    RETURN (SELECT picking_id FROM stock_move WHERE sale_line_id = l);
END $$;
CREATE FUNCTION gt.nothing_of(picking integer, product integer) RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
    RETURN (odoo_sim.create('sale_order_line', jsonb_build_array(jsonb_build_object('name', 'nothing', 'product_id', product, 'product_uom_qty', 0, 'price_unit', 0,
        'order_id', (SELECT sale_id FROM stock_picking WHERE id = picking))), 2))[1];
END $$;
CREATE FUNCTION gt.move_of(picking integer) RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
    RETURN (SELECT min(id) FROM stock_move WHERE picking_id = picking);
END $$;
-- Enters a move as ordered, but of another product.
CREATE FUNCTION gt.swap(move integer, product integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE stock_move SET product_id = product WHERE id = move;
    UPDATE stock_move_line SET product_id = product WHERE move_id = move;
    PERFORM odoo_sim.enter(move, (SELECT product_uom_qty FROM stock_move WHERE id = move), 8);
    PERFORM odoo_sim.validate(gt.picking(move), 8);
END $$;
UPDATE purchase_order_line SET date_planned = '2026-11-20 12:00';
UPDATE res_partner SET tz = 'UTC' WHERE id = 1;

\echo -- receipt_window: calendar days; the planned day is neither early nor late
SELECT gt.only('receipt_window', '{"early_days": 2, "late_days": 3}') \g /dev/null
SELECT d, gt.trial(format('SELECT gt.come(1, %L)', d::timestamp)) FROM unnest(ARRAY['2026-11-17 23:59', '2026-11-18 00:00', '2026-11-20 00:00', '2026-11-20 23:59', '2026-11-23 23:59', '2026-11-24 00:00', '2027-03-01 08:00']) d;
SELECT gt.only('receipt_window', '{"early_days": 0, "late_days": 0}') \g /dev/null
SELECT d, gt.trial(format('SELECT gt.come(1, %L)', d::timestamp)) FROM unnest(ARRAY['2026-11-19 23:59', '2026-11-20 00:00', '2026-11-20 12:00', '2026-11-20 23:59', '2026-11-21 00:00']) d;
\echo -- the state is written, and the date left as planned; or the date is another than the day it was written
SELECT d, w, gt.trial(format('UPDATE stock_move SET state = ''done'', %1$I = 100, date = %2$L, write_date = %3$L WHERE purchase_line_id = 1', gt.qty_column(), d, w))
  FROM (VALUES ('2026-11-20 12:00', '2026-11-25 12:00'), ('2026-11-20 12:00', '2026-11-18 12:00'), ('2026-11-25 12:00', '2026-11-20 12:00'), ('2026-11-20 12:00', NULL), ('2026-11-25 12:00', NULL)) x(d, w);
\echo -- days are those of the place: of the address of the warehouse, else of the company, else of its calendar (Oslo)
UPDATE res_partner SET tz = NULL WHERE id = 1;
SELECT d, gt.trial(format('SELECT gt.come(1, %L)', d::timestamp)) FROM unnest(ARRAY['2026-11-19 22:59', '2026-11-19 23:00', '2026-11-20 22:59', '2026-11-20 23:00']) d;
UPDATE res_partner SET tz = 'Pacific/Auckland' WHERE id = 1;
SELECT d, gt.trial(format('SELECT gt.come(1, %L)', d::timestamp)) FROM unnest(ARRAY['2026-11-20 10:59', '2026-11-20 11:00', '2026-11-21 10:59', '2026-11-21 11:00']) d;
ALTER TABLE stock_warehouse ADD partner_id integer;
UPDATE stock_warehouse SET partner_id = 22;
UPDATE res_partner SET tz = 'America/Lima' WHERE id = 22;
SELECT d, gt.trial(format('SELECT gt.come(1, %L)', d::timestamp)) FROM unnest(ARRAY['2026-11-20 04:59', '2026-11-20 05:00', '2026-11-21 04:59', '2026-11-21 05:00']) d;
UPDATE res_partner SET tz = 'No/Where' WHERE id = 22;
SELECT 'a zone nobody knows is UTC', gt.trial('SELECT gt.come(1, ''2026-11-21 00:00'')');
UPDATE res_partner SET tz = NULL WHERE id = 22;
UPDATE res_partner SET tz = 'UTC' WHERE id = 1;
\echo -- who plans nothing is not judged; nor is what goes, or moves about; what came back from the supplier is late by nature
SELECT gt.trial('UPDATE purchase_order_line SET date_planned = NULL; SELECT gt.come(1, ''2028-01-01'')');
SELECT gt.trial('SELECT odoo_sim.deliver(1, 5, 8); SELECT odoo_sim.transfer(1, 8, 21, 5, 8)');
SELECT gt.come(1, '2026-11-20 12:00', 100) \g /dev/null
SELECT id AS m FROM stock_move WHERE purchase_line_id = 1 \gset
SELECT 'to the supplier and back', gt.trial(format('SELECT odoo_sim.give_back(odoo_sim.give_back(%s, 10, 8), 10, 8)', :m));
SELECT 'back, it says, of what never went there', gt.trial(format('UPDATE stock_move SET origin_returned_move_id = %s, state = ''done'', date = ''2026-12-20'', write_date = ''2026-12-20'', %I = 50 WHERE purchase_line_id = 3', :m, gt.qty_column()));
\echo -- working days, and plain days where the company has no calendar
SELECT gt.only('receipt_window', '{"late_working_days": 2}') \g /dev/null
UPDATE res_company SET resource_calendar_id = NULL;
SELECT d, gt.trial(format('SELECT gt.come(3, %L)', d::timestamp)) FROM unnest(ARRAY['2026-11-22 12:00', '2026-11-23 12:00']) d;
UPDATE res_company SET resource_calendar_id = 1;
DELETE FROM resource_calendar_leaves;
INSERT INTO resource_calendar_leaves (calendar_id, date_from, date_to, time_type) VALUES (1, '2026-11-23 23:00', '2026-11-24 23:00', 'leave');
SELECT d, gt.trial(format('SELECT gt.come(3, %L)', d::timestamp)) FROM unnest(ARRAY['2026-11-23 12:00', '2026-11-24 12:00', '2026-11-25 12:00', '2026-11-26 12:00', '2026-11-28 12:00']) d;
SELECT gt.only('receipt_window', '{"early_working_days": 2, "early_days": 20}') \g /dev/null
SELECT d, gt.trial(format('SELECT gt.come(3, %L)', d::timestamp)) FROM unnest(ARRAY['2026-11-20 12:00', '2026-11-18 12:00', '2026-11-17 12:00', '2026-11-15 12:00', '2026-10-31 12:00', '2026-10-30 12:00']) d;
\echo -- a receipt of twenty lines, and its components of one line, are one breach a line
SELECT gt.only('receipt_window', '{"late_days": 10}') \g /dev/null
SELECT gt.trial(format('UPDATE stock_move SET %1$I = 10, state = ''done'', date = ''2026-12-20'', write_date = ''2026-12-20'' WHERE purchase_line_id BETWEEN 8 AND 10', gt.qty_column()));
SELECT gt.trial(format('UPDATE stock_move SET purchase_line_id = 8 WHERE purchase_line_id BETWEEN 8 AND 10; UPDATE stock_move SET %1$I = 10, state = ''done'', date = ''2026-12-20'', write_date = ''2026-12-20'' WHERE purchase_line_id = 8', gt.qty_column()));

\echo -- unordered_receipt: 0 is none, else up to the limit
SELECT gt.only('unordered_receipt', '{"qty": 5}') \g /dev/null
SELECT q, gt.trial(format('SELECT gt.arrives(4, %s)', q)) FROM unnest(ARRAY[5, 5.01]) q;
SELECT 'two moves of it', gt.trial('SELECT gt.stray(4, 3, k, ''{}''), gt.stray(4, 2.01, k, ''{}'') FROM (SELECT gt.transfer(1, 4, 8) AS k OFFSET 0) x; SELECT odoo_sim.validate(max(id), 8) FROM stock_picking');
SELECT gt.only('unordered_receipt', '{"value": 375}') \g /dev/null
SELECT q, gt.trial(format('SELECT gt.arrives(4, %s)', q)) FROM unnest(ARRAY[5, 5.01]) q;
SELECT 'no cost', gt.trial('SELECT gt.arrives(8, 1000)');
SELECT gt.only('unordered_receipt', '{"qty": 0}') \g /dev/null
SELECT 'half a dozen', gt.trial('SELECT gt.arrives(4, 0.5, ''{"product_uom": 2}'')');
\echo -- what was ordered, returns of returns, and what does not come from a supplier
SELECT gt.trial('SELECT odoo_sim.receive(2, 1000, 8); SELECT odoo_sim.receive(4, 120, 8); SELECT odoo_sim.deliver(1, 5, 8); SELECT odoo_sim.count(2, 8, 3, 9); SELECT odoo_sim.return_from_customer(odoo_sim.deliver(1, 5, 8), 2, 8)');
SELECT 'to the supplier and back', gt.trial(format('SELECT odoo_sim.give_back(odoo_sim.give_back(%s, 10, 8), 10, 8)', :m));
SELECT 'back, without the line', gt.trial(format('SELECT gt.arrives(1, 4, jsonb_build_object(''origin_returned_move_id'', odoo_sim.give_back(%s, 10, 8)))', :m));
SELECT 'back, it says, of what never went there', gt.trial(format('SELECT gt.arrives(1, 4, ''{"origin_returned_move_id": %s}'')', :m));
SELECT 'back, it says, of another product', gt.trial(format('SELECT gt.arrives(4, 4, jsonb_build_object(''origin_returned_move_id'', odoo_sim.give_back(%s, 10, 8)))', :m));
\echo -- goods of another owner; of ourselves; of an owner that only the move names; of the owner of the transfer, whose lines are written later
SELECT gt.trial('SELECT gt.stray(4, 3, k, ''{"restrict_partner_id": 21}'') FROM (SELECT gt.transfer(1, 4, 8) AS k OFFSET 0) x; UPDATE stock_move_line SET owner_id = 21 WHERE picking_id = (SELECT max(id) FROM stock_picking);
    SELECT odoo_sim.validate(max(id), 8) FROM stock_picking');
SELECT gt.trial('SELECT gt.stray(4, 3, k, ''{"restrict_partner_id": 1}'') FROM (SELECT gt.transfer(1, 4, 8) AS k OFFSET 0) x; UPDATE stock_move_line SET owner_id = 1 WHERE picking_id = (SELECT max(id) FROM stock_picking);
    SELECT odoo_sim.validate(max(id), 8) FROM stock_picking');
SELECT gt.trial('SELECT gt.arrives(4, 3, ''{"restrict_partner_id": 21}'')');
SELECT gt.trial('SELECT gt.arrives(4, 3, ''{"restrict_partner_id": 21}'', ''{"owner_id": 21}'')'), gt.trial('SELECT gt.arrives(4, 3, ''{"restrict_partner_id": 21}'', ''{"owner_id": 1}'')'), gt.trial('SELECT gt.arrives(4, 3, ''{}'', ''{"owner_id": 21}'')');
\echo -- in a transfer of an order; of a product on it; on a line that is not in force, or orders nothing
SELECT picking_id AS k3 FROM stock_move WHERE purchase_line_id = 3 \gset
SELECT gt.trial(format('SELECT gt.stray(9, 3, %1$s); SELECT odoo_sim.validate(%1$s, 8)', :k3));
SELECT gt.trial(format('SELECT gt.stray(1, 3, %1$s); SELECT odoo_sim.validate(%1$s, 8)', :k3));
SELECT 'the line taken off just before', gt.trial(format('SELECT odoo_sim.enter(id, 50, 8) FROM stock_move WHERE picking_id = %1$s; UPDATE stock_move SET purchase_line_id = NULL WHERE picking_id = %1$s; SELECT odoo_sim.validate(%1$s, 8)', :k3));
SELECT s, gt.trial(format('UPDATE purchase_order SET state = %L WHERE id = 3; SELECT odoo_sim.receive(3, 50, 8)', s)) FROM unnest(ARRAY['draft', 'sent', 'to approve', 'cancel', 'purchase', 'done']) s;
SELECT 'nothing is ordered', gt.trial('UPDATE purchase_order_line SET product_qty = 0 WHERE id = 3; SELECT odoo_sim.receive(3, 50, 8)');
\echo -- born done: without a transfer, and empty before it is filled
SELECT gt.trial(format('INSERT INTO stock_move SELECT (jsonb_populate_record(m, jsonb_build_object(''id'', 5000, ''state'', ''done'', ''purchase_line_id'', NULL, ''picking_id'', NULL, %L, 2))).* FROM stock_move m WHERE id = 7', gt.qty_column()));
SELECT gt.trial(format('INSERT INTO stock_move SELECT (jsonb_populate_record(m, jsonb_build_object(''id'', 5000, ''state'', ''done'', ''purchase_line_id'', NULL, %1$L, NULL))).* FROM stock_move m WHERE id = 7; UPDATE stock_move SET %1$I = 2 WHERE id = 5000', gt.qty_column()));
SELECT 'exchange of what goes back', CASE WHEN odoo_sim.v() = 16 THEN 'no exchanges in 16' ELSE gt.trial(format('SELECT gt.arrives(1, 10, ''{}'', jsonb_build_object(''return_id'', gt.returned(%1$s, 10)))', :m)) END;
SELECT 'exchange, it says, of a receipt', CASE WHEN odoo_sim.v() = 16 THEN 'no exchanges in 16' ELSE gt.trial(format('SELECT gt.arrives(1, 10, ''{}'', jsonb_build_object(''return_id'', gt.picking(%1$s)))', :m)) END;

\echo -- substitute_item
SELECT gt.only('substitute_item', '{"qty": 0}') \g /dev/null
SELECT 'not on the order', gt.trial(format('SELECT gt.stray(9, 3, %1$s); SELECT odoo_sim.validate(%1$s, 8)', :k3));
SELECT 'on the order, and without any order', gt.trial(format('SELECT gt.stray(1, 3, %1$s); SELECT odoo_sim.validate(%1$s, 8); SELECT gt.arrives(9, 3)', :k3));
SELECT 'another product on an ordered move', gt.trial('SELECT gt.swap(odoo_sim.open_move(3), 3)');
SELECT 'one that the order has on another line', gt.trial('SELECT gt.swap(odoo_sim.open_move(8), 22)');
SELECT 'delivered', gt.trial('SELECT gt.stray(9, 3, k), odoo_sim.validate(k, 8) FROM (SELECT gt.sold(1, 3) AS k OFFSET 0) x');
SELECT 'delivered, on the order', gt.trial('SELECT gt.stray(1, 3, k), odoo_sim.validate(k, 8) FROM (SELECT gt.sold(1, 3) AS k OFFSET 0) x');
SELECT 'delivered, with a line of nothing for it', gt.trial('SELECT gt.stray(9, 3, k, jsonb_build_object(''sale_line_id'', gt.nothing_of(k, 9))), odoo_sim.validate(k, 8) FROM (SELECT gt.sold(1, 3) AS k OFFSET 0) x');
SELECT 'delivered on an ordered move', gt.trial('SELECT gt.swap(gt.move_of(gt.sold(1, 3)), 4)');
SELECT 'delivered as ordered, and without an order', gt.trial('SELECT odoo_sim.deliver(1, 5, 8); SELECT gt.stray(9, 3, k), odoo_sim.validate(k, 8) FROM (SELECT gt.transfer(2, 8, 5) AS k OFFSET 0) x');
SELECT gt.only('substitute_item', '{"value": 27}') \g /dev/null
SELECT q, gt.trial(format('SELECT gt.stray(9, %2$s, %1$s); SELECT odoo_sim.validate(%1$s, 8)', :k3, q)) FROM unnest(ARRAY[3, 3.01]) q;
SELECT gt.only('substitute_item', '{"qty": 0}') \g /dev/null
\echo -- declared: for the pair, the partner, the direction, the time
\set bring 'SELECT gt.trial(format(''SELECT gt.stray(9, 3, %1$s); SELECT odoo_sim.validate(%1$s, 8)'', ':k3'))'
SELECT inventory_gov.declare_substitute(1, 9, 'same maker, newer model') AS id \gset
:bring;
SELECT 'not the other way round', gt.trial('SELECT odoo_sim.new_purchase(20, 9, 5, 9) AS l INTO TEMP n; SELECT gt.stray(1, 3, picking_id), odoo_sim.validate(picking_id, 8) FROM stock_move, n WHERE purchase_line_id = l; DROP TABLE n');
SELECT 'then it is not unordered either', gt.trial(format('UPDATE inventory_gov.policy SET state = ''retired'' WHERE state = ''active''; SELECT inventory_gov.create_policy(''unordered_receipt'', ''U'', ''{"qty": 0}'', state => ''active''); SELECT gt.stray(9, 3, %1$s); SELECT odoo_sim.validate(%1$s, 8)', :k3));
SELECT 'but without the order it is', gt.trial('UPDATE inventory_gov.policy SET state = ''retired'' WHERE state = ''active''; SELECT inventory_gov.create_policy(''unordered_receipt'', ''U'', ''{"qty": 0}'', state => ''active''); SELECT gt.arrives(9, 3)');
SELECT inventory_gov.end_substitute(:id) \g /dev/null
:bring;
SELECT inventory_gov.declare_substitute(1, 9, 'only what goes', direction => 'out') AS id \gset
:bring;
SELECT 'delivered', gt.trial('SELECT gt.stray(9, 3, k), odoo_sim.validate(k, 8) FROM (SELECT gt.sold(1, 3) AS k OFFSET 0) x');
SELECT inventory_gov.end_substitute(:id) \g /dev/null
SELECT inventory_gov.declare_substitute(1, 9, 'another supplier', partner_id => 21) AS id \gset
:bring;
SELECT inventory_gov.end_substitute(:id) \g /dev/null
SELECT inventory_gov.declare_substitute(1, 9, 'this supplier', partner_id => 20, direction => 'in', actor => 9) AS id \gset
:bring;
SELECT 'of one of its addresses', gt.trial(format('UPDATE purchase_order SET partner_id = 22 WHERE id = 3; SELECT gt.stray(9, 3, %1$s); SELECT odoo_sim.validate(%1$s, 8)', :k3));
UPDATE inventory_gov.substitute SET valid_until = valid_from + interval '1 microsecond' WHERE id = :id;
:bring;
SELECT inventory_gov.declare_substitute(1, 9, 'next year', valid_from => now() + interval '1 year') AS id \gset
:bring;
SELECT inventory_gov.declare_substitute(4, 9, 'for another product') AS id \gset
:bring;
SELECT product_id, substitute_id, partner_id, direction, why, declared_by_id, declared_role = session_user, state FROM inventory_gov.substitutes ORDER BY id;
SELECT kind, count(*) FROM inventory_gov.event WHERE kind LIKE 'substitute%' GROUP BY 1 ORDER BY 1;
\echo -- declarations that will not do
SELECT gt.attempt(format('SELECT inventory_gov.declare_substitute(%s)', a)) FROM unnest(ARRAY['1, 1, ''x''', '1, 999, ''x''', 'NULL, 9, ''x''', '1, 9, '' ''', '1, 9, ''x'', 999', '1, 9, ''x'', NULL, ''sideways''',
    '1, 9, ''x'', valid_until => ''2020-01-01 12:00'', valid_from => ''2019-01-01 12:00''', '1, 9, ''x'', actor => 8', '1, 9, ''x'', actor => 12']) a;
SELECT gt.attempt('SELECT inventory_gov.end_substitute(1)'), gt.attempt('SELECT inventory_gov.end_substitute(NULL)'), gt.attempt(format('SELECT inventory_gov.end_substitute(%s, 8)', :id));
SELECT inventory_gov.end_substitute(id) FROM inventory_gov.substitutes WHERE state IN ('in force', 'ahead') \g /dev/null
\echo -- kits: their parts, and the parts of kits in them, stand for what was ordered
CREATE TABLE mrp_bom (id integer PRIMARY KEY, product_tmpl_id integer, product_id integer, type varchar);
CREATE TABLE mrp_bom_line (id integer PRIMARY KEY, bom_id integer, product_id integer);
ALTER TABLE stock_move ADD bom_line_id integer;
INSERT INTO mrp_bom VALUES (1, 101, NULL, 'phantom'), (2, 107, NULL, 'phantom'), (3, 101, NULL, 'normal'), (4, 101, 2, 'phantom');
INSERT INTO mrp_bom_line VALUES (1, 1, 7), (2, 2, 9), (3, 3, 4), (4, 4, 8);
SELECT p, gt.trial(format('UPDATE stock_move SET bom_line_id = 1 WHERE purchase_line_id = 3; SELECT gt.swap(odoo_sim.open_move(3), %s)', p)) FROM unnest(ARRAY[7, 9, 4, 8]) p;
SELECT 'a part by itself', gt.trial(format('SELECT gt.stray(9, 3, %1$s); SELECT odoo_sim.validate(%1$s, 8)', :k3));
DROP TABLE mrp_bom, mrp_bom_line; ALTER TABLE stock_move DROP bom_line_id;

\echo -- receipt_price: against cost, 120
SELECT gt.only('receipt_price', '{"cost_pct": 10}') \g /dev/null
\set buy 'SELECT odoo_sim.receive(odoo_sim.new_purchase(20, 1, 10, %s), 10, 8)'
SELECT p, gt.trial(format(:'buy', p)) FROM unnest(ARRAY[132, 132.01, 108, 107.99, 0]) p;
SELECT gt.only('receipt_price', '{"above_cost_value": 100}') \g /dev/null
SELECT p, gt.trial(format(:'buy', p)) FROM unnest(ARRAY[130, 130.01, 1]) p;
SELECT 'half of it', gt.trial('SELECT odoo_sim.receive(odoo_sim.new_purchase(20, 1, 10, 140), 5, 8)'), gt.trial('SELECT odoo_sim.receive(odoo_sim.new_purchase(20, 1, 10, 140), 5.01, 8)');
SELECT 'in dozens, to be had in units', p, gt.trial(format('SELECT odoo_sim.receive(odoo_sim.new_purchase(20, 4, 1, %s, 2), 12, 8)', p)) FROM unnest(ARRAY[1000, 1000.12]) p;
SELECT gt.only('receipt_price', '{"cost_pct": 0}') \g /dev/null
SELECT 'as it costs', gt.trial('SELECT odoo_sim.receive(3, 1, 8)'), 'at a discount', CASE WHEN odoo_sim.v() = 16 THEN 'no discounts in 16' ELSE gt.trial($$SELECT odoo_sim.new_purchase(20, 1, 10, 150) AS l INTO TEMP n;
    SELECT odoo_sim.write('purchase_order_line', ARRAY[l], '{"discount": 20}', 2) FROM n; SELECT odoo_sim.receive(l, 10, 8) FROM n; DROP TABLE n$$) END;
SELECT 'in another currency', gt.trial('SELECT odoo_sim.new_purchase(20, 1, 10, 240) AS l INTO TEMP n; UPDATE purchase_order SET currency_rate = 2 WHERE id = (SELECT max(id) FROM purchase_order); SELECT odoo_sim.receive(l, 10, 8) FROM n; DROP TABLE n');
SELECT 'taxes included', gt.trial('SELECT odoo_sim.new_purchase(20, 1, 10, 145.2) AS l INTO TEMP n; UPDATE purchase_order_line SET price_subtotal = 1200 FROM n WHERE id = l; SELECT odoo_sim.receive(l, 10, 8) FROM n; DROP TABLE n'),
    'a subtotal that is only rounded: 1.104 and 1.1', gt.trial('SELECT odoo_sim.new_purchase(21, 7, 1, 1.104) AS l INTO TEMP n; UPDATE purchase_order_line SET price_subtotal = 1.10 FROM n WHERE id = l; SELECT odoo_sim.receive(l, 1, 8) FROM n; DROP TABLE n');
SELECT 'no cost, and nothing paid before', gt.trial('SELECT odoo_sim.receive(odoo_sim.new_purchase(20, 8, 10, 5), 10, 8)');
SELECT 'cost changed by the receipt itself', gt.trial('UPDATE purchase_order_line SET price_unit = 150 WHERE id = 3; UPDATE stock_move SET price_unit = 150 WHERE purchase_line_id = 3; ' || CASE WHEN odoo_sim.v() <= 17 THEN 'UPDATE ir_property SET value_float = 150 WHERE res_id = ''product.product,1''; ' ELSE 'UPDATE product_product SET standard_price = ''{"1": 150}'' WHERE id = 1; ' END || 'SELECT odoo_sim.receive(3, 10, 8)');
SELECT 'price of the move written down', gt.trial('SELECT odoo_sim.new_purchase(20, 1, 10, 150) AS l INTO TEMP n; UPDATE stock_move SET price_unit = 120 FROM n WHERE purchase_line_id = l; SELECT odoo_sim.receive(l, 10, 8) FROM n; DROP TABLE n');
SELECT 'price of the move written up', gt.trial('UPDATE stock_move SET price_unit = 500 WHERE purchase_line_id = 3; SELECT odoo_sim.receive(3, 10, 8)');
SELECT 'price of the order changed in the same transaction', gt.trial('UPDATE purchase_order_line SET price_unit = 150 WHERE id = 3; UPDATE stock_move SET price_unit = 150 WHERE purchase_line_id = 3; SELECT odoo_sim.receive(3, 10, 8)');
SELECT 'changed there, and not at the move', gt.trial('UPDATE purchase_order_line SET price_unit = 150 WHERE id = 3; SELECT odoo_sim.receive(3, 10, 8)');
SELECT 'changed there, and back', gt.trial('UPDATE purchase_order_line SET price_unit = 150 WHERE id = 3; UPDATE purchase_order_line SET price_unit = 120 WHERE id = 3; SELECT odoo_sim.receive(3, 10, 8)');
SELECT 'the rate of its order changed', gt.trial('UPDATE purchase_order SET currency_rate = 0.5 WHERE id = (SELECT order_id FROM purchase_order_line WHERE id = 3); SELECT odoo_sim.receive(3, 10, 8)');
SELECT 'returned and sent again', gt.trial(format('UPDATE purchase_order_line SET price_unit = 150 WHERE id = 1; SELECT odoo_sim.give_back(odoo_sim.give_back(%s, 10, 8), 10, 8)', :m));
\echo -- against what was paid last
UPDATE inventory_gov.policy SET state = 'retired' WHERE state = 'active';
SELECT odoo_sim.receive(odoo_sim.new_purchase(20, 9, 10, 20), 10, 8) \g /dev/null
SELECT odoo_sim.receive(odoo_sim.new_purchase(21, 9, 10, 10), 10, 8) \g /dev/null
SELECT gt.only('receipt_price', '{"last_pct": 10, "above_last_value": 50}') \g /dev/null
SELECT odoo_sim.new_purchase(21, 9, 10, 30) \g /dev/null
SELECT p, q, gt.trial(format('SELECT odoo_sim.receive(odoo_sim.new_purchase(20, 9, 100, %s), %s, 8)', p, q)) FROM (VALUES (11, 50), (11.01, 1), (11, 50.01), (9, 100), (8.99, 1)) x(p, q);
SELECT 'never bought before', gt.trial('SELECT odoo_sim.receive(odoo_sim.new_purchase(20, 8, 10, 5), 10, 8)');

\echo -- what the user is told, approves and repeats
SELECT gt.only('receipt_window', '{"late_days": 5}') \g /dev/null
SELECT inventory_gov.create_policy('receipt_price', 'Price', '{"cost_pct": 5}', state => 'active'), inventory_gov.create_policy('unordered_receipt', 'Unordered', '{"qty": 0}', state => 'active'),
       inventory_gov.create_policy('substitute_item', 'Substitutes', '{"qty": 0}', state => 'active') \g /dev/null
UPDATE inventory_gov.policy SET name = 'Window' WHERE control = 'receipt_window' AND state = 'active';
UPDATE purchase_order_line SET price_unit = 150, date_planned = odoo_sim.utc() - interval '10 days' WHERE id = 3;
SELECT gt.stray(9, 3, :k3), gt.stray(8, 4, :k3) \g /dev/null
SELECT odoo_sim.enter(odoo_sim.open_move(3), 50, 8) \g /dev/null
\set validate 'SELECT odoo_sim.validate(':k3', 8)'
CREATE FUNCTION gt.undated(t text) RETURNS text LANGUAGE sql AS $$SELECT regexp_replace(t, '20\d\d-\d\d-\d\d', 'DAY', 'g')$$;
SELECT gt.undated(gt.attempt(:'validate'));
SELECT max(id) AS r FROM inventory_gov.request \gset
SELECT control, subject, gt.undated(message), deviation_qty, deviation_value, gt.undated(details::text) FROM inventory_gov.request_line WHERE request_id = :r ORDER BY id;
SELECT gt.undated(inventory_gov.line_text(l, lang)) FROM inventory_gov.request_line l, unnest(ARRAY['fr', 'de', 'es', 'nl']) lang WHERE request_id = :r ORDER BY l.id, lang;
\echo -- why
SELECT e.control, e.limit_name, e.measured, e.limit_value, e.outcome, e.way_out FROM stock_move m, inventory_gov.explain('stock.move', m.id) e WHERE m.picking_id = :k3 ORDER BY m.id, 1, 2;
SELECT control, limit_name, measured, limit_value, outcome, way_out FROM inventory_gov.explain('stock.move', odoo_sim.open_move(8)) WHERE control <> 'receipt_window' ORDER BY 1, 2;
\echo -- and repeated
SELECT inventory_gov.approve(reference, 'agreed by phone', 10) FROM inventory_gov.request WHERE id = :r;
SELECT gt.attempt(:'validate');
SELECT control, outcome, measure, measured, limit_value, deviation_qty FROM inventory_gov.violation WHERE request_id = :r ORDER BY id;
\ir end.sql
