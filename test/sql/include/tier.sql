-- Risk tiers on Odoo :v: whom they fit, which is the narrower scope, and how a vendor tightens by itself.
\set ECHO none
\ir begin.sql
UPDATE inventory_gov.policy SET state = 'retired';

-- Rates, creates a policy of each of these scopes, has a command refused, tells by which of them; undoes all of it.
CREATE FUNCTION gt.rated(rate text[], command text, control text, limits jsonb, VARIADIC scopes text[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    since bigint := (SELECT COALESCE(max(id), 0) FROM inventory_gov.violation);
    s text;
BEGIN
    FOREACH s IN ARRAY rate LOOP
        PERFORM inventory_gov.set_risk_tier(split_part(s, ' ', 1), split_part(s, ' ', 2)::integer, split_part(s, ' ', 3), 'test');
    END LOOP;
    FOREACH s IN ARRAY scopes LOOP
        PERFORM inventory_gov.create_policy(control, s, limits, s::jsonb, state => 'active');
    END LOOP;
    EXECUTE command;
    RAISE EXCEPTION USING ERRCODE = 'ZZ000';
EXCEPTION
    WHEN SQLSTATE 'ZZ000' THEN RETURN 'none';
    WHEN SQLSTATE '23G01' THEN RETURN (SELECT string_agg(policy_name, ', ' ORDER BY id) FROM inventory_gov.violation WHERE id > since);
    WHEN OTHERS THEN RETURN sqlerrm;
END $$;
CREATE FUNCTION gt.received(rate text[], VARIADIC scopes text[]) RETURNS text LANGUAGE sql AS
    $$SELECT gt.rated(rate, 'SELECT odoo_sim.receive(1, 300, 8)', 'receipt_tolerance', '{"over_pct": 5}', VARIADIC scopes)$$;
CREATE FUNCTION gt.counted(rate text[], VARIADIC scopes text[]) RETURNS text LANGUAGE sql AS
    $$SELECT gt.rated(rate, 'SELECT odoo_sim.count(1, 20, 10, 9)', 'adjustment_limit', '{"pct": 5}', VARIADIC scopes)$$;

\echo -- a receipt of product 1 (category 3 in 2 in 1) from partner 20 into place 8 (in 7) by user 8: what is rated high, the policy for high fits; the others do not
SELECT r, gt.received(ARRAY[r], '{"tier": "high"}') FROM unnest(ARRAY['product 1 high', 'product 2 high', 'category 3 high', 'category 2 high', 'category 1 high', 'category 4 high',
    'partner 20 high', 'partner 21 high', 'user 8 high', 'user 9 high', 'location 8 high', 'location 7 high', 'location 20 high', 'product 1 critical', 'product 1 standard', 'product 1 low']) r;
\echo -- a count by user 9 on place 20: partners have no say
SELECT r, gt.counted(ARRAY[r], '{"tier": "high"}') FROM unnest(ARRAY['product 1 high', 'category 2 high', 'partner 20 high', 'user 9 high', 'user 8 high', 'location 20 high', 'location 8 high', 'location 21 high']) r;
\echo -- which tiers fit at least which: nothing rated is standard
SELECT r, gt.received(r, '{"tier": "low"}'), gt.received(r, '{"tier": "standard"}'), gt.received(r, '{"tier": "high"}'), gt.received(r, '{"tier": "critical"}')
  FROM (VALUES (ARRAY[]::text[]), (ARRAY['product 1 low']), (ARRAY['product 1 standard']), (ARRAY['product 1 high']), (ARRAY['product 1 critical'])) x(r);
\echo -- the highest of product, partner, user and place
SELECT gt.received(ARRAY['product 1 low', 'partner 20 high'], '{"tier": "high"}'), gt.received(ARRAY['product 1 low', 'user 8 low', 'partner 20 low', 'location 8 low'], '{"tier": "standard"}'),
       gt.received(ARRAY['product 1 low', 'user 8 standard'], '{"tier": "standard"}'), gt.received(ARRAY['product 1 high', 'location 7 critical'], '{"tier": "critical"}');
\echo -- the product before its category, the nearest category, the nearest place
SELECT gt.received(ARRAY['category 3 critical', 'product 1 low'], '{"tier": "high"}'), gt.received(ARRAY['category 1 critical', 'category 3 standard'], '{"tier": "high"}'),
       gt.received(ARRAY['category 1 standard', 'category 3 critical'], '{"tier": "high"}'), gt.received(ARRAY['location 7 critical', 'location 8 low'], '{"tier": "high"}');
\echo -- an address of the vendor: it, or the vendor, whichever is higher
SELECT odoo_sim.new_purchase(22, 1, 100, 120) AS line \gset
SELECT r, gt.rated(r, format('SELECT odoo_sim.receive(%s, 300, 8)', :line), 'receipt_tolerance', '{"over_pct": 5}', '{"tier": "high"}')
  FROM (VALUES (ARRAY['partner 22 high']), (ARRAY['partner 20 high']), (ARRAY['partner 22 low', 'partner 20 high']), (ARRAY['partner 22 high', 'partner 20 low']), (ARRAY['partner 22 low', 'partner 20 low'])) x(r);
\echo -- the higher tier is the narrower scope, whichever is older
SELECT gt.received(ARRAY['product 1 critical'], '{"tier": "high"}', '{"tier": "critical"}', '{}'), gt.received(ARRAY['product 1 critical'], '{"tier": "critical"}', '{"tier": "low"}'),
       gt.received(ARRAY['product 1 high'], '{"tier": "critical"}', '{"tier": "standard"}', '{"tier": "high"}');
\echo -- goods and partner named go before a tier, places and the company after it
SELECT w, gt.received(ARRAY['product 1 high'], '{"tier": "high"}', w) AS older, gt.received(ARRAY['product 1 high'], w, '{"tier": "high"}') AS younger
  FROM unnest(ARRAY['{"product": 1}', '{"category": 1}', '{"partner": 20}', '{"partner_category": 1}', '{"location": 8}', '{"operation_type": 1}', '{"warehouse": 1}', '{"company": 1}', '{"group": 2}', '{}']) w;
SELECT gt.received(ARRAY['product 1 high'], '{"category": 1, "tier": "high"}', '{"category": 1}'), gt.received(ARRAY['product 1 high'], '{"category": 1, "tier": "critical"}', '{"category": 1}');

\echo -- what explain() says: of a move as it is now
SELECT inventory_gov.create_policy('receipt_tolerance', 'Risky', '{"over_pct": 5}', '{"tier": "high"}', state => 'active'),
       inventory_gov.create_policy('receipt_tolerance', 'Very', '{"over_pct": 1}', '{"tier": "critical"}', state => 'active') \g /dev/null
SELECT policy, scope, governs, reason FROM inventory_gov.explain('stock.move', 1) WHERE limit_name = 'over_pct';
SELECT inventory_gov.set_risk_tier('category', 2, 'high', 'expensive') > 0;
SELECT policy, scope, governs, reason FROM inventory_gov.explain('stock.move', 1) WHERE limit_name = 'over_pct';
\echo -- from its commit on, and until its time
SELECT gt.trial('SELECT odoo_sim.receive(1, 106, 8)');
SELECT inventory_gov.clear_risk_tier('category', 2, 'prices fell');
SELECT gt.trial('SELECT odoo_sim.receive(1, 106, 8)');
SELECT inventory_gov.set_risk_tier('product', 1, 'high', 'for an instant', clock_timestamp() + interval '0.2 seconds') > 0;
DO $$BEGIN LOOP EXIT WHEN NOT EXISTS (SELECT FROM inventory_gov.risk_tiers WHERE kind = 'product' AND state = 'in force'); END LOOP; END$$;
SELECT gt.trial('SELECT odoo_sim.receive(1, 106, 8)');
SELECT kind, odoo_id, name, tier, automatic, state, reason, end_reason FROM inventory_gov.risk_tiers ORDER BY id;
\ir end.sql
