-- lot_substitution on Odoo :v. Lots 1 (30 in Stock) and 2 (10) of product 6. Every trial is undone.
\set ECHO none
\ir begin.sql
\ir lots.sql
INSERT INTO stock_lot (id, name, product_id, company_id) VALUES (3, 'TP-2303', 6, 1);
INSERT INTO stock_quant (product_id, location_id, lot_id, company_id, quantity, reserved_quantity, in_date) VALUES (6, 8, 3, 1, 20, 0, now());
SELECT gt.only('lot_substitution', '{"lots": 0}') \g /dev/null

\echo -- what was reserved
SELECT gt.promise_lots(8, 5, 6, ARRAY[1], ARRAY[5], 31) AS one \gset
SELECT gt.promise_lots(8, 5, 6, ARRAY[1, 2], ARRAY[5, 5], 31) AS two \gset
SELECT 'as promised', gt.trial(format('SELECT gt.take_lot(%1$s, 1, 1, 5); SELECT gt.validate_lots(%1$s)', :one));
SELECT 'another lot', gt.trial(format('SELECT gt.take_lot(%1$s, 1, 2, 5); SELECT gt.validate_lots(%1$s)', :one));
SELECT 'a part of another lot', gt.trial(format('SELECT gt.take_lot(%1$s, 1, 1, 3); SELECT gt.take_lot(%1$s, 2, 2, 2); SELECT gt.validate_lots(%1$s)', :one));
SELECT 'more of the same lot', gt.trial(format('SELECT gt.take_lot(%1$s, 1, 1, 8); SELECT gt.validate_lots(%1$s)', :one));
SELECT 'less of it', gt.trial(format('SELECT gt.take_lot(%1$s, 1, 1, 3); SELECT gt.validate_lots(%1$s)', :one));
SELECT 'another on top of it', gt.trial(format('SELECT gt.take_lot(%1$s, 1, 1, 5); SELECT gt.take_lot(%1$s, 2, 2, 2); SELECT gt.validate_lots(%1$s)', :one));
SELECT 'all of one of two', gt.trial(format('SELECT gt.take_lot(%1$s, 1, 1, 10); SELECT gt.take_lot(%1$s, 2, 2, 0); SELECT gt.validate_lots(%1$s)', :two));
SELECT 'two others for two', gt.trial(format('SELECT gt.take_lot(%1$s, 1, 3, 5); SELECT gt.take_lot(%1$s, 2, 3, 5); SELECT gt.validate_lots(%1$s)', :two));
SELECT 'one of three', gt.trial(format('SELECT gt.take_lot(%1$s, 1, 1, 5); SELECT gt.take_lot(%1$s, 2, 2, 2); SELECT gt.take_lot(%1$s, 3, 3, 3); SELECT gt.validate_lots(%1$s)', :two));
SELECT 'nothing was promised', gt.trial('SELECT gt.move_lots(8, 5, 6, ARRAY[1, 2, 3], each => 2, partner => 31)');
SELECT 'promised to another lot, a transfer of the same transaction', gt.trial('SELECT gt.take_lot(m, 1, 2, 5), gt.validate_lots(m) FROM gt.promise_lots(8, 5, 6, ARRAY[1], ARRAY[5], 31) m');
SELECT 'a receipt', gt.trial(format('SELECT gt.take_lot(m, 1, 2, 5), gt.validate_lots(m) FROM gt.promise_lots(4, 8, 6, ARRAY[1], ARRAY[5]) m'));

\echo -- a reservation that was changed before, in a transaction of its own
SELECT gt.take_lot(:one, 1, 2, 5) \g /dev/null
SELECT move_id = :one, lot_id, changed_to, actor_id FROM inventory_gov.lot_promise;
SELECT 'validated then', gt.trial(format('SELECT gt.validate_lots(%s)', :one));
SELECT gt.take_lot(:one, 1, 3, 5) \g /dev/null
SELECT 'changed again', gt.trial(format('SELECT gt.validate_lots(%s)', :one));
SELECT gt.take_lot(:one, 1, 1, 5) \g /dev/null
SELECT 'changed back', gt.trial(format('SELECT gt.validate_lots(%s)', :one));
SELECT gt.promise_lots(8, 5, 6, ARRAY[1], ARRAY[5], 31) AS added \gset
SELECT gt.take_lot(:added, 2, 3, 5) \g /dev/null
SELECT 'a line added in place of it', gt.trial(format('SELECT gt.take_lot(%1$s, 1, 1, 0); SELECT gt.validate_lots(%1$s)', :added));
SELECT gt.promise_lots(8, 5, 6, ARRAY[1], ARRAY[5], 31) AS anew \gset
DELETE FROM stock_move_line WHERE move_id = :anew;
SELECT gt.take_lot(:anew, 1, 3, 5) \g /dev/null
\if :v16
UPDATE stock_move_line SET reserved_uom_qty = 5 WHERE move_id = :anew;
\endif
SELECT 'reserved anew', gt.trial(format('SELECT gt.validate_lots(%s)', :anew));

\echo -- emptied of its lot or its quantity before, and filled again
CREATE FUNCTION gt.fill(move integer, lot integer, qty numeric, place integer DEFAULT 8) RETURNS void LANGUAGE sql AS $$
    SELECT odoo_sim.write('stock_move_line', odoo_sim.lines(ARRAY[move]), jsonb_build_object('lot_id', lot, 'quantity', qty, 'quantity_product_uom', qty, 'reserved_uom_qty', qty, 'qty_done', 0,
        'picked', false, 'location_id', place), 8)
$$;
CREATE FUNCTION gt.ships(move integer, lot integer) RETURNS text LANGUAGE sql AS $$
    SELECT gt.trial(format('SELECT gt.take_lot(%1$s, 1, %2$s, 5); SELECT gt.validate_lots(%1$s)', move, lot))
$$;
SELECT gt.promise_lots(8, 5, 6, ARRAY[1], ARRAY[5], 31) AS cleared \gset
SELECT gt.fill(:cleared, NULL, 5) \g /dev/null
SELECT 'without a lot', gt.ships(:cleared, 1), gt.ships(:cleared, 2);
SELECT gt.fill(:cleared, 2, 5) \g /dev/null
SELECT 'another lot', gt.ships(:cleared, 1), gt.ships(:cleared, 2);
SELECT gt.promise_lots(8, 5, 6, ARRAY[1], ARRAY[5], 31) AS nothing \gset
SELECT gt.fill(:nothing, 1, 0) \g /dev/null
SELECT 'nothing', gt.ships(:nothing, 1), gt.ships(:nothing, 2);
SELECT gt.fill(:nothing, 2, 0) \g /dev/null
SELECT 'nothing of another lot', gt.ships(:nothing, 1), gt.ships(:nothing, 2);
SELECT gt.fill(:nothing, 2, 5) \g /dev/null
SELECT 'filled again', gt.ships(:nothing, 1), gt.ships(:nothing, 2);
SELECT gt.promise_lots(8, 5, 6, ARRAY[1], ARRAY[5], 31) AS moved \gset
SELECT gt.fill(:moved, 2, 5, 14) \g /dev/null
SELECT gt.fill(:moved, 2, 5, 8) \g /dev/null
SELECT 'elsewhere meanwhile', gt.ships(:moved, 1), gt.ships(:moved, 2);
SELECT CASE move_id WHEN :cleared THEN 'cleared' WHEN :nothing THEN 'nothing' WHEN :moved THEN 'moved' END, lot_id, changed_to, qty FROM inventory_gov.lot_promise WHERE move_id IN (:cleared, :nothing, :moved) ORDER BY id;
SELECT gt.promise_lots(8, 5, 6, ARRAY[1], ARRAY[5], 31) AS emptied \gset
SELECT gt.fill(:emptied, 1, 0) \g /dev/null
SELECT 'emptied, and a line of another lot added', gt.trial(format('SELECT gt.take_lot(%1$s, 2, 3, 5); SELECT gt.validate_lots(%1$s)', :emptied));
SELECT gt.promise_lots(8, 5, 6, ARRAY[1], ARRAY[5], 31) AS kind \gset
SELECT 'a count or a scrap by its own account', gt.trial(format('SELECT odoo_sim.write(''stock_move'', ARRAY[%1$s], ''{"is_inventory": true, "scrap_id": 1}'', 8); SELECT gt.take_lot(%1$s, 1, 2, 5); SELECT gt.validate_lots(%1$s)', :kind));
SELECT 'another lot once the move is done', gt.trial(format('SELECT odoo_sim.write(''stock_move'', ARRAY[%1$s], ''{"state": "done", "quantity": 5, "quantity_done": 5}'', 8);
    SELECT odoo_sim.write(''stock_move_line'', odoo_sim.lines(ARRAY[%1$s]), ''{"state": "done", "lot_id": %2$s, "qty_done": 5}'', 8)', :kind, 2));

\echo -- what the step before has picked
SELECT gt.move_lots(8, 9, 6, ARRAY[1], each => 5, partner => 31) AS pick \gset
SELECT gt.promise_lots(9, 5, 6, ARRAY[2], ARRAY[5], 31) AS ship \gset
INSERT INTO stock_move_move_rel VALUES (:pick, :ship);
SELECT 'what was picked, not what is reserved', gt.trial(format('SELECT gt.take_lot(%1$s, 1, 1, 5); SELECT gt.validate_lots(%1$s)', :ship));
SELECT 'what is reserved, and not picked', gt.trial(format('SELECT gt.take_lot(%1$s, 1, 2, 5); SELECT gt.validate_lots(%1$s)', :ship));
SELECT gt.move_lots(4, 8, 6, ARRAY[3], each => 5) AS receipt \gset
SELECT gt.promise_lots(8, 5, 6, ARRAY[1], ARRAY[5], 31) AS cross \gset
INSERT INTO stock_move_move_rel VALUES (:receipt, :cross);
SELECT 'a receipt is no pick', gt.trial(format('SELECT gt.take_lot(%1$s, 1, 1, 5); SELECT gt.validate_lots(%1$s)', :cross));
ALTER TABLE stock_move ADD COLUMN restrict_lot_id integer;
SELECT 'a reservation in its place', gt.trial(format('SELECT gt.take_lot(%1$s, 1, 1, 5); SELECT gt.validate_lots(%1$s)', :cross));
UPDATE stock_move SET restrict_lot_id = 2 WHERE id = :cross;
SELECT 'restricted to a lot', gt.trial(format('SELECT gt.take_lot(%1$s, 1, 2, 5); SELECT gt.validate_lots(%1$s)', :cross));
SELECT 'restricted to another', gt.trial(format('SELECT gt.take_lot(%1$s, 1, 1, 5); SELECT gt.validate_lots(%1$s)', :cross));

\echo -- both sides of the limits; of one customer
SELECT gt.promise_lots(8, 5, 6, ARRAY[1], ARRAY[5], 31) AS one \gset
SELECT gt.only('lot_substitution', '{"qty": 2}') \g /dev/null
SELECT '2', gt.trial(format('SELECT gt.take_lot(%1$s, 1, 1, 3); SELECT gt.take_lot(%1$s, 2, 2, 2); SELECT gt.validate_lots(%1$s)', :one));
SELECT '2.01', gt.trial(format('SELECT gt.take_lot(%1$s, 1, 1, 2.99); SELECT gt.take_lot(%1$s, 2, 2, 2.01); SELECT gt.validate_lots(%1$s)', :one));
SELECT gt.only('lot_substitution', '{"lots": 1}') \g /dev/null
SELECT '1 lot, 2 lots', gt.trial(format('SELECT gt.take_lot(%1$s, 1, 2, 5); SELECT gt.validate_lots(%1$s)', :one)),
    gt.trial(format('SELECT gt.take_lot(%1$s, 1, 2, 3); SELECT gt.take_lot(%1$s, 2, 3, 2); SELECT gt.validate_lots(%1$s)', :one));
SELECT gt.only('lot_substitution', '{"lots": 0}', 'block', '{"partner": 30}') \g /dev/null
SELECT 'of another customer', gt.trial(format('SELECT gt.take_lot(%1$s, 1, 2, 5); SELECT gt.validate_lots(%1$s)', :one));
SELECT gt.only('lot_substitution', '{"lots": 0}', 'block', '{"partner": 31}') \g /dev/null
SELECT 'of this one', gt.trial(format('SELECT gt.take_lot(%1$s, 1, 2, 5); SELECT gt.validate_lots(%1$s)', :one));

\echo -- refused, asked for, approved, done
SELECT gt.only('lot_substitution', '{"lots": 0}') \g /dev/null
SELECT max(id) AS before FROM inventory_gov.request \gset
SELECT gt.attempt(format('SELECT gt.take_lot(%1$s, 1, 2, 5); SELECT gt.validate_lots(%1$s)', :one));
SELECT control, deviation_qty, measure, measured, limit_value, limit_unit, location, lot, partner, subject = 'stock.move:' || :one, model FROM inventory_gov.request_lines ORDER BY id DESC LIMIT 1;
SELECT inventory_gov.line_text(l, lang) FROM inventory_gov.request_line l, unnest(ARRAY['fr', 'de', 'es', 'nl']) lang WHERE l.request_id = :before + 1 ORDER BY lang;
SELECT inventory_gov.approve((SELECT reference FROM inventory_gov.request WHERE id = :before + 1), 'lot 1 is damaged', 9);
SELECT 'as approved', gt.attempt(format('SELECT gt.take_lot(%1$s, 1, 2, 5); SELECT gt.validate_lots(%1$s)', :one));
SELECT outcome, measure FROM inventory_gov.violation ORDER BY id DESC LIMIT 1;
SELECT gt.promise_lots(8, 5, 6, ARRAY[1], ARRAY[5], 31) AS one \gset
SELECT 'explain', limit_name, measured, limit_value, outcome FROM inventory_gov.explain('stock.move', :one);
\ir end.sql
