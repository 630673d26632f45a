-- A database of its own with Odoo :v, the extension, and the helpers of the behaviour tests.
-- The test sets :abs_srcdir, :db and :v. end.sql drops the database again.
\set database :DBNAME
SET client_min_messages = warning;
DROP DATABASE IF EXISTS :db WITH (FORCE);
CREATE DATABASE :db;
-- Due work is done where a test says so, not beside it.
ALTER DATABASE :db SET inventory_gov.desk = off;
\c :db
\set file :abs_srcdir '/fixtures/odoo.sql'
\i :file
\set ON_ERROR_STOP off
SET client_min_messages = warning;
CREATE EXTENSION inventory_gov;
\pset format unaligned
\pset tuples_only on
\pset null '-'
\set SHOW_CONTEXT never
\set VERBOSITY terse

CREATE SCHEMA gt;
CREATE SEQUENCE gt.number;

-- References bear the year.
CREATE FUNCTION gt.mask(t text) RETURNS text LANGUAGE sql IMMUTABLE AS
    $$SELECT regexp_replace(t, 'GOV/\d{4}/', 'GOV/YYYY/', 'g')$$;

-- What was recorded since row `since`: outcome, limit, how far.
CREATE FUNCTION gt.recorded(since bigint) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(concat(CASE WHEN outcome <> 'refused' THEN outcome || ' ' END, measure, ' ', COALESCE(trim_scale(measured)::text, '(of nothing)'), ' > ', trim_scale(limit_value),
                             CASE WHEN policy_name NOT LIKE 'T%' THEN ' by ' || policy_name END), '; '
                      ORDER BY COALESCE(order_line_id, 0), COALESCE(product_id, 0), COALESCE(location_id, 0), COALESCE(lot_id, 0), policy_id, measure)
      FROM inventory_gov.violation WHERE id > since
$$;

-- Runs a command and undoes it. What it recorded, or what refused it; 'passes' when there was nothing.
CREATE FUNCTION gt.trial(command text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    since bigint := (SELECT COALESCE(max(id), 0) FROM inventory_gov.violation);
    found text; m text;
BEGIN
    BEGIN
        EXECUTE command;
        found := gt.recorded(since);
        RAISE EXCEPTION USING ERRCODE = 'ZZ000';
    EXCEPTION
        WHEN SQLSTATE 'ZZ000' THEN
            RETURN COALESCE('passes, ' || found, 'passes');
        WHEN OTHERS THEN
            IF sqlstate LIKE '23G%' THEN
                RETURN concat_ws(' ', sqlstate, COALESCE(gt.recorded(since), gt.mask(sqlerrm)));
            END IF;
            RETURN sqlstate || ' ' || sqlerrm;
    END;
END $$;

-- Runs a command for good. 'done', or all that its error says.
CREATE FUNCTION gt.attempt(command text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    m text; d text; h text; t text; c text;
BEGIN
    EXECUTE command;
    RETURN 'done';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS m = MESSAGE_TEXT, d = PG_EXCEPTION_DETAIL, h = PG_EXCEPTION_HINT, t = TABLE_NAME, c = CONSTRAINT_NAME;
    RETURN gt.mask(concat_ws(E'\n    ', sqlstate || ' ' || m, 'DETAIL ' || NULLIF(d, ''), 'HINT ' || NULLIF(h, ''), 'TABLE ' || NULLIF(t, ''),
                             'CONSTRAINT ' || NULLIF(c, '')));
END $$;

-- Runs a query for what it does, and prints nothing but its error.
CREATE PROCEDURE gt.run(command text) LANGUAGE plpgsql AS $$BEGIN EXECUTE command; END$$;

-- Retires every policy and makes one that is active.
CREATE FUNCTION gt.only(control text, limits jsonb, enforcement text DEFAULT 'approve', scope jsonb DEFAULT '{}') RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE inventory_gov.policy SET state = 'retired' WHERE state <> 'retired';
    PERFORM inventory_gov.create_policy(control, 'T' || nextval('gt.number'), limits, scope, enforcement, 'active');
END $$;

-- One more receipt of a purchase line; returns the move.
CREATE FUNCTION gt.another_receipt(line integer, qty numeric, picking integer DEFAULT NULL) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    k integer := picking; p integer := (SELECT product_id FROM purchase_order_line WHERE id = line);
BEGIN
    IF k IS NULL THEN
        k := (odoo_sim.create('stock_picking', jsonb_build_array(jsonb_build_object('name', 'WH/IN/' || lpad(nextval('ir_sequence_in')::text, 5, '0'),
            'state', 'assigned', 'picking_type_id', 1, 'location_id', 4, 'location_dest_id', 8, 'partner_id', 20, 'company_id', 1, 'move_type', 'direct',
            'is_locked', true, 'immediate_transfer', false)), 2))[1];
    END IF;
    RETURN (odoo_sim.new_moves(k, jsonb_build_array(jsonb_build_object('product_id', p, 'product_uom_qty', qty, 'purchase_line_id', line,
        'price_unit', 120, 'to_refund', odoo_sim.v() = 19)), 2))[1];
END $$;
-- And it has come.
CREATE FUNCTION gt.receive_more(line integer, qty numeric) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    m integer := gt.another_receipt(line, qty);
BEGIN
    PERFORM odoo_sim.enter(m, qty, 8);
    PERFORM odoo_sim.validate((SELECT picking_id FROM stock_move WHERE id = m), 8);
END $$;
CREATE FUNCTION gt.picking(move integer) RETURNS integer LANGUAGE sql AS $$SELECT picking_id FROM stock_move WHERE id = move$$;
CREATE FUNCTION gt.qty_column() RETURNS text LANGUAGE sql AS $$SELECT CASE WHEN odoo_sim.v() = 16 THEN 'quantity_done' ELSE 'quantity' END$$;
