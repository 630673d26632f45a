-- Levels of policies on Odoo :v: what they may say, which apply, whom they mean.
\set ECHO none
\ir approvals.sql
SELECT gt.policy('P') \g /dev/null
SELECT gt.policy('Q') \g /dev/null

\echo -- what may be said: level, key, value and what is allowed are named
SELECT gt.levels('P', 'null');
SELECT gt.levels('P', '{"approver": "manager"}');
SELECT gt.levels('P', '["manager"]');
SELECT gt.levels('P', '[{}]');
SELECT gt.levels('P', '[{"approver": "manager"}, {"approver": "manager", "aproves": 2}]');
SELECT gt.levels('P', '[{"approver": 9}]');
SELECT gt.levels('P', '[{"approver": null}]');
SELECT gt.levels('P', format('[{"approver": "manager", %s}]', wrong)) FROM unnest(ARRAY['"tier": 0', '"tier": 1.5', '"tier": "1"', '"need": 0', '"need": 100', '"above_value": -1',
    '"above_pct": null', '"sla_hours": 0', '"sla_hours": 10001', '"escalate_to": 3']) wrong;
SELECT gt.levels('P', format('[{"approver": %s}]', to_jsonb(wrong))) FROM unnest(ARRAY['', 'boss', 'group', 'group:', 'group: ', 'user:', 'manager:0', 'manager:10', 'manager:x', 'warehouse:1', 'category:',
    'group:stock.group_nobody', 'group:Administrator', 'group:99', 'user:nobody', 'user:99']) wrong;
SELECT gt.levels('P', '[{"approver": "manager", "above_value": 100, "up_to_value": 100}]');
SELECT gt.levels('P', '[{"approver": "manager", "escalate_to": "manager:2"}]');
SELECT gt.levels('P', '[{"approver": "manager", "sla_hours": 8, "escalate_to": "chief"}]');
SELECT gt.levels('P', '[{"approver": "manager", "sla_hours": 8, "remind_hours": 8}]');
SELECT gt.levels('P', '[{"approver": "manager", "sla_hours": 8, "escalate_to": "next"}]');
SELECT gt.levels('P', '[{"tier": 2, "approver": "manager", "sla_hours": 8, "escalate_to": "next"}, {"tier": 1, "approver": "warehouse"}]');
\echo -- these will do
SELECT gt.levels('P', '[]');
SELECT gt.levels('P', format('[{"approver": %s}]', to_jsonb(good))) FROM unnest(ARRAY['group:stock.group_stock_manager', 'group:3', 'group:Directors', 'group:Inventory / Administrator', 'user:supervisor', 'user:9', 'manager',
    'manager:9', 'warehouse', 'category']) good;
SELECT gt.levels('P', '[{"tier": 1, "above_value": 0, "up_to_value": 1000, "above_qty": 1, "up_to_qty": 2, "above_pct": 3, "up_to_pct": 4.5, "approver": "manager", "need": 2, "sla_hours": 8.5, "remind_hours": 4,
    "escalate_to": "next"}, {"tier": 2, "approver": "group:Directors", "sla_hours": 24, "escalate_to": "user:admin"}]');
\echo -- somebody named who has gone does not stop another change
UPDATE inventory_gov.policy SET levels = '[{"approver": "user:former"}]' WHERE name = 'Q';
UPDATE res_users SET login = 'gone' WHERE id = 12;
SELECT gt.attempt('UPDATE inventory_gov.policy SET note = ''x'' WHERE name = ''Q'''), gt.levels('Q', '[{"approver": "user:former"}, {"approver": "manager"}]');
UPDATE res_users SET login = 'former' WHERE id = 12;

\echo -- no levels: one member of the approver group
SELECT gt.levels('P', '[]');
SELECT gt.ask('{P}') \g /dev/null
SELECT gt.steps();
UPDATE inventory_gov.policy SET approver_group = 'Directors' WHERE name = 'P';
SELECT gt.ask('{P}') \g /dev/null
SELECT gt.steps();
UPDATE inventory_gov.policy SET approver_group = NULL WHERE name = 'P';

\echo -- bands: what is above, at and below a limit
CREATE FUNCTION gt.band(levels text, value numeric DEFAULT 0, qty numeric DEFAULT 0, pct numeric DEFAULT 0) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    wrong text := NULLIF(gt.levels('P', levels), 'done'); ref text;
BEGIN
    IF wrong IS NOT NULL THEN RETURN wrong; END IF;
    ref := gt.ask('{P}', value, qty, pct);
    RETURN (SELECT string_agg(format('%s %s', tier, approver), ', ' ORDER BY tier, approver) FROM inventory_gov.request_step s JOIN inventory_gov.request r ON r.id = s.request_id WHERE reference = ref);
END $$;
SELECT v, gt.band('[{"approver": "manager"}, {"tier": 2, "above_value": 500, "approver": "user:10"}]', value => v) FROM unnest(ARRAY[499.99, 500, 500.01]) v;
SELECT q, gt.band('[{"approver": "manager"}, {"tier": 2, "above_qty": 50, "approver": "user:10"}]', qty => q) FROM unnest(ARRAY[49.9, 50, 50.1]) q;
SELECT p, gt.band('[{"approver": "manager"}, {"tier": 2, "above_pct": 25, "approver": "user:10"}]', pct => p) FROM unnest(ARRAY[24.9, 25, 25.1, NULL]) p;
SELECT 'one against the other', v, gt.band('[{"up_to_value": 500, "approver": "manager"}, {"above_value": 500, "approver": "user:10"}]', value => v) FROM unnest(ARRAY[499.99, 500, 500.01]) v;
SELECT 'any of three', v, q, p, gt.band('[{"approver": "user:10", "above_value": 500, "above_qty": 50, "above_pct": 25}]', v, q, p) FROM (VALUES (501, 0, 0), (0, 51, 0), (0, 0, 26), (500, 50, 25)) x(v, q, p);
SELECT 'all of three', v, q, p, gt.band('[{"approver": "user:10", "up_to_value": 500, "up_to_qty": 50, "up_to_pct": 25}]', v, q, p) FROM (VALUES (501, 0, 0), (0, 51, 0), (0, 0, 26), (500, 50, 25)) x(v, q, p);
\echo -- lines add up, in either direction
SELECT gt.levels('P', '[{"approver": "manager"}, {"tier": 2, "above_value": 500, "approver": "user:10"}]');
SELECT gt.ask('{P}', value => 250, lines => 2) \g /dev/null
SELECT gt.steps();
SELECT gt.ask('{P}', value => -251, lines => 2) \g /dev/null
SELECT gt.steps();

\echo -- several policies: the union; the same approver once, with the larger number and the shorter time
SELECT gt.levels('P', '[{"approver": "group:stock.group_stock_manager", "sla_hours": 20}, {"tier": 3, "approver": "group:Directors"}]'),
       gt.levels('Q', '[{"approver": "group:stock.group_stock_manager", "need": 2, "sla_hours": 10, "remind_hours": 5}, {"approver": "manager"}]');
SELECT gt.ask('{P,Q}') \g /dev/null
SELECT gt.steps();
SELECT tier, approver, need, sla_hours, remind_hours, opened_at IS NOT NULL AS open, due_at = inventory_gov.working_deadline(opened_at, sla_hours, 1) AS due_right,
       remind_at = inventory_gov.working_deadline(opened_at, remind_hours, 1) AS remind_right FROM inventory_gov.request_step WHERE request_id = (SELECT max(id) FROM inventory_gov.request) ORDER BY id;
SELECT tier, tiers, waiting_for, due_at IS NOT NULL AS due, overdue FROM inventory_gov.requests ORDER BY id DESC LIMIT 1;
SELECT kind, subject, payload #- '{steps,0,step}' #- '{steps,1,step}' #- '{steps,0,due_at}' AS told FROM inventory_gov.event ORDER BY id DESC LIMIT 1;
\echo -- levels that cannot be read, as after a restore, give way to the group
SET session_replication_role = replica;
ALTER TABLE inventory_gov.policy DISABLE TRIGGER USER;
UPDATE inventory_gov.policy SET levels = '[{"tier": "first", "approver": "manager"}]' WHERE name = 'Q';
SELECT gt.ask('{Q}') \g /dev/null
SELECT gt.steps();
UPDATE inventory_gov.policy SET levels = '{"approver": "manager"}' WHERE name = 'Q';
SELECT gt.ask('{Q}') \g /dev/null
SELECT gt.steps();
UPDATE inventory_gov.policy SET levels = '[{}]' WHERE name = 'Q';
SELECT gt.ask('{Q}') \g /dev/null
SELECT gt.steps();
ALTER TABLE inventory_gov.policy ENABLE ALWAYS TRIGGER policy_check;
RESET session_replication_role;

\echo -- whom they mean: groups with those that imply them, users by login and id
SELECT gt.levels('P', '[{"approver": "group:stock.group_stock_user"}, {"approver": "user:director"}, {"approver": "user:13"}, {"approver": "user:former"}]');
SELECT gt.ask('{P}') \g /dev/null
SELECT gt.rights();
\echo -- manager, his manager, nobody above: the approver group instead
SELECT gt.levels('P', '[{"approver": "manager"}, {"tier": 2, "approver": "manager:2"}, {"tier": 3, "approver": "manager:3"}]');
SELECT gt.ask('{P}') \g /dev/null
SELECT gt.rights();
SELECT gt.ask('{P}', requester => 11) \g /dev/null
SELECT gt.rights();
\echo -- a manager who is archived, in HR or as a user, is passed over
BEGIN;
UPDATE hr_employee SET active = false WHERE user_id = 9;
SELECT gt.ask('{P}') \g /dev/null
SELECT gt.rights();
ROLLBACK;
BEGIN;
UPDATE res_users SET active = false WHERE id = 9;
SELECT gt.ask('{P}') \g /dev/null
SELECT gt.rights();
ROLLBACK;
\echo -- somebody without an employee, a circle of managers, two employees, no HR at all
SELECT gt.ask('{P}', requester => 2) \g /dev/null
SELECT gt.rights();
BEGIN;
UPDATE hr_employee SET parent_id = 4 WHERE user_id = 9;
SELECT gt.ask('{P}') \g /dev/null
SELECT gt.rights();
ROLLBACK;
BEGIN;
INSERT INTO hr_employee (id, resource_id, company_id, user_id, name, parent_id) VALUES (90, 90, 2, 8, 'Carla elsewhere', 5), (3, 91, 1, 8, 'x', 3) ON CONFLICT DO NOTHING;
SELECT gt.ask('{P}') \g /dev/null
SELECT gt.rights() LIMIT 1;
ROLLBACK;
BEGIN;
SET LOCAL inventory_gov.maintenance = on;
ALTER TABLE hr_employee RENAME TO hr_gone;
SELECT gt.ask('{P}') \g /dev/null
SELECT gt.rights() LIMIT 1;
ROLLBACK;

\echo -- responsible for the warehouse; for all of them
SELECT gt.levels('P', '[{"approver": "warehouse"}]');
SELECT gt.ask('{P}') \g /dev/null
SELECT gt.rights();
SELECT inventory_gov.set_responsible('warehouse', 1, '{11,13}') \g /dev/null
SELECT gt.ask('{P}') \g /dev/null
SELECT gt.rights();
SELECT gt.ask('{P}', warehouse => 2) \g /dev/null
SELECT gt.rights();
SELECT gt.ask('{P}', warehouse => NULL) \g /dev/null
SELECT gt.rights() LIMIT 1;
INSERT INTO inventory_gov.request_line (request_id, control, subject, policy_id, policy_version, deviation_qty, deviation_value, warehouse_id, message)
    SELECT r.id, 'receipt_tolerance', 'more', l.policy_id, 1, 1, 1, 2, 'more' FROM inventory_gov.request r JOIN inventory_gov.request_line l ON l.request_id = r.id WHERE r.reference = gt.ask('{P}');
SELECT gt.rights() LIMIT 1;
SELECT inventory_gov.set_responsible('warehouse', 2, '{13}') \g /dev/null
SELECT gt.rights();
\echo -- the requester is the only one responsible: the group instead
SELECT inventory_gov.set_responsible('warehouse', 2, '{8}') \g /dev/null
SELECT gt.ask('{P}', warehouse => 2) \g /dev/null
SELECT gt.rights();
\echo -- responsible for the category, the nearest above counts
SELECT gt.levels('P', '[{"approver": "category"}]');
SELECT gt.ask('{P}') \g /dev/null
SELECT gt.rights() LIMIT 1;
SELECT inventory_gov.set_responsible('category', 1, '{11}'), inventory_gov.set_responsible('category', 2, '{13}') \g /dev/null
SELECT gt.ask('{P}') \g /dev/null
SELECT gt.rights();
SELECT gt.ask('{P}', category => 4) \g /dev/null
SELECT gt.rights();
SELECT gt.ask('{P}', category => NULL) \g /dev/null
SELECT gt.rights() LIMIT 1;
\echo -- what cannot be responsible
SELECT gt.attempt('SELECT inventory_gov.set_responsible(''location'', 1, ''{9}'')');
SELECT gt.attempt('SELECT inventory_gov.set_responsible(NULL, 1, ''{9}'')');
SELECT gt.attempt('SELECT inventory_gov.set_responsible(''warehouse'', 77, ''{9}'')');
SELECT gt.attempt('SELECT inventory_gov.set_responsible(''category'', 77, ''{9}'')');
SELECT gt.attempt('SELECT inventory_gov.set_responsible(''category'', 1, ''{9,12}'')');
SELECT gt.attempt('SELECT inventory_gov.set_responsible(''category'', 1, ''{99}'')');
SELECT inventory_gov.set_responsible('category', 2, '{}'), gt.ask('{P}') \g /dev/null
SELECT gt.rights();
SELECT subject, payload FROM inventory_gov.event WHERE kind = 'responsible.set' ORDER BY id DESC LIMIT 1;
\echo -- users of another company do not decide
SELECT gt.levels('P', '[]');
BEGIN;
DELETE FROM res_company_users_rel WHERE user_id IN (9, 10);
SELECT gt.ask('{P}') \g /dev/null
SELECT gt.steps();
SELECT gt.approve(9);
ROLLBACK;
\ir end.sql
