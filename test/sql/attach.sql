-- Attaching to Odoo's tables and detaching from them.
\set database :DBNAME
CREATE DATABASE regress_attach;
\c regress_attach
CREATE EXTENSION inventory_gov;

-- A database without Odoo's tables: nothing to do, and attachments() says why.
SELECT inventory_gov.attach();
SELECT * FROM inventory_gov.attachments();

-- Odoo creates its tables: the triggers come by themselves. Which columns they listen to depends on its version.
CREATE SCHEMA look;
CREATE VIEW look.standing AS
    SELECT t.tgrelid::regclass AS "table", t.tgfoid::regproc AS function,
           concat_ws(' ', CASE WHEN t.tgtype & 1 = 1 THEN 'row' ELSE 'statement' END, CASE WHEN t.tgtype & 4 > 0 THEN 'insert' END,
               CASE WHEN t.tgtype & 8 > 0 THEN 'delete' END, CASE WHEN t.tgtype & 16 > 0 THEN 'update' END,
               CASE WHEN t.tgtype & 32 > 0 THEN 'truncate' END) AS fires,
           (SELECT string_agg(a.attname, ' ' ORDER BY a.attname) FROM pg_attribute a
            WHERE a.attrelid = t.tgrelid AND a.attnum = ANY (t.tgattr)) AS "of",
           t.tgenabled AS enabled,
           EXISTS (SELECT FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid AND d.refclassid = 'pg_extension'::regclass
                   WHERE d.classid = 'pg_trigger'::regclass AND d.objid = t.oid AND d.deptype = 'x' AND e.extname = 'inventory_gov') AS tied
    FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE t.tgisinternal AND n.nspname = 'inventory_gov'
    ORDER BY t.tgrelid::regclass::text, t.tgfoid::regproc::text, fires;
SET search_path = public, look;
\set v 16
\set ECHO none
\i test/fixtures/odoo.sql
SET client_min_messages = warning;
\set ECHO all
SELECT * FROM standing;
DROP SCHEMA public, odoo_sim CASCADE;
CREATE SCHEMA public;
\set v 19
\set ECHO none
\i test/fixtures/odoo.sql
SET client_min_messages = warning;
\set ECHO all
SELECT * FROM standing;
DROP SCHEMA public, odoo_sim CASCADE;
CREATE SCHEMA public;
\set v 18
\set ECHO none
\i test/fixtures/odoo.sql
SET client_min_messages = warning;
\set ECHO all
SELECT * FROM standing;
DROP SCHEMA public, odoo_sim CASCADE;
CREATE SCHEMA public;

-- Or the extension comes later than Odoo's tables.
DROP EXTENSION inventory_gov;
\set v 17
\set ECHO none
\i test/fixtures/odoo.sql
SET client_min_messages = warning;
\set ON_ERROR_STOP off
\set ECHO all
CREATE EXTENSION inventory_gov;
SELECT * FROM standing;
CREATE VIEW look.state AS
    SELECT table_name, trigger_name, wanted, present, enabled_always, detail FROM inventory_gov.attachments();

-- attach() once more: nothing to make.
SELECT inventory_gov.attach();

-- It makes again what is missing, and only that.
CREATE FUNCTION look.lose(trigger_like text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE t record;
BEGIN
    SET LOCAL inventory_gov.maintenance = on;
    FOR t IN SELECT tgname, tgrelid::regclass AS rel FROM pg_trigger WHERE tgname LIKE trigger_like AND tgisinternal LOOP
        EXECUTE format('DROP TRIGGER %I ON %s', t.tgname, t.rel);
    END LOOP;
END $$;
BEGIN;
SELECT lose('inventory\_gov\_judge\_moves%');
SELECT * FROM state WHERE NOT present;
SELECT inventory_gov.attach();
SELECT count(*) FROM state WHERE NOT present;
ROLLBACK;

-- It enables and ties again what a superuser changed behind its back.
SELECT tgname AS collect_move FROM pg_trigger WHERE tgname LIKE 'inventory\_gov\_collect\_move%' \gset
BEGIN;
SET LOCAL inventory_gov.maintenance = on;
ALTER TABLE stock_move DISABLE TRIGGER :"collect_move";
SELECT * FROM state WHERE detail IS NOT NULL;
SELECT inventory_gov.attach();
SELECT * FROM state WHERE detail IS NOT NULL;
ALTER TRIGGER :"collect_move" ON stock_move NO DEPENDS ON EXTENSION inventory_gov;
SELECT * FROM state WHERE detail IS NOT NULL;
SELECT inventory_gov.attach();
SELECT * FROM state WHERE detail IS NOT NULL;
ROLLBACK;

-- It makes a trigger anew whose list of columns is out of date.
BEGIN;
SET LOCAL inventory_gov.maintenance = on;
ALTER TABLE stock_move ADD COLUMN quantity_done numeric;
SELECT * FROM state WHERE detail IS NOT NULL;
SELECT inventory_gov.attach();
SELECT "of" FROM standing WHERE function::text LIKE '%collect_move';
ROLLBACK;

-- It removes a trigger of ours that no longer belongs there.
BEGIN;
CREATE TRIGGER of_old AFTER DELETE ON stock_move EXECUTE FUNCTION inventory_gov.judge_moves();
UPDATE pg_trigger SET tgisinternal = true WHERE tgname = 'of_old';
SELECT count(*) FROM standing WHERE fires = 'statement delete';
SELECT inventory_gov.attach();
SELECT count(*) FROM standing WHERE fires = 'statement delete';
ROLLBACK;

-- What keeps a trigger from being made.
BEGIN;
SELECT lose('inventory\_gov%');
ALTER TABLE stock_quant RENAME TO quants_of_stock;
CREATE VIEW stock_quant AS SELECT * FROM quants_of_stock;
ALTER TABLE stock_picking DROP CONSTRAINT stock_picking_pkey CASCADE;
ALTER TABLE stock_location RENAME COLUMN parent_path TO path;
ALTER TABLE stock_move RENAME COLUMN quantity TO quantity_made;
SELECT * FROM state;
ROLLBACK;

-- A restore brings the primary key after the data: only then the trigger comes.
BEGIN;
DROP TABLE stock_quant CASCADE;
CREATE TABLE stock_quant (id integer NOT NULL, quantity numeric, product_id integer, location_id integer);
SELECT present, detail FROM state WHERE table_name = 'stock_quant';
ALTER TABLE stock_quant ADD PRIMARY KEY (id);
SELECT present, detail FROM state WHERE table_name = 'stock_quant';
ROLLBACK;

-- Rows of inheritance children fire nothing: attachments() says so.
BEGIN;
SET LOCAL inventory_gov.maintenance = on;
CREATE TABLE hidden_quant () INHERITS (stock_quant);
SELECT detail FROM state WHERE detail IS NOT NULL;
ROLLBACK;

-- detach() takes them off, and no DDL brings them back; attach() does.
SELECT inventory_gov.detach();
SELECT inventory_gov.detach();
CREATE TABLE something ();
ALTER TABLE stock_move ADD COLUMN something integer;
SELECT * FROM state;
SELECT count(*), every(requested_by = session_user) FROM inventory_gov.detachment;
SELECT inventory_gov.attach();
SELECT count(*) FROM inventory_gov.detachment;
SELECT count(*) FROM standing;

-- detach() finds them under another name of the table, too.
BEGIN;
SET LOCAL inventory_gov.maintenance = on;
ALTER TABLE stock_quant RENAME TO quants_of_stock;
SELECT inventory_gov.detach();
ROLLBACK;

-- Only who was granted it may call these.
CREATE ROLE regress_attach_user;
GRANT USAGE ON SCHEMA inventory_gov TO regress_attach_user;
SET ROLE regress_attach_user;
SELECT inventory_gov.attach();
SELECT inventory_gov.detach();
SELECT inventory_gov.attachments();
RESET ROLE;
GRANT EXECUTE ON FUNCTION inventory_gov.attach(), inventory_gov.detach() TO regress_attach_user;
SET ROLE regress_attach_user;
SELECT inventory_gov.detach();
SELECT inventory_gov.attach();
RESET ROLE;

-- DROP EXTENSION needs no CASCADE and leaves Odoo's tables as they were.
DROP VIEW state;
DROP EXTENSION inventory_gov;
SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'inventory\_gov%';
SELECT count(*) FROM pg_event_trigger;
INSERT INTO stock_location (name, usage) VALUES ('free', 'internal');

\c :database
DROP DATABASE regress_attach;
DROP ROLE regress_attach_user;
