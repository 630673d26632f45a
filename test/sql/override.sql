-- Break-glass: overriding a request, overriding for a time, who may, what it lets through, and its review by somebody else.
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 17
\set db regress_override
\set file :abs_srcdir '/sql/include/begin.sql'
\set ECHO none
\i :file
-- Carla (8) and Dora (11) are clerks, Sven (9) is a supervisor, Dilys (10) a supervisor and director, Ed (12) has left.
UPDATE inventory_gov.policy SET state = 'retired';
SELECT inventory_gov.create_policy('receipt_tolerance', 'Receipts', '{"over_pct": 10}', state => 'active', override_group => 'stock.group_stock_user') AS receipts,
       inventory_gov.create_policy('adjustment_limit', 'Counts', '{"pct": 10}', state => 'active', override_group => 'Directors') AS counts,
       inventory_gov.create_policy('receipt_tolerance', 'Screws', '{"over_pct": 0}', '{"product": 22}', state => 'active') AS screws,
       inventory_gov.create_policy('receipt_tolerance', 'Notes', '{"over_pct": 2}', enforcement => 'flag', state => 'active', override_group => 'stock.group_stock_user') AS notes \gset
CREATE FUNCTION gt.times(t text) RETURNS text LANGUAGE sql AS $$SELECT regexp_replace(t, '\d{4}-\d\d-\d\d \d\d:\d\d', 'TIME', 'g')$$;
CREATE FUNCTION gt.ref(n integer) RETURNS text LANGUAGE sql AS $$SELECT reference FROM inventory_gov.request WHERE id = n$$;
CREATE FUNCTION gt.break(actor integer, reason text, ttl interval, policy text DEFAULT NULL, warehouse integer DEFAULT NULL) RETURNS text LANGUAGE sql AS
    $$SELECT gt.times(gt.attempt(format('SELECT inventory_gov.begin_override(%L, %L, %L, %L, %L)', actor, reason, ttl, policy, warehouse)))$$;
CREATE FUNCTION gt.override(n integer, actor integer, reason text DEFAULT 'the lorry waits') RETURNS text LANGUAGE sql AS
    $$SELECT gt.times(gt.attempt(format('SELECT inventory_gov.override_request(%L, %L, %L)', gt.ref(n), reason, actor)))$$;
CREATE FUNCTION gt.review(id bigint, actor integer, verdict text DEFAULT 'justified', note text DEFAULT 'seen it') RETURNS text LANGUAGE sql AS
    $$SELECT gt.times(gt.attempt(format('SELECT inventory_gov.review_override(%L, %L, %L, %L)', id, verdict, note, actor)))$$;
CREATE FUNCTION gt.last() RETURNS bigint LANGUAGE sql AS $$SELECT max(id) FROM inventory_gov.override$$;
CREATE VIEW gt.overrides AS SELECT id, state, overridden_by, reason, gt.mask(request) AS request, policy, warehouse_id, violations, value, reviewed_by, review_note FROM inventory_gov.overrides ORDER BY id;
-- Time passes: what was valid is over.
CREATE PROCEDURE gt.wait_for_end(id bigint) LANGUAGE plpgsql AS $$
BEGIN
    WHILE (SELECT valid_until FROM inventory_gov.override o WHERE o.id = wait_for_end.id) > clock_timestamp() LOOP PERFORM pg_sleep(0.01); END LOOP;
END $$;
\set ECHO all

-- A request is overridden by who is in the group of every policy of it, also by who asked for it.
SELECT split_part(gt.attempt('SELECT odoo_sim.receive(1, 130, 8)'), ' ', 1);
SELECT gt.override(1, 8, ' ');
SELECT gt.override(1, 12);
SELECT gt.override(1, 4);
SELECT gt.override(1, NULL);
SELECT gt.attempt('SELECT inventory_gov.override_request(''GOV/1999/00001'', ''why'', 8)');
SELECT state FROM inventory_gov.requests;
SELECT inventory_gov.override_request(gt.ref(1), 'the lorry waits', 8);
SELECT state, decided_by, decision_note, expires_at - decided_at BETWEEN interval '3 days' - interval '1 minute' AND interval '3 days' FROM inventory_gov.requests;
SELECT verdict, user_name, right_by, note, channel, step_id FROM inventory_gov.decision;
SELECT * FROM gt.overrides;
SELECT kind, gt.mask(subject), payload ->> 'user_name', payload ->> 'reason', payload ->> 'role' = session_user FROM inventory_gov.event WHERE kind = 'request.overridden';
-- What was asked for passes, once; no more than that.
SELECT gt.trial('SELECT odoo_sim.receive(1, 131, 8)');
SELECT gt.attempt('SELECT odoo_sim.receive(1, 130, 8)');
SELECT outcome, actor, measured, gt.mask(request) FROM inventory_gov.violations WHERE outcome <> 'refused' ORDER BY id;
SELECT v.outcome, x.x_outcome FROM inventory_gov.violation v JOIN inventory_gov.x_gov_violation x USING (id) WHERE v.outcome <> 'refused' ORDER BY v.id;
SELECT violations, value FROM gt.overrides;
-- Decided is decided.
SELECT gt.override(1, 9);
SELECT gt.attempt(format('SELECT inventory_gov.approve(%L, '''', 9)', gt.ref(1))) LIKE '23G06 GOV/YYYY/00001 is already approved%';
-- A policy without a group, or of another group, keeps the request from being overridden.
SELECT split_part(gt.attempt('SELECT odoo_sim.receive_many(8, ARRAY[12, 12] || array_fill(10, ARRAY[18]), 8)'), ' ', 1);
SELECT gt.override(3, 10);
SELECT inventory_gov.change_policy(:screws, override_group => 'Directors');
SELECT gt.override(3, 9);
SELECT gt.override(3, 10);
-- Nor does it wait for evidence that doing it would take.
SELECT inventory_gov.change_policy(:screws, evidence => '[{"count": 1, "before": "validation"}]');
SELECT gt.trial('SELECT odoo_sim.receive_many(8, ARRAY[12, 12] || array_fill(10, ARRAY[18]), 8)');
SELECT inventory_gov.change_policy(:screws, evidence => '[]');
-- Without an override the requester still approves nothing, whoever writes it.
SELECT split_part(gt.attempt('SELECT odoo_sim.receive(2, 2000, 8)'), ' ', 1);
SELECT gt.attempt(format('UPDATE inventory_gov.request SET state = ''approved'', decided_at = now(), decided_by = 8 WHERE reference = %L', gt.ref(4)));

-- For a time. Who may, how long, what for.
SELECT gt.break(8, '', '1 hour');
SELECT gt.break(12, 'stock take', '1 hour');
SELECT gt.break(8, 'stock take', '25 hours');
SELECT gt.break(8, 'stock take', '0');
SELECT gt.break(8, 'stock take', '-1 hour');
SELECT gt.break(8, 'stock take', NULL);
SELECT gt.break(8, 'stock take', '1 hour', 'Count');
SELECT gt.break(8, 'stock take', '1 hour', 'Counts');
SELECT gt.break(8, 'stock take', '1 hour', 'Notes');
SELECT gt.break(8, 'stock take', '1 hour', NULL, 99);
SELECT inventory_gov.change_policy(:screws, override_group => '');
SELECT gt.break(8, 'stock take', '1 hour', 'Screws');
SELECT inventory_gov.change_policy(:receipts, scope => '{"warehouse": "WH"}');
SELECT gt.break(8, 'stock take', '1 hour', NULL, 2);
SELECT gt.break(4, 'stock take', '1 hour');
SELECT count(*) FROM inventory_gov.override WHERE request_id IS NULL;
-- A company may allow less, or a little more.
SET inventory_gov.max_override = '30min';
SELECT gt.break(8, 'stock take', '1 hour');
SELECT split_part(gt.attempt('SET inventory_gov.max_override = ''8d'''), ' ', 1);
RESET inventory_gov.max_override;

-- It covers what its user does, under the policies he may override; nobody else, nothing else.
SELECT gt.trial('SELECT odoo_sim.receive(2, 2000, 8)');
SELECT inventory_gov.begin_override(8, 'the scales are broken', '2 hours') AS o \gset
SELECT gt.trial('SELECT odoo_sim.receive(2, 2000, 8)');
BEGIN;
UPDATE stock_move SET quantity = 2000, write_uid = 8 WHERE id = 2;
SELECT policy, outcome, approvers, way_out FROM inventory_gov.explain('stock.move', 2) WHERE governs AND measured > limit_value;
ROLLBACK;
SELECT 'by somebody else', gt.trial('SELECT odoo_sim.receive(2, 2000, 11)');
SELECT 'a policy of another group', gt.trial('SELECT odoo_sim.count(1, 20, 30, 8)');
SELECT 'a policy of no group', gt.trial('SELECT odoo_sim.receive_many(8, ARRAY[13, 13] || array_fill(10, ARRAY[18]), 8)');
SELECT gt.attempt('SELECT odoo_sim.receive(2, 2000, 8)');
SELECT outcome, policy, actor, measured FROM inventory_gov.violations WHERE outcome = 'overridden' ORDER BY id;
SELECT * FROM gt.overrides WHERE id = :o;
-- Who leaves the group loses it at once.
SELECT gt.trial('SELECT odoo_sim.receive(6, 30, 8, lot => 1)');
BEGIN;
DELETE FROM res_groups_users_rel WHERE uid = 8 AND gid = 2;
SELECT gt.trial('SELECT odoo_sim.receive(6, 30, 8, lot => 1)');
ROLLBACK;
-- So does a policy that takes its group away.
SELECT inventory_gov.change_policy(:receipts, override_group => '');
SELECT gt.trial('SELECT odoo_sim.receive(6, 30, 8, lot => 1)');
SELECT inventory_gov.change_policy(:receipts, override_group => 'stock.group_stock_user');
SELECT gt.trial('SELECT odoo_sim.receive(6, 30, 8, lot => 1)');
-- Narrowed to a policy, to a warehouse.
SELECT inventory_gov.begin_override(10, 'counting after the flood', '1 hour', 'Counts', 2) AS narrow \gset
SELECT 'in the other warehouse', gt.trial('SELECT odoo_sim.count(1, 20, 30, 10)');
SELECT 'another policy', gt.trial('SELECT odoo_sim.receive(6, 30, 10, lot => 1)');
SELECT 'there', gt.trial('SELECT odoo_sim.count(1, 31, 5, 10)');

-- It ends by itself, or when somebody ends it who may.
SELECT gt.review(:o, 9);
SELECT gt.attempt(format('SELECT inventory_gov.end_override(%s, 11)', :narrow));
SELECT gt.attempt('SELECT inventory_gov.end_override(99, 9)');
SELECT gt.attempt('SELECT inventory_gov.end_override(NULL, 9)');
SELECT inventory_gov.end_override(:o, 9) <= clock_timestamp();
SELECT gt.trial('SELECT odoo_sim.receive(6, 30, 8, lot => 1)');
SELECT gt.times(gt.attempt(format('SELECT inventory_gov.end_override(%s, 8)', :o)));
SELECT inventory_gov.begin_override(8, 'a moment', '0.3 s') AS moment \gset
SELECT gt.trial('SELECT odoo_sim.receive(6, 30, 8, lot => 1)');
CALL gt.wait_for_end(:moment);
SELECT gt.trial('SELECT odoo_sim.receive(6, 30, 8, lot => 1)');
SELECT gt.times(gt.attempt(format('SELECT inventory_gov.end_override(%s, 8)', :moment)));
SELECT inventory_gov.end_override(:narrow, 10) <= clock_timestamp();

-- The review: by somebody else, who may override or approve there, with a verdict and a note, once.
SELECT * FROM gt.overrides;
SELECT gt.review(1, 8);
SELECT gt.review(1, 12);
SELECT gt.review(1, 9, 'fine');
SELECT gt.review(1, 9, NULL);
SELECT gt.review(1, 9, 'justified', '');
SELECT gt.review(99, 9);
SELECT gt.review(:narrow, 11);
SELECT gt.review(:narrow, 10);
SELECT gt.review(1, 9), gt.review(1, 10);
-- Who asked for what somebody else overrode, or tried it too, gained by it.
SELECT gt.review(2, 8);
SELECT gt.review(2, 9, 'unjustified', 'nobody waited');
SELECT gt.review(:o, 11, 'justified', 'I was there'), gt.review(:narrow, 2);
SELECT * FROM gt.overrides;
SELECT f.kind, f.severity, f.title, f.user_id, gt.mask(r.reference), f.closed_at FROM inventory_gov.finding f LEFT JOIN inventory_gov.request r ON r.id = f.request_id;
SELECT kind, count(*) FROM inventory_gov.event WHERE kind LIKE 'override.%' GROUP BY 1 ORDER BY 1;

-- Without a review in time there is a finding, until it is reviewed.
SELECT inventory_gov.scan_exceptions();
SELECT review_due_at - valid_until FROM inventory_gov.overrides WHERE id = :moment;
SELECT gt.attempt('UPDATE inventory_gov.override SET valid_until = now() - interval ''1 day''');
-- Three days ago.
INSERT INTO inventory_gov.override (user_id, user_name, reason, policy_id, valid_from, valid_until) VALUES (8, 'Carla Clerk', 'long ago', :receipts, now() - interval '4 days', now() - interval '3 days');
SELECT state FROM gt.overrides WHERE id = gt.last();
SELECT inventory_gov.scan_exceptions(), inventory_gov.scan_exceptions();
SELECT kind, key::bigint = gt.last(), severity, title, user_id, policy_id = :receipts FROM inventory_gov.finding WHERE kind = 'override_unreviewed';
SELECT gt.review(gt.last(), 9);
SELECT closed_at IS NOT NULL, close_note FROM inventory_gov.finding WHERE kind = 'override_unreviewed';
SELECT inventory_gov.scan_exceptions();

-- What was written stays, whoever writes.
SELECT gt.attempt('UPDATE inventory_gov.override SET user_id = 9 WHERE id = 1');
SELECT gt.attempt('UPDATE inventory_gov.override SET review_verdict = ''unjustified'' WHERE id = 1');
SELECT gt.attempt(format('UPDATE inventory_gov.override SET ended_at = NULL WHERE id = %s', :o));
SELECT split_part(gt.attempt('DELETE FROM inventory_gov.override'), E'\n', 1);
\set ECHO none
\set file :abs_srcdir '/sql/include/end.sql'
\i :file
