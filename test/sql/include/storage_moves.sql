-- Moves made by hand, for the tests of storage controls: any places, lot, packages and owner.
-- A quant of the key gets so much more; a second one of the key where asked for.
CREATE FUNCTION gt.quant(product integer, location integer, qty numeric, lot integer DEFAULT NULL, package integer DEFAULT NULL, owner integer DEFAULT NULL, another boolean DEFAULT false)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    q integer := (SELECT min(s.id) FROM stock_quant s WHERE s.product_id = product AND s.location_id = location AND s.lot_id IS NOT DISTINCT FROM lot
                  AND s.package_id IS NOT DISTINCT FROM package AND s.owner_id IS NOT DISTINCT FROM owner);
BEGIN
    IF q IS NULL OR another THEN
        INSERT INTO stock_quant (product_id, location_id, lot_id, package_id, owner_id, company_id, quantity, reserved_quantity, in_date, write_uid)
            VALUES (product, location, lot, package, owner, 1, qty, 0, now(), 8);
    ELSE
        UPDATE stock_quant SET quantity = quantity + qty, write_uid = 8 WHERE id = q;
    END IF;
END $$;
-- A move with one line: before, after or without its quants, in the order asked for. Returns it.
CREATE FUNCTION gt.move(product integer, source integer, destination integer, qty numeric, lot integer DEFAULT NULL, package integer DEFAULT NULL, result_package integer DEFAULT NULL,
    owner integer DEFAULT NULL, uom integer DEFAULT NULL, quants text DEFAULT 'after', state text DEFAULT 'done', picking integer DEFAULT NULL, extra jsonb DEFAULT '{}', uid integer DEFAULT 8)
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    m integer; u integer := COALESCE(uom, odoo_sim.uom(product)); exact numeric := odoo_sim.convert(qty, u, odoo_sim.uom(product));
BEGIN
    m := (odoo_sim.create('stock_move', jsonb_build_array(jsonb_build_object('company_id', 1, 'product_id', product, 'product_uom', u, 'location_id', source, 'location_dest_id', destination,
        'state', 'confirmed', 'picked', true, 'product_uom_qty', qty, 'name', 'x', 'procure_method', 'make_to_stock', 'date', odoo_sim.utc(), 'picking_id', picking) || extra), uid))[1];
    PERFORM odoo_sim.create('stock_move_line', jsonb_build_array(jsonb_build_object('company_id', 1, 'move_id', m, 'picking_id', picking, 'product_id', product, 'product_uom_id', u,
        'location_id', source, 'location_dest_id', destination, 'date', odoo_sim.utc(), 'quantity', qty, 'qty_done', qty, 'reserved_uom_qty', 0,
        'lot_id', lot, 'package_id', package, 'result_package_id', result_package, 'owner_id', owner, 'state', 'confirmed')), uid);
    IF quants = 'before' THEN
        PERFORM gt.quant(product, source, -exact, lot, package, owner), gt.quant(product, destination, exact, lot, result_package, owner);
    END IF;
    PERFORM odoo_sim.write('stock_move', ARRAY[m], jsonb_build_object('quantity', qty, 'quantity_done', qty, 'state', state), uid);
    PERFORM odoo_sim.write('stock_move_line', odoo_sim.lines(ARRAY[m]), jsonb_build_object('state', state), uid);
    IF quants = 'after' THEN
        PERFORM gt.quant(product, source, -exact, lot, package, owner), gt.quant(product, destination, exact, lot, result_package, owner);
    END IF;
    RETURN m;
END $$;
