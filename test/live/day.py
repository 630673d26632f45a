"""Part "day" of run.py: a made-up day of about 500 ordinary operations, on which nobody is refused anything.

The day is played twice: with the starter policies in shadow, which proves that Odoo takes every operation, and with all
of them active. The operations are in workday.py and workplace.py.
"""
from collections import Counter

from odoorpc import Flows, Odoo
from workday import Workday
from workplace import EVERYBODY, PEOPLE

EXPECTED = 500


class Day:
    def __init__(self, live):
        self.live, self.tap, self.db, self.v = live, live.tap, live.db, live.v

    # -- people
    def groups(self, names):
        """Ids of the groups that this database has."""
        found = []
        for name in names:
            module, xmlid = name.split(".")
            rows = self.live.o.call("ir.model.data", "search_read", [("module", "=", module), ("name", "=", xmlid)], ["res_id"])
            found += [r["res_id"] for r in rows]
        return found

    def person(self, login):
        """A user with exactly the groups of the duty."""
        o, field = self.live.o, "groups_id" if self.v < 19 else "group_ids"
        vals = {field: [(6, 0, self.groups(EVERYBODY + PEOPLE[login]))]}
        ids = o.search("res.users", [("login", "=", login)])
        if ids:
            o.call("res.users", "write", ids, vals)
        else:
            o.call("res.users", "create", [dict(vals, name=login.capitalize(), login=login, email=login + "@example.com", password=login)],
                   context={"no_reset_password": True})
        return Flows(Odoo(self.live.args.url, self.live.args.db, login, login))

    # -- the day
    def play(self, tag):
        people = {login: self.person(login) for login in PEOPLE}
        day = Workday(self.live.admin, people, tag)
        day.play()
        return day

    def report(self, day, name):
        for what in day.skipped:
            self.tap.note("left out: " + what)
        for kind, error, text, trace in day.failed:
            self.tap.ok(False, f"{name}: {kind}", f"{error}: {text}", trace[-1500:])
        self.tap.ok(len(day.done) >= EXPECTED, f"{name}: {len(day.done)} operations done")
        self.tap.note(", ".join(f"{n} {kind}" for kind, n in Counter(day.done).most_common()))
        refused = [f for f in day.failed if "GOV/" in f[2] or "inventory_gov" in f[3]]
        self.tap.same(len(refused), 0, f"{name}: nobody is refused")
        return refused

    def recorded(self, name):
        """What the policies noted of it, by policy and outcome."""
        for r in self.db.rows(f"SELECT control, outcome, measure, count(*) AS n, min(message) AS message FROM inventory_gov.violation"
                              f" WHERE id > {self.live.mark} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"):
            self.tap.note(f"{name}: {r['n']} x {r['control']} {r['outcome']} {r['measure']}, such as: {r['message']}")
        self.live.mark_violations()

    def run(self):
        self.report(self.play(self.live.run_id + "a"), "in shadow")
        self.recorded("in shadow")
        n = self.db.run("SELECT inventory_gov.activate_starter_set()")
        self.tap.note(f"{n} starter policies activated")
        self.report(self.play(self.live.run_id + "b"), "all active")
        self.recorded("all active")
