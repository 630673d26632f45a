-- The decision alone, on made-up facts: both sides of every limit of the inbound controls; and what days apart mean.
SET client_min_messages = warning;
CREATE EXTENSION inventory_gov;
SET TimeZone = 'America/Lima';
CREATE FUNCTION inbound_broken(control text, limits jsonb, measured jsonb) RETURNS text LANGUAGE sql AS
    $$SELECT COALESCE(string_agg(limit_name || ' ' || CASE WHEN broken THEN 'broken' ELSE 'kept' END, ', '), 'does not apply')
        FROM inventory_gov.what_if(control, limits, jsonb_build_object('measured', measured))$$;
CREATE FUNCTION inbound_sides(control text, limit_name text, slot text, at numeric) RETURNS text LANGUAGE sql AS
    $$SELECT string_agg(inbound_broken(control, jsonb_build_object(limit_name, at), jsonb_build_object(slot, x)), ' | ' ORDER BY x) FROM unnest(ARRAY[at - 0.001, at, at + 0.001]) x$$;
\pset format unaligned
\pset tuples_only on
-- just below, at, and just above each limit
SELECT p.control, p.limit_name, inbound_sides(p.control, p.limit_name, p.limit_name, 3) FROM inventory_gov.controls p
 WHERE p.control IN ('receipt_window', 'unordered_receipt', 'substitute_item', 'receipt_price') AND p.limit_name NOT IN ('cost_pct', 'cost_value', 'last_pct', 'last_value') ORDER BY 1, 2;
-- limits for both directions
SELECT l, inbound_sides('receipt_price', l, 'above_' || l, 3), inbound_sides('receipt_price', l, 'below_' || l, 3) FROM unnest(ARRAY['cost_pct', 'cost_value', 'last_pct', 'last_value']) l;
-- zero: none at all; what is not measured is not judged; the other direction is not either
SELECT inbound_broken('unordered_receipt', '{"qty": 0}', '{"qty": 0}'), inbound_broken('unordered_receipt', '{"qty": 0}', '{"qty": 0.001}'), inbound_broken('unordered_receipt', '{"qty": 0}', '{}'), inbound_broken('unordered_receipt', '{"value": 0}', '{"qty": 5, "value": 0}');
SELECT inbound_broken('receipt_window', '{"early_days": 2, "late_days": 0}', '{"early_days": 0, "late_days": 1}'), inbound_broken('receipt_window', '{"late_working_days": 0}', '{"late_days": 4}'), inbound_broken('receipt_price', '{"above_cost_pct": 0}', '{"below_cost_pct": 50}');
-- what is said
SELECT message FROM inventory_gov.what_if('receipt_window', '{"early_days": 1, "late_days": 1, "early_working_days": 1, "late_working_days": 1}',
    '{"product": "Lamp", "document": "WH/IN/00001", "words": ["2026-11-20", "2026-11-24"], "measured": {"early_days": 4, "late_days": 4, "early_working_days": 2, "late_working_days": 2}}');
SELECT message FROM unnest(ARRAY['{}', '{"order": "P00007"}', '{"order": "P00007", "words": ["not in force"]}', '{"order": "P00007", "words": ["orders nothing"]}']::jsonb[]) x,
    inventory_gov.what_if('unordered_receipt', '{"qty": 0}', jsonb_build_object('product', 'Lamp', 'document', 'WH/IN/00001', 'unit', 'Units', 'deviation', 3, 'value', 37.5, 'measured', '{"qty": 3}'::jsonb) || x);
SELECT message FROM unnest(ARRAY['{}', '{"words": [null, "out"]}', '{"words": [null, null, "Torch"]}']::jsonb[]) x,
    inventory_gov.what_if('substitute_item', '{"qty": 0}', jsonb_build_object('product', 'Lamp', 'document', 'WH/OUT/00001', 'unit', 'Units', 'deviation', 3, 'value', 37.5, 'order', 'S00007', 'measured', '{"qty": 3}'::jsonb) || x);
SELECT message FROM inventory_gov.what_if('receipt_price', '{"cost_pct": 5, "last_pct": 5}',
    '{"product": "Lamp", "document": "WH/IN/00001", "words": ["12.5", "10", "13.8889"], "measured": {"above_cost_pct": 25, "above_cost_value": 250, "below_last_pct": 10, "below_last_value": 138.89}}');
-- a limit that does not exist, and one that nothing could break
\set VERBOSITY terse
SELECT * FROM inventory_gov.what_if('receipt_window', '{"days": 1}', '{}');
SELECT * FROM inventory_gov.what_if('receipt_price', '{"below_cost_pct": 101}', '{}');

-- working days: Monday to Friday, mornings; Wednesday 25 November 2026 is a holiday
CREATE TABLE inbound_cal AS SELECT jsonb_build_object('tz', 'Europe/Brussels', 'attendances', (SELECT jsonb_agg(jsonb_build_object('dayofweek', d::text, 'hour_from', 8, 'hour_to', 12)) FROM generate_series(0, 4) d),
    'leaves', '[{"starts": "2026-11-24T23:00:00+00:00", "ends": "2026-11-25T23:00:00+00:00"}]'::jsonb) AS c;
CREATE FUNCTION inbound_late(planned date, came date) RETURNS text LANGUAGE sql AS $$SELECT to_char(planned, 'Dy DD') || ' to ' || to_char(came, 'Dy DD') || ': ' || inventory_gov.days_late(c, planned, came) FROM inbound_cal$$;
SELECT inbound_late('2026-11-20', d::date) FROM generate_series(date '2026-11-16', '2026-11-27', '1 day') d;
SELECT inbound_late('2026-11-22', '2026-11-20'), inbound_late('2026-11-22', '2026-11-21'), inbound_late('2026-11-21', '2026-11-22'), inbound_late('2026-11-24', '2026-11-25'), inbound_late('2026-11-25', '2026-11-26'), inbound_late('2026-11-26', '2026-11-25');
-- no calendar: plain days; a holiday of half a day leaves a working day; a date by mistake is not counted day by day
SELECT inventory_gov.days_late(NULL, '2026-11-20', '2026-11-23'), inventory_gov.days_late(NULL, '2026-11-23', '2026-11-20'), inventory_gov.days_late(c, '1926-11-23', '2026-11-20') FROM inbound_cal;
SELECT inventory_gov.days_late(jsonb_set(c, '{leaves}', '[{"starts": "2026-11-24T23:00:00+00:00", "ends": "2026-11-25T10:00:00+00:00"}]'), '2026-11-24', '2026-11-25') FROM inbound_cal;
DROP FUNCTION inbound_late, inbound_sides, inbound_broken;
DROP TABLE inbound_cal;
DROP EXTENSION inventory_gov;
