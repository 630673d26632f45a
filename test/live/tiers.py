"""Risk tiers on a running Odoo: a policy for a tier, a vendor who tightens by what he delivers, and back."""


def run(live):
    a, c, s = live.admin, live.clerk, live.supervisor
    P = live.product("Rated", 100.0)
    vendor = a.partner(f"Careless {live.run_id}")
    usual, live.supplier = live.supplier, vendor
    try:
        live.db.run("SELECT inventory_gov.create_policy('receipt_tolerance', 'Live note', '{\"over_pct\": 1}', enforcement => 'flag', state => 'active');"
                    "SELECT inventory_gov.create_policy('receipt_tolerance', 'Live strict', '{\"over_pct\": 0}', '{\"tier\": \"high\"}', state => 'active');"
                    "SELECT inventory_gov.set_tier_rule('high', 2, controls => '{receipt_tolerance}')")
        live.mark_violations()
        over = lambda: c.receive(live.order(P, 100, 100)[1], P, 102)
        for n in (1, 2):
            live.passes(f"discrepancy {n} of a vendor", over, [("flagged", "over_pct", 2)])
        live.db.run("SELECT inventory_gov.scan_risk_tiers()")
        rating = live.db.one(f"SELECT tier, automatic, state FROM inventory_gov.risk_tiers WHERE kind = 'partner' AND odoo_id = {vendor}")
        live.tap.same(rating, {"tier": "high", "automatic": True, "state": "in force"}, "he tightens by himself")
        live.tap.same(live.db.one(f"SELECT state FROM inventory_gov.cases WHERE kind = 'vendor_tightened' AND key = '{vendor}'"), {"state": "open"}, "which is a case")
        live.refused("the same is refused now", over)
        live.tap.note(live.text)
        live.db.run(f"SELECT inventory_gov.clear_risk_tier('partner', {vendor}, 'agreed with the vendor', true, {s.o.uid})")
        live.passes("taken back, it passes", over, [("flagged", "over_pct", 2)])
        category = live.o.read("product.product", P, ["categ_id"])[0]["categ_id"][0]
        live.db.run(f"SELECT inventory_gov.set_risk_tier('category', {category}, 'critical', 'expensive')")
        live.refused("a category that is rated", over)
        live.db.run(f"SELECT inventory_gov.clear_risk_tier('category', {category}, 'done')")
    finally:
        live.supplier = usual
        live.db.run("UPDATE inventory_gov.policy SET state = 'retired', name = name || ' ' || id WHERE name IN ('Live note', 'Live strict') AND state <> 'retired'")
