-- Changes of policies: proposed, compared with what stands, activated by a second person from a date on; and their history.

CREATE TRIGGER policy_change_once BEFORE UPDATE ON policy_change FOR EACH ROW
    EXECUTE FUNCTION set_once('state', 'policy_id', 'decided_at', 'decided_by', 'decided_by_name', 'decided_role', 'decision_note',
                              'activated_at', 'failure');
CREATE TRIGGER policy_change_closed BEFORE UPDATE ON policy_change FOR EACH ROW
    WHEN (OLD.state NOT IN ('proposed', 'approved') AND NEW.state <> OLD.state) EXECUTE FUNCTION append_only();
ALTER TABLE policy_change ENABLE ALWAYS TRIGGER policy_change_once;
ALTER TABLE policy_change ENABLE ALWAYS TRIGGER policy_change_closed;

CREATE FUNCTION policy_fields() RETURNS text[]
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT '{name,control,state,enforcement,limits,scope,approver_group,levels,separate,evidence,override_group,note_required,request_validity,note}'::text[]
$$;
COMMENT ON FUNCTION policy_fields() IS 'Columns of a policy that people set; the others are kept by the extension';

-- The proposal ----------------------------------------------------------------

CREATE FUNCTION require_known_fields(proposed jsonb, reader integer) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    unknown text;
BEGIN
    IF proposed IS NULL OR jsonb_typeof(proposed) <> 'object' THEN
        RAISE EXCEPTION USING ERRCODE = '22023',
            MESSAGE = inventory_gov.say(inventory_gov.user_lang(reader), 'A proposal is a JSON object of fields of the policy and their new values, not %1$s.',
                                        COALESCE(proposed::text, 'null'));
    END IF;
    SELECT string_agg(k, ', ' ORDER BY k) INTO unknown FROM jsonb_object_keys(proposed) k WHERE k <> ALL (inventory_gov.policy_fields());
    IF unknown IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = '22023',
            MESSAGE = inventory_gov.say(inventory_gov.user_lang(reader), 'A policy has no field %1$s that could be proposed. Its fields are: %2$s.', unknown,
                                        array_to_string(inventory_gov.policy_fields(), ', '));
    END IF;
END
$$;
COMMENT ON FUNCTION require_known_fields(jsonb, integer) IS 'Raises 22023 unless the proposal is an object of fields of a policy. Internal.';

CREATE FUNCTION only_different(proposed jsonb, stands policy) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT COALESCE(jsonb_object_agg(p.key, p.value), '{}')
      FROM jsonb_each(proposed) p
     WHERE stands.id IS NULL OR jsonb_populate_record(stands, jsonb_build_object(p.key, p.value)) <> stands
$$;
COMMENT ON FUNCTION only_different(jsonb, policy) IS 'What of a proposal is not so already; all of it for a new policy. Internal.';

CREATE FUNCTION apply_policy_change(c policy_change) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    columns constant text := (SELECT string_agg(quote_ident(k), ', ') FROM jsonb_object_keys(c.proposed) k);
    result  integer;
BEGIN
    IF c.policy_id IS NULL THEN
        EXECUTE format('INSERT INTO inventory_gov.policy (%1$s) SELECT %1$s FROM jsonb_populate_record(NULL::inventory_gov.policy, $1) RETURNING id',
                       columns) INTO result USING c.proposed;
    ELSE
        EXECUTE format('UPDATE inventory_gov.policy p SET (%1$s) = (SELECT %1$s FROM jsonb_populate_record(p, $1)) WHERE p.id = $2 RETURNING id',
                       columns) INTO result USING c.proposed, c.policy_id;
    END IF;
    RETURN result;
END
$$;
COMMENT ON FUNCTION apply_policy_change(policy_change) IS 'Writes the proposed content into the policy, or makes it; returns its id. Internal.';

-- As if it were activated now, by nobody: only an error gets out of it.
CREATE FUNCTION rehearse_policy_change(c policy_change) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE inventory_gov.policy_change x
       SET state = 'activated', decided_at = COALESCE(x.decided_at, clock_timestamp()), decided_role = COALESCE(x.decided_role, '') WHERE x.id = c.id;
    PERFORM inventory_gov.apply_policy_change(c);
    RAISE EXCEPTION USING ERRCODE = 'IGOK0';
EXCEPTION WHEN SQLSTATE 'IGOK0' THEN
    NULL;
END
$$;
COMMENT ON FUNCTION rehearse_policy_change(policy_change) IS 'Applies a change and undoes it; raises what would go wrong. Internal.';

CREATE FUNCTION tell_policy_change(what text, c policy_change) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO inventory_gov.event (kind, subject, payload)
    VALUES ('policy_change.' || what, 'policy change ' || c.id, to_jsonb(c) || jsonb_build_object('role', session_user))
$$;
COMMENT ON FUNCTION tell_policy_change(text, policy_change) IS 'Tells others what happened to a policy change. Internal.';

CREATE FUNCTION propose_policy_change(
    policy         text,
    proposed       jsonb,
    reason         text,
    effective_from timestamptz DEFAULT NULL,
    actor          integer DEFAULT NULL
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    who    constant text := inventory_gov.require_governor(actor);
    why    constant text := inventory_gov.require_reason(reason, actor);
    stands inventory_gov.policy;
    c      inventory_gov.policy_change;
BEGIN
    IF propose_policy_change.policy IS NOT NULL THEN
        stands := inventory_gov.policy_named(propose_policy_change.policy, actor);
    END IF;
    PERFORM inventory_gov.require_known_fields(proposed, actor);
    proposed := inventory_gov.only_different(proposed, stands);
    IF proposed = '{}' THEN
        RAISE EXCEPTION USING ERRCODE = '22023',
            MESSAGE = inventory_gov.say(inventory_gov.user_lang(actor), 'The proposal changes nothing: that is how it stands.');
    END IF;
    INSERT INTO inventory_gov.policy_change (policy_id, base_version, proposed, reason, effective_from, proposed_by, proposed_by_name)
    VALUES (stands.id, stands.version, propose_policy_change.proposed, why, propose_policy_change.effective_from, actor, who) RETURNING * INTO c;
    PERFORM inventory_gov.rehearse_policy_change(c), inventory_gov.tell_policy_change('proposed', c);
    RETURN c.id;
END
$$;
COMMENT ON FUNCTION propose_policy_change(text, jsonb, text, timestamptz, integer) IS
'Proposes to change a policy (name or id), or a new one where policy is null: a JSON object of the fields that are to change, state included. It is tried and undone at once, so what is wrong with it is raised now, with the codes of create_policy(). effective_from in the future: it takes effect then, once activated. Returns its id. As Odoo user actor it takes a member of stock.group_stock_manager.';

CREATE FUNCTION compare_policy_change(id bigint, OUT field text, OUT stands text, OUT proposed text) RETURNS SETOF record
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 5 SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    c   inventory_gov.policy_change;
    old jsonb;
BEGIN
    SELECT * INTO c FROM inventory_gov.policy_change x WHERE x.id = compare_policy_change.id;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = '23G06',
            MESSAGE = inventory_gov.say(inventory_gov.user_lang(NULL), 'There is no policy change %1$s.', COALESCE(id::text, 'null'));
    END IF;
    -- Once decided: with what stood when it was proposed.
    SELECT v.content INTO old FROM inventory_gov.policy_version v
     WHERE v.policy_id = c.policy_id AND v.version = c.base_version AND c.state NOT IN ('proposed', 'approved');
    IF NOT FOUND THEN
        SELECT to_jsonb(p) INTO old FROM inventory_gov.policy p WHERE p.id = c.policy_id AND c.base_version IS NOT NULL;
    END IF;
    RETURN QUERY SELECT u.f, old ->> u.f, c.proposed ->> u.f
                   FROM unnest(inventory_gov.policy_fields()) WITH ORDINALITY u(f, n) WHERE c.proposed ? u.f ORDER BY u.n;
END
$$;
COMMENT ON FUNCTION compare_policy_change(bigint) IS
'What a change proposes beside what stands, field by field: what stands now while it is open, what stood then once it is decided. Raises 23G06 where there is none.';

-- The decision ----------------------------------------------------------------

CREATE FUNCTION lock_policy_change(id bigint, states text[], reader integer) RETURNS policy_change
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    c inventory_gov.policy_change;
BEGIN
    SELECT * INTO c FROM inventory_gov.policy_change x WHERE x.id = lock_policy_change.id FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = '23G06',
            MESSAGE = inventory_gov.say(inventory_gov.user_lang(reader), 'There is no policy change %1$s.', COALESCE(id::text, 'null'));
    ELSIF c.state <> ALL (states) THEN
        RAISE EXCEPTION USING ERRCODE = '23G06',
            MESSAGE = inventory_gov.say(inventory_gov.user_lang(reader), 'Policy change %1$s has been decided already.', c.id::text);
    END IF;
    RETURN c;
END
$$;
COMMENT ON FUNCTION lock_policy_change(bigint, text[], integer) IS 'The change, locked to the end of the transaction; raises 23G06 where there is none or it is in another state. Internal.';

CREATE FUNCTION require_other_person(c policy_change, actor integer) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF inventory_gov.is_same_person(c.proposed_by, c.proposed_role, actor) THEN
        RAISE EXCEPTION USING ERRCODE = '23G03',
            MESSAGE = inventory_gov.say(inventory_gov.user_lang(actor), 'Policy change %1$s was proposed by %2$s, who cannot decide it. Somebody else has to; the proposer may withdraw it.',
                                        c.id::text, CASE WHEN c.proposed_by = actor THEN c.proposed_by_name ELSE c.proposed_role END);
    END IF;
END
$$;
COMMENT ON FUNCTION require_other_person(policy_change, integer) IS 'Raises 23G03 for who proposed the change. Internal.';

CREATE FUNCTION require_unchanged(c policy_change, reader integer) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    p inventory_gov.policy;
BEGIN
    -- Locked, so that another change of it comes before or after, not in between.
    SELECT * INTO p FROM inventory_gov.policy x WHERE x.id = c.policy_id FOR NO KEY UPDATE;
    IF p.version <> c.base_version THEN
        RAISE EXCEPTION USING ERRCODE = '23G06',
            MESSAGE = inventory_gov.say(inventory_gov.user_lang(reader), 'Policy "%1$s" has changed since change %2$s was proposed (version %3$s, now %4$s). Propose it again, against what stands now.',
                                        p.name, c.id::text, c.base_version::text, p.version::text);
    END IF;
END
$$;
COMMENT ON FUNCTION require_unchanged(policy_change, integer) IS 'Raises 23G06 where the policy is not the one any more that the change was proposed for. Internal.';

CREATE FUNCTION carry_out_policy_change(c policy_change) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    c.policy_id := inventory_gov.apply_policy_change(c);
    UPDATE inventory_gov.policy_change x SET policy_id = c.policy_id WHERE x.id = c.id RETURNING * INTO c;
    PERFORM inventory_gov.tell_policy_change('activated', c);
END
$$;
COMMENT ON FUNCTION carry_out_policy_change(policy_change) IS 'Applies a change that is marked as activated. Internal.';

CREATE FUNCTION activate_policy_change(id bigint, note text DEFAULT NULL, actor integer DEFAULT NULL) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    who   constant text := inventory_gov.require_governor(actor);
    c     inventory_gov.policy_change := inventory_gov.lock_policy_change(id, '{proposed}', actor);
    later constant boolean := COALESCE(c.effective_from > clock_timestamp(), false);
BEGIN
    PERFORM inventory_gov.require_other_person(c, actor), inventory_gov.require_unchanged(c, actor);
    UPDATE inventory_gov.policy_change x
       SET state = CASE WHEN later THEN 'approved' ELSE 'activated' END, activated_at = CASE WHEN NOT later THEN clock_timestamp() END,
           decided_at = clock_timestamp(), decided_by = actor, decided_by_name = who, decided_role = session_user,
           decision_note = NULLIF(btrim(note), '')
     WHERE x.id = c.id RETURNING * INTO c;
    IF later THEN
        PERFORM inventory_gov.rehearse_policy_change(c), inventory_gov.tell_policy_change('approved', c);
    ELSE
        PERFORM inventory_gov.carry_out_policy_change(c);
    END IF;
    RETURN c.state;
END
$$;
COMMENT ON FUNCTION activate_policy_change(bigint, text, integer) IS
'Activates a proposed change as a second person: another Odoo user where Odoo''s own role names them, else another database role. Returns activated, or approved where it takes effect later. Raises 23G03 for who proposed it, 23G06 where there is none, it is decided, or the policy has changed since, and what is wrong with the policy by now.';

CREATE FUNCTION close_policy_change(c policy_change, new_state text, note text, actor integer, who text) RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE inventory_gov.policy_change x
       SET state = new_state, decided_at = COALESCE(x.decided_at, clock_timestamp()),
           decided_by = CASE WHEN x.decided_at IS NULL THEN actor ELSE x.decided_by END,
           decided_by_name = CASE WHEN x.decided_at IS NULL THEN who ELSE x.decided_by_name END,
           decided_role = COALESCE(x.decided_role, session_user),
           decision_note = CASE WHEN x.decided_at IS NULL THEN NULLIF(btrim(note), '') ELSE x.decision_note END
     WHERE x.id = c.id RETURNING * INTO c;
    INSERT INTO inventory_gov.event (kind, subject, payload)
    VALUES ('policy_change.' || new_state, 'policy change ' || c.id,
            to_jsonb(c) || jsonb_build_object('role', session_user, 'by', actor, 'by_name', who, 'note', NULLIF(btrim(note), '')));
    RETURN new_state;
END
$$;
COMMENT ON FUNCTION close_policy_change(policy_change, text, text, integer, text) IS 'Ends a change that will not be carried out; who approved it before stays on record. Internal.';

CREATE FUNCTION reject_policy_change(id bigint, note text, actor integer DEFAULT NULL) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    who constant text := inventory_gov.require_governor(actor);
    why constant text := inventory_gov.require_reason(note, actor);
    c   constant inventory_gov.policy_change := inventory_gov.lock_policy_change(id, '{proposed}', actor);
BEGIN
    PERFORM inventory_gov.require_other_person(c, actor);
    RETURN inventory_gov.close_policy_change(c, 'rejected', why, actor, who);
END
$$;
COMMENT ON FUNCTION reject_policy_change(bigint, text, integer) IS
'Rejects a proposed change, with a reason, as somebody else than who proposed it. Raises 23G03, 23G04, 23G06 like activate_policy_change().';

CREATE FUNCTION withdraw_policy_change(id bigint, note text DEFAULT NULL, actor integer DEFAULT NULL) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    who constant text := inventory_gov.require_governor(actor);
    c   constant inventory_gov.policy_change := inventory_gov.lock_policy_change(id, '{proposed,approved}', actor);
BEGIN
    IF NOT inventory_gov.is_same_person(c.proposed_by, c.proposed_role, actor)
       AND NOT (c.state = 'approved' AND inventory_gov.is_same_person(c.decided_by, c.decided_role, actor)) THEN
        RAISE EXCEPTION USING ERRCODE = '23G03',
            MESSAGE = inventory_gov.say(inventory_gov.user_lang(actor), 'Policy change %1$s can be withdrawn by who proposed it, %2$s, or who approved it.',
                                        c.id::text, COALESCE(c.proposed_by_name, c.proposed_role));
    END IF;
    RETURN inventory_gov.close_policy_change(c, 'withdrawn', note, actor, who);
END
$$;
COMMENT ON FUNCTION withdraw_policy_change(bigint, text, integer) IS
'Takes a change back that has not taken effect, as who proposed it or, while it waits for its date, who approved it. Raises 23G03, 23G06.';

-- When it is due ----------------------------------------------------------------

CREATE FUNCTION fail_policy_change(c policy_change, why text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE inventory_gov.policy_change x SET state = 'failed', failure = why WHERE x.id = c.id RETURNING * INTO c;
    PERFORM inventory_gov.tell_policy_change('failed', c),
            inventory_gov.open_finding('policy_change_failed', c.id::text, 'high', format('Policy change %s could not take effect: %s', c.id, why),
                                       to_jsonb(c), NULL, c.policy_id);
END
$$;
COMMENT ON FUNCTION fail_policy_change(policy_change, text) IS 'Marks a change that could not take effect, and opens a finding. Internal.';

CREATE FUNCTION apply_due_policy_changes() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    c       inventory_gov.policy_change;
    applied integer := 0;
BEGIN
    FOR c IN SELECT * FROM inventory_gov.policy_change x WHERE x.state = 'approved' AND x.effective_from <= clock_timestamp()
              ORDER BY x.effective_from, x.id FOR UPDATE SKIP LOCKED LOOP
        BEGIN
            PERFORM inventory_gov.require_unchanged(c, NULL);
            UPDATE inventory_gov.policy_change x SET state = 'activated', activated_at = clock_timestamp() WHERE x.id = c.id;
            PERFORM inventory_gov.carry_out_policy_change(c);
            applied := applied + 1;
        EXCEPTION
            -- somebody else is at it: next time
            WHEN serialization_failure OR deadlock_detected OR lock_not_available THEN RAISE;
            WHEN OTHERS THEN PERFORM inventory_gov.fail_policy_change(c, SQLERRM);
        END;
    END LOOP;
    RETURN applied;
END
$$;
COMMENT ON FUNCTION apply_due_policy_changes() IS
'Lets approved changes take effect whose date has come; returns how many. One that cannot, because the policy has changed or what it names is gone, fails and opens a finding.';

-- What people read ----------------------------------------------------------------

CREATE VIEW policy_changes AS
SELECT c.id, COALESCE(p.name, c.proposed ->> 'name') AS policy, c.policy_id, c.state,
       COALESCE(c.state IN ('proposed', 'approved') AND c.base_version <> p.version, false) AS outdated,
       c.proposed, c.reason, c.effective_from, c.proposed_at,
       COALESCE(c.proposed_by_name, c.proposed_role) AS proposed_by, c.proposed_by AS proposed_by_id, c.proposed_role,
       c.decided_at, COALESCE(c.decided_by_name, c.decided_role) AS decided_by, c.decided_by AS decided_by_id, c.decided_role,
       c.decision_note, c.activated_at, c.failure
  FROM policy_change c LEFT JOIN policy p ON p.id = c.policy_id;
COMMENT ON VIEW policy_changes IS 'Proposed changes of policies: proposed, approved (waits for its date), activated, rejected, withdrawn, failed. outdated: the policy has changed since, it cannot be activated. compare_policy_change() shows them field by field.';

CREATE VIEW policy_history AS
WITH stood AS (
    SELECT v.policy_id, v.version, to_jsonb(jsonb_populate_record(NULL::policy, v.content)) AS content, v.valid_from, v.changed_by
      FROM policy_version v
    UNION ALL
    SELECT p.id, p.version, to_jsonb(p), p.changed_at, p.changed_by FROM policy p)
SELECT s.policy_id, s.content ->> 'name' AS policy, s.version,
       CASE WHEN s.version = 1 THEN 'created' ELSE d.changed END AS changed,
       s.valid_from AS changed_at, COALESCE(c.proposed_by_name, c.proposed_role, s.changed_by) AS changed_by, c.reason,
       COALESCE(c.decided_by_name, c.decided_role) AS approved_by, c.decided_at AS approved_at, c.decision_note AS approval_note,
       c.id AS policy_change_id
  FROM stood s
  LEFT JOIN stood o ON o.policy_id = s.policy_id AND o.version = s.version - 1
  LEFT JOIN policy_change c ON c.policy_id = s.policy_id AND c.state = 'activated' AND COALESCE(c.base_version, 0) = s.version - 1
  CROSS JOIN LATERAL (
       SELECT string_agg(format('%s: %s -> %s', u.f, COALESCE(o.content ->> u.f, 'none'), COALESCE(s.content ->> u.f, 'none')), '; ' ORDER BY u.n) AS changed
         FROM unnest(policy_fields()) WITH ORDINALITY u(f, n)
        WHERE o.content -> u.f IS DISTINCT FROM s.content -> u.f) d;
COMMENT ON VIEW policy_history IS 'Every version of every policy: what changed (field: old -> new), when, who wanted it and why, who approved it. Reason and approval are known for changes that were proposed.';
