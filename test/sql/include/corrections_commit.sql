-- Read as single statements by corrections_*.sql: errors of psql's \i bear the path of the file.
SELECT 'a quant without a move';
UPDATE stock_quant SET quantity = quantity + 3, write_uid = 9 WHERE product_id = 1 AND location_id = 8;
SELECT 'a move without quants';
UPDATE stock_move SET state = 'done', %QTY = 50, write_uid = 8 WHERE purchase_line_id = 2;
SELECT 'a done move taken back, its quants not';
UPDATE stock_move SET state = 'cancel', write_uid = 8 WHERE id = %D;
SELECT 'a scrap without a move';
INSERT INTO stock_scrap (name, state, product_id, scrap_qty, product_uom_id, location_id, scrap_location_id, company_id, date_done, write_uid) VALUES ('SP/9', 'done', 1, 4, 1, 8, 14, 1, now(), 9);
SELECT 'what Odoo does passes: transfer, scrap, count, correction, delivery and return in one transaction';
CALL gt.run('SELECT odoo_sim.transfer(1, 8, 20, 5, 9)');
CALL gt.run('SELECT odoo_sim.scrap(1, 8, 2, 9)');
CALL gt.run('SELECT odoo_sim.count(1, 8, 60, 9)');
CALL gt.run('SELECT odoo_sim.edit_done(%D, 15, 8)');
CALL gt.run('SELECT odoo_sim.return_from_customer(odoo_sim.deliver(1, 5, 8), 5, 8)');
SELECT 'and what was given to all of these: nothing', count(*) FROM inventory_gov.violation WHERE measure LIKE 'unbooked%' AND outcome <> 'refused';
SELECT outcome, message FROM inventory_gov.violation WHERE measure LIKE 'unbooked%' ORDER BY id
