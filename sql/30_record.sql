-- The one way records are written: by the recorder for refused operations, in the
-- operation's own transaction for those that go on.

CREATE FUNCTION record(key uuid, payload jsonb) RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    wanted    jsonb := payload -> 'request';
    asked_for bigint;
    ref       text := '';
BEGIN
    -- Submitted again after an unknown outcome: it was recorded, say as what.
    SELECT COALESCE(r.reference, '') INTO ref
      FROM inventory_gov.attempt a LEFT JOIN inventory_gov.request r ON r.id = a.request_id
     WHERE a.key = record.key;
    IF FOUND THEN
        RETURN ref;
    END IF;
    ref := '';

    IF wanted IS NOT NULL THEN
        SELECT r.id, r.reference INTO asked_for, ref
          FROM inventory_gov.request r
         WHERE r.fingerprint = wanted ->> 'fingerprint' AND r.state = 'pending'
           AND r.expires_at > clock_timestamp()
         ORDER BY r.id LIMIT 1;
        IF NOT FOUND THEN
            asked_for := nextval('inventory_gov.request_id_seq');
            ref := format('GOV/%s/%s', to_char(clock_timestamp(), 'YYYY'),
                          CASE WHEN asked_for < 100000 THEN lpad(asked_for::text, 5, '0')
                               ELSE asked_for::text END);
            -- What all lines have in common is the request's, too.
            INSERT INTO inventory_gov.request (id, reference, fingerprint, title, document,
                        company_id, requester_id, requester_name, expires_at, previous_id,
                        model, record_id, picking_id, product_id, lot_id, warehouse_id)
            SELECT asked_for, ref, wanted ->> 'fingerprint', wanted ->> 'title',
                   wanted ->> 'document', (wanted ->> 'company_id')::integer,
                   (wanted ->> 'requester_id')::integer, wanted ->> 'requester_name',
                   clock_timestamp() + make_interval(secs => (wanted ->> 'valid_seconds')::float8),
                   (SELECT max(r.id) FROM inventory_gov.request r WHERE r.fingerprint = wanted ->> 'fingerprint'),
                   min(l.model),
                   CASE WHEN min(l.record_id) = max(l.record_id) THEN min(l.record_id) END,
                   CASE WHEN min(l.picking_id) = max(l.picking_id) THEN min(l.picking_id) END,
                   CASE WHEN min(l.product_id) = max(l.product_id) THEN min(l.product_id) END,
                   CASE WHEN min(l.lot_id) = max(l.lot_id) AND count(l.lot_id) = count(*) THEN min(l.lot_id) END,
                   CASE WHEN min(l.warehouse_id) = max(l.warehouse_id) THEN min(l.warehouse_id) END
              FROM jsonb_to_recordset(wanted -> 'lines') AS l(model text, record_id bigint,
                   picking_id integer, product_id integer, lot_id integer, warehouse_id integer);
            INSERT INTO inventory_gov.request_line (request_id, control, subject, policy_id,
                        policy_version, approver_group, deviation_qty, deviation_value, unit,
                        product_id, product_name, document, message, measure, measured, limit_value,
                        limit_unit, expected_qty, actual_qty, deviation_pct, model, record_id,
                        picking_id, warehouse_id, category_id, location_id, location_name, lot_id,
                        lot_name, partner_id, partner_name, counter_id, counter_name, order_name,
                        details)
            SELECT asked_for, l.control, l.subject, l.policy_id, l.policy_version, l.approver_group,
                   l.deviation_qty, l.deviation_value, l.unit, l.product_id, l.product_name, l.document,
                   l.message, l.measure, l.measured, l.limit_value, l.limit_unit, l.expected_qty,
                   l.actual_qty, l.deviation_pct, l.model, l.record_id, l.picking_id, l.warehouse_id,
                   l.category_id, l.location_id, l.location_name, l.lot_id, l.lot_name, l.partner_id,
                   l.partner_name, l.counter_id, l.counter_name, l.order_name, l.details
              FROM jsonb_populate_recordset(NULL::inventory_gov.request_line, wanted -> 'lines') l;
            INSERT INTO inventory_gov.event (kind, subject, payload)
            VALUES ('request.created', ref, wanted - '{fingerprint,hints}'::text[]);
            PERFORM inventory_gov.open_request(asked_for, COALESCE(wanted -> 'hints', '{}'));
        END IF;
    END IF;

    INSERT INTO inventory_gov.attempt (key, request_id) VALUES (record.key, asked_for);
    INSERT INTO inventory_gov.violation (attempt, request_id, outcome, override_id, pause_id, control, policy_id,
                policy_name, policy_version, enforcement, measure, measured, limit_value, unit,
                expected_qty, actual_qty, deviation_qty, deviation_pct, deviation_value, message,
                subject, model, record_id, document, picking_id, order_name, order_line_id,
                product_id, product_name, location_id, location_name, lot_id, lot_name, partner_id,
                partner_name, company_id, warehouse_id, actor_id, actor_name, session_user_name,
                client_address, application_name, backend_pid, xid, details)
    SELECT record.key, COALESCE(asked_for, (j ->> 'request_id')::bigint), v.*, s.*, j -> 'details'
      FROM jsonb_array_elements(payload -> 'violations') AS j,
           jsonb_to_record(j) AS v(outcome text, override_id bigint, pause_id bigint, control text,
           policy_id integer, policy_name text, policy_version integer, enforcement text,
           measure text, measured numeric, limit_value numeric, unit text, expected_qty numeric,
           actual_qty numeric, deviation_qty numeric, deviation_pct numeric,
           deviation_value numeric, message text, subject text, model text, record_id bigint,
           document text, picking_id integer, order_name text, order_line_id integer,
           product_id integer, product_name text, location_id integer, location_name text,
           lot_id integer, lot_name text, partner_id integer, partner_name text,
           company_id integer, warehouse_id integer, actor_id integer, actor_name text),
           jsonb_to_record(payload -> 'session') AS s(session_user_name name, client_address text,
           application_name text, backend_pid integer, xid xid8);
    IF payload -> 'violations' @> '[{"control": "quality_gate", "outcome": "refused"}]' THEN
        PERFORM inventory_gov.ask_missing_checks(payload -> 'violations');
    END IF;
    INSERT INTO inventory_gov.event (kind, subject, payload)
    VALUES ('violation.recorded', COALESCE(NULLIF(ref, ''), record.key::text),
            jsonb_build_object('attempt', record.key, 'request', NULLIF(ref, ''),
                               'violations', payload -> 'violations'));
    RETURN ref;
END
$$;
COMMENT ON FUNCTION record(uuid, jsonb) IS
'Stores violations, and for a refusal that can be approved the request with its lines; returns the reference of the request or an empty text. key makes a repeated call return the first one''s answer. Internal.';

CREATE FUNCTION line_text(line request_line, lang text) RETURNS text
    LANGUAGE c STABLE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'inventory_gov_line_text';
COMMENT ON FUNCTION line_text(request_line, text) IS 'What a line of a request asks for, in a language; its message is the same in English. Internal.';
