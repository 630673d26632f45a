"""Separation of duties on a running Odoo: orders, receipts, vendor bills, transfers, counts; and the ways around it."""
import contextlib


@contextlib.contextmanager
def policy(live, limits, enforcement="approve"):
    live.db.run("SELECT inventory_gov.create_policy('duties', 'Live duties', '%s', enforcement => '%s', state => 'active')" % (limits, enforcement))
    live.mark_violations()
    try:
        yield
    finally:
        live.db.run("UPDATE inventory_gov.policy SET state = 'retired', name = name || ' ' || id WHERE name = 'Live duties'")


def bought(who, live, product, qty=10, confirm=True, **context):
    """An order that a user makes; (order, its transfer)."""
    o = who.o
    po = o.create("purchase.order", {"partner_id": live.supplier, "order_line": [(0, 0, {
        "product_id": product, "product_qty": qty, "price_unit": 100, "name": "line"})]})
    if confirm:
        o.call("purchase.order", "button_confirm", [po], context=context)
    return po, transfer_of(live, po) if confirm else None


def transfer_of(live, po):
    return live.o.read("purchase.order", po, ["picking_ids"])[0]["picking_ids"][0]


def bill_of(live, po):
    """A draft vendor bill, as the button on the order makes it."""
    live.o.call("purchase.order", "action_create_invoice", [po])
    bill = live.o.read("purchase.order", po, ["invoice_ids"])[0]["invoice_ids"][-1]
    live.o.call("account.move", "write", [bill], {"invoice_date": "2026-01-15"})
    return bill


def state_of(live, bill):
    return live.o.read("account.move", bill, ["state"])[0]["state"]


def receipts(live):
    a, c, s, d = live.admin, live.clerk, live.supervisor, live.director
    P = live.product("Bought", 100.0)
    done = lambda k: (lambda: a.transfer_state(k) == "done")
    open_ = lambda k: (lambda: a.transfer_state(k) == "assigned")
    with policy(live, '{"buyer_receiver": 0}'):
        _, k = bought(c, live, P)
        ref = live.refused("the buyer receives", lambda: c.receive(k, P, 10), open_(k), lines=1)
        live.tap.note(live.text)
        live.cannot_approve("the buyer cannot approve it", ref, c)
        live.approved_then_passes("the buyer receives", ref, s, lambda: c.receive(k, P, 10), done(k))
        _, k = bought(c, live, P)
        live.passes("somebody else receives", lambda: s.receive(k, P, 10), [], done(k))
        # around it: another owner, a confirmation without a trace in the chatter, the state by RPC
        po, k = bought(c, live, P)
        c.o.call("purchase.order", "write", [po], {"user_id": s.o.uid})
        live.refused("the buyer has given the order away", lambda: c.receive(k, P, 10), open_(k))
        live.refused("so its new owner cannot receive either", lambda: s.receive(k, P, 10), open_(k))
        po, _ = bought(a, live, P, confirm=False)
        c.o.call("purchase.order", "button_confirm", [po], context={"tracking_disable": True, "mail_notrack": True})
        k = transfer_of(live, po)
        c.set_done(k, {P: 10})
        live.refused("who confirmed another's order", lambda: c.validate(k), open_(k))
        live.refused("state of the move written by RPC", lambda: c.o.call("stock.move", "write", [m["id"] for m in live.moves(k)], {"state": "done"},
                                                                         context={"skip_backorder": True, "skip_sanity_check": True}), open_(k))
    with policy(live, '{"buyer_receiver": 1000}'):
        _, k = bought(c, live, P, 10)
        live.passes("an order of the value that is allowed", lambda: c.receive(k, P, 10), [], done(k))
        _, k = bought(c, live, P, 11)
        live.refused("a larger one, a small part of it", lambda: c.receive(k, P, 1), open_(k))


def bills(live):
    a, c, s, d = live.admin, live.clerk, live.supervisor, live.director
    P = live.product("Billed", 100.0)
    with policy(live, '{"receiver_biller": 0}'):
        po, k = bought(a, live, P)
        live.passes("the director receives", lambda: d.receive(k, P, 10), [])
        bill = bill_of(live, po)
        post = lambda: d.o.call("account.move", "action_post", [bill])
        draft = lambda: state_of(live, bill) == "draft"
        ref = live.refused("who received posts the bill", post, draft, lines=1)
        live.tap.note(live.text)
        live.refused("its state written by RPC", lambda: d.o.call("account.move", "write", [bill], {"state": "posted"}, context={"check_move_validity": False}), draft)
        live.approved_then_passes("who received posts the bill", ref, s, post, lambda: state_of(live, bill) == "posted")
        po, k = bought(a, live, P)
        live.passes("another receipt by the director", lambda: d.receive(k, P, 10), [])
        bill = bill_of(live, po)
        live.passes("somebody else posts the bill", lambda: a.o.call("account.move", "action_post", [bill]), [], lambda: state_of(live, bill) == "posted")
    with policy(live, '{"buyer_biller": 0, "receiver_biller": 0}'):
        po, k = bought(a, live, P)
        live.passes("the clerk receives", lambda: c.receive(k, P, 10), [])
        bill = bill_of(live, po)
        live.refused("the buyer posts the bill", lambda: a.o.call("account.move", "action_post", [bill]), lambda: state_of(live, bill) == "draft")
        live.passes("the director posts it", lambda: d.o.call("account.move", "action_post", [bill]), [], lambda: state_of(live, bill) == "posted")
        # what is not bought goods is none of its business
        invoice = a.o.create("account.move", {"move_type": "out_invoice", "partner_id": live.customer, "invoice_line_ids": [(0, 0, {"name": "service", "quantity": 1, "price_unit": 500})]})
        live.passes("a customer invoice", lambda: a.o.call("account.move", "action_post", [invoice]), [], lambda: state_of(live, invoice) == "posted")
        other = a.o.create("account.move", {"move_type": "in_invoice", "partner_id": live.supplier, "invoice_date": "2026-01-15",
                                            "invoice_line_ids": [(0, 0, {"name": "rent", "quantity": 1, "price_unit": 500})]})
        live.passes("a bill of no order", lambda: a.o.call("account.move", "action_post", [other]), [], lambda: state_of(live, other) == "posted")


def transfers_and_counts(live):
    a, c, s, o = live.admin, live.clerk, live.supervisor, live.o
    P = live.stocked("Moved", 100, 50.0)
    shelf = o.create("stock.location", {"name": f"Duty {live.run_id}", "usage": "internal", "location_id": a.stock})
    with policy(live, '{"creator_validator": 0}'):
        k = c.internal(P, 5, a.stock, shelf)
        c.set_done(k, {P: 5})
        live.refused("who made a transfer validates it", lambda: c.validate(k), lambda: a.transfer_state(k) == "assigned")
        live.passes("somebody else validates it", lambda: s.validate(k), [], lambda: a.transfer_state(k) == "done")
        pk = c.sale(live.customer, P, 3)[1][0]
        live.passes("a delivery that an order asks for", lambda: (c.set_done(pk, {P: 3}), c.validate(pk)), [], lambda: a.transfer_state(pk) == "done")
    with policy(live, '{"counter_adjuster": 0}'):
        before = a.on_hand(P)
        live.refused("who counted applies", lambda: s.count(P, before + 5), lambda: a.on_hand(P) == before)
        q = live.quant(P)
        ctx = {"inventory_mode": True}
        c.o.call("stock.quant", "write", [q], {"inventory_quantity": before + 2}, context=ctx)
        live.mark_violations()
        live.passes("a count of somebody else", lambda: s.o.call("stock.quant", "action_apply_inventory", [q], context=ctx), [], lambda: a.on_hand(P) == before + 2)


def run(live):
    receipts(live)
    bills(live)
    transfers_and_counts(live)
