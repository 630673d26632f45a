-- begin.sql, and helpers of the tests about deliveries.
\ir begin.sql
-- A confirmed sale; its line.
CREATE FUNCTION gt.sold(product integer, qty numeric) RETURNS integer LANGUAGE sql AS $$SELECT odoo_sim.new_sale(30, product, qty, 200)$$;
CREATE FUNCTION gt.open_of(line integer) RETURNS integer LANGUAGE sql AS $$SELECT max(id) FROM stock_move WHERE sale_line_id = line AND state NOT IN ('done', 'cancel')$$;
-- So much of it is delivered; the move.
CREATE FUNCTION gt.ship(line integer, qty numeric, backorder boolean DEFAULT true, uom integer DEFAULT NULL) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    m integer := gt.open_of(line);
BEGIN
    PERFORM odoo_sim.enter(m, qty, 8, uom);
    PERFORM odoo_sim.validate(gt.picking(m), 8, backorder);
    RETURN m;
END $$;
-- A transfer of so much of each product, made by hand; the transfer.
CREATE FUNCTION gt.by_hand(type integer, source integer, destination integer, products integer[], qty numeric, more jsonb DEFAULT '{}', of_moves jsonb DEFAULT '{}') RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    k integer := (odoo_sim.create('stock_picking', jsonb_build_array(jsonb_build_object('name', 'WH/OUT/H' || nextval('gt.number'), 'state', 'assigned', 'picking_type_id', type,
        'location_id', source, 'location_dest_id', destination, 'partner_id', 30, 'company_id', 1, 'move_type', 'direct', 'is_locked', true, 'immediate_transfer', false) || more), 8))[1];
BEGIN
    PERFORM odoo_sim.new_moves(k, (SELECT jsonb_agg(jsonb_build_object('product_id', p, 'product_uom_qty', qty) || of_moves ORDER BY o) FROM unnest(products) WITH ORDINALITY x(p, o)), 8);
    RETURN k;
END $$;
CREATE FUNCTION gt.enter_all(picking integer, qtys numeric[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM odoo_sim.enter(id, qtys[o], 8) FROM (SELECT id, row_number() OVER (ORDER BY id)::integer AS o FROM stock_move WHERE picking_id = picking) s WHERE qtys[o] IS NOT NULL;
END $$;

-- All of a transfer is done, as demanded.
CREATE FUNCTION gt.go(picking integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM odoo_sim.enter(id, product_uom_qty, 8) FROM (SELECT id, product_uom_qty FROM stock_move WHERE picking_id = picking ORDER BY id) s;
    PERFORM odoo_sim.validate(picking, 8);
END $$;
