-- Trigger functions of the gate; attach() puts them on Odoo's tables.

CREATE FUNCTION collect_move() RETURNS trigger
    LANGUAGE c AS 'MODULE_PATHNAME', 'inventory_gov_collect_move';
COMMENT ON FUNCTION collect_move() IS 'Notes stock moves that became done, were cancelled or corrected';

CREATE FUNCTION collect_order_line() RETURNS trigger
    LANGUAGE c AS 'MODULE_PATHNAME', 'inventory_gov_collect_order_line';
COMMENT ON FUNCTION collect_order_line() IS 'Notes done moves that were given to another order line';

CREATE FUNCTION collect_line() RETURNS trigger
    LANGUAGE c AS 'MODULE_PATHNAME', 'inventory_gov_collect_line';
COMMENT ON FUNCTION collect_line() IS 'Notes lines of done moves that were corrected, taken back or deleted, and lines that reserve goods';

CREATE FUNCTION collect_document() RETURNS trigger
    LANGUAGE c AS 'MODULE_PATHNAME', 'inventory_gov_collect_document';
COMMENT ON FUNCTION collect_document() IS 'Notes the effective date of transfers and scraps, and scraps that became done';

CREATE FUNCTION collect_accounting_date() RETURNS trigger
    LANGUAGE c AS 'MODULE_PATHNAME', 'inventory_gov_collect_accounting_date';
COMMENT ON FUNCTION collect_accounting_date() IS 'Notes the accounting date of counts, when it is entered and when the count is applied';

CREATE FUNCTION collect_quant() RETURNS trigger
    LANGUAGE c AS 'MODULE_PATHNAME', 'inventory_gov_collect_quant';
COMMENT ON FUNCTION collect_quant() IS 'Notes changed quants, so that one written without a move is found before commit';

CREATE FUNCTION remember_count() RETURNS trigger
    LANGUAGE c AS 'MODULE_PATHNAME', 'inventory_gov_remember_count';
COMMENT ON FUNCTION remember_count() IS 'Remembers who entered the count that waits on a quant, until it is applied or cleared';

CREATE FUNCTION judge_moves() RETURNS trigger
    LANGUAGE c AS 'MODULE_PATHNAME', 'inventory_gov_judge_moves';
COMMENT ON FUNCTION judge_moves() IS 'Judges what the statement has collected';

CREATE FUNCTION remember_buyer() RETURNS trigger
    LANGUAGE c AS 'MODULE_PATHNAME', 'inventory_gov_remember_buyer';
COMMENT ON FUNCTION remember_buyer() IS 'Remembers who confirmed a purchase order';

CREATE FUNCTION collect_bill() RETURNS trigger
    LANGUAGE c AS 'MODULE_PATHNAME', 'inventory_gov_collect_bill';
COMMENT ON FUNCTION collect_bill() IS 'Notes vendor bills that are posted';

CREATE FUNCTION judge_bills() RETURNS trigger
    LANGUAGE c AS 'MODULE_PATHNAME', 'inventory_gov_judge_bills';
COMMENT ON FUNCTION judge_bills() IS 'Judges the vendor bills that the statement has posted';

CREATE FUNCTION location_changed() RETURNS trigger
    LANGUAGE c AS 'MODULE_PATHNAME', 'inventory_gov_location_changed';
COMMENT ON FUNCTION location_changed() IS 'Tells every session to read locations anew';

CREATE FUNCTION collect_cost() RETURNS trigger
    LANGUAGE c AS 'MODULE_PATHNAME', 'inventory_gov_collect_cost';
COMMENT ON FUNCTION collect_cost() IS 'Notes products whose cost was written';

CREATE FUNCTION note_revaluation() RETURNS trigger
    LANGUAGE c AS 'MODULE_PATHNAME', 'inventory_gov_note_revaluation';
COMMENT ON FUNCTION note_revaluation() IS 'Notes that Odoo has entered a change of value made by hand: the cost of goods at average cost is also written by receipts, bills and landed costs';

CREATE FUNCTION judge_costs() RETURNS trigger
    LANGUAGE c AS 'MODULE_PATHNAME', 'inventory_gov_judge_costs';
COMMENT ON FUNCTION judge_costs() IS 'Judges the costs that the statement has changed';

CREATE FUNCTION collect_priority() RETURNS trigger
    LANGUAGE c AS 'MODULE_PATHNAME', 'inventory_gov_collect_priority';
COMMENT ON FUNCTION collect_priority() IS 'Notes transfers that are raised to urgent, by themselves or by a move';

CREATE FUNCTION judge_priorities() RETURNS trigger
    LANGUAGE c AS 'MODULE_PATHNAME', 'inventory_gov_judge_priorities';
COMMENT ON FUNCTION judge_priorities() IS 'Judges the transfers that the statement has raised to urgent';
