-- Evidence: the attachments policies demand, what counts as one, what a decision relied on, and what became of it since.
-- Functions that look are STABLE, so that they see what their caller's statement sees: the gate works in a
-- transaction of Odoo that may be older than the approval, and asks with the latest snapshot.

CREATE FUNCTION check_evidence_item(item jsonb) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE
        WHEN jsonb_typeof(item) <> 'object' THEN format('%s is no object', item)
        WHEN unknown IS NOT NULL THEN format('unknown key "%s"; keys are count, name, mimetype, on, before', unknown)
        WHEN item ? 'count' AND COALESCE(item ->> 'count', '') !~ '^([1-9]|[1-9][0-9]|100)$'
            THEN format('count is %s; it must be a whole number from 1 to 100', item -> 'count')
        WHEN pattern IS NOT NULL THEN format('%s is %s; it must be a pattern such as "%%count%%": text that is not empty, without a backslash', pattern, item -> pattern)
        WHEN item ? 'on' AND COALESCE(item ->> 'on', '') NOT IN ('document', 'request', 'either')
            THEN format('on is %s; it must be document, request or either', item -> 'on')
        WHEN item ? 'before' AND COALESCE(item ->> 'before', '') NOT IN ('approval', 'validation')
            THEN format('before is %s; it must be approval or validation', item -> 'before')
    END
      FROM (SELECT (SELECT min(k) FROM jsonb_object_keys(CASE jsonb_typeof(item) WHEN 'object' THEN item ELSE '{}' END) k
                     WHERE k NOT IN ('count', 'name', 'mimetype', 'on', 'before')),
                   (SELECT min(k) FROM unnest('{name,mimetype}'::text[]) k
                     WHERE item ? k AND (jsonb_typeof(item -> k) <> 'string' OR btrim(item ->> k) = '' OR strpos(item ->> k, '\') > 0))
           ) found(unknown, pattern)
$$;
COMMENT ON FUNCTION check_evidence_item(jsonb) IS 'What is wrong with one element of policy.evidence; null where nothing is. Internal.';

CREATE FUNCTION check_evidence(evidence jsonb) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE WHEN COALESCE(jsonb_typeof(evidence), 'null') <> 'array'
        THEN format('evidence is %s; it must be an array of objects such as [{"name": "%%count%%", "before": "approval"}]', COALESCE(evidence, 'null'))
        ELSE (SELECT format('evidence, element %s: %s', i.n, e.problem)
                FROM jsonb_array_elements(evidence) WITH ORDINALITY AS i(item, n), inventory_gov.check_evidence_item(i.item) AS e(problem)
               WHERE e.problem IS NOT NULL ORDER BY i.n LIMIT 1) END
$$;
COMMENT ON FUNCTION check_evidence(jsonb) IS 'What is wrong with a value of policy.evidence: key, value and what is allowed; null where nothing is. Internal.';

-- A transfer, a move or a scrap is made for one operation. Lots, products and stock stay: what hung on them
-- before the request was made is not about it.
CREATE FUNCTION evidence_records(request_id bigint)
    RETURNS TABLE (res_model text, res_id bigint, place text, lasting boolean, created_at timestamptz)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT 'x_gov_request', r.id, 'request', false, r.created_at
      FROM inventory_gov.request r WHERE r.id = evidence_records.request_id
    UNION
    SELECT d.res_model, d.res_id, 'document', d.res_model NOT IN ('stock.picking', 'stock.move', 'stock.scrap'), r.created_at
      FROM inventory_gov.request r
      LEFT JOIN inventory_gov.request_line l ON l.request_id = r.id,
           LATERAL (VALUES ('stock.picking', r.picking_id::bigint), ('stock.picking', l.picking_id::bigint),
                           ('stock.lot', r.lot_id::bigint), ('stock.lot', l.lot_id::bigint),
                           ('product.product', r.product_id::bigint), ('product.product', l.product_id::bigint),
                           (r.model, r.record_id), (l.model, l.record_id)) AS d(res_model, res_id)
     WHERE r.id = evidence_records.request_id AND d.res_model IS NOT NULL AND d.res_id IS NOT NULL
$$;
COMMENT ON FUNCTION evidence_records(bigint) IS
'Records of Odoo whose attachments can be evidence of a request: the request itself, and the documents it names. lasting: the record outlives the operation. Internal.';

CREATE FUNCTION evidence_attached(request_id bigint)
    RETURNS TABLE (attachment_id integer, res_model text, res_id bigint, name text, mimetype text, file_size bigint, checksum text,
                   author_id integer, author_name text, attached_at timestamptz, place text, content text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT a.id, a.res_model, a.res_id, a.name, a.mimetype, a.file_size, a.checksum,
           a.author_id, a.author_name, a.attached_at, d.place, COALESCE(a.checksum, a.url, a.id::text)
      FROM jsonb_to_recordset(CASE WHEN inventory_gov.odoo_has('ir_attachment') THEN inventory_gov.odoo_run(
           'SELECT a.id, a.res_model, a.res_id, a.name, a.mimetype, a.file_size, a.checksum, a.url,
                   a.create_uid AS author_id, p.name AS author_name, a.create_date AT TIME ZONE ''UTC'' AS attached_at
              FROM jsonb_to_recordset($1) AS d(res_model text, res_id integer)
              JOIN public.ir_attachment a ON a.res_model = d.res_model AND a.res_id = d.res_id
              LEFT JOIN public.res_users u ON u.id = a.create_uid
              LEFT JOIN public.res_partner p ON p.id = u.partner_id
             WHERE a.res_field IS NULL AND (a.type = ''url'' OR a.type = ''binary'' AND a.file_size > 0)',
           (SELECT jsonb_agg(d) FROM inventory_gov.evidence_records(evidence_attached.request_id) d)) END)
           AS a(id integer, res_model text, res_id bigint, name text, mimetype text, file_size bigint, checksum text,
                url text, author_id integer, author_name text, attached_at timestamptz)
      JOIN inventory_gov.evidence_records(evidence_attached.request_id) d ON d.res_model = a.res_model AND d.res_id = a.res_id
     WHERE NOT d.lasting
        OR a.attached_at >= d.created_at
           AND NOT EXISTS (SELECT FROM inventory_gov.evidence e
                            WHERE e.attachment_id = a.id AND e.request_id <> evidence_attached.request_id)
$$;
COMMENT ON FUNCTION evidence_attached(bigint) IS
'Attachments that count as evidence of a request now. On a lot, a product or other lasting record only those made after the request, and pinned for no other. Internal.';

CREATE FUNCTION evidence_demanded(request_id bigint, before text)
    RETURNS TABLE (need integer, name text, mimetype text, place text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT DISTINCT COALESCE((d ->> 'count')::integer, 1), d ->> 'name', d ->> 'mimetype', COALESCE(d ->> 'on', 'either')
      FROM inventory_gov.request_line l
      JOIN inventory_gov.policy p ON p.id = l.policy_id, jsonb_array_elements(p.evidence) d
     WHERE l.request_id = evidence_demanded.request_id AND COALESCE(d ->> 'before', 'approval') = evidence_demanded.before
       AND NOT (before = 'validation' AND EXISTS (SELECT FROM inventory_gov.override o WHERE o.request_id = l.request_id))
$$;
COMMENT ON FUNCTION evidence_demanded(bigint, text) IS 'Attachments that the policies of a request demand, as they stand now. before: approval, or validation, for which an overridden request needs none. Internal.';

CREATE FUNCTION evidence_kind_text(lang text, name text, mimetype text, place text) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT concat_ws(', ',
        CASE WHEN name IS NOT NULL THEN inventory_gov.say(lang, 'named "%1$s"', translate(name, '%_', '*?')) END,
        CASE WHEN mimetype IS NOT NULL THEN inventory_gov.say(lang, 'of type %1$s', translate(mimetype, '%_', '*?')) END,
        CASE place WHEN 'document' THEN inventory_gov.say(lang, 'attached to the document')
                   WHEN 'request' THEN inventory_gov.say(lang, 'attached to the request')
                   ELSE inventory_gov.say(lang, 'attached to the document or the request') END)
$$;
COMMENT ON FUNCTION evidence_kind_text(text, text, text, text) IS 'What counts for a demand for evidence, in words. Internal.';

CREATE FUNCTION evidence_wanted_text(lang text, need integer, have bigint, name text, mimetype text, place text) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT concat_ws(', ', inventory_gov.say(lang, '%1$s of %2$s files', have::text, need::text), inventory_gov.evidence_kind_text(lang, name, mimetype, place))
$$;
COMMENT ON FUNCTION evidence_wanted_text(text, integer, bigint, text, text, text) IS 'One unmet demand for evidence in words. Internal.';

CREATE FUNCTION evidence_demanded_text(request_id bigint, lang text DEFAULT 'en') RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT string_agg(concat_ws(', ', inventory_gov.say(lang, 'files: %1$s', d.need::text),
                                inventory_gov.evidence_kind_text(lang, d.name, d.mimetype, d.place),
                                CASE b.before WHEN 'approval' THEN inventory_gov.say(lang, 'before approval')
                                              ELSE inventory_gov.say(lang, 'before validation') END),
                      '; ' ORDER BY b.before, d.name, d.mimetype, d.place)
      FROM unnest('{approval,validation}'::text[]) AS b(before), inventory_gov.evidence_demanded(evidence_demanded_text.request_id, b.before) d
$$;
COMMENT ON FUNCTION evidence_demanded_text(bigint, text) IS 'What evidence a request takes before its approval and before validation, in words of the language, whether it is there or not; null where none. Reads nothing of Odoo. Internal.';

CREATE FUNCTION evidence_state(request_id bigint, before text, lang text DEFAULT 'en', OUT missing text, OUT attachments jsonb)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    WITH attached AS MATERIALIZED (SELECT * FROM inventory_gov.evidence_attached(evidence_state.request_id)),
    demanded AS (SELECT * FROM inventory_gov.evidence_demanded(evidence_state.request_id, before)),
    met AS (
        SELECT d.*, a.attachment_id, a.content
          FROM demanded d
          LEFT JOIN attached a ON (d.name IS NULL OR a.name ILIKE d.name) AND (d.mimetype IS NULL OR a.mimetype ILIKE d.mimetype)
                              AND d.place IN ('either', a.place)),
    counted AS (
        SELECT need, name, mimetype, place, count(DISTINCT content) AS have
          FROM met GROUP BY need, name, mimetype, place)
    SELECT (SELECT string_agg(inventory_gov.evidence_wanted_text(lang, need, have, name, mimetype, place), '; ' ORDER BY name, mimetype, place)
              FROM counted WHERE have < need),
           (SELECT jsonb_agg(a ORDER BY a.attachment_id)
              FROM attached a
             WHERE (a.attachment_id IN (SELECT m.attachment_id FROM met m) OR before = 'approval' AND a.place = 'request')
               AND NOT (before = 'validation'
                        AND EXISTS (SELECT FROM inventory_gov.evidence e
                                     WHERE e.request_id = evidence_state.request_id AND e.pinned_for = 'validation'
                                       AND e.attachment_id = a.attachment_id AND e.checksum IS NOT DISTINCT FROM a.checksum)))
$$;
COMMENT ON FUNCTION evidence_state(bigint, text, text) IS
'What a request lacks of the evidence due before approval or validation, in words of the language, null where nothing; and the attachments to pin: those demanded, for an approval also all on the request itself, for a validation those not pinned yet. The same content attached twice counts once. Internal.';

CREATE FUNCTION store_evidence(request_id bigint, decision_id bigint, pinned_for text, attachments jsonb) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    n integer;
BEGIN
    INSERT INTO inventory_gov.evidence (request_id, decision_id, pinned_for, attachment_id, res_model, res_id, name, mimetype,
                file_size, checksum, author_id, author_name, attached_at)
    SELECT store_evidence.request_id, store_evidence.decision_id, store_evidence.pinned_for, f.attachment_id, f.res_model, f.res_id,
           f.name, f.mimetype, f.file_size, f.checksum, f.author_id, f.author_name, f.attached_at
      FROM jsonb_populate_recordset(NULL::inventory_gov.evidence, attachments) f;
    GET DIAGNOSTICS n = ROW_COUNT;
    RETURN n;
END
$$;
COMMENT ON FUNCTION store_evidence(bigint, bigint, text, jsonb) IS 'Pins attachments that evidence_state() found; returns how many. Internal.';

-- Does not look by itself: it writes, so is volatile, and would see no more than Odoo's transaction does.
CREATE FUNCTION evidence_for_validation(request_id bigint, missing text, attachments jsonb) RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF missing IS NULL THEN
        PERFORM inventory_gov.store_evidence(request_id, NULL, 'validation', attachments);
    END IF;
    RETURN missing;
END
$$;
COMMENT ON FUNCTION evidence_for_validation(bigint, text, jsonb) IS
'Pins what evidence_state() found where an approved operation is done and nothing is missing; else returns what is. For the gate, which holds the request''s lock. Internal.';

-- What became of it ----------------------------------------------------------

-- Compared where the attachments are, so that only what differs comes back.
CREATE FUNCTION evidence_changes(pins jsonb)
    RETURNS TABLE (attachment_id integer, request_id bigint, reference text, kind text, name text, "user" integer, company_id integer, pinned jsonb, now jsonb)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    WITH changed AS MATERIALIZED (
        SELECT c.id, c.write_uid, c.now, CASE WHEN c.now IS NULL THEN 'evidence_lost' ELSE 'evidence_replaced' END AS kind
          FROM jsonb_to_recordset(inventory_gov.odoo_run(
            'SELECT p.id, a.write_uid,
                    CASE WHEN a.id IS NOT NULL THEN jsonb_build_object(''name'', a.name, ''file_size'', a.file_size, ''checksum'', a.checksum,
                                                                       ''res_model'', a.res_model, ''res_id'', a.res_id) END AS now
               FROM jsonb_to_recordset($1) AS p(id bigint, attachment_id integer, name text, file_size bigint, checksum text,
                                                res_model text, res_id bigint)
               LEFT JOIN public.ir_attachment a ON a.id = p.attachment_id AND a.res_field IS NULL
              WHERE a.id IS NULL
                 OR (a.name, a.file_size, a.checksum, a.res_model, a.res_id)
                    IS DISTINCT FROM (p.name, p.file_size, p.checksum, p.res_model, p.res_id)', pins))
               AS c(id bigint, write_uid integer, now jsonb))
    SELECT DISTINCT ON (e.attachment_id) e.attachment_id, e.request_id, COALESCE(r.reference, e.document), c.kind, e.name, c.write_uid, COALESCE(r.company_id, e.company_id),
           jsonb_build_object('name', e.name, 'file_size', e.file_size, 'checksum', e.checksum, 'res_model', e.res_model, 'res_id', e.res_id),
           c.now
      FROM changed c
      JOIN inventory_gov.evidence e ON e.id = c.id
      LEFT JOIN inventory_gov.request r ON r.id = e.request_id
     WHERE NOT EXISTS (SELECT FROM inventory_gov.finding f
                        WHERE f.kind = c.kind AND f.key = e.attachment_id::text
                          AND (f.closed_at IS NULL OR f.detail -> 'now' = COALESCE(c.now, 'null')))
     ORDER BY e.attachment_id, e.id DESC
$$;
COMMENT ON FUNCTION evidence_changes(jsonb) IS
'Of these rows of evidence those whose attachment is gone or no longer what was pinned, one an attachment, unless a finding has told it: one that is open, or one closed about the same state. Internal.';

CREATE FUNCTION scan_evidence() RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    batch_size constant integer := 10000;
    pins   jsonb;
    c      record;
    opened integer := 0;
BEGIN
    IF NOT inventory_gov.odoo_has('ir_attachment') THEN
        RETURN 0;
    END IF;
    FOR pins IN
        SELECT jsonb_agg(jsonb_build_object('id', p.id, 'attachment_id', p.attachment_id, 'name', p.name, 'file_size', p.file_size,
                                            'checksum', p.checksum, 'res_model', p.res_model, 'res_id', p.res_id))
          FROM (SELECT e.*, (row_number() OVER (ORDER BY e.id) - 1) / batch_size AS n
                  FROM inventory_gov.evidence e
                 WHERE NOT EXISTS (SELECT FROM inventory_gov.finding f WHERE f.kind = 'evidence_lost' AND f.key = e.attachment_id::text)) p
         GROUP BY p.n
    LOOP
        FOR c IN SELECT * FROM inventory_gov.evidence_changes(pins) LOOP
            PERFORM inventory_gov.open_finding(c.kind, c.attachment_id::text, 'high',
                format(CASE c.kind WHEN 'evidence_lost' THEN 'Evidence of %s is gone: %s' ELSE 'Evidence of %s was changed after it was relied on: %s' END,
                       c.reference, c.name),
                jsonb_build_object('attachment_id', c.attachment_id, 'pinned', c.pinned, 'now', c.now),
                request_id => c.request_id, user_id => c."user", company_id => c.company_id);
            opened := opened + 1;
        END LOOP;
    END LOOP;
    RETURN opened;
END
$$;
COMMENT ON FUNCTION scan_evidence() IS
'Looks whether pinned attachments are still there and unchanged (name, size, checksum, record) and opens findings evidence_lost and evidence_replaced; returns how many. All evidence, 10,000 rows to a query of Odoo''s tables.';

CREATE VIEW request_evidence AS
SELECT e.id, r.reference, e.request_id, e.pinned_for, e.name, e.mimetype, e.file_size, e.checksum, e.author_name AS author, e.author_id,
       e.attached_at, e.pinned_at, d.user_name AS relied_on_by, d.user_id AS relied_on_by_id, e.res_model, e.res_id, e.attachment_id,
       COALESCE((SELECT CASE f.kind WHEN 'evidence_lost' THEN 'lost' ELSE 'replaced' END
                   FROM finding f
                  WHERE f.kind IN ('evidence_lost', 'evidence_replaced') AND f.key = e.attachment_id::text
                  ORDER BY f.id DESC LIMIT 1), 'kept') AS state
  FROM evidence e
  JOIN request r ON r.id = e.request_id
  LEFT JOIN decision d ON d.id = e.decision_id;
COMMENT ON VIEW request_evidence IS 'Attachments that decisions, or the operations themselves (relied_on_by null), relied on, as they were then; state: kept, lost or replaced, as the last scan found it';
