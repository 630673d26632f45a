/*-------------------------------------------------------------------------
 * groups.h
 *		Fact groups: where the facts of each control come from. The gate asks
 *		those whose controls have policies, and judges what they give.
 *
 * A group decides by what the event itself says wherever it can, asks one query
 * for all that is left, and one more for names only where something deviates:
 * the daily move costs no look-up.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_GROUPS_H
#define INVENTORY_GOV_GROUPS_H

#include "compat.h"

#include "nodes/pg_list.h"

#include "facts/corrections.h"
#include "facts/counter.h"
#include "facts/facts.h"
#include "facts/goods.h"

/* Days that nothing may be dated into; first and last included. */
typedef struct ClosedPeriod
{
	int32		company_id;		/* 0: of all companies */
	DateADT		from;
	DateADT		until;
} ClosedPeriod;

/* What the policies of a control, in shadow or active, ask for. */
typedef struct FactRequest
{
	const Control *control;
	bool		want_groups;	/* the actor's, for some policy's scope */
	bool		want_goods;		/* some policy's scope tells products or places apart */
	bool		explain;		/* give facts whatever they measure */
	double		floors[MAX_SLOTS];	/* the strictest limit; NaN: the slot is not limited */
	double		active_floors[MAX_SLOTS];	/* of policies that are active: what others are made to wait for */
	double		largest[MAX_PARAMS];	/* of a setting */
	int			nclosed;		/* periods that are closed now, of any company */
	const ClosedPeriod *closed;
	List	   *settings;		/* double[], by parameter: every set of them that policies have */
} FactRequest;

/* A quant key with all that the transaction has made of it. */
typedef struct AdjustedLine
{
	const AdjustLine *line;		/* the last change */
	const Fact *fact;			/* of adjustment_limit, net figures */
	double		book;			/* before the transaction */
	const CountTaken *count;	/* that is applied by it */
	List	   *moves;			/* ids of all moves that changed it in this statement */
} AdjustedLine;

typedef struct FactGroup
{
	const Control *control;
	/* At the end of a statement that made moves done, changed or cancelled them. NULL: none */
	List	   *(*from_moves) (const FactRequest *request, const MoveEvent *events, int n);
	/* Wherever stock is adjusted, by a move or around it. NULL: none */
	List	   *(*from_adjustments) (const FactRequest *request, const AdjustedLine *lines, int n);
	/* At the end of a statement that changed what is done already, or its date. NULL: none */
	List	   *(*from_corrections) (const FactRequest *request, const Corrections *c);
	/* Keep what an operation that goes on relies on, for the slots that policies demand. NULL: nothing */
	void		(*rely) (const Fact *fact, const bool *slots);
	/* Before that: adjusting moves of the transaction that are born and not done yet. NULL: none */
	void		(*before_adjustments) (const FactRequest *request, const MoveEvent *drafts, int n);
	/* Instead of from_adjustments: of these keys nothing is left that the transaction has changed. NULL: none */
	void		(*adjusted_back) (const FactRequest *request, const AdjustedLine *lines, int n);
	/* At the end of a statement that moved goods, line by line; also of a correction. NULL: none */
	List	   *(*from_goods) (const FactRequest *request, const GoodsLine *lines, int n);
	/* from_goods is also about what corrections take away again (relocated) */
	bool		relocations;
	/* Before lines are read for from_goods: can these moves concern the control at all? NULL: they can */
	bool		(*goods_wanted) (const FactRequest *request, const MoveEvent *events, int n);
	/* At the end of a statement that reserved goods. The lines know what stock_move_line does. NULL: none */
	List	   *(*from_reservations) (const FactRequest *request, const GoodsLine *lines, int n);
	/* At the end of a statement that shortened reservations, after others of the transaction took goods. NULL: none */
	List	   *(*from_releases) (const FactRequest *request);
	/* Before commit of a transaction that changed stock: what nothing earlier can tell. NULL: none */
	List	   *(*before_commit) (const FactRequest *request);
} FactGroup;

/* The groups; each in a file of its own. */
extern List *facts_scraps(const FactRequest *request, const MoveEvent *events, int n);

/* A product's cost was written in this transaction; cost_facts.c. */
typedef struct CostChange
{
	SubTransactionId subid;
	int32		product_id;
	int32		company_id;		/* 0: every company that has no cost of its own */
	int32		field_id;		/* of a property, which may be another field; 0: it is the cost */
	int32		actor_id;
	int			before;			/* the collector's: the last one of this product before it */
	SubTransactionId woken;		/* of one that waited: where it was judged after all; 0: not yet */
	bool		by_hand;		/* Odoo has noted that a person revalued the goods */
	bool		unexplained;	/* out: Odoo computes costs of such goods; nothing tells a person did it */
} CostChange;

extern List *facts_costs(const FactRequest *request, CostChange *changes, int n);
/* quality_facts.c */
extern List *facts_quality(const FactRequest *request, const MoveEvent *events, int n);

/* document_facts.c */
extern List *facts_documents(const FactRequest *request, const MoveEvent *events, int n);
extern void rely_on_documents(const Fact *fact, const bool *slots);
/* empty_counts.c: counts done that post nothing. */
extern AdjustedLine *facts_empty_counts(const FactRequest *request, const MoveEvent *events, int n,
										int *nlines);

/* recount_facts.c, drift_facts.c */
extern List *recount_from_moves(const FactRequest *request, const MoveEvent *events, int n);
extern List *recount_from_lines(const FactRequest *request, const AdjustedLine *lines, int n);
extern List *drift_from_moves(const FactRequest *request, const MoveEvent *events, int n);
extern List *drift_from_lines(const FactRequest *request, const AdjustedLine *lines, int n);

/* groups.c */
extern const FactGroup fact_groups[];	/* ended by control == NULL */

/* Can what the fact measures in the slot break the strictest limit there is? */
extern bool may_break(const FactRequest *request, int slot, double measured);
/* Calendar days from one moment to the other, wherever midnight is. */
extern double days_at_most(Timestamp from, Timestamp to);

/*
 * describe.c: scope, names, cost and rounding of facts, in one query, from the
 * ids they carry: product, company, location, lot, transfer, operation type,
 * actor, partner (the transfer's where 0), purchase line.
 */
extern void facts_describe(List *facts, bool want_groups);

#endif							/* INVENTORY_GOV_GROUPS_H */
