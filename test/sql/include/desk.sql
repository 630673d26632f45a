-- The desk on Odoo :v: what people are told in Odoo, and what they decide by marking it done. Carla (8) and Dora (11) are clerks,
-- Sven (9) and Sofia (13) supervisors, Dilys (10) a director; 2 is the administrator.
\set ECHO none
\ir begin.sql
-- Work is done when the test says so: no worker.
ALTER DATABASE :db SET inventory_gov.desk = off;
\c
SET client_min_messages = warning;
DO $$BEGIN WHILE (SELECT running FROM inventory_gov.desk_status()) LOOP PERFORM pg_sleep(0.01); END LOOP; END$$;
\pset format unaligned
\pset tuples_only on
\pset null '-'
\set SHOW_CONTEXT never
\set VERBOSITY terse

-- Times are told as TIME, days as counted from today.
CREATE FUNCTION gt.timeless(t text) RETURNS text LANGUAGE sql AS
    $$SELECT regexp_replace(gt.mask(t), '\d{4}-\d\d-\d\d \d\d:\d\d', 'TIME', 'g')$$;
CREATE FUNCTION gt.work() RETURNS text LANGUAGE sql AS $$SELECT 'worked' WHERE inventory_gov.run_due_work() >= 0$$;
CREATE VIEW gt.notices AS
    SELECT gt.mask(n.request), n.kind, n.tier, u.login, n.state, n.todo, n.attempts, n.last_error
      FROM inventory_gov.notices n LEFT JOIN res_users u ON u.id = n.user_id ORDER BY n.request, n.kind, n.tier, u.login;
CREATE FUNCTION gt.open_activities() RETURNS SETOF mail_activity LANGUAGE sql AS
    $$SELECT a.* FROM mail_activity a WHERE COALESCE((to_jsonb(a) ->> 'active')::boolean, true) ORDER BY a.id$$;
CREATE VIEW gt.activities AS
    SELECT u.login, a.res_model, a.res_name, gt.mask(a.summary), a.date_deadline - (now() AT TIME ZONE 'Europe/Oslo')::date AS days
      FROM gt.open_activities() a JOIN res_users u ON u.id = a.user_id ORDER BY a.summary, u.login;
CREATE FUNCTION gt.activity(who text) RETURNS integer LANGUAGE sql AS
    $$SELECT a.id FROM gt.open_activities() a JOIN res_users u ON u.id = a.user_id WHERE u.login = who ORDER BY a.id DESC LIMIT 1$$;
-- An operation that is refused; the number of its request, and the notices of it.
CREATE FUNCTION gt.ask(command text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE command;
    RETURN 'not refused';
EXCEPTION WHEN OTHERS THEN
    RETURN sqlstate;
END $$;
CREATE FUNCTION gt.last() RETURNS text LANGUAGE sql AS $$SELECT reference FROM inventory_gov.request ORDER BY id DESC LIMIT 1$$;
CREATE FUNCTION gt.steps() RETURNS SETOF inventory_gov.request_step LANGUAGE sql AS
    $$SELECT s.* FROM inventory_gov.request_step s WHERE s.request_id = (SELECT max(id) FROM inventory_gov.request) ORDER BY s.tier, s.id$$;
CREATE FUNCTION gt.decisions() RETURNS SETOF text LANGUAGE sql AS $$
    SELECT concat_ws('|', d.verdict, d.user_name, d.channel, d.note) FROM inventory_gov.decision d
     WHERE d.request_id = (SELECT max(id) FROM inventory_gov.request) ORDER BY d.id
$$;
CREATE FUNCTION gt.state() RETURNS text LANGUAGE sql AS $$SELECT state FROM inventory_gov.requests ORDER BY id DESC LIMIT 1$$;
-- Everything is settled and forgotten before the next subject.
CREATE FUNCTION gt.clear() RETURNS void LANGUAGE sql AS $$
    SELECT inventory_gov.decide(id, 'withdraw', NULL, requester_id, 'sql') FROM inventory_gov.request WHERE state = 'pending' AND expires_at > clock_timestamp();
    SELECT inventory_gov.run_due_work();
    DELETE FROM mail_activity;
    UPDATE inventory_gov.notice SET activity_id = NULL;
    DELETE FROM inventory_gov.notice;
$$;
UPDATE product_template SET name = '{"en_US": "Scanner <b>& Co</b>"}' WHERE id = (SELECT product_tmpl_id FROM product_product WHERE id = 1);
UPDATE res_partner SET lang = 'fr_BE' WHERE id = (SELECT partner_id FROM res_users WHERE login = 'sofia');
SELECT gt.only('receipt_tolerance', '{"over_pct": 5}') \g /dev/null
UPDATE inventory_gov.policy SET request_validity = '8 days' WHERE state = 'active';

\echo -- a deadline by the calendar that Odoo has: Friday 20 November 2026 at 15:30 in Oslo; 17 and later have the lunch as a row; Christmas is a holiday
SELECT inventory_gov.working_deadline('2026-11-20 14:30Z', 4, 1) AT TIME ZONE 'Europe/Oslo';
SELECT inventory_gov.working_deadline('2026-12-24 14:30Z', 4, 1) AT TIME ZONE 'Europe/Oslo';
SELECT inventory_gov.working_hours_between('2026-12-24 00:00Z', '2026-12-29 00:00Z', 1);
BEGIN;
UPDATE resource_calendar SET two_weeks_calendar = true;
UPDATE resource_calendar_attendance SET week_type = CASE WHEN day_period = 'morning' THEN '0' ELSE '1' END;
SELECT inventory_gov.working_deadline('2026-11-20 14:30Z', 8, 1) AT TIME ZONE 'Europe/Oslo';
SELECT inventory_gov.working_deadline('2026-11-27 14:30Z', 8, 1) AT TIME ZONE 'Europe/Oslo';
ROLLBACK;
BEGIN;
UPDATE resource_calendar SET tz = 'Nowhere/At All';
SELECT inventory_gov.working_deadline('2026-11-20 16:30Z', 1, 1) AT TIME ZONE 'UTC';
UPDATE res_company SET resource_calendar_id = NULL;
SELECT inventory_gov.working_deadline('2026-11-20 16:30Z', 1, 1) AT TIME ZONE 'UTC';
ROLLBACK;

\echo -- an approver is told, each in his language; nobody else
SELECT gt.ask('SELECT odoo_sim.receive(1, 130, 8)');
SELECT inventory_gov.due_in() = interval '0';
SELECT gt.work();
SELECT inventory_gov.due_in() BETWEEN interval '1 minute' AND interval '15 minutes';
SELECT * FROM gt.notices;
SELECT * FROM gt.activities;
SELECT gt.timeless(note) FROM mail_activity WHERE id IN (gt.activity('supervisor'), gt.activity('sofia')) ORDER BY user_id;
SELECT DISTINCT t.name ->> 'en_US', m.model, a.automated, to_jsonb(a) -> 'active', to_jsonb(a) -> 'user_tz', a.create_uid
  FROM mail_activity a JOIN mail_activity_type t ON t.id = a.activity_type_id JOIN ir_model m ON m.id = a.res_model_id;
\echo -- only once
SELECT gt.work();
UPDATE inventory_gov.watch SET look_at = now();
SELECT gt.work();
SELECT count(*) FROM mail_activity;

\echo -- other activities go without our SQL being asked: thousands may at once
BEGIN;
SET LOCAL track_functions = 'pl';
SELECT odoo_sim.activity_cancel(odoo_sim.new_activity('stock.picking', 1, 9, 'call the carrier', 8));
SELECT pg_stat_get_xact_function_calls('inventory_gov.activity_closed(integer)'::regprocedure);
SELECT odoo_sim.activity_cancel(gt.activity('supervisor'));
SELECT pg_stat_get_xact_function_calls('inventory_gov.activity_closed(integer)'::regprocedure);
ROLLBACK;

\echo -- a deputy from when he is one to when he is none
BEGIN;
SELECT inventory_gov.delegate(9, 11, now(), now() + interval '1 day', 'away', 9) AS delegation \gset
SELECT gt.work();
SELECT gt.activity('dora') IS NOT NULL;
SELECT inventory_gov.end_delegation(:delegation, 9);
SELECT gt.work();
SELECT gt.activity('dora') IS NULL;
SELECT inventory_gov.delegate(9, 11, now() + interval '10 minutes', now() + interval '1 day', 'away', 9) \g /dev/null
SELECT min(due_at) - clock_timestamp() BETWEEN interval '9 minutes' AND interval '10 minutes' FROM inventory_gov.due_requests();
ROLLBACK;

\echo -- nobody who may not: not the requester, not on behalf of the assignee, not whom it was handed to
SELECT gt.attempt(format('SELECT odoo_sim.activity_done(%s, ''mine'', 8)', gt.activity('supervisor')));
SELECT gt.attempt(format('SELECT odoo_sim.activity_done(%s, ''mine'', 11)', gt.activity('supervisor')));
BEGIN;
SELECT odoo_sim.activity_reassign(gt.activity('supervisor'), 11, 9);
SELECT gt.attempt(format('SELECT odoo_sim.activity_done(%s, ''mine'', 11)', gt.activity('dora')));
ROLLBACK;
SELECT count(*) FROM gt.open_activities();
SELECT gt.state();
\echo -- cancelled, and cancelled after somebody was seen marking it done before, also where that message is changed now: nothing is decided
SELECT odoo_sim.activity_cancel(gt.activity('director'));
INSERT INTO mail_message (model, res_id, message_type, mail_activity_type_id, body, create_uid)
    SELECT res_model, res_id, 'notification', activity_type_id, odoo_sim.done_body(a, 'long ago'), 2 FROM mail_activity a WHERE id = gt.activity('admin');
BEGIN;
SAVEPOINT s;
INSERT INTO mail_message (model, res_id, message_type, mail_activity_type_id, body, create_uid)
    SELECT res_model, res_id, 'notification', activity_type_id, odoo_sim.done_body(a, 'rolled back'), 2 FROM mail_activity a WHERE id = gt.activity('admin');
ROLLBACK TO s;
INSERT INTO mail_message (model, res_id, message_type, mail_activity_type_id, body, create_uid)
    SELECT res_model, res_id, 'notification', activity_type_id, replace(odoo_sim.done_body(a, 'of another request'), gt.last(), gt.last() || '1'), 2
      FROM mail_activity a WHERE id = gt.activity('admin');
UPDATE mail_message SET body = body || ' ' WHERE body LIKE '%long ago%';
SELECT odoo_sim.activity_cancel(gt.activity('admin'));
COMMIT;
SELECT gt.state();
SELECT * FROM gt.notices;

\echo -- marked done with feedback, in a savepoint as Odoo does it: approved, the feedback is the note
BEGIN;
SAVEPOINT s;
SELECT odoo_sim.activity_done(gt.activity('supervisor'), E'counted twice <again> & "fine"\n\nsecond line', 9) > 0;
RELEASE s;
COMMIT;
SELECT gt.state();
SELECT * FROM gt.decisions();
SELECT * FROM gt.notices;
\echo -- the others need not decide any more, the requester is told; what they do with what is left of it decides nothing
BEGIN;
SELECT odoo_sim.activity_done(gt.activity('sofia'), NULL, 13) > 0;
SELECT * FROM gt.decisions();
ROLLBACK;
SELECT gt.work();
SELECT * FROM gt.notices;
SELECT * FROM gt.activities;
SELECT gt.timeless(note) FROM gt.open_activities();
BEGIN;
SELECT odoo_sim.activity_done(gt.activity('clerk'), 'thanks', 8) > 0;
SELECT * FROM gt.decisions();
SELECT * FROM gt.notices WHERE kind = 'decided';
ROLLBACK;
\echo -- revoked: the same activity says so; done: it goes
BEGIN;
SELECT inventory_gov.revoke(gt.last(), 'wrong document', 10);
SELECT gt.work();
SELECT * FROM gt.activities;
ROLLBACK;
SELECT gt.ask('SELECT odoo_sim.receive(1, 130, 8)');
SELECT gt.work();
SELECT * FROM gt.activities;
SELECT * FROM gt.notices WHERE kind = 'decided';
SELECT count(*) FROM inventory_gov.watch;
SELECT gt.clear() \g /dev/null

\echo -- rejected, expired
SELECT gt.ask('SELECT odoo_sim.receive(3, 500, 8)');
SELECT gt.work();
SELECT inventory_gov.reject(gt.last(), 'send it <back>', 9);
SELECT gt.work();
SELECT * FROM gt.activities;
SELECT gt.timeless(note) FROM gt.open_activities();
SELECT gt.clear() \g /dev/null
SELECT gt.ask('SELECT odoo_sim.receive(3, 501, 8)');
SELECT gt.work();
ALTER TABLE inventory_gov.request DISABLE TRIGGER request_guard;
UPDATE inventory_gov.request SET expires_at = clock_timestamp() WHERE reference = gt.last();
ALTER TABLE inventory_gov.request ENABLE ALWAYS TRIGGER request_guard;
SELECT gt.timeless(gt.attempt(format('SELECT odoo_sim.activity_done(%s, ''late'', 9)', gt.activity('supervisor'))));
SELECT gt.work();
SELECT gt.work();
SELECT * FROM gt.activities;
SELECT kind, gt.mask(subject), payload ->> 'state' FROM inventory_gov.event WHERE kind = 'request.expired';
SELECT gt.clear() \g /dev/null

\echo -- kept when it is done (17 and later): archived with a message approves, archived without one decides nothing
SELECT :v >= 17 AS kept, :v IN (17, 18) AS by_type \gset
\if :kept
\if :by_type
UPDATE mail_activity_type SET keep_done = true;
\endif
SELECT gt.ask('SELECT odoo_sim.receive(3, 510, 8)');
SELECT gt.work();
UPDATE mail_activity SET active = false WHERE id = gt.activity('admin');
SELECT gt.state();
SELECT odoo_sim.activity_done(gt.activity('supervisor'), 'kept', 9) > 0;
SELECT gt.state();
SELECT * FROM gt.decisions();
SELECT * FROM gt.notices;
\echo -- changed, reopened or cleaned up later, it is no decision any more
UPDATE mail_activity SET active = true;
DELETE FROM mail_activity;
SELECT * FROM gt.notices;
\if :by_type
UPDATE mail_activity_type SET keep_done = false;
\endif
SELECT inventory_gov.revoke(gt.last(), 'only a test', 9);
SELECT gt.clear() \g /dev/null
\endif

\echo -- two of one step, then the director: who has approved is not asked again, the next tier is asked when it opens
UPDATE inventory_gov.policy SET levels = '[{"tier": 1, "approver": "group:stock.group_stock_manager", "need": 2, "sla_hours": 8, "remind_hours": 4, "escalate_to": "next"},
                                           {"tier": 2, "approver": "user:director"}]' WHERE state = 'active';
SELECT gt.ask('SELECT odoo_sim.receive(3, 502, 8)');
SELECT gt.work();
SELECT odoo_sim.activity_done(gt.activity('supervisor'), 'one', 9) > 0;
SELECT inventory_gov.run_due_work() > 0;
SELECT * FROM gt.notices;
SELECT odoo_sim.activity_done(gt.activity('sofia'), NULL, 13) > 0;
SELECT gt.work();
SELECT * FROM gt.notices;
SELECT odoo_sim.activity_done(gt.activity('director'), 'three', 10) > 0;
SELECT * FROM gt.decisions();
SELECT gt.clear() \g /dev/null

\echo -- reminded once, in the same activity; escalated when it is due
SELECT gt.ask('SELECT odoo_sim.receive(3, 503, 8)');
SELECT gt.work();
SELECT due_at = inventory_gov.working_deadline(opened_at, 8, 1), remind_at = inventory_gov.working_deadline(opened_at, 4, 1) FROM gt.steps() WHERE tier = 1;
UPDATE inventory_gov.request_step SET remind_at = clock_timestamp() WHERE id = (SELECT id FROM gt.steps() WHERE tier = 1);
SELECT inventory_gov.due_in() = interval '0';
SELECT inventory_gov.do_next_chore() LIKE 'reminded of step %';
SELECT gt.work();
SELECT login, mask, days FROM gt.activities;
SELECT odoo_sim.leave_group(10, 'stock.group_stock_manager');
UPDATE inventory_gov.watch SET look_at = clock_timestamp();
SELECT gt.work();
SELECT * FROM gt.notices WHERE login = 'director';
UPDATE inventory_gov.request_step SET due_at = clock_timestamp() WHERE id = (SELECT id FROM gt.steps() WHERE tier = 1);
SELECT inventory_gov.due_in() = interval '0';
SELECT inventory_gov.do_next_chore() LIKE 'escalated step %';
SELECT gt.work();
SELECT * FROM gt.notices WHERE login = 'director';
SELECT inventory_gov.do_next_chore();
SELECT kind, gt.mask(subject), payload ->> 'tier', payload ->> 'escalate_to' FROM inventory_gov.event WHERE kind IN ('request.reminded', 'request.escalated') ORDER BY id;
SELECT odoo_sim.join_group(10, 'stock.group_stock_manager');
SELECT gt.clear() \g /dev/null

\echo -- dated today wherever the reader is, which Odoo counts, with weeks to go; the text says until when
UPDATE inventory_gov.policy SET levels = '[{"approver": "group:stock.group_stock_manager", "sla_hours": 80}]' WHERE state = 'active';
UPDATE res_partner SET tz = 'Pacific/Kiritimati' WHERE id = (SELECT partner_id FROM res_users WHERE login = 'director');
UPDATE res_partner SET tz = 'Etc/GMT+12' WHERE id = (SELECT partner_id FROM res_users WHERE login = 'supervisor');
SELECT gt.ask('SELECT odoo_sim.receive(3, 505, 8)');
SELECT gt.work();
SELECT u.login, a.date_deadline = (now() AT TIME ZONE p.tz)::date AS today, s.due_at > now() + interval '9 days' AS time_left,
       strpos(a.note, to_char(s.due_at AT TIME ZONE p.tz, 'YYYY-MM-DD HH24:MI')) > 0 AS told
  FROM gt.open_activities() a JOIN res_users u ON u.id = a.user_id JOIN res_partner p ON p.id = u.partner_id, gt.steps() s ORDER BY 1;
SELECT gt.clear() \g /dev/null
UPDATE res_partner SET tz = 'Europe/Oslo' WHERE tz IN ('Pacific/Kiritimati', 'Etc/GMT+12');
UPDATE inventory_gov.policy SET levels = '[]' WHERE state = 'active';

\echo -- a right that is lost takes the activity along, a right that comes back brings another
SELECT gt.ask('SELECT odoo_sim.receive(3, 504, 8)');
SELECT gt.work();
SELECT odoo_sim.archive_user(9, 2);
UPDATE inventory_gov.watch SET look_at = clock_timestamp();
SELECT gt.work();
SELECT * FROM gt.notices WHERE login = 'supervisor';
SELECT count(*) FROM gt.open_activities() WHERE user_id = 9;
SELECT odoo_sim.archive_user(9, 2, true);
UPDATE inventory_gov.watch SET look_at = clock_timestamp();
SELECT gt.work();
SELECT * FROM gt.notices WHERE login = 'supervisor';
SELECT count(*) FROM gt.open_activities() WHERE user_id = 9;
SELECT gt.clear() \g /dev/null

\echo -- at most twenty of many
INSERT INTO res_partner (id, name) SELECT 9000 + i, 'Many ' || i FROM generate_series(1, 25) i;
INSERT INTO res_users (id, login, active, share, partner_id, company_id) SELECT 9000 + i, 'many' || i, true, false, 9000 + i, 1 FROM generate_series(1, 25) i;
INSERT INTO res_company_users_rel (cid, user_id) SELECT 1, 9000 + i FROM generate_series(1, 25) i;
SELECT odoo_sim.join_group(9000 + i, 'stock.group_stock_manager') FROM generate_series(1, 25) i \g /dev/null
SELECT gt.ask('SELECT odoo_sim.receive(3, 505, 8)');
SELECT gt.work();
UPDATE inventory_gov.watch SET look_at = clock_timestamp();
SELECT gt.work();
SELECT count(*), count(DISTINCT user_id) FROM gt.open_activities();
SELECT gt.clear() \g /dev/null
UPDATE res_users SET active = false WHERE id > 9000;

\echo -- an Odoo that does not let it in: tried again later, ten times, and then given up; seen in health
SELECT gt.ask('SELECT odoo_sim.receive(3, 506, 8)');
ALTER TABLE mail_activity ADD CONSTRAINT closed CHECK (summary IS NULL) NOT VALID;
SELECT gt.work();
SELECT * FROM gt.notices WHERE login = 'supervisor';
SELECT next_try_at - clock_timestamp() BETWEEN interval '50 seconds' AND interval '1 minute' FROM inventory_gov.notices WHERE user_id = 9;
UPDATE inventory_gov.notice SET next_try_at = clock_timestamp();
SELECT gt.work();
SELECT attempts, next_try_at - clock_timestamp() BETWEEN interval '110 seconds' AND interval '2 minutes' FROM inventory_gov.notices WHERE user_id = 9;
SELECT status, detail FROM inventory_gov.health WHERE item = 'notices';
SELECT array_agg(inventory_gov.backoff(n)) FROM generate_series(1, 9) n;
DO $$BEGIN FOR i IN 1..8 LOOP UPDATE inventory_gov.notice SET next_try_at = clock_timestamp(); PERFORM inventory_gov.run_due_work(); END LOOP; END$$;
SELECT * FROM gt.notices WHERE login = 'supervisor';
ALTER TABLE mail_activity DROP CONSTRAINT closed;
SELECT status, detail FROM inventory_gov.health WHERE item = 'notices';
SELECT gt.clear() \g /dev/null

\echo -- where the activity goes: the transfer, else the product; nowhere when nothing is left
SELECT inventory_gov.notice_record(max(id)) ->> 'model' FROM inventory_gov.request;
BEGIN;
SET LOCAL session_replication_role = replica;
DELETE FROM stock_picking;
SELECT inventory_gov.notice_record(max(id)) ->> 'model' FROM inventory_gov.request;
DELETE FROM product_product;
SELECT inventory_gov.notice_record(max(id)) ->> 'model' FROM inventory_gov.request;
ROLLBACK;
SELECT inventory_gov.create_policy('adjustment_limit', 'Counts', '{"pct": 10}', state => 'active') \g /dev/null
SELECT gt.ask('SELECT odoo_sim.count(6, 8, 5, 8, 1)');
SELECT gt.work();
SELECT * FROM gt.activities LIMIT 1;
BEGIN;
INSERT INTO ir_model (model, name, state) VALUES ('x_gov_request', '{"en_US": "Request"}', 'manual');
SELECT regexp_replace(gt.mask(inventory_gov.decide_text(n, 'en', 'UTC', (inventory_gov.desk_facts(9, 'stock.picking', 'decide') -> 'published')::boolean) ->> 'note'), '</p>.*|id=\d+', '', 'g')
  FROM inventory_gov.notice n WHERE n.user_id = 9;
ROLLBACK;

\echo -- what is regular: changes of policies that take effect, scans; one that fails is tried again later and keeps nothing else from being done
SELECT chore FROM inventory_gov.regular_chores() WHERE to_regprocedure(format('inventory_gov.%I()', chore)) IS NULL;
SELECT chore, failures, last_error, next_at - ran_at BETWEEN interval '299 seconds' AND interval '301 seconds' FROM inventory_gov.chore_run ORDER BY 1;
INSERT INTO inventory_gov.policy_change (policy_id, base_version, proposed, reason, effective_from, state, decided_at, decided_role)
    SELECT id, version, '{"note": "changed"}', 'test', clock_timestamp(), 'approved', clock_timestamp(), 'somebody else' FROM inventory_gov.policy WHERE name = 'Counts';
SELECT inventory_gov.due_in() = interval '0';
SELECT gt.work();
SELECT c.state, p.note FROM inventory_gov.policy_change c JOIN inventory_gov.policy p ON p.id = c.policy_id;
BEGIN;
ALTER FUNCTION inventory_gov.scan_exceptions() RENAME TO scan_nothing;
UPDATE inventory_gov.chore_run SET next_at = clock_timestamp();
SELECT gt.work();
SELECT chore, failures, last_error FROM inventory_gov.chore_run WHERE chore LIKE 'scan%' ORDER BY 1;
SELECT status, detail FROM inventory_gov.health WHERE item = 'notices';
ROLLBACK;

\echo -- DROP EXTENSION takes open activities along, and no others
SELECT count(*) > 0 FROM mail_activity WHERE summary LIKE '%GOV/%';
SELECT count(*) AS others FROM mail_activity WHERE summary IS NULL OR summary NOT LIKE '%GOV/%' \gset
DROP EXTENSION inventory_gov CASCADE;
SELECT count(*) = :others, count(*) FILTER (WHERE summary LIKE '%GOV/%') FROM mail_activity;
\ir end.sql
