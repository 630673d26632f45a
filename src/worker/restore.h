/*-------------------------------------------------------------------------
 * restore.h
 *		Whether the database is complete.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_RESTORE_H
#define INVENTORY_GOV_RESTORE_H

#include "compat.h"

/* Is Odoo not here yet, or a dump being restored? Needs a transaction with a snapshot. */
extern bool restore_incomplete(void);

#endif							/* INVENTORY_GOV_RESTORE_H */
