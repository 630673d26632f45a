/*-------------------------------------------------------------------------
 * scope.c
 *		Resolves scope values: ids, xml ids and Odoo's own names.
 *
 * A table of Odoo that is absent or empty is one that is not there yet (the
 * extension came first, or a restore is loading): then ids are taken as they
 * are, and names cannot be resolved. A table with rows must know the value. A
 * risk tier is kept as its number.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "executor/spi.h"
#include "access/htup_details.h"

#include "odoo/directory.h"
#include "odoo/query.h"
#include "odoo/schema.h"
#include "policy/policy.h"
#include "policy/scope.h"
#include "policy/tier.h"

/* Where a scope key's values live, and by which texts they are known. */
typedef struct ScopeSource
{
	const char *table;
	const char *model;			/* for xml ids */
	const char *names;			/* SQL array of texts over alias t */
} ScopeSource;

#define TRANSLATED(column) "(SELECT array_agg(v.value) FROM jsonb_each_text(" column ") v)"

static const ScopeSource sources[SCOPE_KEYS] = {
	[SCOPE_COMPANY] = {"res_company", "res.company", "ARRAY[t.name::text]"},
	[SCOPE_WAREHOUSE] = {"stock_warehouse", "stock.warehouse", "ARRAY[t.name::text, t.code::text]"},
	[SCOPE_OPERATION_TYPE] = {"stock_picking_type", "stock.picking.type", TRANSLATED("t.name")},
	[SCOPE_LOCATION] = {"stock_location", "stock.location", "ARRAY[t.complete_name::text, t.name::text]"},
	[SCOPE_CATEGORY] = {"product_category", "product.category", "ARRAY[t.complete_name::text, t.name::text]"},
	[SCOPE_PRODUCT] = {"product_product", "product.product",
		"ARRAY[t.default_code::text] || (SELECT " TRANSLATED("pt.name")
		" FROM " ODOO_SCHEMA ".product_template pt WHERE pt.id = t.product_tmpl_id)"},
	[SCOPE_PARTNER] = {"res_partner", "res.partner", "ARRAY[t.name::text]"},
	[SCOPE_PARTNER_CATEGORY] = {"res_partner_category", "res.partner.category", TRANSLATED("t.name")},
	[SCOPE_GROUP] = {"res_groups", "res.groups", TRANSLATED("t.name")},
};

/*
 * A table of Odoo is read as Odoo's role; as its own owner while it is not
 * known who that is, and never with our rights: whoever may drop stock_move may
 * put a function behind this name. False: there is no such table.
 */
static bool
begin_reading(QueryScope *qs, const char *table)
{
	Oid			role = odoo_schema()->owner;

	if (!OidIsValid(role))
		role = table_owner(odoo_table(table));
	if (OidIsValid(role))
		query_begin(qs, role);
	return OidIsValid(role);
}

static bool
table_has_rows(const char *table)
{
	if (!OidIsValid(odoo_table(table)))
		return false;
	if (SPI_execute(psprintf("SELECT 1 FROM " ODOO_SCHEMA ".%s LIMIT 1", table), true, 1) < 0)
		elog(ERROR, "could not read table %s", table);
	return SPI_processed > 0;
}

/* Ids the current query found, as "3, 7"; for a text. */
static char *
found_ids(void)
{
	StringInfoData buf;

	initStringInfo(&buf);
	for (uint64 i = 0; i < SPI_processed && i < 5; i++)
		appendStringInfo(&buf, "%s%d", i ? ", " : "", result_int(i, 1));
	return buf.data;
}

/* What Odoo's users see of a group t: "Inventory / Administrator". */
static char *
group_label_sql(void)
{
	return psprintf("COALESCE(%s || ' / ', '') || COALESCE(t.name ->> 'en_US', t.name #>> '{}')",
					odoo_schema()->group_parent_name);
}

static uint64
select_ids(const char *sql, const char *a, const char *b, const char *c)
{
	Oid			types[3] = {TEXTOID, TEXTOID, TEXTOID};
	Datum		args[3];
	int			n = c ? 3 : b ? 2 : 1;

	args[0] = CStringGetTextDatum(a);
	if (b)
		args[1] = CStringGetTextDatum(b);
	if (c)
		args[2] = CStringGetTextDatum(c);
	if (SPI_execute_with_args(sql, n, types, args, NULL, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not look up \"%s\"", a);
	return SPI_processed;
}

/* By xml id "module.name". 0 where it is none. */
static int32
by_xml_id(const ScopeSource *src, const char *value)
{
	const char *dot = strchr(value, '.');

	if (dot == NULL || strchr(value, ' ') != NULL || !OidIsValid(odoo_table("ir_model_data")))
		return 0;
	if (select_ids("SELECT d.res_id FROM " ODOO_SCHEMA ".ir_model_data d"
				   " WHERE d.module::text = $1 AND d.name::text = $2 AND d.model::text = $3",
				   pnstrdup(value, dot - value), dot + 1, src->model) == 0)
		return 0;
	return result_int(0, 1);
}

/*
 * One value to an id, 0 where nothing is known by it. Several things of one
 * name are an error of their own; *ambiguous then lists their ids.
 */
static int32
look_up(const ScopeSource *src, const char *value, bool is_id, char **ambiguous)
{
	const char *names = src->names;
	int32		id;

	*ambiguous = NULL;
	if (is_id)
		return select_ids(psprintf("SELECT t.id FROM " ODOO_SCHEMA ".%s t WHERE t.id::text = $1",
								   src->table), value, NULL, NULL) == 1 ? result_int(0, 1) : 0;
	id = by_xml_id(src, value);
	if (id != 0)
		return id;
	if (src == &sources[SCOPE_GROUP])
		names = psprintf("%s || ARRAY[%s]", names, group_label_sql());
	if (select_ids(psprintf("SELECT t.id FROM " ODOO_SCHEMA ".%s t WHERE $1 = ANY ((%s)::text[]) ORDER BY t.id",
							src->table, names), value, NULL, NULL) == 0)
		return 0;
	if (SPI_processed > 1)
		*ambiguous = found_ids();
	return result_int(0, 1);
}

static char *
scope_keys_text(void)
{
	StringInfoData buf;

	initStringInfo(&buf);
	for (int k = 0; k < SCOPE_KEYS; k++)
		appendStringInfo(&buf, "%s%s", k ? ", " : "", scope_key_names[k]);
	return buf.data;
}

static int
scope_key(const char *policy, const char *name)
{
	for (int k = 0; k < SCOPE_KEYS; k++)
	{
		if (strcmp(scope_key_names[k], name) == 0)
			return k;
	}
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("policy \"%s\": unknown scope key \"%s\"", policy, name),
					errdetail("Scope keys are: %s.", scope_keys_text())));
	return 0;					/* keep the compiler quiet */
}

static int32
known_value(const char *policy, int key, const char *value, bool is_id)
{
	const ScopeSource *src = &sources[key];
	char	   *ambiguous;
	int32		id = look_up(src, value, is_id, &ambiguous);

	if (id == 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("policy \"%s\": there is no %s \"%s\"", policy, scope_key_names[key], value),
						errhint("Give the id, the xml id or the exact name of a record of %s.", src->model)));
	if (ambiguous != NULL)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("policy \"%s\": scope %s \"%s\" is ambiguous", policy, scope_key_names[key], value),
						errdetail("It is the name of ids %s.", ambiguous),
						errhint("Give the id instead.")));
	return id;
}

/* Before Odoo is there, an id is taken as it is given. */
static int32
unknown_value(const char *policy, int key, const char *value, bool is_id)
{
	if (!is_id)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("policy \"%s\": scope %s \"%s\" cannot be looked up", policy, scope_key_names[key], value),
						errdetail("Table %s.%s is absent or empty.", ODOO_SCHEMA, sources[key].table),
						errhint("Create the policy once Odoo is installed, or give the id.")));
	return atoi(value);
}

/* A tier is no record of Odoo. */
static int32
tier_value(const char *policy, const char *value)
{
	int			tier = tier_by_name(value);

	if (tier == 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("policy \"%s\": there is no risk tier \"%s\"", policy, value),
						errdetail("Risk tiers are: %s.", tier_names())));
	return tier;
}

static int32
resolve_value(const char *policy, int key, const char *value, bool is_id)
{
	const char *table = sources[key].table;
	QueryScope	qs;
	int32		id;

	if (key == SCOPE_TIER)
		return tier_value(policy, value);
	if (!begin_reading(&qs, table))
		return unknown_value(policy, key, value, is_id);
	id = table_has_rows(table) ? known_value(policy, key, value, is_id)
		: unknown_value(policy, key, value, is_id);
	query_end(&qs);
	return id;
}

typedef struct ScopePair
{
	char	   *key;
	char	   *type;
	char	   *value;
} ScopePair;

/* The row's scope as key, json type, text; n of them. */
static ScopePair *
scope_pairs(const char *policy, Datum scope, int *n)
{
	MemoryContext cxt = CurrentMemoryContext;
	Oid			type = JSONBOID;
	ScopePair  *pairs;
	QueryScope	qs;

	query_begin(&qs, extension_owner());
	if (SPI_execute_with_args("SELECT key, jsonb_typeof(value), value #>> '{}', jsonb_typeof($1)"
							  " FROM (SELECT 1) one LEFT JOIN LATERAL"
							  " jsonb_each(CASE WHEN jsonb_typeof($1) = 'object' THEN $1 END) ON true",
							  1, &type, &scope, NULL, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not read the scope of policy \"%s\"", policy);
	if (strcmp(result_text(0, 4, cxt), "object") != 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("policy \"%s\": scope must be a JSON object", policy),
						errdetail("Scope keys are: %s.", scope_keys_text())));
	pairs = MemoryContextAllocZero(cxt, sizeof(ScopePair) * Max(SPI_processed, 1));
	*n = 0;
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		if (result_isnull(i, 1))
			continue;
		pairs[*n].key = result_text(i, 1, cxt);
		pairs[*n].type = result_text(i, 2, cxt);
		pairs[*n].value = result_text(i, 3, cxt);
		(*n)++;
	}
	query_end(&qs);
	return pairs;
}

/* scope and scope_ids as they were: nothing to look up again. */
static bool
scope_unchanged(HeapTuple tuple, HeapTuple old, TupleDesc desc)
{
	bool		isnull;
	int			att = SPI_fnumber(desc, "scope");
	Datum		a = heap_getattr(tuple, att, desc, &isnull);
	Datum		b;

	if (isnull || old == NULL)
		return false;
	b = heap_getattr(old, att, desc, &isnull);
	return !isnull && DatumGetBool(DirectFunctionCall2(jsonb_eq, a, b));
}

Datum
scope_resolve(const char *policy, HeapTuple tuple, TupleDesc desc, HeapTuple old)
{
	bool		isnull;
	Datum		scope = heap_getattr(tuple, SPI_fnumber(desc, "scope"), desc, &isnull);
	StringInfoData json;
	ScopePair  *pairs;
	int			n;

	if (scope_unchanged(tuple, old, desc))
		return heap_getattr(old, SPI_fnumber(desc, "scope_ids"), desc, &isnull);
	if (isnull)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("policy \"%s\": scope must not be null", policy),
						errhint("An empty scope, '{}', covers everything.")));
	pairs = scope_pairs(policy, scope, &n);

	initStringInfo(&json);
	appendStringInfoChar(&json, '{');
	for (int i = 0; i < n; i++)
	{
		int			key = scope_key(policy, pairs[i].key);
		bool		is_id = strcmp(pairs[i].type, "number") == 0;
		int32		id;

		if (!is_id && strcmp(pairs[i].type, "string") != 0)
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("policy \"%s\": scope %s must be an id or a name, not %s", policy,
								   pairs[i].key, pairs[i].type)));
		id = resolve_value(policy, key, pairs[i].value, is_id);
		appendStringInfo(&json, "%s\"%s\": %d", i ? ", " : "", pairs[i].key, id);
	}
	appendStringInfoChar(&json, '}');
	return DirectFunctionCall1(jsonb_in, CStringGetDatum(json.data));
}

/* By id, xml id or name; 0 where nothing, or more than one thing, is known by it. */
static int32
single_id(ScopeKey key, const char *value)
{
	QueryScope	qs;
	char	   *ambiguous = NULL;
	int32		id = 0;

	if (sources[key].table == NULL || !begin_reading(&qs, sources[key].table))
		return 0;
	if (table_has_rows(sources[key].table))
		id = look_up(&sources[key], value, strspn(value, "0123456789") == strlen(value),
					 &ambiguous);
	query_end(&qs);
	return ambiguous == NULL ? id : 0;
}

int32
scope_group_id(const char *group)
{
	return single_id(SCOPE_GROUP, group);
}

bool
scope_user_in_group(int32 user_id, const char *group)
{
	int32		group_id = scope_group_id(group);
	const Actor *actor;

	if (group_id == 0)
		return false;
	actor = directory_actor(user_id, CurrentMemoryContext);
	for (int i = 0; i < actor->ngroups; i++)
	{
		if (actor->groups[i].group_id == group_id)
			return true;
	}
	return false;
}

void
scope_check_group(const char *policy, const char *group, const char *what)
{
	char	   *ambiguous = NULL;
	QueryScope	qs;

	if (!begin_reading(&qs, "res_groups"))
		return;
	if (table_has_rows("res_groups") &&
		look_up(&sources[SCOPE_GROUP], group, strspn(group, "0123456789") == strlen(group), &ambiguous) == 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("policy \"%s\": there is no group \"%s\" that could %s", policy, group, what),
						errhint("Give the xml id, the id or the exact name of a group, as in stock.group_stock_manager.")));
	if (ambiguous != NULL)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("policy \"%s\": group \"%s\" that is to %s is ambiguous", policy, group, what),
						errdetail("It is the name of ids %s.", ambiguous),
						errhint("Give the xml id or the id instead.")));
	query_end(&qs);
}

/*
 * The usual case in one kept query: a group given by its xml id, named in a
 * refusal. NULL where the group is given otherwise, or unknown.
 */
static char *
label_by_xml_id(const char *group)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	MemoryContext cxt = CurrentMemoryContext;
	const char *dot = strchr(group, '.');
	char	   *label = NULL;
	Datum		args[2];
	QueryScope	qs;

	if (dot == NULL || strchr(group, ' ') != NULL || !OidIsValid(odoo_table("ir_model_data")) ||
		!OidIsValid(odoo_table("res_groups")) || !begin_reading(&qs, "res_groups"))
		return NULL;
	args[0] = PointerGetDatum(cstring_to_text_with_len(group, dot - group));
	args[1] = CStringGetTextDatum(dot + 1);
	if (query_stale(&query, s->generation))
	{
		Oid			types[2] = {TEXTOID, TEXTOID};

		query_prepare(&query, s->generation,
					  psprintf("SELECT %s FROM " ODOO_SCHEMA ".ir_model_data d"
							   " JOIN " ODOO_SCHEMA ".res_groups t ON t.id = d.res_id"
							   " WHERE d.module::text = $1 AND d.name::text = $2 AND d.model = 'res.groups'",
							   group_label_sql()),
					  2, types);
	}
	if (query_run(&query, args, NULL, SEE_LATEST) == 1 && !result_isnull(0, 1))
		label = result_text(0, 1, cxt);
	query_end(&qs);
	return label;
}

const char *
scope_group_label(const char *group)
{
	int32		id;
	MemoryContext cxt = CurrentMemoryContext;
	const char *label = label_by_xml_id(group);
	QueryScope	qs;

	if (label != NULL)
		return label;
	label = group;
	id = scope_group_id(group);
	if (id == 0 || !begin_reading(&qs, "res_groups"))
		return group;
	if (SPI_execute(psprintf("SELECT %s FROM " ODOO_SCHEMA ".res_groups t WHERE t.id = %d",
							 group_label_sql(), id), true, 1) == SPI_OK_SELECT &&
		SPI_processed == 1 && !result_isnull(0, 1))
		label = result_text(0, 1, cxt);
	query_end(&qs);
	return label;
}

PG_FUNCTION_INFO_V1(inventory_gov_known_id);

/* known_id(kind, value) */
Datum
inventory_gov_known_id(PG_FUNCTION_ARGS)
{
	char	   *kind = text_to_cstring(PG_GETARG_TEXT_PP(0));
	char	   *value = text_to_cstring(PG_GETARG_TEXT_PP(1));
	int32		id = 0;

	for (int k = 0; k < SCOPE_KEYS; k++)
	{
		if (strcmp(scope_key_names[k], kind) == 0)
			id = single_id((ScopeKey) k, value);
	}
	if (id == 0)
		PG_RETURN_NULL();
	PG_RETURN_INT32(id);
}

PG_FUNCTION_INFO_V1(inventory_gov_group_id);

Datum
inventory_gov_group_id(PG_FUNCTION_ARGS)
{
	int32		id = scope_group_id(text_to_cstring(PG_GETARG_TEXT_PP(0)));

	if (id == 0)
		PG_RETURN_NULL();
	PG_RETURN_INT32(id);
}

PG_FUNCTION_INFO_V1(inventory_gov_group_label);

Datum
inventory_gov_group_label(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(scope_group_label(text_to_cstring(PG_GETARG_TEXT_PP(0)))));
}

PG_FUNCTION_INFO_V1(inventory_gov_user_in_group);

/* user_in_group(user_id, name) */
Datum
inventory_gov_user_in_group(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(scope_user_in_group(PG_GETARG_INT32(0), text_to_cstring(PG_GETARG_TEXT_PP(1))));
}
