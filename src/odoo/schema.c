/*-------------------------------------------------------------------------
 * schema.c
 *		Looks up Odoo's tables and columns by name, and words the SQL that
 *		differs between Odoo 16, 17, 18 and 19. Nothing outside this file asks
 *		for a version: it asks for a column or for an expression.
 *
 * The result is one static struct. A relcache message about a table it depends
 * on (or about all) only marks it stale; the next user resolves it again. While
 * one of the tables is absent, a message about any relation may be its coming.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"
#include "access/htup_details.h"

#include "odoo/schema.h"

static OdooSchema schema;
static bool schema_valid = false;
static uint64 generation = 0;
static uint64 epoch = 1;

/* Tables the gate reads; their change makes the struct stale. Without a needed one nothing is judged. */
#define TABLE(name, needed) {name, "table " name, needed}
static const struct
{
	const char *name;
	const char *label;
	bool		needed;
}			used_tables[] = {
	TABLE("stock_move", true),
	TABLE("stock_move_line", true),
	TABLE("stock_quant", true),
	TABLE("stock_location", true),
	TABLE("stock_picking", true),
	TABLE("stock_picking_type", true),
	TABLE("product_product", true),
	TABLE("product_template", true),
	TABLE("product_category", true),
	TABLE("uom_uom", true),
	TABLE("res_users", true),
	TABLE("res_partner", true),
	TABLE("res_groups", true),
	TABLE("ir_model_data", true),
	TABLE("stock_scrap", false),
	TABLE("purchase_order", false),
	TABLE("purchase_order_line", false),
	TABLE("account_move", false),
	TABLE("account_move_line", false),
	TABLE("stock_valuation_layer", false),
	TABLE("product_value", false),
	TABLE("ir_property", false)
};
static Oid	used[lengthof(used_tables)];	/* 0 where absent */
static bool some_absent = false;

static void
schema_relcache_callback(Datum arg, Oid relid)
{
	epoch++;
	if (relid == InvalidOid || some_absent)
	{
		schema_valid = false;
		return;
	}
	for (int i = 0; i < lengthof(used); i++)
	{
		if (used[i] == relid)
		{
			schema_valid = false;
			return;
		}
	}
}

void
schema_init(void)
{
	CacheRegisterRelcacheCallback(schema_relcache_callback, (Datum) 0);
}

Oid
odoo_table(const char *name)
{
	Oid			nsp = get_namespace_oid(ODOO_SCHEMA, true);

	return OidIsValid(nsp) ? get_relname_relid(name, nsp) : InvalidOid;
}

uint64
odoo_epoch(void)
{
	return epoch;
}

const char *
odoo_lacks(const char *name)
{
	char	   *table = pstrdup(name);
	char	   *column = strchr(table, '.');
	Oid			relid;
	bool		there;

	if (column != NULL)
		*column++ = '\0';
	relid = odoo_table(table);
	there = OidIsValid(relid) &&
		(column == NULL || get_attnum(relid, column) != InvalidAttrNumber);
	if (there && column != NULL && relid == odoo_schema()->stock_move)
		there = schema_uses_column(relid, get_attnum(relid, column));
	pfree(table);
	return there ? NULL : name;
}

Oid
table_owner(Oid relid)
{
	HeapTuple	tup = SearchSysCache1(RELOID, ObjectIdGetDatum(relid));
	Oid			owner;

	if (!HeapTupleIsValid(tup))
		return InvalidOid;
	owner = ((Form_pg_class) GETSTRUCT(tup))->relowner;
	ReleaseSysCache(tup);
	return owner;
}

static bool
has_column(Oid relid, const char *column)
{
	return OidIsValid(relid) && get_attnum(relid, column) != InvalidAttrNumber;
}

/* What the collector reads a column as. */
typedef enum ColumnType
{
	COLUMN_ID,					/* integer */
	COLUMN_QTY,					/* numeric */
	COLUMN_FLAG,				/* boolean */
	COLUMN_TIME,				/* timestamp without time zone */
	COLUMN_DATE,				/* date */
	COLUMN_FLOAT,				/* double precision */
	COLUMN_JSON,				/* jsonb */
	COLUMN_WORD					/* character varying or text */
} ColumnType;

static bool
has_type(Oid relid, AttrNumber att, ColumnType type)
{
	Oid			actual = get_atttype(relid, att);

	switch (type)
	{
		case COLUMN_ID:
			return actual == INT4OID;
		case COLUMN_QTY:
			return actual == NUMERICOID;
		case COLUMN_FLAG:
			return actual == BOOLOID;
		case COLUMN_TIME:
			return actual == TIMESTAMPOID;
		case COLUMN_DATE:
			return actual == DATEOID;
		case COLUMN_FLOAT:
			return actual == FLOAT8OID;
		case COLUMN_JSON:
			return actual == JSONBOID;
		case COLUMN_WORD:
			return actual == VARCHAROID || actual == TEXTOID;
	}
	return false;
}

/*
 * Column number, or 0 and, where asked, a note of what is missing. A column of
 * another type counts as missing: its bytes must not be read as something else.
 */
static AttrNumber
column(Oid relid, const char *name, ColumnType type, const char **missing, const char *label)
{
	AttrNumber	att = OidIsValid(relid) ? get_attnum(relid, name) : InvalidAttrNumber;

	if (att != InvalidAttrNumber && !has_type(relid, att, type))
		att = InvalidAttrNumber;
	if (att == InvalidAttrNumber && missing != NULL && *missing == NULL)
		*missing = label;
	return att;
}

#define MOVE_COLUMN(field, name, missing) \
	s->move.field = column(s->stock_move, name, COLUMN_ID, missing, \
						   "column stock_move." name " of type integer")
#define QUANT_COLUMN(field, name, missing) \
	s->quant.field = column(s->stock_quant, name, COLUMN_ID, missing, \
							"column stock_quant." name " of type integer")

static void
resolve_move(OdooSchema *s)
{
	s->done_qty = has_column(s->stock_move, "quantity_done") ? "quantity_done" : "quantity";
	s->move.done_qty = column(s->stock_move, s->done_qty, COLUMN_QTY, &s->missing,
							  "column stock_move.quantity of type numeric");
	s->move.state = column(s->stock_move, "state", COLUMN_WORD, &s->missing,
						   "column stock_move.state of type character varying");
	s->move.demand = column(s->stock_move, "product_uom_qty", COLUMN_QTY, &s->missing,
							"column stock_move.product_uom_qty of type numeric");
	MOVE_COLUMN(id, "id", &s->missing);
	MOVE_COLUMN(product_id, "product_id", &s->missing);
	MOVE_COLUMN(product_uom, "product_uom", &s->missing);
	MOVE_COLUMN(location_id, "location_id", &s->missing);
	MOVE_COLUMN(location_dest_id, "location_dest_id", &s->missing);
	MOVE_COLUMN(company_id, "company_id", &s->missing);
	MOVE_COLUMN(write_uid, "write_uid", &s->missing);
	MOVE_COLUMN(picking_id, "picking_id", &s->missing);
	MOVE_COLUMN(picking_type_id, "picking_type_id", &s->missing);
	MOVE_COLUMN(scrap_id, "scrap_id", NULL);
	MOVE_COLUMN(purchase_line_id, "purchase_line_id", NULL);
	MOVE_COLUMN(create_uid, "create_uid", NULL);
	MOVE_COLUMN(origin_returned_move_id, "origin_returned_move_id", NULL);
	MOVE_COLUMN(restrict_partner_id, "restrict_partner_id", NULL);
	MOVE_COLUMN(sale_line_id, "sale_line_id", NULL);
	MOVE_COLUMN(bom_line_id, "bom_line_id", NULL);
	s->move.write_date = column(s->stock_move, "write_date", COLUMN_TIME, NULL, NULL);
	s->move.date = column(s->stock_move, "date", COLUMN_TIME, NULL, NULL);
	s->move.is_inventory = column(s->stock_move, "is_inventory", COLUMN_FLAG, NULL, NULL);
}

static void
resolve_quant(OdooSchema *s)
{
	QUANT_COLUMN(id, "id", &s->missing);
	QUANT_COLUMN(product_id, "product_id", &s->missing);
	QUANT_COLUMN(location_id, "location_id", &s->missing);
	s->quant.quantity = column(s->stock_quant, "quantity", COLUMN_QTY, &s->missing,
							   "column stock_quant.quantity of type numeric");
	QUANT_COLUMN(write_uid, "write_uid", &s->missing);
	QUANT_COLUMN(company_id, "company_id", &s->missing);
	QUANT_COLUMN(lot_id, "lot_id", &s->missing);
	QUANT_COLUMN(package_id, "package_id", &s->missing);
	QUANT_COLUMN(owner_id, "owner_id", &s->missing);
	s->quant.counted = column(s->stock_quant, "inventory_quantity", COLUMN_QTY, NULL, NULL);
	s->quant.is_counted = column(s->stock_quant, "inventory_quantity_set", COLUMN_FLAG, NULL, NULL);
	s->quant.write_date = column(s->stock_quant, "write_date", COLUMN_TIME, NULL, NULL);
	s->quant.accounting_date = column(s->stock_quant, "accounting_date", COLUMN_DATE, NULL, NULL);
	s->has_counts = s->quant.counted && s->quant.is_counted && s->quant.write_date;
}

#define LINE_COLUMN(name, type) s->line.name = column(s->stock_move_line, #name, type, &missing, #name)

static void
resolve_line(OdooSchema *s)
{
	const char *missing = NULL;

	LINE_COLUMN(id, COLUMN_ID);
	LINE_COLUMN(state, COLUMN_WORD);
	LINE_COLUMN(date, COLUMN_TIME);
	LINE_COLUMN(move_id, COLUMN_ID);
	LINE_COLUMN(picking_id, COLUMN_ID);
	LINE_COLUMN(company_id, COLUMN_ID);
	LINE_COLUMN(product_id, COLUMN_ID);
	LINE_COLUMN(product_uom_id, COLUMN_ID);
	LINE_COLUMN(location_id, COLUMN_ID);
	LINE_COLUMN(location_dest_id, COLUMN_ID);
	LINE_COLUMN(lot_id, COLUMN_ID);
	LINE_COLUMN(owner_id, COLUMN_ID);
	LINE_COLUMN(package_id, COLUMN_ID);
	LINE_COLUMN(result_package_id, COLUMN_ID);
	LINE_COLUMN(write_uid, COLUMN_ID);
	s->line.qty = column(s->stock_move_line, s->line_qty, COLUMN_QTY, &missing, "quantity");
	s->line.reserved = column(s->stock_move_line, "reserved_uom_qty", COLUMN_QTY, NULL, NULL);
	s->has_lines = missing == NULL;
}

/* A table that lacks one of them is not read: its id stays 0. */
static void
resolve_document(Oid *relid, DocumentColumns *c, bool scrap)
{
	const char *missing = NULL;

	c->id = column(*relid, "id", COLUMN_ID, &missing, "id");
	c->state = column(*relid, "state", COLUMN_WORD, &missing, "state");
	c->date_done = column(*relid, "date_done", COLUMN_TIME, &missing, "date_done");
	c->company_id = column(*relid, "company_id", COLUMN_ID, &missing, "company_id");
	c->location_id = column(*relid, "location_id", COLUMN_ID, &missing, "location_id");
	c->write_uid = column(*relid, "write_uid", COLUMN_ID, &missing, "write_uid");
	c->location_dest_id = column(*relid, scrap ? "scrap_location_id" : "location_dest_id",
								 COLUMN_ID, &missing, "location_dest_id");
	if (scrap)
	{
		c->picking_id = column(*relid, "picking_id", COLUMN_ID, &missing, "picking_id");
		c->product_id = column(*relid, "product_id", COLUMN_ID, &missing, "product_id");
		c->scrap_qty = column(*relid, "scrap_qty", COLUMN_QTY, &missing, "scrap_qty");
	}
	else
		c->picking_type_id = column(*relid, "picking_type_id", COLUMN_ID, &missing, "picking_type_id");
	if (missing != NULL)
		*relid = InvalidOid;
}

static bool
resolve_priority(Oid relid, PriorityColumns *c, const char *picking_id)
{
	const char *missing = NULL;

	c->picking_id = column(relid, picking_id, COLUMN_ID, &missing, "picking_id");
	c->priority = column(relid, "priority", COLUMN_WORD, &missing, "priority");
	c->state = column(relid, "state", COLUMN_WORD, &missing, "state");
	c->company_id = column(relid, "company_id", COLUMN_ID, &missing, "company_id");
	c->picking_type_id = column(relid, "picking_type_id", COLUMN_ID, &missing, "picking_type_id");
	c->location_id = column(relid, "location_id", COLUMN_ID, &missing, "location_id");
	c->write_uid = column(relid, "write_uid", COLUMN_ID, &missing, "write_uid");
	return missing == NULL;
}

#define ID_COLUMN(relid, name) column(relid, name, COLUMN_ID, NULL, NULL)

static void
resolve_revaluation(Oid relid, RevaluationColumns *c, const char *move_id)
{
	c->product_id = ID_COLUMN(relid, "product_id");
	c->company_id = ID_COLUMN(relid, "company_id");
	c->create_uid = ID_COLUMN(relid, "create_uid");
	c->quantity = column(relid, "quantity", COLUMN_QTY, NULL, NULL);
	c->move_id = ID_COLUMN(relid, move_id);
	c->lot_id = ID_COLUMN(relid, "lot_id");
	c->bill_line_id = ID_COLUMN(relid, "account_move_line_id");
	c->landed_cost_id = ID_COLUMN(relid, "stock_landed_cost_id");
	c->layer_id = ID_COLUMN(relid, "stock_valuation_layer_id");
}

static void
resolve_cost(OdooSchema *s)
{
	s->product.id = ID_COLUMN(s->product_product, "id");
	s->product.standard_price = column(s->product_product, "standard_price", COLUMN_JSON, NULL, NULL);
	s->product.write_uid = ID_COLUMN(s->product_product, "write_uid");
	s->property.res_id = column(s->ir_property, "res_id", COLUMN_WORD, NULL, NULL);
	s->property.fields_id = ID_COLUMN(s->ir_property, "fields_id");
	s->property.company_id = ID_COLUMN(s->ir_property, "company_id");
	s->property.value_float = column(s->ir_property, "value_float", COLUMN_FLOAT, NULL, NULL);
	s->property.write_uid = ID_COLUMN(s->ir_property, "write_uid");
	resolve_revaluation(s->valuation_layer, &s->layer, "stock_move_id");
	resolve_revaluation(s->product_value, &s->value, "move_id");
	s->method_in_category = has_column(odoo_table("product_category"), "property_cost_method");
	s->method_of_company = has_column(odoo_table("res_company"), "cost_method");
}

static void
resolve_order(OdooSchema *s)
{
	s->purchase_order = odoo_table("purchase_order");
	s->order.id = column(s->purchase_order, "id", COLUMN_ID, NULL, NULL);
	s->order.state = column(s->purchase_order, "state", COLUMN_WORD, NULL, NULL);
	s->order.write_uid = column(s->purchase_order, "write_uid", COLUMN_ID, NULL, NULL);
	s->order_line_has_date = has_column(odoo_table("purchase_order_line"), "date_planned");
	s->order_line_has_price = has_column(odoo_table("purchase_order_line"), "price_unit") &&
		has_column(odoo_table("purchase_order_line"), "price_subtotal") &&
		has_column(odoo_table("purchase_order_line"), "product_uom_qty");
	s->order_has_rate = has_column(odoo_table("purchase_order"), "currency_rate");
	s->has_purchase = OidIsValid(odoo_table("purchase_order_line")) &&
		OidIsValid(s->purchase_order) && s->move.purchase_line_id != InvalidAttrNumber;
}

static void
resolve_bill(OdooSchema *s)
{
	s->account_move = odoo_table("account_move");
	s->bill.id = column(s->account_move, "id", COLUMN_ID, NULL, NULL);
	s->bill.state = column(s->account_move, "state", COLUMN_WORD, NULL, NULL);
	s->bill.move_type = column(s->account_move, "move_type", COLUMN_WORD, NULL, NULL);
	s->bill.write_uid = column(s->account_move, "write_uid", COLUMN_ID, NULL, NULL);
	s->has_bills = s->has_purchase && s->bill.id && s->bill.state && s->bill.move_type &&
		s->bill.write_uid && has_column(odoo_table("account_move_line"), "purchase_line_id");
	s->has_refunds = s->bill.id && s->bill.state && s->bill.move_type && s->bill.write_uid;
}

/* What orders and other modules add. A module comes and goes with its columns on stock_move. */
static void
resolve_modules(OdooSchema *s)
{
	s->order_line_has_discount = has_column(odoo_table("purchase_order_line"), "discount");
	s->has_exchanges = has_column(odoo_table("stock_picking"), "return_id");
	s->has_kits = s->move.bom_line_id != InvalidAttrNumber && OidIsValid(odoo_table("mrp_bom_line"));
	s->has_sale = s->move.sale_line_id != InvalidAttrNumber &&
		OidIsValid(odoo_table("sale_order_line"));
	s->line_has_picked = has_column(odoo_table("stock_move_line"), "picked");
	s->sale_line_uom = has_column(odoo_table("sale_order_line"), "product_uom") ? "product_uom"
		: "product_uom_id";
	s->picking_has_sale = has_column(odoo_table("stock_picking"), "sale_id");
	s->move_has_lot = has_column(s->stock_move, "restrict_lot_id");
	s->line_has_expiry = has_column(odoo_table("stock_move_line"), "expiration_date");
}

static void
resolve_others(OdooSchema *s)
{
	Oid			line = odoo_table("stock_move_line");
	Oid			order_line = odoo_table("purchase_order_line");

	for (int i = 0; i < lengthof(used) && s->missing == NULL; i++)
	{
		if (used_tables[i].needed && !OidIsValid(used[i]))
			s->missing = used_tables[i].label;
	}
	s->line_qty = has_column(line, "qty_done") ? "qty_done" : "quantity";
	s->line_reserved = has_column(line, "reserved_uom_qty") ? "reserved_uom_qty" : NULL;
	s->order_line_uom = has_column(order_line, "product_uom") ? "product_uom" : "product_uom_id";
	s->package_table = OidIsValid(odoo_table("stock_quant_package")) ? "stock_quant_package"
		: "stock_package";
	if (has_column(odoo_table("res_groups"), "category_id"))
		s->group_parent_name = "(SELECT c.name ->> 'en_US' FROM " ODOO_SCHEMA ".ir_module_category c"
			" WHERE c.id = t.category_id)";
	else if (OidIsValid(odoo_table("res_groups_privilege")))
		s->group_parent_name = "(SELECT c.name ->> 'en_US' FROM " ODOO_SCHEMA ".res_groups_privilege c"
			" WHERE c.id = t.privilege_id)";
	else
		s->group_parent_name = "NULL::text";
	s->uom_has_rounding = has_column(odoo_table("uom_uom"), "rounding");
	s->has_storable_flag = has_column(odoo_table("product_template"), "is_storable");
	s->cost_in_property = !has_column(odoo_table("product_product"), "standard_price");
	s->location_has_scrap = has_column(s->stock_location, "scrap_location");
}

static void
resolve_schema(OdooSchema *s)
{
	some_absent = false;
	for (int i = 0; i < lengthof(used); i++)
	{
		used[i] = odoo_table(used_tables[i].name);
		some_absent |= !OidIsValid(used[i]);
	}
	s->stock_move = odoo_table("stock_move");
	s->stock_quant = odoo_table("stock_quant");
	s->stock_location = odoo_table("stock_location");
	s->product_product = odoo_table("product_product");
	s->ir_property = odoo_table("ir_property");
	s->valuation_layer = odoo_table("stock_valuation_layer");
	s->product_value = odoo_table("product_value");
	if (!OidIsValid(s->stock_move))
		s->missing = "table stock_move";
	else if (!OidIsValid(s->stock_quant))
		s->missing = "table stock_quant";
	else if (!OidIsValid(s->stock_location))
		s->missing = "table stock_location";
	/* Odoo's base outlives its Inventory, and with it what we have published there. */
	s->owner = table_owner(OidIsValid(s->stock_move) ? s->stock_move : odoo_table("ir_model_data"));
	resolve_move(s);
	resolve_quant(s);
	resolve_cost(s);
	resolve_modules(s);
	resolve_others(s);
	s->stock_move_line = odoo_table("stock_move_line");
	resolve_line(s);
	s->stock_picking = odoo_table("stock_picking");
	resolve_document(&s->stock_picking, &s->picking, false);
	s->has_priority = resolve_priority(odoo_table("stock_picking"), &s->picking_priority, "id") &&
		resolve_priority(s->stock_move, &s->move_priority, "picking_id");
	s->stock_scrap = odoo_table("stock_scrap");
	resolve_document(&s->stock_scrap, &s->scrap, true);
	resolve_order(s);
	resolve_bill(s);
	s->has_stock = (s->missing == NULL);
}

/*
 * The generation, and with it every kept plan, stays as it is when a message
 * turns out to have changed nothing here: ANALYZE sends one for each table.
 */
const OdooSchema *
odoo_schema(void)
{
	OdooSchema	fresh;

	if (schema_valid)
		return &schema;

	/*
	 * Valid first: a message that arrives during the lookups below resets the
	 * flag through the callback, and the next user looks again.
	 */
	schema_valid = true;
	memset(&fresh, 0, sizeof(fresh));
	resolve_schema(&fresh);
	fresh.generation = schema.generation;
	if (schema.generation == 0 || memcmp(&fresh, &schema, sizeof(schema)) != 0)
	{
		schema = fresh;
		schema.generation = ++generation;
	}
	return &schema;
}

bool
schema_uses_table(Oid relid)
{
	if (!OidIsValid(relid))
		return false;
	(void) odoo_schema();
	for (int i = 0; i < lengthof(used); i++)
	{
		if (used[i] == relid)
			return true;
	}
	return false;
}

bool
schema_uses_column(Oid relid, AttrNumber column)
{
	const OdooSchema *s = odoo_schema();
	/* these structs are rows of column numbers and nothing else */
	const struct
	{
		Oid			relid;
		const void *columns;
		size_t		size;
	}			read[] = {
		{s->stock_move, &s->move, sizeof(s->move)},
		{s->stock_quant, &s->quant, sizeof(s->quant)},
		{s->stock_move_line, &s->line, sizeof(s->line)},
		{s->stock_picking, &s->picking, sizeof(s->picking)},
		{s->stock_scrap, &s->scrap, sizeof(s->scrap)},
		{s->stock_picking, &s->picking_priority, sizeof(s->picking_priority)},
		{s->stock_move, &s->move_priority, sizeof(s->move_priority)},
		{s->product_product, &s->product, sizeof(s->product)},
		{s->ir_property, &s->property, sizeof(s->property)},
		{s->valuation_layer, &s->layer, sizeof(s->layer)},
		{s->product_value, &s->value, sizeof(s->value)},
	};

	if (!OidIsValid(relid) || column == InvalidAttrNumber)
		return false;
	for (int t = 0; t < lengthof(read); t++)
	{
		const AttrNumber *columns = read[t].columns;

		for (int i = 0; i < read[t].size / sizeof(AttrNumber) && read[t].relid == relid; i++)
		{
			if (columns[i] == column)
				return true;
		}
	}
	return false;
}

/*
 * qty of from_uom in product_uom, rounded like Odoo does. 16-18: factor is
 * units per reference unit and the unit has a rounding of its own; 19: factor
 * is reference units per unit and one decimal precision rounds all.
 * (Checked against Odoo's own product_qty on all four versions.)
 */
char *
sql_to_product_uom(const OdooSchema *s, const char *qty, const char *from_uom,
				   const char *product_uom)
{
	if (s->uom_has_rounding)
		return psprintf("(CASE WHEN %2$s.id = %3$s.id THEN %1$s"
						" ELSE round((%1$s / NULLIF(%2$s.factor, 0) * %3$s.factor)"
						" / NULLIF(%3$s.rounding, 0)) * %3$s.rounding END)",
						qty, from_uom, product_uom);
	return psprintf("(CASE WHEN %2$s.id = %3$s.id THEN %1$s"
					" ELSE round(%1$s * %2$s.factor / NULLIF(%3$s.factor, 0),"
					" COALESCE((SELECT digits FROM " ODOO_SCHEMA ".decimal_precision"
					" WHERE name = 'Product Unit'), 2)) END)",
					qty, from_uom, product_uom);
}

/* Smallest step of a quantity in product_uom. */
char *
sql_uom_rounding(const OdooSchema *s, const char *product_uom)
{
	if (s->uom_has_rounding)
		return psprintf("%s.rounding", product_uom);
	return pstrdup("power(10, -COALESCE((SELECT digits FROM " ODOO_SCHEMA ".decimal_precision"
				   " WHERE name = 'Product Unit'), 2))::numeric");
}

char *
sql_uom_step(const OdooSchema *s, const char *from_uom, const char *product_uom)
{
	if (s->uom_has_rounding)
		return psprintf("(%1$s.rounding / NULLIF(%1$s.factor, 0) * %2$s.factor)", from_uom,
						product_uom);
	return psprintf("(%s * %s.factor / NULLIF(%s.factor, 0))", sql_uom_rounding(s, from_uom),
					from_uom, product_uom);
}

char *
sql_is_storable(const OdooSchema *s, const char *product_template)
{
	return psprintf(s->has_storable_flag ? "COALESCE(%s.is_storable, false)" : "(%s.type = 'product')",
					product_template);
}

/*
 * Cost of one product unit in a company's currency. A cost equal to the
 * fallback is not stored by Odoo, hence the chains; "none" and 0 are the same.
 */
char *
sql_unit_cost(const OdooSchema *s, const char *product, const char *company)
{
	/* looked up once a query */
#define COST_FIELD "(SELECT f.id FROM " ODOO_SCHEMA ".ir_model_fields f" \
	" WHERE f.model = 'product.product' AND f.name = 'standard_price')"

	if (s->cost_in_property)
		return psprintf("COALESCE("
						"(SELECT p.value_float FROM " ODOO_SCHEMA ".ir_property p"
						" WHERE p.fields_id = " COST_FIELD " AND p.res_id = 'product.product,' || %1$s"
						" AND p.company_id = %2$s LIMIT 1),"
						"(SELECT p.value_float FROM " ODOO_SCHEMA ".ir_property p"
						" WHERE p.fields_id = " COST_FIELD " AND p.res_id = 'product.product,' || %1$s"
						" AND p.company_id IS NULL LIMIT 1),"
						"(SELECT p.value_float FROM " ODOO_SCHEMA ".ir_property p"
						" WHERE p.fields_id = " COST_FIELD " AND p.res_id IS NULL"
						" AND (p.company_id = %2$s OR p.company_id IS NULL)"
						" ORDER BY p.company_id NULLS LAST LIMIT 1), 0)::float8",
						product, company);
	return psprintf("COALESCE("
					"(SELECT (x.standard_price ->> (%2$s)::text)::float8"
					" FROM " ODOO_SCHEMA ".product_product x WHERE x.id = %1$s),"
					"(SELECT (d.json_value::jsonb #>> '{}')::float8 FROM " ODOO_SCHEMA ".ir_default d"
					" WHERE d.field_id = " COST_FIELD " AND d.user_id IS NULL AND d.condition IS NULL"
					" AND (d.company_id = %2$s OR d.company_id IS NULL)"
					" ORDER BY d.company_id NULLS LAST LIMIT 1), 0)::float8",
					product, company);
#undef COST_FIELD
}

/* What Odoo falls back on is 'standard', as long as no default says otherwise. */
char *
sql_cost_method(const OdooSchema *s, const char *category, const char *company)
{
#define METHOD_FIELD "(SELECT f.id FROM " ODOO_SCHEMA ".ir_model_fields f" \
	" WHERE f.model = 'product.category' AND f.name = 'property_cost_method')"

	if (!s->method_in_category)
		return s->cost_in_property
			? psprintf("COALESCE("
					   "(SELECT p.value_text FROM " ODOO_SCHEMA ".ir_property p"
					   " WHERE p.fields_id = " METHOD_FIELD
					   " AND p.res_id = 'product.category,' || %1$s"
					   " AND (p.company_id = %2$s OR p.company_id IS NULL)"
					   " ORDER BY p.company_id NULLS LAST LIMIT 1),"
					   "(SELECT p.value_text FROM " ODOO_SCHEMA ".ir_property p"
					   " WHERE p.fields_id = " METHOD_FIELD " AND p.res_id IS NULL"
					   " AND (p.company_id = %2$s OR p.company_id IS NULL)"
					   " ORDER BY p.company_id NULLS LAST LIMIT 1), 'standard')",
					   category, company)
			: pstrdup("'standard'");
	return psprintf("COALESCE("
					"(SELECT x.property_cost_method ->> (%2$s)::text"
					" FROM " ODOO_SCHEMA ".product_category x WHERE x.id = %1$s),"
					"(SELECT d.json_value::jsonb #>> '{}' FROM " ODOO_SCHEMA ".ir_default d"
					" WHERE d.field_id = " METHOD_FIELD
					" AND d.user_id IS NULL AND d.condition IS NULL"
					" AND (d.company_id = %2$s OR d.company_id IS NULL)"
					" ORDER BY d.company_id NULLS LAST LIMIT 1),%3$s 'standard')",
					category, company,
					s->method_of_company ? psprintf(" (SELECT y.cost_method FROM " ODOO_SCHEMA
													".res_company y WHERE y.id = %s),", company)
					: "");
#undef METHOD_FIELD
}

char *
sql_price_figures(const OdooSchema *s, const char *line)
{
	if (!s->order_line_has_price)
		return psprintf("%s.product_qty::numeric, NULL::float8, NULL::numeric, NULL::numeric, NULL::numeric",
						line);
	return psprintf("%1$s.product_qty::numeric, %1$s.product_uom_qty::float8, %1$s.price_unit::numeric,"
					" %1$s.price_subtotal::numeric, %2$s", line,
					s->order_line_has_discount ? psprintf("%s.discount::numeric", line) : "NULL::numeric");
}

char *
sql_currency_rate(const OdooSchema *s, const char *order)
{
	return s->order_has_rate
		? psprintf("COALESCE(NULLIF(%s.currency_rate, 0), 1)::float8", order) : pstrdup("1::float8");
}
