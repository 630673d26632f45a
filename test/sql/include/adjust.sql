-- adjustment_limit on Odoo :v. Every trial is a transaction of its own and is undone.
\set ECHO none
\ir begin.sql

-- An adjustment of a key that the count of the fixture does not know: package, owner.
CREATE FUNCTION gt.adjust(product integer, location integer, delta numeric, package integer DEFAULT NULL, owner integer DEFAULT NULL, lot integer DEFAULT NULL)
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    m integer; src integer := CASE WHEN delta < 0 THEN location ELSE 14 END; dst integer := CASE WHEN delta < 0 THEN 14 ELSE location END;
BEGIN
    m := (odoo_sim.create('stock_move', jsonb_build_array(jsonb_build_object('company_id', 1, 'product_id', product, 'product_uom', odoo_sim.uom(product),
        'location_id', src, 'location_dest_id', dst, 'is_inventory', true, 'state', 'confirmed', 'picked', true, 'product_uom_qty', abs(delta), 'name', 'count',
        'procure_method', 'make_to_stock', 'date', odoo_sim.utc())), 8))[1];
    PERFORM odoo_sim.create('stock_move_line', jsonb_build_array(jsonb_build_object('company_id', 1, 'move_id', m, 'product_id', product,
        'product_uom_id', odoo_sim.uom(product), 'location_id', src, 'location_dest_id', dst, 'date', odoo_sim.utc(), 'quantity', abs(delta), 'qty_done', abs(delta),
        'reserved_uom_qty', 0, 'lot_id', lot, 'owner_id', owner, 'package_id', CASE WHEN delta < 0 THEN package END,
        'result_package_id', CASE WHEN delta > 0 THEN package END)), 8);
    PERFORM odoo_sim.write('stock_move', ARRAY[m], jsonb_build_object('quantity', abs(delta), 'quantity_done', abs(delta), 'state', 'done'), 8);
    UPDATE stock_quant SET quantity = quantity + delta, write_uid = 8 WHERE product_id = product AND location_id = location AND package_id IS NOT DISTINCT FROM package
        AND owner_id IS NOT DISTINCT FROM owner AND lot_id IS NOT DISTINCT FROM lot;
    INSERT INTO stock_quant (product_id, location_id, quantity, reserved_quantity, in_date, write_uid) VALUES (product, 14, -delta, 0, now(), 8);
    RETURN m;
END $$;

\echo -- both sides of every limit; 200 on the books at 120
SELECT gt.only('adjustment_limit', '{"pct": 10}') \g /dev/null
SELECT 'pct 220', gt.trial('SELECT odoo_sim.count(1, 8, 220, 8)');
SELECT 'pct 220.01', gt.trial('SELECT odoo_sim.count(1, 8, 220.01, 8)');
SELECT 'pct 220.02', gt.trial('SELECT odoo_sim.count(1, 8, 220.02, 8)');
SELECT 'pct 180', gt.trial('SELECT odoo_sim.count(1, 8, 180, 8)');
SELECT 'pct 179.99', gt.trial('SELECT odoo_sim.count(1, 8, 179.99, 8)');
SELECT gt.only('adjustment_limit', '{"qty": 5}') \g /dev/null
SELECT 'qty 205', gt.trial('SELECT odoo_sim.count(1, 8, 205, 8)');
SELECT 'qty 205.01', gt.trial('SELECT odoo_sim.count(1, 8, 205.01, 8)');
SELECT 'qty 195', gt.trial('SELECT odoo_sim.count(1, 8, 195, 8)');
SELECT 'qty 194.99', gt.trial('SELECT odoo_sim.count(1, 8, 194.99, 8)');
SELECT gt.only('adjustment_limit', '{"value": 600}') \g /dev/null
SELECT 'value 205', gt.trial('SELECT odoo_sim.count(1, 8, 205, 8)');
SELECT 'value 205.01', gt.trial('SELECT odoo_sim.count(1, 8, 205.01, 8)');
SELECT 'value 195', gt.trial('SELECT odoo_sim.count(1, 8, 195, 8)');
SELECT 'value 194.99', gt.trial('SELECT odoo_sim.count(1, 8, 194.99, 8)');

\echo -- one direction only
SELECT gt.only('adjustment_limit', '{"gain_pct": 10}') \g /dev/null
SELECT 'gain_pct 220', gt.trial('SELECT odoo_sim.count(1, 8, 220, 8)');
SELECT 'gain_pct 220.01', gt.trial('SELECT odoo_sim.count(1, 8, 220.01, 8)');
SELECT 'gain_pct, all lost', gt.trial('SELECT odoo_sim.count(1, 8, 0, 8)');
SELECT gt.only('adjustment_limit', '{"gain_qty": 5}') \g /dev/null
SELECT 'gain_qty 205', gt.trial('SELECT odoo_sim.count(1, 8, 205, 8)');
SELECT 'gain_qty 205.01', gt.trial('SELECT odoo_sim.count(1, 8, 205.01, 8)');
SELECT 'gain_qty, all lost', gt.trial('SELECT odoo_sim.count(1, 8, 0, 8)');
SELECT gt.only('adjustment_limit', '{"gain_value": 600}') \g /dev/null
SELECT 'gain_value 205', gt.trial('SELECT odoo_sim.count(1, 8, 205, 8)');
SELECT 'gain_value 205.01', gt.trial('SELECT odoo_sim.count(1, 8, 205.01, 8)');
SELECT 'gain_value, all lost', gt.trial('SELECT odoo_sim.count(1, 8, 0, 8)');
SELECT gt.only('adjustment_limit', '{"loss_pct": 10}') \g /dev/null
SELECT 'loss_pct 180', gt.trial('SELECT odoo_sim.count(1, 8, 180, 8)');
SELECT 'loss_pct 179.99', gt.trial('SELECT odoo_sim.count(1, 8, 179.99, 8)');
SELECT 'loss_pct, twice as much', gt.trial('SELECT odoo_sim.count(1, 8, 400, 8)');
SELECT gt.only('adjustment_limit', '{"loss_qty": 5}') \g /dev/null
SELECT 'loss_qty 195', gt.trial('SELECT odoo_sim.count(1, 8, 195, 8)');
SELECT 'loss_qty 194.99', gt.trial('SELECT odoo_sim.count(1, 8, 194.99, 8)');
SELECT 'loss_qty, twice as much', gt.trial('SELECT odoo_sim.count(1, 8, 400, 8)');
SELECT gt.only('adjustment_limit', '{"loss_value": 600}') \g /dev/null
SELECT 'loss_value 195', gt.trial('SELECT odoo_sim.count(1, 8, 195, 8)');
SELECT 'loss_value 194.99', gt.trial('SELECT odoo_sim.count(1, 8, 194.99, 8)');
SELECT 'loss_value, twice as much', gt.trial('SELECT odoo_sim.count(1, 8, 400, 8)');
SELECT gt.only('adjustment_limit', '{"pct": 20, "gain_pct": 5}') \g /dev/null
SELECT 'pct 20 with gain_pct 5, 10.5', gt.trial('SELECT odoo_sim.count(1, 8, 221, 8)');
SELECT 'pct 20 with gain_pct 5, -10.5', gt.trial('SELECT odoo_sim.count(1, 8, 179, 8)');
SELECT 'pct 20 with gain_pct 5, -20.5', gt.trial('SELECT odoo_sim.count(1, 8, 159, 8)');

\echo -- zero means zero, with the rounding of the unit
SELECT gt.only('adjustment_limit', '{"qty": 0}') \g /dev/null
SELECT '200', gt.trial('SELECT odoo_sim.count(1, 8, 200, 8)');
SELECT '200.004', gt.trial('SELECT odoo_sim.count(1, 8, 200.004, 8)');
SELECT '199.996', gt.trial('SELECT odoo_sim.count(1, 8, 199.996, 8)');
SELECT '200.01', gt.trial('SELECT odoo_sim.count(1, 8, 200.01, 8)');
SELECT '199.99', gt.trial('SELECT odoo_sim.count(1, 8, 199.99, 8)');

\echo -- percent of the books before the transaction
SELECT gt.only('adjustment_limit', '{"pct": 10}') \g /dev/null
SELECT 'up 15 and up 5', gt.trial('SELECT odoo_sim.count(1, 8, 215, 8); SELECT odoo_sim.count(1, 8, 220, 8)');
SELECT 'up 15 and up 5.01', gt.trial('SELECT odoo_sim.count(1, 8, 215, 8); SELECT odoo_sim.count(1, 8, 220.01, 8)');
SELECT 'up 15 and down 35', gt.trial('SELECT odoo_sim.count(1, 8, 215, 8); SELECT odoo_sim.count(1, 8, 180, 8)');
SELECT 'up 15 and down 35.01', gt.trial('SELECT odoo_sim.count(1, 8, 215, 8); SELECT odoo_sim.count(1, 8, 179.99, 8)');
SELECT 'up and down and up', gt.trial('SELECT odoo_sim.count(1, 8, 220, 8); SELECT odoo_sim.count(1, 8, 180, 8); SELECT odoo_sim.count(1, 8, 220, 8)');
SELECT 'two places of one product', gt.trial('SELECT odoo_sim.count(1, 8, 220, 8); SELECT odoo_sim.count(1, 20, 55, 8)');
SELECT 'two places, the second over', gt.trial('SELECT odoo_sim.count(1, 8, 220, 8); SELECT odoo_sim.count(1, 20, 55.01, 8)');
SELECT 'after a receipt in the same transaction', gt.trial('SELECT odoo_sim.receive(1, 100, 8); SELECT odoo_sim.count(1, 8, 320, 8)');
SELECT 'after a receipt in the same transaction, 20.01', gt.trial('SELECT odoo_sim.receive(1, 100, 8); SELECT odoo_sim.count(1, 8, 320.01, 8)');
BEGIN;
SELECT odoo_sim.count(1, 8, 215, 8) \g /dev/null
COMMIT;
SELECT 'the next transaction starts from 215: 236.5', gt.trial('SELECT odoo_sim.count(1, 8, 236.5, 8)');
SELECT 'the next transaction starts from 215: 236.51', gt.trial('SELECT odoo_sim.count(1, 8, 236.51, 8)');
SELECT 'corrected afterwards, more', gt.trial('SELECT odoo_sim.edit_done((SELECT max(id) FROM stock_move), 36, 9)');
SELECT 'corrected afterwards, more than that', gt.trial('SELECT odoo_sim.edit_done((SELECT max(id) FROM stock_move), 36.6, 9)');
SELECT 'corrected afterwards, none at all', gt.trial('SELECT odoo_sim.edit_done((SELECT max(id) FROM stock_move), 0, 9)');
BEGIN;
SELECT odoo_sim.count(1, 8, 200, 8) \g /dev/null
COMMIT;

\echo -- nothing on the books
SELECT 'percent alone refuses what is found', gt.trial('SELECT odoo_sim.count(9, 8, 1, 8)');
SELECT 'a quant with nothing in it', gt.trial('SELECT odoo_sim.count(1, 22, 0.01, 8)');
SELECT 'zero counted where nothing is', gt.trial('SELECT odoo_sim.count(9, 8, 0, 8)');
SELECT gt.only('adjustment_limit', '{"pct": 10, "qty": 5}') \g /dev/null
SELECT 'with qty 5, 5 found', gt.trial('SELECT odoo_sim.count(9, 8, 5, 8)');
SELECT 'with qty 5, 5.01 found', gt.trial('SELECT odoo_sim.count(9, 8, 5.01, 8)');
SELECT gt.only('adjustment_limit', '{"pct": 10, "value": 45}') \g /dev/null
SELECT 'with value 45, 5 found at 9', gt.trial('SELECT odoo_sim.count(9, 8, 5, 8)');
SELECT 'with value 45, 5.01 found at 9', gt.trial('SELECT odoo_sim.count(9, 8, 5.01, 8)');
SELECT gt.only('adjustment_limit', '{"pct": 10, "loss_qty": 5}') \g /dev/null
SELECT 'with a limit on losses only', gt.trial('SELECT odoo_sim.count(9, 8, 1, 8)');
SELECT gt.only('adjustment_limit', '{"pct": 10, "document_qty": 5}') \g /dev/null
SELECT 'with a limit on documents only', gt.trial('SELECT odoo_sim.count(9, 8, 1, 8)');

\echo -- less than nothing on the books
UPDATE inventory_gov.policy SET state = 'retired' WHERE state <> 'retired';
BEGIN;
UPDATE stock_quant SET quantity = -10 WHERE product_id = 4 AND location_id = 8;
COMMIT;
SELECT gt.only('adjustment_limit', '{"pct": 50}') \g /dev/null
SELECT '-10 to -5', gt.trial('SELECT odoo_sim.count(4, 8, -5, 8)');
SELECT '-10 to -4.99', gt.trial('SELECT odoo_sim.count(4, 8, -4.99, 8)');
SELECT '-10 to 0', gt.trial('SELECT odoo_sim.count(4, 8, 0, 8)');
SELECT '-10 to -15', gt.trial('SELECT odoo_sim.count(4, 8, -15, 8)');
SELECT '-10 to -15.01', gt.trial('SELECT odoo_sim.count(4, 8, -15.01, 8)');
UPDATE inventory_gov.policy SET state = 'retired' WHERE state <> 'retired';
BEGIN;
UPDATE stock_quant SET quantity = 120 WHERE product_id = 4 AND location_id = 8;
-- several quants of one key are one book: 120 in three rows
INSERT INTO stock_quant (product_id, location_id, quantity, reserved_quantity, in_date) VALUES (4, 8, 100, 0, now()), (4, 8, -100, 0, now());
-- packages and owners
INSERT INTO stock_quant (product_id, location_id, package_id, owner_id, quantity, reserved_quantity, in_date) VALUES
    (7, 20, NULL, NULL, 100, 0, now()), (7, 20, 1, NULL, 10, 0, now()), (7, 20, NULL, 30, 20, 0, now()), (7, 20, 1, 30, 50, 0, now());
COMMIT;
SELECT gt.only('adjustment_limit', '{"pct": 10}') \g /dev/null
\echo -- rows of one key add up; lots, packages and owners are keys of their own
SELECT 'three rows, 12 of 120', gt.trial('SELECT gt.adjust(4, 8, 12)');
SELECT 'three rows, 12.01 of 120', gt.trial('SELECT gt.adjust(4, 8, 12.01)');
SELECT 'lot 1, 3 of 30', gt.trial('SELECT odoo_sim.count(6, 8, 27, 8, 1)');
SELECT 'lot 2, 3 of 10', gt.trial('SELECT odoo_sim.count(6, 8, 7, 8, 2)');
SELECT 'both lots, 3 of 30 and 1 of 10', gt.trial('SELECT odoo_sim.apply_count(ARRAY[odoo_sim.enter_count(6, 8, 27, 8, 1), odoo_sim.enter_count(6, 8, 11, 8, 2)], 8)');
SELECT 'both lots, 3.01 of 30 and 1.01 of 10', gt.trial('SELECT odoo_sim.apply_count(ARRAY[odoo_sim.enter_count(6, 8, 26.99, 8, 1), odoo_sim.enter_count(6, 8, 11.01, 8, 2)], 8)');
SELECT 'bare, 10 of 100', gt.trial('SELECT gt.adjust(7, 20, -10)');
SELECT 'bare, 10.01 of 100', gt.trial('SELECT gt.adjust(7, 20, -10.01)');
SELECT 'in the package, 1 of 10', gt.trial('SELECT gt.adjust(7, 20, 1, 1)');
SELECT 'in the package, 1.01 of 10', gt.trial('SELECT gt.adjust(7, 20, 1.01, 1)');
SELECT 'in the package, 1.01 of 10 missing', gt.trial('SELECT gt.adjust(7, 20, -1.01, 1)');
SELECT 'of the owner, 2 of 20', gt.trial('SELECT gt.adjust(7, 20, 2, NULL, 30)');
SELECT 'of the owner, 2.01 of 20', gt.trial('SELECT gt.adjust(7, 20, 2.01, NULL, 30)');
SELECT 'of the owner in the package, 5 of 50', gt.trial('SELECT gt.adjust(7, 20, 5, 1, 30)');
SELECT 'of the owner in the package, 5.01 of 50', gt.trial('SELECT gt.adjust(7, 20, 5.01, 1, 30)');
SELECT 'a package unknown until now', gt.trial('SELECT gt.adjust(7, 20, 1, 2)');

\echo -- no adjustments
SELECT gt.only('adjustment_limit', '{"qty": 0, "document_qty": 0}') \g /dev/null
SELECT 'relocation', gt.trial('SELECT odoo_sim.relocate(1, 8, 21, 50, 8)');
SELECT 'transfer', gt.trial('SELECT odoo_sim.transfer(1, 8, 21, 50, 8)');
SELECT 'scrap', gt.trial('SELECT odoo_sim.scrap(1, 8, 50, 8)');
SELECT 'delivery', gt.trial('SELECT odoo_sim.deliver(1, 50, 8)');
SELECT 'receipt', gt.trial('SELECT odoo_sim.receive(1, 150, 8)');
SELECT 'return to the supplier', gt.trial('SELECT odoo_sim.return_to_supplier(odoo_sim.receive(1, 100, 8), 50, 8)');
SELECT 'a count that confirms', gt.trial('SELECT odoo_sim.count(1, 8, 200, 8)');
SELECT 'unpack: a move from a place to itself', gt.trial(format('INSERT INTO stock_move SELECT (jsonb_populate_record(m, jsonb_build_object(''id'', 5000, ''state'', ''done'', %L, 10, ''location_id'', 8,
    ''location_dest_id'', 8, ''is_inventory'', true, ''purchase_line_id'', NULL, ''picking_id'', NULL))).* FROM stock_move m WHERE id = 7', gt.qty_column()));

\echo -- an adjustment by any name: from or to the inventory location, count or not, with or without lines
SELECT 'no is_inventory, no line', gt.trial(format('INSERT INTO stock_move SELECT (jsonb_populate_record(m, jsonb_build_object(''id'', 5000, ''state'', ''done'', %L, 10, ''product_id'', 1, ''location_id'', 8,
    ''location_dest_id'', 14, ''purchase_line_id'', NULL, ''picking_id'', NULL))).* FROM stock_move m WHERE id = 7', gt.qty_column()));
SELECT 'in dozens', gt.trial(format('INSERT INTO stock_move SELECT (jsonb_populate_record(m, jsonb_build_object(''id'', 5000, ''state'', ''done'', %L, 2, ''product_uom'', 2, ''product_id'', 1, ''location_id'', 14,
    ''location_dest_id'', 8, ''purchase_line_id'', NULL, ''picking_id'', NULL))).* FROM stock_move m WHERE id = 7', gt.qty_column()));

\echo -- all lines of a transaction together
SELECT gt.only('adjustment_limit', '{"document_qty": 10}') \g /dev/null
SELECT '+5 and -5', gt.trial('SELECT odoo_sim.count_many(ARRAY[1, 7], 8, ARRAY[205, 595], 8)');
SELECT '+5 and -5.01', gt.trial('SELECT odoo_sim.count_many(ARRAY[1, 7], 8, ARRAY[205, 594.99], 8)');
SELECT 'two statements, +5 and +5', gt.trial('SELECT odoo_sim.count(1, 8, 205, 8); SELECT odoo_sim.count(7, 8, 605, 8)');
SELECT 'two statements, +5 and +5.01', gt.trial('SELECT odoo_sim.count(1, 8, 205, 8); SELECT odoo_sim.count(7, 8, 605.01, 8)');
SELECT 'three statements, the first taken back', gt.trial('SELECT odoo_sim.count(1, 8, 205, 8); SELECT odoo_sim.count(1, 8, 200, 8); SELECT odoo_sim.count(7, 8, 610, 8)');
SELECT 'switched off', gt.trial('SET LOCAL inventory_gov.document_totals = off; SELECT odoo_sim.count(1, 8, 205, 8); SELECT odoo_sim.count(7, 8, 905, 8)');
SELECT 'twenty lines of 0.5', gt.trial('SELECT odoo_sim.count_many(ARRAY(SELECT n FROM generate_series(21, 40) n), 21, array_fill(10.5, ARRAY[20]), 8)');
SELECT 'twenty lines of 0.51', gt.trial('SELECT odoo_sim.count_many(ARRAY(SELECT n FROM generate_series(21, 40) n), 21, array_fill(10.51, ARRAY[20]), 8)');
SELECT gt.only('adjustment_limit', '{"document_value": 1200}') \g /dev/null
SELECT '+5 and -545.45 at 120 and 1.10', gt.trial('SELECT odoo_sim.count_many(ARRAY[1, 7], 8, ARRAY[205, 54.55], 8)');
SELECT '+5 and -545.46 at 120 and 1.10', gt.trial('SELECT odoo_sim.count_many(ARRAY[1, 7], 8, ARRAY[205, 54.54], 8)');
\echo -- more than one statement of 100 lines
SELECT gt.only('adjustment_limit', '{"document_qty": 24.9}') \g /dev/null
INSERT INTO product_template SELECT (jsonb_populate_record(t, jsonb_build_object('id', 2000 + n))).* FROM product_template t, generate_series(1, 250) n WHERE t.id = 102;
INSERT INTO product_product SELECT (jsonb_populate_record(p, jsonb_build_object('id', 3000 + n, 'product_tmpl_id', 2000 + n))).* FROM product_product p, generate_series(1, 250) n WHERE p.id = 2;
SELECT '249 lines of 0.1', gt.trial('SELECT odoo_sim.count_many(ARRAY(SELECT 3000 + n FROM generate_series(1, 249) n), 21, array_fill(0.1, ARRAY[249]), 8)');
SELECT '250 lines of 0.1', gt.trial('SELECT odoo_sim.count_many(ARRAY(SELECT 3000 + n FROM generate_series(1, 250) n), 21, array_fill(0.1, ARRAY[250]), 8)');
