-- negative_stock: explain(), shadow. Ends the test that negative.sql begins.
\echo -- explain: a move that is done, and one that is not; a policy in shadow, of one place
SELECT gt.only('negative_stock', '{"qty": 2}', 'approve', '{"location": 20}') \g /dev/null
SELECT 'elsewhere', gt.trial('SELECT gt.move(1, 21, 5, 5)'), gt.trial('SELECT gt.move(1, 20, 5, 5)');
SELECT limit_name, measured, limit_value, outcome, way_out FROM inventory_gov.explain('stock.move', (SELECT max(m.id) FROM stock_move m WHERE product_id = 1 AND state = 'done' AND location_id = 20)) WHERE control = 'negative_stock';
SELECT gt.move(3, 20, 5, 43.5, state => 'confirmed', quants => 'none') AS draft \gset
SELECT limit_name, measured, limit_value, outcome, way_out FROM inventory_gov.explain('stock.move', :draft);
UPDATE inventory_gov.policy SET state = 'shadow' WHERE state = 'active';
SELECT 'in shadow', gt.trial('SELECT gt.move(1, 20, 5, 100)');
\ir end.sql
