-- The decision alone, on made-up facts: both sides of every limit of the controls of returns, and what is said.
SET client_min_messages = warning;
CREATE EXTENSION inventory_gov;
CREATE FUNCTION returns_broken(control text, limits jsonb, measured jsonb) RETURNS text LANGUAGE sql AS
    $$SELECT COALESCE(string_agg(limit_name || ' ' || CASE WHEN broken THEN 'broken' ELSE 'kept' END, ', '), 'does not apply')
        FROM inventory_gov.what_if(control, limits, jsonb_build_object('measured', measured))$$;
CREATE FUNCTION returns_sides(control text, limit_name text, at numeric) RETURNS text LANGUAGE sql AS
    $$SELECT string_agg(returns_broken(control, jsonb_build_object(limit_name, at), jsonb_build_object(limit_name, x)), ' | ' ORDER BY x) FROM unnest(ARRAY[at - 0.001, at, at + 0.001]) x$$;
\pset format unaligned
\pset tuples_only on
-- just below, at, and just above each limit
SELECT p.control, p.limit_name, returns_sides(p.control, p.limit_name, 1) FROM inventory_gov.controls p
 WHERE (p.control LIKE 'return\_%' OR p.control = 'refund_order') AND p.standard IS NULL ORDER BY 1, 2;
-- zero: none at all; what is not measured is not judged
SELECT returns_broken('return_quantity', '{"over_qty": 0}', '{"over_qty": 0}'), returns_broken('return_quantity', '{"over_qty": 0}', '{"over_qty": 0.001}'), returns_broken('return_quantity', '{"over_pct": 0}', '{"over_qty": 3}'),
       returns_broken('return_window', '{"days": 0}', '{"days": 0}'), returns_broken('return_window', '{"days": 0}', '{"unknown": 1}'), returns_broken('return_window', '{"days": 14, "unknown": 0}', '{"unknown": 1}');
-- what is said
SELECT limit_name, message FROM unnest(ARRAY['{}', '{"lot": "L1", "partner": "Corner Shop", "expected": 2}', '{"words": ["taken back"]}']::jsonb[]) x,
    inventory_gov.what_if('return_quantity', '{"over_qty": 0}', jsonb_build_object('product', 'Lamp', 'document', 'WH/IN/00001', 'unit', 'Units', 'actual', 5, 'deviation', 3, 'value', 37.5, 'measured', '{"over_qty": 3}'::jsonb) || x);
SELECT limit_name, message FROM inventory_gov.what_if('return_window', '{"days": 14, "unknown": 0}',
    '{"product": "Lamp", "document": "WH/IN/00001", "unit": "Units", "partner": "Corner Shop", "actual": 5, "words": ["2026-10-01"], "measured": {"days": 31, "unknown": 1}}');
SELECT returns_broken('return_authorisation', '{"qty": 0}', '{"qty": 0}'), returns_broken('return_authorisation', '{"qty": 0, "tickets": 1}', '{"qty": 0.001}'), returns_broken('return_disposition', '{"qty": 1}', '{"undisposed_qty": 2}'),
       returns_broken('return_disposition', '{"qty": 1}', '{"misplaced_qty": 2}'), returns_broken('return_disposition', '{"misplaced_value": 0}', '{"undisposed_value": 2}');
SELECT limit_name, message FROM inventory_gov.what_if('return_authorisation', '{"qty": 0}', '{"product": "Lamp", "document": "WH/IN/00001", "unit": "Units", "partner": "Corner Shop", "actual": 5, "deviation": 3, "measured": {"qty": 3}}');
SELECT limit_name, message FROM unnest(ARRAY['[]', '["DAMAGED"]', '["DAMAGED", "OPENED", "WH/Repair"]']::jsonb[]) w,
    inventory_gov.what_if('return_disposition', '{"qty": 0}', jsonb_build_object('product', 'Lamp', 'document', 'WH/IN/00001', 'unit', 'Units', 'location', 'WH/Stock', 'deviation', 3, 'words', w, 'measured', '{"undisposed_qty": 3}'::jsonb));
SELECT returns_broken('refund_order', '{"value": 0}', '{"value": 0}'), returns_broken('refund_order', '{"value": 0}', '{"undisposed_value": 3}');
SELECT u, returns_broken('refund_order', jsonb_build_object('value', 0, 'unlinked', u), '{"value": 3}') FROM unnest(ARRAY[0, 1]) u;
SELECT limit_name, message FROM unnest(ARRAY['[]', '[null, "3"]', '["unlinked"]']::jsonb[]) w,
    inventory_gov.what_if('refund_order', '{"value": 0, "undisposed_value": 0, "unlinked": 1}', jsonb_build_object('product', 'Lamp', 'document', 'RINV/1', 'order', 'S00007', 'unit', 'Units', 'actual', 4, 'deviation', 3, 'words', w, 'measured', '{"value": 30, "undisposed_value": 30}'::jsonb));
DROP EXTENSION inventory_gov CASCADE;
DROP FUNCTION returns_sides, returns_broken;
