-- What people read. Names stand beside ids as they were when it happened.

CREATE VIEW violations AS
SELECT v.id, v.recorded_at,
       CASE WHEN v.outcome = 'granted' AND EXISTS (SELECT FROM override o WHERE o.request_id = v.request_id) THEN 'overridden' ELSE v.outcome END AS outcome,
       v.control, v.policy_name AS policy, v.policy_id,
       v.policy_version, v.enforcement, v.measure, v.measured, v.limit_value, v.unit,
       v.expected_qty, v.actual_qty, v.deviation_qty, v.deviation_pct, v.deviation_value,
       v.message, r.reference AS request, v.document, v.picking_id, v.order_name, v.order_line_id,
       v.product_name AS product, v.product_id, v.location_name AS location, v.location_id,
       v.lot_name AS lot, v.lot_id, v.partner_name AS partner, v.partner_id, v.company_id,
       v.warehouse_id, v.actor_name AS actor, v.actor_id, v.subject, v.model, v.record_id,
       v.attempt, v.session_user_name, v.client_address, v.application_name, v.backend_pid, v.xid, v.details
  FROM violation v LEFT JOIN request r ON r.id = v.request_id;
COMMENT ON VIEW violations IS 'Breaches of policies: who, what, how far, what was decided. outcome granted: by an approval; overridden: by an override, for a time or of its request (the table has granted for the latter). deviation_value is in company currency, quantities are in the product''s unit. details: what the control keeps besides.';

CREATE VIEW requests AS
SELECT r.id, r.reference,
       CASE WHEN r.state = 'approved' AND l.unused = 0 THEN 'spent'
            WHEN r.state IN ('pending', 'approved') AND r.expires_at <= statement_timestamp() THEN 'expired'
            ELSE r.state END AS state,
       r.title, r.document, r.company_id, r.requester_name AS requester, r.requester_id,
       s.tier, s.tiers, s.waiting_for, s.due_at,
       CASE WHEN r.state = 'pending' AND r.expires_at > statement_timestamp() THEN COALESCE(s.due_at <= statement_timestamp(), false) ELSE false END AS overdue,
       a.attempts, a.last_attempt_at, l.lines, l.unused AS lines_unused, l.approver_groups,
       r.created_at, r.expires_at, r.decided_at, r.decided_by_name AS decided_by,
       r.decided_by AS decided_by_id, r.decision_note, r.decision_session, r.fingerprint
  FROM request r
  CROSS JOIN LATERAL (
       SELECT count(*) AS lines, count(*) FILTER (WHERE g.request_line_id IS NULL) AS unused,
              array_agg(DISTINCT rl.approver_group) AS approver_groups
         FROM request_line rl LEFT JOIN grant_use g ON g.request_line_id = rl.id
        WHERE rl.request_id = r.id) l
  -- Left joins of one row each, and a time that stands still for a statement: whoever does not ask for their columns does not pay for them.
  LEFT JOIN LATERAL (
       SELECT count(*) AS attempts, max(t.recorded_at) AS last_attempt_at
         FROM attempt t WHERE t.request_id = r.id) a ON true
  LEFT JOIN LATERAL (
       SELECT min(rs.tier) FILTER (WHERE o.open) AS tier, count(DISTINCT rs.tier) AS tiers, min(rs.due_at) FILTER (WHERE o.open) AS due_at,
              string_agg(concat(rs.approver_name, CASE WHEN rs.need > 1 THEN format(' (%s)', rs.need) END), ', ' ORDER BY rs.id) FILTER (WHERE o.open) AS waiting_for
         FROM request_step rs
        CROSS JOIN LATERAL (SELECT r.state = 'pending' AND r.expires_at > statement_timestamp() AND rs.opened_at IS NOT NULL AND rs.done_at IS NULL) o(open)
        WHERE rs.request_id = r.id) s ON true;
COMMENT ON VIEW requests IS 'Approval requests with their effective state: pending, approved, rejected, withdrawn, revoked, expired, or spent when every line of the approval has been used. tier: the open one of tiers; waiting_for: who is to approve it, how many of them where more than one; overdue: due_at has passed';

CREATE VIEW request_lines AS
SELECT l.id, r.reference, l.control, p.name AS policy, l.policy_id, l.policy_version,
       l.approver_group, l.deviation_qty, l.deviation_value, l.unit,
       l.product_name AS product, l.product_id, l.document, l.message, l.subject,
       l.measure, l.measured, l.limit_value, l.limit_unit, l.expected_qty, l.actual_qty, l.deviation_pct,
       l.location_name AS location, l.location_id, l.lot_name AS lot, l.lot_id, l.partner_name AS partner, l.partner_id,
       l.counter_name AS counter, l.counter_id, l.warehouse_id, l.category_id, l.picking_id, l.model, l.record_id,
       g.used_at, g.actor_id AS used_by_id, g.xid AS used_xid, l.details
  FROM request_line l
  JOIN request r ON r.id = l.request_id
  LEFT JOIN policy p ON p.id = l.policy_id
  LEFT JOIN grant_use g ON g.request_line_id = l.id;
COMMENT ON VIEW request_lines IS 'What each request asks to allow, and whether the approval of the line has been used';

CREATE VIEW request_history AS
SELECT r.reference, r.id AS request_id, h.at, h.what, h.user_id, h.user_name, h.detail, h.step_id, h.decision_id, h.line_id
  FROM request r
  CROSS JOIN LATERAL (
       SELECT r.created_at AS at, 'raised' AS what, r.requester_id AS user_id, r.requester_name AS user_name, r.title AS detail,
              NULL::bigint AS step_id, NULL::bigint AS decision_id, NULL::bigint AS line_id
       UNION ALL
       SELECT t.recorded_at, 'tried again', v.actor_id, v.actor_name, NULL, NULL, NULL, NULL
         FROM (SELECT a.key, a.recorded_at, row_number() OVER (ORDER BY a.recorded_at, a.key) AS n FROM attempt a WHERE a.request_id = r.id) t
         LEFT JOIN LATERAL (SELECT w.actor_id, w.actor_name FROM violation w WHERE w.request_id = r.id AND w.attempt = t.key ORDER BY w.id LIMIT 1) v ON true
        WHERE t.n > 1
       UNION ALL
       SELECT s.at, s.what, NULL, NULL, format('tier %s: %s%s', q.tier, q.approver_name, CASE WHEN s.what = 'tier opened' THEN ', due ' || to_char(q.due_at, 'YYYY-MM-DD HH24:MI') END),
              q.id, NULL, NULL
         FROM request_step q
        CROSS JOIN LATERAL (VALUES (q.opened_at, 'tier opened'), (q.reminded_at, 'reminded'), (q.escalated_at, 'escalated'), (q.done_at, 'step done')) s(at, what)
        WHERE q.request_id = r.id AND s.at IS NOT NULL
       UNION ALL
       SELECT d.decided_at, CASE d.verdict WHEN 'approve' THEN 'approved' WHEN 'reject' THEN 'rejected' WHEN 'withdraw' THEN 'withdrawn'
                                           WHEN 'override' THEN 'overridden' WHEN 'reason' THEN 'reason given' ELSE 'revoked' END, d.user_id, d.user_name,
              NULLIF(concat_ws('; ', 'tier ' || (SELECT s.tier FROM request_step s WHERE s.id = d.step_id), d.right_by, NULLIF(d.note, ''), 'by ' || NULLIF(d.channel, 'sql')), ''),
              d.step_id, d.id, NULL
         FROM decision d WHERE d.request_id = r.id
       UNION ALL
       SELECT r.decided_at, r.state, r.decided_by, r.decided_by_name, r.decision_note, NULL, NULL, NULL
        WHERE r.decided_at IS NOT NULL AND NOT EXISTS (SELECT FROM decision d WHERE d.request_id = r.id)
       UNION ALL
       SELECT u.used_at, 'used', u.actor_id, NULL, l.message, NULL, NULL, l.id
         FROM request_line l JOIN grant_use u ON u.request_line_id = l.id WHERE l.request_id = r.id
       UNION ALL
       SELECT r.expires_at, 'expired', NULL, NULL, NULL, NULL, NULL, NULL
        WHERE r.expires_at <= statement_timestamp()
          AND (r.state = 'pending' OR r.state = 'approved' AND EXISTS (
               SELECT FROM request_line l LEFT JOIN grant_use u ON u.request_line_id = l.id WHERE l.request_id = r.id AND u.request_line_id IS NULL))) h;
COMMENT ON VIEW request_history IS 'What happened to a request, one row an event: raised, tried again, tier opened, reminded, escalated, approved and by what right, step done, rejected, withdrawn, revoked, overridden, reason given, used, expired';

CREATE VIEW delegations AS
SELECT d.id, d.from_user_id, d.to_user_id, d.valid_from, d.valid_until, d.reason, d.created_at, d.created_by AS created_by_id, d.created_role, d.ended_at, d.ended_by AS ended_by_id,
       CASE WHEN d.ended_at IS NOT NULL THEN 'ended' WHEN d.valid_until <= clock_timestamp() THEN 'over'
            WHEN d.valid_from > clock_timestamp() THEN 'ahead' ELSE 'in force' END AS state
  FROM delegation d;
COMMENT ON VIEW delegations IS 'Approval rights lent for an absence: by whom, to whom, when and why';

CREATE VIEW authorities AS
SELECT a.id, a.user_id, a.user_group, a.company_id, a.warehouse_id, a.category_id, a.max_value, a.max_qty, a.max_pct, a.valid_from, a.valid_until, a.note, a.created_at, a.created_role, a.ended_at,
       CASE WHEN a.ended_at IS NOT NULL THEN 'ended' WHEN a.valid_until <= clock_timestamp() THEN 'over' WHEN a.valid_from > clock_timestamp() THEN 'ahead' ELSE 'in force' END AS state
  FROM authority a;
COMMENT ON VIEW authorities IS 'Delegation of authority: up to how much a user or a group may approve, and where';

CREATE VIEW notices AS
SELECT n.id, r.reference AS request, n.kind, s.tier, n.user_id, n.state, n.todo,
       CASE WHEN n.todo IS NOT NULL THEN n.next_try_at END AS next_try_at, n.attempts, n.last_error,
       n.activity_id, n.res_model, n.res_id, n.created_at, n.delivered_at, n.closed_at
  FROM notice n
  JOIN request r ON r.id = n.request_id
  LEFT JOIN request_step s ON s.id = n.step_id;
COMMENT ON VIEW notices IS 'Who was told what in Odoo: approvers to decide, requesters what was decided; whether that has arrived, and if not, why';

CREATE VIEW controls AS
SELECT c.control, c.title, CASE WHEN control_state(c.control) IS NULL THEN 'working' ELSE 'suspended' END AS state,
       control_state(c.control) AS waits_for, c.limit_name, c.unit, c.minimum, c.maximum, c.meaning,
       c.summary, c.standard
  FROM control_catalog() c;
COMMENT ON VIEW controls IS 'Controls and the limits they declare, one row a limit. standard is not null for a setting: it bounds nothing by itself, and is what a policy takes that does not name it. suspended: Odoo lacks what the control needs; it resumes by itself.';

CREATE VIEW policies AS
SELECT p.id, p.name, p.control, p.state,
       CASE WHEN p.state IN ('shadow', 'active') AND control_state(p.control) IS NOT NULL
            THEN 'suspended' ELSE 'working' END AS control_state,
       p.enforcement, p.limits, p.scope, p.scope_ids,
       COALESCE(p.approver_group, 'stock.group_stock_manager') AS approver_group,
       p.levels, p.separate, p.evidence, p.override_group, p.note_required,
       p.request_validity, p.version, p.changed_at, p.changed_by, p.starter, p.note
  FROM policy p;
COMMENT ON VIEW policies IS 'Policies as they stand now; policy_version has what they were';

CREATE VIEW health AS
SELECT 'control ' || c.control AS item,
       CASE WHEN control_state(c.control) IS NULL THEN 'ok' ELSE 'suspended' END AS status,
       COALESCE(control_state(c.control), 'working') AS detail
  FROM (SELECT DISTINCT control FROM control_catalog()) c
UNION ALL
SELECT 'trigger ' || a.trigger_name || ' on ' || a.table_name,
       CASE WHEN a.present AND a.enabled_always THEN 'ok'
            WHEN a.wanted THEN 'critical' ELSE 'waiting' END,
       COALESCE(a.detail, 'in place')
  FROM attachments() a
UNION ALL
SELECT 'recorder', CASE WHEN r.failed > 0 THEN 'warning' ELSE 'ok' END,
       format('%s; %s recorded, %s not recorded or unknown since the server started, restarted %s times',
              CASE WHEN r.running THEN 'running' ELSE 'idle, starts with the next refusal' END,
              r.recorded, r.failed, r.restarted)
  FROM recorder_status() r
UNION ALL
SELECT 'desk', CASE WHEN d.failing OR d.unserved > 0 THEN 'warning' ELSE 'ok' END,
       format('%s; %s pieces of work done and %s looks failed since the server started, %s calls found no free background worker%s',
              CASE WHEN d.running THEN 'running' WHEN d.launcher IS NOT NULL THEN 'idle, the launcher starts it'
                   ELSE 'idle, starts with the next request or decision (not preloaded: reminders need run_due_work() from cron)' END,
              d.chores, d.failures, d.unserved,
              CASE WHEN d.failing THEN '; last error: ' || d.last_error ELSE '' END)
  FROM desk_status() d
UNION ALL
SELECT 'notices', CASE WHEN d.failed > 0 OR d.failing > 0 OR d.late > interval '15 minutes' THEN 'warning' ELSE 'ok' END,
       concat(format('%s notices to deliver or recall, %s pieces of work failing, %s notices given up in 7 days', d.waiting, d.failing, d.failed),
              '; last error: ' || d.last_error,
              CASE WHEN d.late > interval '15 minutes' THEN format('; work is due since %s minutes: call inventory_gov.run_due_work()',
                                                                   (extract(epoch FROM d.late) / 60)::integer) END)
  FROM desk_backlog() d
UNION ALL
SELECT 'Odoo''s role', CASE WHEN o.rolsuper THEN 'warning' ELSE 'ok' END,
       CASE WHEN o.rolsuper THEN format('role %s is a superuser: it can switch off whatever guards it', o.rolname)
            ELSE format('role %s is no superuser', o.rolname) END
  FROM pg_catalog.pg_class t JOIN pg_catalog.pg_roles o ON o.oid = t.relowner
 WHERE t.oid = to_regclass('public.stock_move')
UNION ALL
SELECT format('pause %s', s.id), 'warning',
       format('%s until %s, by %s: %s',
              CASE WHEN s.policy IS NULL AND s.warehouse_id IS NULL THEN 'nothing is enforced'
                   ELSE 'not enforced: ' || concat_ws(', ', 'policy ' || s.policy, 'warehouse ' || s.warehouse_id) END,
              to_char(s.until, 'YYYY-MM-DD HH24:MI'), s.paused_by, s.reason)
  FROM pauses s WHERE s.state = 'paused'
UNION ALL
SELECT 'policies', CASE WHEN count(*) FILTER (WHERE state = 'active') = 0 THEN 'waiting' ELSE 'ok' END,
       format('%s active, %s in shadow', count(*) FILTER (WHERE state = 'active'),
              count(*) FILTER (WHERE state = 'shadow'))
  FROM policy;
COMMENT ON VIEW health IS 'Is the gate in place and working: ok, waiting (for Odoo, or for somebody to activate a policy), suspended, warning, critical';
