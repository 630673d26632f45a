-- backdating on Odoo :v, after corrections.sql.
\set ECHO none
UPDATE inventory_gov.policy SET state = 'retired' WHERE state <> 'retired';
-- A receipt of purchase line 3 dated so many days off, as another module or a script does it.
CREATE FUNCTION gt.dated(days integer) RETURNS text LANGUAGE sql AS $$
    SELECT format('UPDATE stock_move SET date = %L, %I = 5, state = ''done'', write_uid = 8 WHERE id = (SELECT min(id) FROM stock_move WHERE purchase_line_id = 3)',
                  timezone('UTC', timezone(inventory_gov.company_zone(1), timezone(inventory_gov.company_zone(1), now()) + make_interval(days => days))), gt.qty_column())
$$;
CREATE FUNCTION gt.days_masked(t text) RETURNS text LANGUAGE sql AS $$SELECT regexp_replace(t, '\d{4}-\d\d-\d\d', 'DAY', 'g')$$;

\echo -- days back and ahead, both sides
SELECT gt.only('backdating', '{"days_back": 2, "days_ahead": 1}') \g /dev/null
SELECT days, gt.trial(gt.dated(days)) FROM unnest(ARRAY[0, -1, -2, -3, -400, 1, 2]) days;
SELECT gt.only('backdating', '{"days_back": 0}') \g /dev/null
SELECT days, gt.trial(gt.dated(days)) FROM unnest(ARRAY[0, -1, 9]) days;
SELECT 'what Odoo dates now', gt.trial('SELECT odoo_sim.receive(2, 10, 8)'), gt.trial('SELECT odoo_sim.count(1, 8, 61, 9)'), gt.trial('SELECT odoo_sim.scrap(1, 8, 1, 9)'), gt.trial('SELECT odoo_sim.transfer(1, 8, 20, 1, 9)');

\echo -- dates of what is done already, of transfers, scraps and counts
SELECT gt.trial(format('UPDATE stock_move SET date = date - interval ''9 days'', write_uid = 9 WHERE id = %s', :d)) ~ 'days_back';
SELECT gt.trial(format('UPDATE stock_picking SET date_done = date_done - interval ''9 days'', write_uid = 9 WHERE id = %s', gt.picking(:d))) ~ 'days_back';
SELECT gt.trial('UPDATE stock_scrap SET date_done = date_done - interval ''9 days'', write_uid = 9 WHERE id = (SELECT max(id) FROM stock_scrap WHERE state = ''done'')');
SELECT gt.trial('SELECT odoo_sim.count(1, 8, 50, 9); UPDATE stock_move SET date = date - interval ''9 days'' WHERE id = (SELECT max(id) FROM stock_move)');
SELECT gt.trial('UPDATE stock_quant SET accounting_date = (now() AT TIME ZONE ''Europe/Oslo'')::date - 9, write_uid = 9 WHERE product_id = 1 AND location_id = 8');
UPDATE inventory_gov.policy SET state = 'retired' WHERE state <> 'retired';
UPDATE stock_quant SET accounting_date = (now() AT TIME ZONE 'Europe/Oslo')::date - 9, inventory_quantity = 55, inventory_quantity_set = true WHERE product_id = 1 AND location_id = 8;
SELECT gt.only('backdating', '{"days_back": 0}') \g /dev/null
SELECT 'the date taken out again', gt.trial('UPDATE stock_quant SET accounting_date = NULL, write_uid = 9 WHERE product_id = 1 AND location_id = 8');
SELECT 'the count applied', gt.trial('SELECT odoo_sim.apply_count(array_agg(id), 9) FROM stock_quant WHERE product_id = 1 AND location_id = 8; UPDATE stock_quant SET accounting_date = NULL, write_uid = 9 WHERE product_id = 1 AND location_id = 8');

\echo -- closed periods
SELECT gt.only('backdating', '{"closed": 0}') \g /dev/null
SELECT gt.attempt('SELECT inventory_gov.close_period(''2020-01-31'', ''2020-01-01'', ''x'')');
SELECT gt.attempt('SELECT inventory_gov.close_period(''2020-01-01'', ''2020-01-31'', '' '')');
SELECT gt.attempt('SELECT inventory_gov.close_period(''2020-01-01'', ''2020-01-31'', ''x'', operations => ARRAY[''recipt''])');
SELECT gt.attempt('SELECT inventory_gov.close_period(''2020-01-01'', ''2020-01-31'', ''x'', 77)');
SELECT gt.attempt('SELECT inventory_gov.reopen_period(99, ''x'')');
SELECT inventory_gov.close_period(current_date - 40, current_date - 10, 'last month', 1, ARRAY['receipt']) AS p \gset
SELECT days, gt.days_masked(gt.attempt(gt.dated(days))) FROM unnest(ARRAY[-20]) days;
SELECT days, gt.trial(gt.dated(days)) FROM unnest(ARRAY[-20, -45, -5]) days;
-- where the company is: 23:30 on the last day in UTC is the first day after it in Brussels; the day itself where a day is given
BEGIN;
SELECT inventory_gov.close_period('2020-01-01', '2020-01-31', 'January') \g /dev/null
SELECT inventory_gov.company_zone(1);
UPDATE resource_calendar SET tz = 'Europe/Brussels';
UPDATE res_company SET resource_calendar_id = (SELECT min(id) FROM resource_calendar) WHERE id = 1;
SELECT inventory_gov.company_zone(1), inventory_gov.company_zone(NULL), inventory_gov.company_zone(99);
SELECT ord, day = '2020-01-31' AS january, closed, note FROM inventory_gov.judge_dates(ARRAY[1, 1, 1, 1, 99], ARRAY['receipt', 'scrap', 'other', 'other', 'other'],
    ARRAY['2020-01-31 22:30', '2020-01-31 23:30', NULL, '2019-12-31 22:59', '2020-01-31 23:30']::timestamp[], ARRAY[NULL, NULL, '2020-01-31', NULL, NULL]::date[]) ORDER BY ord;
ROLLBACK;
SELECT 'another kind', gt.trial('SELECT odoo_sim.count(1, 8, 50, 9); UPDATE stock_move SET date = date - interval ''20 days'' WHERE id = (SELECT max(id) FROM stock_move)');
UPDATE inventory_gov.policy SET state = 'retired' WHERE state <> 'retired';
UPDATE stock_move SET date = date - interval '20 days' WHERE id = :m;
UPDATE stock_move_line SET date = date - interval '20 days' WHERE move_id = :m;
SELECT gt.only('backdating', '{"closed": 0}') \g /dev/null
SELECT 'changed there', gt.trial(format('SELECT odoo_sim.edit_done(%s, 70, 9)', :m));
SELECT inventory_gov.reopen_period(:p, 'late invoice');
SELECT gt.attempt(format('SELECT inventory_gov.reopen_period(%s, ''x'')', :p)) LIKE '23G06 Period % was reopened on %';
SELECT days, gt.trial(gt.dated(days)) FROM unnest(ARRAY[-20]) days;
SELECT state, company_id, operations, note, reopen_note, until_day - from_day AS days FROM inventory_gov.closed_periods;
SELECT gt.attempt('DELETE FROM inventory_gov.closed_period'), gt.attempt('UPDATE inventory_gov.closed_period SET note = ''other''');

\echo -- requested, approved, done once; the date of the transfer itself is not asked for again
SELECT gt.only('backdating', '{"days_back": 2}') \g /dev/null
SELECT gt.days_masked(gt.attempt(gt.dated(-5)));
SELECT inventory_gov.approve((SELECT reference FROM inventory_gov.request ORDER BY id DESC LIMIT 1), 'seen', 10) \g /dev/null
SELECT gt.trial(gt.dated(-6));
SELECT gt.trial(gt.dated(-5) || format('; UPDATE stock_picking SET date_done = %L, state = ''done'', write_uid = 8 WHERE id = (SELECT picking_id FROM stock_move WHERE purchase_line_id = 3 LIMIT 1)',
    odoo_sim.utc() - interval '5 days'));
SELECT limit_name, measured, limit_value, outcome FROM inventory_gov.explain('stock.move', (SELECT min(id) FROM stock_move WHERE purchase_line_id = 3)) WHERE control = 'backdating';
\ir end.sql
