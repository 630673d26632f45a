-- The decision alone, on made-up facts: both sides of every limit of the controls of deliveries.
SET client_min_messages = warning;
CREATE EXTENSION inventory_gov;
CREATE FUNCTION outbound_broken(control text, limits jsonb, fact jsonb) RETURNS text LANGUAGE sql AS
    $$SELECT COALESCE(string_agg(limit_name || ' ' || CASE WHEN broken THEN 'broken' ELSE 'kept' END, ', '), 'does not apply') FROM inventory_gov.what_if(control, limits, fact)$$;
CREATE FUNCTION outbound_sides(control text, limit_name text, at numeric) RETURNS text LANGUAGE sql AS
    $$SELECT string_agg(outbound_broken(control, jsonb_build_object(limit_name, at), jsonb_build_object('measured', jsonb_build_object(limit_name, x))), ' | ' ORDER BY x) FROM unnest(ARRAY[at - 0.001, at, at + 0.001]) x$$;
\pset format unaligned
\pset tuples_only on
-- just below, at, and just above each limit
SELECT p.control, p.limit_name, outbound_sides(p.control, p.limit_name, 3) FROM inventory_gov.controls p
 WHERE p.control IN ('cancel_after_pick', 'priority_change', 'allocation_override') AND p.limit_name NOT IN ('urgent') ORDER BY 1, 2;
SELECT c, l, string_agg(outbound_broken(c, jsonb_build_object(l, 10), jsonb_build_object('expected', 100, 'actual', 100 + s * x, 'deviation', s * x, 'value', s * x)), ' | ' ORDER BY x)
  FROM (VALUES ('over_shipment', 'over_pct', 1), ('over_shipment', 'over_qty', 1), ('over_shipment', 'over_value', 1), ('backorder_cancel', 'pct', -1), ('backorder_cancel', 'qty', -1), ('backorder_cancel', 'value', -1)) t(c, l, s),
       unnest(ARRAY[9.999, 10, 10.001]) x GROUP BY c, l ORDER BY c DESC, l;
-- zero; the other direction; nothing ordered
SELECT outbound_broken('over_shipment', '{"over_qty": 0}', '{"expected": 5, "actual": 5, "deviation": 0}'), outbound_broken('over_shipment', '{"over_qty": 0}', '{"expected": 5, "actual": 4, "deviation": -1}'),
       outbound_broken('over_shipment', '{"over_pct": 1000}', '{"expected": 0, "actual": 1, "deviation": 1}'), outbound_broken('backorder_cancel', '{"qty": 0}', '{"expected": 5, "actual": 6, "deviation": 1}');
SELECT outbound_broken('cancel_after_pick', '{"stages": 0, "picked_value": 0}', '{"measured": {"stages": 0}}'), outbound_broken('priority_change', '{"day_changes": 0}', '{"measured": {"day_changes": 1}}');
-- urgent ones may, where the policy says so
SELECT outbound_broken('allocation_override', jsonb_build_object('qty', 0, 'urgent', u), jsonb_build_object('words', w, 'measured', '{"qty": 5}'::jsonb))
  FROM unnest(ARRAY[0, 1]) u, unnest(ARRAY['["WH/OUT/1"]', '["WH/OUT/1", "urgent"]']::jsonb[]) w;
-- what is said
SELECT message FROM inventory_gov.what_if('allocation_override', '{"qty": 1}', '{"product": "Lamp", "document": "WH/OUT/00002", "unit": "Units", "deviation": -5, "value": -50, "words": ["WH/OUT/00001"], "measured": {"qty": 5}}');
SELECT message FROM inventory_gov.what_if('cancel_after_pick', '{"stages": 1, "printed_value": 1, "picked_value": 1, "earlier_value": 1}',
    '{"document": "WH/OUT/00002", "deviation": -5, "value": -50, "measured": {"stages": 2, "printed_value": 50, "picked_value": 40, "earlier_value": 30}}');
SELECT message FROM inventory_gov.what_if('priority_change', '{"day_changes": 1, "displaced": 1}', '{"document": "WH/OUT/00002", "words": ["Carla", "WH/OUT/00001, WH/OUT/00003"], "measured": {"day_changes": 2, "displaced": 2}}');
\set VERBOSITY terse
SELECT * FROM inventory_gov.what_if('over_shipment', '{"pct": 1}', '{}');
SELECT * FROM inventory_gov.what_if('allocation_override', '{"qty": 1, "urgent": 2}', '{}');
DROP FUNCTION outbound_sides, outbound_broken;
DROP EXTENSION inventory_gov;
