-- What Odoo's role, an analyst, a governor and a stranger can do; hostile names in public; row level security.
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 17
\set db regress_roles
\set file :abs_srcdir '/sql/include/begin.sql'
\set ECHO none
\i :file
CREATE ROLE regress_gov_odoo;
CREATE ROLE regress_gov_analyst;
CREATE ROLE regress_gov_governor;
CREATE ROLE regress_gov_stranger;
GRANT ALL ON SCHEMA public, odoo_sim, gt TO PUBLIC;
GRANT USAGE ON SEQUENCE gt.number TO PUBLIC;
DO $$
DECLARE t regclass;
BEGIN
    FOR t IN SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' LOOP
        EXECUTE format('ALTER TABLE %s OWNER TO regress_gov_odoo', t);
    END LOOP;
END $$;
GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO regress_gov_odoo;
GRANT SELECT, INSERT, UPDATE ON stock_move, stock_move_line, stock_quant TO regress_gov_stranger;
SELECT gt.only('receipt_tolerance', '{"over_pct": 10}') \g /dev/null
SELECT inventory_gov.create_policy('adjustment_limit', 'Counts', '{"pct": 5}', state => 'active'), inventory_gov.create_policy('receipt_tolerance', 'Note', '{"over_pct": 2}', '{}', 'flag', 'active') \g /dev/null
SELECT gt.attempt('SELECT odoo_sim.receive(1, 150, 8)') \g /dev/null
SELECT gt.attempt('SELECT odoo_sim.receive(2, 2000, 8)') \g /dev/null
SELECT min(reference) AS one, max(reference) AS two FROM inventory_gov.request \gset
-- May the role run the command? It is undone.
CREATE FUNCTION gt.may(role text, command text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('role', role, true);
    EXECUTE command;
    RAISE EXCEPTION USING ERRCODE = 'ZZ000';
EXCEPTION WHEN SQLSTATE 'ZZ000' THEN RETURN 'may'; WHEN OTHERS THEN RETURN sqlstate;
END $$;
CREATE FUNCTION gt.each_may(what text, command text) RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(' | ', what, 'odoo ' || gt.may('regress_gov_odoo', command), 'analyst ' || gt.may('regress_gov_analyst', command),
                     'governor ' || gt.may('regress_gov_governor', command), 'stranger ' || gt.may('regress_gov_stranger', command))
$$;
\set ECHO all

-- Nobody has anything to begin with.
SELECT DISTINCT split_part(gt.each_may('', command), ' | ', n) FROM generate_series(2, 5) n, (
    SELECT format('SELECT * FROM inventory_gov.%I', relname) FROM pg_class WHERE relnamespace = 'inventory_gov'::regnamespace AND relkind IN ('r', 'v')
    UNION ALL SELECT format('SELECT inventory_gov.%s', f) FROM unnest(ARRAY['approve(NULL, NULL, 9)', 'explain(''stock.move'', 1)', 'control_catalog()', 'create_policy(NULL, NULL, NULL)', 'activate_starter_set()',
        'record(NULL, NULL)', 'attach()', 'recorder_status()', 'grant_access(''regress_gov_stranger'', ''governor'')']) f) c(command) ORDER BY 1;

-- Access is given by one word; another word is none.
SELECT gt.attempt('SELECT inventory_gov.grant_access(''regress_gov_odoo'', ''everything'')');
SELECT gt.attempt('SELECT inventory_gov.grant_access(''regress_gov_odoo'', NULL)');
SELECT inventory_gov.grant_access('regress_gov_odoo', 'odoo'), inventory_gov.grant_access('regress_gov_analyst', 'analyst'), inventory_gov.grant_access('regress_gov_governor', 'governor');

-- Views.
SELECT gt.each_may(relname, format('SELECT * FROM inventory_gov.%I', relname)) FROM pg_class WHERE relnamespace = 'inventory_gov'::regnamespace AND relkind = 'v' ORDER BY relname::text COLLATE "C";
SELECT gt.each_may('write view ' || v, c) FROM (VALUES ('policies', 'UPDATE inventory_gov.policies SET state = ''retired'''), ('policies', 'DELETE FROM inventory_gov.policies'),
    ('requests', 'UPDATE inventory_gov.requests SET state = ''approved''')) x(v, c);
-- Tables and sequences: nobody writes them.
SELECT gt.each_may('write ' || t, c) FROM (VALUES ('policy', 'UPDATE inventory_gov.policy SET state = ''retired'''),
    ('policy', 'INSERT INTO inventory_gov.policy (name, control, limits) VALUES (''X'', ''receipt_tolerance'', ''{"over_pct": 99}'')'), ('policy', 'DELETE FROM inventory_gov.policy'),
    ('request', 'UPDATE inventory_gov.request SET state = ''approved'', decided_at = now(), decided_by = 9'), ('request_line', 'UPDATE inventory_gov.request_line SET deviation_qty = 999'),
    ('grant_use', 'INSERT INTO inventory_gov.grant_use (request_line_id, actor_id) VALUES (1, 1)'), ('violation', 'DELETE FROM inventory_gov.violation'), ('attempt', 'DELETE FROM inventory_gov.attempt'),
    ('event', 'INSERT INTO inventory_gov.event (kind, subject, payload) VALUES (''x'', ''x'', ''{}'')'), ('event', 'DELETE FROM inventory_gov.event'), ('detachment', 'INSERT INTO inventory_gov.detachment DEFAULT VALUES'),
    ('sequence', 'SELECT nextval(''inventory_gov.request_id_seq'')'), ('sequence', 'SELECT setval(''inventory_gov.request_id_seq'', 1)'),
    ('schema', 'CREATE TABLE inventory_gov.mine ()'), ('schema', 'CREATE FUNCTION inventory_gov.mine() RETURNS void LANGUAGE sql AS '''''), ('schema', 'DROP TABLE inventory_gov.violation CASCADE'),
    ('schema', 'ALTER TABLE inventory_gov.violation DISABLE TRIGGER ALL'), ('extension', 'DROP EXTENSION inventory_gov'), ('extension', 'ALTER EXTENSION inventory_gov UPDATE')) x(t, c);
-- Functions.
SELECT gt.each_may(f, format('SELECT * FROM inventory_gov.%s', replace(replace(f, 'ONE', quote_literal(:'one')), 'TWO', quote_literal(:'two')))) FROM unnest(ARRAY['approve(ONE, ''ok'', 9)', 'reject(TWO, ''no'', 9)', 'withdraw(ONE, ''never mind'', 8)',
    'explain(''stock.move'', 1)', 'control_catalog()', 'control_state(''receipt_tolerance'')', 'attachments()', 'recorder_status()',
    'create_policy(''receipt_tolerance'', ''X'', ''{"over_pct": 99}'')', 'change_policy(1, note => ''x'')', 'set_policy_state(101, ''shadow'')', 'activate_starter_set()',
    'override_request(TWO, ''fire'', 9)', 'begin_override(9, ''fire'', ''1 hour'')', 'end_override(1, 9)', 'review_override(1, ''justified'', ''seen'', 9)',
    'pause_enforcement(''fire'', now() + interval ''1 hour'')', 'resume_enforcement(1)', 'propose_policy_change(''Note'', ''{"limits": {"over_pct": 3}}'', ''because'')', 'compare_policy_change(1)',
    'activate_policy_change(1)', 'reject_policy_change(1, ''no'')', 'withdraw_policy_change(1)', 'apply_due_policy_changes()', 'scan_exceptions()', 'policy_fields()',
    'attach()', 'detach()', 'record(''00000000-0000-0000-0000-000000000001'', ''{}'')', 'grant_access(''regress_gov_stranger'', ''governor'')']) f;
SELECT gt.each_may(proname || '()', format('CREATE TRIGGER mine AFTER INSERT ON stock_move FOR EACH ROW EXECUTE FUNCTION inventory_gov.%I()', proname))
  FROM pg_proc WHERE pronamespace = 'inventory_gov'::regnamespace AND prorettype = 'trigger'::regtype ORDER BY proname::text COLLATE "C";
-- Settings.
SELECT gt.each_may('set ' || s, format('SET LOCAL %s', s)) FROM unnest(ARRAY['inventory_gov.document_totals = off', 'inventory_gov.maintenance = on', 'inventory_gov.record_timeout = 100', 'inventory_gov.recorder_linger = 0',
    'session_replication_role = replica', 'inventory_gov.unknown = 1']) s;
-- The database asks the deciding user, not the database role, for the right.
SELECT gt.may('regress_gov_odoo', format('SELECT inventory_gov.approve(%L, '''', 8)', :'one')), gt.may('regress_gov_governor', format('SELECT inventory_gov.approve(%L, '''', 11)', :'one'));

-- Every role is refused alike, whether it knows of the extension or not, and whatever it sets.
CREATE FUNCTION gt.over(role text, settings text DEFAULT '') RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('role', role, true);
    IF settings <> '' THEN EXECUTE settings; END IF;
    UPDATE public.stock_move SET quantity = 151, state = 'done', write_uid = 8 WHERE id = 1;
    RAISE EXCEPTION USING ERRCODE = 'ZZ000';
EXCEPTION WHEN SQLSTATE 'ZZ000' THEN RETURN 'passes'; WHEN OTHERS THEN RETURN sqlstate || ' ' || left(sqlerrm, 60);
END $$;
SELECT gt.over('regress_gov_odoo');
SELECT gt.over('regress_gov_stranger');
SELECT gt.over('postgres', 'SET LOCAL session_replication_role = replica');
SELECT gt.over('regress_gov_odoo', 'SET LOCAL row_security = off');
SELECT gt.over('regress_gov_odoo', 'SET LOCAL search_path = ''''');
SELECT gt.over('regress_gov_odoo', 'SET LOCAL enable_indexscan = off');
SELECT gt.over('regress_gov_odoo', 'SET LOCAL DateStyle = ''SQL, DMY''; SET LOCAL extra_float_digits = -15; SET LOCAL lc_numeric = ''C''; SET LOCAL standard_conforming_strings = off');
SELECT gt.over('regress_gov_odoo', 'SET LOCAL statement_timeout = ''10s''; SET LOCAL default_transaction_read_only = on');
SELECT session_user_name = session_user, count(*) FROM inventory_gov.violation WHERE measured = 51 GROUP BY 1;

-- Row level security of Odoo's role hides nothing from us.
ALTER TABLE purchase_order_line ENABLE ROW LEVEL SECURITY;
ALTER TABLE purchase_order_line FORCE ROW LEVEL SECURITY;
ALTER TABLE res_groups_users_rel ENABLE ROW LEVEL SECURITY;
ALTER TABLE res_groups_users_rel FORCE ROW LEVEL SECURITY;
SELECT gt.over('regress_gov_odoo');
SELECT gt.over('regress_gov_stranger');
SELECT gt.may('regress_gov_odoo', format('SELECT inventory_gov.approve(%L, '''', 9)', :'one'));
ALTER TABLE purchase_order_line NO FORCE ROW LEVEL SECURITY;
ALTER TABLE res_groups_users_rel NO FORCE ROW LEVEL SECURITY;

-- Functions and operators of Odoo's role that have the names we use, first in everybody's path.
CREATE TABLE public.hacked (who name, what text);
ALTER TABLE public.hacked OWNER TO regress_gov_odoo;
GRANT ALL ON public.hacked TO PUBLIC;
SET ROLE regress_gov_odoo;
CREATE FUNCTION public.evil(what text) RETURNS void LANGUAGE plpgsql AS $$BEGIN INSERT INTO public.hacked VALUES (current_user, what); END$$;
CREATE FUNCTION public.evil_eq(a integer, b integer) RETURNS boolean LANGUAGE plpgsql AS $$BEGIN PERFORM public.evil('='); RETURN true; END$$;
CREATE FUNCTION public.evil_eq(a text, b text) RETURNS boolean LANGUAGE plpgsql AS $$BEGIN PERFORM public.evil('='); RETURN true; END$$;
CREATE FUNCTION public.evil_eq(a varchar, b varchar) RETURNS boolean LANGUAGE plpgsql AS $$BEGIN PERFORM public.evil('='); RETURN true; END$$;
CREATE FUNCTION public.evil_minus(a numeric, b numeric) RETURNS numeric LANGUAGE plpgsql AS $$BEGIN PERFORM public.evil('-'); RETURN 0; END$$;
CREATE OPERATOR public.= (LEFTARG = integer, RIGHTARG = integer, FUNCTION = public.evil_eq);
CREATE OPERATOR public.= (LEFTARG = text, RIGHTARG = text, FUNCTION = public.evil_eq);
CREATE OPERATOR public.= (LEFTARG = varchar, RIGHTARG = varchar, FUNCTION = public.evil_eq);
CREATE OPERATOR public.- (LEFTARG = numeric, RIGHTARG = numeric, FUNCTION = public.evil_minus);
CREATE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE plpgsql AS $$BEGIN PERFORM public.evil('clock_timestamp'); RETURN '2001-01-01'; END$$;
CREATE FUNCTION public.now() RETURNS timestamptz LANGUAGE plpgsql AS $$BEGIN PERFORM public.evil('now'); RETURN '2001-01-01'; END$$;
CREATE FUNCTION public.upper(text) RETURNS text LANGUAGE plpgsql AS $$BEGIN PERFORM public.evil('upper'); RETURN $1; END$$;
CREATE FUNCTION public.round(numeric) RETURNS numeric LANGUAGE plpgsql AS $$BEGIN PERFORM public.evil('round'); RETURN $1; END$$;
CREATE FUNCTION public.abs(double precision) RETURNS double precision LANGUAGE plpgsql AS $$BEGIN PERFORM public.evil('abs'); RETURN $1; END$$;
CREATE FUNCTION public.unnest(integer[]) RETURNS SETOF integer LANGUAGE plpgsql AS $$BEGIN PERFORM public.evil('unnest'); END$$;
CREATE FUNCTION public.jsonb_each(jsonb) RETURNS TABLE (key text, value jsonb) LANGUAGE plpgsql AS $$BEGIN PERFORM public.evil('jsonb_each'); END$$;
CREATE FUNCTION public.to_regclass(text) RETURNS regclass LANGUAGE plpgsql AS $$BEGIN PERFORM public.evil('to_regclass'); END$$;
CREATE FUNCTION public.record(uuid, jsonb) RETURNS text LANGUAGE plpgsql AS $$BEGIN PERFORM public.evil('record'); RETURN ''; END$$;
CREATE FUNCTION public.control_state(text) RETURNS text LANGUAGE plpgsql AS $$BEGIN PERFORM public.evil('control_state'); END$$;
CREATE TABLE public.policy AS SELECT 1 AS id;
CREATE TABLE public.request AS SELECT 1 AS id;
SET search_path = public, pg_catalog;
CREATE TEMP TABLE stock_move AS SELECT 1 AS id;
CREATE TEMP TABLE violation AS SELECT 1 AS id;
BEGIN;
UPDATE public.stock_move SET quantity = 152, state = 'done', write_uid = 8 WHERE id OPERATOR(pg_catalog.=) 1;
ROLLBACK;
BEGIN;
UPDATE public.stock_move SET product_id = 1, location_id = 8, location_dest_id = 14, purchase_line_id = NULL, quantity = 99, state = 'done', write_uid = 8 WHERE id OPERATOR(pg_catalog.=) 5;
ROLLBACK;
BEGIN;
UPDATE public.stock_move SET quantity = 105, state = 'done', write_uid = 8 WHERE id OPERATOR(pg_catalog.=) 1;
SELECT outcome, measured, actor FROM inventory_gov.violations WHERE outcome OPERATOR(pg_catalog.<>) 'refused';
ROLLBACK;
SELECT inventory_gov.reject(:'two', 'no', 9);
SELECT pg_catalog.count(*) FROM inventory_gov.explain('stock.move', 1);
SELECT pg_catalog.count(*) FROM inventory_gov.health;
SELECT state FROM inventory_gov.requests ORDER BY id LIMIT 2;
RESET ROLE;
SELECT inventory_gov.change_policy(101, scope => '{"category": "Scanners", "group": "Directors"}', limits => '{"over_pct": 9}', approver_group => 'Directors');
SELECT inventory_gov.change_policy(101, scope => '{}');
SELECT inventory_gov.grant_access('regress_gov_stranger', 'analyst');
SELECT inventory_gov.attach();
SELECT * FROM public.hacked;
SET search_path = pg_catalog;
DROP TABLE pg_temp.stock_move, pg_temp.violation, public.policy, public.request;
RESET search_path;
DROP FUNCTION public.evil_eq(integer, integer), public.evil_eq(text, text), public.evil_eq(varchar, varchar), public.evil_minus CASCADE;

-- Odoo's role does not keep a refusal off the record: not with an error that PL/pgSQL does not count among the others,
-- and the recorder, which serves everybody, reads nothing of Odoo's.
SET inventory_gov.maintenance = on;
ALTER TABLE res_groups RENAME TO groups_of_users;
RESET inventory_gov.maintenance;
SET ROLE regress_gov_odoo;
CREATE FUNCTION public.cancels(integer) RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
    IF session_user <> current_user AND (current_setting('application_name') LIKE '%recorder%' OR current_setting('test.cancel', true) = 'on') THEN
        RAISE EXCEPTION 'cancelled' USING ERRCODE = 'query_canceled';
    END IF;
    RETURN $1;
END $$;
CREATE VIEW res_groups AS SELECT public.cancels(id) AS id, name FROM groups_of_users;
RESET ROLE;
SELECT max(id) AS last FROM inventory_gov.request \gset
SELECT left(gt.attempt('UPDATE stock_move SET quantity = 160, state = ''done'', write_uid = 8 WHERE id = 1'), 5);
SELECT count(*), min(approver_name) FROM inventory_gov.request_step WHERE request_id > :last;
SET test.cancel = on;
SELECT left(gt.attempt('UPDATE stock_move SET quantity = 161, state = ''done'', write_uid = 8 WHERE id = 1'), 5);
RESET test.cancel;
SELECT count(*), max(approver_name) FROM inventory_gov.request_step WHERE request_id > :last;
DROP VIEW res_groups;
SET inventory_gov.maintenance = on;
ALTER TABLE groups_of_users RENAME TO res_groups;
RESET inventory_gov.maintenance;

-- Nor does it get our rights by taking away what tells us who it is.
BEGIN;
SET LOCAL ROLE regress_gov_odoo;
CREATE FUNCTION public.snoops(integer) RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
    IF current_user <> 'regress_gov_odoo' THEN RAISE EXCEPTION 'snoops() runs as %', current_user; END IF;
    RETURN $1;
END $$;
DROP TABLE stock_move, res_groups CASCADE;
CREATE VIEW res_groups AS SELECT public.snoops(7) AS id, '{"en_US": "Seven"}'::jsonb AS name, 1 AS category_id;
RESET ROLE;
SELECT inventory_gov.group_id('7');
SELECT gt.attempt('UPDATE inventory_gov.policy SET scope = ''{"group": "Seven"}'', approver_group = ''7'' WHERE id = 101');
SELECT inventory_gov.group_label('7');
DROP TABLE ir_model_data CASCADE;
SELECT inventory_gov.group_id('7');
SELECT gt.attempt('UPDATE inventory_gov.policy SET scope = ''{"group": 7}'', approver_group = ''Seven'' WHERE id = 101');
SELECT inventory_gov.group_label('7');
ROLLBACK;

-- What Odoo's role puts behind the name of a table runs as that role: not as ours, nor as whoever receives.
SET inventory_gov.maintenance = on;
ALTER TABLE purchase_order_line RENAME TO lines_of_orders;
RESET inventory_gov.maintenance;
SET ROLE regress_gov_odoo;
CREATE FUNCTION public.looks(integer) RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
    IF current_user <> 'regress_gov_odoo' THEN RAISE EXCEPTION 'looks() runs as %', current_user; END IF;
    RETURN $1;
END $$;
CREATE VIEW purchase_order_line AS SELECT public.looks(id) AS id, order_id, product_id, product_qty, product_uom, price_unit FROM lines_of_orders;
RESET ROLE;
SELECT gt.over('regress_gov_stranger');
SELECT gt.over('postgres');
SELECT gt.may('regress_gov_governor', 'SELECT inventory_gov.explain(''stock.move'', 1)');
DROP VIEW purchase_order_line;
-- Nor can it leave anything behind that runs later.
SET ROLE regress_gov_odoo;
CREATE FUNCTION public.lingers(integer) RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('search_path', 'public', false), set_config('gt.left', 'something', false);
    RETURN $1;
END $$;
CREATE VIEW purchase_order_line AS SELECT public.lingers(id) AS id, order_id, product_id, product_qty, product_uom, price_unit FROM lines_of_orders;
RESET ROLE;
BEGIN;
SET LOCAL ROLE regress_gov_stranger;
UPDATE stock_move SET quantity = 105, state = 'done', write_uid = 8 WHERE id = 1;
RESET ROLE;
SELECT outcome, measured FROM inventory_gov.violations WHERE outcome <> 'refused';
SELECT current_setting('search_path'), COALESCE(current_setting('gt.left', true), '') = '';
COMMIT;

\set ECHO none
\set file :abs_srcdir '/sql/include/end.sql'
\i :file
DROP ROLE regress_gov_odoo, regress_gov_analyst, regress_gov_governor, regress_gov_stranger;
