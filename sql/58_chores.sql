-- The desk's work, piece by piece: what is due, doing it, and what becomes of a piece that fails.

CREATE FUNCTION backoff(failures integer) RETURNS interval
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT least(interval '1 minute' * power(2, least(failures, 10) - 1), interval '1 hour')
$$;
COMMENT ON FUNCTION backoff(integer) IS 'How long to wait after so many failures: 1, 2, 4 .. 60 minutes. Internal.';

-- Requests ----------------------------------------------------------------------------------

-- Rights change in Odoo without a sign, so pending requests are looked at again after a while.
CREATE FUNCTION look_interval() RETURNS interval
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$ SELECT interval '15 minutes' $$;
COMMENT ON FUNCTION look_interval() IS 'After which time a pending request is looked at again. Internal.';

CREATE FUNCTION rights_change(after timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT min(c.at)
      FROM (SELECT unnest(ARRAY[greatest(created_at, valid_from), least(ended_at, valid_until)]) FROM inventory_gov.delegation
            UNION ALL SELECT unnest(ARRAY[greatest(created_at, valid_from), least(ended_at, valid_until)]) FROM inventory_gov.authority) c (at)
     WHERE c.at > rights_change.after
$$;
COMMENT ON FUNCTION rights_change(timestamptz) IS 'When, after a time, a delegation or a limit of an approver first begins or ends. Internal.';

-- New steps, and watched requests whose state, decisions, deadline or approvers have moved on.
CREATE FUNCTION due_requests() RETURNS TABLE (request_id bigint, due_at timestamptz)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT s.request_id, greatest(min(s.opened_at), max(w.look_at) FILTER (WHERE w.failures > 0))
      FROM inventory_gov.request_step s
      LEFT JOIN inventory_gov.watch w ON w.request_id = s.request_id
     WHERE s.opened_at IS NOT NULL AND s.announced_at IS NULL
     GROUP BY s.request_id
    UNION ALL
    SELECT w.request_id,
           CASE WHEN w.failures > 0 THEN w.look_at
                WHEN d.decided_at IS NOT NULL THEN d.decided_at
                WHEN w.phase <> r.state
                  OR r.state = 'approved' AND NOT EXISTS (
                     SELECT FROM inventory_gov.request_line l
                      WHERE l.request_id = r.id AND NOT EXISTS (SELECT FROM inventory_gov.grant_use g WHERE g.request_line_id = l.id))
                THEN least(r.expires_at, clock_timestamp())
                ELSE least(w.look_at, r.expires_at, inventory_gov.rights_change(w.look_at - inventory_gov.look_interval())) END
      FROM inventory_gov.watch w
      JOIN inventory_gov.request r ON r.id = w.request_id
     CROSS JOIN LATERAL (SELECT min(e.decided_at) AS decided_at FROM inventory_gov.decision e
                          WHERE e.request_id = w.request_id AND e.id > w.last_decision) d
$$;
COMMENT ON FUNCTION due_requests() IS 'Requests the desk has to look at, and from when on. Internal.';

CREATE FUNCTION tell_change(request_id bigint, phase text, was text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF phase IN ('approved', 'rejected', 'revoked') OR phase = 'expired' AND was IS DISTINCT FROM 'approved' THEN
        PERFORM inventory_gov.tell_requester(request_id);
    ELSE
        PERFORM inventory_gov.recall_notices(request_id, 'decided', false);
    END IF;
    IF phase = 'expired' THEN
        INSERT INTO inventory_gov.event (kind, subject, payload)
        SELECT 'request.expired', r.reference, jsonb_build_object('state', r.state, 'expired_at', r.expires_at)
          FROM inventory_gov.request r WHERE r.id = tell_change.request_id;
    END IF;
END
$$;
COMMENT ON FUNCTION tell_change(bigint, text, text) IS 'A request''s effective state has changed: tells its requester, or takes back what he was told. Internal.';

CREATE FUNCTION follow_request(request_id bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    phase text := inventory_gov.request_phase(request_id);
    was   text := (SELECT w.phase FROM inventory_gov.watch w WHERE w.request_id = follow_request.request_id);
    seen  bigint := (SELECT COALESCE(max(d.id), 0) FROM inventory_gov.decision d WHERE d.request_id = follow_request.request_id);
BEGIN
    PERFORM inventory_gov.recall_notices(request_id, 'decide', phase = 'pending');
    IF phase = 'pending' THEN
        PERFORM inventory_gov.tell_approvers(request_id);
    ELSIF phase IS DISTINCT FROM was THEN
        PERFORM inventory_gov.tell_change(request_id, phase, was);
    END IF;
    PERFORM inventory_gov.look_for_approvers(request_id);
    UPDATE inventory_gov.request_step s SET announced_at = clock_timestamp()
     WHERE s.request_id = follow_request.request_id AND s.opened_at IS NOT NULL AND s.announced_at IS NULL;
    IF phase NOT IN ('pending', 'approved') THEN
        DELETE FROM inventory_gov.watch w WHERE w.request_id = follow_request.request_id;
        RETURN;
    END IF;
    INSERT INTO inventory_gov.watch AS w (request_id, phase, last_decision, look_at)
    VALUES (follow_request.request_id, phase, seen,
            CASE phase WHEN 'pending' THEN clock_timestamp() + inventory_gov.look_interval() ELSE 'infinity' END)
        ON CONFLICT ON CONSTRAINT watch_pkey DO UPDATE
       SET phase = excluded.phase, last_decision = excluded.last_decision, look_at = excluded.look_at, failures = 0, last_error = NULL;
END
$$;
COMMENT ON FUNCTION follow_request(bigint) IS 'Brings the notices of a request in line with its steps, the rights of people and its state. Internal.';

CREATE FUNCTION follow_failed(request_id bigint, message text) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO inventory_gov.watch AS w (request_id, phase, last_decision, look_at, failures, last_error)
    VALUES (follow_failed.request_id, 'unknown', 0, clock_timestamp() + inventory_gov.backoff(1), 1, message)
        ON CONFLICT ON CONSTRAINT watch_pkey DO UPDATE
       SET failures = w.failures + 1, look_at = clock_timestamp() + inventory_gov.backoff(w.failures + 1), last_error = excluded.last_error
$$;
COMMENT ON FUNCTION follow_failed(bigint, text) IS 'A request could not be followed: once more after a while. Internal.';

-- One worker a request, and not while somebody decides it: he calls the desk when he is done.
CREATE FUNCTION follow_next() RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    due bigint;
BEGIN
    SELECT d.request_id INTO due
      FROM (SELECT r.request_id FROM inventory_gov.due_requests() r WHERE r.due_at <= clock_timestamp() ORDER BY r.due_at OFFSET 0) d
     WHERE inventory_gov.try_lock_request(d.request_id) LIMIT 1;
    IF due IS NULL THEN
        RETURN '';
    END IF;
    BEGIN
        PERFORM inventory_gov.follow_request(due);
    EXCEPTION WHEN OTHERS THEN
        PERFORM inventory_gov.follow_failed(due, SQLERRM);
    END;
    RETURN 'followed request ' || due;
END
$$;
COMMENT ON FUNCTION follow_next() IS 'Looks at the request that is due longest. Internal.';

-- Notices -----------------------------------------------------------------------------------

CREATE FUNCTION notice_failed(notice_id bigint, message text) RETURNS text
LANGUAGE sql SET search_path = pg_catalog, pg_temp
AS $$
    UPDATE inventory_gov.notice
       SET attempts = attempts + 1, last_error = message, next_try_at = clock_timestamp() + inventory_gov.backoff(attempts + 1),
           state = CASE WHEN attempts + 1 < 10 THEN state ELSE 'failed' END,
           todo = CASE WHEN attempts + 1 < 10 THEN todo END,
           closed_at = CASE WHEN attempts + 1 < 10 THEN NULL ELSE clock_timestamp() END
     WHERE id = notice_id
    RETURNING format('notice %s failed: %s', id, message)
$$;
COMMENT ON FUNCTION notice_failed(bigint, text) IS 'A notice could not be delivered or recalled: once more after a while, ten times, then failed. Internal.';

CREATE FUNCTION notice_next() RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    n inventory_gov.notice;
BEGIN
    SELECT * INTO n FROM inventory_gov.notice o
     WHERE o.todo IS NOT NULL AND o.next_try_at <= clock_timestamp()
     ORDER BY o.todo, o.next_try_at, o.id LIMIT 1 FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN '';
    END IF;
    BEGIN
        RETURN CASE n.todo WHEN 'deliver' THEN inventory_gov.deliver_notice(n) ELSE inventory_gov.recall_notice(n) END;
    EXCEPTION WHEN OTHERS THEN
        RETURN inventory_gov.notice_failed(n.id, SQLERRM);
    END;
END
$$;
COMMENT ON FUNCTION notice_next() IS 'Delivers or recalls the notice that is due longest. Internal.';

-- Deadlines ---------------------------------------------------------------------------------

CREATE FUNCTION open_steps() RETURNS SETOF request_step
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT s.* FROM inventory_gov.request_step s JOIN inventory_gov.request r ON r.id = s.request_id
     WHERE s.opened_at IS NOT NULL AND s.done_at IS NULL AND r.state = 'pending' AND r.expires_at > clock_timestamp()
$$;
COMMENT ON FUNCTION open_steps() IS 'Steps that wait for somebody. Internal.';

CREATE FUNCTION step_event(step_id bigint, kind text) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO inventory_gov.event (kind, subject, payload)
    SELECT step_event.kind, r.reference,
           jsonb_build_object('tier', s.tier, 'step', s.id, 'approver', s.approver, 'due_at', s.due_at, 'escalate_to', s.escalate_to)
      FROM inventory_gov.request_step s JOIN inventory_gov.request r ON r.id = s.request_id WHERE s.id = step_event.step_id
$$;
COMMENT ON FUNCTION step_event(bigint, text) IS 'Writes an event about a step. Internal.';

-- The activity is not made once more, it changes: a second one for the same thing is noise.
CREATE FUNCTION remind_next() RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    step bigint;
BEGIN
    SELECT d.id INTO step
      FROM (SELECT o.id, o.request_id FROM inventory_gov.open_steps() o
             WHERE o.remind_at <= clock_timestamp() AND o.reminded_at IS NULL ORDER BY o.remind_at OFFSET 0) d
     WHERE inventory_gov.try_lock_request(d.request_id) LIMIT 1;
    UPDATE inventory_gov.request_step s SET reminded_at = clock_timestamp()
     WHERE s.id = step AND s.reminded_at IS NULL AND EXISTS (SELECT FROM inventory_gov.open_steps() o WHERE o.id = s.id);
    IF NOT FOUND THEN
        RETURN '';
    END IF;
    UPDATE inventory_gov.notice SET todo = 'deliver', attempts = 0, next_try_at = clock_timestamp()
     WHERE step_id = step AND state = 'delivered' AND todo IS NULL;
    PERFORM inventory_gov.step_event(step, 'request.reminded');
    RETURN 'reminded of step ' || step;
END
$$;
COMMENT ON FUNCTION remind_next() IS 'Reminds, once, those who have not decided a step by its remind_at. Internal.';

CREATE FUNCTION escalate_next() RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    step bigint;
BEGIN
    SELECT d.id INTO step
      FROM (SELECT o.id, o.request_id FROM inventory_gov.open_steps() o
             WHERE o.due_at <= clock_timestamp() AND o.escalated_at IS NULL AND o.escalate_to IS NOT NULL ORDER BY o.due_at OFFSET 0) d
     WHERE inventory_gov.try_lock_request(d.request_id) LIMIT 1;
    UPDATE inventory_gov.request_step s SET escalated_at = clock_timestamp(), announced_at = NULL
     WHERE s.id = step AND s.escalated_at IS NULL AND EXISTS (SELECT FROM inventory_gov.open_steps() o WHERE o.id = s.id);
    IF NOT FOUND THEN
        RETURN '';
    END IF;
    PERFORM inventory_gov.step_event(step, 'request.escalated');
    RETURN 'escalated step ' || step;
END
$$;
COMMENT ON FUNCTION escalate_next() IS 'Opens an overdue step to those it escalates to. Internal.';

-- Regular work ------------------------------------------------------------------------------

CREATE FUNCTION regular_chores() RETURNS TABLE (chore text, next_at timestamptz)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT c.chore, CASE c.chore WHEN 'apply_due_policy_changes' THEN
                             -- when one is due; not at once again where somebody else is just at it, or it failed
                             greatest((SELECT COALESCE(min(p.effective_from), 'infinity') FROM inventory_gov.policy_change p WHERE p.state = 'approved'),
                                      r.ran_at + interval '10 seconds', CASE WHEN r.failures > 0 THEN r.next_at END)
                         WHEN 'thin_memories' THEN COALESCE(greatest(r.next_at, r.ran_at + interval '1 hour'), '-infinity')
                         ELSE COALESCE(r.next_at, '-infinity') END
      FROM unnest(ARRAY['apply_due_policy_changes', 'scan_exceptions', 'scan_evidence', 'scan_rubber_stamps', 'scan_risk_tiers', 'recompute_credit_holds', 'thin_memories']) WITH ORDINALITY c (chore, place)
      LEFT JOIN inventory_gov.chore_run r ON r.chore = c.chore
     ORDER BY c.place
$$;
COMMENT ON FUNCTION regular_chores() IS 'Policy changes that take effect by their date, scans, each run every 5 minutes, and the thinning out of memories, every hour: when they are due. Internal.';

CREATE FUNCTION chore_ran(chore text, message text) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO inventory_gov.chore_run AS r (chore, ran_at, next_at, failures, last_error)
    VALUES (chore_ran.chore, clock_timestamp(), clock_timestamp() + interval '5 minutes', CASE WHEN message IS NULL THEN 0 ELSE 1 END, message)
        ON CONFLICT ON CONSTRAINT chore_run_pkey DO UPDATE
       SET ran_at = excluded.ran_at, last_error = excluded.last_error,
           failures = CASE WHEN message IS NULL THEN 0 ELSE r.failures + 1 END,
           next_at = CASE WHEN message IS NULL THEN excluded.next_at
                          ELSE greatest(excluded.next_at, clock_timestamp() + inventory_gov.backoff(r.failures + 1)) END
$$;
COMMENT ON FUNCTION chore_ran(text, text) IS 'Notes that a regular chore has run, and what it failed with (null: it did not). Internal.';

CREATE FUNCTION run_regular(chore text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    EXECUTE format('SELECT inventory_gov.%I()', chore);
    PERFORM inventory_gov.chore_ran(chore, NULL);
EXCEPTION WHEN OTHERS THEN
    PERFORM inventory_gov.chore_ran(chore, SQLERRM);
END
$$;
COMMENT ON FUNCTION run_regular(text) IS 'Runs a regular chore; its failure is noted, not raised. Internal.';

CREATE FUNCTION regular_next() RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    due text;
BEGIN
    SELECT d.chore INTO due
      FROM (SELECT c.chore FROM inventory_gov.regular_chores() c WHERE c.next_at <= clock_timestamp() OFFSET 0) d
     WHERE pg_try_advisory_xact_lock(hashtextextended('inventory_gov chore ' || d.chore, 0)) LIMIT 1;
    IF due IS NULL THEN
        RETURN '';
    END IF;
    PERFORM inventory_gov.run_regular(due);
    RETURN 'ran ' || due;
END
$$;
COMMENT ON FUNCTION regular_next() IS 'Runs the first regular chore that is due. Internal.';

-- All of it ---------------------------------------------------------------------------------

CREATE FUNCTION do_next_chore() RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    done text;
BEGIN
    done := inventory_gov.signal_next();
    IF done = '' THEN done := inventory_gov.follow_next(); END IF;
    IF done = '' THEN done := inventory_gov.notice_next(); END IF;
    IF done = '' THEN done := inventory_gov.remind_next(); END IF;
    IF done = '' THEN done := inventory_gov.escalate_next(); END IF;
    IF done = '' THEN done := inventory_gov.regular_next(); END IF;
    RETURN done;
END
$$;
COMMENT ON FUNCTION do_next_chore() IS 'Does one piece of work that is due and says what it was; an empty text when nothing is due. What fails is noted and tried again later, never raised.';

CREATE FUNCTION run_due_work() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    pieces integer := 0;
BEGIN
    WHILE pieces < 10000 AND inventory_gov.do_next_chore() <> '' LOOP
        pieces := pieces + 1;
    END LOOP;
    RETURN pieces;
END
$$;
COMMENT ON FUNCTION run_due_work() IS 'Does all work of the desk that is due, in this transaction, and returns how many pieces it was: for servers where no worker runs, and for a cron of one''s own.';

CREATE FUNCTION desk_due() RETURNS timestamptz
LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT min(d.at)
      FROM (SELECT due_at FROM inventory_gov.due_requests()
            UNION ALL SELECT changed_at FROM inventory_gov.ui_change
            UNION ALL SELECT next_try_at FROM inventory_gov.notice WHERE todo IS NOT NULL
            UNION ALL SELECT remind_at FROM inventory_gov.open_steps() WHERE reminded_at IS NULL
            UNION ALL SELECT due_at FROM inventory_gov.open_steps() WHERE escalated_at IS NULL AND escalate_to IS NOT NULL) d (at)
$$;
COMMENT ON FUNCTION desk_due() IS 'Since when, or from when on, something is to be done about requests; null or infinity: nothing will be. Internal.';

CREATE FUNCTION due_in() RETURNS interval
LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT greatest(min(d.at), t.now) - t.now
      FROM (SELECT inventory_gov.desk_due() UNION ALL SELECT c.next_at FROM inventory_gov.regular_chores() c) d (at),
           clock_timestamp() t (now)
     WHERE d.at < 'infinity'
     GROUP BY t.now
$$;
COMMENT ON FUNCTION due_in() IS 'How long until the desk has something to do: 0 when something is due, null when nothing will be.';

CREATE FUNCTION desk_backlog(OUT waiting bigint, OUT failing bigint, OUT failed bigint, OUT last_error text, OUT late interval)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT count(*) FILTER (WHERE n.todo IS NOT NULL), count(*) FILTER (WHERE n.todo IS NOT NULL AND n.attempts > 0) + t.failing,
           count(*) FILTER (WHERE n.state = 'failed' AND n.closed_at > clock_timestamp() - interval '7 days'),
           COALESCE((SELECT f.last_error FROM inventory_gov.notice f
                      WHERE f.todo IS NOT NULL AND f.attempts > 0 OR f.state = 'failed' ORDER BY f.id DESC LIMIT 1), t.last_error),
           clock_timestamp() - NULLIF(inventory_gov.desk_due(), 'infinity')
      FROM (SELECT count(*) AS failing, max(e.last_error) AS last_error
              FROM (SELECT w.last_error FROM inventory_gov.watch w WHERE w.failures > 0
                    UNION ALL SELECT r.last_error FROM inventory_gov.chore_run r WHERE r.failures > 0) e) t
      LEFT JOIN inventory_gov.notice n ON n.todo IS NOT NULL OR n.state = 'failed'
     GROUP BY t.failing, t.last_error
$$;
COMMENT ON FUNCTION desk_backlog() IS 'Work of the desk: notices that wait, work that failed and is tried again, notices given up in the last 7 days, the last error, how late the oldest work is (negative: nothing is due)';
