-- Deciding: tiers and steps, n of m, who is kept apart, notes, revoking, what is told (Odoo 17).
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 17
\set db regress_approvals_decide
\set ECHO none
\set file :abs_srcdir '/sql/include/approvals.sql'
\i :file
SELECT gt.policy('P') \g /dev/null
SELECT gt.policy('Q') \g /dev/null

\echo -- tiers one after the other; the second does not approve before the first has
SELECT gt.levels('P', '[{"tier": 1, "approver": "manager"}, {"tier": 2, "approver": "user:13"}, {"tier": 5, "approver": "group:Directors"}]');
SELECT gt.ask('{P}'), gt.approve(13), gt.approve(10);
SELECT gt.steps();
SELECT gt.approve(9), gt.approve(9);
SELECT gt.steps();
SELECT tier, tiers, waiting_for, state FROM inventory_gov.requests ORDER BY id DESC LIMIT 1;
SELECT gt.approve(10), gt.approve(13);
SELECT gt.steps();
SELECT gt.approve(10), gt.approve(10), gt.decide('reject', 10), gt.decide('withdraw', 8);
SELECT state, tier, tiers, waiting_for, decided_by FROM inventory_gov.requests ORDER BY id DESC LIMIT 1;
SELECT verdict, user_name, right_by, note, channel, session ->> 'session_user' = session_user AS session FROM inventory_gov.decision ORDER BY id;
SELECT kind, count(*) FROM inventory_gov.event WHERE subject = 'R1' GROUP BY 1 ORDER BY 1;
SELECT what, user_name, regexp_replace(detail, '\d{4}-\d\d-\d\d \d\d:\d\d', 'TIME') FROM inventory_gov.request_history WHERE reference = 'R1' ORDER BY at, what;
\echo -- steps of one tier side by side; one approval counts for each that is his, nobody counts twice
SELECT gt.levels('P', '[{"approver": "group:stock.group_stock_manager", "need": 2}, {"approver": "group:Directors"}]');
SELECT gt.ask('{P}'), gt.approve(10), gt.approve(10);
SELECT gt.steps();
SELECT gt.approve(13);
SELECT step_id IS NOT NULL AS counts, user_name, right_by FROM inventory_gov.decision WHERE request_id = (SELECT max(id) FROM inventory_gov.request) ORDER BY id;
\echo -- three of four
SELECT gt.levels('P', '[{"approver": "group:stock.group_stock_manager", "need": 3}]');
SELECT gt.ask('{P}'), gt.approve(2), gt.approve(9), gt.approve(9), gt.approve(13);
\echo -- one rejection is enough; so does somebody who has approved and thinks again
SELECT gt.ask('{P}'), gt.approve(2), gt.decide('reject', 9, note => 'count again'), gt.approve(13);
SELECT gt.ask('{P}'), gt.approve(2), gt.decide('reject', 2);
SELECT state, decided_by, decision_note FROM inventory_gov.requests ORDER BY id DESC LIMIT 2;
\echo -- the requester withdraws while others have approved
SELECT gt.ask('{P}'), gt.approve(2), gt.decide('withdraw', 9), gt.decide('withdraw', 8), gt.approve(9);

\echo -- kept apart: requester, who tried, counter, an earlier tier
SELECT gt.levels('P', '[{"approver": "group:stock.group_stock_manager"}]');
SELECT gt.ask('{P}', requester => 9), gt.approve(9), gt.decide('reject', 9), gt.approve(10);
SELECT gt.ask('{P}', tried => '{9}'), gt.approve(9), gt.decide('reject', 9);
SELECT gt.ask('{P}', counter => 9), gt.approve(9), gt.approve(10);
SELECT gt.ask('{P}', counter => 9), gt.decide('reject', 9);
SELECT gt.levels('P', '[{"approver": "group:stock.group_stock_manager"}, {"tier": 2, "approver": "group:stock.group_stock_manager"}]');
SELECT gt.ask('{P}'), gt.approve(9), gt.approve(9), gt.decide('reject', 9);
SELECT gt.ask('{P}'), gt.approve(9), gt.approve(13);
UPDATE inventory_gov.policy SET separate = '{}' WHERE name = 'P';
SELECT 'nobody kept apart by the policy', gt.ask('{P}', counter => 9), gt.approve(9), gt.approve(9);
SELECT 'but the requester is, and who tried', gt.ask('{P}', tried => '{13}'), gt.approve(8), gt.approve(13);
SELECT 'what one of its policies keeps apart', gt.ask('{P,Q}', counter => 9), gt.approve(9), gt.approve(10), gt.approve(10);
UPDATE inventory_gov.policy SET separate = '{counter,earlier_tier}' WHERE name = 'P';
SELECT inventory_gov.may_decide(r.id, u), u FROM inventory_gov.request r, unnest(ARRAY[8, 11, 12, 99, 13, 9, 10]) u WHERE r.reference = gt.last();
SELECT gt.ask('{P}', tried => '{13}') \g /dev/null
SELECT u, inventory_gov.may_decide(r.id, u) FROM inventory_gov.request r, unnest(ARRAY[8, 11, 12, 99, 13, 9, 10]) u WHERE r.reference = gt.last();

\echo -- archived, demoted, turned into a portal user, moved to another company in between
SELECT gt.levels('P', '[{"approver": "group:stock.group_stock_manager"}]');
CREATE FUNCTION gt.meanwhile(change text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    result text;
BEGIN
    PERFORM gt.ask('{P}');
    EXECUTE change;
    result := gt.approve(9);
    RAISE EXCEPTION USING ERRCODE = 'ZZ000';
EXCEPTION WHEN SQLSTATE 'ZZ000' THEN RETURN result;
END $$;
SELECT gt.meanwhile('SELECT 1');
SELECT gt.meanwhile('UPDATE res_users SET active = false WHERE id = 9');
SELECT gt.meanwhile('UPDATE res_users SET share = true WHERE id = 9');
SELECT gt.meanwhile('DELETE FROM res_groups_users_rel WHERE uid = 9 AND gid = 3');
SELECT gt.meanwhile('DELETE FROM res_company_users_rel WHERE user_id = 9');
SELECT gt.meanwhile('DELETE FROM res_users WHERE id = 9');
SELECT 'the second tier', gt.levels('P', '[{"approver": "user:9"}, {"tier": 2, "approver": "user:13"}]'), gt.ask('{P}'), gt.approve(9);
UPDATE res_users SET active = false WHERE id = 9;
SELECT 'what was approved before he left counts', gt.approve(13);
UPDATE res_users SET active = true WHERE id = 9;

\echo -- overdue: the next tier, or whom the level names, may as well
SELECT gt.levels('P', '[{"approver": "user:9", "sla_hours": 0.01, "escalate_to": "next"}, {"tier": 2, "approver": "user:13", "sla_hours": 4, "escalate_to": "group:Directors"}]');
SELECT gt.ask('{P}') \g /dev/null
UPDATE inventory_gov.request_step SET due_at = now() + interval '1 hour' WHERE opened_at IS NOT NULL;
SELECT gt.rights(), (SELECT overdue FROM inventory_gov.requests ORDER BY id DESC LIMIT 1);
SELECT gt.approve(13);
UPDATE inventory_gov.request_step SET due_at = now() - interval '1 hour' WHERE opened_at IS NOT NULL;
SELECT gt.rights(), (SELECT overdue FROM inventory_gov.requests ORDER BY id DESC LIMIT 1);
SELECT gt.approve(13), gt.approve(13), gt.approve(10);
UPDATE inventory_gov.request_step SET escalated_at = now() WHERE opened_at IS NOT NULL AND done_at IS NULL;
SELECT gt.rights();
SELECT gt.approve(10);
SELECT user_name, right_by FROM inventory_gov.decision ORDER BY id DESC LIMIT 2;

\echo -- a note where the policy asks for one
SELECT gt.levels('P', '[{"approver": "group:stock.group_stock_manager"}]');
UPDATE inventory_gov.policy SET note_required = true WHERE name = 'P';
SELECT gt.ask('{P}'), gt.decide('approve', 9, note => NULL), gt.decide('approve', 9, note => E' \t'), gt.decide('approve', 9, note => ' checked twice ');
SELECT note FROM inventory_gov.decision ORDER BY id DESC LIMIT 1;
UPDATE inventory_gov.policy SET note_required = false WHERE name = 'P';

\echo -- a reason for every rejection and revocation, from those who have the right
SELECT gt.ask('{P,Q}'), gt.decide('reject', 8, note => NULL), gt.decide('reject', 9, note => NULL), gt.decide('reject', 9, note => E' \t\n'), gt.decide('reject', 9, note => ' too much ');
SELECT gt.ask('{P}'), gt.decide('approve', 9, note => NULL), gt.decide('revoke', 9, note => NULL), gt.decide('revoke', 9, note => ' '), gt.decide('revoke', 9, note => 'too soon');
SELECT gt.ask('{P}'), gt.decide('withdraw', 8, note => NULL);
SELECT verdict, note FROM inventory_gov.decision ORDER BY id DESC LIMIT 4;

\echo -- evidence where the policy asks for some
UPDATE inventory_gov.policy SET evidence = '[{"name": "photo%", "on": "request"}]' WHERE name = 'P';
SELECT gt.ask('{P}'), gt.approve(9);
SELECT odoo_sim.attach('x_gov_request', (SELECT max(id)::integer FROM inventory_gov.request), 'photo 1.jpg', 'a photo', 8, 'image/jpeg') > 0 AS attached, gt.approve(9);
SELECT e.name, e.pinned_for, e.decision_id = d.id AS by_the_decision FROM inventory_gov.evidence e, (SELECT max(id) AS id FROM inventory_gov.decision) d;
UPDATE inventory_gov.policy SET evidence = '[]' WHERE name = 'P';

\echo -- an approval is taken back while something of it is unused
SELECT gt.ask('{P}', lines => 2), gt.decide('revoke', 9), gt.approve(9), gt.decide('revoke', 8), gt.decide('revoke', 11), gt.decide('revoke', 13, note => 'wrong product');
SELECT state, decided_by, decision_note FROM inventory_gov.requests ORDER BY id DESC LIMIT 1;
SELECT what, user_name, detail FROM inventory_gov.request_history WHERE reference = gt.last() ORDER BY at, what;
SELECT gt.decide('revoke', 13), gt.approve(9);
SELECT gt.ask('{P}', lines => 2), gt.approve(9);
INSERT INTO inventory_gov.grant_use (request_line_id, actor_id) SELECT max(id), 8 FROM inventory_gov.request_line;
SELECT 'one of two is used', gt.decide('revoke', 9);
SELECT gt.ask('{P}'), gt.approve(9);
INSERT INTO inventory_gov.grant_use (request_line_id, actor_id) SELECT max(id), 8 FROM inventory_gov.request_line;
SELECT 'all is used', gt.decide('revoke', 9);

\echo -- through the gate: approved by both tiers it passes, revoked it does not
UPDATE inventory_gov.policy SET state = 'retired';
SELECT inventory_gov.create_policy('receipt_tolerance', 'Gate', '{"over_pct": 5}', state => 'active') \g /dev/null
SELECT gt.levels('Gate', '[{"approver": "manager"}, {"tier": 2, "above_value": 1000, "approver": "group:Directors"}]');
SELECT split_part(gt.attempt('SELECT odoo_sim.receive(1, 130, 8)'), ' ', 1);
SELECT gt.last() AS gate \gset
SELECT gt.steps();
SELECT gt.approve(9), split_part(gt.attempt('SELECT odoo_sim.receive(1, 130, 8)'), ' ', 1), gt.approve(10), gt.trial('SELECT odoo_sim.receive(1, 130, 8)');
SELECT gt.decide('revoke', 10), gt.trial('SELECT odoo_sim.receive(1, 130, 8)');
SELECT what, user_name, detail FROM inventory_gov.request_history WHERE reference = :'gate' ORDER BY at, what;

\echo -- nobody is there who may, or too few: a finding, closed when it is over
CREATE FUNCTION gt.short() RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM inventory_gov.follow_request((SELECT max(id) FROM inventory_gov.request));
    RETURN (SELECT concat_ws('; ', title, detail -> 'steps', close_note) FROM inventory_gov.finding WHERE kind = 'approvers_short' AND key = gt.last() ORDER BY id DESC LIMIT 1);
END $$;
SELECT gt.levels('P', '[{"approver": "user:9"}, {"tier": 2, "approver": "group:Directors", "need": 2}]');
SELECT gt.ask('{P}'), gt.short();
UPDATE res_users SET active = false WHERE id = 9;
SELECT 'the only one has left', gt.short();
UPDATE res_users SET active = true WHERE id = 9;
SELECT 'and is back', gt.short();
SELECT count(*) FROM inventory_gov.cases WHERE kind = 'approvers_short' AND state = 'open';
SELECT gt.approve(9), gt.short();
SELECT gt.approve(10), gt.short();
SELECT gt.decide('reject', 10), gt.short();
SELECT gt.levels('P', '[{"approver": "group:stock.group_stock_manager"}]');

\echo -- unknown verdicts, nobody, nothing
SELECT gt.attempt('SELECT inventory_gov.decide(1, ''bless'', NULL, 9, ''sql'')');
SELECT gt.attempt('SELECT inventory_gov.decide(1, ''override'', NULL, 9, ''sql'')');
SELECT gt.attempt('SELECT inventory_gov.decide(1, ''approve'', NULL, NULL, ''sql'')');
SELECT gt.attempt('SELECT inventory_gov.decide(99999, ''approve'', NULL, 9, ''sql'')');
SELECT gt.attempt('SELECT inventory_gov.approve(''R1'', NULL, NULL)');
\echo -- a request from before there were steps gets them when it is decided
SELECT gt.ask('{P}') \g /dev/null
ALTER TABLE inventory_gov.request_step DISABLE TRIGGER USER;
DELETE FROM inventory_gov.request_step WHERE request_id = (SELECT max(id) FROM inventory_gov.request);
SELECT state, tier, waiting_for FROM inventory_gov.requests ORDER BY id DESC LIMIT 1;
SELECT gt.approve(11), gt.approve(9);
SELECT gt.steps();
\echo -- in his own language
UPDATE res_partner SET lang = 'de_DE' WHERE id = 8;
SELECT inventory_gov.set_translation('de', '%1$s was requested by %2$s, who cannot decide it', '%1$s stammt von %2$s und kann nicht selbst entschieden werden');
SELECT gt.ask('{P}'), gt.approve(8);
\echo -- plain SQL is held to the state machine
SELECT gt.attempt(format('UPDATE inventory_gov.request SET state = ''revoked'', decided_at = now(), decided_by = 9 WHERE reference = %L', gt.last()));
SELECT gt.attempt('UPDATE inventory_gov.request SET state = ''approved'' WHERE state = ''revoked''');
SELECT gt.attempt('UPDATE inventory_gov.request SET state = ''pending'', decided_at = NULL WHERE state = ''revoked''');
\echo and to four eyes: nobody, the requester, one of two tiers, all of them
CREATE FUNCTION gt.by_hand(decider integer) RETURNS text LANGUAGE sql AS $$
    SELECT gt.attempt(format('UPDATE inventory_gov.request SET state = ''approved'', decided_at = now(), decided_by = %s WHERE reference = %L', COALESCE(decider::text, 'NULL'), gt.last())) $$;
SELECT gt.levels('P', '[{"approver": "user:9"}, {"tier": 2, "approver": "user:13"}]'), gt.ask('{P}'), gt.by_hand(13), gt.approve(9), gt.by_hand(NULL), gt.by_hand(8), gt.by_hand(13);
UPDATE inventory_gov.request_step SET done_at = now() WHERE request_id = (SELECT max(id) FROM inventory_gov.request);
SELECT 'said to be done, but nobody approved it', gt.by_hand(13);
SELECT split_part(gt.attempt('UPDATE inventory_gov.decision SET note = ''x'''), E'\n', 1), split_part(gt.attempt('DELETE FROM inventory_gov.decision'), E'\n', 1);
\set file :abs_srcdir '/sql/include/end.sql'
\i :file
