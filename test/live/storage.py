"""Storage controls on a running Odoo: stock below zero, goods and places, owners, out of quarantine; and the ways around them: run(live)."""
import threading

from inbound import by_hand, policy
from odoorpc import OdooError


def sold(live, product, qty):
    """A confirmed sale: its delivery."""
    return live.admin.sale(live.supplier, product, qty)[1][0]


def deliver(who, picking, product, qty):
    who.set_done(picking, {product: qty})
    return who.validate(picking)


def state_is(live, picking, state):
    return lambda: live.admin.transfer_state(picking) == state


def not_done(live, picking):
    return lambda: live.admin.transfer_state(picking) != "done"


def shelf(live, name):
    return live.o.create("stock.location", {"name": f"{name} {live.run_id}", "location_id": live.admin.stock, "usage": "internal"})


def negative(live):
    a, c, s = live.admin, live.clerk, live.supervisor
    with policy(live, "negative_stock", '{"qty": 0}'):
        P = live.stocked("Counted on", 10, 20.0)
        k = sold(live, P, 8)
        live.passes("eight of ten", lambda: deliver(c, k, P, 8), [], state_is(live, k, "done"))
        live.passes("corrected to ten: Odoo writes -6 on the way", lambda: live.edit_done(a, k, 10), [], lambda: a.on_hand(P) == 0)
        live.refused("and to eleven", lambda: live.edit_done(a, k, 11), lambda: a.on_hand(P) == 0)
        live.passes("corrected to seven", lambda: live.edit_done(a, k, 7), [], lambda: a.on_hand(P) == 3)
        more = sold(live, P, 5)
        go = lambda: deliver(c, more, P, 5)
        ref = live.refused("five of three", go, not_done(live, more), lines=1)
        live.tap.note(live.text)
        live.cannot_approve("who delivers cannot approve it", ref, c)
        live.approved_then_passes("five of three", ref, s, go, state_is(live, more, "done"))
        _, receipt, _ = live.order(P, 1)
        live.passes("what makes -2 -1 is free", lambda: c.receive(receipt, P, 1), [], lambda: a.on_hand(P) == -1)
        Q = live.stocked("Elsewhere", 5, 20.0)
        there = shelf(live, "Empty")
        t = a.internal(Q, 4, there, a.stock)
        live.refused("a transfer out of an empty shelf", lambda: deliver(c, t, Q, 4), not_done(live, t))
        scrap = s.o.create("stock.scrap", {"product_id": Q, "scrap_qty": 6, "location_id": a.stock})
        live.refused("scrapped past Odoo's own warning", lambda: s.o.call("stock.scrap", "do_scrap", [scrap]), lambda: a.on_hand(Q) == 5)
        live.refused("a quant written by RPC", lambda: c.o.call("stock.quant", "write", [live.quant(Q)], {"quantity": -1}), lambda: a.on_hand(Q) == 5, validation=False)
        k = sold(live, Q, 9)
        c.set_done(k, {Q: 9})
        moves = [m["id"] for m in live.moves(k)]
        live.refused("state written by RPC, with keys that switch things off", lambda: c.o.call("stock.move", "write", moves, {"state": "done"},
                     context={"skip_backorder": True, "skip_sanity_check": True, "tracking_disable": True}), not_done(live, k))
        together(live)


def together(live):
    """Two deliveries that each take more than half of what is there."""
    people = [live.clerk, live.supervisor]
    for turn in range(live.args.turns):
        P = live.stocked(f"The last {turn}", 10, 20.0)
        picks = [sold(live, P, 6) for _ in people]
        for who, k in zip(people, picks):
            who.set_done(k, {P: 6})
        outcome = [None, None]
        gate = threading.Barrier(2)

        def validate(i):
            gate.wait()
            try:
                people[i].validate(picks[i])
                outcome[i] = "passed"
            except OdooError as e:
                outcome[i] = "refused" if "GOV/" in e.message else f"{e.name}: {e.message}"
            except Exception as e:
                outcome[i] = repr(e)
        threads = [threading.Thread(target=validate, args=(i,)) for i in (0, 1)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        live.tap.same(sorted(outcome), ["passed", "refused"], f"two deliveries of six out of ten at once, turn {turn + 1}", outcome)
        live.tap.same(live.admin.on_hand(P), 4, "one of them has left")
        live.mark_violations()


def places(live):
    a, c, s = live.admin, live.clerk, live.supervisor
    P = live.stocked("Paint", 10, 20.0)
    cellar, cabinet = shelf(live, "Cellar"), shelf(live, "Cabinet")
    with policy(live, "product_location", '{"qty": 0}'):
        live.db.run(f"SELECT inventory_gov.declare_hazard('flammable-{live.run_id}', product => '{P}')")
        live.db.run(f"SELECT inventory_gov.declare_place_rule('deny', '{cellar}', 'fire protection', hazard => 'flammable-{live.run_id}')")
        t = a.internal(P, 3, a.stock, cellar)
        go = lambda: deliver(c, t, P, 3)
        ref = live.refused("paint into the cellar", go, not_done(live, t), lines=1)
        live.tap.note(live.text)
        k = a.internal(P, 2, a.stock, cabinet)
        live.passes("into the cabinet", lambda: deliver(c, k, P, 2), [], state_is(live, k, "done"))
        line = live.o.search("stock.move.line", [("picking_id", "=", k)])
        live.refused("the done line sent to the cellar", lambda: s.o.call("stock.move.line", "write", line, {"location_dest_id": cellar}), lambda: a.on_hand(P, cellar) == 0)
        live.approved_then_passes("paint into the cellar", ref, s, go, state_is(live, t, "done"))


def owners(live):
    a, c, s = live.admin, live.clerk, live.supervisor
    P = live.product("Consigned", 20.0)
    owner = a.partner(f"Consignor {live.run_id}")
    with policy(live, "owner_crossing", '{"owner_qty": 0, "company_qty": 0}'):
        k = by_hand(live, c, [(P, 10)], owner_id=owner)
        live.passes("goods of an owner come in", lambda: c.receive(k, P, 10), [], state_is(live, k, "done"))
        back = c.return_of(k, P, 2)
        live.o.call("stock.picking", "write", [back], {"owner_id": owner, "partner_id": owner})
        live.passes("two go back to him", lambda: deliver(c, back, P, 2), [], state_is(live, back, "done"))
        scrap = c.o.create("stock.scrap", {"product_id": P, "scrap_qty": 1, "location_id": a.stock, "owner_id": owner})
        throw = lambda: c.o.call("stock.scrap", "action_validate", [scrap])
        ref = live.refused("one is scrapped", throw, lambda: live.o.read("stock.scrap", scrap, ["state"])[0]["state"] == "draft", lines=1)
        live.tap.note(live.text)
        quant = live.o.search("stock.quant", [("product_id", "=", P), ("location_id", "=", a.stock), ("owner_id", "=", owner)])
        live.refused("the quant becomes our own by RPC", lambda: c.o.call("stock.quant", "write", quant, {"owner_id": False}),
                     lambda: live.o.search("stock.quant", [("id", "in", quant), ("owner_id", "=", owner)]) == quant, validation=False)
        live.approved_then_passes("one is scrapped", ref, s, throw, lambda: live.o.read("stock.scrap", scrap, ["state"])[0]["state"] == "done")


def quarantine(live):
    a, c, s = live.admin, live.clerk, live.supervisor
    P = live.stocked("Doubtful", 10, 20.0)
    place, other = shelf(live, "Held"), shelf(live, "Held too")
    with policy(live, "quarantine_exit", '{"qty": 0}'):
        for location in (place, other):
            live.db.run(f"SELECT inventory_gov.declare_quarantine('{location}')")
        t = a.internal(P, 6, a.stock, place)
        live.passes("into quarantine", lambda: deliver(c, t, P, 6), [], state_is(live, t, "done"))
        t = a.internal(P, 2, place, other)
        live.passes("from one place of it to another", lambda: deliver(c, t, P, 2), [], state_is(live, t, "done"))
        t = a.internal(P, 3, place, a.stock)
        go = lambda: deliver(c, t, P, 3)
        ref = live.refused("out of it", go, not_done(live, t), lines=1)
        live.tap.note(live.text)
        live.refused("counted away", lambda: s.count(P, 1, place), lambda: a.on_hand(P, place) == 4)
        live.passes("scrapped", lambda: c.scrap(P, 1, place), [], lambda: a.on_hand(P, place) == 3)
        k = sold(live, P, 1)
        c.set_done(k, {P: 1})
        line = live.o.search("stock.move.line", [("picking_id", "=", k)])
        c.o.call("stock.move.line", "write", line, {"location_id": place})
        live.refused("a delivery whose line was pointed there", lambda: c.validate(k), not_done(live, k))
        live.cannot_approve("who moves cannot release", ref, c)
        live.approved_then_passes("out of it", ref, s, go, state_is(live, t, "done"))
        for location in (place, other):
            live.db.run(f"SELECT inventory_gov.end_quarantine('{location}')")


def run(live):
    negative(live)
    places(live)
    owners(live)
    quarantine(live)
