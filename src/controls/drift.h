/*-------------------------------------------------------------------------
 * drift.h
 *		What a fact of count_drift measures, by slot.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_DRIFT_H
#define INVENTORY_GOV_DRIFT_H

enum
{
	DRIFT_PCT, DRIFT_QTY, DRIFT_VALUE, DRIFT_HOURS, DRIFT_SLOTS
};

#endif							/* INVENTORY_GOV_DRIFT_H */
