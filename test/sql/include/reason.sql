-- reason_required on Odoo :v: adjustments, scraps, returns; reasons given on the request, beforehand, and in fields of Odoo.
\set ECHO none
\set odoo :v
\ir begin.sql
CREATE FUNCTION gt.quant(product integer, location integer) RETURNS integer LANGUAGE sql AS
    $$SELECT id FROM stock_quant WHERE product_id = product AND location_id = location ORDER BY id LIMIT 1$$;
CREATE FUNCTION gt.last() RETURNS text LANGUAGE sql AS $$SELECT reference FROM inventory_gov.request ORDER BY id DESC LIMIT 1$$;
CREATE VIEW gt.given AS
    SELECT operation, code, note, given_by, gt.mask(request) AS request, regexp_replace(subject, '^stock.move:.*', 'stock.move:') AS subject, state, used_by_id
      FROM inventory_gov.reasons_given ORDER BY id;
CREATE FUNCTION gt.give(code text, note text, actor integer) RETURNS text LANGUAGE sql AS
    $$SELECT gt.attempt(format('SELECT inventory_gov.give_reason(%L, %L, %L, %L)', gt.last(), code, note, actor))$$;
-- What the test takes away or ages stays for good elsewhere.
ALTER TABLE inventory_gov.reason_given DISABLE TRIGGER reason_given_keep;
ALTER TABLE inventory_gov.adjustment DISABLE TRIGGER USER;

\echo -- the catalogue
SELECT operation, code, name, direction, evidence FROM inventory_gov.reasons ORDER BY operation, code;
SELECT inventory_gov.set_reason('adjustment', ' water ', 'Water damage', 'loss', true);
SELECT inventory_gov.set_reason('adjustment', 'FOUND', 'Turned up again', 'gain');
SELECT inventory_gov.set_reason('adjustment', 'LOST', 'Lost', active => false);
SELECT operation, code, name, direction, evidence, active FROM inventory_gov.reasons WHERE code IN ('WATER', 'FOUND', 'LOST') ORDER BY code;
SELECT gt.attempt('SELECT inventory_gov.set_reason(''sale'', ''X'', ''x'')');
SELECT gt.attempt('SELECT inventory_gov.set_reason(''scrap'', ''A B'', ''x'')');
SELECT gt.attempt('SELECT inventory_gov.set_reason(''scrap'', NULL, ''x'')');
SELECT gt.attempt('SELECT inventory_gov.set_reason(''scrap'', ''X'', '' '')');
SELECT gt.attempt('SELECT inventory_gov.set_reason(''scrap'', ''X'', ''x'', ''up'')');
SELECT gt.attempt('SELECT inventory_gov.set_reason(''scrap'', ''X'', ''x'', ''loss'')');
SELECT gt.attempt('SELECT inventory_gov.set_reason(''scrap'', ''X'', ''x'', actor => 8)');

\echo -- both sides of the limits
SELECT gt.only('reason_required', '{"gain_qty": 5, "loss_value": 600}') \g /dev/null
SELECT 'gain 5', gt.trial('SELECT odoo_sim.count(1, 8, 205, 8)');
SELECT 'gain 5.01', gt.trial('SELECT odoo_sim.count(1, 8, 205.01, 8)');
SELECT 'loss 5 at 120', gt.trial('SELECT odoo_sim.count(1, 8, 195, 8)');
SELECT 'loss 5.01 at 120', gt.trial('SELECT odoo_sim.count(1, 8, 194.99, 8)');
SELECT 'scrap', gt.trial('SELECT odoo_sim.scrap(1, 8, 50, 8)');
SELECT gt.only('reason_required', '{"loss_qty": 5, "gain_value": 600}') \g /dev/null
SELECT 'loss', gt.trial('SELECT odoo_sim.count(1, 8, 195, 8)'), gt.trial('SELECT odoo_sim.count(1, 8, 194.99, 8)');
SELECT 'gain', gt.trial('SELECT odoo_sim.count(1, 8, 205, 8)'), gt.trial('SELECT odoo_sim.count(1, 8, 205.01, 8)');
SELECT gt.only('reason_required', '{"scrap_qty": 5}') \g /dev/null
SELECT 'scrap', gt.trial('SELECT odoo_sim.scrap(1, 8, 5, 8)'), gt.trial('SELECT odoo_sim.scrap(1, 8, 5.01, 8)');
SELECT gt.only('reason_required', '{"scrap_value": 600}') \g /dev/null
SELECT 'scrap', gt.trial('SELECT odoo_sim.scrap(1, 8, 5, 8)'), gt.trial('SELECT odoo_sim.scrap(1, 8, 5.01, 8)');
SELECT 'count', gt.trial('SELECT odoo_sim.count(1, 8, 100, 8)');
CALL gt.run('SELECT odoo_sim.deliver(1, 10, 8)');
SELECT max(id) AS delivered FROM stock_move WHERE product_id = 1 AND state = 'done' \gset
SELECT gt.only('reason_required', '{"return_qty": 5}') \g /dev/null
SELECT 'return', gt.trial(format('SELECT odoo_sim.return_from_customer(%s, 5, 8)', :delivered)), gt.trial(format('SELECT odoo_sim.return_from_customer(%s, 6, 8)', :delivered));
SELECT gt.only('reason_required', '{"return_value": 600}') \g /dev/null
SELECT 'return', gt.trial(format('SELECT odoo_sim.return_from_customer(%s, 5, 8)', :delivered)), gt.trial(format('SELECT odoo_sim.return_from_customer(%s, 6, 8)', :delivered));
SELECT 'receipt', gt.trial('SELECT odoo_sim.receive(1, 100, 8)'), gt.trial('SELECT odoo_sim.transfer(1, 8, 20, 50, 8)');

\echo -- the requester gives it on the request; then the same passes, once, without an approver
SELECT gt.only('reason_required', '{"gain_qty": 0, "loss_qty": 0, "scrap_qty": 0, "return_qty": 0}') \g /dev/null
SELECT gt.attempt('SELECT odoo_sim.count(1, 8, 180, 8)');
SELECT reference IS NOT NULL, state, waiting_for FROM inventory_gov.requests ORDER BY id DESC LIMIT 1;
SELECT 'approved by a manager', gt.attempt(format('SELECT inventory_gov.approve(%L, ''yes'', 9)', gt.last()));
SELECT 'another user', gt.give('LOST', NULL, 9);
SELECT 'inactive', gt.give('LOST', NULL, 8);
SELECT 'wrong direction', gt.give('FOUND', NULL, 8);
SELECT 'of a scrap', gt.give('EXPIRED', NULL, 8);
SELECT 'without its evidence', gt.give('WATER', NULL, 8);
SELECT 'none', gt.give(NULL, NULL, 8);
SELECT 'unknown request', gt.attempt('SELECT inventory_gov.give_reason(''GOV/1999/00001'', ''THEFT'', NULL, 8)');
SELECT gt.give('misplaced', ' behind the shelf ', 8);
SELECT 'twice', split_part(gt.give('MISPLACED', NULL, 8), E'\n', 1);
SELECT state, decided_by, decision_note FROM inventory_gov.requests ORDER BY id DESC LIMIT 1;
SELECT 'more than that', gt.trial('SELECT odoo_sim.count(1, 8, 179, 8)');
SELECT 'the same', gt.attempt('SELECT odoo_sim.count(1, 8, 180, 8)');
SELECT outcome, message, details FROM inventory_gov.violation ORDER BY id DESC LIMIT 1;
SELECT 'and again', gt.trial('SELECT odoo_sim.count(1, 8, 170, 8)');
SELECT * FROM gt.given;
SELECT what, user_name, detail FROM inventory_gov.request_history WHERE reference = (SELECT request FROM inventory_gov.reasons_given ORDER BY id DESC LIMIT 1) AND what = 'reason given';

\echo -- with evidence
SELECT gt.attempt('SELECT odoo_sim.scrap(1, 8, 4, 8)');
SELECT inventory_gov.set_reason('scrap', 'DAMAGED', 'Damaged', evidence => true);
SELECT gt.give('DAMAGED', NULL, 8);
CREATE TABLE IF NOT EXISTS ir_attachment (id serial PRIMARY KEY, name varchar, res_model varchar, res_id integer, res_field varchar, type varchar, url varchar, mimetype varchar, file_size integer, checksum varchar,
    create_uid integer, create_date timestamp, write_uid integer);
INSERT INTO ir_attachment (name, res_model, res_id, type, mimetype, file_size, checksum, create_uid, create_date)
SELECT 'broken.jpg', 'x_gov_request', max(id), 'binary', 'image/jpeg', 10, 'abc', 8, now() AT TIME ZONE 'UTC' FROM inventory_gov.request;
SELECT gt.give('DAMAGED', 'dropped', 8);
SELECT name, pinned_for FROM inventory_gov.request_evidence;
SELECT gt.attempt('SELECT odoo_sim.scrap(1, 8, 4, 8)');

\echo -- together with another limit: the reason is the requesters own, the approval is up to somebody else, in whatever order
SELECT inventory_gov.create_policy('adjustment_limit', 'T pct', '{"pct": 5}', '{}', 'approve', 'active') IS NOT NULL;
SELECT gt.attempt('SELECT odoo_sim.count(7, 8, 500, 8)');
SELECT 'approved before there is a reason', gt.attempt(format('SELECT inventory_gov.approve(%L, ''yes'', 9)', gt.last()));
SELECT gt.give('UNBOOKED', NULL, 8);
SELECT state FROM inventory_gov.requests ORDER BY id DESC LIMIT 1;
SELECT 'not yet', gt.trial('SELECT odoo_sim.count(7, 8, 500, 8)');
SELECT inventory_gov.approve(gt.last(), 'yes', 9);
SELECT gt.attempt('SELECT odoo_sim.count(7, 8, 500, 8)');

\echo -- gains and losses of one count: a reason for each
SELECT gt.only('reason_required', '{"gain_qty": 0, "loss_qty": 0}') \g /dev/null
SELECT substr(gt.attempt('SELECT odoo_sim.count_many(ARRAY[1, 2], 8, ARRAY[250, 400], 8)'), 1, 5);
SELECT gt.give('FOUND', NULL, 8);
SELECT state FROM inventory_gov.requests ORDER BY id DESC LIMIT 1;
SELECT gt.give('DAMAGED', NULL, 8);
SELECT gt.attempt('SELECT odoo_sim.count_many(ARRAY[1, 2], 8, ARRAY[250, 400], 8)');
SELECT code, subject, state FROM gt.given ORDER BY code OFFSET 0;

\echo -- beforehand: for a quant, a scrap, a return; used once
SELECT inventory_gov.give_reason_for('stock.quant', gt.quant(1, 8), 'DAMAGED', 'forklift', 8) IS NOT NULL;
SELECT 'a gain does not use a reason of losses', gt.trial('SELECT odoo_sim.count(1, 8, 251, 8)');
BEGIN;
SELECT gt.attempt('SELECT odoo_sim.count(1, 8, 249, 8)');
ROLLBACK;
SELECT state FROM gt.given WHERE note = 'forklift';
SELECT gt.attempt('SELECT odoo_sim.count(1, 8, 249, 9)');
SELECT state, used_by_id FROM gt.given WHERE note = 'forklift';
SELECT 'used', gt.trial('SELECT odoo_sim.count(1, 8, 248, 8)');
SELECT inventory_gov.give_reason_for('stock.quant', gt.quant(1, 8), 'DAMAGED', 'late', 8) IS NOT NULL;
UPDATE inventory_gov.reason_given SET expires_at = clock_timestamp() - interval '1 second' WHERE note = 'late';
SELECT state FROM gt.given WHERE note = 'late';
SELECT 'expired', gt.trial('SELECT odoo_sim.count(1, 8, 248, 8)');
SELECT gt.only('reason_required', '{"scrap_qty": 0, "return_qty": 0}') \g /dev/null
SELECT (odoo_sim.create('stock_scrap', jsonb_build_array(jsonb_build_object('company_id', 1, 'location_id', 8, 'scrap_location_id', CASE WHEN odoo_sim.v() = 19 THEN 14 ELSE 16 END, 'name', 'New', 'product_id', 1, 'product_uom_id', 1, 'scrap_qty', 2, 'state', 'draft')), 8))[1] AS scrap \gset
SELECT inventory_gov.give_reason_for('stock.scrap', :scrap, 'Expired', 'too old', 8) IS NOT NULL;
SELECT gt.attempt('SELECT odoo_sim.scrap(1, 8, 2, 8)');
SELECT 'used', gt.trial('SELECT odoo_sim.scrap(1, 8, 2, 8)');
SELECT gt.attempt('SELECT inventory_gov.give_reason_for(''stock.move'', 1, ''DAMAGED'', NULL, 8)');
SELECT gt.attempt('SELECT inventory_gov.give_reason_for(''stock.picking'', 999999, ''DAMAGED'', NULL, 8)');
SELECT gt.attempt('SELECT inventory_gov.give_reason_for(''stock.quant'', gt.quant(1, 8), ''NONSENSE'', NULL, 8)');
SELECT gt.attempt('SELECT inventory_gov.give_reason_for(''stock.quant'', gt.quant(1, 8), ''THEFT'', NULL, 8)');
SELECT gt.attempt('SELECT inventory_gov.give_reason_for(''stock.quant'', gt.quant(1, 8), ''DAMAGED'', NULL, NULL)');

\echo -- a return: its transfer waits, the reason is given for it, and it is validated
CREATE FUNCTION gt.prepare_return(move integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    m stock_move; k integer; r integer;
BEGIN
    SELECT * INTO m FROM stock_move WHERE id = move;
    k := (odoo_sim.create('stock_picking', jsonb_build_array(jsonb_build_object('name', 'WH/IN/RET', 'state', 'assigned', 'picking_type_id', 1,
        'location_id', m.location_dest_id, 'location_dest_id', m.location_id, 'partner_id', 30, 'company_id', 1, 'move_type', 'direct', 'is_locked', true, 'immediate_transfer', false)), 8))[1];
    r := (odoo_sim.new_moves(k, jsonb_build_array(jsonb_build_object('product_id', m.product_id, 'product_uom_qty', 2, 'origin_returned_move_id', m.id)), 8))[1];
    PERFORM odoo_sim.enter(r, 2, 8);
    RETURN k;
END $$;
SELECT gt.prepare_return(:delivered) AS transfer \gset
SELECT gt.attempt(format('SELECT odoo_sim.validate(%s, 8)', :transfer));
SELECT inventory_gov.give_reason_for('stock.picking', :transfer, 'WRONG_ITEM', 'blue, not red', 8) IS NOT NULL;
SELECT gt.attempt(format('SELECT odoo_sim.validate(%s, 8)', :transfer));
SELECT state FROM gt.given WHERE note = 'blue, not red';

\echo -- explain
SELECT gt.only('reason_required', '{"loss_qty": 1}') \g /dev/null
CALL gt.run('SELECT odoo_sim.enter_count(1, 8, 100, 8)');
SELECT limit_name, measured, outcome, way_out FROM inventory_gov.explain('stock.quant', gt.quant(1, 8));
SELECT inventory_gov.give_reason_for('stock.quant', gt.quant(1, 8), 'DAMAGED', 'explained', 8) IS NOT NULL;
SELECT limit_name, measured, outcome, way_out FROM inventory_gov.explain('stock.quant', gt.quant(1, 8));
SELECT state FROM gt.given WHERE note = 'explained';

\echo -- fields of Odoo: the columns of stock_change_qty_reason
SELECT gt.only('reason_required', '{"loss_qty": 0, "gain_qty": 0, "scrap_qty": 0}') \g /dev/null
DELETE FROM inventory_gov.reason_given WHERE note = 'explained';
ALTER TABLE stock_quant ADD COLUMN reason varchar, ADD COLUMN preset_reason_id integer;
CREATE TABLE stock_inventory_reason (id serial PRIMARY KEY, name varchar);
INSERT INTO stock_inventory_reason (name) VALUES ('Rats');
SELECT 'empty', gt.trial('SELECT odoo_sim.count(1, 8, 140, 8)');
UPDATE stock_quant SET reason = 'misplaced' WHERE id = gt.quant(1, 8);
SELECT 'text', gt.trial('SELECT odoo_sim.count(1, 8, 140, 8)');
UPDATE stock_quant SET reason = ' ', preset_reason_id = 1 WHERE id = gt.quant(1, 8);
SELECT 'chosen', gt.trial('SELECT odoo_sim.count(1, 8, 140, 8)');
\echo -- what the memory of adjustments keeps of it, and the limit on one reason
SELECT gt.only('adjustment_window', '{"reason_value": 600}') \g /dev/null
DELETE FROM inventory_gov.adjustment;
SELECT gt.attempt('SELECT odoo_sim.count(1, 8, 244, 8)');
SELECT 'Rats', gt.trial('SELECT odoo_sim.count(1, 8, 243.99, 8)');
UPDATE stock_quant SET reason = 'Was in another place', preset_reason_id = NULL WHERE id = gt.quant(1, 8);
SELECT 'another reason', gt.trial('SELECT odoo_sim.count(1, 8, 240, 8)');
SELECT gt.attempt('SELECT odoo_sim.count(1, 8, 243, 8)');
UPDATE stock_quant SET reason = NULL WHERE id = gt.quant(1, 8);
SELECT 'none at all', gt.trial('SELECT odoo_sim.count(1, 8, 200, 8)');
SELECT reason, qty FROM inventory_gov.adjustments ORDER BY id;
\echo -- tags of scraps, where Odoo has them
SELECT gt.only('reason_required', '{"scrap_qty": 0}') \g /dev/null
CREATE TABLE stock_scrap_reason_tag (id serial PRIMARY KEY, name jsonb);
CREATE TABLE stock_scrap_stock_scrap_reason_tag_rel (stock_scrap_id integer, stock_scrap_reason_tag_id integer);
INSERT INTO stock_scrap_reason_tag (name) VALUES ('{"en_US": "Broken"}');
CREATE FUNCTION gt.tag() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN INSERT INTO stock_scrap_stock_scrap_reason_tag_rel VALUES (NEW.id, 1); RETURN NULL; END$$;
SELECT 'no tag', substr(gt.trial('SELECT odoo_sim.scrap(1, 8, 2, 8)'), 1, 5);
CREATE TRIGGER tag AFTER INSERT ON stock_scrap FOR EACH ROW EXECUTE FUNCTION gt.tag();
SELECT 'tag', substr(gt.trial('SELECT odoo_sim.scrap(1, 8, 2, 8)'), 1, 6), :odoo;

\echo -- overrides name a code once there is one for them
SELECT gt.attempt($$SELECT inventory_gov.begin_override(9, 'the lorry waits', '1 hour')$$) LIKE '%23G03%' AS "any text";
SELECT inventory_gov.set_reason('override', 'URGENT', 'Cannot wait');
SELECT gt.attempt($$SELECT inventory_gov.begin_override(9, 'the lorry waits', '1 hour')$$);
SELECT gt.attempt($$SELECT inventory_gov.begin_override(9, 'urgent: the lorry waits', '1 hour')$$);
SELECT gt.attempt($$SELECT inventory_gov.begin_override(9, ' ', '1 hour')$$);
\echo -- a use that a restore brought, with the number of this transaction
SELECT gt.only('reason_required', '{"loss_qty": 0}') \g /dev/null
UPDATE stock_quant SET reason = NULL, preset_reason_id = NULL WHERE id = gt.quant(1, 8);
SELECT inventory_gov.give_reason_for('stock.quant', gt.quant(1, 8), 'DAMAGED', 'restored', 8) IS NOT NULL;
BEGIN;
INSERT INTO inventory_gov.reason_use (given_id, used_at, actor_id) SELECT id, now() - interval '1 day', 8 FROM inventory_gov.reason_given WHERE note = 'restored';
SELECT 'used before', gt.trial('SELECT odoo_sim.count(1, 8, 1, 8)');
ROLLBACK;
SELECT 'not used', gt.trial('SELECT odoo_sim.count(1, 8, 1, 8)');
SELECT gt.attempt('DELETE FROM inventory_gov.reason_use');
\ir end.sql
