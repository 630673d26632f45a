-- The decision alone, on made-up facts: both sides of every limit of duties, and its words.
CREATE EXTENSION inventory_gov;
\pset format unaligned
\pset null '-'
CREATE FUNCTION broken(limits jsonb, fact jsonb) RETURNS text LANGUAGE sql AS
    $$SELECT COALESCE(string_agg(limit_name || ' ' || CASE WHEN broken THEN 'broken' ELSE 'kept' END, ', ' ORDER BY limit_name), 'does not apply') FROM inventory_gov.what_if('duties', limits, fact)$$;
-- each pair: at its limit, a hair above, 0, and a pair that the fact is not about
SELECT pair, v, broken(jsonb_build_object(pair, 1000), jsonb_build_object('measured', jsonb_build_object(pair, v)))
  FROM unnest('{buyer_receiver,receiver_biller,buyer_biller,creator_validator,counter_adjuster}'::text[]) pair, unnest(ARRAY[999.99, 1000, 1000.000000001, 1000.01]) v;
SELECT pair, broken(jsonb_build_object(pair, 0), jsonb_build_object('measured', jsonb_build_object(pair, 0.01))), broken(jsonb_build_object(pair, 0), jsonb_build_object('measured', jsonb_build_object(pair, 0))),
       broken(jsonb_build_object(pair, 0), '{}'), broken(jsonb_build_object(pair, 0), jsonb_build_object('measured', jsonb_build_object(pair, null)))
  FROM unnest('{buyer_receiver,receiver_biller,buyer_biller,creator_validator,counter_adjuster}'::text[]) pair;
SELECT broken('{"buyer_receiver": 10, "receiver_biller": 5}', '{"measured": {"buyer_receiver": 7, "receiver_biller": 7}}');
-- the words
SELECT limit_name, message FROM inventory_gov.what_if('duties', '{"buyer_receiver": 0, "receiver_biller": 0}', '{"measured": {"buyer_receiver": 7, "receiver_biller": 7}, "value": 7, "words": ["Carla Clerk"], "document": "WH/IN/1", "order": "P1"}');
SELECT limit_name, message FROM inventory_gov.what_if('duties', '{"buyer_biller": 0, "receiver_biller": 0}', '{"measured": {"buyer_biller": 7, "receiver_biller": 7}, "value": 7, "words": ["Carla Clerk", "bill"], "document": "BILL/1", "order": "P1"}');
SELECT limit_name, message FROM inventory_gov.what_if('duties', '{"creator_validator": 0, "counter_adjuster": 0}', '{"measured": {"creator_validator": 7, "counter_adjuster": 7}, "value": -7, "words": ["Carla Clerk"], "document": "WH/INT/1", "product": "Lamp", "location": "WH/Stock"}');
SELECT limit_name, message FROM inventory_gov.what_if('duties', '{"buyer_receiver": 0, "counter_adjuster": 0}', '{"measured": {"buyer_receiver": 0.01, "counter_adjuster": 1}}');
DROP EXTENSION inventory_gov;
DROP FUNCTION broken(jsonb, jsonb);
