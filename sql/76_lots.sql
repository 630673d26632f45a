-- Lots and serial numbers: where each serial is.

CREATE FUNCTION custody(of_product integer DEFAULT NULL)
    RETURNS TABLE (lot_id integer, serial text, product_id integer, product text, place text, place_kind text, location_id integer, quantity numeric,
                   since timestamptz, document text, picking_id integer, customer text, customer_id integer, company_id integer)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT r.* FROM jsonb_to_recordset(CASE WHEN inventory_gov.odoo_has('stock_lot') THEN inventory_gov.odoo_run($q$
        WITH serial AS (
            SELECT lot.id, lot.name, lot.product_id, COALESCE(pt.name ->> 'en_US', pt.name #>> '{}') AS product, lot.company_id
              FROM public.stock_lot lot
              JOIN public.product_product pp ON pp.id = lot.product_id
              JOIN public.product_template pt ON pt.id = pp.product_tmpl_id AND pt.tracking = 'serial'
             WHERE $1 -> 'product' = 'null' OR lot.product_id = ($1 ->> 'product')::integer),
        place AS (
            SELECT q.lot_id, q.location_id, sum(q.quantity) AS quantity
              FROM public.stock_quant q JOIN serial s ON s.id = q.lot_id JOIN public.stock_location l ON l.id = q.location_id
             WHERE l.usage IN ('internal', 'transit', 'customer')
             GROUP BY q.lot_id, q.location_id HAVING sum(q.quantity) > 0),
        last AS (
            SELECT DISTINCT ON (ml.lot_id) ml.lot_id, ml.date, ml.location_dest_id, m.picking_id, m.reference, m.partner_id
              FROM public.stock_move_line ml JOIN serial s ON s.id = ml.lot_id JOIN public.stock_move m ON m.id = ml.move_id AND m.state = 'done'
             ORDER BY ml.lot_id, ml.date DESC, ml.id DESC)
        SELECT s.id AS lot_id, s.name AS serial, s.product_id, s.product, l.complete_name AS place, l.usage AS place_kind, l.id AS location_id, p.quantity,
               t.date AT TIME ZONE 'UTC' AS since, COALESCE(k.name, t.reference) AS document, k.id AS picking_id,
               CASE WHEN l.usage = 'customer' THEN c.name END AS customer, CASE WHEN l.usage = 'customer' THEN c.id END AS customer_id, s.company_id
          FROM serial s
          LEFT JOIN place p ON p.lot_id = s.id
          LEFT JOIN last t ON t.lot_id = s.id
          LEFT JOIN public.stock_location l ON l.id = COALESCE(p.location_id, t.location_dest_id)
          LEFT JOIN public.stock_picking k ON k.id = t.picking_id
          LEFT JOIN public.res_partner b ON b.id = COALESCE(k.partner_id, t.partner_id)
          LEFT JOIN public.res_partner c ON c.id = COALESCE(b.commercial_partner_id, b.id)
         ORDER BY s.name, s.id, l.id$q$, jsonb_build_object('product', custody.of_product)) ELSE '[]' END)
        AS r(lot_id integer, serial text, product_id integer, product text, place text, place_kind text, location_id integer, quantity numeric,
             since timestamptz, document text, picking_id integer, customer text, customer_id integer, company_id integer)
$$;
COMMENT ON FUNCTION custody(integer) IS
'Where the serial numbers of a product are (null: of all): a row for each place in stock, in transit or at a customer, so two rows for one that is in two places; quantity is null where it is in none, and place is then where it went last.';

CREATE VIEW serial_custody AS SELECT * FROM custody();
COMMENT ON VIEW serial_custody IS 'Where each serial number is, since when, by which document, and at which customer; see custody(), which asks for one product only';
