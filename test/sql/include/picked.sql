-- cancel_after_pick on Odoo :v. What a transfer has gone through is committed before each trial; every trial is undone.
\set ECHO none
\ir shipping.sql
CREATE FUNCTION gt.cancels(picking integer) RETURNS text LANGUAGE sql AS $$SELECT gt.trial(format('SELECT odoo_sim.cancel_backorder(%s, 8)', picking))$$;
-- The first move of a transfer.
CREATE FUNCTION gt.first_of(picking integer, product integer DEFAULT NULL) RETURNS integer LANGUAGE sql AS
    $$SELECT min(id) FROM stock_move WHERE picking_id = picking AND COALESCE(product_id = product, true)$$;
SELECT gt.only('cancel_after_pick', '{"printed_value": 1200, "picked_value": 480, "earlier_value": 1200}') \g /dev/null

\echo -- printed: ten at 120
SELECT gt.by_hand(2, 8, 5, '{1}', 10) AS k \gset
SELECT 'nothing has begun', gt.cancels(:k);
UPDATE stock_picking SET printed = true WHERE id = :k;
SELECT 'printed, 1200', gt.cancels(:k);
SELECT gt.by_hand(2, 8, 5, '{1}', 10.01, '{"printed": true}') AS k \gset
SELECT 'printed, 1201.20', gt.cancels(:k);
SELECT 'printed by the same transaction', gt.trial($t$DO $x$ DECLARE k integer := gt.by_hand(2, 8, 5, '{1}', 10.01, '{"printed": true}'); BEGIN PERFORM odoo_sim.cancel_backorder(k, 8); END $x$$t$);
SELECT gt.by_hand(2, 8, 5, '{1,2}', 100, '{"printed": true}') AS k \gset
SELECT 'one line of a printed transfer, the other still moves', gt.trial(format($$UPDATE stock_move SET state = 'cancel' WHERE id = %s$$, gt.first_of(:k)));
SELECT 'line after line', gt.trial(format($$UPDATE stock_move SET state = 'cancel', write_uid = 8 WHERE id = %s; UPDATE stock_move SET state = 'cancel', write_uid = 8 WHERE id = %s$$, gt.first_of(:k), gt.first_of(:k, 2)));
SELECT 'validated without a backorder, a line left out', gt.trial(format($$SELECT odoo_sim.enter(%s, 100, 8), odoo_sim.validate(%s, 8, false)$$, gt.first_of(:k, 2), :k));
SELECT gt.by_hand(1, 4, 8, '{1}', 100, '{"printed": true}') AS k \gset
SELECT 'a receipt', gt.cancels(:k);
SELECT gt.by_hand(5, 8, 20, '{1}', 100, '{"printed": true}') AS k \gset
SELECT 'within the warehouse', gt.cancels(:k);
UPDATE stock_move SET product_uom_qty = 0 WHERE picking_id = :k;
SELECT 'nothing is demanded any more', gt.cancels(:k);

\echo -- picked: four at 120
SELECT gt.by_hand(2, 8, 5, '{1}', 10) AS k \gset
SELECT odoo_sim.enter(gt.first_of(:k), 4, 8);
SELECT '480', gt.cancels(:k);
SELECT odoo_sim.enter(gt.first_of(:k), 4.01, 8);
SELECT '481.20', gt.cancels(:k);
SELECT gt.by_hand(2, 8, 5, '{1,2}', 10) AS k \gset
SELECT odoo_sim.enter(gt.first_of(:k), 5, 8);
SELECT 'the picked line alone', gt.trial(format($$UPDATE stock_move SET state = 'cancel' WHERE id = %s$$, gt.first_of(:k))), 'the other', gt.trial(format($$UPDATE stock_move SET state = 'cancel' WHERE id = %s$$, gt.first_of(:k, 2)));
SELECT 'its lines go first', gt.trial(format($$DELETE FROM stock_move_line WHERE picking_id = %s; SELECT odoo_sim.cancel_backorder(%1$s, 8)$$, :k));
SELECT 'merged into another move of the transfer', gt.trial(format($$SELECT odoo_sim.new_moves(%s, '[{"product_id": 1, "product_uom_qty": 10}]', 8); UPDATE stock_move SET state = 'cancel' WHERE id = %s$$, :k, gt.first_of(:k)));
SELECT 'validated in part, no backorder', gt.trial(format($$SELECT odoo_sim.validate(%s, 8, false)$$, :k));

\echo -- an earlier step has brought it
SELECT gt.by_hand(5, 8, 9, '{1}', 10) AS pick \gset
SELECT gt.by_hand(2, 9, 5, '{1}', 10) AS ship \gset
INSERT INTO stock_move_move_rel VALUES (gt.first_of(:pick), gt.first_of(:ship));
SELECT 'while the first step waits', gt.cancels(:ship);
SELECT gt.go(:pick);
SELECT '1200', gt.cancels(:ship);
UPDATE stock_move SET product_uom_qty = 10.01 WHERE id = gt.first_of(:ship);
SELECT '1201.20', gt.cancels(:ship);
SELECT 'the ties are cut first', gt.trial(format($$DELETE FROM stock_move_move_rel WHERE move_dest_id = %s; SELECT odoo_sim.cancel_backorder(%s, 8)$$, gt.first_of(:ship), :ship));
SELECT odoo_sim.deliver(1, 10, 8) AS sent \gset
SELECT gt.by_hand(1, 5, 8, '{1}', 10, '{"printed": true}') AS back \gset
INSERT INTO stock_move_move_rel VALUES (:sent, gt.first_of(:back));
SELECT 'a return', gt.cancels(:back);

\echo -- stages
SELECT gt.only('cancel_after_pick', '{"stages": 1}') \g /dev/null
SELECT gt.by_hand(2, 8, 5, '{1}', 10, '{"printed": true}') AS k \gset
SELECT 'one', gt.cancels(:k);
SELECT odoo_sim.enter(gt.first_of(:k), 4, 8);
SELECT 'two', gt.cancels(:k);
SELECT gt.only('cancel_after_pick', '{"stages": 0}', 'approve', '{"operation_type": "stock.picking_type_out"}') \g /dev/null
SELECT 'a policy of deliveries', gt.cancels(:k), gt.cancels(:ship);
SELECT gt.only('cancel_after_pick', '{"stages": 0}', 'approve', '{"operation_type": "stock.picking_type_in"}') \g /dev/null
SELECT 'of receipts', gt.cancels(:k);

\echo -- refused, asked for, approved, done
SELECT max(id) AS before FROM inventory_gov.request \gset
SELECT gt.only('cancel_after_pick', '{"stages": 1, "printed_value": 100, "picked_value": 100}') \g /dev/null
SELECT gt.attempt(format('SELECT odoo_sim.cancel_backorder(%s, 8)', :k));
SELECT state, title, document, model, product_id, requester_id FROM inventory_gov.request WHERE id > :before ORDER BY id;
SELECT control, deviation_qty, deviation_value, measure, measured, limit_value, subject = 'stock.picking:' || :k, partner FROM inventory_gov.request_lines ORDER BY id DESC LIMIT 3;
SELECT inventory_gov.line_text(l, lang) FROM inventory_gov.request_line l, unnest(ARRAY['fr', 'de', 'es', 'nl']) lang WHERE l.request_id = :before + 1 ORDER BY l.id, lang;
SELECT inventory_gov.approve((SELECT reference FROM inventory_gov.request WHERE id = :before + 1), 'the customer has called', 9);
SELECT 'as approved', gt.attempt(format('SELECT odoo_sim.cancel_backorder(%s, 8)', :k));
\ir end.sql
