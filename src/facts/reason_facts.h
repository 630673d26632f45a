/*-------------------------------------------------------------------------
 * reason_facts.h
 *		Reasons there are for what is being done, and the facts of what has
 *		none.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_REASON_FACTS_H
#define INVENTORY_GOV_REASON_FACTS_H

#include "compat.h"

#include "facts/groups.h"

/* What a reason is looked for. */
typedef struct ReasonAsk
{
	const char *operation;		/* of the catalogue: adjustment, scrap, return */
	int			sign;			/* of an adjustment: +1 found, -1 missing; else 0 */
	const char *subject;
	int32		picking_id;		/* a reason given for the transfer counts */
	int32		scrap_id;
	const QuantKey *key;		/* of an adjustment, else NULL */
	int32		actor_id;
} ReasonAsk;

/* One that was found; code is NULL where there is none. */
typedef struct Reason
{
	const char *code;
	const char *name;
	const char *note;
	const char *condition;		/* of returned goods */
	int64		given_id;		/* 0: from a field of Odoo */
	bool		on_request;		/* passes by the request it was given on */
} Reason;

/* reasons.c: use: what was given beforehand is used up, by this transaction. */
extern Reason *reasons_find(const ReasonAsk *asks, int n, bool use);

/* reason_facts.c: of a FactGroup */
extern List *reason_from_moves(const FactRequest *request, const MoveEvent *events, int n);
extern List *reason_from_adjustments(const FactRequest *request, const AdjustedLine *lines, int n);
/* Codes of the reasons of adjusted lines, NULL where there is none. */
extern char **reason_codes(const AdjustedLine *lines, int n, bool use);

#endif							/* INVENTORY_GOV_REASON_FACTS_H */
