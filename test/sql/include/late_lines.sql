-- Lines that come, or become others, after their move is done; what a correction takes away again; on Odoo :v. Lots 1 (30) and 2 (10) of product 6 in Stock.
\set ECHO none
\ir begin.sql
\ir storage_moves.sql
-- A delivery of 2 whose line gets its lot, or comes, with its own done, after the move's.
CREATE FUNCTION gt.late(lot_first integer, lot_late integer, how text, qty numeric DEFAULT 2) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    m integer; l integer;
    line jsonb := jsonb_build_object('company_id', 1, 'product_id', 6, 'product_uom_id', odoo_sim.uom(6), 'location_id', 8, 'location_dest_id', 5, 'date', odoo_sim.utc(),
                                     'quantity', qty, 'qty_done', qty, 'reserved_uom_qty', 0);
BEGIN
    m := (odoo_sim.create('stock_move', jsonb_build_array(jsonb_build_object('company_id', 1, 'product_id', 6, 'product_uom', odoo_sim.uom(6), 'location_id', 8, 'location_dest_id', 5,
        'state', 'confirmed', 'picked', true, 'product_uom_qty', 2, 'name', 'x', 'procure_method', 'make_to_stock', 'date', odoo_sim.utc())), 8))[1];
    IF how = 'update' THEN
        l := (odoo_sim.create('stock_move_line', jsonb_build_array(line || jsonb_build_object('move_id', m, 'lot_id', lot_first, 'state', 'confirmed')), 8))[1];
    END IF;
    PERFORM odoo_sim.write('stock_move', ARRAY[m], jsonb_build_object('quantity', qty, 'quantity_done', qty, 'state', 'done'), 8);
    IF how = 'update' THEN
        PERFORM odoo_sim.write('stock_move_line', ARRAY[l], jsonb_build_object('lot_id', lot_late, 'state', 'done'), 8);
    ELSE
        PERFORM odoo_sim.create('stock_move_line', jsonb_build_array(line || jsonb_build_object('move_id', m, 'lot_id', lot_late, 'state', 'done')), 8);
    END IF;
    PERFORM gt.quant(6, 8, -qty, lot_late), gt.quant(6, 5, qty, lot_late);
    RETURN m;
END $$;
CREATE FUNCTION gt.held(kind text, record integer, reason text, command text, direction text DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    found text;
BEGIN
    PERFORM inventory_gov.place_hold(kind, record, reason, direction => direction, actor => 9);
    found := gt.trial(command);
    RAISE EXCEPTION USING ERRCODE = 'ZZ001';
EXCEPTION WHEN SQLSTATE 'ZZ001' THEN
    RETURN found;
END $$;

\echo -- a held lot, by whatever line
SELECT gt.only('hold', '{"done": 0}', 'block') \g /dev/null
SELECT 'as ever', gt.held('lot', 2, 'RECALL', 'SELECT gt.late(2, 2, ''update'')');
SELECT 'its line gets the lot after the move', gt.held('lot', 2, 'RECALL', 'SELECT gt.late(1, 2, ''update'')');
SELECT 'its line comes after the move', gt.held('lot', 2, 'RECALL', 'SELECT gt.late(1, 2, ''insert'')');
SELECT 'another lot', gt.held('lot', 2, 'RECALL', 'SELECT gt.late(2, 1, ''insert'')'), gt.held('lot', 2, 'RECALL', 'SELECT gt.late(1, 1, ''update'')');
SELECT 'no hold', gt.trial('SELECT gt.late(1, 2, ''insert'')');

\echo -- stock below zero: lot by lot, whenever the line comes
SELECT gt.only('negative_stock', '{"qty": 0}', 'block') \g /dev/null
SELECT 'there is enough of it', gt.trial('SELECT gt.late(1, 1, ''insert'')'), gt.trial('SELECT gt.late(1, 2, ''update'')');
SELECT 'there is not', gt.trial('SELECT gt.late(1, 2, ''insert'', 11)'), gt.trial('SELECT gt.late(1, 2, ''update'', 11)');

\echo -- corrected out of where it was put
SELECT inventory_gov.declare_quarantine('20') \g /dev/null
SELECT gt.only('quarantine_exit', '{"qty": 0}') \g /dev/null
CREATE FUNCTION gt.correct(move integer, place integer) RETURNS void LANGUAGE sql AS $$
    SELECT odoo_sim.write('stock_move_line', ARRAY(SELECT id FROM stock_move_line WHERE move_id = move), jsonb_build_object('location_dest_id', place), 8)
$$;
SELECT gt.move(1, 4, 20, 5) AS m \gset
SELECT 'out of quarantine by a move', gt.trial('SELECT gt.move(1, 20, 8, 5)');
SELECT 'by a correction', gt.trial(format('SELECT gt.correct(%s, 8)', :m));
SELECT 'to another place of quarantine', gt.trial(format($$SELECT inventory_gov.declare_quarantine('21'); SELECT gt.correct(%s, 21)$$, :m));
SELECT gt.only('hold', '{"done": 0}', 'block') \g /dev/null
SELECT 'out of a place that nothing may leave', gt.held('location', 20, 'LEGAL', format('SELECT gt.correct(%s, 8)', :m), 'out'), gt.held('location', 20, 'LEGAL', 'SELECT gt.move(1, 20, 8, 5)', 'out');
SELECT 'that nothing may enter', gt.held('location', 20, 'LEGAL', format('SELECT gt.correct(%s, 8)', :m), 'in');

\echo -- what calls itself a count or names a scrap, and goes to a customer
SELECT 'a held product', gt.held('product', 1, 'COUNT', 'SELECT gt.move(1, 8, 5, 2)'), gt.held('product', 1, 'COUNT', $$SELECT gt.move(1, 8, 5, 2, extra => '{"is_inventory": true}')$$);
\ir end.sql
