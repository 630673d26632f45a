-- The desk: who is told what in Odoo, as activities on the documents, and what it means when one is marked done.

CREATE FUNCTION activity_done() RETURNS trigger
    LANGUAGE c AS 'MODULE_PATHNAME', 'inventory_gov_activity_done';
COMMENT ON FUNCTION activity_done() IS 'Sees activities of Odoo being closed; one of ours that was marked done approves its request';

CREATE FUNCTION written_here(xid) RETURNS boolean
    LANGUAGE c STRICT VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'inventory_gov_written_here';
COMMENT ON FUNCTION written_here(xid) IS 'Whether the transaction id, a row''s xmin, is this transaction or a savepoint of it that stands. Internal.';

-- State of a request ------------------------------------------------------------------------

CREATE FUNCTION request_phase(request_id bigint) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE WHEN r.state = 'approved' AND NOT EXISTS (
                     SELECT FROM inventory_gov.request_line l
                      WHERE l.request_id = r.id
                        AND NOT EXISTS (SELECT FROM inventory_gov.grant_use g WHERE g.request_line_id = l.id)) THEN 'spent'
                WHEN r.state IN ('pending', 'approved') AND r.expires_at <= clock_timestamp() THEN 'expired'
                ELSE r.state END
      FROM inventory_gov.request r WHERE r.id = request_phase.request_id
$$;
COMMENT ON FUNCTION request_phase(bigint) IS 'Effective state of a request, as the view requests has it. Internal.';

-- Who is told -------------------------------------------------------------------------------

-- At most 20 people a step, those who were told first; the others find the request in the list.
CREATE FUNCTION tell_approvers(request_id bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO inventory_gov.notice (request_id, step_id, kind, user_id)
    SELECT s.request_id, s.id, 'decide', u.user_id
      FROM inventory_gov.request_step s
     CROSS JOIN LATERAL (
           SELECT u.user_id
             FROM (SELECT DISTINCT user_id FROM inventory_gov.step_users(s.id)) u
             LEFT JOIN inventory_gov.notice n ON n.step_id = s.id AND n.user_id = u.user_id
            WHERE NOT EXISTS (SELECT FROM inventory_gov.decision d WHERE d.step_id = s.id AND d.user_id = u.user_id)
            ORDER BY n.id, u.user_id LIMIT 20) u
     WHERE s.request_id = tell_approvers.request_id AND s.opened_at IS NOT NULL AND s.done_at IS NULL
        ON CONFLICT (step_id, user_id) WHERE step_id IS NOT NULL DO UPDATE
       SET state = CASE notice.state WHEN 'recalled' THEN 'waiting' ELSE notice.state END, todo = 'deliver',
           attempts = 0, next_try_at = clock_timestamp(), closed_at = NULL
     WHERE notice.state = 'recalled' OR notice.todo = 'recall';
END
$$;
COMMENT ON FUNCTION tell_approvers(bigint) IS 'Notices for everybody who may decide an open step of a request now and was not told. Internal.';

CREATE FUNCTION recall_notices(request_id bigint, of_kind text, keep_rightful boolean) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    WITH rightful AS MATERIALIZED (
        SELECT s.id AS step_id, u.user_id
          FROM inventory_gov.request_step s CROSS JOIN LATERAL inventory_gov.step_users(s.id) u
         WHERE keep_rightful AND s.request_id = recall_notices.request_id AND s.opened_at IS NOT NULL AND s.done_at IS NULL
           AND NOT EXISTS (SELECT FROM inventory_gov.decision d WHERE d.step_id = s.id AND d.user_id = u.user_id))
    UPDATE inventory_gov.notice n
       SET state = CASE n.state WHEN 'waiting' THEN 'recalled' ELSE n.state END,
           todo = CASE n.state WHEN 'delivered' THEN 'recall' END,
           closed_at = CASE n.state WHEN 'waiting' THEN clock_timestamp() END,
           attempts = 0, next_try_at = clock_timestamp()
     WHERE n.request_id = recall_notices.request_id AND n.kind = of_kind
       AND n.state IN ('waiting', 'delivered') AND n.todo IS DISTINCT FROM 'recall'
       AND NOT EXISTS (SELECT FROM rightful r WHERE r.step_id = n.step_id AND r.user_id = n.user_id);
END
$$;
COMMENT ON FUNCTION recall_notices(bigint, text, boolean) IS
'Recalls the open notices of a request; with keep_rightful not those of people who may still decide their step. Internal.';

-- A request that was approved and then revoked has one notice, which changes what it says.
CREATE FUNCTION tell_requester(request_id bigint) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO inventory_gov.notice (request_id, kind, user_id)
    SELECT r.id, 'decided', r.requester_id FROM inventory_gov.request r
     WHERE r.id = tell_requester.request_id AND NOT (r.state = 'approved' AND inventory_gov.settled_by_reason(r.id))
        ON CONFLICT (request_id, user_id) WHERE step_id IS NULL DO UPDATE
       SET state = CASE notice.state WHEN 'delivered' THEN 'delivered' ELSE 'waiting' END, todo = 'deliver',
           attempts = 0, next_try_at = clock_timestamp(), closed_at = NULL
$$;
COMMENT ON FUNCTION tell_requester(bigint) IS 'A notice for the requester that his request was decided, unless he settled it himself. Internal.';

-- What an activity says ---------------------------------------------------------------------

CREATE FUNCTION html(plain text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT replace(replace(replace(replace(plain, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '"', '&quot;')
$$;
COMMENT ON FUNCTION html(text) IS 'A text as HTML shows it. Internal.';

CREATE FUNCTION plain(html text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT NULLIF(btrim(regexp_replace(replace(replace(replace(replace(replace(replace(replace(
               regexp_replace(regexp_replace(regexp_replace(html, '\s+', ' ', 'g'), ' ?<br */?> ?', E'\n', 'gi'), '<[^>]*>', '', 'g'),
               '&lt;', '<'), '&gt;', '>'), '&quot;', '"'), '&#34;', '"'), '&#39;', ''''), '&nbsp;', ' '), '&amp;', '&'),
               ' *\n *', E'\n', 'g'), E' \n'), '')
$$;
COMMENT ON FUNCTION plain(text) IS 'The text that HTML shows, line breaks kept; null for none. Internal.';

CREATE FUNCTION desk_facts(for_user integer, model text, of_kind text) RETURNS jsonb
LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT inventory_gov.odoo_run($q$
        SELECT u.active, p.j ->> 'tz' AS tz,
               (SELECT m.id FROM public.ir_model m WHERE m.model = $1 ->> 'model') AS res_model_id,
               (SELECT d.res_id FROM public.ir_model_data d
                 WHERE d.model = 'mail.activity.type'
                   AND (d.module, d.name) IN (('inventory_gov', 'activity_' || ($1 ->> 'kind')), ('mail', 'mail_activity_data_todo'))
                 ORDER BY d.module LIMIT 1) AS activity_type_id,
               EXISTS (SELECT FROM public.ir_model m WHERE m.model = 'x_gov_request') AS published
          FROM public.res_users u
          LEFT JOIN LATERAL (SELECT to_jsonb(t) AS j FROM public.res_partner t WHERE t.id = u.partner_id) p ON true
         WHERE u.id = ($1 ->> 'user')::integer
        $q$, jsonb_build_object('user', for_user, 'model', model, 'kind', of_kind)) -> 0
$$;
COMMENT ON FUNCTION desk_facts(integer, text, text) IS 'What an activity needs from Odoo: the user''s state and time zone, ids of the model and of the activity type, whether the form of requests is published. Internal.';

-- Activities sit on transfers, lots, products and bills: stock.move and stock.quant have none.
CREATE FUNCTION notice_record(request_id bigint) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    candidate record;
    found     jsonb;
BEGIN
    FOR candidate IN
        SELECT c.model, c.name, v.id
          FROM (SELECT r.model, r.record_id, r.picking_id, r.lot_id, r.product_id, 0 AS line FROM inventory_gov.request r WHERE r.id = notice_record.request_id
                UNION ALL
                SELECT l.model, l.record_id, l.picking_id, l.lot_id, l.product_id, l.id FROM inventory_gov.request_line l WHERE l.request_id = notice_record.request_id
                ORDER BY line LIMIT 2) o
         CROSS JOIN LATERAL (VALUES (1, o.picking_id), (2, o.lot_id), (3, o.product_id), (4, CASE WHEN o.model = 'account.move' THEN o.record_id END)) v (rank, id)
          JOIN (VALUES (1, 'stock.picking', 'stock_picking'), (2, 'stock.lot', 'stock_lot'), (3, 'product.product', 'product_product'), (4, 'account.move', 'account_move'))
               c (rank, model, name) ON c.rank = v.rank
         WHERE v.id IS NOT NULL
         ORDER BY o.line, v.rank
    LOOP
        found := inventory_gov.odoo_run(format('SELECT t.id, to_jsonb(t) ->> ''name'' AS name FROM public.%I t WHERE t.id = ($1 ->> ''id'')::integer',
                                               candidate.name), jsonb_build_object('id', candidate.id)) -> 0;
        IF found IS NOT NULL THEN
            RETURN found || jsonb_build_object('model', candidate.model);
        END IF;
    END LOOP;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION notice_record(bigint) IS 'The record of Odoo that a request''s activities go to: its transfer, else its lot, else its product, else the vendor bill, of the request or of its first line; null where none exists. Internal.';

CREATE FUNCTION request_link(request_id bigint, reference text, published boolean) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE WHEN published
                THEN format('<a href="/web#id=%s&amp;model=x_gov_request&amp;view_type=form">%s</a>', request_id, inventory_gov.html(reference))
                ELSE inventory_gov.html(reference) END
$$;
COMMENT ON FUNCTION request_link(bigint, text, boolean) IS 'The reference of a request as HTML, a link to its form where that is published. Internal.';

CREATE FUNCTION request_subject(request_id bigint) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT concat_ws(', ', r.document, CASE WHEN count(DISTINCT l.product_id) <= 1 THEN min(l.product_name) END)
      FROM inventory_gov.request r LEFT JOIN inventory_gov.request_line l ON l.request_id = r.id
     WHERE r.id = request_subject.request_id GROUP BY r.id
$$;
COMMENT ON FUNCTION request_subject(bigint) IS 'What a request is about in a few words: its document, and its product where it is about one. Internal.';

CREATE FUNCTION request_items(request_id bigint, lang text) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT concat('<ul>', string_agg(concat('<li>', inventory_gov.html(i.shown), '</li>'), '' ORDER BY i.id), '</ul>')
      FROM (SELECT l.id,
                   CASE WHEN row_number() OVER (ORDER BY l.id) > 5 THEN inventory_gov.say(lang, 'and %1$s more.', (count(*) OVER () - 5)::text)
                        ELSE concat_ws('; ', inventory_gov.line_text(l, lang), inventory_gov.say(lang, 'the limit is %1$s',
                                       concat_ws(' ', trim_scale(l.limit_value), l.limit_unit))) END AS shown
              FROM inventory_gov.request_line l WHERE l.request_id = request_items.request_id ORDER BY l.id LIMIT 6) i
$$;
COMMENT ON FUNCTION request_items(bigint, text) IS 'The first lines of a request as an HTML list: what, and how far beyond which limit. Internal.';

CREATE FUNCTION decide_text(n notice, lang text, zone text, published boolean) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT jsonb_build_object(
               'summary', inventory_gov.say(lang, CASE WHEN s.reminded_at IS NULL THEN '%1$s: approve %2$s?' ELSE 'Reminder: %1$s: approve %2$s?' END,
                                            r.reference, inventory_gov.request_subject(r.id)),
               'note', concat('<p>', inventory_gov.request_link(r.id, r.reference, published), ': ',
                              inventory_gov.html(inventory_gov.say(lang, '%1$s asks for your approval.',
                                                                   COALESCE(r.requester_name, r.requester_id::text))), '</p>',
                              inventory_gov.request_items(r.id, lang),
                              '<p>', inventory_gov.html(inventory_gov.say(lang, 'To be decided by %1$s.',
                                         to_char(COALESCE(s.due_at, r.expires_at) AT TIME ZONE zone, 'YYYY-MM-DD HH24:MI'))), '</p>',
                              '<p>', inventory_gov.html(inventory_gov.say(lang, 'Mark this activity as done to approve; what you enter as feedback is the note of your approval. Cancelling it decides nothing.')), '</p>'))
      FROM inventory_gov.request r
      JOIN inventory_gov.request_step s ON s.id = n.step_id
     WHERE r.id = n.request_id
$$;
COMMENT ON FUNCTION decide_text(notice, text, text, boolean) IS 'What the activity of somebody who is to decide says: {summary, note as HTML}. Internal.';

CREATE FUNCTION decided_summary(request_id bigint, lang text) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE inventory_gov.request_phase(r.id)
               WHEN 'approved' THEN inventory_gov.say(lang, '%1$s: approved by %2$s. Do the operation again.', r.reference, r.decided_by_name)
               WHEN 'rejected' THEN inventory_gov.say(lang, '%1$s: rejected by %2$s', r.reference, r.decided_by_name)
               WHEN 'revoked' THEN inventory_gov.say(lang, '%1$s: approval revoked by %2$s', r.reference, r.decided_by_name)
               ELSE inventory_gov.say(lang, '%1$s: expired, nobody has decided it', r.reference) END
      FROM inventory_gov.request r WHERE r.id = decided_summary.request_id
$$;
COMMENT ON FUNCTION decided_summary(bigint, text) IS 'One line for the requester: how his request was decided. Internal.';

CREATE FUNCTION decided_text(n notice, lang text, zone text, published boolean) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT jsonb_build_object(
               'summary', inventory_gov.decided_summary(r.id, lang),
               'note', concat('<p>', inventory_gov.request_link(r.id, r.reference, published), '</p>', inventory_gov.request_items(r.id, lang),
                              '<p>' || replace(inventory_gov.html(r.decision_note), E'\n', '<br/>') || '</p>',
                              CASE WHEN r.state = 'approved' THEN concat('<p>', inventory_gov.html(inventory_gov.say(lang, 'The approval is valid until %1$s.',
                                   to_char(r.expires_at AT TIME ZONE zone, 'YYYY-MM-DD HH24:MI'))), '</p>') END))
      FROM inventory_gov.request r WHERE r.id = n.request_id
$$;
COMMENT ON FUNCTION decided_text(notice, text, text, boolean) IS 'What the activity of a requester says: {summary, note as HTML}. Internal.';

-- Into Odoo, and out of it again ------------------------------------------------------------

-- Columns that this Odoo does not have are left out.
CREATE FUNCTION insert_activity(content jsonb) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    present text;
BEGIN
    SELECT string_agg(quote_ident(k), ', ' ORDER BY k) INTO present
      FROM jsonb_object_keys(content) k WHERE inventory_gov.odoo_has('mail_activity', k);
    RETURN (inventory_gov.odoo_run(format(
        'INSERT INTO public.mail_activity (%1$s) SELECT %1$s FROM jsonb_populate_record(NULL::public.mail_activity, $1) RETURNING id', present),
        content) -> 0 ->> 'id')::integer;
END
$$;
COMMENT ON FUNCTION insert_activity(jsonb) IS 'A row of mail_activity from column names and values; returns its id. Internal.';

CREATE FUNCTION update_activity(activity integer, content jsonb) RETURNS integer
LANGUAGE sql SET search_path = pg_catalog, pg_temp
AS $$
    SELECT (inventory_gov.odoo_run($q$
        UPDATE public.mail_activity a SET summary = $1 ->> 'summary', note = $1 ->> 'note', date_deadline = ($1 ->> 'date_deadline')::date,
               write_date = ($1 ->> 'write_date')::timestamp
         WHERE a.id = (SELECT o.id FROM public.mail_activity o WHERE o.id = ($1 ->> 'activity')::integer FOR UPDATE NOWAIT)
           AND COALESCE((to_jsonb(a) ->> 'active')::boolean, true)
        RETURNING a.id $q$, content || jsonb_build_object('activity', activity)) -> 0 ->> 'id')::integer
$$;
COMMENT ON FUNCTION update_activity(integer, jsonb) IS 'Changes what an open activity says; null where there is none. Internal.';

CREATE FUNCTION close_notice(notice_id bigint, final text, why text) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp
AS $$
    UPDATE inventory_gov.notice SET state = final, todo = NULL, closed_at = clock_timestamp(), last_error = why WHERE id = notice_id
$$;
COMMENT ON FUNCTION close_notice(bigint, text, text) IS 'Ends a notice in a final state. Internal.';

CREATE FUNCTION deliver_notice(n notice) RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    record  jsonb := inventory_gov.notice_record(n.request_id);
    facts   jsonb := inventory_gov.desk_facts(n.user_id, record ->> 'model', n.kind);
    lang    text := inventory_gov.user_lang(n.user_id);
    zone    text := inventory_gov.zone_or_utc(facts ->> 'tz');
    said    jsonb;
    content jsonb;
    activity integer;
BEGIN
    IF record IS NULL OR (facts ->> 'active')::boolean IS NOT TRUE THEN
        PERFORM inventory_gov.close_notice(n.id, 'recalled',
            CASE WHEN record IS NULL THEN 'no record in Odoo to put an activity on' ELSE format('user %s is not active', n.user_id) END);
        RETURN 'dropped notice ' || n.id;
    END IF;
    said := CASE n.kind WHEN 'decide' THEN inventory_gov.decide_text(n, lang, zone, (facts -> 'published')::boolean)
                 ELSE inventory_gov.decided_text(n, lang, zone, (facts -> 'published')::boolean) END;
    content := jsonb_build_object(
        'res_model', record -> 'model', 'res_id', record -> 'id', 'res_name', record -> 'name', 'res_model_id', facts -> 'res_model_id',
        'activity_type_id', facts -> 'activity_type_id', 'user_id', n.user_id, 'user_tz', facts -> 'tz', 'automated', true, 'active', true,
        'summary', left(said ->> 'summary', 250), 'note', said -> 'note',
        -- Odoo counts the activities of today and earlier, not those to come
        'date_deadline', (clock_timestamp() AT TIME ZONE zone)::date,
        'create_uid', 1, 'write_uid', 1, 'create_date', now() AT TIME ZONE 'UTC', 'write_date', now() AT TIME ZONE 'UTC');
    activity := COALESCE(inventory_gov.update_activity(n.activity_id, content), inventory_gov.insert_activity(content));
    UPDATE inventory_gov.notice
       SET state = 'delivered', todo = NULL, activity_id = activity, res_model = record ->> 'model', res_id = (record ->> 'id')::integer,
           attempts = 0, last_error = NULL, delivered_at = clock_timestamp()
     WHERE id = n.id;
    RETURN 'delivered notice ' || n.id;
END
$$;
COMMENT ON FUNCTION deliver_notice(notice) IS 'Makes the activity of a notice in Odoo, or brings it up to date. Internal.';

-- Closed here first, so that our own DELETE is no decision of the user's. A user who is closing it at this moment
-- will want our row next: no waiting for his.
CREATE FUNCTION recall_notice(n notice) RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM inventory_gov.close_notice(n.id, 'recalled', NULL);
    PERFORM inventory_gov.odoo_run($q$
        DELETE FROM public.mail_activity a
         WHERE a.id = (SELECT o.id FROM public.mail_activity o WHERE o.id = $1::integer FOR UPDATE NOWAIT)
        RETURNING a.id $q$, to_jsonb(n.activity_id));
    RETURN 'recalled notice ' || n.id;
END
$$;
COMMENT ON FUNCTION recall_notice(notice) IS 'Takes the activity of a notice away again. Internal.';

-- What the user has done --------------------------------------------------------------------

-- Made, not only changed: a message of long ago that is touched while activities are cleaned up decides nothing.
CREATE FUNCTION done_message(on_model text, on_record integer, reference text) RETURNS jsonb
LANGUAGE sql SET search_path = pg_catalog, pg_temp
AS $$
    SELECT m
      FROM jsonb_array_elements(inventory_gov.odoo_run($q$
               SELECT m.id, m.create_uid AS doer, m.body, m.xmin::text AS xmin
                 FROM public.mail_message m
                WHERE m.model = $1 ->> 'model' AND m.res_id = ($1 ->> 'record')::integer AND m.mail_activity_type_id IS NOT NULL
                ORDER BY m.id DESC LIMIT 100 $q$, jsonb_build_object('model', on_model, 'record', on_record))) m
     WHERE inventory_gov.written_here((m ->> 'xmin')::xid) AND m ->> 'body' ~ (reference || '(?!\d)')
       AND inventory_gov.odoo_before('SELECT m.id FROM public.mail_message m WHERE m.id = $1::integer', m -> 'id') = '[]'
     ORDER BY (m ->> 'id')::integer DESC LIMIT 1
$$;
COMMENT ON FUNCTION done_message(text, integer, text) IS 'The message {id, doer, body} by which this transaction marked an activity about the request as done on a record; null where it did not. Internal.';

-- 16 and 17 put the feedback between the summary and the note, 18 and 19 after the note under a heading.
CREATE FUNCTION feedback_in(body text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT inventory_gov.plain(COALESCE(
               substring(body FROM '<div class="fw-bold">[^<]*</div>((?:(?!<div class="fw-bold">).)*)$'),
               substring(regexp_replace(body, '<div class="o_mail_note_title.*$', '') FROM '</p>(.*)$')))
$$;
COMMENT ON FUNCTION feedback_in(text) IS 'The feedback in the message of an activity marked done, as plain text; null for none. Internal.';

-- With the latest data: the transaction of whoever clicks may be older than a decision made meanwhile.
CREATE FUNCTION closed_notice(activity_id integer) RETURNS jsonb
LANGUAGE sql SET search_path = pg_catalog, pg_temp
AS $$
    SELECT inventory_gov.latest($q$
        SELECT n.id, n.kind, n.request_id, n.step_id, n.res_model, n.res_id, r.reference
          FROM inventory_gov.notice n JOIN inventory_gov.request r ON r.id = n.request_id
         WHERE n.activity_id = $1::integer AND n.state = 'delivered' $q$, to_jsonb(activity_id)) -> 0
$$;
COMMENT ON FUNCTION closed_notice(integer) IS 'The delivered notice of an activity; null for other activities. Internal.';

CREATE FUNCTION waits_for(step_id bigint, user_id integer) RETURNS boolean
LANGUAGE sql SET search_path = pg_catalog, pg_temp
AS $$
    SELECT inventory_gov.latest($q$
        SELECT s.id FROM inventory_gov.request_step s JOIN inventory_gov.request r ON r.id = s.request_id
         WHERE s.id = ($1 ->> 0)::bigint AND s.done_at IS NULL AND r.state = 'pending'
           AND NOT EXISTS (SELECT FROM inventory_gov.decision d WHERE d.step_id = s.id AND d.user_id = ($1 ->> 1)::integer)
        $q$, jsonb_build_array(step_id, user_id)) <> '[]'
$$;
COMMENT ON FUNCTION waits_for(bigint, integer) IS 'Whether a step is undecided, and the user has not decided it yet. Internal.';

CREATE FUNCTION user_closed(notice_id bigint, final text) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp
AS $$
    SELECT inventory_gov.latest($q$
        UPDATE inventory_gov.notice SET state = $1 ->> 'final', todo = NULL, closed_at = clock_timestamp()
         WHERE id = ($1 ->> 'notice')::bigint RETURNING id $q$, jsonb_build_object('notice', notice_id, 'final', final))
$$;
COMMENT ON FUNCTION user_closed(bigint, text) IS 'Ends a notice whose activity a user has closed: done or dismissed. Internal.';

CREATE FUNCTION activity_closed(activity_id integer) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    n       jsonb := inventory_gov.closed_notice(activity_id);
    message jsonb;
    doer    integer;
BEGIN
    IF n IS NULL THEN
        RETURN;
    END IF;
    message := inventory_gov.done_message(n ->> 'res_model', (n ->> 'res_id')::integer, n ->> 'reference');
    doer := (message ->> 'doer')::integer;
    PERFORM inventory_gov.user_closed((n ->> 'id')::bigint, CASE WHEN message IS NULL THEN 'dismissed' ELSE 'done' END);
    IF message IS NULL OR n ->> 'kind' <> 'decide' THEN
        RETURN;
    END IF;
    -- What is decided already stays as it is, also when that happens in this very moment.
    PERFORM inventory_gov.lock_request((n ->> 'request_id')::bigint);
    IF inventory_gov.waits_for((n ->> 'step_id')::bigint, doer) THEN
        PERFORM inventory_gov.decide((n ->> 'request_id')::bigint, 'approve', inventory_gov.feedback_in(message ->> 'body'), doer, 'activity');
    END IF;
END
$$;
COMMENT ON FUNCTION activity_closed(integer) IS
'An activity was closed: one of ours that was marked done approves its request in the name of who marked it, with the feedback as note. Internal.';
