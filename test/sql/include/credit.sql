-- Credit holds on Odoo :v, from its accounting. Partner 30 (Corner Shop, category 2), 31 (City Hospital, category 1).
\set ECHO none
\ir begin.sql
ALTER TABLE account_move_line ADD company_id integer, ADD partner_id integer, ADD account_id integer, ADD date_maturity date, ADD amount_residual numeric, ADD reconciled boolean;
CREATE TABLE account_account (id serial PRIMARY KEY, account_type varchar NOT NULL);
INSERT INTO account_account (account_type) VALUES ('asset_receivable'), ('liability_payable');
ALTER TABLE res_company ADD account_use_credit_limit boolean;
ALTER TABLE sale_order ADD partner_invoice_id integer, ADD currency_rate numeric;
ALTER TABLE sale_order_line ADD untaxed_amount_to_invoice numeric;
SELECT format('ALTER TABLE account_account OWNER TO %I', (SELECT tableowner FROM pg_tables WHERE schemaname = 'public' AND tablename = 'stock_move')) \gexec
\if :ge18
ALTER TABLE res_partner ADD credit_limit jsonb;
\endif
-- An open item: what is owed by a customer, due so many days ago.
CREATE FUNCTION gt.owes(partner integer, amount numeric, days_ago integer, account integer DEFAULT 1, state text DEFAULT 'posted') RETURNS integer LANGUAGE sql AS $$
    WITH m AS (INSERT INTO account_move (name, state, move_type, company_id, partner_id) VALUES ('INV', state, 'out_invoice', 1, partner) RETURNING id)
    INSERT INTO account_move_line (move_id, company_id, partner_id, account_id, date_maturity, amount_residual, parent_state, reconciled)
    SELECT id, 1, partner, account, current_date - days_ago, amount, state, false FROM m RETURNING id
$$;
CREATE FUNCTION gt.paid(line integer) RETURNS void LANGUAGE sql AS $$UPDATE account_move_line SET amount_residual = 0, reconciled = true WHERE id = line$$;
CREATE FUNCTION gt.limited(partner integer, top numeric) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE res_company SET account_use_credit_limit = true;
    IF odoo_sim.v() >= 18 THEN
        EXECUTE 'UPDATE res_partner SET credit_limit = jsonb_build_object(''1'', $1) WHERE id = $2' USING top, partner;
    ELSE
        INSERT INTO ir_model_fields (id, name, model, model_id, ttype, state, field_description) SELECT 9900, 'credit_limit', 'res.partner', 1, 'float', 'base', '{}' WHERE NOT EXISTS (SELECT FROM ir_model_fields WHERE id = 9900);
        DELETE FROM ir_property WHERE fields_id = 9900 AND res_id = 'res.partner,' || partner;
        INSERT INTO ir_property (name, type, fields_id, res_id, company_id, value_float) VALUES ('credit_limit', 'float', 9900, 'res.partner,' || partner, 1, top);
    END IF;
END $$;
CREATE FUNCTION gt.undated(t text) RETURNS text LANGUAGE sql AS $$SELECT regexp_replace(t, '\d{4}-\d\d-\d\d', 'DAY')$$;
CREATE VIEW gt.standing AS SELECT partner_name, receivable, overdue, current_date - oldest_due AS days, exposure, credit_limit, used_pct, over FROM inventory_gov.credit_standing() ORDER BY 1;

\echo -- nobody asked: nothing is read, nobody is held
SELECT gt.owes(30, 500, 40) AS first \gset
SELECT * FROM inventory_gov.recompute_credit_holds();

\echo -- what is no rule
SELECT gt.attempt('SELECT inventory_gov.set_credit_rule()'), gt.attempt('SELECT inventory_gov.set_credit_rule(30, -1)'), gt.attempt('SELECT inventory_gov.set_credit_rule(-1)'), gt.attempt('SELECT inventory_gov.set_credit_rule(30, limit_pct => ''NaN'')');
SELECT gt.attempt('SELECT inventory_gov.set_credit_rule(30, partner => ''nobody'')'), gt.attempt('SELECT inventory_gov.set_credit_rule(30, partner => ''30'', category => ''1'')'), gt.attempt('SELECT inventory_gov.set_credit_rule(30, company => 99)'), gt.attempt('SELECT inventory_gov.set_credit_rule(30, credit_limit => 5)'), gt.attempt('SELECT inventory_gov.set_credit_rule(30, actor => 8)');
SELECT gt.attempt('SELECT inventory_gov.end_credit_rule(1)');

\echo -- overdue: both sides of the days of grace and of the amount
SELECT gt.attempt('SELECT inventory_gov.set_credit_rule(40, 0, note => ''forty days'')'), gt.attempt('SELECT inventory_gov.set_credit_rule(39, 500)'), (SELECT count(*) FROM inventory_gov.credit_rules);
SELECT '500 allowed', * FROM gt.standing;
SELECT inventory_gov.set_credit_rule(40, 499.99) \g /dev/null
SELECT 'on the last day', over FROM gt.standing;
SELECT inventory_gov.set_credit_rule(39, 499.99, actor => 9) \g /dev/null
SELECT 'over', * FROM gt.standing;
SELECT 'not due, not posted, payable: not counted', count(*) FROM (SELECT gt.owes(31, 900, -5), gt.owes(31, 900, 90, 2), gt.owes(31, 900, 90, 1, 'draft')) x;
\echo -- a payment that nobody has matched
SELECT gt.owes(30, -200, 0) AS payment \gset
SELECT * FROM gt.standing;
SELECT gt.paid(:payment) \g /dev/null
SELECT customer, action, gt.undated(why) FROM inventory_gov.recompute_credit_holds();
SELECT 'once', count(*) FROM inventory_gov.recompute_credit_holds();
SELECT kind, name, reason, gt.undated(note), origin, state FROM inventory_gov.holds;

\echo -- it stops deliveries, and nothing else
SELECT gt.only('hold', '{"done": 0}', 'block') \g /dev/null
SELECT 'to him', gt.trial(format('SELECT odoo_sim.deliver(1, 1, 8, partner => %s)', 30));
SELECT 'to another', gt.trial(format('SELECT odoo_sim.deliver(1, 1, 8, partner => %s)', 31));
ALTER TABLE inventory_gov.hold DISABLE TRIGGER hold_once;
SELECT 'what he owes another company', gt.trial($$UPDATE inventory_gov.hold SET detail = detail || '{"company_id": 2}'; SELECT odoo_sim.deliver(1, 1, 8, partner => 30)$$);
ALTER TABLE inventory_gov.hold ENABLE ALWAYS TRIGGER hold_once;
SELECT gt.paid(:first) \g /dev/null
SELECT 'until it is recomputed', gt.trial('SELECT odoo_sim.deliver(1, 1, 8, partner => 30)');
SELECT customer, action, gt.undated(why) FROM inventory_gov.recompute_credit_holds(30);
SELECT 'paid', gt.trial('SELECT odoo_sim.deliver(1, 1, 8, partner => 30)');

\echo -- a release by a person stands while it grows little, and for a time
SELECT inventory_gov.set_credit_rule(30, 0, growth_pct => 10, release_days => 7) \g /dev/null
SELECT gt.owes(30, 1000, 40) AS second \gset
SELECT action FROM inventory_gov.recompute_credit_holds();
SELECT gt.attempt(format('SELECT inventory_gov.release_hold(%s, ''promised for Friday'', 9) IS NOT NULL', (SELECT max(id) FROM inventory_gov.hold)));
SELECT 'at once', count(*) FROM inventory_gov.recompute_credit_holds();
SELECT gt.owes(30, 100, 40) AS growth \gset
SELECT 'grown by 10 %', count(*) FROM inventory_gov.recompute_credit_holds();
SELECT gt.owes(30, 0.01, 40) \g /dev/null
SELECT 'grown by more', action, gt.undated(why) FROM inventory_gov.recompute_credit_holds();
SELECT inventory_gov.release_hold((SELECT max(id) FROM inventory_gov.hold), 'once more', 9) IS NOT NULL;
SELECT 'released again', count(*) FROM inventory_gov.recompute_credit_holds();
ALTER TABLE inventory_gov.hold DISABLE TRIGGER hold_once;
UPDATE inventory_gov.hold SET placed_at = placed_at - interval '8 days', released_at = released_at - interval '7 days' WHERE released_how = 'person';
ALTER TABLE inventory_gov.hold ENABLE ALWAYS TRIGGER hold_once;
SELECT 'seven days later', action FROM inventory_gov.recompute_credit_holds();

\echo -- the narrowest rule counts; some are never held
SELECT inventory_gov.set_credit_rule(category => '2', excluded => true) AS segment \gset
SELECT 'its category is excluded', action FROM inventory_gov.recompute_credit_holds();
SELECT inventory_gov.set_credit_rule(30, 0, partner => '30', release_days => 0) \g /dev/null
SELECT 'a rule of his own', action FROM inventory_gov.recompute_credit_holds();
SELECT inventory_gov.end_credit_rule(id, 9) FROM inventory_gov.credit_rules WHERE partner_id = 30;
SELECT inventory_gov.end_credit_rule(:segment);
SELECT 'a rule of another company', action FROM (SELECT inventory_gov.end_credit_rule(id) FROM inventory_gov.credit_rules OFFSET 0) e, inventory_gov.recompute_credit_holds();

\echo -- the credit limit that Odoo has, orders included
SELECT inventory_gov.set_credit_rule(limit_pct => 100) \g /dev/null
SELECT 'the company uses no limits', count(*) FROM inventory_gov.recompute_credit_holds();
SELECT gt.limited(30, 1100.01), gt.limited(31, 900) \g /dev/null
SELECT * FROM gt.standing;
SELECT count(*) FROM inventory_gov.recompute_credit_holds();
INSERT INTO sale_order (id, name, partner_id, partner_invoice_id, company_id, state, date_order, currency_rate) VALUES (901, 'S901', 31, 31, 1, 'sale', now(), 2), (902, 'S902', 31, 31, 1, 'draft', now(), 1);
INSERT INTO sale_order_line (name, order_id, product_uom_qty, price_unit, untaxed_amount_to_invoice) VALUES ('x', 901, 1, 10, 10), ('x', 902, 1, 99, 99);
SELECT partner_name, receivable, exposure, over FROM gt.standing;
SELECT customer, action, gt.undated(why) FROM inventory_gov.recompute_credit_holds();
SELECT inventory_gov.set_credit_rule(limit_pct => 100, orders => false) \g /dev/null
SELECT 'without orders', customer, action FROM inventory_gov.recompute_credit_holds();
SELECT inventory_gov.set_credit_rule(limit_pct => 50, release_days => 0) \g /dev/null
SELECT 'half of it', customer, action FROM inventory_gov.recompute_credit_holds() ORDER BY 2;
SELECT inventory_gov.set_credit_rule(limit_pct => 100, credit_limit => 1e6) \g /dev/null
SELECT 'a limit of ours', customer, action FROM inventory_gov.recompute_credit_holds() ORDER BY 2;

\echo -- a reason that people do not choose any more serves the rules; accounts that cannot be read change nothing
SELECT inventory_gov.set_hold_reason('CREDIT', 'Credit', '{receipt}', active => false), inventory_gov.set_credit_rule(30, 0, release_days => 0) \g /dev/null
SELECT customer, action FROM inventory_gov.recompute_credit_holds();
SET inventory_gov.maintenance = on;
ALTER TABLE account_move_line RENAME amount_residual TO residual;
SELECT 'unreadable', count(*) FROM inventory_gov.recompute_credit_holds();
ALTER TABLE account_move_line RENAME residual TO amount_residual;
RESET inventory_gov.maintenance;
SELECT 'readable', count(*) FROM inventory_gov.recompute_credit_holds();
UPDATE account_move_line SET amount_residual = 0, reconciled = true WHERE partner_id = 30;
SELECT action FROM inventory_gov.recompute_credit_holds();
UPDATE account_move_line SET amount_residual = 100, reconciled = false WHERE partner_id = 30;

\echo -- the desk does it
SELECT chore FROM inventory_gov.regular_chores() WHERE chore = 'recompute_credit_holds';
SELECT inventory_gov.set_credit_rule(30, 0, release_days => 0) \g /dev/null
SELECT inventory_gov.run_due_work() > 0;
SELECT name, origin FROM inventory_gov.holds WHERE origin = 'credit' AND state = 'active';
SELECT last_error FROM inventory_gov.chore_run WHERE chore = 'recompute_credit_holds';
SELECT gt.attempt('DELETE FROM inventory_gov.credit_rule'), gt.attempt('UPDATE inventory_gov.credit_rule SET overdue_days = 1');
SELECT kind, count(*) FROM inventory_gov.event WHERE kind ~ '^(credit_rule|hold)' GROUP BY 1 ORDER BY 1;
\ir end.sql
