-- Requests and grants on Odoo :v. Carla (8) and Dora (11) are clerks, Sven (9) is a supervisor, Dilys (10) a director, Ed (12) has left.
\set ECHO none
\ir begin.sql
-- The request of the last refusal in gt.do(), or that of a number; dates are masked.
SELECT set_config('gt.last', '', false) \g /dev/null
CREATE FUNCTION gt.ref(n integer DEFAULT NULL) RETURNS text LANGUAGE sql AS
    $$SELECT COALESCE((SELECT reference FROM inventory_gov.request WHERE id = n), current_setting('gt.last'))$$;
CREATE FUNCTION gt.decide(what text, actor integer, n integer DEFAULT NULL, note text DEFAULT 'ok') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    r text;
BEGIN
    EXECUTE format('SELECT inventory_gov.%I(%L, %L, %s)', what, gt.ref(n), note, actor) INTO r;
    RETURN r;
EXCEPTION WHEN OTHERS THEN
    RETURN regexp_replace(gt.attempt(format('SELECT inventory_gov.%I(%L, %L, %s)', what, gt.ref(n), note, actor)), '\d{4}-\d\d-\d\d \d\d:\d\d', 'TIME', 'g');
END $$;
-- Runs a command for good: 'done', or how it was refused and under which number.
CREATE FUNCTION gt.do(command text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    d text;
BEGIN
    EXECUTE command;
    RETURN 'done';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS d = PG_EXCEPTION_DETAIL;
    PERFORM set_config('gt.last', COALESCE(substring(d FROM 'GOV/\d+/\d+'), ''), false);
    RETURN concat_ws(' ', sqlstate, COALESCE(gt.mask(substring(d FROM 'GOV/\d+/\d+')), sqlerrm));
END $$;
CREATE VIEW gt.requests AS SELECT gt.mask(reference) AS reference, state, requester, attempts, lines, lines_unused, approver_groups, decided_by, decision_note FROM inventory_gov.requests ORDER BY id;
SELECT gt.only('receipt_tolerance', '{"over_pct": 10}') \g /dev/null
SELECT inventory_gov.create_policy('adjustment_limit', 'Counts', '{"pct": 10}', state => 'active') \g /dev/null

\echo -- the same again finds its request, whoever tries
SELECT gt.do('SELECT odoo_sim.receive(1, 130, 8)');
SELECT gt.do('SELECT odoo_sim.receive(1, 130, 8)');
SELECT gt.do('SELECT odoo_sim.receive(1, 130, 11)');
SELECT * FROM gt.requests;
SELECT gt.mask(reference), control, policy, approver_group, deviation_qty, deviation_value, unit, product, document, message, subject, used_at, used_by_id FROM inventory_gov.request_lines;
\echo -- other content is another request
SELECT gt.do('SELECT odoo_sim.receive(1, 131, 8)');
SELECT gt.do('SELECT odoo_sim.receive(1, 129, 8)');
SELECT gt.do('SELECT odoo_sim.receive(3, 130, 8)');

\echo -- who may not decide
SELECT gt.decide('approve', 8);
SELECT gt.decide('approve', 11);
SELECT gt.decide('approve', 12);
SELECT gt.decide('approve', 4);
SELECT gt.decide('approve', 1);
SELECT gt.decide('approve', 999);
SELECT gt.decide('reject', 8);
SELECT gt.decide('reject', 11);
SELECT gt.decide('withdraw', 9);
SELECT gt.decide('withdraw', 11);
SELECT gt.decide('withdraw', 12);
SELECT gt.attempt('SELECT inventory_gov.approve(''GOV/1999/00001'', '''', 9)');
SELECT gt.attempt('SELECT inventory_gov.approve('''', '''', 9)');
SELECT gt.attempt('SELECT inventory_gov.approve(NULL, '''', 9)');
SELECT gt.attempt(format('SELECT inventory_gov.approve(%L, '''', NULL)', gt.ref()));
SELECT count(*) FROM inventory_gov.request WHERE state <> 'pending';

\echo -- decisions, each once
SELECT gt.decide('reject', 9, 4, 'send it back'), gt.decide('approve', 9, 4), gt.decide('reject', 9, 4), gt.decide('withdraw', 8, 4);
SELECT gt.decide('withdraw', 8, 3, 'typing error'), gt.decide('approve', 9, 3);
\echo -- what was rejected or withdrawn is asked for anew
SELECT gt.do('SELECT odoo_sim.receive(3, 130, 8)');
SELECT gt.do('SELECT odoo_sim.receive(1, 129, 8)');
SELECT inventory_gov.approve('  ' || lower(gt.ref(2)) || ' ', NULL, 10), gt.decide('approve', 9, 2), gt.decide('reject', 10, 2), gt.decide('withdraw', 8, 2);
SELECT * FROM gt.requests;
SELECT decision_session ->> 'session_user' = session_user, decision_session ->> 'backend_pid' = pg_backend_pid()::text, decision_session ->> 'xid' IS NOT NULL, decided_at BETWEEN created_at AND clock_timestamp()
  FROM inventory_gov.request WHERE id = 2;

\echo -- an approval covers what was approved and less, not more, not another move
SELECT 131, gt.trial('SELECT odoo_sim.receive(1, 131, 8)');
SELECT 130, gt.trial('SELECT odoo_sim.receive(1, 130, 8)');
SELECT 131.01, gt.do('SELECT odoo_sim.receive(1, 131.01, 8)');
SELECT 'at a higher price', gt.do('UPDATE stock_move SET price_unit = 130 WHERE id = 1; SELECT odoo_sim.receive(1, 131, 8)');
SELECT 'in another receipt', gt.do('SELECT gt.receive_more(1, 131)');
SELECT 'the same move by somebody else', gt.trial('SELECT odoo_sim.receive(1, 131, 11)');
\echo -- undone, it can be used again; used, it cannot
BEGIN;
SELECT odoo_sim.receive(1, 131, 8) \g /dev/null
SELECT 'in between', state, lines_unused FROM inventory_gov.requests WHERE id = 2;
ROLLBACK;
SELECT 'rolled back', state, lines_unused FROM inventory_gov.requests WHERE id = 2;
SELECT gt.do('SELECT odoo_sim.receive(1, 131, 8)');
SELECT 'committed', state, lines_unused FROM inventory_gov.requests WHERE id = 2;
SELECT used_by_id, used_at IS NOT NULL, used_xid IS NOT NULL FROM inventory_gov.request_lines WHERE used_at IS NOT NULL;
SELECT outcome, measure, measured, actor, gt.mask(request) FROM inventory_gov.violations WHERE outcome = 'granted';
SELECT 'corrected down and up again', gt.do('SELECT odoo_sim.edit_done(1, 100, 8)'), gt.do('SELECT odoo_sim.edit_done(1, 131, 8)');

\echo -- a count: the approval is for the stock, not for the move; once
SELECT gt.do('SELECT odoo_sim.count(1, 20, 30, 8)');
SELECT gt.decide('approve', 9);
SELECT 'the other way', gt.trial('SELECT odoo_sim.count(1, 20, 70, 8)');
SELECT 'another place', gt.trial('SELECT odoo_sim.count(1, 31, 5, 8)');
SELECT 'more is missing', gt.trial('SELECT odoo_sim.count(1, 20, 29.99, 8)');
SELECT 'less is missing', gt.trial('SELECT odoo_sim.count(1, 20, 35, 8)');
SELECT 'in two steps of one transaction', gt.trial('SELECT odoo_sim.count(1, 20, 40, 8); SELECT odoo_sim.count(1, 20, 30, 8)');
SELECT 'by a savepoint that is undone, and again', gt.do('SELECT gt.trial(''SELECT odoo_sim.count(1, 20, 30, 8)''); SELECT odoo_sim.count(1, 20, 30, 8)');
SELECT gt.do('SELECT odoo_sim.count(1, 20, 50, 2)'), gt.decide('approve', 9);
SELECT gt.do('SELECT odoo_sim.count(1, 20, 50, 2)');
SELECT 'the same difference a second time', gt.do('SELECT odoo_sim.count(1, 20, 30, 8)');

\echo -- a quant that is written without a move is asked for in the same way
SELECT gt.only('adjustment_limit', '{"qty": 5}') \g /dev/null
SELECT gt.do('SELECT odoo_sim.count(7, 8, 500, 8)');
SELECT gt.decide('approve', 9);
BEGIN;
UPDATE stock_quant SET quantity = 500, write_uid = 8 WHERE product_id = 7 AND location_id = 8;
COMMIT;
SELECT 'quantity now', quantity FROM stock_quant WHERE product_id = 7 AND location_id = 8;

\echo -- several lines: each may be used alone; one more than approved is refused whole
SELECT gt.only('adjustment_limit', '{"pct": 10}') \g /dev/null
SELECT gt.do('SELECT odoo_sim.count_many(ARRAY[21, 22, 23], 21, ARRAY[5, 15, 20], 8)');
SELECT gt.decide('approve', 9);
SELECT 'and a fourth', gt.trial('SELECT odoo_sim.count_many(ARRAY[21, 22, 23, 24], 21, ARRAY[5, 15, 20, 5], 8)');
SELECT 'two of three', gt.attempt('SELECT odoo_sim.count_many(ARRAY[21, 23], 21, ARRAY[5, 20], 8)');
SELECT state, lines, lines_unused FROM inventory_gov.requests WHERE reference = gt.ref();
SELECT 'the third', gt.do('SELECT odoo_sim.count(22, 21, 15, 8)');
SELECT state, lines, lines_unused FROM inventory_gov.requests WHERE reference = gt.ref();
\echo -- two approvals may cover one operation together
SELECT gt.do('SELECT odoo_sim.count(25, 21, 5, 8)'), gt.decide('approve', 9);
SELECT gt.do('SELECT odoo_sim.count(26, 21, 5, 8)'), gt.decide('approve', 9);
SELECT gt.do('SELECT odoo_sim.count_many(ARRAY[25, 26], 21, ARRAY[5, 5], 8)');
\echo -- totals of documents: the lines were approved under the policy of the document
SELECT gt.only('adjustment_limit', '{"document_qty": 4}') \g /dev/null
SELECT gt.do('SELECT odoo_sim.count_many(ARRAY[27, 28], 21, ARRAY[7, 7], 8)'), gt.decide('approve', 9);
SELECT 'other lines', gt.trial('SELECT odoo_sim.count_many(ARRAY[27, 29], 21, ARRAY[7, 7], 8)');
SELECT 'more of one, less of the other', gt.trial('SELECT odoo_sim.count_many(ARRAY[27, 28], 21, ARRAY[6, 8], 8)');
SELECT 'as approved, one by one', gt.do('SELECT odoo_sim.count(27, 21, 7, 8); SELECT odoo_sim.count(28, 21, 7, 8)');

\echo -- what is blocked cannot be approved, nor what comes with it
UPDATE inventory_gov.policy SET state = 'retired' WHERE state <> 'retired';
SELECT inventory_gov.create_policy('receipt_tolerance', 'Ask', '{"over_pct": 10}', state => 'active') \g /dev/null
SELECT inventory_gov.create_policy('receipt_tolerance', 'Never', '{"over_pct": 10}', '{"product": 22}', 'block', 'active') \g /dev/null
SELECT count(*) AS n FROM inventory_gov.request \gset
SELECT gt.do('SELECT odoo_sim.receive_many(8, ARRAY[12, 12] || array_fill(10, ARRAY[18]), 8)');
SELECT count(*) - :n AS requests FROM inventory_gov.request;
SELECT outcome, policy, request FROM inventory_gov.violations ORDER BY id DESC LIMIT 2;

\echo -- groups: that of every line has to agree
SELECT gt.only('receipt_tolerance', '{"over_pct": 10}') \g /dev/null
UPDATE inventory_gov.policy SET approver_group = 'purchase.group_purchase_manager' WHERE state = 'active';
SELECT inventory_gov.create_policy('receipt_tolerance', 'Directors', '{"over_pct": 0}', '{"product": 22}', state => 'active', approver_group => 'Directors') \g /dev/null
SELECT gt.attempt('SELECT odoo_sim.receive_many(8, ARRAY[12, 12] || array_fill(10, ARRAY[18]), 8)');
SELECT gt.do('SELECT odoo_sim.receive_many(8, ARRAY[12, 12] || array_fill(10, ARRAY[18]), 8)');
SELECT approver_groups FROM gt.requests WHERE reference = gt.mask(gt.ref());
SELECT gt.decide('approve', 9), gt.decide('approve', 2);
SELECT gt.decide('approve', 10);
SELECT inventory_gov.change_policy(id, approver_group => 'base.group_user') FROM inventory_gov.policy WHERE state = 'active' AND name <> 'Directors' \g /dev/null
SELECT gt.do('SELECT odoo_sim.receive(6, 30, 8, lot => 1)');
\echo by implication every employee is one; a group lost is a right lost
BEGIN;
DELETE FROM res_groups_users_rel WHERE uid = 11;
SELECT gt.decide('approve', 11);
ROLLBACK;
BEGIN;
UPDATE res_users SET active = false WHERE id = 11;
SELECT gt.decide('approve', 11);
ROLLBACK;
SELECT gt.decide('approve', 11);
\echo a group that is gone: nobody may
UPDATE inventory_gov.policy SET approver_group = NULL WHERE state = 'active' AND name <> 'Directors';
SELECT gt.do('SELECT odoo_sim.receive(6, 31, 8, lot => 1)');
DELETE FROM ir_model_data WHERE name = 'group_stock_manager';
SELECT gt.decide('approve', 9), gt.decide('reject', 9), gt.decide('withdraw', 8);
INSERT INTO ir_model_data (module, name, model, res_id) VALUES ('stock', 'group_stock_manager', 'res.groups', 3);

\echo -- what becomes of an approval when its policy changes
SELECT gt.only('receipt_tolerance', '{"over_pct": 10}') \g /dev/null
SELECT gt.do('SELECT odoo_sim.receive(6, 32, 8, lot => 1)'), gt.decide('approve', 9);
SELECT 'a stricter limit', inventory_gov.change_policy(id, limits => '{"over_pct": 5}'), gt.trial('SELECT odoo_sim.receive(6, 32, 8, lot => 1)') FROM inventory_gov.policy WHERE state = 'active';
SELECT 'a narrower policy takes over', gt.trial('SELECT inventory_gov.create_policy(''receipt_tolerance'', ''Printers'', ''{"over_pct": 5}'', ''{"product": 6}'', state => ''active''); SELECT odoo_sim.receive(6, 32, 8, lot => 1)');
SELECT 'block', inventory_gov.change_policy(id, enforcement => 'block'), gt.trial('SELECT odoo_sim.receive(6, 32, 8, lot => 1)') FROM inventory_gov.policy WHERE state = 'active';

\echo -- time
SELECT gt.only('receipt_tolerance', '{"over_pct": 10}') \g /dev/null
UPDATE inventory_gov.policy SET request_validity = '3 ms' WHERE state = 'active';
SELECT gt.do('SELECT odoo_sim.receive(7, 20, 8)');
DO $$BEGIN WHILE clock_timestamp() <= (SELECT expires_at FROM inventory_gov.request WHERE reference = gt.ref()) LOOP PERFORM pg_sleep(0.01); END LOOP; END$$;
SELECT state FROM gt.requests WHERE reference = gt.mask(gt.ref());
SELECT gt.decide('approve', 9);
SELECT gt.decide('withdraw', 8);
UPDATE inventory_gov.policy SET request_validity = '3 seconds' WHERE state = 'active';
SELECT 'a new one', gt.do('SELECT odoo_sim.receive(7, 20, 8)'), gt.decide('approve', 9);
SELECT 'in time', gt.trial('SELECT odoo_sim.receive(7, 20, 8)');
DO $$BEGIN WHILE clock_timestamp() <= (SELECT expires_at FROM inventory_gov.request WHERE reference = gt.ref()) LOOP PERFORM pg_sleep(0.01); END LOOP; END$$;
SELECT state FROM gt.requests WHERE reference = gt.mask(gt.ref());
SELECT 'too late', gt.do('SELECT odoo_sim.receive(7, 20, 8)');
\echo the shortest validity of all policies concerned
SELECT gt.only('receipt_tolerance', '{"over_pct": 10}') \g /dev/null
SELECT inventory_gov.create_policy('receipt_tolerance', 'An hour', '{"over_pct": 0}', '{"product": 22}', state => 'active', request_validity => '1 hour') \g /dev/null
SELECT gt.do('SELECT odoo_sim.receive_many(8, ARRAY[12, 12] || array_fill(10, ARRAY[18]), 8)');
SELECT expires_at - created_at BETWEEN interval '59 min' AND interval '61 min' FROM inventory_gov.request WHERE reference = gt.ref();

\echo -- not even a superuser rewrites the record
SELECT gt.attempt(format('UPDATE inventory_gov.request SET expires_at = now() + interval ''1 year'' WHERE reference = %L', gt.ref()));
SELECT gt.attempt(format('UPDATE inventory_gov.request SET requester_id = 9 WHERE reference = %L', gt.ref()));
SELECT gt.attempt(format('UPDATE inventory_gov.request SET fingerprint = ''x'' WHERE reference = %L', gt.ref()));
SELECT gt.attempt(format('UPDATE inventory_gov.request SET state = ''approved'', decided_at = now() WHERE reference = %L', gt.ref()));
SELECT gt.attempt(format('UPDATE inventory_gov.request SET state = ''approved'', decided_at = now(), decided_by = requester_id WHERE reference = %L', gt.ref()));
SELECT split_part(gt.attempt(format('UPDATE inventory_gov.request SET state = ''rejected'' WHERE reference = %L', gt.ref())), ' ', 1);
SELECT gt.attempt(format('UPDATE inventory_gov.request SET state = ''pending'' WHERE reference = %L', gt.ref()));
SELECT gt.attempt(format('UPDATE inventory_gov.request SET decision_note = ''x'' WHERE reference = %L', gt.ref()));
SELECT gt.attempt('UPDATE inventory_gov.request SET state = ''pending'', decided_at = NULL WHERE id = 1');
SELECT gt.attempt('UPDATE inventory_gov.request SET decision_note = ''better words'' WHERE state = ''approved''');
SELECT t, gt.attempt(format('UPDATE inventory_gov.%I SET %s', t, s)), split_part(gt.attempt(format('DELETE FROM inventory_gov.%I', t)), E'\n', 1), split_part(gt.attempt(format('TRUNCATE inventory_gov.%I CASCADE', t)), E'\n', 1)
  FROM (VALUES ('violation', 'actor_id = 1'), ('request_line', 'deviation_qty = 1'), ('grant_use', 'actor_id = 1'), ('attempt', 'request_id = NULL'), ('policy_version', 'content = ''{}''')) v(t, s);
SELECT split_part(gt.attempt('DELETE FROM inventory_gov.request WHERE false'), E'\n', 1), split_part(gt.attempt('TRUNCATE inventory_gov.request CASCADE'), E'\n', 1);
SET session_replication_role = replica;
SELECT split_part(gt.attempt('UPDATE inventory_gov.violation SET actor_id = 1'), E'\n', 1), split_part(gt.attempt('DELETE FROM inventory_gov.request'), E'\n', 1), gt.attempt('UPDATE inventory_gov.request SET title = ''x''');
RESET session_replication_role;

\echo -- one reference for each, in order; every attempt has its violations; what was told outside
SELECT count(*) = count(DISTINCT reference), count(*) = max(id) FROM inventory_gov.request;
SELECT count(*) FROM inventory_gov.attempt a WHERE NOT EXISTS (SELECT FROM inventory_gov.violation v WHERE v.attempt = a.key);
SELECT count(*) FROM inventory_gov.violation v WHERE NOT EXISTS (SELECT FROM inventory_gov.attempt a WHERE v.attempt = a.key AND (v.outcome = 'granted' OR v.request_id IS NOT DISTINCT FROM a.request_id));
SELECT kind, count(*) FROM inventory_gov.event GROUP BY 1 ORDER BY 1;
SELECT gt.mask(subject), payload ->> 'decided_by_name', payload ->> 'decision_note' FROM inventory_gov.event WHERE kind IN ('request.rejected', 'request.withdrawn') ORDER BY id LIMIT 2;
\echo -- health knows of all that was recorded here
SELECT recorded > 0, failed, restarted FROM inventory_gov.recorder_status();
\ir end.sql
