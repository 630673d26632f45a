-- What the registers of 80_ui_registers.sql call where a screen has other things than the function that keeps the register takes:
-- ids in fields of their own instead of a kind and an id, words with commas between them, 0 instead of nothing.

CREATE FUNCTION ui_words(entered text) RETURNS text[]
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$ SELECT array_agg(btrim(w) ORDER BY nr) FROM regexp_split_to_table(entered, ',') WITH ORDINALITY AS w(w, nr) WHERE btrim(w) <> '' $$;
COMMENT ON FUNCTION ui_words(text) IS 'Words that a user typed with commas between them; null for none. Internal.';

-- A boolean of Odoo is false where nobody has touched it: a new reason is active.
CREATE FUNCTION ui_keep_reason(id bigint, operation text, code text, name text, direction text, evidence boolean, active boolean, actor integer) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    kept constant text := upper(btrim(code));
BEGIN
    PERFORM inventory_gov.require_governor(actor), inventory_gov.lock_matter(format('reason %s %s', operation, kept));
    IF id IS NULL AND inventory_gov.reason_row(operation, kept) IS NOT NULL THEN
        PERFORM inventory_gov.ui_refuse(actor, 'There is a reason of this operation with this code already. Change that one, or choose another code.');
    END IF;
    RETURN inventory_gov.reason_row(operation, inventory_gov.set_reason(operation, code, name, COALESCE(direction, 'any'), COALESCE(evidence, false),
                                                                        id IS NULL OR COALESCE(active, false), actor)) -> 'id';
END
$$;
COMMENT ON FUNCTION ui_keep_reason(bigint, text, text, text, text, boolean, boolean, integer) IS 'Puts a reason into the catalogue, or changes it, as an inventory manager entered it; tells its id. Internal.';

CREATE FUNCTION ui_rate(automatic boolean, ids integer[], tier text, reason text, valid_until timestamptz, actor integer) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    rated integer[] := (SELECT array_agg(n::integer) FROM unnest(ids) WITH ORDINALITY AS i(id, n) WHERE id IS NOT NULL);
BEGIN
    PERFORM inventory_gov.require_governor(actor);
    IF automatic THEN
        PERFORM inventory_gov.ui_refuse(actor, 'This vendor came to his tier by himself. Clear it, or rate him with New: the higher of the two counts.');
    ELSIF cardinality(rated) IS DISTINCT FROM 1 THEN
        PERFORM inventory_gov.ui_refuse(actor, 'Fill in what is rated: a product, a product category, a partner, a user or a location, one of them.');
    END IF;
    RETURN inventory_gov.set_risk_tier(('{product,category,partner,user,location}'::text[])[rated[1]], ids[rated[1]], tier, reason, valid_until, actor);
END
$$;
COMMENT ON FUNCTION ui_rate(boolean, integer[], text, text, timestamptz, integer) IS 'Rates what was filled in on the screen of risk tiers: a product, category, partner, user or location. Internal.';

CREATE FUNCTION ui_place_hold(ids integer[], reason_id integer, direction text, until timestamptz, note text, actor integer) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    kinds constant text[] := '{product,category,lot,location,partner,purchase_order,sale_order,picking,carrier,country}';
    held  constant integer[] := (SELECT array_agg(n::integer) FROM unnest(ids) WITH ORDINALITY AS i(id, n) WHERE id IS NOT NULL);
    code  constant text := (SELECT r.code FROM inventory_gov.hold_reason r WHERE r.id = reason_id AND r.active);
BEGIN
    IF cardinality(held) IS DISTINCT FROM 1 THEN
        PERFORM inventory_gov.ui_refuse(actor, 'Fill in what is held, one thing: a product, a product category, a lot, a location, a partner, an order, a transfer, a carrier or a country.');
    ELSIF code IS NULL THEN
        PERFORM inventory_gov.ui_refuse(actor, 'Choose a reason that is in force: it says what the hold stops and who may release it.');
    END IF;
    RETURN inventory_gov.place_hold(kinds[held[1]], ids[held[1]], code, until, note, actor, direction);
END
$$;
COMMENT ON FUNCTION ui_place_hold(integer[], integer, text, timestamptz, text, integer) IS 'Places a hold on what was filled in on the screen of holds. Internal.';

-- What a field of numbers has where nothing was filled in is 0: without somebody beyond the value there is no value.
CREATE FUNCTION ui_keep_hold_reason(id bigint, code text, name text, allows text, evidence boolean, place_group text, release_group text, release_value double precision,
                                    senior_group text, self_release boolean, active boolean, actor integer) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    kept   constant text := upper(btrim(code));
    senior constant text := NULLIF(btrim(senior_group), '');
BEGIN
    PERFORM inventory_gov.require_governor(actor), inventory_gov.lock_matter('hold reason ' || kept);
    IF id IS NULL AND inventory_gov.latest('SELECT r.id FROM inventory_gov.hold_reason r WHERE r.code = $1 #>> ''{}''', to_jsonb(kept)) <> '[]' THEN
        PERFORM inventory_gov.ui_refuse(actor, 'There is a reason with this code already. Change that one, or choose another code.');
    END IF;
    PERFORM inventory_gov.set_hold_reason(code, name, COALESCE(inventory_gov.ui_words(allows), '{}'), evidence, COALESCE(NULLIF(btrim(release_group), ''), 'stock.group_stock_manager'),
                CASE WHEN senior IS NULL THEN NULLIF(release_value, 0) ELSE COALESCE(release_value, 0) END::numeric, senior, self_release,
                COALESCE(NULLIF(btrim(place_group), ''), 'stock.group_stock_user'), id IS NULL OR COALESCE(active, false), actor);
    RETURN inventory_gov.latest('SELECT r.id FROM inventory_gov.hold_reason r WHERE r.code = $1 #>> ''{}''', to_jsonb(kept)) -> 0 -> 'id';
END
$$;
COMMENT ON FUNCTION ui_keep_hold_reason(bigint, text, text, text, boolean, text, text, double precision, text, boolean, boolean, integer) IS
'Puts a reason for holds into the catalogue, or changes it, as an inventory manager entered it; tells its id. Internal.';

-- One record for the same customers, under the number of their first rule. Odoo has no empty number: what counts is said by a field of its own.
CREATE FUNCTION ui_set_credit_rule(e jsonb, actor integer) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    never    constant boolean := COALESCE((e ->> 'x_excluded')::boolean, false);
    overdue  constant boolean := NOT never AND COALESCE((e ->> 'x_by_overdue')::boolean, false);
    by_limit constant boolean := NOT never AND COALESCE((e ->> 'x_by_limit')::boolean, false);
    rule     bigint;
BEGIN
    PERFORM inventory_gov.require_governor(actor);
    IF NOT never AND NOT overdue AND NOT by_limit THEN
        PERFORM inventory_gov.ui_refuse(actor, 'Say what these customers are held for: what is overdue, the credit limit, or both. Or tick that they are never held.');
    ELSIF e ->> 'x_partner_id' IS NOT NULL AND e ->> 'x_category_id' IS NOT NULL THEN
        PERFORM inventory_gov.ui_refuse(actor, 'A rule is for one customer, for a category of customers or for all of them: leave one of the two empty.');
    ELSIF LEAST((e ->> 'x_overdue_days')::numeric, (e ->> 'x_overdue_amount')::numeric, (e ->> 'x_limit_pct')::numeric, (e ->> 'x_credit_limit')::numeric,
                (e ->> 'x_growth_pct')::numeric, (e ->> 'x_release_days')::numeric) < 0 THEN
        PERFORM inventory_gov.ui_refuse(actor, 'Days, amounts and percentages cannot be negative.');
    END IF;
    rule := inventory_gov.set_credit_rule(CASE WHEN overdue THEN COALESCE((e ->> 'x_overdue_days')::integer, 0) END, COALESCE((e ->> 'x_overdue_amount')::numeric, 0),
                CASE WHEN by_limit THEN COALESCE((e ->> 'x_limit_pct')::numeric, 100) END, e ->> 'x_partner_id', e ->> 'x_category_id', (e ->> 'x_company_id')::integer,
                CASE WHEN by_limit THEN NULLIF((e ->> 'x_credit_limit')::numeric, 0) END, COALESCE((e ->> 'x_orders')::boolean, true),
                COALESCE((e ->> 'x_growth_pct')::numeric, 10), COALESCE((e ->> 'x_release_days')::integer, 14), never, e ->> 'x_remark', actor);
    RETURN (SELECT min(o.id) FROM inventory_gov.credit_rule n
              JOIN inventory_gov.credit_rule o ON (o.company_id, o.partner_id, o.category_id) IS NOT DISTINCT FROM (n.company_id, n.partner_id, n.category_id)
             WHERE n.id = rule);
END
$$;
COMMENT ON FUNCTION ui_set_credit_rule(jsonb, integer) IS 'Sets a credit rule as it was filled in on the screen, and tells the id of its record. Internal.';

CREATE FUNCTION ui_require_compliance(e jsonb, actor integer) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    licence constant text := NULLIF(btrim(e ->> 'x_licence'), '');
    country constant integer := e ->> 'x_country_id';
BEGIN
    PERFORM inventory_gov.require_governor(actor);
    IF (licence IS NULL) = (e ->> 'x_document' IS NULL) OR licence IS NOT NULL AND e ->> 'x_holder' IS NOT NULL THEN
        PERFORM inventory_gov.ui_refuse(actor, 'Say what is required, one thing: a licence of the customer, or a document and what it is attached to.');
    END IF;
    RETURN inventory_gov.require_compliance(licence, e ->> 'x_document', e ->> 'x_holder', (e ->> 'x_partner_id')::integer, (e ->> 'x_partner_category_id')::integer,
        CASE WHEN country IS NOT NULL THEN COALESCE(inventory_gov.odoo_run('SELECT c.code FROM public.res_country c WHERE c.id = $1::integer', to_jsonb(country)) -> 0 ->> 'code', country::text) END,
        (e ->> 'x_product_id')::integer, (e ->> 'x_category_id')::integer, e ->> 'x_remark', actor);
END
$$;
COMMENT ON FUNCTION ui_require_compliance(jsonb, integer) IS 'Requires what was filled in on the screen of requirements, whose country is a record and not a code. Internal.';
