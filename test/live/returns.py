"""Returns from customers on a running Odoo: how many, how late, agreed or not, where they go, what is refunded; and the ways around."""
import contextlib
import threading

from odoorpc import OdooError


@contextlib.contextmanager
def policy(live, control, limits, enforcement="approve"):
    live.db.run("SELECT inventory_gov.create_policy('%s', 'Live %s', '%s', enforcement => '%s', state => 'active')" % (control, control, limits, enforcement))
    live.mark_violations()
    try:
        yield
    finally:
        live.db.run("UPDATE inventory_gov.policy SET state = 'retired', name = name || ' ' || id WHERE name = 'Live %s'" % control)


def shipped(live, product, qty):
    """Sold to the customer and delivered: the order, its transfer."""
    a = live.admin
    order, pickings = a.sale(live.customer, product, qty)
    a.set_done(pickings[0], {product: qty})
    a.validate(pickings[0])
    return order, pickings[0]


def coming(live, picking, product, qty):
    """The wizard's return of a transfer, its quantity entered."""
    back = live.admin.return_of(picking, product, qty)
    live.clerk.set_done(back, {product: qty})
    return back


def by_hand(live, product, qty):
    """A receipt from the customers' place that somebody makes himself."""
    o, c = live.o, live.clerk
    kind = c.wh["in_type_id"][0]
    places = {"location_id": o.ref("stock.stock_location_customers"), "location_dest_id": c.stock}
    k = c.o.create("stock.picking", dict(places, picking_type_id=kind, partner_id=live.customer))
    vals = dict(places, picking_id=k, product_id=product, product_uom_qty=qty)
    if live.v < 19:
        vals["name"] = "by hand"
    c.o.create("stock.move", vals)
    c.o.call("stock.picking", "action_confirm", [k])
    c.set_done(k, {product: qty})
    return k


def exchange(live, picking, product, qty):
    """The wizard's exchange (from 18 on): the return, and the delivery that goes out for it."""
    o = live.o
    w = o.create("stock.return.picking", {"picking_id": picking}, context={"active_id": picking, "active_ids": [picking], "active_model": "stock.picking"})
    for line in o.call("stock.return.picking.line", "search_read", [("wizard_id", "=", w)], ["id"]):
        o.call("stock.return.picking.line", "write", [line["id"]], {"quantity": qty})
    back = o.call("stock.return.picking", "action_create_exchanges", [w])["res_id"]
    live.clerk.set_done(back, {product: qty})
    out = o.search("stock.picking", [("move_ids.product_id", "=", product), ("picking_type_id.code", "=", "outgoing"), ("state", "not in", ("done", "cancel"))])[0]
    return back, out


def quantity(live):
    a, c, o = live.admin, live.clerk, live.o
    P = live.stocked("Returned", 100, 20.0)
    here = lambda n: (lambda: a.on_hand(P) == n)
    out = shipped(live, P, 10)[1]
    with policy(live, "return_quantity", '{"over_qty": 0}'):
        k = coming(live, out, P, 4)
        live.passes("four of ten", lambda: c.validate(k), [], here(94))
        k = coming(live, out, P, 7)
        ref = live.refused("seven more by the wizard", lambda: c.validate(k), here(94), lines=1)
        live.tap.note(live.text)
        moves = [m["id"] for m in live.moves(k)]
        live.refused("state written by RPC", lambda: c.o.call("stock.move", "write", moves, {"state": "done"}, context={"tracking_disable": True, "skip_sanity_check": True}), here(94))
        live.cannot_approve("who takes them back cannot approve it", ref, c)
        hand = by_hand(live, P, 7)
        live.refused("a receipt by hand, naming no delivery", lambda: c.validate(hand), here(94))
        c.set_done(hand, {P: 2})
        live.passes("two of them by hand", lambda: c.validate(hand, False), [], here(96))
        k2 = coming(live, out, P, 5)
        live.refused("what came by hand counts", lambda: c.validate(k2), here(96))
        c.set_done(k2, {P: 4})
        live.passes("what is left", lambda: c.validate(k2, False), [], here(100))
        line = live.o.search("stock.move.line", [("picking_id", "=", k2)])
        live.refused("a done return corrected upwards", lambda: o.call("stock.move.line", "write", line, {"qty_done" if live.v < 17 else "quantity": 5}), here(100))
        again = shipped(live, P, 3)[1]
        back = coming(live, again, P, 3)
        live.passes("another delivery comes back", lambda: c.validate(back), [], here(100))
        out2 = a.return_of(back, P, 3)
        a.set_done(out2, {P: 3})
        live.passes("and goes out again", lambda: a.validate(out2), [], here(97))
        back = coming(live, again, P, 3)
        live.passes("and comes back", lambda: c.validate(back), [], here(100))
        if live.v >= 18:
            sold = shipped(live, P, 3)[1]
            back, out2 = exchange(live, sold, P, 3)
            live.passes("an exchange: what comes back", lambda: c.validate(back), [], here(100))
            o.call("stock.picking", "action_assign", [out2])
            a.set_done(out2, {P: 3})
            live.passes("what goes out for it", lambda: a.validate(out2), [], here(97))
            back = coming(live, out2, P, 3)
            live.passes("and that comes back, too", lambda: c.validate(back), [], here(100))


def parallel(live):
    people = [live.clerk, live.supervisor]
    for turn in range(live.args.turns):
        P = live.stocked(f"Returned at once {turn}", 100, 20.0)
        out = shipped(live, P, 10)[1]
        backs = [coming(live, out, P, 6) for _ in people]
        outcome = [None, None]
        gate = threading.Barrier(2)

        def validate(i):
            gate.wait()
            try:
                people[i].validate(backs[i])
                outcome[i] = "passed"
            except OdooError as e:
                outcome[i] = "refused" if "GOV/" in e.message else f"{e.name}: {e.message}"
            except Exception as e:
                outcome[i] = repr(e)
        with policy(live, "return_quantity", '{"over_qty": 0}'):
            threads = [threading.Thread(target=validate, args=(i,)) for i in (0, 1)]
            for t in threads:
                t.start()
            for t in threads:
                t.join()
        live.tap.same(sorted(outcome), ["passed", "refused"], f"two returns of one delivery at once, turn {turn + 1}", outcome)
        live.tap.same(live.admin.on_hand(P), 96.0, "one of them is in stock")


def window(live):
    c, a = live.clerk, live.admin
    P = live.stocked("Late", 100, 20.0)
    out = shipped(live, P, 10)[1]
    with policy(live, "return_window", '{"days": 0, "unknown": 0}'):
        k = coming(live, out, P, 2)
        live.passes("on the day of the delivery", lambda: c.validate(k), [], lambda: a.on_hand(P) == 92)
        Q = live.stocked("Unknown", 10, 20.0)
        k = by_hand(live, Q, 1)
        live.refused("never delivered", lambda: c.validate(k), lambda: a.on_hand(Q) == 10)
        live.tap.note(live.text)


def authorisation(live):
    a, c, s = live.admin, live.clerk, live.supervisor
    P = live.stocked("Agreed", 100, 20.0)
    out = shipped(live, P, 10)[1]
    here = lambda n: (lambda: a.on_hand(P) == n)
    with policy(live, "return_authorisation", '{"qty": 0}'):
        k = coming(live, out, P, 4)
        live.refused("nobody has agreed", lambda: c.validate(k), here(90), lines=1)
        live.tap.note(live.text)
        live.db.run(f"SELECT inventory_gov.authorise_return('{live.customer}', product => '{P}', quantity => 5, note => 'by phone', actor => {s.o.uid})")
        live.passes("agreed", lambda: c.validate(k), [], here(94))
        k = coming(live, out, P, 2)
        ref = live.refused("one more than agreed", lambda: c.validate(k), here(94))
        live.approved_then_passes("one more", ref, s, lambda: c.validate(k), here(96))
        used = live.db.one(f"SELECT state, used FROM inventory_gov.return_authorisations WHERE product_id = {P}")
        live.tap.same((used["state"], float(used["used"])), ("used", 5.0), "the authorisation is used up")


def disposition(live):
    a, c = live.admin, live.clerk
    P = live.stocked("Placed", 100, 20.0)
    out = shipped(live, P, 10)[1]
    here = lambda n: (lambda: a.on_hand(P) == n)
    with policy(live, "return_disposition", '{"qty": 0}'):
        k = coming(live, out, P, 4)
        live.refused("nobody has said why", lambda: c.validate(k), here(90), lines=1)
        live.tap.note(live.text)
        given = f"SELECT inventory_gov.give_return_reason({k}, 'NOT_WANTED', 'NEW', 'seal unbroken', {c.o.uid})"
        live.db.run(given, "odoo")
        live.refused("no rule leads to stock", lambda: c.validate(k), here(90))
        rule = live.db.one(f"SELECT inventory_gov.set_disposition('{c.stock}', 'NOT_WANTED', 'NEW') AS id")["id"]
        live.passes("as the rule says", lambda: c.validate(k), [], here(94))
        k = coming(live, out, P, 1)
        live.refused("another return has no reason", lambda: c.validate(k), here(94))
        live.db.run(f"SELECT inventory_gov.end_disposition({rule})")


def refunds(live):
    a, o = live.admin, live.o
    P = live.stocked("Refunded", 100, 20.0)
    order, out = shipped(live, P, 10)
    context = {"active_model": "sale.order", "active_id": order, "active_ids": [order]}
    w = o.create("sale.advance.payment.inv", {"advance_payment_method": "delivered", "sale_order_ids": [(6, 0, [order])]}, context=context)
    o.call("sale.advance.payment.inv", "create_invoices", [w], context=context)
    invoice = o.read("sale.order", order, ["invoice_ids"])[0]["invoice_ids"]
    o.call("account.move", "action_post", invoice)

    def refund(qty):
        """A refund of a part of the invoice, in draft."""
        journal = o.read("account.move", invoice[0], ["journal_id"])[0]["journal_id"][0]
        w = o.create("account.move.reversal", {"journal_id": journal, "move_ids": [(6, 0, invoice)]}, context={"active_model": "account.move", "active_ids": invoice})
        done = o.call("account.move.reversal", "refund_moves" if live.v >= 17 else "reverse_moves", [w])
        made = done["res_id"]
        lines = o.call("account.move.line", "search_read", [("move_id", "=", made), ("product_id", "=", P)], ["id"])
        o.call("account.move", "write", [made], {"invoice_line_ids": [(1, lines[0]["id"], {"quantity": qty})]})
        return made
    with policy(live, "refund_order", '{"value": 0}', "flag"):
        back = coming(live, out, P, 4)
        live.clerk.validate(back)
        r = refund(4)
        live.passes("four came back, four are refunded", lambda: o.call("account.move", "action_post", [r]), [])
        r = refund(1)
        live.passes("one more is noted", lambda: o.call("account.move", "action_post", [r]), [("flagged", "value", 1)])
    with policy(live, "refund_order", '{"value": 0}'):
        r = refund(2)
        ref = live.refused("and refused where the policy says so", lambda: o.call("account.move", "action_post", [r]), lambda: o.read("account.move", r, ["state"])[0]["state"] == "draft", lines=1)
        live.tap.note(live.text)
        live.approved_then_passes("approved", ref, live.director, lambda: o.call("account.move", "action_post", [r]), lambda: o.read("account.move", r, ["state"])[0]["state"] == "posted")


def run(live):
    for part in (quantity, parallel, window, authorisation, disposition, refunds):
        part(live)
