-- Evidence: what policies may demand, what counts, what is pinned, what becomes of it (Odoo 17).
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 17
\set db regress_evidence
\set ECHO none
\set file :abs_srcdir '/sql/include/begin.sql'
\i :file
SELECT gt.only('receipt_tolerance', '{"over_pct": 5}') \g /dev/null
-- Sets what the policy demands: 'done', or why not.
CREATE FUNCTION gt.demand(evidence text) RETURNS text LANGUAGE sql AS
    $$SELECT gt.attempt(format('UPDATE inventory_gov.policy SET evidence = %L WHERE state = ''active''', evidence))$$;
CREATE FUNCTION gt.missing(request bigint, before text DEFAULT 'approval') RETURNS text LANGUAGE plpgsql AS
    $$BEGIN RETURN COALESCE((inventory_gov.evidence_state(request, before)).missing, 'complete'); END$$;
CREATE FUNCTION gt.approve(n bigint, actor integer DEFAULT 9) RETURNS text LANGUAGE sql AS
    $$SELECT gt.attempt(format('SELECT inventory_gov.approve(%L, %L, %s)', reference, 'ok', actor)) FROM inventory_gov.request WHERE id = n$$;

\echo -- what a policy may demand: key, value and what is allowed are named
SELECT gt.demand('null');
SELECT gt.demand('{"name": "%count%"}');
SELECT gt.demand('["photo"]');
SELECT gt.demand('[{"name": "%count%"}, {"size": 5}]');
SELECT gt.demand('[{"count": 0}]');
SELECT gt.demand('[{"count": 1.5}]');
SELECT gt.demand('[{"count": null}]');
SELECT gt.demand('[{"name": ""}]');
SELECT gt.demand('[{"name": 7}]');
SELECT gt.demand('[{"mimetype": "image/\\"}]');
SELECT gt.demand('[{"on": "paper"}]');
SELECT gt.demand('[{"before": "noon"}]');
SELECT gt.demand('[{}]');
SELECT gt.demand('[]');

\echo -- nothing demanded: nothing missing
SELECT left(gt.attempt('SELECT odoo_sim.receive(1, 130, 8)'), 5), gt.missing(1), gt.missing(1, 'validation');
\echo -- count, name and mimetype all have to fit, in any case of letters
SELECT gt.demand('[{"count": 2, "name": "%count%", "mimetype": "image/%"}]'), gt.missing(1);
SELECT odoo_sim.attach('stock.picking', 1, 'Count 1.jpg', 'first sheet', 8, 'image/jpeg') AS a1, gt.missing(1);
SELECT odoo_sim.attach('stock.picking', 1, 'count.pdf', 'a pdf', 8, 'application/pdf') AS wrong_type, gt.missing(1);
SELECT odoo_sim.attach('stock.picking', 1, 'photo.jpg', 'a photo', 8, 'image/jpeg') AS wrong_name, gt.missing(1);
SELECT odoo_sim.attach('stock.picking', 2, 'count 2.jpg', 'elsewhere', 8, 'image/jpeg') AS other_transfer, gt.missing(1);
SELECT odoo_sim.attach('stock.picking', 1, 'count 2.jpg', 'first sheet', 8, 'image/jpeg') AS same_content, gt.missing(1);
SELECT odoo_sim.attach('stock.picking', 1, 'count 3.jpg', '', 8, 'image/jpeg') AS empty, gt.missing(1);
SELECT odoo_sim.attach('stock.picking', 1, 'count 4.jpg', 'of a field', 8, 'image/jpeg') AS field \gset
UPDATE ir_attachment SET res_field = 'image_1920' WHERE id = :field;
SELECT 'a field''s content', gt.missing(1);
SELECT odoo_sim.attach('x_gov_request', 1, 'COUNT 5.JPG', 'second sheet', 8, 'Image/JPEG') AS second, gt.missing(1);
\echo -- taken away before the decision
SELECT odoo_sim.detach(id), gt.missing(1) FROM ir_attachment WHERE name = 'COUNT 5.JPG';
\echo -- on the document, on the request, on either; several demands at once; as a link
SELECT gt.demand('[{"name": "note%", "on": "document"}, {"name": "sheet%", "on": "request"}, {"name": "pic_%", "count": 1}]'), gt.missing(1);
SELECT inventory_gov.evidence_demanded_text(1), inventory_gov.evidence_demanded_text(1, 'fr');
SELECT odoo_sim.attach('x_gov_request', 1, 'note.pdf', 'n', 8), odoo_sim.attach('stock.picking', 1, 'sheet.pdf', 's', 8), gt.missing(1);
SELECT odoo_sim.attach('stock.picking', 1, 'note.pdf', 'n', 8), odoo_sim.attach('x_gov_request', 1, 'sheet.pdf', 's', 8), gt.missing(1);
SELECT odoo_sim.create('ir_attachment', '[{"name": "pic 1", "res_model": "stock.move", "res_id": 1, "type": "url", "url": "https://example.com/1", "mimetype": "text/html"}]', 8), gt.missing(1);

\echo -- a product stays: only what was attached after the request counts, and only for one request
SELECT gt.only('adjustment_limit', '{"qty": 5}') \g /dev/null
SELECT gt.demand('[{"name": "count%"}]'), odoo_sim.attach('product.product', 7, 'count early.pdf', 'e', 8) AS early;
SELECT left(gt.attempt('SELECT odoo_sim.count(7, 8, 500, 8)'), 5), gt.missing(2);
SELECT odoo_sim.attach('product.product', 7, 'count now.pdf', 'now', 8) AS now, gt.missing(2);
SELECT gt.approve(2), gt.missing(2);
SELECT left(gt.attempt('SELECT odoo_sim.count(7, 8, 400, 8)'), 5), gt.missing(3);
UPDATE ir_attachment SET create_date = create_date + interval '1 hour' WHERE name = 'count now.pdf';
SELECT 'pinned for another', gt.missing(3);
UPDATE ir_attachment SET create_date = create_date + interval '1 hour' WHERE name = 'count early.pdf';
SELECT 'pinned for none', gt.missing(3);

\echo -- before validation: the approved operation is refused until it is there, then it is pinned in its own transaction
SELECT gt.only('adjustment_limit', '{"qty": 5}') \g /dev/null
SELECT gt.demand('[{"name": "signed%", "on": "request", "before": "validation"}]') \g /dev/null
SELECT left(gt.attempt('SELECT odoo_sim.count_many(ARRAY[21, 22], 21, ARRAY[2, 3], 8)'), 5), gt.missing(4), gt.missing(4, 'validation');
SELECT gt.approve(4);
SELECT gt.attempt('SELECT odoo_sim.count(21, 21, 2, 8)');
SELECT odoo_sim.attach('x_gov_request', 4, 'signed sheet.pdf', 'signed', 8) AS signed \gset
BEGIN;
SELECT gt.attempt('SELECT odoo_sim.count(21, 21, 2, 8)');
SELECT pinned_for, name, author, relied_on_by FROM inventory_gov.request_evidence WHERE attachment_id = :signed;
ROLLBACK;
SELECT count(*) AS after_a_rollback FROM inventory_gov.request_evidence WHERE attachment_id = :signed;
\echo -- in two operations, pinned once; again where it was replaced in between
SELECT gt.attempt('SELECT odoo_sim.count(21, 21, 2, 8)');
BEGIN;
SELECT gt.attempt('SELECT odoo_sim.count(22, 21, 3, 8)');
SELECT count(*) AS unchanged FROM inventory_gov.request_evidence WHERE attachment_id = :signed;
ROLLBACK;
SELECT odoo_sim.replace_attachment(:signed, 'other', 8) \g /dev/null
SELECT gt.attempt('SELECT odoo_sim.count(22, 21, 3, 8)');
SELECT count(*) AS replaced, count(DISTINCT checksum) AS contents FROM inventory_gov.request_evidence WHERE attachment_id = :signed;
\echo -- taken away after the approval: the operation is refused again
SELECT left(gt.attempt('SELECT odoo_sim.count(23, 21, 2, 8)'), 5), gt.approve(5);
SELECT odoo_sim.attach('x_gov_request', 5, 'signed.pdf', 'signed too', 8) AS signed \gset
SELECT odoo_sim.detach(:signed) \g /dev/null
SELECT gt.attempt('SELECT odoo_sim.count(23, 21, 2, 8)');
\echo -- where several policies of one request demand the same, it is said once
SELECT inventory_gov.create_policy('receipt_tolerance', 'Other', '{"over_pct": 5}', '{"product": 22}', state => 'active') \g /dev/null
SELECT inventory_gov.create_policy('receipt_tolerance', 'All', '{"over_pct": 5}', state => 'active') \g /dev/null
SELECT gt.demand('[{"mimetype": "image/%"}, {"count": 3, "mimetype": "image/%"}]'), left(gt.attempt('SELECT odoo_sim.receive_many(8, ARRAY[12, 12] || array_fill(10, ARRAY[18]), 8)'), 5);
SELECT gt.missing(max(id)) FROM inventory_gov.request;

\echo -- pinned as it is: what was demanded, and all that hangs on the request itself
SELECT gt.only('receipt_tolerance', '{"over_pct": 5}') \g /dev/null
SELECT gt.demand('[{"name": "note%", "on": "document"}, {"name": "photo%", "before": "validation"}]') \g /dev/null
SELECT left(gt.attempt('SELECT odoo_sim.receive(3, 60, 11)'), 5), gt.approve(7);
SELECT odoo_sim.attach('stock.picking', 3, 'note.pdf', 'delivery note', 11) AS note,
       odoo_sim.attach('stock.picking', 3, 'slip.pdf', 'not asked for', 11) AS slip,
       odoo_sim.attach('x_gov_request', 7, 'mail.eml', 'supplier confirms', 11, 'message/rfc822') AS mail \gset
SELECT gt.approve(7);
CREATE VIEW gt.evidence AS SELECT gt.mask(reference) AS reference, pinned_for, name, mimetype, file_size, left(checksum, 8) AS checksum, author, relied_on_by, attached_at <= pinned_at AS attached_before, res_model, res_id, state
  FROM inventory_gov.request_evidence ORDER BY id;
SELECT * FROM gt.evidence WHERE reference LIKE '%7';
SELECT split_part(gt.attempt('UPDATE inventory_gov.evidence SET checksum = NULL'), E'\n', 1);
SELECT split_part(gt.attempt('DELETE FROM inventory_gov.evidence'), E'\n', 1);

\echo -- taken away between two approvals: the second is refused
UPDATE inventory_gov.policy SET levels = '[{"tier": 1, "approver": "group:stock.group_stock_manager", "need": 2}]' WHERE state = 'active';
SELECT left(gt.attempt('SELECT odoo_sim.receive(5, 120, 8)'), 5);
SELECT odoo_sim.attach('stock.picking', 5, 'note 5.pdf', 'five', 8) AS five \gset
SELECT gt.approve(8);
SELECT odoo_sim.detach(:five) \g /dev/null
SELECT gt.approve(8, 10);
SELECT odoo_sim.attach('stock.picking', 5, 'note 5 again.pdf', 'five', 8) AS again \gset
SELECT gt.approve(8, 10);
SELECT name, relied_on_by FROM inventory_gov.request_evidence WHERE request_id = 8 ORDER BY id;

\echo -- scanned: what was replaced between the two operations above
SELECT inventory_gov.scan_evidence();
\echo -- replaced, renamed, moved to another record: one finding each
SELECT odoo_sim.replace_attachment(:note, 'forged note', 8) \g /dev/null
SELECT odoo_sim.write('ir_attachment', ARRAY[:mail], '{"res_model": "stock.picking", "res_id": 5}', 9) \g /dev/null
SELECT inventory_gov.scan_evidence(), inventory_gov.scan_evidence();
CREATE VIEW gt.cases AS SELECT kind, severity, gt.mask(title) AS title, state, gt.mask(request) AS request, "user", detail -> 'now' ->> 'name' AS name_now FROM inventory_gov.cases ORDER BY id;
SELECT * FROM gt.cases;
\echo -- deleted
SELECT odoo_sim.detach(id) FROM ir_attachment WHERE name = 'count now.pdf' \g /dev/null
SELECT inventory_gov.scan_evidence(), inventory_gov.scan_evidence();
SELECT * FROM gt.cases WHERE kind = 'evidence_lost';
SELECT name, state FROM gt.evidence;
\echo -- closed, it is not found again; changed once more it is; back as it was it is not
SELECT inventory_gov.close_finding(id, 'better scan of the same note', 10) FROM inventory_gov.cases \g /dev/null
SELECT inventory_gov.scan_evidence();
SELECT odoo_sim.write('ir_attachment', ARRAY[:note], '{"name": "renamed.pdf"}', 11) \g /dev/null
SELECT inventory_gov.scan_evidence();
SELECT * FROM gt.cases WHERE state = 'open';
SELECT inventory_gov.close_finding(max(id), 'named back', 10) FROM inventory_gov.cases \g /dev/null
SELECT odoo_sim.write('ir_attachment', ARRAY[:note], '{"name": "note.pdf"}', 11), odoo_sim.replace_attachment(:note, 'delivery note', 11) \g /dev/null
SELECT inventory_gov.scan_evidence();
\echo -- the table of attachments gone: nothing is lost that cannot be read
BEGIN;
ALTER TABLE ir_attachment RENAME TO elsewhere;
SELECT inventory_gov.scan_evidence(), gt.missing(7);
ROLLBACK;
\set file :abs_srcdir '/sql/include/end.sql'
\i :file
