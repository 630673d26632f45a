-- What no policy can look back to any more is thinned out, by the desk; what is younger, and what ended a recount, nobody removes (Odoo 17).
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 17
\set db regress_memories
\set ECHO none
\set file :abs_srcdir '/sql/include/begin.sql'
\i :file
CREATE VIEW gt.kept AS
    SELECT 'adjustment' AS memory, count(*), (clock_timestamp() - min(at))::interval day AS oldest FROM inventory_gov.adjustment
    UNION ALL SELECT 'scrap_log', count(*), (clock_timestamp() - min(at))::interval day FROM inventory_gov.scrap_log
    UNION ALL SELECT 'recount_end', count(*), (clock_timestamp() - min(ended_at))::interval day FROM inventory_gov.recount_end;

\echo -- a count is refused and ended by another; counts of other things end nothing
SELECT gt.only('recount', '{"qty": 5}') \g /dev/null
SELECT gt.attempt('SELECT odoo_sim.count(1, 8, 210, 8)') \g /dev/null
SELECT gt.attempt('SELECT odoo_sim.count(1, 8, 210, 11)');
ALTER TABLE inventory_gov.violation DISABLE TRIGGER USER;
ALTER TABLE inventory_gov.recount_end DISABLE TRIGGER USER;
UPDATE inventory_gov.violation SET recorded_at = recorded_at - interval '40 days';
UPDATE inventory_gov.recount_end SET ended_at = ended_at - interval '40 days';
ALTER TABLE inventory_gov.violation ENABLE ALWAYS TRIGGER violation_keep;
ALTER TABLE inventory_gov.recount_end ENABLE ALWAYS TRIGGER recount_end_keep;
ALTER TABLE inventory_gov.recount_end ENABLE ALWAYS TRIGGER recount_end_keep_young;
SELECT state, counter FROM inventory_gov.recounts;
INSERT INTO inventory_gov.recount_end (subject, ended_at, actor_id)
    SELECT subject, now() - make_interval(days => d), 8 FROM inventory_gov.recount_end, unnest(ARRAY[39, 32, 30]) d
    UNION ALL SELECT 'stock.quant:of nothing', now() - make_interval(days => d), 8 FROM unnest(ARRAY[32, 30]) d;
INSERT INTO inventory_gov.adjustment (at, txn, product_id, location_id, qty, value, actor_id)
    SELECT now() - make_interval(days => d), d, 1, 8, 1, 1, 8 FROM unnest(ARRAY[500, 401, 399, 366, 0]) d;
INSERT INTO inventory_gov.scrap_log (at, actor_id, company_id, move_id, product_id, qty, value)
    SELECT now() - make_interval(days => d), 8, 1, 1, 1, 1, 1 FROM unnest(ARRAY[500, 32, 30, 0]) d;
SELECT * FROM gt.kept;

\echo -- nobody removes what is young, or ended a round, nor changes anything
SELECT gt.attempt('DELETE FROM inventory_gov.adjustment');
SELECT gt.attempt('DELETE FROM inventory_gov.scrap_log WHERE at < now() - interval ''29 days''');
SELECT gt.attempt('DELETE FROM inventory_gov.recount_end WHERE ended_at < now() - interval ''31 days''');
SELECT gt.attempt('UPDATE inventory_gov.adjustment SET qty = 0 WHERE at < now() - interval ''450 days''');
SELECT gt.attempt('TRUNCATE inventory_gov.scrap_log');
SELECT gt.attempt('DELETE FROM inventory_gov.duty_act'), gt.attempt('DELETE FROM inventory_gov.first_done');

\echo -- so many of a table at a time
SELECT inventory_gov.thin_out(1);
SELECT * FROM gt.kept;
\echo -- the desk does it, once an hour
SELECT inventory_gov.run_due_work() > 0;
SELECT * FROM gt.kept;
SELECT last_error, failures FROM inventory_gov.chore_run WHERE chore = 'thin_memories';
SELECT inventory_gov.run_due_work();
SELECT next_at BETWEEN now() + interval '59 minutes' AND now() + interval '60 minutes' FROM inventory_gov.regular_chores() WHERE chore = 'thin_memories';
SELECT inventory_gov.thin_memories();
\echo -- what the recount came to can still be told
SELECT state, counter FROM inventory_gov.recounts;

\echo -- beside it others adjust and count
SELECT gt.attempt('SELECT odoo_sim.count(1, 8, 211, 8)');
\set file :abs_srcdir '/sql/include/end.sql'
\i :file
