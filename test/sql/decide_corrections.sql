-- The decision alone, on made-up facts: both sides of every limit of done_edit and backdating.
CREATE EXTENSION inventory_gov;
CREATE FUNCTION broken(control text, limits jsonb, fact jsonb) RETURNS text LANGUAGE sql AS
    $$SELECT COALESCE(string_agg(limit_name || ' ' || CASE WHEN broken THEN 'broken' ELSE 'kept' END, ', '), 'does not apply') FROM inventory_gov.what_if(control, limits, fact)$$;
\pset format unaligned
SELECT minutes, broken('done_edit', '{"own_minutes": 15, "other_minutes": 5}', jsonb_build_object('measured', jsonb_build_object('own_minutes', minutes))),
       broken('done_edit', '{"own_minutes": 15, "other_minutes": 5}', jsonb_build_object('measured', jsonb_build_object('other_minutes', minutes))) FROM unnest(ARRAY[0, 0.001, 4.99, 5, 5.01, 15, 15.0001, 1e9]) minutes;
SELECT qty, broken('done_edit', '{"unbooked_qty": 2, "unbooked_value": 100}', jsonb_build_object('measured', jsonb_build_object('unbooked_qty', qty, 'unbooked_value', qty * 50))) FROM unnest(ARRAY[0, 2, 2.001, 3]) qty;
SELECT broken('done_edit', '{"own_minutes": 0}', '{"measured": {"own_minutes": 0}}'), broken('done_edit', '{"own_minutes": 0}', '{"measured": {"own_minutes": 0.001}}'), broken('done_edit', '{"own_minutes": 0}', '{}');
SELECT days, broken('backdating', '{"days_back": 3, "days_ahead": 1}', jsonb_build_object('measured', jsonb_build_object('days_back', greatest(-days, 0), 'days_ahead', greatest(days, 0)))) FROM unnest(ARRAY[-4, -3, 0, 1, 2]) days;
SELECT broken('backdating', '{"closed": 0}', '{"measured": {"closed": 0}}'), broken('backdating', '{"closed": 0}', '{"measured": {"closed": 1}}'), broken('backdating', '{"closed": 1}', '{"measured": {"closed": 1}}');
-- the words of every kind
SELECT w.told FROM unnest(ARRAY['{"words": ["quantity", "Carla"], "measured": {"own_minutes": 75.5}, "expected": 100, "actual": 90}', '{"words": ["quantity"], "measured": {"other_minutes": 300}, "expected": 1, "actual": 2, "lot": "L1"}',
    '{"words": ["fields", "Carla", "lot_id\tA\tB\nlocation_dest_id\t\tWH/Stock\nx\t1\t"], "measured": {"other_minutes": 90000}}', '{"words": ["added", "Carla"], "measured": {"own_minutes": 1}, "deviation": 5}',
    '{"words": ["deleted", "Carla"], "measured": {"own_minutes": 1}, "deviation": -5}', '{"words": ["set back", "Carla", null, "cancel"], "measured": {"own_minutes": 1}, "deviation": -5}', '{"words": ["fields"], "measured": {"own_minutes": 1}}']) f,
    LATERAL (SELECT message AS told FROM inventory_gov.what_if('done_edit', '{"own_minutes": 0, "other_minutes": 0}', f::jsonb || '{"unit": "Units", "product": "Lamp", "document": "WH/IN/00001"}')) w;
SELECT w.told FROM unnest(ARRAY['stock', 'move', 'scrap']) k, LATERAL (SELECT message AS told FROM inventory_gov.what_if('done_edit', '{"unbooked_qty": 0}',
    jsonb_build_object('words', jsonb_build_array(k), 'measured', '{"unbooked_qty": 3}'::jsonb, 'deviation', -3, 'unit', 'Units', 'product', 'Lamp', 'document', 'WH/IN/00001', 'location', 'WH/Stock'))) w;
SELECT w.told FROM unnest(ARRAY['{"days_back": 3}', '{"days_ahead": 2}', '{"closed": 1, "days_back": 3}', '{"closed": 1}']) m, LATERAL (SELECT message AS told FROM inventory_gov.what_if('backdating', '{"days_back": 9, "days_ahead": 9, "closed": 0}',
    jsonb_build_object('words', '["2026-10-01", "2026-10-01", "2026-10-31", "October"]'::jsonb, 'measured', m::jsonb, 'document', 'WH/IN/00001'))) w;
DROP EXTENSION inventory_gov;
DROP FUNCTION broken(text, jsonb, jsonb);
