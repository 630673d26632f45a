-- The decision alone, on made-up facts: both sides of every limit of receipt_tolerance and adjustment_limit.
CREATE EXTENSION inventory_gov;
CREATE FUNCTION broken(control text, limits jsonb, fact jsonb) RETURNS text LANGUAGE sql AS
    $$SELECT COALESCE(string_agg(limit_name || ' ' || CASE WHEN broken THEN 'broken' ELSE 'kept' END, ', '), 'does not apply') FROM inventory_gov.what_if(control, limits, fact)$$;
\pset format unaligned
SELECT * FROM inventory_gov.what_if('receipt_tolerance', '{"over_pct": 5, "over_value": 10}',
    '{"expected": 100, "actual": 106, "value": 12, "unit": "Units", "product": "Lamp", "document": "WH/IN/00001", "order": "P00001"}');
-- at the limit and a hair above; less than ordered is another direction; nothing ordered; nothing at all
SELECT actual, broken('receipt_tolerance', '{"over_pct": 5}', jsonb_build_object('expected', 100, 'actual', actual)) FROM unnest(ARRAY[104.99, 105, 105.000000001, 105.001, 99, 100, 0]) actual;
SELECT actual, broken('receipt_tolerance', '{"under_pct": 10, "under_qty": 3}', jsonb_build_object('expected', 100, 'actual', actual)) FROM unnest(ARRAY[97, 96.999, 90, 89.99, 101]) actual;
SELECT broken('receipt_tolerance', '{"over_pct": 1000, "over_qty": 1}', '{"expected": 0, "actual": 1}'), broken('receipt_tolerance', '{"over_value": 5}', '{"expected": 1, "actual": 3, "value": 5.01}'),
       broken('receipt_tolerance', '{"under_value": 5}', '{"expected": 3, "actual": 1, "value": -5.01}');
SELECT deviation, broken('adjustment_limit', '{"qty": 2, "gain_qty": 1}', jsonb_build_object('expected', 10, 'deviation', deviation)) FROM unnest(ARRAY[1, 1.01, -1.01, -2, -2.01, 0]) deviation;
SELECT broken('adjustment_limit', '{"loss_pct": 0}', '{"expected": -5, "actual": -6}'), broken('adjustment_limit', '{"pct": 50}', '{"expected": 0, "actual": 1}'),
       broken('adjustment_limit', '{"document_value": 7}', '{"document_value": 7, "document_lines": 2}'), broken('adjustment_limit', '{"document_value": 7}', '{"document_value": 7.01, "document_lines": 2}'),
       broken('adjustment_limit', '{"document_qty": 7}', '{"document_qty": 8}');
-- what is not known is said
\set VERBOSITY default
SELECT * FROM inventory_gov.what_if('receipt', '{}', '{}');
SELECT * FROM inventory_gov.what_if('receipt_tolerance', '{}', '{}');
SELECT * FROM inventory_gov.what_if('receipt_tolerance', '{"over": 1}', '{}');
SELECT * FROM inventory_gov.what_if('receipt_tolerance', '{"over_pct": 1}', '[]');
DROP EXTENSION inventory_gov;
DROP FUNCTION broken(text, jsonb, jsonb);
