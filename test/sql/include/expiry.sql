-- expiry on Odoo :v, with the columns of Odoo's module product_expiry. Every trial is undone.
\set ECHO none
\ir begin.sql
\ir lots.sql
SELECT gt.only('expiry', '{"days_in": 30, "days_out": 10}') \g /dev/null
SELECT 'without the module', gt.trial('SELECT gt.move_lots(8, 5, 6, ARRAY[1])'), inventory_gov.control_state('expiry');
ALTER TABLE product_template ADD COLUMN use_expiration_date boolean, ADD COLUMN expiration_time integer;
ALTER TABLE stock_lot ADD COLUMN expiration_date timestamp;
ALTER TABLE stock_move_line ADD COLUMN expiration_date timestamp;
UPDATE product_template SET use_expiration_date = true, expiration_time = 100 WHERE id = 106;
-- Lots of product 6 that expire in so many days: lot 100 + days. 3 has no date.
INSERT INTO stock_lot (id, name, product_id, company_id, expiration_date) SELECT 100 + d, 'E' || d, 6, 1, odoo_sim.utc()::date + d + interval '8 hours' FROM unnest(ARRAY[-1, 0, 9, 10, 29, 30]) d;
INSERT INTO stock_lot (id, name, product_id, company_id) VALUES (3, 'TP-2303', 6, 1);

\echo -- both sides of the limits
SELECT 'received: 29 days, 30 days', gt.trial('SELECT gt.move_lots(4, 8, 6, ARRAY[129], each => 5)'), gt.trial('SELECT gt.move_lots(4, 8, 6, ARRAY[130], each => 5)');
SELECT 'shipped: 9 days, 10 days', gt.trial('SELECT gt.move_lots(8, 5, 6, ARRAY[109], each => 5)'), gt.trial('SELECT gt.move_lots(8, 5, 6, ARRAY[110], each => 5)');
SELECT 'shipped: today, yesterday', gt.trial('SELECT gt.move_lots(8, 5, 6, ARRAY[100])'), gt.trial('SELECT gt.move_lots(8, 5, 6, ARRAY[99])');
SELECT 'from the supplier to the customer', gt.trial('SELECT gt.move_lots(4, 5, 6, ARRAY[129])'), gt.trial('SELECT gt.move_lots(4, 5, 6, ARRAY[109])');
SELECT 'several lots, one of them too young', gt.trial('SELECT gt.move_lots(8, 5, 6, ARRAY[130, 109, 110, 109], each => 2)');
SELECT gt.only('expiry', '{"days_out": 0}') \g /dev/null
SELECT 'nothing expired: today, yesterday', gt.trial('SELECT gt.move_lots(8, 5, 6, ARRAY[100])'), gt.trial('SELECT gt.move_lots(8, 5, 6, ARRAY[99])');
SELECT gt.only('expiry', '{"pct_in": 29.5, "pct_out": 9.5}') \g /dev/null
UPDATE stock_lot SET expiration_date = odoo_sim.utc() + (id - 100) * interval '1 day' WHERE id > 99;
SELECT 'percent of 100 days: 29, 30', gt.trial('SELECT gt.move_lots(4, 8, 6, ARRAY[129])'), gt.trial('SELECT gt.move_lots(4, 8, 6, ARRAY[130])');
SELECT 'percent of 100 days: 9, 10', gt.trial('SELECT gt.move_lots(8, 5, 6, ARRAY[109])') LIKE '23G01 pct_out % > 9.5', gt.trial('SELECT gt.move_lots(8, 5, 6, ARRAY[110])');
UPDATE product_template SET expiration_time = 0 WHERE id = 106;
SELECT 'a product without a life', gt.trial('SELECT gt.move_lots(8, 5, 6, ARRAY[109])');
UPDATE product_template SET expiration_time = 100 WHERE id = 106;

\echo -- what is free
SELECT gt.only('expiry', '{"days_in": 30, "days_out": 10, "undated": 0}') \g /dev/null
SELECT 'scrapped', gt.trial('SELECT odoo_sim.scrap(6, 8, 1, 8, 109)');
SELECT 'sent back to the supplier', gt.trial('SELECT gt.move_lots(8, 4, 6, ARRAY[109])');
SELECT 'taken back from the customer', gt.trial('SELECT gt.move_lots(5, 8, 6, ARRAY[109])');
SELECT 'moved', gt.trial('SELECT gt.move_lots(8, 20, 6, ARRAY[109])');
SELECT 'consumed', gt.trial('SELECT gt.move_lots(8, 15, 6, ARRAY[109])');
SELECT 'counted', gt.trial('SELECT odoo_sim.count(6, 8, 3, 9, 109)');
SELECT 'of a product that does not expire', gt.trial('SELECT gt.move_lots(4, 8, 9, ARRAY[51])');
SELECT 'received less than entered', gt.trial('SELECT odoo_sim.edit_done(gt.move_lots(8, 5, 6, ARRAY[130], each => 5), 4, 8)');

\echo -- without a date
SELECT 'shipped, received', gt.trial('SELECT gt.move_lots(8, 5, 6, ARRAY[3])'), gt.trial('SELECT gt.move_lots(4, 8, 6, ARRAY[3])');
CREATE FUNCTION gt.receive_new(entered integer, written integer, later integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    l integer := (odoo_sim.create('stock_lot', jsonb_build_array(jsonb_build_object('name', 'NEW', 'product_id', 6, 'company_id', 1, 'expiration_date', odoo_sim.utc() + written * interval '1 day')), 8))[1];
    m integer := gt.move_lots(4, 8, 6, ARRAY[l], each => 5, state => 'assigned');
BEGIN
    UPDATE stock_move_line SET expiration_date = odoo_sim.utc() + entered * interval '1 day' WHERE move_id = m;
    PERFORM odoo_sim.validate(gt.picking(m), 8);
    UPDATE stock_lot SET expiration_date = odoo_sim.utc() + COALESCE(later, entered) * interval '1 day' WHERE id = l;
END $$;
SELECT 'a new lot, its date is on the line yet', gt.trial('SELECT gt.receive_new(40, NULL, NULL)'), gt.trial('SELECT gt.receive_new(20, NULL, NULL)');
SELECT 'the line knows better', gt.trial('SELECT gt.receive_new(40, 20, NULL)'), gt.trial('SELECT gt.receive_new(20, 40, NULL)');
SELECT 'the lot does', gt.trial('SELECT gt.receive_new(NULL, 40, NULL)'), gt.trial('SELECT gt.receive_new(NULL, 20, NULL)');
-- As 18 does: a lot that was entered by name is on its line only after the move is done.
CREATE FUNCTION gt.receive_named(days integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    m integer := gt.move_lots(4, 8, 6, ARRAY[NULL::integer], each => 5, state => 'assigned'); l integer;
BEGIN
    UPDATE stock_move_line SET lot_name = 'NAMED', expiration_date = odoo_sim.utc() + days * interval '1 day' WHERE move_id = m;
    l := (odoo_sim.create('stock_lot', jsonb_build_array(jsonb_build_object('name', 'NAMED', 'product_id', 6, 'company_id', 1)), 8))[1];
    UPDATE stock_move SET state = 'done' WHERE id = m;
    UPDATE stock_move_line SET lot_id = l, state = 'done' WHERE move_id = m;
END $$;
SELECT 'entered by name', gt.trial('SELECT gt.receive_named(20)'), gt.trial('SELECT gt.receive_named(40)');
-- What is looked at before commit, for good, by a psql of its own: an error bears no path of a file then.
\setenv PGDATABASE :db
\! psql -X -q -A -t -v VERBOSITY=sqlstate -c "SELECT 'dated later', gt.receive_new(NULL, NULL, 40)" 2>&1
\! psql -X -q -A -t -v VERBOSITY=sqlstate -c "SELECT 'never dated', gt.receive_new(NULL, NULL, NULL)" 2>&1
\! psql -X -q -A -t -v VERBOSITY=sqlstate -c "SELECT 'dated later, and too young', gt.receive_new(NULL, NULL, 20)" 2>&1
SELECT count(*) AS received FROM stock_lot WHERE name = 'NEW';
SELECT gt.only('expiry', '{"days_in": 30}') \g /dev/null
SELECT 'no limit for it', gt.trial('SELECT gt.move_lots(8, 5, 6, ARRAY[3])');
\! psql -X -q -A -t -v VERBOSITY=sqlstate -c "SELECT 'nor for a new lot', gt.receive_new(NULL, NULL, NULL)" 2>&1

\echo -- one customer, one category
SELECT gt.only('expiry', '{"days_out": 30}', 'block', '{"partner": 31}') \g /dev/null
SELECT gt.trial('SELECT gt.move_lots(8, 5, 6, ARRAY[129], partner => 31)'), gt.trial('SELECT gt.move_lots(8, 5, 6, ARRAY[129], partner => 30)');
SELECT gt.only('expiry', '{"days_out": 30}', 'approve', '{"category": 4}') \g /dev/null
SELECT gt.trial('SELECT gt.move_lots(8, 5, 6, ARRAY[129], partner => 31)');
SELECT gt.only('expiry', '{"days_out": 30}', 'approve', '{"category": 2}') \g /dev/null
SELECT gt.trial('SELECT gt.move_lots(8, 5, 6, ARRAY[129], partner => 31)');

\echo -- refused, asked for, approved, done
SELECT gt.only('expiry', '{"days_out": 30, "days_in": 30, "undated": 0}') \g /dev/null
SELECT max(id) AS before FROM inventory_gov.request \gset
UPDATE stock_lot SET expiration_date = '2001-02-03' WHERE id = 129;
SELECT gt.move_lots(8, 5, 6, ARRAY[129, 129], each => 5, partner => 31, state => 'assigned') AS m \gset
SELECT regexp_replace(gt.attempt(format('SELECT odoo_sim.validate(gt.picking(%s), 8)', :m)), '-\d+ days', '-N days');
SELECT regexp_replace(gt.attempt('SELECT gt.move_lots(4, 8, 6, ARRAY[129], each => 5)'), '-\d+ days', '-N days');
SELECT gt.attempt('SELECT gt.move_lots(4, 8, 6, ARRAY[3], each => 5)');
SELECT control, deviation_qty, measure, limit_value, limit_unit, location, lot, partner, replace(subject, :m::text, 'M'), model FROM inventory_gov.request_lines WHERE id IN (SELECT id FROM inventory_gov.request_line WHERE request_id = :before + 1);
SELECT regexp_replace(inventory_gov.line_text(l, lang), ': -\d+', ': -N') FROM inventory_gov.request_line l, unnest(ARRAY['fr', 'de', 'es', 'nl']) lang WHERE l.request_id > :before ORDER BY l.id, lang;
SELECT inventory_gov.approve((SELECT reference FROM inventory_gov.request WHERE id = :before + 1), 'the customer knows', 9);
SELECT 'as approved', gt.attempt(format('SELECT odoo_sim.validate(gt.picking(%s), 8)', :m));
SELECT outcome, measure FROM inventory_gov.violation ORDER BY id DESC LIMIT 1;
SELECT gt.move_lots(8, 5, 6, ARRAY[110], state => 'assigned') AS m \gset
SELECT 'explain', limit_name, measured, limit_value, outcome FROM inventory_gov.explain('stock.move', :m);
\ir end.sql
