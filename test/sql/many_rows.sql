-- Very many rows in one statement or transaction: what nobody asks for is not noted, batches join up, costs find their notes (Odoo 17).
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 17
\set db regress_many_rows
\set ECHO none
\set file :abs_srcdir '/sql/include/begin.sql'
\i :file
UPDATE inventory_gov.policy SET state = 'retired';

-- Bytes a memory context of this name holds now. PostgreSQL 13 has no view to see them; there the test says nothing.
CREATE FUNCTION gt.held(context text, about int8range) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    bytes bigint;
BEGIN
    IF current_setting('server_version_num')::integer < 140000 THEN
        RETURN true;
    END IF;
    EXECUTE 'SELECT COALESCE(sum(total_bytes), 0) FROM pg_backend_memory_contexts WHERE name = $1' INTO bytes USING context;
    RETURN bytes <@ about;
END $$;

\echo -- 3,000 done rows are written: nothing is noted while no policy asks, whatever other policies there are
SELECT odoo_sim.receive(1, 100, 8) \g /dev/null
SELECT id AS m FROM stock_move WHERE purchase_line_id = 1 AND state = 'done' \gset
INSERT INTO stock_move SELECT (r).* FROM (SELECT jsonb_populate_record(m, jsonb_build_object('id', 100000 + n, 'purchase_line_id', NULL)) AS r
    FROM stock_move m, generate_series(1, 3000) n WHERE m.id = :m) x;
INSERT INTO stock_move_line SELECT (r).* FROM (SELECT jsonb_populate_record(l, jsonb_build_object('id', 100000 + n, 'move_id', 100000 + n)) AS r
    FROM stock_move_line l, generate_series(1, 3000) n WHERE l.move_id = :m) x;
SELECT gt.only('receipt_tolerance', '{"over_pct": 10}') \g /dev/null
BEGIN;
UPDATE stock_move_line SET location_dest_id = 20 WHERE id > 100000;
SELECT 'lines', gt.held('inventory_gov corrections', '[0,0]');
UPDATE stock_move SET location_dest_id = 20, date = date - interval '1 day' WHERE id > 100000;
SELECT 'moves', gt.held('inventory_gov corrections', '[0,0]');
ROLLBACK;
SELECT gt.only('done_edit', '{"own_minutes": 100000, "other_minutes": 100000}', 'flag') \g /dev/null
BEGIN;
UPDATE stock_move_line SET location_dest_id = 20 WHERE id > 100000;
SELECT 'lines, with a policy: about 200 bytes each', gt.held('inventory_gov corrections', '[300000,1500000]');
ROLLBACK;
SELECT 'and gone with the transaction', gt.held('inventory_gov corrections', '[0,0]');

\echo -- 2,500 adjustments of the time before a policy, in batches of 1,000: each once
UPDATE inventory_gov.policy SET state = 'retired';
INSERT INTO stock_move SELECT (r).* FROM (SELECT jsonb_populate_record(m, jsonb_build_object('id', 200000 + n, 'location_id', 14, 'purchase_line_id', NULL, 'picking_id', NULL,
        'is_inventory', true, 'quantity', 1, 'product_qty', 1, 'date', odoo_sim.utc() - interval '1 hour')) AS r
    FROM stock_move m, generate_series(1, 2500) n WHERE m.id = :m) x;
INSERT INTO stock_move_line SELECT (r).* FROM (SELECT jsonb_populate_record(l, jsonb_build_object('id', 200000 + n, 'move_id', 200000 + n, 'location_id', 14, 'picking_id', NULL,
        'quantity', 1, 'quantity_product_uom', 1)) AS r
    FROM stock_move_line l, generate_series(1, 2500) n WHERE l.move_id = :m) x;
SELECT inventory_gov.backfill_adjustments(1), inventory_gov.backfill_adjustments(1);
SELECT count(*), count(DISTINCT move_id), sum(qty), sum(value) FROM inventory_gov.adjustment WHERE move_id > 200000;

\echo -- 300 costs of goods at average cost, written first and noted later, every other in a savepoint that is undone before
SELECT odoo_sim.set_cost_method(3, 'average') \g /dev/null
INSERT INTO product_product SELECT (r).* FROM (SELECT jsonb_populate_record(p, jsonb_build_object('id', 5000 + n)) AS r
    FROM product_product p, generate_series(1, 300) n WHERE p.id = 1) x;
INSERT INTO stock_quant (product_id, location_id, company_id, quantity, reserved_quantity, in_date, write_uid)
    SELECT id, 8, 1, 10, 0, now(), 2 FROM product_product WHERE id > 5000;
SELECT count(odoo_sim.set_cost(id, 100, 1)) FROM product_product WHERE id > 5000;
SELECT gt.only('cost_change', '{"pct": 10}', 'flag') \g /dev/null
BEGIN;
SELECT count(odoo_sim.put_cost(id, 200, 8)) FROM product_product WHERE id > 5000;
SELECT 'waiting for a note', count(*) FROM inventory_gov.violation WHERE control = 'cost_change';
DO $$
BEGIN
    FOR p IN 5001 .. 5300 LOOP
        BEGIN
            PERFORM odoo_sim.note_cost(p, 200, 8) WHERE p % 2 = 0;
            RAISE EXCEPTION 'x';
        EXCEPTION WHEN raise_exception THEN
        END;
        PERFORM odoo_sim.note_cost(p, 200, 8);
    END LOOP;
END $$;
SELECT 'noted', count(*), count(DISTINCT product_id) FROM inventory_gov.violation WHERE control = 'cost_change';
ROLLBACK;
\set file :abs_srcdir '/sql/include/end.sql'
\i :file
