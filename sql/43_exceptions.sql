-- Exceptions: overrides (break-glass) and pauses (kill switch), their review, and what people read of them.

-- Who ------------------------------------------------------------------------

CREATE FUNCTION require_person(actor integer) RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    who record;
BEGIN
    SELECT u.name, u.internal INTO who FROM inventory_gov.odoo_user(actor) u;
    IF who.internal IS NOT TRUE THEN
        RAISE EXCEPTION USING ERRCODE = '23G03',
            MESSAGE = inventory_gov.say(inventory_gov.user_lang(actor), 'Only active internal users of Odoo may do this; user %1$s is none.',
                                        COALESCE(who.name, actor::text, 'null'));
    END IF;
    RETURN who.name;
END
$$;
COMMENT ON FUNCTION require_person(integer) IS 'Name of an active internal user of Odoo; raises 23G03 for anybody else. Internal.';

CREATE FUNCTION require_governor(actor integer) RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    governors constant text := 'stock.group_stock_manager';
    who       text;
BEGIN
    IF actor IS NULL THEN
        RETURN NULL;
    END IF;
    who := inventory_gov.require_person(actor);
    IF NOT inventory_gov.user_in_group(actor, governors) THEN
        RAISE EXCEPTION USING ERRCODE = '23G03',
            MESSAGE = inventory_gov.say(inventory_gov.user_lang(actor), '%1$s may not do this. Members of %2$s may.', who,
                                        inventory_gov.group_label(governors));
    END IF;
    RETURN who;
END
$$;
COMMENT ON FUNCTION require_governor(integer) IS 'Name of an Odoo user who may pause enforcement and change policies; null where a database role acts for itself. Raises 23G03. Internal.';

CREATE FUNCTION require_reason(reason text, actor integer) RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF COALESCE(btrim(reason), '') = '' THEN
        RAISE EXCEPTION USING ERRCODE = '23G04',
            MESSAGE = inventory_gov.say(inventory_gov.user_lang(actor), 'A reason is needed: it is what others will have to go by.');
    END IF;
    RETURN btrim(reason);
END
$$;
COMMENT ON FUNCTION require_reason(text, integer) IS 'The reason without blanks around it; raises 23G04 where there is none. Internal.';

-- Only Odoo's own role knows who its users are. A governor at a terminal is one person, whatever users he names.
CREATE FUNCTION speaks_for_odoo() RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM pg_class t WHERE t.oid = to_regclass('public.stock_move') AND pg_has_role(session_user, t.relowner, 'MEMBER'))
$$;
COMMENT ON FUNCTION speaks_for_odoo() IS 'Is this a session of the role that owns Odoo''s tables, or of a member of it? Internal.';

CREATE FUNCTION is_same_person(user_id integer, role_name text, actor integer) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT COALESCE(user_id = actor, false)
           OR (role_name = session_user::text AND NOT COALESCE(user_id <> actor AND inventory_gov.speaks_for_odoo(), false))
$$;
COMMENT ON FUNCTION is_same_person(integer, text, integer) IS 'Is actor, or this database session, who acted before? Users are told apart where Odoo names them, else database roles. Internal.';

-- On what --------------------------------------------------------------------

CREATE FUNCTION policy_named(policy text, reader integer) RETURNS policy
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    p inventory_gov.policy;
BEGIN
    SELECT * INTO p FROM inventory_gov.policy x
     WHERE x.name = policy_named.policy OR x.id::text = policy_named.policy
     ORDER BY x.name = policy_named.policy DESC LIMIT 1;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'P0002',
            MESSAGE = inventory_gov.say(inventory_gov.user_lang(reader), 'There is no policy "%1$s". Policies are given by name or id.', policy);
    END IF;
    RETURN p;
END
$$;
COMMENT ON FUNCTION policy_named(text, integer) IS 'The policy of that name, else of that id; raises P0002. Internal.';

CREATE FUNCTION active_policy_id(policy text, reader integer) RETURNS integer
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    p inventory_gov.policy;
BEGIN
    IF active_policy_id.policy IS NULL THEN
        RETURN NULL;
    END IF;
    p := inventory_gov.policy_named(active_policy_id.policy, reader);
    IF p.state <> 'active' OR p.enforcement = 'flag' THEN
        RAISE EXCEPTION USING ERRCODE = '23G06',
            MESSAGE = inventory_gov.say(inventory_gov.user_lang(reader), 'Policy "%1$s" refuses nothing: it is not active, or only takes notes.', p.name);
    END IF;
    RETURN p.id;
END
$$;
COMMENT ON FUNCTION active_policy_id(text, integer) IS 'Id of the policy of that name or id, null for null; raises P0002 where there is none, 23G06 where it does not act. Internal.';

CREATE FUNCTION require_warehouse(warehouse integer, reader integer) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF warehouse IS NOT NULL AND inventory_gov.odoo_run(
           'SELECT id FROM public.stock_warehouse WHERE id = ($1 ->> ''id'')::integer', jsonb_build_object('id', warehouse)) = '[]' THEN
        RAISE EXCEPTION USING ERRCODE = '22023',
            MESSAGE = inventory_gov.say(inventory_gov.user_lang(reader), 'There is no warehouse with id %1$s.', warehouse::text);
    END IF;
END
$$;
COMMENT ON FUNCTION require_warehouse(integer, integer) IS 'Raises 22023 unless the warehouse is null or there. Internal.';

-- Rows of exceptions and of policy changes tell what happened: each part is written once.
CREATE FUNCTION set_once() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    rewritten text;
BEGIN
    SELECT string_agg(o.key, ', ' ORDER BY o.key) INTO rewritten
      FROM jsonb_each(to_jsonb(OLD)) o JOIN jsonb_each(to_jsonb(NEW)) n USING (key)
     WHERE n.value <> o.value AND o.key <> TG_ARGV[0]
       AND NOT (o.value = 'null' AND o.key = ANY (TG_ARGV[1:]));
    IF rewritten IS NOT NULL THEN
        RAISE EXCEPTION 'a row of inventory_gov.% keeps what was written: %', TG_TABLE_NAME, rewritten
            USING ERRCODE = '23G06';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION set_once() IS 'Lets the columns it is given be set while they are null; its first argument names one that changes freely, all others never do';

CREATE TRIGGER override_once BEFORE UPDATE ON override FOR EACH ROW
    EXECUTE FUNCTION set_once('', 'ended_at', 'reviewed_at', 'reviewed_by', 'reviewed_by_name', 'review_verdict', 'review_note');
CREATE TRIGGER pause_once BEFORE UPDATE ON pause FOR EACH ROW
    EXECUTE FUNCTION set_once('', 'resumed_at', 'resumed_by', 'resumed_by_name', 'resumed_role');
ALTER TABLE override ENABLE ALWAYS TRIGGER override_once;
ALTER TABLE pause ENABLE ALWAYS TRIGGER pause_once;

-- Views ----------------------------------------------------------------------

CREATE VIEW overrides AS
SELECT o.id,
       CASE WHEN o.review_verdict IS NOT NULL THEN o.review_verdict
            WHEN x.over_at > clock_timestamp() THEN 'running'
            WHEN x.over_at + interval '48 hours' > clock_timestamp() THEN 'to_review'
            ELSE 'overdue' END AS state,
       o.user_name AS overridden_by, o.user_id AS overridden_by_id, o.reason, r.reference AS request, o.request_id,
       p.name AS policy, o.policy_id, o.warehouse_id, o.valid_from, x.over_at AS valid_until,
       t.violations, t.value, x.over_at + interval '48 hours' AS review_due_at,
       o.reviewed_at, o.reviewed_by_name AS reviewed_by, o.reviewed_by AS reviewed_by_id, o.review_note
  FROM override o
  LEFT JOIN request r ON r.id = o.request_id
  LEFT JOIN policy p ON p.id = o.policy_id
  CROSS JOIN LATERAL (SELECT COALESCE(o.ended_at, o.valid_until) AS over_at) x
  CROSS JOIN LATERAL (
       SELECT COALESCE(sum(s.violations), 0)::bigint AS violations, COALESCE(sum(s.value), 0) AS value
         FROM (SELECT count(*) AS violations, max(abs(v.deviation_value)) AS value
                 FROM violation v
                WHERE v.override_id = o.id OR (v.request_id = o.request_id AND v.outcome = 'granted')
                GROUP BY v.attempt, v.subject) s) t;
COMMENT ON VIEW overrides IS 'Overrides and their review: running, to_review, overdue (48 hours after the end), justified, unjustified. violations and value: what was let through under each; a line counts its value once however many limits it broke.';

CREATE VIEW pauses AS
SELECT s.id,
       CASE WHEN s.resumed_at IS NOT NULL THEN 'resumed'
            WHEN s.until > clock_timestamp() THEN 'paused' ELSE 'over' END AS state,
       p.name AS policy, s.policy_id, s.warehouse_id, s.reason, s.paused_at, s.until,
       COALESCE(s.paused_by_name, s.paused_role) AS paused_by, s.paused_by AS paused_by_id, s.paused_role,
       s.resumed_at, COALESCE(s.resumed_by_name, s.resumed_role) AS resumed_by, s.resumed_by AS resumed_by_id,
       t.violations, t.value
  FROM pause s
  LEFT JOIN policy p ON p.id = s.policy_id
  CROSS JOIN LATERAL (
       SELECT COALESCE(sum(l.violations), 0)::bigint AS violations, COALESCE(sum(l.value), 0) AS value
         FROM (SELECT count(*) AS violations, max(abs(v.deviation_value)) AS value
                 FROM violation v WHERE v.pause_id = s.id GROUP BY v.attempt, v.subject) l) t;
COMMENT ON VIEW pauses IS 'Pauses of enforcement: paused, resumed, or over; policy and warehouse null: all of them. violations and value: what was let through meanwhile.';

-- Overrides ------------------------------------------------------------------

CREATE FUNCTION why_not_override(p policy, actor integer, who text) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE WHEN p.override_group IS NULL THEN
                     inventory_gov.say(inventory_gov.user_lang(actor), 'Policy "%1$s" cannot be overridden: no group has the right to.', p.name)
                WHEN NOT inventory_gov.user_in_group(actor, p.override_group) THEN
                     inventory_gov.say(inventory_gov.user_lang(actor), '%1$s may not override policy "%2$s". Members of %3$s may.',
                                       who, p.name, inventory_gov.group_label(p.override_group)) END
$$;
COMMENT ON FUNCTION why_not_override(policy, integer, text) IS 'Why an Odoo user may not override a policy, in his language; null where he may. Internal.';

CREATE FUNCTION override_error(request_id bigint, actor integer, who text) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT COALESCE(inventory_gov.state_error(inventory_gov.user_lang(actor), r, 'approve'),
                    (SELECT jsonb_build_object('code', '23G03', 'message', min(inventory_gov.why_not_override(p, actor, who)))
                       FROM inventory_gov.policy p
                      WHERE p.id IN (SELECT l.policy_id FROM inventory_gov.request_line l WHERE l.request_id = r.id)
                     HAVING min(inventory_gov.why_not_override(p, actor, who)) IS NOT NULL))
      FROM inventory_gov.request r WHERE r.id = override_error.request_id
$$;
COMMENT ON FUNCTION override_error(bigint, integer, text) IS 'Why an Odoo user may not override a request, as refuse() raises it; null where he may. Internal.';

-- Its review is due from now on, although the approval that it gives can be used until it expires.
CREATE FUNCTION keep_request_override(request_id bigint, reason text, actor integer, who text) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp
AS $$
    WITH asked AS (
        SELECT r.* FROM jsonb_to_recordset(inventory_gov.latest('SELECT reference, expires_at - created_at AS valid FROM inventory_gov.request'
                                                                ' WHERE id = $1::bigint', to_jsonb(request_id))) r(reference text, valid interval)),
    made AS (
        INSERT INTO inventory_gov.override (user_id, user_name, reason, request_id, valid_until, ended_at)
        SELECT actor, who, reason, request_id, clock_timestamp() + a.valid, clock_timestamp() FROM asked a RETURNING *)
    INSERT INTO inventory_gov.event (kind, subject, payload)
    SELECT 'request.overridden', a.reference, to_jsonb(m) || jsonb_build_object('role', session_user) FROM made m, asked a
$$;
COMMENT ON FUNCTION keep_request_override(bigint, text, integer, text) IS 'Records the override of a request, and tells others. Internal.';

CREATE FUNCTION override_request(reference text, reason text, actor integer, channel text DEFAULT 'sql') RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    who      constant text := inventory_gov.require_person(actor);
    why      constant text := inventory_gov.require_override_reason(reason, actor);
    asked    constant bigint := inventory_gov.find_request(reference);
    found    jsonb;
    decision bigint;
BEGIN
    PERFORM inventory_gov.lock_request(asked), inventory_gov.ensure_steps(asked);
    found := inventory_gov.latest('SELECT inventory_gov.override_error(($1 ->> 0)::bigint, ($1 ->> 1)::integer, $1 ->> 2) AS error, s.attachments'
                                  ' FROM inventory_gov.evidence_state(($1 ->> 0)::bigint, ''approval'') s', jsonb_build_array(asked, actor, who)) -> 0;
    IF found -> 'error' <> 'null' THEN
        PERFORM inventory_gov.refuse(found -> 'error');
    END IF;
    PERFORM inventory_gov.wake_desk();
    decision := inventory_gov.keep_decisions(asked, 'override', why, actor, channel,
                    jsonb_build_object('name', who, 'rights', jsonb_build_array(jsonb_build_object('right_by', 'override'))));
    PERFORM inventory_gov.store_evidence(asked, decision, 'approval', NULLIF(found -> 'attachments', 'null')),
            inventory_gov.keep_request_override(asked, why, actor, who),
            inventory_gov.conclude(asked, 'approved', actor, who, why);
    RETURN 'approved';
END
$$;
COMMENT ON FUNCTION override_request(text, text, integer, text) IS
'Overrides a pending request as Odoo user actor, with a reason: it is approved at once, whatever it still waits for. It takes a member of the override group of every policy of the request; who asked for it may, too. Somebody else reviews it: review_override(). Raises 23G03 for anybody else, 23G04 without a reason, or without a code once the catalogue has reasons for overrides, 23G06 like approve().';

CREATE FUNCTION may_override_any(actor integer, warehouse integer) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM inventory_gov.policy p
                    WHERE p.state = 'active' AND p.enforcement <> 'flag' AND p.override_group IS NOT NULL
                      AND (warehouse IS NULL OR NOT p.scope_ids ? 'warehouse' OR (p.scope_ids ->> 'warehouse')::integer = warehouse)
                      AND inventory_gov.user_in_group(actor, p.override_group))
$$;
COMMENT ON FUNCTION may_override_any(integer, integer) IS 'Is there a policy in force, of that warehouse where one is given, that the user may override? Internal.';

CREATE FUNCTION require_override_time(ttl interval, reader integer) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    longest constant interval := current_setting('inventory_gov.max_override')::interval;
BEGIN
    IF ttl IS NULL OR ttl <= interval '0' OR ttl > longest THEN
        RAISE EXCEPTION USING ERRCODE = '22023',
            MESSAGE = inventory_gov.say(inventory_gov.user_lang(reader), 'An override lasts longer than nothing and at most %1$s, not %2$s.',
                                        longest::text, COALESCE(ttl::text, 'null'));
    END IF;
END
$$;
COMMENT ON FUNCTION require_override_time(interval, integer) IS 'Raises 22023 unless an override may last that long. Internal.';

CREATE FUNCTION begin_override(
    actor     integer,
    reason    text,
    ttl       interval,
    policy    text DEFAULT NULL,
    warehouse integer DEFAULT NULL
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    who  constant text := inventory_gov.require_person(actor);
    why  constant text := inventory_gov.require_override_reason(reason, actor);
    narrowed constant integer := inventory_gov.active_policy_id(policy, actor);
    no   text;
    o    inventory_gov.override;
BEGIN
    PERFORM inventory_gov.require_override_time(ttl, actor), inventory_gov.require_warehouse(warehouse, actor);
    IF narrowed IS NOT NULL THEN
        SELECT inventory_gov.why_not_override(p, actor, who) INTO no FROM inventory_gov.policy p WHERE p.id = narrowed;
    ELSIF NOT inventory_gov.may_override_any(actor, warehouse) THEN
        no := inventory_gov.say(inventory_gov.user_lang(actor), '%1$s may not override any policy that is in force there.', who);
    END IF;
    IF no IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = '23G03', MESSAGE = no;
    END IF;
    INSERT INTO inventory_gov.override (user_id, user_name, reason, policy_id, warehouse_id, valid_until)
    VALUES (actor, who, why, narrowed, warehouse, clock_timestamp() + ttl) RETURNING * INTO o;
    INSERT INTO inventory_gov.event (kind, subject, payload)
    VALUES ('override.begun', 'override ' || o.id, to_jsonb(o) || jsonb_build_object('role', session_user));
    RETURN o.id;
END
$$;
COMMENT ON FUNCTION begin_override(integer, text, interval, text, integer) IS
'Breaks the glass: what Odoo user actor does from now on, for ttl, is let through where he is in the override group of the policy that it breaks, and recorded as overridden. policy (name or id) and warehouse narrow it. Returns its id. Raises 23G03 where he may not override anything there, 23G04 without a reason, or without a code once the catalogue has reasons for overrides, 22023 for a time that is too long (inventory_gov.max_override), 23G06 for a policy that is not active.';

CREATE FUNCTION override_policies(o override) RETURNS SETOF policy
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT p.* FROM inventory_gov.policy p
     WHERE CASE WHEN o.request_id IS NOT NULL THEN p.id IN (SELECT l.policy_id FROM inventory_gov.request_line l WHERE l.request_id = o.request_id)
                WHEN o.policy_id IS NOT NULL THEN p.id = o.policy_id
                ELSE (p.state = 'active' AND inventory_gov.user_in_group(o.user_id, p.override_group))
                     OR p.id IN (SELECT v.policy_id FROM inventory_gov.violation v WHERE v.override_id = o.id) END
$$;
COMMENT ON FUNCTION override_policies(override) IS 'The policies an override is, or was, about. Internal.';

CREATE FUNCTION why_not_review(o override, actor integer, who text) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE WHEN o.user_id = actor THEN
                     inventory_gov.say(inventory_gov.user_lang(actor), 'Override %1$s is of %2$s, who cannot review it. Somebody else has to.', o.id::text, who)
                WHEN EXISTS (SELECT FROM inventory_gov.request r WHERE r.id = o.request_id AND r.requester_id = actor)
                     OR EXISTS (SELECT FROM inventory_gov.violation v WHERE v.request_id = o.request_id AND v.actor_id = actor) THEN
                     inventory_gov.say(inventory_gov.user_lang(actor), 'Override %1$s let an operation of %2$s pass, who cannot review it. Somebody else has to.', o.id::text, who)
                WHEN NOT inventory_gov.user_in_group(actor, 'stock.group_stock_manager')
                     AND (SELECT bool_and(inventory_gov.user_in_group(actor, p.override_group)
                                          OR inventory_gov.user_in_group(actor, p.approver_group)) FROM inventory_gov.override_policies(o) p) IS NOT TRUE THEN
                     inventory_gov.say(inventory_gov.user_lang(actor), '%1$s may not review override %2$s: it takes somebody who may override or approve there.', who, o.id::text) END
$$;
COMMENT ON FUNCTION why_not_review(override, integer, text) IS 'Why an Odoo user may not review an override, in his language; null where he may. Internal.';

CREATE FUNCTION lock_override(id bigint, reader integer) RETURNS override
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    o inventory_gov.override;
BEGIN
    SELECT * INTO o FROM inventory_gov.override x WHERE x.id = lock_override.id FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = '23G06',
            MESSAGE = inventory_gov.say(inventory_gov.user_lang(reader), 'There is no override %1$s.', COALESCE(id::text, 'null'));
    END IF;
    RETURN o;
END
$$;
COMMENT ON FUNCTION lock_override(bigint, integer) IS 'The override, locked to the end of the transaction; raises 23G06 where there is none. Internal.';

CREATE FUNCTION end_override(id bigint, actor integer) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    who constant text := inventory_gov.require_person(actor);
    o   inventory_gov.override := inventory_gov.lock_override(id, actor);
    no  constant text := CASE WHEN o.user_id <> actor THEN inventory_gov.why_not_review(o, actor, who) END;
BEGIN
    IF no IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = '23G03', MESSAGE = no;
    ELSIF o.ended_at IS NOT NULL OR o.valid_until <= clock_timestamp() THEN
        RAISE EXCEPTION USING ERRCODE = '23G06',
            MESSAGE = inventory_gov.say(inventory_gov.user_lang(actor), 'Override %1$s is over since %2$s.', o.id::text,
                                        to_char(COALESCE(o.ended_at, o.valid_until), 'YYYY-MM-DD HH24:MI'));
    END IF;
    UPDATE inventory_gov.override x SET ended_at = clock_timestamp() WHERE x.id = o.id RETURNING * INTO o;
    INSERT INTO inventory_gov.event (kind, subject, payload)
    VALUES ('override.ended', 'override ' || o.id, to_jsonb(o) || jsonb_build_object('role', session_user, 'ended_by', actor));
    RETURN o.ended_at;
END
$$;
COMMENT ON FUNCTION end_override(bigint, integer) IS
'Ends an override before its time, as who began it or as somebody who may review it; returns when. Raises 23G03, and 23G06 where there is none or it is over.';

CREATE FUNCTION require_to_review(o override, verdict text, note text, actor integer, who text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    no constant text := inventory_gov.why_not_review(o, actor, who);
BEGIN
    IF verdict IS NULL OR verdict NOT IN ('justified', 'unjustified') THEN
        RAISE EXCEPTION USING ERRCODE = '22023',
            MESSAGE = inventory_gov.say(inventory_gov.user_lang(actor), 'An override is justified or unjustified, not "%1$s".', COALESCE(verdict, 'null'));
    ELSIF o.reviewed_at IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = '23G06',
            MESSAGE = inventory_gov.say(inventory_gov.user_lang(actor), 'Override %1$s has been reviewed already, by %2$s.', o.id::text, o.reviewed_by_name);
    ELSIF o.ended_at IS NULL AND o.valid_until > clock_timestamp() THEN
        RAISE EXCEPTION USING ERRCODE = '23G06',
            MESSAGE = inventory_gov.say(inventory_gov.user_lang(actor), 'Override %1$s goes on until %2$s. End it first, then review all of it.', o.id::text,
                                        to_char(o.valid_until, 'YYYY-MM-DD HH24:MI'));
    ELSIF no IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = '23G03', MESSAGE = no;
    END IF;
    PERFORM inventory_gov.require_reason(note, actor);
END
$$;
COMMENT ON FUNCTION require_to_review(override, text, text, integer, text) IS 'Raises 22023, 23G06, 23G03 or 23G04 unless the review can be made as given. Internal.';

CREATE FUNCTION review_override(id bigint, verdict text, note text, actor integer) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    who constant text := inventory_gov.require_person(actor);
    o   inventory_gov.override := inventory_gov.lock_override(id, actor);
BEGIN
    PERFORM inventory_gov.require_to_review(o, verdict, note, actor, who);
    UPDATE inventory_gov.override x
       SET reviewed_at = clock_timestamp(), reviewed_by = actor, reviewed_by_name = who, review_verdict = verdict, review_note = btrim(note)
     WHERE x.id = o.id RETURNING * INTO o;
    INSERT INTO inventory_gov.event (kind, subject, payload)
    VALUES ('override.reviewed', 'override ' || o.id, to_jsonb(o) || jsonb_build_object('role', session_user));
    PERFORM inventory_gov.close_finding_by_key('override_unreviewed', o.id::text, format('Reviewed by %s: %s', who, verdict));
    IF verdict = 'unjustified' THEN
        PERFORM inventory_gov.open_finding('override_unjustified', o.id::text, 'high',
                    format('Override %s of %s was not justified', o.id, o.user_name), to_jsonb(o), o.request_id, o.policy_id, o.user_id);
    END IF;
    RETURN verdict;
END
$$;
COMMENT ON FUNCTION review_override(bigint, text, text, integer) IS
'Reviews an override that is over, as a second person who may override or approve there: justified or unjustified, with a note. unjustified opens a finding. Raises 23G03 for who did it or gained by it, 23G04 without a note, 23G06 where there is none, it goes on, or it has been reviewed.';

-- Pauses ---------------------------------------------------------------------

CREATE FUNCTION require_pause_time(until timestamptz, reader integer) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF until IS NULL OR until <= clock_timestamp() OR until > clock_timestamp() + interval '30 days' THEN
        RAISE EXCEPTION USING ERRCODE = '22023',
            MESSAGE = inventory_gov.say(inventory_gov.user_lang(reader), 'A pause ends within the next 30 days, not at %1$s.', COALESCE(to_char(until, 'YYYY-MM-DD HH24:MI'), 'null'));
    END IF;
END
$$;
COMMENT ON FUNCTION require_pause_time(timestamptz, integer) IS 'Raises 22023 unless a pause may last until then. Internal.';

CREATE FUNCTION require_not_paused(policy_id integer, warehouse integer, reader integer) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    s inventory_gov.pause;
BEGIN
    SELECT * INTO s FROM inventory_gov.pause x
     WHERE x.policy_id IS NOT DISTINCT FROM require_not_paused.policy_id AND x.warehouse_id IS NOT DISTINCT FROM warehouse
       AND x.resumed_at IS NULL AND x.until > clock_timestamp() LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING ERRCODE = '23G06',
            MESSAGE = inventory_gov.say(inventory_gov.user_lang(reader), 'That is paused already until %1$s (pause %2$s). Resume it first.',
                                        to_char(s.until, 'YYYY-MM-DD HH24:MI'), s.id::text);
    END IF;
END
$$;
COMMENT ON FUNCTION require_not_paused(integer, integer, integer) IS 'Raises 23G06 where exactly that is paused now. Internal.';

CREATE FUNCTION pause_enforcement(
    reason    text,
    until     timestamptz,
    policy    text DEFAULT NULL,
    warehouse integer DEFAULT NULL,
    actor     integer DEFAULT NULL
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    who  constant text := inventory_gov.require_governor(actor);
    why  constant text := inventory_gov.require_reason(reason, actor);
    narrowed constant integer := inventory_gov.active_policy_id(policy, actor);
    s    inventory_gov.pause;
BEGIN
    PERFORM inventory_gov.require_pause_time(until, actor), inventory_gov.require_warehouse(warehouse, actor),
            inventory_gov.require_not_paused(narrowed, warehouse, actor);
    INSERT INTO inventory_gov.pause (policy_id, warehouse_id, reason, until, paused_by, paused_by_name)
    VALUES (narrowed, warehouse, why, pause_enforcement.until, actor, who) RETURNING * INTO s;
    INSERT INTO inventory_gov.event (kind, subject, payload)
    VALUES ('enforcement.paused', 'pause ' || s.id, to_jsonb(s));
    RETURN s.id;
END
$$;
COMMENT ON FUNCTION pause_enforcement(text, timestamptz, text, integer, integer) IS
'Kill switch: until then (at most 30 days) breaches of the policy (name or id), in the warehouse, or of all policies are recorded and let through. Returns the id of the pause. As Odoo user actor it takes a member of stock.group_stock_manager. Raises 23G03, 23G04 without a reason, 22023 for the time or the warehouse, 23G06 for a policy that is not active or what is paused already.';

CREATE FUNCTION resume_enforcement(id bigint, actor integer DEFAULT NULL) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    who constant text := inventory_gov.require_governor(actor);
    s   inventory_gov.pause;
BEGIN
    SELECT * INTO s FROM inventory_gov.pause x WHERE x.id = resume_enforcement.id FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = '23G06',
            MESSAGE = inventory_gov.say(inventory_gov.user_lang(actor), 'There is no pause %1$s.', COALESCE(id::text, 'null'));
    ELSIF s.resumed_at IS NOT NULL OR s.until <= clock_timestamp() THEN
        RAISE EXCEPTION USING ERRCODE = '23G06',
            MESSAGE = inventory_gov.say(inventory_gov.user_lang(actor), 'Pause %1$s is over since %2$s.', s.id::text,
                                        to_char(COALESCE(s.resumed_at, s.until), 'YYYY-MM-DD HH24:MI'));
    END IF;
    UPDATE inventory_gov.pause x
       SET resumed_at = clock_timestamp(), resumed_by = actor, resumed_by_name = who, resumed_role = session_user
     WHERE x.id = s.id RETURNING * INTO s;
    INSERT INTO inventory_gov.event (kind, subject, payload)
    VALUES ('enforcement.resumed', 'pause ' || s.id, to_jsonb(s));
    RETURN s.resumed_at;
END
$$;
COMMENT ON FUNCTION resume_enforcement(bigint, integer) IS
'Ends a pause before its time; returns when. Same rights as pause_enforcement(). Raises 23G06 where there is none or it is over.';

-- What is to be looked at afterwards -------------------------------------------

CREATE FUNCTION scan_exceptions() RETURNS integer
LANGUAGE sql SET search_path = pg_catalog, pg_temp
AS $$
    SELECT count(*)::integer FROM (
        SELECT inventory_gov.open_finding('override_unreviewed', o.id::text, 'medium',
                   format('Override %s of %s has not been reviewed', o.id, o.overridden_by), to_jsonb(o), o.request_id, o.policy_id, o.overridden_by_id)
          FROM inventory_gov.overrides o
         WHERE o.state = 'overdue'
           AND NOT EXISTS (SELECT FROM inventory_gov.finding f
                            WHERE f.kind = 'override_unreviewed' AND f.key = o.id::text AND f.closed_at IS NULL)
        UNION ALL
        SELECT inventory_gov.open_finding('pause_review', s.id::text, CASE WHEN s.violations > 0 THEN 'medium' ELSE 'low' END,
                   format('Pause %s of %s is over; breaches that passed: %s, worth %s', s.id, s.paused_by, s.violations, round(s.value, 2)),
                   to_jsonb(s), NULL, s.policy_id, s.paused_by_id)
          FROM inventory_gov.pauses s
         WHERE s.state <> 'paused'
           AND NOT EXISTS (SELECT FROM inventory_gov.finding f WHERE f.kind = 'pause_review' AND f.key = s.id::text)) opened
$$;
COMMENT ON FUNCTION scan_exceptions() IS
'Opens findings for overrides that nobody reviewed in time (until they are reviewed) and, once, for pauses that are over; returns how many. Internal.';
