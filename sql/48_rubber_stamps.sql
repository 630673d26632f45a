-- Rubber stamps: how approvers decided in the last 30 days, and what of it deserves a look.
-- From which number on it does, the settings inventory_gov.rubber_stamp_* say.

-- One click may decide several steps: it is one decision here.
CREATE VIEW approver_decisions AS
SELECT c.*, count(*) FILTER (WHERE c.verdict = 'approve')
            OVER (PARTITION BY c.user_id ORDER BY c.decided_at RANGE BETWEEN interval '60 seconds' PRECEDING AND CURRENT ROW) AS burst
  FROM (SELECT DISTINCT ON (d.user_id, d.request_id, d.verdict)
               d.user_id, d.user_name AS "user", d.verdict, d.decided_at, r.reference AS request, d.request_id, r.company_id,
               r.requester_name AS requester, r.requester_id,
               extract(epoch FROM d.decided_at - COALESCE(told.at, turn.at, r.created_at))::numeric(12, 1) AS seconds
          FROM decision d
          JOIN request r ON r.id = d.request_id
         CROSS JOIN LATERAL (
               SELECT max(s.opened_at) AS at FROM request_step s
                WHERE s.request_id = d.request_id AND s.opened_at <= d.decided_at AND (s.id = d.step_id OR d.step_id IS NULL)) turn
         CROSS JOIN LATERAL (
               SELECT max(n.delivered_at) AS at FROM notice n
                WHERE n.request_id = d.request_id AND n.user_id = d.user_id AND n.delivered_at <= d.decided_at
                  AND n.kind = 'decide' AND (n.step_id = d.step_id OR d.step_id IS NULL)) told
         WHERE d.verdict IN ('approve', 'reject') AND d.decided_at > clock_timestamp() - interval '30 days'
         ORDER BY d.user_id, d.request_id, d.verdict, d.decided_at) c;
COMMENT ON VIEW approver_decisions IS 'Approvals and rejections of the last 30 days, one row a person and request. seconds: since the person was told of it in Odoo, else since it was his turn. burst: his approvals in the 60 seconds up to this one';

CREATE VIEW approver_habits AS
WITH acts AS (SELECT * FROM approver_decisions),
given AS (
    SELECT a.user_id, a.requester_id, max(a."user") AS "user", count(*) AS approvals
      FROM acts a WHERE a.verdict = 'approve' GROUP BY a.user_id, a.requester_id)
SELECT h."user", h.user_id, h.decisions, h.approvals, h.rejections, round(100.0 * h.approvals / h.decisions, 1) AS approval_rate,
       h.median_seconds, h.fast_approvals, h.largest_burst, p.partner, p.partner_id,
       COALESCE(p.approved_for_partner, 0) AS approved_for_partner, COALESCE(p.approved_by_partner, 0) AS approved_by_partner
  FROM (SELECT d.user_id, max(d."user") AS "user", count(*) AS decisions,
               count(*) FILTER (WHERE d.verdict = 'approve') AS approvals, count(*) FILTER (WHERE d.verdict = 'reject') AS rejections,
               percentile_disc(0.5) WITHIN GROUP (ORDER BY d.seconds) FILTER (WHERE d.verdict = 'approve') AS median_seconds,
               count(*) FILTER (WHERE d.verdict = 'approve' AND d.seconds < 10) AS fast_approvals, max(d.burst) AS largest_burst
          FROM acts d GROUP BY d.user_id) h
  LEFT JOIN LATERAL (
       SELECT t.user_id AS partner_id, t."user" AS partner, g.approvals AS approved_for_partner, t.approvals AS approved_by_partner
         FROM given g JOIN given t ON t.user_id = g.requester_id AND t.requester_id = g.user_id
        WHERE g.user_id = h.user_id
        ORDER BY LEAST(g.approvals, t.approvals) DESC, t.user_id
        LIMIT 1) p ON true;
COMMENT ON VIEW approver_habits IS 'How each approver decided in the last 30 days. approval_rate is in percent, fast_approvals took less than 10 seconds, largest_burst is approvals within 60 seconds, partner is the one with whom he approves most in both directions';

CREATE FUNCTION case_closed_at(kind text, key text) RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT COALESCE(max(f.closed_at), '-infinity') FROM inventory_gov.finding f WHERE f.kind = case_closed_at.kind AND f.key = case_closed_at.key
$$;
COMMENT ON FUNCTION case_closed_at(text, text) IS 'When a finding of this kind and key was last closed: what happened before has been looked at. Internal.';

CREATE FUNCTION rubber_stamps(fast integer, burst integer, always integer, pair integer)
    RETURNS TABLE (kind text, key text, severity text, title text, detail jsonb, user_id integer, company_id integer)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    WITH acts AS MATERIALIZED (
        SELECT k.kind, d.* FROM inventory_gov.approver_decisions d
         CROSS JOIN unnest('{rubber_stamp_fast,rubber_stamp_burst,rubber_stamp_always}'::text[]) AS k(kind)
         WHERE d.decided_at > inventory_gov.case_closed_at(k.kind, d.user_id::text)),
    people AS (
        SELECT a.kind, a.user_id, max(a."user") AS name, count(*) AS decisions,
               CASE WHEN min(a.company_id) = max(a.company_id) THEN min(a.company_id) END AS company_id,
               count(*) FILTER (WHERE a.verdict = 'approve') AS approvals,
               count(*) FILTER (WHERE a.verdict = 'approve' AND a.seconds < 10) AS fast_approvals,
               max(a.burst) AS largest_burst
          FROM acts a GROUP BY a.kind, a.user_id),
    found AS (
        SELECT p.*, CASE p.kind WHEN 'rubber_stamp_fast' THEN p.fast_approvals
                                WHEN 'rubber_stamp_burst' THEN p.largest_burst
                                ELSE CASE WHEN p.approvals = p.decisions THEN p.approvals END END AS n,
               CASE p.kind WHEN 'rubber_stamp_fast' THEN fast WHEN 'rubber_stamp_burst' THEN burst ELSE always END AS threshold
          FROM people p),
    given AS (
        SELECT d.user_id, d.requester_id, max(d."user") AS name, count(*) AS approvals,
               CASE WHEN min(d.company_id) = max(d.company_id) THEN min(d.company_id) END AS company_id
          FROM inventory_gov.approver_decisions d
         WHERE d.verdict = 'approve'
           AND d.decided_at > inventory_gov.case_closed_at('rubber_stamp_pair', LEAST(d.user_id, d.requester_id) || ' ' || GREATEST(d.user_id, d.requester_id))
         GROUP BY d.user_id, d.requester_id),
    pairs AS (
        SELECT g.user_id, g.name, t.user_id AS partner_id, t.name AS partner, g.approvals AS given, t.approvals AS taken, g.company_id
          FROM given g JOIN given t ON t.user_id = g.requester_id AND t.requester_id = g.user_id
         WHERE g.user_id < t.user_id)
    SELECT f.kind, f.user_id::text, CASE f.kind WHEN 'rubber_stamp_always' THEN 'low' ELSE 'medium' END,
           format(CASE f.kind WHEN 'rubber_stamp_fast' THEN '%s approved %s requests in less than 10 seconds each'
                              WHEN 'rubber_stamp_burst' THEN '%s approved %s requests within 60 seconds'
                              ELSE '%s decided %s requests and approved all of them' END, f.name, f.n),
           jsonb_build_object('decisions', f.decisions, 'approvals', f.approvals, 'fast_approvals', f.fast_approvals,
                              'largest_burst', f.largest_burst, 'threshold', f.threshold),
           f.user_id, f.company_id
      FROM found f WHERE f.threshold > 0 AND f.n >= f.threshold
    UNION ALL
    SELECT 'rubber_stamp_pair', p.user_id || ' ' || p.partner_id, 'high',
           format('%s and %s approve each other''s requests: %s and %s', p.name, p.partner, p.given, p.taken),
           jsonb_build_object('approved_for_partner', p.given, 'approved_by_partner', p.taken, 'threshold', pair, 'also_about', jsonb_build_array(p.partner_id)),
           p.user_id, p.company_id
      FROM pairs p WHERE pair > 0 AND LEAST(p.given, p.taken) >= pair
$$;
COMMENT ON FUNCTION rubber_stamps(integer, integer, integer, integer) IS
'Findings about approvers from the decisions of the last 30 days, without those made before a finding of the kind was last closed. A threshold of 0 switches its kind off. Internal.';

CREATE FUNCTION scan_rubber_stamps() RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    s record;
    n integer := 0;
BEGIN
    -- The call loads the library, without which a session does not know the settings.
    IF inventory_gov.odoo_version() = 0 THEN
        RETURN 0;
    END IF;
    FOR s IN SELECT * FROM inventory_gov.rubber_stamps(
                 current_setting('inventory_gov.rubber_stamp_fast')::integer, current_setting('inventory_gov.rubber_stamp_burst')::integer,
                 current_setting('inventory_gov.rubber_stamp_always')::integer, current_setting('inventory_gov.rubber_stamp_pair')::integer) LOOP
        PERFORM inventory_gov.open_finding(s.kind, s.key, s.severity, s.title, s.detail, user_id => s.user_id, company_id => s.company_id);
        n := n + 1;
    END LOOP;
    RETURN n;
END
$$;
COMMENT ON FUNCTION scan_rubber_stamps() IS
'Opens findings rubber_stamp_fast, rubber_stamp_burst, rubber_stamp_always and rubber_stamp_pair about approvers who reach the settings of these names, or sees them again; returns how many.';
