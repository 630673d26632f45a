-- cost_change on Odoo :v. 275 of product 1 at 120 on hand, all of company 1. Every trial is undone.
\set ECHO none
\ir begin.sql

\echo -- both sides of every limit
SELECT gt.only('cost_change', '{"pct": 10}') \g /dev/null
SELECT 'pct 132', gt.trial('SELECT odoo_sim.set_cost(1, 132, 8)');
SELECT 'pct 132.01', gt.trial('SELECT odoo_sim.set_cost(1, 132.01, 8)');
SELECT 'pct 108', gt.trial('SELECT odoo_sim.set_cost(1, 108, 8)');
SELECT 'pct 107.99', gt.trial('SELECT odoo_sim.set_cost(1, 107.99, 8)');
SELECT 'pct, nothing changed', gt.trial('SELECT odoo_sim.set_cost(1, 120, 8)');
SELECT gt.only('cost_change', '{"raise_pct": 10}') \g /dev/null
SELECT 'raise_pct 132.01', gt.trial('SELECT odoo_sim.set_cost(1, 132.01, 8)');
SELECT 'raise_pct 1', gt.trial('SELECT odoo_sim.set_cost(1, 1, 8)');
SELECT gt.only('cost_change', '{"cut_pct": 10}') \g /dev/null
SELECT 'cut_pct 107.99', gt.trial('SELECT odoo_sim.set_cost(1, 107.99, 8)');
SELECT 'cut_pct 1000', gt.trial('SELECT odoo_sim.set_cost(1, 1000, 8)');
SELECT gt.only('cost_change', '{"value": 2750}') \g /dev/null
SELECT 'value 130', gt.trial('SELECT odoo_sim.set_cost(1, 130, 8)');
SELECT 'value 130.01', gt.trial('SELECT odoo_sim.set_cost(1, 130.01, 8)');
SELECT 'value 110', gt.trial('SELECT odoo_sim.set_cost(1, 110, 8)');
SELECT 'value 109.99', gt.trial('SELECT odoo_sim.set_cost(1, 109.99, 8)');

\echo -- to nothing and from nothing
SELECT gt.only('cost_change', '{"pct": 99}') \g /dev/null
SELECT 'to 0', gt.trial('SELECT odoo_sim.set_cost(1, 0, 8)');
SELECT 'from 0, percent alone', gt.trial('SELECT odoo_sim.set_cost(8, 0.01, 8)');
SELECT gt.only('cost_change', '{"pct": 99, "value": 50}') \g /dev/null
SELECT 'from 0, 5000 on hand, value 50', gt.trial('SELECT odoo_sim.set_cost(8, 0.01, 8)');
SELECT 'from 0, value 100', gt.trial('SELECT odoo_sim.set_cost(8, 0.02, 8)');

\echo -- small steps of one transaction add up; there and back is nothing
SELECT gt.only('cost_change', '{"pct": 10}') \g /dev/null
SELECT 'two steps', gt.trial('SELECT odoo_sim.set_cost(1, 130, 8); SELECT odoo_sim.set_cost(1, 140, 8)');
SELECT 'there and back', gt.trial('SELECT odoo_sim.set_cost(1, 130, 8); SELECT odoo_sim.set_cost(1, 120, 8)');

\echo -- innocent: no stock, a new product, the system user, another field of the product
SELECT 'no stock', gt.trial('SELECT odoo_sim.set_cost(9, 900, 8)');
SELECT 'stock that came in the same transaction', gt.trial('SELECT odoo_sim.count(9, 8, 50, 8); SELECT odoo_sim.set_cost(9, 900, 8)');
UPDATE stock_quant SET owner_id = 20 WHERE product_id = 3;
SELECT 'stock of others only', gt.trial('SELECT odoo_sim.set_cost(3, 900, 8)');
SELECT 'the system user', gt.trial('SELECT odoo_sim.set_cost(1, 900, 1)');
SELECT 'a new product', gt.trial($$
    INSERT INTO product_template SELECT (jsonb_populate_record(t, '{"id": 900}')).* FROM product_template t WHERE id = 101;
    INSERT INTO product_product (id, product_tmpl_id) VALUES (900, 900);
    INSERT INTO stock_quant (product_id, location_id, company_id, quantity, reserved_quantity, in_date) VALUES (900, 8, 1, 50, 0, now());
    SELECT odoo_sim.set_cost(900, 77, 8)$$);
SELECT 'another field', gt.trial(CASE WHEN :v <= 17 THEN $$INSERT INTO ir_property (name, res_id, company_id, fields_id, type, value_float, write_uid) VALUES ('x', 'product.product,1', 1, 999, 'float', 5, 8)$$
    ELSE 'UPDATE product_product SET write_uid = 8, weight = 3 WHERE id = 1' END);

\echo -- whoever writes it, and however
SELECT 'a context key keeps Odoo from noting it', gt.trial('SELECT odoo_sim.put_cost(1, 200, 8)');
SELECT 'to 0 without a note', gt.trial('SELECT odoo_sim.put_cost(1, 0, 8)');
SELECT 'by SQL', gt.trial(CASE WHEN :v <= 17 THEN $$UPDATE ir_property SET value_float = 200 WHERE res_id = 'product.product,1' AND fields_id = 101$$
    ELSE $$UPDATE product_product SET standard_price = '{"1": 200}' WHERE id = 1$$ END);
SELECT 'one statement, two products', gt.trial(CASE WHEN :v <= 17 THEN $$UPDATE ir_property SET value_float = value_float * 2 WHERE res_id IN ('product.product,1', 'product.product,4') AND fields_id = 101$$
    ELSE $$UPDATE product_product SET standard_price = jsonb_build_object('1', (standard_price ->> '1')::numeric * 2) WHERE id IN (1, 4)$$ END);
\if :le17
SELECT 'to 0, without a note, what the system user had set', gt.trial('UPDATE ir_property SET write_uid = 1; SELECT odoo_sim.put_cost(1, 0, 8)');
SELECT 'the property is moved to another product', gt.trial($$UPDATE ir_property SET res_id = 'product.product,8' WHERE res_id = 'product.product,1' AND fields_id = 101$$);
SELECT 'a property for all companies', gt.trial($$INSERT INTO ir_property (name, res_id, fields_id, type, value_float, write_uid) VALUES ('standard_price', 'product.product,8', 101, 'float', 3, 8)$$);
SELECT 'where a company has its own', gt.trial($$INSERT INTO ir_property (name, res_id, fields_id, type, value_float, write_uid) VALUES ('standard_price', 'product.product,1', 101, 'float', 3, 8)$$);
\endif

\echo -- several companies: each has its own cost and stock
INSERT INTO res_company (id, name, partner_id, currency_id) VALUES (2, 'Halvorsen North', 1, 1);
SELECT 'company 2 has no stock', gt.trial('SELECT odoo_sim.set_cost(1, 900, 8, 2)');
INSERT INTO stock_quant (product_id, location_id, company_id, quantity, reserved_quantity, in_date) VALUES (1, 31, 2, 10, 0, now());
SELECT odoo_sim.put_cost(1, 100, 1, 2) \g /dev/null
SELECT 'company 2, 110', gt.trial('SELECT odoo_sim.set_cost(1, 110, 8, 2)');
SELECT 'company 2, 110.01', gt.trial('SELECT odoo_sim.set_cost(1, 110.01, 8, 2)');
SELECT gt.only('cost_change', '{"value": 100}', 'approve', '{"company": 2}') \g /dev/null
SELECT 'a policy of company 2', gt.trial('SELECT odoo_sim.set_cost(1, 900, 8, 1)'), gt.trial('SELECT odoo_sim.set_cost(1, 110.01, 8, 2)');
SELECT gt.only('cost_change', '{"value": 100}', 'approve', '{"category": 2}') \g /dev/null
SELECT 'a policy of a category', gt.trial('SELECT odoo_sim.set_cost(1, 900, 8)'), gt.trial('SELECT odoo_sim.set_cost(2, 900, 8)');

\echo -- average cost: what Odoo computes passes, what a person sets does not
SELECT gt.only('cost_change', '{"pct": 10}') \g /dev/null
SELECT odoo_sim.set_cost_method(3, 'average') \g /dev/null
SELECT 'computed for a receipt', gt.trial('SELECT odoo_sim.compute_cost(1, 200, 8)');
SELECT 'computed for a bill', gt.trial($$SELECT odoo_sim.compute_cost(1, 200, 8, '{"quantity": 0, "account_move_line_id": 5, "stock_valuation_layer_id": 3}')$$);
SELECT 'computed by a change of costing method', gt.trial($$SELECT odoo_sim.compute_cost(1, 200, 8, '{"quantity": 10}')$$);
\if :ge18
SELECT 'of a lot', gt.trial(CASE WHEN :v = 18 THEN $$SELECT odoo_sim.compute_cost(1, 200, 8, '{"quantity": 0, "lot_id": 1}')$$
    ELSE $$SELECT odoo_sim.create('product_value', '[{"product_id": 1, "lot_id": 1, "company_id": 1, "value": 5, "user_id": 8, "date": "2026-01-01"}]', 8); SELECT odoo_sim.put_cost(1, 200, 8)$$ END);
\endif
SELECT 'by a person', gt.trial('SELECT odoo_sim.set_cost(1, 200, 8)');
SELECT 'by a person, noted after the cost was written', gt.trial('SELECT odoo_sim.put_cost(1, 200, 8); SELECT odoo_sim.note_cost(1, 200, 8)');
SELECT 'noted for another product', gt.trial('SELECT odoo_sim.put_cost(1, 200, 8); SELECT odoo_sim.note_cost(4, 200, 8)');
SELECT 'noted in a savepoint that was undone', gt.trial($$DO $b$BEGIN BEGIN PERFORM odoo_sim.note_cost(1, 200, 8); RAISE EXCEPTION 'x'; EXCEPTION WHEN raise_exception THEN END; PERFORM odoo_sim.put_cost(1, 200, 8); END $b$ $$);
SELECT 'written in a savepoint that was undone, noted later', gt.trial($$DO $b$BEGIN BEGIN PERFORM odoo_sim.put_cost(1, 200, 8); RAISE EXCEPTION 'x'; EXCEPTION WHEN raise_exception THEN END; PERFORM odoo_sim.note_cost(1, 200, 8); END $b$ $$);
SELECT 'noted in a savepoint that was undone, and once more', gt.trial($$SELECT odoo_sim.put_cost(1, 200, 8); DO $b$BEGIN PERFORM odoo_sim.note_cost(1, 200, 8); EXCEPTION WHEN OTHERS THEN END $b$; SELECT odoo_sim.note_cost(1, 200, 8)$$);
SELECT 'without a note: cannot be told from a computed one', gt.trial('SELECT odoo_sim.put_cost(1, 200, 8)');
SELECT odoo_sim.set_cost_method(3, 'fifo') \g /dev/null
SELECT 'FIFO, computed', gt.trial('SELECT odoo_sim.compute_cost(1, 200, 8)');
SELECT 'FIFO, by a person: nothing is noted, and no stock is worth more for it', gt.trial('SELECT odoo_sim.put_cost(1, 200, 8)');
SELECT 'FIFO, revalued by a person', gt.trial('SELECT odoo_sim.set_cost(1, 200, 8)');
SELECT 'goods of another category', gt.trial('SELECT odoo_sim.put_cost(4, 200, 8)');
SELECT odoo_sim.set_cost_method(3, 'standard') \g /dev/null

\echo -- refused, asked for, approved, done
SELECT max(id) AS before FROM inventory_gov.request \gset
SELECT gt.attempt('SELECT odoo_sim.set_cost(1, 150.5, 8)');
SELECT gt.attempt('SELECT odoo_sim.set_cost(1, 90, 8)');
SELECT gt.attempt('SELECT odoo_sim.set_cost(1, 150.5, 8)');
SELECT state, title, document, model, record_id, product_id, requester_id FROM inventory_gov.request WHERE id > :before ORDER BY id;
SELECT control, deviation_qty, deviation_value, unit, expected_qty, actual_qty, deviation_pct, measure, measured, limit_value, limit_unit, subject, model, record_id, details FROM inventory_gov.request_lines WHERE record_id = 1 ORDER BY id DESC LIMIT 2;
SELECT inventory_gov.line_text(l, lang) FROM inventory_gov.request_line l, unnest(ARRAY['fr', 'de', 'es', 'nl']) lang WHERE l.request_id > :before ORDER BY l.id, lang;
SELECT inventory_gov.approve((SELECT reference FROM inventory_gov.request WHERE id > :before ORDER BY id LIMIT 1), 'new price list', 9);
SELECT 'more than approved', gt.trial('SELECT odoo_sim.set_cost(1, 151, 8)');
SELECT 'a cut instead', gt.trial('SELECT odoo_sim.set_cost(1, 89.5, 8)');
SELECT 'as approved', gt.attempt('SELECT odoo_sim.set_cost(1, 150.5, 8)');
SELECT outcome, measure, actor_id FROM inventory_gov.violation ORDER BY id DESC LIMIT 1;
SELECT 'used up', gt.trial('SELECT odoo_sim.set_cost(1, 181, 8)');

\echo -- flag and block
SELECT gt.only('cost_change', '{"pct": 10}', 'flag') \g /dev/null
SELECT 'flag', gt.trial('SELECT odoo_sim.set_cost(1, 900, 8)');
SELECT gt.only('cost_change', '{"pct": 10}', 'block') \g /dev/null
SELECT 'block', gt.attempt('SELECT odoo_sim.set_cost(1, 900, 8)');

\echo -- nobody asks for it
UPDATE inventory_gov.policy SET state = 'retired' WHERE state <> 'retired';
SELECT 'no policy', gt.trial('SELECT odoo_sim.set_cost(1, 900, 8)');
\ir end.sql
