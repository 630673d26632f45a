-- Who has to approve a request, in words: what a refused user reads.

CREATE FUNCTION approver_words(step request_step, requester text, lang text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    name text := COALESCE(step.approver_name, step.approver);
BEGIN
    RETURN CASE split_part(step.approver, ':', 1)
        WHEN 'group' THEN inventory_gov.say(lang, 'members of %1$s', VARIADIC ARRAY[name])
        WHEN 'manager' THEN CASE WHEN COALESCE(inventory_gov.approver_what(step.approver), '1') = '1'
            THEN inventory_gov.say(lang, 'the manager of %1$s', VARIADIC ARRAY[COALESCE(requester, '?')])
            ELSE inventory_gov.say(lang, 'the manager of %1$s, %2$s levels up', VARIADIC ARRAY[COALESCE(requester, '?'), inventory_gov.approver_what(step.approver)]) END
        WHEN 'warehouse' THEN inventory_gov.say(lang, 'who is responsible for the warehouse')
        WHEN 'category' THEN inventory_gov.say(lang, 'who is responsible for the product category')
        ELSE name END;
END
$$;
COMMENT ON FUNCTION approver_words(request_step, text, text) IS 'The approver of a step, in a language. Internal.';

CREATE FUNCTION step_words(step request_step, requester text, lang text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    words text := inventory_gov.approver_words(step, requester, lang);
BEGIN
    IF step.need > 1 THEN
        RETURN inventory_gov.say(lang, '%1$s different people of: %2$s', VARIADIC ARRAY[step.need::text, words]);
    END IF;
    RETURN words;
END
$$;
COMMENT ON FUNCTION step_words(request_step, text, text) IS 'Who approves a step, in a language. Internal.';

CREATE FUNCTION who_may_approve(reference text, lang text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    tier  text;
    words text;
BEGIN
    FOR tier IN
        SELECT string_agg(inventory_gov.step_words(s, r.requester_name, lang), '; ' ORDER BY s.id)
          FROM inventory_gov.request r JOIN inventory_gov.request_step s ON s.request_id = r.id
         WHERE r.reference = who_may_approve.reference
         GROUP BY s.tier ORDER BY s.tier
    LOOP
        words := CASE WHEN words IS NULL THEN tier ELSE inventory_gov.say(lang, '%1$s, and then %2$s', VARIADIC ARRAY[words, tier]) END;
    END LOOP;
    RETURN COALESCE(words, '?');
END
$$;
COMMENT ON FUNCTION who_may_approve(text, text) IS 'Who has to approve a request, tier by tier, in a language. Internal.';
