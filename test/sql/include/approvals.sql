-- Requests made by hand, for tests of who decides them. Carla (8) and Dora (11) are clerks, Sven (9) and Sofia (13) supervisors, Dilys (10) the director
-- above both, 2 the administrator; Ed (12) has left.
\ir begin.sql
UPDATE inventory_gov.policy SET state = 'retired';
CREATE FUNCTION gt.policy(name text, levels jsonb DEFAULT '[]') RETURNS integer LANGUAGE sql AS $$
    INSERT INTO inventory_gov.policy (name, control, limits, state, levels) VALUES (name, 'receipt_tolerance', '{"over_pct": 5}', 'draft', levels) RETURNING id
$$;
CREATE FUNCTION gt.levels(name text, levels text) RETURNS text LANGUAGE sql AS
    $$SELECT gt.attempt(format('UPDATE inventory_gov.policy SET levels = %L WHERE name = %L', levels, name))$$;

-- A request with a line for each policy named; returns its reference.
CREATE SEQUENCE gt.asked;
CREATE FUNCTION gt.ask(policies text[], value numeric DEFAULT 100, qty numeric DEFAULT 10, pct numeric DEFAULT 20, requester integer DEFAULT 8, warehouse integer DEFAULT 1,
                       category integer DEFAULT 3, counter integer DEFAULT NULL, tried integer[] DEFAULT '{}', lines integer DEFAULT 1) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    r bigint; ref text := 'R' || nextval('gt.asked');
BEGIN
    INSERT INTO inventory_gov.request (reference, fingerprint, title, model, company_id, requester_id, requester_name, expires_at)
    VALUES (ref, ref, 'Request ' || ref, 'stock.move', 1, requester, (SELECT p.name FROM res_users u JOIN res_partner p ON p.id = u.partner_id WHERE u.id = requester), now() + interval '1 hour')
    RETURNING id INTO r;
    INSERT INTO inventory_gov.request_line (request_id, control, subject, policy_id, policy_version, approver_group, deviation_qty, deviation_value, deviation_pct, warehouse_id, category_id,
                                            counter_id, message)
    SELECT r, p.control, 'move ' || n, p.id, p.version, p.approver_group, -qty, -value, -pct, warehouse, category, counter, 'too much'
      FROM inventory_gov.policy p, generate_series(1, lines) n WHERE p.name = ANY (policies);
    INSERT INTO inventory_gov.violation (attempt, request_id, outcome, control, policy_id, policy_name, policy_version, enforcement, measure, limit_value, message, subject, model, actor_id)
    SELECT gen_random_uuid(), r, 'refused', 'receipt_tolerance', 1, 'x', 1, 'approve', 'over_pct', 5, 'too much', 'move 1', 'stock.move', t FROM unnest(requester || tried) t;
    PERFORM inventory_gov.open_request(r);
    RETURN ref;
END $$;
CREATE FUNCTION gt.last() RETURNS text LANGUAGE sql AS $$SELECT reference FROM inventory_gov.request ORDER BY id DESC LIMIT 1$$;
-- What becomes of the last request, or another.
CREATE FUNCTION gt.decide(what text, actor integer, ref text DEFAULT gt.last(), note text DEFAULT 'ok') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    result text;
BEGIN
    EXECUTE format('SELECT inventory_gov.%I(%L, %L, %L)', what, ref, note, actor) INTO result;
    RETURN result;
EXCEPTION WHEN OTHERS THEN
    RETURN regexp_replace(gt.attempt(format('SELECT inventory_gov.%I(%L, %L, %L)', what, ref, note, actor)), '\d{4}-\d\d-\d\d \d\d:\d\d', 'TIME', 'g');
END $$;
CREATE FUNCTION gt.approve(actor integer, ref text DEFAULT gt.last()) RETURNS text LANGUAGE sql AS $$SELECT gt.decide('approve', actor, ref)$$;
-- Steps: tier, approver, how many, who may now. * open, + done.
CREATE FUNCTION gt.steps(ref text DEFAULT gt.last()) RETURNS SETOF text LANGUAGE sql AS $$
    SELECT format('%s%s %s (%s): %s', s.tier, CASE WHEN s.done_at IS NOT NULL THEN '+' WHEN s.opened_at IS NOT NULL THEN '*' END, s.approver_name, s.need,
                  (SELECT string_agg(u.name, ', ' ORDER BY u.user_id) FROM inventory_gov.step_users(s.id) u))
      FROM inventory_gov.request_step s JOIN inventory_gov.request r ON r.id = s.request_id WHERE r.reference = ref ORDER BY s.tier, s.id
$$;
-- By which right, in words.
CREATE FUNCTION gt.rights(ref text DEFAULT gt.last()) RETURNS SETOF text LANGUAGE sql AS $$
    SELECT format('tier %s, %s: %s', s.tier, u.name, u.right_by)
      FROM inventory_gov.request_step s JOIN inventory_gov.request r ON r.id = s.request_id, inventory_gov.step_users(s.id) u WHERE r.reference = ref ORDER BY s.tier, s.id, u.user_id
$$;
