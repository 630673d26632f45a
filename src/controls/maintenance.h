/*-------------------------------------------------------------------------
 * maintenance.h
 *		Slots and words of maintenance_gate, for whoever measures them.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_MAINTENANCE_H
#define INVENTORY_GOV_MAINTENANCE_H

enum
{
	LEAVES_PLACE, ENTERS_PLACE, MAINTENANCE_SLOTS
};

/* measured[slot] has the corrective requests, measured[WITH_PREVENTIVE + slot] all of them; words[] their names. */
#define WITH_PREVENTIVE MAINTENANCE_SLOTS
#define COUNTS_PREVENTIVE 2		/* place of the setting among the parameters */

#endif							/* INVENTORY_GOV_MAINTENANCE_H */
