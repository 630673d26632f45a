-- The way from our SQL functions to Odoo's tables, and to ours as they are by now.

CREATE FUNCTION odoo_run(query text, args jsonb DEFAULT '{}') RETURNS jsonb
    LANGUAGE c STRICT VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'inventory_gov_odoo_run';
COMMENT ON FUNCTION odoo_run(text, jsonb) IS
'Runs one SELECT, or INSERT, UPDATE or DELETE with RETURNING, as the owner of Odoo''s tables, restricted, with the latest snapshot; $1 is args. Returns the rows as a JSON array. Raises 55000 where Odoo is absent. Internal.';

CREATE FUNCTION odoo_before(query text, args jsonb DEFAULT '{}') RETURNS jsonb
    LANGUAGE c STRICT VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'inventory_gov_odoo_before';
COMMENT ON FUNCTION odoo_before(text, jsonb) IS
'Runs one SELECT like odoo_run(), over rows as they were before this transaction did anything. Internal.';

CREATE FUNCTION latest(query text, args jsonb DEFAULT '{}') RETURNS jsonb
    LANGUAGE c STRICT VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'inventory_gov_latest';
COMMENT ON FUNCTION latest(text, jsonb) IS
'Runs one SELECT, or INSERT, UPDATE or DELETE with RETURNING, as the owner of the extension with the latest snapshot, also under REPEATABLE READ; STABLE functions in it share that snapshot. $1 is args. Returns the rows as a JSON array. Internal.';

CREATE FUNCTION lock_matter(matter text) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp
AS $$ SELECT pg_advisory_xact_lock(hashtextextended('inventory_gov ' || matter, 0)) $$;
COMMENT ON FUNCTION lock_matter(text) IS
'To the end of the transaction nobody else changes the matter, such as "reason scrap WET". Read it with latest() afterwards: the transaction''s own snapshot may be older. Internal.';

CREATE FUNCTION lock_request(request_id bigint) RETURNS void
    LANGUAGE c STRICT VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'inventory_gov_lock_request';
COMMENT ON FUNCTION lock_request(bigint) IS
'To the end of the transaction nobody else decides the request, nor spends its approval. Read it with latest() afterwards. Raises 23G06 where there is none. Internal.';

CREATE FUNCTION try_lock_request(request_id bigint) RETURNS boolean
    LANGUAGE c STRICT VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'inventory_gov_try_lock_request';
COMMENT ON FUNCTION try_lock_request(bigint) IS 'The same lock without waiting; false where somebody decides or uses the request now. For whoever changes its steps besides. Internal.';

CREATE FUNCTION group_id(name text) RETURNS integer
    LANGUAGE c STRICT VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'inventory_gov_group_id';
COMMENT ON FUNCTION group_id(text) IS 'Odoo id of a group given by xml id, id or exact name; null where there is none, or no single one. Internal.';

CREATE FUNCTION group_label(name text) RETURNS text
    LANGUAGE c STRICT VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'inventory_gov_group_label';
COMMENT ON FUNCTION group_label(text) IS 'Name of a group as Odoo shows it, such as Inventory / Administrator; what was given where it is unknown. Internal.';

CREATE FUNCTION user_in_group(user_id integer, name text) RETURNS boolean
    LANGUAGE c STRICT VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'inventory_gov_user_in_group';
COMMENT ON FUNCTION user_in_group(integer, text) IS 'Is the user now a member, directly or by implication, of the group given by xml id, id or exact name? Internal.';

CREATE FUNCTION odoo_has(table_name text, column_name text DEFAULT NULL) RETURNS boolean
    LANGUAGE c VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'inventory_gov_odoo_has';
COMMENT ON FUNCTION odoo_has(text, text) IS 'Whether Odoo has the table, and the column where one is given. Internal.';

CREATE FUNCTION odoo_version() RETURNS integer
LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE WHEN NOT inventory_gov.odoo_has('stock_move') THEN 0
                WHEN NOT inventory_gov.odoo_has('stock_move', 'name') THEN 19
                WHEN inventory_gov.odoo_has('stock_move', 'location_final_id') THEN 18
                WHEN inventory_gov.odoo_has('stock_picking', 'return_id') THEN 17
                ELSE 16 END
$$;
COMMENT ON FUNCTION odoo_version() IS 'Major version of the Odoo in this database, told by its columns: 16 to 19; 0 where there is none';

CREATE FUNCTION odoo_user(user_id integer, OUT name text, OUT internal boolean)
LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT u ->> 'name', (u ->> 'internal')::boolean
      FROM jsonb_array_elements(CASE WHEN inventory_gov.odoo_has('res_users') THEN inventory_gov.odoo_run(
           'SELECT p.name, COALESCE(u.active, false) AND NOT COALESCE(u.share, false) AS internal
              FROM public.res_users u LEFT JOIN public.res_partner p ON p.id = u.partner_id
             WHERE u.id = ($1 ->> ''id'')::integer', jsonb_build_object('id', odoo_user.user_id)) END) u
$$;
COMMENT ON FUNCTION odoo_user(integer) IS 'Name of an Odoo user, and whether it is an active internal one; both null where there is no such user. Internal.';
