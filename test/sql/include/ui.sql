-- The screens published to Odoo :v. Carla (8) is a clerk, Sven (9) and Sofia (13) are supervisors, Dilys (10) is a director. :role owns Odoo's tables.
\set ECHO none
\ir ui_begin.sql
-- All that Odoo keeps about screens and rights, in a line a row.
CREATE FUNCTION gt.odoo_rows() RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    t name;
BEGIN
    FOR t IN SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname ~ '^(ir_|rule_group_rel|mail_activity)' ORDER BY 1 LOOP
        RETURN QUERY EXECUTE format('SELECT %L::text || to_jsonb(x)::text FROM ONLY public.%I x ORDER BY 1', t, t);
    END LOOP;
END $$;
-- What is published, without ids and times.
CREATE FUNCTION gt.published() RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    d record;
BEGIN
    FOR d IN SELECT name, inventory_gov.ui_table(model) AS t, res_id FROM ir_model_data WHERE module = 'inventory_gov' ORDER BY name LOOP
        RETURN QUERY EXECUTE format('SELECT %L || regexp_replace((to_jsonb(x) - ''create_date'' - ''write_date'')::text, ''\d+'', ''#'', ''g'') FROM public.%I x WHERE id = %s',
                                    d.name, d.t, d.res_id);
    END LOOP;
END $$;
CREATE FUNCTION gt.row_of(name text) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    d record; r jsonb;
BEGIN
    SELECT inventory_gov.ui_table(model) AS t, res_id INTO d FROM ir_model_data m WHERE module = 'inventory_gov' AND m.name = row_of.name;
    EXECUTE format('SELECT to_jsonb(x) FROM public.%I x WHERE id = %s', d.t, d.res_id) INTO r;
    RETURN r;
END $$;
CREATE FUNCTION gt.signals() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    n bigint;
BEGIN
    EXECUTE CASE WHEN odoo_sim.v() = 19 THEN 'SELECT count(*) FROM orm_signaling_registry' ELSE 'SELECT last_value + is_called::integer FROM base_registry_signaling' END INTO n;
    RETURN n;
END $$;

\echo -- publishing
CREATE TABLE gt.before AS SELECT * FROM gt.odoo_rows();
SELECT gt.signals() AS signals \gset
SELECT inventory_gov.publish_odoo_ui() AS written \gset
SELECT :written = count(*), :written = (SELECT count(*) FROM inventory_gov.ui_row(:v)) FROM ir_model_data WHERE module = 'inventory_gov';
SELECT model, count(*), bool_and(noupdate) FROM ir_model_data WHERE module = 'inventory_gov' AND model NOT IN ('ir.model.fields', 'ir.model.fields.selection') GROUP BY 1 ORDER BY 1;
\echo -- running servers are told, now and after the commit
SELECT gt.signals() > :signals, (SELECT count(*) FROM inventory_gov.ui_change), inventory_gov.due_in();
SELECT gt.signals() AS signals \gset
SELECT inventory_gov.do_next_chore();
SELECT gt.signals() > :signals, (SELECT count(*) FROM inventory_gov.ui_change);
\echo -- again: nothing to write, the same ids
CREATE TABLE gt.published_1 AS SELECT name, res_id FROM ir_model_data WHERE module = 'inventory_gov';
SELECT inventory_gov.publish_odoo_ui();
SELECT count(*) FROM (SELECT * FROM gt.published_1 EXCEPT SELECT name, res_id FROM ir_model_data WHERE module = 'inventory_gov') x;

\echo -- how this version says it
SELECT string_agg(DISTINCT type, ' ' ORDER BY type) FROM ir_ui_view WHERE model LIKE 'x\_gov%';
SELECT gt.row_of('action_x_gov_request') ->> 'view_mode';
SELECT a LIKE '<list%', a LIKE '<tree%', a LIKE '%column_invisible%' FROM (SELECT gt.row_of('view_x_gov_request_list') -> 'arch_db' ->> 'en_US' AS a) x;
SELECT substring(a FROM '<button name="\d+" type="action" string="Approve"[^>]*>') ~ CASE WHEN :v = 16 THEN 'attrs="\{''invisible'': \[\(''x_is_pending'', ''='', False\)\]\}"' ELSE 'invisible="not x_is_pending"' END,
       a ~ '\[buttons\]|\{\{|%\(' FROM (SELECT gt.row_of('view_x_gov_request_form') -> 'arch_db' ->> 'en_US' AS a) x;
SELECT a ~ 't-name="card"', a ~ 't-name="kanban-box"><div class="oe_kanban_global_click">' FROM (SELECT gt.row_of('view_x_gov_request_kanban') -> 'arch_db' ->> 'en_US' AS a) x;
SELECT bool_and(xml_is_well_formed_document(a)) FROM ir_ui_view, jsonb_each_text(arch_db) x(l, a) WHERE model LIKE 'x\_gov%';
SELECT count(*) FROM ir_model_fields f WHERE model LIKE 'x\_gov%' AND ttype = 'many2one' AND f.relation NOT LIKE 'x\_gov%' AND to_regclass(replace(f.relation, '.', '_')) IS NULL;
SELECT m.parent_path = p.parent_path || m.id || '/', m.action = 'ir.actions.act_window,' || (gt.row_of('action_x_gov_request') ->> 'id')
  FROM ir_ui_menu m JOIN ir_ui_menu p ON p.id = m.parent_id WHERE m.id = (gt.row_of('menu_requests') ->> 'id')::integer;
SELECT r.name, g.group_id FROM ir_rule r LEFT JOIN rule_group_rel g ON g.rule_group_id = r.id WHERE r.name LIKE 'rule_x_gov_request\_%' AND r.name NOT LIKE '%line%' AND r.name NOT LIKE '%step%' ORDER BY 1;

\echo -- languages that are switched on, and English
SELECT gt.row_of('menu_requests') -> 'name', gt.row_of('activity_decide') -> 'name';
SELECT a -> 'fr_FR' ->> 0 IS NULL, a ->> 'fr_FR' LIKE '%string="Approuver"%', (SELECT string_agg(k, ' ' ORDER BY k) FROM jsonb_object_keys(a) k) FROM (SELECT gt.row_of('view_x_gov_request_form') -> 'arch_db' AS a) x;
\echo -- an empty list says what will stand there
SELECT gt.row_of('action_x_gov_case') -> 'help', gt.row_of('action_propose') ->> 'help' IS NULL;
SELECT count(*) = (SELECT count(*) FROM inventory_gov.ui_menu() WHERE model IS NOT NULL), bool_and(help ->> 'en_US' ~ '^<p class="\w+">No[^{}<]+</p>$' AND help ->> 'fr_FR' <> help ->> 'en_US')
  FROM ir_act_window WHERE res_model LIKE 'x\_gov%' AND id <> (gt.row_of('action_propose') ->> 'id')::integer;
UPDATE res_lang SET active = true WHERE code = 'nl_NL';
SELECT inventory_gov.publish_odoo_ui() > 300;
SELECT gt.row_of('menu_requests') -> 'name';

\echo -- fields are the columns of the views
SELECT f.model, f.name FROM inventory_gov.ui_field() f WHERE f.kind NOT IN ('one2many', 'many2many')
   AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = ('public.' || f.model)::regclass AND a.attname = f.name);
SELECT a.attrelid::regclass, a.attname FROM inventory_gov.ui_model() m JOIN pg_attribute a ON a.attrelid = ('public.' || m.model)::regclass AND a.attnum > 0
 WHERE NOT EXISTS (SELECT FROM inventory_gov.ui_field() f WHERE f.model = m.model AND f.name = a.attname)
   AND NOT EXISTS (SELECT FROM inventory_gov.ui_register_column() c WHERE c.model = m.model AND c.name = a.attname AND c.target = ANY (inventory_gov.ui_absent()));
\echo -- and the fields of the screens are fields
SELECT s.model, s.kind, m[1] FROM inventory_gov.ui_screen() s, regexp_matches(s.arch, '"(x_\w+)"', 'g') m
 WHERE NOT EXISTS (SELECT FROM inventory_gov.ui_field() f WHERE f.name = m[1]);

\echo -- what is called for them: once for each button, and nothing for what is not there
SELECT model, verb FROM (SELECT model, verb FROM inventory_gov.ui_button() EXCEPT ALL SELECT model, occasion FROM inventory_gov.ui_call()) x;
SELECT model, occasion FROM inventory_gov.ui_call() WHERE occasion NOT IN ('insert', 'update') AND (model IN (SELECT inventory_gov.ui_published_register()) OR model NOT IN (SELECT model FROM inventory_gov.ui_register())) EXCEPT ALL SELECT model, verb FROM inventory_gov.ui_button();
SELECT c.model, n FROM inventory_gov.ui_call() c, unnest(c.columns) n EXCEPT SELECT model, name FROM inventory_gov.ui_field() WHERE editable;
SELECT DISTINCT model FROM inventory_gov.ui_access() WHERE may_create EXCEPT SELECT model FROM inventory_gov.ui_call() WHERE occasion = 'insert';

\echo -- put right again: what was changed, lost, or is not declared any more
UPDATE ir_ui_menu SET name = '{"en_US": "Something"}' WHERE id = (gt.row_of('menu_requests') ->> 'id')::integer;
DELETE FROM ir_ui_view WHERE id = (gt.row_of('view_x_gov_request_graph') ->> 'id')::integer;
WITH m AS (INSERT INTO ir_ui_menu (name, active) VALUES ('{"en_US": "Old"}', true) RETURNING id)
INSERT INTO ir_model_data (module, name, model, res_id) SELECT 'inventory_gov', 'menu_old', 'ir.ui.menu', id FROM m;
SELECT inventory_gov.publish_odoo_ui();
SELECT count(*) FROM ir_ui_menu WHERE name ->> 'en_US' IN ('Something', 'Old');
SELECT count(*) FROM (SELECT * FROM gt.published_1 EXCEPT SELECT name, res_id FROM ir_model_data WHERE module = 'inventory_gov') x;

\echo -- deciding on the form
SELECT gt.only('receipt_tolerance', '{"over_pct": 10}') \g /dev/null
SELECT gt.trial('SELECT odoo_sim.receive(1, 130, 8)');
SELECT gt.attempt('SELECT odoo_sim.receive(1, 130, 8)') \g /dev/null
SELECT gt.attempt('SELECT odoo_sim.receive(3, 130, 8)') \g /dev/null
SELECT inventory_gov.run_due_work() > 0;
SELECT min(id) AS r1, max(id) AS r2 FROM inventory_gov.request \gset
SET ROLE :"role";
SELECT gt.mask(x_name), x_state, x_product_id, x_requester_id, x_waiting_for, x_value, x_is_pending, x_is_overridable, x_note FROM public.x_gov_request WHERE id = :r1;
RESET ROLE;
\echo -- asked, and in whose list it stands
SET ROLE :"role";
SELECT count(*), (SELECT count(*) FROM public.x_gov_request_waiting w WHERE w.x_request_id = :r1), count(*) FILTER (WHERE x_user_id = 8) FROM public.x_gov_request_asked WHERE x_request_id = :r1;
SELECT count(*) >= 0 FROM public.x_gov_control;
SELECT count(*) FROM public.x_gov_request_line WHERE x_request_id = :r1;
SELECT x_tier, x_state, x_need, x_given FROM public.x_gov_request_step WHERE x_request_id = :r1;
\echo -- the evidence that it takes is named before somebody tries
SELECT x_evidence_demanded IS NULL FROM public.x_gov_request WHERE id = :r1;
RESET ROLE;
UPDATE inventory_gov.policy SET evidence = '[{"name": "%note%", "count": 2, "on": "document"}, {"mimetype": "image/%", "before": "validation"}]' WHERE state = 'active';
SET ROLE :"role";
SELECT x_evidence_demanded ->> 'en_US', x_evidence_demanded ->> 'fr_FR' FROM public.x_gov_request WHERE id = :r1;
RESET ROLE;
UPDATE inventory_gov.policy SET evidence = '[]' WHERE state = 'active';
SELECT gt.write(8, 'x_decision = ''approve''', :r1);
SELECT gt.write(8, 'x_state = ''approved''', :r1);
SELECT gt.write(9, 'x_state = ''approved'', x_decision = ''approve''', :r1);
SELECT gt.write(9, 'x_decision = ''sign''', :r1);
SELECT gt.as_odoo('INSERT INTO public.x_gov_request (x_title, create_uid) VALUES (''{"en_US": "mine"}'', 8)');
SELECT gt.as_odoo('DELETE FROM public.x_gov_request');
SELECT gt.as_odoo('INSERT INTO public.x_gov_request_asked VALUES (1, 8)');
\echo -- nor by nobody
SELECT gt.as_odoo('UPDATE public.x_gov_request SET x_note = ''mine'', write_uid = NULL');
SELECT gt.as_odoo('INSERT INTO public.x_gov_policy_change (x_policy_id, x_proposed, x_reason) SELECT id, ''{"note": "x"}'', ''mine'' FROM public.x_gov_policy LIMIT 1');
SELECT gt.as_odoo('SELECT * FROM inventory_gov.request');
\echo -- a note is kept for its writer until he decides
SELECT gt.write(9, 'x_note = ''Seen the delivery note''', :r1);
SELECT x_note, x_note_by_id, x_state FROM public.x_gov_request WHERE id = :r1;
SELECT gt.write(9, 'x_decision = ''approve''', :r1);
SELECT x_state, x_decision_note, x_decided_by_id, x_note, x_is_approved, x_history ->> 'en_US' ~ '<td>approved</td><td>Sven' FROM public.x_gov_request WHERE id = :r1;
SELECT channel, note FROM inventory_gov.decision;
SELECT gt.write(13, 'x_decision = ''approve''', :r1);
SELECT gt.write(9, 'x_decision = ''revoke''', :r1);
SELECT gt.write(9, 'x_note = ''no longer sure'', x_decision = ''revoke''', :r1);
SELECT x_state, x_decision_note FROM public.x_gov_request WHERE id = :r1;
SELECT gt.write(8, 'x_note = '''', x_decision = ''withdraw''', :r2);
SELECT x_state FROM public.x_gov_request WHERE id = :r2;
SELECT count(*) FROM inventory_gov.note_draft;
SELECT inventory_gov.run_due_work() > 0;

\echo -- in the language of the user
UPDATE res_partner SET lang = 'fr_FR' WHERE id = (SELECT partner_id FROM res_users WHERE id = 8);
SELECT gt.write(8, 'x_state = ''approved''', :r1);

\echo -- what is recorded in English is read by language, as the role of Odoo
SET ROLE :"role";
SELECT gt.mask(x_title ->> 'en_US'), gt.mask(x_title ->> 'fr_FR'), gt.mask(x_title ->> 'nl_NL') FROM public.x_gov_request WHERE id = :r1;
SELECT gt.mask(x_name ->> 'en_US'), gt.mask(x_name ->> 'fr_FR'), gt.mask(x_name ->> 'nl_NL') FROM public.x_gov_request_line WHERE x_request_id = :r1;
SELECT x_name FROM public.x_gov_request_step WHERE x_request_id = :r1;
SELECT lang, m[1] AS what, m[2] AS who, gt.mask(m[3]) AS detail FROM public.x_gov_request, jsonb_each_text(x_history) h(lang, said),
       regexp_matches(said, '<td>[^<]* UTC</td><td>([^<]*)</td><td>([^<]*)</td><td>([^<]*)</td>', 'g') m WHERE id = :r1 AND lang <> 'nl_NL';
RESET ROLE;
SELECT f.model, f.name, f.ttype, to_jsonb(f.translate) FROM ir_model_fields f WHERE f.model LIKE 'x\_gov%' AND f.translate IS NOT NULL AND f.translate::text <> 'false' ORDER BY 1, 2;
\echo -- a title names one line, its limit, and how many more there are; without a line it stays as it is
SELECT inventory_gov.title_words(t || rest, t, 'Ceci', 'fr') FROM (VALUES ('This')) AS x(t),
       unnest(ARRAY['; the limit is 3 Units (policy "P (a)")', '; the limit is 250 in value (policy "P"), and 2 more', ', and 4 more', '; something else']) AS rest;
SELECT inventory_gov.title_words('Another thing; the limit is 3 (policy "P"), and 2 more', 'This', 'Ceci', 'fr'), inventory_gov.title_words('This', NULL, NULL, 'fr');
SELECT inventory_gov.request_title(:r1, 'en') = r.title, inventory_gov.request_title(:r1, 'xx') = r.title FROM inventory_gov.request r WHERE r.id = :r1;
SELECT inventory_gov.right_words(r, 'fr') FROM unnest('{member of Stock,manager of Carla,"manager of Carla, 2 levels up",named by the policy,escalated: override}'::text[]) r;
SELECT inventory_gov.step_name(jsonb_populate_record(s, '{"approver": "warehouse", "approver_name": "responsible for the warehouse"}'), 'Carla', l) FROM inventory_gov.request_step s, unnest('{en,fr}'::text[]) l WHERE s.request_id = :r1;

\echo -- a policy change is proposed and activated by two people
SELECT id AS policy FROM inventory_gov.policy WHERE state = 'active' \gset
SELECT gt.as_odoo(format('INSERT INTO public.x_gov_policy_change (x_policy_id, x_new_limits, x_reason, create_uid, write_uid) VALUES (%s, ''{"over_pct": 12}'', ''too tight'', 9, 9)', :policy));
SELECT gt.as_odoo(format('INSERT INTO public.x_gov_policy_change (x_policy_id, x_new_limits, x_reason, create_uid, write_uid) VALUES (%s, ''over_pct: 12'', ''too tight'', 9, 9)', :policy));
SELECT x_policy_id = :policy, x_state, x_reason, x_difference, x_proposed_by_id FROM public.x_gov_policy_change;
SELECT gt.as_odoo(format('INSERT INTO public.x_gov_policy_change (x_policy_id, x_proposed, x_reason, create_uid, write_uid) VALUES (%s, ''[1]'', ''too tight'', 9, 9)', :policy));
SELECT gt.write(9, 'x_decision = ''activate''', 1, 'x_gov_policy_change');
SELECT gt.write(13, 'x_decision = ''activate''', 1, 'x_gov_policy_change');
SELECT x_state, x_decided_by_id FROM public.x_gov_policy_change;
SELECT limits FROM inventory_gov.policy WHERE id = :policy;

\echo -- a case is closed with a note, by somebody else than whom it is about
SELECT inventory_gov.open_finding('rubber_stamp_fast', '9', 'medium', 'Sven approves fast', user_id => 9) AS finding \gset
SELECT gt.write(9, 'x_decision = ''close''', :finding, 'x_gov_case');
SELECT gt.write(10, 'x_decision = ''close''', :finding, 'x_gov_case');
SELECT gt.write(10, 'x_note = ''talked to him'', x_decision = ''close''', :finding, 'x_gov_case');
SELECT x_state, x_close_note, x_closed_by_id FROM public.x_gov_case;

\echo -- a reason: the requester chooses one on the form and gives it; managers keep the catalogue
SELECT gt.only('reason_required', '{"loss_qty": 0}') \g /dev/null
SELECT gt.attempt('SELECT odoo_sim.count(1, 8, 190, 8)') \g /dev/null
SELECT max(id) AS rr FROM inventory_gov.request \gset
SELECT id AS reason FROM public.x_gov_reason WHERE x_operation = 'adjustment' AND x_code = 'MISPLACED' \gset
SELECT x_wants_reason, x_reason_operation, x_reason_id, x_reasons, x_waiting_for FROM public.x_gov_request WHERE id = :rr;
SELECT gt.write(9, format('x_reason_id = %s', :reason), :rr);
SELECT x_reason_id FROM public.x_gov_request WHERE id = :rr;
SELECT gt.write(9, 'x_decision = ''reason''', :rr);
SELECT gt.write(8, 'x_decision = ''reason''', :rr);
SELECT gt.write(8, format('x_reason_id = %s', :reason), :rr);
SELECT x_reason_id = :reason, x_state FROM public.x_gov_request WHERE id = :rr;
SELECT gt.write(8, 'x_note = ''behind the shelf'', x_decision = ''reason''', :rr);
SELECT x_wants_reason, x_reason_id, x_reasons, x_state FROM public.x_gov_request WHERE id = :rr;
SELECT count(*) FROM inventory_gov.note_draft WHERE view = 'x_gov_request/reason' AND user_id = 8;
SELECT gt.attempt('SELECT odoo_sim.count(1, 8, 190, 8)');
SELECT gt.as_odoo('INSERT INTO public.x_gov_reason (x_operation, x_code, x_name, create_uid, write_uid) VALUES (''scrap'', ''wet'', ''Wet'', 8, 8)');
SELECT gt.as_odoo('INSERT INTO public.x_gov_reason (x_operation, x_code, x_name, create_uid, write_uid) VALUES (''scrap'', ''wet'', ''Wet'', 9, 9)');
SELECT x_code, x_direction, x_active, id AS wet FROM public.x_gov_reason WHERE x_name = 'Wet' \gset w_
SELECT :'w_x_code', :'w_x_direction', :'w_x_active';
SELECT gt.as_odoo('INSERT INTO public.x_gov_reason (x_operation, x_code, x_name, create_uid, write_uid) VALUES (''scrap'', '' Wet'', ''Other'', 10, 10)');
SELECT gt.write(9, 'x_name = ''Soaked'', x_active = false', :w_wet, 'x_gov_reason');
SELECT gt.write(9, 'x_code = ''SOAKED''', :w_wet, 'x_gov_reason');
SELECT gt.write(9, 'x_direction = ''loss''', :w_wet, 'x_gov_reason');
SELECT gt.as_odoo(format('DELETE FROM public.x_gov_reason WHERE id = %s', :w_wet));
SELECT x_code, x_name, x_direction, x_active FROM public.x_gov_reason WHERE id = :w_wet;
SELECT name, changed_by, changed_by_id FROM inventory_gov.reasons WHERE code = 'WET';
SELECT subject, payload ->> 'name' AS name, payload ->> 'changed_by_id' AS by, payload -> 'before' ->> 'name' AS before FROM inventory_gov.event WHERE kind = 'reason.set' ORDER BY id;

\echo -- what people hung on the screens goes with them
INSERT INTO ir_ui_view (name, model, type, mode, priority, inherit_id, arch_db, active) VALUES ('mine', 'x_gov_request', 'form', 'extension', 99, (gt.row_of('view_x_gov_request_form') ->> 'id')::integer, '{"en_US": "<data/>"}', true);
SELECT count(*) AS activities FROM mail_activity WHERE activity_type_id = (gt.row_of('activity_decided') ->> 'id')::integer \gset
SELECT :activities > 0;
DELETE FROM gt.before WHERE odoo_rows LIKE 'mail\_activity{%';
CREATE TABLE gt.rows_1 AS SELECT * FROM gt.published();
SELECT inventory_gov.unpublish_odoo_ui() = :written;
\echo -- and nothing is left, but what the desk has told people, now as to-dos
CREATE TABLE gt.after AS SELECT * FROM gt.odoo_rows() r WHERE r NOT LIKE 'mail\_activity{%';
SELECT count(*) FROM (SELECT * FROM gt.after EXCEPT SELECT * FROM gt.before) x;
SELECT count(*) FROM (SELECT * FROM gt.before EXCEPT SELECT * FROM gt.after) x;
SELECT count(*), (SELECT count(*) FROM inventory_gov.ui_language) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname LIKE 'x\_gov%';
SELECT count(*) = :activities FROM mail_activity a WHERE activity_type_id = 4 AND summary LIKE '%GOV%' AND user_id = 8;
SELECT inventory_gov.unpublish_odoo_ui();
\echo -- published once more it is the same
SELECT inventory_gov.publish_odoo_ui() = :written;
SELECT count(*) FROM (SELECT * FROM gt.rows_1 EXCEPT SELECT * FROM gt.published()) x;
SELECT count(*) FROM (SELECT * FROM gt.published() EXCEPT SELECT * FROM gt.rows_1) x;

\echo -- only by an administrator
SELECT gt.as_odoo('SELECT inventory_gov.publish_odoo_ui()');
SELECT gt.as_odoo('SELECT inventory_gov.unpublish_odoo_ui()');
SELECT gt.as_odoo('DROP EXTENSION inventory_gov');
SELECT inventory_gov.ui_is_published();
\echo -- also where Inventory has been uninstalled since
BEGIN;
DROP TABLE stock_move CASCADE;
SELECT inventory_gov.unpublish_odoo_ui() = :written;
SELECT count(*) FROM (SELECT * FROM gt.odoo_rows() r WHERE r NOT LIKE 'mail\_activity{%' EXCEPT SELECT * FROM gt.before) x;
ROLLBACK;
\echo -- DROP EXTENSION takes it out as well
DROP EXTENSION inventory_gov;
SELECT count(*) FROM (SELECT * FROM gt.odoo_rows() r WHERE r NOT LIKE 'mail\_activity{%' EXCEPT SELECT * FROM gt.before) x;
SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname LIKE 'x\_gov%';
CREATE EXTENSION inventory_gov;
SELECT inventory_gov.publish_odoo_ui() = :written;
CREATE VIEW public.report_of_requests AS SELECT id FROM public.x_gov_request;
SELECT left(gt.attempt('DROP EXTENSION inventory_gov'), 5);
DROP EXTENSION inventory_gov CASCADE;
SELECT to_regclass('public.report_of_requests');
SELECT count(*) FROM (SELECT * FROM gt.odoo_rows() r WHERE r NOT LIKE 'mail\_activity{%' EXCEPT SELECT * FROM gt.before) x;
SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname LIKE 'x\_gov%';

\echo -- a name that is taken, and an Odoo without the menu
CREATE EXTENSION inventory_gov;
CREATE TABLE public.x_gov_case (id integer);
SELECT gt.attempt('SELECT inventory_gov.publish_odoo_ui()');
DROP TABLE public.x_gov_case;
DELETE FROM ir_model_data WHERE name = 'menu_stock_root';
SELECT gt.attempt('SELECT inventory_gov.publish_odoo_ui()');
SELECT inventory_gov.unpublish_odoo_ui();
DROP OWNED BY :"role" CASCADE;
\ir end.sql
DROP ROLE :"role";
