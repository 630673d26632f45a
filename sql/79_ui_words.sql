-- What Odoo's screens say about a request in the language of who reads: Odoo takes a translated text
-- from jsonb, by language. What is recorded stays English. All of it is PL/pgSQL, which keeps its plans:
-- a list calls these functions for each of its rows.

-- A title is the words of one line, its limit and policy, and how many more there are. The line's words are made anew, the rest is taken over.
CREATE FUNCTION title_words(title text, message text, words text, lang text) RETURNS text
LANGUAGE plpgsql STABLE STRICT SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    more text := substring(title FROM ', and (\d+) more$');
    rest text[];
BEGIN
    IF starts_with(title, message) THEN
        rest := regexp_match(substr(title, length(message) + 1), '^; the limit is (.*) \(policy "(.*)"\)(?:, and \d+ more)?$');
    END IF;
    IF rest IS NOT NULL THEN
        words := inventory_gov.say(lang, '%1$s; the limit is %2$s (policy "%3$s")', words,
                     CASE WHEN rest[1] LIKE '% in value' THEN inventory_gov.say(lang, '%1$s in value', split_part(rest[1], ' in value', 1)) ELSE rest[1] END, rest[2]);
    END IF;
    RETURN CASE WHEN more IS NULL THEN words ELSE inventory_gov.say(lang, '%1$s, and %2$s more', words, more) END;
END
$$;
COMMENT ON FUNCTION title_words(text, text, text, text) IS 'A recorded title in a language: in place of the message of a line, these words. Internal.';

CREATE FUNCTION request_title(request_id bigint, lang text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (SELECT COALESCE(inventory_gov.title_words(r.title, (l.line).message, inventory_gov.line_text(l.line, lang), lang), r.title)
              FROM inventory_gov.request r
              LEFT JOIN LATERAL (
                   SELECT f AS line FROM inventory_gov.request_line f
                    WHERE f.request_id = r.id ORDER BY starts_with(r.title, f.message) DESC, f.id LIMIT 1) l ON lang <> 'en'
             WHERE r.id = request_title.request_id);
END
$$;
COMMENT ON FUNCTION request_title(bigint, text) IS 'Title of a request in a language; as recorded in English, and where the request has no line. Internal.';

CREATE FUNCTION step_name(step request_step, requester text, lang text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN CASE WHEN lang <> 'en' AND split_part(step.approver, ':', 1) IN ('manager', 'warehouse', 'category')
                THEN inventory_gov.approver_words(step, requester, lang)
                ELSE COALESCE(step.approver_name, step.approver) END;
END
$$;
COMMENT ON FUNCTION step_name(request_step, text, text) IS 'Approver of a step in a language; groups and people have the name that was recorded. Internal.';

-- Rights are recorded in words. Those put together of others are shown as recorded.
CREATE FUNCTION right_words(right_by text, lang text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN CASE WHEN right_by LIKE 'member of %' THEN inventory_gov.say(lang, 'member of %1$s', substr(right_by, length('member of ') + 1))
                WHEN right_by LIKE 'manager of %' AND right_by NOT LIKE '% levels up' THEN inventory_gov.say(lang, 'manager of %1$s', substr(right_by, length('manager of ') + 1))
                WHEN right_by IN ('named by the policy', 'responsible for the warehouse', 'responsible for the product category', 'override') THEN inventory_gov.say(lang, right_by)
                ELSE right_by END;
END
$$;
COMMENT ON FUNCTION right_words(text, text) IS 'By what right somebody decided, in a language. Internal.';

CREATE FUNCTION event_detail(h request_history, lang text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN CASE
        WHEN lang = 'en' THEN h.detail
        WHEN h.what = 'raised' THEN inventory_gov.request_title(h.request_id, lang)
        WHEN h.line_id IS NOT NULL THEN (SELECT inventory_gov.line_text(l, lang) FROM inventory_gov.request_line l WHERE l.id = h.line_id)
        WHEN h.decision_id IS NOT NULL THEN (
             SELECT concat_ws('; ', (SELECT inventory_gov.say(lang, 'tier %1$s', s.tier::text) FROM inventory_gov.request_step s WHERE s.id = d.step_id),
                              inventory_gov.right_words(d.right_by, lang), NULLIF(d.note, ''),
                              CASE d.channel WHEN 'form' THEN inventory_gov.say(lang, 'by form') WHEN 'activity' THEN inventory_gov.say(lang, 'by activity') END)
               FROM inventory_gov.decision d WHERE d.id = h.decision_id)
        WHEN h.step_id IS NOT NULL THEN (
             SELECT CASE WHEN h.what = 'tier opened' AND s.due_at IS NOT NULL
                         THEN inventory_gov.say(lang, 'tier %1$s: %2$s, due %3$s', s.tier::text, n.name, to_char(s.due_at, 'YYYY-MM-DD HH24:MI'))
                         ELSE inventory_gov.say(lang, 'tier %1$s: %2$s', s.tier::text, n.name) END
               FROM inventory_gov.request_step s JOIN inventory_gov.request r ON r.id = s.request_id,
                    inventory_gov.step_name(s, r.requester_name, lang) AS n(name)
              WHERE s.id = h.step_id)
        ELSE h.detail END;
END
$$;
COMMENT ON FUNCTION event_detail(request_history, text) IS 'Detail of an event of a request in a language; the view request_history has it in English. Internal.';

CREATE FUNCTION history_table(request_id bigint, lang text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (SELECT concat('<table class="table table-sm"><tbody>',
                          string_agg(format('<tr><td>%s UTC</td><td>%s</td><td>%s</td><td>%s</td></tr>', to_char(h.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI'),
                                            inventory_gov.html(inventory_gov.say(lang, h.what)), inventory_gov.html(COALESCE(h.user_name, '')),
                                            inventory_gov.html(COALESCE(inventory_gov.event_detail(h, lang), ''))), '' ORDER BY h.at),
                          '</tbody></table>')
              FROM inventory_gov.request_history h WHERE h.request_id = history_table.request_id);
END
$$;
COMMENT ON FUNCTION history_table(bigint, text) IS 'What happened to a request, as an HTML table in a language. Internal.';

-- What the views call. Odoo's role may call them, and read nothing else of what they read.

CREATE FUNCTION ui_title(request_id bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (SELECT jsonb_object_agg(u.code, inventory_gov.request_title(request_id, u.lang)) FROM inventory_gov.ui_language u);
END
$$;
COMMENT ON FUNCTION ui_title(bigint) IS 'Title of a request by language of Odoo. Internal.';

CREATE FUNCTION ui_line_name(line_id bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (SELECT jsonb_object_agg(u.code, inventory_gov.line_text(l, u.lang))
              FROM inventory_gov.request_line l, inventory_gov.ui_language u WHERE l.id = line_id);
END
$$;
COMMENT ON FUNCTION ui_line_name(bigint) IS 'What a line of a request asks for, by language of Odoo. Internal.';

CREATE FUNCTION ui_step_name(step_id bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (SELECT jsonb_object_agg(u.code, inventory_gov.step_name(s, r.requester_name, u.lang))
              FROM inventory_gov.request_step s JOIN inventory_gov.request r ON r.id = s.request_id, inventory_gov.ui_language u WHERE s.id = step_id);
END
$$;
COMMENT ON FUNCTION ui_step_name(bigint) IS 'Approver of a step by language of Odoo. Internal.';

CREATE FUNCTION ui_history(request_id bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (SELECT jsonb_object_agg(u.code, inventory_gov.history_table(request_id, u.lang)) FROM inventory_gov.ui_language u);
END
$$;
COMMENT ON FUNCTION ui_history(bigint) IS 'What happened to a request, as an HTML table by language of Odoo. Internal.';

CREATE FUNCTION ui_evidence_demanded(request_id bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (SELECT jsonb_object_agg(u.code, d.words) FILTER (WHERE d.words IS NOT NULL)
              FROM inventory_gov.ui_language u, inventory_gov.evidence_demanded_text(request_id, u.lang) AS d(words));
END
$$;
COMMENT ON FUNCTION ui_evidence_demanded(bigint) IS 'What evidence a request takes, by language of Odoo; null where none. Internal.';
