-- The decision alone, on made-up facts: both sides of every limit of hold.
CREATE EXTENSION inventory_gov;
CREATE FUNCTION broken(control text, limits jsonb, fact jsonb) RETURNS text LANGUAGE sql AS
    $$SELECT COALESCE(string_agg(limit_name || ' ' || CASE WHEN broken THEN 'broken' ELSE 'kept' END, ', '), 'does not apply') FROM inventory_gov.what_if(control, limits, fact)$$;
\pset format unaligned
-- each limit from both sides: none, one, one more; a limit of more than none
SELECT l, n, broken('hold', jsonb_build_object(l, 0), jsonb_build_object('measured', jsonb_build_object(l, n))) AS none_allowed,
       broken('hold', jsonb_build_object(l, 2), jsonb_build_object('measured', jsonb_build_object(l, n))) AS two_allowed
  FROM unnest(ARRAY['done', 'reserve']) l, unnest(ARRAY[0, 1, 2, 3]) n ORDER BY l COLLATE "C", n;
-- another slot, nothing measured
SELECT broken('hold', '{"done": 0}', '{"measured": {"reserve": 7}}'), broken('hold', '{"reserve": 0}', '{}'), broken('hold', '{"done": 0}', '{"measured": {"done": null}}');
-- the words: each kind, each operation, one hold and three
SELECT message FROM unnest(ARRAY['lot', 'product', 'category', 'location', 'partner', 'purchase_order', 'sale_order', 'picking', 'carrier', 'country', 'planet']) k,
       inventory_gov.what_if('hold', '{"done": 0}', jsonb_build_object('measured', '{"done": 1}'::jsonb, 'product', 'Lamp', 'document', 'WH/OUT/00001',
           'words', jsonb_build_array('delivery', k, 'X', 'Credit', '7', 'Sven', NULL, '7 (Managers)')));
SELECT message FROM inventory_gov.hold_reason r, unnest(r.allows) o,
       inventory_gov.what_if('hold', '{"done": 0}', jsonb_build_object('measured', '{"done": 3}'::jsonb, 'product', 'Lamp',
           'words', jsonb_build_array(o, 'lot', 'L1', 'Credit', '7', 'Sven', '2026-12-31 12:00', '7 (Managers)')))
 WHERE r.code = 'CREDIT' OR r.code = 'VENDOR' AND o = 'delivery' ORDER BY r.id, o COLLATE "C";
SELECT message FROM inventory_gov.what_if('hold', '{"reserve": 0}', '{"measured": {"reserve": 1}}');
-- every operation of the catalogue has words
SELECT o FROM inventory_gov.hold_reason r, unnest(r.allows || '{dropship}') o,
       inventory_gov.what_if('hold', '{"done": 0}', jsonb_build_object('measured', '{"done": 1}'::jsonb, 'words', jsonb_build_array(o, 'lot', 'L1', 'Credit', '7', 'Sven'))) w
 WHERE w.message LIKE '?%';
SELECT * FROM inventory_gov.what_if('hold', '{"done": -1}', '{}');
SELECT * FROM inventory_gov.what_if('hold', '{"placed": 1}', '{}');
DROP EXTENSION inventory_gov;
DROP FUNCTION broken(text, jsonb, jsonb);
