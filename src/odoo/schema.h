/*-------------------------------------------------------------------------
 * schema.h
 *		What the running Odoo looks like: which tables and columns exist. The
 *		only place that knows how Odoo 16, 17, 18 and 19 differ.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_SCHEMA_H
#define INVENTORY_GOV_SCHEMA_H

#include "compat.h"

#include "access/attnum.h"

#define ODOO_SCHEMA "public"

/* Columns of stock_move that the collector reads from the row itself. */
typedef struct MoveColumns
{
	AttrNumber	id;
	AttrNumber	state;
	AttrNumber	done_qty;		/* quantity_done (16), quantity (17+), in product_uom */
	AttrNumber	demand;			/* product_uom_qty */
	AttrNumber	product_id;
	AttrNumber	product_uom;
	AttrNumber	location_id;
	AttrNumber	location_dest_id;
	AttrNumber	company_id;
	AttrNumber	picking_id;
	AttrNumber	picking_type_id;
	AttrNumber	purchase_line_id;	/* 0 without module purchase_stock */
	AttrNumber	scrap_id;		/* 17+ */
	AttrNumber	write_uid;
	AttrNumber	create_uid;
	AttrNumber	write_date;
	AttrNumber	date;
	AttrNumber	origin_returned_move_id;
	AttrNumber	restrict_partner_id;	/* owner of the goods */
	AttrNumber	is_inventory;
	AttrNumber	sale_line_id;	/* 0 without module sale_stock */
	AttrNumber	bom_line_id;	/* 0 without module mrp */
} MoveColumns;

typedef struct QuantColumns
{
	AttrNumber	id;
	AttrNumber	product_id;
	AttrNumber	location_id;
	AttrNumber	quantity;
	AttrNumber	write_uid;
	AttrNumber	company_id;
	AttrNumber	lot_id;
	AttrNumber	package_id;
	AttrNumber	owner_id;
	AttrNumber	counted;		/* inventory_quantity */
	AttrNumber	is_counted;		/* inventory_quantity_set */
	AttrNumber	write_date;
	AttrNumber	accounting_date;	/* 0 without module stock_account */
} QuantColumns;

/* Columns of stock_move_line; all there, or none is read (has_lines). */
typedef struct LineColumns
{
	AttrNumber	id;
	AttrNumber	state;
	AttrNumber	qty;			/* qty_done (16), quantity (17+), in product_uom_id */
	AttrNumber	reserved;		/* reserved_uom_qty (16); from 17 on 0: it is qty */
	AttrNumber	date;
	AttrNumber	move_id;
	AttrNumber	picking_id;
	AttrNumber	company_id;
	AttrNumber	product_id;
	AttrNumber	product_uom_id;
	AttrNumber	location_id;
	AttrNumber	location_dest_id;
	AttrNumber	lot_id;
	AttrNumber	owner_id;
	AttrNumber	package_id;
	AttrNumber	result_package_id;
	AttrNumber	write_uid;
} LineColumns;

/* What transfers and scraps have in common that the collector reads; all there, or none is read. */
typedef struct DocumentColumns
{
	AttrNumber	id;
	AttrNumber	state;
	AttrNumber	date_done;
	AttrNumber	company_id;
	AttrNumber	location_id;
	AttrNumber	location_dest_id;	/* scrap_location_id */
	AttrNumber	picking_type_id;	/* of a transfer */
	AttrNumber	picking_id;		/* of a scrap */
	AttrNumber	product_id;		/* of a scrap */
	AttrNumber	scrap_qty;
	AttrNumber	write_uid;
} DocumentColumns;

/* Columns of stock_picking and stock_move that tell who raised a priority; all there, or has_priority is false. */
typedef struct PriorityColumns
{
	AttrNumber	picking_id;
	AttrNumber	priority;
	AttrNumber	state;
	AttrNumber	company_id;
	AttrNumber	picking_type_id;
	AttrNumber	location_id;
	AttrNumber	write_uid;
} PriorityColumns;

/* Columns of purchase_order that tell who confirmed it; 0 without module purchase. */
typedef struct OrderColumns
{
	AttrNumber	id;
	AttrNumber	state;
	AttrNumber	write_uid;
} OrderColumns;

/* Columns of account_move that tell who posted a bill; 0 without module account. */
typedef struct BillColumns
{
	AttrNumber	id;
	AttrNumber	state;
	AttrNumber	move_type;
	AttrNumber	write_uid;
} BillColumns;

/* The user that Odoo itself acts as: no person. */
#define ODOOBOT_ID 1

/* The cost of products is kept in product_product from 18 on, before that in ir_property. */
typedef struct ProductColumns
{
	AttrNumber	id;
	AttrNumber	standard_price;
	AttrNumber	write_uid;
} ProductColumns;

typedef struct PropertyColumns
{
	AttrNumber	res_id;
	AttrNumber	fields_id;
	AttrNumber	company_id;
	AttrNumber	value_float;
	AttrNumber	write_uid;
} PropertyColumns;

/* stock_valuation_layer, 16-18, and product_value, 19: what changed the value of goods. */
typedef struct RevaluationColumns
{
	AttrNumber	product_id;
	AttrNumber	company_id;
	AttrNumber	create_uid;
	AttrNumber	quantity;		/* of a layer */
	AttrNumber	move_id;		/* where a move changed it, or that of a move was changed */
	AttrNumber	lot_id;
	AttrNumber	bill_line_id;
	AttrNumber	landed_cost_id;
	AttrNumber	layer_id;		/* where a layer corrects another */
} RevaluationColumns;

typedef struct OdooSchema
{
	uint64		generation;		/* changes whenever any of this may have changed */
	Oid			owner;			/* owner of stock_move: the role Odoo connects as */
	Oid			stock_move;
	Oid			stock_quant;
	Oid			stock_location;
	Oid			stock_move_line;
	Oid			stock_picking;
	Oid			stock_scrap;
	Oid			product_product;
	Oid			ir_property;	/* 16, 17 */
	Oid			valuation_layer;	/* stock_valuation_layer, 16-18 with stock_account */
	Oid			product_value;	/* 19 with stock_account */
	MoveColumns move;
	QuantColumns quant;
	LineColumns line;
	DocumentColumns picking;
	DocumentColumns scrap;
	PriorityColumns picking_priority;
	PriorityColumns move_priority;
	Oid			purchase_order; /* 0 where absent, as the next */
	Oid			account_move;
	OrderColumns order;
	BillColumns bill;
	ProductColumns product;
	PropertyColumns property;
	RevaluationColumns layer;
	RevaluationColumns value;
	const char *done_qty;		/* name of that column on stock_move */
	const char *line_qty;		/* on stock_move_line: qty_done (16), quantity (17+) */
	const char *line_reserved;	/* reserved_uom_qty (16); NULL: line_qty is it, until it is done */
	const char *order_line_uom; /* on purchase_order_line: product_uom, product_uom_id (19) */
	bool		has_priority;	/* stock_picking.priority, and what tells who wrote it */
	bool		line_has_picked;	/* 17+: stock_move_line.picked; before, the done quantity is entered */
	const char *sale_line_uom;	/* on sale_order_line: product_uom, product_uom_id (19) */
	bool		order_line_has_discount;	/* 17+ */
	bool		has_exchanges;	/* 17+: stock_picking.return_id */
	bool		has_kits;		/* module mrp */
	bool		has_sale;		/* module sale_stock */
	bool		picking_has_sale;	/* stock_picking.sale_id */
	bool		move_has_lot;	/* stock_move.restrict_lot_id, of a module of OCA */
	bool		line_has_expiry;	/* stock_move_line.expiration_date, module product_expiry */
	const char *package_table;	/* stock_quant_package, stock_package (19) */
	const char *group_parent_name;	/* SQL for the section a group t is shown under */
	bool		uom_has_rounding;	/* 16-18; from 19 on one decimal precision serves all */
	bool		cost_in_property;	/* 16, 17: ir_property; then jsonb on product_product */
	bool		method_in_category; /* 18+: product_category.property_cost_method; before ir_property */
	bool		method_of_company;	/* 19: res_company.cost_method where a category has none */
	bool		location_has_scrap; /* stock_location.scrap_location, 16-18 */
	bool		has_purchase;	/* purchase_order_line and stock_move.purchase_line_id */
	bool		order_line_has_date;	/* purchase_order_line.date_planned */
	bool		order_line_has_price;	/* what line_price.c works a price out from */
	bool		order_has_rate; /* purchase_order.currency_rate */
	bool		has_bills;		/* vendor bills with their purchase lines */
	bool		has_refunds;	/* refunds to customers */
	bool		has_stock;		/* everything counts need is there */
	bool		has_counts;		/* the columns a count is entered in */
	bool		has_lines;		/* the columns of stock_move_line that are read */
	bool		has_storable_flag;	/* product_template.is_storable, 18+; before: type 'product' */
	const char *missing;		/* the first absent table or column, or NULL */
} OdooSchema;

/* Module init: relcache callback. */
extern void schema_init(void);

/* The schema as of now; resolved anew after DDL on a table it depends on. */
extern const OdooSchema *odoo_schema(void);

/* Is it one of the tables the gate reads? */
extern bool schema_uses_table(Oid relid);

/* Is it a column that a collector reads? */
extern bool schema_uses_column(Oid relid, AttrNumber column);

/* SQL expressions that differ by version. Arguments are SQL expressions. */
extern char *sql_to_product_uom(const OdooSchema *s, const char *qty, const char *from_uom,
								const char *product_uom);
extern char *sql_uom_rounding(const OdooSchema *s, const char *product_uom);
/* The rounding step of from_uom, expressed in product_uom. */
extern char *sql_uom_step(const OdooSchema *s, const char *from_uom, const char *product_uom);
/* Has the product template quants? */
extern char *sql_is_storable(const OdooSchema *s, const char *product_template);
extern char *sql_unit_cost(const OdooSchema *s, const char *product, const char *company);

/* Changes with every table that changes: what was looked up before may be different now. */
extern uint64 odoo_epoch(void);

/*
 * "table" or "table.column": NULL where Odoo has it, else the name itself. A
 * column of stock_move has to be one the collector reads, of the type it reads.
 */
extern const char *odoo_lacks(const char *name);

/* 'standard', 'average' or 'fifo', of the product_category with that id in a company. */
extern char *sql_cost_method(const OdooSchema *s, const char *category, const char *company);
/* Columns of a purchase line that line_price.c works its price out from. */
extern char *sql_price_figures(const OdooSchema *s, const char *line);
/* What a price in the order's currency is divided by to be one in the company's. */
extern char *sql_currency_rate(const OdooSchema *s, const char *order);

/* OID of a table or view in Odoo's schema, InvalidOid where absent. */
extern Oid	odoo_table(const char *name);
extern Oid	table_owner(Oid relid);

#endif							/* INVENTORY_GOV_SCHEMA_H */
