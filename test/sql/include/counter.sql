-- Who entered a count, on Odoo :v. Carla (8) and Dora (11) count, Sven (9) applies.
\set ECHO none
\ir begin.sql
-- Runs a command for good. Who has counted each line, or that it was done.
CREATE FUNCTION gt.counters(command text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    since bigint := (SELECT COALESCE(max(id), 0) FROM inventory_gov.request_line);
BEGIN
    EXECUTE command;
    RETURN 'done';
EXCEPTION WHEN check_violation OR SQLSTATE '23G01' THEN
    RETURN (SELECT string_agg(format('%s: %s', product_name, COALESCE(counter_id || ' ' || counter_name, '-')), ', ' ORDER BY product_id, location_id)
            FROM inventory_gov.request_line WHERE id > since);
END $$;
CREATE VIEW gt.entries AS SELECT q.product_id, q.location_id, c.counter_id FROM inventory_gov.count_entry c LEFT JOIN stock_quant q ON q.id = c.quant_id ORDER BY 1, 2;
-- Several calls of one transaction.
CREATE PROCEDURE gt.do(VARIADIC commands text[]) LANGUAGE plpgsql AS $$
DECLARE
    c text;
BEGIN
    FOREACH c IN ARRAY commands LOOP
        EXECUTE c;
    END LOOP;
END $$;
CREATE FUNCTION gt.quant(product integer, location integer) RETURNS integer LANGUAGE sql AS
    $$SELECT id FROM stock_quant WHERE product_id = product AND location_id = location ORDER BY id LIMIT 1$$;
SELECT gt.only('adjustment_limit', '{"qty": 5}') \g /dev/null

\echo -- Carla counts, Sven applies: less, more, and what was on no book
CALL gt.run('SELECT odoo_sim.enter_count(1, 8, 100, 8), odoo_sim.enter_count(4, 8, 400, 8), odoo_sim.enter_count(9, 8, 70, 8)');
SELECT * FROM gt.entries;
SELECT gt.counters('SELECT odoo_sim.apply_count(ARRAY[gt.quant(1, 8)], 9)');
SELECT gt.counters('SELECT odoo_sim.apply_count(ARRAY[gt.quant(4, 8)], 9)');
SELECT gt.counters('SELECT odoo_sim.apply_count(ARRAY[gt.quant(9, 8)], 9)');
\echo -- she applies it herself
CALL gt.run('SELECT odoo_sim.enter_count(1, 8, 99, 8)');
SELECT gt.counters('SELECT odoo_sim.apply_count(ARRAY[gt.quant(1, 8)], 8)');
\echo -- together, by whom each was counted
CALL gt.run('SELECT odoo_sim.enter_count(2, 8, 900, 11), odoo_sim.enter_count(7, 8, 500, 9)');
SELECT gt.counters('SELECT odoo_sim.apply_count(ARRAY[gt.quant(1, 8), gt.quant(2, 8), gt.quant(7, 8)], 9)');

\echo -- counted again by somebody else; the same number once more is no other count
CALL gt.run('SELECT odoo_sim.enter_count(1, 8, 101, 11)');
CALL gt.run('SELECT odoo_sim.enter_count(4, 8, 400, 11)');
SELECT gt.counters('SELECT odoo_sim.apply_count(ARRAY[gt.quant(1, 8), gt.quant(4, 8)], 9)');
\echo -- by Sven himself, before and in the transaction that applies it
CALL gt.run('SELECT odoo_sim.enter_count(1, 8, 102, 9)');
SELECT gt.counters('SELECT odoo_sim.apply_count(ARRAY[gt.quant(1, 8)], 9)');
CALL gt.run('SELECT odoo_sim.enter_count(1, 8, 103, 8)');
SELECT gt.counters('SELECT odoo_sim.count(1, 8, 104, 9)');
SELECT gt.counters('SELECT odoo_sim.count(4, 8, 500, 9)');
\echo -- after another write of his in the same transaction
CALL gt.run('SELECT odoo_sim.enter_count(1, 8, 103, 8)');
SELECT gt.counters($$CALL gt.do('SELECT odoo_sim.write(''stock_quant'', ARRAY[gt.quant(1, 8)], ''{"user_id": 9}'', 9)',
    'SELECT odoo_sim.enter_count(1, 8, 105, 9)', 'SELECT odoo_sim.apply_count(ARRAY[gt.quant(1, 8)], 9)')$$);
\echo -- quants merged by Odoo: writer and time stay, the count does not become that of whoever wrote the quant last
SELECT odoo_sim.write('stock_quant', ARRAY[gt.quant(1, 8)], '{"user_id": 9}', 9) \g /dev/null
UPDATE stock_quant SET inventory_quantity = inventory_quantity + 1 WHERE id = gt.quant(1, 8);
SELECT * FROM gt.entries WHERE product_id = 1;

\echo -- a savepoint takes back who counted, and what was cleared
BEGIN;
SAVEPOINT a;
CALL gt.run('SELECT odoo_sim.enter_count(1, 8, 90, 11)');
UPDATE stock_quant SET inventory_quantity_set = false, inventory_quantity = 0 WHERE id = gt.quant(1, 8);
SELECT count(*) FROM gt.entries WHERE product_id = 1;
ROLLBACK TO a;
SELECT * FROM gt.entries WHERE product_id = 1;
SELECT gt.counters('SELECT odoo_sim.apply_count(ARRAY[gt.quant(1, 8)], 9)');
ROLLBACK;

\echo -- nothing is kept of a count that was applied or cleared, or whose quant is gone
CALL gt.run('SELECT odoo_sim.enter_count(1, 8, 198, 8)');
SELECT gt.counters('SELECT odoo_sim.apply_count(ARRAY[gt.quant(1, 8)], 9)');
UPDATE stock_quant SET inventory_quantity = 0, inventory_quantity_set = false, write_uid = 9 WHERE id = gt.quant(4, 8);
DELETE FROM stock_quant WHERE id = gt.quant(9, 8);
SELECT * FROM gt.entries;
\echo -- and nothing where no count waited: found without a count, and moved about
SELECT gt.counters('UPDATE stock_quant SET write_uid = 9, quantity = quantity WHERE id = gt.quant(4, 8)');
SELECT gt.counters('SELECT odoo_sim.receive(1, 100, 8)'), gt.counters('SELECT odoo_sim.transfer(4, 8, 20, 5, 8)');
SELECT * FROM gt.entries;
\echo -- an inserted quant that is counted already; nobody wrote it
INSERT INTO stock_quant (product_id, location_id, quantity, reserved_quantity, in_date, inventory_quantity, inventory_quantity_set, write_uid) VALUES (8, 20, 0, 0, now(), 5, true, 11);
INSERT INTO stock_quant (product_id, location_id, quantity, reserved_quantity, in_date, inventory_quantity, inventory_quantity_set) VALUES (8, 21, 0, 0, now(), 5, true);
SELECT * FROM gt.entries WHERE product_id = 8;

\echo -- stock that moves does not pass here: calls per statement
CREATE FUNCTION gt.calls(command text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    line text;
BEGIN
    FOR line IN EXECUTE 'EXPLAIN (ANALYZE, COSTS off, TIMING off, SUMMARY off) ' || command LOOP
        IF line LIKE '%inventory_gov%' THEN
            RETURN NEXT regexp_replace(line, '^ *Trigger (\w+?)(_\d+)?(:.*)$', '\1\3');
        END IF;
    END LOOP;
END $$;
BEGIN;
SELECT gt.calls('UPDATE stock_quant SET quantity = quantity + 1, reserved_quantity = 0, in_date = now(), write_uid = 8 WHERE product_id = 1');
SELECT gt.calls('UPDATE stock_quant SET inventory_quantity = 1, inventory_quantity_set = true, write_uid = 8 WHERE product_id = 1');
ROLLBACK;
\ir end.sql
