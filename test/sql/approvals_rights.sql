-- Rights beside Odoo's groups: delegation for an absence, limits of who approves (Odoo 17).
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 17
\set db regress_approvals_rights
\set ECHO none
\set file :abs_srcdir '/sql/include/approvals.sql'
\i :file
SELECT gt.policy('P', '[{"approver": "user:9"}, {"tier": 2, "approver": "group:Directors"}]') \g /dev/null
CREATE FUNCTION gt.delegate(holder integer, deputy integer, span interval DEFAULT '1 day', start interval DEFAULT '-1 hour', reason text DEFAULT 'holidays', actor integer DEFAULT NULL) RETURNS text
    LANGUAGE plpgsql AS $$
BEGIN
    PERFORM inventory_gov.delegate(holder, deputy, now() + start, now() + start + span, reason, actor);
    RETURN 'done';
EXCEPTION WHEN OTHERS THEN
    RETURN regexp_replace(concat_ws(' ', sqlstate, sqlerrm), '\d{4}-\d\d-\d\d \d\d:\d\d', 'TIME', 'g');
END $$;
CREATE FUNCTION gt.end_all() RETURNS void LANGUAGE sql AS $$SELECT inventory_gov.end_delegation(id, NULL) FROM inventory_gov.delegations WHERE state IN ('ahead', 'in force')$$;

\echo -- what is no delegation
SELECT gt.delegate(9, 9);
SELECT gt.delegate(9, 12);
SELECT gt.delegate(12, 9);
SELECT gt.delegate(9, 4);
SELECT gt.delegate(9, 99);
SELECT gt.delegate(NULL, 11);
SELECT gt.delegate(9, NULL);
SELECT gt.delegate(9, 11, reason => E' ');
SELECT gt.delegate(9, 11, reason => NULL);
SELECT gt.delegate(9, 11, span => '0');
SELECT gt.delegate(9, 11, span => '30 min');
SELECT gt.delegate(9, 11, span => NULL);
SELECT gt.delegate(9, 11, span => '400 days');
\echo -- who may lend: the holder, an administrator, the database role; not the deputy, not a third
SELECT gt.delegate(9, 11, actor => 11), gt.delegate(9, 11, actor => 10);
SELECT gt.delegate(9, 11, actor => 9), gt.delegate(9, 11, actor => 2), gt.delegate(9, 11);
SELECT id, from_user_id, to_user_id, reason, created_by_id, created_role = session_user AS role, state FROM inventory_gov.delegations ORDER BY id;
SELECT kind, payload - '{id,created_at,valid_from,valid_until,created_role}'::text[] FROM inventory_gov.event WHERE kind LIKE 'delegation%' ORDER BY id LIMIT 1;
\echo -- and who may end it
SELECT gt.attempt('SELECT inventory_gov.end_delegation(1, 10)'), gt.attempt('SELECT inventory_gov.end_delegation(1, 11)'), gt.attempt('SELECT inventory_gov.end_delegation(2, 9)'),
       gt.attempt('SELECT inventory_gov.end_delegation(3, NULL)');
SELECT gt.attempt('SELECT inventory_gov.end_delegation(1, 9)'), gt.attempt('SELECT inventory_gov.end_delegation(77, 9)'), gt.attempt('SELECT inventory_gov.end_delegation(NULL, 9)');
SELECT id, state, ended_by_id FROM inventory_gov.delegations ORDER BY id;

\echo -- the deputy does what the holder could, and it is told
SELECT gt.ask('{P}', requester => 8) \g /dev/null
SELECT gt.approve(11), gt.delegate(9, 11);
SELECT gt.rights();
SELECT gt.approve(11), gt.approve(9);
SELECT user_name, right_by, on_behalf_of, delegation_id IS NOT NULL AS delegated FROM inventory_gov.decision ORDER BY id DESC LIMIT 1;
\echo -- only once: what the deputy approved his holder has
SELECT gt.policy('Two', '[{"approver": "group:stock.group_stock_manager", "need": 2}]') \g /dev/null
SELECT gt.ask('{Two}', requester => 8), gt.approve(11), gt.approve(9), gt.approve(13);
SELECT gt.ask('{Two}', requester => 8), gt.approve(9), gt.approve(11), gt.approve(13);
\echo -- of two holders: one person is one
SELECT gt.delegate(13, 11);
SELECT gt.ask('{Two}', requester => 8), gt.approve(11), gt.approve(11), gt.approve(9), gt.approve(10);
\echo -- nor in the next tier
SELECT gt.policy('Next', '[{"approver": "user:9"}, {"tier": 2, "approver": "group:stock.group_stock_manager"}]') \g /dev/null
SELECT gt.ask('{Next}', requester => 8), gt.approve(11), gt.approve(11), gt.approve(9), gt.approve(13);
SELECT gt.end_all() \g /dev/null

\echo -- before it begins, after it is over, after it was ended
SELECT gt.delegate(9, 11, start => '1 hour') \g /dev/null
SELECT gt.ask('{P}', requester => 8), gt.approve(11);
ALTER TABLE inventory_gov.delegation DISABLE TRIGGER USER;
UPDATE inventory_gov.delegation SET valid_from = now() - interval '2 hours', valid_until = now() - interval '1 hour' WHERE ended_at IS NULL;
SELECT gt.approve(11), state FROM inventory_gov.delegations ORDER BY id DESC LIMIT 1;
SELECT gt.delegate(9, 11), inventory_gov.end_delegation(max(id) + 1, 9) FROM inventory_gov.delegation \g /dev/null
SELECT gt.approve(11);
\echo -- never to the requester, nor by what the requester holds; never to who counted or tried
SELECT gt.delegate(9, 11) \g /dev/null
SELECT gt.ask('{P}', requester => 11), gt.approve(11), gt.decide('reject', 11);
SELECT gt.ask('{P}', requester => 9), gt.approve(11), gt.decide('reject', 11);
SELECT gt.ask('{P}', requester => 8, counter => 11), gt.approve(11);
SELECT gt.ask('{P}', requester => 8, counter => 9), gt.approve(11);
SELECT gt.ask('{P}', requester => 8, tried => '{11}'), gt.approve(11), gt.decide('reject', 11);
SELECT gt.ask('{P}', requester => 8, tried => '{9}'), gt.approve(11);
\echo -- a right that was lent is not lent on
SELECT gt.delegate(11, 13) \g /dev/null
SELECT gt.ask('{P}', requester => 8) \g /dev/null
SELECT gt.rights();
SELECT gt.approve(13);
\echo -- the holder archived or demoted, the deputy archived
SELECT gt.policy('Group', '[{"approver": "group:Directors"}]') \g /dev/null
SELECT gt.delegate(10, 11) \g /dev/null
SELECT gt.ask('{Group}', requester => 8) \g /dev/null
BEGIN; UPDATE res_users SET active = false WHERE id = 10; SELECT gt.approve(11); ROLLBACK;
BEGIN; DELETE FROM res_groups_users_rel WHERE uid = 10 AND gid = 7; SELECT gt.approve(11); ROLLBACK;
BEGIN; UPDATE res_users SET active = false WHERE id = 11; SELECT gt.approve(11); SELECT gt.rights(); ROLLBACK;
BEGIN; DELETE FROM res_company_users_rel WHERE user_id = 11; SELECT gt.approve(11); ROLLBACK;
SELECT gt.approve(11);
SELECT gt.end_all() \g /dev/null

\echo -- limits: what is none
SELECT gt.attempt('SELECT inventory_gov.set_authority()');
SELECT gt.attempt('SELECT inventory_gov.set_authority(9)');
SELECT gt.attempt('SELECT inventory_gov.set_authority(9, ''Directors'', 5)');
SELECT gt.attempt('SELECT inventory_gov.set_authority(12, max_value => 5)');
SELECT gt.attempt('SELECT inventory_gov.set_authority(99, max_value => 5)');
SELECT gt.attempt('SELECT inventory_gov.set_authority(user_group => ''Nobody'', max_value => 5)');
SELECT gt.attempt('SELECT inventory_gov.set_authority(9, max_value => 5, max_qty => -1)');
SELECT gt.attempt('SELECT inventory_gov.set_authority(9, max_value => 5, valid_until => ''2001-01-01'')') LIKE '22023 valid_until 2001-01-01%';
SELECT gt.attempt('SELECT inventory_gov.end_authority(1)'), gt.attempt('SELECT inventory_gov.end_authority(NULL)');
\echo -- below, at and above
SELECT gt.policy('L', '[{"approver": "group:stock.group_stock_manager"}]') \g /dev/null
CREATE FUNCTION gt.limited(value numeric DEFAULT 0, qty numeric DEFAULT 0, pct numeric DEFAULT 0, actor integer DEFAULT 9, warehouse integer DEFAULT 1, category integer DEFAULT 3, lines integer DEFAULT 1,
                           policies text[] DEFAULT '{L}') RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM gt.ask(policies, value, qty, pct, requester => 8, warehouse => warehouse, category => category, lines => lines);
    RETURN regexp_replace(split_part(gt.approve(actor), E'\n', 1), ' R\d+ ', ' R ');
END $$;
SELECT inventory_gov.set_authority(9, max_value => 500, max_qty => 50, max_pct => 25) AS first \gset
SELECT v, gt.limited(value => v) FROM unnest(ARRAY[499.99, 500, 500.01, -500.01]) v;
SELECT q, gt.limited(qty => q) FROM unnest(ARRAY[50, 50.5]) q;
SELECT p, gt.limited(pct => p) FROM unnest(ARRAY[25, 25.1, NULL]) p;
SELECT 'somebody else', gt.limited(value => 10000, actor => 13);
SELECT 'lines add up', gt.limited(value => 250, lines => 2), gt.limited(value => 251, lines => 2);
SELECT 'policies do not', gt.limited(value => 300, policies => '{L,Group}', actor => 9);
SELECT 'rejecting needs no limit', gt.ask('{L}', value => 900), gt.decide('reject', 9, note => 'no');
SELECT authority_id = :first AS by_the_limit FROM inventory_gov.decision WHERE verdict = 'approve' AND user_id = 9 ORDER BY id DESC LIMIT 1;
\echo -- the deputy has the limit of his holder
SELECT gt.delegate(9, 11), gt.limited(value => 500, actor => 11), gt.limited(value => 501, actor => 11);
SELECT gt.end_all() \g /dev/null
\echo -- set again: it takes the place of the one before; over; ended
SELECT inventory_gov.set_authority(9, max_value => 600) > :first AS replaced, gt.limited(value => 600), gt.limited(value => 601), gt.limited(qty => 5000);
SELECT id = :first AS first, state, max_value FROM inventory_gov.authorities ORDER BY id;
ALTER TABLE inventory_gov.authority DISABLE TRIGGER USER;
UPDATE inventory_gov.authority SET valid_until = now() - interval '1 minute' WHERE ended_at IS NULL;
SELECT 'over', gt.limited(value => 601);
UPDATE inventory_gov.authority SET valid_until = NULL;
SELECT gt.limited(value => 601), inventory_gov.end_authority(max(id)), gt.limited(value => 601) FROM inventory_gov.authority;
SELECT kind, payload ->> 'max_value' FROM inventory_gov.event WHERE kind LIKE 'authority%' ORDER BY id;
\echo -- user before group; the smaller group before the larger
SELECT inventory_gov.set_authority(user_group => 'Inventory / User', max_value => 100) AS users, inventory_gov.set_authority(user_group => 'stock.group_stock_manager', max_value => 1000) AS managers \gset
SELECT 'manager, who is a user as well', gt.limited(value => 1000), gt.limited(value => 1001);
SELECT inventory_gov.set_authority(9, max_value => 200) AS sven \gset
SELECT 'himself', gt.limited(value => 200), gt.limited(value => 201), gt.limited(value => 1000, actor => 13);
\echo -- deeper category, warehouse, company
SELECT inventory_gov.set_authority(9, max_value => 300, warehouse_id => 1) AS w, inventory_gov.set_authority(9, max_value => 400, category_id => 2) AS c2, inventory_gov.set_authority(9, max_value => 150, category_id => 1) AS c1,
       inventory_gov.set_authority(9, max_value => 250, company_id => 1) AS co \gset
SELECT 'category 3 below 2', gt.limited(value => 400), gt.limited(value => 401);
SELECT 'category 4 below 1', gt.limited(value => 150, category => 4), gt.limited(value => 151, category => 4);
SELECT 'no category', gt.limited(value => 300, category => NULL), gt.limited(value => 301, category => NULL);
SELECT 'no category, other warehouse', gt.limited(value => 250, category => NULL, warehouse => 2), gt.limited(value => 251, category => NULL, warehouse => 2);
\echo -- each limit is held against the lines it is for
SELECT gt.ask('{L}', value => 400, category => 3, requester => 8) AS both \gset
INSERT INTO inventory_gov.request_line (request_id, control, subject, policy_id, policy_version, deviation_qty, deviation_value, warehouse_id, category_id, message)
    SELECT r.id, 'receipt_tolerance', 'more', l.policy_id, 1, 1, 150, 1, 4, 'more' FROM inventory_gov.request r JOIN inventory_gov.request_line l ON l.request_id = r.id WHERE r.reference = :'both';
SELECT gt.approve(9);
\echo -- zero: nothing; and a manager within his limit is found in place of one beyond it
SELECT gt.policy('M', '[{"approver": "manager"}]') \g /dev/null
SELECT inventory_gov.set_authority(9, max_value => 0, category_id => 2) \g /dev/null
SELECT gt.limited(value => 1), gt.limited(value => 0);
SELECT gt.ask('{M}', value => 1, requester => 8), gt.approve(9);
SELECT gt.rights();

\echo -- releaser: who approved, or in whose name it was approved, does not do it as well; anybody else does
SELECT gt.only('receipt_tolerance', '{"over_pct": 5}') \g /dev/null
UPDATE inventory_gov.policy SET separate = '{releaser}' WHERE state = 'active';
UPDATE inventory_gov.authority SET ended_at = clock_timestamp() WHERE ended_at IS NULL;
SELECT left(gt.attempt('SELECT odoo_sim.receive(1, 130, 8)'), 5);
SELECT reference FROM inventory_gov.request ORDER BY id DESC LIMIT 1 \gset
SELECT inventory_gov.delegate(9, 11, now() - interval '1 hour', now() + interval '1 day', 'holidays', NULL) > 0;
SELECT inventory_gov.approve(:'reference', 'as agreed', 11);
SELECT right_by, on_behalf_of FROM inventory_gov.decision ORDER BY id DESC LIMIT 1;
SELECT left(gt.attempt('SELECT odoo_sim.receive(1, 130, 11)'), 5), left(gt.attempt('SELECT odoo_sim.receive(1, 130, 9)'), 5);
SELECT outcome, actor, request = :'reference' FROM inventory_gov.violations ORDER BY id DESC LIMIT 2;
SELECT gt.attempt('SELECT odoo_sim.receive(1, 130, 13)');
\set file :abs_srcdir '/sql/include/end.sql'
\i :file
