"""Inbound controls on a running Odoo: receipts on another day, without an order, of other goods, at another price; and the ways around them."""
import contextlib
import datetime


@contextlib.contextmanager
def policy(live, control, limits, enforcement="approve"):
    live.db.run("SELECT inventory_gov.create_policy('%s', 'Live %s', '%s', enforcement => '%s', state => 'active')" % (control, control, limits, enforcement))
    live.mark_violations()
    try:
        yield
    finally:
        live.db.run("UPDATE inventory_gov.policy SET state = 'retired', name = name || ' ' || id WHERE name = 'Live %s'" % control)


def in_days(n):
    return (datetime.datetime.utcnow() + datetime.timedelta(days=n)).strftime("%Y-%m-%d %H:%M:%S")


def planned(live, product, days, qty=10):
    """An order planned for so many days from now: its transfer."""
    return live.order(product, qty, 10.0, date_planned=in_days(days))[1]


def window(live):
    a, c, s = live.admin, live.clerk, live.supervisor
    P = live.product("Awaited", 10.0)
    done = lambda k: (lambda: a.transfer_state(k) == "done")
    open_ = lambda k: (lambda: a.transfer_state(k) == "assigned")
    with policy(live, "receipt_window", '{"early_days": 3, "late_days": 3}'):
        k = planned(live, P, 0)
        live.passes("received on the day", lambda: c.receive(k, P, 10), [], done(k))
        for days in (2, -2):
            k = planned(live, P, days)
            live.passes(f"planned for {days} days from now", lambda: c.receive(k, P, 10), [], done(k))
        k = planned(live, P, 9)
        live.refused("nine days early", lambda: c.receive(k, P, 10), open_(k))
        live.tap.note(live.text)
        k = planned(live, P, -9)
        ref = live.refused("nine days late", lambda: c.receive(k, P, 10), open_(k), lines=1)
        live.approved_then_passes("nine days late", ref, s, lambda: c.receive(k, P, 10), done(k))
        # around it: the transfer's own date, the move's, its state by RPC with a date of its own
        k = planned(live, P, -9)
        c.o.call("stock.picking", "write", [k], {"scheduled_date": in_days(-9)})
        live.refused("the transfer planned anew", lambda: c.receive(k, P, 10), open_(k))
        c.set_done(k, {P: 10})
        moves = [m["id"] for m in live.moves(k)]
        live.refused("state written by RPC", lambda: c.o.call("stock.move", "write", moves, {"state": "done"}, context={"skip_backorder": True, "skip_sanity_check": True}), open_(k))
    with policy(live, "receipt_window", '{"late_working_days": 4}'):
        k = planned(live, P, -5)
        live.passes("five days late are four working days at most", lambda: c.receive(k, P, 10), [], done(k))
        k = planned(live, P, -9)
        live.refused("nine days late are five working days at least", lambda: c.receive(k, P, 10), open_(k))


def by_hand(live, who, lines, code="incoming", picking_type=None, **more):
    """A transfer that somebody makes himself."""
    o = who.o
    kind = picking_type or live.o.search("stock.picking.type", [("code", "=", code)])[0]
    t = live.o.read("stock.picking.type", kind, ["default_location_src_id", "default_location_dest_id"])[0]
    source = live.o.ref("stock.stock_location_suppliers") if code == "incoming" else t["default_location_src_id"][0]
    dest = t["default_location_dest_id"][0] if code == "incoming" else live.o.ref("stock.stock_location_customers")
    k = o.create("stock.picking", dict({"picking_type_id": kind, "location_id": source, "location_dest_id": dest, "partner_id": live.supplier}, **more))
    for product, qty in lines:
        add_line(who, k, product, qty, source, dest)
    o.call("stock.picking", "action_confirm", [k])
    return k


def add_line(who, k, product, qty, source=None, dest=None):
    o = who.o
    if source is None:
        r = o.read("stock.picking", k, ["location_id", "location_dest_id"])[0]
        source, dest = r["location_id"][0], r["location_dest_id"][0]
    vals = {"picking_id": k, "product_id": product, "product_uom_qty": qty, "location_id": source, "location_dest_id": dest}
    if "name" in o.call("stock.move", "fields_get", [], ["type"]):
        vals["name"] = "by hand"
    return o.create("stock.move", vals)


def unordered(live):
    a, c, s = live.admin, live.clerk, live.supervisor
    P, Q = live.product("Unasked", 10.0), live.product("Ordered", 10.0)
    done = lambda k: (lambda: a.transfer_state(k) == "done")
    here = lambda p, n: (lambda: a.on_hand(p) == n)
    with policy(live, "unordered_receipt", '{"qty": 5}'):
        k = by_hand(live, c, [(P, 5)])
        live.passes("five without an order", lambda: c.receive(k, P, 5), [], done(k))
        k = by_hand(live, c, [(P, 6)])
        ref = live.refused("six without an order", lambda: c.receive(k, P, 6), here(P, 5), lines=1)
        live.tap.note(live.text)
        live.approved_then_passes("six without an order", ref, s, lambda: c.receive(k, P, 6), done(k))
    with policy(live, "unordered_receipt", '{"qty": 0}'):
        _, k, line = live.order(Q, 10)
        live.passes("what was ordered", lambda: c.receive(k, Q, 10), [], done(k))
        back = c.return_of(k, Q, 4)
        live.passes("part of it returned", lambda: (c.set_done(back, {Q: 4}), c.validate(back)), [], done(back))
        again = c.return_of(back, Q, 4)
        live.passes("and received again", lambda: (c.set_done(again, {Q: 4}), c.validate(again)), [], done(again))
        owner = a.partner("Consignor")
        k = by_hand(live, c, [(P, 7)], owner_id=owner)
        live.passes("goods of another owner", lambda: c.receive(k, P, 7), [], done(k))
        own = live.o.read("res.company", 1, ["partner_id"])[0]["partner_id"][0]
        k = by_hand(live, c, [(P, 7)], owner_id=own)
        live.refused("goods of our own, though an owner is named", lambda: c.receive(k, P, 7), lambda: a.transfer_state(k) != "done")
        # around it
        _, k, line = live.order(Q, 10)
        c.set_done(k, {Q: 10})
        moves = [m["id"] for m in live.moves(k)]
        c.o.call("stock.move", "write", moves, {"purchase_line_id": False})
        live.refused("the line taken off just before", lambda: c.validate(k), here(Q, 10))
        c.o.call("stock.move", "write", moves, {"origin_returned_move_id": moves[0]})
        live.refused("and called a return", lambda: c.validate(k), here(Q, 10))
        live.refused("and done by RPC", lambda: c.o.call("stock.move", "write", moves, {"state": "done"}, context={"skip_backorder": True, "cancel_backorder": True}), here(Q, 10))
        draft = c.o.create("purchase.order", {"partner_id": live.supplier, "order_line": [(0, 0, {"product_id": Q, "product_qty": 10, "price_unit": 1, "name": "x"})]})
        c.o.call("stock.move", "write", moves, {"origin_returned_move_id": False, "purchase_line_id": c.o.read("purchase.order", draft, ["order_line"])[0]["order_line"][0]})
        live.refused("and put on an order that nobody confirmed", lambda: c.validate(k), here(Q, 10))
        r = live.o.read("stock.picking", k, ["location_id", "location_dest_id"])[0]
        vals = {"product_id": P, "product_uom_qty": 3, "location_id": r["location_id"][0], "location_dest_id": r["location_dest_id"][0], "state": "done",
                "quantity_done" if live.v == 16 else "quantity": 3}
        if live.v < 19:
            vals["name"] = "by RPC"
        live.refused("a move that is made done", lambda: c.o.create("stock.move", vals))
        _, k, line = live.order(Q, 10)
        c.receive(k, Q, 10)
        live.refused("a line added to a done receipt", lambda: c.o.create("stock.move.line", {
            "picking_id": k, "product_id": P, "location_id": r["location_id"][0], "location_dest_id": r["location_dest_id"][0],
            "qty_done" if live.v == 16 else "quantity": 3, **({} if live.v == 16 else {"picked": True})}))


def substitutes(live):
    a, c, s = live.admin, live.clerk, live.supervisor
    P, S = live.product("Wanted", 10.0), live.product("Similar", 10.0)
    done = lambda k: (lambda: a.transfer_state(k) == "done")
    bring = lambda k: (lambda: (c.set_done(k, {P: 10, S: 2}), c.validate(k)))
    with policy(live, "substitute_item", '{"qty": 0}'):
        _, k, _ = live.order(P, 10)
        live.passes("what was ordered", lambda: c.receive(k, P, 10), [], done(k))
        _, k, _ = live.order(P, 10)
        add_line(c, k, S, 2)
        ref = live.refused("another product in the transfer", bring(k), lambda: a.on_hand(S) == 0, lines=1)
        live.tap.note(live.text)
        live.approved_then_passes("another product in the transfer", ref, s, bring(k), done(k))
        live.db.run(f"SELECT inventory_gov.declare_substitute({P}, {S}, 'agreed with the supplier', partner_id => {live.supplier}, direction => 'in')")
        _, k, _ = live.order(P, 10)
        add_line(c, k, S, 2)
        live.passes("declared", bring(k), [], done(k))
        k = a.sale(live.customer, P, 3)[1][0]
        add_line(a, k, S, 1)
        ship = lambda: (a.set_done(k, {P: 3, S: 1}), a.validate(k))
        live.refused("delivered: declared for what comes in only", ship, lambda: a.on_hand(S) == 4)
        live.db.run(f"SELECT inventory_gov.declare_substitute({P}, {S}, 'the customer takes both', direction => 'out')")
        live.passes("delivered: declared", ship, [], done(k))
        live.db.run("SELECT inventory_gov.end_substitute(id) FROM inventory_gov.substitutes WHERE state = 'in force'")
        # around it
        _, k, _ = live.order(P, 10)
        moves = [m["id"] for m in live.moves(k)]
        r = live.o.read("stock.picking", k, ["location_id", "location_dest_id"])[0]
        c.o.call("stock.move.line", "unlink", live.o.search("stock.move.line", [("move_id", "in", moves)]))
        c.o.call("stock.move", "write", moves, {"product_id": S})
        c.o.create("stock.move.line", {"picking_id": k, "move_id": moves[0], "product_id": S, "location_id": r["location_id"][0], "location_dest_id": r["location_dest_id"][0],
                                       "qty_done" if live.v == 16 else "quantity": 10, **({} if live.v == 16 else {"picked": True})})
        live.refused("the product of the move changed just before", lambda: c.validate(k), lambda: a.on_hand(S) == 3)


def prices(live):
    a, c, s = live.admin, live.clerk, live.supervisor
    done = lambda k: (lambda: a.transfer_state(k) == "done")
    average = live.o.create("product.category", {"name": f"Average {live.run_id}", "property_cost_method": "average"})
    P, A = live.product("Priced", 10.0), a.product(f"Averaged {live.run_id}", 10.0, "none", average)
    stock = live.order(A, 10, 10.0)[1]
    c.receive(stock, A, 10)
    with policy(live, "receipt_price", '{"cost_pct": 10}'):
        _, k, _ = live.order(P, 10, 11.0)
        live.passes("a tenth dearer", lambda: c.receive(k, P, 10), [], done(k))
        _, k, _ = live.order(P, 10, 11.1)
        ref = live.refused("more than a tenth", lambda: c.receive(k, P, 10), lambda: a.on_hand(P) == 10, lines=1)
        live.tap.note(live.text)
        live.approved_then_passes("more than a tenth", ref, s, lambda: c.receive(k, P, 10), done(k))
        _, k, _ = live.order(A, 90, 11.1)
        live.refused("at average cost, which this receipt itself changes", lambda: c.receive(k, A, 90), lambda: a.on_hand(A) == 10)
        dozen = live.o.ref("uom.product_uom_dozen")
        unit = "product_uom_id" if live.v == 19 else "product_uom"
        _, k, _ = live.order(P, 1, 120.0, **{unit: dozen})
        live.passes("a dozen at twelve times the cost", lambda: c.receive(k, P, 12), [], done(k))
        if live.v >= 17:
            _, k, _ = live.order(P, 10, 20.0, discount=50)
            live.passes("dearer, at a discount", lambda: c.receive(k, P, 10), [], done(k))
        # around it
        _, k, _ = live.order(P, 10, 15.0)
        c.o.call("stock.move", "write", [m["id"] for m in live.moves(k)], {"price_unit": 10.0})
        live.refused("the price of the move written down", lambda: c.receive(k, P, 10), lambda: a.transfer_state(k) == "assigned")
    with policy(live, "receipt_price", '{"last_pct": 10}'):
        L = live.product("Bought before", 0.0)
        _, k, _ = live.order(L, 10, 10.0)
        live.passes("the first time", lambda: c.receive(k, L, 10), [], done(k))
        _, k, _ = live.order(L, 10, 11.1)
        live.refused("dearer than the last time", lambda: c.receive(k, L, 10), lambda: a.on_hand(L) == 10)


def run(live):
    for part in (window, unordered, substitutes, prices):
        live.part(part.__name__, lambda: part(live))
