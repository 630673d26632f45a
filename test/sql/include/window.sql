-- adjustment_window on Odoo :v. Carla (8) and Dora (11) count, Sven (9) applies; product 1 costs 120, product 7 costs 1.1.
\set ECHO none
\ir begin.sql
CREATE FUNCTION gt.quant(product integer, location integer) RETURNS integer LANGUAGE sql AS
    $$SELECT id FROM stock_quant WHERE product_id = product AND location_id = location ORDER BY id LIMIT 1$$;
CREATE FUNCTION gt.ref(n integer) RETURNS text LANGUAGE sql AS $$SELECT reference FROM inventory_gov.request WHERE id = n$$;
CREATE VIEW gt.memory AS
    SELECT product_id, location_id, round(qty::numeric, 2) AS qty, round(value::numeric, 2) AS value, actor_id, counter_id, reason, backfilled
      FROM inventory_gov.adjustments ORDER BY id;
-- What the test takes away or ages stays for good elsewhere.
ALTER TABLE inventory_gov.adjustment DISABLE TRIGGER USER;
-- What was adjusted before the policy was made does not count here.
CREATE FUNCTION gt.window(limits jsonb, enforcement text DEFAULT 'approve', scope jsonb DEFAULT '{}') RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM gt.only('adjustment_window', limits, enforcement, scope);
    DELETE FROM inventory_gov.adjustment;
END $$;
CREATE FUNCTION gt.age(days numeric) RETURNS void LANGUAGE sql AS
    $$UPDATE inventory_gov.adjustment SET at = at - make_interval(secs => (days * 86400)::float8)$$;

\echo -- a product: both sides of the limit, in parts, of both signs, by two users
SELECT gt.window('{"product_qty": 10}') \g /dev/null
SELECT 'one of 10', gt.trial('SELECT odoo_sim.count(1, 8, 210, 8)');
SELECT 'one of 10.01', gt.trial('SELECT odoo_sim.count(1, 8, 210.01, 8)');
SELECT gt.attempt('SELECT odoo_sim.count(1, 8, 206, 8)');
SELECT * FROM gt.memory;
SELECT 'and 4 less', gt.trial('SELECT odoo_sim.count(1, 8, 202, 8)');
SELECT 'and 4.01 less', gt.trial('SELECT odoo_sim.count(1, 8, 201.99, 8)');
SELECT 'by another, in another place', gt.trial('SELECT odoo_sim.count(1, 20, 54.01, 11)');
SELECT 'of another product', gt.trial('SELECT odoo_sim.count(7, 8, 610, 8)');
SELECT 'two places in one transaction', gt.trial('SELECT odoo_sim.count(1, 8, 208, 8); SELECT odoo_sim.count(1, 20, 52, 8)');
SELECT 'two places in one transaction, 0.01 more', gt.trial('SELECT odoo_sim.count(1, 8, 208, 8); SELECT odoo_sim.count(1, 20, 52.01, 8)');
SELECT 'there and back is nothing', gt.trial('SELECT odoo_sim.count(1, 8, 209, 8); SELECT odoo_sim.count(1, 8, 206, 8)');
\echo -- what is rolled back leaves nothing
SELECT * FROM gt.memory;

\echo -- the refusal, its request, the approval: it covers what was asked, once, and no other sum
SELECT gt.attempt('SELECT odoo_sim.count(1, 8, 201, 8)');
SELECT control, measure, trim_scale(measured), trim_scale(deviation_qty), trim_scale(deviation_value), subject, outcome FROM inventory_gov.violation ORDER BY id DESC LIMIT 1;
SELECT inventory_gov.approve(gt.ref(max(id)::integer), 'seen', 9) FROM inventory_gov.request;
SELECT 'more than was approved', gt.trial('SELECT odoo_sim.count(1, 8, 200.9, 8)');
SELECT gt.attempt('SELECT odoo_sim.count(1, 8, 201, 8)');
SELECT 'approved once is not for good', gt.trial('SELECT odoo_sim.count(1, 8, 200.99, 8)');
SELECT state, lines_unused FROM inventory_gov.requests WHERE state <> 'pending';

\echo -- a window ends: 30 days where the policy says nothing, else as many as it says
SELECT gt.window('{"product_qty": 10}') \g /dev/null
SELECT gt.attempt('SELECT odoo_sim.count(1, 8, 210, 8)');
SELECT gt.age(29.99) \g /dev/null
SELECT '29.99 days ago', gt.trial('SELECT odoo_sim.count(1, 8, 210.01, 8)');
SELECT gt.age(0.02) \g /dev/null
SELECT '30.01 days ago', gt.trial('SELECT odoo_sim.count(1, 8, 210.01, 8)');
SELECT gt.window('{"product_qty": 10, "days": 1}') \g /dev/null
SELECT gt.attempt('SELECT odoo_sim.count(1, 8, 200, 8)');
SELECT gt.age(0.99) \g /dev/null
SELECT '23 hours and 45 minutes ago', gt.trial('SELECT odoo_sim.count(1, 8, 200.01, 8)');
SELECT gt.age(0.02) \g /dev/null
SELECT '24 hours and 14 minutes ago', gt.trial('SELECT odoo_sim.count(1, 8, 200.01, 8)');
\echo -- two policies with windows of their own
SELECT gt.window('{"product_qty": 5, "days": 1}', 'flag') \g /dev/null
SELECT inventory_gov.create_policy('adjustment_window', 'T two', '{"product_qty": 12, "days": 7}', '{}', 'approve', 'active') IS NOT NULL;
DELETE FROM inventory_gov.adjustment;
SELECT gt.attempt('SELECT odoo_sim.count(1, 8, 208, 8)');
SELECT gt.age(2) \g /dev/null
SELECT '8 two days ago, 4 today', gt.trial('SELECT odoo_sim.count(1, 8, 212, 8)');
SELECT '8 two days ago, 4.01 today', gt.trial('SELECT odoo_sim.count(1, 8, 212.01, 8)');
SELECT '5.01 today flags, too', gt.trial('SELECT odoo_sim.count(1, 8, 213.01, 8)');
UPDATE inventory_gov.policy SET state = 'retired' WHERE state <> 'retired';
SELECT gt.attempt('SELECT odoo_sim.count(1, 8, 200, 8)');

\echo -- a user: who applies and who counted, over all products, at cost
SELECT gt.window('{"user_value": 1200}') \g /dev/null
SELECT gt.attempt('SELECT odoo_sim.count(1, 8, 205, 8)');
SELECT '600 and 600', gt.trial('SELECT odoo_sim.count(1, 8, 200, 8)');
SELECT 'and a unit of another product', gt.trial('SELECT odoo_sim.count_many(ARRAY[1, 7], 8, ARRAY[200, 601], 8)');
SELECT 'applied by Sven, who has done nothing yet', gt.trial('SELECT odoo_sim.count(1, 8, 215, 9)');
CALL gt.run('SELECT odoo_sim.enter_count(1, 8, 215, 8)');
SELECT 'counted by Carla, applied by Sven', gt.attempt('SELECT odoo_sim.apply_count(ARRAY[gt.quant(1, 8)], 9)');
CALL gt.run('SELECT odoo_sim.enter_count(1, 8, 216, 9)');
SELECT 'counted by Sven, applied by Carla', gt.trial('SELECT odoo_sim.apply_count(ARRAY[gt.quant(1, 8)], 8)');
SELECT 'and Sven, who counted, about approving', gt.mask(inventory_gov.may_decide(max(id), 9)) FROM inventory_gov.request;
CALL gt.run('SELECT odoo_sim.enter_count(1, 8, 202, 11)');
SELECT 'counted by Dora, applied by Carla', gt.trial('SELECT odoo_sim.apply_count(ARRAY[gt.quant(1, 8)], 8)');
SELECT gt.window('{"user_qty": 3}') \g /dev/null
SELECT 'quantities of several products', gt.trial('SELECT odoo_sim.count_many(ARRAY[1, 7], 8, ARRAY[206.5, 598.5], 8)');
SELECT 'quantities of several products, 0.01 more', gt.trial('SELECT odoo_sim.count_many(ARRAY[1, 7], 8, ARRAY[206.5, 598.49], 8)');

\echo -- a product at cost; a location, without those below it
SELECT gt.window('{"product_value": 600}') \g /dev/null
SELECT 'value', gt.trial('SELECT odoo_sim.count(1, 8, 210, 8)'), gt.trial('SELECT odoo_sim.count(1, 8, 210.01, 8)');
SELECT gt.window('{"location_value": 600}') \g /dev/null
SELECT gt.attempt('SELECT odoo_sim.count(1, 8, 208, 8)');
SELECT 'there', gt.trial('SELECT odoo_sim.count(7, 8, 648, 11)'), gt.trial('SELECT odoo_sim.count(7, 8, 649, 11)');
SELECT 'elsewhere', gt.trial('SELECT odoo_sim.count(1, 20, 54, 8)');

\echo -- the same quant again and again
SELECT gt.window('{"quant_times": 2}') \g /dev/null
BEGIN;
SELECT 'there and back', gt.attempt('SELECT odoo_sim.count(1, 8, 209, 8)'), gt.attempt('SELECT odoo_sim.count(1, 8, 208, 8)');
COMMIT;
SELECT * FROM gt.memory;
SELECT gt.attempt('SELECT odoo_sim.count(1, 8, 209, 8)');
SELECT gt.attempt('SELECT odoo_sim.count(1, 8, 208, 11)');
SELECT gt.attempt('SELECT odoo_sim.count(1, 8, 209, 9)');
SELECT 'another quant of it', gt.trial('SELECT odoo_sim.count(1, 20, 51, 9)');
SELECT 'one that confirms', gt.trial('SELECT odoo_sim.count(1, 8, 208, 9)');

\echo -- a restored row whose transaction had the number of this one is an adjustment of its own
SELECT gt.window('{"quant_times": 1}') \g /dev/null
BEGIN;
INSERT INTO inventory_gov.adjustment (at, txn, product_id, location_id, qty, value, actor_id) VALUES (now() - interval '1 day', pg_current_xact_id()::text::bigint, 1, 8, -5, -600, 8);
SELECT 'found again', gt.trial('SELECT odoo_sim.count(1, 8, 5 + (SELECT sum(quantity) FROM stock_quant WHERE product_id = 1 AND location_id = 8), 8)');
ROLLBACK;

\echo -- all lines of a count, refused at once with what they add up to, and approved at once
SELECT gt.window('{"user_value": 700}') \g /dev/null
SELECT gt.attempt('SELECT odoo_sim.count_many(ARRAY[1, 7, 2], 8, ARRAY[211, 680, 300], 8)');
SELECT l.subject, trim_scale(l.deviation_value) FROM inventory_gov.request_line l WHERE request_id = (SELECT max(id) FROM inventory_gov.request) ORDER BY 1;
SELECT inventory_gov.approve(gt.ref(max(id)::integer), 'seen', 9) FROM inventory_gov.request;
SELECT gt.attempt('SELECT odoo_sim.count_many(ARRAY[1, 7, 2], 8, ARRAY[211, 680, 300], 8)');
SELECT state FROM inventory_gov.requests ORDER BY id DESC LIMIT 1;

\echo -- quants written around the moves count
SELECT gt.window('{"product_qty": 10}') \g /dev/null
UPDATE stock_quant SET quantity = quantity - 6, write_uid = 8 WHERE id = gt.quant(1, 8);
SELECT * FROM gt.memory;
SELECT 'and a count of 5 more', gt.trial('SELECT odoo_sim.count(1, 20, 55, 11)');
UPDATE inventory_gov.policy SET state = 'retired' WHERE state <> 'retired';

\echo -- corrected afterwards: what it changes counts
SELECT gt.window('{"product_qty": 10}') \g /dev/null
SELECT gt.attempt('SELECT odoo_sim.count(1, 20, 58, 8)');
SELECT 'two more', gt.trial('SELECT odoo_sim.edit_done((SELECT max(id) FROM stock_move), 10, 8)');
SELECT 'three more', gt.trial('SELECT odoo_sim.edit_done((SELECT max(id) FROM stock_move), 11, 8)');

\echo -- savepoints
BEGIN;
SAVEPOINT a;
CALL gt.run('SELECT odoo_sim.count(1, 20, 60, 8)');
ROLLBACK TO a;
SELECT gt.attempt('SELECT odoo_sim.count(1, 20, 60, 8)');
COMMIT;
SELECT product_id, location_id, qty FROM gt.memory;

\echo -- the scope says whose limit it is; the sum runs over all
SELECT gt.window('{"user_value": 700}', 'approve', '{"product": 7}') \g /dev/null
SELECT gt.attempt('SELECT odoo_sim.count(1, 20, 66, 8)');
SELECT 'product 7', gt.trial('SELECT odoo_sim.count(7, 8, 680.5, 8)');
SELECT 'product 1', gt.trial('SELECT odoo_sim.count(1, 20, 67, 8)');

\echo -- flag and shadow let it through
SELECT gt.window('{"product_qty": 1}', 'flag') \g /dev/null
SELECT gt.attempt('SELECT odoo_sim.count(1, 20, 60, 8)');
SELECT outcome, measure, trim_scale(measured) FROM inventory_gov.violation ORDER BY id DESC LIMIT 1;
SELECT gt.window('{"product_qty": 1}', 'block') \g /dev/null
SELECT gt.attempt('SELECT odoo_sim.count(1, 20, 66, 8)');

\echo -- explain counts what is about to happen, and not twice what has
SELECT gt.window('{"product_qty": 10, "quant_times": 5}') \g /dev/null
SELECT gt.attempt('SELECT odoo_sim.count(1, 20, 64, 8)');
CALL gt.run('SELECT odoo_sim.enter_count(1, 20, 71, 8)');
SELECT limit_name, measured, limit_value, outcome FROM inventory_gov.explain('stock.quant', gt.quant(1, 20)) ORDER BY 1;
SELECT limit_name, measured, outcome FROM inventory_gov.explain('stock.move', (SELECT max(id) FROM stock_move)) ORDER BY 1;
SELECT count(*) FROM inventory_gov.adjustment;

\echo -- no policy, no memory; what Odoo did meanwhile is taken over when one is made, its own rows left alone
UPDATE inventory_gov.policy SET state = 'retired' WHERE state <> 'retired';
UPDATE stock_quant SET inventory_quantity_set = false, inventory_quantity = 0 WHERE id = gt.quant(1, 20);
CALL gt.run('SELECT odoo_sim.count(1, 8, 210, 8)');
CALL gt.run('SELECT odoo_sim.count(6, 8, 27, 8, 1)');
SELECT count(*) FROM inventory_gov.adjustment;
DELETE FROM inventory_gov.adjustment WHERE location_id <> 20;
UPDATE stock_move SET date = date - interval '40 days' WHERE product_id <> 6 AND state = 'done' AND id < (SELECT max(id) FROM stock_move) - 1;
SELECT gt.only('adjustment_window', '{"product_qty": 100, "days": 7}') \g /dev/null
SELECT product_id, location_id, lot_id IS NOT NULL AS lot, round(qty::numeric, 2), round(value::numeric, 2), actor_id, backfilled FROM inventory_gov.adjustments ORDER BY product_id, location_id;
SELECT inventory_gov.backfill_adjustments(7);

\echo -- several moves of one quant key in one statement: one adjustment, and all of them known when a policy is changed
-- Moves that find (more than 0) or lose pieces, done by one statement; the quant follows.
CREATE FUNCTION gt.find(product integer, location integer, qtys numeric[], uid integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    moves integer[]; q stock_quant;
BEGIN
    moves := odoo_sim.create('stock_move', (SELECT jsonb_agg(jsonb_build_object('company_id', 1, 'product_id', product, 'product_uom', odoo_sim.uom(product), 'name', 'Found',
        'location_id', CASE WHEN qty < 0 THEN location ELSE 14 END, 'location_dest_id', CASE WHEN qty < 0 THEN 14 ELSE location END, 'is_inventory', true, 'state', 'confirmed',
        'picked', true, 'product_uom_qty', abs(qty), 'procure_method', 'make_to_stock', 'priority', '0', 'date', odoo_sim.utc(), 'sequence', 10) ORDER BY o)
        FROM unnest(qtys) WITH ORDINALITY u(qty, o)), uid);
    PERFORM odoo_sim.create('stock_move_line', (SELECT jsonb_agg(jsonb_build_object('company_id', 1, 'move_id', m.id, 'product_id', product, 'product_uom_id', m.product_uom,
        'location_id', m.location_id, 'location_dest_id', m.location_dest_id, 'date', odoo_sim.utc(), 'picked', true, 'quantity', m.product_uom_qty, 'qty_done', m.product_uom_qty,
        'reserved_uom_qty', 0) ORDER BY m.id) FROM stock_move m WHERE m.id = ANY (moves)), uid);
    PERFORM odoo_sim.write_rows('stock_move', (SELECT jsonb_agg(jsonb_build_object('id', id, 'quantity', product_uom_qty, 'quantity_done', product_uom_qty, 'product_qty', product_uom_qty,
        'state', 'done') ORDER BY id) FROM stock_move WHERE id = ANY (moves)), uid);
    SELECT * INTO q FROM stock_quant WHERE id = gt.quant(product, location);
    PERFORM odoo_sim.write('stock_quant', ARRAY[q.id], jsonb_build_object('quantity', q.quantity + (SELECT sum(x) FROM unnest(qtys) x)), uid);
END $$;
SELECT COALESCE(max(id), 0) AS seen FROM inventory_gov.adjustments \gset
SELECT 'both ways', gt.attempt('SELECT gt.find(1, 8, ARRAY[6, 4], 8)'), gt.attempt('SELECT gt.find(1, 8, ARRAY[3, -3], 8)');
SELECT product_id, location_id, qty, backfilled FROM inventory_gov.adjustments WHERE id > :seen;
SELECT inventory_gov.backfill_adjustments(7);
SELECT max(id) AS seen FROM inventory_gov.adjustments \gset
\echo -- found and lost again in one transaction, two moves each: nothing
BEGIN;
SELECT gt.attempt('SELECT gt.find(1, 8, ARRAY[3, 2], 8)'), gt.attempt('SELECT gt.find(1, 8, ARRAY[-3, -2], 8)');
COMMIT;
SELECT product_id, location_id, qty, backfilled FROM inventory_gov.adjustments WHERE id > :seen;
SELECT inventory_gov.backfill_adjustments(7);
SELECT gt.attempt('SELECT inventory_gov.backfill_adjustments(-1)');
SELECT gt.attempt('SELECT inventory_gov.backfill_adjustments(367)');
\ir end.sql
