-- The way from our SQL functions to Odoo's tables.

CREATE FUNCTION odoo_run(query text, args jsonb DEFAULT '{}') RETURNS jsonb
    LANGUAGE c STRICT VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'inventory_gov_odoo_run';
COMMENT ON FUNCTION odoo_run(text, jsonb) IS
'Runs one SELECT, or INSERT, UPDATE or DELETE with RETURNING, as the owner of Odoo''s tables, restricted, with the latest snapshot; $1 is args. Returns the rows as a JSON array. Raises 55000 where Odoo is absent. Internal.';

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
