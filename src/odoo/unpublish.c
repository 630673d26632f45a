/*-------------------------------------------------------------------------
 * unpublish.c
 *		DROP EXTENSION first takes out of Odoo what was published there.
 *
 * The published views depend on ours, so that without this the command would
 * be refused, and with CASCADE leave menus without tables behind.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/syscache.h"

#include "odoo/query.h"
#include "odoo/unpublish.h"

static bool
names_us(const DropStmt *stmt)
{
	ListCell   *cell;

	if (stmt->removeType != OBJECT_EXTENSION)
		return false;
	foreach(cell, stmt->objects)
	{
		if (strcmp(strVal(lfirst(cell)), "inventory_gov") == 0)
			return true;
	}
	return false;
}

/* The SQL that is installed may be of another build. */
static bool
leave_odoo_exists(void)
{
	Oid			boolean = BOOLOID;
	oidvector  *arguments = buildoidvector(&boolean, 1);
	bool		exists = SearchSysCacheExists3(PROCNAMEARGSNSP,
											   CStringGetDatum("leave_odoo"),
											   PointerGetDatum(arguments),
											   ObjectIdGetDatum(extension_namespace()));

	pfree(arguments);
	return exists;
}

/* For anybody but the owner the command will fail, and must not have done anything. */
void
unpublish_before_drop(const DropStmt *stmt)
{
	QueryScope	scope;

	if (!names_us(stmt) || !OidIsValid(extension_namespace()) ||
		!has_privs_of_role(GetUserId(), extension_owner()) ||
		!leave_odoo_exists())
		return;
	query_begin(&scope, extension_owner());
	if (SPI_execute(stmt->behavior == DROP_CASCADE ? "SELECT inventory_gov.leave_odoo(true)"
					: "SELECT inventory_gov.leave_odoo(false)", false, 1) != SPI_OK_SELECT)
		elog(ERROR, "leave_odoo() failed");
	query_end(&scope);
}
