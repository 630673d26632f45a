-- Counts that are applied after stock has moved, on Odoo :v. Carla (8) counts, Dora (11) too; Sven (9) applies, Dilys (10) directs.
\set ECHO none
\ir begin.sql
\ir counts.sql
CREATE FUNCTION gt.enter(product integer, location integer, qty numeric, uid integer DEFAULT 8) RETURNS text LANGUAGE sql AS
    $$SELECT gt.do(format('SELECT odoo_sim.enter_count(%s, %s, %s, %s)', product, location, qty, uid))$$;
CREATE FUNCTION gt.on_hand(product integer, location integer DEFAULT 8) RETURNS numeric LANGUAGE sql AS
    $$SELECT trim_scale(sum(quantity)) FROM stock_quant WHERE product_id = product AND location_id = location$$;
CREATE VIEW gt.entries AS SELECT q.product_id, q.location_id, c.counter_id, c.book_qty, c.difference_qty FROM inventory_gov.count_entry c LEFT JOIN stock_quant q ON q.id = c.quant_id ORDER BY 1, 2;
SELECT gt.only('count_drift', '{"qty": 0}') \g /dev/null

\echo -- nothing has moved: whoever applies it, whenever
SELECT gt.enter(1, 8, 190), gt.do('SELECT odoo_sim.apply_count(ARRAY[gt.quant(1, 8)], 9)'), gt.on_hand(1);
SELECT gt.do('SELECT odoo_sim.count(1, 8, 200, 8)'), gt.on_hand(1);
\echo -- 10 leave: what was counted would bring them back
SELECT gt.enter(1, 8, 195);
CALL gt.run('SELECT odoo_sim.deliver(1, 10, 11)');
SELECT * FROM gt.entries;
SELECT gt.do('SELECT gt.keep_counted(gt.quant(1, 8), 9)'), gt.on_hand(1);
SELECT gt.mask(reference), requester, lines FROM inventory_gov.requests;
SELECT trim_scale(expected_qty), trim_scale(actual_qty), trim_scale(deviation_qty), trim_scale(measured), counter_id, details -> 'words' FROM inventory_gov.request_line;
\echo -- the difference is kept: the count is replayed, and stays that of Carla
SELECT inventory_gov.create_policy('adjustment_limit', 'Counts', '{"qty": 0}', state => 'active') \g /dev/null
SELECT gt.do('SELECT gt.keep_difference(gt.quant(1, 8), 9)');
SELECT trim_scale(expected_qty), trim_scale(actual_qty), counter_id FROM inventory_gov.request_line ORDER BY id DESC LIMIT 1;
UPDATE inventory_gov.policy SET state = 'retired' WHERE name = 'Counts';
SELECT * FROM gt.entries;
SELECT gt.do('SELECT gt.keep_difference(gt.quant(1, 8), 9)'), gt.on_hand(1);
SELECT * FROM gt.entries;
\echo -- entered again as it means now: a count of its own, by whoever enters it
SELECT gt.enter(1, 8, 180);
CALL gt.run('SELECT odoo_sim.deliver(1, 10, 11)');
SELECT gt.enter(1, 8, 170, 11);
SELECT * FROM gt.entries;
SELECT gt.do('SELECT odoo_sim.apply_count(ARRAY[gt.quant(1, 8)], 9)'), gt.on_hand(1);
\echo -- 30 have come
SELECT gt.enter(1, 8, 165);
CALL gt.run('SELECT odoo_sim.receive(1, 30, 11)');
SELECT gt.do('SELECT gt.keep_counted(gt.quant(1, 8), 9)');
SELECT gt.approve(8), gt.approve(10), gt.do('SELECT gt.keep_counted(gt.quant(1, 8), 9)'), gt.on_hand(1);
\echo -- as many have left as were missing: nothing is posted, and the loss would be hidden
SELECT gt.enter(1, 8, 160);
CALL gt.run('SELECT odoo_sim.deliver(1, 5, 11)');
SELECT gt.do('SELECT gt.keep_counted(gt.quant(1, 8), 9)');
CALL gt.run('SELECT gt.clear(gt.quant(1, 8), 9)');
SELECT * FROM gt.entries;
\echo -- Odoo merges what concurrent transfers have left behind: no move, no drift
CALL gt.run('SELECT odoo_sim.count(1, 8, 160, 8)');
SELECT gt.enter(1, 8, 150);
INSERT INTO stock_quant (product_id, location_id, quantity, reserved_quantity, in_date) VALUES (1, 8, -20, 0, now()), (1, 8, 20, 0, now());
UPDATE stock_quant SET quantity = 160, inventory_quantity = 150 WHERE id = gt.quant(1, 8);
DELETE FROM stock_quant WHERE product_id = 1 AND location_id = 8 AND id > gt.quant(1, 8);
SELECT gt.do('SELECT odoo_sim.apply_count(ARRAY[gt.quant(1, 8)], 9)'), gt.on_hand(1);
\echo -- or both of which were counted: what they differ by adds up
SELECT gt.enter(1, 8, 140);
INSERT INTO stock_quant (product_id, location_id, quantity, reserved_quantity, in_date, inventory_quantity, inventory_quantity_set, write_uid) VALUES (1, 8, 10, 0, now(), 8, true, 11);
SELECT * FROM gt.entries;
UPDATE stock_quant SET quantity = 160, inventory_quantity = 148 WHERE id = gt.quant(1, 8);
DELETE FROM stock_quant WHERE product_id = 1 AND location_id = 8 AND id > gt.quant(1, 8);
SELECT * FROM gt.entries;
SELECT gt.do('SELECT gt.keep_counted(gt.quant(1, 8), 9)'), gt.on_hand(1);

\echo -- both sides of every limit; 120 on the books, 110 counted
CREATE FUNCTION gt.drift(limits jsonb, counted numeric, left_since numeric) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM gt.only('count_drift', limits);
    PERFORM odoo_sim.enter_count(4, 8, counted, 8);
END $$;
SELECT gt.drift('{"qty": 10}', 110, 0) \g /dev/null
CALL gt.run('SELECT odoo_sim.deliver(4, 10, 11)');
SELECT 'qty 10', gt.trial('SELECT gt.keep_counted(gt.quant(4, 8), 9)');
CALL gt.run('SELECT odoo_sim.deliver(4, 1, 11)');
SELECT 'qty 11', gt.trial('SELECT gt.keep_counted(gt.quant(4, 8), 9)');
SELECT gt.only('count_drift', '{"pct": 9.16}') \g /dev/null
SELECT 'pct of the book when it was counted', gt.trial('SELECT gt.keep_counted(gt.quant(4, 8), 9)');
SELECT gt.only('count_drift', '{"pct": 9.17}') \g /dev/null
SELECT 'and under it', gt.trial('SELECT gt.keep_counted(gt.quant(4, 8), 9)');
SELECT gt.only('count_drift', '{"value": 824.99}') \g /dev/null
SELECT 'value', gt.trial('SELECT gt.keep_counted(gt.quant(4, 8), 9)');
SELECT gt.only('count_drift', '{"value": 825}') \g /dev/null
SELECT 'and under it', gt.trial('SELECT gt.keep_counted(gt.quant(4, 8), 9)');
SELECT gt.only('count_drift', '{"hours": 24}') \g /dev/null
UPDATE inventory_gov.count_entry SET counted_at = clock_timestamp() - interval '23 hours 59 minutes';
SELECT 'a day', gt.trial('SELECT gt.keep_difference(gt.quant(4, 8), 9)');
UPDATE inventory_gov.count_entry SET counted_at = clock_timestamp() - interval '25 hours';
SELECT gt.do('SELECT gt.keep_difference(gt.quant(4, 8), 9)');

\echo -- within the limit: judged is what was counted or what is posted, whichever is more
SELECT gt.only('adjustment_limit', '{"qty": 9}') \g /dev/null
SELECT gt.do('SELECT gt.keep_counted(gt.quant(4, 8), 9)');
SELECT gt.only('adjustment_limit', '{"loss_pct": 8.33}') \g /dev/null
SELECT gt.do('SELECT gt.keep_counted(gt.quant(4, 8), 9)');
SELECT gt.only('adjustment_limit', '{"loss_pct": 8.34}') \g /dev/null
SELECT gt.trial('SELECT gt.keep_counted(gt.quant(4, 8), 9)');

\echo -- a new quant, a lot, and a number entered before this was kept
SELECT gt.only('count_drift', '{"pct": 0}') \g /dev/null
SELECT gt.enter(9, 8, 5);
CALL gt.run('SELECT odoo_sim.transfer(1, 8, 20, 1, 9)');
SELECT gt.do('SELECT odoo_sim.apply_count(ARRAY[gt.quant(9, 8)], 9)');
UPDATE inventory_gov.count_entry SET book_qty = NULL, difference_qty = NULL;
SELECT gt.do('SELECT gt.keep_counted(gt.quant(4, 8), 9)');
\echo -- explain: as if what is counted were set
SELECT gt.enter(1, 8, 100) \g /dev/null
CALL gt.run('SELECT odoo_sim.deliver(1, 10, 11)');
SELECT limit_name, round(measured::numeric, 4), limit_value, outcome, way_out FROM inventory_gov.explain('stock.quant', gt.quant(1, 8)) WHERE state = 'active';
\ir end.sql
