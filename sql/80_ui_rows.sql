-- What Odoo's screens read: one view for each published model, with the columns Odoo wants.
-- publish_odoo_ui() puts a view of the same name over each into schema public. They read our
-- tables only; functions of ours that they call ui_place_views() lets Odoo's role call. A column that is
-- jsonb is a text by language, which Odoo takes as a translated field.
-- Odoo keeps UTC in timestamps without zone, to the second.

CREATE VIEW x_gov_request AS
SELECT r.id, r.requester_id AS create_uid, date_trunc('second', r.created_at AT TIME ZONE 'UTC') AS create_date,
       COALESCE(r.decided_by, r.requester_id) AS write_uid,
       date_trunc('second', COALESCE(r.decided_at, r.created_at) AT TIME ZONE 'UTC') AS write_date,
       r.reference AS x_name, v.state AS x_state, inventory_gov.ui_title(r.id) AS x_title, r.document AS x_document,
       r.picking_id AS x_picking_id, r.product_id AS x_product_id, r.lot_id AS x_lot_id,
       r.warehouse_id AS x_warehouse_id, r.company_id AS x_company_id, r.requester_id AS x_requester_id,
       r.previous_id AS x_previous_id, v.attempts::integer AS x_attempts,
       l.control AS x_control, l.policies AS x_policies, l.value AS x_value, l.qty AS x_qty, l.pct AS x_pct,
       date_trunc('second', r.created_at AT TIME ZONE 'UTC') AS x_requested_at,
       date_trunc('second', r.expires_at AT TIME ZONE 'UTC') AS x_expires_at,
       v.waiting_for AS x_waiting_for, date_trunc('second', v.due_at AT TIME ZONE 'UTC') AS x_due_at, v.overdue AS x_overdue,
       date_trunc('second', r.decided_at AT TIME ZONE 'UTC') AS x_decided_at,
       r.decided_by AS x_decided_by_id, r.decision_note AS x_decision_note,
       v.state = 'pending' AS x_is_pending, v.state = 'approved' AS x_is_approved,
       v.state = 'pending' AND l.overridable AS x_is_overridable,
       CASE WHEN v.state IN ('pending', 'approved') THEN inventory_gov.ui_evidence_demanded(r.id) END AS x_evidence_demanded,
       d.note AS x_note, d.user_id AS x_note_by_id, NULL::text AS x_decision,
       v.state = 'pending' AND w.operation IS NOT NULL AS x_wants_reason, w.operation AS x_reason_operation, w.reason_id AS x_reason_id, w.given AS x_reasons,
       inventory_gov.ui_history(r.id) AS x_history
  FROM inventory_gov.request r
  JOIN inventory_gov.requests v ON v.id = r.id
  LEFT JOIN LATERAL (
       SELECT min(rl.control) AS control, string_agg(DISTINCT p.name, ', ') AS policies,
              sum(abs(rl.deviation_value))::float8 AS value, sum(abs(rl.deviation_qty))::float8 AS qty,
              max(abs(rl.deviation_pct))::float8 AS pct,
              COALESCE(bool_and(p.override_group IS NOT NULL), false) AS overridable
         FROM inventory_gov.request_line rl LEFT JOIN inventory_gov.policy p ON p.id = rl.policy_id
        WHERE rl.request_id = r.id) l ON true
  LEFT JOIN LATERAL (
       SELECT (array_agg(n.note ORDER BY n.written_at DESC))[1] AS note, (array_agg(n.user_id ORDER BY n.written_at DESC))[1] AS user_id
         FROM inventory_gov.note_draft n WHERE n.view = 'x_gov_request' AND n.record_id = r.id) d ON true
  -- The reason is chosen on the form by the requester, kept like a note, and given by a button.
  LEFT JOIN LATERAL (
       SELECT (SELECT min(o.operation) FROM inventory_gov.request_line l, inventory_gov.reason_operation(l) o
                WHERE l.request_id = r.id AND NOT EXISTS (SELECT FROM inventory_gov.reason_given g WHERE g.request_line_id = l.id)) AS operation,
              (SELECT c.id FROM inventory_gov.note_draft n JOIN inventory_gov.reason c ON c.id::text = n.note
                WHERE n.view = 'x_gov_request/reason' AND n.record_id = r.id AND n.user_id = r.requester_id) AS reason_id,
              (SELECT string_agg(DISTINCT concat_ws(', ', g.code || ': ' || g.name, g.note), E'\n')
                 FROM inventory_gov.request_line l JOIN inventory_gov.reason_given g ON g.request_line_id = l.id WHERE l.request_id = r.id) AS given) w
       ON EXISTS (SELECT FROM inventory_gov.request_line l WHERE l.request_id = r.id AND l.control = 'reason_required');
COMMENT ON VIEW x_gov_request IS 'Approval requests as Odoo''s screens show them. x_note is the note last typed, x_reason_id the reason its requester has chosen, x_decision what a button writes.';

CREATE VIEW x_gov_request_asked AS
SELECT DISTINCT n.request_id AS x_request_id, n.user_id AS x_user_id
  FROM inventory_gov.notice n WHERE n.kind = 'decide';
COMMENT ON VIEW x_gov_request_asked IS 'Who has been asked to decide which request: Odoo''s link between requests and users';

CREATE VIEW x_gov_request_waiting AS
SELECT DISTINCT n.request_id AS x_request_id, n.user_id AS x_user_id
  FROM inventory_gov.notice n
  JOIN inventory_gov.request_step s ON s.id = n.step_id AND s.done_at IS NULL
  JOIN inventory_gov.requests r ON r.id = n.request_id AND r.state = 'pending'
 WHERE n.kind = 'decide' AND n.state NOT IN ('done', 'recalled');
COMMENT ON VIEW x_gov_request_waiting IS 'Whose decision which request waits for: Odoo''s link between requests and users';

CREATE VIEW x_gov_request_line AS
SELECT l.id, r.requester_id AS create_uid, date_trunc('second', r.created_at AT TIME ZONE 'UTC') AS create_date,
       r.requester_id AS write_uid, date_trunc('second', r.created_at AT TIME ZONE 'UTC') AS write_date,
       inventory_gov.ui_line_name(l.id) AS x_name, l.request_id AS x_request_id, l.control AS x_control, l.policy_id AS x_policy_id,
       l.product_id AS x_product_id, l.lot_id AS x_lot_id, l.picking_id AS x_picking_id,
       l.location_id AS x_location_id, l.partner_id AS x_partner_id, l.document AS x_document, l.unit AS x_unit,
       l.expected_qty::float8 AS x_expected_qty, l.actual_qty::float8 AS x_actual_qty,
       l.deviation_qty::float8 AS x_deviation_qty, l.deviation_pct::float8 AS x_deviation_pct,
       l.deviation_value::float8 AS x_deviation_value, l.measured::float8 AS x_measured,
       l.limit_value::float8 AS x_limit_value, l.limit_unit AS x_limit_unit, l.counter_id AS x_counter_id,
       g.request_line_id IS NOT NULL AS x_used, date_trunc('second', g.used_at AT TIME ZONE 'UTC') AS x_used_at,
       g.actor_id AS x_used_by_id
  FROM inventory_gov.request_line l
  JOIN inventory_gov.request r ON r.id = l.request_id
  LEFT JOIN inventory_gov.grant_use g ON g.request_line_id = l.id;
COMMENT ON VIEW x_gov_request_line IS 'What each request asks to allow, as Odoo''s screens show it';

CREATE VIEW x_gov_request_step AS
SELECT s.id, r.requester_id AS create_uid, date_trunc('second', r.created_at AT TIME ZONE 'UTC') AS create_date,
       r.requester_id AS write_uid, date_trunc('second', COALESCE(s.done_at, s.opened_at, r.created_at) AT TIME ZONE 'UTC') AS write_date,
       inventory_gov.ui_step_name(s.id) AS x_name, s.request_id AS x_request_id, s.tier AS x_tier,
       CASE WHEN s.done_at IS NOT NULL THEN 'done' WHEN s.opened_at IS NULL THEN 'waiting'
            WHEN s.due_at <= statement_timestamp() THEN 'overdue' ELSE 'open' END AS x_state,
       s.need AS x_need, d.given::integer AS x_given, d.names AS x_decided_by,
       date_trunc('second', s.opened_at AT TIME ZONE 'UTC') AS x_opened_at,
       date_trunc('second', s.due_at AT TIME ZONE 'UTC') AS x_due_at,
       date_trunc('second', s.escalated_at AT TIME ZONE 'UTC') AS x_escalated_at,
       date_trunc('second', s.done_at AT TIME ZONE 'UTC') AS x_done_at
  FROM inventory_gov.request_step s
  JOIN inventory_gov.request r ON r.id = s.request_id
  CROSS JOIN LATERAL (
       SELECT count(*) AS given, string_agg(x.user_name, ', ' ORDER BY x.id) AS names
         FROM inventory_gov.decision x WHERE x.step_id = s.id AND x.verdict = 'approve') d;
COMMENT ON VIEW x_gov_request_step IS 'Who has to approve a request, tier by tier, as Odoo''s screens show it';

CREATE VIEW x_gov_step_asked AS
SELECT DISTINCT n.step_id AS x_step_id, n.user_id AS x_user_id
  FROM inventory_gov.notice n WHERE n.kind = 'decide' AND n.step_id IS NOT NULL;
COMMENT ON VIEW x_gov_step_asked IS 'Who has been asked at which step: Odoo''s link between steps and users';

CREATE VIEW x_gov_evidence AS
SELECT e.id, e.author_id AS create_uid, date_trunc('second', e.pinned_at AT TIME ZONE 'UTC') AS create_date,
       e.author_id AS write_uid, date_trunc('second', e.pinned_at AT TIME ZONE 'UTC') AS write_date,
       e.name AS x_name, e.request_id AS x_request_id, e.pinned_for AS x_pinned_for, e.relied_on_by AS x_relied_on_by,
       e.mimetype AS x_mimetype, e.file_size AS x_file_size, e.checksum AS x_checksum, e.author AS x_author, e.state AS x_state,
       date_trunc('second', e.attached_at AT TIME ZONE 'UTC') AS x_attached_at,
       date_trunc('second', e.pinned_at AT TIME ZONE 'UTC') AS x_pinned_at
  FROM inventory_gov.request_evidence e;
COMMENT ON VIEW x_gov_evidence IS 'Attachments decisions relied on, as Odoo''s screens show them';

CREATE VIEW x_gov_violation AS
SELECT v.id, v.actor_id AS create_uid, date_trunc('second', v.recorded_at AT TIME ZONE 'UTC') AS create_date,
       v.actor_id AS write_uid, date_trunc('second', v.recorded_at AT TIME ZONE 'UTC') AS write_date,
       v.message AS x_name, date_trunc('second', v.recorded_at AT TIME ZONE 'UTC') AS x_recorded_at,
       CASE WHEN v.outcome = 'granted' AND EXISTS (SELECT FROM inventory_gov.override o WHERE o.request_id = v.request_id) THEN 'overridden'
            ELSE v.outcome END AS x_outcome, v.control AS x_control, v.policy_id AS x_policy_id, v.policy_version AS x_policy_version,
       v.request_id AS x_request_id, v.measured::float8 AS x_measured, v.limit_value::float8 AS x_limit_value,
       v.unit AS x_limit_unit, v.expected_qty::float8 AS x_expected_qty, v.actual_qty::float8 AS x_actual_qty,
       v.deviation_qty::float8 AS x_deviation_qty, v.deviation_pct::float8 AS x_deviation_pct,
       v.deviation_value::float8 AS x_deviation_value, abs(v.deviation_value)::float8 AS x_value,
       v.document AS x_document, v.picking_id AS x_picking_id, v.product_id AS x_product_id, v.lot_id AS x_lot_id,
       v.location_id AS x_location_id, v.partner_id AS x_partner_id, v.company_id AS x_company_id,
       v.warehouse_id AS x_warehouse_id, v.actor_id AS x_actor_id
  FROM inventory_gov.violation v;
COMMENT ON VIEW x_gov_violation IS 'Breaches of policies as Odoo''s screens show them. What the override of its request let through shows as overridden, not as granted.';

CREATE VIEW x_gov_policy AS
SELECT p.id, NULL::integer AS create_uid, date_trunc('second', p.changed_at AT TIME ZONE 'UTC') AS create_date,
       NULL::integer AS write_uid, date_trunc('second', p.changed_at AT TIME ZONE 'UTC') AS write_date,
       p.name AS x_name, p.control AS x_control, p.state AS x_state, p.enforcement AS x_enforcement,
       p.limits::text AS x_limits, NULLIF(p.scope, '{}')::text AS x_scope,
       jsonb_pretty(NULLIF(p.levels, '[]')) AS x_levels, jsonb_pretty(NULLIF(p.evidence, '[]')) AS x_evidence, array_to_string(p.separate, ', ') AS x_separate,
       COALESCE(p.approver_group, 'stock.group_stock_manager') AS x_approver_group, p.override_group AS x_override_group,
       p.note_required AS x_note_required, p.request_validity::text AS x_validity, p.version AS x_version,
       date_trunc('second', p.changed_at AT TIME ZONE 'UTC') AS x_changed_at, p.changed_by::text AS x_changed_by,
       p.note AS x_remark
  FROM inventory_gov.policy p;
COMMENT ON VIEW x_gov_policy IS 'Policies as Odoo''s screens show them';

CREATE VIEW x_gov_policy_change AS
SELECT c.id, c.proposed_by AS create_uid, date_trunc('second', c.proposed_at AT TIME ZONE 'UTC') AS create_date,
       COALESCE(c.decided_by, c.proposed_by) AS write_uid,
       date_trunc('second', COALESCE(c.decided_at, c.proposed_at) AT TIME ZONE 'UTC') AS write_date,
       COALESCE(p.name, c.proposed ->> 'name') AS x_name, c.policy_id AS x_policy_id, c.state AS x_state,
       c.reason AS x_reason, jsonb_pretty(c.proposed) AS x_proposed,
       (SELECT string_agg(format('%s: %s -> %s', d.field, COALESCE(d.stands, '-'), COALESCE(d.proposed, '-')), E'\n')
          FROM inventory_gov.compare_policy_change(c.id) d) AS x_difference,
       c.proposed ->> 'state' AS x_new_state, c.proposed ->> 'enforcement' AS x_new_enforcement,
       c.proposed ->> 'limits' AS x_new_limits,
       date_trunc('second', c.effective_from AT TIME ZONE 'UTC') AS x_effective_from,
       c.proposed_by AS x_proposed_by_id, c.proposed_role AS x_proposed_role,
       date_trunc('second', c.proposed_at AT TIME ZONE 'UTC') AS x_proposed_at,
       c.decided_by AS x_decided_by_id, CASE WHEN c.decided_by IS NULL THEN c.decided_role END AS x_decided_role,
       date_trunc('second', c.decided_at AT TIME ZONE 'UTC') AS x_decided_at, c.decision_note AS x_decision_note,
       date_trunc('second', c.activated_at AT TIME ZONE 'UTC') AS x_activated_at, c.failure AS x_failure,
       c.state = 'proposed' AS x_is_proposed, c.state IN ('proposed', 'approved') AS x_is_open,
       d.note AS x_note, NULL::text AS x_decision
  FROM inventory_gov.policy_change c
  LEFT JOIN inventory_gov.policy p ON p.id = c.policy_id
  LEFT JOIN LATERAL (
       SELECT n.note FROM inventory_gov.note_draft n
        WHERE n.view = 'x_gov_policy_change' AND n.record_id = c.id ORDER BY n.written_at DESC LIMIT 1) d ON true;
COMMENT ON VIEW x_gov_policy_change IS 'Proposed changes of policies as Odoo''s screens show them, compared with what stands, or with what stood when they were decided';

CREATE VIEW x_gov_control AS
SELECT row_number() OVER (ORDER BY c.control)::integer AS id, NULL::integer AS create_uid, NULL::timestamp AS create_date,
       NULL::integer AS write_uid, NULL::timestamp AS write_date, c.title AS x_name, c.control AS x_control,
       CASE WHEN c.waits_for IS NULL THEN 'working' ELSE 'suspended' END AS x_state, c.waits_for AS x_waits_for,
       c.summary AS x_summary, c.limits AS x_limits,
       (SELECT count(*)::integer FROM inventory_gov.policy p WHERE p.control = c.control AND p.state = 'active') AS x_active_count,
       (SELECT count(*)::integer FROM inventory_gov.policy p WHERE p.control = c.control AND p.state = 'shadow') AS x_shadow_count
  FROM (SELECT t.control, t.title, t.summary, min(t.waits_for) AS waits_for,
               string_agg(format('%s (%s): %s', t.limit_name, t.unit, t.meaning), E'\n' ORDER BY t.limit_name) AS limits
          FROM inventory_gov.controls t GROUP BY t.control, t.title, t.summary) c;
COMMENT ON VIEW x_gov_control IS 'Controls as Odoo''s screens show them';

CREATE VIEW x_gov_case AS
SELECT f.id, NULL::integer AS create_uid, date_trunc('second', f.opened_at AT TIME ZONE 'UTC') AS create_date,
       f.closed_by AS write_uid, date_trunc('second', COALESCE(f.closed_at, f.last_seen_at) AT TIME ZONE 'UTC') AS write_date,
       f.title AS x_name, f.kind AS x_kind, f.severity AS x_severity,
       CASE WHEN f.closed_at IS NULL THEN 'open' ELSE 'closed' END AS x_state, f.closed_at IS NULL AS x_is_open,
       f.request_id AS x_request_id, f.policy_id AS x_policy_id, f.user_id AS x_user_id, f.company_id AS x_company_id,
       date_trunc('second', f.opened_at AT TIME ZONE 'UTC') AS x_opened_at,
       date_trunc('second', f.last_seen_at AT TIME ZONE 'UTC') AS x_last_seen_at,
       date_trunc('second', f.closed_at AT TIME ZONE 'UTC') AS x_closed_at, f.closed_by AS x_closed_by_id,
       f.close_note AS x_close_note, jsonb_pretty(f.detail) AS x_detail, d.note AS x_note, NULL::text AS x_decision
  FROM inventory_gov.finding f
  LEFT JOIN LATERAL (
       SELECT n.note FROM inventory_gov.note_draft n
        WHERE n.view = 'x_gov_case' AND n.record_id = f.id ORDER BY n.written_at DESC LIMIT 1) d ON true;
COMMENT ON VIEW x_gov_case IS 'Findings as Odoo''s screens show them';

CREATE VIEW x_gov_override AS
SELECT o.id, o.user_id AS create_uid, date_trunc('second', o.valid_from AT TIME ZONE 'UTC') AS create_date,
       COALESCE(o.reviewed_by, o.user_id) AS write_uid,
       date_trunc('second', COALESCE(o.reviewed_at, o.ended_at, o.valid_from) AT TIME ZONE 'UTC') AS write_date,
       o.reason AS x_name, o.user_id AS x_user_id, o.request_id AS x_request_id, o.policy_id AS x_policy_id,
       o.warehouse_id AS x_warehouse_id, date_trunc('second', o.valid_from AT TIME ZONE 'UTC') AS x_valid_from,
       date_trunc('second', COALESCE(o.ended_at, o.valid_until) AT TIME ZONE 'UTC') AS x_valid_until,
       CASE WHEN o.reviewed_at IS NOT NULL THEN 'reviewed'
            WHEN COALESCE(o.ended_at, o.valid_until) <= statement_timestamp() THEN 'to_review' ELSE 'running' END AS x_state,
       (SELECT count(*)::integer FROM inventory_gov.violation v
         WHERE v.override_id = o.id OR (v.request_id = o.request_id AND v.outcome = 'granted')) AS x_used,
       o.review_verdict AS x_verdict, o.reviewed_by AS x_reviewed_by_id,
       date_trunc('second', o.reviewed_at AT TIME ZONE 'UTC') AS x_reviewed_at, o.review_note AS x_review_note,
       o.reviewed_at IS NULL AS x_is_unreviewed, d.note AS x_note, NULL::text AS x_decision
  FROM inventory_gov.override o
  LEFT JOIN LATERAL (
       SELECT n.note FROM inventory_gov.note_draft n
        WHERE n.view = 'x_gov_override' AND n.record_id = o.id ORDER BY n.written_at DESC LIMIT 1) d ON true;
COMMENT ON VIEW x_gov_override IS 'Overrides and their reviews as Odoo''s screens show them';

CREATE VIEW x_gov_quality_check AS
SELECT c.id, c.asked_by AS create_uid, date_trunc('second', c.asked_at AT TIME ZONE 'UTC') AS create_date,
       COALESCE(c.decided_by, c.asked_by) AS write_uid, date_trunc('second', COALESCE(c.decided_at, c.asked_at) AT TIME ZONE 'UTC') AS write_date,
       c.title AS x_name, CASE WHEN c.passed IS NULL THEN 'open' WHEN c.passed THEN 'passed' ELSE 'failed' END AS x_state, c.passed IS NULL AS x_is_open,
       c.picking_id AS x_picking_id, c.document AS x_document, c.product_id AS x_product_id, c.lot_id AS x_lot_id, c.company_id AS x_company_id,
       c.measured::float8 AS x_measured, c.note AS x_result_note, c.asked_by AS x_asked_by_id, date_trunc('second', c.asked_at AT TIME ZONE 'UTC') AS x_asked_at,
       c.decided_by AS x_decided_by_id, date_trunc('second', c.decided_at AT TIME ZONE 'UTC') AS x_decided_at, d.note AS x_note, NULL::text AS x_decision
  FROM inventory_gov.quality_check c
  LEFT JOIN LATERAL (
       SELECT n.note FROM inventory_gov.note_draft n
        WHERE n.view = 'x_gov_quality_check' AND n.record_id = c.id ORDER BY n.written_at DESC LIMIT 1) d ON true;
COMMENT ON VIEW x_gov_quality_check IS 'Quality checks of ours as Odoo''s screens show them';
