-- Rights people have beside Odoo's groups: lent for an absence, limited to an amount, given for a warehouse or a category.

CREATE FUNCTION may_manage_rights(actor integer, holder integer) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$ SELECT actor IS NULL OR actor = holder OR inventory_gov.user_in_group(actor, 'base.group_system') $$;
COMMENT ON FUNCTION may_manage_rights(integer, integer) IS 'Whether an Odoo user may lend the right of holder: himself, or a member of Settings; null stands for the database role. Internal.';

CREATE FUNCTION require_user(user_id integer) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    u record;
BEGIN
    SELECT * INTO u FROM inventory_gov.odoo_user(user_id);
    IF u.internal IS NOT TRUE THEN
        RAISE EXCEPTION '%', COALESCE(u.name || ' is archived or not an internal user', format('there is no Odoo user with id %s', COALESCE(user_id::text, '(null)')))
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Give the id of an active internal user.';
    END IF;
    RETURN u.name;
END
$$;
COMMENT ON FUNCTION require_user(integer) IS 'Name of an active internal user of Odoo. Raises 22023 for anybody else. Internal.';

CREATE FUNCTION delegate(from_user integer, to_user integer, valid_from timestamptz, valid_until timestamptz, reason text, actor integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    holder text := inventory_gov.require_user(from_user);
    deputy text := inventory_gov.require_user(to_user);
    lang   text := inventory_gov.user_lang(actor);
    wrong  text;
    new_id bigint;
BEGIN
    IF NOT inventory_gov.may_manage_rights(actor, from_user) THEN
        PERFORM inventory_gov.refuse(jsonb_build_object('code', '23G03',
            'message', inventory_gov.say(lang, 'Only %1$s or an administrator may lend the right of %1$s', VARIADIC ARRAY[holder])));
    END IF;
    wrong := CASE WHEN from_user = to_user THEN inventory_gov.say(lang, '%1$s cannot be the deputy of himself', VARIADIC ARRAY[holder])
                  WHEN COALESCE(btrim(reason), '') = '' THEN inventory_gov.say(lang, 'A delegation needs a reason')
                  WHEN valid_from IS NULL OR valid_until IS NULL OR valid_until <= valid_from OR valid_until <= clock_timestamp()
                  THEN inventory_gov.say(lang, 'A delegation needs a time that lies ahead: from %1$s until %2$s was given', VARIADIC ARRAY[COALESCE(to_char(valid_from, 'YYYY-MM-DD HH24:MI'), '?'), COALESCE(to_char(valid_until, 'YYYY-MM-DD HH24:MI'), '?')])
                  WHEN valid_until > greatest(valid_from, clock_timestamp()) + interval '1 year'
                  THEN inventory_gov.say(lang, 'A delegation lasts a year at most: until %1$s was given', VARIADIC ARRAY[to_char(valid_until, 'YYYY-MM-DD HH24:MI')]) END;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION '%', wrong USING ERRCODE = 'invalid_parameter_value';
    END IF;
    INSERT INTO inventory_gov.delegation (from_user_id, to_user_id, valid_from, valid_until, reason, created_by)
    VALUES (from_user, to_user, delegate.valid_from, delegate.valid_until, btrim(delegate.reason), actor) RETURNING id INTO new_id;
    INSERT INTO inventory_gov.event (kind, subject, payload)
    SELECT 'delegation.created', new_id::text, to_jsonb(d) || jsonb_build_object('from_user', holder, 'to_user', deputy) FROM inventory_gov.delegation d WHERE d.id = new_id;
    PERFORM inventory_gov.wake_desk();
    RETURN new_id;
END
$$;
COMMENT ON FUNCTION delegate(integer, integer, timestamptz, timestamptz, text, integer) IS
'Lends the approval rights of one Odoo user to another for a time, with a reason; returns the id of the delegation. actor: the holder himself, a member of Settings, or null for the database role. The deputy can do what the holder could at that moment, never for his own requests, and cannot lend it on. Raises 22023 for users or times that will not do, 23G03 for another actor.';

CREATE FUNCTION end_delegation(id bigint, actor integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    d jsonb := inventory_gov.latest('SELECT * FROM inventory_gov.delegation WHERE id = ($1 ->> 0)::bigint AND ended_at IS NULL AND valid_until > clock_timestamp()', jsonb_build_array(id)) -> 0;
BEGIN
    IF d IS NULL THEN
        RAISE EXCEPTION 'there is no delegation % that could be ended', COALESCE(end_delegation.id::text, '(null)')
            USING ERRCODE = 'no_data_found', HINT = 'See inventory_gov.delegations.';
    ELSIF NOT inventory_gov.may_manage_rights(actor, (d ->> 'from_user_id')::integer) AND actor <> (d ->> 'to_user_id')::integer THEN
        PERFORM inventory_gov.refuse(jsonb_build_object('code', '23G03',
            'message', inventory_gov.say(inventory_gov.user_lang(actor), 'Only the two users of a delegation or an administrator may end it')));
    END IF;
    d := inventory_gov.latest('UPDATE inventory_gov.delegation SET ended_at = clock_timestamp(), ended_by = ($1 ->> 1)::integer WHERE id = ($1 ->> 0)::bigint RETURNING *',
                              jsonb_build_array(id, actor)) -> 0;
    INSERT INTO inventory_gov.event (kind, subject, payload) VALUES ('delegation.ended', id::text, d);
    PERFORM inventory_gov.wake_desk();
END
$$;
COMMENT ON FUNCTION end_delegation(bigint, integer) IS 'Ends a delegation before its time. actor: one of its two users, a member of Settings, or null for the database role. Raises P0002 where there is none in force, 23G03 for another actor.';

CREATE FUNCTION set_authority(
    user_id      integer DEFAULT NULL,
    user_group   text DEFAULT NULL,
    max_value    numeric DEFAULT NULL,
    max_qty      numeric DEFAULT NULL,
    max_pct      numeric DEFAULT NULL,
    company_id   integer DEFAULT NULL,
    warehouse_id integer DEFAULT NULL,
    category_id  integer DEFAULT NULL,
    valid_until  timestamptz DEFAULT NULL,
    note         text DEFAULT NULL
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    a      inventory_gov.authority;
    wrong  text;
BEGIN
    wrong := COALESCE(
        CASE WHEN (user_id IS NULL) = (user_group IS NULL) THEN 'a limit is for a user or for a group: give one of user_id and user_group'
             WHEN num_nonnulls(max_value, max_qty, max_pct) = 0 THEN 'a limit needs at least one of max_value, max_qty, max_pct'
             WHEN least(max_value, max_qty, max_pct) < 0 THEN format('a limit of %s is below 0', least(max_value, max_qty, max_pct))
             WHEN valid_until <= clock_timestamp() THEN format('valid_until %s has passed', to_char(valid_until, 'YYYY-MM-DD HH24:MI')) END,
        CASE WHEN user_group IS NOT NULL THEN inventory_gov.approver_error('group:' || user_group) END);
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION '%', wrong USING ERRCODE = 'invalid_parameter_value';
    ELSIF user_id IS NOT NULL THEN
        PERFORM inventory_gov.require_user(user_id);
    END IF;
    PERFORM inventory_gov.end_authority(o.id) FROM inventory_gov.authority o
      WHERE o.ended_at IS NULL AND (o.user_id, o.user_group, o.company_id, o.warehouse_id, o.category_id)
            IS NOT DISTINCT FROM (set_authority.user_id, set_authority.user_group, set_authority.company_id, set_authority.warehouse_id, set_authority.category_id);
    INSERT INTO inventory_gov.authority AS t (user_id, user_group, company_id, warehouse_id, category_id, max_value, max_qty, max_pct, valid_until, note)
    VALUES (set_authority.user_id, set_authority.user_group, set_authority.company_id, set_authority.warehouse_id, set_authority.category_id,
            set_authority.max_value, set_authority.max_qty, set_authority.max_pct, set_authority.valid_until, set_authority.note)
    RETURNING t.* INTO a;
    INSERT INTO inventory_gov.event (kind, subject, payload) VALUES ('authority.set', a.id::text, to_jsonb(a));
    RETURN a.id;
END
$$;
COMMENT ON FUNCTION set_authority(integer, text, numeric, numeric, numeric, integer, integer, integer, timestamptz, text) IS
'Up to how much a user, or a group, may approve, in a company, warehouse or product category (with all below it) where one is given; returns the id. Replaces the limit of the same user or group, company, warehouse and category. The most specific limit counts: user before group, then the deeper category, warehouse, company, smaller group. Nobody without a limit is limited. Raises 22023 for what will not do.';

CREATE FUNCTION end_authority(id bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    a inventory_gov.authority;
BEGIN
    UPDATE inventory_gov.authority t SET ended_at = clock_timestamp() WHERE t.id = end_authority.id AND t.ended_at IS NULL RETURNING t.* INTO a;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no limit % in force', COALESCE(end_authority.id::text, '(null)')
            USING ERRCODE = 'no_data_found', HINT = 'See inventory_gov.authorities.';
    END IF;
    INSERT INTO inventory_gov.event (kind, subject, payload) VALUES ('authority.ended', a.id::text, to_jsonb(a));
END
$$;
COMMENT ON FUNCTION end_authority(bigint) IS 'Ends a limit. Raises P0002 where there is none of that id in force.';

CREATE FUNCTION set_responsible(kind text, odoo_id integer, user_ids integer[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    before integer[];
BEGIN
    IF kind IS NULL OR kind NOT IN ('warehouse', 'category') OR odoo_id IS NULL THEN
        RAISE EXCEPTION 'there are no responsibles for % %', COALESCE(kind, '(null)'), COALESCE(odoo_id::text, '(null)')
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Give warehouse or category, and the id of one.';
    ELSIF inventory_gov.odoo_has('stock_warehouse') AND inventory_gov.odoo_run(
          CASE kind WHEN 'warehouse' THEN 'SELECT id FROM public.stock_warehouse WHERE id = $1::integer'
                    ELSE 'SELECT id FROM public.product_category WHERE id = $1::integer' END, to_jsonb(odoo_id)) = '[]' THEN
        RAISE EXCEPTION 'Odoo has no % with id %', kind, odoo_id USING ERRCODE = 'invalid_parameter_value';
    END IF;
    PERFORM inventory_gov.require_user(u) FROM unnest(user_ids) u;
    LOCK TABLE inventory_gov.responsible IN SHARE ROW EXCLUSIVE MODE;
    WITH gone AS (DELETE FROM inventory_gov.responsible r WHERE r.kind = set_responsible.kind AND r.odoo_id = set_responsible.odoo_id RETURNING r.user_id)
    SELECT array_agg(g.user_id ORDER BY g.user_id) INTO before FROM gone g;
    INSERT INTO inventory_gov.responsible (kind, odoo_id, user_id)
    SELECT DISTINCT set_responsible.kind, set_responsible.odoo_id, u FROM unnest(user_ids) u;
    INSERT INTO inventory_gov.event (kind, subject, payload)
    VALUES ('responsible.set', format('%s %s', kind, odoo_id), jsonb_build_object('before', before, 'after', user_ids));
END
$$;
COMMENT ON FUNCTION set_responsible(text, integer, integer[]) IS
'Says which users are responsible for a warehouse or a product category, and all categories below it that have none of their own; replaces those before. Raises 22023 for an unknown record or user.';
