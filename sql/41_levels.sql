-- Levels of a policy: what they may say, and the steps a request gets from them. What only words or times a step must
-- not keep the recorder from its work, whatever goes wrong in Odoo's tables: OTHERS alone leaves a cancellation out.

CREATE FUNCTION user_id_of(who text) RETURNS integer
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT (u ->> 'id')::integer
      FROM jsonb_array_elements(inventory_gov.odoo_run(
           'SELECT id FROM public.res_users WHERE login = $1 ->> ''who'' OR id::text = $1 ->> ''who'' ORDER BY login = $1 ->> ''who'' LIMIT 1',
           jsonb_build_object('who', btrim(who)))) u
$$;
COMMENT ON FUNCTION user_id_of(text) IS 'Odoo user of an id or a login, archived ones too; null where there is none. Internal.';

CREATE FUNCTION approver_what(approver text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$ SELECT NULLIF(btrim(substr(approver, strpos(approver, ':') + 1)), '') WHERE strpos(approver, ':') > 0 $$;
COMMENT ON FUNCTION approver_what(text) IS 'What stands behind the colon of an approver. Internal.';

CREATE FUNCTION approver_error(approver text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    kind text := split_part(approver, ':', 1);
    what text := inventory_gov.approver_what(approver);
BEGIN
    IF NOT COALESCE(CASE WHEN kind IN ('group', 'user') THEN what IS NOT NULL
                         WHEN kind = 'manager' THEN approver = kind OR what ~ '^[1-9]$'
                         WHEN kind IN ('warehouse', 'category') THEN approver = kind END, false) THEN
        RETURN format('"%s" is no approver; approvers are group:<xml id, id or name>, user:<login or id>, manager,'
                      ' manager:<1 to 9 levels up>, warehouse, category', approver);
    ELSIF kind = 'group' AND inventory_gov.odoo_has('res_groups') AND inventory_gov.group_id(what) IS NULL THEN
        RETURN format('there is no group "%s", or no single one; give the xml id, the id or the exact name, as in group:stock.group_stock_manager', what);
    ELSIF kind = 'user' AND inventory_gov.odoo_has('res_users') AND inventory_gov.user_id_of(what) IS NULL THEN
        RETURN format('there is no user "%s"; give the login or the id', what);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION approver_error(text) IS 'What is wrong with an approver of a level; null where nothing is. Groups and users are looked up where Odoo is there. Internal.';

CREATE FUNCTION level_error(level jsonb) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    wrong text;
BEGIN
    IF jsonb_typeof(level) <> 'object' THEN
        RETURN format('%s is no JSON object', level);
    END IF;
    SELECT CASE WHEN k.key IS NULL
                THEN format('unknown key "%s"; keys are tier, approver, need, above_value, above_qty, above_pct, up_to_value, up_to_qty, up_to_pct, sla_hours, remind_hours, escalate_to', e.key)
                WHEN k.low IS NULL THEN format('%s is %s; it must be a text', e.key, e.value)
                ELSE format('%s is %s; it must be a %s from %s to %s', e.key, e.value, CASE WHEN k.whole THEN 'whole number' ELSE 'number' END, k.low, k.high) END
      INTO wrong
      FROM jsonb_each(level) e
      LEFT JOIN (VALUES ('tier', 1, 99, true), ('need', 1, 99, true), ('approver', NULL, NULL, false), ('escalate_to', NULL, NULL, false),
                        ('above_value', 0, 1e12, false), ('above_qty', 0, 1e12, false), ('above_pct', 0, 1e12, false),
                        ('up_to_value', 0, 1e12, false), ('up_to_qty', 0, 1e12, false), ('up_to_pct', 0, 1e12, false),
                        ('sla_hours', 0.01, 10000, false), ('remind_hours', 0.01, 10000, false)) k(key, low, high, whole) ON k.key = e.key
     WHERE CASE WHEN k.key IS NULL THEN true
                WHEN k.low IS NULL THEN jsonb_typeof(e.value) <> 'string'
                WHEN jsonb_typeof(e.value) <> 'number' THEN true
                ELSE e.value::numeric NOT BETWEEN k.low AND k.high OR k.whole AND e.value::numeric % 1 <> 0 END
     ORDER BY k.key IS NULL DESC, e.key LIMIT 1;
    IF wrong IS NOT NULL THEN
        RETURN wrong;
    END IF;
    IF NOT level ? 'approver' THEN
        RETURN 'approver is missing';
    END IF;
    SELECT format('above_%s %s and up_to_%s %s leave nothing in between', m, level -> ('above_' || m), m, level -> ('up_to_' || m)) INTO wrong
      FROM unnest(ARRAY['value', 'qty', 'pct']) m WHERE (level -> ('up_to_' || m))::numeric <= (level -> ('above_' || m))::numeric LIMIT 1;
    RETURN COALESCE(wrong, inventory_gov.approver_error(level ->> 'approver'),
                    CASE WHEN level ? 'escalate_to' AND NOT level ? 'sla_hours' THEN 'escalate_to needs sla_hours, after which it happens'
                         WHEN (level -> 'remind_hours')::numeric >= (level -> 'sla_hours')::numeric
                         THEN format('remind_hours %s is not before sla_hours %s', level -> 'remind_hours', level -> 'sla_hours') END,
                    CASE WHEN level ->> 'escalate_to' <> 'next' THEN 'escalate_to: ' || inventory_gov.approver_error(level ->> 'escalate_to') END);
END
$$;
COMMENT ON FUNCTION level_error(jsonb) IS 'What is wrong with one level of a policy; null where nothing is. Internal.';

CREATE FUNCTION check_levels(levels jsonb) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    level jsonb;
    n     integer := 0;
    wrong text;
BEGIN
    IF jsonb_typeof(levels) IS DISTINCT FROM 'array' THEN
        RETURN 'levels must be a JSON array, as in [{"tier": 1, "approver": "group:stock.group_stock_manager"}]';
    END IF;
    FOR level IN SELECT value FROM jsonb_array_elements(levels) LOOP
        n := n + 1;
        wrong := inventory_gov.level_error(level);
        IF wrong IS NOT NULL THEN
            RETURN format('level %s: %s', n, wrong);
        END IF;
    END LOOP;
    SELECT format('tier %s escalates to the next tier, but there is none', COALESCE(l ->> 'tier', '1')) INTO wrong
      FROM jsonb_array_elements(levels) l
     WHERE l ->> 'escalate_to' = 'next'
       AND NOT EXISTS (SELECT FROM jsonb_array_elements(levels) o WHERE COALESCE((o -> 'tier')::integer, 1) > COALESCE((l -> 'tier')::integer, 1))
     LIMIT 1;
    RETURN wrong;
END
$$;
COMMENT ON FUNCTION check_levels(jsonb) IS 'What is wrong with the levels of a policy, naming the level, the key, the value and what is allowed; null where nothing is. Internal.';

CREATE FUNCTION level_applies(level jsonb, value numeric, qty numeric, pct numeric) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT (NOT level ?| ARRAY['above_value', 'above_qty', 'above_pct']
            OR COALESCE(value > (level -> 'above_value')::numeric, false)
            OR COALESCE(qty > (level -> 'above_qty')::numeric, false)
            OR COALESCE(pct > (level -> 'above_pct')::numeric, false))
       AND COALESCE(value <= (level -> 'up_to_value')::numeric, true)
       AND COALESCE(qty <= (level -> 'up_to_qty')::numeric, true)
       AND COALESCE(pct <= (level -> 'up_to_pct')::numeric, true)
$$;
COMMENT ON FUNCTION level_applies(jsonb, numeric, numeric, numeric) IS 'Whether a level concerns a request of these sums: beyond any of its above_ limits, beyond none of its up_to_ limits. Internal.';

CREATE FUNCTION approver_label(approver text, requester text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET lock_timeout = '100ms'
AS $$
DECLARE
    what text := inventory_gov.approver_what(approver);
BEGIN
    RETURN CASE split_part(approver, ':', 1)
        WHEN 'group' THEN inventory_gov.group_label(what)
        WHEN 'user' THEN (SELECT u.name FROM inventory_gov.active_users(ARRAY[inventory_gov.user_id_of(what)], NULL) u)
        WHEN 'manager' THEN concat('manager of ', requester, CASE WHEN what <> '1' THEN format(', %s levels up', what) END)
        WHEN 'warehouse' THEN 'responsible for the warehouse'
        WHEN 'category' THEN 'responsible for the product category' END;
EXCEPTION WHEN OTHERS OR query_canceled THEN
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION approver_label(text, text) IS 'An approver as people read it; null where Odoo cannot tell now. Never waits. Internal.';

CREATE FUNCTION step_deadline(from_at timestamptz, hours numeric, company_id integer) RETURNS timestamptz
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET lock_timeout = '100ms'
AS $$
BEGIN
    IF hours IS NULL THEN
        RETURN NULL;
    END IF;
    RETURN inventory_gov.working_deadline(from_at, hours, company_id);
EXCEPTION WHEN OTHERS OR query_canceled THEN
    RETURN from_at + make_interval(secs => (hours * 3600)::float8);
END
$$;
COMMENT ON FUNCTION step_deadline(timestamptz, numeric, integer) IS 'Working time after a time; plain time where Odoo''s calendar cannot be read now. Never waits. Internal.';

-- What steps take from Odoo is looked up by whoever was refused, and goes to the recorder with the rest: the
-- recorder serves everybody, and must not depend on what stands behind the names of Odoo's tables.
CREATE FUNCTION step_hints(policy_ids integer[], requester text, company_id integer) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    at    timestamptz := clock_timestamp();
    hints jsonb;
BEGIN
    WITH level AS (
        SELECT l.level FROM inventory_gov.policy p, jsonb_array_elements(p.levels) l(level) WHERE p.id = ANY (policy_ids)),
    approver AS (
        SELECT level ->> 'approver' AS name FROM level
        UNION
        SELECT 'group:' || COALESCE(p.approver_group, 'stock.group_stock_manager') FROM inventory_gov.policy p WHERE p.id = ANY (policy_ids)),
    hours AS (
        SELECT trim_scale((level -> k)::numeric) AS n FROM level, unnest(ARRAY['sla_hours', 'remind_hours']) k WHERE level ? k
        GROUP BY 1)
    SELECT jsonb_build_object('names', (SELECT jsonb_object_agg(a.name, inventory_gov.approver_label(a.name, requester)) FROM approver a),
                              'deadlines', (SELECT jsonb_object_agg(h.n, inventory_gov.step_deadline(at, h.n, step_hints.company_id)) FROM hours h))
      INTO hints;
    RETURN hints;
EXCEPTION WHEN data_exception THEN
    -- levels that cannot be read, as after a restore: the groups take their place
    RETURN jsonb_build_object('names', (
        SELECT jsonb_object_agg(g.name, inventory_gov.approver_label(g.name, requester))
          FROM (SELECT DISTINCT 'group:' || COALESCE(p.approver_group, 'stock.group_stock_manager') AS name
                  FROM inventory_gov.policy p WHERE p.id = ANY (policy_ids)) g));
END
$$;
COMMENT ON FUNCTION step_hints(integer[], text, integer) IS 'Names of the approvers of policies, and deadlines counted from now, for open_request(). Internal.';

-- Steps of the first tier are born open: the recorder, which makes them, is to be quick. A deviation whose percent
-- cannot be told, because nothing was expected, is beyond any percent.
CREATE FUNCTION make_steps(r request, by_levels boolean, hints jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    at timestamptz := clock_timestamp();
BEGIN
    WITH sums AS (
        SELECT l.policy_id, COALESCE(min(l.approver_group), 'stock.group_stock_manager') AS approver_group,
               sum(abs(l.deviation_value)) AS value, sum(abs(l.deviation_qty)) AS qty, max(COALESCE(abs(l.deviation_pct), 1e15)) AS pct
          FROM inventory_gov.request_line l WHERE l.request_id = r.id GROUP BY l.policy_id),
    wanted AS (
        SELECT s.policy_id, s.approver_group, l.level
          FROM sums s JOIN inventory_gov.policy p ON p.id = s.policy_id, jsonb_array_elements(p.levels) l(level)
         WHERE by_levels AND inventory_gov.level_applies(l.level, s.value, s.qty, s.pct)),
    single AS (
        SELECT COALESCE((level -> 'tier')::integer, 1) AS tier, level ->> 'approver' AS approver, COALESCE((level -> 'need')::integer, 1) AS need,
               level ->> 'escalate_to' AS escalate_to, (level -> 'sla_hours')::numeric AS sla, (level -> 'remind_hours')::numeric AS remind, approver_group
          FROM wanted
        UNION ALL
        SELECT 1, 'group:' || s.approver_group, 1, NULL, NULL, NULL, s.approver_group
          FROM sums s WHERE NOT EXISTS (SELECT FROM wanted w WHERE w.policy_id = s.policy_id)),
    step AS (
        SELECT tier, approver, max(need) AS need, min(escalate_to) AS escalate_to, min(sla) AS sla, min(remind) AS remind, min(approver_group) AS approver_group,
               tier = min(tier) OVER () AS open
          FROM single GROUP BY tier, approver)
    INSERT INTO inventory_gov.request_step (request_id, tier, approver, approver_name, need, escalate_to, sla_hours, remind_hours, fallback_group, opened_at, due_at, remind_at)
    SELECT r.id, tier, approver, COALESCE(hints -> 'names' ->> approver, approver), need, escalate_to, sla, remind, approver_group,
           CASE WHEN open THEN at END,
           CASE WHEN open THEN COALESCE((hints -> 'deadlines' ->> trim_scale(sla)::text)::timestamptz, at + make_interval(secs => (sla * 3600)::float8)) END,
           CASE WHEN open THEN COALESCE((hints -> 'deadlines' ->> trim_scale(remind)::text)::timestamptz, at + make_interval(secs => (remind * 3600)::float8)) END
      FROM step ORDER BY tier, approver;
END
$$;
COMMENT ON FUNCTION make_steps(request, boolean, jsonb) IS 'Steps of a request: the union of its policies'' levels, the first tier open; a policy none of whose levels applies asks for one member of its approver group. Internal.';

CREATE FUNCTION tell_tier_opened(reference text, steps jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO inventory_gov.event (kind, subject, payload)
    SELECT 'request.tier_opened', reference, jsonb_build_object('tier', steps -> 0 -> 'tier', 'steps', (
           SELECT jsonb_agg(jsonb_build_object('step', s -> 'id', 'approver', s -> 'approver', 'approver_name', s -> 'approver_name', 'need', s -> 'need', 'due_at', s -> 'due_at'))
             FROM jsonb_array_elements(steps) s));
END
$$;
COMMENT ON FUNCTION tell_tier_opened(text, jsonb) IS 'Tells others which steps of a request are open now. Internal.';

CREATE FUNCTION open_request(request_id bigint, hints jsonb DEFAULT NULL) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    r inventory_gov.request;
BEGIN
    SELECT * INTO r FROM inventory_gov.request q WHERE q.id = open_request.request_id;
    hints := COALESCE(hints, inventory_gov.step_hints((SELECT array_agg(l.policy_id) FROM inventory_gov.request_line l WHERE l.request_id = r.id),
                                                      r.requester_name, r.company_id));
    BEGIN
        PERFORM inventory_gov.make_steps(r, true, hints) WHERE NOT inventory_gov.settled_by_reason(r.id);
        PERFORM inventory_gov.make_reason_step(r) WHERE inventory_gov.settled_by_reason(r.id);
    EXCEPTION WHEN OTHERS THEN
        -- a refusal is on record whatever became of its policy
        PERFORM inventory_gov.make_steps(r, false, hints);
    END;
    PERFORM inventory_gov.tell_tier_opened(r.reference, (SELECT jsonb_agg(to_jsonb(s) ORDER BY s.id) FROM inventory_gov.request_step s WHERE s.request_id = r.id AND s.opened_at IS NOT NULL));
END
$$;
COMMENT ON FUNCTION open_request(bigint, jsonb) IS 'Gives a new request its steps and opens the first tier. Levels that cannot be read give way to one member of the approver group. Internal.';

CREATE FUNCTION open_next_tier(request_id bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    opened jsonb;
BEGIN
    opened := inventory_gov.latest($q$
        UPDATE inventory_gov.request_step s
           SET opened_at = now.at, due_at = inventory_gov.step_deadline(now.at, s.sla_hours, r.company_id),
               remind_at = inventory_gov.step_deadline(now.at, s.remind_hours, r.company_id)
          FROM inventory_gov.request r, (SELECT clock_timestamp() AS at) now
         WHERE r.id = $1::bigint AND s.request_id = r.id AND s.opened_at IS NULL
           AND s.tier = (SELECT min(o.tier) FROM inventory_gov.request_step o WHERE o.request_id = r.id AND o.opened_at IS NULL)
        RETURNING r.reference, s.* $q$, to_jsonb(request_id));
    PERFORM inventory_gov.tell_tier_opened(opened -> 0 ->> 'reference', opened);
END
$$;
COMMENT ON FUNCTION open_next_tier(bigint) IS 'Opens the next tier of a request, with latest data. Internal.';
