-- The shape of the extension in the catalog: what others build on, who may do what, and what keeps it in place.
\set v 17
\ir ../fixtures/odoo.sql
\set ON_ERROR_STOP on
SET client_min_messages = warning;
CREATE EXTENSION inventory_gov;
\set controls_doc `cat docs/CONTROLS.md`
BEGIN;
SELECT * FROM no_plan();

-- Every member of the extension, as the catalogs know it.
CREATE TEMP VIEW member AS
    SELECT d.classid, d.objid, i.type, i.identity, i.schema FROM pg_depend d JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND e.oid = d.refobjid,
           pg_identify_object(d.classid, d.objid, 0) i WHERE e.extname = 'inventory_gov' AND d.deptype = 'e';

-- The extension itself.
SELECT has_extension('inventory_gov');
SELECT isnt_empty($$SELECT FROM member WHERE type = 'schema' AND identity = 'inventory_gov'$$, 'its schema is one of its members and goes with it');
SELECT is((SELECT extrelocatable FROM pg_extension WHERE extname = 'inventory_gov'), false, 'and stays there');
SELECT is_empty($$SELECT identity FROM member WHERE schema IS NOT NULL AND schema <> 'inventory_gov'$$, 'all its members are in that schema');
SELECT ok(NOT (SELECT superuser AND trusted FROM pg_available_extension_versions WHERE name = 'inventory_gov' AND installed), 'it is not trusted: only a superuser installs it');

-- Tables and views.
SELECT tables_are('inventory_gov', ARRAY['reason', 'reason_given', 'reason_use', 'adjustment', 'substitute', 'closed_period', 'first_done', 'risk_tier', 'tier_rule', 'duty_act', 'scrap_log', 'priority_log',
    'return_authorisation', 'return_authorised', 'disposition_rule', 'quarantine_place', 'quality_need', 'quality_check', 'document_kind', 'equipment_place', 'credit_rule', 'credit_release',
    'lot_promise', 'customer_licence', 'compliance_rule',
    'hold', 'hold_reason',
    'hazard_class', 'place_rule', 'crossing_rule',
    'policy', 'policy_version', 'request', 'request_line', 'grant_use', 'attempt', 'violation', 'event', 'detachment',
    'request_step', 'decision', 'delegation', 'authority', 'responsible', 'evidence', 'override', 'pause', 'policy_change', 'finding', 'notice', 'watch', 'chore_run', 'note_draft', 'ui_language', 'ui_change', 'recount_end', 'count_entry', 'translation']);
SELECT views_are('inventory_gov', ARRAY[
    'serial_custody', 'customer_licences', 'compliance_rules',
    'reasons', 'reasons_given', 'adjustments', 'x_gov_reason', 'substitutes', 'closed_periods', 'risk_tiers', 'tier_rules', 'order_duties',
    'equipment_places', 'credit_rules', 'return_authorisations', 'dispositions', 'quarantine_places', 'quality_needs', 'quality_checks', 'document_kinds', 'transfer_documents', 'x_gov_quality_check',
    'holds', 'hold_reasons',
    'hazard_classes', 'place_rules', 'crossing_rules',
    'violations', 'recounts', 'requests', 'request_lines', 'request_history', 'delegations', 'authorities', 'policies', 'controls', 'health', 'cases', 'request_evidence', 'approver_decisions', 'approver_habits', 'notices',
    'overrides', 'pauses', 'policy_changes', 'policy_history',
    'x_gov_case', 'x_gov_control', 'x_gov_evidence', 'x_gov_override', 'x_gov_policy', 'x_gov_policy_change', 'x_gov_request', 'x_gov_request_asked', 'x_gov_request_line',
    'x_gov_hold', 'x_gov_hold_reason', 'x_gov_credit_rule', 'x_gov_equipment_place', 'x_gov_return_authorisation', 'x_gov_disposition', 'x_gov_hazard',
    'x_gov_place_rule', 'x_gov_crossing', 'x_gov_licence', 'x_gov_compliance_rule', 'x_gov_risk_tier', 'x_gov_tier_rule', 'x_gov_substitute', 'x_gov_closed_period', 'x_gov_document_kind', 'x_gov_quality_need', 'x_gov_quarantine_place',
    'x_gov_request_step', 'x_gov_request_waiting', 'x_gov_step_asked', 'x_gov_violation']);
SELECT columns_are('inventory_gov', 'violations', ARRAY['id', 'recorded_at', 'outcome', 'control', 'policy', 'policy_id', 'policy_version', 'enforcement', 'measure', 'measured', 'limit_value', 'unit',
    'expected_qty', 'actual_qty', 'deviation_qty', 'deviation_pct', 'deviation_value', 'message', 'request', 'document', 'picking_id', 'order_name', 'order_line_id', 'product', 'product_id', 'location',
    'location_id', 'lot', 'lot_id', 'partner', 'partner_id', 'company_id', 'warehouse_id', 'actor', 'actor_id', 'subject', 'model', 'record_id', 'attempt', 'session_user_name', 'client_address',
    'application_name', 'backend_pid', 'xid', 'details']);
SELECT columns_are('inventory_gov', 'recounts', ARRAY['id', 'refused_at', 'state', 'product', 'product_id', 'location', 'location_id', 'lot', 'lot_id', 'counter', 'counter_id', 'applied_by', 'applied_by_id',
    'book_qty', 'counted_qty', 'difference_qty', 'difference_value', 'stands_until', 'ended_at', 'policy', 'policy_id', 'request', 'company_id', 'warehouse_id', 'subject']);
SELECT columns_are('inventory_gov', 'requests', ARRAY['id', 'reference', 'state', 'title', 'document', 'company_id', 'requester', 'requester_id', 'tier', 'tiers', 'waiting_for', 'due_at',
    'overdue', 'attempts', 'last_attempt_at', 'lines', 'lines_unused',
    'approver_groups', 'created_at', 'expires_at', 'decided_at', 'decided_by', 'decided_by_id', 'decision_note', 'decision_session', 'fingerprint']);
SELECT columns_are('inventory_gov', 'request_lines', ARRAY['id', 'reference', 'control', 'policy', 'policy_id', 'policy_version', 'approver_group', 'deviation_qty', 'deviation_value', 'unit', 'product', 'product_id',
    'document', 'message', 'subject', 'measure', 'measured', 'limit_value', 'limit_unit', 'expected_qty', 'actual_qty', 'deviation_pct', 'location', 'location_id', 'lot', 'lot_id', 'partner', 'partner_id',
    'counter', 'counter_id', 'warehouse_id', 'category_id', 'picking_id', 'model', 'record_id', 'used_at', 'used_by_id', 'used_xid', 'details']);
SELECT columns_are('inventory_gov', 'request_history', ARRAY['reference', 'request_id', 'at', 'what', 'user_id', 'user_name', 'detail', 'step_id', 'decision_id', 'line_id']);
SELECT columns_are('inventory_gov', 'delegations', ARRAY['id', 'from_user_id', 'to_user_id', 'valid_from', 'valid_until', 'reason', 'created_at', 'created_by_id', 'created_role', 'ended_at', 'ended_by_id', 'state']);
SELECT columns_are('inventory_gov', 'authorities', ARRAY['id', 'user_id', 'user_group', 'company_id', 'warehouse_id', 'category_id', 'max_value', 'max_qty', 'max_pct', 'valid_from', 'valid_until', 'note', 'created_at',
    'created_role', 'ended_at', 'state']);
SELECT columns_are('inventory_gov', 'policies', ARRAY['id', 'name', 'control', 'state', 'control_state', 'enforcement', 'limits', 'scope', 'scope_ids', 'approver_group', 'levels', 'separate', 'evidence',
    'override_group', 'note_required', 'request_validity', 'version', 'changed_at',
    'changed_by', 'starter', 'note']);
SELECT columns_are('inventory_gov', 'overrides', ARRAY['id', 'state', 'overridden_by', 'overridden_by_id', 'reason', 'request', 'request_id', 'policy', 'policy_id', 'warehouse_id', 'valid_from', 'valid_until',
    'violations', 'value', 'review_due_at', 'reviewed_at', 'reviewed_by', 'reviewed_by_id', 'review_note']);
SELECT columns_are('inventory_gov', 'pauses', ARRAY['id', 'state', 'policy', 'policy_id', 'warehouse_id', 'reason', 'paused_at', 'until', 'paused_by', 'paused_by_id', 'paused_role', 'resumed_at', 'resumed_by',
    'resumed_by_id', 'violations', 'value']);
SELECT columns_are('inventory_gov', 'policy_changes', ARRAY['id', 'policy', 'policy_id', 'state', 'outdated', 'proposed', 'reason', 'effective_from', 'proposed_at', 'proposed_by', 'proposed_by_id', 'proposed_role',
    'decided_at', 'decided_by', 'decided_by_id', 'decided_role', 'decision_note', 'activated_at', 'failure']);
SELECT columns_are('inventory_gov', 'policy_history', ARRAY['policy_id', 'policy', 'version', 'changed', 'changed_at', 'changed_by', 'reason', 'approved_by', 'approved_at', 'approval_note', 'policy_change_id']);
SELECT columns_are('inventory_gov', 'controls', ARRAY['control', 'title', 'state', 'waits_for', 'limit_name', 'unit', 'minimum', 'maximum', 'meaning', 'summary', 'standard']);
SELECT columns_are('inventory_gov', 'health', ARRAY['item', 'status', 'detail']);
SELECT columns_are('inventory_gov', 'cases', ARRAY['id', 'kind', 'severity', 'title', 'state', 'request', 'request_id', 'policy', 'policy_id', 'user', 'user_id', 'company_id', 'opened_at', 'last_seen_at',
    'age', 'closed_at', 'closed_by', 'closed_by_id', 'note', 'key', 'detail']);
SELECT columns_are('inventory_gov', 'request_evidence', ARRAY['id', 'reference', 'request_id', 'pinned_for', 'name', 'mimetype', 'file_size', 'checksum', 'author', 'author_id', 'attached_at', 'pinned_at',
    'relied_on_by', 'relied_on_by_id', 'res_model', 'res_id', 'attachment_id', 'state']);
SELECT columns_are('inventory_gov', 'closed_periods', ARRAY['id', 'state', 'company_id', 'operations', 'from_day', 'until_day', 'note', 'closed_at', 'closed_by', 'closed_by_id',
    'reopened_at', 'reopened_by', 'reopened_by_id', 'reopen_note']);
SELECT columns_are('inventory_gov', 'risk_tiers', ARRAY['id', 'kind', 'odoo_id', 'name', 'tier', 'automatic', 'state', 'reason', 'set_at', 'set_by', 'set_by_id', 'valid_until',
    'ended_at', 'ended_by', 'ended_by_id', 'end_reason', 'detail']);
SELECT columns_are('inventory_gov', 'order_duties', ARRAY['order_id', 'duty', 'user_id', 'first_at']);
SELECT columns_are('inventory_gov', 'tier_rules', ARRAY['id', 'tier', 'discrepancies', 'days', 'lasts_days', 'controls', 'state', 'set_at', 'set_by', 'set_by_id', 'ended_at', 'ended_by', 'ended_by_id']);
SELECT columns_are('inventory_gov', 'approver_decisions', ARRAY['user_id', 'user', 'verdict', 'decided_at', 'request', 'request_id', 'company_id', 'requester', 'requester_id', 'seconds', 'burst']);
SELECT columns_are('inventory_gov', 'approver_habits', ARRAY['user', 'user_id', 'decisions', 'approvals', 'rejections', 'approval_rate', 'median_seconds', 'fast_approvals', 'largest_burst', 'partner', 'partner_id',
    'approved_for_partner', 'approved_by_partner']);
SELECT columns_are('inventory_gov', 'credit_rules', ARRAY['id', 'company_id', 'partner_id', 'category_id', 'excluded', 'overdue_days', 'overdue_amount', 'limit_pct', 'credit_limit', 'orders', 'growth_pct',
    'release_days', 'note', 'declared_at', 'declared_by']);
SELECT columns_are('inventory_gov', 'equipment_places', ARRAY['id', 'equipment_id', 'equipment_name', 'location_id', 'location_name', 'note', 'declared_at', 'declared_by']);
SELECT columns_are('inventory_gov', 'hazard_classes', ARRAY['id', 'hazard', 'product_id', 'category_id', 'goods_name', 'declared_at', 'declared_by']);
SELECT columns_are('inventory_gov', 'place_rules', ARRAY['id', 'verdict', 'location_id', 'location_name', 'product_id', 'category_id', 'hazard', 'goods_name', 'why', 'declared_at', 'declared_by']);
SELECT columns_are('inventory_gov', 'crossing_rules', ARRAY['id', 'kind', 'owner_id', 'purpose', 'from_company_id', 'to_company_id', 'why', 'declared_at', 'declared_by']);
SELECT columns_are('inventory_gov', 'quarantine_places', ARRAY['id', 'location_id', 'location_name', 'note', 'declared_at', 'declared_by']);
SELECT columns_are('inventory_gov', 'dispositions', ARRAY['id', 'reason_code', 'condition', 'location_id', 'location_name', 'note', 'declared_at', 'declared_by']);
SELECT columns_are('inventory_gov', 'return_authorisations', ARRAY['id', 'state', 'customer', 'customer_id', 'product', 'product_id', 'lot', 'lot_id', 'quantity', 'used', 'order_name', 'order_id', 'delivery', 'delivery_id',
    'valid_until', 'reason_code', 'condition', 'note', 'authorised_at', 'authorised_by', 'authorised_by_id', 'withdrawn_at', 'withdrawn_by', 'withdrawn_note']);
SELECT columns_are('inventory_gov', 'quality_needs', ARRAY['id', 'title', 'product_id', 'category_id', 'partner_id', 'operation_type_id', 'per_lot', 'inspector_group', 'declared_at', 'declared_by']);
SELECT columns_are('inventory_gov', 'quality_checks', ARRAY['id', 'title', 'state', 'document', 'picking_id', 'product', 'product_id', 'lot', 'lot_id', 'measured', 'note',
    'asked_at', 'asked_by', 'asked_by_id', 'decided_at', 'decided_by', 'decided_by_id', 'inspector_group', 'need_id', 'company_id']);
SELECT columns_are('inventory_gov', 'document_kinds', ARRAY['kind', 'name_pattern', 'mimetype', 'shipped']);
SELECT columns_are('inventory_gov', 'transfer_documents', ARRAY['id', 'document', 'picking_id', 'name', 'mimetype', 'file_size', 'checksum', 'author', 'author_id', 'attached_at', 'pinned_at',
    'relied_on_by_id', 'res_model', 'res_id', 'attachment_id', 'state']);
SELECT columns_are('inventory_gov', 'substitutes', ARRAY['id', 'product_id', 'substitute_id', 'partner_id', 'direction', 'valid_from', 'valid_until', 'why', 'declared_at', 'declared_by_id', 'declared_role',
    'ended_at', 'ended_by_id', 'state']);
SELECT col_type_is('inventory_gov', 'violations', c, 'numeric', c || ' is exact') FROM unnest(ARRAY['measured', 'limit_value', 'expected_qty', 'actual_qty', 'deviation_qty', 'deviation_pct', 'deviation_value']) c;
SELECT has_pk('inventory_gov', t, t || ' has a primary key') FROM unnest(ARRAY['recount_end', 'substitute', 'closed_period', 'risk_tier', 'tier_rule', 'duty_act', 'priority_log', 'scrap_log',
    'return_authorisation', 'return_authorised', 'disposition_rule', 'quarantine_place', 'quality_need', 'quality_check', 'document_kind', 'equipment_place', 'credit_rule', 'credit_release',
    'hold', 'hold_reason',
    'hazard_class', 'place_rule', 'crossing_rule',
    'policy', 'policy_version', 'request', 'request_line', 'grant_use', 'attempt', 'violation', 'event', 'detachment',
    'request_step', 'decision', 'delegation', 'authority', 'responsible', 'evidence', 'override', 'pause', 'policy_change', 'finding', 'notice', 'note_draft', 'ui_language', 'count_entry', 'translation']) t;
SELECT col_is_unique('inventory_gov', 'request', 'reference', 'a reference is unique');
SELECT col_is_unique('inventory_gov', 'policy', 'name', 'so is the name of a policy');
SELECT col_is_pk('inventory_gov', 'grant_use', 'request_line_id', 'a line is granted once');
SELECT is_empty($$SELECT conname FROM pg_constraint c JOIN member m ON m.classid = 'pg_class'::regclass AND m.objid = c.conrelid WHERE contype = 'f'$$,
    'no foreign keys: neither Odoo''s locks nor its old snapshots nor the order of a restore matter to our records');

-- Functions that others call: arguments, result, and what they promise.
SELECT function_returns('inventory_gov', 'create_policy', ARRAY['text', 'text', 'jsonb', 'jsonb', 'text', 'text', 'text', 'interval', 'text', 'jsonb', 'text[]', 'jsonb', 'text', 'boolean'], 'integer');
SELECT function_returns('inventory_gov', 'change_policy', ARRAY['integer', 'jsonb', 'jsonb', 'text', 'text', 'interval', 'text', 'text', 'jsonb', 'text[]', 'jsonb', 'text', 'boolean'], 'integer');
SELECT function_returns('inventory_gov', 'set_policy_state', ARRAY['integer', 'text'], 'text');
SELECT function_returns('inventory_gov', 'activate_starter_set', ARRAY[]::text[], 'integer');
SELECT function_returns('inventory_gov', f, ARRAY['text', 'text', 'integer'], 'text') FROM unnest(ARRAY['approve', 'reject', 'withdraw', 'revoke']) f;
SELECT function_returns('inventory_gov', 'delegate', ARRAY['integer', 'integer', 'timestamp with time zone', 'timestamp with time zone', 'text', 'integer'], 'bigint');
SELECT function_returns('inventory_gov', 'end_delegation', ARRAY['bigint', 'integer'], 'void');
SELECT function_returns('inventory_gov', 'declare_substitute', ARRAY['integer', 'integer', 'text', 'integer', 'text', 'timestamp with time zone', 'timestamp with time zone', 'integer'], 'bigint');
SELECT function_returns('inventory_gov', 'end_substitute', ARRAY['bigint', 'integer'], 'void');
SELECT function_returns('inventory_gov', 'set_authority', ARRAY['integer', 'text', 'numeric', 'numeric', 'numeric', 'integer', 'integer', 'integer', 'timestamp with time zone', 'text'], 'bigint');
SELECT function_returns('inventory_gov', 'end_authority', ARRAY['bigint'], 'void');
SELECT function_returns('inventory_gov', 'set_responsible', ARRAY['text', 'integer', 'integer[]'], 'void');
SELECT function_returns('inventory_gov', 'explain', ARRAY['text', 'integer'], 'setof record');
SELECT function_returns('inventory_gov', f, ARRAY[]::text[], 'integer') FROM unnest(ARRAY['attach', 'detach']) f;
SELECT function_returns('inventory_gov', 'close_finding', ARRAY['bigint', 'text', 'integer'], 'void');
SELECT function_returns('inventory_gov', 'close_period', ARRAY['date', 'date', 'text', 'integer', 'text[]', 'integer'], 'bigint');
SELECT function_returns('inventory_gov', 'reopen_period', ARRAY['bigint', 'text', 'integer'], 'void');
SELECT function_returns('inventory_gov', 'set_risk_tier', ARRAY['text', 'integer', 'text', 'text', 'timestamp with time zone', 'integer'], 'bigint');
SELECT function_returns('inventory_gov', 'clear_risk_tier', ARRAY['text', 'integer', 'text', 'boolean', 'integer'], 'integer');
SELECT function_returns('inventory_gov', 'set_tier_rule', ARRAY['text', 'integer', 'integer', 'integer', 'text[]', 'integer'], 'bigint');
SELECT function_returns('inventory_gov', 'place_hold', ARRAY['text', 'integer', 'text', 'timestamp with time zone', 'text', 'integer', 'text'], 'bigint');
SELECT function_returns('inventory_gov', 'release_hold', ARRAY['bigint', 'text', 'integer'], 'timestamp with time zone');
SELECT function_returns('inventory_gov', 'recall', ARRAY['integer', 'text', 'text', 'integer'], 'setof record');
SELECT function_returns('inventory_gov', 'set_hold_reason', ARRAY['text', 'text', 'text[]', 'boolean', 'text', 'numeric', 'text', 'boolean', 'text', 'boolean', 'integer'], 'text');
SELECT columns_are('inventory_gov', 'holds', ARRAY['id', 'kind', 'record_id', 'direction', 'name', 'reason', 'reason_name', 'state', 'allows', 'origin', 'note', 'placed_at', 'placed_by', 'placed_by_id', 'until',
    'release_group', 'release_limit', 'senior_group', 'evidence', 'released_at', 'released_how', 'released_by', 'released_by_id', 'released_for_id', 'release_reason', 'release_value', 'release_evidence', 'detail']);
SELECT function_returns('inventory_gov', 'grant_access', ARRAY['regrole', 'text'], 'void');
SELECT is(pg_get_function_arguments('inventory_gov.create_policy'::regproc),
    $$control text, name text, limits jsonb, scope jsonb DEFAULT '{}'::jsonb, enforcement text DEFAULT 'approve'::text, state text DEFAULT 'shadow'::text, approver_group text DEFAULT NULL::text, $$
    || $$request_validity interval DEFAULT '3 days'::interval, note text DEFAULT NULL::text, levels jsonb DEFAULT NULL::jsonb, separate text[] DEFAULT NULL::text[], evidence jsonb DEFAULT NULL::jsonb, $$
    || $$override_group text DEFAULT NULL::text, note_required boolean DEFAULT NULL::boolean$$, 'the arguments of create_policy() are called by name');
SELECT is((SELECT array_agg(a ORDER BY o) FROM unnest((SELECT proargnames FROM pg_proc WHERE oid = 'inventory_gov.explain'::regproc)) WITH ORDINALITY x(a, o)),
    ARRAY['model', 'id', 'policy_id', 'policy', 'control', 'state', 'enforcement', 'scope', 'governs', 'reason', 'limit_name', 'measured', 'limit_value', 'outcome', 'approvers', 'way_out'], 'so is what explain() answers');

-- Comments, owners, search_path. On 17, unlike 15, row types are members of their own; nobody comments those.
SELECT is_empty($$SELECT type, identity FROM member WHERE type NOT IN ('sequence', 'type') AND obj_description(objid, classid::regclass::name) IS NULL$$, 'every member has a comment');
SELECT is_empty($$SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang WHERE pronamespace = 'inventory_gov'::regnamespace
    AND l.lanname NOT IN ('c', 'internal') AND NOT COALESCE(proconfig::text LIKE '%search_path=pg_catalog, pg_temp%', false)$$, 'every function that is not C pins search_path');
SELECT is_empty($$SELECT p.oid::regprocedure FROM pg_proc p WHERE pronamespace = 'inventory_gov'::regnamespace AND prosecdef
    AND NOT COALESCE(proconfig::text LIKE '%search_path=pg_catalog, pg_temp%', false)$$, 'so does every one with the rights of its owner');
SELECT set_eq($$SELECT proname::text FROM pg_proc WHERE pronamespace = 'inventory_gov'::regnamespace AND prosecdef$$,
    ARRAY['give_reason', 'give_reason_for', 'set_reason', 'fill_window', 'close_period', 'reopen_period', 'set_risk_tier', 'clear_risk_tier', 'set_tier_rule', 'end_tier_rule',
    'declare_equipment_place', 'end_equipment_place', 'set_credit_rule', 'end_credit_rule', 'recompute_credit_holds', 'credit_standing', 'authorise_return', 'withdraw_authorisation', 'set_disposition', 'end_disposition', 'give_return_reason', 'declare_quarantine', 'end_quarantine', 'require_quality_check', 'end_quality_need', 'ask_quality_check', 'measure_quality_check', 'pass_quality_check', 'fail_quality_check',
    'add_document_kind', 'remove_document_kind',
    'place_hold', 'release_hold', 'recall', 'hold_custody', 'set_hold_reason',
    'declare_hazard', 'end_hazard', 'declare_place_rule', 'end_place_rule', 'declare_crossing', 'end_crossing',
    'custody', 'require_compliance', 'end_compliance_rule', 'declare_licence', 'withdraw_licence',
    'publish_odoo_ui', 'unpublish_odoo_ui', 'create_policy', 'change_policy', 'set_policy_state', 'activate_starter_set', 'attach', 'detach',
    'approve', 'reject', 'withdraw', 'revoke', 'delegate', 'end_delegation', 'set_authority', 'end_authority', 'set_responsible',
    'close_finding', 'run_due_work', 'desk_backlog', 'ui_evidence_demanded',
    'override_request', 'begin_override', 'end_override', 'review_override', 'pause_enforcement', 'resume_enforcement', 'propose_policy_change', 'compare_policy_change', 'activate_policy_change',
    'reject_policy_change', 'withdraw_policy_change', 'apply_due_policy_changes', 'declare_substitute', 'end_substitute', 'ui_title', 'ui_line_name', 'ui_step_name', 'ui_history'], 'these have the rights of their owner, no others');
SELECT is_empty($$SELECT p.oid::regprocedure FROM pg_proc p WHERE pronamespace = 'inventory_gov'::regnamespace AND proparallel = 's' AND provolatile = 'v'$$, 'no volatile function runs in parallel workers');
SELECT is_empty($$SELECT identity FROM member m JOIN pg_class c ON m.classid = 'pg_class'::regclass AND c.oid = m.objid WHERE relowner <> (SELECT extowner FROM pg_extension WHERE extname = 'inventory_gov')
    UNION ALL SELECT identity FROM member m JOIN pg_proc p ON m.classid = 'pg_proc'::regclass AND p.oid = m.objid WHERE proowner <> (SELECT extowner FROM pg_extension WHERE extname = 'inventory_gov')$$,
    'the owner of the extension owns all of it');

-- PUBLIC has nothing; nobody has anything before grant_access().
SELECT is_empty($$SELECT relname, a.privilege_type FROM pg_class c, aclexplode(COALESCE(relacl, acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner))) a
    WHERE relnamespace = 'inventory_gov'::regnamespace AND relkind IN ('r', 'v', 'S') AND a.grantee <> relowner$$, 'nobody has rights on tables, views and sequences');
SELECT is_empty($$SELECT p.oid::regprocedure FROM pg_proc p, aclexplode(COALESCE(proacl, acldefault('f', proowner))) a WHERE pronamespace = 'inventory_gov'::regnamespace AND a.grantee <> proowner$$,
    'nor on functions');
SELECT is_empty($$SELECT a.privilege_type FROM pg_namespace n, aclexplode(COALESCE(nspacl, acldefault('n', nspowner))) a WHERE nspname = 'inventory_gov' AND a.grantee <> nspowner$$, 'nor on the schema');
SELECT is_empty($$SELECT objoid FROM pg_init_privs i JOIN member m ON m.classid = i.classoid AND m.objid = i.objoid, aclexplode(initprivs) a WHERE grantee = 0$$, 'a dump does not bring any back');

-- Triggers on Odoo's tables.
SELECT set_eq($$SELECT tgrelid::regclass::text, tgfoid::regproc::text, tgtype & 1 = 1 AS r, tgtype & 2 = 2 AS b, tgtype & 4 = 4 AS i, tgtype & 8 = 8 AS d, tgtype & 16 = 16 AS u, tgtype & 32 = 32 AS t
        FROM pg_trigger t JOIN member m ON m.classid = 'pg_proc'::regclass AND m.objid = t.tgfoid WHERE tgrelid NOT IN (SELECT objid FROM member WHERE classid = 'pg_class'::regclass)$$,
    $$VALUES ('stock_move', 'inventory_gov.collect_move', true, false, true, true, true, false), ('stock_move', 'inventory_gov.judge_moves', false, false, true, true, true, false),
             ('stock_move', 'inventory_gov.collect_order_line', true, false, false, false, true, false), ('stock_move', 'inventory_gov.judge_moves', false, false, false, false, true, false),
             ('stock_move', 'inventory_gov.collect_priority', true, false, false, false, true, false), ('stock_move', 'inventory_gov.judge_priorities', false, false, false, false, true, false),
             ('stock_picking', 'inventory_gov.collect_priority', true, false, false, false, true, false), ('stock_picking', 'inventory_gov.judge_priorities', false, false, false, false, true, false),
             ('stock_move_line', 'inventory_gov.collect_line', true, false, true, true, true, false), ('stock_move_line', 'inventory_gov.judge_moves', false, false, true, true, true, false),
             ('stock_quant', 'inventory_gov.collect_accounting_date', true, false, false, false, true, false), ('stock_quant', 'inventory_gov.judge_moves', false, false, false, false, true, false),
             ('stock_picking', 'inventory_gov.collect_document', true, false, false, false, true, false),
             ('stock_scrap', 'inventory_gov.collect_document', true, false, true, false, true, false), ('stock_scrap', 'inventory_gov.judge_moves', false, false, true, false, true, false),
             ('stock_quant', 'inventory_gov.collect_quant', true, false, true, true, true, false),
             ('stock_quant', 'inventory_gov.remember_count', true, false, true, true, true, false), ('stock_picking', 'inventory_gov.judge_moves', false, false, false, false, true, false),
             ('stock_location', 'inventory_gov.location_changed', false, false, true, true, true, false), ('stock_location', 'inventory_gov.location_changed', false, false, false, false, false, true),
             ('purchase_order', 'inventory_gov.remember_buyer', true, false, true, false, true, false),
             ('account_move', 'inventory_gov.collect_bill', true, false, false, false, true, false), ('account_move', 'inventory_gov.judge_bills', false, false, false, false, true, false),
             ('ir_property', 'inventory_gov.collect_cost', true, false, true, true, true, false), ('ir_property', 'inventory_gov.judge_costs', false, false, true, true, true, false),
             ('stock_valuation_layer', 'inventory_gov.note_revaluation', true, false, true, false, false, false), ('stock_valuation_layer', 'inventory_gov.judge_costs', false, false, true, false, false, false),
             ('mail_activity', 'inventory_gov.activity_done', true, false, false, true, true, false)$$,
    'triggers: table, function, row, before, insert, delete, update, truncate');
CREATE TEMP VIEW ours AS SELECT t.* FROM pg_trigger t JOIN member m ON m.classid = 'pg_proc'::regclass AND m.objid = t.tgfoid WHERE tgrelid NOT IN (SELECT objid FROM member WHERE classid = 'pg_class'::regclass);
SELECT is_empty($$SELECT tgname FROM ours WHERE NOT tgisinternal$$, 'they are internal: the owner of the table cannot disable them');
SELECT is_empty($$SELECT tgname FROM ours WHERE tgenabled <> 'A'$$, 'they fire always');
SELECT is_empty($$SELECT tgname FROM ours WHERE tgqual IS NOT NULL OR tgdeferrable OR tgconstraint <> 0$$, 'they have no condition, and nothing is deferred');
SELECT is_empty($$SELECT tgname FROM ours t WHERE NOT EXISTS (SELECT FROM pg_depend d JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND e.oid = d.refobjid
    WHERE d.classid = 'pg_trigger'::regclass AND d.objid = t.oid AND d.deptype = 'x' AND e.extname = 'inventory_gov')$$, 'they go with the extension');
SELECT is_empty($$SELECT tgname FROM ours t JOIN pg_attribute a ON a.attrelid = t.tgrelid AND a.attnum = ANY (t.tgattr) GROUP BY tgname
    HAVING count(DISTINCT attname IN ('purchase_line_id', 'sale_line_id', 'accounting_date')) > 1$$, 'columns of other modules are listed apart: what goes with them takes no other trigger along');
SELECT is_empty($$SELECT a.table_name, a.trigger_name FROM inventory_gov.attachments() a WHERE NOT (wanted AND present AND enabled_always AND detail IS NULL)
    AND table_name NOT IN ('product_product', 'product_value')$$, 'attachments() finds all in order (where costs are in 18 and 19, 17 has none)');

-- Triggers on our own tables, and event triggers.
SELECT set_eq($$SELECT tgrelid::regclass::text, tgname::text FROM pg_trigger t JOIN member m ON m.classid = 'pg_class'::regclass AND m.objid = t.tgrelid WHERE NOT tgisinternal AND tgenabled = 'A'$$,
    $$VALUES ('inventory_gov.hazard_class', 'hazard_class_keep'), ('inventory_gov.hazard_class', 'hazard_class_once'), ('inventory_gov.hazard_class', 'hazard_class_changed'), ('inventory_gov.place_rule', 'place_rule_keep'), ('inventory_gov.place_rule', 'place_rule_once'), ('inventory_gov.place_rule', 'place_rule_changed'), ('inventory_gov.crossing_rule', 'crossing_rule_keep'), ('inventory_gov.crossing_rule', 'crossing_rule_once'), ('inventory_gov.crossing_rule', 'crossing_rule_changed'),
             ('inventory_gov.quarantine_place', 'quarantine_place_changed'),
             ('inventory_gov.hold', 'hold_changed'), ('inventory_gov.hold', 'hold_keep'), ('inventory_gov.hold', 'hold_once'),
             ('inventory_gov.recount_end', 'recount_end_keep'), ('inventory_gov.closed_period', 'closed_period_keep'), ('inventory_gov.closed_period', 'closed_period_once'), ('inventory_gov.closed_period', 'closed_period_changed'),
             ('inventory_gov.duty_act', 'duty_act_keep'), ('inventory_gov.risk_tier', 'risk_tier_keep'), ('inventory_gov.risk_tier', 'risk_tier_once'), ('inventory_gov.tier_rule', 'tier_rule_keep'), ('inventory_gov.tier_rule', 'tier_rule_once'),
             ('inventory_gov.equipment_place', 'equipment_place_keep'), ('inventory_gov.equipment_place', 'equipment_place_once'), ('inventory_gov.credit_rule', 'credit_rule_keep'), ('inventory_gov.credit_rule', 'credit_rule_once'), ('inventory_gov.credit_release', 'credit_release_keep'), ('inventory_gov.credit_release', 'credit_release_once'), ('inventory_gov.return_authorisation', 'return_authorisation_keep'), ('inventory_gov.return_authorisation', 'return_authorisation_once'), ('inventory_gov.return_authorised', 'return_authorised_keep'), ('inventory_gov.disposition_rule', 'disposition_rule_keep'), ('inventory_gov.disposition_rule', 'disposition_rule_once'),
             ('inventory_gov.quarantine_place', 'quarantine_place_keep'), ('inventory_gov.quarantine_place', 'quarantine_place_once'), ('inventory_gov.quality_need', 'quality_need_keep'),
             ('inventory_gov.quality_need', 'quality_need_once'), ('inventory_gov.quality_check', 'quality_check_keep'), ('inventory_gov.quality_check', 'quality_check_once'),
             ('inventory_gov.quality_check', 'quality_check_decided'), ('inventory_gov.adjustment', 'adjustment_keep'), ('inventory_gov.adjustment', 'adjustment_keep_young'),
             ('inventory_gov.scrap_log', 'scrap_log_keep_young'), ('inventory_gov.recount_end', 'recount_end_keep_young'), ('inventory_gov.reason_given', 'reason_given_keep'),
             ('inventory_gov.customer_licence', 'customer_licence_keep'), ('inventory_gov.customer_licence', 'customer_licence_once'),
             ('inventory_gov.compliance_rule', 'compliance_rule_keep'), ('inventory_gov.compliance_rule', 'compliance_rule_once'), ('inventory_gov.lot_promise', 'lot_promise_keep'),
             ('inventory_gov.reason_use', 'reason_use_keep'), ('inventory_gov.priority_log', 'priority_log_keep'), ('inventory_gov.priority_log', 'priority_log_keep_young'), ('inventory_gov.scrap_log', 'scrap_log_keep'), ('inventory_gov.first_done', 'first_done_keep'),
             ('inventory_gov.policy', 'policy_check'), ('inventory_gov.policy', 'policy_changed'), ('inventory_gov.policy', 'policy_keep'), ('inventory_gov.policy', 'policy_no_truncate'),
             ('inventory_gov.request', 'request_guard'), ('inventory_gov.request', 'request_keep'), ('inventory_gov.policy_version', 'policy_version_keep'), ('inventory_gov.request_line', 'request_line_keep'),
             ('inventory_gov.grant_use', 'grant_use_keep'), ('inventory_gov.attempt', 'attempt_keep'), ('inventory_gov.violation', 'violation_keep'),
             ('inventory_gov.finding', 'finding_keep'), ('inventory_gov.request_step', 'request_step_keep'), ('inventory_gov.decision', 'decision_keep'), ('inventory_gov.delegation', 'delegation_keep'),
             ('inventory_gov.authority', 'authority_keep'), ('inventory_gov.evidence', 'evidence_keep'), ('inventory_gov.override', 'override_keep'), ('inventory_gov.override', 'override_changed'),
             ('inventory_gov.pause', 'pause_keep'), ('inventory_gov.pause', 'pause_changed'), ('inventory_gov.policy_change', 'policy_change_keep'),
             ('inventory_gov.override', 'override_once'), ('inventory_gov.pause', 'pause_once'), ('inventory_gov.policy_change', 'policy_change_once'), ('inventory_gov.policy_change', 'policy_change_closed')$$, 'the records are kept, always');
SELECT set_eq($$SELECT evtname::text, evtevent::text, evtenabled::text, evttags IS NULL AS every FROM pg_event_trigger$$,
    $$VALUES ('inventory_gov_guard_start', 'ddl_command_start', 'A', true), ('inventory_gov_guard_end', 'ddl_command_end', 'A', true)$$, 'the guard listens to all DDL');

-- A dump carries every row of ours.
SELECT is_empty($$SELECT identity FROM member m WHERE classid = 'pg_class'::regclass AND type IN ('table', 'sequence') AND objid <> ALL ((SELECT extconfig FROM pg_extension WHERE extname = 'inventory_gov')::oid[])$$,
    'every table and sequence is dumped');
SELECT set_eq($$SELECT c.table_name::regclass::text, c.condition FROM pg_extension e, unnest(e.extconfig, e.extcondition) c(table_name, condition) WHERE extname = 'inventory_gov' AND c.condition <> ''$$,
    $$VALUES ('inventory_gov.translation', 'WHERE NOT shipped'), ('inventory_gov.document_kind', 'WHERE NOT shipped'), ('inventory_gov.chore_run', 'WHERE false'), ('inventory_gov.reason', 'WHERE NOT starter'), ('inventory_gov.hold_reason', 'WHERE NOT starter')$$,
    'with all rows, but for the texts and reasons that CREATE EXTENSION brings and for what the desk did last');

-- Settings.
SELECT set_eq($$SELECT name, boot_val, COALESCE(unit, ''), context FROM pg_settings WHERE name LIKE 'inventory\_gov.%'$$,
    $$VALUES ('inventory_gov.record_timeout', '2000', 'ms', 'superuser'), ('inventory_gov.recorder_linger', '1000', 'ms', 'sighup'), ('inventory_gov.attach_timeout', '10000', 'ms', 'user'),
             ('inventory_gov.desk', 'on', '', 'superuser'), ('inventory_gov.desk_interval', '60', 's', 'sighup'),
             ('inventory_gov.document_totals', 'on', '', 'superuser'), ('inventory_gov.maintenance', 'off', '', 'superuser'),
             ('inventory_gov.rubber_stamp_fast', '5', '', 'superuser'), ('inventory_gov.rubber_stamp_burst', '5', '', 'superuser'),
             ('inventory_gov.rubber_stamp_always', '20', '', 'superuser'), ('inventory_gov.rubber_stamp_pair', '5', '', 'superuser'),
             ('inventory_gov.two_person_policies', 'off', '', 'superuser'), ('inventory_gov.max_override', '1440', 'min', 'superuser')$$, 'settings: default, unit, who may change them');
SELECT is((SELECT max_val::integer FROM pg_settings WHERE name = 'inventory_gov.recorder_linger'), 2000, 'the recorder never stays connected for more than 2 s');

-- Controls: what they declare, and the document that is made of it.
SELECT is_empty($$SELECT control, limit_name FROM inventory_gov.controls WHERE minimum <> 0 OR maximum <= 0 OR COALESCE(meaning, '') = '' OR COALESCE(title, '') = '' OR COALESCE(summary, '') = ''$$,
    'each with a range and a meaning');
SELECT is_empty($$SELECT control, limit_name FROM inventory_gov.controls WHERE (state <> 'working' OR waits_for IS NOT NULL)
    AND control NOT IN ('maintenance_gate', 'expiry')$$, 'all are at work but those of modules that the fixture has not');
SELECT is((SELECT array_agg(DISTINCT control ORDER BY control) FROM inventory_gov.controls WHERE state = 'suspended'), ARRAY['expiry', 'maintenance_gate'], 'which are suspended');
CREATE TEMP TABLE documented AS
    SELECT split_part(section, '`', 2) AS control, line[1] AS limit_name, line[2] AS unit, line[3] AS meaning
      FROM regexp_split_to_table(:'controls_doc', E'\n## ') section, regexp_matches(section, '\n\| `([a-z_]+)` \| ([^|]*) \|[^|]*\| ([^|]*) \|', 'g') line;
SELECT set_eq('SELECT control, limit_name, unit, meaning FROM documented',
    $$SELECT control, limit_name, replace(unit, 'percent', '%'), meaning || COALESCE('; ' || standard || ' in a policy that does not say', '') FROM inventory_gov.controls$$, 'docs/CONTROLS.md says the same');
-- A setting is tried beside a limit: it is none by itself.
CREATE TEMP TABLE tried AS SELECT c.*, CASE WHEN c.standard IS NULL THEN '{}' ELSE
    (SELECT jsonb_build_object(l.limit_name, 0) FROM inventory_gov.controls l WHERE l.control = c.control AND l.standard IS NULL LIMIT 1) END AS beside FROM inventory_gov.controls c;
SELECT throws_ok(format('INSERT INTO inventory_gov.policy (name, control, limits, state) VALUES (%L, %L, jsonb_build_object(%L, %s), ''draft'')', limit_name || ' alone', control, limit_name, standard),
    '22023', NULL, control || ': ' || limit_name || ' is no limit') FROM tried WHERE standard IS NOT NULL;
-- The range is what validation holds to: the largest value passes, a larger one does not.
SELECT lives_ok(format('INSERT INTO inventory_gov.policy (name, control, limits, state) VALUES (%L, %L, %L::jsonb || jsonb_build_object(%L, %s), ''draft'')', control || ' ' || limit_name || ' at most', control, beside, limit_name, maximum::numeric),
    control || ': ' || limit_name || ' at its maximum') FROM tried;
SELECT throws_ok(format('INSERT INTO inventory_gov.policy (name, control, limits, state) VALUES (%L, %L, %L::jsonb || jsonb_build_object(%L, %s), ''draft'')', limit_name || ' above', control, beside, limit_name, maximum::numeric + 1),
    '22023', NULL, control || ': ' || limit_name || ' above its maximum') FROM tried;
SELECT throws_ok(format('INSERT INTO inventory_gov.policy (name, control, limits, state) VALUES (%L, %L, %L::jsonb || jsonb_build_object(%L, %s), ''draft'')', limit_name || ' below', control, beside, limit_name, minimum::numeric - 1),
    '22023', NULL, control || ': ' || limit_name || ' below its minimum') FROM tried;

-- The starter set covers everything, refuses nothing yet, and limits in both directions.
SELECT is_empty($$SELECT name FROM inventory_gov.policies WHERE starter AND (state <> 'shadow' OR scope <> '{}' OR enforcement NOT IN ('flag', 'approve') AND control <> 'hold')$$, 'the starter set is in shadow and covers everything');
SELECT set_eq($$SELECT DISTINCT control FROM inventory_gov.policies WHERE starter$$, $$SELECT DISTINCT control FROM inventory_gov.controls$$, 'it has every control');

SELECT * FROM finish();
ROLLBACK;
