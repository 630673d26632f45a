-- The decision alone, on made-up facts: both sides of every limit and setting of recount and count_drift.
CREATE EXTENSION inventory_gov;
CREATE FUNCTION broken(control text, limits jsonb, fact jsonb) RETURNS text LANGUAGE sql AS
    $$SELECT COALESCE(string_agg(limit_name || ' ' || CASE WHEN broken THEN 'broken' ELSE 'kept' END, ', '), 'does not apply') FROM inventory_gov.what_if(control, limits, fact)$$;
CREATE FUNCTION counted(difference numeric, VARIADIC rounds jsonb[] DEFAULT '{}') RETURNS jsonb LANGUAGE sql AS
    $$SELECT jsonb_build_object('expected', 100, 'actual', 100 + difference, 'value', difference * 2, 'actor_id', 9, 'counter_id', 8, 'rounds', to_jsonb(rounds))$$;
-- a refused count by a user; the book was 50 then
CREATE FUNCTION round_of(counter integer, difference numeric, hours numeric DEFAULT 1) RETURNS jsonb LANGUAGE sql AS
    $$SELECT jsonb_build_object('counter_id', counter, 'book', 50, 'counted', 50 + difference, 'hours', hours)$$;
\pset format unaligned
\pset tuples_only on
\echo -- limits, in both directions and in one
SELECT d, broken('recount', '{"pct": 5}', counted(d)), broken('recount', '{"qty": 5}', counted(d)), broken('recount', '{"value": 10}', counted(d)), broken('recount', '{"gain_qty": 5}', counted(d)),
       broken('recount', '{"loss_pct": 5}', counted(d)), broken('recount', '{"loss_value": 10, "qty": 5.5}', counted(d)) FROM unnest(ARRAY[5, 5.01, -5, -5.01, 0]) d;
SELECT broken('recount', '{"pct": 5}', '{"expected": 0, "actual": 1}'), broken('recount', '{"qty": 0}', '{"expected": 0, "actual": 0}'), broken('recount', '{"qty": 0}', '{}');
\echo -- the same by somebody else settles it, whatever the books were; not by the same, not what is nearly the same
SELECT broken('recount', '{"qty": 5}', counted(-10, round_of(11, -10))), broken('recount', '{"qty": 5}', counted(-10, round_of(8, -10))), broken('recount', '{"qty": 5}', counted(-10, round_of(11, -10.01))),
       broken('recount', '{"qty": 5}', counted(-10, round_of(11, 10)));
\echo -- who applies it is another than who counted it
SELECT broken('recount', '{"qty": 5}', counted(-10, round_of(9, -10))), broken('recount', '{"qty": 5}', counted(-10, round_of(9, -10)) - 'counter_id');
\echo -- match_qty
SELECT m, broken('recount', jsonb_build_object('qty', 5, 'match_qty', m), counted(-10, round_of(11, -12))) FROM unnest(ARRAY[0, 1.99, 2]) m;
\echo -- hours
SELECT h, broken('recount', '{"qty": 5, "hours": 24}', counted(-10, round_of(11, -10, h))), broken('recount', '{"qty": 5}', counted(-10, round_of(11, -10, h))) FROM unnest(ARRAY[24, 24.01, 168, 168.01]) h;
\echo -- who has found something else before settles nothing; one who confirms himself does
SELECT broken('recount', '{"qty": 5}', counted(-10, round_of(11, -10), round_of(8, -9))), broken('recount', '{"qty": 5}', counted(-10, round_of(11, -10), round_of(8, -10))),
       broken('recount', '{"qty": 5, "hours": 24}', counted(-10, round_of(11, -10), round_of(8, -9, 25)));
SELECT message FROM inventory_gov.what_if('recount', '{"gain_qty": 5}', '{"expected": 10, "actual": 16, "value": 12, "unit": "Units", "product": "Lamp", "lot": "L1", "location": "WH/Stock", "words": ["Carla 15 / 10"]}');
\echo -- count_drift: what its facts bring along
SELECT x, broken('count_drift', '{"pct": 5, "qty": 5, "value": 5, "hours": 5}', jsonb_build_object('measured', jsonb_build_object('pct', x, 'qty', x, 'value', x, 'hours', x))) FROM unnest(ARRAY[0, 5, 5.01]) x;
SELECT broken('count_drift', '{"hours": 0}', '{}'), broken('count_drift', '{"hours": 0}', '{"measured": {"hours": 0}}'), broken('count_drift', '{"qty": 0}', '{"measured": {"hours": 3}}');
SELECT message FROM inventory_gov.what_if('count_drift', '{"qty": 5, "hours": 24}', '{"expected": 85, "actual": 95, "unit": "Units", "product": "Lamp", "location": "WH/Stock", "measured": {"qty": 10, "hours": 25.25}, "words": ["95 Units", "100 Units", "10 Units", "out"]}');
SELECT message FROM inventory_gov.what_if('count_drift', '{"qty": 5}', '{"expected": 85, "actual": 95, "unit": "Units", "product": "Lamp", "measured": {"qty": 10}, "words": ["95 Units", "100 Units"]}');
SELECT message FROM inventory_gov.what_if('count_drift', '{"qty": 5}', '{"expected": 105, "actual": 95, "unit": "Units", "product": "Lamp", "measured": {"qty": 10}, "words": ["95 Units", "100 Units", "10 Units", "in"]}');
DROP EXTENSION inventory_gov;
DROP FUNCTION broken(text, jsonb, jsonb), counted(numeric, jsonb[]), round_of(integer, numeric, numeric);
