"""What the people of a warehouse can do on a running Odoo, each the work of his own: the steps of workday.py.

Nothing here knows of the extension.
"""
import datetime

from odoorpc import OdooError

PEOPLE = {  # one person, one duty; groups of modules that are not installed are left out
    "buyer": ("purchase.group_purchase_user", "stock.group_stock_user", "mrp.group_mrp_user"),  # the last to order subcontracted work
    "clerk": ("stock.group_stock_user", "stock.group_production_lot", "stock.group_tracking_lot", "stock.group_tracking_owner",
              "mrp.group_mrp_user"),  # the last to receive it
    "packer": ("stock.group_stock_user", "stock.group_production_lot", "stock.group_tracking_lot"),
    "counter": ("stock.group_stock_user", "stock.group_production_lot"),
    "supervisor": ("stock.group_stock_manager", "stock.group_production_lot", "account.group_account_readonly"),
    "seller": ("sales_team.group_sale_salesman_all_leads",),
    "biller": ("account.group_account_invoice", "sales_team.group_sale_salesman_all_leads"),
    "planner": ("mrp.group_mrp_user", "stock.group_stock_user"),
    "director": ("stock.group_stock_manager", "product.group_product_manager", "purchase.group_purchase_manager", "sales_team.group_sale_manager",
                 "account.group_account_manager"),
}
# What every worker in a warehouse with places, steps and units may see.
EVERYBODY = ("base.group_user", "stock.group_stock_multi_locations", "stock.group_adv_location", "uom.group_uom")
DONE, CANCELLED = "done", "cancel"
COUNTING = {"inventory_mode": True}


class Unfinished(Exception):
    """An operation did not come to its end: the rest of its flow is left out."""


class Workplace:
    def __init__(self, admin, people, tag):
        """people: {login: Flows}; tag makes names of this day's records differ from another day's."""
        self.admin, self.o, self.v, self.tag = admin, admin.o, admin.v, tag
        for login, flows in people.items():
            setattr(self, login, flows)
        self.done, self.failed, self.skipped, self.numbers = [], [], [], 0
        self.line_qty = "qty_done" if self.v < 17 else "quantity"
        self.line_uom = "product_uom" if self.v < 19 else "product_uom_id"
        self.package_model = "stock.quant.package" if self.v < 19 else "stock.package"

    # ---- the frame
    def do(self, kind, fn):
        """One operation of a person."""
        try:
            result = fn()
        except (OdooError, AssertionError) as e:
            self.failed.append((kind, getattr(e, "name", ""), str(e), getattr(e, "debug", "")))
            raise Unfinished(kind) from e
        self.done.append(kind)
        return result

    def flow(self, fn, *args, needs=None, times=1):
        if needs and not self.installed(needs):
            self.skipped.append(f"{fn.__name__}: module {needs} is not installed")
            return
        for _ in range(times):
            try:
                fn(*args)
            except Unfinished:
                pass
            except (OdooError, LookupError, AssertionError, TypeError) as e:  # of the day itself, not of an operation
                self.failed.append((fn.__name__, type(e).__name__, str(e), getattr(e, "debug", "")))

    def installed(self, module):
        return bool(self.o.search("ir.module.module", [("name", "=", module), ("state", "=", "installed")]))

    # ---- what is there in the morning
    def number(self):
        self.numbers += 1
        return self.numbers

    def product(self, cost=10.0, tracking="none", category=None, **more):
        p = self.admin.product(f"Item {self.tag}-{self.number()}", cost, tracking, category or self.standard)
        if more:
            self.o.call("product.product", "write", [p], more)
        return p

    def template(self, product):
        return self.o.read("product.product", product, ["product_tmpl_id"])[0]["product_tmpl_id"][0]

    def cost(self, product):
        return self.o.read("product.product", product, ["standard_price"])[0]["standard_price"]

    def place(self, name):
        return self.o.create("stock.location", {"name": f"{name} {self.tag}-{self.number()}", "usage": "internal", "location_id": self.admin.stock})

    def prepare(self):
        a, o = self.admin, self.o
        self.stock = a.stock
        self.standard = o.create("product.category", {"name": f"Goods {self.tag}", "property_cost_method": "standard"})
        self.average = o.create("product.category", {"name": f"Averaged {self.tag}", "property_cost_method": "average"})
        self.suppliers = [a.partner(f"Supplier {self.tag}-{i}") for i in range(4)]
        self.customers = [a.partner(f"Customer {self.tag}-{i}") for i in range(4)]
        self.unit, self.dozen = o.ref("uom.product_uom_unit"), o.ref("uom.product_uom_dozen")
        o.call("res.currency", "write", [o.ref("base.EUR")], {"active": True})
        self.shelf, self.rack = self.place("Shelf"), self.place("Rack")
        self.goods = [self.product(5.0 + i) for i in range(40)]
        self.small = [self.product(2.0 + i / 10) for i in range(20)]
        self.turn = 0

    def item(self):
        """A product that is in stock, another one each time."""
        self.turn += 1
        return self.goods[self.turn % len(self.goods)]

    def recipe(self, product, parts, **more):
        vals = {"product_tmpl_id": self.template(product), "product_qty": 1, "bom_line_ids": [(0, 0, {"product_id": p, "product_qty": q}) for p, q in parts.items()]}
        return self.o.create("mrp.bom", dict(vals, **more))

    # ---- purchase
    def line(self, product, qty, price=None, **more):
        return dict({"product_id": product, "product_qty": qty, "price_unit": self.cost(product) if price is None else price, "name": "line"}, **more)

    def buy(self, *lines, supplier=None, **order):
        vals = dict({"partner_id": supplier or self.suppliers[self.number() % 4], "order_line": [(0, 0, v) for v in lines]}, **order)

        def place():
            po = self.buyer.o.create("purchase.order", vals)
            self.buyer.o.call("purchase.order", "button_confirm", [po])
            return po
        return self.do("purchase order", place)

    def edit_line(self, po, qty):
        line = self.o.search("purchase.order.line", [("order_id", "=", po)])[0]
        self.do("purchase line changed", lambda: self.buyer.o.call("purchase.order.line", "write", [line], {"product_qty": qty}))

    def cancel_order(self, po):
        self.do("purchase order cancelled", lambda: self.buyer.o.call("purchase.order", "button_cancel", [po]))

    def bill(self, po):
        o = self.biller.o

        def post():
            o.call("purchase.order", "action_create_invoice", [po])
            bills = self.o.read("purchase.order", po, ["invoice_ids"])[0]["invoice_ids"]
            o.call("account.move", "write", bills, {"invoice_date": str(datetime.date.today())})
            o.call("account.move", "action_post", bills)
        self.do("vendor bill", post)

    def receipts(self, po):
        return self.open(self.o.read("purchase.order", po, ["picking_ids"])[0]["picking_ids"])

    def receive(self, po, quantities=None, backorder=True):
        for picking in self.receipts(po):
            self.do("receipt", lambda p=picking: self.finish(self.clerk, p, quantities, backorder))
        return picking

    # ---- sale
    def sell(self, *lines, **order):
        """Lines: product, quantity, product, quantity .. or lists of values."""
        pairs = [{"product_id": p, "product_uom_qty": q, "name": "line"} for p, q in zip(lines[::2], lines[1::2])]
        vals = dict({"partner_id": self.customers[self.number() % 4], "order_line": [(0, 0, v) for v in pairs]}, **order)

        def confirm():
            so = self.seller.o.create("sale.order", vals)
            self.seller.o.call("sale.order", "action_confirm", [so])
            return so
        return self.do("sale order", confirm)

    def deliveries(self, so):
        return self.open(self.o.read("sale.order", so, ["picking_ids"])[0]["picking_ids"])

    def deliver(self, so, quantities=None):
        for picking in self.deliveries(so):
            self.do("delivery", lambda p=picking: self.finish(self.packer, p, quantities))
        return picking

    def invoice(self, so):
        o = self.biller.o

        def post():
            w = o.create("sale.advance.payment.inv", {"advance_payment_method": "delivered", "sale_order_ids": [(6, 0, [so])]},
                         context={"active_model": "sale.order", "active_id": so, "active_ids": [so]})
            o.call("sale.advance.payment.inv", "create_invoices", [w], context={"active_model": "sale.order", "active_id": so, "active_ids": [so]})
            invoices = self.o.read("sale.order", so, ["invoice_ids"])[0]["invoice_ids"]
            o.call("account.move", "action_post", invoices)
        self.do("customer invoice", post)

    # ---- transfers
    def open(self, pickings):
        rows = self.o.read("stock.picking", pickings, ["state"])
        return sorted(r["id"] for r in rows if r["state"] not in (DONE, CANCELLED))

    def asked(self, picking):
        moves = self.o.call("stock.move", "search_read", [("picking_id", "=", picking), ("state", "not in", (DONE, CANCELLED))],
                            ["product_id", "product_uom_qty"])
        return {m["product_id"][0]: m["product_uom_qty"] for m in moves}

    def validate(self, who, picking, backorder=True):
        answer = who.validate(picking, backorder)
        assert self.admin.transfer_state(picking) == DONE, f"the transfer is not done: {str(answer)[:300]}"

    def finish(self, who, picking, quantities=None, backorder=True):
        """Enter quantities (default: what is asked for) and validate."""
        who.set_done(picking, quantities or self.asked(picking))
        self.validate(who, picking, backorder)

    def lots(self, picking, product, names, qty, **more):
        """Enter lots by their names, as a receiver does."""
        o = self.clerk.o
        move = self.o.call("stock.move", "search_read", [("picking_id", "=", picking), ("product_id", "=", product)],
                           ["location_id", "location_dest_id", "product_uom"])[0]
        old = self.o.search("stock.move.line", [("move_id", "=", move["id"])])
        for name in names:
            vals = dict({"lot_name": name, self.line_qty: qty}, **more)
            if self.v >= 17:
                vals["picked"] = True
            if old:
                o.call("stock.move.line", "write", [old.pop()], vals)
            else:
                o.create("stock.move.line", dict(vals, move_id=move["id"], picking_id=picking, product_id=product, product_uom_id=move["product_uom"][0],
                                                 location_id=move["location_id"][0], location_dest_id=move["location_dest_id"][0]))
        if old:
            o.call("stock.move.line", "unlink", old)

    def steps(self, kind, product, *more):
        """Every transfer that waits for this product, one after the other as they become ready."""
        for step in range(5):
            ready = self.o.search("stock.picking", [("move_ids.product_id", "=", product), ("state", "=", "assigned"), *more], order="id")
            if not ready:
                assert step > 1, f"{kind}: {step} steps"
                return
            self.do(kind, lambda: self.finish(self.clerk, ready[0]))

    def take_back(self, picking, product, qty, kind="customer return"):
        ret = self.do("return prepared", lambda: self.packer.return_of(picking, product, qty))
        self.do(kind, lambda: self.finish(self.clerk, ret, {product: qty}))
        return ret

    def transfer(self, who, picking, product, qty, **move):
        vals = dict({"product_id": product, "product_uom_qty": qty, "location_id": picking["location_id"], "location_dest_id": picking["location_dest_id"]}, **move)
        if self.v < 19:
            vals["name"] = "move"
        p = who.o.create("stock.picking", dict(picking, **{"move_ids" if self.v >= 17 else "move_ids_without_package": [(0, 0, vals)]}))
        who.o.call("stock.picking", "action_confirm", [p])
        who.o.call("stock.picking", "action_assign", [p])
        return p

    def internal(self, product, qty, to=None, **move):
        order = {"picking_type_id": self.admin.wh["int_type_id"][0], "location_id": self.stock, "location_dest_id": to or self.shelf}
        picking = self.do("internal transfer prepared", lambda: self.transfer(self.packer, order, product, qty, **move))
        self.do("internal transfer", lambda: self.finish(self.clerk, picking))

    def batch(self, who, kind, pickings):
        batch = self.do("batch prepared", lambda: self.supervisor.o.create("stock.picking.batch", {"picking_ids": [(6, 0, pickings)]}))
        self.supervisor.o.call("stock.picking.batch", "action_confirm", [batch])

        def finish():
            for p in pickings:
                who.set_done(p, self.asked(p))
            answer = who.o.call("stock.picking.batch", "action_done", [batch])
            assert all(self.admin.transfer_state(p) == DONE for p in pickings), str(answer)[:300]
        self.do(kind, finish)

    # ---- counts
    def quant(self, product):
        return self.o.search("stock.quant", [("product_id", "=", product), ("location_id", "=", self.stock), ("quantity", ">", 0)])[0]

    def enter(self, quant, difference):
        book = self.o.read("stock.quant", quant, ["quantity"])[0]["quantity"]
        self.counter.o.call("stock.quant", "write", [quant], {"inventory_quantity": book + difference}, context=COUNTING)

    def apply(self, quants):
        answer = self.supervisor.o.call("stock.quant", "action_apply_inventory", quants, context=COUNTING)
        left = self.o.search("stock.quant", [("id", "in", quants), ("inventory_quantity_set", "=", True)])
        assert not left, f"not applied: {str(answer)[:300]}"

    def count(self, quant, difference):
        self.do("count entered", lambda: self.enter(quant, difference))
        self.do("count applied", lambda: self.apply([quant]))

    # ---- making
    def production(self, product, bom, qty):
        o = self.planner.o

        def plan():
            mo = o.create("mrp.production", {"product_id": product, "product_qty": qty, "bom_id": bom, "product_uom_id": self.unit})
            o.call("mrp.production", "action_confirm", [mo])
            o.call("mrp.production", "action_assign", [mo])
            return mo
        mo = self.do("production planned", plan)
        self.do("production", lambda: self.produce(mo))
        return mo

    def produce(self, mo):
        o = self.planner.o
        if self.v < 17:
            w = o.create("mrp.immediate.production", {"mo_ids": [(6, 0, [mo])], "immediate_production_line_ids": [(0, 0, {"production_id": mo, "to_immediate": True})]})
            answer = o.call("mrp.immediate.production", "process", [w], context={"button_mark_done_production_ids": [mo]})
        else:
            answer = o.call("mrp.production", "button_mark_done", [mo])
        assert self.o.read("mrp.production", mo, ["state"])[0]["state"] == DONE, str(answer)[:300]
