"""Corrections after posting and effective dates on a running Odoo: on its screens, and around them."""
import contextlib
import datetime


@contextlib.contextmanager
def policy(live, control, limits):
    live.db.run(f"SELECT inventory_gov.create_policy('{control}', 'Live correction', '{limits}', state => 'active')")
    live.mark_violations()
    try:
        yield
    finally:
        live.db.run("UPDATE inventory_gov.policy SET state = 'retired', name = name || ' ' || id WHERE name = 'Live correction'")


def ago(days):
    return (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=days)).strftime("%Y-%m-%d %H:%M:%S")


def received(live, who, name, qty=100):
    p = live.product(name, 50.0)
    k = live.order(p, qty, 50.0)[1]
    who.receive(k, p, qty)
    live.mark_violations()
    return p, k


def line_of(live, k):
    return live.o.search("stock.move.line", [("picking_id", "=", k)])[:1]


def move_of(live, k):
    return live.o.search("stock.move", [("picking_id", "=", k)])[:1]


def corrections(live):
    a, c, s, d = live.admin, live.clerk, live.supervisor, live.director
    qty = "qty_done" if live.v < 17 else "quantity"
    with policy(live, "done_edit", '{"own_minutes": 60, "other_minutes": 0}'):
        p, k = received(live, c, "Corrected")
        live.passes("who received it corrects it at once", lambda: live.edit_done(c, k, 99), [], lambda: a.on_hand(p) == 99)
        edit = lambda: live.edit_done(s, k, 90)
        ref = live.refused("another corrects the quantity", edit, lambda: a.on_hand(p) == 99, lines=1)
        live.tap.note(live.text)
        live.cannot_approve("who asks cannot approve", ref, s)
        live.approved_then_passes("another corrects the quantity", ref, d, edit, lambda: a.on_hand(p) == 90)
        line, move = line_of(live, k), move_of(live, k)
        shelf = live.o.create("stock.location", {"name": f"Shelf {live.run_id}", "location_id": a.stock, "usage": "internal"})
        there = lambda: a.on_hand(p, shelf) == 0
        live.refused("to another place", lambda: s.o.call("stock.move.line", "write", line, {"location_dest_id": shelf}), there)
        live.refused("to another owner", lambda: s.o.call("stock.move.line", "write", line, {"owner_id": live.supplier}))
        live.refused("with context keys that Odoo skips its own care for",
                     lambda: s.o.call("stock.move.line", "write", line, {qty: 1000}, context={"bypass_reservation_update": True, "skip_uom_conversion": True, "tracking_disable": True}),
                     lambda: a.on_hand(p) == 90)
        live.refused("set back", lambda: s.o.call("stock.move", "write", move, {"state": "cancel"}))
        live.refused("given to another order line", lambda: s.o.call("stock.move", "write", move, {"purchase_line_id": live.order(live.product("Other", 5.0), 1)[2]}))
        more = live.product("Added", 10.0)
        vals = {"picking_id": k, "product_id": more, "location_id": live.o.ref("stock.stock_location_suppliers"), "location_dest_id": a.stock, qty: 7,
                "product_uom_id": live.o.read("product.product", more, ["uom_id"])[0]["uom_id"][0]}
        live.refused("more goods on the done transfer", lambda: s.o.create("stock.move.line", vals), lambda: a.on_hand(more) == 0)
        # what is no correction
        live.passes("a return of it", lambda: live.take_back(s, k, p, 2), [], lambda: a.on_hand(p) == 88)
        live.passes("a scrap from the done transfer", lambda: scrap_from(live, s, k, p, 3), [], lambda: a.on_hand(p) == 85)
        live.passes("a count", lambda: s.count(p, 80), [], lambda: a.on_hand(p) == 80)
        live.passes("a delivery", lambda: deliver(live, c, p, 5), [], lambda: a.on_hand(p) == 75)


def scrap_from(live, who, k, product, qty):
    sc = who.o.create("stock.scrap", {"product_id": product, "scrap_qty": qty, "location_id": live.admin.stock, "picking_id": k})
    who.o.call("stock.scrap", "action_validate", [sc])


def deliver(live, who, product, qty):
    out = live.admin.sale(live.customer, product, qty)[1][0]
    who.set_done(out, {product: qty})
    who.validate(out)


def unbooked(live):
    a, c, s, d = live.admin, live.clerk, live.supervisor, live.director
    with policy(live, "done_edit", '{"unbooked_qty": 0}'):
        p, k = received(live, c, "Unbooked")
        q = live.quant(p)
        live.refused("a quant written over RPC", lambda: s.o.call("stock.quant", "write", [q], {"quantity": 500}), lambda: a.on_hand(p) == 100, validation=False)
        _, k2, _ = live.order(p, 10)
        c.set_done(k2, {p: 10})
        live.refused("a move set to done over RPC", lambda: s.o.call("stock.move", "write", move_of(live, k2), {"state": "done"}),
                     lambda: a.transfer_state(k2) == "assigned", validation=False)
        live.refused("a done move cancelled over RPC", lambda: s.o.call("stock.move", "write", move_of(live, k), {"state": "cancel"}),
                     lambda: a.transfer_state(k) == "done", validation=False)
        sc = s.o.create("stock.scrap", {"product_id": p, "scrap_qty": 4, "location_id": a.stock})
        live.mark_violations()
        live.refused("a scrap set to done over RPC", lambda: s.o.call("stock.scrap", "write", [sc], {"state": "done"}), lambda: a.on_hand(p) == 100, validation=False)
        consumable = live.o.create("product.product", {"name": f"Screws {live.run_id}", "type": "consu"})
        live.passes("a consumable has no stock of its own", lambda: c.receive(live.order(consumable, 10)[1], consumable, 10), [])
        live.passes("a scrap as Odoo does it", lambda: s.scrap(p, 4), [], lambda: a.on_hand(p) == 96)
        live.passes("a count as Odoo does it", lambda: s.count(p, 90), [], lambda: a.on_hand(p) == 90)


def dates(live):
    a, c, s, d = live.admin, live.clerk, live.supervisor, live.director
    with policy(live, "backdating", '{"days_back": 2, "closed": 0}'):
        p, k = live.product("Dated", 50.0), None
        _, k, _ = live.order(p, 100)
        live.passes("a receipt is dated now", lambda: c.receive(k, p, 100), [], lambda: a.on_hand(p) == 100)
        live.passes("so is a count", lambda: s.count(p, 95), [], lambda: a.on_hand(p) == 95)
        move = move_of(live, k)
        back = lambda: s.o.call("stock.move", "write", move, {"date": ago(40)})
        ref = live.refused("a done move dated back", back)
        live.tap.note(live.text)
        live.refused("a done transfer dated back", lambda: s.o.call("stock.picking", "write", [k], {"date_done": ago(30)}))
        q = live.quant(p)
        live.refused("an accounting date of a count", lambda: s.o.call("stock.quant", "write", [q], {"accounting_date": ago(30)[:10]}, context={"inventory_mode": True}))
        if live.v >= 19:
            s.o.call("stock.quant", "write", [q], {"inventory_quantity": 90}, context={"inventory_mode": True})
            live.mark_violations()
            live.refused("a dated count", lambda: s.o.call("stock.quant", "action_apply_inventory", [q], ago(30), context={"inventory_mode": True}), lambda: a.on_hand(p) == 95)
            live.passes("the same count as of now", lambda: s.o.call("stock.quant", "action_apply_inventory", [q], context={"inventory_mode": True}), [], lambda: a.on_hand(p) == 90)
        live.approved_then_passes("a done move dated back", ref, d, back, lambda: True)
        live.db.run("SELECT inventory_gov.close_period(current_date - 60, current_date - 20, 'last month')")
        live.refused("changed in a closed period", lambda: live.edit_done(c, k, 99))
        live.db.run("SELECT inventory_gov.reopen_period(max(id), 'test') FROM inventory_gov.closed_period")
        live.passes("the period open again", lambda: live.edit_done(c, k, 99), [])


def run(live):
    live.db.run("UPDATE inventory_gov.policy SET state = 'draft' WHERE starter AND state <> 'retired'")
    try:
        for each in (corrections, unbooked, dates):
            live.part(each.__name__, lambda: each(live))
    finally:
        live.db.run("UPDATE inventory_gov.policy SET state = 'shadow' WHERE starter AND control IN ('receipt_tolerance', 'adjustment_limit') AND state = 'draft'")
