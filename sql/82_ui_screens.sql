-- The screens, written as Odoo 18 and 19 want them; 83_ui_versions.sql turns them into those of 16
-- and 17. {{..}} is a text to translate, %(name)d the id of a published row, [buttons] the buttons
-- declared for the model. invisible= takes "x_field", "not x_field" or "x_field and not x_other", readonly=
-- "x_field" only, so that it can be said in all versions.

CREATE FUNCTION ui_screen() RETURNS TABLE(model text, kind text, arch text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
VALUES
('x_gov_request', 'list', $arch$<list decoration-muted="x_state in ('rejected', 'withdrawn', 'revoked', 'expired', 'spent')" decoration-danger="x_overdue">
  <field name="x_name" width="135px"/>
  <field name="x_document"/>
  <field name="x_product_id" optional="show"/>
  <field name="x_title" optional="hide"/>
  <field name="x_picking_id" optional="hide"/>
  <field name="x_warehouse_id" optional="hide"/>
  <field name="x_pct" string="%" optional="show"/>
  <field name="x_value" string="{{Value}}" sum="{{Total}}" optional="show"/>
  <field name="x_requester_id" optional="show"/>
  <field name="x_waiting_for" optional="show"/>
  <field name="x_waiting_ids" widget="many2many_tags" optional="hide"/>
  <field name="x_requested_at" optional="show"/>
  <field name="x_due_at" optional="show"/>
  <field name="x_overdue" column_invisible="1"/>
  <field name="x_state" widget="badge" decoration-info="x_state == 'pending'" decoration-success="x_state in ('approved', 'spent')" decoration-danger="x_state in ('rejected', 'revoked')"/>
</list>$arch$),
('x_gov_request', 'kanban', $arch$<kanban default_group_by="x_state" records_draggable="0" group_create="0" group_edit="0" group_delete="0" quick_create="0">
  <field name="x_name"/><field name="x_title"/><field name="x_state"/><field name="x_requester_id"/><field name="x_product_id"/><field name="x_due_at"/><field name="x_value"/>
  <templates><t t-name="card">
    <div><strong><field name="x_name"/></strong></div>
    <div><field name="x_title"/></div>
    <div><field name="x_product_id"/></div>
    <div class="text-muted"><field name="x_requester_id"/></div>
    <div class="text-muted"><field name="x_due_at"/></div>
  </t></templates>
</kanban>$arch$),
('x_gov_request', 'form', $arch$<form>
  <header>[buttons]<widget name="attach_document" string="{{Attach a file}}"/><field name="x_state" widget="statusbar" statusbar_visible="pending,approved,spent"/></header>
  <sheet>
    <field name="x_is_pending" invisible="1"/><field name="x_is_approved" invisible="1"/><field name="x_is_overridable" invisible="1"/><field name="x_overdue" invisible="1"/>
    <div class="oe_title"><h1><field name="x_name"/></h1><h3><field name="x_title"/></h3></div>
    <group>
      <group>
        <field name="x_product_id" invisible="not x_product_id"/>
        <field name="x_lot_id" invisible="not x_lot_id"/>
        <field name="x_picking_id" invisible="not x_picking_id"/>
        <field name="x_document" invisible="x_picking_id"/>
        <field name="x_warehouse_id"/>
        <field name="x_company_id" groups="base.group_multi_company"/>
        <field name="x_policies"/>
        <field name="x_value"/>
        <field name="x_qty"/>
        <field name="x_pct"/>
      </group>
      <group>
        <field name="x_requester_id"/>
        <field name="x_requested_at"/>
        <field name="x_attempts"/>
        <field name="x_waiting_for" invisible="not x_is_pending"/>
        <field name="x_waiting_ids" widget="many2many_tags" invisible="not x_is_pending"/>
        <field name="x_due_at" invisible="not x_due_at" decoration-danger="x_overdue"/>
        <field name="x_expires_at"/>
        <field name="x_previous_id" invisible="not x_previous_id"/>
        <field name="x_decided_by_id" invisible="x_is_pending"/>
        <field name="x_decided_at" invisible="x_is_pending"/>
        <field name="x_decision_note" invisible="not x_decision_note"/>
      </group>
    </group>
    <group>
      <field name="x_note" placeholder="{{Why you decide so. Read by the requester, and kept.}}" invisible="not x_is_pending"/>
      <field name="x_note_by_id" invisible="not x_note_by_id"/>
      <field name="x_wants_reason" invisible="1"/><field name="x_reason_operation" invisible="1"/>
      <field name="x_reason_id" domain="[('x_operation', '=', x_reason_operation)]" options="{'no_create': True, 'no_open': True}" invisible="not x_wants_reason"/>
      <field name="x_reasons" invisible="not x_reasons"/>
    </group>
    <notebook>
      <page string="{{What is asked}}" name="lines"><field name="x_line_ids"><list>
        <field name="x_name" optional="hide"/>
        <field name="x_product_id" optional="show"/>
        <field name="x_location_id" optional="hide"/>
        <field name="x_lot_id" optional="hide"/>
        <field name="x_partner_id" optional="hide"/>
        <field name="x_expected_qty"/>
        <field name="x_actual_qty"/>
        <field name="x_deviation_qty"/>
        <field name="x_unit"/>
        <field name="x_deviation_pct" optional="show"/>
        <field name="x_deviation_value"/>
        <field name="x_measured" optional="hide"/>
        <field name="x_limit_value"/>
        <field name="x_limit_unit"/>
        <field name="x_counter_id" optional="hide"/>
        <field name="x_policy_id" optional="hide"/>
        <field name="x_used" optional="show"/>
        <field name="x_used_by_id" optional="hide"/>
        <field name="x_used_at" optional="hide"/>
      </list></field></page>
      <page string="{{Approval steps}}" name="steps"><field name="x_step_ids"><list>
        <field name="x_tier"/>
        <field name="x_name"/>
        <field name="x_state" widget="badge" decoration-success="x_state == 'done'" decoration-info="x_state == 'open'" decoration-danger="x_state == 'overdue'"/>
        <field name="x_need"/>
        <field name="x_given"/>
        <field name="x_asked_ids" widget="many2many_tags"/>
        <field name="x_opened_at"/>
        <field name="x_due_at"/>
        <field name="x_escalated_at" optional="hide"/>
        <field name="x_decided_by"/>
        <field name="x_done_at" optional="hide"/>
      </list></field></page>
      <page string="{{Evidence}}" name="evidence">
        <group><field name="x_evidence_demanded" invisible="not x_evidence_demanded"/></group>
        <separator string="{{Attachments}}"/>
        <field name="x_attachment_ids"><list><field name="name"/><field name="mimetype"/><field name="file_size"/><field name="create_uid"/><field name="create_date"/></list></field>
        <separator string="{{Pinned at a decision}}"/>
        <field name="x_evidence_ids"><list>
          <field name="x_name"/>
          <field name="x_pinned_for"/>
          <field name="x_relied_on_by"/>
          <field name="x_state" widget="badge" decoration-danger="x_state != 'kept'"/>
          <field name="x_mimetype"/>
          <field name="x_file_size"/>
          <field name="x_author"/>
          <field name="x_attached_at"/>
          <field name="x_pinned_at"/>
          <field name="x_checksum" optional="hide"/>
        </list></field>
      </page>
      <page string="{{History}}" name="history"><field name="x_history"/></page>
    </notebook>
  </sheet>
</form>$arch$),
('x_gov_request', 'search', $arch$<search>
  <field name="x_name"/>
  <field name="x_title"/>
  <field name="x_product_id"/>
  <field name="x_picking_id"/>
  <field name="x_document"/>
  <field name="x_requester_id"/>
  <filter name="mine" string="{{My requests}}" domain="[('x_requester_id', '=', uid)]"/>
  <filter name="to_decide" string="{{To decide by me}}" domain="[('x_waiting_ids', 'in', [uid])]"/>
  <separator/>
  <filter name="pending" string="{{Pending}}" domain="[('x_state', '=', 'pending')]"/>
  <filter name="approved" string="{{Approved}}" domain="[('x_state', '=', 'approved')]"/>
  <filter name="overdue" string="{{Overdue}}" domain="[('x_overdue', '=', True)]"/>
  <filter name="decided" string="{{Decided}}" domain="[('x_state', 'not in', ['pending', 'expired'])]"/>
  <separator/>
  <filter name="requested_at" string="{{Requested on}}" date="x_requested_at"/>
  <group>
    <filter name="by_state" string="{{State}}" context="{'group_by': 'x_state'}"/>
    <filter name="by_product" string="{{Product}}" context="{'group_by': 'x_product_id'}"/>
    <filter name="by_warehouse" string="{{Warehouse}}" context="{'group_by': 'x_warehouse_id'}"/>
    <filter name="by_requester" string="{{Requester}}" context="{'group_by': 'x_requester_id'}"/>
    <filter name="by_control" string="{{Control}}" context="{'group_by': 'x_control'}"/>
    <filter name="by_month" string="{{Month}}" context="{'group_by': 'x_requested_at:month'}"/>
  </group>
</search>$arch$),
('x_gov_request', 'graph', $arch$<graph type="bar"><field name="x_product_id"/><field name="x_state"/><field name="x_value" type="measure"/></graph>$arch$),
('x_gov_request', 'pivot', $arch$<pivot><field name="x_control" type="row"/><field name="x_warehouse_id" type="row"/><field name="x_state" type="col"/><field name="x_value" type="measure"/></pivot>$arch$),

('x_gov_violation', 'list', $arch$<list decoration-muted="x_outcome == 'shadow'">
  <field name="x_recorded_at"/>
  <field name="x_document"/>
  <field name="x_name" optional="hide"/>
  <field name="x_control" optional="hide"/>
  <field name="x_policy_id" optional="show"/>
  <field name="x_product_id" optional="show"/>
  <field name="x_picking_id" optional="hide"/>
  <field name="x_location_id" optional="hide"/>
  <field name="x_partner_id" optional="hide"/>
  <field name="x_deviation_qty" string="{{Quantity}}" optional="show"/>
  <field name="x_deviation_pct" string="%" optional="show"/>
  <field name="x_deviation_value" string="{{Value}}" sum="{{Total}}" optional="show"/>
  <field name="x_actor_id"/>
  <field name="x_request_id" optional="show"/>
  <field name="x_outcome" widget="badge" decoration-danger="x_outcome == 'refused'" decoration-warning="x_outcome in ('overridden', 'paused', 'flagged')" decoration-success="x_outcome == 'granted'"/>
</list>$arch$),
('x_gov_violation', 'form', $arch$<form>
  <sheet>
    <div class="oe_title"><h3><field name="x_name"/></h3></div>
    <group>
      <group>
        <field name="x_outcome"/>
        <field name="x_policy_id"/>
        <field name="x_policy_version"/>
        <field name="x_control"/>
        <field name="x_request_id" invisible="not x_request_id"/>
        <field name="x_recorded_at"/>
        <field name="x_actor_id"/>
      </group>
      <group>
        <field name="x_expected_qty"/>
        <field name="x_actual_qty"/>
        <field name="x_deviation_qty"/>
        <field name="x_deviation_pct"/>
        <field name="x_deviation_value"/>
        <field name="x_measured"/>
        <field name="x_limit_value"/>
        <field name="x_limit_unit"/>
      </group>
      <group>
        <field name="x_product_id"/>
        <field name="x_lot_id" invisible="not x_lot_id"/>
        <field name="x_picking_id" invisible="not x_picking_id"/>
        <field name="x_document"/>
        <field name="x_location_id"/>
        <field name="x_partner_id" invisible="not x_partner_id"/>
        <field name="x_warehouse_id"/>
        <field name="x_company_id" groups="base.group_multi_company"/>
      </group>
    </group>
  </sheet>
</form>$arch$),
('x_gov_violation', 'search', $arch$<search>
  <field name="x_name"/>
  <field name="x_product_id"/>
  <field name="x_document"/>
  <field name="x_picking_id"/>
  <field name="x_actor_id"/>
  <field name="x_partner_id"/>
  <filter name="refused" string="{{Refused}}" domain="[('x_outcome', '=', 'refused')]"/>
  <filter name="let_through" string="{{Let through}}" domain="[('x_outcome', 'in', ['granted', 'overridden', 'paused', 'flagged'])]"/>
  <filter name="shadow" string="{{Shadow}}" domain="[('x_outcome', '=', 'shadow')]"/>
  <separator/>
  <filter name="mine" string="{{Done by me}}" domain="[('x_actor_id', '=', uid)]"/>
  <separator/>
  <filter name="recorded_at" string="{{Recorded on}}" date="x_recorded_at"/>
  <group>
    <filter name="by_outcome" string="{{Outcome}}" context="{'group_by': 'x_outcome'}"/>
    <filter name="by_policy" string="{{Policy}}" context="{'group_by': 'x_policy_id'}"/>
    <filter name="by_product" string="{{Product}}" context="{'group_by': 'x_product_id'}"/>
    <filter name="by_warehouse" string="{{Warehouse}}" context="{'group_by': 'x_warehouse_id'}"/>
    <filter name="by_actor" string="{{Done by}}" context="{'group_by': 'x_actor_id'}"/>
    <filter name="by_partner" string="{{Partner}}" context="{'group_by': 'x_partner_id'}"/>
    <filter name="by_month" string="{{Month}}" context="{'group_by': 'x_recorded_at:month'}"/>
  </group>
</search>$arch$),
('x_gov_violation', 'graph', $arch$<graph type="bar"><field name="x_product_id"/><field name="x_outcome"/><field name="x_value" type="measure"/></graph>$arch$),
('x_gov_violation', 'pivot', $arch$<pivot><field name="x_policy_id" type="row"/><field name="x_product_id" type="row"/><field name="x_recorded_at" interval="month" type="col"/><field name="x_value" type="measure"/></pivot>$arch$),

('x_gov_case', 'list', $arch$<list decoration-muted="x_state == 'closed'" decoration-danger="x_severity == 'critical'">
  <field name="x_opened_at"/>
  <field name="x_name"/>
  <field name="x_kind" optional="show"/>
  <field name="x_user_id" optional="show"/>
  <field name="x_request_id" optional="show"/>
  <field name="x_policy_id" optional="hide"/>
  <field name="x_severity" widget="badge" decoration-danger="x_severity in ('high', 'critical')" decoration-warning="x_severity == 'medium'"/>
  <field name="x_state" widget="badge" decoration-info="x_state == 'open'"/>
</list>$arch$),
('x_gov_case', 'form', $arch$<form>
  <header>[buttons]<field name="x_state" widget="statusbar"/></header>
  <sheet>
    <field name="x_is_open" invisible="1"/>
    <div class="oe_title"><h3><field name="x_name"/></h3></div>
    <group>
      <group>
        <field name="x_kind"/>
        <field name="x_severity"/>
        <field name="x_user_id"/>
        <field name="x_request_id" invisible="not x_request_id"/>
        <field name="x_policy_id" invisible="not x_policy_id"/>
        <field name="x_company_id" groups="base.group_multi_company"/>
      </group>
      <group>
        <field name="x_opened_at"/>
        <field name="x_last_seen_at"/>
        <field name="x_closed_at" invisible="x_is_open"/>
        <field name="x_closed_by_id" invisible="x_is_open"/>
        <field name="x_close_note" invisible="x_is_open"/>
      </group>
    </group>
    <group><field name="x_note" placeholder="{{What was found out, and why the case can be closed}}" invisible="not x_is_open"/></group>
    <group><field name="x_detail"/></group>
  </sheet>
</form>$arch$),
('x_gov_case', 'search', $arch$<search>
  <field name="x_name"/>
  <field name="x_user_id"/>
  <field name="x_request_id"/>
  <filter name="open" string="{{Open}}" domain="[('x_state', '=', 'open')]"/>
  <filter name="grave" string="{{Grave}}" domain="[('x_severity', 'in', ['high', 'critical'])]"/>
  <separator/>
  <filter name="opened_at" string="{{Opened on}}" date="x_opened_at"/>
  <group>
    <filter name="by_kind" string="{{Kind}}" context="{'group_by': 'x_kind'}"/>
    <filter name="by_severity" string="{{Severity}}" context="{'group_by': 'x_severity'}"/>
    <filter name="by_user" string="{{About}}" context="{'group_by': 'x_user_id'}"/>
    <filter name="by_month" string="{{Month}}" context="{'group_by': 'x_opened_at:month'}"/>
  </group>
</search>$arch$),
('x_gov_case', 'graph', $arch$<graph type="bar"><field name="x_kind"/><field name="x_state"/></graph>$arch$),

('x_gov_override', 'list', $arch$<list decoration-muted="x_state == 'reviewed'">
  <field name="x_valid_from"/>
  <field name="x_user_id"/>
  <field name="x_name"/>
  <field name="x_request_id"/>
  <field name="x_policy_id" optional="show"/>
  <field name="x_warehouse_id" optional="show"/>
  <field name="x_valid_until"/>
  <field name="x_used"/>
  <field name="x_verdict" optional="show"/>
  <field name="x_reviewed_by_id" optional="show"/>
  <field name="x_state" widget="badge" decoration-warning="x_state == 'to_review'" decoration-info="x_state == 'running'"/>
</list>$arch$),
('x_gov_override', 'form', $arch$<form>
  <header>[buttons]<field name="x_state" widget="statusbar"/></header>
  <sheet>
    <field name="x_is_unreviewed" invisible="1"/>
    <div class="oe_title"><h3><field name="x_name"/></h3></div>
    <group>
      <group>
        <field name="x_user_id"/>
        <field name="x_request_id" invisible="not x_request_id"/>
        <field name="x_policy_id" invisible="not x_policy_id"/>
        <field name="x_warehouse_id" invisible="not x_warehouse_id"/>
        <field name="x_used"/>
      </group>
      <group>
        <field name="x_valid_from"/>
        <field name="x_valid_until"/>
        <field name="x_verdict" invisible="x_is_unreviewed"/>
        <field name="x_reviewed_by_id" invisible="x_is_unreviewed"/>
        <field name="x_reviewed_at" invisible="x_is_unreviewed"/>
        <field name="x_review_note" invisible="x_is_unreviewed"/>
      </group>
    </group>
    <group><field name="x_note" placeholder="{{What the review found}}" invisible="not x_is_unreviewed"/></group>
  </sheet>
</form>$arch$),
('x_gov_override', 'search', $arch$<search>
  <field name="x_name"/>
  <field name="x_user_id"/>
  <field name="x_request_id"/>
  <filter name="to_review" string="{{To review}}" domain="[('x_state', '=', 'to_review')]"/>
  <filter name="running" string="{{Running}}" domain="[('x_state', '=', 'running')]"/>
  <group>
    <filter name="by_state" string="{{State}}" context="{'group_by': 'x_state'}"/>
    <filter name="by_user" string="{{Overridden by}}" context="{'group_by': 'x_user_id'}"/>
  </group>
</search>$arch$),

('x_gov_policy', 'list', $arch$<list decoration-muted="x_state in ('draft', 'retired')">
  <field name="x_name"/>
  <field name="x_control"/>
  <field name="x_enforcement"/>
  <field name="x_approver_group" optional="show"/>
  <field name="x_version" optional="hide"/>
  <field name="x_changed_at" optional="show"/>
  <field name="x_changed_by" optional="hide"/>
  <field name="x_state" widget="badge" decoration-success="x_state == 'active'" decoration-info="x_state == 'shadow'"/>
</list>$arch$),
('x_gov_policy', 'form', $arch$<form>
  <header><button name="%(action_propose)d" type="action" string="{{Propose a change}}" class="btn-primary" context="{'default_x_policy_id': id, 'default_x_new_limits': x_limits}"/><field name="x_state" widget="statusbar"/></header>
  <sheet>
    <div class="oe_title"><h1><field name="x_name"/></h1></div>
    <group>
      <group>
        <field name="x_control"/>
        <field name="x_enforcement"/>
        <field name="x_limits"/>
        <field name="x_scope" invisible="not x_scope"/>
        <field name="x_remark" invisible="not x_remark"/>
      </group>
      <group>
        <field name="x_approver_group"/>
        <field name="x_override_group" invisible="not x_override_group"/>
        <field name="x_separate"/>
        <field name="x_note_required"/>
        <field name="x_validity"/>
        <field name="x_levels" invisible="not x_levels"/>
        <field name="x_evidence" invisible="not x_evidence"/>
        <field name="x_version"/>
        <field name="x_changed_at"/>
        <field name="x_changed_by"/>
      </group>
    </group>
  </sheet>
</form>$arch$),
('x_gov_policy', 'search', $arch$<search>
  <field name="x_name"/>
  <field name="x_approver_group"/>
  <filter name="active" string="{{Active}}" domain="[('x_state', '=', 'active')]"/>
  <filter name="shadow" string="{{Shadow}}" domain="[('x_state', '=', 'shadow')]"/>
  <group>
    <filter name="by_control" string="{{Control}}" context="{'group_by': 'x_control'}"/>
    <filter name="by_state" string="{{State}}" context="{'group_by': 'x_state'}"/>
  </group>
</search>$arch$),

('x_gov_policy_change', 'list', $arch$<list decoration-muted="x_state in ('activated', 'rejected', 'withdrawn', 'failed')">
  <field name="x_proposed_at"/>
  <field name="x_name"/>
  <field name="x_difference"/>
  <field name="x_reason"/>
  <field name="x_proposed_by_id"/>
  <field name="x_effective_from" optional="show"/>
  <field name="x_decided_by_id" optional="show"/>
  <field name="x_state" widget="badge" decoration-info="x_state == 'proposed'" decoration-success="x_state == 'activated'" decoration-danger="x_state == 'failed'"/>
</list>$arch$),
('x_gov_policy_change', 'form', $arch$<form>
  <header>[buttons]<field name="x_state" widget="statusbar" statusbar_visible="proposed,approved,activated"/></header>
  <sheet>
    <field name="x_is_proposed" invisible="1"/><field name="x_is_open" invisible="1"/>
    <group>
      <group>
        <field name="x_policy_id"/>
        <field name="x_reason"/>
        <field name="x_effective_from"/>
        <field name="x_new_state" invisible="x_proposed_at"/>
        <field name="x_new_enforcement" invisible="x_proposed_at"/>
        <field name="x_new_limits" invisible="x_proposed_at" placeholder="{{Limits by name, as JSON}}"/>
        <field name="x_proposed" invisible="x_proposed_at" placeholder="{{Other columns of the policy, as JSON}}"/>
      </group>
      <group invisible="not x_proposed_at">
        <field name="x_difference"/>
        <field name="x_proposed_by_id"/>
        <field name="x_proposed_at"/>
        <field name="x_decided_by_id" invisible="not x_decided_by_id"/>
        <field name="x_decided_role" invisible="not x_decided_role"/>
        <field name="x_decided_at" invisible="not x_decided_at"/>
        <field name="x_decision_note" invisible="not x_decision_note"/>
        <field name="x_activated_at" invisible="not x_activated_at"/>
        <field name="x_failure" invisible="not x_failure"/>
      </group>
    </group>
    <group><field name="x_note" invisible="not x_is_proposed"/></group>
  </sheet>
</form>$arch$),
('x_gov_policy_change', 'search', $arch$<search>
  <field name="x_name"/>
  <field name="x_policy_id"/>
  <field name="x_proposed_by_id"/>
  <filter name="proposed" string="{{To decide}}" domain="[('x_state', '=', 'proposed')]"/>
  <filter name="approved" string="{{Approved, waits for its date}}" domain="[('x_state', '=', 'approved')]"/>
  <group>
    <filter name="by_policy" string="{{Policy}}" context="{'group_by': 'x_policy_id'}"/>
    <filter name="by_state" string="{{State}}" context="{'group_by': 'x_state'}"/>
  </group>
</search>$arch$),

('x_gov_quality_check', 'list', $arch$<list decoration-muted="x_state == 'passed'">
  <field name="x_asked_at"/>
  <field name="x_name"/>
  <field name="x_document"/>
  <field name="x_product_id"/>
  <field name="x_lot_id" optional="show"/>
  <field name="x_asked_by_id" optional="hide"/>
  <field name="x_measured" optional="hide"/>
  <field name="x_decided_by_id" optional="show"/>
  <field name="x_decided_at" optional="hide"/>
  <field name="x_state" widget="badge" decoration-info="x_state == 'open'" decoration-success="x_state == 'passed'" decoration-danger="x_state == 'failed'"/>
</list>$arch$),
('x_gov_quality_check', 'form', $arch$<form>
  <header>[buttons]<field name="x_state" widget="statusbar" invisible="not x_asked_at"/></header>
  <sheet>
    <field name="x_is_open" invisible="1"/>
    <div class="oe_title"><h1><field name="x_name" placeholder="{{What is to be checked; empty: all that is required}}"/></h1></div>
    <group>
      <group>
        <field name="x_picking_id"/>
        <field name="x_product_id"/>
        <field name="x_lot_id"/>
        <field name="x_company_id" groups="base.group_multi_company"/>
        <field name="x_measured" invisible="not x_asked_at"/>
      </group>
      <group invisible="not x_asked_at">
        <field name="x_asked_by_id" invisible="not x_asked_by_id"/>
        <field name="x_asked_at"/>
        <field name="x_decided_by_id" invisible="x_is_open"/>
        <field name="x_decided_at" invisible="x_is_open"/>
        <field name="x_result_note" invisible="not x_result_note"/>
      </group>
    </group>
    <group><field name="x_note" placeholder="{{What was found. Kept with the result.}}" invisible="not x_is_open"/></group>
  </sheet>
</form>$arch$),
('x_gov_quality_check', 'search', $arch$<search>
  <field name="x_name"/>
  <field name="x_document"/>
  <field name="x_picking_id"/>
  <field name="x_product_id"/>
  <field name="x_lot_id"/>
  <filter name="open" string="{{Open}}" domain="[('x_state', '=', 'open')]"/>
  <filter name="failed" string="{{Failed}}" domain="[('x_state', '=', 'failed')]"/>
  <separator/>
  <filter name="asked_at" string="{{Asked for on}}" date="x_asked_at"/>
  <group>
    <filter name="by_state" string="{{State}}" context="{'group_by': 'x_state'}"/>
    <filter name="by_product" string="{{Product}}" context="{'group_by': 'x_product_id'}"/>
  </group>
</search>$arch$),

('x_gov_control', 'list', $arch$<list decoration-muted="x_state == 'suspended'">
  <field name="x_name"/>
  <field name="x_summary"/>
  <field name="x_active_count"/>
  <field name="x_shadow_count"/>
  <field name="x_state" widget="badge" decoration-success="x_state == 'working'" decoration-warning="x_state == 'suspended'"/>
</list>$arch$),
('x_gov_control', 'form', $arch$<form>
  <sheet>
    <div class="oe_title"><h1><field name="x_name"/></h1></div>
    <group>
      <field name="x_control"/>
      <field name="x_state"/>
      <field name="x_waits_for" invisible="not x_waits_for"/>
      <field name="x_summary"/>
      <field name="x_limits"/>
      <field name="x_active_count"/>
      <field name="x_shadow_count"/>
    </group>
  </sheet>
</form>$arch$)
UNION ALL
SELECT s.model, s.kind, s.arch FROM inventory_gov.ui_register_screen() s
$$;
COMMENT ON FUNCTION ui_screen() IS 'Views of the published models as Odoo 18 and 19 want them. Internal.';
