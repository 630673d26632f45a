/*-------------------------------------------------------------------------
 * reasons.c
 *		Finds the reasons there are for what is being done: in a field of Odoo
 *		where it has one, given beforehand, or given on the request that an
 *		earlier refusal raised.
 *
 * Fields of Odoo: tags on scraps (18 and later), and the columns that the
 * module stock_change_qty_reason adds to quants. A reason given beforehand is
 * used by a unique row, under a lock, as an approval is; one given on a request
 * is used with the request.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "facts/reason_facts.h"
#include "odoo/advisory.h"
#include "odoo/query.h"
#include "odoo/schema.h"

static Datum
texts(const char **values, int n)
{
	Datum	   *elems = palloc(sizeof(Datum) * Max(n, 1));

	for (int i = 0; i < n; i++)
		elems[i] = CStringGetTextDatum(values[i]);
	return PointerGetDatum(construct_array(elems, n, TEXTOID, -1, false, TYPALIGN_INT));
}

/* ---- fields of Odoo ---- */

/* Where the module keeps the reasons to choose from: it has been renamed twice. */
static const char *
preset_table(void)
{
	static const char *const names[] = {"stock_quant_reason", "stock_inventory_reason",
	"stock_inventory_line_reason"};

	for (int i = 0; i < lengthof(names); i++)
	{
		if (odoo_lacks(psprintf("%s.name", names[i])) == NULL)
			return names[i];
	}
	return NULL;
}

/* SQL for the reason on quant q; NULL where quants have none. */
static const char *
quant_reason(void)
{
	bool		text = odoo_lacks("stock_quant.reason") == NULL;
	const char *presets = odoo_lacks("stock_quant.preset_reason_id") == NULL ? preset_table() : NULL;

	if (presets == NULL)
		return text ? "NULLIF(btrim(q.reason), '')" : NULL;
	return psprintf("COALESCE((SELECT r.name::text FROM " ODOO_SCHEMA ".%s r"
					" WHERE r.id = q.preset_reason_id)%s)",
					presets, text ? ", NULLIF(btrim(q.reason), '')" : "");
}

/* The texts of the current result are reasons of asks[order[row]]. */
static void
take_texts(uint64 rows, const int *order, MemoryContext cxt, Reason *reasons)
{
	for (uint64 i = 0; i < rows; i++)
		reasons[order[result_int(i, 1) - 1]].name = result_text(i, 2, cxt);
}

static int32
key_field(const ReasonAsk *ask, int field)
{
	switch (field)
	{
		case 0:
			return ask->key->product_id;
		case 1:
			return ask->key->location_id;
		case 2:
			return ask->key->lot_id;
		case 3:
			return ask->key->package_id;
		default:
			return ask->key->owner_id;
	}
}

static void
find_on_quants(const ReasonAsk *asks, int n, Reason *reasons)
{
	static KeptQuery query;
	const char *reason = quant_reason();
	MemoryContext cxt = CurrentMemoryContext;
	int32	   *ids = palloc(sizeof(int32) * Max(n, 1));
	int		   *order = palloc(sizeof(int) * Max(n, 1));
	int			count = 0;
	Datum		args[5];
	QueryScope	scope;

	for (int i = 0; i < n; i++)
	{
		if (asks[i].key != NULL)
			order[count++] = i;
	}
	if (reason == NULL || count == 0)
		return;
	for (int f = 0; f < 5; f++)
	{
		for (int i = 0; i < count; i++)
			ids[i] = key_field(&asks[order[i]], f);
		args[f] = int_array(ids, count);
	}
	query_begin(&scope, odoo_schema()->owner);
	if (query_stale(&query, odoo_epoch()))
	{
		Oid			types[5] = {INT4ARRAYOID, INT4ARRAYOID, INT4ARRAYOID, INT4ARRAYOID, INT4ARRAYOID};

		query_prepare(&query, odoo_epoch(),
					  psprintf("SELECT u.ord::int4, max(%s) FROM unnest($1, $2, $3, $4, $5) WITH ORDINALITY"
							   " u(product_id, location_id, lot_id, package_id, owner_id, ord)"
							   " JOIN " ODOO_SCHEMA ".stock_quant q ON q.product_id = u.product_id"
							   " AND q.location_id = u.location_id AND COALESCE(q.lot_id, 0) = u.lot_id"
							   " AND COALESCE(q.package_id, 0) = u.package_id"
							   " AND COALESCE(q.owner_id, 0) = u.owner_id GROUP BY u.ord", reason),
					  5, types);
	}
	take_texts(query_run(&query, args, NULL, SEE_LATEST), order, cxt, reasons);
	query_end(&scope);
}

static void
find_on_scraps(const ReasonAsk *asks, int n, Reason *reasons)
{
	static KeptQuery query;
	MemoryContext cxt = CurrentMemoryContext;
	int32	   *ids = palloc(sizeof(int32) * Max(n, 1));
	int		   *order = palloc(sizeof(int) * Max(n, 1));
	int			count = 0;
	Datum		arg;
	QueryScope	scope;

	for (int i = 0; i < n; i++)
	{
		if (asks[i].scrap_id == 0)
			continue;
		ids[count] = asks[i].scrap_id;
		order[count++] = i;
	}
	if (count == 0 || odoo_lacks("stock_scrap_reason_tag.name") != NULL ||
		odoo_lacks("stock_scrap_stock_scrap_reason_tag_rel.stock_scrap_id") != NULL)
		return;
	arg = int_array(ids, count);
	query_begin(&scope, odoo_schema()->owner);
	if (query_stale(&query, odoo_epoch()))
	{
		Oid			type = INT4ARRAYOID;

		/* a translated name, in any version that has it */
		query_prepare(&query, odoo_epoch(),
					  "SELECT u.ord::int4, string_agg(COALESCE(to_jsonb(t.name) ->> 'en_US',"
					  " to_jsonb(t.name) #>> '{}'), ', ' ORDER BY t.id)"
					  " FROM unnest($1) WITH ORDINALITY u(scrap_id, ord)"
					  " JOIN " ODOO_SCHEMA ".stock_scrap_stock_scrap_reason_tag_rel l"
					  " ON l.stock_scrap_id = u.scrap_id"
					  " JOIN " ODOO_SCHEMA ".stock_scrap_reason_tag t"
					  " ON t.id = l.stock_scrap_reason_tag_id GROUP BY u.ord",
					  1, &type);
	}
	take_texts(query_run(&query, &arg, NULL, SEE_LATEST), order, cxt, reasons);
	query_end(&scope);
}

/* A text that is the code or the name of a reason of the catalogue counts as that reason. */
static void
name_codes(const ReasonAsk *asks, int n, Reason *reasons)
{
	static KeptQuery query;
	MemoryContext cxt = CurrentMemoryContext;
	const char **operations = palloc(sizeof(char *) * Max(n, 1));
	const char **names = palloc(sizeof(char *) * Max(n, 1));
	bool		any = false;
	Datum		args[2];
	QueryScope	scope;
	uint64		rows;

	for (int i = 0; i < n; i++)
	{
		operations[i] = asks[i].operation;
		names[i] = reasons[i].name ? reasons[i].name : "";
		reasons[i].code = reasons[i].name;
		any |= reasons[i].name != NULL;
	}
	if (!any)
		return;
	args[0] = texts(operations, n);
	args[1] = texts(names, n);
	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			types[2] = {TEXTARRAYOID, TEXTARRAYOID};

		query_prepare(&query, 1,
					  "SELECT u.ord::int4, min(r.code)"
					  " FROM unnest($1, $2) WITH ORDINALITY u(operation, name, ord)"
					  " JOIN inventory_gov.reason r ON r.operation = u.operation"
					  " AND upper(u.name) IN (r.code, upper(r.name)) GROUP BY u.ord",
					  2, types);
	}
	rows = query_run(&query, args, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
		reasons[result_int(i, 1) - 1].code = result_text(i, 2, cxt);
	query_end(&scope);
}

/* ---- given by people ---- */

/* A restored row bears a number of another server's: of this transaction is what is no older than it, too. */
static const char *const given_query =
"SELECT DISTINCT ON (u.ord) u.ord::int4, g.code, g.name, g.note, g.id, g.request_line_id IS NOT NULL,"
" g.condition"
" FROM unnest($1, $2, $3, $4) WITH ORDINALITY u(operation, subject, transfer, sign, ord)"
" JOIN inventory_gov.reason_given g ON g.subject = ANY (ARRAY[u.subject, u.transfer])"
"  AND g.operation = u.operation"
" LEFT JOIN inventory_gov.reason r ON r.operation = g.operation AND r.code = g.code"
" WHERE (u.sign = 0 OR COALESCE(r.direction, 'any') IN ('any', CASE WHEN u.sign > 0 THEN 'gain' ELSE 'loss' END))"
" AND CASE WHEN g.request_line_id IS NULL THEN g.expires_at > clock_timestamp()"
"  AND NOT EXISTS (SELECT FROM inventory_gov.reason_use x WHERE x.given_id = g.id"
"   AND (x.xid IS DISTINCT FROM pg_current_xact_id_if_assigned() OR x.used_at < now()))"
" ELSE EXISTS (SELECT FROM inventory_gov.request_line l"
"   JOIN inventory_gov.request q ON q.id = l.request_id"
"   LEFT JOIN inventory_gov.grant_use w ON w.request_line_id = l.id"
"   WHERE l.id = g.request_line_id AND q.state IN ('pending', 'approved')"
"   AND q.expires_at > clock_timestamp()"
"   AND (w.xid IS NULL OR (w.xid = pg_current_xact_id_if_assigned() AND w.used_at >= now()))) END"
" ORDER BY u.ord, g.request_line_id IS NOT NULL, g.id DESC";

static void
given_args(const ReasonAsk *asks, int n, Datum *args)
{
	const char **operations = palloc(sizeof(char *) * Max(n, 1));
	const char **subjects = palloc(sizeof(char *) * Max(n, 1));
	const char **transfers = palloc(sizeof(char *) * Max(n, 1));
	int32	   *signs = palloc(sizeof(int32) * Max(n, 1));

	for (int i = 0; i < n; i++)
	{
		operations[i] = asks[i].operation;
		subjects[i] = asks[i].subject;
		transfers[i] = asks[i].picking_id ? psprintf("stock.picking:%d", asks[i].picking_id) : "";
		signs[i] = asks[i].sign;
	}
	args[0] = texts(operations, n);
	args[1] = texts(subjects, n);
	args[2] = texts(transfers, n);
	args[3] = int_array(signs, n);
}

static void
find_given(const ReasonAsk *asks, int n, Reason *reasons)
{
	static KeptQuery query;
	MemoryContext cxt = CurrentMemoryContext;
	Datum		args[4];
	QueryScope	scope;
	uint64		rows;

	given_args(asks, n, args);
	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			types[4] = {TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, INT4ARRAYOID};

		query_prepare(&query, 1, given_query, 4, types);
	}
	rows = query_run(&query, args, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
	{
		Reason	   *r = &reasons[result_int(i, 1) - 1];

		r->code = result_text(i, 2, cxt);
		r->name = result_text(i, 3, cxt);
		r->note = result_text(i, 4, cxt);
		r->given_id = result_bigint(i, 5);
		r->on_request = result_bool(i, 6);
		r->condition = result_text(i, 7, cxt);
	}
	query_end(&scope);
}

static int
compare_ids(const void *a, const void *b)
{
	int64		x = *(const int64 *) a;
	int64		y = *(const int64 *) b;

	return (x > y) - (x < y);
}

/* Locks those given beforehand that are not locked yet, in ascending order; is there any? */
static bool
lock_given(const Reason *reasons, int n, List **locked)
{
	int64	   *ids = palloc(sizeof(int64) * Max(n, 1));
	int			count = 0;

	for (int i = 0; i < n; i++)
	{
		if (reasons[i].given_id != 0 && !reasons[i].on_request
			&& !list_member_oid(*locked, (uint32) reasons[i].given_id))
			ids[count++] = reasons[i].given_id;
	}
	qsort(ids, count, sizeof(int64), compare_ids);
	for (int i = 0; i < count; i++)
	{
		advisory_lock(LOCK_REASON, (uint32) ids[i], ExclusiveLock);
		*locked = lappend_oid(*locked, (uint32) ids[i]);
	}
	return count > 0;
}

static void
use_given(const Reason *reason, int32 actor_id)
{
	static KeptQuery query;
	Datum		args[2] = {Int64GetDatum(reason->given_id), Int32GetDatum(actor_id)};
	QueryScope	scope;

	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			types[2] = {INT8OID, INT4OID};

		query_prepare(&query, 1,
					  "INSERT INTO inventory_gov.reason_use (given_id, actor_id) SELECT $1, $2"
					  " WHERE NOT EXISTS (SELECT FROM inventory_gov.reason_use x WHERE x.given_id = $1)",
					  2, types);
	}
	(void) query_run(&query, args, NULL, SEE_LATEST);
	query_end(&scope);
}

Reason *
reasons_find(const ReasonAsk *asks, int n, bool use)
{
	Reason	   *reasons = palloc0(sizeof(Reason) * Max(n, 1));
	Reason	   *given = palloc0(sizeof(Reason) * Max(n, 1));
	List	   *locked = NIL;		/* second keys of the advisory locks */

	if (n == 0)
		return reasons;
	find_given(asks, n, given);
	/* somebody else may have used one meanwhile: what is found in its place is locked, too, before it is used */
	while (use && lock_given(given, n, &locked))
	{
		memset(given, 0, sizeof(Reason) * n);
		find_given(asks, n, given);
	}
	for (int i = 0; use && i < n; i++)
	{
		if (given[i].given_id != 0 && !given[i].on_request)
			use_given(&given[i], asks[i].actor_id);
	}
	find_on_quants(asks, n, reasons);
	find_on_scraps(asks, n, reasons);
	name_codes(asks, n, reasons);
	for (int i = 0; i < n; i++)
	{
		/* what stands in Odoo's own field needs no request */
		if (given[i].code != NULL && (reasons[i].code == NULL || !given[i].on_request))
			reasons[i] = given[i];
	}
	return reasons;
}
