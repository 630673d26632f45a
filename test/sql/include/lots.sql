-- Product 9 by serial (lots 51 to 56), and moves that know their lots.
UPDATE product_template SET tracking = 'serial' WHERE id = 109;
INSERT INTO stock_lot (id, name, product_id, company_id) SELECT n, 'SN-' || n, 9, 1 FROM generate_series(51, 56) n;

-- A transfer of one line a lot between two places, made and validated; returns its move.
CREATE FUNCTION gt.move_lots(source integer, destination integer, product integer, lots integer[], partner integer DEFAULT NULL, each numeric DEFAULT 1,
                             purchase_line integer DEFAULT NULL, returned integer DEFAULT NULL, state text DEFAULT 'done', uid integer DEFAULT 8) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    k integer; m integer; t integer := CASE WHEN odoo_sim.usage(destination) = 'customer' THEN 2 WHEN odoo_sim.usage(source) IN ('supplier', 'customer') THEN 1 ELSE 5 END;
BEGIN
    k := (odoo_sim.create('stock_picking', jsonb_build_array(jsonb_build_object('name', 'WH/' || (ARRAY['IN', 'OUT', '', '', 'INT'])[t] || '/' || lpad(nextval('ir_sequence_in')::text, 5, '0'),
        'state', 'assigned', 'picking_type_id', t, 'location_id', source, 'location_dest_id', destination, 'company_id', 1, 'move_type', 'direct', 'partner_id', partner,
        'is_locked', true, 'immediate_transfer', false, 'scheduled_date', odoo_sim.utc())), uid))[1];
    m := (odoo_sim.new_moves(k, jsonb_build_array(jsonb_build_object('product_id', product, 'product_uom_qty', each * cardinality(lots),
        'purchase_line_id', purchase_line, 'origin_returned_move_id', returned)), uid))[1];
    DELETE FROM stock_move_line WHERE move_id = m;
    PERFORM odoo_sim.create('stock_move_line', (SELECT jsonb_agg(jsonb_build_object('move_id', m, 'picking_id', k, 'company_id', 1, 'product_id', product,
        'product_uom_id', odoo_sim.uom(product), 'location_id', source, 'location_dest_id', destination, 'date', odoo_sim.utc(), 'state', 'assigned', 'lot_id', lot,
        'quantity', each, 'quantity_product_uom', each, 'picked', true, 'qty_done', each, 'reserved_uom_qty', 0) ORDER BY o)
        FROM unnest(lots) WITH ORDINALITY u(lot, o)), uid);
    PERFORM odoo_sim.write('stock_move', ARRAY[m], jsonb_build_object('picked', true, 'quantity_done', each * cardinality(lots)), uid);
    IF state = 'done' THEN
        PERFORM odoo_sim.validate(k, uid);
    END IF;
    RETURN m;
END $$;

-- What the customer of a delivery gives back.
CREATE FUNCTION gt.give_back_lot(delivery integer, lot integer) RETURNS integer LANGUAGE sql AS $$
    SELECT gt.move_lots(m.location_dest_id, m.location_id, m.product_id, ARRAY[lot], partner => k.partner_id, returned => m.id)
      FROM stock_move m JOIN stock_picking k ON k.id = m.picking_id WHERE m.id = delivery
$$;
