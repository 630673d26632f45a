-- The decision alone, on made-up facts: both sides of every limit of quality_gate and required_documents.
CREATE EXTENSION inventory_gov;
CREATE FUNCTION broken(control text, limits jsonb, fact jsonb) RETURNS text LANGUAGE sql AS
    $$SELECT COALESCE(string_agg(limit_name || ' ' || CASE WHEN broken THEN 'broken' ELSE 'kept' END, ', '), 'does not apply') FROM inventory_gov.what_if(control, limits, fact)$$;
\pset format unaligned
SELECT limit_name, measured, limit_value, broken, message FROM inventory_gov.what_if('quality_gate', '{"failed_checks": 0, "open_checks": 1, "missing_checks": 2}',
    '{"measured": {"failed_checks": 1, "open_checks": 1, "missing_checks": 3}, "words": ["Colour", "QC00001", "A, B, C", "5 Units"], "product": "Lamp", "lot": "L1", "document": "WH/IN/00001", "location": "WH/Stock"}');
-- each limit from both sides; none, one, one more; a limit of more than none
SELECT l, n, broken('quality_gate', jsonb_build_object(l, 0), jsonb_build_object('measured', jsonb_build_object(l, n))) AS none_allowed,
       broken('quality_gate', jsonb_build_object(l, 2), jsonb_build_object('measured', jsonb_build_object(l, n))) AS two_allowed
  FROM unnest(ARRAY['failed_checks', 'open_checks', 'missing_checks']) l, unnest(ARRAY[0, 1, 2, 3]) n ORDER BY l COLLATE "C", n;
-- another slot, nothing measured, no quantity and no place known
SELECT broken('quality_gate', '{"failed_checks": 0}', '{"measured": {"open_checks": 7}}'), broken('quality_gate', '{"open_checks": 0}', '{}'), broken('quality_gate', '{"open_checks": 0}', '{"measured": {"open_checks": null}}');
SELECT message FROM inventory_gov.what_if('quality_gate', '{"open_checks": 0}', '{"measured": {"open_checks": 1}}');
-- a least number: one too few, just enough, more; 0 asks for nothing
SELECT l, n, broken('required_documents', jsonb_build_object(l, 2), jsonb_build_object('measured', jsonb_build_object(l, n))) AS two_required,
       broken('required_documents', jsonb_build_object(l, 0), jsonb_build_object('measured', jsonb_build_object(l, n))) AS none_required
  FROM unnest(ARRAY['delivery_note', 'certificate', 'photo', 'customs', 'invoice', 'weight_ticket', 'any']) l, unnest(ARRAY[0, 1, 2, 3]) n ORDER BY l COLLATE "C", n;
SELECT broken('required_documents', '{"photo": 1, "any": 3}', '{"measured": {"photo": 1, "any": 2}}'), broken('required_documents', '{"photo": 1}', '{}');
SELECT message FROM inventory_gov.what_if('required_documents', '{"photo": 2}', '{"measured": {"photo": 1}, "document": "WH/IN/00001", "partner": "Optik"}')
UNION ALL SELECT message FROM inventory_gov.what_if('required_documents', '{"any": 2}', '{"measured": {"any": 0}, "document": "WH/IN/00001"}');
-- bands of a least number fall: the milder one asks for more
SELECT inventory_gov.create_policy('required_documents', 'Two, or a note', '{"photo": 2}', enforcement => 'flag') > 0 AS made,
       inventory_gov.create_policy('required_documents', 'One, or approval', '{"photo": 1}', enforcement => 'approve') > 0 AS made;
\set VERBOSITY terse
SELECT inventory_gov.create_policy('required_documents', 'One, or never', '{"photo": 1}', enforcement => 'block');
\set VERBOSITY default
SELECT * FROM inventory_gov.what_if('required_documents', '{"passport": 1}', '{}');
SELECT * FROM inventory_gov.what_if('quality_gate', '{"open_checks": -1}', '{}');
DROP EXTENSION inventory_gov;
DROP FUNCTION broken(text, jsonb, jsonb);
