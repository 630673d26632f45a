-- Attachment to Odoo's tables, and the event triggers that guard it.

CREATE TABLE detachment (
    single       boolean PRIMARY KEY DEFAULT true CHECK (single),
    requested_at timestamptz NOT NULL DEFAULT now(),
    requested_by text NOT NULL DEFAULT session_user
);
COMMENT ON TABLE detachment IS 'A row here means: detach() was called, do not attach by yourself. attach() deletes it.';
SELECT pg_catalog.pg_extension_config_dump('detachment', '');

CREATE FUNCTION attach() RETURNS integer
    LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'inventory_gov_attach';
COMMENT ON FUNCTION attach() IS 'Puts the missing triggers on Odoo''s tables and mends the others; returns how many it made. Waits up to inventory_gov.attach_timeout for the tables, without holding up writers.';

CREATE FUNCTION detach() RETURNS integer
    LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'inventory_gov_detach';
COMMENT ON FUNCTION detach() IS 'Takes all triggers of this extension off Odoo''s tables, until attach() is called; returns how many it removed.';

-- Odoo backs its database up with pg_dump as its own role, and that stops at the first
-- table of ours it may not read.
CREATE FUNCTION admit_backup() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    kept record;
BEGIN
    FOR kept IN
        SELECT o.oid::regrole AS reader, c.oid::regclass AS name,
               CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind
          FROM pg_class t
          JOIN pg_roles o ON o.oid = t.relowner AND NOT o.rolsuper
          JOIN pg_extension e ON e.extname = 'inventory_gov'
          JOIN pg_class c ON c.oid = ANY (e.extconfig)
         WHERE t.oid = to_regclass('public.stock_move')
           AND NOT (has_schema_privilege(o.oid, c.relnamespace, 'USAGE')
                    AND CASE c.relkind WHEN 'S' THEN has_sequence_privilege(o.oid, c.oid, 'SELECT')
                             ELSE has_table_privilege(o.oid, c.oid, 'SELECT') END)
    LOOP
        EXECUTE format('GRANT USAGE ON SCHEMA inventory_gov TO %s', kept.reader);
        EXECUTE format('GRANT SELECT ON %s %s TO %s', kept.kind, kept.name, kept.reader);
    END LOOP;
END
$$;
COMMENT ON FUNCTION admit_backup() IS 'Lets the role Odoo connects as read, and only read, what a dump of this extension contains; attach() calls it. Internal.';

CREATE FUNCTION attachments(
        OUT table_name text, OUT trigger_name text, OUT function_name text,
        OUT wanted boolean, OUT present boolean, OUT enabled_always boolean, OUT detail text)
    RETURNS SETOF record
    LANGUAGE c STABLE PARALLEL UNSAFE ROWS 10
    SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'inventory_gov_attachments';
COMMENT ON FUNCTION attachments() IS 'One row per trigger wanted on Odoo''s tables: is its table complete (wanted), does it stand, and if not, why';

CREATE FUNCTION guard_command_start() RETURNS event_trigger
    LANGUAGE c AS 'MODULE_PATHNAME', 'inventory_gov_guard_command_start';
COMMENT ON FUNCTION guard_command_start() IS 'Refuses DDL aimed at the extension''s triggers, and lets them step aside for Odoo''s own';

CREATE FUNCTION guard_command_end() RETURNS event_trigger
    LANGUAGE c AS 'MODULE_PATHNAME', 'inventory_gov_guard_command_end';
COMMENT ON FUNCTION guard_command_end() IS 'Puts the extension''s triggers back where they are missing after DDL';

REVOKE ALL ON TABLE detachment FROM PUBLIC;
REVOKE ALL ON FUNCTION attach(), detach(), admit_backup(), attachments(), guard_command_start(), guard_command_end() FROM PUBLIC;

-- ALWAYS: session_replication_role does not switch them off.
CREATE EVENT TRIGGER inventory_gov_guard_start ON ddl_command_start
    EXECUTE FUNCTION guard_command_start();
ALTER EVENT TRIGGER inventory_gov_guard_start ENABLE ALWAYS;
COMMENT ON EVENT TRIGGER inventory_gov_guard_start IS 'Keeps the triggers of inventory_gov from being dropped or changed';
CREATE EVENT TRIGGER inventory_gov_guard_end ON ddl_command_end
    EXECUTE FUNCTION guard_command_end();
ALTER EVENT TRIGGER inventory_gov_guard_end ENABLE ALWAYS;
COMMENT ON EVENT TRIGGER inventory_gov_guard_end IS 'Keeps the triggers of inventory_gov on Odoo''s tables';
