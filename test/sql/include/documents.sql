-- required_documents on Odoo :v. WH/IN/00001 is of order 1, purchase line 1; WH/IN/00008 has twenty lines.
\set ECHO none
\ir begin.sql
CREATE VIEW gt.kept AS SELECT document, name, mimetype, file_size, author, res_model, relied_on_by_id, state FROM inventory_gov.transfer_documents ORDER BY id;

\echo -- nothing required, nothing asked, nothing kept
SELECT gt.only('required_documents', '{"delivery_note": 0}') \g /dev/null
SELECT gt.trial('SELECT odoo_sim.receive(1, 100, 8)');

\echo -- a limit is the least number
SELECT gt.only('required_documents', '{"delivery_note": 1, "photo": 2}') \g /dev/null
SELECT gt.attempt('SELECT odoo_sim.receive(1, 100, 8)');
SELECT limit_name, measured, limit_value, outcome, way_out FROM inventory_gov.explain('stock.move', 1);
SELECT odoo_sim.attach('stock.picking', 1, 'Delivery Note 77.pdf', 'dn', 8) AS note, odoo_sim.attach('purchase.order', 1, 'left.jpg', 'left', 8, 'image/jpeg') AS photo \gset
SELECT 'a photo too few', gt.trial('SELECT odoo_sim.receive(1, 100, 8)');
SELECT odoo_sim.attach('stock.picking', 1, 'again.jpg', 'left', 8, 'image/jpeg') AS again \gset
SELECT 'the same picture twice', gt.trial('SELECT odoo_sim.receive(1, 100, 8)');
SELECT odoo_sim.attach('stock.picking', 1, 'right.jpg', 'right', 8, 'image/jpeg') AS right \gset
SELECT odoo_sim.detach(:again) \g /dev/null
SELECT 'of a field', gt.trial(format('UPDATE ir_attachment SET res_field = ''image_128'' WHERE id = %s; SELECT odoo_sim.receive(1, 100, 8)', :right));
SELECT 'a link', gt.trial(format('UPDATE ir_attachment SET type = ''url'' WHERE id = %s; SELECT odoo_sim.receive(1, 100, 8)', :right));
SELECT 'empty', gt.trial(format('UPDATE ir_attachment SET file_size = 0 WHERE id = %s; SELECT odoo_sim.receive(1, 100, 8)', :right));
SELECT 'of another transfer', gt.trial(format('UPDATE ir_attachment SET res_id = 2 WHERE id = %s; SELECT odoo_sim.receive(1, 100, 8)', :right));
SELECT 'of another order', gt.trial(format('UPDATE ir_attachment SET res_id = 2 WHERE id = %s; SELECT odoo_sim.receive(1, 100, 8)', :photo));
SELECT 'all there', gt.trial('SELECT odoo_sim.receive(1, 100, 8)');

\echo -- what the transfer was done with is kept: what was required of it, once, and not what hung there besides
SELECT odoo_sim.attach('stock.picking', 1, 'minutes.txt', 'talk', 8, 'text/plain') AS besides \gset
SELECT 'undone', gt.trial('SELECT odoo_sim.receive(1, 60, 8)');
SELECT count(*) AS kept_of_what_was_undone FROM gt.kept;
SELECT gt.attempt('SELECT odoo_sim.receive(1, 60, 8)');
SELECT * FROM gt.kept;
SELECT 'the backorder needs its own', gt.trial('SELECT odoo_sim.receive(1, 40, 8)');
SELECT 'the quantity is corrected afterwards', gt.trial('SELECT odoo_sim.edit_done(1, 50, 9)');
SELECT inventory_gov.scan_evidence();
SELECT odoo_sim.replace_attachment(:photo, 'another picture', 9), odoo_sim.detach(:note), odoo_sim.detach(:besides) \g /dev/null
SELECT inventory_gov.scan_evidence(), inventory_gov.scan_evidence();
SELECT kind, severity, title, company_id, user_id FROM inventory_gov.cases ORDER BY id;
SELECT name, state FROM gt.kept;
SELECT count(*) AS requests_have_none FROM inventory_gov.request_evidence;

\echo -- a receipt of many lines is one breach; scope by partner, operation type, category of any of its goods
SELECT gt.only('required_documents', '{"certificate": 1}', 'approve', '{"partner": "Paper & Pack", "operation_type": 1}') \g /dev/null
SELECT 'twenty lines', gt.trial('SELECT odoo_sim.receive_many(8, array_fill(10, ARRAY[20]), 8)');
SELECT 'another partner', gt.trial('SELECT odoo_sim.receive(3, 50, 8)');
SELECT 'a delivery', gt.trial('SELECT odoo_sim.deliver(1, 5, 8)');
SELECT gt.only('required_documents', '{"certificate": 1}', 'approve', '{"category": "All / Electronics"}') \g /dev/null
SELECT 'below the category', gt.trial('SELECT odoo_sim.receive(3, 50, 8)'), 'none of it', gt.trial('SELECT odoo_sim.receive_many(8, array_fill(10, ARRAY[20]), 8)');
SELECT odoo_sim.new_moves(8, '[{"product_id": 4, "product_uom_qty": 5}]', 8) \g /dev/null
SELECT 'one of twenty-one', gt.trial('SELECT odoo_sim.receive_many(8, array_fill(10, ARRAY[21]), 8)');
SELECT gt.only('required_documents', '{"any": 1}', 'approve', '{"operation_type": 2}') \g /dev/null
SELECT 'a delivery', gt.trial('SELECT odoo_sim.deliver(1, 5, 8)'), 'a receipt', gt.trial('SELECT odoo_sim.receive(3, 50, 8)');
SELECT 'counts and scrap have no papers', gt.trial('SELECT odoo_sim.count(1, 8, 150, 8); SELECT odoo_sim.scrap(1, 8, 5, 8)');
SELECT gt.only('required_documents', '{"certificate": 1}', 'approve', '{"product": "SC-1"}') \g /dev/null
SELECT 'of one product', gt.trial('SELECT odoo_sim.receive(3, 50, 8)'), gt.trial('SELECT odoo_sim.receive(2, 50, 8)');

\echo -- blocked; approved; flagged; in shadow nothing is kept
SELECT gt.only('required_documents', '{"invoice": 1}', 'block') \g /dev/null
SELECT gt.attempt('SELECT odoo_sim.receive(7, 12, 8)');
SELECT gt.only('required_documents', '{"invoice": 1, "customs": 1}') \g /dev/null
SELECT left(gt.attempt('SELECT odoo_sim.receive(7, 12, 8)'), 5);
SELECT inventory_gov.approve(reference, 'comes by post', 9) FROM inventory_gov.requests WHERE state = 'pending' AND document = 'WH/IN/00007';
SELECT l.deviation_qty, l.deviation_value, l.unit, inventory_gov.line_text(l, 'de') FROM inventory_gov.request_line l ORDER BY id DESC LIMIT 1;
SELECT odoo_sim.attach('stock.picking', 7, 'Zollpapiere.pdf', 'customs', 8) AS customs \gset
SELECT 'less is missing than was approved', gt.trial('SELECT odoo_sim.receive(7, 12, 8)');
SELECT gt.attempt('SELECT odoo_sim.receive(7, 12, 8)');
SELECT * FROM gt.kept WHERE document = 'WH/IN/00007';
SELECT gt.only('required_documents', '{"any": 3}', 'flag') \g /dev/null
SELECT 'flagged', gt.trial('SELECT odoo_sim.receive(3, 50, 8)');
UPDATE inventory_gov.policy SET state = 'shadow' WHERE state = 'active';
SELECT odoo_sim.attach('stock.picking', 3, 'a.pdf', 'a', 8) \g /dev/null
SELECT left(gt.attempt('SELECT odoo_sim.receive(3, 50, 8)'), 5), count(*) FROM gt.kept WHERE document = 'WH/IN/00003';

\echo -- what counts as which kind a company says itself
SELECT gt.only('required_documents', '{"certificate": 1}') \g /dev/null
SELECT odoo_sim.attach('stock.picking', 5, 'CoA 4711.PDF', 'coa', 8) AS coa \gset
SELECT 'no certificate', gt.trial('SELECT odoo_sim.receive(5, 100, 8)');
SELECT inventory_gov.add_document_kind('certificate', '%coa%', 'application/%');
SELECT 'a certificate', gt.trial('SELECT odoo_sim.receive(5, 100, 8)');
SELECT inventory_gov.remove_document_kind('certificate', '%COA%', 'application/%');
SELECT 'none any more', gt.trial('SELECT odoo_sim.receive(5, 100, 8)');
SELECT odoo_sim.write('ir_attachment', ARRAY[:coa], '{"name": "Certificate.pdf"}', 8), gt.trial('SELECT odoo_sim.receive(5, 100, 8)');
SELECT inventory_gov.remove_document_kind('certificate', '%certificat%'), gt.trial('SELECT odoo_sim.receive(5, 100, 8)');
SELECT inventory_gov.add_document_kind('certificate', '%certificat%'), gt.trial('SELECT odoo_sim.receive(5, 100, 8)');
SELECT gt.attempt('SELECT inventory_gov.add_document_kind(''passport'', ''%pass%'')');
SELECT gt.attempt('SELECT inventory_gov.add_document_kind(''photo'')');
SELECT gt.attempt('SELECT inventory_gov.add_document_kind(''photo'', ''a\_b'')');
SELECT gt.attempt('SELECT inventory_gov.add_document_kind(''photo'', ''%pic%'', actor => 8)');
SELECT gt.attempt('SELECT inventory_gov.remove_document_kind(''photo'', ''%pic%'')');

\echo -- where Odoo has no attachments, it waits
ALTER TABLE ir_attachment RENAME COLUMN res_field TO field;
SELECT inventory_gov.control_state('required_documents'), gt.trial('SELECT odoo_sim.receive(5, 50, 8)');
\ir end.sql
