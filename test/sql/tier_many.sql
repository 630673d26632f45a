-- One hundred thousand ratings: an index finds the few that a statement asks for, even with a plan made while there were none (Odoo 17).
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 17
\set db regress_tier_many
\set ECHO none
\set file :abs_srcdir '/sql/include/begin.sql'
\i :file
UPDATE inventory_gov.policy SET state = 'retired';
ALTER TABLE inventory_gov.risk_tier SET (autovacuum_enabled = off);
SELECT inventory_gov.create_policy('receipt_tolerance', 'Risky', '{"over_pct": 0}', '{"tier": "high"}', state => 'active') \g /dev/null
SELECT governs FROM inventory_gov.explain('stock.move', 1);
INSERT INTO inventory_gov.risk_tier (kind, odoo_id, tier, reason) SELECT k, n, 'low', 'bulk' FROM generate_series(1, 20000) n, unnest('{product,category,partner,user,location}'::text[]) k;
BEGIN;
SELECT gt.trial('SELECT odoo_sim.receive(1, 103, 8)');
SELECT pg_stat_get_xact_numscans('inventory_gov.risk_tier'::regclass) AS full_scans, sum(pg_stat_get_xact_tuples_returned(indexrelid)) < 1000 AS by_key FROM pg_index WHERE indrelid = 'inventory_gov.risk_tier'::regclass;
ROLLBACK;
INSERT INTO inventory_gov.risk_tier (kind, odoo_id, tier, reason, automatic, valid_until) VALUES ('partner', 20, 'high', 'one more', true, now() + interval '1 day');
SELECT gt.trial('SELECT odoo_sim.receive(1, 103, 8)');
\set file :abs_srcdir '/sql/include/end.sql'
\i :file
