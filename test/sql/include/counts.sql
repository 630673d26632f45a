-- What the tests of counts share.
CREATE FUNCTION gt.quant(product integer, location integer, lot integer DEFAULT NULL) RETURNS integer LANGUAGE sql AS
    $$SELECT id FROM stock_quant WHERE product_id = product AND location_id = location AND lot_id IS NOT DISTINCT FROM lot ORDER BY id LIMIT 1$$;
-- The button "Clear".
CREATE FUNCTION gt.clear(quant integer, uid integer) RETURNS void LANGUAGE sql AS
    $$SELECT odoo_sim.write('stock_quant', ARRAY[quant], '{"inventory_quantity": 0, "inventory_diff_quantity": 0, "inventory_quantity_set": false, "user_id": null}', uid)$$;
-- What Odoo's dialog offers where the book has moved since the count: set what was counted, or keep the difference.
CREATE FUNCTION gt.keep_counted(quant integer, uid integer) RETURNS void LANGUAGE sql AS $$
    SELECT odoo_sim.write('stock_quant', ARRAY[quant], jsonb_build_object('inventory_diff_quantity', inventory_quantity - quantity), uid) FROM stock_quant WHERE id = quant;
    SELECT odoo_sim.apply_count(ARRAY[quant], uid) $$;
CREATE FUNCTION gt.keep_difference(quant integer, uid integer) RETURNS void LANGUAGE sql AS $$
    SELECT odoo_sim.write('stock_quant', ARRAY[quant], jsonb_build_object('inventory_quantity', quantity + inventory_diff_quantity, 'inventory_quantity_set', true), uid)
      FROM stock_quant WHERE id = quant;
    SELECT odoo_sim.apply_count(ARRAY[quant], uid) $$;
-- Runs a command for good: 'done', or all that it is refused with.
CREATE FUNCTION gt.do(command text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    d text; h text;
BEGIN
    EXECUTE command;
    RETURN 'done';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS d = PG_EXCEPTION_DETAIL, h = PG_EXCEPTION_HINT;
    RETURN gt.mask(concat_ws(E'\n    ', sqlstate || ' ' || sqlerrm, NULLIF(d, ''), NULLIF(h, '')));
END $$;
CREATE FUNCTION gt.approve(actor integer) RETURNS text LANGUAGE sql AS
    $$SELECT gt.do(format('SELECT inventory_gov.approve(%L, ''ok'', %s)', (SELECT reference FROM inventory_gov.request ORDER BY id DESC LIMIT 1), actor))$$;
