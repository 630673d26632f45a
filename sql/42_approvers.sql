-- Who may decide a step now: by which right, and what bars him.

CREATE FUNCTION active_users(ids integer[], company_id integer) RETURNS TABLE (user_id integer, name text)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    query text := 'SELECT u.id, p.name::text AS name FROM public.res_users u LEFT JOIN public.res_partner p ON p.id = u.partner_id'
                  ' WHERE u.active AND NOT COALESCE(u.share, false) AND u.id IN (SELECT i::integer FROM jsonb_array_elements_text($1 -> ''ids'') i)';
BEGIN
    IF active_users.company_id IS NOT NULL AND inventory_gov.odoo_has('res_company_users_rel') THEN
        query := query || ' AND EXISTS (SELECT FROM public.res_company_users_rel c WHERE c.user_id = u.id AND c.cid = ($1 ->> ''company'')::integer)';
    END IF;
    RETURN QUERY SELECT (u ->> 'id')::integer, u ->> 'name'
      FROM jsonb_array_elements(inventory_gov.odoo_run(query, jsonb_build_object('ids', COALESCE(to_jsonb(ids), '[]'), 'company', active_users.company_id))) u;
END
$$;
COMMENT ON FUNCTION active_users(integer[], integer) IS 'Those of some Odoo users who are active, internal and may work in the company, with their names. Internal.';

CREATE FUNCTION group_members(user_group text) RETURNS integer[]
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT array_agg((m ->> 'uid')::integer)
      FROM jsonb_array_elements(inventory_gov.odoo_run(
           'WITH RECURSIVE g(id) AS (SELECT ($1 ->> ''id'')::integer UNION SELECT i.gid FROM g JOIN public.res_groups_implied_rel i ON i.hid = g.id)'
           ' SELECT DISTINCT r.uid FROM g JOIN public.res_groups_users_rel r ON r.gid = g.id',
           jsonb_build_object('id', inventory_gov.group_id(user_group)))) m
$$;
COMMENT ON FUNCTION group_members(text) IS 'Odoo users in a group, also by groups that imply it: 19 stores direct memberships only. Internal.';

-- An archived manager, or one who does not work with Odoo, is passed over: the next one above him takes his place.
CREATE FUNCTION manager_of(user_id integer, company_id integer, levels_up integer) RETURNS integer
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT (m ->> 'user_id')::integer
      FROM jsonb_array_elements(CASE WHEN inventory_gov.odoo_has('hr_employee') THEN inventory_gov.odoo_run(
           'WITH RECURSIVE up(user_id, parent_id, active, height, path) AS ('
           ' (SELECT e.user_id, e.parent_id, e.active, 0, ARRAY[e.id] FROM public.hr_employee e WHERE e.user_id = ($1 ->> ''user'')::integer'
           '   ORDER BY e.active DESC, e.company_id = ($1 ->> ''company'')::integer DESC, e.id LIMIT 1)'
           ' UNION ALL SELECT e.user_id, e.parent_id, e.active, up.height + 1, up.path || e.id FROM up JOIN public.hr_employee e ON e.id = up.parent_id AND e.id <> ALL (up.path))'
           ' SELECT up.user_id FROM up JOIN public.res_users u ON u.id = up.user_id'
           '  WHERE up.height > 0 AND up.active AND u.active AND NOT COALESCE(u.share, false) AND u.id <> ($1 ->> ''user'')::integer'
           '  ORDER BY up.height OFFSET ($1 ->> ''levels'')::integer - 1 LIMIT 1',
           jsonb_build_object('user', user_id, 'company', company_id, 'levels', levels_up)) ELSE '[]' END) m
$$;
COMMENT ON FUNCTION manager_of(integer, integer, integer) IS 'Odoo user who is the manager of a user, so many levels up; null where Odoo knows none. Internal.';

CREATE FUNCTION category_paths(ids integer[]) RETURNS TABLE (category_id integer, path integer[])
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT (c ->> 'id')::integer, string_to_array(btrim(c ->> 'path', '/'), '/')::integer[]
      FROM jsonb_array_elements(CASE WHEN ids <> '{}' THEN inventory_gov.odoo_run(
           'SELECT id, COALESCE(parent_path, id::text) AS path FROM public.product_category WHERE id IN (SELECT i::integer FROM jsonb_array_elements_text($1) i)',
           to_jsonb(ids)) ELSE '[]' END) c
$$;
COMMENT ON FUNCTION category_paths(integer[]) IS 'Product categories with the ids from the root down to themselves. Internal.';

-- Who is responsible for only a part of a request does not decide the rest of it.
CREATE FUNCTION responsible_users(kind text, request_id bigint) RETURNS integer[]
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    WITH wanted AS (
        SELECT DISTINCT CASE kind WHEN 'warehouse' THEN l.warehouse_id ELSE l.category_id END AS id
          FROM inventory_gov.request_line l WHERE l.request_id = responsible_users.request_id),
    placed AS (
        SELECT w.id AS wanted, a.id, a.depth
          FROM wanted w LEFT JOIN LATERAL inventory_gov.category_paths(CASE WHEN kind = 'category' THEN ARRAY[w.id] ELSE '{}' END) c ON true,
               unnest(COALESCE(c.path, ARRAY[w.id])) WITH ORDINALITY a(id, depth)),
    named AS (
        SELECT p.wanted, r.user_id, p.depth = max(p.depth) OVER (PARTITION BY p.wanted) AS nearest
          FROM placed p JOIN inventory_gov.responsible r ON r.odoo_id = p.id AND r.kind = responsible_users.kind)
    SELECT array_agg(u.user_id)
      FROM (SELECT n.user_id FROM named n WHERE n.nearest GROUP BY n.user_id
            HAVING count(*) = (SELECT count(*) FROM wanted)) u
$$;
COMMENT ON FUNCTION responsible_users(text, bigint) IS 'Users responsible for every warehouse, or for every product category, of a request; the nearest category above counts. Internal.';

CREATE FUNCTION approver_users(approver text, request_id bigint) RETURNS TABLE (user_id integer, name text, right_by text)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    kind text := split_part(approver, ':', 1);
    what text := inventory_gov.approver_what(approver);
    r    inventory_gov.request;
    ids  integer[];
    why  text;
BEGIN
    SELECT * INTO r FROM inventory_gov.request q WHERE q.id = approver_users.request_id;
    CASE kind
        WHEN 'group' THEN
            ids := inventory_gov.group_members(what);
            why := 'member of ' || inventory_gov.group_label(what);
        WHEN 'user' THEN
            ids := ARRAY[inventory_gov.user_id_of(what)];
            why := 'named by the policy';
        WHEN 'manager' THEN
            ids := ARRAY[inventory_gov.manager_of(r.requester_id, r.company_id, COALESCE(what::integer, 1))];
            why := concat('manager of ', r.requester_name, CASE WHEN what <> '1' THEN format(', %s levels up', what) END);
        ELSE
            ids := inventory_gov.responsible_users(kind, r.id);
            why := CASE kind WHEN 'warehouse' THEN 'responsible for the warehouse' ELSE 'responsible for the product category' END;
    END CASE;
    RETURN QUERY SELECT u.user_id, u.name, why FROM inventory_gov.active_users(ids, r.company_id) u;
END
$$;
COMMENT ON FUNCTION approver_users(text, bigint) IS 'Active users that an approver of a level means for a request, and why, in words. Internal.';

CREATE FUNCTION kept_apart(step_id bigint) RETURNS TABLE (user_id integer, bar jsonb)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    WITH s AS (
        SELECT s.id, s.tier, s.request_id,
               (SELECT array_agg(DISTINCT x) FROM inventory_gov.request_line l JOIN inventory_gov.policy p ON p.id = l.policy_id, unnest(p.separate) x
                 WHERE l.request_id = s.request_id) AS separate
          FROM inventory_gov.request_step s WHERE s.id = step_id),
    approved AS (
        SELECT o.tier, o.id, u.user_id
          FROM s JOIN inventory_gov.request_step o USING (request_id) JOIN inventory_gov.decision d ON d.step_id = o.id AND d.verdict = 'approve',
               unnest(ARRAY[d.user_id, d.on_behalf_of]) u(user_id)
         WHERE u.user_id IS NOT NULL)
    SELECT DISTINCT ON (a.user_id) a.user_id, jsonb_build_object('why', a.why)
      FROM (SELECT 1, r.requester_id, 'requester' FROM s JOIN inventory_gov.request r ON r.id = s.request_id
            UNION ALL SELECT 2, v.actor_id, 'tried' FROM s JOIN inventory_gov.violation v USING (request_id)
            UNION ALL SELECT 3, l.counter_id, 'counter' FROM s JOIN inventory_gov.request_line l USING (request_id) WHERE 'counter' = ANY (s.separate)
            UNION ALL SELECT 3, c, 'counter' FROM s, inventory_gov.counters_of_request(s.request_id) c WHERE 'counter' = ANY (s.separate)
            UNION ALL SELECT 4, p.user_id, 'approved' FROM s JOIN approved p ON p.id = s.id
            UNION ALL SELECT 5, p.user_id, 'earlier_tier' FROM s JOIN approved p ON p.tier < s.tier WHERE 'earlier_tier' = ANY (s.separate)) a(rank, user_id, why)
     WHERE a.user_id IS NOT NULL ORDER BY a.user_id, a.rank
$$;
COMMENT ON FUNCTION kept_apart(bigint) IS 'Users who must not approve a step, whatever right they have, and why: requester, tried, counter, approved (this step), earlier_tier. Internal.';

CREATE FUNCTION authority_over(request_id bigint) RETURNS TABLE (authority_id bigint, user_id integer, line_id bigint, specific integer[])
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    WITH holder AS (
        SELECT a.*, u.user_id AS holder_id, cardinality(g.members) AS members
          FROM inventory_gov.authority a
          LEFT JOIN LATERAL (SELECT inventory_gov.group_members(a.user_group) WHERE a.user_group IS NOT NULL) g(members) ON true,
               unnest(COALESCE(g.members, ARRAY[a.user_id])) u(user_id)
         WHERE a.ended_at IS NULL AND a.valid_from <= clock_timestamp() AND COALESCE(a.valid_until > clock_timestamp(), true)),
    line AS (
        SELECT l.id, l.warehouse_id, l.category_id, r.company_id
          FROM inventory_gov.request_line l JOIN inventory_gov.request r ON r.id = l.request_id WHERE r.id = authority_over.request_id),
    place AS MATERIALIZED (
        SELECT c.category_id, c.path FROM inventory_gov.category_paths(ARRAY(SELECT DISTINCT category_id FROM line WHERE category_id IS NOT NULL)) c
         WHERE EXISTS (SELECT FROM holder))
    SELECT h.id, h.holder_id, l.id,
           ARRAY[CASE WHEN h.user_group IS NULL THEN 1 ELSE 0 END, COALESCE(array_position(p.path, h.category_id), 0),
                 CASE WHEN h.warehouse_id IS NULL THEN 0 ELSE 1 END, CASE WHEN h.company_id IS NULL THEN 0 ELSE 1 END, -COALESCE(h.members, 0)]
      FROM holder h CROSS JOIN line l LEFT JOIN place p ON p.category_id = l.category_id
     WHERE (h.category_id IS NULL OR h.category_id = ANY (p.path))
       AND (h.warehouse_id IS NULL OR h.warehouse_id = l.warehouse_id)
       AND (h.company_id IS NULL OR h.company_id = l.company_id)
$$;
COMMENT ON FUNCTION authority_over(bigint) IS 'Limits that users have for the lines of a request, and how specific each is: user before group, then the deeper category, warehouse, company, the smaller group. Internal.';

CREATE FUNCTION beyond_authority(request_id bigint) RETURNS TABLE (user_id integer, authority_id bigint, bar jsonb)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    WITH governing AS (
        SELECT DISTINCT ON (o.user_id, o.line_id) o.user_id, o.line_id, o.authority_id
          FROM inventory_gov.authority_over(beyond_authority.request_id) o ORDER BY o.user_id, o.line_id, o.specific DESC, o.authority_id),
    sums AS (
        SELECT g.user_id, g.authority_id, sum(abs(l.deviation_value)) AS value, sum(abs(l.deviation_qty)) AS qty, max(COALESCE(abs(l.deviation_pct), 1e15)) AS pct
          FROM governing g JOIN inventory_gov.request_line l ON l.id = g.line_id GROUP BY g.user_id, g.authority_id, l.policy_id),
    compared AS (
        SELECT s.user_id, s.authority_id, m.measure, m.amount, m.allowed
          FROM sums s JOIN inventory_gov.authority a ON a.id = s.authority_id,
               LATERAL (VALUES ('value', s.value, a.max_value), ('qty', s.qty, a.max_qty), ('pct', s.pct, a.max_pct)) m(measure, amount, allowed))
    SELECT DISTINCT ON (c.user_id) c.user_id, c.authority_id,
           CASE WHEN c.amount > c.allowed THEN jsonb_build_object('why', CASE WHEN c.amount = 1e15 THEN 'pct_of_nothing' ELSE c.measure END, 'amount', trim_scale(c.amount), 'allowed', trim_scale(c.allowed)) END
      FROM compared c ORDER BY c.user_id, COALESCE(c.amount > c.allowed, false) DESC, c.authority_id
$$;
COMMENT ON FUNCTION beyond_authority(bigint) IS 'Users with a limit that matters to a request; bar says which limit it exceeds by how much, null where it stays within. Each limit is held against the lines it governs, policy by policy. Internal.';

CREATE FUNCTION own_rights(approver text, step_id bigint)
RETURNS TABLE (user_id integer, name text, right_by text, authority_id bigint, bar jsonb)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT u.user_id, u.name, u.right_by, a.authority_id, COALESCE(k.bar, a.bar)
      FROM inventory_gov.request_step s
     CROSS JOIN LATERAL inventory_gov.approver_users(own_rights.approver, s.request_id) u
      LEFT JOIN inventory_gov.kept_apart(own_rights.step_id) k ON k.user_id = u.user_id
      LEFT JOIN inventory_gov.beyond_authority(s.request_id) a ON a.user_id = u.user_id
     WHERE s.id = own_rights.step_id
$$;
COMMENT ON FUNCTION own_rights(text, bigint) IS 'Users whom an approver means for a step, with what bars each; bar null: he may approve. Internal.';

-- Once a step is overdue its escalation counts, whether or not a worker has noticed.
CREATE FUNCTION escalation_of(s request_step) RETURNS SETOF text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT o.approver FROM inventory_gov.request_step o
     WHERE s.escalate_to = 'next' AND o.request_id = s.request_id
       AND o.tier = (SELECT min(n.tier) FROM inventory_gov.request_step n WHERE n.request_id = s.request_id AND n.tier > s.tier)
       AND (s.escalated_at IS NOT NULL OR s.due_at <= clock_timestamp())
    UNION ALL
    SELECT s.escalate_to WHERE s.escalate_to <> 'next' AND (s.escalated_at IS NOT NULL OR s.due_at <= clock_timestamp())
$$;
COMMENT ON FUNCTION escalation_of(request_step) IS 'Approvers who may decide an overdue step as well. Internal.';

CREATE FUNCTION direct_rights(step_id bigint)
RETURNS TABLE (user_id integer, name text, right_by text, authority_id bigint, bar jsonb)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    s       inventory_gov.request_step;
    anybody boolean;
BEGIN
    SELECT * INTO s FROM inventory_gov.request_step q WHERE q.id = direct_rights.step_id;
    RETURN QUERY SELECT * FROM inventory_gov.own_rights(s.approver, s.id);
    RETURN QUERY SELECT o.user_id, o.name, 'escalated: ' || o.right_by, o.authority_id, o.bar
      FROM inventory_gov.escalation_of(s) e, inventory_gov.own_rights(e, s.id) o;
    IF s.approver ~ '^(group|user):' THEN
        RETURN;
    END IF;
    SELECT count(*) > 0 INTO anybody FROM inventory_gov.own_rights(s.approver, s.id) o WHERE o.bar IS NULL;
    IF NOT anybody THEN
        RETURN QUERY SELECT o.user_id, o.name, format('%s, in place of: %s', o.right_by, COALESCE(s.approver_name, s.approver)), o.authority_id, o.bar
          FROM inventory_gov.own_rights('group:' || s.fallback_group, s.id) o;
    END IF;
END
$$;
COMMENT ON FUNCTION direct_rights(bigint) IS 'Users with a right of their own on a step: its approver, its escalation, and the approver group where no manager or responsible is found who may. Internal.';

-- A deputy needs a right that its holder could use himself now; a right that was lent is not lent on.
CREATE FUNCTION step_rights(step_id bigint)
RETURNS TABLE (user_id integer, name text, right_by text, on_behalf_of integer, delegation_id bigint, authority_id bigint, bar jsonb)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    WITH own AS MATERIALIZED (SELECT * FROM inventory_gov.direct_rights(step_rights.step_id)),
    lent AS MATERIALIZED (
        SELECT o.*, d.id AS delegation_id, d.to_user_id
          FROM own o JOIN inventory_gov.delegation d ON d.from_user_id = o.user_id
         WHERE d.ended_at IS NULL AND clock_timestamp() >= d.valid_from AND clock_timestamp() < d.valid_until),
    deputy AS (
        SELECT u.* FROM inventory_gov.request_step s JOIN inventory_gov.request r ON r.id = s.request_id,
               inventory_gov.active_users(ARRAY(SELECT l.to_user_id FROM lent l), r.company_id) u
         WHERE s.id = step_rights.step_id AND EXISTS (SELECT FROM lent)),
    every AS (
        SELECT o.user_id, o.name, o.right_by, NULL::integer AS on_behalf_of, NULL::bigint AS delegation_id, o.authority_id, o.bar FROM own o
        UNION ALL
        SELECT d.user_id, d.name, format('deputy of %s: %s', l.name, l.right_by), l.user_id, l.delegation_id, l.authority_id,
               COALESCE(k.bar, l.bar || jsonb_build_object('holder', l.name))
          FROM lent l JOIN deputy d ON d.user_id = l.to_user_id LEFT JOIN inventory_gov.kept_apart(step_rights.step_id) k ON k.user_id = d.user_id)
    SELECT DISTINCT ON (e.user_id) e.* FROM every e ORDER BY e.user_id, e.bar IS NOT NULL, e.on_behalf_of NULLS FIRST, e.delegation_id
$$;
COMMENT ON FUNCTION step_rights(bigint) IS 'Users with a right on a step, their own or one lent to them, each with the best one; bar: what keeps him from approving. Internal.';

CREATE FUNCTION step_users(step_id bigint)
RETURNS TABLE (user_id integer, name text, right_by text, on_behalf_of integer, delegation_id bigint)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT r.user_id, r.name, r.right_by, r.on_behalf_of, r.delegation_id
      FROM inventory_gov.request_step s, inventory_gov.step_rights(s.id) r
     WHERE s.id = step_users.step_id AND s.done_at IS NULL AND r.bar IS NULL ORDER BY r.user_id
$$;
COMMENT ON FUNCTION step_users(bigint) IS 'Active internal users who may approve a step that is not done, now: by a right of their own or as a deputy, within their limits, kept apart from those who asked, counted or approved before. Internal.';
