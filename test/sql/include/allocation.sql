-- allocation_override on Odoo :v. What is reserved is committed before each trial; every trial is undone.
\set ECHO none
\ir shipping.sql
-- What is reserved on the lines of a transfer becomes so much; nothing: the lines go, as where Odoo frees a reservation.
CREATE FUNCTION gt.free_to(picking integer, qty numeric, uid integer DEFAULT 8) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF qty = 0 THEN
        DELETE FROM stock_move_line WHERE picking_id = picking;
    ELSE
        PERFORM odoo_sim.write('stock_move_line', ARRAY(SELECT id FROM stock_move_line WHERE picking_id = picking), CASE odoo_sim.v()
            WHEN 16 THEN jsonb_build_object('reserved_uom_qty', qty, 'reserved_qty', qty) ELSE jsonb_build_object('quantity', qty, 'quantity_product_uom', qty) END, uid);
    END IF;
END $$;
-- A reservation of a transfer without one.
CREATE FUNCTION gt.reserve(picking integer, qty numeric, location integer DEFAULT 8, lot integer DEFAULT NULL, uid integer DEFAULT 8) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM odoo_sim.create('stock_move_line', (SELECT jsonb_agg(jsonb_build_object('move_id', m.id, 'picking_id', picking, 'company_id', 1, 'product_id', m.product_id, 'product_uom_id', m.product_uom,
        'location_id', location, 'location_dest_id', m.location_dest_id, 'lot_id', lot, 'date', odoo_sim.utc(), 'state', 'assigned', 'quantity', qty, 'quantity_product_uom', qty, 'picked', false,
        'qty_done', 0, 'reserved_uom_qty', qty, 'reserved_qty', qty)) FROM stock_move m WHERE m.picking_id = picking), uid);
    PERFORM odoo_sim.write('stock_move', ARRAY(SELECT id FROM stock_move WHERE picking_id = picking), jsonb_build_object('quantity', qty), uid) WHERE odoo_sim.v() >= 17;
END $$;
CREATE FUNCTION gt.all_done(picking integer, qty numeric, uid integer DEFAULT 8) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM odoo_sim.enter(id, qty, uid) FROM (SELECT id FROM stock_move WHERE picking_id = picking ORDER BY id) s;
    PERFORM odoo_sim.validate(picking, uid);
END $$;
-- a and b each hold ten of product 1 in Stock; c waits for ten; d is another transfer of a's order.
SELECT gt.by_hand(2, 8, 5, '{1}', 10, '{"origin": "S1"}') AS a, gt.by_hand(2, 8, 5, '{1}', 10, '{"origin": "S2"}') AS b,
       gt.by_hand(2, 8, 5, '{1}', 10, '{"origin": "S3"}') AS c, gt.by_hand(2, 8, 5, '{1}', 10, '{"origin": "S1"}') AS d \gset
DELETE FROM stock_move_line WHERE picking_id IN (:c, :d);
\if :ge17
UPDATE stock_move SET quantity = 0 WHERE picking_id IN (:c, :d);
\endif
CREATE FUNCTION gt.swap(loser integer, left_over numeric, winner integer, qty numeric, uid integer DEFAULT 8) RETURNS text LANGUAGE sql AS
    $$SELECT gt.trial(format('SELECT gt.free_to(%s, %s, %s), gt.reserve(%s, %s, 8, NULL, %s)', loser, left_over, uid, winner, qty, uid))$$;

\echo -- both sides of every limit: reserved for another in the same transaction
SELECT gt.only('allocation_override', '{"qty": 4}') \g /dev/null
SELECT 'four', gt.swap(:a, 6, :c, 4), 'more', gt.swap(:a, 5.99, :c, 4.01);
SELECT gt.only('allocation_override', '{"value": 480}') \g /dev/null
SELECT 'at 120', gt.swap(:a, 6, :c, 4), 'more', gt.swap(:a, 5.99, :c, 4.01);
SELECT gt.only('allocation_override', '{"qty": 0}') \g /dev/null
SELECT 'the line goes', gt.swap(:a, 0, :c, 10);
SELECT 'less is lost than is got', gt.swap(:a, 8, :c, 10), 'less is got than is lost', gt.swap(:a, 0, :c, 3);

\echo -- taken by a delivery
SELECT 'freed before it is done', gt.trial(format('SELECT gt.reserve(%s, 10, 8, NULL, 1); SELECT gt.free_to(%s, 4); SELECT gt.all_done(%1$s, 10)', :c, :a));
SELECT 'freed after it is done', gt.trial(format('SELECT gt.reserve(%s, 10, 8, NULL, 1); SELECT gt.all_done(%1$s, 10); SELECT gt.free_to(%s, 4)', :c, :a));
SELECT 'its own goods', gt.trial(format('SELECT gt.all_done(%s, 10); SELECT gt.free_to(%s, 4)', :b, :a));
SELECT 'its own goods, and part of the other''s', gt.trial(format('SELECT gt.free_to(%s, 4); SELECT gt.all_done(%s, 13)', :a, :b));

SELECT reserved_quantity AS booked FROM stock_quant WHERE product_id = 1 AND location_id = 8 \gset
UPDATE stock_quant SET reserved_quantity = quantity + 5 WHERE product_id = 1 AND location_id = 8;
SELECT 'it had entered more than was free, before', gt.trial(format('SELECT gt.free_to(%s, 5); SELECT gt.all_done(%s, 10)', :a, :b));
UPDATE stock_quant SET reserved_quantity = :booked WHERE product_id = 1 AND location_id = 8;

\echo -- what is none
SELECT 'a reservation given up', gt.trial(format('SELECT gt.free_to(%s, 0)', :a)), 'lowered', gt.trial(format('SELECT gt.free_to(%s, 3)', :a));
SELECT 'reserved from what is free', gt.trial(format('SELECT gt.reserve(%s, 10)', :c));
SELECT 'by Odoo itself', gt.swap(:a, 0, :c, 10, 1);
SELECT 'of the same order', gt.swap(:a, 0, :d, 10);
SELECT 'its source document is typed', gt.trial(format('UPDATE stock_picking SET sale_id = 1 WHERE id = %1$s; UPDATE stock_picking SET origin = ''S1'' WHERE id = %2$s; SELECT gt.free_to(%1$s, 0), gt.reserve(%2$s, 10)', :a, :c)),
    'of the same sale', gt.trial(format('UPDATE stock_picking SET sale_id = 1 WHERE id IN (%1$s, %2$s); SELECT gt.free_to(%1$s, 0), gt.reserve(%2$s, 10)', :a, :c));
SELECT 'it has other goods of the product instead', gt.trial(format('SELECT gt.free_to(%s, 0); SELECT gt.reserve(%1$s, 10, 20, NULL, 1); SELECT gt.reserve(%s, 10)', :a, :c));
SELECT 'from another place', gt.trial(format('SELECT gt.free_to(%s, 0); SELECT gt.reserve(%s, 10, 20)', :a, :c));
SELECT 'cancelled, and got by another', gt.trial(format('SELECT odoo_sim.cancel_backorder(%s, 8); SELECT gt.reserve(%s, 10)', :a, :c));
SELECT 'delivered in part, the rest in a backorder', gt.trial(format('SELECT gt.all_done(%s, 4)', :a));
SELECT 'both delivered', gt.trial(format('SELECT gt.all_done(%s, 10); SELECT gt.all_done(%s, 10)', :a, :b));
SELECT 'in two transactions: not seen', gt.trial(format('SELECT gt.reserve(%s, 10)', :c));
SELECT 'undone by a savepoint', gt.trial(format($t$DO $x$ BEGIN BEGIN PERFORM gt.free_to(%s, 0); RAISE EXCEPTION 'undo'; EXCEPTION WHEN raise_exception THEN NULL; END; PERFORM gt.reserve(%s, 10); END $x$$t$, :a, :c));
SELECT gt.by_hand(2, 8, 5, '{6}', 5, '{"origin": "S4"}') AS e, gt.by_hand(2, 8, 5, '{6}', 5, '{"origin": "S5"}') AS f \gset
UPDATE stock_move_line SET lot_id = 1 WHERE picking_id = :e;
DELETE FROM stock_move_line WHERE picking_id = :f;
SELECT 'another lot', gt.trial(format('SELECT gt.free_to(%s, 0); SELECT gt.reserve(%s, 5, 8, 2)', :e, :f)), 'the same lot', gt.trial(format('SELECT gt.free_to(%s, 0); SELECT gt.reserve(%s, 5, 8, 1)', :e, :f));

\echo -- urgent ones
SELECT gt.only('allocation_override', '{"qty": 0, "urgent": 1}') \g /dev/null
SELECT 'not urgent', gt.swap(:a, 0, :c, 10);
UPDATE stock_picking SET priority = '1' WHERE id = :c;
SELECT 'urgent', gt.swap(:a, 0, :c, 10);
UPDATE stock_picking SET priority = '1' WHERE id = :a;
SELECT 'both urgent', gt.swap(:a, 0, :c, 10);
SELECT gt.only('allocation_override', '{"qty": 0}', 'approve', '{"partner": 31}') \g /dev/null
SELECT 'a policy of another customer', gt.swap(:a, 0, :c, 10);

\echo -- refused, asked for, approved, done
SELECT max(id) AS before FROM inventory_gov.request \gset
SELECT gt.only('allocation_override', '{"qty": 1}') \g /dev/null
SELECT gt.attempt(format('SELECT gt.free_to(%s, 4); SELECT gt.reserve(%s, 6)', :a, :c));
SELECT state, title, document, model, product_id, requester_id FROM inventory_gov.request WHERE id > :before ORDER BY id;
SELECT control, deviation_qty, deviation_value, expected_qty, actual_qty, measure, measured, limit_value, partner FROM inventory_gov.request_lines ORDER BY id DESC LIMIT 1;
SELECT inventory_gov.line_text(l, lang) FROM inventory_gov.request_line l, unnest(ARRAY['fr', 'de', 'es', 'nl']) lang WHERE l.request_id = :before + 1 ORDER BY lang;
SELECT inventory_gov.approve((SELECT reference FROM inventory_gov.request WHERE id = :before + 1), 'the hospital', 9);
SELECT 'more than approved', gt.swap(:a, 3, :c, 7);
SELECT 'as approved', gt.attempt(format('SELECT gt.free_to(%s, 4); SELECT gt.reserve(%s, 6)', :a, :c));
\ir end.sql
