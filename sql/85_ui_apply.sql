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

CREATE FUNCTION ui_press(view text, verb text, record_id bigint, note text, actor integer) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    CASE
        WHEN view = 'x_gov_request' AND verb = 'override' THEN
            PERFORM inventory_gov.override_request((SELECT r.reference FROM inventory_gov.request r WHERE r.id = ui_press.record_id), note, actor, 'form');
        WHEN view = 'x_gov_request' AND verb = 'reason' THEN
            PERFORM inventory_gov.give_reason((SELECT r.reference FROM inventory_gov.request r WHERE r.id = ui_press.record_id),
                        (SELECT c.code FROM inventory_gov.note_draft d JOIN inventory_gov.reason c ON c.id::text = d.note
                          WHERE d.view = 'x_gov_request/reason' AND d.record_id = ui_press.record_id AND d.user_id = actor), note, actor, 'form');
            PERFORM inventory_gov.ui_keep_note('x_gov_request/reason', record_id, actor, NULL);
        WHEN view = 'x_gov_request' THEN
            PERFORM inventory_gov.decide(record_id, verb, note, actor, 'form');
        WHEN view = 'x_gov_case' THEN
            PERFORM inventory_gov.close_finding(record_id, note, actor);
        WHEN view = 'x_gov_quality_check' AND verb = 'pass' THEN
            PERFORM inventory_gov.pass_quality_check(record_id, note, NULL, actor);
        WHEN view = 'x_gov_quality_check' AND verb = 'fail' THEN
            PERFORM inventory_gov.fail_quality_check(record_id, note, NULL, actor);
        WHEN view = 'x_gov_override' THEN
            PERFORM inventory_gov.review_override(record_id, verb, note, actor);
        WHEN view = 'x_gov_policy_change' AND verb = 'activate' THEN
            PERFORM inventory_gov.activate_policy_change(record_id, note, actor);
        WHEN view = 'x_gov_policy_change' AND verb = 'reject' THEN
            PERFORM inventory_gov.reject_policy_change(record_id, note, actor);
        WHEN view = 'x_gov_policy_change' AND verb = 'withdraw' THEN
            PERFORM inventory_gov.withdraw_policy_change(record_id, note, actor);
    END CASE;
END
$$;
COMMENT ON FUNCTION ui_press(text, text, bigint, text, integer) IS 'Does what a button on the form of a record stands for. Internal.';

CREATE FUNCTION ui_update(view text, old jsonb, new jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor   integer := inventory_gov.ui_actor(new, 'write_uid');
    row_id  bigint := (old ->> 'id')::bigint;
    changed text[] := inventory_gov.ui_changed(old, new);
    measure constant boolean := view = 'x_gov_quality_check' AND 'x_measured' = ANY (changed);
    locked  text := (SELECT string_agg(c, ', ') FROM unnest(changed) c WHERE c NOT IN ('x_note', 'x_decision') AND NOT (measure AND c = 'x_measured')
                       AND NOT (c = 'x_reason_id' AND view = 'x_gov_request'));
    pressed text := new ->> 'x_decision';
    note    text := CASE WHEN 'x_note' = ANY (changed) THEN COALESCE(new ->> 'x_note', '')
                         ELSE (SELECT d.note FROM inventory_gov.note_draft d WHERE d.view = ui_update.view AND d.record_id = row_id AND d.user_id = actor) END;
BEGIN
    IF locked IS NOT NULL THEN
        PERFORM inventory_gov.ui_refuse(actor, 'This record cannot be changed by hand (%1$s). Use the buttons of its form.', locked);
    ELSIF pressed IS NOT NULL AND NOT EXISTS (SELECT FROM inventory_gov.ui_button() b WHERE b.model = ui_update.view AND b.verb = pressed) THEN
        PERFORM inventory_gov.ui_refuse(actor, 'There is no decision called "%1$s" here.', pressed);
    END IF;
    IF measure THEN
        PERFORM inventory_gov.measure_quality_check(row_id, (new ->> 'x_measured')::numeric, actor);
    END IF;
    IF 'x_reason_id' = ANY (changed) THEN
        PERFORM inventory_gov.ui_keep_note('x_gov_request/reason', row_id, actor, new ->> 'x_reason_id');
    END IF;
    IF pressed IS NOT NULL THEN
        PERFORM inventory_gov.ui_press(view, pressed, row_id, note, actor);
        PERFORM inventory_gov.ui_keep_note(view, row_id, actor, NULL);
    ELSIF 'x_note' = ANY (changed) THEN
        PERFORM inventory_gov.ui_keep_note(view, row_id, actor, note);
    END IF;
END
$$;
COMMENT ON FUNCTION ui_update(text, jsonb, jsonb) IS 'Takes a changed row: note and chosen reason are kept for their writer, a measured value is noted, a verb is carried out with his note, anything else is refused. Internal.';

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

CREATE FUNCTION ui_propose(new jsonb) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor integer := inventory_gov.ui_actor(new, 'create_uid');
    id    bigint;
BEGIN
    id := inventory_gov.propose_policy_change(
        new ->> 'x_policy_id',
        COALESCE(inventory_gov.ui_json(actor, new ->> 'x_proposed'), '{}')
        || jsonb_strip_nulls(jsonb_build_object('state', new -> 'x_new_state', 'enforcement', new -> 'x_new_enforcement',
                                                'limits', inventory_gov.ui_json(actor, new ->> 'x_new_limits'))),
        new ->> 'x_reason', (new ->> 'x_effective_from')::timestamp AT TIME ZONE 'UTC', actor);
    RETURN new || jsonb_build_object('id', id);
END
$$;
COMMENT ON FUNCTION ui_propose(jsonb) IS 'Makes a proposed policy change of what was entered; tells its id. Internal.';

CREATE FUNCTION ui_ask_check(new jsonb) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    id bigint := inventory_gov.ask_quality_check((new ->> 'x_picking_id')::integer, (new ->> 'x_product_id')::integer, (new ->> 'x_lot_id')::integer,
                                                 new ->> 'x_name', inventory_gov.ui_actor(new, 'create_uid'));
BEGIN
    RETURN new || jsonb_build_object('id', id);
END
$$;
COMMENT ON FUNCTION ui_ask_check(jsonb) IS 'Opens the quality checks of what was entered; tells the id of the first. Internal.';

-- A boolean of Odoo is false where nobody has touched it: a new reason is active.
CREATE FUNCTION ui_reason(old jsonb, new jsonb) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    actor constant integer := inventory_gov.ui_actor(new, CASE WHEN old IS NULL THEN 'create_uid' ELSE 'write_uid' END);
    kept  text;
BEGIN
    PERFORM inventory_gov.require_governor(actor),
            inventory_gov.lock_matter(format('reason %s %s', new ->> 'x_operation', upper(btrim(new ->> 'x_code'))));
    IF old IS NULL AND inventory_gov.reason_row(new ->> 'x_operation', upper(btrim(new ->> 'x_code'))) IS NOT NULL THEN
        PERFORM inventory_gov.ui_refuse(actor, 'There is a reason of this operation with this code already. Change that one, or choose another code.');
    ELSIF old IS NOT NULL AND (old ->> 'x_operation', old ->> 'x_code') IS DISTINCT FROM (new ->> 'x_operation', new ->> 'x_code') THEN
        PERFORM inventory_gov.ui_refuse(actor, 'A reason keeps its operation and its code. Make a new one, and take this one out of use.');
    END IF;
    kept := inventory_gov.set_reason(new ->> 'x_operation', new ->> 'x_code', new ->> 'x_name', COALESCE(new ->> 'x_direction', 'any'),
                                     COALESCE((new ->> 'x_evidence')::boolean, false), old IS NULL OR COALESCE((new ->> 'x_active')::boolean, false), actor);
    RETURN new || (SELECT jsonb_build_object('id', c.id, 'x_code', c.code, 'x_direction', c.direction, 'x_active', c.active)
                     FROM inventory_gov.reason c WHERE c.operation = new ->> 'x_operation' AND c.code = kept);
END
$$;
COMMENT ON FUNCTION ui_reason(jsonb, jsonb) IS 'Puts a reason into the catalogue, or changes it, as an inventory manager entered it. Internal.';

CREATE FUNCTION ui_apply(view text, operation text, old jsonb, new jsonb) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF view = 'x_gov_reason' AND operation <> 'delete' THEN
        new := inventory_gov.ui_reason(old, new);
    ELSIF operation = 'update' THEN
        PERFORM inventory_gov.ui_update(view, old, new);
    ELSIF operation = 'insert' AND view = 'x_gov_policy_change' THEN
        new := inventory_gov.ui_propose(new);
    ELSIF operation = 'insert' AND view = 'x_gov_quality_check' THEN
        new := inventory_gov.ui_ask_check(new);
    ELSIF operation = 'insert' THEN
        PERFORM inventory_gov.ui_refuse((new ->> 'create_uid')::integer, 'Records of this kind are not made by hand.');
    ELSE
        PERFORM inventory_gov.ui_refuse(NULL, 'Nothing is deleted here: what has been recorded stays.');
    END IF;
    RETURN new;
END
$$;
COMMENT ON FUNCTION ui_apply(text, text, jsonb, jsonb) IS 'Takes what Odoo writes into a published view and returns the row as it is then. Raises 23G06 for what is not to be written. Internal.';
