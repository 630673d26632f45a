/*-------------------------------------------------------------------------
 * compliance_facts.c
 *		Facts about goods that go to customers: what is required of them and
 *		missing, and which licence runs out first.
 *
 * What is required and what there is, the function compliance_of() weighs, with
 * the latest snapshot. Without any rule it answers at once.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "controls/compliance.h"
#include "facts/compliance_facts.h"
#include "odoo/query.h"

static bool
is_shipped(const GoodsLine *l)
{
	return l->to == USAGE_CUSTOMER && l->from != USAGE_CUSTOMER && l->qty > 0 && l->move_id != 0;
}

/* A lot of a move once: its first line. */
static const GoodsLine **
shipped_lots(const GoodsLine *lines, int n, int *count)
{
	const GoodsLine **lots = palloc(sizeof(GoodsLine *) * Max(n, 1));

	*count = 0;
	for (int i = 0; i < n; i++)
	{
		bool		known = false;

		if (!is_shipped(&lines[i]))
			continue;
		/* lines of a move stand together */
		for (int j = *count - 1; j >= 0 && lots[j]->move_id == lines[i].move_id; j--)
			known |= lots[j]->lot_id == lines[i].lot_id;
		if (!known)
			lots[(*count)++] = &lines[i];
	}
	return lots;
}

static Datum
goods_json(const GoodsLine *const *lots, int n)
{
	StringInfoData json;

	initStringInfo(&json);
	for (int i = 0; i < n; i++)
		appendStringInfo(&json, "%c{\"ord\": %d, \"move\": %d, \"product\": %d, \"lot\": %d}",
						 i == 0 ? '[' : ',', i, lots[i]->move_id, lots[i]->product_id, lots[i]->lot_id);
	appendStringInfoChar(&json, ']');
	return DirectFunctionCall1(jsonb_in, CStringGetDatum(json.data));
}

/* Columns of compliance_of(). */
enum
{
	C_ORD = 1, C_MISSING, C_NAMES, C_DAYS, C_LICENCE, C_UNTIL
};

static Fact *
make_fact(const GoodsLine *line, uint64 row)
{
	MemoryContext cxt = CurrentMemoryContext;
	Fact	   *f = goods_line_fact(&customer_compliance, line, 0);

	f->model = "stock.move";
	f->record_id = line->move_id;
	f->measured[COMPLIANCE_MISSING] = result_int(row, C_MISSING);
	if (!result_isnull(row, C_DAYS))
		f->measured[COMPLIANCE_EXPIRES_IN] = result_int(row, C_DAYS);
	f->words[COMPLIANCE_NAMES] = result_text(row, C_NAMES, cxt);
	f->words[COMPLIANCE_LICENCE] = result_text(row, C_LICENCE, cxt);
	f->words[COMPLIANCE_UNTIL] = result_text(row, C_UNTIL, cxt);
	return f;
}

static bool
told(const FactRequest *request, const Fact *f)
{
	return may_break(request, COMPLIANCE_MISSING, f->measured[COMPLIANCE_MISSING]) ||
		may_break(request, COMPLIANCE_EXPIRES_IN, f->measured[COMPLIANCE_EXPIRES_IN]);
}

/* By lot of a move; NULL where nothing is to be told. */
static Fact **
ask(const FactRequest *request, const GoodsLine *const *lots, int n)
{
	static KeptQuery query;
	MemoryContext cxt = CurrentMemoryContext;
	Fact	  **facts = palloc0(sizeof(Fact *) * n);
	Datum		arg = goods_json(lots, n);
	QueryScope	scope;
	uint64		rows;

	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			type = JSONBOID;

		query_prepare(&query, 1, "SELECT c.ord, c.missing, c.missing_names, c.days, c.expiring, to_char(c.expires_on, 'YYYY-MM-DD')"
					  " FROM inventory_gov.compliance_of($1) c", 1, &type);
	}
	rows = query_run(&query, &arg, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
	{
		MemoryContext spi = MemoryContextSwitchTo(cxt);
		int			ord = result_int(i, C_ORD);
		Fact	   *f = make_fact(lots[ord], i);

		MemoryContextSwitchTo(spi);
		if (told(request, f))
			facts[ord] = f;
	}
	query_end(&scope);
	return facts;
}

/* How much of each lot that is told its move ships. */
static void
add_quantities(const GoodsLine *const *lots, Fact *const *facts, int nlots, const GoodsLine *lines, int n)
{
	const GoodsLine **mine = palloc(sizeof(GoodsLine *) * n);
	Fact	  **owners = palloc(sizeof(Fact *) * n);
	double	   *qty = palloc(sizeof(double) * n);
	int			count = 0;

	for (int l = 0; l < nlots; l++)
	{
		if (facts[l] == NULL)
			continue;
		for (const GoodsLine *g = lots[l]; g < lines + n && g->move_id == lots[l]->move_id && count < n; g++)
		{
			if (!is_shipped(g) || g->lot_id != lots[l]->lot_id)
				continue;
			mine[count] = g;
			owners[count++] = facts[l];
		}
	}
	goods_quantities(mine, count, qty);
	for (int i = 0; i < count; i++)
	{
		owners[i]->deviation += qty[i];
		owners[i]->actual = owners[i]->deviation;
	}
}

List *
compliance_from_goods(const FactRequest *request, const GoodsLine *lines, int n)
{
	int			nlots;
	const GoodsLine **lots = shipped_lots(lines, n, &nlots);
	Fact	  **facts;
	List	   *list = NIL;
	ListCell   *lc;

	if (nlots == 0)
		return NIL;
	facts = ask(request, lots, nlots);
	for (int i = 0; i < nlots; i++)
	{
		if (facts[i] != NULL)
			list = lappend(list, facts[i]);
	}
	if (list == NIL)
		return NIL;
	add_quantities(lots, facts, nlots, lines, n);
	facts_describe(list, request->want_groups);
	foreach(lc, list)
		((Fact *) lfirst(lc))->subject = goods_lot_subject(lfirst(lc));
	return list;
}
