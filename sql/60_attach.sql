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
REVOKE ALL ON FUNCTION attach(), detach(), attachments(), guard_command_start(), guard_command_end() FROM PUBLIC;

-- ALWAYS: session_replication_role does not switch them off.
CREATE EVENT TRIGGER inventory_gov_guard_start ON ddl_command_start
    EXECUTE FUNCTION guard_command_start();
ALTER EVENT TRIGGER inventory_gov_guard_start ENABLE ALWAYS;
COMMENT ON EVENT TRIGGER inventory_gov_guard_start IS 'Keeps the triggers of inventory_gov from being dropped or changed';
CREATE EVENT TRIGGER inventory_gov_guard_end ON ddl_command_end
    EXECUTE FUNCTION guard_command_end();
ALTER EVENT TRIGGER inventory_gov_guard_end ENABLE ALWAYS;
COMMENT ON EVENT TRIGGER inventory_gov_guard_end IS 'Keeps the triggers of inventory_gov on Odoo''s tables';

SELECT attach();
