-- Deciding a request: who may, what it does, and what people are told who may not.

CREATE FUNCTION refuse(error jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF error ? 'detail' AND error ? 'hint' THEN
        RAISE EXCEPTION USING ERRCODE = error ->> 'code', MESSAGE = error ->> 'message', DETAIL = error ->> 'detail', HINT = error ->> 'hint';
    ELSIF error ? 'detail' THEN
        RAISE EXCEPTION USING ERRCODE = error ->> 'code', MESSAGE = error ->> 'message', DETAIL = error ->> 'detail';
    ELSIF error ? 'hint' THEN
        RAISE EXCEPTION USING ERRCODE = error ->> 'code', MESSAGE = error ->> 'message', HINT = error ->> 'hint';
    END IF;
    RAISE EXCEPTION USING ERRCODE = error ->> 'code', MESSAGE = error ->> 'message';
END
$$;
COMMENT ON FUNCTION refuse(jsonb) IS 'Raises an error: code, message, and detail and hint where there are any. Internal.';

CREATE FUNCTION find_request(reference text) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    found jsonb;
BEGIN
    IF reference IS NULL THEN
        RAISE EXCEPTION 'the reference must not be null' USING ERRCODE = 'null_value_not_allowed';
    END IF;
    found := inventory_gov.latest('SELECT id FROM inventory_gov.request WHERE reference = upper(btrim($1 ->> 0))', jsonb_build_array(reference));
    IF found = '[]' THEN
        RAISE EXCEPTION 'there is no approval request "%"', reference
            USING ERRCODE = '23G06', HINT = 'References look like GOV/2026/00042; see inventory_gov.requests.';
    END IF;
    RETURN (found -> 0 ->> 'id')::bigint;
END
$$;
COMMENT ON FUNCTION find_request(text) IS 'Id of a request. Raises 23G06 where there is none. Internal.';

CREATE FUNCTION bar_text(lang text, reference text, name text, bar jsonb) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT jsonb_build_object('code', '23G03', 'message', inventory_gov.say(lang, b.message, VARIADIC ARRAY[reference, COALESCE(bar ->> 'holder', name), bar ->> 'amount', bar ->> 'allowed']),
                              'hint', inventory_gov.say(lang, CASE bar ->> 'why' WHEN 'requester' THEN 'Somebody else has to; the requester may withdraw it.' ELSE 'Somebody else has to approve it.' END))
           || CASE WHEN bar ? 'holder' THEN jsonb_build_object('detail', inventory_gov.say(lang, '%1$s is the deputy of %2$s here, and can do no more than %2$s.', VARIADIC ARRAY[name, bar ->> 'holder'])) ELSE '{}' END
      FROM (VALUES ('requester', '%1$s was requested by %2$s, who cannot decide it'),
                   ('tried', '%1$s cannot be approved by %2$s, who has tried the operation too'),
                   ('counter', '%1$s cannot be approved by %2$s, who entered the count'),
                   ('approved', '%2$s has approved %1$s already'),
                   ('earlier_tier', '%1$s cannot be approved by %2$s, who has approved an earlier tier of it'),
                   ('value', '%1$s cannot be approved by %2$s: it comes to a value of %3$s, and the limit is %4$s'),
                   ('qty', '%1$s cannot be approved by %2$s: it comes to a quantity of %3$s, and the limit is %4$s'),
                   ('pct', '%1$s cannot be approved by %2$s: it comes to %3$s %%, and the limit is %4$s %%'),
                   ('pct_of_nothing', '%1$s cannot be approved by %2$s: nothing was expected, which is beyond any percent, and the limit is %4$s %%')) b(why, message)
     WHERE b.why = bar ->> 'why'
$$;
COMMENT ON FUNCTION bar_text(text, text, text, jsonb) IS 'What somebody is told whom something keeps from approving. Internal.';

CREATE FUNCTION state_error(lang text, r request, verdict text) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE
        WHEN r.state <> CASE verdict WHEN 'revoke' THEN 'approved' ELSE 'pending' END THEN
            jsonb_build_object('message', inventory_gov.say(lang, CASE r.state WHEN 'pending' THEN '%1$s is not approved yet' WHEN 'approved' THEN '%1$s is already approved'
                WHEN 'rejected' THEN '%1$s is already rejected' WHEN 'withdrawn' THEN '%1$s is already withdrawn' ELSE '%1$s is already revoked' END, VARIADIC ARRAY[r.reference]))
            || CASE WHEN r.state = 'pending' THEN '{}' ELSE jsonb_build_object('detail', inventory_gov.say(lang, 'By %1$s on %2$s.', VARIADIC ARRAY[
               COALESCE(r.decided_by_name, '?'), to_char(r.decided_at, 'YYYY-MM-DD HH24:MI')])) END
        WHEN r.expires_at <= clock_timestamp() THEN
            jsonb_build_object('message', inventory_gov.say(lang, '%1$s expired on %2$s', VARIADIC ARRAY[r.reference, to_char(r.expires_at, 'YYYY-MM-DD HH24:MI')]),
                               'hint', inventory_gov.say(lang, 'Doing the operation again makes a new request.'))
        WHEN verdict = 'revoke' AND NOT EXISTS (SELECT FROM inventory_gov.request_line l LEFT JOIN inventory_gov.grant_use g ON g.request_line_id = l.id
                                                 WHERE l.request_id = r.id AND g.request_line_id IS NULL) THEN
            jsonb_build_object('message', inventory_gov.say(lang, '%1$s has been used already', VARIADIC ARRAY[r.reference]))
        END || '{"code": "23G06"}'
$$;
COMMENT ON FUNCTION state_error(text, request, text) IS 'Why a request cannot be decided any more, or not revoked; null where it can. Internal.';

-- Open steps; of a decided request all, for its approval to be revoked by whoever could have decided it.
CREATE FUNCTION deciding_steps(request_id bigint, verdict text) RETURNS SETOF request_step
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT s.* FROM inventory_gov.request_step s
     WHERE s.request_id = deciding_steps.request_id
       AND (verdict = 'revoke' OR s.opened_at IS NOT NULL AND s.done_at IS NULL) ORDER BY s.tier, s.id
$$;
COMMENT ON FUNCTION deciding_steps(bigint, text) IS 'Steps whose rights count for a verdict. Internal.';

CREATE FUNCTION no_right_text(lang text, r request, verdict text, name text) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    words text;
BEGIN
    SELECT string_agg(inventory_gov.step_words(s, r.requester_name, lang), '; ' ORDER BY s.tier, s.id) INTO words
      FROM inventory_gov.deciding_steps(r.id, verdict) s;
    RETURN jsonb_build_object('code', '23G03', 'message', inventory_gov.say(lang, '%1$s may not decide %2$s', VARIADIC ARRAY[name, r.reference]),
                              'detail', inventory_gov.say(lang, 'It waits for: %1$s.', VARIADIC ARRAY[COALESCE(words, '?')]));
END
$$;
COMMENT ON FUNCTION no_right_text(text, request, text, text) IS 'What somebody without a right is told. Internal.';

CREATE FUNCTION weigh_rights(lang text, r request, verdict text, actor integer, name text) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    rights jsonb;
    usable jsonb;
BEGIN
    IF actor = r.requester_id THEN
        RETURN inventory_gov.bar_text(lang, r.reference, name, '{"why": "requester"}');
    END IF;
    SELECT jsonb_agg(jsonb_build_object('step', s.id) || to_jsonb(t) ORDER BY s.tier, s.id) INTO rights
      FROM inventory_gov.deciding_steps(r.id, verdict) s, inventory_gov.step_rights(s.id) t WHERE t.user_id = actor;
    IF rights IS NULL THEN
        RETURN inventory_gov.no_right_text(lang, r, verdict, name);
    END IF;
    SELECT jsonb_agg(t) INTO usable FROM jsonb_array_elements(rights) t
     WHERE t -> 'bar' = 'null' OR verdict <> 'approve' AND t -> 'bar' ->> 'why' <> 'requester';
    IF usable IS NULL THEN
        RETURN inventory_gov.bar_text(lang, r.reference, name, rights -> 0 -> 'bar');
    END IF;
    RETURN jsonb_build_object('name', name, 'rights', usable);
END
$$;
COMMENT ON FUNCTION weigh_rights(text, request, text, integer, text) IS 'The rights by which somebody may decide a request, or the error that says why he may not. Internal.';

CREATE FUNCTION weigh(request_id bigint, verdict text, actor integer) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    r    inventory_gov.request;
    u    record;
    lang text := inventory_gov.user_lang(actor);
    wrong jsonb;
BEGIN
    SELECT * INTO r FROM inventory_gov.request q WHERE q.id = weigh.request_id;
    SELECT * INTO u FROM inventory_gov.odoo_user(actor);
    IF u.internal IS NULL THEN
        -- raises where Odoo is not there at all
        PERFORM inventory_gov.odoo_run('SELECT 1 AS there');
        RETURN jsonb_build_object('code', '23G03', 'message', inventory_gov.say(lang, '%1$s cannot be decided: there is no Odoo user with id %2$s', VARIADIC ARRAY[r.reference, actor::text]));
    ELSIF NOT u.internal THEN
        RETURN jsonb_build_object('code', '23G03', 'message', inventory_gov.say(lang, '%1$s cannot be decided by %2$s: the user is archived or not an internal user', VARIADIC ARRAY[r.reference, u.name]));
    END IF;
    wrong := inventory_gov.state_error(lang, r, verdict);
    IF wrong IS NOT NULL THEN
        RETURN wrong;
    ELSIF verdict <> 'withdraw' THEN
        RETURN inventory_gov.weigh_rights(lang, r, verdict, actor, u.name);
    ELSIF actor <> r.requester_id THEN
        RETURN jsonb_build_object('code', '23G03', 'message', inventory_gov.say(lang, '%1$s cannot be withdrawn by %2$s: it was requested by %3$s', VARIADIC ARRAY[r.reference, u.name, COALESCE(r.requester_name, '?')]));
    END IF;
    RETURN jsonb_build_object('name', u.name, 'rights', '[]'::jsonb);
END
$$;
COMMENT ON FUNCTION weigh(bigint, text, integer) IS 'Whether an Odoo user may decide a request so: his name and rights, or code, message, detail and hint of the refusal. Internal.';

CREATE FUNCTION ensure_steps(request_id bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF inventory_gov.latest('SELECT 1 AS step FROM inventory_gov.request r WHERE r.id = $1::bigint
                             AND (r.state <> ''pending'' OR EXISTS (SELECT FROM inventory_gov.request_step s WHERE s.request_id = r.id))', to_jsonb(request_id)) = '[]' THEN
        PERFORM inventory_gov.open_request(request_id);
    END IF;
END
$$;
COMMENT ON FUNCTION ensure_steps(bigint) IS 'Gives a request from before there were steps its steps. Internal.';

CREATE FUNCTION may_decide(request_id bigint, actor integer) RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    found jsonb;
BEGIN
    IF current_setting('transaction_read_only') = 'off' THEN
        PERFORM inventory_gov.ensure_steps(request_id);
    END IF;
    found := inventory_gov.latest('SELECT inventory_gov.weigh(($1 ->> 0)::bigint, ''approve'', ($1 ->> 1)::integer) AS w', jsonb_build_array(request_id, actor)) -> 0 -> 'w';
    RETURN concat_ws('. ', found ->> 'message', found ->> 'detail') WHERE found ? 'code';
END
$$;
COMMENT ON FUNCTION may_decide(bigint, integer) IS 'Null where the Odoo user may approve the request now, else why he may not.';

CREATE FUNCTION require_note(request_id bigint, actor integer, note text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    asking jsonb;
    lang   text := inventory_gov.user_lang(actor);
BEGIN
    IF note IS NOT NULL THEN
        RETURN;
    END IF;
    asking := inventory_gov.latest('SELECT DISTINCT r.reference, p.name FROM inventory_gov.request r JOIN inventory_gov.request_line l ON l.request_id = r.id'
                                   ' JOIN inventory_gov.policy p ON p.id = l.policy_id AND p.note_required WHERE r.id = $1::bigint ORDER BY p.name', to_jsonb(request_id));
    IF asking <> '[]' THEN
        PERFORM inventory_gov.refuse(jsonb_build_object('code', '23G04',
            'message', inventory_gov.say(lang, '%1$s needs a note to be approved', VARIADIC ARRAY[asking -> 0 ->> 'reference']),
            'detail', inventory_gov.say(lang, 'The policy "%1$s" asks for one.', VARIADIC ARRAY[asking -> 0 ->> 'name']),
            'hint', inventory_gov.say(lang, 'Write why it is right, and approve again.')));
    END IF;
END
$$;
COMMENT ON FUNCTION require_note(bigint, integer, text) IS 'Raises 23G04 where a policy of the request asks for a note and there is none. Internal.';

CREATE FUNCTION require_reason(request_id bigint, verdict text, actor integer, note text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    lang text := inventory_gov.user_lang(actor);
BEGIN
    IF verdict NOT IN ('reject', 'revoke') OR note IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM inventory_gov.refuse(jsonb_build_object('code', '23G04',
        'message', inventory_gov.say(lang, CASE verdict WHEN 'reject' THEN '%1$s needs a reason to be rejected' ELSE '%1$s needs a reason to be revoked' END,
                                     VARIADIC ARRAY[inventory_gov.latest('SELECT r.reference FROM inventory_gov.request r WHERE r.id = $1::bigint', to_jsonb(request_id)) -> 0 ->> 'reference']),
        'hint', inventory_gov.say(lang, 'Write why in your note, and do it again.')));
END
$$;
COMMENT ON FUNCTION require_reason(bigint, text, integer, text) IS 'Raises 23G04 where something is rejected or revoked without a note. Internal.';

CREATE FUNCTION session_facts() RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT jsonb_build_object('session_user', session_user, 'client_address', host(inet_client_addr()),
                              'application_name', current_setting('application_name'), 'backend_pid', pg_backend_pid(), 'xid', pg_current_xact_id()::text)
$$;
COMMENT ON FUNCTION session_facts() IS 'The database session that decides something. Internal.';

CREATE FUNCTION require_evidence(request_id bigint, actor integer) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    lang  text := inventory_gov.user_lang(actor);
    found jsonb := inventory_gov.latest('SELECT r.reference, e.* FROM inventory_gov.request r, inventory_gov.evidence_state(r.id, ''approval'', $1 ->> 1) e WHERE r.id = ($1 ->> 0)::bigint',
                                        jsonb_build_array(request_id, lang)) -> 0;
BEGIN
    IF found ->> 'missing' IS NOT NULL THEN
        PERFORM inventory_gov.refuse(jsonb_build_object('code', '23G04',
            'message', inventory_gov.say(lang, '%1$s cannot be approved: evidence is missing', VARIADIC ARRAY[found ->> 'reference']),
            'detail', found ->> 'missing', 'hint', inventory_gov.say(lang, 'Attach it, and approve again.')));
    END IF;
    RETURN NULLIF(found -> 'attachments', 'null');
END
$$;
COMMENT ON FUNCTION require_evidence(bigint, integer) IS 'The attachments an approval relies on. Raises 23G04 where a policy demands some that are missing. Internal.';

-- An approval is one decision for each step it counts for, any other verdict one for the request as a whole.
CREATE FUNCTION keep_decisions(request_id bigint, verdict text, note text, actor integer, channel text, weighed jsonb) RETURNS bigint
LANGUAGE sql SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO inventory_gov.decision (request_id, step_id, verdict, user_id, user_name, right_by, on_behalf_of, delegation_id, authority_id, note, channel, session)
    SELECT keep_decisions.request_id, CASE WHEN verdict = 'approve' THEN (t.r ->> 'step')::bigint END, verdict, actor, COALESCE(weighed ->> 'name', ''), t.r ->> 'right_by', (t.r ->> 'on_behalf_of')::integer,
           (t.r ->> 'delegation_id')::bigint, (t.r ->> 'authority_id')::bigint, note, channel, inventory_gov.session_facts()
      FROM (SELECT r, n FROM jsonb_array_elements(weighed -> 'rights') WITH ORDINALITY e(r, n)
            UNION ALL SELECT '{}', 1 WHERE weighed -> 'rights' = '[]') t
     WHERE verdict = 'approve' OR t.n = 1 ORDER BY t.n
    RETURNING id
$$;
COMMENT ON FUNCTION keep_decisions(bigint, text, text, integer, text, jsonb) IS 'Records who decided, by which rights; returns the first of the decisions. Internal.';

-- A grant is valid as long as the request was: its time starts with the approval.
CREATE FUNCTION conclude(request_id bigint, state text, actor integer, name text, note text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    concluded jsonb;
BEGIN
    concluded := inventory_gov.latest($q$
        UPDATE inventory_gov.request SET state = $1 ->> 'state', decided_at = clock_timestamp(),
               expires_at = CASE WHEN $1 ->> 'state' = 'approved' THEN clock_timestamp() + (expires_at - created_at) ELSE expires_at END,
               decided_by = ($1 ->> 'actor')::integer, decided_by_name = $1 ->> 'name', decision_note = $1 ->> 'note',
               decision_session = inventory_gov.session_facts()
         WHERE id = ($1 ->> 'request')::bigint RETURNING reference, decided_by, decided_by_name, decision_note $q$,
        jsonb_build_object('request', request_id, 'state', state, 'actor', actor, 'name', COALESCE(name, ''), 'note', note));
    INSERT INTO inventory_gov.event (kind, subject, payload) VALUES ('request.' || state, concluded -> 0 ->> 'reference', concluded -> 0);
END
$$;
COMMENT ON FUNCTION conclude(bigint, text, integer, text, text) IS 'Takes a request to its last state, tells others. The caller has locked it and has recorded the decision. Internal.';

CREATE FUNCTION approved_in_part(request_id bigint, actor integer, name text, note text) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    remaining jsonb;
BEGIN
    PERFORM inventory_gov.latest($q$
        UPDATE inventory_gov.request_step s SET done_at = clock_timestamp()
         WHERE s.request_id = $1::bigint AND s.opened_at IS NOT NULL AND s.done_at IS NULL
           AND s.need <= (SELECT count(DISTINCT d.user_id) FROM inventory_gov.decision d WHERE d.step_id = s.id AND d.verdict = 'approve')
        RETURNING s.id $q$, to_jsonb(request_id));
    remaining := inventory_gov.latest('SELECT r.reference, s.opened_at IS NOT NULL AS open FROM inventory_gov.request_step s JOIN inventory_gov.request r ON r.id = s.request_id'
                                      ' WHERE r.id = $1::bigint AND s.done_at IS NULL ORDER BY 2 DESC', to_jsonb(request_id));
    IF remaining = '[]' THEN
        RETURN false;
    END IF;
    INSERT INTO inventory_gov.event (kind, subject, payload)
    VALUES ('request.approved_in_part', remaining -> 0 ->> 'reference', jsonb_build_object('decided_by', actor, 'decided_by_name', name, 'decision_note', note));
    IF NOT (remaining -> 0 -> 'open')::boolean THEN
        PERFORM inventory_gov.open_next_tier(request_id);
    END IF;
    RETURN true;
END
$$;
COMMENT ON FUNCTION approved_in_part(bigint, integer, text, text) IS 'After an approval: closes the steps that have enough, opens the next tier after the last of one; false where no step is left. Internal.';

CREATE FUNCTION decide(request_id bigint, verdict text, note text, actor integer, channel text) RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    weighed     jsonb;
    attachments jsonb;
    decision    bigint;
    state       text := CASE verdict WHEN 'approve' THEN 'approved' WHEN 'reject' THEN 'rejected' WHEN 'withdraw' THEN 'withdrawn' WHEN 'revoke' THEN 'revoked' END;
BEGIN
    IF state IS NULL THEN
        RAISE EXCEPTION 'unknown verdict "%"', verdict USING ERRCODE = 'invalid_parameter_value', DETAIL = 'Verdicts are: approve, reject, withdraw, revoke.';
    ELSIF actor IS NULL THEN
        RAISE EXCEPTION 'the deciding user must not be null' USING ERRCODE = 'null_value_not_allowed';
    END IF;
    note := NULLIF(regexp_replace(note, '^\s+|\s+$', '', 'g'), '');
    PERFORM inventory_gov.lock_request(request_id);
    PERFORM inventory_gov.ensure_steps(request_id);
    weighed := inventory_gov.latest('SELECT inventory_gov.weigh(($1 ->> 0)::bigint, $1 ->> 1, ($1 ->> 2)::integer) AS w', jsonb_build_array(request_id, verdict, actor)) -> 0 -> 'w';
    IF weighed ? 'code' THEN
        PERFORM inventory_gov.refuse(weighed);
    END IF;
    PERFORM inventory_gov.require_reason(request_id, verdict, actor, note);
    IF verdict = 'approve' THEN
        PERFORM inventory_gov.require_note(request_id, actor, note), inventory_gov.require_reasons(request_id, actor);
        attachments := inventory_gov.require_evidence(request_id, actor);
    END IF;
    PERFORM inventory_gov.wake_desk();
    decision := inventory_gov.keep_decisions(request_id, verdict, note, actor, channel, weighed);
    IF verdict = 'approve' THEN
        PERFORM inventory_gov.store_evidence(request_id, decision, 'approval', attachments);
        IF inventory_gov.approved_in_part(request_id, actor, weighed ->> 'name', note) THEN
            RETURN 'pending';
        END IF;
    END IF;
    PERFORM inventory_gov.conclude(request_id, state, actor, weighed ->> 'name', note);
    RETURN state;
END
$$;
COMMENT ON FUNCTION decide(bigint, text, text, integer, text) IS
'Decides a request as an Odoo user: approve, reject, withdraw or revoke; returns the state it is in then, pending while more approvals are needed. Latest data, one at a time, also under REPEATABLE READ. Raises 23G03, 23G04, 23G06. Internal: people use approve(), reject(), withdraw(), revoke().';

CREATE FUNCTION approve(reference text, note text, actor integer) RETURNS text
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT inventory_gov.decide(inventory_gov.find_request(reference), 'approve', note, actor, 'sql') $$;
COMMENT ON FUNCTION approve(text, text, integer) IS
'Approves a request as Odoo user actor and returns its state: approved, or pending while other steps or tiers are to approve as well. The approval covers exactly the lines of the request, up to their deviations, once, until it expires. Raises 23G03 for whoever may not (requester, counter, somebody without the right or beyond his limit ...), 23G04 where a note, a reason of the requester or evidence is missing, 23G06 for a request that is unknown, decided or expired.';

CREATE FUNCTION reject(reference text, note text, actor integer) RETURNS text
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT inventory_gov.decide(inventory_gov.find_request(reference), 'reject', note, actor, 'sql') $$;
COMMENT ON FUNCTION reject(text, text, integer) IS
'Rejects a request as Odoo user actor, who has a right on an open step, and returns the new state. Raises 23G03 for anybody else and the requester, 23G04 without a note, 23G06 like approve().';

CREATE FUNCTION withdraw(reference text, note text, actor integer) RETURNS text
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT inventory_gov.decide(inventory_gov.find_request(reference), 'withdraw', note, actor, 'sql') $$;
COMMENT ON FUNCTION withdraw(text, text, integer) IS
'Withdraws a request as its requester and returns the new state. Raises 23G03 for anybody else, 23G06 like approve().';

CREATE FUNCTION revoke(reference text, note text, actor integer) RETURNS text
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT inventory_gov.decide(inventory_gov.find_request(reference), 'revoke', note, actor, 'sql') $$;
COMMENT ON FUNCTION revoke(text, text, integer) IS
'Takes back an approval of which something is unused, as Odoo user actor, who has a right on one of its steps; returns the new state. What was used stays. Raises 23G03 and 23G06 like approve(), 23G04 without a note.';
