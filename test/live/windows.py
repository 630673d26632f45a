"""Adjustments that add up over days, and reasons, on a running Odoo: run(live)."""
import threading

from approvals import Approvals
from odoorpc import OdooError

REQUEST, REASON = "x_gov_request", "x_gov_reason"
COUNTING = {"inventory_mode": True}


def run(live):
    # what the starter set would note of the same counts has a part of its own
    live.db.run("UPDATE inventory_gov.policy SET state = 'draft' WHERE starter AND state IN ('shadow', 'active')")
    sums(live)
    parallel(live)
    screens = Approvals(live)
    live.db.run("SELECT inventory_gov.publish_odoo_ui()")
    screens.until("the running server knows the catalogue", lambda: screens.known(live.clerk, REASON))
    reasons(live, screens)
    catalogue(live, screens)
    elsewhere(live, screens)
    only(live)
    live.db.run("UPDATE inventory_gov.policy SET state = 'shadow' WHERE starter AND state = 'draft' AND control IN ('receipt_tolerance', 'adjustment_limit')")


def only(live, control=None, limits=None, **more):
    live.db.run("UPDATE inventory_gov.policy SET state = 'retired' WHERE state = 'active' AND name LIKE 'Windows %'")
    if control:
        named = "".join(f", {k} => '{v}'" for k, v in more.items())
        live.db.run(f"SELECT inventory_gov.create_policy('{control}', 'Windows ' || clock_timestamp(), '{limits}', state => 'active'{named})")
    live.mark_violations()


def remembered(live, product):
    return [float(r["qty"]) for r in live.db.rows(f"SELECT qty FROM inventory_gov.adjustments WHERE product_id = {product} ORDER BY id")]


# ---- sums
def sums(live):
    c, s, d, a = live.clerk, live.supervisor, live.director, live.admin
    P = live.stocked("Split", 100, 20.0)
    on_hand = lambda qty: (lambda: a.on_hand(P) == qty)
    only(live, "adjustment_window", '{"product_qty": 10, "user_value": 1000, "quant_times": 4}')
    live.passes("six found", lambda: s.count(P, 106), [], on_hand(106))
    live.passes("four missing, by another", lambda: d.count(P, 102), [], on_hand(102))
    live.tap.same(remembered(live, P), [6, -4], "both are remembered")
    down = lambda: s.count(P, 101)
    ref = live.refused("one more, though it nets", down, on_hand(102), lines=1)
    live.tap.note(live.text)
    live.cannot_approve("who counts cannot approve it", ref, s)
    live.approved_then_passes("one more", ref, d, down, on_hand(101))
    live.refused("approved once is not for good", lambda: s.count(P, 102), on_hand(101))
    # around the counting screen
    quant = live.quant(P)
    live.refused("quantity of the quant written by RPC", lambda: c.o.call("stock.quant", "write", [quant], {"quantity": 103}), on_hand(101), validation=False)
    live.refused("the same with keys that switch things off elsewhere", lambda: c.o.call("stock.quant", "write", [quant], {"quantity": 103},
                 context={"tracking_disable": True, "skip_governance": True, "import_file": True}), on_hand(101), validation=False)
    live.refused("quantity updated (auto apply)", lambda: s.o.call("stock.quant", "write", [quant], {"inventory_quantity_auto_apply": 103}, context=COUNTING), on_hand(101))
    live.tap.same(remembered(live, P), [6, -4, -1], "what was refused is not remembered")
    # one call, several lines: the supervisor's sum over products
    many = [live.stocked(f"Small {i}", 100, 20.0) for i in range(6)]
    counted = {m: 91 for m in many}
    apply = lambda: s.count_many(counted)
    ref = live.refused("six lines of 180 in one call", apply, lambda: all(a.on_hand(m) == 100 for m in many), lines=1)
    live.tap.note(live.text)
    live.approved_then_passes("six lines", ref, d, apply, lambda: all(a.on_hand(m) == 91 for m in many))
    T = live.stocked("Never right", 100, 1.0)
    only(live, "adjustment_window", '{"quant_times": 2}')
    for qty in (101, 100):
        live.passes(f"counted to {qty}", lambda: s.count(T, qty), [], lambda: a.on_hand(T) == qty)
    ref = live.refused("the third time", lambda: d.count(T, 101), lambda: a.on_hand(T) == 100)
    live.approved_then_passes("the third time", ref, s, lambda: d.count(T, 101), lambda: a.on_hand(T) == 101)
    live.passes("a count that confirms", lambda: d.count(T, 101), [], lambda: a.on_hand(T) == 101)


def parallel(live):
    people = [live.supervisor, live.director]
    o, a = live.o, live.admin
    shelf = o.create("stock.location", {"name": f"Shelf {live.run_id}", "location_id": a.stock, "usage": "internal"})
    for turn in range(live.args.turns):
        P = live.stocked(f"Two at once {turn}", 100, 20.0)
        only(live, "adjustment_window", '{"product_qty": 10}')
        outcome = [None, None]
        gate = threading.Barrier(2)

        def count(i):
            gate.wait()
            try:
                people[i].count(P, (106, 6)[i], (a.stock, shelf)[i])
                outcome[i] = "passed"
            except OdooError as e:
                outcome[i] = "refused" if "GOV/" in e.message else f"{e.name}: {e.message}"
            except Exception as e:
                outcome[i] = repr(e)
        threads = [threading.Thread(target=count, args=(i,)) for i in (0, 1)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        live.tap.same(sorted(outcome), ["passed", "refused"], f"two counts of one product at once, turn {turn + 1}", outcome)
        live.tap.same(sum(remembered(live, P)), 6, "one of them is remembered")
        live.mark_violations()


# ---- reasons
def choose(screens, flows, record, reason):
    if screens.v >= 17:
        flows.o.call(REQUEST, "web_save", [record], {"x_reason_id": reason}, specification={"x_reason_id": {}})
    else:
        flows.o.call(REQUEST, "write", [record], {"x_reason_id": reason})


def reason_id(live, operation, code):
    return live.clerk.o.search(REASON, [("x_operation", "=", operation), ("x_code", "=", code)])[0]


def waits(live, screens, flows, ref):
    """The request as its requester sees it."""
    record = screens.find(flows, ref)[0]
    row = flows.o.read(REQUEST, record, ["x_wants_reason", "x_reason_operation", "x_waiting_for"])[0]
    live.tap.ok(row["x_wants_reason"] and "your" not in (row["x_waiting_for"] or ""), "his request says that it waits for a reason", row)
    return record


def reasons(live, screens):
    s, d, a = live.supervisor, live.director, live.admin
    P = live.stocked("Explained", 100, 20.0)
    on_hand = lambda qty: (lambda: a.on_hand(P) == qty)
    only(live, "reason_required", '{"loss_value": 100, "gain_value": 100}')
    live.passes("up to the limit", lambda: s.count(P, 95), [], on_hand(95))
    down = lambda: s.count(P, 89)
    ref = live.refused("above it, without a reason", down, on_hand(95), lines=1)
    live.tap.ok("which you give yourself" in live.text, "the dialog says who gives it", live.text)
    live.tap.note(live.text)
    record = waits(live, screens, s, ref)
    misplaced = reason_id(live, "adjustment", "MISPLACED")
    found = reason_id(live, "adjustment", "FOUND")
    screens.dialog("no reason chosen", lambda: screens.press(s, "reason", record))
    choose(screens, s, record, found)
    screens.dialog("a reason of gains for a loss", lambda: screens.press(s, "reason", record), "MISPLACED")
    choose(screens, d, record, misplaced)
    screens.dialog("another gives the reason", lambda: screens.press(d, "reason", record), ref)
    screens.dialog("another approves it", lambda: screens.press(d, "approve", record, "fine"), ref)
    choose(screens, s, record, misplaced)
    screens.press(s, "reason", record, "it was on shelf B")
    live.tap.same(screens.state(ref), "approved", "the reason settles it")
    live.tap.same(s.o.read(REQUEST, record, ["x_reasons"])[0]["x_reasons"], "MISPLACED: Was in another place, it was on shelf B", "and stands on the request")
    live.passes("the same again", down, [("granted", "loss_value", -6)], on_hand(89))
    live.tap.same(screens.state(ref), "spent", "the reason is used")
    ref = live.refused("once more", lambda: s.count(P, 83), on_hand(89))
    # evidence
    record = screens.find(s, ref)[0]
    choose(screens, s, record, reason_id(live, "adjustment", "THEFT"))
    screens.dialog("theft takes a file", lambda: screens.press(s, "reason", record), "THEFT")
    screens.attach(s, REQUEST, record, "report.pdf")
    screens.press(s, "reason", record)
    live.passes("with the report", lambda: s.count(P, 83), [("granted", "loss_value", -6)], on_hand(83))
    # beforehand, and by another way to the same stock
    quant = live.quant(P)
    write = lambda: s.o.call("stock.quant", "write", [quant], {"inventory_quantity_auto_apply": 70}, context=COUNTING)
    live.refused("quantity updated", write, on_hand(83))
    live.db.run(f"SELECT inventory_gov.give_reason_for('stock.quant', {quant}, 'MISCOUNT', 'recounted', {s.o.uid})", "odoo")
    live.passes("a reason given beforehand", write, [], on_hand(70))
    live.refused("and used", lambda: s.o.call("stock.quant", "write", [quant], {"inventory_quantity_auto_apply": 60}, context=COUNTING), on_hand(70))


def catalogue(live, screens):
    c, s = live.clerk, live.supervisor
    code = f"R{live.run_id}"
    row = {"x_operation": "return", "x_code": code.lower(), "x_name": "Too late"}
    screens.denied("a clerk adds a reason", lambda: c.o.create(REASON, row))
    made = s.o.create(REASON, row)
    live.tap.same(s.o.read(REASON, made, ["x_code", "x_direction", "x_active"])[0], {"id": made, "x_code": code, "x_direction": "any", "x_active": True}, "a manager adds one")
    s.o.call(REASON, "write", [made], {"x_name": "Came too late"})
    live.tap.same(live.db.one(f"SELECT name FROM inventory_gov.reasons WHERE code = '{code}'")["name"], "Came too late", "and changes it")
    screens.dialog("not its code", lambda: s.o.call(REASON, "write", [made], {"x_code": "OTHER"}))
    screens.dialog("nor to nothing", lambda: s.o.call(REASON, "write", [made], {"x_name": " "}))
    screens.denied("and does not delete it", lambda: s.o.call(REASON, "unlink", [made]))


def elsewhere(live, screens):
    """Scraps and returns."""
    c, a = live.clerk, live.admin
    P = live.stocked("Scrapped", 100, 20.0)
    only(live, "reason_required", '{"scrap_qty": 2, "return_qty": 2}')
    order = c.o.create("stock.scrap", {"product_id": P, "scrap_qty": 3, "location_id": c.stock})
    scrap = lambda: c.o.call("stock.scrap", "action_validate", [order])
    ref = live.refused("scrap without a reason", scrap, lambda: a.on_hand(P) == 100)
    record = waits(live, screens, c, ref)
    choose(screens, c, record, reason_id(live, "scrap", "EXPIRED"))
    screens.press(c, "reason", record)
    live.passes("scrap with the reason", scrap, [("granted", "scrap_qty", -3)], lambda: a.on_hand(P) == 97)
    if live.v >= 18:
        tag = live.o.create("stock.scrap.reason.tag", {"name": f"Broken {live.run_id}"})
        tagged = c.o.create("stock.scrap", {"product_id": P, "scrap_qty": 4, "location_id": c.stock, "scrap_reason_tag_ids": [(6, 0, [tag])]})
        live.passes("scrap with a tag of Odoo", lambda: c.o.call("stock.scrap", "action_validate", [tagged]), [], lambda: a.on_hand(P) == 93)
    before = a.on_hand(P)
    picking = live.admin.sale(live.customer, P, 10)[1][0]
    a.set_done(picking, {P: 10})
    a.validate(picking)
    live.mark_violations()
    back = a.return_of(picking, P, 4)
    a.set_done(back, {P: 4})
    take = lambda: a.validate(back)
    ref = live.refused("return without a reason", take, lambda: a.on_hand(P) == before - 10)
    record = waits(live, screens, a, ref)
    choose(screens, a, record, reason_id(live, "return", "WRONG_ITEM"))
    screens.press(a, "reason", record)
    live.passes("return with the reason", take, [("granted", "return_qty", 4)], lambda: a.on_hand(P) == before - 6)
