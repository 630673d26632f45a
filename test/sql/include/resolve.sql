-- Which policy governs, on Odoo :v.
\set ECHO none
\ir begin.sql
UPDATE inventory_gov.policy SET state = 'retired';

-- Creates a policy of each of these scopes, in this order, has a command refused, and tells by which of them; undoes all of it.
CREATE FUNCTION gt.winner(command text, control text, limits jsonb, VARIADIC scopes text[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    since bigint := (SELECT COALESCE(max(id), 0) FROM inventory_gov.violation);
    s text;
BEGIN
    FOREACH s IN ARRAY scopes LOOP
        PERFORM inventory_gov.create_policy(control, s, limits, s::jsonb, state => 'active');
    END LOOP;
    EXECUTE command;
    RAISE EXCEPTION USING ERRCODE = 'ZZ000', MESSAGE = 'none';
EXCEPTION
    WHEN SQLSTATE 'ZZ000' THEN RETURN 'none';
    WHEN SQLSTATE '23G01' THEN RETURN (SELECT string_agg(policy_name, ', ' ORDER BY id) FROM inventory_gov.violation WHERE id > since);
    WHEN OTHERS THEN RETURN sqlerrm;
END $$;
CREATE FUNCTION gt.received(VARIADIC scopes text[]) RETURNS text LANGUAGE sql AS
    $$SELECT gt.winner('SELECT odoo_sim.receive(1, 300, 8)', 'receipt_tolerance', '{"over_pct": 5}', VARIADIC scopes)$$;
CREATE FUNCTION gt.counted(VARIADIC scopes text[]) RETURNS text LANGUAGE sql AS
    $$SELECT gt.winner('SELECT odoo_sim.count(1, 20, 10, 9)', 'adjustment_limit', '{"pct": 5}', VARIADIC scopes)$$;
-- A command under several policies: name, limits, scope, enforcement, state.
CREATE TYPE gt.policy AS (name text, limits jsonb, scope jsonb, enforcement text, state text);
CREATE FUNCTION gt.under(control text, policies gt.policy[], command text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    since bigint := (SELECT COALESCE(max(id), 0) FROM inventory_gov.violation);
    p gt.policy; found text;
BEGIN
    FOREACH p IN ARRAY policies LOOP
        PERFORM inventory_gov.create_policy(control, p.name, p.limits, p.scope, p.enforcement, p.state);
    END LOOP;
    EXECUTE command;
    found := gt.recorded(since);
    RAISE EXCEPTION USING ERRCODE = 'ZZ000';
EXCEPTION
    WHEN SQLSTATE 'ZZ000' THEN RETURN COALESCE('passes, ' || found, 'passes');
    WHEN SQLSTATE '23G01' OR SQLSTATE '23G02' THEN RETURN sqlstate || ' ' || gt.recorded(since);
    WHEN OTHERS THEN RETURN sqlstate || ' ' || sqlerrm;
END $$;

\echo -- each key alone: a receipt, of Barcode Scanner from Optik into WH/Stock by Carla
SELECT format('SELECT %1$L, gt.received(%1$L)', s) FROM (VALUES ('{}'), ('{"product": 1}'), ('{"product": 2}'), ('{"category": 3}'), ('{"category": 2}'), ('{"category": 1}'), ('{"category": 4}'),
    ('{"partner": 20}'), ('{"partner": 21}'), ('{"partner_category": 1}'), ('{"partner_category": 2}'), ('{"location": 8}'), ('{"location": 7}'), ('{"location": 20}'), ('{"location": 31}'),
    ('{"operation_type": 1}'), ('{"operation_type": 6}'), ('{"warehouse": 1}'), ('{"warehouse": 2}'), ('{"company": 1}'), ('{"group": 1}'), ('{"group": 2}'), ('{"group": 3}'), ('{"group": 7}'),
    ('{"product": 1, "group": 3}'), ('{"product": 1, "category": 1, "partner": 20, "partner_category": 1, "location": 7, "operation_type": 1, "warehouse": 1, "company": 1, "group": 2}')) x(s) \gexec
\echo -- and a count, of Barcode Scanner on Shelf A by Sven: partner and operation type never fit (all in one transaction: each judgement is by the policies of the moment)
SELECT s, gt.counted(s) FROM (VALUES ('{}'), ('{"product": 1}'), ('{"category": 2}'), ('{"partner": 20}'), ('{"partner_category": 1}'), ('{"location": 20}'), ('{"location": 8}'), ('{"location": 7}'), ('{"location": 21}'),
    ('{"operation_type": 5}'), ('{"warehouse": 1}'), ('{"warehouse": 2}'), ('{"company": 1}'), ('{"group": 1}'), ('{"group": 2}'), ('{"group": 3}'), ('{"group": 7}')) x(s);

\echo -- of two, the narrower, whichever is older
SELECT format('SELECT %1$L, %2$L, gt.received(%1$L, %2$L) = %1$L AND gt.received(%2$L, %1$L) = %1$L', narrow, wide) FROM (
    SELECT s AS narrow, lead(s) OVER (ORDER BY n) AS wide FROM unnest(ARRAY['{"product": 1}', '{"category": 3}', '{"category": 2}', '{"category": 1}', '{"partner": 20}', '{"partner_category": 1}',
        '{"location": 8}', '{"location": 7}', '{"operation_type": 1}', '{"warehouse": 1}', '{"company": 1}', '{"group": 2}', '{"group": 1}', '{}']) WITH ORDINALITY u(s, n)) p WHERE wide IS NOT NULL \gexec
\echo -- several keys: compared key by key, the first difference decides
SELECT format('SELECT %1$L, %2$L, gt.received(%1$L, %2$L) = %1$L AND gt.received(%2$L, %1$L) = %1$L', narrow, wide) FROM (VALUES
    ('{"product": 1, "group": 2}', '{"product": 1}'), ('{"product": 1}', '{"category": 3, "partner": 20, "location": 8, "group": 2}'),
    ('{"category": 3}', '{"category": 2, "partner": 20}'), ('{"category": 3, "company": 1}', '{"category": 3, "group": 2}'),
    ('{"operation_type": 1}', '{"warehouse": 1, "company": 1, "group": 2}'), ('{"location": 8, "group": 1}', '{"location": 8}')) p(narrow, wide) \gexec
\echo -- of all at once
SELECT gt.received('{}', '{"group": 1}', '{"group": 2}', '{"company": 1}', '{"warehouse": 1}', '{"operation_type": 1}', '{"location": 7}', '{"location": 8}', '{"partner_category": 1}', '{"partner": 20}', '{"category": 1}', '{"product": 2}');
SELECT gt.counted('{}', '{"group": 1}', '{"group": 3}', '{"company": 1}', '{"warehouse": 1}', '{"operation_type": 1}', '{"location": 7}', '{"location": 20}', '{"partner": 20}', '{"category": 4}', '{"product": 2}');
\echo -- groups: the one that implies more; equally many: the older policy
SELECT gt.counted('{"group": 1}', '{"group": 2}', '{"group": 3}'), gt.counted('{"group": 3}', '{"group": 2}', '{"group": 1}');
SELECT gt.winner(c, 'adjustment_limit', '{"pct": 5}', '{"group": 7}', '{"group": 3}'), gt.winner(c, 'adjustment_limit', '{"pct": 5}', '{"group": 5}', '{"group": 3}'),
       gt.winner(c, 'adjustment_limit', '{"pct": 5}', '{"group": 3}', '{"group": 5}') FROM (SELECT 'SELECT odoo_sim.count(1, 20, 10, 10)') x(c);
\echo -- the order came to an address of the supplier: its commercial partner and the tags of that partner count
SELECT odoo_sim.new_purchase(22, 1, 100, 120) AS line \gset
SELECT s, gt.winner(format('SELECT odoo_sim.receive(%s, 300, 8)', :line), 'receipt_tolerance', '{"over_pct": 5}', s) FROM (VALUES ('{"partner": 22}'), ('{"partner": 20}'), ('{"partner": 21}'), ('{"partner_category": 1}'), ('{"partner_category": 2}')) x(s);
SELECT gt.winner(format('SELECT odoo_sim.receive(%s, 300, 8)', :line), 'receipt_tolerance', '{"over_pct": 5}', '{"partner": 20}', '{"partner": 22}'),
       gt.winner(format('SELECT odoo_sim.receive(%s, 300, 8)', :line), 'receipt_tolerance', '{"over_pct": 5}', '{"partner": 22}', '{"partner": 20}');
\echo -- tags have a tree
INSERT INTO res_partner_category VALUES (3, '{"en_US": "Strategic abroad"}', 1, '1/3/', true);
INSERT INTO res_partner_res_partner_category_rel VALUES (3, 20);
SELECT gt.received('{"partner_category": 1}'), gt.received('{"partner_category": 1}', '{"partner_category": 3}'), gt.received('{"partner_category": 3}', '{"partner_category": 1}');

\echo -- what the narrow policy leaves unset is bound by the next one that sets it
SELECT q, gt.under('receipt_tolerance', ARRAY[('all', '{"over_pct": 10, "over_qty": 20}', '{}', 'approve', 'active'), ('scanners', '{"over_pct": 50}', '{"category": 3}', 'approve', 'active')]::gt.policy[],
    format('SELECT odoo_sim.receive(1, %s, 8)', q)) FROM unnest(ARRAY[115, 120, 121, 151]) q;
SELECT q, gt.under('receipt_tolerance', ARRAY[('all', '{"over_pct": 10, "under_pct": 10}', '{}', 'approve', 'active'), ('scanners', '{"over_pct": 50}', '{"category": 3}', 'approve', 'active'),
    ('this one', '{"under_qty": 1}', '{"product": 1}', 'block', 'active')]::gt.policy[], format('SELECT odoo_sim.receive(1, %s, 8, false)', q)) FROM unnest(ARRAY[151, 99, 98.99, 89]) q;
SELECT q, gt.under('adjustment_limit', ARRAY[('all', '{"pct": 10}', '{}', 'approve', 'active'), ('scanners', '{"gain_pct": 50}', '{"category": 3}', 'approve', 'active')]::gt.policy[],
    format('SELECT odoo_sim.count(1, 8, %s, 8)', q)) FROM unnest(ARRAY[300, 301, 180, 179]) q;
SELECT q, gt.under('adjustment_limit', ARRAY[('all', '{"gain_pct": 10, "loss_pct": 20}', '{}', 'approve', 'active'), ('scanners', '{"pct": 50}', '{"category": 3}', 'approve', 'active')]::gt.policy[],
    format('SELECT odoo_sim.count(1, 8, %s, 8)', q)) FROM unnest(ARRAY[300, 301, 100, 99]) q;
\echo -- nothing on the books: the size is bounded by whoever bounds it
SELECT q, gt.under('adjustment_limit', ARRAY[('all', '{"value": 90}', '{}', 'approve', 'active'), ('parts', '{"pct": 50}', '{"product": 9}', 'approve', 'active')]::gt.policy[],
    format('SELECT odoo_sim.count(9, 8, %s, 8)', q)) FROM unnest(ARRAY[10, 10.01]) q;

\echo -- bands of one scope: the most severe that is exceeded; the one in between is not recorded beside it
SELECT q, gt.under('receipt_tolerance', ARRAY[('note', '{"over_pct": 2}', '{}', 'flag', 'active'), ('ask', '{"over_pct": 5}', '{}', 'approve', 'active'), ('never', '{"over_pct": 20}', '{}', 'block', 'active')]::gt.policy[],
    format('SELECT odoo_sim.receive(1, %s, 8)', q)) FROM unnest(ARRAY[102, 102.01, 105, 105.01, 120, 120.01]) q;
\echo -- bands over different limits
SELECT q, gt.under('receipt_tolerance', ARRAY[('note', '{"over_pct": 2}', '{}', 'flag', 'active'), ('ask', '{"over_value": 600}', '{}', 'approve', 'active')]::gt.policy[],
    format('SELECT odoo_sim.receive(1, %s, 8)', q)) FROM unnest(ARRAY[102, 103, 106]) q;
\echo -- bands of a wider scope do not count beside those of a narrower one
SELECT q, gt.under('receipt_tolerance', ARRAY[('never', '{"over_pct": 3}', '{}', 'block', 'active'), ('ask', '{"over_pct": 5}', '{"product": 1}', 'approve', 'active'), ('note', '{"over_pct": 4}', '{"product": 1}', 'flag', 'active')]::gt.policy[],
    format('SELECT odoo_sim.receive(1, %s, 8)', q)) FROM unnest(ARRAY[103.5, 104.5, 105.5]) q;
\echo -- document limits have bands and scopes too: the lines that one policy governs are added up (what is let through is recorded at commit, and this is undone)
SELECT q, gt.under('adjustment_limit', ARRAY[('note', '{"document_qty": 5}', '{}', 'flag', 'active'), ('ask', '{"document_qty": 10}', '{}', 'approve', 'active')]::gt.policy[],
    format('SELECT odoo_sim.count_many(ARRAY[1, 7], 8, ARRAY[201, 600 + %s], 8)', q)) FROM unnest(ARRAY[4, 5, 9, 9.5]) q;
SELECT q, gt.under('adjustment_limit', ARRAY[('all', '{"document_qty": 10}', '{}', 'approve', 'active'), ('tape', '{"document_qty": 100}', '{"product": 7}', 'approve', 'active')]::gt.policy[],
    format('SELECT odoo_sim.count_many(ARRAY[1, 4, 7], 8, ARRAY[%s, 121, 700], 8)', 200 + q)) FROM unnest(ARRAY[9, 9.01]) q;

\echo -- shadow: never in the way of an active one, and recorded only where it would have been decisive
SELECT q, gt.under('receipt_tolerance', ARRAY[('active', '{"over_pct": 10}', '{}', 'approve', 'active'), ('strict', '{"over_pct": 1}', '{"product": 1}', 'block', 'shadow')]::gt.policy[],
    format('SELECT odoo_sim.receive(1, %s, 8)', q)) FROM unnest(ARRAY[101, 105, 111]) q;
SELECT q, gt.under('receipt_tolerance', ARRAY[('active', '{"over_pct": 10}', '{}', 'approve', 'active'), ('lenient', '{"over_pct": 50}', '{"product": 1}', 'approve', 'shadow')]::gt.policy[],
    format('SELECT odoo_sim.receive(1, %s, 8)', q)) FROM unnest(ARRAY[110, 111, 151]) q;
SELECT q, gt.under('receipt_tolerance', ARRAY[('active', '{"over_pct": 10}', '{"product": 1}', 'approve', 'active'), ('wide', '{"over_pct": 5}', '{}', 'approve', 'shadow')]::gt.policy[],
    format('SELECT odoo_sim.receive(1, %s, 8)', q)) FROM unnest(ARRAY[108, 111]) q;
SELECT q, gt.under('receipt_tolerance', ARRAY[('active', '{"over_pct": 10}', '{}', 'flag', 'active'), ('same scope', '{"over_pct": 5}', '{}', 'approve', 'shadow')]::gt.policy[],
    format('SELECT odoo_sim.receive(1, %s, 8)', q)) FROM unnest(ARRAY[105, 108, 111]) q;
SELECT gt.under('receipt_tolerance', ARRAY[('draft', '{"over_pct": 1}', '{}', 'block', 'draft')]::gt.policy[], 'SELECT odoo_sim.receive(1, 200, 8)');
SELECT q, gt.under('adjustment_limit', ARRAY[('active', '{"document_qty": 10}', '{}', 'approve', 'active'), ('shadow', '{"document_qty": 5}', '{"product": 1}', 'block', 'shadow')]::gt.policy[],
    format('SELECT odoo_sim.count(1, 8, %s, 8)', 200 + q)) FROM unnest(ARRAY[5, 6, 11]) q;

\echo -- each line of a document under its own policy, in one refusal
SELECT gt.under('receipt_tolerance', ARRAY[('all', '{"over_pct": 10}', '{}', 'approve', 'active'), ('part 2', '{"over_qty": 0}', '{"product": 22}', 'approve', 'active'), ('part 3', '{"over_pct": 100}', '{"product": 23}', 'block', 'active')]::gt.policy[],
    'SELECT odoo_sim.receive_many(8, ARRAY[12, 11, 20] || array_fill(10, ARRAY[17]), 8)');
SELECT gt.under('receipt_tolerance', ARRAY[('all', '{"over_pct": 10}', '{}', 'approve', 'active'), ('part 2', '{"over_qty": 0}', '{"product": 22}', 'approve', 'active'), ('part 3', '{"over_pct": 100}', '{"product": 23}', 'block', 'active')]::gt.policy[],
    'SELECT odoo_sim.receive_many(8, ARRAY[12, 11, 21] || array_fill(10, ARRAY[17]), 8)');

\echo -- a place that moves in the tree takes its policies from there, in this very session; undone, it comes back
SELECT gt.winner('SELECT odoo_sim.count(1, 20, 10, 9)', 'adjustment_limit', '{"pct": 5}', '{"location": 22}');
SELECT parent_path AS path FROM stock_location WHERE id = 22 \gset
SELECT gt.winner(format('UPDATE stock_location SET location_id = 22, parent_path = %L WHERE id = 20; SELECT odoo_sim.count(1, 20, 10, 9)', :'path' || '20/'), 'adjustment_limit', '{"pct": 5}', '{"location": 22}');
SELECT gt.winner('SELECT odoo_sim.count(1, 20, 10, 9)', 'adjustment_limit', '{"pct": 5}', '{"location": 22}');
SELECT gt.winner('UPDATE stock_location SET usage = ''inventory'' WHERE id = 22; SELECT odoo_sim.transfer(1, 20, 22, 10, 9)', 'adjustment_limit', '{"pct": 5}', '{}');
SELECT gt.winner('SELECT odoo_sim.transfer(1, 20, 22, 10, 9)', 'adjustment_limit', '{"pct": 5}', '{}');
\echo -- a person who gets or loses a group
SELECT gt.winner('INSERT INTO res_groups_users_rel VALUES (7, 8); SELECT odoo_sim.receive(1, 300, 8)', 'receipt_tolerance', '{"over_pct": 5}', '{"group": 7}');
SELECT gt.received('{"group": 7}');
\ir end.sql
