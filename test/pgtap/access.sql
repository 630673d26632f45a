-- Who may do what: nobody by default, Odoo's own role (owner of Odoo's tables), an analyst, a governor.
\set ON_ERROR_STOP on
\set QUIET on
\pset format unaligned
\pset tuples_only on
\ir ../fixtures/odoo.sql
CREATE ROLE igov_pgtap_odoo; CREATE ROLE igov_pgtap_analyst; CREATE ROLE igov_pgtap_governor; CREATE ROLE igov_pgtap_nobody;

-- As in real life, Odoo's role owns Odoo's tables.
GRANT ALL ON SCHEMA public, odoo_sim TO igov_pgtap_odoo;
DO $$
DECLARE r record;
BEGIN
    FOR r IN SELECT c.oid::regclass AS name, c.relkind FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'S')
             AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype IN ('a', 'e')) LOOP
        EXECUTE format('ALTER %s %s OWNER TO igov_pgtap_odoo', CASE r.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, r.name);
    END LOOP;
END $$;

CREATE EXTENSION inventory_gov;
SELECT inventory_gov.activate_starter_set() \g /dev/null

-- Runs sql with the rights of role.
CREATE FUNCTION as_role(role name, sql text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('role', role, true);
    EXECUTE sql;
    PERFORM set_config('role', 'none', true);
END $$;
CREATE FUNCTION can(role name, sql text, what text) RETURNS text LANGUAGE sql AS $$SELECT lives_ok(format('SELECT as_role(%L, %L)', role, sql), what)$$;
CREATE FUNCTION cannot(role name, sql text, what text) RETURNS text LANGUAGE sql AS
    $$SELECT throws_ok(format('SELECT as_role(%L, %L)', role, sql), '42501', NULL, what)$$;

SELECT no_plan();

-- Nobody ------------------------------------------------------------------------------------
SELECT schema_privs_are('inventory_gov', 'igov_pgtap_nobody', '{}'::text[], 'a stranger has no right on the schema');
SELECT is_empty($$SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = 'inventory_gov'::regnamespace
                  AND has_function_privilege('igov_pgtap_nobody', p.oid, 'EXECUTE')$$, 'nor on any function');
SELECT is_empty($$SELECT c.oid::regclass FROM pg_class c WHERE c.relnamespace = 'inventory_gov'::regnamespace AND c.relkind IN ('r', 'v', 'S')
                  AND has_any_column_privilege('igov_pgtap_nobody', c.oid, 'SELECT, INSERT, UPDATE, REFERENCES') AND c.relkind <> 'S'$$, 'nor on any table or view');
SELECT cannot('igov_pgtap_odoo', 'SELECT * FROM inventory_gov.violations', 'Odoo''s role cannot use our views before somebody lets it');
SELECT can('igov_pgtap_odoo', format('SELECT * FROM %s', c), 'but its backup can read ' || c)
    FROM pg_extension e, unnest(e.extconfig) u(oid), LATERAL (SELECT u.oid::regclass) x(c) WHERE e.extname = 'inventory_gov' ORDER BY c::text;

-- Judging needs no grant ----------------------------------------------------------------------
SELECT can('igov_pgtap_odoo', 'SELECT odoo_sim.receive(2, 1000, 8)', 'an exact receipt passes for a role without any right on us');
SELECT can('igov_pgtap_odoo', 'SELECT odoo_sim.receive(3, 51.5, 8)', 'so does one in the flagged band');
SELECT results_eq($$SELECT outcome, document, actor_id FROM inventory_gov.violations$$, $$VALUES ('flagged', 'WH/IN/00003', 8)$$, 'which leaves its record');
SELECT throws_like($$SELECT as_role('igov_pgtap_odoo', 'SELECT odoo_sim.receive(1, 130, 8)')$$, '%130 Units received%limit is 5 %%', 'too much is refused');
SELECT is((SELECT state FROM stock_move WHERE id = 1), 'assigned', 'and nothing of it is done');
SELECT results_eq($$SELECT reference, state, requester_id FROM inventory_gov.requests$$,
    format($$VALUES ('GOV/%s/00001', 'pending', 8)$$, to_char(now(), 'YYYY')), 'but the request is on record');

-- What Odoo's role cannot do, although it owns the tables that we watch ------------------------
SELECT cannot('igov_pgtap_odoo', 'SELECT inventory_gov.approve((SELECT reference FROM inventory_gov.request), ''me'', 9)', 'approve before it was granted');
SELECT cannot('igov_pgtap_odoo', 'DELETE FROM inventory_gov.violation', 'delete violations');
SELECT cannot('igov_pgtap_odoo', 'UPDATE inventory_gov.request SET state = ''approved''', 'decide a request by hand');
SELECT cannot('igov_pgtap_odoo', 'INSERT INTO inventory_gov.grant_use (request_line_id, actor_id) VALUES (1, 8)', 'spend a grant by hand');
SELECT cannot('igov_pgtap_odoo', 'SELECT inventory_gov.detach()', 'detach');
SELECT cannot('igov_pgtap_odoo', 'DROP EXTENSION inventory_gov', 'drop the extension');
SELECT cannot('igov_pgtap_odoo', 'SET inventory_gov.maintenance = on', 'claim maintenance');
SELECT cannot('igov_pgtap_odoo', 'SET inventory_gov.document_totals = off', 'stop the totals from being judged');
SELECT cannot('igov_pgtap_odoo', 'ALTER TABLE stock_move DISABLE TRIGGER ALL', 'disable our triggers');
SELECT cannot('igov_pgtap_odoo', format('ALTER TABLE stock_move DISABLE TRIGGER %I', tgname), 'disable ' || regexp_replace(tgname, '\d+$', 'N'))
    FROM pg_trigger WHERE tgrelid = 'stock_move'::regclass AND tgname LIKE 'inventory\_gov%' ORDER BY tgname;
SELECT cannot('igov_pgtap_odoo', format('DROP TRIGGER %I ON stock_move', tgname), 'drop ' || regexp_replace(tgname, '\d+$', 'N'))
    FROM pg_trigger WHERE tgrelid = 'stock_move'::regclass AND tgname LIKE 'inventory\_gov%' ORDER BY tgname;
SELECT cannot('igov_pgtap_odoo', 'SET session_replication_role = replica', 'become a replica');

-- Odoo's role after grant_access --------------------------------------------------------------
SELECT lives_ok($$SELECT inventory_gov.grant_access('igov_pgtap_odoo', 'odoo')$$, 'grant_access odoo');
SELECT can('igov_pgtap_odoo', format('SELECT * FROM inventory_gov.%I', v), 'Odoo''s role reads ' || v)
    FROM unnest(ARRAY['violations', 'requests', 'request_lines', 'policies', 'controls', 'health']) v;
SELECT can('igov_pgtap_odoo', 'SELECT * FROM inventory_gov.explain(''stock.move'', 1)', 'asks why');
SELECT throws_ok($$SELECT as_role('igov_pgtap_odoo', 'SELECT inventory_gov.approve((SELECT reference FROM inventory_gov.requests), ''mine'', 8)')$$, '23G03', NULL,
    'cannot approve in the requester''s name');
SELECT throws_ok($$SELECT as_role('igov_pgtap_odoo', 'SELECT inventory_gov.approve((SELECT reference FROM inventory_gov.requests), ''no right'', 11)')$$, '23G03', NULL,
    'nor in the name of somebody outside the group');
SELECT throws_ok($$SELECT as_role('igov_pgtap_odoo', 'SELECT inventory_gov.approve((SELECT reference FROM inventory_gov.requests), ''gone'', 12)')$$, '23G03', NULL,
    'nor of an archived user');
SELECT can('igov_pgtap_odoo', 'SELECT inventory_gov.approve((SELECT reference FROM inventory_gov.requests), ''by phone'', 9)', 'but in the supervisor''s');
SELECT can('igov_pgtap_odoo', 'SELECT odoo_sim.receive(1, 130, 8)', 'then the receipt passes');
SELECT is((SELECT state FROM inventory_gov.requests), 'spent', 'and the approval is spent');
SELECT is_empty($$SELECT c.oid::regclass FROM pg_class c WHERE c.relnamespace = 'inventory_gov'::regnamespace AND c.relkind IN ('r', 'v', 'p')
                  AND (has_table_privilege('igov_pgtap_odoo', c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
                       OR has_any_column_privilege('igov_pgtap_odoo', c.oid, 'INSERT, UPDATE, REFERENCES'))$$, 'it still writes nowhere');
SELECT cannot('igov_pgtap_odoo', 'SELECT inventory_gov.create_policy(''receipt_tolerance'', ''x'', ''{"over_pct": 1}'')', 'so does policy making');
SELECT cannot('igov_pgtap_odoo', 'SELECT inventory_gov.set_policy_state(1, ''draft'')', 'and policy changing');
SELECT cannot('igov_pgtap_odoo', 'SELECT inventory_gov.activate_starter_set()', 'and the starter set');
SELECT cannot('igov_pgtap_odoo', 'SELECT inventory_gov.grant_access(''igov_pgtap_nobody'', ''odoo'')', 'and passing rights on');

-- Analyst and governor --------------------------------------------------------------------------
SELECT lives_ok($$SELECT inventory_gov.grant_access('igov_pgtap_analyst', 'analyst')$$, 'grant_access analyst');
SELECT can('igov_pgtap_analyst', format('SELECT * FROM inventory_gov.%I', v), 'the analyst reads ' || v)
    FROM unnest(ARRAY['violations', 'requests', 'request_lines', 'policies', 'controls', 'health']) v;
SELECT cannot('igov_pgtap_analyst', 'SELECT inventory_gov.approve(''GOV/2026/00001'', NULL, 9)', 'and decides nothing');
SELECT cannot('igov_pgtap_analyst', 'SELECT inventory_gov.reject(''GOV/2026/00001'', NULL, 9)', 'rejects nothing');
SELECT cannot('igov_pgtap_analyst', 'SELECT inventory_gov.withdraw(''GOV/2026/00001'', NULL, 8)', 'withdraws nothing');
SELECT cannot('igov_pgtap_analyst', 'SELECT * FROM inventory_gov.policy_version', 'sees no table');
SELECT lives_ok($$SELECT inventory_gov.grant_access('igov_pgtap_governor', 'governor')$$, 'grant_access governor');
SELECT can('igov_pgtap_governor', 'SELECT inventory_gov.create_policy(''receipt_tolerance'', ''by the governor'', ''{"over_pct": 1}'', state => ''draft'')', 'a governor makes policies');
SELECT can('igov_pgtap_governor', 'SELECT inventory_gov.set_policy_state(id, ''shadow'') FROM inventory_gov.policies WHERE name = ''by the governor''', 'and changes them');
SELECT cannot('igov_pgtap_governor', 'UPDATE inventory_gov.policy SET state = ''retired''', 'through the functions only');
SELECT cannot('igov_pgtap_governor', 'SELECT inventory_gov.detach()', 'and cannot detach');
SELECT throws_ok($$SELECT inventory_gov.grant_access('igov_pgtap_nobody', 'everything')$$, '22023', NULL, 'an unknown word is refused');

-- Nothing of it is left -------------------------------------------------------------------------
SELECT lives_ok('DROP EXTENSION inventory_gov', 'DROP EXTENSION');
SELECT is_empty($$SELECT tgname FROM pg_trigger WHERE tgrelid IN ('stock_move'::regclass, 'stock_move_line'::regclass, 'stock_quant'::regclass)
                  AND tgfoid::regprocedure::text LIKE 'inventory_gov%'$$, 'takes its triggers along');
SELECT can('igov_pgtap_odoo', 'SELECT odoo_sim.receive(7, 1000, 8)', 'and the warehouse goes on');
SELECT * FROM finish();
DROP OWNED BY igov_pgtap_odoo, igov_pgtap_analyst, igov_pgtap_governor CASCADE;
DROP ROLE igov_pgtap_odoo, igov_pgtap_analyst, igov_pgtap_governor, igov_pgtap_nobody;
