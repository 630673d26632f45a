/*-------------------------------------------------------------------------
 * own_function.h
 *		How our background workers call a function of the extension.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_OWN_FUNCTION_H
#define INVENTORY_GOV_OWN_FUNCTION_H

#include "compat.h"

typedef struct OwnFunction
{
	FmgrInfo	fmgr;
	Oid			owner;
} OwnFunction;

/* Who we were, while we are the owner. */
typedef struct FormerUser
{
	Oid			user;
	int			security;
} FormerUser;

/*
 * Find inventory_gov.name(types) that returns text; false where there is none,
 * i.e. the extension is not installed. Needs a transaction with a snapshot.
 */
extern bool own_function_find(OwnFunction *function, const char *name, int n, const Oid *types,
							  MemoryContext context);

/* Be its owner, under restrictions. An error needs no end: the abort sets the user back. */
extern FormerUser own_function_begin(const OwnFunction *function);
extern void own_function_end(FormerUser former);

#endif							/* INVENTORY_GOV_OWN_FUNCTION_H */
