-- Policies: validation and history by triggers, the functions that manage them.

CREATE FUNCTION policy_check() RETURNS trigger
    LANGUAGE c AS 'MODULE_PATHNAME', 'inventory_gov_policy_check';
COMMENT ON FUNCTION policy_check() IS 'Validates a policy against its control, resolves its scope, numbers its versions';

CREATE FUNCTION policy_changed() RETURNS trigger
    LANGUAGE c AS 'MODULE_PATHNAME', 'inventory_gov_policy_changed';
COMMENT ON FUNCTION policy_changed() IS 'Keeps the replaced version and tells every session that policies changed';

CREATE FUNCTION append_only() RETURNS trigger
    LANGUAGE c AS 'MODULE_PATHNAME', 'inventory_gov_append_only';
COMMENT ON FUNCTION append_only() IS 'Refuses to change or remove records; with an argument, to remove them before that';

CREATE FUNCTION request_guard() RETURNS trigger
    LANGUAGE c AS 'MODULE_PATHNAME', 'inventory_gov_request_guard';
COMMENT ON FUNCTION request_guard() IS 'Holds every change of a request to its state machine';

CREATE TRIGGER policy_check BEFORE INSERT OR UPDATE ON policy
    FOR EACH ROW EXECUTE FUNCTION policy_check();
CREATE TRIGGER policy_changed AFTER INSERT OR UPDATE OR DELETE ON policy
    FOR EACH ROW EXECUTE FUNCTION policy_changed();
-- Policies are retired, never deleted; only a restore replaces an untouched starter row.
CREATE TRIGGER policy_keep BEFORE DELETE ON policy
    FOR EACH ROW WHEN (NOT (OLD.starter AND OLD.version = 1 AND OLD.state = 'shadow'))
    EXECUTE FUNCTION append_only();
CREATE TRIGGER policy_no_truncate BEFORE TRUNCATE ON policy
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE FUNCTION exemption_changed() RETURNS trigger
    LANGUAGE c AS 'MODULE_PATHNAME', 'inventory_gov_exemption_changed';
COMMENT ON FUNCTION exemption_changed() IS 'Tells every session that a pause or an override began or ended';

CREATE TRIGGER request_guard BEFORE UPDATE ON request
    FOR EACH ROW EXECUTE FUNCTION request_guard();
CREATE TRIGGER request_keep BEFORE DELETE OR TRUNCATE ON request
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();

DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['policy_version', 'request_line', 'grant_use', 'attempt', 'violation', 'decision', 'evidence'] LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OR DELETE OR TRUNCATE ON inventory_gov.%I'
                       ' FOR EACH STATEMENT EXECUTE FUNCTION inventory_gov.append_only()', t || '_keep', t);
        EXECUTE format('ALTER TABLE inventory_gov.%I ENABLE ALWAYS TRIGGER %I', t, t || '_keep');
    END LOOP;
    -- These are brought to an end, never removed.
    FOREACH t IN ARRAY ARRAY['request_step', 'delegation', 'authority', 'override', 'pause', 'policy_change', 'finding'] LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE DELETE OR TRUNCATE ON inventory_gov.%I'
                       ' FOR EACH STATEMENT EXECUTE FUNCTION inventory_gov.append_only()', t || '_keep', t);
        EXECUTE format('ALTER TABLE inventory_gov.%I ENABLE ALWAYS TRIGGER %I', t, t || '_keep');
    END LOOP;
    FOREACH t IN ARRAY ARRAY['override', 'pause'] LOOP
        EXECUTE format('CREATE TRIGGER %I AFTER INSERT OR UPDATE ON inventory_gov.%I'
                       ' FOR EACH STATEMENT EXECUTE FUNCTION inventory_gov.exemption_changed()', t || '_changed', t);
        EXECUTE format('ALTER TABLE inventory_gov.%I ENABLE ALWAYS TRIGGER %I', t, t || '_changed');
    END LOOP;
    FOREACH t IN ARRAY ARRAY['policy_check', 'policy_changed', 'policy_keep', 'policy_no_truncate'] LOOP
        EXECUTE format('ALTER TABLE inventory_gov.policy ENABLE ALWAYS TRIGGER %I', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['request_guard', 'request_keep'] LOOP
        EXECUTE format('ALTER TABLE inventory_gov.request ENABLE ALWAYS TRIGGER %I', t);
    END LOOP;
END $$;

CREATE FUNCTION create_policy(
    control          text,
    name             text,
    limits           jsonb,
    scope            jsonb DEFAULT '{}',
    enforcement      text DEFAULT 'approve',
    state            text DEFAULT 'shadow',
    approver_group   text DEFAULT NULL,
    request_validity interval DEFAULT '3 days',
    note             text DEFAULT NULL,
    levels           jsonb DEFAULT NULL,
    separate         text[] DEFAULT NULL,
    evidence         jsonb DEFAULT NULL,
    override_group   text DEFAULT NULL,
    note_required    boolean DEFAULT NULL
) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO inventory_gov.policy (control, name, limits, scope, enforcement, state, approver_group,
                request_validity, note, levels, separate, evidence, override_group, note_required)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, COALESCE($10, '[]'), COALESCE($11, '{counter,earlier_tier}'),
            COALESCE($12, '[]'), $13, COALESCE($14, false))
    RETURNING id
$$;
COMMENT ON FUNCTION create_policy(text, text, jsonb, jsonb, text, text, text, interval, text, jsonb, text[], jsonb, text, boolean) IS
'Creates a policy and returns its id. control and limits: see the view controls. scope: a JSON object with any of company, warehouse, operation_type, location, category, product, partner, partner_category, tier, group; values are ids, xml ids or Odoo''s names. enforcement: flag, approve, block. state: draft, shadow, active. approver_group: xml id, id or name, default stock.group_stock_manager. levels, separate, evidence, override_group, note_required: see docs/APPROVALS.md. Raises 22023 naming what is wrong and what is allowed.';

CREATE FUNCTION change_policy(
    id               integer,
    limits           jsonb DEFAULT NULL,
    scope            jsonb DEFAULT NULL,
    enforcement      text DEFAULT NULL,
    approver_group   text DEFAULT NULL,
    request_validity interval DEFAULT NULL,
    name             text DEFAULT NULL,
    note             text DEFAULT NULL,
    levels           jsonb DEFAULT NULL,
    separate         text[] DEFAULT NULL,
    evidence         jsonb DEFAULT NULL,
    override_group   text DEFAULT NULL,
    note_required    boolean DEFAULT NULL
) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    new_version integer;
BEGIN
    UPDATE inventory_gov.policy p
       SET limits = COALESCE(change_policy.limits, p.limits),
           scope = COALESCE(change_policy.scope, p.scope),
           enforcement = COALESCE(change_policy.enforcement, p.enforcement),
           approver_group = COALESCE(change_policy.approver_group, p.approver_group),
           request_validity = COALESCE(change_policy.request_validity, p.request_validity),
           name = COALESCE(change_policy.name, p.name),
           note = COALESCE(change_policy.note, p.note),
           levels = COALESCE(change_policy.levels, p.levels),
           separate = COALESCE(change_policy.separate, p.separate),
           evidence = COALESCE(change_policy.evidence, p.evidence),
           override_group = NULLIF(COALESCE(change_policy.override_group, p.override_group), ''),
           note_required = COALESCE(change_policy.note_required, p.note_required)
     WHERE p.id = change_policy.id
    RETURNING p.version INTO new_version;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no policy with id %', change_policy.id
            USING ERRCODE = 'no_data_found', HINT = 'See inventory_gov.policies.';
    END IF;
    RETURN new_version;
END
$$;
COMMENT ON FUNCTION change_policy(integer, jsonb, jsonb, text, text, interval, text, text, jsonb, text[], jsonb, text, boolean) IS
'Changes what is given of a policy, keeps the version it replaces, and returns the number of the new one. limits, scope, levels, separate and evidence are replaced as a whole; an empty override_group means that nobody may override it any more. Raises 22023 like create_policy, P0002 for an unknown id.';

CREATE FUNCTION set_policy_state(id integer, state text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE inventory_gov.policy p SET state = set_policy_state.state WHERE p.id = set_policy_state.id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no policy with id %', set_policy_state.id
            USING ERRCODE = 'no_data_found', HINT = 'See inventory_gov.policies.';
    END IF;
    RETURN set_policy_state.state;
END
$$;
COMMENT ON FUNCTION set_policy_state(integer, text) IS
'Takes a policy to draft, shadow, active or retired, and returns the state. Acts in all sessions from its commit on. Raises 22023 for a transition that is not legal, P0002 for an unknown id.';
