"""Part "approvals" of run.py: approvals as people do them in a running Odoo.

The screens are published while the server runs. Everything a person does goes through JSON-RPC as the web client sends
it: reading the published models, typing a note, pressing a button, marking an activity done. What the extension made of
it is then read with SQL.
"""
import base64
import threading
import time
from types import SimpleNamespace

from odoorpc import Odoo, OdooError

VALIDATION = "exceptions.ValidationError"  # a branded Odoo has another package
REQUEST = "x_gov_request"
SEEN_BY_ALL = ("x_gov_request", "x_gov_request_line", "x_gov_request_step", "x_gov_evidence")


class Approvals:
    def __init__(self, live):
        self.live, self.tap, self.db, self.v = live, live.tap, live.db, live.v
        self.admin, self.clerk, self.supervisor, self.director = live.admin, live.clerk, live.supervisor, live.director
        self.deputy = self.person("deputy", "base.group_user", "sales_team.group_sale_salesman")
        self.guest = self.person("guest", "base.group_portal")
        self.made = []

    # -- people
    def person(self, login, *groups):
        """A user with exactly these groups (and what they imply)."""
        o, field = self.live.o, "groups_id" if self.v < 19 else "group_ids"
        ids = o.call("res.users", "search", [("login", "=", login)], context={"active_test": False})
        vals = {field: [(6, 0, [o.ref(g) for g in groups])], "active": True}
        if ids:
            o.call("res.users", "write", ids, vals)
        else:
            o.call("res.users", "create", [dict(vals, name=login.capitalize(), login=login, email=login + "@example.com", password=login)],
                   context={"no_reset_password": True})
        return SimpleNamespace(o=Odoo(self.live.args.url, self.live.args.db, login, login))

    def managed(self, person, manager):
        o = self.live.o
        ids = {}
        for flows in (manager, person):
            found = o.search("hr.employee", [("user_id", "=", flows.o.uid)])
            name = o.read("res.users", flows.o.uid, ["name"])[0]["name"]
            ids[flows] = found[0] if found else o.create("hr.employee", {"name": name, "user_id": flows.o.uid})
        o.call("hr.employee", "write", [ids[person]], {"parent_id": ids[manager]})

    # -- what people do in Odoo
    def find(self, flows, ref, model=REQUEST, field="x_name"):
        """Ids of the rows that this user sees."""
        return flows.o.search(model, [(field, "=", ref)])

    def note(self, flows, model, record, note):
        self.save(flows, model, record, {"x_note": note})

    def save(self, flows, model, record, vals):
        """As the form saves, a new record where record is None: web_save from 17 on. Its id."""
        if self.v >= 17:
            return flows.o.call(model, "web_save", [record] if record else [], vals, specification={"x_name": {}})[0]["id"]
        if record:
            flows.o.call(model, "write", [record], vals)
        return record or flows.o.create(model, vals)

    def press(self, flows, verb, record, note=None, model=REQUEST):
        """Types the note and presses the button: its server action, as the web client runs it."""
        if note is not None:
            self.note(flows, model, record, note)
        action = self.live.o.ref(f"inventory_gov.button_{model}_{verb}")
        context = dict(flows.o.ctx, active_model=model, active_id=record, active_ids=[record])
        return flows.o._post("/web/action/run", action_id=action, context=context)

    def dialog(self, name, fn, *words):
        """fn ends in Odoo's "Validation Error", whose text has these words."""
        try:
            fn()
        except OdooError as e:
            self.tap.ok(e.name.endswith(VALIDATION) and all(w in e.message for w in words) and "CONTEXT" not in e.message, name, e.name, e.message)
            return e.message
        self.tap.ok(False, name, "nothing was refused")
        return ""

    def denied(self, name, fn):
        """fn is refused by Odoo's own access rules, or finds nothing."""
        try:
            found = fn()
        except OdooError as e:
            self.tap.ok("AccessError" in e.name or "Forbidden" in e.name, name, e.name, e.message)
            return
        self.tap.same(found, [], name)

    def until(self, name, fn, seconds=40):
        """Polls: what a worker does comes soon, not at once."""
        end, found = time.time() + seconds, None
        while not found and time.time() < end:
            found = fn()
            if not found:
                time.sleep(0.2)
        self.tap.ok(found, name, f"not within {seconds} s", self.db.rows("SELECT * FROM inventory_gov.desk_status() LIMIT 5"))
        return found

    def activity(self, flows, picking, ref):
        return flows.o.search("mail.activity", [("res_model", "=", "stock.picking"), ("res_id", "=", picking), ("user_id", "=", flows.o.uid),
                                                ("summary", "ilike", ref)])

    def attach(self, flows, model, record, name="delivery note.pdf", content=b"%PDF-1.4 signed"):
        return flows.o.create("ir.attachment", {"name": name, "res_model": model, "res_id": record, "datas": base64.b64encode(content).decode(),
                                                "mimetype": "application/pdf"})

    # -- what the database says
    def state(self, ref):
        return self.db.one(f"SELECT state FROM inventory_gov.requests WHERE reference = '{ref}'")["state"]

    def decisions(self, ref):
        return [(d["verdict"], d["user_id"], d["note"], d["channel"]) for d in self.db.rows(
            "SELECT d.verdict, d.user_id, d.note, d.channel FROM inventory_gov.decision d JOIN inventory_gov.request r ON r.id = d.request_id"
            f" WHERE r.reference = '{ref}' ORDER BY d.id")]

    def policy(self, name="Live approvals", **columns):
        """One policy alone, that refuses receipts of more than 10 % too much; columns are SQL."""
        self.retire()
        made = self.db.one("SELECT count(*) AS n FROM inventory_gov.policy")["n"]
        name += f" ({made})" if self.db.one(f"SELECT 1 AS known FROM inventory_gov.policy WHERE name = '{name}'") else ""
        self.made.append(self.db.one(f"SELECT inventory_gov.create_policy('receipt_tolerance', '{name}', '{{\"over_pct\": 10}}',"
                                     f" scope => '{{\"category\": {self.live.category}}}', state => 'active') AS id")["id"])
        for column, value in columns.items():
            self.db.run(f"UPDATE inventory_gov.policy SET {column} = {value} WHERE id = {self.made[-1]}")

    def retire(self):
        for made in self.made:
            self.db.run(f"UPDATE inventory_gov.policy SET state = 'retired' WHERE id = {made}")
        self.made = []

    def too_much(self, name, qty=130, price=10.0):
        """A receipt of 100 in which the clerk has entered more, and was refused."""
        product = self.live.product(name, price)
        picking = self.live.order(product, 100, price)[1]
        again = lambda: self.clerk.receive(picking, product, qty)
        ref = self.live.refused(name, again)
        record = self.until(f"{name}: the request is on the screen", lambda: self.find(self.supervisor, ref))
        return ref, record[0], picking, again

    def done(self, picking):
        return self.admin.transfer_state(picking) == "done"

    def passes(self, name, ref, picking, again):
        try:
            again()
        except OdooError as e:
            self.tap.ok(False, name, e.name, e.message)
            return
        self.tap.ok(self.done(picking), name)
        self.tap.same(self.state(ref), "spent", name + ": the approval is used")
        self.live.mark_violations()

    # ---- the screens
    def publish(self):
        self.db.run("SELECT inventory_gov.unpublish_odoo_ui()")     # another part may have published them
        changed = int(self.db.run("SELECT inventory_gov.publish_odoo_ui()"))
        self.tap.ok(changed > 100, "published while the server runs", changed)
        self.until("the running server knows the screens", lambda: self.known(self.supervisor))
        self.tap.same(self.db.run("SELECT inventory_gov.publish_odoo_ui()"), "0", "published again: nothing to do")
        views = self.views(self.supervisor)
        self.tap.ok({"form", "search", "kanban", "graph", "pivot"} < set(views), "Odoo builds the views of the requests", sorted(views))
        for model in SEEN_BY_ALL:
            self.tap.ok(self.known(self.clerk, model), f"a clerk may open {model}")

    def known(self, flows, model=REQUEST):
        try:
            return isinstance(flows.o.search(model, [], limit=1), list)
        except OdooError:
            return False

    def views(self, flows):
        kinds = ("list" if self.v >= 18 else "tree", "form", "search", "kanban", "graph", "pivot")
        found = flows.o.call(REQUEST, "get_views", [[False, k] for k in kinds], {})
        return found["views"]

    # ---- who sees it, who may decide it
    def sight(self):
        self.policy()
        ref, record, picking, again = self.too_much("Approved on the form")
        self.tap.same(self.find(self.clerk, ref), [record], "the requester sees it")
        self.denied("somebody of another group does not", lambda: self.find(self.deputy, ref))
        self.denied("nor a portal user", lambda: self.find(self.guest, ref))
        got = self.supervisor.o.read(REQUEST, record, ["x_state", "x_picking_id", "x_requester_id", "x_line_ids", "x_step_ids", "x_value"])[0]
        self.tap.same((got["x_state"], got["x_picking_id"][0], got["x_requester_id"][0], len(got["x_line_ids"]), len(got["x_step_ids"])),
                      ("pending", picking, self.clerk.o.uid, 1, 1), "it says what, where, who")
        self.ways_around(ref, record, picking)
        self.press(self.supervisor, "approve", record, "Counted at the ramp: 130 came")
        self.tap.same(self.decisions(ref), [("approve", self.supervisor.o.uid, "Counted at the ramp: 130 came", "form")], "the supervisor approves with a note")
        got = self.clerk.o.read(REQUEST, record, ["x_state", "x_decided_by_id", "x_decision_note"])[0]
        self.tap.same((got["x_state"], got["x_decided_by_id"][0], got["x_decision_note"]), ("approved", self.supervisor.o.uid, "Counted at the ramp: 130 came"),
                      "the clerk reads it")
        self.until("and is told by an activity", lambda: self.activity(self.clerk, picking, ref))
        self.dialog("more than was approved", lambda: self.clerk.receive(picking, self.product_of(picking), 140), "GOV/")
        self.passes("the clerk validates", ref, picking, again)
        self.dialog("decided twice", lambda: self.press(self.supervisor, "reject", record, "no"), ref)

    def product_of(self, picking):
        return self.live.o.call("stock.move", "search_read", [("picking_id", "=", picking)], ["product_id"])[0]["product_id"][0]

    def ways_around(self, ref, record, picking):
        c, guest = self.clerk.o, self.guest.o
        self.dialog("the clerk's own approval", lambda: self.press(self.clerk, "approve", record, "I say so"), ref)
        self.dialog("his write of the decision", lambda: c.call(REQUEST, "write", [record], {"x_decision": "approve"}), ref)
        for field, value in (("x_state", "approved"), ("x_requester_id", self.supervisor.o.uid), ("x_decided_by_id", c.uid), ("x_is_approved", True)):
            self.dialog(f"his write of {field}", lambda: c.call(REQUEST, "write", [record], {field: value}))
        self.dialog("the supervisor's write of the state", lambda: self.supervisor.o.call(REQUEST, "write", [record], {"x_state": "approved"}))
        self.denied("a request made by hand", lambda: c.call(REQUEST, "create", [{"x_name": "GOV/1"}]))
        self.denied("a request deleted", lambda: self.supervisor.o.call(REQUEST, "unlink", [record]))
        self.denied("a decision of a portal user", lambda: guest.call(REQUEST, "write", [record], {"x_decision": "approve"}))
        self.denied("a line of a request changed", lambda: self.supervisor.o.call("x_gov_request_line", "write", [1], {"x_deviation_qty": 0}))
        self.tap.same((self.state(ref), self.decisions(ref)), ("pending", []), "nothing came of it")

    # ---- marking the activity done
    def activities(self):
        self.policy()
        ref, _, picking, again = self.too_much("Approved by activity")
        found = self.until("the supervisor has an activity on the receipt", lambda: self.activity(self.supervisor, picking, ref))
        if not found:
            return
        self.tap.same(self.activity(self.clerk, picking, ref), [], "the clerk has none")
        self.supervisor.o.call("mail.activity", "action_feedback", found, feedback="Seen, 130 <b>boxes</b> & fine")
        self.tap.same(self.decisions(ref), [("approve", self.supervisor.o.uid, "Seen, 130 <b>boxes</b> & fine", "activity")], "marked done with feedback: approved, with the note")
        self.until("the director's activity is taken back", lambda: not self.activity(self.director, picking, ref))
        self.passes("the clerk validates what was approved by activity", ref, picking, again)

        ref, record, picking, again = self.too_much("Activity cancelled")
        found = self.until("another activity", lambda: self.activity(self.supervisor, picking, ref))
        self.supervisor.o.call("mail.activity", "unlink", found)
        self.tap.same((self.state(ref), self.decisions(ref)), ("pending", []), "cancelled: nothing is decided")
        other = self.activity(self.director, picking, ref)
        if self.tap.ok(other, "the director still has his"):
            try:
                self.clerk.o.call("mail.activity", "action_feedback", other, feedback="all right")
            except OdooError as e:
                self.tap.ok(e.name.endswith(VALIDATION), "the clerk marks the director's activity done: refused", e.name, e.message)
            self.tap.same((self.state(ref), self.decisions(ref)), ("pending", []), "the clerk marks the director's activity done: nothing is decided")
        self.dialog("rejected without a reason", lambda: self.press(self.director, "reject", record), ref, "reason")
        self.press(self.director, "reject", record, "Send 30 back")
        self.tap.same(self.state(ref), "rejected", "rejected on the form")
        self.dialog("what was rejected does not pass", again, "GOV/")

    # ---- tiers, delegation, override, evidence
    def tiers(self):
        self.managed(self.clerk, self.supervisor)
        self.policy(levels="""'[{"tier": 1, "approver": "manager"}, {"tier": 2, "approver": "user:director", "above_value": 200}]'""")
        ref, record, picking, again = self.too_much("Two tiers")
        self.dialog("the second tier cannot be first", lambda: self.press(self.director, "approve", record, "fine"), ref)
        self.press(self.supervisor, "approve", record, "first")
        self.tap.same(self.state(ref), "pending", "one of two tiers")
        self.dialog("not twice by one person", lambda: self.press(self.supervisor, "approve", record, "again"), ref)
        self.dialog("not enough yet", again, "GOV/")
        self.until("the director is asked now", lambda: self.activity(self.director, picking, ref))
        self.press(self.director, "approve", record, "second")
        self.tap.same([(d[0], d[1]) for d in self.decisions(ref)], [("approve", self.supervisor.o.uid), ("approve", self.director.o.uid)], "both have approved")
        self.passes("after two tiers", ref, picking, again)

    def delegation(self):
        self.policy(levels="""'[{"approver": "user:director"}]'""")
        ref, record, picking, again = self.too_much("Delegated")
        self.denied("the deputy sees nothing yet", lambda: self.find(self.deputy, ref))
        self.db.run(f"SELECT inventory_gov.delegate({self.director.o.uid}, {self.deputy.o.uid}, now(), now() + interval '1 day', 'Away', {self.director.o.uid})")
        self.until("the deputy sees the request once it is delegated", lambda: self.find(self.deputy, ref))
        self.press(self.deputy, "approve", record, "For the director")
        got = self.db.one(f"SELECT d.on_behalf_of FROM inventory_gov.decision d JOIN inventory_gov.request r ON r.id = d.request_id WHERE r.reference = '{ref}'")
        self.tap.same(got, {"on_behalf_of": self.director.o.uid}, "approved on the director's behalf")
        self.passes("approved by the deputy", ref, picking, again)

    def override(self):
        self.policy(override_group="'purchase.group_purchase_manager'")
        ref, record, picking, again = self.too_much("Overridden")
        self.dialog("who is not in the group cannot override", lambda: self.press(self.supervisor, "override", record, "hurry"), "may not override")
        self.dialog("nor without a reason", lambda: self.press(self.director, "override", record))
        self.press(self.director, "override", record, "The truck must leave")
        self.tap.same(self.state(ref), "approved", "the director overrides")
        self.passes("what was overridden", ref, picking, again)
        seen = self.supervisor.o.search("x_gov_override", [("x_request_id", "=", record)])
        if self.tap.same(len(seen), 1, "the override is listed"):
            self.dialog("nobody reviews his own", lambda: self.press(self.director, "justified", seen[0], "fine", "x_gov_override"))
            self.press(self.supervisor, "justified", seen[0], "The truck was there", "x_gov_override")
            got = self.supervisor.o.read("x_gov_override", seen, ["x_state", "x_verdict", "x_reviewed_by_id"])[0]
            self.tap.same((got["x_state"], got["x_verdict"], got["x_reviewed_by_id"][0]), ("reviewed", "justified", self.supervisor.o.uid), "reviewed by somebody else")

    def evidence(self):
        self.policy(evidence="""'[{"count": 1, "mimetype": "application/pdf", "on": "document", "before": "approval"}]'""", note_required="true")
        ref, record, picking, again = self.too_much("With evidence")
        self.dialog("no approval without a note", lambda: self.press(self.supervisor, "approve", record), ref)
        self.dialog("no approval without the attachment", lambda: self.press(self.supervisor, "approve", record, "seen"), ref)
        attachment = self.attach(self.clerk, "stock.picking", picking)
        self.press(self.supervisor, "approve", record, "seen")
        self.tap.same(self.state(ref), "approved", "approved with note and attachment")
        pinned = self.clerk.o.call("x_gov_evidence", "search_read", [("x_request_id", "=", record)], ["x_name", "x_checksum"])
        kept = self.clerk.o.read("ir.attachment", attachment, ["checksum"])[0]["checksum"]
        self.tap.same([(p["x_name"], p["x_checksum"]) for p in pinned], [("delivery note.pdf", kept)], "the attachment is pinned")
        self.passes("with evidence", ref, picking, again)
        self.clerk.o.call("ir.attachment", "unlink", [attachment])
        self.db.run("SELECT inventory_gov.scan_evidence()")
        cases = self.supervisor.o.call("x_gov_case", "search_read", [("x_request_id", "=", record)], ["x_kind", "x_state"])
        self.tap.same([(c["x_kind"], c["x_state"]) for c in cases], [("evidence_lost", "open")], "deleted afterwards: a case")

    # ---- what changes in between
    def in_between(self):
        self.policy()
        ref, record, picking, again = self.too_much("Archived in between")
        o = self.live.o
        o.call("res.users", "write", [self.supervisor.o.uid], {"active": False})
        try:
            self.press(self.supervisor, "approve", record, "still here")
            self.tap.ok(False, "an archived approver", "his session went on")
        except OdooError as e:
            self.tap.ok("SessionExpired" in e.name or "Access" in e.name, "an archived approver has no session", e.name, e.message)
        self.live.cannot_approve("nor can anybody approve in his name", ref, self.supervisor)
        o.call("res.users", "write", [self.supervisor.o.uid], {"active": True})
        self.supervisor = self.live.supervisor = self.live.sign_in("supervisor")
        field = "groups_id" if self.v < 19 else "group_ids"
        manager = o.ref("stock.group_stock_manager")
        o.call("res.users", "write", [self.supervisor.o.uid], {field: [(3, manager)]})
        try:
            self.press(self.supervisor, "approve", record, "still a manager")
        except OdooError as e:
            self.tap.ok(e.name.endswith(VALIDATION) or "AccessError" in e.name, "nor a demoted one", e.name, e.message)
        self.tap.same((self.state(ref), self.decisions(ref)), ("pending", []), "nothing was decided")
        o.call("res.users", "write", [self.supervisor.o.uid], {field: [(4, manager)]})
        self.at_once(ref, record, picking, again)

    def at_once(self, ref, record, picking, again):
        """Two people decide in the same moment."""
        people, outcome = (self.supervisor, self.director), {}
        for p in people:
            self.note(p, REQUEST, record, "at once")
        gate = threading.Barrier(2)

        def decide(p, verb):
            gate.wait()
            try:
                self.press(p, verb, record)
                outcome[verb] = "decided"
            except OdooError as e:
                outcome[verb] = "refused" if e.name.endswith(VALIDATION) else f"{e.name}: {e.message}"
            except Exception as e:  # told by the comparison below
                outcome[verb] = repr(e)
        threads = [threading.Thread(target=decide, args=a) for a in zip(people, ("approve", "reject"))]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        self.tap.same(sorted(outcome.values()), ["decided", "refused"], "approved and rejected in the same moment: one counts", outcome)
        self.tap.same(len(self.decisions(ref)), 1, "one decision is kept")
        if self.state(ref) == "approved":
            self.passes("after the race", ref, picking, again)

    # ---- counted by one, applied by another
    def counter(self):
        self.made.append(self.db.one(f"SELECT inventory_gov.create_policy('adjustment_limit', 'Live counts {self.live.run_id}', '{{\"qty\": 5}}',"
                                     f" scope => '{{\"category\": {self.live.category}}}', state => 'active') AS id")["id"])
        product = self.live.stocked("Counted", 100, 20.0)
        quant, mode = self.live.quant(product), {"inventory_mode": True}
        self.live.mark_violations()
        self.clerk.o.call("stock.quant", "write", [quant], {"inventory_quantity": 60}, context=mode)
        apply = lambda: self.supervisor.o.call("stock.quant", "action_apply_inventory", [quant], context=mode)
        ref = self.live.refused("counted by the clerk, applied by the supervisor", apply)
        got = self.db.one("SELECT l.counter_id, r.requester_id FROM inventory_gov.request_line l JOIN inventory_gov.request r ON r.id = l.request_id"
                          f" WHERE r.reference = '{ref}'")
        self.tap.same(got, {"counter_id": self.clerk.o.uid, "requester_id": self.supervisor.o.uid}, "both are known")
        self.live.cannot_approve("who counted cannot approve", ref, self.clerk)
        self.live.cannot_approve("who applied cannot approve", ref, self.supervisor)
        record = self.find(self.director, ref)[0]
        self.press(self.director, "approve", record, "Counted again")
        apply()
        self.tap.same(self.admin.on_hand(product), 60, "applied once the director has approved")
        self.supervisor.count(product, 58)
        self.tap.same(self.db.rows(f"SELECT * FROM inventory_gov.count_entry WHERE quant_id = {quant}"), [], "nothing is kept of a count that was applied")
        self.live.mark_violations()

    # ---- and everything out again
    def unpublish(self):
        self.db.run("SELECT inventory_gov.unpublish_odoo_ui()")
        left = self.db.one("SELECT count(*) AS n FROM public.ir_model_data WHERE module = 'inventory_gov'")["n"]
        left += self.db.one("SELECT count(*) AS n FROM public.ir_model WHERE model LIKE 'x\\_gov\\_%'")["n"]
        self.tap.same(left, 0, "unpublished: nothing is left in Odoo's tables")
        self.until("the running server forgets the screens", lambda: not self.known(self.supervisor))
        self.db.run("SELECT inventory_gov.publish_odoo_ui()")
        self.until("and knows them again", lambda: self.known(self.supervisor))

    # ---- what the browser finds
    def wanted(self, who, product, ordered, came, price):
        """A receipt that somebody was refused: (reference, transfer)."""
        picking = self.live.order(self.admin.product(product, price, "none", self.live.category), ordered, price)[1]
        moved = self.live.o.call("stock.move", "search_read", [("picking_id", "=", picking)], ["product_id"])[0]["product_id"][0]
        return self.live.refused(f"{came} of {ordered} {product}", lambda: who.receive(picking, moved, came)), picking

    def for_browser(self):
        """Refused receipts, some of them decided, and published screens: what browser.js needs."""
        self.db.run("UPDATE inventory_gov.policy SET state = 'shadow' WHERE starter AND state = 'active'; SELECT inventory_gov.publish_odoo_ui()")
        self.until("the running server knows the screens", lambda: self.known(self.supervisor))
        self.policy("At most 10 % too much")
        for asks, verb, decides, product, ordered, came, price in (
                (self.clerk, "approve", self.supervisor, "Docking Station", 40, 46, 75), (self.supervisor, "approve", self.director, "Handheld Terminal", 12, 15, 480),
                (self.clerk, "reject", self.director, "Thermal Paper", 500, 700, 1.2)):
            ref, _ = self.wanted(asks, product, ordered, came, price)
            self.db.run(f"SELECT inventory_gov.{verb}('{ref}', 'Compared with the delivery note', {decides.o.uid})")
        told = {"url": self.live.args.url, "db": self.live.args.db, "version": self.v}
        for key, product, price in (("form", "Barcode Scanner", 120), ("activity", "Label Printer", 310)):
            ref, picking = self.wanted(self.clerk, product, 100, 130, price)
            told[key] = {"ref": ref, "picking": picking, "product": product}
            self.until(f"{product}: the supervisor's activity", lambda: self.activity(self.supervisor, picking, ref))
        return told

    def run(self):
        self.db.run("UPDATE inventory_gov.policy SET state = 'shadow' WHERE starter AND state = 'active'")
        for name in ("publish", "sight", "activities", "tiers", "delegation", "override", "evidence", "in_between", "counter", "unpublish"):
            self.live.part(name, getattr(self, name))
        self.retire()
