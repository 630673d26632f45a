-- The decision alone, on made-up facts: both sides of every limit and setting of the storage controls.
CREATE EXTENSION inventory_gov;
CREATE FUNCTION broken(control text, limits jsonb, fact jsonb) RETURNS text LANGUAGE sql AS
    $$SELECT COALESCE(string_agg(limit_name || ' ' || CASE WHEN broken THEN 'broken' ELSE 'kept' END, ', '), 'does not apply') FROM inventory_gov.what_if(control, limits, fact)$$;
\pset format unaligned
SELECT limit_name, measured, limit_value, broken, message FROM inventory_gov.what_if('negative_stock', '{"qty": 2, "value": 300}',
    '{"measured": {"qty": 3, "value": 360}, "expected": 5, "actual": -3, "rounding": 0.01, "unit": "Units", "words": ["Optik", "PACK5"], "product": "Lamp", "lot": "L1", "document": "WH/OUT/00001", "location": "WH/Stock"}');
-- none below zero, and so much; nothing measured; each limit alone
SELECT q, broken('negative_stock', '{"qty": 0}', jsonb_build_object('measured', jsonb_build_object('qty', q))) AS none, broken('negative_stock', '{"qty": 2}', jsonb_build_object('measured', jsonb_build_object('qty', q))) AS two
  FROM unnest(ARRAY[0, 0.01, 2, 2.01]) q;
SELECT broken('negative_stock', '{"value": 10}', '{"measured": {"qty": 100, "value": 10}}'), broken('negative_stock', '{"value": 10}', '{"measured": {"value": 10.01}}'), broken('negative_stock', '{"qty": 0}', '{}');
-- the way out where nothing is left to take
SELECT message FROM inventory_gov.what_if('negative_stock', '{"qty": 0}', '{"measured": {"qty": 4}, "expected": -3, "actual": -4, "rounding": 0.01, "unit": "Units", "product": "Lamp"}');
-- goods and places: both limits, and what a count finds
SELECT limit_name, broken, message FROM inventory_gov.what_if('product_location', '{"qty": 2, "value": 100}',
    '{"measured": {"qty": 3, "value": 90}, "actual": 3, "value": 90, "unit": "Units", "words": ["7", "fire protection"], "product": "Paint", "document": "WH/INT/00001", "location": "WH/Cellar"}');
SELECT q, broken('product_location', '{"qty": 2}', jsonb_build_object('measured', jsonb_build_object('qty', q))) FROM unnest(ARRAY[0, 2, 2.01]) q;
SELECT counts, broken('product_location', jsonb_build_object('qty', 0, 'counts', counts), '{"measured": {"qty": 1}, "words": ["7", "x", "count"]}') AS counted, broken('product_location', jsonb_build_object('qty', 0, 'counts', counts), '{"measured": {"qty": 1}}') AS moved FROM unnest(ARRAY[0, 1]) counts;
-- out of quarantine: each way with its setting
SELECT limit_name, broken, message FROM inventory_gov.what_if('quarantine_exit', '{"qty": 2, "value": 100}',
    '{"measured": {"qty": 3, "value": 90}, "actual": 3, "value": 90, "unit": "Units", "words": ["WH/Held", "WH/Stock"], "product": "Lamp", "lot": "L1"}');
SELECT way, broken('quarantine_exit', '{"qty": 0}', f) AS standard, broken('quarantine_exit', '{"qty": 0, "scrap_free": 0, "supplier_free": 0, "count_free": 1}', f) AS other_way_round
  FROM unnest(ARRAY['scrap', 'supplier', 'count', NULL]) way, LATERAL (SELECT jsonb_build_object('measured', jsonb_build_object('qty', 1), 'words', jsonb_build_array('a', 'b', way))) x (f);
SELECT q, broken('quarantine_exit', '{"qty": 2}', jsonb_build_object('measured', jsonb_build_object('qty', q))) FROM unnest(ARRAY[0, 2, 2.01]) q;
-- owners and companies
SELECT purpose, message FROM unnest(ARRAY['scrap', 'production', 'ownership', 'supplier']) purpose,
    LATERAL inventory_gov.what_if('owner_crossing', '{"owner_qty": 0}', jsonb_build_object('measured', jsonb_build_object('owner_qty', 1), 'actual', 1, 'unit', 'Units', 'product', 'Lamp', 'words', jsonb_build_array(purpose, 'Optik', NULL)));
SELECT message FROM inventory_gov.what_if('owner_crossing', '{"company_value": 10}', '{"measured": {"company_value": 10.01}, "actual": 1, "unit": "Units", "product": "Lamp", "words": [null, "North", null]}');
SELECT l, q, broken('owner_crossing', jsonb_build_object(l, 2), jsonb_build_object('measured', jsonb_build_object(l, q))) FROM unnest(ARRAY['owner_qty', 'owner_value', 'company_qty', 'company_value']) l, unnest(ARRAY[2, 2.01]) q ORDER BY l COLLATE "C", q;
SELECT free, broken('owner_crossing', jsonb_build_object('owner_qty', 0, 'customers_free', free), '{"measured": {"owner_qty": 1}, "words": ["customer", "Optik", "Shop"]}') AS customer,
       broken('owner_crossing', jsonb_build_object('owner_qty', 0, 'customers_free', free), '{"measured": {"owner_qty": 1}, "words": ["supplier", "Optik", "Shop"]}') AS supplier FROM unnest(ARRAY[0, 1]) free;
SELECT * FROM inventory_gov.what_if('negative_stock', '{"pct": 1}', '{}');
SELECT * FROM inventory_gov.what_if('owner_crossing', '{"customers_free": 1}', '{}');
DROP EXTENSION inventory_gov;
DROP FUNCTION broken(text, jsonb, jsonb);
