/*-------------------------------------------------------------------------
 * scope.h
 *		Turning what a DBA writes as a scope into Odoo's ids.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_SCOPE_H
#define INVENTORY_GOV_SCOPE_H

#include "compat.h"

#include "access/htup.h"
#include "access/tupdesc.h"

/* Resolve the row's scope; a jsonb object of ids. Raises on what is unknown. */
extern Datum scope_resolve(const char *policy, HeapTuple tuple, TupleDesc desc, HeapTuple old);

/* Raise unless the group that may do what exists (or Odoo has no groups yet). */
extern void scope_check_group(const char *policy, const char *group, const char *what);

/* Odoo id of a group by xml id, id or name; 0 where there is none, or no single one. */
extern int32 scope_group_id(const char *group);

/* Is the user in the group now, directly or by implication? */
extern bool scope_user_in_group(int32 user_id, const char *group);

/* Its name as Odoo shows it, "Inventory / Administrator"; the text where unknown. */
extern const char *scope_group_label(const char *group);

#endif							/* INVENTORY_GOV_SCOPE_H */
