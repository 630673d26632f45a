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

-- A transfer that is reserved to lots, a line each, of this quantity in all; returns its move.
CREATE FUNCTION gt.promise_lots(source integer, destination integer, product integer, lots integer[], qtys numeric[], partner integer DEFAULT NULL, demand numeric DEFAULT NULL) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    m integer := gt.move_lots(source, destination, product, lots, partner, state => 'assigned'); q numeric := (SELECT sum(x) FROM unnest(qtys) x); l record;
BEGIN
    FOR l IN SELECT id, row_number() OVER (ORDER BY id) AS n FROM stock_move_line WHERE move_id = m LOOP
        PERFORM odoo_sim.write('stock_move_line', ARRAY[l.id], jsonb_build_object('quantity', qtys[l.n], 'quantity_product_uom', qtys[l.n], 'picked', false, 'qty_done', 0, 'reserved_uom_qty', qtys[l.n]), 2);
    END LOOP;
    PERFORM odoo_sim.write('stock_move', ARRAY[m], jsonb_build_object('product_uom_qty', COALESCE(demand, q), 'product_qty', COALESCE(demand, q), 'quantity', q, 'quantity_done', 0, 'picked', false), 2);
    RETURN m;
END $$;

-- The n-th line of a move is of another lot now, or of another quantity; a line after the last is added.
CREATE FUNCTION gt.take_lot(move integer, n integer, lot integer, qty numeric, uid integer DEFAULT 8) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    l integer := (SELECT id FROM stock_move_line WHERE move_id = move ORDER BY id OFFSET n - 1 LIMIT 1); m stock_move;
BEGIN
    SELECT * INTO m FROM stock_move WHERE id = move;
    IF l IS NOT NULL THEN
        PERFORM odoo_sim.write('stock_move_line', ARRAY[l], jsonb_build_object('lot_id', lot, 'quantity', qty, 'quantity_product_uom', qty, 'picked', qty > 0, 'qty_done', qty), uid);
    ELSE
        PERFORM odoo_sim.create('stock_move_line', jsonb_build_array(jsonb_build_object('move_id', move, 'picking_id', m.picking_id, 'company_id', 1, 'product_id', m.product_id,
            'product_uom_id', m.product_uom, 'location_id', m.location_id, 'location_dest_id', m.location_dest_id, 'date', odoo_sim.utc(), 'state', 'assigned', 'lot_id', lot,
            'quantity', qty, 'quantity_product_uom', qty, 'picked', true, 'qty_done', qty, 'reserved_uom_qty', 0)), uid);
    END IF;
END $$;

-- Validates a transfer with the lines it has; those that were not picked go.
CREATE FUNCTION gt.validate_lots(move integer, uid integer DEFAULT 8) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM stock_move_line l WHERE l.move_id = move AND NOT COALESCE((to_jsonb(l) ->> 'picked')::boolean, (to_jsonb(l) ->> 'qty_done')::numeric <> 0);
    PERFORM odoo_sim.write('stock_move', ARRAY[move], jsonb_build_object('picked', true, 'quantity', q, 'quantity_done', q), uid)
       FROM (SELECT sum(odoo_sim.qty(to_jsonb(l))) AS q FROM stock_move_line l WHERE l.move_id = move) s;
    PERFORM odoo_sim.validate(gt.picking(move), uid);
END $$;
