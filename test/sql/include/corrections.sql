-- done_edit and backdating on Odoo :v. A trial is undone; what must be seen at commit is committed.
\set ECHO none
\ir begin.sql

-- So long ago, for a row that is done: as if it had been done then, by that user.
CREATE FUNCTION gt.age(move integer, minutes numeric, doer integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    at timestamp := odoo_sim.utc() - make_interval(mins => minutes::integer);
BEGIN
    UPDATE inventory_gov.policy SET state = 'retired' WHERE state <> 'retired';
    UPDATE stock_move SET date = at, create_date = at, write_date = at, write_uid = doer WHERE id = move;
    UPDATE stock_move_line SET date = at, create_date = at, write_date = at, write_uid = doer WHERE move_id = move;
    UPDATE stock_picking SET date_done = at, write_date = at, write_uid = doer WHERE id = gt.picking(move);
END $$;
CREATE FUNCTION gt.line(move integer) RETURNS integer LANGUAGE sql AS $$SELECT min(id) FROM stock_move_line WHERE move_id = move$$;
-- The message of what was recorded last since a row.
CREATE FUNCTION gt.told(command text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    since bigint := (SELECT COALESCE(max(id), 0) FROM inventory_gov.violation); found text;
BEGIN
    BEGIN
        EXECUTE command;
        SELECT string_agg(concat_ws(' ', message, details #- '{before,date}'), E'\n' ORDER BY id) INTO found FROM inventory_gov.violation WHERE id > since;
        RAISE EXCEPTION USING ERRCODE = 'ZZ000';
    EXCEPTION WHEN SQLSTATE 'ZZ000' THEN
        RETURN COALESCE(found, 'nothing');
    END;
END $$;
CREATE FUNCTION gt.set(tab text, row_id integer, col text, val text, uid integer) RETURNS text LANGUAGE sql AS
    $$SELECT format('UPDATE %I SET %I = %L, write_uid = %s WHERE id = %s', tab, col, val, uid, row_id)$$;

-- 100 of product 1, received by 8; 20 delivered by 8.
UPDATE inventory_gov.policy SET state = 'retired' WHERE state <> 'retired';
BEGIN;
SELECT odoo_sim.receive(1, 100, 8) \g /dev/null
COMMIT;
SELECT id AS m, gt.line(id) AS l, picking_id AS k FROM stock_move WHERE purchase_line_id = 1 AND state = 'done' ORDER BY id LIMIT 1 \gset
BEGIN;
SELECT odoo_sim.deliver(1, 20, 8) AS d \gset
COMMIT;
SELECT gt.line(:d) AS dl \gset
INSERT INTO stock_lot (product_id, name, company_id) SELECT 1, 'L-' || n, 1 FROM generate_series(1, 2) n;
SELECT max(id) AS lot FROM stock_lot \gset

\echo -- how long ago, and by whom: both sides
SELECT gt.age(:m, 14, 8), gt.only('done_edit', '{"own_minutes": 15, "other_minutes": 5}') \g /dev/null
SELECT 'own, 14 of 15 minutes', gt.trial(format('SELECT odoo_sim.edit_done(%s, 90, 8)', :m));
SELECT 'another''s, 14 of 5 minutes', left(gt.trial(format('SELECT odoo_sim.edit_done(%s, 90, 9)', :m)), 5);
SELECT gt.age(:m, 16, 8), gt.only('done_edit', '{"own_minutes": 15, "other_minutes": 30}') \g /dev/null
SELECT 'own, 16 of 15 minutes', left(gt.trial(format('SELECT odoo_sim.edit_done(%s, 90, 8)', :m)), 5);
SELECT 'another''s, 16 of 30 minutes', gt.trial(format('SELECT odoo_sim.edit_done(%s, 90, 9)', :m));
SELECT gt.only('done_edit', '{"own_minutes": 15}') \g /dev/null
SELECT 'another''s, not limited', gt.trial(format('SELECT odoo_sim.edit_done(%s, 90, 9)', :m));
SELECT 'to what it was', gt.trial(format('SELECT odoo_sim.edit_done(%s, 100, 8)', :m));
-- dated ahead: it is done all the same
SELECT gt.age(:m, -600, 8), gt.only('done_edit', '{"own_minutes": 0}') \g /dev/null
SELECT 'dated ahead', left(gt.trial(format('SELECT odoo_sim.edit_done(%s, 90, 8)', :m)), 5);

\echo -- what counts as a correction: recorded, with before and after
SELECT gt.age(:m, 3000, 8), gt.age(:d, 100, 8), gt.only('done_edit', '{"own_minutes": 0, "other_minutes": 0}', 'flag') \g /dev/null
SELECT gt.told(format('SELECT odoo_sim.edit_done(%s, 90, 9)', :m));
SELECT gt.told(gt.set('stock_move_line', :l, 'lot_id', :lot::text, 9));
SELECT gt.told(gt.set('stock_move_line', :l, 'location_dest_id', '20', 9));
SELECT gt.told(gt.set('stock_move_line', :l, 'owner_id', '30', 9));
SELECT gt.told(gt.set('stock_move_line', :l, 'result_package_id', '1', 9));
SELECT gt.told(gt.set('stock_move_line', :l, 'product_uom_id', '2', 9));
SELECT gt.told(gt.set('stock_move', :m, 'location_dest_id', '20', 9));
SELECT gt.told(gt.set('stock_move', :m, 'purchase_line_id', '2', 9));
SELECT gt.told(gt.set('stock_move', :m, 'restrict_partner_id', '30', 9));
SELECT regexp_replace(gt.told(gt.set('stock_move', :m, 'date', '2025-01-02 03:04:05', 9)), 'instead of [-0-9: ]{19}', 'instead of WHEN', 'g');
SELECT gt.told(gt.set('stock_move', :m, 'state', 'cancel', 9));
SELECT gt.told(gt.set('stock_move_line', :l, 'state', 'draft', 9));
SELECT gt.told(format('DELETE FROM stock_move_line WHERE id = %s', :l));
SELECT gt.told(format('DELETE FROM stock_move WHERE id = %s', :m));

\echo -- more goods on a transfer that was done
SELECT regexp_replace(gt.told(format('INSERT INTO stock_move (company_id, product_id, product_uom, location_id, location_dest_id, picking_id, picking_type_id, state, %s product_uom_qty, %I, date, create_uid, write_uid)
    VALUES (1, 4, 1, 4, 8, %s, 1, ''done'', %s 0, 7, now(), 9, 9)', CASE WHEN :v < 19 THEN 'name,' ELSE '' END, gt.qty_column(), :k, CASE WHEN :v < 19 THEN '''x'',' ELSE '' END)), '"id": .*', '');

\echo -- innocent: what changes nothing of substance, and what became done here
SELECT gt.trial(format('UPDATE stock_move SET write_date = now(), priority = ''1'', state = ''done'', %I = 100 WHERE id = %s', gt.qty_column(), :m));
SELECT gt.trial(format('UPDATE stock_move SET write_date = now(), priority = ''1'', product_id = product_id, state = state WHERE id = %s', :m));
SELECT gt.trial(format('UPDATE stock_move_line SET write_date = now(), state = ''done'' WHERE id = %s', :l));
SELECT gt.trial('SELECT odoo_sim.receive(2, 50, 8); UPDATE stock_move SET date = date - interval ''90 days'' WHERE purchase_line_id = 2; UPDATE stock_move_line SET lot_id = 1 WHERE move_id IN (SELECT id FROM stock_move WHERE purchase_line_id = 2)');
SELECT gt.trial('SELECT odoo_sim.count(1, 8, 77, 9)'), gt.trial('SELECT odoo_sim.scrap(1, 8, 2, 9)'), gt.trial('SELECT odoo_sim.transfer(1, 8, 20, 5, 9)'), gt.trial(format('SELECT odoo_sim.return_to_supplier(%s, 5, 9)', :m));
-- one correction is recorded once, whether the lines or the move come first, and however many savepoints there were
SELECT gt.told(format('UPDATE stock_move SET %I = 95, write_uid = 9 WHERE id = %s; UPDATE stock_move_line SET %I = 95, write_uid = 9 WHERE id = %s', gt.qty_column(), :m,
    CASE WHEN :v = 16 THEN 'qty_done' ELSE 'quantity' END, :l));

\echo -- refused at the end of the statement, requested, approved, and done once
SELECT gt.only('done_edit', '{"own_minutes": 15, "other_minutes": 0}') \g /dev/null
SELECT gt.attempt(format('SELECT odoo_sim.edit_done(%s, 90, 9)', :m));
SELECT max(id) AS request FROM inventory_gov.request \gset
SELECT left(gt.attempt(format('SELECT odoo_sim.edit_done(%s, 90, 9)', :m)), 5), (SELECT max(id) FROM inventory_gov.request) = :request AS same_request;
SELECT subject, deviation_qty, deviation_value, details -> 'words' ->> 0 AS kind, details -> 'facts' -> 'before' AS before, details -> 'facts' -> 'after' AS after FROM inventory_gov.request_line WHERE request_id = :request;
SELECT inventory_gov.approve((SELECT max(reference) FROM inventory_gov.request), 'seen', 10) \g /dev/null
SELECT 'more than approved', left(gt.trial(format('SELECT odoo_sim.edit_done(%s, 89, 9)', :m)), 5);
BEGIN;
SELECT gt.attempt(format('SELECT odoo_sim.edit_done(%s, 90, 9)', :m));
COMMIT;
SELECT 'who corrects it has not done it', doer_id, done_at < odoo_sim.utc() - interval '1 day' FROM inventory_gov.first_done WHERE move_id = :m;
SELECT 'a second time', left(gt.trial(format('SELECT odoo_sim.edit_done(%s, 80, 9)', :m)), 5);
-- another lot is another request, and an approval for one lot is none for another
SELECT left(gt.attempt(gt.set('stock_move_line', :l, 'lot_id', :lot::text, 9)), 5);
SELECT inventory_gov.approve((SELECT reference FROM inventory_gov.request ORDER BY id DESC LIMIT 1), 'seen', 10) \g /dev/null
SELECT left(gt.trial(gt.set('stock_move_line', :l, 'lot_id', (:lot - 1)::text, 9)), 5), regexp_replace(gt.trial(gt.set('stock_move_line', :l, 'lot_id', :lot::text, 9)), '\.\d+', '');

-- a done count: what is corrected is adjusted, too; one refusal, one request for both
BEGIN;
UPDATE inventory_gov.policy SET state = 'retired' WHERE state <> 'retired';
SELECT odoo_sim.count(4, 8, 110, 8) \g /dev/null
COMMIT;
SELECT max(id) AS c FROM stock_move \gset
SELECT gt.age(:c, 300, 8), gt.only('done_edit', '{"other_minutes": 0}'), inventory_gov.create_policy('adjustment_limit', 'Counts', '{"qty": 15}', state => 'active') > 0 \g /dev/null
SELECT gt.attempt(format('SELECT odoo_sim.edit_done(%s, 30, 9)', :c));
SELECT control, subject, deviation_qty FROM inventory_gov.request_line WHERE request_id = (SELECT max(id) FROM inventory_gov.request) ORDER BY control;
SELECT inventory_gov.approve((SELECT reference FROM inventory_gov.request ORDER BY id DESC LIMIT 1), 'seen', 10) \g /dev/null
SELECT regexp_replace(gt.trial(format('SELECT odoo_sim.edit_done(%s, 30, 9)', :c)), '\.\d+', '', 'g');

\echo -- why
SELECT limit_name, round(measured::numeric, -2) AS measured, limit_value, outcome FROM inventory_gov.explain('stock.move', :m) WHERE control = 'done_edit' ORDER BY 1;

\echo -- without counterpart, at commit
SELECT gt.only('done_edit', '{"unbooked_qty": 0}') \g /dev/null
