/*-------------------------------------------------------------------------
 * own_function.c
 *		Finds a function of the extension for a background worker, and lets
 *		the worker act as its owner.
 *
 * A worker starts as the superuser. The function is found by name, checked,
 * and called by OID as its owner: nobody who makes a function or schema of
 * that name after the extension was dropped gets it run as superuser.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "catalog/namespace.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "nodes/value.h"
#include "parser/parse_func.h"
#include "utils/syscache.h"

#include "worker/own_function.h"

bool
own_function_find(OwnFunction *function, const char *name, int n, const Oid *types,
				  MemoryContext context)
{
	List	   *names = list_make2(makeString("inventory_gov"), makeString(pstrdup(name)));
	Oid			oid = LookupFuncName(names, n, types, true);
	HeapTuple	tuple = OidIsValid(oid) ? SearchSysCache1(PROCOID, ObjectIdGetDatum(oid)) : NULL;
	Form_pg_proc form;
	bool		fits;

	if (!HeapTupleIsValid(tuple))
		return false;
	form = (Form_pg_proc) GETSTRUCT(tuple);
	fits = form->prorettype == TEXTOID && !form->proretset;
	function->owner = form->proowner;
	ReleaseSysCache(tuple);
	if (fits)
		fmgr_info_cxt(oid, &function->fmgr, context);
	return fits;
}

FormerUser
own_function_begin(const OwnFunction *function)
{
	FormerUser	former;

	GetUserIdAndSecContext(&former.user, &former.security);
	SetUserIdAndSecContext(function->owner,
						   former.security | SECURITY_LOCAL_USERID_CHANGE | SECURITY_RESTRICTED_OPERATION);
	return former;
}

void
own_function_end(FormerUser former)
{
	SetUserIdAndSecContext(former.user, former.security);
}
