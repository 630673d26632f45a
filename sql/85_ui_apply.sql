-- What people write on the screens: a note, a button's verb, a proposal. Who may is decided by the
-- functions called here, as for every other way in; all else is refused.

CREATE FUNCTION ui_refuse(actor integer, msgid text, VARIADIC args text[] DEFAULT '{}') RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = '23G06', MESSAGE = inventory_gov.say(inventory_gov.user_lang(actor), msgid, VARIADIC args);
END
$$;
COMMENT ON FUNCTION ui_refuse(integer, text, text[]) IS 'Raises 23G06 with the text in the user''s language. Internal.';

-- Odoo names who writes. No name would stand for the database role, as in a call of our functions, which it may not make.
CREATE FUNCTION ui_actor(new jsonb, log_column text) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF new ->> log_column IS NULL THEN
        PERFORM inventory_gov.require_person(NULL);
    END IF;
    RETURN (new ->> log_column)::integer;
END
$$;
COMMENT ON FUNCTION ui_actor(jsonb, text) IS 'The Odoo user who writes a row, by the log column of that name; raises 23G03 where there is none. Internal.';

CREATE FUNCTION ui_changed(old jsonb, new jsonb) RETURNS text[]
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT COALESCE(array_agg(n.key ORDER BY n.key), '{}')
      FROM jsonb_each(new) n
     WHERE n.value IS DISTINCT FROM COALESCE(old -> n.key, 'null') AND n.key NOT IN ('create_uid', 'create_date', 'write_uid', 'write_date')
$$;
COMMENT ON FUNCTION ui_changed(jsonb, jsonb) IS 'Columns in which a row that Odoo writes differs from how it stood, its log columns aside. Internal.';

CREATE FUNCTION ui_keep_note(view text, record_id bigint, actor integer, note text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    DELETE FROM inventory_gov.note_draft d WHERE d.view = ui_keep_note.view AND d.record_id = ui_keep_note.record_id AND d.user_id = actor;
    IF btrim(note) <> '' THEN
        INSERT INTO inventory_gov.note_draft (view, record_id, user_id, note) VALUES (ui_keep_note.view, ui_keep_note.record_id, actor, note);
    END IF;
END
$$;
COMMENT ON FUNCTION ui_keep_note(text, bigint, integer, text) IS 'Keeps what a user has typed as his note until he decides; null or empty: forgets it. Internal.';

CREATE FUNCTION ui_json(actor integer, entered text) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    result jsonb;
BEGIN
    IF btrim(entered) = '' THEN
        RETURN NULL;
    END IF;
    BEGIN
        result := entered::jsonb;
    EXCEPTION WHEN invalid_text_representation THEN
        result := 'null';
    END;
    IF jsonb_typeof(result) <> 'object' THEN
        PERFORM inventory_gov.ui_refuse(actor, '"%1$s" cannot be read. Write names and values as a JSON object, like {"over_pct": 5}.', entered);
    END IF;
    RETURN result;
END
$$;
COMMENT ON FUNCTION ui_json(integer, text) IS 'A JSON object as a user typed it, null for nothing; raises 23G06 for anything else. Internal.';

-- What is done when a row is inserted, when some of its columns are changed, or when the button of a verb is pressed.
-- e is the row as it was written, $2 the acting user, $3 his note; of an insert the value is the new id.
CREATE FUNCTION ui_call() RETURNS TABLE(model text, occasion text, columns text[], call text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT c.model, c.occasion, c.columns::text[], c.call FROM (VALUES
    ('x_gov_request', 'update', '{x_reason_id}', $q$inventory_gov.ui_keep_note('x_gov_request/reason', e.id, $2, e.x_reason_id::text)$q$),
    ('x_gov_request', 'reason', NULL, $q$inventory_gov.give_reason(e.x_name, (SELECT c.code FROM inventory_gov.note_draft d JOIN inventory_gov.reason c ON c.id::text = d.note
                                           WHERE d.view = 'x_gov_request/reason' AND d.record_id = e.id AND d.user_id = $2), $3, $2, 'form')$q$),
    ('x_gov_request', 'approve', NULL, $q$inventory_gov.decide(e.id, 'approve', $3, $2, 'form')$q$),
    ('x_gov_request', 'reject', NULL, $q$inventory_gov.decide(e.id, 'reject', $3, $2, 'form')$q$),
    ('x_gov_request', 'withdraw', NULL, $q$inventory_gov.decide(e.id, 'withdraw', $3, $2, 'form')$q$),
    ('x_gov_request', 'revoke', NULL, $q$inventory_gov.decide(e.id, 'revoke', $3, $2, 'form')$q$),
    ('x_gov_request', 'override', NULL, $q$inventory_gov.override_request(e.x_name, $3, $2, 'form')$q$),
    ('x_gov_case', 'close', NULL, 'inventory_gov.close_finding(e.id, $3, $2)'),
    ('x_gov_override', 'justified', NULL, $q$inventory_gov.review_override(e.id, 'justified', $3, $2)$q$),
    ('x_gov_override', 'unjustified', NULL, $q$inventory_gov.review_override(e.id, 'unjustified', $3, $2)$q$),
    ('x_gov_quality_check', 'insert', NULL, 'inventory_gov.ask_quality_check(e.x_picking_id, e.x_product_id, e.x_lot_id, e.x_name, $2)'),
    ('x_gov_quality_check', 'update', '{x_measured}', 'inventory_gov.measure_quality_check(e.id, e.x_measured::numeric, $2)'),
    ('x_gov_quality_check', 'pass', NULL, 'inventory_gov.pass_quality_check(e.id, $3, NULL, $2)'),
    ('x_gov_quality_check', 'fail', NULL, 'inventory_gov.fail_quality_check(e.id, $3, NULL, $2)'),
    ('x_gov_policy_change', 'insert', NULL,
     $q$inventory_gov.propose_policy_change(e.x_policy_id::text, COALESCE(inventory_gov.ui_json($2, e.x_proposed), '{}')
            || jsonb_strip_nulls(jsonb_build_object('state', e.x_new_state, 'enforcement', e.x_new_enforcement, 'limits', inventory_gov.ui_json($2, e.x_new_limits))),
            e.x_reason, e.x_effective_from AT TIME ZONE 'UTC', $2)$q$),
    ('x_gov_policy_change', 'activate', NULL, 'inventory_gov.activate_policy_change(e.id, $3, $2)'),
    ('x_gov_policy_change', 'reject', NULL, 'inventory_gov.reject_policy_change(e.id, $3, $2)'),
    ('x_gov_policy_change', 'withdraw', NULL, 'inventory_gov.withdraw_policy_change(e.id, $3, $2)')
    ) AS c(model, occasion, columns, call)
    UNION ALL
    SELECT r.model, 'insert', NULL, r.enter FROM inventory_gov.ui_register() r
    UNION ALL
    SELECT r.model, 'update', k.columns, r.enter
      FROM inventory_gov.ui_register() r
      JOIN (SELECT c.model, array_agg(c.name) AS columns FROM inventory_gov.ui_register_column() c WHERE c.edit = 'always' GROUP BY c.model) k ON k.model = r.model
    UNION ALL
    SELECT r.model, 'end', NULL, r.finish FROM inventory_gov.ui_register() r WHERE r.finish IS NOT NULL
$$;
COMMENT ON FUNCTION ui_call() IS 'Which function of ours is called for what is written on the screens. Internal.';

CREATE FUNCTION ui_do(view text, occasion text, entered jsonb, actor integer, note text DEFAULT NULL) RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    said text;
BEGIN
    EXECUTE format('SELECT (%s)::text FROM jsonb_populate_record(NULL::inventory_gov.%I, $1) e',
                   (SELECT c.call FROM inventory_gov.ui_call() c WHERE c.model = ui_do.view AND c.occasion = ui_do.occasion), view)
       INTO STRICT said USING entered, actor, note;
    RETURN said;
END
$$;
COMMENT ON FUNCTION ui_do(text, text, jsonb, integer, text) IS 'Calls what stands for this occasion in ui_call(), and tells its value. Internal.';

CREATE FUNCTION ui_require_open(view text, columns text[], actor integer) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    locked constant text[] := ARRAY(SELECT c FROM unnest(columns) c WHERE c NOT IN ('x_note', 'x_decision')
        AND NOT EXISTS (SELECT FROM inventory_gov.ui_call() u WHERE u.model = view AND c = ANY (u.columns)));
BEGIN
    IF locked <> '{}' AND EXISTS (SELECT FROM inventory_gov.ui_register() r WHERE r.model = view) THEN
        PERFORM inventory_gov.ui_refuse(actor, 'What was entered stays as it was (%1$s). Make a new one, and end this one.',
            (SELECT string_agg(inventory_gov.say(inventory_gov.user_lang(actor), f.label), ', ' ORDER BY f.name)
               FROM inventory_gov.ui_register_field() f WHERE f.model = view AND f.name = ANY (locked)));
    ELSIF locked <> '{}' THEN
        PERFORM inventory_gov.ui_refuse(actor, 'This record cannot be changed by hand (%1$s). Use the buttons of its form.', array_to_string(locked, ', '));
    END IF;
END
$$;
COMMENT ON FUNCTION ui_require_open(text, text[], integer) IS 'Raises 23G06 where one of these columns is not to be changed. Internal.';

CREATE FUNCTION ui_update(view text, old jsonb, new jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor   integer := inventory_gov.ui_actor(new, 'write_uid');
    row_id  bigint := (old ->> 'id')::bigint;
    changed text[] := inventory_gov.ui_changed(old, new);
    pressed text := new ->> 'x_decision';
    note    text := CASE WHEN 'x_note' = ANY (changed) THEN COALESCE(new ->> 'x_note', '')
                         ELSE (SELECT d.note FROM inventory_gov.note_draft d WHERE d.view = ui_update.view AND d.record_id = row_id AND d.user_id = actor) END;
BEGIN
    PERFORM inventory_gov.ui_require_open(view, changed, actor);
    IF pressed IS NOT NULL AND NOT EXISTS (SELECT FROM inventory_gov.ui_button() b WHERE b.model = ui_update.view AND b.verb = pressed) THEN
        PERFORM inventory_gov.ui_refuse(actor, 'There is no decision called "%1$s" here.', pressed);
    END IF;
    PERFORM inventory_gov.ui_do(view, 'update', new, actor)
       FROM inventory_gov.ui_call() u WHERE u.model = view AND u.occasion = 'update' AND u.columns && changed;
    IF pressed IS NOT NULL THEN
        PERFORM inventory_gov.ui_do(view, pressed, new, actor, note);
        DELETE FROM inventory_gov.note_draft d WHERE d.view IN (ui_update.view, ui_update.view || '/reason') AND d.record_id = row_id AND d.user_id = actor;
    ELSIF 'x_note' = ANY (changed) THEN
        PERFORM inventory_gov.ui_keep_note(view, row_id, actor, note);
    END IF;
END
$$;
COMMENT ON FUNCTION ui_update(text, jsonb, jsonb) IS 'Takes a changed row: a note is kept for its writer, a verb is carried out with his note, columns that may be changed reach their function, anything else is refused. Internal.';

CREATE FUNCTION ui_apply(view text, operation text, old jsonb, new jsonb) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF operation = 'update' THEN
        PERFORM inventory_gov.ui_update(view, old, new);
    ELSIF operation = 'insert' AND EXISTS (SELECT FROM inventory_gov.ui_call() c WHERE c.model = view AND c.occasion = 'insert') THEN
        new := new || jsonb_build_object('id', inventory_gov.ui_do(view, 'insert', new, inventory_gov.ui_actor(new, 'create_uid'))::bigint);
    ELSIF operation = 'insert' THEN
        PERFORM inventory_gov.ui_refuse((new ->> 'create_uid')::integer, 'Records of this kind are not made by hand.');
    ELSE
        PERFORM inventory_gov.ui_refuse(NULL, 'Nothing is deleted here: what has been recorded stays.');
    END IF;
    RETURN new;
END
$$;
COMMENT ON FUNCTION ui_apply(text, text, jsonb, jsonb) IS 'Takes what Odoo writes into a published view and returns the row as it is then. Raises 23G06 for what is not to be written. Internal.';
