-- Asking why, and what the controls declare.

CREATE FUNCTION explain(
    model text, id integer,
    OUT policy_id integer, OUT policy text, OUT control text, OUT state text,
    OUT enforcement text, OUT scope text, OUT governs boolean, OUT reason text,
    OUT limit_name text, OUT measured float8, OUT limit_value float8, OUT outcome text,
    OUT approvers text, OUT way_out text
) RETURNS SETOF record
    LANGUAGE c STRICT VOLATILE PARALLEL UNSAFE ROWS 10
    AS 'MODULE_PATHNAME', 'inventory_gov_explain';
COMMENT ON FUNCTION explain(text, integer) IS
'Why a stock.move, or the count entered on a stock.quant, passes or not: one row for each policy and limit of the controls that concern it, with what it measures now. A move that is not done yet is judged as if it were done with the quantity entered. measured is in percent, product unit or company currency as the limit''s name says.';

CREATE FUNCTION control_catalog(
    OUT control text, OUT title text, OUT summary text, OUT limit_name text, OUT unit text,
    OUT minimum float8, OUT maximum float8, OUT meaning text
) RETURNS SETOF record
    LANGUAGE c STABLE PARALLEL SAFE ROWS 20
    AS 'MODULE_PATHNAME', 'inventory_gov_control_catalog';
COMMENT ON FUNCTION control_catalog() IS 'The limits every control declares: what validation checks and the documentation lists';

CREATE FUNCTION control_state(control text) RETURNS text
    LANGUAGE c STRICT VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'inventory_gov_control_state';
COMMENT ON FUNCTION control_state(text) IS 'What of Odoo a control misses and therefore is suspended for; null while it works';
