/*-------------------------------------------------------------------------
 * boundary.h
 *		Where our SQL functions are called on behalf of Odoo's users.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_BOUNDARY_H
#define INVENTORY_GOV_BOUNDARY_H

#include "compat.h"

/* ui_write.c: in PG_CATCH, let the error go on in the form Odoo shows as a dialog. */
pg_noreturn extern void rethrow_for_odoo(MemoryContext cxt);

#endif							/* INVENTORY_GOV_BOUNDARY_H */
