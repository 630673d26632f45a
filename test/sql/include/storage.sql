-- product_location, quarantine_exit and owner_crossing on Odoo :v. Product 1 is a scanner of category 3 (below 2), 2 and 7 are consumables (4).
\set ECHO none
\ir begin.sql
\ir storage_moves.sql

\echo -- goods and places: nothing is declared, nothing is forbidden
SELECT gt.only('product_location', '{"qty": 0}') \g /dev/null
SELECT 'no rules', gt.trial('SELECT odoo_sim.transfer(1, 8, 20, 5, 8)');
SELECT gt.attempt($$SELECT inventory_gov.declare_place_rule('forbid', '20', 'x')$$), gt.attempt($$SELECT inventory_gov.declare_place_rule('deny', '999', 'x')$$);
SELECT gt.attempt($$SELECT inventory_gov.declare_place_rule('deny', '20', ' ')$$), gt.attempt($$SELECT inventory_gov.declare_place_rule('deny', '20', 'x', product => '1', category => '2')$$);
SELECT gt.attempt($$SELECT inventory_gov.declare_place_rule('deny', '20', 'x', hazard => 'flammable')$$), gt.attempt($$SELECT inventory_gov.declare_hazard('Very hot', product => '1')$$);
SELECT gt.attempt($$SELECT inventory_gov.declare_hazard('flammable')$$), gt.attempt($$SELECT inventory_gov.declare_place_rule('deny', '20', 'x', actor => 8)$$);

\echo -- one product, at a place and below it
SELECT inventory_gov.declare_place_rule('deny', '8', 'too heavy for the shelves', product => '1', actor => 9) AS rule \gset
SELECT 'into', gt.trial('SELECT odoo_sim.receive(1, 10, 8)'), gt.trial('SELECT gt.move(1, 31, 8, 3)'), gt.trial('SELECT gt.move(1, 31, 20, 3)');
SELECT 'other goods, other places', gt.trial('SELECT gt.move(2, 31, 8, 3)'), gt.trial('SELECT gt.move(1, 4, 31, 3)');
SELECT 'out of it, and within it', gt.trial('SELECT odoo_sim.deliver(1, 3, 8)'), gt.trial('SELECT odoo_sim.transfer(1, 8, 20, 5, 8)'), gt.trial('SELECT gt.move(1, 20, 20, 5)');
SELECT 'found by a count', gt.trial('SELECT odoo_sim.count(1, 8, 203, 8)'), gt.trial('SELECT odoo_sim.count(1, 8, 197, 8)');
SELECT gt.only('product_location', '{"qty": 0, "counts": 0}') \g /dev/null
SELECT 'which may be free', gt.trial('SELECT odoo_sim.count(1, 8, 203, 8)'), gt.trial('SELECT gt.move(1, 31, 8, 3)');
SELECT gt.only('product_location', '{"qty": 5}') \g /dev/null
SELECT 'qty 5', gt.trial('SELECT gt.move(1, 31, 8, 5)'), gt.trial('SELECT gt.move(1, 31, 8, 5.01)'), gt.trial('SELECT gt.move(1, 31, 8, 1, uom => 2)');
SELECT gt.only('product_location', '{"value": 600}') \g /dev/null
SELECT 'value 600', gt.trial('SELECT gt.move(1, 31, 8, 5)'), gt.trial('SELECT gt.move(1, 31, 8, 5.01)');
SELECT gt.only('product_location', '{"qty": 0}') \g /dev/null
SELECT 'a done line is sent elsewhere', gt.trial(format('UPDATE stock_move_line SET location_dest_id = 20 WHERE move_id = %s', gt.move(1, 4, 31, 2))),
       gt.trial(format('UPDATE stock_move_line SET location_dest_id = 20 WHERE move_id = %s', gt.move(2, 4, 31, 2)));

\echo -- the innermost place decides, there the narrowest goods
SELECT inventory_gov.declare_place_rule('allow', '21', 'has a crane', category => '2') AS crane \gset
SELECT 'shelf B has a rule of its own', gt.trial('SELECT gt.move(1, 31, 20, 3)'), gt.trial('SELECT gt.move(1, 31, 21, 3)');
SELECT inventory_gov.declare_place_rule('deny', '21', 'no scanners', category => '3') AS scanners \gset
SELECT 'a narrower category', gt.trial('SELECT gt.move(1, 31, 21, 3)'), gt.trial('SELECT gt.move(4, 4, 21, 3)');
SELECT inventory_gov.declare_place_rule('allow', '21', 'this one is', product => '1') AS this_one \gset
SELECT 'the product', gt.trial('SELECT gt.move(1, 31, 21, 3)'), gt.trial('SELECT gt.move(3, 20, 21, 3)');
SELECT inventory_gov.declare_place_rule('deny', '21', 'kept for electronics') AS dedicated \gset
SELECT 'all other goods', gt.trial('SELECT gt.move(2, 8, 21, 3)'), gt.trial('SELECT gt.move(4, 8, 21, 3)');

\echo -- hazard classes, of products and of categories
SELECT inventory_gov.declare_hazard('flammable', category => '4') AS consumables, inventory_gov.declare_hazard('adr-3', product => '7') AS tape \gset
SELECT inventory_gov.declare_place_rule('deny', '31', 'no sprinklers', hazard => 'flammable') AS sprinklers \gset
SELECT 'a category and what is in it', gt.trial('SELECT gt.move(2, 8, 31, 3)'), gt.trial('SELECT gt.move(1, 8, 31, 3)');
SELECT inventory_gov.declare_place_rule('allow', '31', 'in the cabinet', hazard => 'adr-3') AS cabinet \gset
SELECT 'of two classes the forbidden one counts', gt.trial('SELECT gt.move(7, 8, 31, 3)');
SELECT inventory_gov.end_hazard(:consumables, 9) \g /dev/null
SELECT 'no hazard any more', gt.trial('SELECT gt.move(2, 8, 31, 3)'), gt.trial('SELECT gt.move(7, 8, 31, 3)');
SELECT gt.attempt(format('SELECT inventory_gov.end_hazard(%s)', :consumables)), gt.attempt('SELECT inventory_gov.end_place_rule(NULL)');
SELECT id, hazard, product_id, category_id, goods_name, declared_by = session_user AS by_role FROM inventory_gov.hazard_classes;
SELECT id, verdict, location_name, product_id, category_id, hazard, goods_name, why FROM inventory_gov.place_rules ORDER BY id;

\echo -- refused, asked for, approved, done; explain
SELECT max(id) AS before FROM inventory_gov.request \gset
SELECT gt.attempt('SELECT gt.move(1, 31, 8, 3)');
SELECT inventory_gov.line_text(l, lang) FROM inventory_gov.request_line l, unnest(ARRAY['fr', 'de', 'es', 'nl']) lang WHERE l.request_id > :before ORDER BY l.id, lang;
SELECT inventory_gov.approve((SELECT reference FROM inventory_gov.request WHERE id = :before + 1), 'for a day', 9);
SELECT 'more', gt.trial('SELECT gt.move(1, 31, 8, 4)'), 'as approved', gt.attempt('SELECT gt.move(1, 31, 8, 3)');
SELECT gt.move(1, 31, 8, 2, state => 'confirmed', quants => 'none') AS draft \gset
SELECT limit_name, measured, limit_value, outcome, way_out FROM inventory_gov.explain('stock.move', :draft) WHERE control = 'product_location';
SELECT inventory_gov.end_place_rule(:rule, 9) \g /dev/null
SELECT 'the rule has ended', gt.trial('SELECT gt.move(1, 31, 8, 3)');

\echo -- out of quarantine
SELECT gt.quant(1, 22, 10), gt.quant(1, 9, 10), gt.quant(6, 22, 9, lot => 1) \g /dev/null
SELECT gt.only('quarantine_exit', '{"qty": 0}') \g /dev/null
SELECT 'nothing is declared', gt.trial('SELECT gt.move(1, 22, 8, 3)'), gt.trial('SELECT gt.move(1, 9, 8, 3)');
SELECT inventory_gov.declare_quarantine('22') \g /dev/null
SELECT 'out', gt.trial('SELECT gt.move(1, 22, 8, 3)'), gt.trial('SELECT odoo_sim.transfer(1, 22, 20, 3, 8)'), gt.trial('SELECT gt.move(1, 22, 5, 3)'), gt.trial('SELECT odoo_sim.relocate(1, 22, 8, 3, 8)'), gt.trial('SELECT gt.move(1, 22, 15, 3)');
SELECT 'into it, and at input', gt.trial('SELECT gt.move(1, 8, 22, 3)'), gt.trial('SELECT gt.move(1, 9, 8, 3)');
SELECT 'unpacked there', gt.trial('SELECT gt.move(1, 22, 22, 3, package => 5)');
SELECT inventory_gov.declare_quarantine('21') \g /dev/null
SELECT 'from one to the other', gt.trial('SELECT gt.move(1, 22, 21, 3)');
SELECT 'scrapped, sent back, counted', gt.trial('SELECT odoo_sim.scrap(1, 22, 3, 8)'), gt.trial('SELECT gt.move(1, 22, 4, 3)'), gt.trial('SELECT odoo_sim.count(1, 22, 7, 8)'), gt.trial('SELECT odoo_sim.count(1, 22, 17, 8)');
SELECT gt.only('quarantine_exit', '{"qty": 0, "scrap_free": 0, "supplier_free": 0, "count_free": 1}') \g /dev/null
SELECT 'by other settings', gt.trial('SELECT odoo_sim.scrap(1, 22, 3, 8)'), gt.trial('SELECT gt.move(1, 22, 4, 3)'), gt.trial('SELECT odoo_sim.count(1, 22, 7, 8)');
SELECT gt.only('quarantine_exit', '{"qty": 2, "value": 600}') \g /dev/null
SELECT 'limits', gt.trial('SELECT gt.move(1, 22, 8, 2)'), gt.trial('SELECT gt.move(1, 22, 8, 2.01)'), gt.trial('SELECT gt.move(6, 22, 8, 2, lot => 1)');
SELECT 'a done line now comes from there', gt.trial(format('UPDATE stock_move_line SET location_id = 22 WHERE move_id = %s', gt.move(1, 9, 8, 3)));
SELECT max(id) AS before FROM inventory_gov.request \gset
SELECT gt.attempt('SELECT gt.move(6, 22, 8, 2.5, lot => 1)');
SELECT inventory_gov.line_text(l, lang) FROM inventory_gov.request_line l, unnest(ARRAY['fr', 'de', 'es', 'nl']) lang WHERE l.request_id > :before ORDER BY l.id, lang;
SELECT gt.attempt(format('SELECT inventory_gov.approve(%L, %L, 8)', (SELECT reference FROM inventory_gov.request WHERE id = :before + 1), 'my own'));
SELECT inventory_gov.approve((SELECT reference FROM inventory_gov.request WHERE id = :before + 1), 'tested', 9);
SELECT 'more', gt.trial('SELECT gt.move(6, 22, 8, 2.6, lot => 1)'), 'as released', gt.attempt('SELECT gt.move(6, 22, 8, 2.5, lot => 1)'), 'and not twice', gt.trial('SELECT gt.move(6, 22, 8, 2.5, lot => 1)');
SELECT gt.move(1, 22, 8, 2.5, state => 'confirmed', quants => 'none') AS draft \gset
SELECT limit_name, measured, limit_value, outcome, way_out FROM inventory_gov.explain('stock.move', :draft) WHERE control = 'quarantine_exit';
SELECT inventory_gov.end_quarantine('22') \g /dev/null
SELECT 'no quarantine any more', gt.trial('SELECT gt.move(1, 22, 8, 3)');

\echo -- owners: an ordinary consignment day
SELECT gt.quant(1, 8, 50, owner => 20) \g /dev/null
SELECT gt.only('owner_crossing', '{"owner_qty": 0, "company_qty": 0}') \g /dev/null
SELECT 'received, moved, delivered, counted', gt.trial('SELECT gt.move(1, 4, 8, 5, owner => 20)'), gt.trial('SELECT gt.move(1, 8, 20, 5, owner => 20)'), gt.trial('SELECT gt.move(1, 8, 5, 5, owner => 20)'), gt.trial('SELECT gt.move(1, 8, 14, 5, owner => 20)');
\if :le18
SELECT 'thrown away', gt.trial('SELECT gt.move(1, 8, 16, 5, owner => 20)');
\endif
SELECT 'own goods', gt.trial('SELECT gt.move(1, 8, 15, 5)'), gt.trial('SELECT odoo_sim.scrap(1, 8, 5, 8)'), gt.trial('SELECT gt.move(1, 8, 4, 5)');
SELECT 'used up', gt.trial('SELECT gt.move(1, 8, 15, 5, owner => 20)');
\if :ge17
SELECT 'scrapped', gt.trial($$SELECT gt.move(1, 8, 14, 5, owner => 20, extra => '{"scrap_id": 77}')$$);
\endif
SELECT id AS to_supplier FROM stock_picking WHERE partner_id = 20 ORDER BY id LIMIT 1 \gset
SELECT 'back to the owner, and to another', gt.trial(format('SELECT gt.move(1, 8, 4, 5, owner => 20, picking => %s)', :to_supplier)), gt.trial(format('SELECT gt.move(1, 8, 4, 5, owner => 21, picking => %s)', :to_supplier));
SELECT gt.move(1, 8, 20, 1, owner => 20) AS moved \gset
SELECT 'a done line is given another owner', gt.trial('UPDATE stock_move_line SET owner_id = 21, write_uid = 8 WHERE move_id = ' || :moved), gt.trial('UPDATE stock_move_line SET owner_id = NULL, write_uid = 8 WHERE move_id = ' || :moved);
SELECT 'one that has just come may get its owner last', gt.trial($$UPDATE stock_move_line SET owner_id = 20 WHERE move_id = gt.move(1, 4, 8, 5)$$);
SELECT gt.only('owner_crossing', '{"owner_qty": 0, "customers_free": 0}') \g /dev/null
SELECT 'delivered to another than the owner', gt.trial('SELECT gt.move(1, 8, 5, 5, owner => 20)'), gt.trial(format('SELECT gt.move(1, 8, 5, 5, owner => 20, picking => %s)', :to_supplier));
SELECT gt.only('owner_crossing', '{"owner_qty": 2, "owner_value": 600}') \g /dev/null
SELECT 'limits', gt.trial('SELECT gt.move(1, 8, 15, 2, owner => 20)'), gt.trial('SELECT gt.move(1, 8, 15, 2.01, owner => 20)');
SELECT max(id) AS before FROM inventory_gov.request \gset
SELECT gt.attempt('SELECT gt.move(1, 8, 15, 6, owner => 20)'), gt.attempt(format('SELECT gt.move(1, 8, 4, 6, owner => 21, picking => %s)', :to_supplier));
SELECT inventory_gov.line_text(l, lang) FROM inventory_gov.request_line l, unnest(ARRAY['fr', 'de', 'es', 'nl']) lang WHERE l.request_id > :before ORDER BY l.id, lang;
SELECT gt.attempt($$SELECT inventory_gov.declare_crossing('lender', 'x')$$), gt.attempt($$SELECT inventory_gov.declare_crossing('owner', 'x', purpose => 'fun')$$);
SELECT gt.attempt($$SELECT inventory_gov.declare_crossing('company', 'x', owner => '20')$$), gt.attempt($$SELECT inventory_gov.declare_crossing('company', 'x', from_company => 99)$$);
SELECT inventory_gov.declare_crossing('owner', 'samples may be used up', owner => '20', purpose => 'production', actor => 9) AS samples \gset
SELECT 'by rule', gt.trial('SELECT gt.move(1, 8, 15, 6, owner => 20)'), gt.trial('SELECT gt.move(1, 8, 15, 6, owner => 21)');
SELECT gt.attempt($$SELECT inventory_gov.declare_crossing('owner', 'again', owner => '20', purpose => 'production')$$);
SELECT id, kind, owner_id, purpose, from_company_id, to_company_id, why, declared_by FROM inventory_gov.crossing_rules;
SELECT inventory_gov.end_crossing(:samples, 9) \g /dev/null
SELECT 'the rule has ended', gt.trial('SELECT gt.move(1, 8, 15, 6, owner => 20)');

\echo -- companies
INSERT INTO res_company (id, name, partner_id, currency_id) VALUES (2, 'Halvorsen North', 31, 1);
INSERT INTO stock_location (id, name, complete_name, usage, parent_path, company_id) VALUES (92, 'North', 'North', 'internal', '92/', 2), (93, 'Transit', 'Inter-company transit', 'transit', '93/', NULL), (94, 'Own transit', 'Own transit', 'transit', '94/', 1);
SELECT gt.only('owner_crossing', '{"owner_qty": 0, "company_qty": 0}') \g /dev/null
SELECT 'within the company', gt.trial('SELECT gt.move(1, 8, 94, 3)'), gt.trial('SELECT gt.move(1, 8, 5, 3)');
SELECT 'to another, into transit, out of it', gt.attempt('SELECT gt.move(1, 8, 92, 3)'), gt.trial('SELECT gt.move(1, 8, 93, 3)'), gt.trial('SELECT gt.move(1, 93, 92, 3)');
SELECT gt.only('owner_crossing', '{"owner_qty": 0, "company_value": 360}') \g /dev/null
SELECT 'by value', gt.trial('SELECT gt.move(1, 8, 92, 3)'), gt.trial('SELECT gt.move(1, 8, 92, 3.01)');
SELECT gt.only('owner_crossing', '{"company_qty": 0}') \g /dev/null
SELECT inventory_gov.declare_crossing('company', 'one family', from_company => 1, to_company => 2) \g /dev/null
SELECT 'by rule', gt.trial('SELECT gt.move(1, 8, 92, 3)'), gt.trial('SELECT gt.move(1, 8, 93, 3)'), gt.trial('SELECT gt.move(1, 93, 92, 3)');
SELECT 'not the other way round', gt.trial('SELECT gt.move(1, 92, 8, 3)');
