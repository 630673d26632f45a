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
    OUT minimum float8, OUT maximum float8, OUT meaning text, OUT standard float8
) RETURNS SETOF record
    LANGUAGE c STABLE PARALLEL SAFE ROWS 20
    AS 'MODULE_PATHNAME', 'inventory_gov_control_catalog';
COMMENT ON FUNCTION control_catalog() IS 'The limits and settings every control declares: what validation checks and the documentation lists; standard is the value of a setting that a policy does not name, null for a limit';

CREATE FUNCTION control_state(control text) RETURNS text
    LANGUAGE c STRICT VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'inventory_gov_control_state';
COMMENT ON FUNCTION control_state(text) IS 'What of Odoo a control misses and therefore is suspended for; null while it works';

CREATE FUNCTION what_if(
    control text, limits jsonb, fact jsonb,
    OUT limit_name text, OUT measured float8, OUT limit_value float8, OUT broken boolean, OUT message text
) RETURNS SETOF record
    LANGUAGE c STRICT STABLE PARALLEL UNSAFE ROWS 5
    AS 'MODULE_PATHNAME', 'inventory_gov_what_if';
COMMENT ON FUNCTION what_if(text, jsonb, jsonb) IS
'What a control would say of a made-up fact under these limits: one row for each limit that is set and applies. fact may have the numbers expected, actual, deviation (else actual - expected), value, document_qty, document_value, document_lines, an object measured (limit name to number) for controls that measure days, counts and the like, for counts that were refused before an array rounds of objects with counter_id, book, counted and hours (and actor_id or counter_id of the fact), and texts: unit, product, document, order, location, lot, partner, actor, counter, words. Raises invalid_parameter_value for an unknown control or limit. Nothing is read from Odoo.';
