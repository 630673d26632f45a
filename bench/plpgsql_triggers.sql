-- The checks of receipt_tolerance and adjustment_limit as a competent DBA would write them in PL/pgSQL on Odoo 17:
-- row triggers with a column list and a WHEN clause, one query each over indexed columns, limits in a table.
-- They refuse and that is all: no record that outlives the refusal, no request, no approval, no scope but the
-- company, and nothing against two receipts at once. For comparison in bench/run only.
CREATE SCHEMA dba;

CREATE TABLE dba.limits (
    company_id  integer PRIMARY KEY,
    over_pct    numeric NOT NULL, over_qty  numeric NOT NULL, over_value  numeric NOT NULL,
    under_pct   numeric NOT NULL, under_qty numeric NOT NULL, under_value numeric NOT NULL,
    count_pct   numeric NOT NULL, count_qty numeric NOT NULL, count_value numeric NOT NULL);
INSERT INTO dba.limits SELECT id, 5, 1000, 100000, 5, 1000, 100000, 25, 100, 10000 FROM res_company;

-- Check 1: received over ordered, summed over all receipts of the purchase line less returns, in the product's unit.
CREATE FUNCTION dba.check_over_receipt() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    ordered numeric;
    received numeric;
    price numeric;
    l dba.limits;
BEGIN
    SELECT * INTO l FROM dba.limits WHERE company_id = NEW.company_id;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT round(pol.product_qty / pu.factor * tu.factor / tu.rounding) * tu.rounding,
           pol.price_unit * pu.factor / tu.factor / coalesce(nullif(po.currency_rate, 0), 1)::numeric
      INTO ordered, price
      FROM purchase_order_line pol
      JOIN purchase_order po ON po.id = pol.order_id
      JOIN uom_uom pu ON pu.id = pol.product_uom
      JOIN product_product p ON p.id = pol.product_id
      JOIN product_template t ON t.id = p.product_tmpl_id
      JOIN uom_uom tu ON tu.id = t.uom_id
     WHERE pol.id = NEW.purchase_line_id;
    SELECT coalesce(sum((CASE WHEN sl.usage = 'supplier' THEN 1 WHEN dl.usage = 'supplier' THEN -1 ELSE 0 END)
                        * round(m.quantity / mu.factor * tu.factor / tu.rounding) * tu.rounding), 0)
      INTO received
      FROM stock_move m
      JOIN stock_location sl ON sl.id = m.location_id
      JOIN stock_location dl ON dl.id = m.location_dest_id
      JOIN uom_uom mu ON mu.id = m.product_uom
      JOIN product_product p ON p.id = m.product_id
      JOIN product_template t ON t.id = p.product_tmpl_id
      JOIN uom_uom tu ON tu.id = t.uom_id
     WHERE m.purchase_line_id = NEW.purchase_line_id AND m.state = 'done';
    IF received - ordered > l.over_qty OR received > ordered * (1 + l.over_pct / 100) OR (received - ordered) * price > l.over_value THEN
        RAISE EXCEPTION 'Received % of % ordered', received, ordered USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

-- Check 2: closed short: nothing left open on the purchase line and less received than ordered.
CREATE FUNCTION dba.check_short_close() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    ordered numeric;
    received numeric;
    price numeric;
    l dba.limits;
BEGIN
    IF EXISTS (SELECT FROM stock_move WHERE purchase_line_id = NEW.purchase_line_id AND state NOT IN ('done', 'cancel')) THEN
        RETURN NULL;
    END IF;
    SELECT * INTO l FROM dba.limits WHERE company_id = NEW.company_id;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT round(pol.product_qty / pu.factor * tu.factor / tu.rounding) * tu.rounding,
           pol.price_unit * pu.factor / tu.factor / coalesce(nullif(po.currency_rate, 0), 1)::numeric,
           (SELECT coalesce(sum((CASE WHEN sl.usage = 'supplier' THEN 1 WHEN dl.usage = 'supplier' THEN -1 ELSE 0 END)
                                * round(m.quantity / mu.factor * tu.factor / tu.rounding) * tu.rounding), 0)
              FROM stock_move m
              JOIN stock_location sl ON sl.id = m.location_id
              JOIN stock_location dl ON dl.id = m.location_dest_id
              JOIN uom_uom mu ON mu.id = m.product_uom
             WHERE m.purchase_line_id = pol.id AND m.state = 'done')
      INTO ordered, price, received
      FROM purchase_order_line pol
      JOIN purchase_order po ON po.id = pol.order_id
      JOIN uom_uom pu ON pu.id = pol.product_uom
      JOIN product_product p ON p.id = pol.product_id
      JOIN product_template t ON t.id = p.product_tmpl_id
      JOIN uom_uom tu ON tu.id = t.uom_id
     WHERE pol.id = NEW.purchase_line_id;
    IF ordered - received > l.under_qty OR received < ordered * (1 - l.under_pct / 100) OR (ordered - received) * price > l.under_value THEN
        RAISE EXCEPTION 'Closed with % of % ordered', received, ordered USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

-- Check 3: adjustments, against the book quantity. Odoo 17 writes the move before the quant, so the quant still holds it.
CREATE FUNCTION dba.check_adjustment() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    source varchar;
    destination varchar;
    place integer;
    book numeric;
    cost numeric;
    change numeric;
    l dba.limits;
BEGIN
    SELECT usage INTO source FROM stock_location WHERE id = NEW.location_id;
    SELECT usage INTO destination FROM stock_location WHERE id = NEW.location_dest_id;
    IF NOT coalesce(NEW.is_inventory, false) OR (source = 'inventory') = (destination = 'inventory') THEN
        RETURN NULL;
    END IF;
    SELECT * INTO l FROM dba.limits WHERE company_id = NEW.company_id;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    place := CASE WHEN source = 'inventory' THEN NEW.location_dest_id ELSE NEW.location_id END;
    SELECT coalesce(sum(quantity), 0) INTO book FROM stock_quant WHERE product_id = NEW.product_id AND location_id = place;
    SELECT round(NEW.quantity / mu.factor * tu.factor / tu.rounding) * tu.rounding INTO change
      FROM uom_uom mu, product_product p JOIN product_template t ON t.id = p.product_tmpl_id JOIN uom_uom tu ON tu.id = t.uom_id
     WHERE mu.id = NEW.product_uom AND p.id = NEW.product_id;
    SELECT value_float INTO cost FROM ir_property
     WHERE name = 'standard_price' AND res_id = 'product.product,' || NEW.product_id AND (company_id = NEW.company_id OR company_id IS NULL)
     ORDER BY company_id NULLS LAST LIMIT 1;
    IF change > l.count_qty OR (book <> 0 AND change / abs(book) * 100 > l.count_pct) OR change * coalesce(cost, 0) > l.count_value THEN
        RAISE EXCEPTION 'Adjustment of % on a book quantity of %', change, book USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER dba_over_receipt AFTER UPDATE OF state, quantity ON stock_move FOR EACH ROW
    WHEN (NEW.state = 'done' AND NEW.purchase_line_id IS NOT NULL) EXECUTE FUNCTION dba.check_over_receipt();
CREATE TRIGGER dba_short_close AFTER UPDATE OF state, quantity ON stock_move FOR EACH ROW
    WHEN (NEW.state IN ('done', 'cancel') AND NEW.purchase_line_id IS NOT NULL) EXECUTE FUNCTION dba.check_short_close();
CREATE TRIGGER dba_adjustment AFTER UPDATE OF state, quantity ON stock_move FOR EACH ROW
    WHEN (NEW.state = 'done') EXECUTE FUNCTION dba.check_adjustment();
