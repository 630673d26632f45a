-- The starter set for a distributor: two bands for each control, in shadow.
-- They have no scope, so they are the default rule under every narrower policy.

INSERT INTO policy (name, control, limits, enforcement, state, starter, note) VALUES
    ('Receipts: note', 'receipt_tolerance', '{"over_pct": 2, "under_pct": 2}', 'flag', 'shadow', true,
     'Small differences are let through and recorded'),
    ('Receipts: approval', 'receipt_tolerance', '{"over_pct": 5, "under_pct": 10}', 'approve', 'shadow', true,
     'Five percent too much, or ten percent missing for good, needs a second person'),
    ('Deliveries: approval', 'over_shipment', '{"over_pct": 10}', 'approve', 'shadow', true,
     'Ten percent more than was sold needs a second person'),
    ('Remainders: approval', 'backorder_cancel', '{"value": 5000}', 'approve', 'shadow', true,
     'Who gives up the rest of an order that is worth something asks a second person'),
    ('Cancellations: approval', 'cancel_after_pick', '{"printed_value": 10000, "picked_value": 2500, "earlier_value": 2500}', 'approve', 'shadow', true,
     'Goods that somebody has taken from the shelf already have to be put back'),
    ('Urgent: approval', 'priority_change', '{"day_changes": 10, "displaced": 10}', 'approve', 'shadow', true,
     'When all is urgent nothing is; who passes ten others asks a second person'),
    ('Reserved goods: approval', 'allocation_override', '{"value": 5000}', 'approve', 'shadow', true,
     'Who takes goods of worth that are reserved for another order asks a second person'),
    ('Adjustments: note', 'adjustment_limit', '{"pct": 5, "value": 100}', 'flag', 'shadow', true,
     'Small differences are let through and recorded'),
    ('Adjustments: approval', 'adjustment_limit', '{"pct": 25, "value": 500, "document_value": 2500}', 'approve', 'shadow', true,
     'Large differences need a second person; found stock is judged by its value'),
    ('Corrections: note', 'done_edit', '{"own_minutes": 480, "other_minutes": 60, "unbooked_qty": 0}', 'flag', 'shadow', true,
     'What is corrected on the same day by who did it goes unnoticed; stock without moves and moves without stock never do'),
    ('Corrections: approval', 'done_edit', '{"own_minutes": 2880, "other_minutes": 1440, "unbooked_value": 500}', 'approve', 'shadow', true,
     'What is older than a day or two is history, and needs a second person to be changed'),
    ('Dates: note', 'backdating', '{"days_back": 2, "days_ahead": 0}', 'flag', 'shadow', true,
     'A weekend may lie between doing and entering'),
    ('Dates: approval', 'backdating', '{"days_back": 14, "days_ahead": 1, "closed": 0}', 'approve', 'shadow', true,
     'Older than two weeks, or in a closed period, needs a second person'),
    ('Duties: note', 'duties', '{"buyer_receiver": 1000, "receiver_biller": 1000, "buyer_biller": 1000}', 'flag', 'shadow', true,
     'One person who does two duties of a larger order is let through and recorded; a small company has no choice'),
    ('Scraps: note', 'scrap_limit', '{"value": 100, "day_value": 250}', 'flag', 'shadow', true,
     'What is thrown away every day is seen, not stopped'),
    ('Scraps: approval', 'scrap_limit', '{"value": 500, "day_value": 1000}', 'approve', 'shadow', true,
     'Many small scraps of one user within a day count like one large one'),
    ('Costs: note', 'cost_change', '{"pct": 10, "value": 250}', 'flag', 'shadow', true,
     'Every noticeable change of a cost by hand is recorded'),
    ('Costs: approval', 'cost_change', '{"pct": 50, "value": 1000}', 'approve', 'shadow', true,
     'A change that moves the value of the stock needs a second person'),
    ('Quality: approval', 'quality_gate', '{"failed_checks": 0, "open_checks": 0, "missing_checks": 0}', 'approve', 'shadow', true,
     'Goods with quality checks that failed, are open or are missing need a second person to become available'),
    ('Documents: none required', 'required_documents', '{"delivery_note": 0, "any": 0}', 'approve', 'shadow', true,
     'Requires nothing yet: raise the numbers, by operation type, partner or category, to what has to be attached'),
    ('Counts: recount', 'recount', '{"value": 20000}', 'approve', 'shadow', true,
     'What is worth that much is counted by two people before anything is booked'),
    ('Counts: overtaken', 'count_drift', '{"pct": 10, "value": 250, "hours": 72}', 'approve', 'shadow', true,
     'A count that would undo what has come and gone since, or is three days old, needs a second person'),
    ('Adjustments of a month: note', 'adjustment_window', '{"product_value": 2500, "user_value": 10000, "quant_times": 3}', 'flag', 'shadow', true,
     'What small adjustments add up to is recorded'),
    ('Adjustments of a month: approval', 'adjustment_window', '{"product_value": 10000, "user_value": 50000, "quant_times": 6}', 'approve', 'shadow', true,
     'What was split to stay below the limits comes together again; stock that is never right needs its cause found'),
    ('Holds', 'hold', '{"done": 0}', 'block', 'shadow', true,
     'What is on hold stays where it is, but for what the reason of the hold allows'),
    ('Reasons', 'reason_required', '{"gain_value": 1000, "loss_value": 1000, "scrap_value": 1000, "return_value": 5000}', 'approve', 'shadow', true,
     'Who writes off, finds or takes back more than a little says why'),
    ('Maintenance: approval', 'maintenance_gate', '{"leaving": 0, "entering": 0}', 'approve', 'shadow', true,
     'While equipment is out of order, goods pass the places declared as depending on it with a second person only'),
    ('Lots: note', 'lot_substitution', '{"lots": 0}', 'flag', 'shadow', true,
     'Another lot than was promised is let through and recorded; customers who must be asked get a limit of their own'),
    ('Expiry', 'expiry', '{"days_in": 0, "days_out": 0}', 'approve', 'shadow', true,
     'Nothing that has expired comes in or goes out without a second person'),
    ('Customers: what is required', 'customer_compliance', '{"missing": 0}', 'approve', 'shadow', true,
     'Requires nothing until require_compliance() says what; then a second person looks where it is missing'),
    ('Serial numbers', 'serial_custody', '{"quantity": 0, "doubled": 0, "absent": 0, "returned": 0}', 'approve', 'shadow', true,
     'A serial number is one piece in one place; where the books are wrong, a second person looks first'),
    ('Returns: more than delivered', 'return_quantity', '{"over_qty": 0}', 'approve', 'shadow', true,
     'What comes back was delivered and has not come back before'),
    ('Returns: late', 'return_window', '{"days": 30}', 'flag', 'shadow', true,
     'What comes back after more than a month is recorded'),
    ('Returns: agreed', 'return_authorisation', '{"value": 5000}', 'flag', 'shadow', true,
     'Of what is worth that much, somebody has said beforehand that it may come back'),
    ('Returns: disposed', 'return_disposition', '{"value": 5000}', 'flag', 'shadow', true,
     'Of what is worth that much, somebody has said why it comes back and where it belongs'),
    ('Refunds without returns', 'refund_order', '{"value": 100}', 'flag', 'shadow', true,
     'What is refunded and has not come back is recorded; a discount may be meant');

CREATE FUNCTION activate_starter_set() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    n integer;
BEGIN
    UPDATE inventory_gov.policy SET state = 'active' WHERE starter AND state = 'shadow';
    GET DIAGNOSTICS n = ROW_COUNT;
    RETURN n;
END
$$;
COMMENT ON FUNCTION activate_starter_set() IS 'Takes the starter policies that are still in shadow to active; returns how many';
