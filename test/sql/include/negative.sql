-- negative_stock on Odoo :v. 200 of product 1 at 120 in Stock (8), 50 on shelf A (20); lots 1 and 2 of product 6: 30 and 10.
\set ECHO none
\ir begin.sql
\ir storage_moves.sql

\echo -- both sides of every limit, whichever Odoo writes first
SELECT gt.only('negative_stock', '{"qty": 0}') \g /dev/null
SELECT 'all there is', gt.trial('SELECT odoo_sim.deliver(1, 200, 8)');
SELECT 'one more', gt.trial('SELECT odoo_sim.deliver(1, 201, 8)');
SELECT 'rounded to the unit', gt.trial('SELECT odoo_sim.deliver(1, 200.004, 8)'), gt.trial('SELECT odoo_sim.deliver(1, 200.01, 8)');
SELECT 'transfer', gt.trial('SELECT odoo_sim.transfer(1, 8, 20, 200, 8)'), gt.trial('SELECT odoo_sim.transfer(1, 8, 20, 201, 8)');
SELECT 'scrap', gt.trial('SELECT odoo_sim.scrap(1, 20, 50, 8)'), gt.trial('SELECT odoo_sim.scrap(1, 20, 51, 8)');
SELECT 'count to nothing', gt.trial('SELECT odoo_sim.count(1, 8, 0, 8)'), gt.trial('SELECT odoo_sim.relocate(1, 8, 20, 200, 8)'), gt.trial('SELECT odoo_sim.relocate(1, 8, 20, 201, 8)');
SELECT q AS quants_written, gt.trial(format('SELECT gt.move(1, 8, 5, 200, quants => %L)', q)), gt.trial(format('SELECT gt.move(1, 8, 5, 201, quants => %L)', q)) FROM unnest(ARRAY['before', 'after']) q;
SELECT 'nothing ever was there', gt.trial('SELECT gt.move(9, 8, 5, 1)');
SELECT gt.only('negative_stock', '{"qty": 5}') \g /dev/null
SELECT 'qty 5', gt.trial('SELECT odoo_sim.deliver(1, 205, 8)'), gt.trial('SELECT odoo_sim.deliver(1, 205.01, 8)');
SELECT gt.only('negative_stock', '{"value": 600}') \g /dev/null
SELECT 'value 600', gt.trial('SELECT odoo_sim.deliver(1, 205, 8)'), gt.trial('SELECT odoo_sim.deliver(1, 205.01, 8)');
SELECT 'without a cost', gt.trial('SELECT odoo_sim.deliver(8, 9000, 8)');

\echo -- what cannot hurt
SELECT gt.only('negative_stock', '{"qty": 0}') \g /dev/null
SELECT 'a receipt', gt.trial('SELECT odoo_sim.receive(1, 100, 8)');
SELECT 'from where nothing is kept', gt.trial('SELECT gt.move(9, 4, 5, 7), gt.move(9, 15, 8, 7), gt.move(9, 14, 8, 7)');
SELECT 'nothing moved', gt.trial('SELECT gt.move(9, 8, 5, 0)');
UPDATE product_template SET type = 'consu' WHERE id = 109;
\if :ge18
UPDATE product_template SET is_storable = false WHERE id = 109;
\endif
SELECT 'goods without stock', gt.trial('SELECT gt.move(9, 8, 5, 7, quants => $$none$$)');

\echo -- a key is a product, a place, a lot, a package and an owner
\if :le18
INSERT INTO stock_quant_package (id, name) VALUES (5, 'PACK5');
\else
INSERT INTO stock_package (id, name) VALUES (5, 'PACK5');
\endif
SELECT gt.quant(1, 8, 5, package => 5), gt.quant(1, 8, 5, owner => 20), gt.quant(1, 8, 5, package => 5, owner => 20) \g /dev/null
SELECT 'unpacked: from a package to none', gt.trial('SELECT gt.move(1, 8, 8, 5, package => 5)');
SELECT 'lot', gt.trial('SELECT gt.move(6, 8, 5, 10, lot => 2)'), gt.trial('SELECT gt.move(6, 8, 5, 11, lot => 2)');
SELECT 'package', gt.trial('SELECT gt.move(1, 8, 5, 5, package => 5)'), gt.trial('SELECT gt.move(1, 8, 5, 6, package => 5)');
SELECT 'owner', gt.trial('SELECT gt.move(1, 8, 5, 5, owner => 20)'), gt.trial('SELECT gt.move(1, 8, 5, 6, owner => 20)');
SELECT 'another owner', gt.trial('SELECT gt.move(1, 8, 5, 5, package => 5, owner => 30)'), gt.trial('SELECT gt.move(1, 8, 5, 5, package => 5, owner => 20)');
SELECT 'dozens', gt.trial('SELECT gt.move(1, 8, 5, 16, uom => 2)'), gt.trial('SELECT gt.move(1, 8, 5, 17, uom => 2)');

\echo -- over all quants: +5 and -7
UPDATE inventory_gov.policy SET state = 'retired' WHERE state = 'active';
SELECT gt.quant(22, 20, 5), gt.quant(22, 20, -7, another => true) \g /dev/null
SELECT gt.only('negative_stock', '{"qty": 0}') \g /dev/null
SELECT 'negative already: what makes it worse', gt.trial('SELECT gt.move(22, 20, 5, 1)'), gt.trial($$SELECT gt.move(22, 20, 5, 1, quants => 'before')$$);
SELECT 'what improves it, and what makes it whole', gt.trial('SELECT gt.move(22, 4, 20, 1)'), gt.trial('SELECT gt.move(22, 4, 20, 3)');
SELECT 'a little back and forth', gt.trial('SELECT gt.move(22, 4, 20, 1), gt.move(22, 20, 5, 1)');
SELECT 'quants merged', gt.trial('DELETE FROM stock_quant WHERE product_id = 22 AND quantity = 5; UPDATE stock_quant SET quantity = -2 WHERE product_id = 22');
SELECT gt.quant(23, 20, 5), gt.quant(23, 20, 7, another => true) \g /dev/null
SELECT 'one quant short, another makes up for it', gt.trial('SELECT gt.move(23, 20, 5, 12)'), gt.trial('SELECT gt.move(23, 20, 5, 13)');

\echo -- what the transaction does as a whole
SELECT 'twice', gt.trial('SELECT gt.move(1, 8, 5, 100), gt.move(1, 8, 5, 100)'), gt.trial('SELECT gt.move(1, 8, 5, 100), gt.move(1, 8, 5, 101)');
SELECT 'first in, then out; no quant written', gt.trial($$SELECT gt.move(1, 4, 8, 10, quants => 'none'), gt.move(1, 8, 5, 210, quants => 'none')$$);
SELECT 'in another unit', gt.trial($$SELECT gt.move(1, 4, 8, 1, uom => 2, quants => 'none'), gt.move(1, 8, 5, 212, quants => 'none')$$), gt.trial($$SELECT gt.move(1, 4, 8, 1, uom => 2, quants => 'none'), gt.move(1, 8, 5, 213, quants => 'none')$$);
SELECT 'what was undone does not count', gt.trial('SELECT gt.trial($$SELECT gt.move(1, 8, 5, 150)$$); SELECT gt.move(1, 8, 5, 200)');
SELECT 'one statement, many moves', gt.trial($$SELECT odoo_sim.write('stock_move', ARRAY[gt.move(1, 8, 5, 100, state => 'confirmed', quants => 'none'), gt.move(1, 8, 5, 101, state => 'confirmed', quants => 'none')], '{"state": "done"}', 8)$$);

\echo -- corrections: the quants go 93, -7, 88 on the way
SELECT odoo_sim.receive(1, 93, 8) AS received \gset
SELECT gt.move(1, 8, 5, 286) AS sent \gset
SELECT 'on hand', sum(quantity) FROM stock_quant WHERE product_id = 1 AND location_id = 8;
SELECT 'delivered less', gt.trial(format('SELECT odoo_sim.edit_done(%s, 280, 8)', :sent));
SELECT 'delivered more', gt.trial(format('SELECT odoo_sim.edit_done(%s, 293, 8)', :sent)), gt.trial(format('SELECT odoo_sim.edit_done(%s, 294, 8)', :sent));
SELECT 'received less', gt.trial(format('SELECT odoo_sim.edit_done(%s, 86, 8)', :received)), gt.trial(format('SELECT odoo_sim.edit_done(%s, 85, 8)', :received));
SELECT 'less, and more again', gt.trial(format('SELECT odoo_sim.edit_done(%s, 86, 8); SELECT odoo_sim.edit_done(%s, 93, 8)', :received, :received));
SELECT 'another lot', gt.trial(format($$UPDATE stock_move_line SET lot_id = 2 WHERE move_id = %s$$, gt.move(6, 8, 5, 1, lot => 1))),
       gt.trial(format($$UPDATE stock_move_line SET lot_id = 2 WHERE move_id = %s$$, gt.move(6, 8, 5, 11, lot => 1)));
SELECT 'another place', gt.trial(format($$UPDATE stock_move_line SET location_id = 21 WHERE move_id = %s$$, gt.move(1, 8, 5, 1)));
SELECT 'a done move set back leaves stock alone', gt.trial(format($$SELECT odoo_sim.write('stock_move', ARRAY[%s], '{"state": "cancel"}', 8)$$, :received));

\echo -- a lot may take from stock without a lot, where that is free
SELECT gt.quant(6, 8, 5) \g /dev/null
SELECT 'there is enough', gt.trial('SELECT gt.move(6, 8, 5, 15, lot => 2)'), gt.trial('SELECT gt.move(6, 8, 5, 16, lot => 2)');
SELECT 'two lots share it, 18 and 10', gt.trial(format($$SELECT odoo_sim.write('stock_move', ARRAY[gt.move(6, 8, 5, 13, lot => 2, state => 'confirmed', quants => 'none'), gt.move(6, 8, 5, %s, lot => 1, state => 'confirmed', quants => 'none')], '{"state": "done"}', 8)$$, q)) FROM unnest(ARRAY[20, 21]) q;

\echo -- refused, asked for, approved, done
SELECT gt.only('negative_stock', '{"qty": 2, "value": 300}') \g /dev/null
SELECT max(id) AS before FROM inventory_gov.request \gset
SELECT gt.quant(6, 8, -5), gt.quant(6, 8, -9, lot => 2) \g /dev/null
SELECT gt.attempt('SELECT gt.move(6, 8, 5, 4, lot => 2)');
SELECT gt.attempt('SELECT gt.move(1, 20, 5, 55)');
SELECT gt.attempt('SELECT gt.move(1, 8, 5, 10, package => 5, owner => 20)');
SELECT state, title, document, model, product_id, lot_id, requester_id FROM inventory_gov.request WHERE id > :before ORDER BY id;
SELECT control, deviation_qty, deviation_value, unit, expected_qty, actual_qty, measure, measured, limit_value, location, lot, subject, model FROM inventory_gov.request_lines ORDER BY id DESC LIMIT 3;
SELECT inventory_gov.line_text(l, lang) FROM inventory_gov.request_line l, unnest(ARRAY['fr', 'de', 'es', 'nl']) lang WHERE l.request_id > :before ORDER BY l.id, lang;
SELECT inventory_gov.approve((SELECT reference FROM inventory_gov.request WHERE id = :before + 2), 'it is on the lorry', 9);
SELECT 'more than approved', gt.trial('SELECT gt.move(1, 20, 5, 56)');
SELECT 'another place', gt.trial('SELECT gt.move(1, 21, 5, 5)');
SELECT 'as approved', gt.attempt('SELECT gt.move(1, 20, 5, 55)');
SELECT outcome, measure FROM inventory_gov.violation ORDER BY id DESC LIMIT 1;
SELECT 'and then only what improves it', gt.trial('SELECT gt.move(1, 4, 20, 1)'), gt.trial('SELECT gt.move(1, 20, 5, 1)');
