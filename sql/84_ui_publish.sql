-- Writes what is declared into Odoo's tables, keeps it up to date, and takes it out again. Each row
-- is noted in ir_model_data under the module inventory_gov: by that it is found again, and Odoo
-- leaves rows of a module it does not know alone.

CREATE FUNCTION ui_write() RETURNS trigger
    LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'inventory_gov_ui_write';
COMMENT ON FUNCTION ui_write() IS 'Takes what Odoo writes into a published view to ui_apply(); a refusal becomes a dialog of Odoo';

CREATE FUNCTION ui_buttons(model text) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT string_agg(format('<button name="%%(button_%s_%s)d" type="action" string="{{%s}}"%s%s invisible="not %s"/>', b.model, b.verb, b.label,
                             CASE WHEN b.main THEN ' class="btn-primary"' END, ' confirm="{{' || b.ask || '}}"', b.shown), '' ORDER BY b.nr)
      FROM inventory_gov.ui_button() WITH ORDINALITY AS b(model, verb, label, ask, shown, main, nr)
     WHERE b.model = ui_buttons.model
$$;
COMMENT ON FUNCTION ui_buttons(text) IS 'The buttons of a model as elements of its form. Internal.';

-- The columns of Odoo's ir_model_fields that say what a field points to.
CREATE FUNCTION ui_target(kind text, target text[]) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE kind
        WHEN 'many2one' THEN jsonb_build_object('relation', target[1], 'on_delete', 'set null')
        WHEN 'one2many' THEN jsonb_build_object('relation', target[1], 'relation_field', target[2], 'domain', COALESCE(target[3], '[]'))
        WHEN 'many2many' THEN jsonb_build_object('relation', target[1], 'relation_table', target[2], 'column1', target[3], 'column2', target[4])
        ELSE '{}' END
$$;
COMMENT ON FUNCTION ui_target(text, text[]) IS 'What a field points to, as columns of ir_model_fields. Internal.';

-- Every row to be in Odoo's tables, in an order in which each refers to earlier ones only.
CREATE FUNCTION ui_row(version integer) RETURNS TABLE(name text, model text, content jsonb)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT r.name, r.model, r.content FROM (
    SELECT 1 AS stage, m.nr, 'model_' || m.model AS name, 'ir.model' AS model,
           jsonb_build_object('model', m.model, 'name', '{{' || m.label || '}}', 'order', m.sorting, 'state', 'manual', 'transient', false) AS content
      FROM inventory_gov.ui_model() WITH ORDINALITY AS m(model, label, sorting, screens, filters, help, nr)
    UNION ALL
    SELECT 2, f.nr, format('field_%s__%s', f.model, f.name), 'ir.model.fields',
           jsonb_build_object('name', f.name, 'model', f.model, 'model_id', format('%%(model_%s)d', f.model), 'field_description', '{{' || f.label || '}}', 'help', '{{' || f.help || '}}',
                              'ttype', f.kind, 'state', CASE WHEN f.name LIKE 'x\_%' THEN 'manual' ELSE 'base' END, 'store', true,
                              'translate', inventory_gov.ui_translate(version, f.kind, f.translated),
                              'readonly', NOT f.editable, 'required', false, 'copied', false, 'index', false, 'selectable', true)
           || inventory_gov.ui_target(f.kind, f.target)
      FROM (SELECT f.*, EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = to_regclass('inventory_gov.' || f.model) AND a.attname = f.name
                                   AND a.atttypid = 'jsonb'::regtype) AS translated
              FROM inventory_gov.ui_field() WITH ORDINALITY AS f(model, name, kind, label, target, editable, help, nr)) f
    UNION ALL
    SELECT 3, f.nr * 100 + c.nr, format('selection_%s__%s__%s', f.model, f.name, c.value), 'ir.model.fields.selection',
           jsonb_build_object('field_id', format('%%(field_%s__%s)d', f.model, f.name), 'value', c.value, 'name', '{{' || c.label || '}}', 'sequence', c.nr)
      FROM inventory_gov.ui_field() WITH ORDINALITY AS f(model, name, kind, label, target, editable, help, nr)
      JOIN inventory_gov.ui_choice() WITH ORDINALITY AS c(list, value, label, nr) ON f.kind = 'selection' AND c.list = f.target[1]
    UNION ALL
    SELECT 4, a.nr, format('access_%s_%s', a.model, replace(a.user_group, '.', '_')), 'ir.model.access',
           jsonb_build_object('name', a.model || ' ' || a.user_group, 'model_id', format('%%(model_%s)d', a.model), 'group_id', format('%%(%s)d', a.user_group),
                              'active', true, 'perm_read', true, 'perm_write', a.may_write, 'perm_create', a.may_create, 'perm_unlink', false)
      FROM inventory_gov.ui_access() WITH ORDINALITY AS a(model, user_group, may_write, may_create, nr)
    UNION ALL
    SELECT 5, r.nr, r.name, 'ir.rule',
           jsonb_build_object('name', r.name, 'model_id', format('%%(model_%s)d', r.model), 'domain_force', r.domain, 'active', true, 'perm_read', true,
                              'perm_write', true, 'perm_create', true, 'perm_unlink', true, 'global', r.user_group IS NULL, 'groups', '%(' || r.user_group || ')d')
      FROM inventory_gov.ui_rule() WITH ORDINALITY AS r(name, model, user_group, domain, nr)
    UNION ALL
    SELECT 6, b.nr, format('button_%s_%s', b.model, b.verb), 'ir.actions.server',
           jsonb_build_object('name', '{{' || b.label || '}}', 'type', 'ir.actions.server', 'binding_type', 'action', 'binding_view_types', 'list,form',
                              'usage', 'ir_actions_server', 'state', 'code', 'code', format('records.write({''x_decision'': %L})', b.verb),
                              'model_id', format('%%(model_%s)d', b.model), 'model_name', b.model, 'sequence', 5)
      FROM inventory_gov.ui_button() WITH ORDINALITY AS b(model, verb, label, ask, shown, main, nr)
    UNION ALL
    SELECT 7, a.nr, a.name, 'ir.actions.act_window',
           jsonb_build_object('name', '{{' || a.label || '}}', 'type', 'ir.actions.act_window', 'binding_type', 'action', 'binding_view_types', 'list,form',
                              'res_model', a.model, 'view_mode', inventory_gov.ui_view_kind(version, a.screens), 'target', 'current',
                              'context', a.filters, 'limit', 80, 'help', '<p class="o_view_nocontent_empty_folder">{{' || a.help || '}}</p>')
      FROM (SELECT 'action_' || n.model AS name, n.label, n.model, m.screens, m.filters, m.help, n.nr
              FROM inventory_gov.ui_menu() WITH ORDINALITY AS n(name, label, parent, model, nr) JOIN inventory_gov.ui_model() m ON m.model = n.model
            UNION ALL SELECT 'action_propose', 'Propose a change', 'x_gov_policy_change', 'form', '{}', NULL, 100) a
    UNION ALL
    SELECT 8, s.nr, format('view_%s_%s', s.model, s.kind), 'ir.ui.view',
           jsonb_build_object('name', format('%s.%s', s.model, s.kind), 'model', s.model, 'type', inventory_gov.ui_view_kind(version, s.kind), 'mode', 'primary',
                              'priority', 16, 'active', true,
                              'arch_db', inventory_gov.ui_arch(version, replace(s.arch, '[buttons]', COALESCE(inventory_gov.ui_buttons(s.model), ''))))
      FROM inventory_gov.ui_screen() WITH ORDINALITY AS s(model, kind, arch, nr)
    UNION ALL
    SELECT 9, m.nr, m.name, 'ir.ui.menu',
           jsonb_build_object('name', '{{' || m.label || '}}', 'parent_id', format('%%(%s)d', m.parent), 'sequence', CASE WHEN m.parent LIKE '%.%' THEN 50 ELSE m.nr END,
                              'active', true, 'action', format('ir.actions.act_window,%%(action_%s)d', m.model))
           - CASE WHEN m.model IS NULL THEN 'action' ELSE '' END
      FROM inventory_gov.ui_menu() WITH ORDINALITY AS m(name, label, parent, model, nr)
    UNION ALL
    SELECT 10, t.nr, t.name, 'mail.activity.type',
           jsonb_build_object('name', '{{' || t.label || '}}', 'category', 'default', 'icon', t.icon, 'sequence', 90, 'active', true, 'delay_count', 0,
                              'delay_unit', 'days', 'delay_from', 'current_date', 'chaining_type', 'suggest')
      FROM inventory_gov.ui_activity_type() WITH ORDINALITY AS t(name, label, icon, nr)
    ) r ORDER BY r.stage, r.nr
$$;
COMMENT ON FUNCTION ui_row(integer) IS 'Rows for the tables of that version of Odoo: {{text}} is to be translated, %(name)d to be the id of a row. Internal.';

CREATE FUNCTION ui_table(model text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$ SELECT replace(regexp_replace(model, '^ir\.actions\.(act_)?', 'ir_act_'), '.', '_') $$;
COMMENT ON FUNCTION ui_table(text) IS 'Table of one of the models of Odoo that rows are published to. Internal.';

CREATE FUNCTION ui_known() RETURNS jsonb
LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT COALESCE(jsonb_object_agg(r ->> 'name', r -> 'res_id'), '{}')
      FROM jsonb_array_elements(inventory_gov.odoo_run(
           'SELECT CASE d.module WHEN ''inventory_gov'' THEN d.name ELSE d.module || ''.'' || d.name END AS name, d.res_id FROM public.ir_model_data d'
           ' WHERE d.module = ''inventory_gov'' OR d.module IN (''base'', ''stock'') AND d.model IN (''res.groups'', ''ir.ui.menu'')')) r
$$;
COMMENT ON FUNCTION ui_known() IS 'Ids by name: of what is published, and of the groups and menus of Odoo. Internal.';

-- The languages people use that there are texts for, with the key that translated columns have for each.
CREATE FUNCTION ui_languages() RETURNS TABLE(code text, lang text)
LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT 'en_US', 'en'
    UNION
    SELECT r ->> 'code', split_part(r ->> 'code', '_', 1)
      FROM jsonb_array_elements(inventory_gov.odoo_run('SELECT l.code FROM public.res_lang l WHERE l.active')) r
     WHERE EXISTS (SELECT FROM inventory_gov.translation t WHERE t.lang = split_part(r ->> 'code', '_', 1))
$$;
COMMENT ON FUNCTION ui_languages() IS 'Languages switched on in Odoo that there are texts for, and English. Internal.';

CREATE FUNCTION ui_keep_languages() RETURNS jsonb
LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp
AS $$
    DELETE FROM inventory_gov.ui_language;
    INSERT INTO inventory_gov.ui_language (code, lang) SELECT l.code, l.lang FROM inventory_gov.ui_languages() l;
    SELECT jsonb_object_agg(l.code, l.lang) FROM inventory_gov.ui_language l
$$;
COMMENT ON FUNCTION ui_keep_languages() IS 'Remembers for the views which languages are published, and tells them. Internal.';

CREATE FUNCTION ui_said(lang text, words text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    msgid text;
    said  text;
BEGIN
    IF position('{{' IN words) = 0 THEN
        RETURN words;
    END IF;
    FOR msgid IN SELECT DISTINCT m[1] FROM regexp_matches(words, '\{\{(.*?)\}\}', 'g') m LOOP
        said := inventory_gov.say(lang, msgid);
        IF words LIKE '<%' THEN
            said := replace(replace(replace(said, '&', '&amp;'), '<', '&lt;'), '"', '&quot;');
        END IF;
        words := replace(words, '{{' || msgid || '}}', said);
    END LOOP;
    RETURN words;
END
$$;
COMMENT ON FUNCTION ui_said(text, text) IS 'A text with every {{..}} in it in the language; in a screen, escaped as XML wants it. Internal.';

CREATE FUNCTION ui_resolved(content jsonb, known jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    said text := content::text;
    name text;
BEGIN
    FOR name IN SELECT DISTINCT m[1] FROM regexp_matches(said, '%\(([\w.]+)\)d', 'g') m LOOP
        IF NOT known ? name THEN
            RAISE EXCEPTION 'Odoo has no record called "%"', name
                USING ERRCODE = 'object_not_in_prerequisite_state',
                      HINT = 'The screens need the module Inventory (stock) as Odoo ships it.';
        END IF;
        said := replace(said, '%(' || name || ')d', known ->> name);
    END LOOP;
    RETURN said::jsonb;
END
$$;
COMMENT ON FUNCTION ui_resolved(jsonb, jsonb) IS 'A row with ids in place of %(name)d. Internal.';

-- Only the columns that the table has. A column that Odoo translates is jsonb, by language.
CREATE FUNCTION ui_columns(table_name text, content jsonb, languages jsonb) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT jsonb_object_agg(c.key,
           CASE WHEN jsonb_typeof(c.value) <> 'string' THEN c.value
                WHEN a.atttypid = 'jsonb'::regtype THEN (SELECT jsonb_object_agg(l.key, inventory_gov.ui_said(l.value, c.value #>> '{}')) FROM jsonb_each_text(languages) l)
                ELSE to_jsonb(inventory_gov.ui_said('en', c.value #>> '{}')) END)
      FROM jsonb_each(content) c
      JOIN pg_attribute a ON a.attrelid = to_regclass(format('public.%I', ui_columns.table_name)) AND a.attname = c.key AND a.attnum > 0 AND NOT a.attisdropped
$$;
COMMENT ON FUNCTION ui_columns(text, jsonb, jsonb) IS 'A row as the table wants it: its columns only, translated columns by language. Internal.';

CREATE FUNCTION ui_put(table_name text, content jsonb, INOUT id integer, OUT written boolean)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    names text := (SELECT string_agg(quote_ident(k), ', ' ORDER BY k) FROM jsonb_object_keys(content) k);
    new   text := (SELECT string_agg('r.' || quote_ident(k), ', ' ORDER BY k) FROM jsonb_object_keys(content) k);
    old   text := (SELECT string_agg('x.' || quote_ident(k), ', ' ORDER BY k) FROM jsonb_object_keys(content) k);
    args  jsonb := jsonb_build_object('id', id, 'row', content);
    row   text := format('jsonb_populate_record(NULL::public.%I, $1 -> ''row'') r', table_name);
BEGIN
    written := inventory_gov.odoo_run(format(
        'UPDATE public.%I AS x SET (%s, write_uid, write_date) = ROW(%s, 1, now() AT TIME ZONE ''UTC'') FROM %s'
        ' WHERE x.id = ($1 ->> ''id'')::integer AND ROW(%s) IS DISTINCT FROM ROW(%s) RETURNING x.id', table_name, names, new, row, old, new), args) <> '[]';
    IF written OR inventory_gov.odoo_run(format('SELECT x.id FROM public.%I x WHERE x.id = ($1 ->> ''id'')::integer', table_name), args) <> '[]' THEN
        RETURN;
    END IF;
    id := inventory_gov.odoo_run(format(
        'INSERT INTO public.%I (%s, create_uid, create_date, write_uid, write_date)'
        ' SELECT %s, 1, now() AT TIME ZONE ''UTC'', 1, now() AT TIME ZONE ''UTC'' FROM %s RETURNING id', table_name, names, new, row), args) -> 0 ->> 'id';
    written := true;
END
$$;
COMMENT ON FUNCTION ui_put(text, jsonb, integer) IS 'Makes a row of Odoo''s table, or brings it up to date, and tells its id and whether anything was written. Internal.';

CREATE FUNCTION ui_note_id(name text, model text, id integer) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp
AS $$
    SELECT inventory_gov.odoo_run('INSERT INTO public.ir_model_data (module, name, model, res_id, noupdate, create_uid, write_uid)'
        ' VALUES (''inventory_gov'', $1 ->> ''name'', $1 ->> ''model'', ($1 ->> ''id'')::integer, true, 1, 1)'
        ' ON CONFLICT (module, name) DO UPDATE SET res_id = EXCLUDED.res_id RETURNING id', jsonb_build_object('name', name, 'model', model, 'id', id))
$$;
COMMENT ON FUNCTION ui_note_id(text, text, integer) IS 'Notes the id of a published row in ir_model_data. Internal.';

-- What hangs on a row without being a column of it.
CREATE FUNCTION ui_link(model text, id integer, content jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    args jsonb := jsonb_build_object('id', id, 'gid', content -> 'groups');
BEGIN
    IF model = 'ir.rule' AND content ->> 'groups' IS NOT NULL THEN
        PERFORM inventory_gov.odoo_run('INSERT INTO public.rule_group_rel (rule_group_id, group_id) SELECT ($1 ->> ''id'')::integer, ($1 ->> ''gid'')::integer'
            ' ON CONFLICT DO NOTHING RETURNING group_id', args);
    ELSIF model = 'ir.ui.menu' THEN
        PERFORM inventory_gov.odoo_run('UPDATE public.ir_ui_menu m SET parent_path = p.parent_path || m.id || ''/'' FROM public.ir_ui_menu p'
            ' WHERE m.id = ($1 ->> ''id'')::integer AND p.id = m.parent_id AND m.parent_path IS DISTINCT FROM p.parent_path || m.id || ''/'' RETURNING m.id', args);
    END IF;
END
$$;
COMMENT ON FUNCTION ui_link(text, integer, jsonb) IS 'The groups of a rule and the path of a menu entry. Internal.';

CREATE FUNCTION ui_views() RETURNS SETOF name
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT c.relname FROM pg_class c
     WHERE c.relnamespace = 'inventory_gov'::regnamespace AND c.relkind = 'v' AND c.relname LIKE 'x\_gov\_%' ORDER BY c.relname
$$;
COMMENT ON FUNCTION ui_views() IS 'Views of ours that are shown to Odoo in schema public under the same name. Internal.';

CREATE FUNCTION ui_is_ours(view name) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT c.relkind = 'v' AND EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgfoid = 'inventory_gov.ui_write()'::regprocedure)
      FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relname = view
$$;
COMMENT ON FUNCTION ui_is_ours(name) IS 'Whether the relation of that name in schema public is the view we put there; null where there is none. Internal.';

CREATE FUNCTION ui_drop_views(with_dependents boolean DEFAULT false) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v name;
BEGIN
    FOR v IN SELECT u FROM inventory_gov.ui_views() u WHERE inventory_gov.ui_is_ours(u) LOOP
        EXECUTE format('DROP VIEW public.%I', v) || CASE WHEN with_dependents THEN ' CASCADE' ELSE '' END;
    END LOOP;
END
$$;
COMMENT ON FUNCTION ui_drop_views(boolean) IS 'Takes our views out of schema public, and where asked to also what somebody has built on them. Internal.';

CREATE FUNCTION ui_place_views() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    odoo text := (SELECT c.relowner::regrole::text FROM pg_class c WHERE c.oid = to_regclass('public.stock_move'));
    v    name;
BEGIN
    PERFORM inventory_gov.ui_drop_views();
    FOR v IN SELECT inventory_gov.ui_views() LOOP
        IF inventory_gov.ui_is_ours(v) IS NOT NULL THEN
            RAISE EXCEPTION 'public.% is there already, and is not what publish_odoo_ui() makes', v
                USING ERRCODE = 'duplicate_table', HINT = 'Odoo looks for the rows of the screens under this name. Rename or remove what has it, then publish again.';
        END IF;
        EXECUTE format('CREATE VIEW public.%I AS SELECT * FROM inventory_gov.%I', v, v);
        EXECUTE format('COMMENT ON VIEW public.%I IS %L', v, obj_description(format('inventory_gov.%I', v)::regclass, 'pg_class'));
        EXECUTE format('CREATE TRIGGER ui_write INSTEAD OF INSERT OR UPDATE OR DELETE ON public.%I FOR EACH ROW EXECUTE FUNCTION inventory_gov.ui_write()', v);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON public.%I TO %s', v, odoo);
    END LOOP;
    EXECUTE format('GRANT EXECUTE ON FUNCTION inventory_gov.control_catalog(), inventory_gov.control_state(text), inventory_gov.reason_operation(inventory_gov.request_line), inventory_gov.compare_policy_change(bigint),'
                   ' inventory_gov.ui_title(bigint), inventory_gov.ui_line_name(bigint), inventory_gov.ui_step_name(bigint), inventory_gov.ui_history(bigint),'
                   ' inventory_gov.ui_evidence_demanded(bigint) TO %s', odoo);
END
$$;
COMMENT ON FUNCTION ui_place_views() IS 'Puts our views into schema public anew, for the owner of Odoo''s tables. The functions that they call are his to call. Internal.';

CREATE FUNCTION ui_delete(model text, ids jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    listed constant text := '(SELECT jsonb_array_elements_text($1)::integer)';
BEGIN
    IF model = 'mail.activity.type' THEN
        PERFORM inventory_gov.odoo_run('UPDATE public.mail_activity a SET activity_type_id = (SELECT d.res_id FROM public.ir_model_data d'
            ' WHERE d.module = ''mail'' AND d.name = ''mail_activity_data_todo'') WHERE a.activity_type_id IN ' || listed || ' RETURNING a.id', ids);
    ELSIF model = 'ir.ui.menu' THEN
        PERFORM inventory_gov.odoo_run('UPDATE public.ir_ui_menu m SET parent_id = NULL, parent_path = m.id || ''/'' WHERE m.parent_id IN ' || listed || ' RETURNING m.id', ids);
    END IF;
    PERFORM inventory_gov.odoo_run(format('DELETE FROM public.%I x WHERE x.id IN %s RETURNING x.id', inventory_gov.ui_table(model), listed), ids);
    PERFORM inventory_gov.odoo_run('DELETE FROM public.ir_model_data d WHERE d.module = ''inventory_gov'' AND d.model = $1 ->> ''model'''
        ' AND d.res_id IN (SELECT jsonb_array_elements_text($1 -> ''ids'')::integer) RETURNING d.id', jsonb_build_object('model', model, 'ids', ids));
END
$$;
COMMENT ON FUNCTION ui_delete(text, jsonb) IS 'Takes published rows of a model out of Odoo; activities of our types become to-dos, menu entries somebody put below ours stay. Internal.';

-- What people have hung on our models themselves means nothing without them.
CREATE FUNCTION ui_delete_dependents() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    args jsonb := jsonb_build_object('models', (SELECT jsonb_agg(m.model) FROM (SELECT u.model FROM inventory_gov.ui_model() u UNION SELECT r.model FROM inventory_gov.ui_register() r) m));
    hung text;
BEGIN
    FOREACH hung IN ARRAY ARRAY['ir_filters x WHERE x.model_id', 'ir_act_window x WHERE x.res_model', 'ir_ui_view x WHERE x.inherit_id IS NOT NULL AND x.model', 'ir_ui_view x WHERE x.model'] LOOP
        CONTINUE WHEN NOT inventory_gov.odoo_has(split_part(hung, ' ', 1));
        PERFORM inventory_gov.odoo_run(format('DELETE FROM public.%s IN (SELECT jsonb_array_elements_text($1 -> ''models'')) RETURNING x.id', hung), args);
    END LOOP;
END
$$;
COMMENT ON FUNCTION ui_delete_dependents() IS 'Takes favourites, actions and views on our models out of Odoo. Internal.';

-- Rows that are published and no longer declared, or all; what was made last goes first.
CREATE FUNCTION ui_withdraw(except_names text[]) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    gone record;
    n    integer := 0;
BEGIN
    FOR gone IN SELECT d.model, jsonb_agg(d.res_id) AS ids, count(*)::integer AS rows
                  FROM jsonb_to_recordset(inventory_gov.odoo_run('SELECT d.name, d.model, d.res_id, d.id FROM public.ir_model_data d WHERE d.module = ''inventory_gov'''))
                       AS d(name text, model text, res_id integer, id integer)
                 WHERE d.name <> ALL (except_names) GROUP BY d.model ORDER BY max(d.id) DESC LOOP
        PERFORM inventory_gov.ui_delete(gone.model, gone.ids);
        n := n + gone.rows;
    END LOOP;
    RETURN n;
END
$$;
COMMENT ON FUNCTION ui_withdraw(text[]) IS 'Takes every published row out of Odoo whose name is not among these, and counts them. Internal.';

-- At once for what can wait for the commit by itself, and again after it.
CREATE FUNCTION ui_tell_servers() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM inventory_gov.ui_signal();
    INSERT INTO inventory_gov.ui_change DEFAULT VALUES;
    PERFORM inventory_gov.wake_desk();
END
$$;
COMMENT ON FUNCTION ui_tell_servers() IS 'Has Odoo''s servers told that the screens have changed, now and once more after the commit. Internal.';

CREATE FUNCTION signal_next() RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    DELETE FROM inventory_gov.ui_change;
    IF NOT FOUND THEN
        RETURN '';
    END IF;
    PERFORM inventory_gov.ui_signal();
    RETURN 'told Odoo''s servers of the screens';
END
$$;
COMMENT ON FUNCTION signal_next() IS 'Tells Odoo''s servers where a change of the screens has been committed since they were last told. Internal.';

CREATE FUNCTION ui_require_odoo() RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    version integer := inventory_gov.odoo_version();
BEGIN
    IF version = 0 THEN
        RAISE EXCEPTION 'Odoo is not installed in this database: its table stock_move is missing'
            USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'Install the module Inventory (stock), then publish.';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('inventory_gov.publish_odoo_ui'));
    RETURN version;
END
$$;
COMMENT ON FUNCTION ui_require_odoo() IS 'Odoo''s version, once nobody else is publishing. Internal.';

CREATE FUNCTION publish_odoo_ui() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    version   integer := inventory_gov.ui_require_odoo();
    languages jsonb := inventory_gov.ui_keep_languages();
    known     jsonb := inventory_gov.ui_known();
    names     text[] := '{}';
    n         integer := 0;
    row       record;
    content   jsonb;
    put       record;
BEGIN
    PERFORM inventory_gov.ui_place_views();
    FOR row IN SELECT * FROM inventory_gov.ui_row(version) LOOP
        content := inventory_gov.ui_resolved(row.content, known);
        SELECT * INTO put FROM inventory_gov.ui_put(inventory_gov.ui_table(row.model),
            inventory_gov.ui_columns(inventory_gov.ui_table(row.model), content, languages), (known ->> row.name)::integer);
        IF known ->> row.name IS DISTINCT FROM put.id::text THEN
            PERFORM inventory_gov.ui_note_id(row.name, row.model, put.id);
            known := known || jsonb_build_object(row.name, put.id);
        END IF;
        PERFORM inventory_gov.ui_link(row.model, put.id, content);
        names := names || row.name;
        n := n + put.written::integer;
    END LOOP;
    n := n + inventory_gov.ui_withdraw(names);
    PERFORM inventory_gov.ui_tell_servers();
    RETURN n;
END
$$;
COMMENT ON FUNCTION publish_odoo_ui() IS
'Puts menu, screens, rights and activity types for approvals into Odoo, while its servers run, or brings them up to date after an update of the extension or of Odoo. Returns the number of rows written. Raises 55000 where Odoo is absent, 42P07 where a name is taken.';

CREATE FUNCTION ui_is_published() RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN inventory_gov.odoo_has('ir_model_data', 'module')
           AND inventory_gov.odoo_run('SELECT 1 AS one FROM public.ir_model_data d WHERE d.module = ''inventory_gov'' LIMIT 1') <> '[]';
END
$$;
COMMENT ON FUNCTION ui_is_published() IS 'Whether there is anything of ours in Odoo. Internal.';

CREATE FUNCTION unpublish_odoo_ui() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    n integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('inventory_gov.publish_odoo_ui'));
    -- also where Inventory has been uninstalled since
    IF inventory_gov.ui_is_published() THEN
        PERFORM inventory_gov.ui_delete_dependents();
        n := inventory_gov.ui_withdraw('{}');
        PERFORM inventory_gov.ui_tell_servers();
    END IF;
    PERFORM inventory_gov.ui_drop_views();
    DELETE FROM inventory_gov.ui_language;
    RETURN n;
END
$$;
COMMENT ON FUNCTION unpublish_odoo_ui() IS
'Takes everything publish_odoo_ui() put into Odoo out again, favourites and views made on its screens included, and returns the number of rows. Requests, decisions and attachments stay.';

-- An activity that nobody would ever take away again, and whose being done would mean nothing, goes too.
CREATE FUNCTION leave_odoo(with_dependents boolean) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    open_activities jsonb;
BEGIN
    WITH recalled AS (
        UPDATE inventory_gov.notice SET state = 'recalled', todo = NULL, closed_at = clock_timestamp()
         WHERE state = 'delivered' RETURNING activity_id)
    SELECT jsonb_agg(r.activity_id) INTO open_activities FROM recalled r;
    IF open_activities IS NOT NULL AND inventory_gov.odoo_has('mail_activity') THEN
        PERFORM inventory_gov.odoo_run('DELETE FROM public.mail_activity a WHERE a.id IN (SELECT x::integer FROM jsonb_array_elements_text($1) x) RETURNING a.id', open_activities);
    END IF;
    IF with_dependents THEN
        PERFORM inventory_gov.ui_drop_views(true);
    END IF;
    PERFORM inventory_gov.unpublish_odoo_ui();
END
$$;
COMMENT ON FUNCTION leave_odoo(boolean) IS 'Takes everything of ours out of Odoo: screens, and activities that are still open. Run by DROP EXTENSION, with dependents by DROP EXTENSION CASCADE. Internal.';
