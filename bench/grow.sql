-- Makes a small Odoo database (recorded, or test/fixtures/odoo.sql) a large one: copies of one of its own
-- receipts, so that every column holds what Odoo put there. New rows have ids from 1000001 on and leave the
-- sequences alone, so that recorded statements still meet the ids they expect.
--
--   history  8000 orders of 10 lines, received          80,000 done moves
--            and as many moves of deliveries            40,000 done moves
--   open     2000 orders of 1 line, 1000 of 10, 160 of 200: 44,000 assigned moves, all lines entered in full
--   pool     64000 orders of 1 line, entered 30 % over (made only with -v pool=true)
\set ON_ERROR_STOP on
\if :{?pool}
\else
\set pool false
\endif
SET client_min_messages = warning;
BEGIN;
SET LOCAL session_replication_role = replica;
CREATE SCHEMA bench;

-- Copies of the rows that source (aliased s) yields; overrides: column -> expression over s. Columns the table
-- does not have are passed over.
CREATE FUNCTION bench.copy(tab regclass, source text, overrides jsonb) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    cols text;
    exprs text;
    n bigint;
BEGIN
    SELECT string_agg(format('%I', attname), ', ' ORDER BY attnum),
           string_agg(coalesce('(' || (overrides ->> attname) || ')', format('(s.t).%I', attname)), ', ' ORDER BY attnum)
      INTO cols, exprs
      FROM pg_attribute WHERE attrelid = tab AND attnum > 0 AND NOT attisdropped;
    EXECUTE format('INSERT INTO %s (%s) SELECT %s FROM (%s) s', tab, cols, exprs, source);
    GET DIAGNOSTICS n = ROW_COUNT;
    RETURN n;
END $$;

-- The receipt to copy: a transfer of one move from a vendor, with an order line.
CREATE TABLE bench.sample AS
SELECT m.id AS move_id, m.picking_id, m.purchase_line_id, l.order_id, m.product_id, p.product_tmpl_id,
       (SELECT min(id) FROM stock_move_line WHERE move_id = m.id) AS line_id
  FROM stock_move m
  JOIN stock_location sl ON sl.id = m.location_id
  JOIN stock_location dl ON dl.id = m.location_dest_id
  JOIN purchase_order_line l ON l.id = m.purchase_line_id
  JOIN product_product p ON p.id = m.product_id
  JOIN product_template t ON t.id = p.product_tmpl_id
 WHERE sl.usage = 'supplier' AND dl.usage = 'internal' AND t.tracking = 'none' AND m.product_uom = t.uom_id AND m.state <> 'cancel'
   AND EXISTS (SELECT FROM stock_move_line WHERE move_id = m.id)
 ORDER BY m.state = 'done' DESC, m.id LIMIT 1;
CREATE TABLE bench.customer AS SELECT min(id) AS id FROM stock_location WHERE usage = 'customer';

SELECT 'INSERT' FROM bench.copy('product_template', 'SELECT t, i FROM product_template t, generate_series(1, 500) i WHERE t.id = (SELECT product_tmpl_id FROM bench.sample)',
    '{"id": "1000000 + s.i", "name": "jsonb_build_object(''en_US'', ''Bench Part '' || s.i)", "default_code": "''BP'' || s.i"}') \g /dev/null
SELECT 'INSERT' FROM bench.copy('product_product', 'SELECT t, i FROM product_product t, generate_series(1, 500) i WHERE t.id = (SELECT product_id FROM bench.sample)',
    '{"id": "1000000 + s.i", "product_tmpl_id": "1000000 + s.i", "default_code": "''BP'' || s.i", "barcode": "NULL"}') \g /dev/null

-- Their cost (Odoo 16 and 17 keep it apart).
SELECT 'INSERT' FROM bench.copy('ir_property', 'SELECT t, i FROM generate_series(1, 500) i, ir_property t WHERE t.name = ''standard_price''
    AND t.res_id = ''product.product,'' || (SELECT product_id FROM bench.sample)',
    '{"id": "1000000 + s.i", "res_id": "''product.product,'' || (1000000 + s.i)", "value_float": "5"}') \g /dev/null

-- One row per order to make: id, number of lines, whether received, what is entered per line of 10 ordered.
CREATE TABLE bench.orders AS
SELECT 1000000 + row_number() OVER (ORDER BY kind, i) AS id, kind, n, done, entered
  FROM (SELECT 'history' AS kind, i, 10 AS n, true AS done, 10 AS entered FROM generate_series(1, 8000) i
        UNION ALL SELECT 'open1', i, 1, false, 10 FROM generate_series(1, 2000) i
        UNION ALL SELECT 'open10', i, 10, false, 10 FROM generate_series(1, 1000) i
        UNION ALL SELECT 'open200', i, 200, false, 10 FROM generate_series(1, 160) i
        UNION ALL SELECT 'pool', i, 1, false, 13 FROM generate_series(1, 64000) i WHERE :pool) x;
CREATE TABLE bench.lines AS
SELECT 1000000 + row_number() OVER (ORDER BY o.id, j) AS id, o.id AS order_id, o.kind, o.done, o.entered
  FROM bench.orders o, generate_series(1, o.n) j;
CREATE INDEX ON bench.lines (kind, id);

SELECT 'INSERT' FROM bench.copy('purchase_order', 'SELECT t, o.* FROM bench.orders o, purchase_order t WHERE t.id = (SELECT order_id FROM bench.sample)',
    '{"id": "s.id", "name": "''B'' || s.id", "state": "''purchase''", "group_id": "NULL",
      "receipt_status": "CASE WHEN s.done THEN ''full'' ELSE ''pending'' END", "effective_date": "CASE WHEN s.done THEN (s.t).date_order END"}') \g /dev/null
SELECT 'INSERT' FROM bench.copy('purchase_order_line', 'SELECT t, l.* FROM bench.lines l, purchase_order_line t WHERE t.id = (SELECT purchase_line_id FROM bench.sample)',
    '{"id": "s.id", "order_id": "s.order_id", "product_id": "1000001 + s.id % 500", "product_qty": "10", "product_uom_qty": "10", "price_unit": "5", "price_subtotal": "50", "price_total": "50", "discount": "0",
      "date_planned": "now() AT TIME ZONE ''UTC''", "qty_received": "CASE WHEN s.done THEN 10 ELSE 0 END", "qty_invoiced": "0", "qty_to_invoice": "0"}') \g /dev/null
SELECT 'INSERT' FROM bench.copy('stock_picking', 'SELECT t, o.* FROM bench.orders o, stock_picking t WHERE t.id = (SELECT picking_id FROM bench.sample)',
    '{"id": "s.id", "name": "''BENCH/IN/'' || s.id", "origin": "''B'' || s.id", "group_id": "NULL", "backorder_id": "NULL",
      "state": "CASE WHEN s.done THEN ''done'' ELSE ''assigned'' END", "date_done": "CASE WHEN s.done THEN (s.t).scheduled_date END"}') \g /dev/null
SELECT 'INSERT' FROM bench.copy('stock_move', 'SELECT t, l.* FROM bench.lines l, stock_move t WHERE t.id = (SELECT move_id FROM bench.sample)',
    '{"id": "s.id", "purchase_line_id": "s.id", "product_id": "1000001 + s.id % 500", "picking_id": "s.order_id", "group_id": "NULL",
      "reference": "''BENCH/IN/'' || s.order_id", "origin": "''B'' || s.order_id", "price_unit": "5", "product_uom_qty": "10", "product_qty": "10", "quantity": "s.entered",
      "quantity_done": "s.entered", "picked": "true", "state": "CASE WHEN s.done THEN ''done'' ELSE ''assigned'' END",
      "date": "(s.t).date - (s.id % 1000) * interval ''1 hour''"}') \g /dev/null
SELECT 'INSERT' FROM bench.copy('stock_move_line', 'SELECT t, l.* FROM bench.lines l, stock_move_line t WHERE t.id = (SELECT line_id FROM bench.sample)',
    '{"id": "s.id", "move_id": "s.id", "product_id": "1000001 + s.id % 500", "picking_id": "s.order_id", "reference": "''BENCH/IN/'' || s.order_id",
      "quantity": "s.entered", "quantity_product_uom": "s.entered", "qty_done": "s.entered", "picked": "true", "state": "CASE WHEN s.done THEN ''done'' ELSE ''assigned'' END"}') \g /dev/null
-- Deliveries of half of what was received: moves without an order line.
SELECT 'INSERT' FROM bench.copy('stock_move', 'SELECT t, l.* FROM bench.lines l, stock_move t WHERE t.id = (SELECT move_id FROM bench.sample) AND l.done AND l.id % 2 = 0',
    '{"id": "1000000 + s.id", "purchase_line_id": "NULL", "product_id": "1000001 + s.id % 500", "picking_id": "NULL", "picking_type_id": "NULL", "group_id": "NULL",
      "location_id": "(s.t).location_dest_id", "location_dest_id": "(SELECT id FROM bench.customer)", "reference": "''BENCH/OUT/'' || s.order_id",
      "product_uom_qty": "5", "product_qty": "5", "quantity": "5", "quantity_done": "5", "picked": "true", "state": "''done''"}') \g /dev/null
SELECT 'INSERT' FROM bench.copy('stock_quant', 'SELECT t, i FROM generate_series(1, 500) i, (SELECT * FROM stock_quant WHERE location_id = (SELECT m.location_dest_id FROM stock_move m, bench.sample s WHERE m.id = s.move_id) ORDER BY id LIMIT 1) t',
    '{"id": "1000000 + s.i", "product_id": "1000000 + s.i", "lot_id": "NULL", "package_id": "NULL", "owner_id": "NULL", "quantity": "800", "reserved_quantity": "0"}') \g /dev/null
COMMIT;
GRANT USAGE ON SCHEMA bench TO PUBLIC;
GRANT SELECT ON ALL TABLES IN SCHEMA bench TO PUBLIC;
VACUUM (ANALYZE, FREEZE);
