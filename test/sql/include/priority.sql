-- priority_change on Odoo :v. Every trial is undone.
\set ECHO none
\ir shipping.sql
-- The star of a transfer is clicked: Odoo carries it over to the moves.
CREATE FUNCTION gt.star(picking integer, uid integer DEFAULT 8, priority text DEFAULT '1') RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM odoo_sim.write('stock_picking', ARRAY[picking], jsonb_build_object('priority', priority), uid);
    PERFORM odoo_sim.write('stock_move', ARRAY(SELECT id FROM stock_move WHERE picking_id = picking ORDER BY id), jsonb_build_object('priority', priority), uid);
END $$;
-- Transfers a, b, c, d of ten each; b's goods are planned earlier than a's and wait.
SELECT gt.by_hand(2, 8, 5, '{1,2}', 10) AS a, gt.by_hand(2, 8, 5, '{1}', 10) AS b, gt.by_hand(2, 8, 5, '{2}', 10) AS c, gt.by_hand(2, 8, 5, '{3}', 10) AS d \gset
UPDATE stock_move SET date = '2026-11-20 08:00', state = 'confirmed' WHERE picking_id IN (:b, :c);
UPDATE stock_move SET date = '2026-11-25 08:00' WHERE picking_id = :a;
-- What the test ages stays as it is elsewhere.
ALTER TABLE inventory_gov.priority_log DISABLE TRIGGER priority_log_keep;

\echo -- a day of one user
SELECT gt.only('priority_change', '{"day_changes": 2}') \g /dev/null
SELECT 'two', gt.trial(format('SELECT gt.star(%s), gt.star(%s)', :a, :b));
SELECT 'three', gt.trial(format('SELECT gt.star(%s), gt.star(%s), gt.star(%s)', :a, :b, :c));
SELECT 'two people', gt.trial(format('SELECT gt.star(%s), gt.star(%s), gt.star(%s, 11)', :a, :b, :c));
SELECT 'one transfer, up and down and up', gt.trial(format($$SELECT gt.star(%s), gt.star(%s), gt.star(%2$s, 8, '0'), gt.star(%2$s)$$, :a, :b));
SELECT 'three in one statement', gt.trial(format($$UPDATE stock_picking SET priority = '1', write_uid = 8 WHERE id IN (%s, %s, %s)$$, :a, :b, :c));
SELECT 'what was undone does not count', gt.trial(format('SELECT gt.star(%s), gt.star(%s)', :c, :d));
SELECT gt.star(:a), gt.star(:b);
SELECT 'log', actor_id, company_id, picking_id IN (:a, :b) FROM inventory_gov.priority_log;
SELECT 'the third', gt.trial(format('SELECT gt.star(%s)', :c));
SELECT 'a savepoint rolled back', gt.trial(format($t$DO $x$ BEGIN BEGIN PERFORM gt.star(%s); EXCEPTION WHEN OTHERS THEN NULL; END; PERFORM gt.star(%s, 11); END $x$$t$, :c, :d));
UPDATE inventory_gov.priority_log SET at = at - interval '24 hours';
SELECT '24 hours later', gt.trial(format('SELECT gt.star(%s), gt.star(%s)', :c, :d));
SELECT gt.only('priority_change', '{"day_changes": 0}') \g /dev/null
SELECT 'zero means none', gt.trial(format('SELECT gt.star(%s)', :c));

\echo -- what is no change by a person
SELECT 'Odoo itself', gt.trial(format('SELECT gt.star(%s, 1)', :c));
SELECT 'born urgent', gt.trial($$SELECT gt.by_hand(2, 8, 5, '{1}', 10, '{"priority": "1"}', '{"priority": "1"}')$$);
SELECT 'lowered', gt.trial(format($$SELECT gt.star(%s, 8, '0')$$, :a));
SELECT 'as it was', gt.trial(format($$SELECT gt.star(%s)$$, :a));
SELECT 'something else of it', gt.trial(format($$UPDATE stock_picking SET note = 'x', priority = priority, write_uid = 8 WHERE id = %s$$, :c));
SELECT 'a move that comes to an urgent transfer', gt.trial(format($$UPDATE stock_move SET picking_id = %s, priority = '1', write_uid = 8 WHERE picking_id = %s$$, :a, :c));
SELECT 'a move alone, by RPC', gt.trial(format($$UPDATE stock_move SET priority = '1', write_uid = 8 WHERE picking_id = %s$$, :c));
SELECT 'the moves first', gt.trial(format($$UPDATE stock_move SET priority = '1', write_uid = 11 WHERE picking_id = %s; SELECT gt.star(%1$s, 11)$$, :c));
SELECT gt.only('priority_change', '{"day_changes": 1}') \g /dev/null
SELECT 'the moves first count once', gt.trial(format($$UPDATE stock_move SET priority = '1', write_uid = 11 WHERE picking_id = %s; SELECT gt.star(%1$s, 11)$$, :c));
SELECT gt.only('priority_change', '{"day_changes": 0}') \g /dev/null
UPDATE stock_picking SET state = 'done' WHERE id = :d;
SELECT 'of what is done', gt.trial(format('SELECT gt.star(%s)', :d) || format($$; UPDATE stock_move SET priority = '0' WHERE picking_id = %s$$, :d));

\echo -- ahead of whom
SELECT gt.star(:a, 1, '0'), gt.star(:b, 1, '0');
SELECT gt.only('priority_change', '{"displaced": 1}') \g /dev/null
SELECT 'two wait', gt.trial(format('SELECT gt.star(%s)', :a)), 'none is earlier', gt.trial(format('SELECT gt.star(%s)', :b));
UPDATE stock_move SET state = 'assigned' WHERE picking_id = :c;
SELECT 'one of them has its goods', gt.trial(format('SELECT gt.star(%s)', :a));
UPDATE stock_move SET state = 'waiting' WHERE picking_id = :c;
UPDATE stock_move SET location_id = 20 WHERE picking_id = :b;
SELECT 'one is of another place', gt.trial(format('SELECT gt.star(%s)', :a));
UPDATE stock_move SET location_id = 8 WHERE picking_id = :b;
SELECT gt.star(:b, 1);
SELECT 'one is urgent itself', gt.trial(format('SELECT gt.star(%s)', :a));
SELECT gt.star(:b, 1, '0');
SELECT gt.only('priority_change', '{"displaced": 0}', 'approve', '{"partner": 31}') \g /dev/null
SELECT 'a policy of another customer', gt.trial(format('SELECT gt.star(%s)', :a));

\echo -- refused, asked for, approved, done
SELECT max(id) AS before FROM inventory_gov.request \gset
SELECT gt.only('priority_change', '{"displaced": 0, "day_changes": 0}') \g /dev/null
SELECT gt.attempt(format('SELECT gt.star(%s)', :a));
SELECT state, title, document, model, requester_id FROM inventory_gov.request WHERE id > :before ORDER BY id;
SELECT control, measure, measured, limit_value, subject = 'stock.picking:' || :a, partner FROM inventory_gov.request_lines ORDER BY id DESC LIMIT 2;
SELECT jsonb_path_query(details, 'strict $.**.displaced[*] ? (exists (@.transfer))') FROM inventory_gov.violation WHERE outcome = 'refused' ORDER BY id DESC LIMIT 2;
SELECT inventory_gov.line_text(l, lang) FROM inventory_gov.request_line l, unnest(ARRAY['fr', 'de', 'es', 'nl']) lang WHERE l.request_id = :before + 1 ORDER BY l.id, lang;
SELECT inventory_gov.approve((SELECT reference FROM inventory_gov.request WHERE id = :before + 1), 'the hospital', 9);
SELECT 'as approved', gt.attempt(format('SELECT gt.star(%s)', :a));
SELECT 'not for another', gt.trial(format('SELECT gt.star(%s)', :b));
SELECT 'its rows stay', gt.attempt('DELETE FROM inventory_gov.priority_log WHERE at > clock_timestamp() - interval ''1 day''');
\ir end.sql
