/*-------------------------------------------------------------------------
 * compliance.h
 *		Slots and words of customer_compliance, for whoever measures them.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_COMPLIANCE_H
#define INVENTORY_GOV_COMPLIANCE_H

enum
{
	COMPLIANCE_MISSING, COMPLIANCE_EXPIRES_IN, COMPLIANCE_SLOTS
};

/* words[]: names of what is missing; the licence that runs out first, and its last day. */
enum
{
	COMPLIANCE_NAMES, COMPLIANCE_LICENCE, COMPLIANCE_UNTIL
};

#endif							/* INVENTORY_GOV_COMPLIANCE_H */
