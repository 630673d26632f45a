/*-------------------------------------------------------------------------
 * unpublish.h
 *		What DROP EXTENSION takes out of Odoo first.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_UNPUBLISH_H
#define INVENTORY_GOV_UNPUBLISH_H

#include "compat.h"

#include "nodes/parsenodes.h"

/* To be called before any DROP command. */
extern void unpublish_before_drop(const DropStmt *stmt);

#endif							/* INVENTORY_GOV_UNPUBLISH_H */
