-- The decision alone, on made-up facts: both sides of every limit and setting of adjustment_window and reason_required.
CREATE EXTENSION inventory_gov;
CREATE FUNCTION broken(control text, limits jsonb, fact jsonb) RETURNS text LANGUAGE sql AS
    $$SELECT COALESCE(string_agg(limit_name || ' ' || CASE WHEN broken THEN 'broken' ELSE 'kept' END, ', '), 'does not apply') FROM inventory_gov.what_if(control, limits, fact)$$;
-- what the fact measures in one slot
CREATE FUNCTION measuring(slot text, x numeric) RETURNS jsonb LANGUAGE sql AS $$SELECT jsonb_build_object('measured', jsonb_build_object(slot, x))$$;
\pset format unaligned
\pset tuples_only on
\echo -- every limit from both sides, at zero, and where the fact does not measure it
SELECT c.control, c.limit_name, broken(c.control, jsonb_build_object(c.limit_name, 5), measuring(c.limit_name, 5)), broken(c.control, jsonb_build_object(c.limit_name, 5), measuring(c.limit_name, 5.01)),
       broken(c.control, jsonb_build_object(c.limit_name, 0), measuring(c.limit_name, 0)), broken(c.control, jsonb_build_object(c.limit_name, 0), measuring(c.limit_name, 0.01)),
       broken(c.control, jsonb_build_object(c.limit_name, 0), '{}')
  FROM inventory_gov.controls c WHERE c.control IN ('adjustment_window', 'reason_required') AND c.standard IS NULL ORDER BY c.control, c.limit_name;
\echo -- a sum of thousands of tenths is no more than it is
SELECT broken('adjustment_window', '{"product_qty": 100}', measuring('product_qty', (SELECT sum(0.1::float8) FROM generate_series(1, 1000))::numeric)),
       broken('adjustment_window', '{"product_qty": 100}', measuring('product_qty', 100.0001));
\echo -- settings
SELECT limit_name, unit, minimum, maximum, standard FROM inventory_gov.controls WHERE control IN ('adjustment_window', 'reason_required') AND standard IS NOT NULL;
SELECT broken('adjustment_window', '{"product_qty": 5, "days": 1}', measuring('product_qty', 6));
\set VERBOSITY terse
SELECT broken('adjustment_window', '{"days": 7}', '{}');
SELECT broken('adjustment_window', '{"product_qty": 5, "days": 367}', '{}');
SELECT broken('adjustment_window', '{"product_qty": -1}', '{}');
SELECT broken('adjustment_window', '{"product_pct": 5}', '{}');
SELECT broken('reason_required', '{"loss_qty": "five"}', '{}');
\echo -- words
SELECT message FROM inventory_gov.what_if('adjustment_window', '{"user_qty": 1, "user_value": 1, "product_qty": 1, "product_value": 1, "location_value": 1, "reason_value": 1, "quant_times": 1}',
    '{"deviation": 12, "value": 34.5, "unit": "Units", "words": ["30", "Somebody"], "measured": {"user_qty": 12, "user_value": 34.5, "product_qty": 12, "product_value": 34.5, "location_value": 34.5, "reason_value": 34.5, "quant_times": 12}}');
SELECT message FROM inventory_gov.what_if('reason_required', '{"gain_qty": 1, "loss_value": 1, "scrap_qty": 1, "return_value": 1}',
    '{"deviation": -12, "value": -34.5, "unit": "Units", "product": "Lamp", "location": "WH/Stock", "document": "WH/IN/00001", "measured": {"gain_qty": 12, "loss_value": 34.5, "scrap_qty": 12, "return_value": 34.5}}');
SELECT message FROM inventory_gov.what_if('reason_required', '{"loss_value": 1}', '{"deviation": -12, "value": -34.5, "words": ["Theft"], "measured": {"loss_value": 34.5}}');
DROP EXTENSION inventory_gov;
DROP FUNCTION broken(text, jsonb, jsonb), measuring(text, numeric);
