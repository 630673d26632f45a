/*-------------------------------------------------------------------------
 * restore.c
 *		Tells a database that is complete from one that is being restored.
 *
 * A dump brings our rows before or after Odoo's, in no order one could rely
 * on. What is not there yet would be taken for deleted, and what a desk writes
 * meanwhile would be in the way of the rows to come. Primary keys come after
 * all data, but for a parallel restore: there, a table's key comes as soon as
 * its own rows are there. Only pg_restore restores in parallel, and it says
 * its name; anybody else can say so too, but cannot restore our tables.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "access/relation.h"
#include "catalog/namespace.h"
#include "executor/spi.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "odoo/query.h"
#include "odoo/schema.h"
#include "worker/restore.h"

/* Tables of Odoo that chores read or write. */
static const char *const odoo_tables[] = {"mail_activity", "res_users", "stock_move"};

static bool
has_primary_key(const char *table)
{
	Oid			relid = get_relname_relid(table, get_namespace_oid(ODOO_SCHEMA, true));
	Relation	rel = OidIsValid(relid) ? try_relation_open(relid, AccessShareLock) : NULL;
	bool		has;

	if (rel == NULL)
		return false;
	has = OidIsValid(IG_PRIMARY_KEY_INDEX(rel));
	relation_close(rel, AccessShareLock);
	return has;
}

static bool
pg_restore_is_connected(void)
{
	bool		connected;

	SPI_connect();
	SPI_execute(psprintf("SELECT FROM pg_catalog.pg_stat_activity"
						 " WHERE datname OPERATOR(pg_catalog.=) pg_catalog.current_database()"
						 " AND application_name OPERATOR(pg_catalog.=) 'pg_restore'"
						 " AND pg_catalog.pg_has_role(usesysid, %u::pg_catalog.oid, 'USAGE')",
						 extension_owner()),
				true, 1);
	connected = SPI_processed > 0;
	SPI_finish();
	return connected;
}

bool
restore_incomplete(void)
{
	for (int i = 0; i < lengthof(odoo_tables); i++)
		if (!has_primary_key(odoo_tables[i]))
			return true;
	return pg_restore_is_connected();
}
