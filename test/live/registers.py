"""The registers on Odoo's screens: each opens, is filled and ended by an administrator as the web client does it, and only read by a clerk."""
from approvals import Approvals
from odoorpc import OdooError


def run(live):
    ui = Approvals(live)
    ui.publish()
    registers = live.db.rows("SELECT r.model, r.finish ~ '\\$3' AS noted, r.writers FROM inventory_gov.ui_register() r WHERE r.model IN (SELECT inventory_gov.ui_published_register())")
    for r in registers:
        opens(live, ui, r["model"], r["noted"] is not None, r["writers"] == "base.group_user")
    made = entered(live, ui)
    live.tap.same(sorted(made), sorted(r["model"] for r in registers), "every register was filled")
    refused(live, ui, made)
    changed(live, ui, made)
    held(live, ui)
    absent(live)
    for r in registers:
        if r["model"] in made and r["noted"] is not None and r["model"] != "x_gov_hold":
            ended(live, ui, r["model"], made[r["model"]], r["noted"])
    live.tap.ok(live.db.one("SELECT bool_and(kind ~ '\\.') AS told, count(*) AS n FROM inventory_gov.event WHERE kind ~ '^(risk_tier|tier_rule|substitute|period|document_kind|quality_need|quarantine|reason|hold|hold_reason|credit_rule|equipment_place|return|disposition|hazard_class|place_rule|crossing_rule|licence|compliance_rule)\\.'"
                            f" AND payload::text ~ ': {live.admin.o.uid}[,}}]'")["n"] >= 2 * len(registers) - 1, "all of it is told")


def kinds(live):
    return ["list" if live.v >= 18 else "tree", "form", "search"]


def opens(live, ui, model, ends, by_all):
    """The list with its default filter, and an empty form, as both of them see it."""
    action = live.o.read("ir.actions.act_window", live.o.ref(f"inventory_gov.action_{model}"), ["res_model", "view_mode", "context"])[0]
    live.tap.same(action["view_mode"], ",".join(kinds(live)[:2]), f"{model}: its action")
    for flows in (live.admin, live.clerk):
        views = flows.o.call(model, "get_views", [[False, k] for k in kinds(live)], {})["views"]
        live.tap.same(sorted(views), sorted(kinds(live)), f"{model}: user {flows.o.uid} gets its views")
        fields = ["x_name", "x_state", "x_in_force", "x_set_by_id"]
        found = flows.o.call(model, "web_search_read", [("x_in_force", "=", True)], {f: {} for f in fields} if live.v >= 17 else fields, limit=80)
        live.tap.ok(isinstance(found["records"], list), f"{model}: user {flows.o.uid} opens the list")
        live.tap.same("end" in views["form"]["arch"] and "<button" in views["form"]["arch"], ends and (by_all or flows is live.admin),
                      f"{model}: the button is for user {flows.o.uid}")
    names = live.db.rows(f"SELECT name FROM inventory_gov.ui_register_column() WHERE model = '{model}' AND edit IS NOT NULL AND (model, name) IN (SELECT model, name FROM inventory_gov.ui_published_column())")
    spec = {n["name"]: {} if live.v >= 17 else "" for n in names}
    new = live.admin.o.call(model, "onchange", [], {}, [], spec)
    live.tap.ok("value" in new, f"{model}: New opens an empty form")


def entered(live, ui):
    a, o = live.admin, live.o
    P, Q = live.product("Registered", 5.0), live.product("Registered instead", 5.0)
    partner = a.partner(f"Registered {live.run_id}")
    category = o.read("product.product", P, ["categ_id"])[0]["categ_id"][0]
    place = o.create("stock.location", {"name": f"Set aside {live.run_id}", "usage": "internal", "location_id": a.stock})
    code = "LIVE" + "".join(c for c in str(live.run_id).upper() if c.isalnum())
    vals = {
        "x_gov_reason": {"x_operation": "scrap", "x_code": code, "x_name": "Fell off", "x_active": True},
        "x_gov_hold_reason": {"x_code": code, "x_name": "Waits for the laboratory", "x_allows": "receipt, quarantine", "x_place_group": "stock.group_stock_manager", "x_evidence": True, "x_active": True},
        "x_gov_hold": {"x_product_id": P, "x_reason_id": 4, "x_remark": "Two people count", "x_until": "2100-01-01 12:00:00"},
        "x_gov_credit_rule": {"x_partner_id": partner, "x_by_overdue": True, "x_overdue_days": 10, "x_overdue_amount": 50.0, "x_orders": True, "x_release_days": 7},
        "x_gov_return_authorisation": {"x_customer_id": partner, "x_product_id": P, "x_quantity": 3.0, "x_condition": "OPENED", "x_valid_until": "2100-01-01 12:00:00"},
        "x_gov_disposition": {"x_location_id": place, "x_condition": "DAMAGED"},
        "x_gov_hazard": {"x_name": code.lower(), "x_product_id": P},
        "x_gov_place_rule": {"x_verdict": "deny", "x_location_id": place, "x_product_id": Q, "x_reason": "Too cold"},
        "x_gov_crossing": {"x_kind": "owner", "x_owner_id": partner, "x_purpose": "scrap", "x_reason": "Agreed with him"},
        "x_gov_licence": {"x_partner_id": partner, "x_name": f"Wholesale {live.run_id}", "x_number": "P-17", "x_valid_from": "2020-01-01", "x_valid_until": "2100-12-31"},
        "x_gov_compliance_rule": {"x_document": "certificate", "x_holder": "product", "x_country_id": o.search("res.country", [("code", "=", "FR")])[0], "x_product_id": Q},
        "x_gov_risk_tier": {"x_partner_id": partner, "x_tier": "high", "x_reason": "Late twice"},
        "x_gov_tier_rule": {"x_tier": "critical", "x_discrepancies": 9, "x_days": 30, "x_lasts_days": 60},
        "x_gov_substitute": {"x_product_id": P, "x_substitute_id": Q, "x_partner_id": partner, "x_direction": "in", "x_name": "The new model", "x_valid_until": "2100-01-01 12:00:00"},
        "x_gov_closed_period": {"x_from_day": "2001-01-01", "x_until_day": "2001-12-31", "x_operations": "receipt, scrap", "x_reason": "Audited"},
        "x_gov_document_kind": {"x_kind": "certificate", "x_name_pattern": f"%live {live.run_id}%"},
        "x_gov_quality_need": {"x_name": f"Colour {live.run_id}", "x_category_id": category, "x_product_id": P},
        "x_gov_quarantine_place": {"x_location_id": place, "x_remark": "Broken goods"},
    }
    if o.search("ir.model", [("model", "=", "maintenance.equipment")]):
        vals["x_gov_equipment_place"] = {"x_equipment_id": o.create("maintenance.equipment", {"name": f"Chiller {live.run_id}"}), "x_location_id": place}
    made = {}
    for model, entered_ in vals.items():
        made[model] = ui.save(a, model, None, entered_)
        got = a.o.read(model, made[model], [*entered_, "x_state", "x_set_by_id"])[0]
        plain = {k: got[k][0] if isinstance(got[k], (list, tuple)) else got[k] for k in entered_}
        live.tap.same((plain, got["x_state"] in ("in_force", "closed")), (entered_, True), f"{model}: an administrator enters a record")
        live.tap.same(got["x_set_by_id"][0], a.o.uid, f"{model}: it says who")
    # what is entered is what the controls go by
    live.tap.same(live.db.one(f"SELECT tier, set_by_id FROM inventory_gov.risk_tiers WHERE kind = 'partner' AND odoo_id = {partner}"), {"tier": "high", "set_by_id": a.o.uid}, "the rating counts")
    live.tap.same(live.db.one(f"SELECT operations FROM inventory_gov.closed_periods WHERE id = {made['x_gov_closed_period']}"), {"operations": ["receipt", "scrap"]}, "the period is closed for two kinds")
    live.tap.same(live.db.one(f"SELECT state FROM inventory_gov.substitutes WHERE id = {made['x_gov_substitute']}"), {"state": "in force"}, "the substitute is declared")
    live.tap.same(live.db.one(f"SELECT count(*) AS n FROM inventory_gov.quarantine_places WHERE location_id = {place}"), {"n": 1}, "the place is quarantine")
    return made


def refused(live, ui, made):
    a, c = live.admin, live.clerk
    for model, record in made.items():
        live.tap.ok(c.o.read(model, record, ["x_name", "x_state"]), f"{model}: a clerk reads it")
        if model == "x_gov_hold":
            continue
        ui.denied(f"{model}: but enters nothing", lambda: c.o.create(model, {"x_name": "mine"}))
        ui.denied(f"{model}: changes nothing", lambda: c.o.call(model, "write", [record], {"x_decision": "end"}))
        ui.denied(f"{model}: deletes nothing", lambda: c.o.call(model, "unlink", [record]))
        if live.db.one(f"SELECT button FROM inventory_gov.ui_register() WHERE model = '{model}'")["button"]:
            try:
                ui.press(c, "end", record, model=model)
                live.tap.ok(False, f"{model}: nor by the button's action", "it went through")
            except OdooError as e:
                live.tap.ok("may not do this" in e.message or "AccessError" in e.name or "Forbidden" in e.name, f"{model}: nor by the button's action", e.name, e.message)
    ui.dialog("nothing is rated", lambda: ui.save(a, "x_gov_risk_tier", None, {"x_tier": "high", "x_reason": "?"}), "Fill in what is rated")
    ui.dialog("nobody rates himself", lambda: ui.save(a, "x_gov_risk_tier", None, {"x_user_id": a.o.uid, "x_tier": "low", "x_reason": "?"}), "Nobody rates himself")
    ui.dialog("a period ends before it begins", lambda: ui.save(a, "x_gov_closed_period", None, {"x_from_day": "2001-02-01", "x_until_day": "2001-01-01", "x_reason": "?"}), "2001-02-01")
    ui.dialog("a rule for a control there is not", lambda: ui.save(a, "x_gov_tier_rule", made["x_gov_tier_rule"], {"x_controls": "sales"}), "sales")
    ui.dialog("a kind of document without a pattern", lambda: ui.save(a, "x_gov_document_kind", None, {"x_kind": "photo"}), "pattern")
    ui.dialog("a credit rule that holds nobody", lambda: ui.save(a, "x_gov_credit_rule", None, {"x_release_days": 3}), "tick that they are never held")
    ui.dialog("a return of nobody's", lambda: ui.save(a, "x_gov_return_authorisation", None, {"x_quantity": 1}), "customer")
    ui.dialog("a rule of a place that there is already", lambda: ui.save(a, "x_gov_place_rule", None, {"x_verdict": "allow", "x_location_id": a.o.read("x_gov_place_rule",
              made["x_gov_place_rule"], ["x_location_id"])[0]["x_location_id"][0], "x_product_id": a.o.read("x_gov_place_rule", made["x_gov_place_rule"], ["x_product_id"])[0]["x_product_id"][0],
              "x_reason": "?"}), "already")
    ui.dialog("a substitute is not changed", lambda: ui.save(a, "x_gov_substitute", made["x_gov_substitute"], {"x_valid_until": False}), "Until")
    ui.denied("nor deleted, by an administrator", lambda: a.o.call("x_gov_substitute", "unlink", [made["x_gov_substitute"]]))


def changed(live, ui, made):
    a = live.admin
    for model, vals in (("x_gov_risk_tier", {"x_tier": "critical", "x_reason": "And damaged"}), ("x_gov_tier_rule", {"x_discrepancies": 12}), ("x_gov_reason", {"x_name": "Fell down"}),
                        ("x_gov_credit_rule", {"x_overdue_days": 20, "x_by_limit": True, "x_limit_pct": 90.0}), ("x_gov_hold_reason", {"x_name": "Waits for the doctor"})):
        ui.save(a, model, made[model], vals)
        got = a.o.read(model, made[model], [*vals, "x_in_force"])[0]
        live.tap.same({k: got[k] for k in vals}, vals, f"{model}: changed, the record is the same")
        live.tap.ok(got["x_in_force"], f"{model}: and in force")


def held(live, ui):
    """Holds are placed by whoever the reason lets, a clerk among them, and released by somebody else."""
    a, c, s = live.admin, live.clerk, live.supervisor
    P, counted = live.product("Held", 5.0), 4
    lab = a.o.search("x_gov_hold_reason", [("x_name", "=", "Waits for the doctor")])[0]
    hold = ui.save(c, "x_gov_hold", None, {"x_product_id": P, "x_reason_id": counted, "x_remark": "Two people count"})
    live.tap.same(live.db.one(f"SELECT kind, record_id, reason, placed_by_id FROM inventory_gov.holds WHERE id = {hold}"),
                  {"kind": "product", "record_id": P, "reason": "COUNT", "placed_by_id": c.o.uid}, "x_gov_hold: a clerk places a hold")
    ui.dialog("nothing is held", lambda: ui.save(c, "x_gov_hold", None, {"x_reason_id": counted}), "Fill in what is held")
    ui.dialog("held twice", lambda: ui.save(c, "x_gov_hold", None, {"x_product_id": P, "x_reason_id": counted}), "same reason already")
    ui.dialog("a reason that others hold for", lambda: ui.save(c, "x_gov_hold", None, {"x_product_id": P, "x_reason_id": lab}), "may not do this")
    ui.dialog("a hold is not changed", lambda: ui.save(c, "x_gov_hold", hold, {"x_remark": "Three people"}), "Remark")
    ui.dialog("released by who placed it", lambda: ui.press(c, "end", hold, "Counted", model="x_gov_hold"), "Somebody else has to")
    ui.dialog("released without a note", lambda: ui.press(s, "end", hold, model="x_gov_hold"), "reason")
    ui.press(s, "end", hold, "Counted by two", model="x_gov_hold")
    got = s.o.read("x_gov_hold", hold, ["x_state", "x_ended_by_id", "x_end_note"])[0]
    live.tap.same((got["x_state"], got["x_ended_by_id"][0], got["x_end_note"]), ("released", s.o.uid, "Counted by two"), "x_gov_hold: a supervisor releases it")
    waits = ui.save(a, "x_gov_hold", None, {"x_product_id": P, "x_reason_id": lab})
    ui.dialog("released without a paper", lambda: ui.press(s, "end", waits, "It is fine", model="x_gov_hold"), "takes evidence")
    ui.attach(s, "x_gov_hold", waits, "result.pdf")
    ui.press(s, "end", waits, "It is fine", model="x_gov_hold")
    live.tap.same(s.o.read("x_gov_hold", waits, ["x_state"])[0]["x_state"], "released", "x_gov_hold: an attachment on the hold is evidence")


def absent(live):
    """Fields of models whose module is not installed are left out."""
    declared = live.db.rows("SELECT model, name, target FROM inventory_gov.ui_register_column() WHERE kind = 'many2one' AND target !~ '^x_' AND model IN (SELECT inventory_gov.ui_published_register())")
    for d in declared:
        there = bool(live.o.search("ir.model", [("model", "=", d["target"])]))
        fields = live.o.call(d["model"], "fields_get", [d["name"]])
        live.tap.same(d["name"] in fields, there, f"{d['model']}: {d['name']} is there if {d['target']} is")


def ended(live, ui, model, record, noted):
    a = live.admin
    if noted:
        ui.dialog(f"{model}: ended without a note", lambda: ui.press(a, "end", record, model=model), "reason")
    ui.press(a, "end", record, "No longer needed" if noted else None, model=model)
    got = a.o.read(model, record, ["x_in_force", "x_state", "x_end_note"])[0]
    live.tap.same((got["x_in_force"], got["x_end_note"] or None), (False, "No longer needed" if noted else None), f"{model}: ended, and still to be seen")
