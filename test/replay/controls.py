"""What the recorded traffic must meet when one control is active, for part 5 of the replay.

CHECKS has a list of checks for each control. A check replays the day on a fresh copy, with one policy of that control
and no other, and says in which flows it must refuse, and what for; every refusal is resolved as the check says and the
transaction sent again, so that at the end all rows are as in the reference. Nothing else may be refused or recorded.

  Check(limits, refused, ...)
    limits       of the policy
    refused      {flow: [(measure, part of the message), ...]}: one entry a violation. Either for all versions, or
                 {version: {flow: [...]}} with the key "*" for versions not named
    name         told in the test's name
    enforcement  of the policy (default approve). block: the day ends with the first refusal
    code         SQLSTATE of the refusal (default 23G01; 23G02 for block)
    setup        SQL as superuser before the day, after CREATE EXTENSION
    resolve      SQL as superuser that clears the way; {ref} is the request, {director} a user who may approve.
                 Default: the director approves
    until        the last flow to replay (default: the whole day)

What starter limits would refuse of the whole recorded day is checked for all controls at once, without a line here.
STARTER_REFUSES lists what the day's own deviations must break there.
"""
from dataclasses import dataclass, field

APPROVE = "SELECT inventory_gov.approve({ref}, 'in order', {director})"


@dataclass
class Check:
    limits: dict
    refused: dict = field(default_factory=dict)
    name: str = ""
    enforcement: str = "approve"
    code: str = ""
    setup: str = ""
    resolve: str = APPROVE
    until: str = "29"

    def expected(self, version):
        versions = set(self.refused) & {"16", "17", "18", "19", "*"}
        # flows are numbered 01 to 29: only a version, or *, tells that the answer depends on it
        if "*" in versions or any(isinstance(v, dict) for v in self.refused.values()):
            return self.refused.get(version, self.refused.get("*", {}))
        return self.refused


CLERK_BUYS = "UPDATE public.purchase_order SET user_id = (SELECT id FROM public.res_users WHERE login = 'clerk')"

# What the supervisor has counted becomes another's count: his own, tried again, is then the second that finds the same.
COUNTED_BY_ANOTHER = """ALTER TABLE inventory_gov.violation DISABLE TRIGGER violation_keep;
    UPDATE inventory_gov.violation SET details = jsonb_set(details, '{{count,counter_id}}', '{director}') WHERE control = 'recount' AND outcome = 'refused';
    ALTER TABLE inventory_gov.violation ENABLE ALWAYS TRIGGER violation_keep"""
# Three more were there when it was counted: they have left until it is applied.
THREE_HAVE_LEFT = """CREATE FUNCTION public.three_more() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN NEW.book_qty := NEW.book_qty + 3; NEW.difference_qty := NEW.difference_qty - 3; RETURN NEW; END $$;
    CREATE TRIGGER three_more BEFORE INSERT OR UPDATE ON inventory_gov.count_entry FOR EACH ROW EXECUTE FUNCTION public.three_more()"""

# The order that flow 04 receives.
RECEIVED = """(SELECT l.order_id FROM public.purchase_order_line l JOIN public.stock_move m ON m.purchase_line_id = l.id
    JOIN public.stock_picking k ON k.id = m.picking_id WHERE k.name = 'WH/IN/00008' LIMIT 1)"""
# Another product on it than the one that comes.
ANOTHER_PRODUCT = f"UPDATE public.purchase_order_line SET product_id = (SELECT min(p.id) FROM public.product_product p WHERE p.id NOT IN (SELECT product_id FROM public.stock_quant)) WHERE order_id = {RECEIVED}"

def given(code):
    """Who was refused gives the reason on his request."""
    return f"SELECT inventory_gov.give_reason({{ref}}, '{code}', 'in order', (SELECT requester_id FROM inventory_gov.request WHERE reference = {{ref}}))"


CHECKS = {
    # 08 counts 85 less, 09 80 more, 11 finds 7, 12 has 20 lines, 29 a lot
    "adjustment_window": [
        Check({"product_qty": 79.99}, {"08": [("product_qty", "85 Units found and missing")], "09": [("product_qty", "80 Units found and missing")]}),
        Check({"product_qty": 85, "quant_times": 1}, {}, name="each once"),
        Check({"quant_times": 0}, {"08": [("quant_times", "number 1")], "09": [("quant_times", "number 1")], "11": [("quant_times", "number 1")],
                                   "12": [("quant_times", "number 1")] * 20, "29": [("quant_times", "number 1")]}, name="every count"),
        Check({"user_qty": 166}, {"11": [("user_qty", "172")], "12": [("user_qty", "")], "29": [("user_qty", "")]}, name="what a user adds up to"),
    ],
    # 16 takes 4 back, 17 scraps 3
    "reason_required": [
        Check({"loss_qty": 84.99, "gain_qty": 80}, {"08": [("loss_qty", "85 Units")]}, resolve=given("MISCOUNT"), name="missing"),
        Check({"loss_qty": 85, "gain_qty": 79.99}, {"09": [("gain_qty", "80 Units")]}, resolve=given("FOUND"), name="found"),
        Check({"scrap_qty": 2.99}, {"17": [("scrap_qty", "3 Units")]}, resolve=given("DAMAGED"), name="scrapped"),
        Check({"return_qty": 3.99}, {"16": [("return_qty", "4 Units")]}, resolve=given("WRONG_ITEM"), name="returned"),
        Check({"loss_qty": 85, "gain_qty": 80, "scrap_qty": 3, "return_qty": 4}),
    ],
    "done_edit": [
        Check({"own_minutes": 1440, "other_minutes": 1440}, {}, name="corrected on the day it was done"),
        Check({"other_minutes": 0}, {"22": [("other_minutes", "90 Units instead of 100 Units")]}, name="another corrects it"),
        Check({"own_minutes": 0, "unbooked_qty": 0, "unbooked_value": 0}, {}, name="all that Odoo does has its counterpart"),
        Check({"other_minutes": 0}, {"22": [("other_minutes", "90 Units instead of 100 Units")]}, name="blocked", enforcement="block"),
    ],
    "backdating": [
        Check({"days_back": 0, "days_ahead": 0, "closed": 0}, {}, name="all is dated when it is done",
              setup="SELECT inventory_gov.close_period(current_date - 400, current_date - 3, 'the past')"),
    ],
    "receipt_window": [
        Check({"early_days": 1, "late_days": 1}, {}, name="the day as planned", setup="UPDATE public.purchase_order_line SET date_planned = timezone('UTC', now())"),
        Check({"late_days": 3}, {"04": [("late_days", "days late: 5")]}, name="an order planned five days before",
              setup=f"UPDATE public.purchase_order_line SET date_planned = timezone('UTC', now()) - CASE order_id WHEN {RECEIVED} THEN interval '5 days' ELSE '0' END"),
        Check({"early_working_days": 2}, {"04": [("early_working_days", "working days early")]}, name="an order planned a week ahead",
              setup=f"UPDATE public.purchase_order_line SET date_planned = timezone('UTC', now()) + CASE order_id WHEN {RECEIVED} THEN interval '7 days' ELSE '0' END"),
    ],
    "unordered_receipt": [
        Check({"qty": 0}, {}, name="all is ordered"),
        Check({"qty": 0}, {"04": [("qty", "is not in force")]}, name="an order that nobody has confirmed", setup=f"UPDATE public.purchase_order SET state = 'draft' WHERE id = {RECEIVED}"),
    ],
    "substitute_item": [
        Check({"qty": 0}, {}, name="all is what was ordered"),
        Check({"qty": 0}, {"04": [("qty", "in place of")]}, name="an order of something else", setup=ANOTHER_PRODUCT),
        Check({"qty": 0}, {}, name="declared", setup=ANOTHER_PRODUCT + "; SELECT inventory_gov.declare_substitute((SELECT min(l.product_id) FROM public.purchase_order_line l "
              f"WHERE l.order_id = {RECEIVED}), (SELECT m.product_id FROM public.stock_move m JOIN public.stock_picking k ON k.id = m.picking_id WHERE k.name = 'WH/IN/00008' LIMIT 1), 'agreed')"),
    ],
    "receipt_price": [
        # flow 07 receives 20 parts at 5, which cost 5 to 24
        Check({"above_cost_pct": 0, "below_cost_pct": 79.2, "last_pct": 0}, {}, name="the day's prices"),
        Check({"below_cost_pct": 79}, {"07": [("below_cost_pct", "price 5, cost 24, 79.1667 % less")]}, name="the cheapest"),
        Check({"above_cost_pct": 20}, {"04": [("above_cost_pct", "price 150, cost 120, 25 % more")]}, name="an order that became dearer",
              setup=f"UPDATE public.purchase_order_line SET price_unit = price_unit * 1.25, price_subtotal = price_subtotal * 1.25 WHERE order_id = {RECEIVED}"),
    ],
    "duties": [
        Check({"buyer_receiver": 0, "buyer_biller": 0, "receiver_biller": 0}, {}, name="the director buys, the clerk receives"),
        Check({"buyer_receiver": 0}, {f: [("buyer_receiver", "received by clerk, who is also a buyer of P000")] for f in ("02", "03", "04", "05", "06", "07", "26")},
              name="the clerk owns the orders he receives", setup=CLERK_BUYS),
        Check({"buyer_receiver": 4800}, {f: [("buyer_receiver", value)] for f, value in (("02", "12000.00 in value"), ("04", "12000.00 in value"), ("05", "6000.00 in value"))},
              name="up to a value", setup=CLERK_BUYS, until="07"),
        Check({"creator_validator": 0}, {"19": [("creator_validator", "who has also made it (600.00 in value)")]}, name="who makes a transfer validates it"),
        Check({"counter_adjuster": 0}, {"08": [("counter_adjuster", "10200.00 in value")], "09": [("counter_adjuster", "200.00 in value")],
                                        "11": [("counter_adjuster", "63.00 in value")], "12": [("counter_adjuster", "applied by supervisor, who has also counted it")] * 20,
                                        "29": [("counter_adjuster", "80.00 in value")]}, name="who counts applies"),
    ],
    "recount": [
        Check({"qty": 50}, {"08": [("qty", "85 Units missing")], "09": [("qty", "80 Units found")]}, code="23G02", resolve=COUNTED_BY_ANOTHER),
        Check({"qty": 1.5}, {"08": [("qty", "85 Units")], "09": [("qty", "80 Units")], "11": [("qty", "7 Units found")], "12": [("qty", "2 Units missing")] * 20,
                             "29": [("qty", "lot LOT-2")]}, name="every count", code="23G02", resolve=COUNTED_BY_ANOTHER),
    ],
    "count_drift": [
        Check({"qty": 0, "hours": 24}, name="nothing has moved"),
        Check({"qty": 2}, {"08": [("qty", "3 Units have left")], "09": [("qty", "there should be 1097 Units now")]}, name="three have left", setup=THREE_HAVE_LEFT, until="09"),
    ],
    # flow 17 scraps 3 of 194 units at 120
    "scrap_limit": [
        Check({"qty": 2.99}, {"17": [("qty", "3 Units of 194 Units")]}),
        Check({"value": 359.99, "qty": 3}, {"17": [("value", "360.00 in value")]}),
        Check({"pct": 1.54}, {"17": [("pct", "3 Units of 194 Units")]}),
        Check({"day_qty": 2.99, "day_value": 360}, {"17": [("day_qty", "has scrapped 3 within 24 hours")]}),
        Check({"qty": 3, "value": 360, "pct": 1.55, "day_qty": 3, "day_value": 360}),
    ],
    # flow 10 creates a product with its cost: no stock, nothing to judge
    "cost_change": [Check({"pct": 0, "value": 0})],
}

INCOMING = "SELECT inventory_gov.require_quality_check('Incoming goods', operation_type => 'stock.picking_type_in')"
MISSING = [("missing_checks", "without the quality checks it needs: 1 (Incoming goods)")]
RECEIPTS_MISS = {f: MISSING for f in ("02", "03", "04", "05", "06", "26")} | {"07": MISSING * 20}
NONE_ATTACHED = [("any", "any document: 0")]
# The customer of flow 13 orders one less than will be delivered; once that is refused he has ordered it after all.
ONE_LESS = """CREATE FUNCTION public.one_less() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.product_uom_qty := NEW.product_uom_qty - 1; RETURN NEW; END $$;
    CREATE TRIGGER one_less BEFORE INSERT ON public.sale_order_line FOR EACH ROW WHEN (NEW.product_uom_qty = 10) EXECUTE FUNCTION public.one_less()"""
ONE_MORE = "UPDATE public.sale_order_line SET product_uom_qty = 10 WHERE id = (SELECT max(id) FROM public.sale_order_line WHERE product_uom_qty = 9)"
# Who owes anything that was due, by rule and by hand; nobody of them is delivered in the recorded day.
CREDIT = """SELECT inventory_gov.set_credit_rule(0); UPDATE public.account_move_line SET date_maturity = date_maturity - 40 WHERE date_maturity IS NOT NULL;
    SELECT inventory_gov.recompute_credit_holds();
    DO $$
    DECLARE
        held text := (SELECT COALESCE(string_agg(concat_ws(' ', record_id, detail ->> 'company_id', trim_scale((detail ->> 'overdue')::numeric)), ', ' ORDER BY record_id, detail ->> 'company_id'), 'nobody')
                        FROM inventory_gov.hold WHERE origin = 'credit');
        owed text := (SELECT COALESCE(string_agg(concat_ws(' ', partner, company_id, trim_scale(overdue)), ', ' ORDER BY partner, company_id::text), 'nobody') FROM (
            SELECT p.commercial_partner_id AS partner, l.company_id, sum(l.amount_residual) FILTER (WHERE l.amount_residual < 0 OR l.date_maturity < current_date) AS overdue
              FROM public.account_move_line l, public.account_move m, public.account_account a, public.res_partner p
             WHERE m.id = l.move_id AND m.state = 'posted' AND a.id = l.account_id AND a.account_type = 'asset_receivable' AND p.id = l.partner_id AND NOT l.reconciled
             GROUP BY 1, 2) x WHERE overdue > 0);
    BEGIN
        IF held <> owed THEN
            RAISE EXCEPTION 'held are: %, by hand: %', held, owed;
        END IF;
        RAISE NOTICE 'held: %', held;
    END $$"""
CHECKS.setdefault("hold", []).append(Check({"done": 0}, {}, name="customers held for credit, as the recorded accounts say", setup=CREDIT))

CHECKS.update({
    # 14, 21 and 28 deliver as ordered, 24 cancels an order of which nothing was delivered
    "over_shipment": [
        Check({"over_qty": 0, "over_value": 0}, {}, name="delivered as ordered"),
        Check({"over_pct": 11}, {"14": [("over_pct", "10 Units delivered in all, 9 Units ordered")]}, name="an order of one less", setup=ONE_LESS, resolve=ONE_MORE),
    ],
    "backorder_cancel": [Check({"qty": 0, "value": 0, "pct": 0}, {}, name="nothing is given up")],
    # every transfer is born as urgent as it stays
    "priority_change": [Check({"day_changes": 0, "displaced": 0}, {}, name="nobody raises anything")],
    # 21 delivers 5000 where less is in stock: nobody else holds any of it
    "allocation_override": [Check({"qty": 0, "value": 0}, {}, name="nobody takes from others")],
    # 24 cancels an order whose transfer nobody has printed or picked
    "cancel_after_pick": [
        Check({"printed_value": 0, "picked_value": 0, "earlier_value": 0, "stages": 0}, {}, name="nothing had begun"),
    ],
    "maintenance_gate": [
        Check({"leaving": 0, "entering": 0}, {}, name="no place depends on equipment"),
        Check({"leaving": 0, "entering": 0}, {"19": [("entering", "WH/Stock/Quarantine")]}, name="a place depends on what waits for repair",
              setup="SELECT inventory_gov.declare_equipment_place((SELECT min(r.equipment_id) FROM public.maintenance_request r JOIN public.maintenance_stage s ON s.id = r.stage_id WHERE s.done IS NOT TRUE),"
              " (SELECT l.id::text FROM public.stock_location l WHERE l.complete_name = 'WH/Stock/Quarantine'))"),
    ],
    "quality_gate": [
        Check({"failed_checks": 0, "open_checks": 0, "missing_checks": 0}, {}, name="nothing is asked for"),
        # what a customer sends back comes as an operation type of its own on 16
        Check({"missing_checks": 0}, {"16": RECEIPTS_MISS, "*": RECEIPTS_MISS | {"16": MISSING}}, name="all receipts need a check", setup=INCOMING),
    ],
    "required_documents": [
        Check({"any": 1}, {f: NONE_ATTACHED for f in ("02", "03", "04", "05", "06", "07", "14", "16", "19", "21", "26", "28")}, name="every transfer needs a document"),
    ],
})

# The flows' one product with lots becomes one by serial, of which 12 and 8 come at once.
BY_SERIAL = "UPDATE public.product_template SET tracking = 'serial' WHERE id IN (SELECT p.product_tmpl_id FROM public.product_product p JOIN public.stock_lot l ON l.product_id = p.id)"
CUSTODY = {"quantity": 0, "doubled": 0, "absent": 0, "returned": 0}
CHECKS.update({
    "serial_custody": [
        Check(CUSTODY, {}, name="goods by lot"),
    ],
    "customer_compliance": [
        Check({"missing": 0, "expires_in": 30}, {}, name="nothing is required"),
        Check({"missing": 0}, {f: [("missing", "without what is required: Poisons")] for f in ("14", "21", "28")}, name="a licence is required of everybody",
              setup="SELECT inventory_gov.require_compliance(licence => 'Poisons')"),
        Check({"missing": 0}, {f: [("missing", "certificate (lot)")] for f in ("14", "21", "28")}, name="a certificate of the lot of whatever goes out", until="28",
              setup="SELECT inventory_gov.require_compliance(document => 'certificate', holder => 'lot')"),
    ],
    "lot_substitution": [Check({"lots": 0, "qty": 0}, {}, name="what was reserved is delivered")],
})

CHECKS.update({
    # flow 21 delivers more than there is, flow 22 corrects a done quantity: its quants go 93, -7, 88
    "negative_stock": [
        Check({"qty": 0}, {"21": [("qty", "leaves -")]}),
        Check({"value": 0}, {"21": [("value", "in value below zero")]}, name="by value"),
    ],
    "product_location": [
        Check({"qty": 0}, {}, name="nothing is declared"),
        Check({"qty": 0}, {f: [("qty", "against rule 1: reserved for others")] for f in ("02", "04")}, name="the goods of two receipts", until="04",
              setup=f"SELECT inventory_gov.declare_place_rule('deny', 'WH/Stock', 'reserved for others', product => (SELECT min(m.product_id)::text FROM public.stock_move m JOIN public.stock_picking k ON k.id = m.picking_id WHERE k.name = 'WH/IN/00008'))"),
    ],
    "owner_crossing": [Check({"owner_qty": 0, "company_qty": 0, "customers_free": 0}, {}, name="one company's own goods")],
    "quarantine_exit": [
        Check({"qty": 0}, {}, name="nothing is declared"),
        # deliveries; not the transfer to a shelf within, nor what is scrapped, counted down or sent back
        Check({"qty": 0, "count_free": 1}, {"14": [("qty", "out of quarantine in WH/Stock")], "21": [("qty", "out of quarantine")], "28": [("qty", "out of quarantine")]},
              name="all stock is quarantine", setup="SELECT inventory_gov.declare_quarantine('WH/Stock')"),
    ],
})

# flow 14 delivers 10 to a customer, 16 takes 4 of them back, worth 480
LAST_RETURN = "(SELECT {} FROM inventory_gov.violation WHERE control LIKE 'return%' ORDER BY id DESC LIMIT 1)"
AUTHORISED = "SELECT inventory_gov.authorise_return(" + LAST_RETURN.format("partner_id::text") + ", quantity => 4)"
TO_STOCK = ("SELECT inventory_gov.set_disposition('stock.stock_location_stock', 'NOT_WANTED', 'NEW'), inventory_gov.give_return_reason("
            + LAST_RETURN.format("picking_id") + ", 'NOT_WANTED', 'NEW', 'seal unbroken', (SELECT id FROM public.res_users WHERE login = 'clerk'))")
CHECKS.update({
    "return_quantity": [Check({"over_qty": 0, "over_pct": 0, "over_value": 0}, {}, name="what comes back was delivered")],
    "return_window": [Check({"days": 0, "unknown": 0}, {}, name="on the day of the delivery")],
    "refund_order": [Check({"value": 0, "undisposed_value": 0, "unlinked": 1}, {}, name="nothing is refunded")],
    "return_authorisation": [
        Check({"qty": 0}, {"16": [("qty", "4 Units without an authorisation")]}, name="nobody has agreed to it"),
        Check({"value": 479.99}, {"16": [("value", "4 Units without an authorisation")]}, name="authorised after the refusal", resolve=AUTHORISED),
        Check({"qty": 4, "value": 480}),
    ],
    "return_disposition": [
        Check({"qty": 0}, {"16": [("qty", "4 Units to WH/Stock, without a reason")]}, name="nobody has said why"),
        Check({"undisposed_qty": 0, "misplaced_qty": 0}, {"16": [("undisposed_qty", "without a reason")]}, name="said after the refusal, and where it goes", resolve=TO_STOCK),
    ],
})

# A hold on the place that deliveries come from, on the one that receipts go to, on all who could be a customer.
HOLD = "SELECT inventory_gov.place_hold('location', (SELECT l.id FROM public.stock_location l WHERE l.complete_name = 'WH/Stock'), '{}', direction => '{}')"
CHECKS.update({
    "hold": [
        Check({"done": 0, "reserve": 0}, {}, name="nothing is on hold"),
        Check({"done": 0}, {f: [("done", "location WH/Stock is on hold, Credit")] for f in ("14", "21", "28")}, name="no delivery leaves", setup=HOLD.format("CREDIT", "out")),
        Check({"done": 0}, {f: [("done", "location WH/Stock is on hold, Vendor blocked")] for f in ("02", "03", "04", "05", "06", "07", "26")}, name="nothing is received",
              setup=HOLD.format("VENDOR", "in")),
        Check({"done": 0}, {f: [("done", "is on hold, Customer asked to wait")] for f in ("14", "21", "28")}, name="every partner is on hold",
              setup="SELECT count(inventory_gov.place_hold('partner', p.id, 'CUSTOMER')) FROM public.res_partner p WHERE p.parent_id IS NULL"),
    ],
})

# control: flows whose own deviation breaks a starter limit that asks for approval
STARTER_REFUSES = {
    "receipt_tolerance": ["04", "06"],
    "adjustment_limit": ["08"],
    "adjustment_window": ["08"],
    "reason_required": ["08"],
}
