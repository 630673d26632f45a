-- The kill switch: pausing a policy, a warehouse, all; who may, for how long; back on by itself; what passed is looked at afterwards.
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 17
\set db regress_pause
\set file :abs_srcdir '/sql/include/begin.sql'
\set ECHO none
\i :file
UPDATE inventory_gov.policy SET state = 'retired';
SELECT inventory_gov.create_policy('receipt_tolerance', 'Receipts', '{"over_pct": 10}', state => 'active') AS receipts,
       inventory_gov.create_policy('adjustment_limit', 'Counts', '{"pct": 10}', enforcement => 'block', state => 'active') AS counts,
       inventory_gov.create_policy('receipt_tolerance', 'Notes', '{"over_pct": 2}', enforcement => 'flag', state => 'active') AS notes \gset
CREATE FUNCTION gt.times(t text) RETURNS text LANGUAGE sql AS $$SELECT regexp_replace(t, '\d{4}-\d\d-\d\d \d\d:\d\d(:[\d.+]+)?', 'TIME', 'g')$$;
CREATE FUNCTION gt.pause(span interval, reason text DEFAULT 'scales broken', policy text DEFAULT NULL, warehouse integer DEFAULT NULL, actor integer DEFAULT NULL) RETURNS text LANGUAGE sql AS
    $$SELECT gt.times(gt.attempt(format('SELECT inventory_gov.pause_enforcement(%L, %L, %L, %L, %L)', reason, clock_timestamp() + span, policy, warehouse, actor)))$$;
CREATE FUNCTION gt.resume(id bigint, actor integer DEFAULT NULL) RETURNS text LANGUAGE sql AS
    $$SELECT gt.times(gt.attempt(format('SELECT inventory_gov.resume_enforcement(%L, %L)', id, actor)))$$;
CREATE FUNCTION gt.last() RETURNS bigint LANGUAGE sql AS $$SELECT max(id) FROM inventory_gov.pause$$;
CREATE VIEW gt.pauses AS SELECT id, state, policy, warehouse_id, reason, CASE paused_by WHEN session_user THEN 'the role' ELSE paused_by END AS paused_by,
    CASE resumed_by WHEN session_user THEN 'the role' ELSE resumed_by END AS resumed_by, violations, value FROM inventory_gov.pauses ORDER BY id;
CREATE PROCEDURE gt.wait_for_end(id bigint) LANGUAGE plpgsql AS $$
BEGIN
    WHILE (SELECT until FROM inventory_gov.pause p WHERE p.id = wait_for_end.id) > clock_timestamp() LOOP PERFORM pg_sleep(0.01); END LOOP;
END $$;
\set ECHO all

-- What is wrong is said.
SELECT gt.pause('1 hour', '');
SELECT gt.pause('1 hour', NULL);
SELECT gt.pause('-1 second');
SELECT gt.pause('31 days');
SELECT gt.pause(NULL);
SELECT gt.pause('1 hour', policy => 'Receipt');
SELECT gt.pause('1 hour', policy => 'Notes');
SELECT gt.pause('1 hour', policy => 'Receipts: approval');
SELECT gt.pause('1 hour', warehouse => 99);
SELECT gt.pause('1 hour', actor => 8);
SELECT gt.pause('1 hour', actor => 12);
SELECT gt.resume(99);
SELECT gt.resume(NULL);
SELECT count(*) FROM inventory_gov.pause;
SELECT * FROM inventory_gov.health WHERE item LIKE 'pause%';

-- One policy: it is recorded and let through; the others act.
SELECT inventory_gov.pause_enforcement('scales broken', now() + interval '1 hour', 'Receipts', actor => 9) AS one \gset
SELECT gt.trial('SELECT odoo_sim.receive(1, 130, 8)');
SELECT gt.trial('SELECT odoo_sim.count(1, 20, 30, 8)');
BEGIN;
UPDATE stock_move SET quantity = 130 WHERE id = 1;
SELECT policy, outcome, approvers, way_out FROM inventory_gov.explain('stock.move', 1) WHERE governs AND measured > limit_value;
ROLLBACK;
SELECT gt.attempt('SELECT odoo_sim.receive(1, 130, 8)');
SELECT outcome, policy, actor, measured, request FROM inventory_gov.violations WHERE outcome = 'paused';
SELECT * FROM gt.pauses;
SELECT status, gt.times(detail) FROM inventory_gov.health WHERE item = format('pause %s', :one);
-- The same twice is refused; by somebody who may it is ended.
SELECT gt.pause('1 hour', policy => :'receipts');
SELECT gt.resume(:one, 8);
SELECT inventory_gov.resume_enforcement(:one, 10) <= clock_timestamp();
SELECT gt.trial('SELECT odoo_sim.receive(2, 2000, 8)');
SELECT gt.resume(:one, 10);
SELECT * FROM inventory_gov.health WHERE item LIKE 'pause%';

-- A warehouse; what is blocked passes, too.
SELECT inventory_gov.pause_enforcement('flood', now() + interval '1 hour', warehouse => 2) AS north \gset
SELECT 'here', gt.trial('SELECT odoo_sim.count(1, 31, 5, 8)');
SELECT 'elsewhere', gt.trial('SELECT odoo_sim.count(1, 20, 30, 8)');
SELECT status, gt.times(detail) LIKE 'not enforced: warehouse 2 until TIME, by %: flood' FROM inventory_gov.health WHERE item = format('pause %s', :north);
-- All; it is back on by itself.
SELECT inventory_gov.pause_enforcement('year end', clock_timestamp() + interval '0.5 s') AS everything \gset
SELECT gt.trial('SELECT odoo_sim.count(1, 20, 30, 8)');
SELECT gt.trial('SELECT odoo_sim.receive(2, 2000, 8)');
CALL gt.wait_for_end(:everything);
SELECT gt.trial('SELECT odoo_sim.count(1, 20, 30, 8)');
SELECT gt.resume(:everything);
SELECT gt.resume(:north);
SELECT * FROM gt.pauses;
-- What was noted is noted as before.
SELECT gt.trial('SELECT odoo_sim.receive(3, 51.5, 8)');

-- An open transaction of Odoo hears of it from the commit on.
SELECT gt.pause('1 hour', policy => 'Counts');
SELECT gt.trial('SELECT odoo_sim.count(1, 20, 30, 8)');
SELECT gt.resume(gt.last());
SELECT gt.trial('SELECT odoo_sim.count(1, 20, 30, 8)');

-- Afterwards what passed is looked at, once for each pause, not by who paused.
SELECT inventory_gov.scan_exceptions(), inventory_gov.scan_exceptions();
SELECT chore FROM inventory_gov.regular_chores() ORDER BY 1;
SELECT kind, key, severity, replace(title, session_user, 'the role'), user_id FROM inventory_gov.finding ORDER BY key;
SELECT gt.attempt('SELECT inventory_gov.close_finding(id, ''seen'', 9) FROM inventory_gov.finding WHERE key = ''1''');
SELECT gt.attempt('SELECT inventory_gov.close_finding(id, ''seen'', 10) FROM inventory_gov.finding WHERE key = ''1''');
SELECT inventory_gov.scan_exceptions();

-- Every pause and its end is told; what was written stays.
SELECT kind, count(*) FROM inventory_gov.event WHERE kind LIKE 'enforcement.%' GROUP BY 1 ORDER BY 1;
SELECT kind, subject, payload ->> 'paused_by_name', payload ->> 'resumed_by_name', payload ->> 'paused_role' = session_user FROM inventory_gov.event WHERE subject = format('pause %s', :one) AND kind LIKE 'enforcement.%' ORDER BY id;
SELECT gt.attempt('UPDATE inventory_gov.pause SET until = until + interval ''1 day''');
SELECT gt.attempt('UPDATE inventory_gov.pause SET resumed_at = NULL');
SELECT split_part(gt.attempt('DELETE FROM inventory_gov.pause'), E'\n', 1);
\set ECHO none
\set file :abs_srcdir '/sql/include/end.sql'
\i :file
