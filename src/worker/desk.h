/*-------------------------------------------------------------------------
 * desk.h
 *		The desk: a background worker that does a database's due work.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_DESK_H
#define INVENTORY_GOV_DESK_H

#include "compat.h"

/* Its name in pg_stat_activity (backend_type) and its application_name. */
#define DESK_NAME "inventory_gov desk"

/* Entry point of the worker; its name goes into the worker's registration. */
#define DESK_MAIN "inventory_gov_desk_main"
extern PGDLLEXPORT void inventory_gov_desk_main(Datum database);

/* Is this process a desk? */
extern bool desk_is_me(void);

#endif							/* INVENTORY_GOV_DESK_H */
