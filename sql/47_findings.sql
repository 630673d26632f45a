-- Findings: opened and closed here, whoever finds them; read as cases.

CREATE FUNCTION higher_severity(one text, other text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT s.name FROM unnest('{low,medium,high,critical}'::text[]) WITH ORDINALITY AS s(name, rank)
     WHERE s.name IN (one, other) ORDER BY s.rank DESC LIMIT 1
$$;
COMMENT ON FUNCTION higher_severity(text, text) IS 'The graver of two severities: low, medium, high, critical. Internal.';

CREATE FUNCTION tell_finding(what text, f finding) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO inventory_gov.event (kind, subject, payload)
    VALUES ('finding.' || what, format('%s %s', f.kind, f.key), to_jsonb(f))
$$;
COMMENT ON FUNCTION tell_finding(text, finding) IS 'Tells others what happened to a finding. Internal.';

CREATE FUNCTION open_finding(
    kind       text,
    key        text,
    severity   text,
    title      text,
    detail     jsonb DEFAULT '{}',
    request_id bigint DEFAULT NULL,
    policy_id  integer DEFAULT NULL,
    user_id    integer DEFAULT NULL,
    company_id integer DEFAULT NULL
) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    f inventory_gov.finding;
BEGIN
    INSERT INTO inventory_gov.finding (kind, key, severity, title, detail, request_id, policy_id, user_id, user_name, company_id)
    VALUES (open_finding.kind, open_finding.key, open_finding.severity, open_finding.title, open_finding.detail,
            open_finding.request_id, open_finding.policy_id, open_finding.user_id,
            (SELECT u.name FROM inventory_gov.odoo_user(open_finding.user_id) u),
            COALESCE(open_finding.company_id,
                     (SELECT r.company_id FROM inventory_gov.request r WHERE r.id = open_finding.request_id)))
    ON CONFLICT (kind, key) WHERE closed_at IS NULL DO NOTHING
    RETURNING * INTO f;
    IF FOUND THEN
        PERFORM inventory_gov.tell_finding('opened', f);
    ELSE
        UPDATE inventory_gov.finding o
           SET last_seen_at = clock_timestamp(), title = open_finding.title, detail = open_finding.detail,
               severity = inventory_gov.higher_severity(o.severity, open_finding.severity)
         WHERE o.kind = open_finding.kind AND o.key = open_finding.key AND o.closed_at IS NULL
        RETURNING * INTO f;
    END IF;
    RETURN f.id;
END
$$;
COMMENT ON FUNCTION open_finding(text, text, text, text, jsonb, bigint, integer, integer, integer) IS
'Opens a finding and returns its id. While one of the same kind and key is open it is that one: seen again, told as it is now, its severity only rises. Internal.';

CREATE FUNCTION end_finding(id bigint, note text, actor integer) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    ended inventory_gov.finding;
BEGIN
    UPDATE inventory_gov.finding f
       SET closed_at = clock_timestamp(), close_note = end_finding.note, closed_by = actor,
           closed_by_name = (SELECT u.name FROM inventory_gov.odoo_user(actor) u)
     WHERE f.id = end_finding.id AND f.closed_at IS NULL
    RETURNING f.* INTO ended;
    IF FOUND THEN
        PERFORM inventory_gov.tell_finding('closed', ended);
    END IF;
END
$$;
COMMENT ON FUNCTION end_finding(bigint, text, integer) IS 'Closes a finding that is still open, whoever may. Internal.';

CREATE FUNCTION why_not_close(f finding, actor integer, lang text, OUT code text, OUT message text)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    who record;
BEGIN
    SELECT u.name, u.internal INTO who FROM inventory_gov.odoo_user(actor) u;
    IF who.internal IS NOT TRUE THEN
        code := '23G03';
        message := inventory_gov.say(lang, 'A case can be closed by active internal users of Odoo only; user %1$s is none.',
                                     COALESCE(who.name, actor::text, 'null'));
    ELSIF f.closed_at IS NOT NULL THEN
        code := '23G06';
        message := inventory_gov.say(lang, 'Case %1$s has been closed already, on %2$s.',
                                     f.id::text, to_char(f.closed_at, 'YYYY-MM-DD HH24:MI'));
    ELSIF f.user_id = actor OR f.detail -> 'also_about' @> to_jsonb(actor) THEN
        code := '23G03';
        message := inventory_gov.say(lang, 'Case %1$s is about %2$s, who cannot close it. Somebody else has to.', f.id::text, who.name);
    ELSIF EXISTS (SELECT FROM inventory_gov.request r WHERE r.id = f.request_id AND r.requester_id = actor) THEN
        code := '23G03';
        message := inventory_gov.say(lang, 'Case %1$s is about a request of %2$s, who cannot close it. Somebody else has to.',
                                     f.id::text, who.name);
    END IF;
END
$$;
COMMENT ON FUNCTION why_not_close(finding, integer, text) IS 'Why a user may not close a finding: error code and text in his language; nulls where he may. Internal.';

CREATE FUNCTION close_finding(id bigint, note text, actor integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    lang text := inventory_gov.user_lang(actor);
    f    inventory_gov.finding;
    no   record;
BEGIN
    SELECT * INTO f FROM inventory_gov.finding x WHERE x.id = close_finding.id FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = '23G06', MESSAGE = inventory_gov.say(lang, 'There is no case %1$s.', COALESCE(id::text, 'null'));
    END IF;
    SELECT w.code, w.message INTO no FROM inventory_gov.why_not_close(f, actor, lang) w;
    IF no.code IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = no.code, MESSAGE = no.message;
    END IF;
    IF COALESCE(btrim(note), '') = '' THEN
        RAISE EXCEPTION USING ERRCODE = '23G04',
            MESSAGE = inventory_gov.say(lang, 'Case %1$s needs a note that says why it is closed.', f.id::text);
    END IF;
    PERFORM inventory_gov.end_finding(f.id, btrim(note), actor);
END
$$;
COMMENT ON FUNCTION close_finding(bigint, text, integer) IS
'Closes a case as Odoo user actor, with a note. Raises 23G03 for somebody who is archived or not internal, for the one it is about, and for the requester of the request it is about; 23G04 without a note; 23G06 for an unknown or closed case.';

CREATE FUNCTION close_finding_by_key(kind text, key text, note text) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    open_id bigint := (SELECT f.id FROM inventory_gov.finding f
                        WHERE f.kind = close_finding_by_key.kind AND f.key = close_finding_by_key.key AND f.closed_at IS NULL);
BEGIN
    IF open_id IS NOT NULL THEN
        PERFORM inventory_gov.end_finding(open_id, note, NULL);
    END IF;
    RETURN open_id IS NOT NULL;
END
$$;
COMMENT ON FUNCTION close_finding_by_key(text, text, text) IS 'Closes the open finding of a kind and key because its cause went away; false where there is none. Internal.';

CREATE VIEW cases AS
SELECT f.id, f.kind, f.severity, f.title, CASE WHEN f.closed_at IS NULL THEN 'open' ELSE 'closed' END AS state,
       r.reference AS request, f.request_id, p.name AS policy, f.policy_id, f.user_name AS "user", f.user_id, f.company_id,
       f.opened_at, f.last_seen_at, COALESCE(f.closed_at, clock_timestamp()) - f.opened_at AS age,
       f.closed_at, f.closed_by_name AS closed_by, f.closed_by AS closed_by_id, f.close_note AS note, f.key, f.detail
  FROM finding f
  LEFT JOIN request r ON r.id = f.request_id
  LEFT JOIN policy p ON p.id = f.policy_id;
COMMENT ON VIEW cases IS 'Findings as people read them: what was found, how grave, about whom, open or closed, by whom and why';
