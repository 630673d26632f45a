-- Separation of duties on Odoo :v: buyer, receiver and biller of an order; maker and validator of a transfer; counter and who applies.
\set ECHO none
\ir begin.sql
UPDATE inventory_gov.policy SET state = 'retired';
-- A fresh order by a buyer: 100 of product 1 at 120, 12000 in all.
CREATE FUNCTION gt.order(buyer integer, price numeric DEFAULT 120) RETURNS integer LANGUAGE sql AS $$SELECT odoo_sim.new_purchase(20, 1, 100, price, uid => buyer)$$;
CREATE FUNCTION gt.transfer_of(line integer) RETURNS text LANGUAGE sql AS $$SELECT format('SELECT odoo_sim.receive(%s, 100, %%s)', line)$$;
-- What each of these users meets who does it (undone); 1 is OdooBot.
CREATE FUNCTION gt.by(command text, VARIADIC users integer[]) RETURNS text LANGUAGE sql AS
    $$SELECT string_agg(u || ': ' || gt.trial(format(command, u)), E'\n' ORDER BY o) FROM unnest(users) WITH ORDINALITY x(u, o)$$;

\echo -- who bought must not receive: 0 is never, 12000 is just allowed
SELECT gt.only('duties', '{"buyer_receiver": 0}') \g /dev/null
SELECT gt.order(8) AS line \gset
SELECT gt.by(gt.transfer_of(:line), 8, 9, 1);
SELECT gt.only('duties', '{"buyer_receiver": 11999.99}') \g /dev/null
SELECT gt.by(gt.transfer_of(:line), 8, 9);
SELECT gt.only('duties', '{"buyer_receiver": 12000}') \g /dev/null
SELECT gt.by(gt.transfer_of(:line), 8);
SELECT gt.by(format('UPDATE purchase_order SET currency_rate = 2; SELECT odoo_sim.receive(%s, 100, %%s)', :line), 8);
\echo -- the order counts, not the part that comes: splitting it changes nothing; without any value it is the smallest amount
SELECT gt.only('duties', '{"buyer_receiver": 5000}') \g /dev/null
SELECT gt.by(format('SELECT odoo_sim.receive(%s, 1, %%s)', :line), 8, 9);
SELECT gt.order(8, 0) AS free \gset
SELECT gt.only('duties', '{"buyer_receiver": 0}') \g /dev/null
SELECT gt.by(gt.transfer_of(:free), 8);
SELECT gt.only('duties', '{"buyer_receiver": 0.01}') \g /dev/null
SELECT gt.by(gt.transfer_of(:free), 8);
\echo -- a buyer is who created it, owns it, or confirmed it; procurement (OdooBot) is nobody
SELECT gt.only('duties', '{"buyer_receiver": 0}') \g /dev/null
SELECT gt.by(format('UPDATE purchase_order SET user_id = 10 WHERE id = (SELECT order_id FROM purchase_order_line WHERE id = %s); SELECT odoo_sim.receive(%s, 100, %%s)', :line, :line), 8, 9, 10);
SELECT gt.by(format('UPDATE purchase_order SET user_id = NULL, create_uid = 1 WHERE id = (SELECT order_id FROM purchase_order_line WHERE id = %s); SELECT odoo_sim.receive(%s, 100, %%s)', :line, :line), 8, 9, 1);
SELECT gt.order(1) AS bot \gset
UPDATE purchase_order SET user_id = NULL, state = 'draft' WHERE id = (SELECT order_id FROM purchase_order_line WHERE id = :bot);
UPDATE purchase_order SET state = 'to approve', write_uid = 9 WHERE id = (SELECT order_id FROM purchase_order_line WHERE id = :bot);
UPDATE purchase_order SET state = 'purchase', write_uid = 10 WHERE id = (SELECT order_id FROM purchase_order_line WHERE id = :bot);
SELECT gt.by(gt.transfer_of(:bot), 1, 8, 9, 10);
SELECT duty, user_id FROM inventory_gov.order_duties WHERE order_id = (SELECT order_id FROM purchase_order_line WHERE id = :bot) ORDER BY first_at;
\echo -- a return to the vendor is no receipt, nor is a cancelled backorder
SELECT odoo_sim.receive(:line, 60, 9) AS move \gset
SELECT gt.by(format('SELECT odoo_sim.return_to_supplier(%s, 5, %%s)', :move), 8);
SELECT gt.by(format('SELECT odoo_sim.cancel_backorder((SELECT max(id) FROM stock_picking), %%s)'), 8);
\echo -- what is added to a done receipt is received, too
SELECT gt.by(format('SELECT odoo_sim.edit_done(%s, 61, %%s)', :move), 8, 9);
SELECT gt.by(format('SELECT odoo_sim.edit_done(%s, 59, %%s)', :move), 8);

\echo -- who received, or bought, must not post the bill
SELECT gt.only('duties', '{"receiver_biller": 0, "buyer_biller": 0}') \g /dev/null
SELECT gt.order(10) AS a, gt.order(10) AS b \gset
SELECT odoo_sim.receive(:a, 60, 8) AS m1 \gset
SELECT odoo_sim.receive(:a, 40, 9) AS m2 \gset
SELECT odoo_sim.new_bill(ARRAY[:a], 2) AS bill, odoo_sim.new_bill(ARRAY[:b], 2) AS early, odoo_sim.new_bill(ARRAY[:a], 2, 'in_refund') AS refund, odoo_sim.new_bill(ARRAY[:a], 2, 'out_invoice') AS sale,
       odoo_sim.new_bill(ARRAY[]::integer[], 2) AS other \gset
SELECT gt.by(format('SELECT odoo_sim.post(ARRAY[%s], %%s)', :bill), 8, 9, 10, 11, 1);
SELECT gt.by(format('SELECT odoo_sim.post(ARRAY[%s], %%s)', :refund), 8, 11);
\echo -- other postings are not its business
SELECT gt.by(format('SELECT odoo_sim.post(ARRAY[%s], %%s)', :sale), 8), gt.by(format('SELECT odoo_sim.post(ARRAY[%s], %%s)', :other), 8), gt.by(format('UPDATE account_move SET ref = ''x'', write_uid = %%s WHERE id = %s', :bill), 8);
\echo -- several at once: one refusal; what a savepoint took back is forgotten
SELECT gt.by(format('SELECT odoo_sim.post(ARRAY[%s, %s, %s], %%s)', :bill, :early, :refund), 10, 11);
\echo -- a bill before the goods: who posted it must not receive
SELECT odoo_sim.post(ARRAY[:early], 11) \g /dev/null
SELECT gt.by(gt.transfer_of(:b), 11, 8);
\echo -- up to a value
SELECT gt.only('duties', '{"receiver_biller": 12000, "buyer_biller": 11999}') \g /dev/null
SELECT gt.by(format('SELECT odoo_sim.post(ARRAY[%s], %%s)', :bill), 8, 10);

\echo -- who makes a transfer by hand must not validate it
SELECT gt.only('duties', '{"creator_validator": 0}') \g /dev/null
CREATE FUNCTION gt.made(by integer, validated_by integer) RETURNS text LANGUAGE sql AS $$
    SELECT gt.trial(format($q$DO $d$
        DECLARE k integer; m integer;
        BEGIN
            k := (odoo_sim.create('stock_picking', '[{"name": "WH/INT/77777", "state": "assigned", "picking_type_id": 5, "location_id": 8, "location_dest_id": 20, "company_id": 1, "move_type": "direct"}]', %1$s))[1];
            m := (odoo_sim.new_moves(k, '[{"product_id": 1, "product_uom_qty": 2}]', %1$s))[1];
            PERFORM odoo_sim.enter(m, 2, %2$s); PERFORM odoo_sim.validate(k, %2$s);
        END $d$ $q$, by, validated_by)) $$;
SELECT gt.made(8, 8), gt.made(8, 9), gt.made(1, 1), gt.made(1, 8);
SELECT gt.by(format('UPDATE stock_move SET rule_id = 1 WHERE FALSE; SELECT odoo_sim.deliver(1, 1, %%s)'), 8);
\echo -- a backorder is made by who validates what comes before it: the first transfer counts
CREATE FUNCTION gt.backordered(by integer, first integer, second integer) RETURNS text LANGUAGE sql AS $$
    SELECT gt.trial(format($q$DO $d$
        DECLARE k integer; m integer;
        BEGIN
            k := (odoo_sim.create('stock_picking', '[{"name": "WH/INT/77777", "state": "assigned", "picking_type_id": 5, "location_id": 8, "location_dest_id": 20, "company_id": 1, "move_type": "direct"}]', %1$s))[1];
            m := (odoo_sim.new_moves(k, '[{"product_id": 1, "product_uom_qty": 2}]', %1$s))[1];
            PERFORM odoo_sim.enter(m, 1, %2$s); PERFORM odoo_sim.validate(k, %2$s);
            k := (SELECT id FROM stock_picking WHERE backorder_id = k);
            PERFORM odoo_sim.enter((SELECT id FROM stock_move WHERE picking_id = k), 1, %3$s); PERFORM odoo_sim.validate(k, %3$s);
        END $d$ $q$, by, first, second)) $$;
SELECT gt.backordered(8, 9, 9), gt.backordered(8, 9, 8);
\echo -- at cost: 2 pieces
SELECT gt.only('duties', '{"creator_validator": 239.99}') \g /dev/null
SELECT gt.made(8, 8);
SELECT gt.only('duties', '{"creator_validator": 240}') \g /dev/null
SELECT gt.made(8, 8);

\echo -- who counted must not apply: a count of 11, one entered and applied at once, more, less, nothing; a scrap is no count
SELECT gt.only('duties', '{"counter_adjuster": 0}') \g /dev/null
SELECT sum(quantity) AS book FROM stock_quant WHERE product_id = 1 AND location_id = 8 \gset
SELECT gt.by(format('SELECT odoo_sim.apply_count(ARRAY[odoo_sim.enter_count(1, 8, %s, 11)], %%s)', :book - 10), 11, 9, 1);
SELECT odoo_sim.enter_count(1, 8, :book - 10, 11) AS quant \gset
SELECT gt.by(format('SELECT odoo_sim.apply_count(ARRAY[%s], %%s)', :quant), 11, 9, 1);
SELECT gt.by(format('SELECT odoo_sim.count(1, 8, %s, %%s)', :book + 10), 8), gt.by(format('SELECT odoo_sim.count(1, 8, %s, %%s)', :book), 8), gt.by('SELECT odoo_sim.count(9, 21, 5, %s)', 8);
\echo -- a quant written directly, told at commit
UPDATE stock_quant SET quantity = quantity - 1, write_uid = 8 WHERE product_id = 1 AND location_id = 8;
SELECT gt.by('SELECT odoo_sim.scrap(1, 8, 5, %s)', 8);
SELECT gt.only('duties', '{"counter_adjuster": 1200}') \g /dev/null
SELECT q, gt.by(format('SELECT odoo_sim.count(1, 8, %s, %%s)', q), 8) FROM unnest(ARRAY[:book - 10, :book - 11, :book + 10, :book + 11]) q;

\echo -- a block says so with the code of separation of duties, in the language of the user; an approval is asked for, given and used
SELECT gt.only('duties', '{"buyer_receiver": 0}', 'block') \g /dev/null
SELECT gt.order(8) AS line \gset
SELECT gt.attempt(format('SELECT odoo_sim.receive(%s, 100, 8)', :line));
SELECT gt.only('duties', '{"buyer_receiver": 0, "buyer_biller": 0}') \g /dev/null
SELECT gt.attempt(format('SELECT odoo_sim.receive(%s, 100, 8)', :line));
UPDATE res_partner SET lang = 'fr_FR' WHERE id = 8;
SELECT gt.attempt(format('SELECT odoo_sim.receive(%s, 100, 8)', :line));
SELECT l.control, l.deviation_value, l.measure, l.limit_value, l.message, inventory_gov.line_text(l, 'de') FROM inventory_gov.request_line l JOIN inventory_gov.request r ON r.id = l.request_id WHERE r.state = 'pending' ORDER BY l.id DESC LIMIT 1;
SELECT gt.attempt(format('SELECT inventory_gov.approve(%L, NULL, 9)', reference)) FROM inventory_gov.requests WHERE state = 'pending' ORDER BY id DESC LIMIT 1;
SELECT gt.attempt(format('SELECT odoo_sim.receive(%s, 100, 8)', :line));
SELECT odoo_sim.new_bill(ARRAY[:line], 2) AS bill \gset
SELECT gt.attempt(format('SELECT odoo_sim.post(ARRAY[%s], 8)', :bill));
SELECT gt.mask(r.reference), r.model, r.record_id = :bill, r.document, inventory_gov.notice_record(r.id) ->> 'model' FROM inventory_gov.request r WHERE r.state = 'pending' ORDER BY id DESC LIMIT 1;
SELECT inventory_gov.approve(reference, NULL, 9) FROM inventory_gov.requests WHERE state = 'pending' ORDER BY id DESC LIMIT 1 \g /dev/null
SELECT gt.attempt(format('SELECT odoo_sim.post(ARRAY[%s], 8)', :bill));
SELECT state FROM account_move WHERE id = :bill;
SELECT outcome, measure, subject ~ '^(stock.picking|account.move):\d+,purchase.order:\d+$' FROM inventory_gov.violations WHERE control = 'duties' ORDER BY id DESC LIMIT 3;

\echo -- explain() tells the figures of a move whatever they are
SELECT gt.only('duties', '{"buyer_receiver": 100, "receiver_biller": 0}') \g /dev/null
SELECT gt.order(8) AS line \gset
UPDATE stock_move SET write_uid = 9 WHERE id = odoo_sim.open_move(:line);
SELECT limit_name, measured, limit_value, outcome FROM inventory_gov.explain('stock.move', odoo_sim.open_move(:line));
UPDATE stock_move SET write_uid = 8 WHERE id = odoo_sim.open_move(:line);
SELECT limit_name, measured, limit_value, outcome, way_out FROM inventory_gov.explain('stock.move', odoo_sim.open_move(:line));
SELECT count(*) FROM inventory_gov.duty_act WHERE duty = 'receive' AND order_id = (SELECT order_id FROM purchase_order_line WHERE id = :line);

\echo -- rows of Odoo that come more than once
SELECT gt.only('duties', '{"receiver_biller": 0}') \g /dev/null
SELECT gt.order(8) AS line \gset
SELECT gt.trial(format('CREATE TABLE gt.copies () INHERITS (purchase_order_line); INSERT INTO gt.copies SELECT l.* FROM ONLY purchase_order_line l, generate_series(1, 50000) WHERE l.id = %1$s;
    UPDATE stock_move SET state = ''done'', write_uid = 8 WHERE purchase_line_id = %1$s', :line));
\ir end.sql
