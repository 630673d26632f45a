-- Rights. PUBLIC has nothing; grant_access() gives a role what its work needs.

CREATE FUNCTION grant_access(grantee regrole, access text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    views     constant text := 'inventory_gov.serial_custody, inventory_gov.customer_licences, inventory_gov.compliance_rules, inventory_gov.violations, inventory_gov.requests, inventory_gov.request_lines,'
                               ' inventory_gov.request_history, inventory_gov.delegations, inventory_gov.authorities,'
                               ' inventory_gov.overrides, inventory_gov.pauses, inventory_gov.policy_changes, inventory_gov.policy_history,'
                               ' inventory_gov.recounts, inventory_gov.policies, inventory_gov.controls, inventory_gov.health,'
                               ' inventory_gov.cases, inventory_gov.request_evidence, inventory_gov.transfer_documents, inventory_gov.document_kinds,'
                               ' inventory_gov.hazard_classes, inventory_gov.place_rules, inventory_gov.crossing_rules,'
                               ' inventory_gov.quarantine_places, inventory_gov.quality_needs, inventory_gov.quality_checks,'
                               ' inventory_gov.approver_decisions, inventory_gov.approver_habits, inventory_gov.notices, inventory_gov.closed_periods, inventory_gov.substitutes,'
                               ' inventory_gov.risk_tiers, inventory_gov.tier_rules, inventory_gov.equipment_places, inventory_gov.credit_rules,'
                               ' inventory_gov.order_duties, inventory_gov.return_authorisations, inventory_gov.dispositions,'
                               ' inventory_gov.reasons, inventory_gov.reasons_given, inventory_gov.adjustments,'
                               ' inventory_gov.holds, inventory_gov.hold_reasons';
    reading   constant text := 'inventory_gov.custody(integer), inventory_gov.control_catalog(), inventory_gov.control_state(text),'
                               ' inventory_gov.attachments(), inventory_gov.recorder_status(), inventory_gov.desk_status(),'
                               ' inventory_gov.policy_fields(), inventory_gov.compare_policy_change(bigint),'
                               ' inventory_gov.explain(text, integer), inventory_gov.what_if(text, jsonb, jsonb), inventory_gov.desk_backlog(),'
                               ' inventory_gov.hold_custody(bigint)';
    deciding  constant text := 'inventory_gov.approve(text, text, integer), inventory_gov.reject(text, text, integer),'
                               ' inventory_gov.withdraw(text, text, integer), inventory_gov.revoke(text, text, integer),'
                               ' inventory_gov.delegate(integer, integer, timestamptz, timestamptz, text, integer),'
                               ' inventory_gov.end_delegation(bigint, integer),'
                               ' inventory_gov.override_request(text, text, integer, text),'
                               ' inventory_gov.begin_override(integer, text, interval, text, integer),'
                               ' inventory_gov.end_override(bigint, integer), inventory_gov.review_override(bigint, text, text, integer),'
                               ' inventory_gov.ask_quality_check(integer, integer, integer, text, integer), inventory_gov.measure_quality_check(bigint, numeric, integer),'
                               ' inventory_gov.pass_quality_check(bigint, text, numeric, integer), inventory_gov.fail_quality_check(bigint, text, numeric, integer),'
                               ' inventory_gov.close_finding(bigint, text, integer),'
                               ' inventory_gov.give_reason(text, text, text, integer, text), inventory_gov.give_reason_for(text, integer, text, text, integer),'
                               ' inventory_gov.give_return_reason(integer, text, text, text, integer, integer),'
                               ' inventory_gov.place_hold(text, integer, text, timestamptz, text, integer, text), inventory_gov.release_hold(bigint, text, integer),'
                               ' inventory_gov.recall(integer, text, text, integer)';
    governing constant text := 'inventory_gov.require_compliance(text, text, text, integer, integer, text, integer, integer, text, integer), inventory_gov.end_compliance_rule(bigint, integer),'
                               ' inventory_gov.declare_licence(integer, text, text, date, date, text, integer), inventory_gov.withdraw_licence(bigint, text, integer), inventory_gov.set_authority(integer, text, numeric, numeric, numeric, integer, integer, integer, timestamptz, text),'
                               ' inventory_gov.end_authority(bigint), inventory_gov.set_responsible(text, integer, integer[]),'
                               ' inventory_gov.create_policy(text, text, jsonb, jsonb, text, text, text, interval, text, jsonb, text[], jsonb, text, boolean),'
                               ' inventory_gov.change_policy(integer, jsonb, jsonb, text, text, interval, text, text, jsonb, text[], jsonb, text, boolean),'
                               ' inventory_gov.set_policy_state(integer, text), inventory_gov.activate_starter_set(),'
                               ' inventory_gov.pause_enforcement(text, timestamptz, text, integer, integer),'
                               ' inventory_gov.resume_enforcement(bigint, integer),'
                               ' inventory_gov.propose_policy_change(text, jsonb, text, timestamptz, integer),'
                               ' inventory_gov.activate_policy_change(bigint, text, integer),'
                               ' inventory_gov.reject_policy_change(bigint, text, integer),'
                               ' inventory_gov.withdraw_policy_change(bigint, text, integer),'
                               ' inventory_gov.apply_due_policy_changes(),'
                               ' inventory_gov.declare_quarantine(text, text, integer), inventory_gov.end_quarantine(text, integer),'
                               ' inventory_gov.declare_hazard(text, text, text, integer), inventory_gov.end_hazard(integer, integer),'
                               ' inventory_gov.declare_place_rule(text, text, text, text, text, text, integer), inventory_gov.end_place_rule(integer, integer),'
                               ' inventory_gov.declare_crossing(text, text, text, text, integer, integer, integer), inventory_gov.end_crossing(integer, integer),'
                               ' inventory_gov.require_quality_check(text, text, text, text, text, boolean, text, integer), inventory_gov.end_quality_need(integer, integer),'
                               ' inventory_gov.add_document_kind(text, text, text, integer), inventory_gov.remove_document_kind(text, text, text, integer),'
                               ' inventory_gov.set_risk_tier(text, integer, text, text, timestamptz, integer),'
                               ' inventory_gov.clear_risk_tier(text, integer, text, boolean, integer),'
                               ' inventory_gov.set_tier_rule(text, integer, integer, integer, text[], integer),'
                               ' inventory_gov.end_tier_rule(text, integer),'
                               ' inventory_gov.set_credit_rule(integer, numeric, numeric, text, text, integer, numeric, boolean, numeric, integer, boolean, text, integer),'
                               ' inventory_gov.end_credit_rule(bigint, integer), inventory_gov.recompute_credit_holds(integer), inventory_gov.credit_standing(integer),'
                               ' inventory_gov.declare_equipment_place(integer, text, text, integer), inventory_gov.end_equipment_place(bigint, integer),'
                               ' inventory_gov.close_period(date, date, text, integer, text[], integer), inventory_gov.reopen_period(bigint, text, integer),'
                               ' inventory_gov.declare_substitute(integer, integer, text, integer, text, timestamptz, timestamptz, integer),'
                               ' inventory_gov.end_substitute(bigint, integer),'
                               ' inventory_gov.set_reason(text, text, text, text, boolean, boolean, integer), inventory_gov.backfill_adjustments(float8),'
                               ' inventory_gov.set_hold_reason(text, text, text[], boolean, text, numeric, text, boolean, text, boolean, integer),'
                               ' inventory_gov.authorise_return(text, text, numeric, integer, integer, integer, timestamptz, text, text, text, integer),'
                               ' inventory_gov.withdraw_authorisation(integer, text, integer),'
                               ' inventory_gov.set_disposition(text, text, text, text, integer), inventory_gov.end_disposition(integer, integer),'
                               ' inventory_gov.run_due_work()';
BEGIN
    IF access IS NULL OR access NOT IN ('analyst', 'odoo', 'governor') THEN
        RAISE EXCEPTION 'unknown access "%"', access
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'analyst reads the views; odoo also decides requests for Odoo''s users; governor also manages policies.';
    END IF;
    EXECUTE format('GRANT USAGE ON SCHEMA inventory_gov TO %s', grantee);
    EXECUTE format('GRANT SELECT ON %s TO %s', views, grantee);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %s', reading, grantee);
    IF access IN ('odoo', 'governor') THEN
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %s', deciding, grantee);
    END IF;
    IF access = 'governor' THEN
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %s', governing, grantee);
    END IF;
END
$$;
COMMENT ON FUNCTION grant_access(regrole, text) IS
'Gives a role access: analyst (read the views, explain), odoo (also approve, reject, withdraw, revoke and delegate in the name of Odoo''s users), governor (also create and change policies, say who may approve up to how much, and who is responsible). Raises 22023 for any other word.';

REVOKE ALL ON ALL TABLES IN SCHEMA inventory_gov FROM PUBLIC;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA inventory_gov FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA inventory_gov FROM PUBLIC;
REVOKE ALL ON SCHEMA inventory_gov FROM PUBLIC;

-- Once more: tables that come after attach() are in the backup, too.
SELECT admit_backup();
