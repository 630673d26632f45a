/*-------------------------------------------------------------------------
 * refund_facts.c
 *		Facts of refund_order: sale lines that are refunded to the customer,
 *		against what of their goods has come back.
 *
 * What was invoiced and never delivered may be refunded without a return; an
 * invoice counts once it is posted: a draft may be deleted after the refund has
 * gone through, and nobody would hear of it. Of kits the parts come back, not what was sold: they are
 * not judged.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"

#include "controls/refunds.h"
#include "facts/quarantine.h"
#include "facts/refund_facts.h"
#include "odoo/advisory.h"
#include "odoo/query.h"
#include "odoo/schema.h"

/* A sale line of a refund; or goods of it that no sale line tells of. */
typedef struct RefundLine
{
	int32		refund_id;
	int32		sale_line_id;	/* 0: none */
	int32		product_id;
	int32		company_id;
	int32		partner_id;
	double		qty;			/* of this refund, in the product's unit, as all that follows */
	double		value;
	double		refunded;		/* in all */
	double		invoiced;
	double		delivered;
	double		returned;
	double		undisposed;		/* of that, in quarantine still */
	const char *refund_name;
	const char *order_name;
} RefundLine;

enum
{
	F_REFUND = 1, F_LINE, F_PRODUCT, F_COMPANY, F_PARTNER, F_QTY, F_VALUE, F_REFUNDED, F_INVOICED, F_DELIVERED,
	F_RETURNED, F_IN_QUARANTINE, F_ON_HAND, F_NAME, F_ORDER
};

/* Quantity of invoice line l in the unit pu of the product. */
static char *
line_qty(const OdooSchema *s)
{
	if (odoo_lacks("account_move_line.product_uom_id") != NULL)
		return "l.quantity";
	return psprintf("(SELECT %s FROM " ODOO_SCHEMA ".uom_uom lu WHERE lu.id = COALESCE(l.product_uom_id, pt.uom_id))",
					sql_to_product_uom(s, "l.quantity", "lu", "pu"));
}

/* All invoices or refunds of sale line r.line_id. */
static char *
billed(const OdooSchema *s, const char *which)
{
	return psprintf("(SELECT sum(%s) FROM " ODOO_SCHEMA ".sale_order_line_invoice_rel x"
					" JOIN " ODOO_SCHEMA ".account_move_line l ON l.id = x.invoice_line_id AND l.product_id = r.product_id"
					" JOIN " ODOO_SCHEMA ".account_move b ON b.id = l.move_id"
					" WHERE x.order_line_id = r.line_id AND %s)::float8", line_qty(s), which);
}

/* Done moves of the sale line that bring its product to the customer, or back. */
static char *
moved(const OdooSchema *s, const char *what, const char *more)
{
	return psprintf("(SELECT sum(%s) FROM " ODOO_SCHEMA ".stock_move m"
					" JOIN " ODOO_SCHEMA ".stock_location ms ON ms.id = m.location_id"
					" JOIN " ODOO_SCHEMA ".stock_location md ON md.id = m.location_dest_id"
					" JOIN " ODOO_SCHEMA ".uom_uom mu ON mu.id = m.product_uom"
					" WHERE m.sale_line_id = r.line_id AND m.product_id = r.product_id AND m.state = 'done' AND %s)::float8",
					sql_to_product_uom(s, psprintf("m.%s", s->done_qty), "mu", "pu"), psprintf(what, more));
}

#define IN_QUARANTINE(location) \
	"EXISTS (SELECT FROM unnest($2) q(id) WHERE '/' || " location ".parent_path LIKE '%%/' || q.id || '/%%')"

static char *
refund_query(const OdooSchema *s)
{
	return psprintf("SELECT r.refund_id, r.line_id, r.product_id, r.company_id, r.partner_id, r.qty::float8, r.value::float8,"
					" %1$s, %2$s, %3$s, %4$s, %5$s,"
					" (SELECT sum(q.quantity) FROM " ODOO_SCHEMA ".stock_quant q"
					"  JOIN " ODOO_SCHEMA ".stock_location ql ON ql.id = q.location_id AND " IN_QUARANTINE("ql")
					"  WHERE q.product_id = r.product_id)::float8,"
					" COALESCE(NULLIF(r.name, '/'), r.ref), o.name"
					" FROM (SELECT b.id AS refund_id, b.name, b.ref, b.company_id, b.partner_id, l.product_id, t.line_id,"
					"   sum(%6$s) AS qty, sum(abs(l.balance)) AS value"
					"  FROM " ODOO_SCHEMA ".account_move b"
					"  JOIN " ODOO_SCHEMA ".account_move_line l ON l.move_id = b.id AND l.product_id IS NOT NULL AND l.quantity > 0"
					"  JOIN " ODOO_SCHEMA ".product_product pp ON pp.id = l.product_id"
					"  JOIN " ODOO_SCHEMA ".product_template pt ON pt.id = pp.product_tmpl_id AND (%7$s)"
					"  JOIN " ODOO_SCHEMA ".uom_uom pu ON pu.id = pt.uom_id"
					"  LEFT JOIN LATERAL (SELECT min(x.order_line_id) AS line_id FROM " ODOO_SCHEMA ".sale_order_line_invoice_rel x"
					"   WHERE x.invoice_line_id = l.id) t ON true"
					"  WHERE b.id = ANY ($1) GROUP BY b.id, l.product_id, t.line_id) r"
					" JOIN " ODOO_SCHEMA ".product_product pp ON pp.id = r.product_id"
					" JOIN " ODOO_SCHEMA ".product_template pt ON pt.id = pp.product_tmpl_id"
					" JOIN " ODOO_SCHEMA ".uom_uom pu ON pu.id = pt.uom_id"
					" LEFT JOIN " ODOO_SCHEMA ".sale_order_line sl ON sl.id = r.line_id"
					" LEFT JOIN " ODOO_SCHEMA ".sale_order o ON o.id = sl.order_id"
					" WHERE NOT EXISTS (SELECT FROM " ODOO_SCHEMA ".stock_move k"
					"  WHERE k.sale_line_id = r.line_id AND k.product_id <> r.product_id AND k.state = 'done')"
					" ORDER BY r.refund_id, r.line_id, r.product_id",
					billed(s, "b.move_type = 'out_refund' AND b.state = 'posted'"),
					billed(s, "b.move_type = 'out_invoice' AND b.state = 'posted'"),
					moved(s, "md.usage = 'customer' AND ms.usage <> 'customer'%s", ""),
					moved(s, "ms.usage = 'customer' AND md.usage <> 'customer'%s", ""),
					moved(s, "ms.usage = 'customer' AND %s", IN_QUARANTINE("md")),
					line_qty(s), sql_is_storable(s, "pt"));
}

static RefundLine
read_line(uint64 row, MemoryContext cxt)
{
	return (RefundLine) {
		.refund_id = result_int(row, F_REFUND),.sale_line_id = result_int(row, F_LINE),
		.product_id = result_int(row, F_PRODUCT),.company_id = result_int(row, F_COMPANY),
		.partner_id = result_int(row, F_PARTNER),.qty = result_float(row, F_QTY),
		.value = result_float(row, F_VALUE),.refunded = result_float(row, F_REFUNDED),
		.invoiced = result_float(row, F_INVOICED),.delivered = result_float(row, F_DELIVERED),
		.returned = result_float(row, F_RETURNED),
		.undisposed = Min(result_float(row, F_IN_QUARANTINE), Max(result_float(row, F_ON_HAND), 0)),
		.refund_name = result_text(row, F_NAME, cxt),.order_name = result_text(row, F_ORDER, cxt)
	};
}

static RefundLine *
load_lines(const PostedBill *refunds, int n, int *nlines)
{
	static KeptQuery query;
	MemoryContext cxt = CurrentMemoryContext;
	int32	   *ids = palloc(sizeof(int32) * n);
	Quarantine	quarantine = quarantine_load();
	Datum		args[2];
	QueryScope	scope;
	RefundLine *lines;

	for (int i = 0; i < n; i++)
		ids[i] = refunds[i].bill_id;
	args[0] = int_array(ids, n);
	args[1] = int_array(quarantine.places, quarantine.nplaces);
	query_begin(&scope, odoo_schema()->owner);
	if (query_stale(&query, odoo_epoch()))
	{
		Oid			types[2] = {INT4ARRAYOID, INT4ARRAYOID};

		query_prepare(&query, odoo_epoch(), refund_query(odoo_schema()), 2, types);
	}
	*nlines = (int) query_run(&query, args, NULL, SEE_LATEST);
	lines = MemoryContextAlloc(cxt, sizeof(RefundLine) * Max(*nlines, 1));
	for (int i = 0; i < *nlines; i++)
		lines[i] = read_line(i, cxt);
	query_end(&scope);
	return lines;
}

/* Two refunds of one sale line at the same time add up. */
static bool
lock_lines(const FactRequest *request, const RefundLine *lines, int n)
{
	uint32	   *keys = palloc(sizeof(uint32) * Max(n, 1));
	int			count = 0;

	if (isnan(request->active_floors[REFUND_VALUE]) && isnan(request->active_floors[REFUND_UNDISPOSED_VALUE]))
		return false;
	for (int i = 0; i < n; i++)
	{
		if (lines[i].sale_line_id != 0)
			keys[count++] = (uint32) lines[i].sale_line_id;
	}
	if (count > 0)
		advisory_lock_many(LOCK_SALE_LINE, keys, count);
	return count > 0;
}

/* What of this refund so much that came back leaves open; other refunds of this statement answer for a part. */
static double
open_qty(const RefundLine *l, double returned, double others)
{
	double		open = l->refunded - returned - Max(l->invoiced - l->delivered, 0) - others;

	return Max(Min(open, l->qty), 0);
}

static Fact *
make_fact(const FactRequest *request, const RefundLine *l, int32 actor_id, double others)
{
	Fact	   *f = fact_new(request->control);
	double		open = l->sale_line_id == 0 ? l->qty : open_qty(l, l->returned, others);
	double		price = l->qty == 0 ? 0 : l->value / l->qty;
	double		held = l->sale_line_id == 0 ? 0 : open_qty(l, l->returned - l->undisposed, others) - open;

	f->model = "account.move";
	f->record_id = l->refund_id;
	f->subject = psprintf("account.move:%d sale.order.line:%d product:%d", l->refund_id, l->sale_line_id, l->product_id);
	f->scope.product_id = l->product_id;
	f->scope.company_id = l->company_id;
	f->partner_id = l->partner_id;
	f->actor_id = actor_id;
	f->document = l->refund_name ? l->refund_name : "?";
	f->order_name = l->order_name;
	f->expected = l->qty - open;
	f->actual = l->qty;
	f->deviation = open;
	f->value = (open + held) * price;
	f->measured[REFUND_VALUE] = open * price;
	f->measured[REFUND_UNDISPOSED_VALUE] = held * price;
	f->words[REFUND_UNDISPOSED] = format_number(held);
	if (l->sale_line_id == 0)
		f->words[REFUND_IS_UNLINKED] = "unlinked";
	return f;
}

/* What refunds of the same sale line before this one answer for. */
static double
answered_before(const RefundLine *lines, int i)
{
	double		sum = 0;

	for (int j = 0; j < i; j++)
	{
		if (lines[j].sale_line_id == lines[i].sale_line_id)
			sum += open_qty(&lines[j], lines[j].returned, sum);
	}
	return sum;
}

static int32
actor_of(const PostedBill *refunds, int n, int32 refund_id)
{
	for (int i = 0; i < n; i++)
	{
		if (refunds[i].bill_id == refund_id)
			return refunds[i].actor_id;
	}
	return 0;
}

List *
refund_facts(const FactRequest *request, const PostedBill *refunds, int n)
{
	int			nlines;
	RefundLine *lines = load_lines(refunds, n, &nlines);
	List	   *facts = NIL;

	if (lock_lines(request, lines, nlines))
		lines = load_lines(refunds, n, &nlines);
	for (int i = 0; i < nlines; i++)
	{
		Fact	   *f = make_fact(request, &lines[i], actor_of(refunds, n, lines[i].refund_id),
								   answered_before(lines, i));

		if (f->measured[REFUND_VALUE] > 1e-9 || f->measured[REFUND_UNDISPOSED_VALUE] > 1e-9)
			facts = lappend(facts, f);
	}
	facts_describe(facts, request->want_groups);
	return facts;
}
