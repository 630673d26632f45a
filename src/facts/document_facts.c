/*-------------------------------------------------------------------------
 * document_facts.c
 *		Facts about transfers whose goods move: what is attached to the transfer
 *		and to its order, by kind.
 *
 * One query reads the attachments of all transfers of the statement, with the
 * latest snapshot: what somebody else has taken away by now is not there. The
 * table document_kind says which attachment is of which kind. What an operation
 * goes on with is kept with its checksum, in its own transaction.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "controls/documents.h"
#include "facts/groups.h"
#include "odoo/query.h"
#include "odoo/schema.h"

/* Goods of a transfer move: now, and not before. Losses and scrap of it are no part of its papers. */
static bool
moves_goods(const FactRequest *request, const MoveEvent *e)
{
	if (e->picking_id == 0 || !e->done || e->from == USAGE_INVENTORY || e->to == USAGE_INVENTORY)
		return false;
	return request->explain || (e->done_qty > 0 && e->old_done_qty == 0);
}

/* A least number of 0 asks for nothing. */
static bool
any_limit(const FactRequest *request)
{
	for (int s = 0; s < DOCUMENT_SLOTS; s++)
	{
		if (request->floors[s] > 0)
			return true;
	}
	return false;
}

/* One event for each transfer, the move with the lowest id. */
static List *
transfers_of(const FactRequest *request, const MoveEvent *events, int n)
{
	List	   *found = NIL;

	for (int i = 0; i < n; i++)
	{
		const MoveEvent *known = NULL;
		ListCell   *lc;

		if (!moves_goods(request, &events[i]))
			continue;
		foreach(lc, found)
		{
			known = lfirst(lc);
			if (known->picking_id == events[i].picking_id)
				break;
			known = NULL;
		}
		if (known == NULL)
			found = lappend(found, unconstify(MoveEvent *, &events[i]));
		else if (events[i].move_id < known->move_id)
			lfirst(lc) = unconstify(MoveEvent *, &events[i]);
	}
	return found;
}

/* SQL: the orders of the transfer t.id, of one kind, as rows (res_model, res_id). */
static char *
orders_sql(const char *model, const char *line_table, const char *line_column)
{
	return psprintf(" UNION SELECT '%s', l.order_id FROM " ODOO_SCHEMA ".stock_move m"
					" JOIN " ODOO_SCHEMA ".%s l ON l.id = m.%s WHERE m.picking_id = t.id",
					model, line_table, line_column);
}

static char *
attachments_query(const OdooSchema *s)
{
	bool		has_sales = s->move.sale_line_id && odoo_lacks("sale_order_line.order_id") == NULL;

	return psprintf("SELECT COALESCE(jsonb_agg(jsonb_build_object('picking', t.id, 'product', g.product, 'categories', g.categories,"
					"  'attachments', (SELECT COALESCE(jsonb_agg(jsonb_build_object('attachment_id', a.id,"
					"   'res_model', a.res_model, 'res_id', a.res_id, 'name', a.name, 'mimetype', a.mimetype,"
					"   'file_size', a.file_size, 'checksum', a.checksum, 'author_id', a.create_uid, 'author_name', p.name,"
					"   'attached_at', a.create_date AT TIME ZONE 'UTC') ORDER BY a.id), '[]')"
					"   FROM (SELECT 'stock.picking', t.id%1$s%2$s) d(res_model, res_id)"
					"   JOIN " ODOO_SCHEMA ".ir_attachment a ON a.res_model = d.res_model AND a.res_id = d.res_id"
					"   LEFT JOIN " ODOO_SCHEMA ".res_users u ON u.id = a.create_uid"
					"   LEFT JOIN " ODOO_SCHEMA ".res_partner p ON p.id = u.partner_id"
					"   WHERE a.res_field IS NULL AND a.type = 'binary' AND a.file_size > 0))), '[]')::text"
					" FROM unnest($1) t(id)"
					" CROSS JOIN LATERAL ("
					"  SELECT CASE WHEN min(m.product_id) = max(m.product_id) THEN min(m.product_id) END AS product,"
					"   string_agg(DISTINCT c.parent_path, ' ') AS categories"
					"  FROM " ODOO_SCHEMA ".stock_move m"
					"  JOIN " ODOO_SCHEMA ".product_product pp ON pp.id = m.product_id"
					"  JOIN " ODOO_SCHEMA ".product_template pt ON pt.id = pp.product_tmpl_id"
					"  LEFT JOIN " ODOO_SCHEMA ".product_category c ON c.id = pt.categ_id"
					"  WHERE m.picking_id = t.id AND m.state <> 'cancel') g",
					s->has_purchase ? orders_sql("purchase.order", "purchase_order_line", "purchase_line_id") : "",
					has_sales ? orders_sql("sale.order", "sale_order_line", "sale_line_id") : "");
}

/* What is attached to the transfers: a JSON array. */
static Datum
load_attachments(List *transfers)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	MemoryContext cxt = CurrentMemoryContext;
	int			n = list_length(transfers);
	int32	   *ids = palloc(sizeof(int32) * n);
	QueryScope	scope;
	Datum		arg;
	char	   *found;

	for (int i = 0; i < n; i++)
		ids[i] = ((const MoveEvent *) list_nth(transfers, i))->picking_id;
	arg = int_array(ids, n);
	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			type = INT4ARRAYOID;

		query_prepare(&query, s->generation, attachments_query(s), 1, &type);
	}
	(void) query_run(&query, &arg, NULL, SEE_LATEST);
	found = result_text(0, 1, cxt);
	query_end(&scope);
	return DirectFunctionCall1(jsonb_in, CStringGetDatum(found));
}

enum
{
	A_PICKING = 1, A_PRODUCT, A_CATEGORIES, A_DETAILS, A_COUNTS
};

static const MoveEvent *
event_of(List *transfers, int32 picking_id)
{
	ListCell   *lc;

	foreach(lc, transfers)
	{
		const MoveEvent *e = lfirst(lc);

		if (e->picking_id == picking_id)
			return e;
	}
	return NULL;
}

/* How many documents are lacking by the strictest policy. */
static double
lacking(const FactRequest *request, const Fact *f)
{
	double		sum = 0;

	for (int s = 0; s < DOCUMENT_SLOTS; s++)
	{
		if (request->floors[s] > f->measured[s])
			sum += request->floors[s] - f->measured[s];
	}
	return sum;
}

static Fact *
make_fact(const FactRequest *request, const MoveEvent *e, uint64 row)
{
	MemoryContext cxt = CurrentMemoryContext;
	Fact	   *f = fact_new(&required_documents);

	for (int s = 0; s < DOCUMENT_SLOTS; s++)
		f->measured[s] = result_int(row, A_COUNTS + s);
	f->deviation = -lacking(request, f);
	f->model = "stock.picking";
	f->record_id = f->picking_id = e->picking_id;
	f->subject = psprintf("stock.picking:%d", e->picking_id);
	f->scope.company_id = e->company_id;
	f->scope.operation_type_id = e->picking_type_id;
	f->scope.product_id = result_int(row, A_PRODUCT);
	f->order_line_id = e->purchase_line_id;
	f->location_id = e->from == USAGE_INTERNAL && e->to != USAGE_INTERNAL ? e->location_id : e->location_dest_id;
	f->actor_id = e->actor_id;
	f->details = result_text(row, A_DETAILS, cxt);
	/* of all its goods, the outermost first; facts_describe() knows one product only */
	f->scope.category_path = result_path(row, A_CATEGORIES, cxt, &f->scope.category_path_length);
	return f;
}

static List *
count_documents(const FactRequest *request, List *transfers, Datum attachments)
{
	static KeptQuery query;
	MemoryContext cxt = CurrentMemoryContext;
	List	   *facts = NIL;
	QueryScope	scope;
	uint64		rows;

	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			type = JSONBOID;

		query_prepare(&query, 1, "SELECT d.picking_id, d.product_id, d.categories, d.details::text, d.delivery_note, d.certificate,"
					  " d.photo, d.customs, d.invoice, d.weight_ticket, d.any_kind"
					  " FROM inventory_gov.documents_attached($1) d", 1, &type);
	}
	rows = query_run(&query, &attachments, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
	{
		MemoryContext spi = MemoryContextSwitchTo(cxt);

		facts = lappend(facts, make_fact(request, event_of(transfers, result_int(i, A_PICKING)), i));
		MemoryContextSwitchTo(spi);
	}
	query_end(&scope);
	return facts;
}

/* The categories of all goods, which one product's would replace. */
static void
describe_transfers(List *facts, bool want_groups)
{
	int			n = list_length(facts);
	ScopeFacts *own = palloc(sizeof(ScopeFacts) * Max(n, 1));

	for (int i = 0; i < n; i++)
		own[i] = ((Fact *) list_nth(facts, i))->scope;
	facts_describe(facts, want_groups);
	for (int i = 0; i < n; i++)
	{
		Fact	   *f = list_nth(facts, i);

		f->scope.category_path = own[i].category_path;
		f->scope.category_path_length = own[i].category_path_length;
		f->unit = NULL;			/* what is counted are documents */
	}
}

List *
facts_documents(const FactRequest *request, const MoveEvent *events, int n)
{
	List	   *transfers = any_limit(request) ? transfers_of(request, events, n) : NIL;
	List	   *facts;

	if (transfers == NIL)
		return NIL;
	facts = count_documents(request, transfers, load_attachments(transfers));
	describe_transfers(facts, request->want_groups);
	return facts;
}

/* Keeps what counts for these slots, with the checksums of now. */
void
rely_on_documents(const Fact *fact, const bool *slots)
{
	static KeptQuery query;
	Datum		kinds[DOCUMENT_SLOTS];
	Datum		args[6];
	int			n = 0;
	QueryScope	scope;

	for (int s = 0; s < DOCUMENT_SLOTS; s++)
	{
		if (slots[s])
			kinds[n++] = CStringGetTextDatum(required_documents.slots[s].name);
	}
	args[0] = Int32GetDatum(fact->picking_id);
	args[1] = CStringGetTextDatum(fact->document ? fact->document : fact->subject);
	args[2] = Int32GetDatum(fact->actor_id);
	args[3] = Int32GetDatum(fact->scope.company_id);
	args[4] = PointerGetDatum(construct_array(kinds, n, TEXTOID, -1, false, TYPALIGN_INT));
	args[5] = DirectFunctionCall1(jsonb_in, CStringGetDatum(fact->details));
	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			types[6] = {INT4OID, TEXTOID, INT4OID, INT4OID, TEXTARRAYOID, JSONBOID};

		query_prepare(&query, 1, "SELECT inventory_gov.rely_on_documents($1, $2, $3, $4, $5, $6)", 6, types);
	}
	(void) query_run(&query, args, NULL, SEE_LATEST);
	query_end(&scope);
}
