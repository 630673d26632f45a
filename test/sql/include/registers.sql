-- Registers on the screens of Odoo :v: entering, changing, ending, rights, errors, events. Carla (8) is a clerk, Sven (9) and Sofia (13) are supervisors.
\set ECHO none
\ir ui_begin.sql
SELECT inventory_gov.publish_odoo_ui() > 0 \g /dev/null
CREATE FUNCTION gt.enter(uid integer, view text, what jsonb) RETURNS text LANGUAGE sql AS $$
    SELECT gt.as_odoo(format('INSERT INTO public.%I (%s, create_uid, write_uid, create_date, write_date) SELECT %s, %s, %s, now(), now() FROM jsonb_populate_record(NULL::public.%I, %L) x',
                             view, string_agg(quote_ident(k), ', '), string_agg('x.' || quote_ident(k), ', '), uid, uid, view, what)) FROM jsonb_object_keys(what) k $$;
-- Enters, and tells whether the id Odoo gets is that of the row.
CREATE FUNCTION gt.entered(view text, what jsonb) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    id bigint; found boolean;
BEGIN
    EXECUTE format('INSERT INTO public.%I SELECT x.* FROM jsonb_populate_record(NULL::public.%I, %L) x RETURNING id', view, view, what || '{"create_uid": 9, "write_uid": 9}') INTO id;
    EXECUTE format('SELECT to_jsonb(v) @> %L FROM public.%I v WHERE id = %s', what, view, id) INTO found;
    RETURN found;
END $$;
CREATE FUNCTION gt.events(since bigint) RETURNS text LANGUAGE sql AS $$SELECT string_agg(kind || ' ' || subject, ', ' ORDER BY id) FROM inventory_gov.event WHERE id > since$$;

\echo -- each is a view, a model, two rights, three screens, an action and an entry under Registers
SELECT r.model, to_regclass('public.' || r.model) IS NOT NULL, count(*) FILTER (WHERE d.model = 'ir.model.access'), count(*) FILTER (WHERE d.model = 'ir.ui.view'),
       count(*) FILTER (WHERE d.model = 'ir.actions.act_window'), count(*) FILTER (WHERE d.model = 'ir.ui.menu'), count(*) FILTER (WHERE d.model = 'ir.actions.server')
  FROM inventory_gov.ui_register() r JOIN ir_model_data d ON d.module = 'inventory_gov'
       AND r.model = (SELECT x.model FROM inventory_gov.ui_register() x WHERE d.name LIKE '%\_' || x.model OR d.name LIKE '%\_' || x.model || '\_%' ORDER BY length(x.model) DESC LIMIT 1) GROUP BY r.model ORDER BY 1;
SELECT p.name ->> 'en_US', count(*) FROM ir_ui_menu m JOIN ir_ui_menu p ON p.id = m.parent_id WHERE p.id = (SELECT res_id FROM ir_model_data WHERE module = 'inventory_gov' AND name = 'menu_registers') GROUP BY 1;
\echo -- its columns are those of its source; what is needed, and for what a field is, Odoo says
SELECT f.model, f.name FROM inventory_gov.ui_register_field() f WHERE NOT EXISTS (
       SELECT FROM pg_attribute a WHERE a.attrelid = ('public.' || f.model)::regclass AND a.attname = f.name
          AND a.atttypid = CASE f.kind WHEN 'many2one' THEN 'integer' WHEN 'integer' THEN 'integer' WHEN 'float' THEN 'double precision' WHEN 'boolean' THEN 'boolean' WHEN 'date' THEN 'date' WHEN 'datetime' THEN 'timestamp' ELSE 'text' END::regtype);
SELECT d.name, x.help FROM ir_model_data d JOIN ir_model_fields x ON x.id = d.res_id WHERE d.module = 'inventory_gov' AND d.name = 'field_x_gov_substitute__x_substitute_id';
SELECT a ~ 'name="x_until_day" required="1"', a ~ CASE WHEN :v = 16 THEN 'attrs="\{''readonly'': \[\(''x_is_made'', ''!='', False\)\]\}"' ELSE 'readonly="x_is_made"' END,
       a ~ CASE WHEN :v = 16 THEN 'name="x_company_id" attrs="\{''readonly'': \[\(''x_is_made'', ''!='', False\)\], ''invisible'': \[\(''x_is_made'', ''!='', False\), \(''x_company_id'', ''='', False\)\]\}"'
                ELSE 'name="x_company_id" readonly="x_is_made" invisible="x_is_made and not x_company_id"' END, a ~ 'attrs="[^"]*" attrs='
  FROM (SELECT v.arch_db ->> 'en_US' AS a FROM ir_model_data d JOIN ir_ui_view v ON v.id = d.res_id WHERE d.module = 'inventory_gov' AND d.name = 'view_x_gov_closed_period_form') x;

SELECT COALESCE(max(id), 0) AS events FROM inventory_gov.event \gset
\echo -- risk tiers: one record for what is rated; rated again it is the same one
SELECT gt.entered('x_gov_risk_tier', '{"x_partner_id": 20, "x_tier": "high", "x_reason": "late twice"}');
SELECT id AS tier FROM public.x_gov_risk_tier \gset
SELECT x_name, x_state, x_in_force, x_set_by_id, create_uid, x_set_role FROM public.x_gov_risk_tier;
SELECT gt.write(13, 'x_tier = ''critical'', x_reason = ''and damaged''', :tier, 'x_gov_risk_tier');
SELECT gt.entered('x_gov_risk_tier', '{"x_partner_id": 20, "x_tier": "low", "x_reason": "a new manager", "x_valid_until": "2100-01-01T10:00:00"}');
SELECT id = :tier, x_tier, x_reason, x_valid_until, x_state, (SELECT count(*) FROM inventory_gov.risk_tiers) FROM public.x_gov_risk_tier;
SELECT gt.write(9, 'x_partner_id = 21', :tier, 'x_gov_risk_tier');
SELECT gt.write(9, 'x_valid_until = ''2001-01-01''', :tier, 'x_gov_risk_tier');
SELECT gt.enter(9, 'x_gov_risk_tier', '{"x_tier": "high", "x_reason": "?"}');
SELECT gt.enter(9, 'x_gov_risk_tier', '{"x_partner_id": 20, "x_product_id": 1, "x_tier": "high", "x_reason": "?"}');
SELECT gt.enter(9, 'x_gov_risk_tier', '{"x_user_id": 9, "x_tier": "low", "x_reason": "trust me"}');
SELECT gt.enter(9, 'x_gov_risk_tier', '{"x_product_id": 1, "x_tier": "high", "x_reason": " "}');
SELECT gt.enter(8, 'x_gov_risk_tier', '{"x_product_id": 1, "x_tier": "high", "x_reason": "mine"}');
SELECT gt.write(8, 'x_tier = ''high''', :tier, 'x_gov_risk_tier');
SELECT gt.write(8, 'x_note = ''mine'', x_decision = ''end''', :tier, 'x_gov_risk_tier');
SELECT gt.write(9, 'x_decision = ''end''', :tier, 'x_gov_risk_tier');
SELECT gt.write(9, 'x_note = ''all is well'', x_decision = ''end''', :tier, 'x_gov_risk_tier');
SELECT x_state, x_in_force, x_end_note, x_ended_by_id, x_note FROM public.x_gov_risk_tier;
SELECT gt.as_odoo(format('DELETE FROM public.x_gov_risk_tier WHERE id = %s', :tier));
\echo -- what a vendor came to by himself is cleared, not changed, and stands beside what a person says
INSERT INTO inventory_gov.risk_tier (kind, odoo_id, tier, automatic, reason, valid_until) VALUES ('partner', 20, 'high', true, '3 discrepancies', now() + interval '1 day');
SELECT gt.entered('x_gov_risk_tier', '{"x_partner_id": 20, "x_tier": "standard", "x_reason": "as before"}');
SELECT id AS automatic FROM public.x_gov_risk_tier WHERE x_automatic \gset
SELECT gt.write(9, 'x_tier = ''low''', :automatic, 'x_gov_risk_tier');
SELECT gt.write(9, 'x_note = ''agreed'', x_decision = ''end''', :automatic, 'x_gov_risk_tier');
SELECT x_automatic, x_tier, x_state FROM public.x_gov_risk_tier ORDER BY 1;

\echo -- tier rules
SELECT gt.entered('x_gov_tier_rule', '{"x_tier": "high", "x_discrepancies": 3, "x_days": 30, "x_lasts_days": 90, "x_controls": "receipt_price, receipt_tolerance"}');
SELECT id AS rule FROM public.x_gov_tier_rule \gset
SELECT gt.write(9, 'x_discrepancies = 5, x_controls = NULL', :rule, 'x_gov_tier_rule');
SELECT id = :rule, x_discrepancies, x_controls LIKE '%receipt_window%', x_state FROM public.x_gov_tier_rule;
SELECT gt.write(9, 'x_days = 0', :rule, 'x_gov_tier_rule');
SELECT gt.write(9, 'x_controls = ''receipt_tolerance, sales''', :rule, 'x_gov_tier_rule');
SELECT gt.write(9, 'x_tier = ''critical''', :rule, 'x_gov_tier_rule');
SELECT gt.write(8, 'x_days = 10', :rule, 'x_gov_tier_rule');
SELECT gt.write(9, 'x_decision = ''end''', :rule, 'x_gov_tier_rule');
SELECT gt.write(9, 'x_decision = ''end''', :rule, 'x_gov_tier_rule');
SELECT id = :rule, x_state, x_ended_by_id FROM public.x_gov_tier_rule;

\echo -- substitutes
SELECT gt.entered('x_gov_substitute', '{"x_product_id": 1, "x_substitute_id": 2, "x_partner_id": 20, "x_direction": "in", "x_name": "the new model", "x_valid_until": "2100-01-01T12:30:00"}');
SELECT x_product_id, x_substitute_id, x_valid_until, x_state, x_set_by_id FROM public.x_gov_substitute;
SELECT max(id) AS substitute FROM public.x_gov_substitute \gset
SELECT valid_until AT TIME ZONE 'UTC' FROM inventory_gov.substitutes;
SELECT gt.enter(9, 'x_gov_substitute', '{"x_product_id": 1, "x_substitute_id": 1, "x_name": "itself"}');
SELECT gt.enter(9, 'x_gov_substitute', '{"x_product_id": 1, "x_substitute_id": 99999, "x_name": "gone"}');
SELECT gt.enter(9, 'x_gov_substitute', '{"x_product_id": 1, "x_substitute_id": 2, "x_name": "old", "x_valid_until": "2001-01-01T12:30:00"}') ~ '^23514 a substitute needs a time that lies ahead';
SELECT gt.enter(8, 'x_gov_substitute', '{"x_product_id": 1, "x_substitute_id": 2, "x_name": "mine"}');
SELECT gt.write(9, 'x_valid_until = NULL, x_substitute_id = 3', :substitute, 'x_gov_substitute');
SELECT gt.write(8, 'x_decision = ''end''', :substitute, 'x_gov_substitute');
SELECT gt.write(9, 'x_decision = ''end''', :substitute, 'x_gov_substitute');
SELECT gt.write(9, 'x_decision = ''end''', :substitute, 'x_gov_substitute');
SELECT x_state, x_ended_by_id FROM public.x_gov_substitute;

\echo -- closed periods
SELECT gt.entered('x_gov_closed_period', '{"x_from_day": "2020-01-01", "x_until_day": "2020-12-31", "x_company_id": 1, "x_operations": "receipt, scrap", "x_reason": "audited"}');
SELECT x_name, x_state, x_set_by_id FROM public.x_gov_closed_period;
SELECT max(id) AS period FROM public.x_gov_closed_period \gset
SELECT operations FROM inventory_gov.closed_periods;
SELECT gt.enter(9, 'x_gov_closed_period', '{"x_from_day": "2020-12-31", "x_until_day": "2020-01-01", "x_reason": "audited"}');
SELECT gt.enter(9, 'x_gov_closed_period', '{"x_from_day": "2020-01-01", "x_until_day": "2020-12-31", "x_operations": "sales", "x_reason": "audited"}');
SELECT gt.enter(9, 'x_gov_closed_period', '{"x_from_day": "2020-01-01", "x_until_day": "2020-12-31"}');
SELECT gt.enter(8, 'x_gov_closed_period', '{"x_from_day": "2020-01-01", "x_until_day": "2020-12-31", "x_reason": "mine"}');
SELECT gt.write(9, 'x_until_day = ''2021-12-31''', :period, 'x_gov_closed_period');
SELECT gt.write(9, 'x_decision = ''end''', :period, 'x_gov_closed_period');
SELECT gt.write(9, 'x_note = ''an invoice came late''', :period, 'x_gov_closed_period');
SELECT x_note FROM public.x_gov_closed_period;
SELECT gt.write(9, 'x_decision = ''end''', :period, 'x_gov_closed_period');
SELECT x_state, x_end_note, x_ended_by_id FROM public.x_gov_closed_period;

\echo -- kinds of documents: own ones, and ours, which are taken out and put back
SELECT gt.entered('x_gov_document_kind', '{"x_kind": "certificate", "x_name_pattern": "%coa%", "x_mimetype": "application/%"}');
SELECT id AS kind, id > 0 AND id % 2 = 0 AS own FROM public.x_gov_document_kind WHERE x_name_pattern = '%coa%' \gset
SELECT :'own', x_shipped, x_set_by_id, x_state FROM public.x_gov_document_kind WHERE id = :kind;
SELECT gt.write(9, 'x_decision = ''end''', :kind, 'x_gov_document_kind');
SELECT gt.write(9, 'x_decision = ''end''', :kind, 'x_gov_document_kind');
SELECT x_state FROM public.x_gov_document_kind WHERE id = :kind;
SELECT count(*), bool_and(id > 0 AND x_in_force AND x_set_by_id IS NULL), count(DISTINCT id) = count(*) FROM public.x_gov_document_kind WHERE x_shipped;
SELECT id AS ours FROM public.x_gov_document_kind WHERE x_kind = 'photo' AND x_shipped \gset
SELECT gt.write(9, 'x_decision = ''end''', :ours, 'x_gov_document_kind');
SELECT x_shipped, x_state, x_set_by_id FROM public.x_gov_document_kind WHERE x_mimetype = 'image/%';
SELECT count(*) FROM inventory_gov.document_kinds WHERE kind = 'photo';
SELECT gt.entered('x_gov_document_kind', '{"x_kind": "photo", "x_mimetype": "image/%"}');
SELECT id = :ours, x_shipped, x_state, x_set_by_id FROM public.x_gov_document_kind WHERE x_mimetype = 'image/%';
SELECT count(*) FROM inventory_gov.document_kinds WHERE kind = 'photo';
SELECT gt.enter(9, 'x_gov_document_kind', '{"x_kind": "photo"}');
SELECT gt.enter(9, 'x_gov_document_kind', '{"x_name_pattern": "%x%"}');
SELECT gt.enter(8, 'x_gov_document_kind', '{"x_kind": "photo", "x_name_pattern": "%x%"}');
SELECT gt.write(9, 'x_name_pattern = ''%y%''', :kind, 'x_gov_document_kind');

\echo -- required checks, and places of quarantine
SELECT gt.entered('x_gov_quality_need', '{"x_name": "Colour", "x_category_id": 3, "x_partner_id": 20, "x_per_lot": true}');
SELECT x_name, x_category_id, x_per_lot, x_inspector_group, x_state FROM public.x_gov_quality_need;
SELECT gt.enter(9, 'x_gov_quality_need', '{"x_name": "Colour", "x_category_id": 3, "x_partner_id": 20}');
SELECT gt.enter(9, 'x_gov_quality_need', '{"x_name": "Taste", "x_inspector_group": "Tasters"}');
SELECT gt.enter(8, 'x_gov_quality_need', '{"x_name": "Taste"}');
SELECT gt.write(9, 'x_per_lot = false', (SELECT max(id) FROM public.x_gov_quality_need), 'x_gov_quality_need');
SELECT gt.write(9, 'x_decision = ''end''', (SELECT max(id) FROM public.x_gov_quality_need), 'x_gov_quality_need');
SELECT x_state, x_ended_by_id FROM public.x_gov_quality_need;
SELECT gt.entered('x_gov_quarantine_place', '{"x_location_id": 22, "x_remark": "broken goods"}');
SELECT x_name, x_remark, x_state FROM public.x_gov_quarantine_place;
SELECT gt.enter(9, 'x_gov_quarantine_place', '{"x_location_id": 99999}');
SELECT gt.enter(8, 'x_gov_quarantine_place', '{"x_location_id": 8}');
SELECT gt.write(9, 'x_decision = ''end''', (SELECT max(id) FROM public.x_gov_quarantine_place), 'x_gov_quarantine_place');
SELECT x_state, x_ended_by_id FROM public.x_gov_quarantine_place;

\echo -- reasons
SELECT gt.enter(9, 'x_gov_reason', '{"x_operation": "scrap", "x_code": "wet", "x_name": "Wet"}');
SELECT gt.write(9, 'x_active = false', (SELECT max(id) FROM public.x_gov_reason), 'x_gov_reason');
SELECT x_code, x_name, x_in_force, x_state FROM public.x_gov_reason ORDER BY id DESC LIMIT 1;

\echo -- holds: a clerk places one, somebody else releases it
SELECT gt.enter(8, 'x_gov_hold', '{"x_product_id": 1, "x_reason_id": 4, "x_remark": "two people count"}');
SELECT id AS hold FROM public.x_gov_hold \gset
SELECT x_name, x_kind, x_product_id, x_reason_id, x_allows, x_remark, x_state, x_set_by_id, x_until, x_wants_attachment, x_stops_nothing FROM public.x_gov_hold;
SELECT kind, record_id, reason, state, placed_by_id FROM inventory_gov.holds;
SELECT gt.enter(8, 'x_gov_hold', '{"x_product_id": 1, "x_reason_id": 4}');
SELECT gt.enter(8, 'x_gov_hold', '{"x_reason_id": 4}');
SELECT gt.enter(8, 'x_gov_hold', '{"x_product_id": 1, "x_lot_id": 1, "x_reason_id": 4}');
SELECT gt.enter(8, 'x_gov_hold', '{"x_product_id": 1}');
SELECT gt.enter(8, 'x_gov_hold', '{"x_lot_id": 99999, "x_reason_id": 1}');
SELECT gt.enter(8, 'x_gov_hold', '{"x_lot_id": 1, "x_reason_id": 1, "x_direction": "in"}');
SELECT gt.enter(8, 'x_gov_hold', '{"x_lot_id": 1, "x_reason_id": 1, "x_until": "2001-01-01T12:30:00"}');
SELECT gt.entered('x_gov_hold', '{"x_location_id": 22, "x_direction": "out", "x_reason_id": 5, "x_until": "2100-01-01T12:30:00"}');
SELECT gt.entered('x_gov_hold', '{"x_category_id": 3, "x_reason_id": 1}'), gt.entered('x_gov_hold', '{"x_lot_id": 1, "x_reason_id": 2}'), gt.entered('x_gov_hold', '{"x_partner_id": 20, "x_reason_id": 7}'),
       gt.entered('x_gov_hold', '{"x_purchase_order_id": 1, "x_reason_id": 7}');
SELECT x_kind, x_name, x_direction, x_until FROM public.x_gov_hold ORDER BY id;
SELECT gt.write(8, 'x_remark = ''mine''', :hold, 'x_gov_hold');
SELECT gt.write(8, 'x_note = ''counted'', x_decision = ''end''', :hold, 'x_gov_hold');
SELECT gt.write(9, 'x_decision = ''end''', :hold, 'x_gov_hold');
SELECT gt.write(9, 'x_note = ''counted'', x_decision = ''end''', :hold, 'x_gov_hold');
SELECT x_state, x_in_force, x_ended_by_id, x_end_note FROM public.x_gov_hold WHERE id = :hold;
SELECT gt.write(9, 'x_note = ''again'', x_decision = ''end''', :hold, 'x_gov_hold');
\echo -- who holds for a reason, and releases with what, its register says
SELECT gt.entered('x_gov_hold_reason', '{"x_code": "LAB_RESULT", "x_name": "Waits for the laboratory", "x_allows": "receipt, quarantine", "x_evidence": true, "x_place_group": "stock.group_stock_manager", "x_active": true}');
SELECT id AS reason FROM public.x_gov_hold_reason WHERE x_code = 'LAB_RESULT' \gset
SELECT code, allows, place_group, release_group, release_value, evidence, changed_by_id FROM inventory_gov.hold_reasons WHERE code = 'LAB_RESULT';
SELECT gt.enter(8, 'x_gov_hold', jsonb_build_object('x_lot_id', 1, 'x_reason_id', :reason));
SELECT gt.enter(9, 'x_gov_hold', jsonb_build_object('x_lot_id', 1, 'x_reason_id', :reason));
SELECT id AS lab, x_wants_attachment FROM public.x_gov_hold WHERE x_reason_id = :reason \gset
SELECT gt.write(13, 'x_note = ''fine'', x_decision = ''end''', :lab, 'x_gov_hold'), :'x_wants_attachment';
INSERT INTO ir_attachment (name, res_model, res_id, type, file_size, mimetype, checksum, create_uid, create_date)
VALUES ('result.pdf', 'x_gov_hold', :lab, 'binary', 100, 'application/pdf', 'c1', 13, now() AT TIME ZONE 'UTC' + interval '1 second');
SELECT gt.write(13, 'x_note = ''fine'', x_decision = ''end''', :lab, 'x_gov_hold');
SELECT x_state, x_end_note, x_wants_attachment FROM public.x_gov_hold WHERE id = :lab;
SELECT gt.write(9, 'x_senior_group = ''base.group_system'', x_release_value = 500', :reason, 'x_gov_hold_reason');
SELECT x_release_value, x_senior_group, x_set_by_id FROM public.x_gov_hold_reason WHERE id = :reason;
SELECT gt.write(9, 'x_senior_group = NULL', :reason, 'x_gov_hold_reason');
SELECT gt.write(9, 'x_active = false, x_senior_group = NULL, x_release_value = 0', :reason, 'x_gov_hold_reason');
SELECT x_state, x_release_value FROM public.x_gov_hold_reason WHERE id = :reason;
SELECT gt.enter(9, 'x_gov_hold', jsonb_build_object('x_lot_id', 1, 'x_reason_id', :reason));
SELECT gt.enter(9, 'x_gov_hold_reason', '{"x_code": "LAB_RESULT", "x_name": "Twice"}');
SELECT gt.enter(9, 'x_gov_hold_reason', '{"x_code": "X", "x_name": "X", "x_allows": "receipt, teleport"}');
SELECT gt.enter(9, 'x_gov_hold_reason', '{"x_code": "X", "x_name": "X", "x_release_group": "Nobody"}');
SELECT gt.enter(8, 'x_gov_hold_reason', '{"x_code": "X", "x_name": "X"}');
SELECT gt.write(9, 'x_code = ''OTHER''', :reason, 'x_gov_hold_reason');

\echo -- credit rules: one record for the same customers
SELECT gt.entered('x_gov_credit_rule', '{"x_partner_id": 30, "x_by_overdue": true, "x_overdue_days": 10, "x_overdue_amount": 50, "x_orders": true, "x_release_days": 7, "x_remark": "slow"}');
SELECT id AS credit FROM public.x_gov_credit_rule \gset
SELECT gt.write(9, 'x_overdue_days = 0, x_by_limit = true, x_limit_pct = 90', :credit, 'x_gov_credit_rule');
SELECT id = :credit, x_overdue_days, x_by_limit, x_limit_pct, x_credit_limit, x_growth_pct, x_state, (SELECT count(*) FROM inventory_gov.credit_rules) FROM public.x_gov_credit_rule;
SELECT gt.write(9, 'x_by_overdue = false, x_by_limit = false', :credit, 'x_gov_credit_rule');
SELECT gt.write(9, 'x_overdue_amount = -1', :credit, 'x_gov_credit_rule');
SELECT gt.write(9, 'x_partner_id = 31', :credit, 'x_gov_credit_rule');
SELECT gt.enter(9, 'x_gov_credit_rule', '{"x_partner_id": 30, "x_category_id": 1, "x_excluded": true}');
SELECT gt.enter(8, 'x_gov_credit_rule', '{"x_excluded": true}');
SELECT gt.entered('x_gov_credit_rule', '{"x_category_id": 1, "x_company_id": 1, "x_excluded": true, "x_by_overdue": false}');
SELECT gt.write(9, 'x_decision = ''end''', :credit, 'x_gov_credit_rule');
SELECT gt.write(9, 'x_decision = ''end''', :credit, 'x_gov_credit_rule');
SELECT x_state, x_ended_by_id, x_excluded FROM public.x_gov_credit_rule ORDER BY id;

\echo -- places of equipment, where Odoo has equipment
SELECT count(*) FROM ir_model_data d WHERE d.module = 'inventory_gov' AND d.name ~ 'x_gov_equipment_place';
CREATE TABLE maintenance_equipment (id serial PRIMARY KEY, name jsonb NOT NULL);
INSERT INTO maintenance_equipment (name) VALUES ('{"en_US": "Chiller"}');
SELECT format('ALTER TABLE maintenance_equipment OWNER TO %I', :'role') \gexec
INSERT INTO ir_model (model, name) VALUES ('maintenance.equipment', '{"en_US": "Equipment"}');
SELECT inventory_gov.publish_odoo_ui() > 0;
SELECT count(*) FROM ir_model_data d WHERE d.module = 'inventory_gov' AND d.name ~ 'menu_x_gov_equipment_place';
SELECT gt.entered('x_gov_equipment_place', '{"x_equipment_id": 1, "x_location_id": 22, "x_remark": "the cold store"}');
SELECT x_name, x_state FROM public.x_gov_equipment_place;
SELECT gt.enter(9, 'x_gov_equipment_place', '{"x_equipment_id": 9, "x_location_id": 22}');
SELECT gt.enter(8, 'x_gov_equipment_place', '{"x_equipment_id": 1, "x_location_id": 22}');
SELECT gt.write(9, 'x_decision = ''end''', (SELECT max(id) FROM public.x_gov_equipment_place), 'x_gov_equipment_place');
SELECT x_state, x_ended_by_id FROM public.x_gov_equipment_place;

\echo -- what may come back, and where it may go
SELECT id AS unwanted FROM public.x_gov_reason WHERE x_operation = 'return' AND x_code = 'NOT_WANTED' \gset
SELECT gt.entered('x_gov_return_authorisation', jsonb_build_object('x_customer_id', 30, 'x_product_id', 1, 'x_quantity', 3, 'x_condition', 'OPENED', 'x_reason_id', :unwanted, 'x_valid_until', '2100-01-01T12:30:00'));
SELECT x_name, x_quantity, x_came_back, x_state FROM public.x_gov_return_authorisation;
SELECT gt.enter(9, 'x_gov_return_authorisation', '{"x_product_id": 1}');
SELECT gt.enter(9, 'x_gov_return_authorisation', '{"x_customer_id": 30, "x_quantity": -1}');
SELECT gt.enter(9, 'x_gov_return_authorisation', '{"x_customer_id": 30, "x_valid_until": "2001-01-01T12:30:00"}');
SELECT gt.enter(9, 'x_gov_return_authorisation', '{"x_customer_id": 30, "x_product_id": 1, "x_lot_id": 1}');
SELECT gt.enter(8, 'x_gov_return_authorisation', '{"x_customer_id": 30}');
SELECT gt.write(9, 'x_decision = ''end''', (SELECT max(id) FROM public.x_gov_return_authorisation), 'x_gov_return_authorisation');
SELECT gt.write(9, 'x_note = ''kept it'', x_decision = ''end''', (SELECT max(id) FROM public.x_gov_return_authorisation), 'x_gov_return_authorisation');
SELECT x_state, x_end_note, x_ended_by_id FROM public.x_gov_return_authorisation;
SELECT gt.entered('x_gov_disposition', jsonb_build_object('x_location_id', 22, 'x_condition', 'OPENED', 'x_reason_id', :unwanted));
SELECT gt.enter(9, 'x_gov_disposition', '{"x_condition": "NEW"}');
SELECT gt.write(9, 'x_decision = ''end''', (SELECT max(id) FROM public.x_gov_disposition), 'x_gov_disposition');
SELECT x_name, x_condition, x_state FROM public.x_gov_disposition;

\echo -- what may lie where, and cross
SELECT gt.entered('x_gov_hazard', '{"x_name": "flammable", "x_category_id": 3}');
SELECT gt.enter(9, 'x_gov_hazard', '{"x_name": "flammable", "x_category_id": 3}');
SELECT gt.enter(9, 'x_gov_hazard', '{"x_name": "Flammable!", "x_product_id": 1}');
SELECT gt.entered('x_gov_place_rule', '{"x_verdict": "deny", "x_location_id": 22, "x_hazard": "flammable", "x_reason": "no sprinklers"}');
SELECT gt.enter(9, 'x_gov_place_rule', '{"x_verdict": "allow", "x_location_id": 22, "x_hazard": "flammable", "x_reason": "now it has"}');
SELECT gt.enter(9, 'x_gov_place_rule', '{"x_verdict": "allow", "x_location_id": 22, "x_product_id": 1, "x_category_id": 3, "x_reason": "both"}');
SELECT gt.enter(8, 'x_gov_place_rule', '{"x_verdict": "allow", "x_location_id": 22, "x_reason": "mine"}');
SELECT gt.entered('x_gov_crossing', '{"x_kind": "owner", "x_owner_id": 20, "x_purpose": "scrap", "x_reason": "agreed"}'), gt.entered('x_gov_crossing', '{"x_kind": "company", "x_to_company_id": 1, "x_reason": "one stock"}');
SELECT gt.enter(9, 'x_gov_crossing', '{"x_kind": "company", "x_owner_id": 20, "x_reason": "both"}');
SELECT gt.write(9, 'x_decision = ''end''', (SELECT max(id) FROM public.x_gov_hazard), 'x_gov_hazard'), gt.write(9, 'x_decision = ''end''', (SELECT max(id) FROM public.x_gov_place_rule), 'x_gov_place_rule'),
       gt.write(9, 'x_decision = ''end''', (SELECT max(id) FROM public.x_gov_crossing), 'x_gov_crossing'), gt.write(9, 'x_decision = ''end''', (SELECT max(id) FROM public.x_gov_crossing), 'x_gov_crossing');
SELECT x_name, x_state FROM public.x_gov_hazard UNION ALL SELECT x_name, x_state FROM public.x_gov_place_rule UNION ALL SELECT x_name, x_state FROM public.x_gov_crossing;

\echo -- what customers need before goods go to them
SELECT gt.entered('x_gov_licence', '{"x_partner_id": 30, "x_name": "Wholesale of poisons", "x_number": "P-17", "x_valid_from": "2020-01-01", "x_valid_until": "2100-12-31"}');
SELECT gt.enter(9, 'x_gov_licence', '{"x_partner_id": 30, "x_name": "Old", "x_valid_from": "2020-01-01", "x_valid_until": "2020-12-31"}');
SELECT gt.enter(9, 'x_gov_licence', '{"x_partner_id": 30, "x_name": "Old", "x_valid_from": "2020-01-01", "x_valid_until": "2019-12-31"}');
SELECT gt.enter(8, 'x_gov_licence', '{"x_partner_id": 30, "x_name": "Mine"}');
SELECT gt.write(9, 'x_decision = ''end''', (SELECT min(id) FROM public.x_gov_licence), 'x_gov_licence');
SELECT gt.write(9, 'x_note = ''revoked'', x_decision = ''end''', (SELECT min(id) FROM public.x_gov_licence), 'x_gov_licence');
SELECT x_name, x_number, x_state, x_end_note FROM public.x_gov_licence ORDER BY id;
SELECT gt.entered('x_gov_compliance_rule', '{"x_licence": "Wholesale of poisons", "x_category_id": 3}'), gt.entered('x_gov_compliance_rule', '{"x_document": "certificate", "x_holder": "product", "x_partner_category_id": 1}');
SELECT gt.enter(9, 'x_gov_compliance_rule', '{"x_category_id": 3}');
SELECT gt.enter(9, 'x_gov_compliance_rule', '{"x_category_id": 3, "x_licence": "Wholesale of poisons", "x_document": "certificate"}');
SELECT gt.enter(8, 'x_gov_compliance_rule', '{"x_licence": "mine"}');
SELECT gt.write(9, 'x_decision = ''end''', (SELECT min(id) FROM public.x_gov_compliance_rule), 'x_gov_compliance_rule');
SELECT x_name, x_document, x_holder, x_state FROM public.x_gov_compliance_rule ORDER BY id;

\echo -- fields of models that Odoo does not have are left out, until it has them
SELECT d.name FROM ir_model_data d WHERE d.module = 'inventory_gov' AND d.name ~ '^field_x_gov_hold__x_(carrier|sale_order)_id$';
SELECT array_agg(DISTINCT m[1]) FROM ir_model_data d JOIN ir_ui_view v ON v.id = d.res_id, regexp_matches(v.arch_db ->> 'en_US', 'x_(?:carrier|sale_order)_id', 'g') m
 WHERE d.module = 'inventory_gov' AND d.name ~ '^view_x_gov_hold_';
INSERT INTO ir_model (model, name) VALUES ('delivery.carrier', '{"en_US": "Carrier"}');
SELECT inventory_gov.publish_odoo_ui() > 0;
SELECT d.name FROM ir_model_data d WHERE d.module = 'inventory_gov' AND d.name ~ '^field_x_gov_hold__x_carrier_id$';
DELETE FROM ir_model WHERE model = 'delivery.carrier';
SELECT inventory_gov.publish_odoo_ui() > 0, inventory_gov.publish_odoo_ui();
SELECT count(*) FROM ir_model_data d WHERE d.module = 'inventory_gov' AND d.name ~ '^field_x_gov_hold__x_carrier_id$';

\echo -- nobody named, and names in the language of the user
SELECT gt.as_odoo('INSERT INTO public.x_gov_quarantine_place (x_location_id) VALUES (22)');
SELECT gt.write(9, 'x_decision = ''clear''', :tier, 'x_gov_risk_tier');
UPDATE res_partner SET lang = 'fr_FR' WHERE id = (SELECT partner_id FROM res_users WHERE id = 9);
SELECT gt.write(9, 'x_partner_id = NULL, x_product_id = 1', :tier, 'x_gov_risk_tier');
SELECT gt.enter(9, 'x_gov_substitute', '{"x_product_id": 1, "x_substitute_id": 1, "x_name": "itself"}');
SELECT gt.write(8, 'x_tier = ''low''', :tier, 'x_gov_risk_tier');
SELECT gt.enter(9, 'x_gov_hold', '{"x_reason_id": 4}');
SELECT gt.enter(9, 'x_gov_hold', '{"x_lot_id": 1, "x_reason_id": 1, "x_until": "2001-01-01T12:30:00"}');
\echo -- all of it is told
SELECT gt.events(:events);
SELECT count(*), bool_and(9 IN ((payload ->> 'set_by')::integer, (payload ->> 'declared_by')::integer, (payload ->> 'closed_by')::integer, (payload ->> 'actor')::integer))
  FROM inventory_gov.event WHERE id > :events AND kind ~ '\.(set|declared|closed|added|removed)$' AND kind <> 'risk_tier.set';
\ir end.sql
DROP OWNED BY :"role" CASCADE;
DROP ROLE :"role";
