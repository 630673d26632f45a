-- What adjustment_limit tells the user and records, on Odoo :v.
\echo -- one request for a whole count, however the lines differ
SELECT gt.only('adjustment_limit', '{"pct": 10}') \g /dev/null
UPDATE inventory_gov.policy SET name = 'Ten percent' WHERE state = 'active';
SELECT gt.attempt('SELECT odoo_sim.count_many(ARRAY[1, 7, 8, 4], 8, ARRAY[100, 1000, 4950, 121], 8)');
SELECT lines, title, attempts, requester FROM inventory_gov.requests WHERE id = (SELECT max(id) FROM inventory_gov.request);
SELECT subject, deviation_qty, deviation_value, unit, product_name, document, message FROM inventory_gov.request_line WHERE request_id = (SELECT max(id) FROM inventory_gov.request) ORDER BY subject;

\echo -- what the user is told
SELECT gt.attempt('SELECT odoo_sim.count(9, 8, 1, 8)');
SELECT gt.attempt('SELECT odoo_sim.count(6, 8, 7, 8, 2)');
SELECT gt.only('adjustment_limit', '{"document_value": 100, "document_qty": 1}') \g /dev/null
UPDATE inventory_gov.policy SET name = 'Documents' WHERE state = 'active';
SELECT gt.attempt('SELECT odoo_sim.count_many(ARRAY[1, 7], 8, ARRAY[196, 600], 8)');
SELECT subject, deviation_qty, deviation_value FROM inventory_gov.request_line WHERE request_id = (SELECT max(id) FROM inventory_gov.request) ORDER BY subject;
UPDATE inventory_gov.policy SET enforcement = 'block' WHERE state = 'active';
SELECT gt.attempt('SELECT odoo_sim.count(1, 8, 196, 8)');
UPDATE inventory_gov.policy SET enforcement = 'flag' WHERE state = 'active';
SELECT gt.attempt('SELECT odoo_sim.count(1, 8, 196, 8)');
\pset format aligned
\pset tuples_only off
\x on
SELECT outcome, control, policy_name, policy_version, enforcement, measure, measured, limit_value, unit, expected_qty, actual_qty, deviation_qty, round(deviation_pct, 4) AS deviation_pct,
       deviation_value, message, subject, model, record_id IS NOT NULL AS record_id, document, picking_id, order_name, product_id, product_name, location_id, location_name, lot_id, lot_name,
       company_id, warehouse_id, actor_id, actor_name
  FROM inventory_gov.violation WHERE (policy_name = 'Ten percent' AND lot_id IS NOT NULL) OR (policy_name = 'Documents' AND outcome <> 'refused') ORDER BY id;
\x off
\ir end.sql
