-- Registers that people keep on Odoo's screens: what is declared here becomes view, model, fields, screens, rights, menu entry and
-- calls of the functions that keep the register. docs/ARCHITECTURE.md says how one is added.

-- source: a query with the columns id, name, state, in_force, set_by_id, set_role, set_at, ended_by_id, ended_at, end_note and those of
-- ui_register_column(), without x_. It calls no function of ours. enter: what saving does; its value is the id of the row. finish: what the
-- button does; null: there is none. In both e is the row as entered, $2 the acting user, $3 his note. readers, writers: groups of Odoo;
-- who may really do it is decided by the function called. opens_with: values of a new record, as Odoo's context has them.
CREATE FUNCTION ui_register()
RETURNS TABLE(model text, label text, menu text, help text, sorting text, opens_with text, readers text, writers text, enter text, button text, ask text, finish text, source text)
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$ VALUES
    ('x_gov_reason', 'Reason', 'Reasons',
     'No reasons here. What people choose from when they say why they adjust, scrap, return or override stands here.',
     'x_operation, x_code', ', ''default_x_active'': True', 'base.group_user', 'stock.group_stock_manager',
     'inventory_gov.ui_keep_reason(e.id, e.x_operation, e.x_code, e.x_name, e.x_direction, e.x_evidence, e.x_active, $2)',
     NULL, NULL, NULL,
     $q$SELECT c.id, c.name, CASE WHEN c.active THEN 'in_force' ELSE 'ended' END AS state, c.active AS in_force, c.changed_by_id AS set_by_id,
               CASE WHEN c.changed_by_id IS NULL THEN c.changed_by END AS set_role,
               c.changed_at AS set_at, NULL::integer AS ended_by_id, NULL::timestamptz AS ended_at, NULL AS end_note, c.operation, c.code, c.direction, c.evidence, c.active
          FROM inventory_gov.reason c$q$),
    ('x_gov_hold', 'Hold', 'Holds',
     'No holds here. A stop on goods, a place, a partner or a document stands here with its reason, until somebody else releases it.',
     'x_set_at desc, id desc', '', 'base.group_user', 'base.group_user',
     $q$inventory_gov.ui_place_hold(ARRAY[e.x_product_id, e.x_category_id, e.x_lot_id, e.x_location_id, e.x_partner_id, e.x_purchase_order_id, e.x_sale_order_id,
                                          e.x_picking_id, e.x_carrier_id, e.x_country_id], e.x_reason_id, e.x_direction, e.x_until AT TIME ZONE 'UTC', e.x_remark, $2)$q$,
     'Release', 'Release this hold? Your note is the reason.', 'inventory_gov.release_hold(e.id, $3, $2)',
     $q$SELECT h.id, COALESCE(h.name, concat(h.kind, ' ', h.record_id)) AS name, t.state, t.state = 'in_force' AS in_force, h.placed_by AS set_by_id,
               CASE WHEN h.placed_by IS NULL AND h.origin = 'person' THEN h.placed_role END AS set_role, h.placed_at AS set_at, h.released_by AS ended_by_id,
               CASE t.state WHEN 'over' THEN h.until ELSE h.released_at END AS ended_at, h.release_reason AS end_note, h.kind,
               CASE h.kind WHEN 'product' THEN h.record_id END AS product_id, CASE h.kind WHEN 'category' THEN h.record_id END AS category_id,
               CASE h.kind WHEN 'lot' THEN h.record_id END AS lot_id, CASE h.kind WHEN 'location' THEN h.record_id END AS location_id, h.direction,
               CASE h.kind WHEN 'partner' THEN h.record_id END AS partner_id, CASE h.kind WHEN 'purchase_order' THEN h.record_id END AS purchase_order_id,
               CASE h.kind WHEN 'sale_order' THEN h.record_id END AS sale_order_id, CASE h.kind WHEN 'picking' THEN h.record_id END AS picking_id,
               CASE h.kind WHEN 'carrier' THEN h.record_id END AS carrier_id, CASE h.kind WHEN 'country' THEN h.record_id END AS country_id,
               r.id AS reason_id, NULLIF(h.until, 'infinity') AS until, h.note AS remark, array_to_string(r.allows, ', ') AS allows, h.origin = 'credit' AS automatic,
               t.state = 'in_force' AND r.evidence AS wants_attachment,
               t.state = 'in_force' AND NOT EXISTS (SELECT FROM inventory_gov.policy p WHERE p.control = 'hold' AND p.state = 'active' AND p.enforcement <> 'flag') AS stops_nothing
          FROM inventory_gov.hold h
          LEFT JOIN inventory_gov.hold_reason r ON r.code = h.reason
         CROSS JOIN LATERAL (SELECT CASE WHEN h.released_at IS NOT NULL THEN 'released' WHEN h.until <= clock_timestamp() THEN 'over' ELSE 'in_force' END AS state) t$q$),
    ('x_gov_hold_reason', 'Reason for holds', 'Reasons for holds',
     'No reasons here. Why something can be held, what goes on in spite of it, and who places and releases such holds stands here.',
     'x_code', ', ''default_x_active'': True, ''default_x_place_group'': ''stock.group_stock_user'', ''default_x_release_group'': ''stock.group_stock_manager''',
     'base.group_user', 'stock.group_stock_manager',
     $q$inventory_gov.ui_keep_hold_reason(e.id, e.x_code, e.x_name, e.x_allows, e.x_evidence, e.x_place_group, e.x_release_group, e.x_release_value, e.x_senior_group,
                                          e.x_self_release, e.x_active, $2)$q$,
     NULL, NULL, NULL,
     $q$SELECT r.id, r.name, CASE WHEN r.active THEN 'in_force' ELSE 'ended' END AS state, r.active AS in_force, r.changed_by_id AS set_by_id,
               CASE WHEN r.changed_by_id IS NULL THEN r.changed_by END AS set_role, r.changed_at AS set_at, NULL::integer AS ended_by_id, NULL::timestamptz AS ended_at,
               NULL AS end_note, r.code, array_to_string(r.allows, ', ') AS allows, r.evidence, r.place_group, r.release_group, r.release_value::float8 AS release_value,
               r.senior_group, r.self_release, r.active
          FROM inventory_gov.hold_reason r$q$),
    ('x_gov_credit_rule', 'Credit rule', 'Credit rules',
     'No rules here. When customers are held for what they owe, and which never are, stands here. The narrowest rule counts: of a customer, of a category, of all.',
     'x_set_at desc, id desc',
     ', ''default_x_by_overdue'': True, ''default_x_overdue_days'': 14, ''default_x_limit_pct'': 100, ''default_x_orders'': True, ''default_x_growth_pct'': 10, ''default_x_release_days'': 14',
     'stock.group_stock_user', 'stock.group_stock_manager', 'inventory_gov.ui_set_credit_rule(to_jsonb(e), $2)',
     'End', 'End this rule? Who is held by it is released.',
     $q$inventory_gov.end_credit_rule(COALESCE((SELECT c.id FROM inventory_gov.credit_rule o
                                                  JOIN inventory_gov.credit_rule c ON (c.company_id, c.partner_id, c.category_id) IS NOT DISTINCT FROM (o.company_id, o.partner_id, o.category_id)
                                                 WHERE o.id = e.id AND c.ended_at IS NULL), e.id), $2)$q$,
     $q$SELECT DISTINCT ON (r.company_id, r.partner_id, r.category_id) min(r.id) OVER (PARTITION BY r.company_id, r.partner_id, r.category_id) AS id,
               COALESCE(NULLIF(btrim(r.note), ''), concat('#', r.id)) AS name, CASE WHEN r.ended_at IS NULL THEN 'in_force' ELSE 'ended' END AS state, r.ended_at IS NULL AS in_force, r.declared_by AS set_by_id,
               CASE WHEN r.declared_by IS NULL THEN r.declared_role END AS set_role, r.declared_at AS set_at, r.ended_by AS ended_by_id, r.ended_at, NULL AS end_note,
               r.company_id, r.partner_id, r.category_id, r.excluded, NOT r.excluded AND r.overdue_days IS NOT NULL AS by_overdue, r.overdue_days, r.overdue_amount::float8 AS overdue_amount,
               NOT r.excluded AND r.limit_pct IS NOT NULL AS by_limit, r.limit_pct::float8 AS limit_pct, r.credit_limit::float8 AS credit_limit, r.orders,
               r.release_days, r.growth_pct::float8 AS growth_pct, r.note AS remark
          FROM inventory_gov.credit_rule r ORDER BY r.company_id, r.partner_id, r.category_id, r.id DESC$q$),
    ('x_gov_equipment_place', 'Place of equipment', 'Places of equipment',
     'No places here. A place that depends on a piece of equipment, as a cold store does on its chiller, stands here; goods wait there while it is under maintenance.',
     'x_set_at desc, id desc', '', 'stock.group_stock_user', 'stock.group_stock_manager',
     'inventory_gov.declare_equipment_place(e.x_equipment_id, e.x_location_id::text, e.x_remark, $2)',
     'End', 'Does this place depend on the equipment no longer?', 'inventory_gov.end_equipment_place(e.id, $2)',
     $q$SELECT p.id, concat_ws(': ', p.equipment_name, p.location_name) AS name, CASE WHEN p.ended_at IS NULL THEN 'in_force' ELSE 'ended' END AS state, p.ended_at IS NULL AS in_force, p.declared_by AS set_by_id,
               CASE WHEN p.declared_by IS NULL THEN p.declared_role END AS set_role, p.declared_at AS set_at, p.ended_by AS ended_by_id, p.ended_at, NULL AS end_note,
               p.equipment_id, p.location_id, p.note AS remark
          FROM inventory_gov.equipment_place p$q$),
    ('x_gov_return_authorisation', 'Return authorisation', 'Return authorisations',
     'No authorisations here. What a customer may send back, how much of it and until when, stands here; it is used up by what comes.',
     'x_set_at desc, id desc', '', 'stock.group_stock_user', 'stock.group_stock_manager',
     $q$inventory_gov.authorise_return(e.x_customer_id::text, e.x_product_id::text, NULLIF(e.x_quantity, 0)::numeric, e.x_lot_id, e.x_sale_order_id, e.x_delivery_id,
                                       e.x_valid_until AT TIME ZONE 'UTC', (SELECT c.code FROM inventory_gov.reason c WHERE c.id = e.x_reason_id), e.x_condition, e.x_remark, $2)$q$,
     'Withdraw', 'Withdraw this authorisation? Your note is the reason.',
     'inventory_gov.withdraw_authorisation(e.id::integer, inventory_gov.require_reason($3, $2), $2)',
     $q$SELECT a.id, concat_ws(', ', a.customer_name, a.product_name, a.lot_name) AS name, t.state, t.state = 'in_force' AS in_force, a.authorised_by AS set_by_id,
               CASE WHEN a.authorised_by IS NULL THEN a.authorised_role END AS set_role, a.authorised_at AS set_at, a.withdrawn_by AS ended_by_id,
               CASE t.state WHEN 'over' THEN a.valid_until ELSE a.withdrawn_at END AS ended_at, a.withdrawn_note AS end_note, a.customer_id, a.product_id, a.lot_id,
               a.order_id AS sale_order_id, a.delivery_id, a.quantity::float8 AS quantity, u.used::float8 AS came_back, a.valid_until,
               (SELECT c.id FROM inventory_gov.reason c WHERE c.operation = 'return' AND c.code = a.reason_code) AS reason_id, a.condition, a.note AS remark
          FROM inventory_gov.return_authorisation a
         CROSS JOIN LATERAL (SELECT COALESCE(sum(w.qty), 0) AS used FROM inventory_gov.return_authorised w WHERE w.source = 'ours' AND w.source_id = a.id) u
         CROSS JOIN LATERAL (SELECT CASE WHEN a.withdrawn_at IS NOT NULL THEN 'withdrawn' WHEN a.valid_until <= clock_timestamp() THEN 'over'
                                         WHEN a.quantity <= u.used THEN 'used' ELSE 'in_force' END AS state) t$q$),
    ('x_gov_disposition', 'Place for returns', 'Places for returns',
     'No places here. Where goods may go that came back for a reason and in a condition stands here; what no line fits goes into quarantine.',
     'x_set_at desc, id desc', '', 'stock.group_stock_user', 'stock.group_stock_manager',
     $q$inventory_gov.set_disposition(e.x_location_id::text, (SELECT c.code FROM inventory_gov.reason c WHERE c.id = e.x_reason_id), e.x_condition, e.x_remark, $2)$q$,
     'End', 'May these returns go there no longer?', 'inventory_gov.end_disposition(e.id::integer, $2)',
     $q$SELECT d.id, d.location_name AS name, CASE WHEN d.ended_at IS NULL THEN 'in_force' ELSE 'ended' END AS state, d.ended_at IS NULL AS in_force, d.declared_by AS set_by_id,
               CASE WHEN d.declared_by IS NULL THEN d.declared_role END AS set_role, d.declared_at AS set_at, d.ended_by AS ended_by_id, d.ended_at, NULL AS end_note,
               (SELECT c.id FROM inventory_gov.reason c WHERE c.operation = 'return' AND c.code = d.reason_code) AS reason_id, d.condition, d.location_id, d.note AS remark
          FROM inventory_gov.disposition_rule d$q$),
    ('x_gov_hazard', 'Hazard class', 'Hazard classes',
     'No hazard classes here. What products, or all of a category, are dangerous by stands here, for the rules of places.',
     'x_name, id', '', 'stock.group_stock_user', 'stock.group_stock_manager',
     'inventory_gov.declare_hazard(e.x_name, e.x_product_id::text, e.x_category_id::text, $2)',
     'End', 'Are these goods dangerous by this no longer?', 'inventory_gov.end_hazard(e.id::integer, $2)',
     $q$SELECT h.id, h.hazard AS name, CASE WHEN h.ended_at IS NULL THEN 'in_force' ELSE 'ended' END AS state, h.ended_at IS NULL AS in_force, h.declared_by AS set_by_id,
               CASE WHEN h.declared_by IS NULL THEN h.declared_role END AS set_role, h.declared_at AS set_at, h.ended_by AS ended_by_id, h.ended_at, NULL AS end_note,
               h.product_id, h.category_id
          FROM inventory_gov.hazard_class h$q$),
    ('x_gov_place_rule', 'Rule of places', 'Rules of places',
     'No rules here. Which goods may, or may not, lie at a place stands here. The innermost place with a rule for the goods decides, there the narrowest rule.',
     'x_location_id, id', '', 'stock.group_stock_user', 'stock.group_stock_manager',
     $q$inventory_gov.declare_place_rule(e.x_verdict, e.x_location_id::text, e.x_reason, e.x_product_id::text, e.x_category_id::text, NULLIF(btrim(e.x_hazard), ''), $2)$q$,
     'End', 'End this rule?', 'inventory_gov.end_place_rule(e.id::integer, $2)',
     $q$SELECT p.id, concat_ws(': ', p.location_name, p.goods_name) AS name, CASE WHEN p.ended_at IS NULL THEN 'in_force' ELSE 'ended' END AS state, p.ended_at IS NULL AS in_force, p.declared_by AS set_by_id,
               CASE WHEN p.declared_by IS NULL THEN p.declared_role END AS set_role, p.declared_at AS set_at, p.ended_by AS ended_by_id, p.ended_at, NULL AS end_note,
               p.verdict, p.location_id, p.product_id, p.category_id, p.hazard, p.why AS reason
          FROM inventory_gov.place_rule p$q$),
    ('x_gov_crossing', 'Allowed crossing', 'Allowed crossings',
     'No crossings allowed here. What may be done with goods of other owners, and between which companies goods may move, stands here.',
     'x_set_at desc, id desc', '', 'stock.group_stock_user', 'stock.group_stock_manager',
     'inventory_gov.declare_crossing(e.x_kind, e.x_reason, e.x_owner_id::text, e.x_purpose, e.x_from_company_id, e.x_to_company_id, $2)',
     'End', 'Allow this no longer?', 'inventory_gov.end_crossing(e.id::integer, $2)',
     $q$SELECT c.id, c.why AS name, CASE WHEN c.ended_at IS NULL THEN 'in_force' ELSE 'ended' END AS state, c.ended_at IS NULL AS in_force, c.declared_by AS set_by_id,
               CASE WHEN c.declared_by IS NULL THEN c.declared_role END AS set_role, c.declared_at AS set_at, c.ended_by AS ended_by_id, c.ended_at, NULL AS end_note,
               c.kind, c.owner_id, c.purpose, c.from_company_id, c.to_company_id, c.why AS reason
          FROM inventory_gov.crossing_rule c$q$),
    ('x_gov_licence', 'Licence of a customer', 'Licences of customers',
     'No licences here. What a customer has shown that he may buy, and until when it is valid, stands here.',
     'x_valid_until, id', '', 'stock.group_stock_user', 'stock.group_stock_manager',
     'inventory_gov.declare_licence(e.x_partner_id, e.x_name, e.x_number, e.x_valid_until, e.x_valid_from, e.x_document, $2)',
     'Withdraw', 'Withdraw this licence? Your note is the reason.', 'inventory_gov.withdraw_licence(e.id, $3, $2)',
     $q$SELECT l.id, l.licence AS name, t.state, t.state = 'in_force' AS in_force, l.declared_by AS set_by_id,
               CASE WHEN l.declared_by IS NULL THEN l.declared_role END AS set_role, l.declared_at AS set_at, l.withdrawn_by AS ended_by_id, l.withdrawn_at AS ended_at,
               l.withdrawn_reason AS end_note, l.partner_id, l.number, l.valid_from, l.valid_until, l.document
          FROM inventory_gov.customer_licence l
         CROSS JOIN LATERAL (SELECT CASE WHEN l.withdrawn_at IS NOT NULL THEN 'withdrawn' WHEN l.valid_until < (now() AT TIME ZONE 'UTC')::date THEN 'over'
                                         ELSE 'in_force' END AS state) t$q$),
    ('x_gov_compliance_rule', 'Requirement', 'Requirements of customers',
     'No requirements here. Which licence or document there has to be before which goods go to which customers stands here.',
     'x_set_at desc, id desc', '', 'stock.group_stock_user', 'stock.group_stock_manager',
     'inventory_gov.ui_require_compliance(to_jsonb(e), $2)',
     'End', 'Require this no longer?', 'inventory_gov.end_compliance_rule(e.id, $2)',
     $q$SELECT r.id, COALESCE(r.licence, concat(r.document, ' (', r.holder, ')')) AS name, CASE WHEN r.ended_at IS NULL THEN 'in_force' ELSE 'ended' END AS state,
               r.ended_at IS NULL AS in_force, r.declared_by AS set_by_id, CASE WHEN r.declared_by IS NULL THEN r.declared_role END AS set_role, r.declared_at AS set_at,
               r.ended_by AS ended_by_id, r.ended_at, NULL AS end_note, r.licence, r.document, r.holder, r.partner_id, r.partner_category_id, r.country_id,
               r.product_id, r.category_id, r.note AS remark
          FROM inventory_gov.compliance_rule r$q$),
    ('x_gov_risk_tier', 'Risk tier', 'Risk tiers',
     'No risk tiers here. How risky a product, a category, a partner, a user or a place is stands here once somebody rates it; what is not rated is standard.',
     'x_set_at desc, id desc', '', 'stock.group_stock_user', 'stock.group_stock_manager',
     $q$LEAST(inventory_gov.ui_rate(e.x_automatic, ARRAY[e.x_product_id, e.x_category_id, e.x_partner_id, e.x_user_id, e.x_location_id], e.x_tier, e.x_reason,
                                    e.x_valid_until AT TIME ZONE 'UTC', $2),
              (SELECT r.id FROM inventory_gov.x_gov_risk_tier r
                WHERE NOT r.x_automatic AND (r.x_product_id, r.x_category_id, r.x_partner_id, r.x_user_id, r.x_location_id)
                      IS NOT DISTINCT FROM (e.x_product_id, e.x_category_id, e.x_partner_id, e.x_user_id, e.x_location_id)))$q$,
     'Clear', 'Clear this tier? Your note is the reason.',
     $q$(SELECT inventory_gov.clear_risk_tier(t.kind, t.odoo_id, $3, t.automatic, $2) FROM inventory_gov.risk_tier t WHERE t.id = e.id)$q$,
     $q$SELECT DISTINCT ON (t.kind, t.odoo_id, t.automatic) min(t.id) OVER (PARTITION BY t.kind, t.odoo_id, t.automatic) AS id, t.name,
               replace(t.state, ' ', '_') AS state, t.state = 'in force' AS in_force, t.set_by_id, CASE WHEN t.set_by_id IS NULL THEN t.set_by END AS set_role, t.set_at,
               t.ended_by_id, t.ended_at, t.end_reason AS end_note, CASE t.kind WHEN 'product' THEN t.odoo_id END AS product_id,
               CASE t.kind WHEN 'category' THEN t.odoo_id END AS category_id, CASE t.kind WHEN 'partner' THEN t.odoo_id END AS partner_id,
               CASE t.kind WHEN 'user' THEN t.odoo_id END AS user_id, CASE t.kind WHEN 'location' THEN t.odoo_id END AS location_id,
               t.tier, t.reason, t.valid_until, t.automatic
          FROM inventory_gov.risk_tiers t ORDER BY t.kind, t.odoo_id, t.automatic, t.id DESC$q$),
    ('x_gov_tier_rule', 'Tier rule', 'Tier rules',
     'No rules here. A rule says from how many discrepancies on a vendor is of a higher risk tier by himself, and for how long. There is one for each tier.',
     'x_tier', ', ''default_x_days'': 30, ''default_x_lasts_days'': 90', 'stock.group_stock_user', 'stock.group_stock_manager',
     $q$LEAST(inventory_gov.set_tier_rule(e.x_tier, e.x_discrepancies, e.x_days, e.x_lasts_days, inventory_gov.ui_words(e.x_controls), $2),
              (SELECT min(r.id) FROM inventory_gov.tier_rule r WHERE r.tier = e.x_tier))$q$,
     'End', 'End this rule?', $q$inventory_gov.end_tier_rule(e.x_tier, $2)$q$,
     $q$SELECT DISTINCT ON (r.tier) min(r.id) OVER (PARTITION BY r.tier) AS id, r.tier AS name, replace(r.state, ' ', '_') AS state, r.state = 'in force' AS in_force,
               r.set_by_id, CASE WHEN r.set_by_id IS NULL THEN r.set_by END AS set_role, r.set_at, r.ended_by_id, r.ended_at, NULL AS end_note,
               r.tier, r.discrepancies, r.days, r.lasts_days, array_to_string(r.controls, ', ') AS controls
          FROM inventory_gov.tier_rules r ORDER BY r.tier, r.id DESC$q$),
    ('x_gov_substitute', 'Substitute', 'Substitutes',
     'No substitutes here. A product that may come, or go, in place of the one on the order stands here.',
     'x_set_at desc, id desc', ', ''default_x_direction'': ''both''', 'stock.group_stock_user', 'stock.group_stock_manager',
     $q$inventory_gov.declare_substitute(e.x_product_id, e.x_substitute_id, e.x_name, e.x_partner_id, COALESCE(e.x_direction, 'both'),
                                         e.x_valid_from AT TIME ZONE 'UTC', e.x_valid_until AT TIME ZONE 'UTC', $2)$q$,
     'End', 'Let it come in place of the other no longer?', $q$inventory_gov.end_substitute(e.id, $2)$q$,
     $q$SELECT s.id, s.why AS name, replace(s.state, ' ', '_') AS state, s.state IN ('in force', 'ahead') AS in_force, s.declared_by_id AS set_by_id,
               CASE WHEN s.declared_by_id IS NULL THEN s.declared_role END AS set_role, s.declared_at AS set_at, s.ended_by_id, s.ended_at, NULL AS end_note,
               s.product_id, s.substitute_id, s.partner_id, s.direction, s.valid_from, s.valid_until
          FROM inventory_gov.substitutes s$q$),
    ('x_gov_closed_period', 'Closed period', 'Closed periods',
     'No closed periods here. Days that nothing may be dated into any more stand here.',
     'x_from_day desc, id desc', '', 'stock.group_stock_user', 'stock.group_stock_manager',
     $q$inventory_gov.close_period(e.x_from_day, e.x_until_day, e.x_reason, e.x_company_id, inventory_gov.ui_words(e.x_operations), $2)$q$,
     'Reopen', 'Open this period again? Your note is the reason.', $q$inventory_gov.reopen_period(e.id, $3, $2)$q$,
     $q$SELECT c.id, concat(to_char(c.from_day, 'YYYY-MM-DD'), ' - ', to_char(c.until_day, 'YYYY-MM-DD')) AS name, c.state, c.state = 'closed' AS in_force, c.closed_by_id AS set_by_id,
               CASE WHEN c.closed_by_id IS NULL THEN c.closed_by END AS set_role, c.closed_at AS set_at, c.reopened_by_id AS ended_by_id, c.reopened_at AS ended_at,
               c.reopen_note AS end_note, c.from_day, c.until_day, c.company_id, array_to_string(c.operations, ', ') AS operations, c.note AS reason
          FROM inventory_gov.closed_periods c$q$),
    ('x_gov_document_kind', 'Kind of document', 'Kinds of documents',
     'No kinds of documents here. How an attachment is recognised as a delivery note, a certificate or another kind stands here.',
     'x_kind, x_name', '', 'stock.group_stock_user', 'stock.group_stock_manager',
     $q$(SELECT CASE WHEN k.id > 0 THEN 2 * k.id ELSE 1 - 2 * k.id END FROM inventory_gov.add_document_kind(e.x_kind, e.x_name_pattern, e.x_mimetype, $2) AS k(id))$q$,
     'End', 'Have these patterns count no longer?', $q$inventory_gov.remove_document_kind(e.x_kind, e.x_name_pattern, e.x_mimetype, $2)$q$,
     -- Numbers of ours are 0 and below, of which Odoo makes no records.
     $q$SELECT CASE WHEN k.id > 0 THEN 2 * k.id ELSE 1 - 2 * k.id END AS id, concat_ws(', ', k.name_pattern, k.mimetype) AS name,
               CASE WHEN COALESCE(o.counts, k.counts) THEN 'in_force' ELSE 'ended' END AS state, COALESCE(o.counts, k.counts) AS in_force,
               c.set_by AS set_by_id, CASE WHEN c.set_by IS NULL THEN c.set_role END AS set_role, c.set_at, NULL::integer AS ended_by_id, NULL::timestamptz AS ended_at,
               NULL AS end_note, k.kind, k.name_pattern, k.mimetype, k.shipped
          FROM inventory_gov.document_kind k
          LEFT JOIN inventory_gov.document_kind o ON k.shipped AND NOT o.shipped AND o.kind = k.kind
               AND (lower(COALESCE(o.name_pattern, '')), lower(COALESCE(o.mimetype, ''))) = (lower(COALESCE(k.name_pattern, '')), lower(COALESCE(k.mimetype, '')))
         CROSS JOIN LATERAL (SELECT COALESCE(o.set_by, k.set_by) AS set_by, COALESCE(o.set_role, k.set_role) AS set_role, COALESCE(o.set_at, k.set_at) AS set_at) c
         WHERE k.shipped OR NOT EXISTS (
               SELECT FROM inventory_gov.document_kind s
                WHERE s.shipped AND s.kind = k.kind
                  AND (lower(COALESCE(s.name_pattern, '')), lower(COALESCE(s.mimetype, ''))) = (lower(COALESCE(k.name_pattern, '')), lower(COALESCE(k.mimetype, ''))))$q$),
    ('x_gov_quality_need', 'Required check', 'Required checks',
     'No required checks here. What needs a quality check before it becomes available stands here.',
     'x_name, id', '', 'stock.group_stock_user', 'stock.group_stock_manager',
     $q$inventory_gov.require_quality_check(e.x_name, e.x_product_id::text, e.x_category_id::text, e.x_partner_id::text, e.x_operation_type_id::text,
                                            COALESCE(e.x_per_lot, false), e.x_inspector_group, $2)$q$,
     'End', 'Require this check no longer?', $q$inventory_gov.end_quality_need(e.id::integer, $2)$q$,
     $q$SELECT n.id, n.title AS name, CASE WHEN n.ended_at IS NULL THEN 'in_force' ELSE 'ended' END AS state, n.ended_at IS NULL AS in_force, n.declared_by AS set_by_id,
               CASE WHEN n.declared_by IS NULL THEN n.declared_role END AS set_role, n.declared_at AS set_at, n.ended_by AS ended_by_id, n.ended_at, NULL AS end_note,
               n.product_id, n.category_id, n.partner_id, n.operation_type_id, n.per_lot, n.inspector_group
          FROM inventory_gov.quality_need n$q$),
    ('x_gov_quarantine_place', 'Quarantine place', 'Quarantine places',
     'No places here. Places whose goods are not available until they are checked stand here, besides the input and quality control places of the warehouses.',
     'x_name, id', '', 'stock.group_stock_user', 'stock.group_stock_manager',
     $q$inventory_gov.declare_quarantine(e.x_location_id::text, e.x_remark, $2)$q$,
     'End', 'Is this place quarantine no longer?', $q$inventory_gov.end_quarantine(e.x_location_id::text, $2)$q$,
     $q$SELECT q.id, q.location_name AS name, CASE WHEN q.ended_at IS NULL THEN 'in_force' ELSE 'ended' END AS state, q.ended_at IS NULL AS in_force,
               q.declared_by AS set_by_id, CASE WHEN q.declared_by IS NULL THEN q.declared_role END AS set_role, q.declared_at AS set_at,
               q.ended_by AS ended_by_id, q.ended_at, NULL AS end_note, q.location_id, q.note AS remark
          FROM inventory_gov.quarantine_place q$q$)
$$;
COMMENT ON FUNCTION ui_register() IS 'Registers that people keep on Odoo''s screens: how they are called, read, written, and by whom. Internal.';

-- edit: new, given once; one, like new and one of several that exclude each other; always, changing it enters the row again; null, computed.
-- What is needed Odoo asks for itself. A many2one to a model that Odoo does not have is left out, and with one that is needed the register. Where
-- there is x_wants_attachment, the form has a button that attaches a file.
CREATE FUNCTION ui_register_column()
RETURNS TABLE(model text, name text, kind text, label text, target text, edit text, needed boolean, help text)
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$ VALUES
    ('x_gov_reason', 'x_operation', 'selection', 'Operation', 'reason_operation', 'new', true, NULL),
    ('x_gov_reason', 'x_code', 'char', 'Code', NULL, 'new', true, 'Up to 30 letters and digits, as in COUNT_ERROR'),
    ('x_gov_reason', 'x_name', 'char', 'Name', NULL, 'always', true, NULL),
    ('x_gov_reason', 'x_direction', 'selection', 'Direction', 'reason_direction', 'always', false, 'What it explains of adjustments: stock found, stock missing, or both'),
    ('x_gov_reason', 'x_evidence', 'boolean', 'Takes an attachment', NULL, 'always', false, 'Who gives it has to attach a file'),
    ('x_gov_reason', 'x_active', 'boolean', 'Active', NULL, 'always', false, 'Can be given'),

    ('x_gov_hold', 'x_kind', 'selection', 'Kind', 'hold_kind', NULL, false, NULL),
    ('x_gov_hold', 'x_product_id', 'many2one', 'Product', 'product.product', 'one', false, 'What is held: fill in one of them'),
    ('x_gov_hold', 'x_category_id', 'many2one', 'Product category', 'product.category', 'one', false, 'With all categories below it'),
    ('x_gov_hold', 'x_lot_id', 'many2one', 'Lot', 'stock.lot', 'one', false, 'A lot or serial number'),
    ('x_gov_hold', 'x_location_id', 'many2one', 'Location', 'stock.location', 'one', false, 'A place, with all that lies in it'),
    ('x_gov_hold', 'x_direction', 'selection', 'Direction', 'hold_direction', 'one', false, 'Of a location; empty: all of it'),
    ('x_gov_hold', 'x_partner_id', 'many2one', 'Partner', 'res.partner', 'one', false, 'A vendor or customer, with his contacts'),
    ('x_gov_hold', 'x_purchase_order_id', 'many2one', 'Purchase order', 'purchase.order', 'one', false, 'What comes on this order'),
    ('x_gov_hold', 'x_sale_order_id', 'many2one', 'Sales order', 'sale.order', 'one', false, 'What goes out on this order'),
    ('x_gov_hold', 'x_picking_id', 'many2one', 'Transfer', 'stock.picking', 'one', false, NULL),
    ('x_gov_hold', 'x_carrier_id', 'many2one', 'Carrier', 'delivery.carrier', 'one', false, 'What he would carry'),
    ('x_gov_hold', 'x_country_id', 'many2one', 'Country', 'res.country', 'one', false, 'What comes from there or goes there'),
    ('x_gov_hold', 'x_reason_id', 'many2one', 'Reason', 'x_gov_hold_reason', 'new', true, 'Says what goes on, and who may release it'),
    ('x_gov_hold', 'x_until', 'datetime', 'Until', NULL, 'new', false, 'Ends by itself then; empty: when somebody releases it'),
    ('x_gov_hold', 'x_remark', 'text', 'Remark', NULL, 'new', false, 'For those who come across it'),
    ('x_gov_hold', 'x_allows', 'char', 'Goes on in spite of it', NULL, NULL, false, NULL),
    ('x_gov_hold', 'x_automatic', 'boolean', 'By itself', NULL, NULL, false, 'Placed by a credit rule, which also releases it when its cause is gone'),
    ('x_gov_hold', 'x_wants_attachment', 'boolean', 'Released with an attachment', NULL, NULL, false, 'Attach a file to what is held, or here, before you release it'),
    ('x_gov_hold', 'x_stops_nothing', 'boolean', 'Stops nothing yet', NULL, NULL, false, 'No policy of control Holds is active. Inventory managers propose one under Policy changes.'),

    ('x_gov_hold_reason', 'x_code', 'char', 'Code', NULL, 'new', true, 'Up to 30 letters and digits, as in LAB_RESULT'),
    ('x_gov_hold_reason', 'x_name', 'char', 'Name', NULL, 'always', true, NULL),
    ('x_gov_hold_reason', 'x_allows', 'char', 'Goes on in spite of it', NULL, 'always', false,
     'Some of receipt, delivery, internal, quarantine, customer_return, supplier_return, scrap, adjustment, production, dropship; empty: nothing'),
    ('x_gov_hold_reason', 'x_place_group', 'char', 'Placed by', NULL, 'always', false, 'Group whose members place such a hold'),
    ('x_gov_hold_reason', 'x_release_group', 'char', 'Released by', NULL, 'always', false, 'Group whose members release it'),
    ('x_gov_hold_reason', 'x_release_value', 'float', 'Up to value', NULL, 'always', false, 'What is held, at cost; beyond it others release. Only with a group for them'),
    ('x_gov_hold_reason', 'x_senior_group', 'char', 'Beyond it released by', NULL, 'always', false, 'Group whose members release it beyond that value; empty: any value'),
    ('x_gov_hold_reason', 'x_self_release', 'boolean', 'Also by who placed it', NULL, 'always', false, 'Who placed it may release it himself'),
    ('x_gov_hold_reason', 'x_evidence', 'boolean', 'Released with an attachment', NULL, 'always', false, 'Who releases it has to attach a file'),
    ('x_gov_hold_reason', 'x_active', 'boolean', 'Active', NULL, 'always', false, 'Can be given'),

    ('x_gov_credit_rule', 'x_company_id', 'many2one', 'Company', 'res.company', 'new', false, 'Empty: all companies'),
    ('x_gov_credit_rule', 'x_partner_id', 'many2one', 'Customer', 'res.partner', 'new', false, 'One customer, with his contacts'),
    ('x_gov_credit_rule', 'x_category_id', 'many2one', 'Partner category', 'res.partner.category', 'new', false, 'With all categories below it; both empty: all customers'),
    ('x_gov_credit_rule', 'x_excluded', 'boolean', 'Never held', NULL, 'always', false, 'These customers are never held for credit'),
    ('x_gov_credit_rule', 'x_by_overdue', 'boolean', 'Held for what is overdue', NULL, 'always', false, NULL),
    ('x_gov_credit_rule', 'x_overdue_days', 'integer', 'Days of grace', NULL, 'always', false, 'Overdue by more than so many days'),
    ('x_gov_credit_rule', 'x_overdue_amount', 'float', 'Overdue amount', NULL, 'always', false, 'Held when more than this is overdue, in the currency of the company'),
    ('x_gov_credit_rule', 'x_by_limit', 'boolean', 'Held for the credit limit', NULL, 'always', false, NULL),
    ('x_gov_credit_rule', 'x_limit_pct', 'float', 'Percent of the limit', NULL, 'always', false, 'Held when more than this is used'),
    ('x_gov_credit_rule', 'x_credit_limit', 'float', 'Credit limit', NULL, 'always', false, '0: the one that the customer has in Odoo'),
    ('x_gov_credit_rule', 'x_orders', 'boolean', 'Orders count', NULL, 'always', false, 'Confirmed orders that are not invoiced yet use the limit, too'),
    ('x_gov_credit_rule', 'x_release_days', 'integer', 'A release lasts days', NULL, 'always', false, 'Who was released by a person is not held again for so long'),
    ('x_gov_credit_rule', 'x_growth_pct', 'float', 'Unless the debt grows by %', NULL, 'always', false, 'Then he is held again before'),
    ('x_gov_credit_rule', 'x_remark', 'text', 'Remark', NULL, 'always', false, NULL),

    ('x_gov_equipment_place', 'x_equipment_id', 'many2one', 'Equipment', 'maintenance.equipment', 'new', true, 'Goods wait while it has open maintenance requests'),
    ('x_gov_equipment_place', 'x_location_id', 'many2one', 'Location', 'stock.location', 'new', true, 'With all that lies in it'),
    ('x_gov_equipment_place', 'x_remark', 'text', 'Remark', NULL, 'new', false, NULL),

    ('x_gov_return_authorisation', 'x_customer_id', 'many2one', 'Customer', 'res.partner', 'new', false, 'Empty: that of the order or the delivery'),
    ('x_gov_return_authorisation', 'x_sale_order_id', 'many2one', 'Sales order', 'sale.order', 'new', false, 'Only what went out on it'),
    ('x_gov_return_authorisation', 'x_delivery_id', 'many2one', 'Delivery', 'stock.picking', 'new', false, 'Only what went out with it'),
    ('x_gov_return_authorisation', 'x_product_id', 'many2one', 'Product', 'product.product', 'new', false, 'Empty: any'),
    ('x_gov_return_authorisation', 'x_lot_id', 'many2one', 'Lot', 'stock.lot', 'new', false, 'A lot or serial number'),
    ('x_gov_return_authorisation', 'x_quantity', 'float', 'Quantity', NULL, 'new', false, 'In the unit of the product, in all; 0: any'),
    ('x_gov_return_authorisation', 'x_came_back', 'float', 'Came back', NULL, NULL, false, NULL),
    ('x_gov_return_authorisation', 'x_valid_until', 'datetime', 'Until', NULL, 'new', false, 'Empty: until somebody withdraws it'),
    ('x_gov_return_authorisation', 'x_reason_id', 'many2one', 'Reason', 'x_gov_reason', 'new', false, 'Why it comes back'),
    ('x_gov_return_authorisation', 'x_condition', 'selection', 'Condition', 'return_condition', 'new', false, NULL),
    ('x_gov_return_authorisation', 'x_remark', 'text', 'Remark', NULL, 'new', false, NULL),

    ('x_gov_disposition', 'x_reason_id', 'many2one', 'Reason', 'x_gov_reason', 'new', false, 'Why it came back; empty: any reason'),
    ('x_gov_disposition', 'x_condition', 'selection', 'Condition', 'return_condition', 'new', false, 'Empty: any'),
    ('x_gov_disposition', 'x_location_id', 'many2one', 'Location', 'stock.location', 'new', true, 'Where it may go, with all that lies in it'),
    ('x_gov_disposition', 'x_remark', 'text', 'Remark', NULL, 'new', false, NULL),

    ('x_gov_hazard', 'x_name', 'char', 'Hazard class', NULL, 'new', true, 'Small letters, digits, dots and dashes, as in flammable or adr-3'),
    ('x_gov_hazard', 'x_product_id', 'many2one', 'Product', 'product.product', 'new', false, 'One product, or a category'),
    ('x_gov_hazard', 'x_category_id', 'many2one', 'Product category', 'product.category', 'new', false, 'With all categories below it'),

    ('x_gov_place_rule', 'x_verdict', 'selection', 'Verdict', 'place_verdict', 'new', true, NULL),
    ('x_gov_place_rule', 'x_location_id', 'many2one', 'Location', 'stock.location', 'new', true, 'With all that lies in it'),
    ('x_gov_place_rule', 'x_product_id', 'many2one', 'Product', 'product.product', 'new', false, 'Which goods: fill in one of the three, or none for all'),
    ('x_gov_place_rule', 'x_category_id', 'many2one', 'Product category', 'product.category', 'new', false, 'With all categories below it'),
    ('x_gov_place_rule', 'x_hazard', 'char', 'Hazard class', NULL, 'new', false, 'As it stands under Hazard classes'),
    ('x_gov_place_rule', 'x_reason', 'text', 'Reason', NULL, 'new', true, NULL),

    ('x_gov_crossing', 'x_kind', 'selection', 'Kind', 'crossing_kind', 'new', true, NULL),
    ('x_gov_crossing', 'x_owner_id', 'many2one', 'Owner', 'res.partner', 'new', false, 'Whose goods; empty: anybody''s'),
    ('x_gov_crossing', 'x_purpose', 'selection', 'What is done', 'crossing_purpose', 'new', false, 'With goods of the owner; empty: all of it'),
    ('x_gov_crossing', 'x_from_company_id', 'many2one', 'From company', 'res.company', 'new', false, 'Empty: any'),
    ('x_gov_crossing', 'x_to_company_id', 'many2one', 'To company', 'res.company', 'new', false, 'Empty: any'),
    ('x_gov_crossing', 'x_reason', 'text', 'Reason', NULL, 'new', true, NULL),

    ('x_gov_licence', 'x_partner_id', 'many2one', 'Customer', 'res.partner', 'new', true, 'With his contacts'),
    ('x_gov_licence', 'x_name', 'char', 'Licence', NULL, 'new', true, 'Its kind, as the requirement names it'),
    ('x_gov_licence', 'x_number', 'char', 'Number', NULL, 'new', false, NULL),
    ('x_gov_licence', 'x_valid_from', 'date', 'First day', NULL, 'new', false, 'Empty: today'),
    ('x_gov_licence', 'x_valid_until', 'date', 'Last day', NULL, 'new', false, 'Empty: without an end'),
    ('x_gov_licence', 'x_document', 'char', 'Where the paper is', NULL, 'new', false, NULL),

    ('x_gov_compliance_rule', 'x_licence', 'char', 'Licence', NULL, 'new', false, 'Kind of licence the customer must have; or a document'),
    ('x_gov_compliance_rule', 'x_document', 'selection', 'Document', 'compliance_document', 'new', false, 'Kind of document that must be attached; or a licence'),
    ('x_gov_compliance_rule', 'x_holder', 'selection', 'Attached to', 'compliance_holder', 'new', false, 'Of a document; empty: the lot'),
    ('x_gov_compliance_rule', 'x_partner_id', 'many2one', 'Customer', 'res.partner', 'new', false, 'Goods and customers that fit all that is filled in'),
    ('x_gov_compliance_rule', 'x_partner_category_id', 'many2one', 'Partner category', 'res.partner.category', 'new', false, 'With all categories below it'),
    ('x_gov_compliance_rule', 'x_country_id', 'many2one', 'Country', 'res.country', 'new', false, 'Where the goods go'),
    ('x_gov_compliance_rule', 'x_product_id', 'many2one', 'Product', 'product.product', 'new', false, NULL),
    ('x_gov_compliance_rule', 'x_category_id', 'many2one', 'Product category', 'product.category', 'new', false, 'With all categories below it'),
    ('x_gov_compliance_rule', 'x_remark', 'text', 'Remark', NULL, 'new', false, NULL),

    ('x_gov_risk_tier', 'x_product_id', 'many2one', 'Product', 'product.product', 'one', false, 'What is rated: fill in one of the five'),
    ('x_gov_risk_tier', 'x_category_id', 'many2one', 'Product category', 'product.category', 'one', false, 'With all categories below it'),
    ('x_gov_risk_tier', 'x_partner_id', 'many2one', 'Partner', 'res.partner', 'one', false, 'A vendor or customer'),
    ('x_gov_risk_tier', 'x_user_id', 'many2one', 'User', 'res.users', 'one', false, 'Who does the operation'),
    ('x_gov_risk_tier', 'x_location_id', 'many2one', 'Location', 'stock.location', 'one', false, 'A place, with all that lies in it'),
    ('x_gov_risk_tier', 'x_tier', 'selection', 'Risk tier', 'risk_tier', 'always', true, NULL),
    ('x_gov_risk_tier', 'x_reason', 'text', 'Reason', NULL, 'always', true, NULL),
    ('x_gov_risk_tier', 'x_valid_until', 'datetime', 'Until', NULL, 'always', false, 'Ends by itself then; empty: when somebody clears it'),
    ('x_gov_risk_tier', 'x_automatic', 'boolean', 'By itself', NULL, NULL, false, 'A vendor who came to it under a rule; the higher of this and what a person has set counts'),

    ('x_gov_tier_rule', 'x_tier', 'selection', 'Risk tier', 'rule_tier', 'new', true, NULL),
    ('x_gov_tier_rule', 'x_discrepancies', 'integer', 'Discrepancies', NULL, 'always', true, 'From so many on; what was refused does not count'),
    ('x_gov_tier_rule', 'x_days', 'integer', 'Within days', NULL, 'always', true, NULL),
    ('x_gov_tier_rule', 'x_lasts_days', 'integer', 'Lasts days', NULL, 'always', true, NULL),
    ('x_gov_tier_rule', 'x_controls', 'char', 'Controls', NULL, 'always', false, 'Names with commas between them; empty: those of receipts'),

    ('x_gov_substitute', 'x_product_id', 'many2one', 'Product', 'product.product', 'new', true, 'The product on the order'),
    ('x_gov_substitute', 'x_substitute_id', 'many2one', 'Substitute', 'product.product', 'new', true, 'The product that may come, or go, in its place'),
    ('x_gov_substitute', 'x_partner_id', 'many2one', 'Partner', 'res.partner', 'new', false, 'The vendor or customer it is agreed with; empty: anybody'),
    ('x_gov_substitute', 'x_direction', 'selection', 'Direction', 'substitute_direction', 'new', false, NULL),
    ('x_gov_substitute', 'x_name', 'char', 'Reason', NULL, 'new', true, NULL),
    ('x_gov_substitute', 'x_valid_from', 'datetime', 'From', NULL, 'new', false, 'Empty: from now on'),
    ('x_gov_substitute', 'x_valid_until', 'datetime', 'Until', NULL, 'new', false, 'Empty: until somebody ends it'),

    ('x_gov_closed_period', 'x_from_day', 'date', 'First day', NULL, 'new', true, NULL),
    ('x_gov_closed_period', 'x_until_day', 'date', 'Last day', NULL, 'new', true, NULL),
    ('x_gov_closed_period', 'x_company_id', 'many2one', 'Company', 'res.company', 'new', false, 'Empty: all companies'),
    ('x_gov_closed_period', 'x_operations', 'char', 'Operations', NULL, 'new', false, 'Empty: all; or some of receipt, delivery, internal, adjustment, scrap, production, other'),
    ('x_gov_closed_period', 'x_reason', 'text', 'Reason', NULL, 'new', true, NULL),

    ('x_gov_document_kind', 'x_kind', 'selection', 'Kind', 'document_kind', 'new', true, NULL),
    ('x_gov_document_kind', 'x_name_pattern', 'char', 'File name', NULL, 'new', false, 'A pattern: % stands for anything, as in %certificate%; empty: any name'),
    ('x_gov_document_kind', 'x_mimetype', 'char', 'File type', NULL, 'new', false, 'A pattern, as in image/%; empty: any type'),
    ('x_gov_document_kind', 'x_shipped', 'boolean', 'Comes with the program', NULL, NULL, false, NULL),

    ('x_gov_quality_need', 'x_name', 'char', 'What is checked', NULL, 'new', true, NULL),
    ('x_gov_quality_need', 'x_product_id', 'many2one', 'Product', 'product.product', 'new', false, 'Goods that fit all that is filled in'),
    ('x_gov_quality_need', 'x_category_id', 'many2one', 'Product category', 'product.category', 'new', false, 'With all categories below it'),
    ('x_gov_quality_need', 'x_partner_id', 'many2one', 'Partner', 'res.partner', 'new', false, 'Who sent the goods'),
    ('x_gov_quality_need', 'x_operation_type_id', 'many2one', 'Operation type', 'stock.picking.type', 'new', false, NULL),
    ('x_gov_quality_need', 'x_per_lot', 'boolean', 'One for each lot', NULL, 'new', false, NULL),
    ('x_gov_quality_need', 'x_inspector_group', 'char', 'Inspectors', NULL, 'new', false, 'Group whose members record the result; empty: users of the inventory'),

    ('x_gov_quarantine_place', 'x_location_id', 'many2one', 'Location', 'stock.location', 'new', true, 'With all that lies in it'),
    ('x_gov_quarantine_place', 'x_remark', 'text', 'Remark', NULL, 'new', false, NULL)
$$;
COMMENT ON FUNCTION ui_register_column() IS 'Columns of the registers, as Odoo''s screens show them. Internal.';

-- The views -------------------------------------------------------------------

-- What every register has besides its own columns.
CREATE FUNCTION ui_register_standard()
RETURNS TABLE(name text, kind text, label text, target text, editable boolean, reads text)
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$ VALUES
    ('x_name', 'char', 'Name', NULL, false, 's.name'),
    ('x_state', 'selection', 'State', 'register_state', false, 's.state'),
    ('x_in_force', 'boolean', 'In force', NULL, false, 's.in_force'),
    ('x_is_made', 'boolean', 'Is made', NULL, false, 'true'),
    ('x_set_by_id', 'many2one', 'Set by', 'res.users', false, 's.set_by_id'),
    ('x_set_role', 'char', 'Set by database role', NULL, false, 's.set_role'),
    ('x_set_at', 'datetime', 'Set on', NULL, false, 's.set_at'),
    ('x_ended_by_id', 'many2one', 'Ended by', 'res.users', false, 's.ended_by_id'),
    ('x_ended_at', 'datetime', 'Ended on', NULL, false, 's.ended_at'),
    ('x_end_note', 'text', 'Why it was ended', NULL, false, 's.end_note::text'),
    ('x_note', 'text', 'Your note', NULL, true,
     '(SELECT n.note FROM inventory_gov.note_draft n WHERE n.view = %L AND n.record_id = s.id ORDER BY n.written_at DESC LIMIT 1)'),
    ('x_decision', 'char', 'Decision', NULL, true, 'NULL::text')
$$;
COMMENT ON FUNCTION ui_register_standard() IS 'Columns that every register has, and what its view reads them from. Internal.';

CREATE FUNCTION ui_register_field()
RETURNS TABLE(model text, name text, kind text, label text, target text, editable boolean, help text, reads text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT c.model, c.name, c.kind, c.label, c.target, c.edit IS NOT NULL, c.help, 's.' || substr(c.name, 3) FROM inventory_gov.ui_register_column() c
    UNION ALL
    SELECT r.model, s.name, s.kind, s.label, s.target, s.editable, NULL, format(s.reads, r.model)
      FROM inventory_gov.ui_register() r, inventory_gov.ui_register_standard() s
     WHERE NOT EXISTS (SELECT FROM inventory_gov.ui_register_column() c WHERE c.model = r.model AND c.name = s.name)
$$;
COMMENT ON FUNCTION ui_register_field() IS 'Fields of the registers: their own, and those that all of them have. Internal.';

-- Decided anew at each publish_odoo_ui(): models come and go with the modules of Odoo.
CREATE FUNCTION ui_absent() RETURNS text[]
LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT COALESCE(array_agg(DISTINCT c.target), '{}')
      FROM inventory_gov.ui_register_column() c
     WHERE c.kind = 'many2one' AND c.target NOT LIKE 'x\_gov\_%' AND inventory_gov.odoo_has('ir_model')
       AND c.target <> ALL (ARRAY(SELECT m ->> 'model' FROM jsonb_array_elements(
               CASE WHEN inventory_gov.odoo_has('ir_model') THEN inventory_gov.odoo_run('SELECT m.model FROM public.ir_model m') END) m))
$$;
COMMENT ON FUNCTION ui_absent() IS 'Models that columns of the registers point to and this Odoo does not have, its module not being installed. Internal.';

CREATE FUNCTION ui_published_column() RETURNS TABLE(model text, name text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    WITH a AS MATERIALIZED (SELECT inventory_gov.ui_absent() AS models),
         c AS (SELECT f.model, f.name, f.needed, f.kind = 'many2one' AND f.target = ANY (a.models) AS absent FROM inventory_gov.ui_register_column() f, a)
    SELECT c.model, c.name FROM c WHERE NOT c.absent AND NOT EXISTS (SELECT FROM c n WHERE n.model = c.model AND n.needed AND n.absent)
$$;
COMMENT ON FUNCTION ui_published_column() IS 'Columns of the registers that this Odoo can show; none of a register that it cannot. Internal.';

CREATE FUNCTION ui_published_register() RETURNS SETOF text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$ SELECT DISTINCT c.model FROM inventory_gov.ui_published_column() c $$;
COMMENT ON FUNCTION ui_published_register() IS 'Registers that this Odoo can show. Internal.';

DO $$
DECLARE
    r    record;
    utc  constant text := 'date_trunc(''second'', %s AT TIME ZONE ''UTC'')';
BEGIN
    FOR r IN SELECT g.model, g.label, g.source,
                    (SELECT string_agg(format('%s AS %I', CASE f.kind WHEN 'datetime' THEN format(utc, f.reads) ELSE f.reads END, f.name), ', ')
                       FROM inventory_gov.ui_register_field() f WHERE f.model = g.model) AS columns
               FROM inventory_gov.ui_register() g LOOP
        EXECUTE format('CREATE VIEW inventory_gov.%I AS SELECT s.id, s.set_by_id AS create_uid, %s AS create_date, COALESCE(s.ended_by_id, s.set_by_id) AS write_uid, %s AS write_date, %s FROM (%s) s',
                       r.model, format(utc, 's.set_at'), format(utc, 'COALESCE(s.ended_at, s.set_at)'), r.columns, r.source);
        EXECUTE format('COMMENT ON VIEW inventory_gov.%I IS %L', r.model, format('Register "%s" as Odoo''s screens show it', r.label));
    END LOOP;
END $$;

-- The screens -----------------------------------------------------------------

CREATE FUNCTION ui_register_screen() RETURNS TABLE(model text, kind text, arch text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT r.model, a.kind, a.arch
      FROM inventory_gov.ui_register() WITH ORDINALITY AS r(model, label, menu, help, sorting, opens_with, readers, writers, enter, button, ask, finish, source, nr)
     CROSS JOIN LATERAL (
           SELECT CASE WHEN bool_or(c.edit = 'one') THEN '<field name="x_name"/>' ELSE '' END
                  || string_agg(format('<field name="%s"%s/>', c.name, CASE WHEN c.edit = 'one' THEN ' optional="hide"' WHEN NOT c.needed THEN ' optional="show"' END), '' ORDER BY c.nr) AS listed,
                  CASE WHEN bool_or(c.name = 'x_wants_attachment') THEN '<widget name="attach_document" string="{{Attach a file}}" invisible="not x_wants_attachment"/>' END AS attach,
                  string_agg(format('<field name="%s"%s%s%s%s%s/>', c.name, CASE WHEN c.needed THEN ' required="1"' END, CASE WHEN c.edit IN ('new', 'one') THEN ' readonly="x_is_made"' END,
                                    CASE WHEN NOT c.needed AND c.kind <> 'boolean' AND c.edit IN ('new', 'one') THEN format(' invisible="x_is_made and not %s"', c.name)
                                         WHEN c.edit IS NULL THEN format(' invisible="not %s"', c.name) END,
                                    CASE WHEN c.target LIKE 'x\_gov\_%' THEN CASE WHEN c.target = 'x_gov_reason' THEN ' domain="[(''x_operation'', ''='', ''return''), (''x_in_force'', ''='', True)]"' ELSE ' domain="[(''x_in_force'', ''='', True)]"' END || ' options="{''no_create'': True, ''no_open'': True}"'
                                         WHEN c.kind = 'many2one' THEN ' options="{''no_create'': True}"' END,
                                    ' placeholder="{{' || CASE WHEN c.kind IN ('char', 'text', 'many2one') THEN c.help END || '}}"'), '' ORDER BY c.nr) AS entered,
                  string_agg(format('<field name="%s"/>', c.name), '' ORDER BY c.nr) FILTER (WHERE c.kind IN ('char', 'many2one')) AS searched,
                  string_agg(format('<filter name="by_%s" string="{{%s}}" context="{''group_by'': ''%s''}"/>', substr(c.name, 3), c.label, c.name), '' ORDER BY c.nr)
                      FILTER (WHERE c.kind IN ('selection', 'many2one')) AS grouped
             FROM inventory_gov.ui_register_column() WITH ORDINALITY AS c(model, name, kind, label, target, edit, needed, help, nr)
            WHERE c.model = r.model AND (c.model, c.name) IN (SELECT p.model, p.name FROM inventory_gov.ui_published_column() p)) c
     CROSS JOIN LATERAL (VALUES
           ('list', format('<list decoration-muted="not x_in_force">%s<field name="x_set_by_id" optional="hide"/><field name="x_set_at" optional="hide"/><field name="x_in_force" column_invisible="1"/>'
                           '<field name="x_state" widget="badge" decoration-success="x_in_force"/></list>', c.listed)),
           ('form', format('<form><header groups="%s">[buttons]%s</header><sheet><field name="x_in_force" invisible="1"/><field name="x_is_made" invisible="1"/><group><group>%s</group>'
                           '<group invisible="not x_is_made"><field name="x_state"/><field name="x_set_by_id" invisible="not x_set_by_id"/><field name="x_set_role" invisible="not x_set_role"/>'
                           '<field name="x_set_at"/><field name="x_ended_by_id" invisible="not x_ended_by_id"/><field name="x_ended_at" invisible="not x_ended_at"/>'
                           '<field name="x_end_note" invisible="not x_end_note"/></group></group>%s</sheet></form>', r.writers, c.attach, c.entered,
                           CASE WHEN r.finish ~ '\$3' THEN format('<group groups="%s"><field name="x_note" invisible="not x_in_force"/></group>', r.writers) END)),
           ('search', format('<search>%s<filter name="in_force" string="{{In force}}" domain="[(''x_in_force'', ''='', True)]"/><group>%s</group></search>', c.searched, c.grouped))
           ) AS a(kind, arch)
     WHERE r.model IN (SELECT inventory_gov.ui_published_register())
     ORDER BY r.nr
$$;
COMMENT ON FUNCTION ui_register_screen() IS 'List, form and search of the registers, made of their columns, as ui_screen() has those of other models. Internal.';
