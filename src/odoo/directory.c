/*-------------------------------------------------------------------------
 * directory.c
 *		Caches Odoo's locations per backend, so that a move that concerns no
 *		control costs no query; resolves the groups and the language of a user.
 *
 * The cache lives in its own memory context. It is emptied when the relcache
 * says that stock_location changed: the trigger location_changed sends that
 * message for every change of a column kept here, and PostgreSQL repeats it
 * for us when a (sub)transaction rolls back. Rows are read with the latest
 * snapshot: under REPEATABLE READ the transaction's own would bring back what
 * has just been invalidated.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/memutils.h"
#include "utils/rel.h"

#include "odoo/directory.h"
#include "odoo/query.h"
#include "odoo/schema.h"

static MemoryContext location_cxt = NULL;
static HTAB *locations = NULL;
static Oid	location_relid = InvalidOid;
static bool locations_valid = false;

/* Sets a flag only: callbacks must not touch catalogs nor free what is in use. */
static void
directory_relcache_callback(Datum arg, Oid relid)
{
	if (relid == InvalidOid || relid == location_relid)
		locations_valid = false;
}

void
directory_init(void)
{
	CacheRegisterRelcacheCallback(directory_relcache_callback, (Datum) 0);
}

static void
reset_locations(void)
{
	HASHCTL		ctl = {.keysize = sizeof(int32),.entrysize = sizeof(Location)};

	if (location_cxt == NULL)
		location_cxt = AllocSetContextCreate(CacheMemoryContext, "inventory_gov locations",
											 ALLOCSET_DEFAULT_SIZES);
	else
		MemoryContextReset(location_cxt);
	locations = NULL;
	ctl.hcxt = location_cxt;
	locations = hash_create("inventory_gov locations", 256, &ctl,
							HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	locations_valid = true;
}

static LocationUsage
usage_of(const char *text)
{
	static const char *const names[] = {
		"", "supplier", "view", "internal", "customer", "inventory", "production", "transit"
	};

	for (int i = 1; text != NULL && i < lengthof(names); i++)
	{
		if (strcmp(text, names[i]) == 0)
			return (LocationUsage) i;
	}
	return USAGE_UNKNOWN;
}

/* Read one location into the cache. Absent ids are not cached. */
static const Location *
load_location(int32 id)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	QueryScope	scope;
	Datum		arg = Int32GetDatum(id);
	Location   *loc = NULL;

	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			type = INT4OID;
		char	   *sql = psprintf("SELECT usage::text, %s, warehouse_id,"
								   " COALESCE(parent_path, id::text || '/'), (to_jsonb(l) ->> 'company_id')::int4"
								   " FROM " ODOO_SCHEMA ".stock_location l WHERE id = $1",
								   s->location_has_scrap ? "COALESCE(scrap_location, false)"
								   : "false");

		query_prepare(&query, s->generation, sql, 1, &type);
	}
	if (query_run(&query, &arg, NULL, SEE_LATEST) == 1)
	{
		Location	filled = {.id = id};

		filled.usage = usage_of(result_text(0, 1, CurrentMemoryContext));
		filled.scrap = result_bool(0, 2);
		filled.warehouse_id = result_int(0, 3);
		filled.company_id = result_int(0, 5);
		filled.path = result_path(0, 4, location_cxt, &filled.path_length);
		loc = hash_search(locations, &id, HASH_ENTER, NULL);
		*loc = filled;
	}
	query_end(&scope);
	return loc;
}

/*
 * A copy, because the next lookup may empty the cache.
 */
void
directory_location(int32 id, Location *out, MemoryContext cxt)
{
	const Location *loc;

	if (!locations_valid)
	{
		location_relid = odoo_schema()->stock_location;
		reset_locations();
	}
	loc = hash_search(locations, &id, HASH_FIND, NULL);
	if (loc == NULL)
		loc = load_location(id);
	memset(out, 0, sizeof(*out));
	out->id = id;
	if (loc == NULL)
		return;
	*out = *loc;
	out->path = NULL;
	if (cxt != NULL)
	{
		out->path = MemoryContextAlloc(cxt, sizeof(int32) * Max(loc->path_length, 1));
		memcpy(out->path, loc->path, sizeof(int32) * loc->path_length);
	}
}

/*
 * Groups are read at every judgement that needs them: an approver who was
 * demoted loses the right at once. Stored memberships differ (19 keeps direct
 * ones only), so the closure is computed, which is right on all.
 */
Actor *
directory_actor(int32 user_id, MemoryContext cxt)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	QueryScope	scope;
	Datum		arg = Int32GetDatum(user_id);
	Actor	   *actor = MemoryContextAllocZero(cxt, sizeof(Actor));

	actor->user_id = user_id;
	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			type = INT4OID;

		query_prepare(&query, s->generation,
					  "WITH RECURSIVE member(gid) AS ("
					  " SELECT gid FROM " ODOO_SCHEMA ".res_groups_users_rel WHERE uid = $1"
					  " UNION SELECT i.hid FROM member m"
					  " JOIN " ODOO_SCHEMA ".res_groups_implied_rel i ON i.gid = m.gid),"
					  " reach(gid, hid) AS ("
					  " SELECT gid, gid FROM member"
					  " UNION SELECT r.gid, i.hid FROM reach r"
					  " JOIN " ODOO_SCHEMA ".res_groups_implied_rel i ON i.gid = r.hid)"
					  " SELECT gid, count(*)::int4 FROM reach GROUP BY gid",
					  1, &type);
	}
	actor->ngroups = (int) query_run(&query, &arg, NULL, SEE_LATEST);
	actor->groups = MemoryContextAlloc(cxt, sizeof(GroupMembership) * Max(actor->ngroups, 1));
	for (int i = 0; i < actor->ngroups; i++)
	{
		actor->groups[i].group_id = result_int(i, 1);
		actor->groups[i].breadth = result_int(i, 2);
	}
	query_end(&scope);
	return actor;
}

/* 'fr_BE' and 'sr@latin' begin with the language itself, of two or three letters. */
static char *
language_of(const char *locale)
{
	size_t		length = locale ? strspn(locale, "abcdefghijklmnopqrstuvwxyz") : 0;

	return length == 2 || length == 3 ? pnstrdup(locale, length) : pstrdup("en");
}

char *
directory_lang(int32 user_id)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	MemoryContext cxt = CurrentMemoryContext;
	QueryScope	scope;
	Datum		arg = Int32GetDatum(user_id);
	char	   *locale = NULL;

	if (!s->has_stock)
		return language_of(NULL);
	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			type = INT4OID;

		query_prepare(&query, s->generation,
					  "SELECT p.lang::text FROM " ODOO_SCHEMA ".res_users u"
					  " JOIN " ODOO_SCHEMA ".res_partner p ON p.id = u.partner_id WHERE u.id = $1",
					  1, &type);
	}
	if (query_run(&query, &arg, NULL, SEE_LATEST) == 1)
		locale = result_text(0, 1, cxt);
	query_end(&scope);
	return language_of(locale);
}

PG_FUNCTION_INFO_V1(inventory_gov_location_changed);

/* Statement trigger on stock_location: tell every backend. */
Datum
inventory_gov_location_changed(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = (TriggerData *) fcinfo->context;

	if (!CALLED_AS_TRIGGER(fcinfo))
		ereport(ERROR, (errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
						errmsg("location_changed() can only be called as a trigger")));
	CacheInvalidateRelcache(trigdata->tg_relation);
	return PointerGetDatum(NULL);
}
