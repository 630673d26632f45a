-- customer_compliance on Odoo :v. Product 1 (category Scanners) goes to City Hospital (31, Strategic) and Corner Shop (30, Local). Every trial is undone.
\set ECHO none
\ir begin.sql
\ir lots.sql
ALTER TABLE res_partner ADD COLUMN country_id integer;
CREATE TABLE res_country (id integer PRIMARY KEY, code varchar(2));
INSERT INTO res_country VALUES (1, 'FR'), (2, 'DE');
UPDATE res_partner SET country_id = 1 WHERE id = 31;
INSERT INTO res_partner (id, name, parent_id, commercial_partner_id) VALUES (32, 'City Hospital, Ward 2', 31, 31);
SELECT gt.only('customer_compliance', '{"missing": 0, "expires_in": 30}') \g /dev/null
SELECT 'nothing is required', gt.trial('SELECT odoo_sim.deliver(1, 3, 8, 31)');
-- Rules of a trial go with it.
CREATE FUNCTION gt.under(rule text, partner integer, product integer DEFAULT 1, what text DEFAULT '') RETURNS text LANGUAGE sql AS $$
    SELECT gt.trial(format('SELECT inventory_gov.require_compliance(%s); %s SELECT odoo_sim.deliver(%s, 3, 8, %s)', rule, what, product, partner))
$$;

\echo -- for whom, and for what
SELECT 'everybody', gt.under($$licence => 'X'$$, 31);
SELECT 'of a customer', gt.under($$licence => 'X', partner => 31$$, 31), gt.under($$licence => 'X', partner => 31$$, 30), gt.under($$licence => 'X', partner => 31$$, 32), gt.under($$licence => 'X', partner => 32$$, 31);
SELECT 'of a partner category', gt.under($$licence => 'X', partner_category => 1$$, 31), gt.under($$licence => 'X', partner_category => 1$$, 30), gt.under($$licence => 'X', partner_category => 1$$, 32);
SELECT 'of a country', gt.under($$licence => 'X', country => 'fr'$$, 31), gt.under($$licence => 'X', country => 'FR'$$, 30), gt.under($$licence => 'X', country => 'FR'$$, 32), gt.under($$licence => 'X', country => 'DE'$$, 31);
SELECT 'of a product', gt.under($$licence => 'X', product => 1$$, 31), gt.under($$licence => 'X', product => 2$$, 31);
SELECT 'of a category', gt.under($$licence => 'X', category => 2$$, 31), gt.under($$licence => 'X', category => 4$$, 31);
SELECT 'all of it together', gt.under($$licence => 'X', country => 'FR', category => 2$$, 31), gt.under($$licence => 'X', country => 'FR', category => 4$$, 31);
SELECT 'two requirements', gt.under($$licence => 'X'$$, 31, 1, $$SELECT inventory_gov.require_compliance(licence => 'Y');$$);

\echo -- licences
CREATE FUNCTION gt.with_licence(licence text, partner integer DEFAULT 31) RETURNS text LANGUAGE sql AS $$
    SELECT gt.under('licence => ''Poisons''', partner, 1, format('SELECT inventory_gov.declare_licence(%s);', licence))
$$;
SELECT 'valid', gt.with_licence($$31, 'poisons'$$), gt.with_licence($$31, 'Poisons', 'P-1', current_date + 400$$);
SELECT 'of another, of another kind', gt.with_licence($$30, 'Poisons'$$), gt.with_licence($$31, 'Beer'$$);
SELECT 'of the commercial entity, of a contact', gt.with_licence($$31, 'Poisons'$$, 32), gt.with_licence($$32, 'Poisons'$$, 31);
SELECT 'has run out, from tomorrow on', gt.with_licence($$31, 'Poisons', 'P-1', (now() AT TIME ZONE 'UTC')::date - 1, '2020-01-01'$$), gt.with_licence($$31, 'Poisons', 'P-1', NULL, (now() AT TIME ZONE 'UTC')::date + 1$$);
SELECT '30 days left, 29, 0', gt.with_licence($$31, 'Poisons', 'P-1', (now() AT TIME ZONE 'UTC')::date + 30$$), gt.with_licence($$31, 'Poisons', 'P-1', (now() AT TIME ZONE 'UTC')::date + 29$$),
    gt.with_licence($$31, 'Poisons', 'P-1', (now() AT TIME ZONE 'UTC')::date$$);
SELECT 'renewed', gt.with_licence($$31, 'Poisons', 'P-1', (now() AT TIME ZONE 'UTC')::date + 2), inventory_gov.declare_licence(31, 'Poisons', 'P-2', (now() AT TIME ZONE 'UTC')::date + 300$$);

\echo -- documents
CREATE FUNCTION gt.with_document(rule text, model text, id integer, name text DEFAULT 'Certificate of analysis.pdf') RETURNS text LANGUAGE sql AS $$
    SELECT gt.trial(format('SELECT inventory_gov.require_compliance(%s); INSERT INTO ir_attachment (name, res_model, res_id, type, file_size, checksum, mimetype) VALUES (%L, %L, %s, ''binary'', 5, ''x'', ''application/pdf''); '
        'SELECT gt.move_lots(8, 5, 6, ARRAY[1], partner => 31)', rule, name, model, id))
$$;
SELECT 'on the lot, on another', gt.with_document($$document => 'certificate'$$, 'stock.lot', 1), gt.with_document($$document => 'certificate'$$, 'stock.lot', 2);
SELECT 'of another kind, of any', gt.with_document($$document => 'certificate'$$, 'stock.lot', 1, 'x.pdf'), gt.with_document($$document => 'any'$$, 'stock.lot', 1, 'x.pdf');
SELECT 'on the product, its template', gt.with_document($$document => 'certificate', holder => 'product'$$, 'product.product', 6), gt.with_document($$document => 'certificate', holder => 'product'$$, 'product.template', 106),
    gt.with_document($$document => 'certificate', holder => 'product'$$, 'product.product', 1);
SELECT 'on the customer', gt.with_document($$document => 'certificate', holder => 'customer'$$, 'res.partner', 31), gt.with_document($$document => 'certificate', holder => 'customer'$$, 'res.partner', 30);
SELECT 'goods without a lot', gt.under($$document => 'certificate'$$, 31);

\echo -- what is free
SELECT inventory_gov.require_compliance(licence => 'Poisons', note => 'by law', actor => 9) AS rule \gset
SELECT 'received', gt.trial('SELECT odoo_sim.receive(1, 100, 8)');
SELECT 'sent back to the supplier', gt.trial('SELECT odoo_sim.return_to_supplier(odoo_sim.receive(1, 100, 8), 5, 8)');
SELECT 'moved, scrapped, counted', gt.trial('SELECT odoo_sim.transfer(1, 8, 20, 5, 8)'), gt.trial('SELECT odoo_sim.scrap(1, 8, 1, 8)'), gt.trial('SELECT odoo_sim.count(1, 8, 190, 9)');
SELECT 'taken back from the customer', gt.trial('SELECT odoo_sim.return_from_customer(m, 2, 8) FROM (SELECT inventory_gov.declare_licence(31, ''Poisons''), odoo_sim.deliver(1, 3, 8, 31) AS m) s');
SELECT 'from the supplier to the customer', gt.trial('SELECT gt.move_lots(4, 5, 6, ARRAY[1], partner => 31)');

\echo -- who gets the goods: the vendor, whom the transfer of a dropshipment names, does not; the sale and the move tell, whatever is typed on the transfer
CREATE FUNCTION gt.to_whom(source integer, of_transfer integer, of_move integer, sold_to integer DEFAULT NULL) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    m integer := gt.move_lots(source, 5, 6, ARRAY[1], partner => of_transfer, state => 'assigned');
BEGIN
    UPDATE stock_move SET partner_id = of_move, sale_line_id = CASE WHEN sold_to IS NOT NULL THEN odoo_sim.new_sale(sold_to, 6, 1, 10) END WHERE id = m;
    PERFORM odoo_sim.validate(gt.picking(m), 8);
    RETURN m;
END $$;
SELECT inventory_gov.end_compliance_rule(:rule, 9) \g /dev/null
SELECT inventory_gov.require_compliance(licence => 'Poisons', country => 'FR', actor => 9) AS french \gset
SELECT of_transfer, of_move, sold_to, gt.trial(format('SELECT gt.to_whom(4, %L, %L, %L)', of_transfer, of_move, sold_to)) AS dropship, gt.trial(format('SELECT gt.to_whom(8, %L, %L, %L)', of_transfer, of_move, sold_to)) AS delivery
  FROM (VALUES (1, 20, 31, NULL), (2, 31, 20, NULL), (3, 31, NULL, NULL), (4, NULL, 31, NULL), (5, 20, 20, 31), (6, 31, 31, 30), (7, 20, 30, 30)) v(n, of_transfer, of_move, sold_to) ORDER BY n;
SELECT 'with the licence of one of two', gt.trial('SELECT inventory_gov.declare_licence(30, ''Poisons''), inventory_gov.require_compliance(licence => ''Poisons''); SELECT gt.to_whom(8, 31, 30)');
SELECT inventory_gov.end_compliance_rule(:french, 9) \g /dev/null
SELECT inventory_gov.require_compliance(licence => 'Poisons', note => 'by law', actor => 9) AS rule \gset

\echo -- registers
SELECT gt.attempt($$SELECT inventory_gov.require_compliance()$$);
SELECT gt.attempt($$SELECT inventory_gov.require_compliance(licence => 'X', document => 'photo')$$);
SELECT gt.attempt($$SELECT inventory_gov.require_compliance(document => 'poem')$$);
SELECT gt.attempt($$SELECT inventory_gov.require_compliance(document => 'photo', holder => 'wall')$$);
SELECT gt.attempt($$SELECT inventory_gov.require_compliance(licence => 'X', partner => 999)$$);
SELECT gt.attempt($$SELECT inventory_gov.require_compliance(licence => 'X', country => 'Atlantis')$$);
SELECT gt.attempt($$SELECT inventory_gov.require_compliance(licence => 'X', actor => 8)$$);
SELECT gt.attempt($$SELECT inventory_gov.declare_licence(31, ' ')$$);
SELECT gt.attempt($$SELECT inventory_gov.declare_licence(999, 'Poisons')$$);
SELECT gt.attempt($$SELECT inventory_gov.declare_licence(31, 'Poisons', valid_until => '2020-01-01', valid_from => '2020-01-02')$$);
SELECT gt.attempt($$SELECT inventory_gov.declare_licence(31, 'Poisons', actor => 8)$$);
SELECT inventory_gov.declare_licence(31, 'Poisons', 'P-7', '2020-12-31', '2020-01-01', 'binder 3', 9) AS licence \gset
SELECT partner_name, licence, number, valid_from, valid_until, days_left < 0, document, declared_by FROM inventory_gov.customer_licences;
SELECT licence, document, note, declared_by FROM inventory_gov.compliance_rules;
SELECT gt.attempt(format($$SELECT inventory_gov.withdraw_licence(%s, ' ', 9)$$, :licence));
SELECT inventory_gov.withdraw_licence(:licence, 'forged', 9);
SELECT gt.attempt(format($$SELECT inventory_gov.withdraw_licence(%s, 'again', 9)$$, :licence));
SELECT gt.attempt(format($$UPDATE inventory_gov.customer_licence SET valid_until = '2099-01-01' WHERE id = %s$$, :licence));
SELECT gt.attempt('DELETE FROM inventory_gov.compliance_rule');
SELECT kind, count(*) FROM inventory_gov.event WHERE kind LIKE 'licence%' OR kind LIKE 'compliance%' GROUP BY kind ORDER BY kind;

\echo -- refused, asked for, approved, done
SELECT max(id) AS before FROM inventory_gov.request \gset
SELECT gt.move_lots(8, 5, 6, ARRAY[1, 1], each => 2, partner => 31, state => 'assigned') AS m \gset
SELECT gt.attempt(format('SELECT odoo_sim.validate(gt.picking(%s), 8)', :m));
SELECT inventory_gov.declare_licence(30, 'Poisons', 'P-8', '2099-12-31') \g /dev/null
SELECT gt.only('customer_compliance', '{"missing": 0, "expires_in": 36500}') \g /dev/null
SELECT gt.attempt('SELECT gt.move_lots(8, 5, 6, ARRAY[1], partner => 30)');
SELECT control, deviation_qty, measure, limit_value, limit_unit, location, lot, partner, replace(subject, :m::text, 'M'), model FROM inventory_gov.request_lines WHERE id IN (SELECT id FROM inventory_gov.request_line WHERE request_id = :before + 1);
SELECT inventory_gov.line_text(l, lang) FROM inventory_gov.request_line l, unnest(ARRAY['fr', 'de', 'es', 'nl']) lang WHERE l.request_id > :before ORDER BY l.id, lang;
SELECT gt.only('customer_compliance', '{"missing": 0}', 'block') \g /dev/null
SELECT 'blocked', gt.trial(format('SELECT odoo_sim.validate(gt.picking(%s), 8)', :m));
SELECT gt.only('customer_compliance', '{"missing": 0}') \g /dev/null
SELECT gt.attempt(format('SELECT odoo_sim.validate(gt.picking(%s), 8)', :m));
SELECT inventory_gov.approve((SELECT max(reference) FROM inventory_gov.request), 'the licence is in the post', 9);
SELECT 'as approved', gt.attempt(format('SELECT odoo_sim.validate(gt.picking(%s), 8)', :m));
SELECT outcome, measure FROM inventory_gov.violation ORDER BY id DESC LIMIT 1;
SELECT gt.move_lots(8, 5, 6, ARRAY[1], partner => 31, state => 'assigned') AS m \gset
SELECT 'explain', limit_name, measured, limit_value, outcome, way_out FROM inventory_gov.explain('stock.move', :m);
SELECT inventory_gov.end_compliance_rule(:rule, 9);
SELECT gt.attempt(format('SELECT inventory_gov.end_compliance_rule(%s, 9)', :rule));
SELECT 'ended', gt.trial(format('SELECT odoo_sim.validate(gt.picking(%s), 8)', :m));
\ir end.sql
