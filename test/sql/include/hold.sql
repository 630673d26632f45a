-- hold on Odoo :v: every kind of hold, every operation, every code of the starter set. Every trial is undone.
\set ECHO none
\ir begin.sql
ALTER TABLE res_partner ADD country_id integer;
CREATE TABLE res_country (id integer PRIMARY KEY, name jsonb);
INSERT INTO res_country VALUES (75, '{"en_US": "France"}'), (57, '{"en_US": "Germany"}');
UPDATE res_partner SET country_id = 75 WHERE id = 30;
UPDATE res_partner SET country_id = 57 WHERE id IN (20, 22);

-- A move made by hand, of a lot if one is given.
CREATE FUNCTION gt.move(product integer, source integer, destination integer, qty numeric, lot integer DEFAULT NULL, state text DEFAULT 'done', counts boolean DEFAULT false) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    m integer;
BEGIN
    m := (odoo_sim.create('stock_move', jsonb_build_array(jsonb_build_object('company_id', 1, 'product_id', product, 'product_uom', odoo_sim.uom(product), 'is_inventory', counts,
        'location_id', source, 'location_dest_id', destination, 'state', 'draft', 'picked', true, 'product_uom_qty', qty, 'name', 'x', 'procure_method', 'make_to_stock', 'date', odoo_sim.utc())), 8))[1];
    PERFORM odoo_sim.create('stock_move_line', jsonb_build_array(jsonb_build_object('company_id', 1, 'move_id', m, 'product_id', product, 'product_uom_id', odoo_sim.uom(product),
        'location_id', source, 'location_dest_id', destination, 'date', odoo_sim.utc(), 'quantity', qty, 'qty_done', qty, 'reserved_uom_qty', 0, 'lot_id', lot)), 8);
    PERFORM odoo_sim.write('stock_move', ARRAY[m], jsonb_build_object('quantity', qty, 'quantity_done', qty, 'state', state), 8);
    PERFORM odoo_sim.write('stock_move_line', odoo_sim.lines(ARRAY[m]), jsonb_build_object('state', state), 8);
    RETURN m;
END $$;
-- A line that waits and reserves.
CREATE FUNCTION gt.reserve(product integer, qty numeric, lot integer, move integer DEFAULT NULL, source integer DEFAULT 8) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF move IS NULL THEN
        move := (odoo_sim.create('stock_move', jsonb_build_array(jsonb_build_object('company_id', 1, 'product_id', product, 'product_uom', odoo_sim.uom(product),
            'location_id', source, 'location_dest_id', 5, 'state', 'confirmed', 'product_uom_qty', qty, 'name', 'x', 'procure_method', 'make_to_stock', 'date', odoo_sim.utc())), 8))[1];
    END IF;
    PERFORM odoo_sim.create('stock_move_line', jsonb_build_array(jsonb_build_object('company_id', 1, 'move_id', move, 'product_id', product, 'product_uom_id', odoo_sim.uom(product),
        'location_id', source, 'location_dest_id', 5, 'date', odoo_sim.utc(), 'quantity', qty, 'qty_done', 0, 'reserved_uom_qty', qty, 'lot_id', lot, 'state', 'assigned')), 8);
END $$;
-- The trial while a hold stands.
CREATE FUNCTION gt.held(kind text, record integer, reason text, command text, direction text DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    found text;
BEGIN
    BEGIN
        PERFORM inventory_gov.place_hold(kind, record, reason, direction => direction, actor => 9);
        found := gt.trial(command);
        RAISE EXCEPTION USING ERRCODE = 'ZZ001';
    EXCEPTION WHEN SQLSTATE 'ZZ001' THEN
        RETURN found;
    END;
END $$;
SELECT gt.only('hold', '{"done": 0}', 'block') \g /dev/null
SELECT odoo_sim.deliver(1, 6, 8) AS delivered \gset
SELECT odoo_sim.receive(3, 50, 8) AS purchase_line \gset
SELECT id AS received FROM stock_move WHERE purchase_line_id = 3 ORDER BY id LIMIT 1 \gset
SELECT inventory_gov.declare_quarantine('22') \g /dev/null
CREATE TABLE gt.operation (name text, command text);
INSERT INTO gt.operation VALUES
    ('receipt', 'SELECT odoo_sim.receive(1, 100, 8)'),
    ('delivery', 'SELECT odoo_sim.deliver(1, 5, 8)'),
    ('internal', 'SELECT odoo_sim.transfer(1, 8, 20, 5, 8)'),
    ('relocation', 'SELECT odoo_sim.relocate(1, 8, 20, 5, 8)'),
    ('into quarantine', 'SELECT odoo_sim.transfer(1, 8, 22, 5, 8)'),
    ('customer return', format('SELECT odoo_sim.return_from_customer(%s, 2, 8)', :delivered)),
    ('supplier return', format('SELECT odoo_sim.return_to_supplier(%s, 2, 8)', :received)),
    ('scrap', 'SELECT odoo_sim.scrap(1, 8, 1, 8)'),
    ('count', 'SELECT odoo_sim.count(1, 8, 150, 8)'),
    ('consumption', 'SELECT gt.move(1, 8, 15, 2)'),
    ('output', 'SELECT gt.move(1, 15, 8, 2)'),
    ('dropship', 'SELECT gt.move(1, 4, 5, 2)');

\echo -- to somebody and from somebody, whatever it says it is; the names above tell the operations
SELECT name, gt.held('product', 1, 'CREDIT', command) AS credit, gt.held('product', 1, 'RECALL', command) AS recall, gt.held('product', 1, 'COUNT', command) AS count FROM (VALUES
    ('from production to a customer', 'SELECT gt.move(1, 15, 5, 2)'), ('from losses to a customer', 'SELECT gt.move(1, 14, 5, 2)'),
    ('scrap to a customer', $$SELECT odoo_sim.write('stock_move', ARRAY[gt.move(1, 8, 5, 2, state => 'assigned')], '{"scrap_id": 1, "state": "done"}', 8)$$),
    ('scrap within stock', $$SELECT odoo_sim.write('stock_move', ARRAY[gt.move(1, 8, 20, 2, state => 'assigned')], '{"scrap_id": 1, "state": "done"}', 8)$$),
    ('count to a customer', 'SELECT gt.move(1, 8, 5, 2, counts => true)'), ('from production to the vendor', 'SELECT gt.move(1, 15, 4, 2)'),
    ('from a customer to production', 'SELECT gt.move(1, 5, 15, 2)'), ('from the vendor to losses', 'SELECT gt.move(1, 4, 14, 2)'),
    ('scrapped', 'SELECT odoo_sim.scrap(1, 8, 1, 8)'), ('lost', 'SELECT gt.move(1, 8, 14, 2, counts => true)'), ('consumed', 'SELECT gt.move(1, 8, 15, 2)')) o(name, command);
\echo -- without a hold
SELECT name, gt.trial(command) FROM gt.operation ORDER BY name COLLATE "C";
\echo -- a product: operations that each code refuses
SELECT r.code, string_agg(o.name, ', ' ORDER BY o.name COLLATE "C") FILTER (WHERE gt.held('product', 1, r.code, o.command) = '23G05 done 1 > 0')
  FROM inventory_gov.hold_reason r CROSS JOIN gt.operation o GROUP BY r.id, r.code ORDER BY r.id;
\echo -- another product
SELECT string_agg(gt.held('product', 2, 'LEGAL', command), ' ') FROM gt.operation;

\echo -- lots
SELECT 'lot 1', gt.held('lot', 1, 'LEGAL', 'SELECT odoo_sim.scrap(6, 8, 1, 8, 1)'), 'lot 2', gt.held('lot', 1, 'LEGAL', 'SELECT odoo_sim.scrap(6, 8, 1, 8, 2)');
SELECT 'received into it', gt.held('lot', 1, 'LEGAL', 'SELECT odoo_sim.receive(6, 20, 8, lot => 1)'), gt.held('lot', 1, 'LEGAL', 'SELECT odoo_sim.receive(6, 20, 8, lot => 2)');
SELECT 'two lines, one of them', gt.held('lot', 2, 'LEGAL', $$SELECT odoo_sim.write('stock_move', ARRAY[gt.move(6, 8, 5, 1, 1, 'assigned'), gt.move(6, 8, 5, 1, 2, 'assigned')], '{"state": "done"}', 8)$$);
\echo -- the category, one above it, another
SELECT c, gt.held('category', c, 'LEGAL', 'SELECT odoo_sim.deliver(1, 5, 8)') FROM unnest(ARRAY[3, 2, 1, 4]) c;
\echo -- a place: in, out, both; from 8 to 20 in it, out of it, within it, past it
SELECT p, d, gt.held('location', p, 'COUNT', 'SELECT odoo_sim.transfer(1, 8, 20, 5, 8)', d) AS into_20, gt.held('location', p, 'COUNT', 'SELECT odoo_sim.transfer(1, 20, 8, 5, 8)', d) AS out_of_20,
       gt.held('location', p, 'COUNT', 'SELECT odoo_sim.transfer(1, 20, 21, 5, 8)', d) AS from_20_to_21, gt.held('location', p, 'COUNT', 'SELECT odoo_sim.deliver(1, 5, 8)', d) AS delivery_from_8
  FROM unnest(ARRAY[20, 8, 31]) p, unnest(ARRAY['in', 'out', 'both']) d;
SELECT 'counting goes on', gt.held('location', 8, 'COUNT', 'SELECT odoo_sim.count(1, 8, 150, 8)');
\echo -- partners: himself, his company, the customer of the order when goods go elsewhere
SELECT p, gt.held('partner', p, 'CREDIT', 'SELECT odoo_sim.deliver(1, 5, 8)') FROM unnest(ARRAY[30, 31]) p;
UPDATE stock_picking SET partner_id = 22 WHERE id = (SELECT picking_id FROM stock_move WHERE purchase_line_id = 1);
UPDATE purchase_order SET partner_id = 21 WHERE id = 1;
SELECT p, gt.held('partner', p, 'VENDOR', 'SELECT odoo_sim.receive(1, 100, 8)') FROM unnest(ARRAY[22, 20, 21, 30]) p;
SELECT 'an address of the company is not the company', gt.held('partner', 22, 'VENDOR', 'SELECT odoo_sim.receive(4, 10, 8)');
SELECT odoo_sim.new_sale(31, 1, 5, 10) AS line \gset
UPDATE stock_picking SET partner_id = 30 WHERE id = (SELECT picking_id FROM stock_move WHERE sale_line_id = :line);
SELECT id AS sold, picking_id AS out FROM stock_move WHERE sale_line_id = :line \gset
SELECT order_id AS sale FROM sale_order_line WHERE id = :line \gset
SELECT format('SELECT odoo_sim.enter(%1$s, 5, 8); SELECT odoo_sim.validate(%2$s, 8)', :sold, :out) AS ship \gset
SELECT p, gt.held('partner', p, 'CREDIT', :'ship') FROM unnest(ARRAY[31, 30, 20]) p;
\echo -- orders, transfers, countries
SELECT 'sale', gt.held('sale_order', :sale, 'CREDIT', :'ship'), gt.held('sale_order', :sale, 'CREDIT', 'SELECT odoo_sim.deliver(1, 5, 8)');
UPDATE stock_move SET sale_line_id = NULL WHERE id = :sold;
SELECT 'the step before bears the order of its transfer', gt.held('sale_order', :sale, 'CREDIT', :'ship');
UPDATE stock_move SET sale_line_id = :line WHERE id = :sold;
SELECT 'purchase', gt.held('purchase_order', 1, 'VENDOR', 'SELECT odoo_sim.receive(1, 100, 8)'), gt.held('purchase_order', 1, 'VENDOR', 'SELECT odoo_sim.receive(2, 100, 8)');
SELECT 'transfer', gt.held('picking', :out, 'CUSTOMER', :'ship'), gt.held('picking', 1, 'CUSTOMER', :'ship');
SELECT 'country', gt.held('country', 75, 'TRADE', :'ship'), gt.held('country', 57, 'TRADE', :'ship'), gt.held('country', 57, 'LEGAL', 'SELECT odoo_sim.receive(1, 100, 8)');
\echo -- who gets the goods: the vendor, whom the transfer of a dropshipment names, does not; the sale and the move tell, whatever is typed on the transfer
CREATE FUNCTION gt.to_whom(source integer, of_transfer integer, of_move integer, sold_to integer DEFAULT NULL) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    k integer := (odoo_sim.create('stock_picking', jsonb_build_array(jsonb_build_object('name', 'WH/OUT/H', 'state', 'assigned', 'picking_type_id', 2, 'location_id', source, 'location_dest_id', 5,
        'partner_id', of_transfer, 'company_id', 1, 'move_type', 'direct', 'is_locked', true, 'immediate_transfer', false)), 8))[1];
    m integer := gt.move(1, source, 5, 2, state => 'assigned');
BEGIN
    UPDATE stock_move SET picking_id = k, partner_id = of_move, sale_line_id = CASE WHEN sold_to IS NOT NULL THEN odoo_sim.new_sale(sold_to, 1, 2, 10) END WHERE id = m;
    UPDATE stock_move_line SET picking_id = k WHERE move_id = m;
    PERFORM odoo_sim.write('stock_move', ARRAY[m], '{"state": "done"}', 8);
    RETURN m;
END $$;
SELECT of_transfer, of_move, sold_to, gt.held('country', 75, 'TRADE', format('SELECT gt.to_whom(4, %L, %L, %L)', of_transfer, of_move, sold_to)) AS dropship,
       gt.held('country', 75, 'TRADE', format('SELECT gt.to_whom(8, %L, %L, %L)', of_transfer, of_move, sold_to)) AS delivery
  FROM (VALUES (1, 20, 30, NULL), (2, 30, 20, NULL), (3, 30, NULL, NULL), (4, NULL, 30, NULL), (5, 20, 20, 30), (6, 30, 30, 31), (7, 20, 31, 31)) v(n, of_transfer, of_move, sold_to) ORDER BY n;
SELECT 'the partner of the move', gt.held('partner', 30, 'CREDIT', 'SELECT gt.to_whom(8, 20, 30)'), gt.held('partner', 30, 'CREDIT', 'SELECT gt.to_whom(8, 20, 31)');
\echo -- carriers, once there is one
SELECT gt.attempt($$SELECT inventory_gov.place_hold('carrier', 1, 'CUSTOMER', actor => 9)$$);
CREATE TABLE delivery_carrier (id integer PRIMARY KEY, name jsonb);
INSERT INTO delivery_carrier VALUES (1, '{"en_US": "Swift"}'), (2, '{"en_US": "Slow"}');
ALTER TABLE stock_picking ADD carrier_id integer;
UPDATE stock_picking SET carrier_id = 1 WHERE id = :out;
SELECT gt.held('carrier', 1, 'CUSTOMER', :'ship'), gt.held('carrier', 2, 'CUSTOMER', :'ship');

\echo -- what moves nothing
SELECT 'a count that confirms', gt.held('product', 1, 'LEGAL', format('SELECT odoo_sim.count(1, 8, %s, 8)', (SELECT sum(quantity) FROM stock_quant WHERE product_id = 1 AND location_id = 8)));
SELECT 'unpacked where it lies', gt.held('product', 1, 'LEGAL', 'SELECT gt.move(1, 8, 8, 5, counts => true)');
SELECT 'nothing done', gt.held('product', 1, 'LEGAL', 'SELECT gt.move(1, 8, 5, 0)'), 'not done yet', gt.held('product', 1, 'LEGAL', $$SELECT gt.move(1, 8, 5, 5, state => 'confirmed')$$);
SELECT 'cancelled', gt.held('product', 1, 'LEGAL', format('SELECT odoo_sim.cancel_backorder(%s, 8)', :out));

\echo -- holds add up; only those that stand count
SELECT inventory_gov.place_hold('product', 1, 'CREDIT', actor => 9) AS credit, inventory_gov.place_hold('category', 2, 'VENDOR', actor => 9) AS vendor \gset
SELECT name, gt.trial(command) FROM gt.operation WHERE name IN ('delivery', 'receipt', 'internal', 'dropship') ORDER BY name COLLATE "C";
SELECT gt.only('hold', '{"done": 1}', 'block') \g /dev/null
SELECT 'one may stand', gt.trial('SELECT odoo_sim.deliver(1, 5, 8)'), gt.trial('SELECT gt.move(1, 4, 5, 2)');
SELECT gt.only('hold', '{"done": 0}', 'block') \g /dev/null
SELECT inventory_gov.release_hold(:credit, 'paid', 10) IS NOT NULL AS released;
SELECT name, gt.trial(command) FROM gt.operation WHERE name IN ('delivery', 'receipt', 'internal', 'dropship') ORDER BY name COLLATE "C";
SELECT inventory_gov.release_hold(:vendor, 'certified', 10) \g /dev/null
INSERT INTO inventory_gov.hold (kind, record_id, reason, reason_name, placed_at, until) VALUES ('product', 1, 'LEGAL', 'Legal dispute', '2026-01-01', '2026-01-02');
SELECT state FROM inventory_gov.holds WHERE reason = 'LEGAL';
SELECT 'over by the clock', gt.trial('SELECT odoo_sim.deliver(1, 5, 8)');
SELECT 'a code that allows more now', gt.held('product', 1, 'LEGAL', $$SELECT inventory_gov.set_hold_reason('LEGAL', 'Legal dispute', '{delivery}'); SELECT odoo_sim.deliver(1, 5, 8)$$);

\echo -- corrections: more, less (which goes back), another lot
SELECT 'more', gt.held('product', 1, 'CREDIT', format('SELECT odoo_sim.edit_done(%s, 8, 8)', :delivered)), 'less', gt.held('product', 1, 'CREDIT', format('SELECT odoo_sim.edit_done(%s, 2, 8)', :delivered)),
       'less, and nothing may come', gt.held('product', 1, 'LEGAL', format('SELECT odoo_sim.edit_done(%s, 2, 8)', :delivered));
SELECT gt.move(6, 8, 5, 3, 2) AS printed \gset
SELECT 'becomes the lot', gt.held('lot', 1, 'LEGAL', format('UPDATE stock_move_line SET lot_id = 1, write_uid = 8 WHERE move_id = %s', :printed)),
       'was the lot', gt.held('lot', 2, 'LEGAL', format('UPDATE stock_move_line SET lot_id = 1, write_uid = 8 WHERE move_id = %s', :printed));

\echo -- around the screens
SELECT 'state written', gt.held('product', 1, 'LEGAL', $$SELECT odoo_sim.write('stock_move', ARRAY[gt.move(1, 8, 5, 3, state => 'assigned')], '{"state": "done"}', 8)$$);
SELECT inventory_gov.place_hold('lot', 1, 'LEGAL', actor => 9) AS held \gset

\echo -- reservations
SELECT 'not asked for', gt.trial('SELECT gt.reserve(6, 3, 1)');
SELECT gt.only('hold', '{"reserve": 0}', 'block') \g /dev/null
SELECT 'lot 1', gt.trial('SELECT gt.reserve(6, 3, 1)'), 'lot 2', gt.trial('SELECT gt.reserve(6, 3, 2)'), 'what is entered is reserved', gt.trial('SELECT odoo_sim.scrap(6, 8, 1, 8, 1)');
SELECT 'its sale', gt.held('sale_order', :sale, 'CREDIT', format('SELECT gt.reserve(1, 1, NULL, %s)', :sold)), 'its customer', gt.held('partner', 31, 'CREDIT', format('SELECT gt.reserve(1, 1, NULL, %s)', :sold));
SELECT p, gt.held('product', 1, 'RECALL', format('SELECT gt.reserve(1, 1, NULL, NULL, %s)', p)) FROM unnest(ARRAY[8, 4, 5, 15]) p;
SELECT gt.attempt(format('SELECT inventory_gov.release_hold(%s, %L, 10)', :held, 'settled'));
SELECT odoo_sim.attach('stock.lot', 1, 'settled.pdf', 'x', 8) \g /dev/null
SELECT inventory_gov.release_hold(:held, 'settled', 10) \g /dev/null
SELECT gt.move(6, 8, 5, 3, 1, 'assigned') AS reserved \gset
SELECT gt.only('hold', '{"done": 0, "reserve": 0}', 'block') \g /dev/null
SELECT 'reserved before, held since', gt.held('lot', 1, 'LEGAL', format($$SELECT odoo_sim.write('stock_move', ARRAY[%s], '{"state": "done"}', 8)$$, :reserved));

\echo -- bands and scopes: a product of one policy, all others pass; in shadow it is noted
SELECT gt.only('hold', '{"done": 0}', 'block', '{"product": 1}') \g /dev/null
SELECT gt.held('location', 8, 'LEGAL', 'SELECT odoo_sim.deliver(1, 5, 8)'), gt.held('location', 8, 'LEGAL', 'SELECT odoo_sim.deliver(2, 5, 8)');
UPDATE inventory_gov.policy SET state = 'shadow' WHERE state = 'active';
SELECT gt.held('product', 1, 'LEGAL', 'SELECT odoo_sim.deliver(1, 5, 8)');

\echo -- what is told, in full
SELECT gt.only('hold', '{"done": 0}', 'block') \g /dev/null
SELECT inventory_gov.place_hold('partner', 31, 'CREDIT', actor => 9) \g /dev/null
SELECT gt.attempt(:'ship');
SELECT inventory_gov.place_hold('sale_order', :sale, 'CUSTOMER', '2099-12-31 12:00', actor => 10) \g /dev/null
UPDATE res_partner SET lang = 'fr_FR' WHERE id = 8;
SELECT gt.attempt(:'ship');
UPDATE res_partner SET lang = NULL WHERE id = 8;
SELECT details FROM inventory_gov.violation ORDER BY id DESC LIMIT 1;
SELECT limit_name, measured, outcome, way_out FROM inventory_gov.explain('stock.move', :sold) WHERE control = 'hold';

\echo -- approval: for these holds, not for one that comes after
SELECT gt.only('hold', '{"done": 0}', 'approve') \g /dev/null
SELECT gt.attempt(:'ship');
SELECT reference AS ref FROM inventory_gov.request ORDER BY id DESC LIMIT 1 \gset
SELECT inventory_gov.approve(:'ref', 'the last one', 10) \g /dev/null
SELECT gt.trial(:'ship');
SELECT inventory_gov.place_hold('picking', :out, 'LEGAL', actor => 9) AS third \gset
SELECT gt.trial(:'ship');
SELECT gt.attempt(format('SELECT inventory_gov.release_hold(%s, %L, 10)', :third, 'mistake'));
SELECT odoo_sim.attach('stock.picking', :out, 'letter.pdf', 'y', 8) \g /dev/null
SELECT inventory_gov.release_hold(:third, 'mistake', 10) IS NOT NULL;
SELECT gt.attempt(:'ship');
SELECT outcome, count(*) FROM inventory_gov.violation WHERE document = (SELECT name FROM stock_picking WHERE id = :out) GROUP BY 1 ORDER BY 1;

\echo -- rows of Odoo that come more than once
SELECT gt.only('hold', '{"done": 0}', 'block') \g /dev/null
SELECT categ_id AS category FROM product_template WHERE id = 102 \gset
SELECT gt.held('category', :category, 'LEGAL', format('CREATE TABLE gt.copies () INHERITS (product_category); INSERT INTO gt.copies SELECT c.* FROM ONLY product_category c, generate_series(1, 20000) WHERE c.id = %s;
    SELECT odoo_sim.deliver(2, 5, 8)', :category));
\ir end.sql
