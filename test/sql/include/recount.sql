-- Counts that somebody else has to repeat, on Odoo :v. Carla (8) and Dora (11) count; Sven (9) applies, and counts where he must; Dilys (10) directs.
\set ECHO none
\ir begin.sql
\ir counts.sql
CREATE VIEW gt.rounds AS SELECT state, product, counter, applied_by, trim_scale(book_qty) AS book, trim_scale(counted_qty) AS counted, trim_scale(difference_qty) AS difference, gt.mask(request) AS request
  FROM inventory_gov.recounts ORDER BY id;
SELECT gt.only('recount', '{"qty": 5}') \g /dev/null

\echo -- an ordinary count is asked nothing; at the limit, and above it
SELECT gt.do('SELECT odoo_sim.count(1, 8, 195, 8)'), gt.do('SELECT odoo_sim.count(1, 8, 200, 8)');
SELECT count(*) FROM gt.rounds;
SELECT gt.do('SELECT odoo_sim.count(1, 8, 194.99, 8)');
\echo -- she counts again: that is no recount, whatever she finds
SELECT gt.do('SELECT odoo_sim.count(1, 8, 190, 8)');
\echo -- somebody else finds the same as she did last: settled
SELECT gt.do('SELECT odoo_sim.count(1, 8, 190, 11)');
SELECT * FROM gt.rounds;
\echo -- and over: the next difference begins anew
SELECT gt.do('SELECT odoo_sim.count(1, 8, 180, 11)');
\echo -- a count within the limit ends it, too
SELECT gt.do('SELECT odoo_sim.count(1, 8, 186, 8)'), gt.do('SELECT odoo_sim.count(1, 8, 190, 8)');
SELECT * FROM gt.rounds;

\echo -- entered by one, applied by another; who applies is no counter
CALL gt.run('SELECT odoo_sim.enter_count(7, 8, 500, 8)');
SELECT gt.do('SELECT odoo_sim.apply_count(ARRAY[gt.quant(7, 8)], 9)');
SELECT gt.do('SELECT odoo_sim.apply_count(ARRAY[gt.quant(7, 8)], 11)');
\echo -- Dora clears and counts; in between goods are received and shipped
CALL gt.run('SELECT odoo_sim.transfer(7, 20, 8, 10, 9)');
CALL gt.run('SELECT odoo_sim.deliver(7, 40, 9)');
CALL gt.run('SELECT gt.clear(gt.quant(7, 8), 11)');
CALL gt.run('SELECT odoo_sim.enter_count(7, 8, (SELECT quantity FROM stock_quant WHERE id = gt.quant(7, 8)) - 100, 11)');
SELECT gt.do('SELECT odoo_sim.apply_count(ARRAY[gt.quant(7, 8)], 9)');
SELECT * FROM gt.rounds WHERE product LIKE '%Tape';

\echo -- found differently: approval can be asked for, all rounds in the request; no counter may give it
SELECT gt.do('SELECT odoo_sim.count(4, 8, 100, 8)');
SELECT gt.do('SELECT odoo_sim.count(4, 8, 101, 9)');
SELECT message, details -> 'facts' FROM inventory_gov.request_line ORDER BY id DESC LIMIT 1;
SELECT gt.approve(8);
SELECT gt.approve(9);
SELECT gt.approve(10);
SELECT gt.do('SELECT odoo_sim.count(4, 8, 101, 9)');
SELECT outcome, gt.mask(request) FROM inventory_gov.violations ORDER BY id DESC LIMIT 1;
SELECT state, counter, trim_scale(counted_qty) FROM inventory_gov.recounts WHERE product_id = 4 ORDER BY id;

\echo -- who has found something else before settles nothing by joining the other
SELECT gt.do('SELECT odoo_sim.count(4, 8, 80, 8)') \g /dev/null
SELECT gt.do('SELECT odoo_sim.count(4, 8, 81, 11)') \g /dev/null
SELECT split_part(gt.do('SELECT odoo_sim.count(4, 8, 81, 8)'), ' ', 1), split_part(gt.do('SELECT odoo_sim.count(4, 8, 80, 11)'), ' ', 1);
\echo -- a third one does
SELECT gt.do('SELECT odoo_sim.count(4, 8, 80, 9)');

\echo -- many at once: each line its own round, settled line by line, applied when all are
SELECT gt.do('SELECT odoo_sim.count_many(ARRAY[1, 4, 8], 8, ARRAY[100, 79, 4000], 8)');
SELECT product, counter, trim_scale(counted_qty), trim_scale(book_qty) FROM inventory_gov.recounts WHERE state = 'open' AND product_id IN (1, 4, 8) ORDER BY product_id;
SELECT gt.do('SELECT odoo_sim.count_many(ARRAY[1, 4, 8], 8, ARRAY[100, 79, 4001], 11)');
SELECT gt.do('SELECT odoo_sim.count_many(ARRAY[1, 4, 8], 8, ARRAY[100, 79, 4001], 9)');
SELECT count(*) FROM gt.rounds WHERE state = 'open' ;

\echo -- a new quant: found where there was none
SELECT gt.do('SELECT odoo_sim.count(9, 8, 6, 8)');
SELECT gt.do('SELECT odoo_sim.count(9, 8, 6, 11)');
CALL gt.run('SELECT odoo_sim.enter_count(9, 20, 6, 8)');
SELECT split_part(gt.do('SELECT odoo_sim.apply_count(ARRAY[gt.quant(9, 20)], 9)'), ' ', 1);
CALL gt.run('SELECT gt.clear(gt.quant(9, 20), 11)');
CALL gt.run('SELECT odoo_sim.enter_count(9, 20, 6, 11)');
SELECT gt.do('SELECT odoo_sim.apply_count(ARRAY[gt.quant(9, 20)], 9)');

\echo -- how far counts may differ, how many have to count, how long a round stands
SELECT gt.only('recount', '{"qty": 5, "match_qty": 2, "recounts": 2, "hours": 48}') \g /dev/null
SELECT split_part(gt.do('SELECT odoo_sim.count(1, 20, 20, 8)'), ' ', 1), split_part(gt.do('SELECT odoo_sim.count(1, 20, 22.01, 11)'), ' ', 1);
SELECT split_part(gt.do('SELECT odoo_sim.count(1, 20, 25, 9)'), ' ', 1);
ALTER TABLE inventory_gov.violation DISABLE TRIGGER USER;
UPDATE inventory_gov.violation SET recorded_at = recorded_at - interval '47 hours' WHERE location_id = 20 AND product_id = 1 AND actor_id = 8;
UPDATE inventory_gov.violation SET recorded_at = recorded_at - interval '49 hours' WHERE location_id = 20 AND product_id = 1 AND actor_id = 11;
SELECT state, counter, trim_scale(counted_qty) FROM inventory_gov.recounts WHERE product_id = 1 AND location_id = 20 ORDER BY counted_qty;
\echo -- two stand: Administrator is the second recount, Dora would be the second again
SELECT split_part(gt.do('SELECT odoo_sim.count(1, 20, 40, 2)'), ' ', 1);
UPDATE inventory_gov.violation SET recorded_at = recorded_at - interval '2 hours' WHERE location_id = 20 AND product_id = 1 AND actor_id = 8;
SELECT split_part(gt.do('SELECT odoo_sim.count(1, 20, 20, 11)'), ' ', 1);
SELECT gt.do('SELECT odoo_sim.count(1, 20, 23.01, 2)'), gt.do('SELECT odoo_sim.count(1, 20, 23, 10)');

\echo -- other controls ask as well: first the recount, then their approval, which no counter gives
SELECT gt.only('recount', '{"qty": 5}') \g /dev/null
SELECT inventory_gov.create_policy('adjustment_limit', 'Large', '{"qty": 20}', state => 'active') \g /dev/null
SELECT gt.do('SELECT odoo_sim.count(8, 8, 3000, 9)');
SELECT gt.do('SELECT odoo_sim.count(8, 8, 3000, 8)');
SELECT gt.approve(9);
SELECT gt.approve(10), gt.do('SELECT odoo_sim.count(8, 8, 3000, 8)');

\echo -- noted only, blocked
SELECT gt.only('recount', '{"qty": 5}', 'flag') \g /dev/null
SELECT gt.do('SELECT odoo_sim.count(8, 8, 2000, 8)');
SELECT outcome, measure FROM inventory_gov.violation ORDER BY id DESC LIMIT 1;
SELECT gt.only('recount', '{"qty": 5}', 'block') \g /dev/null
SELECT split_part(gt.do('SELECT odoo_sim.count(8, 8, 1000, 8)'), ' ', 1), gt.do('SELECT odoo_sim.count(8, 8, 1000, 11)');

\echo -- a savepoint takes the end of the rounds back
SELECT gt.only('recount', '{"qty": 5}') \g /dev/null
SELECT split_part(gt.do('SELECT odoo_sim.count(8, 8, 900, 8)'), ' ', 1);
BEGIN;
SAVEPOINT a;
SELECT gt.do('SELECT odoo_sim.count(8, 8, 900, 11)');
ROLLBACK TO a;
SELECT gt.do('SELECT odoo_sim.count(8, 8, 900, 11)');
\echo -- what is corrected once more in the same transaction has its rounds still
SELECT gt.do('SELECT odoo_sim.count(8, 8, 900, 11)');
COMMIT;

\echo -- explain
SELECT split_part(gt.do('SELECT odoo_sim.count(8, 8, 800, 8)'), ' ', 1);
CALL gt.run('SELECT odoo_sim.enter_count(8, 8, 800, 8)');
SELECT limit_name, measured, limit_value, outcome, way_out FROM inventory_gov.explain('stock.quant', gt.quant(8, 8));
CALL gt.run('SELECT gt.clear(gt.quant(8, 8), 11)');
CALL gt.run('SELECT odoo_sim.enter_count(8, 8, 800, 11)');
SELECT limit_name, measured, limit_value, outcome, way_out FROM inventory_gov.explain('stock.quant', gt.quant(8, 8));
SELECT count(*) FROM inventory_gov.recounts WHERE state = 'open' AND product_id = 8;
