/*-------------------------------------------------------------------------
 * launcher.h
 *		The launcher: has every database with the extension visited by a desk
 *		from time to time.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_LAUNCHER_H
#define INVENTORY_GOV_LAUNCHER_H

#include "compat.h"

/* Module init, called by _PG_init: registers the launcher where the library is preloaded. */
extern void launcher_init(void);

/* Entry point of the worker; its name goes into the worker's registration. */
#define LAUNCHER_MAIN "inventory_gov_launcher_main"
extern PGDLLEXPORT void inventory_gov_launcher_main(Datum argument);

#endif							/* INVENTORY_GOV_LAUNCHER_H */
