-- Holds: what the functions take, who may place and release what, up to which value and on what evidence; recall and custody.
\set ON_ERROR_STOP on
\set QUIET on
\pset format unaligned
\pset tuples_only on
\ir ../fixtures/odoo.sql
SET client_min_messages = warning;
CREATE ROLE igov_pgtap_holds_odoo; CREATE ROLE igov_pgtap_holds_analyst;
GRANT ALL ON SCHEMA public, odoo_sim TO igov_pgtap_holds_odoo;
DO $$
DECLARE r record;
BEGIN
    FOR r IN SELECT c.oid::regclass AS name, c.relkind FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'S')
             AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype IN ('a', 'e')) LOOP
        EXECUTE format('ALTER %s %s OWNER TO igov_pgtap_holds_odoo', CASE r.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, r.name);
    END LOOP;
END $$;
CREATE EXTENSION inventory_gov;
UPDATE inventory_gov.policy SET state = 'retired';
SELECT inventory_gov.create_policy('hold', 'Held', '{"done": 0}', enforcement => 'block', state => 'active') \g /dev/null
SELECT inventory_gov.grant_access('igov_pgtap_holds_odoo', 'odoo'), inventory_gov.grant_access('igov_pgtap_holds_analyst', 'analyst') \g /dev/null
CREATE FUNCTION hold_id(which text) RETURNS bigint LANGUAGE sql AS $$SELECT max(id) FROM inventory_gov.hold WHERE note = which$$;
SELECT no_plan();

-- What will not do is named, with the rule and the way out.
SELECT throws_ok($$SELECT inventory_gov.place_hold('planet', 1, 'QUALITY')$$, '22023', 'there is no kind of hold "planet"', 'a kind there is not');
SELECT throws_ok($$SELECT inventory_gov.place_hold(NULL, 1, 'QUALITY')$$, '22023', 'there is no kind of hold "(null)"', 'no kind');
SELECT throws_ok($$SELECT inventory_gov.place_hold('lot', 999, 'QUALITY')$$, '22023', 'Odoo has no stock.lot with id 999', 'a record there is not');
SELECT throws_ok($$SELECT inventory_gov.place_hold('lot', -1, 'QUALITY')$$, '22023', '-1 is no id of a lot', 'no id');
SELECT throws_ok($$SELECT inventory_gov.place_hold('lot', NULL, 'QUALITY')$$, '22023', '(null) is no id of a lot', 'none');
SELECT throws_ok($$SELECT inventory_gov.place_hold('lot', 1, 'MOOD')$$, '22023', '"MOOD" is no reason a hold can be placed for', 'a reason there is not');
SELECT throws_ok($$SELECT inventory_gov.place_hold('lot', 1, NULL)$$, '22023', '"(null)" is no reason a hold can be placed for', 'none');
SELECT throws_ok($$SELECT inventory_gov.place_hold('lot', 1, 'QUALITY', '2020-01-01')$$, '22023', NULL, 'a time that is past');
SELECT throws_ok($$SELECT inventory_gov.place_hold('lot', 1, 'QUALITY', direction => 'in')$$, '22023',
    'this is no hold: direction is "in"; only a hold on a location has one, leave it out', 'a direction of a lot');
SELECT throws_ok($$SELECT inventory_gov.place_hold('location', 8, 'QUALITY', direction => 'up')$$, '22023',
    'this is no hold: direction is "up"; it must be in, out or both', 'another direction');
SELECT throws_ok($$SELECT inventory_gov.place_hold('carrier', 1, 'QUALITY')$$, '22023', 'a hold on a carrier stops nothing here: Odoo has no table delivery_carrier', 'a kind whose module is missing');
SELECT throws_ok($$SELECT inventory_gov.place_hold('country', 1, 'QUALITY')$$, '22023', NULL, 'another');
SELECT is_empty('SELECT FROM inventory_gov.hold', 'nothing of that was kept');
SELECT throws_ok($$INSERT INTO inventory_gov.hold (kind, record_id, reason, reason_name) VALUES ('location', 8, 'X', 'X')$$, '23514', NULL, 'a hold on a location has a direction');

-- Placing.
SELECT lives_ok($$SELECT inventory_gov.place_hold('lot', 1, ' quality ', note => 'one', actor => 8)$$, 'a stock user places one');
SELECT row_eq($$SELECT kind, record_id, name, reason, reason_name, state, placed_by, placed_by_id, until::text, origin FROM inventory_gov.holds WHERE note = 'one'$$,
    ROW('lot'::text, 1, 'TP-2301'::text, 'QUALITY'::text, 'Quality problem'::text, 'active'::text, 'Carla Clerk'::text, 8, NULL::text, 'person'::text), 'as the view tells it');
SELECT is((SELECT payload ->> 'reason' FROM inventory_gov.event WHERE kind = 'hold.placed' AND subject = 'hold ' || hold_id('one')), 'QUALITY', 'and the outbox');
SELECT throws_ok($$SELECT inventory_gov.place_hold('lot', 1, 'QUALITY', actor => 9)$$, '23G06', NULL, 'the same once more');
SELECT lives_ok($$SELECT inventory_gov.place_hold('lot', 1, 'DAMAGED', note => 'two', actor => 8)$$, 'for another reason as well');
SELECT throws_ok($$SELECT inventory_gov.place_hold('lot', 2, 'QUALITY', actor => 12)$$, '23G03', NULL, 'not by an archived user');
SELECT throws_ok($$SELECT inventory_gov.place_hold('lot', 2, 'QUALITY', actor => 14)$$, '23G03', NULL, 'nor a portal user');
SELECT lives_ok($$SELECT inventory_gov.place_hold('location', 20, 'COUNT', note => 'three', until => now() + interval '1 hour')$$, 'a governing database role for itself');
SELECT is((SELECT direction FROM inventory_gov.hold WHERE note = 'three'), 'both', 'a location is held both ways unless it is said');
SELECT is((SELECT array_agg(k ORDER BY k) FROM (VALUES ('product', 1), ('category', 2), ('partner', 30), ('purchase_order', 1), ('picking', 1)) v(k, r)
           WHERE inventory_gov.place_hold(k, r, 'LEGAL', note => 'many') > 0), '{category,partner,picking,product,purchase_order}', 'other kinds');
SELECT is((SELECT string_agg(name, '; ' ORDER BY kind) FROM inventory_gov.hold WHERE note = 'many'), 'All / Electronics; Corner Shop; WH/IN/00001; [SC-1] Barcode Scanner; P00001', 'with their names');

-- Never changed, never deleted.
SELECT throws_ok($$UPDATE inventory_gov.hold SET until = now() + interval '1 year' WHERE note = 'three'$$, '23G06', NULL, 'no time is changed');
SELECT throws_ok($$UPDATE inventory_gov.hold SET record_id = 2 WHERE note = 'one'$$, '23G06', NULL, 'nor what it is on');
SELECT throws_ok('DELETE FROM inventory_gov.hold', NULL, NULL, 'none is deleted');
SELECT throws_ok('TRUNCATE inventory_gov.hold', NULL, NULL, 'nor all of them');

-- Releasing: another person, with a right, with evidence.
SELECT throws_ok($$SELECT inventory_gov.release_hold(hold_id('two'), 'fine', 8)$$, '23G03', NULL, 'not by who placed it');
SELECT throws_ok($$SELECT inventory_gov.release_hold(hold_id('two'), 'fine', 11)$$, '23G03', 'Dora Clerk may not do this. Members of Inventory / Administrator may.', 'nor by one without the group');
SELECT throws_ok($$SELECT inventory_gov.release_hold(hold_id('two'), ' ', 9)$$, '23G04', NULL, 'a reason is needed');
SELECT throws_ok($$SELECT inventory_gov.release_hold(999999, 'fine', 9)$$, '23G06', 'There is no hold 999999.', 'a hold there is not');
SELECT throws_ok($$SELECT inventory_gov.release_hold(NULL, 'fine', 9)$$, '23G06', 'There is no hold null.', 'none');
SELECT throws_ok($$SELECT inventory_gov.release_hold(hold_id('three'), 'fine')$$, '23G03', NULL, 'one database role is one person');
SELECT lives_ok($$SELECT inventory_gov.release_hold(hold_id('two'), ' fine ', 9)$$, 'the supervisor releases it');
SELECT row_eq($$SELECT state, released_how, released_by, released_by_id, release_reason, released_for_id FROM inventory_gov.holds WHERE note = 'two'$$,
    ROW('released'::text, 'person'::text, 'Sven Supervisor'::text, 9, 'fine'::text, NULL::integer), 'as the view tells it');
SELECT is((SELECT payload ->> 'released_by' FROM inventory_gov.event WHERE kind = 'hold.released' AND subject = 'hold ' || hold_id('two')), '9', 'and the outbox');
SELECT throws_ok($$SELECT inventory_gov.release_hold(hold_id('two'), 'fine', 10)$$, '23G06', NULL, 'once');
SELECT throws_ok($$UPDATE inventory_gov.hold SET released_at = NULL WHERE note = 'two'$$, '23G06', NULL, 'and for good');
SELECT throws_ok($$SELECT inventory_gov.release_hold(hold_id('one'), 'fine', 9)$$, '23G04', NULL, 'its code demands evidence');
SELECT odoo_sim.attach('stock.lot', 2, 'other.pdf', 'a', 8) \g /dev/null
SELECT throws_ok($$SELECT inventory_gov.release_hold(hold_id('one'), 'fine', 9)$$, '23G04', NULL, 'not what hangs on another lot');
SELECT odoo_sim.attach('stock.lot', 1, 'old.pdf', 'b', 8) AS old \gset
UPDATE ir_attachment SET create_date = '2026-01-01' WHERE id = :old;
SELECT throws_ok($$SELECT inventory_gov.release_hold(hold_id('one'), 'fine', 9)$$, '23G04', NULL, 'nor what was there before');
SELECT odoo_sim.attach('stock.lot', 1, 'laboratory.pdf', 'c', 8) \g /dev/null
SELECT lives_ok($$SELECT inventory_gov.release_hold(hold_id('one'), 'fine', 9)$$, 'what came since is');
SELECT is((SELECT release_evidence FROM inventory_gov.holds WHERE note = 'one'), 'laboratory.pdf', 'and kept');
SELECT row_eq($$SELECT pinned_for, document, actor_id FROM inventory_gov.evidence WHERE hold_id = hold_id('one')$$, ROW('release'::text, 'hold ' || hold_id('one'), 9), 'as evidence');
SELECT lives_ok($$SELECT inventory_gov.place_hold('lot', 1, 'QUALITY', note => 'again', actor => 8)$$, 'held again');
SELECT throws_ok($$SELECT inventory_gov.release_hold(hold_id('again'), 'fine', 9)$$, '23G04', NULL, 'one hold is not released on the evidence of another');

-- Limits: of the code by value, of a person by his authority; deputies.
SELECT is(inventory_gov.set_hold_reason('lab', 'Laboratory', '{internal}', release_group => 'stock.group_stock_user', release_value => 9300, senior_group => '__export__.group_directors'), 'LAB', 'a code of their own');
SELECT lives_ok($$SELECT inventory_gov.place_hold('lot', 2, 'LAB', note => 'small', actor => 9)$$, '10 at 310 on hold');
SELECT lives_ok($$SELECT inventory_gov.place_hold('product', 6, 'LAB', note => 'large', actor => 9)$$, '40 at 310 on hold');
SELECT throws_ok($$SELECT inventory_gov.release_hold(hold_id('large'), 'fine', 8)$$, '23G03',
    format('What hold %s is on is worth 12400.00, more than 9300: it is released by members of %s.', hold_id('large'), inventory_gov.group_label('__export__.group_directors')), 'too much for the group');
SELECT lives_ok($$SELECT inventory_gov.release_hold(hold_id('small'), 'fine', 8)$$, 'a smaller one is not');
SELECT is((SELECT release_value FROM inventory_gov.hold WHERE note = 'small'), 3100.00, 'with its worth kept');
SELECT inventory_gov.set_authority(10, NULL, max_value => 12399) AS authority \gset
SELECT throws_ok($$SELECT inventory_gov.release_hold(hold_id('large'), 'fine', 10)$$, '23G03',
    format('What hold %s is on is worth 12400.00, and the limit of Dilys Director is 12399.', hold_id('large')), 'beyond his own limit');
SELECT inventory_gov.end_authority(:authority);
SELECT inventory_gov.set_authority(10, NULL, max_value => 1, category_id => 4) AS elsewhere, inventory_gov.set_authority(10, NULL, max_value => 12400, category_id => 2) AS here \gset
SELECT throws_ok($$SELECT inventory_gov.release_hold(hold_id('large'), 'fine', 11)$$, '23G03', NULL, 'a clerk may not');
SELECT inventory_gov.delegate(10, 11, now() - interval '1 minute', now() + interval '1 day', 'holiday', 10) \g /dev/null
SELECT lives_ok($$SELECT inventory_gov.release_hold(hold_id('large'), 'fine', 11)$$, 'the director''s deputy may, up to the limit for that category');
SELECT is((SELECT released_for_id FROM inventory_gov.holds WHERE note = 'large'), 10, 'in whose name is kept');
SELECT lives_ok($$SELECT inventory_gov.place_hold('product', 7, 'DAMAGED', note => 'by the holder', actor => 10)$$, 'the director places one');
SELECT throws_ok($$SELECT inventory_gov.release_hold(hold_id('by the holder'), 'fine', 11)$$, '23G03', NULL, 'his deputy cannot release it for him');
SELECT is(inventory_gov.set_hold_reason('OWN', 'Own', self_release => true, release_group => 'stock.group_stock_user'), 'OWN', 'a code that whoever placed may release');
SELECT lives_ok($$SELECT inventory_gov.place_hold('product', 7, 'OWN', note => 'own', actor => 8)$$, 'placed');
SELECT lives_ok($$SELECT inventory_gov.release_hold(hold_id('own'), 'fine', 8)$$, 'and released');
SELECT is(inventory_gov.set_hold_reason('BOSS', 'Boss', place_group => 'stock.group_stock_manager'), 'BOSS', 'one that managers place');
SELECT throws_ok($$SELECT inventory_gov.place_hold('product', 7, 'BOSS', actor => 8)$$, '23G03', 'Carla Clerk may not do this. Members of Inventory / Administrator may.', 'not others');
SELECT throws_ok($$SELECT inventory_gov.release_hold(hold_id('three'), 'fine', 9)$$, '23G03', NULL, 'who sits at the database is one person, whatever user he names');

-- What rules place, and release: no rights, and anybody else who may.
SELECT lives_ok($$SELECT inventory_gov.hold_open('partner', 31, 'CREDIT', note => 'rule', origin => 'credit', detail => '{"overdue": 12}')$$, 'a rule places one');
SELECT lives_ok($$SELECT inventory_gov.release_hold(hold_id('rule'), 'paid', 9)$$, 'a person releases it');
SELECT lives_ok($$SELECT inventory_gov.hold_open('partner', 31, 'CREDIT', note => 'rule again', origin => 'credit')$$, 'placed again');
SELECT lives_ok($$SELECT inventory_gov.hold_close(h, 'rule', 'paid') FROM inventory_gov.hold h WHERE note = 'rule again'$$, 'and released by the rule');
SELECT is((SELECT string_agg(state || ' ' || released_how, ', ' ORDER BY id) FROM inventory_gov.holds WHERE origin = 'credit'), 'released person, released rule', 'as the view tells it');

-- The catalogue.
SELECT throws_ok($$SELECT inventory_gov.set_hold_reason('no good', 'x')$$, '22023', NULL, 'a code with a blank');
SELECT throws_ok($$SELECT inventory_gov.set_hold_reason('X', ' ')$$, '22023', NULL, 'no name');
SELECT throws_ok($$SELECT inventory_gov.set_hold_reason('X', 'x', '{teleport}')$$, '22023', NULL, 'an operation there is not');
SELECT throws_ok($$SELECT inventory_gov.set_hold_reason('X', 'x', ARRAY[NULL]::text[])$$, '22023', NULL, 'nor null');
SELECT throws_ok($$SELECT inventory_gov.set_hold_reason('X', 'x', release_value => 5)$$, '22023', NULL, 'a value and nobody beyond it');
SELECT throws_ok($$SELECT inventory_gov.set_hold_reason('X', 'x', release_value => -5, senior_group => 'base.group_system')$$, '22023', NULL, 'a value below zero');
SELECT throws_ok($$SELECT inventory_gov.set_hold_reason('X', 'x', release_group => 'no.such_group')$$, '22023',
    'this is no reason for holds: release_group: there is no group "no.such_group", or more than one', 'a group there is not');
SELECT throws_ok($$SELECT inventory_gov.set_hold_reason('X', 'x', actor => 8)$$, '23G03', NULL, 'a clerk changes nothing');
SELECT is(inventory_gov.set_hold_reason('OWN', 'Own', active => false, actor => 9), 'OWN', 'a manager makes one inactive');
SELECT throws_ok($$SELECT inventory_gov.place_hold('product', 7, 'OWN', actor => 8)$$, '22023', NULL, 'nothing is placed for it any more');
SELECT is((SELECT (payload -> 'before' ->> 'active') || ' ' || (payload ->> 'active') || ' ' || (payload ->> 'changed_by_name') FROM inventory_gov.event WHERE kind = 'hold_reason.set' AND subject = 'OWN'
           ORDER BY id DESC LIMIT 1), 'true false Sven Supervisor', 'before and after are told');
SELECT is((SELECT max(id) < 100 FROM inventory_gov.hold_reason WHERE starter) AND (SELECT min(id) > 100 FROM inventory_gov.hold_reason WHERE NOT starter), true, 'ours have ids of their own');

-- Custody and recall.
SELECT inventory_gov.hold_close(h, 'rule', 'over') FROM inventory_gov.hold h WHERE note = 'many' \g /dev/null
SELECT odoo_sim.receive(6, 20, 8, lot => 2) \g /dev/null
SELECT odoo_sim.enter(m.id, 4, 8, lot => 2) FROM stock_move m WHERE m.sale_line_id = (SELECT odoo_sim.new_sale(30, 6, 4, 400)) \g /dev/null
SELECT odoo_sim.validate(picking_id, 8) FROM stock_move WHERE id = (SELECT max(id) FROM stock_move) \g /dev/null
UPDATE stock_move_line SET lot_id = 2 WHERE move_id = (SELECT max(id) FROM stock_move);
SELECT odoo_sim.enter(m.id, 3, 8, lot => 2) FROM stock_move m WHERE m.sale_line_id = (SELECT odoo_sim.new_sale(31, 6, 3, 400)) \g /dev/null
UPDATE stock_move_line SET lot_id = 2 WHERE move_id = (SELECT max(id) FROM stock_move);
SELECT throws_ok($$SELECT * FROM inventory_gov.recall(2, ' ')$$, '23G04', NULL, 'a recall needs words');
SELECT throws_ok($$SELECT * FROM inventory_gov.recall(99, 'glass')$$, '22023', 'Odoo has no stock.lot with id 99', 'and a lot');
CREATE TEMP TABLE told AS SELECT * FROM inventory_gov.recall(2, 'glass', actor => 9);
SELECT set_eq($$SELECT holder, name, qty::float8, unit FROM told$$, $$VALUES ('location', 'WH/Stock', (SELECT q.quantity::float8 FROM stock_quant q WHERE q.lot_id = 2 AND q.location_id = 8), 'Units'),
    ('customer', 'Corner Shop', 4, 'Units'), ('transfer', 'City Hospital', 3, 'Units')$$, 'who has it');
SELECT is((SELECT count(*)::int FROM inventory_gov.holds WHERE kind = 'lot' AND record_id = 2 AND reason = 'RECALL' AND state = 'active' AND note = 'glass' AND placed_by_id = 9), 1, 'it is on hold');
SELECT set_eq($$SELECT kind, severity FROM inventory_gov.cases WHERE kind LIKE 'recall%' AND state = 'open'$$,
    $$VALUES ('recall_location', 'high'), ('recall_customer', 'critical'), ('recall_transfer', 'high')$$, 'a case for each');
SELECT is((SELECT jsonb_array_length(payload -> 'custody') FROM inventory_gov.event WHERE kind = 'lot.recalled'), 3, 'the outbox has the list');
SELECT lives_ok($$SELECT * FROM inventory_gov.recall(2, 'glass, more of it', actor => 10)$$, 'called again');
SELECT is((SELECT count(*)::int FROM inventory_gov.hold WHERE kind = 'lot' AND record_id = 2 AND reason = 'RECALL'), 1, 'it is the same hold');
SELECT is((SELECT count(*)::int FROM inventory_gov.cases WHERE kind LIKE 'recall%'), 3, 'and the same cases');
SELECT throws_ok($$SELECT odoo_sim.validate((SELECT picking_id FROM stock_move ORDER BY id DESC LIMIT 1), 8)$$, '23G05', NULL, 'what was promised does not leave');
SELECT set_eq($$SELECT holder, count(*)::int FROM inventory_gov.hold_custody(hold_id('many')) GROUP BY 1$$, $$VALUES ('transfer', 1)$$, 'custody of a held order: its transfers');
SELECT throws_ok('SELECT * FROM inventory_gov.hold_custody(0)', 'P0002', 'there is no hold 0', 'of a hold there is not');

-- Odoo's role acts for its users, and for nobody else; an analyst reads.
CREATE FUNCTION as_role(role name, sql text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('SET SESSION AUTHORIZATION %I', role);
    EXECUTE sql;
    RESET SESSION AUTHORIZATION;
END $$;
SELECT throws_ok($$SELECT as_role('igov_pgtap_holds_odoo', 'SELECT inventory_gov.place_hold(''product'', 2, ''LEGAL'')')$$, '22023',
    'role igov_pgtap_holds_odoo acts for Odoo users: actor must name the one who does it', 'Odoo''s role names the user');
RESET SESSION AUTHORIZATION;
SELECT throws_ok($$SELECT as_role('igov_pgtap_holds_odoo', format('SELECT inventory_gov.release_hold(%s, ''x'')', hold_id('by the holder')))$$, '22023', NULL, 'also to release');
RESET SESSION AUTHORIZATION;
SELECT lives_ok($$SELECT as_role('igov_pgtap_holds_odoo', format('SELECT inventory_gov.release_hold(%s, ''counted'', 9)', hold_id('three')))$$, 'what a database role placed, a user of Odoo releases');
SELECT lives_ok($$SELECT as_role('igov_pgtap_holds_odoo', 'SELECT inventory_gov.place_hold(''product'', 2, ''LEGAL'', note => ''by Odoo'', actor => 8)')$$, 'for a user it places');
SELECT throws_ok($$SELECT as_role('igov_pgtap_holds_odoo', 'INSERT INTO inventory_gov.hold (kind, record_id, reason, reason_name) VALUES (''lot'', 1, ''LEGAL'', ''x'')')$$, '42501', NULL, 'it writes no table');
RESET SESSION AUTHORIZATION;
SELECT throws_ok($$SELECT as_role('igov_pgtap_holds_odoo', 'UPDATE inventory_gov.hold SET released_at = now()')$$, '42501', NULL, 'nor releases by it');
RESET SESSION AUTHORIZATION;
SELECT throws_ok($$SELECT as_role('igov_pgtap_holds_odoo', 'SELECT inventory_gov.set_hold_reason(''LEGAL'', ''x'')')$$, '42501', NULL, 'nor changes the catalogue');
RESET SESSION AUTHORIZATION;
SELECT throws_ok($$SELECT as_role('igov_pgtap_holds_odoo', 'SELECT inventory_gov.hold_open(''lot'', 1, ''LEGAL'')')$$, '42501', NULL, 'nor places as a rule does');
RESET SESSION AUTHORIZATION;
SELECT lives_ok($$SELECT as_role('igov_pgtap_holds_analyst', format('SELECT * FROM inventory_gov.holds, inventory_gov.hold_reasons, inventory_gov.hold_custody(%s)', hold_id('many')))$$, 'an analyst reads');
SELECT throws_ok($$SELECT as_role('igov_pgtap_holds_analyst', 'SELECT inventory_gov.place_hold(''product'', 2, ''LEGAL'', actor => 8)')$$, '42501', NULL, 'and places nothing');
RESET SESSION AUTHORIZATION;
SELECT * FROM finish();
DROP EXTENSION inventory_gov;
REASSIGN OWNED BY igov_pgtap_holds_odoo TO CURRENT_USER; DROP OWNED BY igov_pgtap_holds_odoo, igov_pgtap_holds_analyst;
DROP ROLE igov_pgtap_holds_odoo, igov_pgtap_holds_analyst;
