"""Scraps and costs on a running Odoo: limits at once and within a day, costs set by hand and computed, and the ways around."""
import contextlib
import re

from odoorpc import OdooError


@contextlib.contextmanager
def policy(live, control, limits, enforcement="approve"):
    live.db.run(f"SELECT inventory_gov.create_policy('{control}', 'Live cost', '{limits}', enforcement => '{enforcement}', state => 'active')")
    live.mark_violations()
    try:
        yield
    finally:
        live.db.run("UPDATE inventory_gov.policy SET state = 'retired', name = name || ' ' || id WHERE name = 'Live cost'")


# ---- scraps

def scrapped(who, product, qty, **vals):
    """A scrap order, validated as the button does; it stays a draft where it is refused."""
    s = who.o.create("stock.scrap", dict({"product_id": product, "scrap_qty": qty, "location_id": who.stock}, **vals))
    who.o.call("stock.scrap", "action_validate", [s])
    return s


def bin_of(live):
    """The scrap location of the warehouse."""
    domain = [("scrap_location", "=", True)] if live.v < 19 else [("usage", "=", "inventory")]
    return live.o.search("stock.location", domain + [("company_id", "in", (1, False))])[0]


def by_rpc(live, who, product, qty, state):
    """A move into the scrap location, made by hand; from 17 on it calls itself that of a scrap order."""
    vals = {"product_id": product, "product_uom_qty": qty, "location_id": who.stock, "location_dest_id": bin_of(live), "state": state,
            "product_uom": live.o.read("product.product", product, ["uom_id"])[0]["uom_id"][0]}
    vals.update({"name": "gone", "quantity_done": qty} if live.v == 16 else {"quantity": qty, "picked": True})
    if live.v >= 17:
        vals["scrap_id"] = live.o.create("stock.scrap", {"product_id": product, "scrap_qty": qty, "location_id": who.stock})
    if 17 <= live.v < 19:
        vals["name"] = "gone"
    return who.o.create("stock.move", vals)


def scraps(live):
    a, c, s, d = live.admin, live.clerk, live.supervisor, live.director
    P = live.stocked("Fragile", 200, 10)
    on_hand = lambda qty, p=None: (lambda: a.on_hand(p or P) == qty)
    with policy(live, "scrap_limit", '{"qty": 5}'):
        live.passes("scrap at the limit", lambda: scrapped(c, P, 5), [], on_hand(195))
        ref = live.refused("scrap above the limit", lambda: scrapped(c, P, 6), on_hand(195), lines=1)
        live.tap.note(live.text)
        live.cannot_approve("who scraps cannot approve it", ref, c)
        live.approved_then_passes("scrap, entered anew", ref, s, lambda: scrapped(c, P, 6), on_hand(189))
        # the draft that was refused is validated again
        order = c.o.create("stock.scrap", {"product_id": P, "scrap_qty": 7, "location_id": c.stock})
        ref = live.refused("scrap order", lambda: c.o.call("stock.scrap", "action_validate", [order]), on_hand(189))
        live.approved_then_passes("scrap order, validated again", ref, s, lambda: c.o.call("stock.scrap", "action_validate", [order]), on_hand(182))
        # out of a transfer that is done: in 19 the move is born done
        k = live.order(P, 20, 10)[1]
        a.receive(k, P, 20)
        live.refused("scrap out of a done receipt", lambda: scrapped(c, P, 8, picking_id=k), on_hand(202))
        live.passes("a little out of a done receipt", lambda: scrapped(c, P, 2, picking_id=k), [], on_hand(200))
        L = live.product("Batch", 10.0, "lot")
        lot = live.o.create("stock.lot", dict({"name": f"B{live.run_id}", "product_id": L}, **({"company_id": 1} if live.v < 18 else {})))
        k = live.order(L, 50, 10)[1]
        a.set_lots(k, L, {lot: 50})
        a.validate(k)
        live.refused("scrap of a lot", lambda: scrapped(c, L, 6, lot_id=lot), on_hand(50, L))
        # around the button
        count = lambda: live.o.call("stock.move", "search_count", [("product_id", "=", P), ("state", "=", "done")])
        before = count()
        live.refused("a move born done", lambda: by_rpc(live, c, P, 9, "done"), lambda: count() == before)
        draft = by_rpc(live, c, P, 9, "draft")
        live.refused("state written over RPC", lambda: c.o.call("stock.move", "write", [draft], {"state": "done"}), lambda: count() == before)
        live.refused("context keys", lambda: c.o.call("stock.scrap", "do_scrap", [c.o.create("stock.scrap", {"product_id": P, "scrap_qty": 9, "location_id": c.stock})],
                                                      context={"skip_scrap_limit": True, "tracking_disable": True, "is_scrap": True}), on_hand(200))
    with policy(live, "scrap_limit", '{"day_value": 100, "pct": 50}'):
        Q = live.stocked("Daily", 100, 10)
        live.db.run("ALTER TABLE inventory_gov.scrap_log DISABLE TRIGGER scrap_log_keep")
        live.db.run("UPDATE inventory_gov.scrap_log SET at = at - interval '24 hours'")
        live.db.run("ALTER TABLE inventory_gov.scrap_log ENABLE ALWAYS TRIGGER scrap_log_keep")
        for n in (1, 2, 3):
            live.passes(f"a day's scraps, {n}", lambda: scrapped(c, Q, 3), [], on_hand(100 - 3 * n, Q))
        ref = live.refused("a day's scraps, one too many", lambda: scrapped(c, Q, 2), on_hand(91, Q))
        live.tap.note(live.text)
        live.passes("somebody else has a day of his own", lambda: scrapped(s, Q, 10), [], on_hand(81, Q))
        live.approved_then_passes("a day's scraps", ref, d, lambda: scrapped(c, Q, 2), on_hand(79, Q))
        live.refused("half of what is there", lambda: scrapped(d, Q, 40), on_hand(79, Q))


def manufacturing(live):
    """Components of a production, and kits: Odoo scraps what they are made of."""
    a, c = live.admin, live.clerk
    if not has_model(live, "mrp.production"):
        return live.tap.skip("scraps of manufacturing", "mrp is not installed")
    part, made, kit = live.stocked("Part", 100, 10), live.product("Made", 50.0), live.product("Kit", 20.0)
    bom = lambda p, kind: live.o.create("mrp.bom", {"product_tmpl_id": template(live, p), "product_qty": 1, "type": kind,
                                                    "bom_line_ids": [(0, 0, {"product_id": part, "product_qty": 2})]})
    normal, _ = bom(made, "normal"), bom(kit, "phantom")
    mo = live.o.create("mrp.production", {"product_id": made, "product_qty": 5, "bom_id": normal})
    live.o.call("mrp.production", "action_confirm", [mo])
    left = lambda qty: (lambda: a.on_hand(part) == qty)
    with policy(live, "scrap_limit", '{"qty": 5}'):
        live.refused("components of a production", lambda: scrapped(a, part, 6, production_id=mo), left(100))
        live.passes("a few of them", lambda: scrapped(a, part, 4, production_id=mo), [], left(96))
        if live.v == 16:
            return live.tap.skip("kits", "16 finds no quant of a kit and asks back instead of scrapping its parts")
        live.refused("kits", lambda: scrapped(c, kit, 3), left(96))
        live.passes("fewer kits", lambda: scrapped(c, kit, 2), [], left(92))


# ---- costs

def cost(live, product):
    return live.o.read("product.product", product, ["standard_price"])[0]["standard_price"]


def template(live, product):
    return live.o.read("product.product", product, ["product_tmpl_id"])[0]["product_tmpl_id"][0]


def save_form(live, who, product, price):
    """Save on the product's form."""
    t = template(live, product)
    if live.v >= 17:
        return who.o.call("product.template", "web_save", [t], {"standard_price": price}, specification={"standard_price": {}})
    return who.o.call("product.template", "write", [t], {"standard_price": price})


def imported(live, who, product, price):
    """The import of a file; it shows errors instead of raising them."""
    r = who.o.call("product.product", "load", [".id", "standard_price"], [[str(product), str(price)]])
    errors = [m["message"] for m in r["messages"] if m["type"] == "error"]
    if errors:
        raise OdooError({"data": {"name": "odoo.exceptions.ValidationError", "message": errors[0]}})


def stocked(live, name, method, qty=100, price=10.0):
    category = live.o.create("product.category", {"name": f"{name} {live.run_id}", "property_cost_method": method})
    p = live.admin.product(f"{name} {live.run_id}", price, "none", category)
    live.admin.receive(live.order(p, qty, price)[1], p, qty)
    return p


def by_hand(live):
    a, c, s, d = live.admin, live.clerk, live.supervisor, live.director
    P = stocked(live, "Standard", "standard")
    is_ = lambda price, p=None: (lambda: abs(cost(live, p or P) - price) < 0.005)
    with policy(live, "cost_change", '{"pct": 10}'):
        live.passes("cost at the limit", lambda: save_form(live, s, P, 11), [], is_(11))
        ref = live.refused("cost on the product's form", lambda: save_form(live, s, P, 15), is_(11), lines=1)
        live.tap.note(live.text)
        live.cannot_approve("who sets it cannot approve it", ref, s)
        live.approved_then_passes("cost", ref, d, lambda: save_form(live, s, P, 15), is_(15))
        live.refused("cost on the variant", lambda: s.o.call("product.product", "write", [P], {"standard_price": 5}), is_(15))
        live.refused("cost set to nothing", lambda: save_form(live, s, P, 0), is_(15))
        ref = live.refused("cost by import", lambda: imported(live, s, P, 99), is_(15))
        live.tap.ok(ref and re.search(r"Cost of .* raised from 15 to 99", live.text), "cost by import: the import shows why", live.text)
        live.refused("context keys that suppress the entry in the books", lambda: s.o.call("product.product", "write", [P], {"standard_price": 30},
                     context={"disable_auto_svl": True, "disable_auto_revaluation": True, "skip_cost_change": True}), is_(15))
        # what nobody asks about
        live.passes("other fields of the form", lambda: s.o.call("product.template", "write", [template(live, P)], {"list_price": 77}), [])
        E = live.product("Empty", 10.0)
        live.passes("cost without stock", lambda: save_form(live, s, E, 500), [], is_(500, E))
        live.passes("a new product with a cost", lambda: live.product("New", 123.0), [])


def computed(live, method):
    """Odoo writes the cost of such goods itself: that is never refused."""
    a, c, s, d = live.admin, live.clerk, live.supervisor, live.director
    P = stocked(live, method.capitalize(), method)
    name = f"{method}: "
    with policy(live, "cost_change", '{"pct": 0}', "block"):
        po, k, _ = live.order(P, 100, 30)
        live.passes(name + "a dear receipt", lambda: c.receive(k, P, 100), [], lambda: a.transfer_state(k) == "done" and (method == "fifo" or cost(live, P) == 20))
        out = c.sale(live.customer, P, 120)[1][0]
        live.passes(name + "a delivery", lambda: (c.set_done(out, {P: 120}), c.validate(out)), [], lambda: a.transfer_state(out) == "done")
        live.passes(name + "a customer returns some", lambda: live.take_back(c, out, P, 4), [])
        live.passes(name + "back to the supplier", lambda: live.take_back(c, k, P, 3), [])
        live.passes(name + "a bill with another price", lambda: bill(live, po, 36), [])
        live.passes(name + "counted down, and up", lambda: (s.count(P, 80), s.count(P, 81)), [], lambda: a.on_hand(P) == 81)
        live.passes(name + "scrapped", lambda: scrapped(c, P, 1), [])
        if has_model(live, "stock.landed.cost"):
            live.passes(name + "landed costs", lambda: landed(live, k), [])
        if live.v == 19:
            move = live.o.search("stock.move", [("product_id", "=", P), ("is_in", "=", True)])[0]
            live.passes(name + "the value of a move", lambda: live.o.create("product.value", {"product_id": P, "move_id": move, "value": 3333}), [])
    if method == "average":
        with policy(live, "cost_change", '{"pct": 10}'):
            before = cost(live, P)
            same = lambda: cost(live, P) == before
            ref = live.refused(name + "cost on the product's form", lambda: save_form(live, s, P, 99), same)
            if live.v < 19:
                live.refused(name + "revaluation", lambda: revalue(live, P, 5000), same)
            live.approved_then_passes(name + "cost", ref, d, lambda: save_form(live, s, P, 99), lambda: cost(live, P) == 99)
    with policy(live, "cost_change", '{"pct": 0}', "block"):
        category = live.o.read("product.product", P, ["categ_id"])[0]["categ_id"][0]
        live.passes(name + "the category is costed otherwise", lambda: live.o.call(
            "product.category", "write", [category], {"property_cost_method": "fifo" if method == "average" else "average"}), [])


def bill(live, po, price):
    live.o.call("purchase.order", "action_create_invoice", [po])
    b = live.o.read("purchase.order", po, ["invoice_ids"])[0]["invoice_ids"][0]
    line = live.o.search("account.move.line", [("move_id", "=", b), ("display_type", "=", "product")])[0]
    live.o.call("account.move", "write", [b], {"invoice_date": "2026-01-15", "invoice_line_ids": [(1, line, {"price_unit": price})]})
    live.o.call("account.move", "action_post", [b])


def revalue(live, product, value):
    w = live.o.create("stock.valuation.layer.revaluation", {"product_id": product, "company_id": 1, "added_value": value, "reason": "new price list",
                                                            "account_id": live.o.search("account.account", [])[0]})
    live.o.call("stock.valuation.layer.revaluation", "action_validate_revaluation", [w])


def has_model(live, model):
    return bool(live.o.search("ir.model", [("model", "=", model)]))


def landed(live, picking):
    service = live.o.create("product.product", {"name": f"Freight {live.run_id}", "type": "service", "landed_cost_ok": True})
    # the transfer's goods have to be costed at average or FIFO; the journal is the company's default
    lc = live.o.create("stock.landed.cost", {"picking_ids": [(6, 0, [picking])], "cost_lines": [(0, 0, {
        "product_id": service, "name": "freight", "price_unit": 400, "split_method": "equal"})]})
    live.o.call("stock.landed.cost", "compute_landed_cost", [lc])
    live.o.call("stock.landed.cost", "button_validate", [lc])


def run(live):
    if live.v >= 18:  # who manages stock there does not manage products
        live.admin.user("supervisor", "product.group_product_manager")
    live.part("scraps", lambda: scraps(live))
    live.part("scraps of manufacturing", lambda: manufacturing(live))
    live.part("costs set by hand", lambda: by_hand(live))
    for method in ("average", "fifo"):
        live.part(f"costs computed, {method}", lambda: computed(live, method))
