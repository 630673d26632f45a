-- How ratings are set and cleared, in which words what will not do is refused, and how a vendor tightens by itself (Odoo 17).
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 17
\set db regress_tier_rules
\set ECHO none
\set file :abs_srcdir '/sql/include/begin.sql'
\i :file
CREATE FUNCTION gt.set(kind text, id integer, tier text, reason text DEFAULT 'test', until timestamptz DEFAULT NULL, actor integer DEFAULT NULL) RETURNS text LANGUAGE sql AS
    $$SELECT gt.attempt(format('SELECT inventory_gov.set_risk_tier(%L, %L, %L, %L, %L, %L)', kind, id, tier, reason, until, actor))$$;
CREATE VIEW gt.tiers AS SELECT kind, odoo_id, name, tier, automatic, state, reason, COALESCE(set_by_id::text, '-') AS by, COALESCE(end_reason, '-') AS ended FROM inventory_gov.risk_tiers;
UPDATE inventory_gov.policy SET state = 'retired';

\echo -- what will not do
SELECT gt.set('lot', 1, 'high'), gt.set(NULL, 1, 'high');
SELECT gt.set('product', 0, 'high'), gt.set('product', NULL, 'high'), gt.set('product', 999, 'high');
SELECT gt.set('product', 1, 'extreme');
SELECT gt.set('product', 1, NULL);
SELECT gt.set('product', 1, 'high', ' ');
SELECT gt.set('product', 1, 'high', until => '2020-01-01');
SELECT gt.set('product', 1, 'high', actor => 8);
SELECT gt.set('user', 9, 'low', actor => 9);
SELECT gt.attempt('SELECT inventory_gov.clear_risk_tier(''product'', 1, ''no longer'')');
\echo -- what will, by whom
SELECT gt.set('product', 1, 'high', actor => 9), gt.set('category', 3, 'low'), gt.set('partner', 20, 'low', 'known for years'), gt.set('user', 8, 'high'), gt.set('location', 8, 'critical');
SELECT * FROM gt.tiers;
\echo -- another one replaces it; what was is kept, and nothing is taken away
SELECT gt.set('product', 1, 'critical', 'stolen again', actor => 9);
SELECT inventory_gov.clear_risk_tier('location', 8, 'camera installed', actor => 9);
SELECT * FROM gt.tiers WHERE state <> 'in force' OR kind = 'product' ORDER BY kind, tier;
SELECT gt.attempt('DELETE FROM inventory_gov.risk_tier');
SELECT gt.attempt('UPDATE inventory_gov.risk_tier SET tier = ''low'' WHERE odoo_id = 1');
SELECT kind, subject FROM inventory_gov.event WHERE kind LIKE 'risk%' ORDER BY id;

\echo -- rules: what will not do
SELECT gt.attempt('SELECT inventory_gov.set_tier_rule(''low'', 3)');
SELECT gt.attempt('SELECT inventory_gov.set_tier_rule(''high'', 0)');
SELECT gt.attempt('SELECT inventory_gov.set_tier_rule(''high'', 3, days => 0)');
SELECT gt.attempt('SELECT inventory_gov.set_tier_rule(''high'', 3, lasts_days => 3661)');
SELECT gt.attempt('SELECT inventory_gov.set_tier_rule(''high'', 3, controls => ''{receipt}'')');
SELECT gt.attempt('SELECT inventory_gov.set_tier_rule(''high'', 3, controls => ''{}'')');
SELECT gt.attempt('SELECT inventory_gov.set_tier_rule(''high'', 3, actor => 8)');
SELECT gt.attempt('SELECT inventory_gov.end_tier_rule(''high'')');

\echo -- no rule, no tightening; three discrepancies in 30 days make high, five critical
SELECT inventory_gov.create_policy('receipt_tolerance', 'Note', '{"over_pct": 2}', enforcement => 'flag', state => 'active') \g /dev/null
SELECT odoo_sim.new_purchase(20, 1, 100, 120) AS a, odoo_sim.new_purchase(22, 1, 100, 120) AS b, odoo_sim.new_purchase(20, 1, 100, 120) AS c, odoo_sim.new_purchase(20, 1, 100, 120) AS d,
       odoo_sim.new_purchase(20, 1, 100, 120) AS e, odoo_sim.new_purchase(20, 1, 100, 120) AS f, odoo_sim.new_purchase(20, 1, 100, 120) AS g, odoo_sim.new_purchase(21, 1, 100, 120) AS h, odoo_sim.new_purchase(21, 1, 100, 120) AS j \gset
SELECT odoo_sim.receive(:a, 103, 8), odoo_sim.receive(:b, 103, 8), odoo_sim.receive(:h, 103, 8) \g /dev/null
SELECT inventory_gov.scan_risk_tiers();
SELECT inventory_gov.set_tier_rule('high', 3, controls => '{receipt_tolerance}') > 0, inventory_gov.set_tier_rule('critical', 4, 30, 60, '{receipt_tolerance}') > 0;
SELECT inventory_gov.scan_risk_tiers();
\echo -- what was refused did not happen, and what a policy in shadow noted does not count
SELECT inventory_gov.create_policy('receipt_tolerance', 'Ask', '{"over_pct": 50}', state => 'active'), inventory_gov.create_policy('receipt_tolerance', 'Shadow', '{"over_pct": 1}', '{"partner": 20}', state => 'shadow') \g /dev/null
SELECT split_part(gt.attempt(format('SELECT odoo_sim.receive(%s, 160, 8)', :c)), ' ', 1), split_part(gt.attempt(format('SELECT odoo_sim.receive(%s, 101.5, 8)', :d)), ' ', 1);
SELECT outcome, count(*) FROM inventory_gov.violation WHERE partner_id IN (20, 22) GROUP BY 1 ORDER BY 1;
SELECT inventory_gov.scan_risk_tiers();
\echo -- the third, of the vendor and of its address together; beside what a person has set; told, and a case
SELECT odoo_sim.receive(:c, 103, 8) \g /dev/null
SELECT inventory_gov.scan_risk_tiers(), inventory_gov.scan_risk_tiers();
SELECT * FROM gt.tiers WHERE kind = 'partner' ORDER BY automatic;
SELECT detail ->> 'discrepancies', jsonb_array_length(detail -> 'violations'), valid_until - set_at BETWEEN interval '90 days' - interval '1 minute' AND interval '90 days 1 hour' FROM inventory_gov.risk_tiers WHERE automatic;
SELECT kind, subject FROM inventory_gov.event WHERE kind LIKE 'risk_tier.t%' ORDER BY id;
SELECT kind, state, severity, regexp_replace(title, '\d{4}-\d\d-\d\d', 'DATE') FROM inventory_gov.cases WHERE kind = 'vendor_tightened';
\echo -- it counts as high, whatever the person set; explain() says that it came by itself
SELECT inventory_gov.create_policy('receipt_tolerance', 'Risky', '{"over_pct": 0}', '{"tier": "high"}', state => 'active'), inventory_gov.clear_risk_tier('product', 1, 'test', actor => 9), inventory_gov.clear_risk_tier('user', 8, 'test', actor => 9) \g /dev/null
SELECT id AS move FROM stock_move WHERE purchase_line_id = :e \gset
SELECT policy, governs, reason FROM inventory_gov.explain('stock.move', :move) WHERE policy = 'Risky';
SELECT gt.trial(format('SELECT odoo_sim.receive(%s, 101, 8)', :e)), gt.trial(format('SELECT odoo_sim.receive(%s, 101, 8)', :j));
\echo -- one more and it is critical: the graver rule counts all of the window
SELECT inventory_gov.set_policy_state(id, 'retired') FROM inventory_gov.policy WHERE name IN ('Risky', 'Shadow') \g /dev/null
SELECT odoo_sim.receive(:e, 103, 8) \g /dev/null
SELECT inventory_gov.scan_risk_tiers(), inventory_gov.scan_risk_tiers();
SELECT * FROM gt.tiers WHERE automatic ORDER BY state;
\echo -- a person takes it back, with a reason: what was counted is not counted again, the case is closed, and his own rating stays
SELECT gt.attempt('SELECT inventory_gov.clear_risk_tier(''partner'', 20, '''', true)');
SELECT inventory_gov.clear_risk_tier('partner', 20, 'the carrier was to blame', true, 9);
SELECT inventory_gov.scan_risk_tiers();
SELECT * FROM gt.tiers WHERE kind = 'partner' ORDER BY automatic, state, tier;
SELECT state, note FROM inventory_gov.cases WHERE kind = 'vendor_tightened';
\echo -- from here it starts again; after its time it is over by itself, and the case closed
SELECT inventory_gov.set_tier_rule('high', 2, 30, 1, '{receipt_tolerance}') > 0;
SELECT odoo_sim.receive(:f, 103, 8), odoo_sim.receive(:g, 103, 8) \g /dev/null
SELECT inventory_gov.scan_risk_tiers();
SELECT tier, state, valid_until - set_at < interval '26 hours' FROM inventory_gov.risk_tiers WHERE automatic AND state = 'in force';
ALTER TABLE inventory_gov.risk_tier DISABLE TRIGGER risk_tier_once;
UPDATE inventory_gov.risk_tier SET valid_until = clock_timestamp() - interval '1 second', set_at = set_at - interval '1 day' WHERE automatic AND ended_at IS NULL;
ALTER TABLE inventory_gov.risk_tier ENABLE ALWAYS TRIGGER risk_tier_once;
UPDATE inventory_gov.tier_rule SET ended_at = clock_timestamp() WHERE ended_at IS NULL;
SELECT state FROM inventory_gov.risk_tiers WHERE automatic ORDER BY id;
SELECT inventory_gov.scan_risk_tiers();
SELECT state, ended_at IS NOT NULL FROM inventory_gov.risk_tiers WHERE automatic ORDER BY id;
SELECT state, note FROM inventory_gov.cases WHERE kind = 'vendor_tightened' ORDER BY id;
\echo -- the desk does it
SELECT count(*) FROM inventory_gov.regular_chores() WHERE chore = 'scan_risk_tiers';
\set file :abs_srcdir '/sql/include/end.sql'
\i :file
