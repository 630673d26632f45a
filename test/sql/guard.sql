-- The guard: Odoo's own DDL works and the triggers survive it; DDL aimed at them is refused.
\set database :DBNAME
CREATE DATABASE regress_guard;
\c regress_guard
CREATE EXTENSION inventory_gov;
\set v 17
\set ECHO none
\i test/fixtures/odoo.sql
SET client_min_messages = warning;
\set ON_ERROR_STOP off
\set ECHO all


-- Odoo's role owns Odoo's tables and is no superuser.
CREATE ROLE regress_guard_odoo;
GRANT CREATE, USAGE ON SCHEMA public TO regress_guard_odoo;
DO $$
DECLARE t regclass;
BEGIN
    FOR t IN SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' LOOP
        EXECUTE format('ALTER TABLE %s OWNER TO regress_guard_odoo', t);
    END LOOP;
END $$;
CREATE VIEW standing AS
    SELECT count(DISTINCT t.oid) FILTER (WHERE t.tgenabled = 'A') AS standing,
           string_agg(DISTINCT a.attname, ' ' ORDER BY a.attname) FILTER (WHERE a.attrelid = 'stock_move'::regclass) AS "of stock_move"
    FROM pg_trigger t LEFT JOIN pg_attribute a ON a.attrelid = t.tgrelid AND a.attnum = ANY (t.tgattr)
    WHERE t.tgname LIKE 'inventory\_gov%' AND t.tgisinternal;
GRANT SELECT ON standing TO regress_guard_odoo;

-- Runs a command in which TRIGGER stands for the name of the row trigger on stock_move.
-- Of PostgreSQL's own refusals only the SQLSTATE is shown: names carry OIDs, and wordings change.
CREATE FUNCTION attempt(command text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE name name := (SELECT tgname FROM pg_trigger WHERE tgname LIKE 'inventory\_gov\_collect\_move%');
BEGIN
    EXECUTE replace(command, 'TRIGGER', quote_ident(name));
    RETURN 'done';
EXCEPTION WHEN OTHERS THEN
    RETURN sqlstate || CASE WHEN sqlerrm LIKE 'triggers of inventory_gov%' THEN ' ' || sqlerrm ELSE '' END;
END $$;

SET ROLE regress_guard_odoo;

-- Columns that come, change and go with Odoo's modules and versions.
ALTER TABLE stock_move DROP COLUMN purchase_line_id CASCADE;
ALTER TABLE stock_move ALTER COLUMN quantity TYPE double precision;
SELECT * FROM standing;
ALTER TABLE stock_move ADD COLUMN quantity_done numeric;
SELECT * FROM standing;
ALTER TABLE stock_move DROP COLUMN quantity_done;
SELECT * FROM standing;

-- Without a column it cannot do without, a trigger is off, and comes back with the column.
BEGIN;
ALTER TABLE stock_move DROP COLUMN product_uom CASCADE;
SELECT standing FROM standing;
ALTER TABLE stock_move ADD COLUMN product_uom integer;
SELECT standing FROM standing;
ROLLBACK;

-- Tables that are dropped and made again.
BEGIN;
DROP TABLE stock_picking CASCADE;
SELECT standing FROM standing;
CREATE TABLE stock_picking (id serial PRIMARY KEY, state varchar);
SELECT standing FROM standing;
ROLLBACK;

-- Cascades that take a trigger along: a column's type.
BEGIN;
RESET ROLE;
CREATE DOMAIN amount AS numeric;
ALTER DOMAIN amount OWNER TO regress_guard_odoo;
SET ROLE regress_guard_odoo;
ALTER TABLE stock_quant ALTER COLUMN quantity TYPE amount;
SELECT standing FROM standing;
DROP DOMAIN amount CASCADE;
SELECT standing FROM standing;
ALTER TABLE stock_quant ADD COLUMN quantity numeric;
SELECT standing FROM standing;
ROLLBACK;

-- What the tables' owner is refused.
SELECT command, attempt(command) FROM unnest(ARRAY[
    $$DROP trigger TRIGGER ON stock_move$$,
    $$DROP trigger IF EXISTS TRIGGER ON public.stock_move CASCADE$$,
    $$ALTER TABLE stock_move DISABLE trigger TRIGGER$$,
    $$ALTER TABLE stock_move DISABLE trigger ALL$$,
    $$ALTER TABLE stock_move ENABLE REPLICA trigger TRIGGER$$,
    $$ALTER TABLE stock_move ENABLE trigger TRIGGER$$,
    $$ALTER trigger TRIGGER ON stock_move RENAME TO harmless$$,
    $$ALTER trigger TRIGGER ON stock_move NO DEPENDS ON EXTENSION inventory_gov$$,
    $$DROP FUNCTION inventory_gov.collect_move() CASCADE$$,
    $$DROP EVENT trigger inventory_gov_guard_end$$,
    $$DROP EXTENSION inventory_gov CASCADE$$,
    $$SET inventory_gov.maintenance = on$$]) AS command;
SELECT standing FROM standing;

-- Nor can he take something out of the gate's sight for a moment: by another name, ...
RESET ROLE;
ALTER SCHEMA public OWNER TO regress_guard_odoo;
GRANT CREATE ON DATABASE regress_guard TO regress_guard_odoo;
CREATE SCHEMA aside AUTHORIZATION regress_guard_odoo;
-- Runs a command and undoes it.
CREATE FUNCTION told(command text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE command;
    RAISE SQLSTATE 'UNDO0';
EXCEPTION WHEN SQLSTATE 'UNDO0' THEN
    RETURN 'done';
WHEN OTHERS THEN
    RETURN sqlstate || CASE WHEN sqlerrm LIKE '% while triggers of inventory_gov are on Odoo''s tables' THEN ' ' || split_part(sqlerrm, ' while ', 1) ELSE '' END;
END $$;
SET ROLE regress_guard_odoo;
SELECT command, told(command) FROM unnest(ARRAY[
    $$ALTER TABLE stock_picking_type RENAME TO zz$$,
    $$ALTER TABLE IF EXISTS public.stock_move RENAME TO zz$$,
    $$ALTER INDEX stock_quant RENAME TO zz$$,
    $$ALTER TABLE ir_model_data RENAME TO zz$$,
    $$ALTER TABLE purchase_order_line RENAME TO zz$$,
    $$ALTER TABLE stock_move SET SCHEMA aside$$,
    $$ALTER TABLE public.res_groups SET SCHEMA aside$$,
    $$ALTER TABLE stock_move RENAME COLUMN state TO zz$$,
    $$ALTER TABLE stock_move RENAME scrap_id TO zz$$,
    $$ALTER TABLE ONLY stock_quant RENAME COLUMN owner_id TO zz$$,
    $$ALTER SCHEMA public RENAME TO zz$$]) AS command;

-- ... by a rule, or by another table through which it is written.
CREATE TABLE kid (LIKE stock_move);
CREATE TABLE parent (state varchar);
CREATE TABLE parted (LIKE stock_quant) PARTITION BY LIST (id);
SELECT format('CREATE TYPE likeness AS (%s)', string_agg(format('%I %s', attname, format_type(atttypid, atttypmod)), ', ' ORDER BY attnum)) AS command
    FROM pg_attribute WHERE attrelid = 'stock_picking'::regclass AND attnum > 0 AND NOT attisdropped \gset
:command;
SELECT command, told(command) FROM unnest(ARRAY[
    $$CREATE RULE never AS ON UPDATE TO stock_move DO INSTEAD NOTHING$$,
    $$CREATE OR REPLACE RULE never AS ON INSERT TO public.stock_quant DO ALSO SELECT 1$$,
    $$ALTER TABLE kid INHERIT stock_move$$,
    $$ALTER TABLE stock_move ADD COLUMN more integer, INHERIT parent$$,
    $$ALTER TABLE stock_move DROP COLUMN product_uom, INHERIT parent$$,
    $$ALTER TABLE parted ATTACH PARTITION stock_quant DEFAULT$$,
    $$CREATE TABLE child () INHERITS (stock_move)$$,
    $$CREATE TABLE child () INHERITS (parent, public.stock_quant)$$,
    $$CREATE SCHEMA nest CREATE TABLE child () INHERITS (public.stock_move)$$,
    $$ALTER TABLE stock_picking OF likeness$$]) AS command;
ALTER TABLE stock_picking_type RENAME TO zz;
SELECT standing FROM standing;

-- A table that only has such a name is his own affair, and Odoo's other tables are, too.
SELECT command, attempt(command) FROM unnest(ARRAY[
    $$CREATE TEMP TABLE stock_move (id integer)$$,
    $$ALTER TABLE pg_temp.stock_move RENAME TO mine$$,
    $$DROP TABLE mine$$,
    $$CREATE TABLE aside.stock_quant (id integer)$$,
    $$ALTER TABLE aside.stock_quant RENAME COLUMN id TO other$$,
    $$ALTER TABLE aside.stock_quant RENAME TO quants$$,
    $$ALTER TABLE aside.quants SET SCHEMA public$$,
    $$CREATE TABLE grandchild () INHERITS (quants)$$,
    $$CREATE RULE never AS ON UPDATE TO quants DO INSTEAD NOTHING$$,
    $$DROP TABLE grandchild, quants$$,
    $$ALTER INDEX stock_move_pkey RENAME TO stock_move_primary$$,
    $$ALTER TABLE stock_move RENAME CONSTRAINT stock_move_primary TO stock_move_pkey$$,
    $$ALTER TABLE stock_move RENAME COLUMN picked TO picked_moved0$$,
    $$ALTER TABLE stock_move RENAME COLUMN picked_moved0 TO picked$$,
    $$ALTER TABLE res_company RENAME TO zz$$,
    $$ALTER TABLE zz RENAME TO res_company$$,
    $$ALTER TABLE nowhere RENAME TO zz$$,
    $$DROP TABLE kid, parent, parted$$]) AS command;
SELECT standing FROM standing;

-- For a superuser it takes the maintenance switch.
RESET ROLE;
SELECT told('ALTER TABLE stock_picking_type RENAME TO zz');
BEGIN;
SET LOCAL inventory_gov.maintenance = on;
SELECT command, told(command) FROM unnest(ARRAY[
    $$ALTER TABLE stock_picking_type RENAME TO zz$$,
    $$ALTER TABLE stock_move SET SCHEMA aside$$,
    $$ALTER TABLE stock_quant RENAME COLUMN owner_id TO zz$$,
    $$CREATE RULE never AS ON UPDATE TO stock_quant DO INSTEAD NOTHING$$,
    $$CREATE TABLE child () INHERITS (stock_quant)$$,
    $$ALTER SCHEMA public RENAME TO zz$$]) AS command;
ROLLBACK;

-- Where nothing is attached, nothing is refused.
BEGIN;
SELECT inventory_gov.detach();
SET LOCAL ROLE regress_guard_odoo;
SELECT command, told(command) FROM unnest(ARRAY[
    $$ALTER TABLE stock_picking_type RENAME TO zz$$,
    $$ALTER TABLE stock_quant RENAME COLUMN owner_id TO zz$$,
    $$CREATE RULE never AS ON UPDATE TO stock_quant DO INSTEAD NOTHING$$,
    $$CREATE TABLE child () INHERITS (stock_quant)$$,
    $$ALTER SCHEMA public RENAME TO zz$$]) AS command;
ROLLBACK;

-- After a drop in the same transaction nothing of ours gets in the way.
BEGIN;
SET LOCAL ROLE regress_guard_odoo;
DROP TABLE stock_move, stock_quant, stock_picking, stock_location, stock_picking_type, mail_activity CASCADE;
CREATE TABLE something ();
ALTER TABLE res_users RENAME TO users_of_odoo;
CREATE TABLE stock_move (id integer);
ALTER TABLE stock_move RENAME TO zz;
ROLLBACK;
BEGIN;
DROP EXTENSION inventory_gov;
CREATE TABLE something ();
ALTER TABLE stock_move RENAME TO zz;
CREATE TABLE child () INHERITS (zz);
DROP TABLE zz CASCADE;
ROLLBACK;
-- Also where the SQL is of a build that knows no leave_odoo(boolean).
BEGIN;
ALTER FUNCTION inventory_gov.leave_odoo(boolean) RENAME TO leave_odoo_otherwise;
DROP EXTENSION inventory_gov CASCADE;
SELECT count(*) FROM pg_extension WHERE extname = 'inventory_gov';
ROLLBACK;
BEGIN;
DROP SCHEMA public CASCADE;
CREATE SCHEMA public;
CREATE TABLE public.something ();
ROLLBACK;
SELECT standing FROM standing;
SET ROLE regress_guard_odoo;

-- And what is none of our business.
SELECT command, attempt(command) FROM unnest(ARRAY[
    $$CREATE FUNCTION own() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'$$,
    $$CREATE trigger own AFTER INSERT ON stock_move EXECUTE FUNCTION own()$$,
    $$ALTER TABLE stock_move DISABLE trigger own$$,
    $$ALTER TABLE stock_move DISABLE trigger USER$$,
    $$ALTER trigger own ON stock_move RENAME TO mine$$,
    $$DROP trigger mine ON stock_move$$,
    $$DROP trigger IF EXISTS TRIGGER ON stock_quant$$,
    $$DROP trigger TRIGGER ON nowhere$$]) AS command;
SELECT standing FROM standing;
RESET ROLE;

-- A superuser is told, too, ...
SELECT command, attempt(command) FROM unnest(ARRAY[
    $$DROP trigger TRIGGER ON stock_move$$,
    $$ALTER TABLE stock_move DISABLE trigger TRIGGER$$,
    $$ALTER TABLE stock_move DISABLE trigger ALL$$,
    $$ALTER TABLE stock_move ENABLE trigger ALL$$,
    $$ALTER TABLE stock_move ENABLE REPLICA trigger TRIGGER$$,
    $$ALTER trigger TRIGGER ON stock_move RENAME TO harmless$$,
    $$ALTER trigger TRIGGER ON stock_move NO DEPENDS ON EXTENSION inventory_gov$$,
    $$ALTER TABLE stock_move ENABLE ALWAYS trigger TRIGGER$$]) AS command;
ALTER TABLE stock_move DISABLE TRIGGER ALL;
SELECT standing FROM standing;

-- ... also as a replica ...
BEGIN;
SET LOCAL session_replication_role = replica;
SELECT attempt('ALTER TABLE stock_move DISABLE trigger ALL');
ROLLBACK;

-- ... unless it is maintenance. The next DDL after it puts everything right.
SET inventory_gov.maintenance = on;
ALTER TABLE stock_move DISABLE TRIGGER ALL;
SELECT attempt('DROP trigger TRIGGER ON stock_move');
SELECT standing FROM standing;
RESET inventory_gov.maintenance;
CREATE TABLE something ();
SELECT standing FROM standing;

-- While a query of the session is using the table, its trigger is not exchanged: it may still have to fire.
SET inventory_gov.maintenance = on;
ALTER TABLE stock_move ADD COLUMN quantity_done numeric;
RESET inventory_gov.maintenance;
BEGIN;
DECLARE moves CURSOR FOR SELECT id FROM stock_move;
MOVE 1 FROM moves;
CREATE TABLE something_else ();
SELECT DISTINCT detail FROM inventory_gov.attachments();
COMMIT;
DROP TABLE something_else;
SELECT DISTINCT detail FROM inventory_gov.attachments();

-- Triggers that come while another extension is being made do not become its members.
BEGIN;
SELECT inventory_gov.detach();
DELETE FROM inventory_gov.detachment;
CREATE EXTENSION pgcrypto;
SELECT standing FROM standing;
DROP EXTENSION pgcrypto;
SELECT standing FROM standing;
ROLLBACK;

\c :database
DROP DATABASE regress_guard;
DROP ROLE regress_guard_odoo;
