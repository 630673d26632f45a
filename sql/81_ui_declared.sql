-- What publish_odoo_ui() publishes, said once for all versions of Odoo: models, fields, choices,
-- buttons, menus, rights. To publish another table: a view in 80_ui_rows.sql, its rows here, and
-- its screens in 82_ui_screens.sql; a register needs its rows in 80_ui_registers.sql only. English
-- labels are the keys of the table translation.

CREATE FUNCTION ui_model()
RETURNS TABLE(model text, label text, sorting text, screens text, filters text, help text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    VALUES
    ('x_gov_request', 'Approval request', 'x_requested_at desc, id desc', 'list,kanban,form,graph,pivot', '{''search_default_pending'': 1}',
     'No requests here. When a policy refuses an operation until it is approved, the request stands here by itself; nobody has to write one.'),
    ('x_gov_request_line', 'Request line', 'id', NULL, NULL, NULL),
    ('x_gov_request_step', 'Approval step', 'x_tier, id', NULL, NULL, NULL),
    ('x_gov_evidence', 'Pinned evidence', 'id', NULL, NULL, NULL),
    ('x_gov_violation', 'Violation', 'x_recorded_at desc, id desc', 'list,form,graph,pivot', '{}',
     'No violations here. What goes beyond a limit of a policy is recorded here, whether it was refused or let through.'),
    ('x_gov_case', 'Case', 'x_opened_at desc, id desc', 'list,form,graph', '{''search_default_open'': 1}',
     'Nothing to look at. Lost evidence, overrides nobody reviewed and approvals given too easily would stand here.'),
    ('x_gov_override', 'Override', 'x_valid_from desc, id desc', 'list,form', '{}',
     'No overrides here. When somebody lets through what a policy refuses, it stands here with the reason, for somebody else to review.'),
    ('x_gov_policy', 'Policy', 'x_name', 'list,form', '{}',
     'No policies here. A new one is proposed under Policy changes, or made by the administrator of the database.'),
    ('x_gov_policy_change', 'Policy change', 'x_proposed_at desc, id desc', 'list,form', '{}',
     'No changes here. A change proposed here or on the form of a policy waits here until somebody else puts it in force.'),
    ('x_gov_quality_check', 'Quality check', 'x_asked_at desc, id desc', 'list,form', '{''search_default_open'': 1}',
     'Nothing to check. A receipt that needs a check stands here once it was refused for want of it, or when you ask for one with New.'),
    ('x_gov_control', 'Control', 'x_name', 'list,form', '{}',
     'No controls here. Every check that policies can make stands here, with the number of policies that use it.')
    UNION ALL
    SELECT r.model, r.label, r.sorting, 'list,form', format('{''search_default_in_force'': 1%s}', r.opens_with), r.help FROM inventory_gov.ui_register() r
     WHERE r.model IN (SELECT inventory_gov.ui_published_register())
$$;
COMMENT ON FUNCTION ui_model() IS 'Models published to Odoo: name, label, sorting, the views and filters their screen opens with, and what an empty screen says. Internal.';

-- kind: Odoo's type of field. target: of a many2one the other model; of a one2many also its field there, and a
-- domain where one is needed; of a many2many also table and columns; of a selection the name of its choices.
CREATE FUNCTION ui_field()
RETURNS TABLE(model text, name text, kind text, label text, target text[], editable boolean, help text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT f.model, f.name, f.kind, f.label, f.target::text[], f.editable, NULL FROM (VALUES
    ('x_gov_request', 'x_name', 'char', 'Reference', NULL, false),
    ('x_gov_request', 'x_state', 'selection', 'State', '{request_state}', false),
    ('x_gov_request', 'x_title', 'char', 'What was refused', NULL, false),
    ('x_gov_request', 'x_document', 'char', 'Document', NULL, false),
    ('x_gov_request', 'x_picking_id', 'many2one', 'Transfer', '{stock.picking}', false),
    ('x_gov_request', 'x_product_id', 'many2one', 'Product', '{product.product}', false),
    ('x_gov_request', 'x_lot_id', 'many2one', 'Lot', '{stock.lot}', false),
    ('x_gov_request', 'x_warehouse_id', 'many2one', 'Warehouse', '{stock.warehouse}', false),
    ('x_gov_request', 'x_company_id', 'many2one', 'Company', '{res.company}', false),
    ('x_gov_request', 'x_requester_id', 'many2one', 'Requester', '{res.users}', false),
    ('x_gov_request', 'x_previous_id', 'many2one', 'Asked before as', '{x_gov_request}', false),
    ('x_gov_request', 'x_attempts', 'integer', 'Attempts', NULL, false),
    ('x_gov_request', 'x_control', 'selection', 'Control', '{control}', false),
    ('x_gov_request', 'x_policies', 'char', 'Policies', NULL, false),
    ('x_gov_request', 'x_value', 'float', 'Deviation (value)', NULL, false),
    ('x_gov_request', 'x_qty', 'float', 'Deviation (quantity)', NULL, false),
    ('x_gov_request', 'x_pct', 'float', 'Deviation (percent)', NULL, false),
    ('x_gov_request', 'x_requested_at', 'datetime', 'Requested on', NULL, false),
    ('x_gov_request', 'x_expires_at', 'datetime', 'Expires on', NULL, false),
    ('x_gov_request', 'x_due_at', 'datetime', 'Deadline', NULL, false),
    ('x_gov_request', 'x_overdue', 'boolean', 'Overdue', NULL, false),
    ('x_gov_request', 'x_decided_at', 'datetime', 'Decided on', NULL, false),
    ('x_gov_request', 'x_decided_by_id', 'many2one', 'Decided by', '{res.users}', false),
    ('x_gov_request', 'x_decision_note', 'text', 'Note of the decision', NULL, false),
    ('x_gov_request', 'x_is_pending', 'boolean', 'Is pending', NULL, false),
    ('x_gov_request', 'x_is_approved', 'boolean', 'Is approved and not used', NULL, false),
    ('x_gov_request', 'x_is_overridable', 'boolean', 'May be overridden', NULL, false),
    ('x_gov_request', 'x_note', 'text', 'Your note', NULL, true),
    ('x_gov_request', 'x_note_by_id', 'many2one', 'Note typed by', '{res.users}', false),
    ('x_gov_request', 'x_decision', 'char', 'Decision', NULL, true),
    ('x_gov_request', 'x_asked_ids', 'many2many', 'Asked so far', '{res.users,x_gov_request_asked,x_request_id,x_user_id}', false),
    ('x_gov_request', 'x_waiting_for', 'char', 'Waits for', NULL, false),
    ('x_gov_request', 'x_waiting_ids', 'many2many', 'Asked now', '{res.users,x_gov_request_waiting,x_request_id,x_user_id}', false),
    ('x_gov_request', 'x_line_ids', 'one2many', 'Lines', '{x_gov_request_line,x_request_id}', false),
    ('x_gov_request', 'x_step_ids', 'one2many', 'Approval steps', '{x_gov_request_step,x_request_id}', false),
    ('x_gov_request', 'x_wants_reason', 'boolean', 'Waits for a reason', NULL, false),
    ('x_gov_request', 'x_reason_operation', 'selection', 'Reason wanted for', '{reason_operation}', false),
    ('x_gov_request', 'x_reason_id', 'many2one', 'Reason', '{x_gov_reason}', true),
    ('x_gov_request', 'x_reasons', 'text', 'Reasons given', NULL, false),
    ('x_gov_request', 'x_history', 'html', 'History', NULL, false),
    ('x_gov_request', 'x_evidence_demanded', 'text', 'Evidence demanded', NULL, false),
    ('x_gov_request', 'x_evidence_ids', 'one2many', 'Evidence', '{x_gov_evidence,x_request_id}', false),
    ('x_gov_request', 'x_attachment_ids', 'one2many', 'Attachments', '{ir.attachment,res_id,"[(''res_model'', ''='', ''x_gov_request'')]"}', false),

    ('x_gov_request_line', 'x_name', 'char', 'Deviation', NULL, false),
    ('x_gov_request_line', 'x_request_id', 'many2one', 'Approval request', '{x_gov_request}', false),
    ('x_gov_request_line', 'x_control', 'selection', 'Control', '{control}', false),
    ('x_gov_request_line', 'x_policy_id', 'many2one', 'Policy', '{x_gov_policy}', false),
    ('x_gov_request_line', 'x_product_id', 'many2one', 'Product', '{product.product}', false),
    ('x_gov_request_line', 'x_lot_id', 'many2one', 'Lot', '{stock.lot}', false),
    ('x_gov_request_line', 'x_picking_id', 'many2one', 'Transfer', '{stock.picking}', false),
    ('x_gov_request_line', 'x_location_id', 'many2one', 'Location', '{stock.location}', false),
    ('x_gov_request_line', 'x_partner_id', 'many2one', 'Partner', '{res.partner}', false),
    ('x_gov_request_line', 'x_document', 'char', 'Document', NULL, false),
    ('x_gov_request_line', 'x_unit', 'char', 'Unit', NULL, false),
    ('x_gov_request_line', 'x_expected_qty', 'float', 'Expected', NULL, false),
    ('x_gov_request_line', 'x_actual_qty', 'float', 'Actual', NULL, false),
    ('x_gov_request_line', 'x_deviation_qty', 'float', 'Deviation (quantity)', NULL, false),
    ('x_gov_request_line', 'x_deviation_pct', 'float', 'Deviation (percent)', NULL, false),
    ('x_gov_request_line', 'x_deviation_value', 'float', 'Deviation (value)', NULL, false),
    ('x_gov_request_line', 'x_measured', 'float', 'Measured', NULL, false),
    ('x_gov_request_line', 'x_limit_value', 'float', 'Limit', NULL, false),
    ('x_gov_request_line', 'x_limit_unit', 'char', 'Unit of the limit', NULL, false),
    ('x_gov_request_line', 'x_counter_id', 'many2one', 'Counted by', '{res.users}', false),
    ('x_gov_request_line', 'x_used', 'boolean', 'Used', NULL, false),
    ('x_gov_request_line', 'x_used_at', 'datetime', 'Used on', NULL, false),
    ('x_gov_request_line', 'x_used_by_id', 'many2one', 'Used by', '{res.users}', false),

    ('x_gov_request_step', 'x_name', 'char', 'Approver', NULL, false),
    ('x_gov_request_step', 'x_request_id', 'many2one', 'Approval request', '{x_gov_request}', false),
    ('x_gov_request_step', 'x_tier', 'integer', 'Tier', NULL, false),
    ('x_gov_request_step', 'x_state', 'selection', 'State', '{step_state}', false),
    ('x_gov_request_step', 'x_need', 'integer', 'Approvals needed', NULL, false),
    ('x_gov_request_step', 'x_given', 'integer', 'Approvals given', NULL, false),
    ('x_gov_request_step', 'x_decided_by', 'char', 'Approved by', NULL, false),
    ('x_gov_request_step', 'x_opened_at', 'datetime', 'Asked on', NULL, false),
    ('x_gov_request_step', 'x_due_at', 'datetime', 'Deadline', NULL, false),
    ('x_gov_request_step', 'x_escalated_at', 'datetime', 'Escalated on', NULL, false),
    ('x_gov_request_step', 'x_done_at', 'datetime', 'Done on', NULL, false),
    ('x_gov_request_step', 'x_asked_ids', 'many2many', 'Asked', '{res.users,x_gov_step_asked,x_step_id,x_user_id}', false),

    ('x_gov_evidence', 'x_name', 'char', 'File', NULL, false),
    ('x_gov_evidence', 'x_request_id', 'many2one', 'Approval request', '{x_gov_request}', false),
    ('x_gov_evidence', 'x_pinned_for', 'selection', 'Relied on for', '{pinned_for}', false),
    ('x_gov_evidence', 'x_relied_on_by', 'char', 'Relied on by', NULL, false),
    ('x_gov_evidence', 'x_state', 'selection', 'State', '{evidence_state}', false),
    ('x_gov_evidence', 'x_mimetype', 'char', 'Type', NULL, false),
    ('x_gov_evidence', 'x_file_size', 'integer', 'Size', NULL, false),
    ('x_gov_evidence', 'x_checksum', 'char', 'Checksum', NULL, false),
    ('x_gov_evidence', 'x_author', 'char', 'Attached by', NULL, false),
    ('x_gov_evidence', 'x_attached_at', 'datetime', 'Attached on', NULL, false),
    ('x_gov_evidence', 'x_pinned_at', 'datetime', 'Pinned on', NULL, false),

    ('x_gov_violation', 'x_name', 'char', 'Deviation', NULL, false),
    ('x_gov_violation', 'x_recorded_at', 'datetime', 'Recorded on', NULL, false),
    ('x_gov_violation', 'x_outcome', 'selection', 'Outcome', '{outcome}', false),
    ('x_gov_violation', 'x_control', 'selection', 'Control', '{control}', false),
    ('x_gov_violation', 'x_policy_id', 'many2one', 'Policy', '{x_gov_policy}', false),
    ('x_gov_violation', 'x_policy_version', 'integer', 'Policy version', NULL, false),
    ('x_gov_violation', 'x_request_id', 'many2one', 'Approval request', '{x_gov_request}', false),
    ('x_gov_violation', 'x_measured', 'float', 'Measured', NULL, false),
    ('x_gov_violation', 'x_limit_value', 'float', 'Limit', NULL, false),
    ('x_gov_violation', 'x_limit_unit', 'char', 'Unit of the limit', NULL, false),
    ('x_gov_violation', 'x_expected_qty', 'float', 'Expected', NULL, false),
    ('x_gov_violation', 'x_actual_qty', 'float', 'Actual', NULL, false),
    ('x_gov_violation', 'x_deviation_qty', 'float', 'Deviation (quantity)', NULL, false),
    ('x_gov_violation', 'x_deviation_pct', 'float', 'Deviation (percent)', NULL, false),
    ('x_gov_violation', 'x_deviation_value', 'float', 'Deviation (value)', NULL, false),
    ('x_gov_violation', 'x_value', 'float', 'Absolute deviation (value)', NULL, false),
    ('x_gov_violation', 'x_document', 'char', 'Document', NULL, false),
    ('x_gov_violation', 'x_picking_id', 'many2one', 'Transfer', '{stock.picking}', false),
    ('x_gov_violation', 'x_product_id', 'many2one', 'Product', '{product.product}', false),
    ('x_gov_violation', 'x_lot_id', 'many2one', 'Lot', '{stock.lot}', false),
    ('x_gov_violation', 'x_location_id', 'many2one', 'Location', '{stock.location}', false),
    ('x_gov_violation', 'x_partner_id', 'many2one', 'Partner', '{res.partner}', false),
    ('x_gov_violation', 'x_company_id', 'many2one', 'Company', '{res.company}', false),
    ('x_gov_violation', 'x_warehouse_id', 'many2one', 'Warehouse', '{stock.warehouse}', false),
    ('x_gov_violation', 'x_actor_id', 'many2one', 'Done by', '{res.users}', false),

    ('x_gov_case', 'x_name', 'char', 'What was found', NULL, false),
    ('x_gov_case', 'x_kind', 'selection', 'Kind', '{case_kind}', false),
    ('x_gov_case', 'x_severity', 'selection', 'Severity', '{severity}', false),
    ('x_gov_case', 'x_state', 'selection', 'State', '{case_state}', false),
    ('x_gov_case', 'x_is_open', 'boolean', 'Is open', NULL, false),
    ('x_gov_case', 'x_request_id', 'many2one', 'Approval request', '{x_gov_request}', false),
    ('x_gov_case', 'x_policy_id', 'many2one', 'Policy', '{x_gov_policy}', false),
    ('x_gov_case', 'x_user_id', 'many2one', 'About', '{res.users}', false),
    ('x_gov_case', 'x_company_id', 'many2one', 'Company', '{res.company}', false),
    ('x_gov_case', 'x_opened_at', 'datetime', 'Opened on', NULL, false),
    ('x_gov_case', 'x_last_seen_at', 'datetime', 'Last seen on', NULL, false),
    ('x_gov_case', 'x_closed_at', 'datetime', 'Closed on', NULL, false),
    ('x_gov_case', 'x_closed_by_id', 'many2one', 'Closed by', '{res.users}', false),
    ('x_gov_case', 'x_close_note', 'text', 'Why it was closed', NULL, false),
    ('x_gov_case', 'x_detail', 'text', 'Details', NULL, false),
    ('x_gov_case', 'x_note', 'text', 'Your note', NULL, true),
    ('x_gov_case', 'x_decision', 'char', 'Decision', NULL, true),

    ('x_gov_override', 'x_name', 'char', 'Reason', NULL, false),
    ('x_gov_override', 'x_state', 'selection', 'State', '{override_state}', false),
    ('x_gov_override', 'x_user_id', 'many2one', 'Overridden by', '{res.users}', false),
    ('x_gov_override', 'x_request_id', 'many2one', 'Approval request', '{x_gov_request}', false),
    ('x_gov_override', 'x_policy_id', 'many2one', 'Policy', '{x_gov_policy}', false),
    ('x_gov_override', 'x_warehouse_id', 'many2one', 'Warehouse', '{stock.warehouse}', false),
    ('x_gov_override', 'x_valid_from', 'datetime', 'From', NULL, false),
    ('x_gov_override', 'x_valid_until', 'datetime', 'Until', NULL, false),
    ('x_gov_override', 'x_used', 'integer', 'Breaches let through', NULL, false),
    ('x_gov_override', 'x_verdict', 'selection', 'Review', '{review_verdict}', false),
    ('x_gov_override', 'x_reviewed_by_id', 'many2one', 'Reviewed by', '{res.users}', false),
    ('x_gov_override', 'x_reviewed_at', 'datetime', 'Reviewed on', NULL, false),
    ('x_gov_override', 'x_review_note', 'text', 'Note of the review', NULL, false),
    ('x_gov_override', 'x_is_unreviewed', 'boolean', 'Is not reviewed', NULL, false),
    ('x_gov_override', 'x_note', 'text', 'Your note', NULL, true),
    ('x_gov_override', 'x_decision', 'char', 'Decision', NULL, true),

    ('x_gov_policy', 'x_name', 'char', 'Policy', NULL, false),
    ('x_gov_policy', 'x_control', 'selection', 'Control', '{control}', false),
    ('x_gov_policy', 'x_state', 'selection', 'State', '{policy_state}', false),
    ('x_gov_policy', 'x_enforcement', 'selection', 'Enforcement', '{enforcement}', false),
    ('x_gov_policy', 'x_limits', 'text', 'Limits', NULL, false),
    ('x_gov_policy', 'x_scope', 'text', 'Scope', NULL, false),
    ('x_gov_policy', 'x_levels', 'text', 'Approval levels', NULL, false),
    ('x_gov_policy', 'x_evidence', 'text', 'Evidence demanded', NULL, false),
    ('x_gov_policy', 'x_separate', 'char', 'Duties kept apart', NULL, false),
    ('x_gov_policy', 'x_approver_group', 'char', 'Approver group', NULL, false),
    ('x_gov_policy', 'x_override_group', 'char', 'Override group', NULL, false),
    ('x_gov_policy', 'x_note_required', 'boolean', 'Approval needs a note', NULL, false),
    ('x_gov_policy', 'x_validity', 'char', 'Validity of requests', NULL, false),
    ('x_gov_policy', 'x_version', 'integer', 'Version', NULL, false),
    ('x_gov_policy', 'x_changed_at', 'datetime', 'Changed on', NULL, false),
    ('x_gov_policy', 'x_changed_by', 'char', 'Changed by', NULL, false),
    ('x_gov_policy', 'x_remark', 'text', 'Remark', NULL, false),

    ('x_gov_policy_change', 'x_name', 'char', 'Name', NULL, false),
    ('x_gov_policy_change', 'x_policy_id', 'many2one', 'Policy', '{x_gov_policy}', true),
    ('x_gov_policy_change', 'x_state', 'selection', 'State', '{change_state}', false),
    ('x_gov_policy_change', 'x_reason', 'text', 'Reason', NULL, true),
    ('x_gov_policy_change', 'x_proposed', 'text', 'Proposed', NULL, true),
    ('x_gov_policy_change', 'x_difference', 'text', 'Compared with what stands', NULL, false),
    ('x_gov_policy_change', 'x_new_state', 'selection', 'New state', '{policy_state}', true),
    ('x_gov_policy_change', 'x_new_enforcement', 'selection', 'New enforcement', '{enforcement}', true),
    ('x_gov_policy_change', 'x_new_limits', 'text', 'New limits', NULL, true),
    ('x_gov_policy_change', 'x_effective_from', 'datetime', 'Effective from', NULL, true),
    ('x_gov_policy_change', 'x_proposed_by_id', 'many2one', 'Proposed by', '{res.users}', false),
    ('x_gov_policy_change', 'x_proposed_role', 'char', 'Proposed by database role', NULL, false),
    ('x_gov_policy_change', 'x_proposed_at', 'datetime', 'Proposed on', NULL, false),
    ('x_gov_policy_change', 'x_decided_by_id', 'many2one', 'Decided by', '{res.users}', false),
    ('x_gov_policy_change', 'x_decided_role', 'char', 'Decided by database role', NULL, false),
    ('x_gov_policy_change', 'x_decided_at', 'datetime', 'Decided on', NULL, false),
    ('x_gov_policy_change', 'x_decision_note', 'text', 'Note of the decision', NULL, false),
    ('x_gov_policy_change', 'x_activated_at', 'datetime', 'Activated on', NULL, false),
    ('x_gov_policy_change', 'x_failure', 'text', 'Why it failed', NULL, false),
    ('x_gov_policy_change', 'x_is_proposed', 'boolean', 'Is proposed', NULL, false),
    ('x_gov_policy_change', 'x_is_open', 'boolean', 'Is open', NULL, false),
    ('x_gov_policy_change', 'x_note', 'text', 'Your note', NULL, true),
    ('x_gov_policy_change', 'x_decision', 'char', 'Decision', NULL, true),

    ('x_gov_quality_check', 'x_name', 'char', 'What is checked', NULL, true),
    ('x_gov_quality_check', 'x_state', 'selection', 'State', '{check_state}', false),
    ('x_gov_quality_check', 'x_is_open', 'boolean', 'Is open', NULL, false),
    ('x_gov_quality_check', 'x_picking_id', 'many2one', 'Transfer', '{stock.picking}', true),
    ('x_gov_quality_check', 'x_document', 'char', 'Document', NULL, false),
    ('x_gov_quality_check', 'x_product_id', 'many2one', 'Product', '{product.product}', true),
    ('x_gov_quality_check', 'x_lot_id', 'many2one', 'Lot', '{stock.lot}', true),
    ('x_gov_quality_check', 'x_company_id', 'many2one', 'Company', '{res.company}', false),
    ('x_gov_quality_check', 'x_measured', 'float', 'Measured', NULL, true),
    ('x_gov_quality_check', 'x_result_note', 'text', 'Note of the result', NULL, false),
    ('x_gov_quality_check', 'x_asked_by_id', 'many2one', 'Asked for by', '{res.users}', false),
    ('x_gov_quality_check', 'x_asked_at', 'datetime', 'Asked for on', NULL, false),
    ('x_gov_quality_check', 'x_decided_by_id', 'many2one', 'Checked by', '{res.users}', false),
    ('x_gov_quality_check', 'x_decided_at', 'datetime', 'Checked on', NULL, false),
    ('x_gov_quality_check', 'x_note', 'text', 'Your note', NULL, true),
    ('x_gov_quality_check', 'x_decision', 'char', 'Decision', NULL, true),

    ('x_gov_control', 'x_name', 'char', 'Control', NULL, false),
    ('x_gov_control', 'x_control', 'char', 'Name', NULL, false),
    ('x_gov_control', 'x_state', 'selection', 'State', '{control_state}', false),
    ('x_gov_control', 'x_waits_for', 'char', 'Waits for', NULL, false),
    ('x_gov_control', 'x_summary', 'text', 'What it does', NULL, false),
    ('x_gov_control', 'x_limits', 'text', 'Limits', NULL, false),
    ('x_gov_control', 'x_active_count', 'integer', 'Active policies', NULL, false),
    ('x_gov_control', 'x_shadow_count', 'integer', 'Policies in shadow', NULL, false)
    ) AS f(model, name, kind, label, target, editable)
    UNION ALL
    SELECT f.model, f.name, f.kind, f.label, ARRAY[f.target], f.editable, f.help FROM inventory_gov.ui_register_field() f
     WHERE f.model IN (SELECT inventory_gov.ui_published_register())
       AND ((f.model, f.name) IN (SELECT p.model, p.name FROM inventory_gov.ui_published_column() p)
            OR NOT EXISTS (SELECT FROM inventory_gov.ui_register_column() c WHERE (c.model, c.name) = (f.model, f.name)))
    UNION ALL
    -- What every model of Odoo has.
    SELECT m.model, b.name, b.kind, b.label, b.target::text[], false, NULL
      FROM inventory_gov.ui_model() m,
           (VALUES ('id', 'integer', 'ID', NULL),
                   ('create_uid', 'many2one', 'Created by', '{res.users}'),
                   ('create_date', 'datetime', 'Created on', NULL),
                   ('write_uid', 'many2one', 'Last updated by', '{res.users}'),
                   ('write_date', 'datetime', 'Last updated on', NULL)) AS b(name, kind, label, target)
$$;
COMMENT ON FUNCTION ui_field() IS 'Fields of the published models, and what every model of Odoo has. Internal.';

CREATE FUNCTION ui_choice()
RETURNS TABLE(list text, value text, label text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$ VALUES
    ('request_state', 'pending', 'Pending'),
    ('request_state', 'approved', 'Approved'),
    ('request_state', 'spent', 'Used'),
    ('request_state', 'rejected', 'Rejected'),
    ('request_state', 'withdrawn', 'Withdrawn'),
    ('request_state', 'revoked', 'Revoked'),
    ('request_state', 'expired', 'Expired'),
    ('step_state', 'waiting', 'Not asked yet'),
    ('step_state', 'open', 'Asked'),
    ('step_state', 'overdue', 'Overdue'),
    ('step_state', 'done', 'Done'),
    ('pinned_for', 'approval', 'Approval'),
    ('pinned_for', 'validation', 'Validation'),
    ('evidence_state', 'kept', 'Kept'),
    ('evidence_state', 'lost', 'Lost'),
    ('evidence_state', 'replaced', 'Replaced'),
    ('outcome', 'shadow', 'Shadow: would have been acted on'),
    ('outcome', 'flagged', 'Recorded and let through'),
    ('outcome', 'refused', 'Refused'),
    ('outcome', 'granted', 'Let through by an approval'),
    ('outcome', 'overridden', 'Let through by an override'),
    ('outcome', 'paused', 'Let through: enforcement paused'),
    ('severity', 'low', 'Low'),
    ('severity', 'medium', 'Medium'),
    ('severity', 'high', 'High'),
    ('severity', 'critical', 'Critical'),
    ('case_state', 'open', 'Open'),
    ('case_state', 'closed', 'Closed'),
    ('override_state', 'running', 'Running'),
    ('override_state', 'to_review', 'To review'),
    ('override_state', 'reviewed', 'Reviewed'),
    ('review_verdict', 'justified', 'Justified'),
    ('review_verdict', 'unjustified', 'Unjustified'),
    ('policy_state', 'draft', 'Draft'),
    ('policy_state', 'shadow', 'Shadow'),
    ('policy_state', 'active', 'Active'),
    ('policy_state', 'retired', 'Retired'),
    ('enforcement', 'flag', 'Record only'),
    ('enforcement', 'approve', 'Refuse until approved'),
    ('enforcement', 'block', 'Refuse'),
    ('change_state', 'proposed', 'Proposed'),
    ('change_state', 'approved', 'Approved, waits for its date'),
    ('change_state', 'activated', 'Activated'),
    ('change_state', 'rejected', 'Rejected'),
    ('change_state', 'withdrawn', 'Withdrawn'),
    ('change_state', 'failed', 'Failed'),
    ('check_state', 'open', 'Open'),
    ('check_state', 'passed', 'Passed'),
    ('check_state', 'failed', 'Failed'),
    ('reason_operation', 'adjustment', 'Adjustment'),
    ('reason_operation', 'scrap', 'Scrap'),
    ('reason_operation', 'return', 'Return'),
    ('reason_operation', 'override', 'Override'),
    ('reason_direction', 'gain', 'Stock found'),
    ('reason_direction', 'loss', 'Stock missing'),
    ('reason_direction', 'any', 'Any'),
    ('register_state', 'in_force', 'In force'),
    ('register_state', 'ahead', 'Ahead'),
    ('register_state', 'over', 'Over'),
    ('register_state', 'replaced', 'Replaced'),
    ('register_state', 'cleared', 'Cleared'),
    ('register_state', 'ended', 'Ended'),
    ('register_state', 'closed', 'Closed'),
    ('register_state', 'reopened', 'Reopened'),
    ('register_state', 'released', 'Released'),
    ('register_state', 'used', 'Used'),
    ('register_state', 'withdrawn', 'Withdrawn'),
    ('return_condition', 'NEW', 'New'),
    ('return_condition', 'OPENED', 'Opened'),
    ('return_condition', 'DAMAGED', 'Damaged'),
    ('return_condition', 'DEFECTIVE', 'Defective'),
    ('compliance_document', 'any', 'Any document'),
    ('compliance_document', 'delivery_note', 'Delivery note'),
    ('compliance_document', 'certificate', 'Certificate'),
    ('compliance_document', 'photo', 'Photo'),
    ('compliance_document', 'customs', 'Customs papers'),
    ('compliance_document', 'invoice', 'Invoice'),
    ('compliance_document', 'weight_ticket', 'Weight ticket'),
    ('compliance_holder', 'customer', 'Customer'),
    ('compliance_holder', 'product', 'Product'),
    ('compliance_holder', 'lot', 'Lot'),
    ('place_verdict', 'allow', 'May lie there'),
    ('place_verdict', 'deny', 'May not lie there'),
    ('crossing_kind', 'owner', 'Goods of an owner'),
    ('crossing_kind', 'company', 'Between companies'),
    ('crossing_purpose', 'customer', 'Delivered'),
    ('crossing_purpose', 'supplier', 'Handed to another than the owner'),
    ('crossing_purpose', 'scrap', 'Scrapped'),
    ('crossing_purpose', 'production', 'Used up in production'),
    ('crossing_purpose', 'ownership', 'Made another''s'),
    ('hold_kind', 'product', 'Product'),
    ('hold_kind', 'category', 'Product category'),
    ('hold_kind', 'lot', 'Lot'),
    ('hold_kind', 'location', 'Location'),
    ('hold_kind', 'partner', 'Partner'),
    ('hold_kind', 'purchase_order', 'Purchase order'),
    ('hold_kind', 'sale_order', 'Sales order'),
    ('hold_kind', 'picking', 'Transfer'),
    ('hold_kind', 'carrier', 'Carrier'),
    ('hold_kind', 'country', 'Country'),
    ('hold_direction', 'in', 'What goes in'),
    ('hold_direction', 'out', 'What comes out'),
    ('hold_direction', 'both', 'What goes in, comes out and moves within'),
    ('risk_tier', 'low', 'Low'),
    ('risk_tier', 'standard', 'Standard'),
    ('risk_tier', 'high', 'High'),
    ('risk_tier', 'critical', 'Critical'),
    ('rule_tier', 'high', 'High'),
    ('rule_tier', 'critical', 'Critical'),
    ('substitute_direction', 'in', 'Received'),
    ('substitute_direction', 'out', 'Delivered'),
    ('substitute_direction', 'both', 'Received or delivered'),
    ('document_kind', 'delivery_note', 'Delivery note'),
    ('document_kind', 'certificate', 'Certificate'),
    ('document_kind', 'photo', 'Photo'),
    ('document_kind', 'customs', 'Customs papers'),
    ('document_kind', 'invoice', 'Invoice'),
    ('document_kind', 'weight_ticket', 'Weight ticket'),
    ('control_state', 'working', 'Working'),
    ('control_state', 'suspended', 'Suspended'),
    ('case_kind', 'approvers_short', 'Too few who may approve'),
    ('case_kind', 'evidence_lost', 'Evidence lost'),
    ('case_kind', 'evidence_replaced', 'Evidence replaced'),
    ('case_kind', 'override_unreviewed', 'Override not reviewed'),
    ('case_kind', 'override_unjustified', 'Override not justified'),
    ('case_kind', 'pause_review', 'Enforcement was paused'),
    ('case_kind', 'policy_change_failed', 'Policy change failed'),
    ('case_kind', 'rubber_stamp_fast', 'Approves within seconds'),
    ('case_kind', 'rubber_stamp_burst', 'Approves in bursts'),
    ('case_kind', 'rubber_stamp_always', 'Always approves'),
    ('case_kind', 'rubber_stamp_pair', 'Approve each other''s requests'),
    ('case_kind', 'recall_customer', 'Recalled lot at a customer'), ('case_kind', 'recall_location', 'Recalled lot in stock'),
    ('case_kind', 'recall_transfer', 'Recalled lot promised'), ('case_kind', 'recall_production', 'Recalled lot in production'),
    ('case_kind', 'recall_supplier', 'Recalled lot at a vendor'),
    ('case_kind', 'vendor_tightened', 'Vendor tightened')
    UNION ALL
    SELECT DISTINCT 'control', c.control, c.title FROM inventory_gov.control_catalog() c
$$;
COMMENT ON FUNCTION ui_choice() IS 'Choices of the selection fields; the controls are those that the library has. Internal.';

-- A button writes its verb into x_decision. It is shown where the boolean field shown says so.
CREATE FUNCTION ui_button()
RETURNS TABLE(model text, verb text, label text, ask text, shown text, main boolean)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$ VALUES
    ('x_gov_request', 'reason', 'Give the reason', NULL, 'x_wants_reason', true),
    ('x_gov_request', 'approve', 'Approve', NULL, 'x_is_pending', true),
    ('x_gov_request', 'reject', 'Reject', 'Reject this request?', 'x_is_pending', false),
    ('x_gov_request', 'withdraw', 'Withdraw', 'Withdraw your request?', 'x_is_pending', false),
    ('x_gov_request', 'override', 'Override', 'Override the policy? Your note is the reason, and somebody else will review it.', 'x_is_overridable', false),
    ('x_gov_request', 'revoke', 'Revoke', 'Take the approval back?', 'x_is_approved', false),
    ('x_gov_case', 'close', 'Close', NULL, 'x_is_open', true),
    ('x_gov_override', 'justified', 'Justified', NULL, 'x_is_unreviewed', true),
    ('x_gov_override', 'unjustified', 'Unjustified', NULL, 'x_is_unreviewed', false),
    ('x_gov_quality_check', 'pass', 'Passed', NULL, 'x_is_open', true),
    ('x_gov_quality_check', 'fail', 'Failed', 'Record that the check failed? Your note says what was found.', 'x_is_open', false),
    ('x_gov_policy_change', 'activate', 'Activate', 'Put this change in force?', 'x_is_proposed', true),
    ('x_gov_policy_change', 'reject', 'Reject', 'Reject this change?', 'x_is_proposed', false),
    ('x_gov_policy_change', 'withdraw', 'Withdraw', 'Withdraw your proposal?', 'x_is_open', false)
    UNION ALL
    SELECT r.model, 'end', r.button, r.ask, 'x_in_force', false FROM inventory_gov.ui_register() r WHERE r.finish IS NOT NULL AND r.model IN (SELECT inventory_gov.ui_published_register())
$$;
COMMENT ON FUNCTION ui_button() IS 'Buttons on the forms: what they write, what they ask first, when they are shown. Internal.';

CREATE FUNCTION ui_menu()
RETURNS TABLE(name text, label text, parent text, model text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$ VALUES
    ('menu_governance', 'Governance', 'stock.menu_stock_root', NULL),
    ('menu_requests', 'Requests', 'menu_governance', 'x_gov_request'),
    ('menu_violations', 'Violations', 'menu_governance', 'x_gov_violation'),
    ('menu_cases', 'Cases', 'menu_governance', 'x_gov_case'),
    ('menu_overrides', 'Overrides', 'menu_governance', 'x_gov_override'),
    ('menu_quality_checks', 'Quality checks', 'menu_governance', 'x_gov_quality_check'),
    ('menu_policies', 'Policies', 'menu_governance', 'x_gov_policy'),
    ('menu_policy_changes', 'Policy changes', 'menu_governance', 'x_gov_policy_change'),
    ('menu_controls', 'Controls', 'menu_governance', 'x_gov_control'),
    ('menu_registers', 'Registers', 'menu_governance', NULL)
    UNION ALL
    SELECT 'menu_' || r.model, r.menu, 'menu_registers', r.model FROM inventory_gov.ui_register() r WHERE r.model IN (SELECT inventory_gov.ui_published_register())
$$;
COMMENT ON FUNCTION ui_menu() IS 'Menu entries in their order. Odoo hides an entry from those who may not read its model. Internal.';

-- Reading, and pressing buttons or creating, by group. What is created or written is judged by the database.
CREATE FUNCTION ui_access()
RETURNS TABLE(model text, user_group text, may_write boolean, may_create boolean)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$ VALUES
    ('x_gov_request', 'base.group_user', true, false),
    ('x_gov_request_line', 'base.group_user', false, false),
    ('x_gov_request_step', 'base.group_user', false, false),
    ('x_gov_evidence', 'base.group_user', false, false),
    ('x_gov_violation', 'stock.group_stock_user', false, false),
    ('x_gov_case', 'stock.group_stock_manager', true, false),
    ('x_gov_override', 'stock.group_stock_manager', true, false),
    ('x_gov_policy', 'stock.group_stock_manager', false, false),
    ('x_gov_policy_change', 'stock.group_stock_manager', true, true),
    ('x_gov_quality_check', 'stock.group_stock_user', true, true),
    ('x_gov_control', 'stock.group_stock_manager', false, false)
    UNION ALL
    SELECT r.model, g.user_group, bool_or(g.writes), bool_or(g.writes) FROM inventory_gov.ui_register() r, LATERAL (VALUES (r.readers, false), (r.writers, true)) AS g(user_group, writes)
     WHERE r.model IN (SELECT inventory_gov.ui_published_register()) GROUP BY r.model, g.user_group
$$;
COMMENT ON FUNCTION ui_access() IS 'Which group may do what with a published model. Internal.';

-- Of the rules for a user's groups one has to hold, of those for everybody all.
CREATE FUNCTION ui_rule()
RETURNS TABLE(name text, model text, user_group text, domain text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT format('rule_%s_%s', r.model, r.suffix), r.model, r.user_group, r.domain FROM (VALUES
        ('x_gov_request', 'company', NULL, '[''|'', (''x_company_id'', ''='', False), (''x_company_id'', ''in'', company_ids)]'),
        ('x_gov_request', 'own', 'base.group_user', '[''|'', (''x_requester_id'', ''='', user.id), (''x_asked_ids'', ''in'', [user.id])]'),
        ('x_gov_request', 'all', 'stock.group_stock_manager', '[(1, ''='', 1)]'),
        ('x_gov_violation', 'company', NULL, '[''|'', (''x_company_id'', ''='', False), (''x_company_id'', ''in'', company_ids)]'),
        ('x_gov_violation', 'own', 'stock.group_stock_user', '[(''x_actor_id'', ''='', user.id)]'),
        ('x_gov_violation', 'all', 'stock.group_stock_manager', '[(1, ''='', 1)]'),
        ('x_gov_quality_check', 'company', NULL, '[''|'', (''x_company_id'', ''='', False), (''x_company_id'', ''in'', company_ids)]'),
        ('x_gov_case', 'company', NULL, '[''|'', (''x_company_id'', ''='', False), (''x_company_id'', ''in'', company_ids)]')
    ) AS r(model, suffix, user_group, domain)
    UNION ALL
    SELECT format('rule_%s_company', c.model), c.model, NULL, '[''|'', (''x_company_id'', ''='', False), (''x_company_id'', ''in'', company_ids)]'
      FROM inventory_gov.ui_published_column() c WHERE c.name = 'x_company_id'
    UNION ALL
    -- Parts of a request are seen by those who see the request.
    SELECT format('rule_%s_%s', p.model, r.suffix), p.model, r.user_group, r.domain
      FROM unnest('{x_gov_request_line,x_gov_request_step,x_gov_evidence}'::text[]) AS p(model), (VALUES
        ('company', NULL, '[''|'', (''x_request_id.x_company_id'', ''='', False), (''x_request_id.x_company_id'', ''in'', company_ids)]'),
        ('own', 'base.group_user', '[''|'', (''x_request_id.x_requester_id'', ''='', user.id), (''x_request_id.x_asked_ids'', ''in'', [user.id])]'),
        ('all', 'stock.group_stock_manager', '[(1, ''='', 1)]')
      ) AS r(suffix, user_group, domain)
$$;
COMMENT ON FUNCTION ui_rule() IS 'Which rows of a published model whom Odoo lets read and write. Internal.';

CREATE FUNCTION ui_activity_type()
RETURNS TABLE(name text, label text, icon text)
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$ VALUES
    ('activity_decide', 'Approval requested', 'fa-balance-scale'),
    ('activity_decided', 'Approval decided', 'fa-gavel')
$$;
COMMENT ON FUNCTION ui_activity_type() IS 'Types of the activities approvers and requesters get. Internal.';
