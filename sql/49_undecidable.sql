-- Requests that wait for people who are not there: found while the desk looks at them.

CREATE FUNCTION approvers_short(request_id bigint) RETURNS TABLE (step_id bigint, approver text, lacking bigint)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT s.id, COALESCE(s.approver_name, s.approver), l.lacking
      FROM inventory_gov.request r
      JOIN inventory_gov.request_step s ON s.request_id = r.id AND s.opened_at IS NOT NULL AND s.done_at IS NULL
     CROSS JOIN LATERAL (
           SELECT s.need - (SELECT count(DISTINCT d.user_id) FROM inventory_gov.decision d WHERE d.step_id = s.id AND d.verdict = 'approve')
                         - (SELECT count(*) FROM inventory_gov.step_users(s.id)) AS lacking) l
     WHERE r.id = approvers_short.request_id AND r.state = 'pending' AND r.expires_at > clock_timestamp() AND l.lacking > 0
       AND NOT inventory_gov.settled_by_reason(r.id)
     ORDER BY s.id
$$;
COMMENT ON FUNCTION approvers_short(bigint) IS 'Open steps of a pending request for which fewer people are left who may approve than it needs, and how many are lacking. Internal.';

CREATE FUNCTION look_for_approvers(request_id bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    ref   text := (SELECT r.reference FROM inventory_gov.request r WHERE r.id = look_for_approvers.request_id);
    short jsonb := (SELECT jsonb_agg(to_jsonb(a) - 'step_id' ORDER BY a.step_id) FROM inventory_gov.approvers_short(look_for_approvers.request_id) a);
BEGIN
    IF short IS NULL THEN
        PERFORM inventory_gov.close_finding_by_key('approvers_short', ref, 'Enough people may approve it now, or it is decided or expired');
        RETURN;
    END IF;
    PERFORM inventory_gov.open_finding('approvers_short', ref, 'high',
        ref || ' waits for more people than may approve it',
        jsonb_build_object('steps', short), request_id => look_for_approvers.request_id);
END
$$;
COMMENT ON FUNCTION look_for_approvers(bigint) IS 'Opens the finding approvers_short for a request that nobody, or too few, may approve, and closes it when that is over. Internal.';
