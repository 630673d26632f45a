"""The operations of one ordinary day, each done by the person whose work it is. Part "day" of run.py plays them.

Quantities, prices and differences are ordinary ones: within what the starter policies let through without asking.
Nothing here knows of the extension.
"""
from workplace import DONE, Workplace


class Workday(Workplace):
    # ---- receipts
    def stock_up(self, products, qty=200):
        po = self.buy(*[self.line(p, qty) for p in products])
        self.receive(po)
        self.bill(po)

    def exact(self):
        p = self.item()
        po = self.buy(self.line(p, 40))
        self.receive(po)
        self.bill(po)

    def slightly_over(self, share):
        p = self.item()
        po = self.buy(self.line(p, 200))
        self.receive(po, {p: 200 * (1 + share)})

    def slightly_under(self):
        p = self.item()
        self.receive(self.buy(self.line(p, 100)), {p: 97}, backorder=False)

    def in_parts(self, *parts):
        p = self.item()
        po = self.buy(self.line(p, sum(parts)))
        for part in parts:
            self.receive(po, {p: part})
        self.bill(po)

    def backorder_cancelled(self):
        p = self.item()
        po = self.buy(self.line(p, 100))
        self.receive(po, {p: 96})
        rest = self.receipts(po)
        self.do("backorder cancelled", lambda: self.clerk.o.call("stock.picking", "action_cancel", rest))

    def dozens(self, units):
        p = self.item()
        po = self.buy(self.line(p, 10, self.cost(p) * 12, **{self.line_uom: self.dozen}))
        self.receive(po, {p: units})
        self.bill(po)

    def foreign(self):
        p = self.item()
        currency = self.o.read("res.currency", self.o.ref("base.EUR"), ["rate"])[0]
        po = self.buy(self.line(p, 30, round(self.cost(p) * currency["rate"], 2)), currency_id=currency["id"])
        self.receive(po)
        self.bill(po)

    def lot_receipt(self, tracking, names, qty, **more):
        p = self.product(30.0, tracking, **more)
        po = self.buy(self.line(p, len(names) * qty))
        picking = self.receipts(po)[0]
        names = [f"{n} {self.tag}-{self.number()}" for n in names]
        self.do("receipt of lots", lambda: (self.lots(picking, p, names, qty), self.validate(self.clerk, picking)))
        return p

    def lots_through(self):
        p = self.lot_receipt("lot", ["A", "B"], 20)
        self.deliver(self.sell(p, 5))
        lot = self.o.search("stock.quant", [("product_id", "=", p), ("location_id", "=", self.stock)])[0]
        self.count(lot, -1)

    def serials_through(self):
        p = self.lot_receipt("serial", ["S1", "S2", "S3"], 1)
        picking = self.deliver(self.sell(p, 1))
        self.take_back(picking, p, 1)

    def order_decreased(self, received):
        p = self.item()
        po = self.buy(self.line(p, 50))
        if received:
            self.receive(po, {p: received})
        self.edit_line(po, 40)
        self.receive(po)

    def order_increased(self):
        p = self.item()
        po = self.buy(self.line(p, 30))
        self.edit_line(po, 45)
        self.receive(po)
        self.bill(po)

    def order_cancelled(self):
        self.cancel_order(self.buy(self.line(self.item(), 25)))

    def average_cost(self):
        p = self.product(20.0, category=self.average)
        for price in (20.0, 20.3, 19.9):
            po = self.buy(self.line(p, 50, price))
            picking = self.receive(po)
            self.bill(po)
        self.deliver(self.sell(p, 10))
        return picking

    def landed(self):
        picking = self.average_cost()
        freight = self.o.create("product.product", {"name": f"Freight {self.tag}-{self.number()}", "type": "service", "landed_cost_ok": True})
        account = self.o.search("account.account", [("account_type", "=", "expense")])[0]
        o = self.director.o

        def post():
            cost = o.create("stock.landed.cost", {"picking_ids": [(6, 0, [picking])], "cost_lines": [(0, 0, {
                "product_id": freight, "name": "freight", "price_unit": 8.0, "split_method": "equal", "account_id": account})]})
            o.call("stock.landed.cost", "compute_landed_cost", [cost])
            o.call("stock.landed.cost", "button_validate", [cost])
        self.do("landed cost", post)

    def cost_revised(self):
        p = self.item()
        self.do("cost revised", lambda: self.director.o.call("product.product", "write", [p], {"standard_price": round(self.cost(p) * 1.01, 2)}))

    def put_away(self):
        p = self.product(12.0)
        self.o.create("stock.putaway.rule", {"product_id": p, "location_in_id": self.stock, "location_out_id": self.shelf})
        self.receive(self.buy(self.line(p, 20)))
        assert self.admin.on_hand(p, self.shelf) == 20, "not put away"

    def consignment(self):
        """Goods that stay their supplier's: no purchase order, an owner."""
        p, owner = self.product(15.0), self.suppliers[1]
        order = {"picking_type_id": self.admin.wh["in_type_id"][0], "partner_id": owner, "owner_id": owner,
                 "location_id": self.o.ref("stock.stock_location_suppliers"), "location_dest_id": self.stock}

        def receive():
            picking = self.transfer(self.clerk, order, p, 25)
            self.finish(self.clerk, picking)
        self.do("receipt of consignment stock", receive)
        self.do("delivery of consignment stock", lambda: self.finish(self.packer, self.transfer(self.packer, {
            "picking_type_id": self.admin.wh["out_type_id"][0], "partner_id": self.customers[1], "owner_id": owner,
            "location_id": self.stock, "location_dest_id": self.o.ref("stock.stock_location_customers")}, p, 5)))

    def vendor_return(self):
        p = self.item()
        po = self.buy(self.line(p, 30))
        self.take_back(self.receive(po), p, 2, "vendor return")

    # ---- sale
    def sold(self):
        so = self.sell(self.item(), 4, self.item(), 2)
        self.deliver(so)
        self.invoice(so)

    def sold_in_dozens(self):
        so = self.sell(order_line=[(0, 0, {"product_id": self.item(), "product_uom_qty": 1, "name": "line", self.line_uom: self.dozen})])
        self.deliver(so)
        self.invoice(so)

    def delivered_in_parts(self):
        p = self.item()
        so = self.sell(p, 12)
        self.deliver(so, {p: 8})
        self.deliver(so)

    def sale_cancelled(self):
        so = self.sell(self.item(), 3)
        picking = self.deliveries(so)
        self.do("delivery cancelled", lambda: self.packer.o.call("stock.picking", "action_cancel", picking))

    def sale_increased(self):
        p = self.item()
        so = self.sell(p, 3)
        line = self.o.search("sale.order.line", [("order_id", "=", so)])[0]
        self.do("sale line changed", lambda: self.seller.o.call("sale.order.line", "write", [line], {"product_uom_qty": 5}))
        self.deliver(so)

    def returned(self):
        p = self.item()
        self.take_back(self.deliver(self.sell(p, 6)), p, 2)

    def exchanged(self):
        p = self.item()
        picking = self.deliver(self.sell(p, 4))
        o = self.packer.o

        def exchange():
            w = o.create("stock.return.picking", {"picking_id": picking}, context={"active_id": picking, "active_ids": [picking], "active_model": "stock.picking"})
            for l in o.search("stock.return.picking.line", [("wizard_id", "=", w)]):
                o.call("stock.return.picking.line", "write", [l], {"quantity": 1})
            return o.call("stock.return.picking", "action_create_exchanges", [w])
        self.do("exchange prepared", exchange)
        self.steps("exchange", p, ("partner_id", "=", self.o.read("stock.picking", picking, ["partner_id"])[0]["partner_id"][0]))

    def kit_sold_and_bought(self):
        a, b, kit = self.item(), self.item(), self.product(50.0)
        self.recipe(kit, {a: 2, b: 1}, type="phantom")
        so = self.sell(kit, 3)
        self.deliver(so)
        po = self.buy(self.line(kit, 4, 50.0))
        self.receive(po)

    def dropship(self):
        p = self.product(80.0)
        self.o.call("product.template", "write", [self.template(p)], {"route_ids": [(4, self.o.ref("stock_dropshipping.route_drop_shipping"))],
                    "seller_ids": [(0, 0, {"partner_id": self.suppliers[2], "price": 80})]})
        self.sell(p, 4)
        line = self.o.search("purchase.order.line", [("product_id", "=", p)])
        po = self.o.read("purchase.order.line", line, ["order_id"])[0]["order_id"][0]
        self.do("purchase order", lambda: self.buyer.o.call("purchase.order", "button_confirm", [po]))
        picking = self.o.search("stock.picking", [("move_ids.purchase_line_id", "in", line)])[0]
        self.do("dropship", lambda: self.finish(self.clerk, picking))
        self.bill(po)

    def many_steps(self):
        """A warehouse with input, quality control and stock, and with pick, pack and ship."""
        wh = self.o.create("stock.warehouse", {"name": f"Steps {self.tag}-{self.number()}", "code": "S" + self.tag[-4:],
                                               "reception_steps": "three_steps", "delivery_steps": "pick_pack_ship"})
        types = self.o.read("stock.warehouse", wh, ["in_type_id"])[0]
        for _ in range(3):
            p = self.product(18.0)
            self.buy(self.line(p, 30), picking_type_id=types["in_type_id"][0])
            self.steps("receipt in steps", p)
            self.sell(p, 6, warehouse_id=wh)
            self.steps("delivery in steps", p)

    # ---- inside
    def in_dozens(self):
        self.internal(self.item(), 1, product_uom=self.dozen)

    def packages(self):
        p = self.product(14.0)
        po = self.buy(self.line(p, 12))
        picking = self.receipts(po)[0]
        package = self.o.create(self.package_model, {"name": f"PACK {self.tag}-{self.number()}"})

        def receive():
            self.clerk.set_done(picking, {p: 12})
            lines = self.o.search("stock.move.line", [("picking_id", "=", picking)])
            self.clerk.o.call("stock.move.line", "write", lines, {"result_package_id": package})
            self.validate(self.clerk, picking)
        self.do("receipt into a package", receive)
        order = {"picking_type_id": self.admin.wh["int_type_id"][0], "location_id": self.stock, "location_dest_id": self.rack}
        move = self.do("internal transfer prepared", lambda: self.transfer(self.packer, order, p, 12))

        def carry():
            self.clerk.set_done(move, {p: 12})
            lines = self.o.search("stock.move.line", [("picking_id", "=", move)])
            self.clerk.o.call("stock.move.line", "write", lines, {"result_package_id": package})
            self.validate(self.clerk, move)
        self.do("package moved", carry)
        self.do("unpacked", lambda: self.supervisor.o.call(self.package_model, "unpack", [package]))

    def relocated(self):
        p = self.product(16.0)
        self.receive(self.buy(self.line(p, 15)))
        q = self.quant(p)
        o = self.supervisor.o

        def relocate():
            w = o.create("stock.quant.relocate", {"quant_ids": [(6, 0, [q])], "dest_location_id": self.shelf}, context={"default_quant_ids": [q]})
            o.call("stock.quant.relocate", "action_relocate_quants", [w])
        self.do("relocated", relocate)

    def batch_of_deliveries(self):
        pickings = [self.deliveries(self.sell(self.item(), 3))[0] for _ in range(3)]
        self.batch(self.packer, "batch of deliveries", pickings)

    def batch_of_receipts(self):
        pickings = [self.receipts(self.buy(self.line(self.item(), 20)))[0] for _ in range(2)]
        self.batch(self.clerk, "batch of receipts", pickings)

    def replenished(self):
        p = self.product(11.0)
        self.o.call("product.template", "write", [self.template(p)], {"seller_ids": [(0, 0, {"partner_id": self.suppliers[3], "price": 11})],
                    "route_ids": [(4, self.o.ref("purchase_stock.route_warehouse0_buy"))]})
        rule = self.o.create("stock.warehouse.orderpoint", {"product_id": p, "location_id": self.stock, "warehouse_id": self.admin.wh["id"],
                             "product_min_qty": 10, "product_max_qty": 20, "trigger": "manual"})
        self.do("replenished", lambda: self.supervisor.o.call("stock.warehouse.orderpoint", "action_replenish", [rule]))
        line = self.o.search("purchase.order.line", [("product_id", "=", p)])
        po = self.o.read("purchase.order.line", line, ["order_id"])[0]["order_id"][0]
        self.do("purchase order", lambda: self.buyer.o.call("purchase.order", "button_confirm", [po]))
        self.receive(po)

    def scheduler(self):
        self.do("scheduler", lambda: self.o.call("ir.cron", "method_direct_trigger", [self.o.ref("stock.ir_cron_scheduler_action")]))

    def automation(self):
        """A job of the system's own user validates a delivery."""
        picking = self.deliveries(self.sell(self.item(), 2))[0]
        self.packer.set_done(picking, self.asked(picking))
        model = self.o.search("ir.model", [("model", "=", "stock.picking")])[0]
        job = {"name": f"Job {self.tag}-{self.number()}", "model_id": model, "state": "code", "interval_number": 1, "interval_type": "days",
               "user_id": 1, "code": f"model.browse({picking}).with_context(skip_backorder=True, skip_sms=True).button_validate()"}
        job = self.o.create("ir.cron", dict(job, numbercall=-1) if self.v < 18 else job)
        self.do("delivery by a job", lambda: self.o.call("ir.cron", "method_direct_trigger", [job]))
        self.o.call("ir.cron", "write", [job], {"active": False})
        assert self.admin.transfer_state(picking) == DONE, "the job did not validate"

    def merged(self):
        name = "action_view_inventory"
        self.do("inventory screen opened", lambda: self.supervisor.o.call("stock.quant", name))

    def corrected(self):
        """A slip of the pen, put right at once by the one who made it."""
        p = self.item()
        picking = self.receipts(self.buy(self.line(p, 100)))[0]
        self.do("receipt", lambda: self.finish(self.supervisor, picking, {p: 99}, backorder=False))
        line = self.o.search("stock.move.line", [("picking_id", "=", picking)])
        self.do("done quantity corrected", lambda: self.supervisor.o.call("stock.move.line", "write", line, {self.line_qty: 100}))

    # ---- counts and scrap
    def counted(self, difference):
        self.count(self.quant(self.item()), difference)

    def many_counted(self):
        quants = [self.quant(p) for p in self.small]
        for i, q in enumerate(quants):
            self.do("count entered", lambda: self.enter(q, (0, 1, -1, 2)[i % 4]))
        self.do("count of 20 quants applied", lambda: self.apply(quants))

    def scrapped(self):
        p = self.item()
        self.do("scrap", lambda: self.supervisor.scrap(p, 1))

    def scrapped_from_receipt(self):
        p = self.item()
        picking = self.receive(self.buy(self.line(p, 20)))
        o = self.supervisor.o

        def scrap():
            s = o.create("stock.scrap", {"product_id": p, "scrap_qty": 1, "location_id": self.stock, "picking_id": picking})
            o.call("stock.scrap", "action_validate", [s])
        self.do("scrap from a done transfer", scrap)

    # ---- making
    def made(self):
        product, extra = self.product(25.0), self.product(1.0)
        bom = self.recipe(product, {self.item(): 2, self.item(): 1}, byproduct_ids=[(0, 0, {"product_id": extra, "product_qty": 1, "product_uom_id": self.unit})])
        mo = self.production(product, bom, 10)
        o = self.planner.o

        def unbuild():
            u = o.create("mrp.unbuild", {"product_id": product, "bom_id": bom, "mo_id": mo, "product_qty": 1, "product_uom_id": self.unit,
                                         "location_id": self.stock, "location_dest_id": self.stock})
            o.call("mrp.unbuild", "action_unbuild", [u])
        self.do("unbuild", unbuild)
        self.deliver(self.sell(product, 4))

    def subcontracted(self):
        maker, product, part = self.admin.partner(f"Maker {self.tag}-{self.number()}"), self.product(40.0), self.item()
        self.recipe(product, {part: 2}, type="subcontract", subcontractor_ids=[(6, 0, [maker])])
        place = self.o.read("res.company", 1, ["subcontracting_location_id"])[0]["subcontracting_location_id"][0]
        self.internal(part, 20, to=place)
        po = self.buy(self.line(product, 10, 15.0), supplier=maker)
        self.receive(po)
        self.bill(po)

    def repaired(self):
        thing, part = self.product(60.0), self.item()
        self.receive(self.buy(self.line(thing, 2)))
        (self.repair_16 if self.v < 17 else self.repair)(thing, part)

    def repair(self, thing, part):
        o = self.planner.o

        def work():
            r = o.create("repair.order", {"product_id": thing, "product_qty": 1, "product_uom": self.unit, "partner_id": self.customers[0],
                                          "move_ids": [(0, 0, {"product_id": part, "product_uom_qty": 1, "repair_line_type": "add"})]})
            o.call("repair.order", "action_validate", [r])
            o.call("repair.order", "action_repair_start", [r])
            moves = self.o.search("stock.move", [("repair_id", "=", r)])
            o.call("stock.move", "write", moves, {"quantity": 1, "picked": True})
            answer = o.call("repair.order", "action_repair_end", [r])
            assert self.o.read("repair.order", r, ["state"])[0]["state"] == DONE, str(answer)[:300]
        self.do("repair", work)

    def repair_16(self, thing, part):
        o = self.planner.o
        used = self.o.search("stock.location", [("usage", "=", "production"), ("company_id", "=", 1)])[0]

        def work():
            r = o.create("repair.order", {"product_id": thing, "product_qty": 1, "product_uom": self.unit, "partner_id": self.customers[0], "location_id": self.stock,
                                          "operations": [(0, 0, {"type": "add", "product_id": part, "name": "part", "product_uom_qty": 1, "product_uom": self.unit,
                                                                 "price_unit": 1, "location_id": self.stock, "location_dest_id": used})]})
            for step in ("action_repair_confirm", "action_repair_start", "action_repair_end"):
                o.call("repair.order", step, [r])
            assert self.o.read("repair.order", r, ["state"])[0]["state"] == DONE
        self.do("repair", work)

    # ---- the day
    def play(self):
        self.prepare()
        f = self.flow
        for i in range(0, 40, 5):
            f(self.stock_up, self.goods[i:i + 5])
        f(self.stock_up, self.small, 50)
        f(self.exact, times=10)
        for share in (0.005, 0.01, 0.015, 0.02, 0.04):
            f(self.slightly_over, share)
        f(self.slightly_under, times=3)
        f(self.in_parts, 60, 40, times=3)
        f(self.in_parts, 30, 30, 40, times=2)
        f(self.backorder_cancelled, times=2)
        for units in (120, 120, 121, 118):
            f(self.dozens, units)
        f(self.foreign, times=3)
        f(self.sold, times=16)
        f(self.lots_through, times=2)
        f(self.serials_through, times=2)
        f(self.lot_receipt, "lot", ["X"], 12, needs="product_expiry")
        f(self.order_decreased, 0)
        f(self.order_decreased, 30)
        f(self.order_increased, times=2)
        f(self.order_cancelled, times=3)
        f(self.average_cost)
        f(self.landed, needs="stock_landed_costs")
        f(self.cost_revised, times=2)
        f(self.put_away, times=2)
        f(self.scheduler)
        f(self.consignment, times=2)
        f(self.vendor_return, times=3)
        f(self.sold_in_dozens, times=3)
        f(self.delivered_in_parts, times=4)
        f(self.sale_cancelled, times=3)
        f(self.sale_increased, times=2)
        f(self.returned, times=5)
        if self.v >= 18:
            f(self.exchanged, times=2)
        f(self.kit_sold_and_bought, needs="mrp", times=2)
        f(self.dropship, needs="stock_dropshipping", times=2)
        f(self.many_steps)
        for i in range(8):
            f(self.internal, self.item(), 3 + i, self.rack if i % 2 else self.shelf)
        f(self.in_dozens)
        f(self.packages, times=2)
        if self.v >= 17:
            f(self.relocated, times=2)
        f(self.batch_of_deliveries, needs="stock_picking_batch")
        f(self.batch_of_receipts, needs="stock_picking_batch")
        f(self.replenished, times=2)
        f(self.automation, times=2)
        f(self.merged, times=2)
        f(self.made, needs="mrp", times=3)
        f(self.subcontracted, needs="mrp_subcontracting", times=2)
        f(self.repaired, needs="repair", times=2)
        f(self.corrected, times=2)
        for difference in (0, 1, -1, 2, -2, 3, -3, 5) * 2:
            f(self.counted, difference)
        f(self.many_counted)
        f(self.scrapped, times=6)
        f(self.scrapped_from_receipt, times=2)
        f(self.sold, times=14)
