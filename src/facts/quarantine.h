/*-------------------------------------------------------------------------
 * quarantine.h
 *		Places whose goods are not available: the input and quality control
 *		places of the warehouses, those declared with declare_quarantine(), and
 *		all that lies in them.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_QUARANTINE_H
#define INVENTORY_GOV_QUARANTINE_H

#include "compat.h"

#include "odoo/directory.h"

typedef struct Quarantine
{
	int32	   *places;			/* without what lies in them */
	int			nplaces;
} Quarantine;

extern Quarantine quarantine_load(void);
extern void quarantine_add(Quarantine *q, const int32 *places, int n);
/* The outermost quarantine the location lies in; 0 where it lies in none. The location knows its path. */
extern int32 quarantine_of(const Quarantine *q, const Location *loc);
/* SQL for the places declared, of our tables, and for those of the warehouses: ids as one text each. */
#define SQL_QUARANTINE_DECLARED \
	"(SELECT string_agg(q.location_id::text, '/')" \
	" FROM inventory_gov.quarantine_place q WHERE q.ended_at IS NULL)"
extern char *sql_quarantine_of_warehouses(void);

#endif							/* INVENTORY_GOV_QUARANTINE_H */
