-- The decision alone, on made-up facts: scrap_limit and cost_change.
CREATE EXTENSION inventory_gov;
CREATE FUNCTION broken(control text, limits jsonb, fact jsonb) RETURNS text LANGUAGE sql AS
    $$SELECT COALESCE(string_agg(limit_name || ' ' || CASE WHEN broken THEN 'broken' ELSE 'kept' END, ', '), 'does not apply') FROM inventory_gov.what_if(control, limits, fact)$$;
\pset format unaligned
SELECT * FROM inventory_gov.what_if('scrap_limit', '{"qty": 5, "value": 50, "pct": 5, "day_qty": 9, "day_value": 100}',
    '{"expected": 100, "actual": 94, "value": -60, "unit": "Units", "product": "Lamp", "location": "WH/Stock", "words": ["Carla Clerk"], "measured": {"qty": 6, "value": 60, "pct": 6, "day_qty": 9, "day_value": 100.01}}');
-- at the limit and a hair above; what is not measured does not apply
SELECT m, broken('scrap_limit', jsonb_build_object(m, 5), jsonb_build_object('measured', jsonb_build_object(m, 5))), broken('scrap_limit', jsonb_build_object(m, 5), jsonb_build_object('measured', jsonb_build_object(m, 5.0001))),
       broken('scrap_limit', jsonb_build_object(m, 5), '{}'), broken('scrap_limit', jsonb_build_object(m, 0), jsonb_build_object('measured', jsonb_build_object(m, 0))) FROM unnest(ARRAY['qty', 'value', 'pct', 'day_qty', 'day_value']) m;
SELECT * FROM inventory_gov.what_if('scrap_limit', '{"day_qty": 1}', '{"expected": 3, "actual": 1, "lot": "A-1", "product": "Lamp", "measured": {"day_qty": 2, "day_value": 8}}');

SELECT * FROM inventory_gov.what_if('cost_change', '{"pct": 10, "value": 100}', '{"expected": 10, "actual": 11.5, "value": 150, "product": "Lamp", "words": ["100 Units", "Halvorsen"]}');
SELECT * FROM inventory_gov.what_if('cost_change', '{"raise_pct": 10, "cut_pct": 5, "value": 100}', '{"expected": 10, "actual": 9.25, "value": -75, "product": "Lamp", "words": ["100 Units", "Halvorsen"]}');
SELECT cost, broken('cost_change', '{"pct": 10}', jsonb_build_object('expected', 10, 'actual', cost)) FROM unnest(ARRAY[11, 11.001, 9, 8.999, 10, 0]) cost;
SELECT cost, broken('cost_change', '{"raise_pct": 10}', jsonb_build_object('expected', 10, 'actual', cost)), broken('cost_change', '{"cut_pct": 10}', jsonb_build_object('expected', 10, 'actual', cost)) FROM unnest(ARRAY[11, 11.001, 9, 8.999, 10, 0]) cost;
SELECT value, broken('cost_change', '{"value": 50}', jsonb_build_object('expected', 10, 'actual', 10 + value / 100.0, 'value', value)) FROM unnest(ARRAY[50, 50.01, -50, -50.01, 0]) value;
-- from nothing, and below nothing
SELECT broken('cost_change', '{"pct": 1000}', '{"expected": 0, "actual": 1}'), broken('cost_change', '{"value": 5}', '{"expected": 0, "actual": 1, "value": 5}'), broken('cost_change', '{"pct": 10}', '{"expected": -10, "actual": -11.1}'),
       broken('cost_change', '{"pct": 10}', '{"expected": 0, "actual": 0}');
\set VERBOSITY default
SELECT * FROM inventory_gov.what_if('scrap_limit', '{"pct": 101}', '{}');
SELECT * FROM inventory_gov.what_if('cost_change', '{"qty": 1}', '{}');
DROP EXTENSION inventory_gov;
DROP FUNCTION broken(text, jsonb, jsonb);
