-- serial_custody on Odoo :v. Product 9 is tracked by serial. Every trial is undone.
\set ECHO none
\ir begin.sql
\ir lots.sql
\echo -- a serial is in one place
SELECT gt.only('serial_custody', '{"doubled": 0, "absent": 0, "returned": 0, "quantity": 0}') \g /dev/null
SELECT 'it comes', gt.attempt('SELECT gt.move_lots(4, 8, 9, ARRAY[51, 52, 53])');
SELECT 'it comes again', gt.trial('SELECT gt.move_lots(4, 8, 9, ARRAY[51])');
SELECT 'among others', gt.trial('SELECT gt.move_lots(4, 8, 9, ARRAY[54, 52])');
SELECT 'another place gets it, too', gt.trial('SELECT gt.move_lots(4, 9, 9, ARRAY[51])');
SELECT 'twice in one transfer', gt.trial('SELECT gt.move_lots(4, 8, 9, ARRAY[54, 54])');
SELECT 'twice in a transaction', gt.trial('SELECT gt.move_lots(4, 8, 9, ARRAY[54]); SELECT gt.move_lots(4, 9, 9, ARRAY[54])');
SELECT 'produced, and there already', gt.trial('SELECT gt.move_lots(15, 8, 9, ARRAY[51])');
SELECT 'from the supplier to the customer, and in stock', gt.trial('SELECT gt.move_lots(4, 5, 9, ARRAY[51])');
SELECT 'from the supplier to the customer', gt.trial('SELECT gt.move_lots(4, 5, 9, ARRAY[54])');
SELECT 'a shelf', gt.attempt('SELECT gt.move_lots(8, 20, 9, ARRAY[51])');
SELECT 'from where it was', gt.trial('SELECT gt.move_lots(8, 21, 9, ARRAY[51])');
SELECT 'from where it is', gt.trial('SELECT gt.move_lots(20, 21, 9, ARRAY[51])');
SELECT 'shipped from where it was', gt.trial('SELECT gt.move_lots(8, 5, 9, ARRAY[51])');
SELECT 'shipped, and never received', gt.trial('SELECT gt.move_lots(8, 5, 9, ARRAY[55])');
SELECT 'there and back in a transaction', gt.trial('SELECT gt.move_lots(20, 21, 9, ARRAY[51]); SELECT gt.move_lots(21, 20, 9, ARRAY[51])');
SELECT 'twice from there in a transaction', gt.trial('SELECT gt.move_lots(20, 21, 9, ARRAY[51]); SELECT gt.move_lots(20, 8, 9, ARRAY[51])');
SELECT 'unless the first was undone', gt.trial($$DO 'BEGIN PERFORM gt.move_lots(20, 21, 9, ARRAY[51]); RAISE EXCEPTION ''no''; EXCEPTION WHEN raise_exception THEN NULL; END'; SELECT gt.move_lots(20, 8, 9, ARRAY[51])$$);
SELECT 'through the input in a transaction', gt.trial('SELECT gt.move_lots(4, 9, 9, ARRAY[54]); SELECT gt.move_lots(9, 8, 9, ARRAY[54]); SELECT gt.move_lots(8, 5, 9, ARRAY[54])');
SELECT 'another quantity', gt.trial('SELECT gt.move_lots(4, 8, 9, ARRAY[54], each => 2)');
SELECT 'goods by lot are no serials', gt.trial('SELECT gt.move_lots(4, 8, 6, ARRAY[1, 1], each => 5)'), gt.trial('SELECT gt.move_lots(20, 5, 6, ARRAY[1], each => 5)');
SELECT 'goods without a lot', gt.trial('SELECT odoo_sim.deliver(1, 3, 8)');

\echo -- what is ordinary
SELECT 'consumed, and produced again', gt.trial('SELECT gt.move_lots(20, 15, 9, ARRAY[51]); SELECT gt.move_lots(15, 8, 9, ARRAY[51])');
SELECT 'scrapped', gt.trial('SELECT odoo_sim.scrap(9, 20, 1, 8, 51)');
SELECT 'scrapped where it is not', gt.trial('SELECT odoo_sim.scrap(9, 8, 1, 8, 51)');
SELECT 'to the supplier and back', gt.trial('SELECT gt.move_lots(20, 4, 9, ARRAY[51]); SELECT gt.move_lots(4, 8, 9, ARRAY[51])');
SELECT 'counted as lost, found elsewhere', gt.trial('SELECT odoo_sim.count(9, 20, 0, 9, 51); SELECT odoo_sim.count(9, 21, 1, 9, 51)');
SELECT 'found elsewhere, counted as lost after that', gt.trial('SELECT odoo_sim.count(9, 21, 1, 9, 51); SELECT odoo_sim.count(9, 20, 0, 9, 51)');
SELECT 'relocated', gt.trial('SELECT odoo_sim.relocate(9, 8, 21, 1, 9)') WHERE :v <> 16 UNION ALL SELECT 'relocated', 'passes' WHERE :v = 16;
SELECT 'unpacked', gt.trial('SELECT gt.move_lots(20, 20, 9, ARRAY[51])');
SELECT 'received by a subcontractor''s receipt before it is produced', gt.trial('SELECT gt.move_lots(21, 8, 9, ARRAY[54], purchase_line => 7); SELECT gt.move_lots(15, 21, 9, ARRAY[54])');
INSERT INTO stock_quant (product_id, location_id, company_id, quantity, reserved_quantity, in_date) VALUES (9, 31, 1, 4, 0, now());
SELECT 'out of stock from before its product was tracked', gt.trial('SELECT gt.move_lots(31, 5, 9, ARRAY[55])');
SELECT 'though it is elsewhere', gt.trial('SELECT gt.move_lots(31, 5, 9, ARRAY[51])');
INSERT INTO stock_quant (product_id, location_id, lot_id, company_id, quantity, reserved_quantity, in_date) VALUES (9, 8, 55, 1, -1, 0, now()), (9, 5, 55, NULL, 1, 0, now());
SELECT 'received after it was shipped', gt.trial('SELECT gt.move_lots(4, 8, 9, ARRAY[55])');

\echo -- corrections of what is done
SELECT gt.move_lots(8, 5, 9, ARRAY[52], partner => 31) AS shipped \gset
SELECT id AS line FROM stock_move_line WHERE move_id = :shipped \gset
SELECT 'another serial that is there', gt.trial(format($$SELECT odoo_sim.write('stock_move_line', ARRAY[%s], '{"lot_id": 53}', 8)$$, :line));
SELECT 'one that is elsewhere', gt.trial(format($$SELECT odoo_sim.write('stock_move_line', ARRAY[%s], '{"lot_id": 51}', 8)$$, :line));
SELECT 'the first is there again', gt.trial(format($$SELECT odoo_sim.write('stock_move_line', ARRAY[%s], '{"lot_id": 53}', 8); SELECT gt.move_lots(8, 20, 9, ARRAY[52])$$, :line));
SELECT 'and the second is not', gt.trial(format($$SELECT odoo_sim.write('stock_move_line', ARRAY[%s], '{"lot_id": 53}', 8); SELECT gt.move_lots(8, 20, 9, ARRAY[53])$$, :line));
SELECT 'two of it', gt.trial(format('SELECT odoo_sim.edit_done(%s, 2, 8)', :shipped));
SELECT 'corrected, to one elsewhere in a savepoint that is undone, and back', gt.trial(format($$DO 'BEGIN UPDATE stock_move_line SET lot_id = 53 WHERE id = %1$s;
    BEGIN UPDATE stock_move_line SET lot_id = 51 WHERE id = %1$s; EXCEPTION WHEN OTHERS THEN NULL; END;
    UPDATE stock_move_line SET lot_id = 52 WHERE id = %1$s; END'; SELECT gt.move_lots(8, 20, 9, ARRAY[53])$$, :line));
SELECT 'taken back', gt.trial(format('SELECT odoo_sim.edit_done(%s, 0, 8)', :shipped));

\echo -- returns
SELECT 'it comes back', gt.trial(format('SELECT gt.give_back_lot(%s, 52)', :shipped));
SELECT 'another comes back', gt.trial(format('SELECT gt.give_back_lot(%s, 53)', :shipped));
SELECT 'without a delivery named, of its customer', gt.trial('SELECT gt.move_lots(5, 8, 9, ARRAY[52], partner => 31)');
SELECT 'of a contact of his', gt.trial('UPDATE res_partner SET commercial_partner_id = 31 WHERE id = 30; SELECT gt.move_lots(5, 8, 9, ARRAY[52], partner => 30)');
SELECT 'of another customer', gt.trial('SELECT gt.move_lots(5, 8, 9, ARRAY[52], partner => 30)');
SELECT 'of nobody', gt.trial('SELECT gt.move_lots(5, 8, 9, ARRAY[52])');
SELECT 'twice', gt.trial(format('SELECT gt.give_back_lot(%s, 52); SELECT gt.give_back_lot(%s, 52)', :shipped, :shipped));
SELECT 'and out again, and back', gt.trial(format('SELECT gt.give_back_lot(%s, 52); SELECT gt.move_lots(8, 5, 9, ARRAY[52], partner => 30); SELECT gt.move_lots(5, 8, 9, ARRAY[52], partner => 30)', :shipped));

\echo -- refused, asked for, approved, done
SELECT gt.attempt('SELECT gt.move_lots(8, 21, 9, ARRAY[51])');
SELECT gt.attempt('SELECT gt.move_lots(8, 21, 9, ARRAY[54])');
SELECT gt.attempt('SELECT gt.move_lots(4, 8, 9, ARRAY[51])');
SELECT gt.attempt('SELECT gt.move_lots(5, 8, 9, ARRAY[52], partner => 30)');
SELECT gt.attempt('SELECT gt.move_lots(5, 8, 9, ARRAY[53], partner => 30)');
SELECT gt.attempt('SELECT gt.move_lots(4, 8, 9, ARRAY[54], each => 2)');
SELECT control, deviation_qty, expected_qty, actual_qty, measure, measured, limit_value, limit_unit, location, lot, subject, model FROM inventory_gov.request_lines ORDER BY id;
SELECT inventory_gov.line_text(l, lang) FROM (SELECT DISTINCT ON (measure, details IS NULL) * FROM inventory_gov.request_line ORDER BY measure, details IS NULL, id DESC) l, unnest(ARRAY['fr', 'de', 'es', 'nl']) lang ORDER BY l.id, lang;
SELECT inventory_gov.approve((SELECT reference FROM inventory_gov.request_lines WHERE subject = 'stock.lot:product=9,name=SN-51,from=8,to=21'), 'seen on the shelf', 9);
SELECT 'another serial', gt.trial('SELECT gt.move_lots(8, 21, 9, ARRAY[54])');
SELECT 'from elsewhere', gt.trial('SELECT gt.move_lots(9, 21, 9, ARRAY[51])');
SELECT 'as approved', gt.trial('SELECT gt.move_lots(8, 21, 9, ARRAY[51])');

\echo -- each limit for itself, of one customer
SELECT gt.only('serial_custody', '{"doubled": 0}') \g /dev/null
SELECT gt.trial('SELECT gt.move_lots(8, 21, 9, ARRAY[51])'), gt.trial('SELECT gt.move_lots(4, 8, 9, ARRAY[51])'), gt.trial('SELECT gt.move_lots(5, 8, 9, ARRAY[52], partner => 30)');
SELECT gt.only('serial_custody', '{"returned": 0, "absent": 1}', 'block', '{"partner": 30}') \g /dev/null
SELECT gt.trial('SELECT gt.move_lots(8, 21, 9, ARRAY[51])'), gt.trial('SELECT gt.move_lots(5, 8, 9, ARRAY[52], partner => 30)'), gt.trial('SELECT gt.move_lots(5, 8, 9, ARRAY[52], partner => 20)');
UPDATE product_template SET tracking = 'lot' WHERE id = 109;
SELECT gt.only('serial_custody', '{"doubled": 0, "absent": 0, "returned": 0, "quantity": 0}') \g /dev/null
SELECT 'no serial any more', gt.trial('SELECT gt.move_lots(8, 21, 9, ARRAY[51])');
UPDATE product_template SET tracking = 'serial' WHERE id = 109;

\echo -- sold before its product was tracked; bought back
SELECT 'sold before its product was tracked, none of which is there', gt.trial('SELECT gt.move_lots(5, 8, 9, ARRAY[56], partner => 31)');
INSERT INTO stock_quant (product_id, location_id, company_id, quantity, reserved_quantity, in_date) VALUES (9, 5, 1, 4, 0, now());
SELECT 'sold before its product was tracked', gt.trial('SELECT gt.move_lots(5, 8, 9, ARRAY[56], partner => 31)'), gt.trial('SELECT gt.move_lots(5, 8, 9, ARRAY[56], partner => 31); SELECT gt.move_lots(8, 5, 9, ARRAY[56], partner => 30); SELECT gt.move_lots(5, 8, 9, ARRAY[56], partner => 30)');
SELECT 'twice', gt.trial('SELECT gt.move_lots(5, 8, 9, ARRAY[56, 56], partner => 31)'), gt.trial('SELECT gt.move_lots(5, 8, 9, ARRAY[56], partner => 31); SELECT gt.move_lots(5, 8, 9, ARRAY[56], partner => 31)');
SELECT 'shipped by its number', gt.trial(format('SELECT gt.give_back_lot(%s, 53)', :shipped));
SELECT gt.attempt('SELECT gt.move_lots(4, 8, 9, ARRAY[56])'), gt.attempt('SELECT odoo_sim.scrap(9, 8, 1, 8, 56)');
SELECT 'scrapped', gt.trial('SELECT gt.move_lots(5, 8, 9, ARRAY[56], partner => 31)');
DELETE FROM stock_quant WHERE product_id = 9 AND location_id = 5 AND lot_id IS NULL;
SELECT 'bought back from its customer', gt.trial('SELECT gt.move_lots(4, 8, 9, ARRAY[52])');

\echo -- where they are
SELECT serial, product, place, place_kind, quantity, document IS NOT NULL, customer FROM inventory_gov.serial_custody;
SELECT count(*) FROM inventory_gov.custody(6);
SELECT gt.move_lots(4, 8, 9, ARRAY[51], state => 'assigned') AS draft \gset
SELECT 'explain', limit_name, measured, limit_value, outcome, way_out FROM inventory_gov.explain('stock.move', :draft);
SELECT 'explain what is done', limit_name, measured, outcome FROM inventory_gov.explain('stock.move', :shipped);
\ir end.sql
