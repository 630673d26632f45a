-- Changes of policies: proposed, tried at once, compared, activated by a second person, when they are due, and what the history tells.
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 17
\set db regress_policy_change
\set file :abs_srcdir '/sql/include/begin.sql'
\set ECHO none
\i :file
-- Id of the newest proposal.
CREATE FUNCTION gt.c() RETURNS bigint LANGUAGE sql AS $$SELECT max(id) FROM inventory_gov.policy_change$$;
CREATE FUNCTION gt.propose(policy text, proposed jsonb, actor integer DEFAULT NULL, reason text DEFAULT 'because', effective_from timestamptz DEFAULT NULL) RETURNS text LANGUAGE sql AS
    $$SELECT gt.attempt(format('SELECT inventory_gov.propose_policy_change(%L, %L, %L, %L, %L)', policy, proposed, reason, effective_from, actor))$$;
CREATE FUNCTION gt.decide(what text, id bigint, actor integer DEFAULT NULL, note text DEFAULT 'fine') RETURNS text LANGUAGE sql AS
    $$SELECT gt.attempt(format('SELECT inventory_gov.%I_policy_change(%L, %L, %L)', what, id, note, actor))$$;
CREATE VIEW gt.stands AS SELECT name, control, limits, scope, enforcement, state, approver_group, override_group, note_required, version FROM inventory_gov.policy WHERE NOT starter ORDER BY id;
UPDATE inventory_gov.policy SET state = 'retired';
SELECT inventory_gov.create_policy('receipt_tolerance', 'Receipts', '{"over_pct": 5}', state => 'active', note => 'as agreed') AS p \gset
CREATE ROLE regress_gov_one; CREATE ROLE regress_gov_two;
SELECT inventory_gov.grant_access('regress_gov_one', 'governor'), inventory_gov.grant_access('regress_gov_two', 'governor') \g /dev/null
GRANT USAGE ON SCHEMA gt TO PUBLIC;
GRANT SELECT ON gt.stands TO PUBLIC;
\set ECHO all

-- What is wrong with a proposal is said when it is made.
SELECT gt.propose('Receipt', '{"limits": {"over_pct": 8}}', 9);
SELECT gt.propose('999', '{"limits": {"over_pct": 8}}', 9);
SELECT gt.propose('Receipts', '{"limits": {"over_pct": 8}}', 9, ' ');
SELECT gt.propose('Receipts', '{"limit": {"over_pct": 8}, "version": 7}', 9);
SELECT gt.propose('Receipts', '[1]', 9);
SELECT gt.propose('Receipts', NULL, 9);
SELECT gt.propose('Receipts', '{}', 9);
SELECT gt.propose('Receipts', '{"limits": {"over_pct": 5}, "state": "active", "request_validity": "72 hours"}', 9);
SELECT gt.propose('Receipts', '{"limits": {"over_percent": 8}}', 9);
SELECT gt.propose('Receipts', '{"enforcement": "warn"}', 9);
SELECT gt.propose('Receipts', '{"state": "draft"}', 9);
SELECT gt.propose('Receipts', '{"override_group": "stock.group_stock_boss"}', 9);
SELECT gt.propose('Receipts', '{"approver_group": "Administrator"}', 9);
SELECT gt.propose('Receipts', '{"control": "adjustment_limit"}', 9);
SELECT split_part(gt.propose('Receipts', '{"separate": ["everybody"]}', 9), ' ', 1), split_part(gt.propose('Receipts', '{"request_validity": "soon"}', 9), ' ', 1),
       split_part(gt.propose('Receipts', '{"request_validity": "-1 day"}', 9), ' ', 1), split_part(gt.propose('Receipts', '{"note_required": null}', 9), ' ', 1);
SELECT gt.propose(NULL, '{"name": "New", "control": "receipt_tolerance", "limits": {"over_pct": 5}, "state": "active"}', 9);
SELECT gt.propose(NULL, '{"name": "New"}', 9);
-- Who may not propose.
SELECT gt.propose('Receipts', '{"limits": {"over_pct": 8}}', 8);
SELECT gt.propose('Receipts', '{"limits": {"over_pct": 8}}', 12);
SELECT gt.propose('Receipts', '{"limits": {"over_pct": 8}}', 999);
-- Nothing of it has left anything behind.
SELECT count(*) FROM inventory_gov.policy_change;
TABLE gt.stands;

-- A proposal changes nothing; it is compared field by field, without what stands already.
SELECT gt.propose('Receipts', '{"limits": {"over_pct": 8, "over_value": 300}, "note": "as agreed", "override_group": "Directors", "note_required": true}', 9);
TABLE gt.stands;
SELECT * FROM inventory_gov.compare_policy_change(gt.c());
SELECT policy, state, outdated, reason, effective_from, proposed_by, proposed_by_id, decided_by FROM inventory_gov.policy_changes;
SELECT gt.attempt('SELECT * FROM inventory_gov.compare_policy_change(99)');

-- The second person is another one, and may do it.
SELECT gt.decide('activate', gt.c(), 9);
SELECT gt.decide('activate', gt.c(), 8);
SELECT gt.decide('activate', gt.c(), 12);
SELECT gt.decide('activate', 99, 10);
SELECT gt.decide('activate', gt.c());
SELECT gt.decide('reject', gt.c(), 9);
SELECT gt.decide('reject', gt.c(), 10, '');
SELECT gt.decide('withdraw', gt.c(), 10);
TABLE gt.stands;
SELECT inventory_gov.activate_policy_change(gt.c(), 'until the new scales are there', 10);
TABLE gt.stands;
-- Once.
SELECT gt.decide('activate', gt.c(), 10);
SELECT gt.decide('activate', gt.c(), 2);
SELECT gt.decide('reject', gt.c(), 2);
SELECT gt.decide('withdraw', gt.c(), 9);
-- Decided, it is compared with what stood then.
SELECT * FROM inventory_gov.compare_policy_change(gt.c());
SELECT policy, state, proposed_by, decided_by, decision_note, activated_at IS NOT NULL AS activated FROM inventory_gov.policy_changes;

-- By name as given, by id, and empty again.
SELECT gt.propose(:'p', '{"override_group": null}', 10), gt.decide('activate', gt.c(), 9);
-- A new policy.
SELECT gt.propose(NULL, '{"name": "Counts", "control": "adjustment_limit", "limits": {"pct": 10}, "scope": {"warehouse": "WH"}, "state": "active", "separate": ["counter"]}', 10);
SELECT * FROM inventory_gov.compare_policy_change(gt.c());
SELECT policy, policy_id, state, outdated FROM inventory_gov.policy_changes WHERE id = gt.c();
SELECT gt.decide('activate', gt.c(), 9);
SELECT * FROM inventory_gov.compare_policy_change(gt.c());
SELECT policy, policy_id IS NOT NULL, state, outdated FROM inventory_gov.policy_changes WHERE id = gt.c();
TABLE gt.stands;
SELECT separate, request_validity, note_required FROM inventory_gov.policy WHERE name = 'Counts';

-- Rejected by somebody else, withdrawn by who proposed it.
SELECT gt.propose('Counts', '{"limits": {"pct": 90}}', 10), gt.decide('reject', gt.c(), 9, 'far too much');
SELECT gt.propose('Counts', '{"limits": {"pct": 80}}', 10), gt.decide('withdraw', gt.c(), 9), gt.decide('withdraw', gt.c(), 10);
SELECT policy, state, proposed, proposed_by, decided_by, decision_note FROM inventory_gov.policy_changes ORDER BY id DESC LIMIT 2;

-- What has changed since is not overwritten.
SELECT gt.propose('Counts', '{"limits": {"pct": 12}}', 10);
SELECT gt.propose('Counts', '{"enforcement": "block"}', 9);
SELECT gt.decide('activate', gt.c(), 10);
SELECT outdated, state FROM inventory_gov.policy_changes ORDER BY id DESC LIMIT 2;
SELECT gt.decide('activate', gt.c() - 1, 9);
SELECT * FROM inventory_gov.compare_policy_change(gt.c() - 1);
-- Nor is what cannot stand any more.
SELECT gt.propose('Counts', '{"name": "Stock counts"}', 10);
SELECT inventory_gov.create_policy('adjustment_limit', 'Stock counts', '{"loss_qty": 10}', state => 'draft') > 0;
SELECT gt.decide('activate', gt.c(), 9);
SELECT state FROM inventory_gov.policy_changes WHERE id = gt.c();
SELECT gt.decide('withdraw', gt.c(), 10);

-- From a date on: approved now, in force when it is due.
SELECT gt.propose('Counts', '{"limits": {"pct": 15}}', 10, 'new season', now() + interval '1 hour');
SELECT inventory_gov.activate_policy_change(gt.c(), 'right', 9);
SELECT limits FROM inventory_gov.policy WHERE name = 'Counts';
SELECT state, activated_at, decided_by FROM inventory_gov.policy_changes WHERE id = gt.c();
SELECT inventory_gov.apply_due_policy_changes();
SELECT gt.decide('activate', gt.c(), 2);
SELECT gt.decide('reject', gt.c(), 2);
SELECT gt.decide('withdraw', gt.c(), 2);
SELECT gt.decide('withdraw', gt.c(), 9, 'not yet');
SELECT state, decided_by, decision_note FROM inventory_gov.policy_changes WHERE id = gt.c();
SELECT payload ->> 'by_name', payload ->> 'note' FROM inventory_gov.event WHERE kind = 'policy_change.withdrawn' ORDER BY id DESC LIMIT 1;
-- Due at once.
CREATE FUNCTION gt.soon(policy text, proposed jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM inventory_gov.propose_policy_change(policy, proposed, 'new season', clock_timestamp() + interval '0.2 s', 10);
    PERFORM inventory_gov.activate_policy_change(gt.c(), '', 9);
END $$;
CREATE PROCEDURE gt.wait_for_changes() LANGUAGE plpgsql AS $$
BEGIN
    WHILE EXISTS (SELECT FROM inventory_gov.policy_change WHERE state = 'approved' AND effective_from BETWEEN clock_timestamp() AND clock_timestamp() + interval '1 minute') LOOP PERFORM pg_sleep(0.01); END LOOP;
END $$;
SELECT gt.soon('Counts', '{"limits": {"pct": 20}}');
CALL gt.wait_for_changes();
SELECT inventory_gov.apply_due_policy_changes(), inventory_gov.apply_due_policy_changes();
SELECT limits FROM inventory_gov.policy WHERE name = 'Counts';
SELECT state, activated_at >= effective_from FROM inventory_gov.policy_changes WHERE id = gt.c();
-- One that cannot be: it fails, says why, and the next one goes on.
SELECT gt.soon('Counts', '{"limits": {"pct": 21}}');
SELECT gt.soon('Receipts', '{"name": "Goods receipts"}');
SELECT gt.soon('Receipts', '{"limits": {"over_pct": 9}}');
SELECT inventory_gov.change_policy(id, note => 'meanwhile') FROM inventory_gov.policy WHERE name = 'Counts';
SELECT inventory_gov.create_policy('receipt_tolerance', 'Goods receipts', '{"under_qty": 10}', state => 'draft') > 0;
CALL gt.wait_for_changes();
SELECT inventory_gov.apply_due_policy_changes();
SELECT policy, state, failure FROM inventory_gov.policy_changes ORDER BY id DESC LIMIT 3;
SELECT kind, severity, title, policy_id IS NOT NULL FROM inventory_gov.finding ORDER BY id;
SELECT inventory_gov.apply_due_policy_changes();

-- The desk does it by the minute, with its other work.
SELECT inventory_gov.run_due_work() > 0;
SELECT gt.soon('Counts', '{"note": "by the desk"}');
SELECT inventory_gov.due_in() <= interval '10 seconds';
CALL gt.wait_for_changes();
DO $$BEGIN WHILE inventory_gov.due_in() > '0' LOOP PERFORM pg_sleep(0.05); END LOOP; END$$;
SELECT inventory_gov.run_due_work();
SELECT note FROM inventory_gov.policy WHERE name = 'Counts';
SELECT inventory_gov.due_in() > interval '1 minute';
-- Database roles are told apart by their name, where no user of Odoo is given.
SET SESSION AUTHORIZATION regress_gov_one;
SELECT inventory_gov.propose_policy_change('Receipts', '{"limits": {"over_pct": 7}}', 'by role') > 0;
SELECT gt.attempt('SELECT inventory_gov.activate_policy_change((SELECT max(id) FROM inventory_gov.policy_changes))');
SELECT gt.attempt('SELECT inventory_gov.activate_policy_change((SELECT max(id) FROM inventory_gov.policy_changes), NULL, 10)');
SET SESSION AUTHORIZATION regress_gov_two;
SELECT inventory_gov.activate_policy_change((SELECT max(id) FROM inventory_gov.policy_changes));
-- Who is not Odoo is one person, whatever users he names; two are not the same user.
SELECT inventory_gov.propose_policy_change('Receipts', '{"limits": {"over_pct": 6.5}}', 'as somebody', actor => 9) > 0;
SELECT gt.attempt('SELECT inventory_gov.activate_policy_change((SELECT max(id) FROM inventory_gov.policy_changes), NULL, 10)');
SET SESSION AUTHORIZATION regress_gov_one;
SELECT gt.attempt('SELECT inventory_gov.activate_policy_change((SELECT max(id) FROM inventory_gov.policy_changes), NULL, 9)');
SELECT inventory_gov.activate_policy_change((SELECT max(id) FROM inventory_gov.policy_changes), NULL, 10);
RESET SESSION AUTHORIZATION;
SELECT proposed_by, decided_by, state FROM inventory_gov.policy_changes WHERE id = gt.c();

-- The history: what changed, who wanted it and why, who approved it; plain changes are in it, too.
SELECT inventory_gov.change_policy(:p, limits => '{"over_pct": 6}');
SELECT policy, version, changed, changed_by, reason, approved_by, approval_note FROM inventory_gov.policy_history WHERE policy_id = :p ORDER BY version;
SELECT policy, version, changed FROM inventory_gov.policy_history WHERE policy LIKE 'Counts' ORDER BY version;
SELECT count(*) FROM inventory_gov.policy_history WHERE approved_by IS NOT NULL AND (approved_at IS NULL OR changed_at IS NULL OR policy_change_id IS NULL OR approved_by = changed_by);
SELECT kind, count(*) FROM inventory_gov.event WHERE kind LIKE 'policy_change.%' GROUP BY 1 ORDER BY 1;
SELECT count(*) FROM inventory_gov.event WHERE kind LIKE 'policy_change.%' AND payload ->> 'role' IS NULL;

-- What was proposed and decided stays, whoever writes.
SELECT gt.propose('Receipts', '{"limits": {"over_pct": 50}}', 9);
SELECT gt.attempt('UPDATE inventory_gov.policy_change SET proposed = ''{"limits": {"over_pct": 60}}'' WHERE id = gt.c()');
SELECT gt.attempt('UPDATE inventory_gov.policy_change SET proposed_by = 2 WHERE id = gt.c()');
SELECT split_part(gt.attempt('UPDATE inventory_gov.policy_change SET state = ''activated'', decided_at = now(), decided_by = 9, decided_role = ''x'' WHERE id = gt.c()'), E'\n', 1);
SELECT split_part(gt.attempt('UPDATE inventory_gov.policy_change SET state = ''approved'', decided_at = now(), decided_role = session_user WHERE id = gt.c()'), E'\n', 1);
SELECT split_part(gt.attempt('UPDATE inventory_gov.policy_change SET state = ''activated'' WHERE id = gt.c()'), E'\n', 1);
SELECT split_part(gt.attempt('UPDATE inventory_gov.policy_change SET state = ''proposed'' WHERE state = ''activated'''), E'\n', 1);
SELECT gt.attempt('UPDATE inventory_gov.policy_change SET decided_by = 2 WHERE state = ''activated''');
SELECT split_part(gt.attempt('DELETE FROM inventory_gov.policy_change'), E'\n', 1);

-- Two persons for everything in force, when the company wants it so.
SET inventory_gov.two_person_policies = on;
SELECT gt.attempt(format('SELECT inventory_gov.change_policy(%s, limits => ''{"over_pct": 99}'')', :p));
SELECT gt.attempt(format('SELECT inventory_gov.set_policy_state(%s, ''shadow'')', :p));
SELECT gt.attempt(format('SELECT inventory_gov.set_policy_state(%s, ''retired'')', :p));
SELECT gt.attempt('SELECT inventory_gov.create_policy(''receipt_tolerance'', ''Mine'', ''{"under_pct": 1}'', state => ''active'')');
SELECT split_part(gt.attempt('INSERT INTO inventory_gov.policy (name, control, limits, state) VALUES (''Mine'', ''receipt_tolerance'', ''{"under_pct": 1}'', ''active'')'), E'\n', 1);
SELECT split_part(gt.attempt('UPDATE inventory_gov.policy SET note = ''x'' WHERE name = ''Counts'''), E'\n', 1);
-- What is not in force is prepared by one.
SELECT inventory_gov.create_policy('receipt_tolerance', 'Mine', '{"under_pct": 1}') AS mine \gset
SELECT inventory_gov.change_policy(:mine, limits => '{"under_pct": 2}');
SELECT split_part(gt.attempt(format('SELECT inventory_gov.set_policy_state(%s, ''active'')', :mine)), E'\n', 1);
-- Proposing is not activating, nor is having approved for later, nor what was activated once.
SELECT gt.propose('Mine', '{"state": "active"}', 9);
SELECT split_part(gt.attempt(format('SELECT inventory_gov.set_policy_state(%s, ''active'')', :mine)), E'\n', 1);
SELECT gt.decide('activate', gt.c(), 10);
SELECT state FROM inventory_gov.policy WHERE id = :mine;
SELECT gt.propose('Mine', '{"limits": {"under_pct": 3}}', 9, 'later', now() + interval '1 hour'), gt.decide('activate', gt.c(), 10);
SELECT split_part(gt.attempt(format('SELECT inventory_gov.change_policy(%s, limits => ''{"under_pct": 3}'')', :mine)), E'\n', 1);
SELECT gt.propose('Mine', '{"limits": {"under_pct": 4}}', 9), gt.decide('activate', gt.c(), 10), gt.propose('Mine', '{"limits": {"under_pct": 5}}', 9), gt.decide('activate', gt.c(), 10);
SELECT split_part(gt.attempt(format('SELECT inventory_gov.change_policy(%s, limits => ''{"under_pct": 4}'')', :mine)), E'\n', 1);
SELECT gt.propose(NULL, '{"name": "Ours", "control": "receipt_tolerance", "limits": {"under_qty": 5}, "state": "active"}', 9), gt.decide('activate', gt.c(), 10);
SELECT split_part(gt.attempt('SELECT inventory_gov.create_policy(''receipt_tolerance'', ''Ours too'', ''{"under_value": 5}'', state => ''active'')'), E'\n', 1);
SELECT gt.soon('Mine', '{"state": "retired"}');
CALL gt.wait_for_changes();
SELECT inventory_gov.apply_due_policy_changes();
SELECT state FROM inventory_gov.policy WHERE id = :mine;
-- A governor cannot switch it off.
SET SESSION AUTHORIZATION regress_gov_one;
SELECT gt.attempt('SET inventory_gov.two_person_policies = off');
SELECT split_part(gt.attempt('SELECT inventory_gov.set_policy_state((SELECT min(id) FROM inventory_gov.policies WHERE state = ''active''), ''retired'')'), E'\n', 1);
RESET SESSION AUTHORIZATION;
RESET inventory_gov.two_person_policies;

\set ECHO none
\set file :abs_srcdir '/sql/include/end.sql'
\i :file
DROP ROLE regress_gov_one, regress_gov_two;
