/*-------------------------------------------------------------------------
 * chore.h
 *		One look for due work, in a transaction of its own.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_CHORE_H
#define INVENTORY_GOV_CHORE_H

#include "compat.h"

typedef enum ChoreOutcome
{
	CHORE_DONE,					/* a piece of work was done and committed */
	CHORE_NONE,					/* nothing is due */
	CHORE_ABSENT,				/* the extension is not installed here */
	CHORE_FAILED				/* rolled back; *error says why */
} ChoreOutcome;

/* Raises only FATAL. The error lives in context. */
extern ChoreOutcome chore_look(MemoryContext context, ErrorData **error);

#endif							/* INVENTORY_GOV_CHORE_H */
