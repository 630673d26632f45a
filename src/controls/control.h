/*-------------------------------------------------------------------------
 * control.h
 *		What a control is: its declared parameters, a pure function that
 *		measures one fact against one limit (no SPI, no catalog, no clock), and
 *		the words for a refusal in the language of who reads them.
 *
 * Adding a control: one file that defines a Control, one line in registry.c.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_CONTROL_H
#define INVENTORY_GOV_CONTROL_H

#include "compat.h"

#include "odoo/directory.h"

/* What a limit is measured in. */
typedef enum LimitKind
{
	LIMIT_PCT,					/* percent of what was expected */
	LIMIT_QTY,					/* quantity in the product's unit */
	LIMIT_VALUE,				/* company currency */
	LIMIT_DAYS,
	LIMIT_HOURS,
	LIMIT_MINUTES,
	LIMIT_COUNT					/* so many of something */
} LimitKind;

/*
 * A slot is one thing a limit can bound: a direction and a kind. A parameter
 * fills one slot or several (pct fills gain_pct and loss_pct). Policies are
 * resolved slot by slot, so what a narrow policy leaves unset is still bound
 * by the wider one: unset never means unlimited.
 */
#define MAX_SLOTS 24
#define MAX_PARAMS 32

typedef struct LimitSlot
{
	const char *name;
	LimitKind	kind;
	int			direction;		/* +1 more than expected, -1 less, 0 both */
	bool		document;		/* totals over all lines of a transaction */
	bool		minimum;		/* the limit is the least that is allowed, not the most */
} LimitSlot;

/*
 * A parameter without slots is a setting: it bounds nothing by itself, but says
 * how the control measures (the days of a window).
 */
typedef struct ControlParam
{
	const char *name;
	uint32		slots;			/* bit i: fills slot i */
	LimitKind	kind;
	double		max;			/* largest accepted value; the smallest is 0 */
	const char *meaning;
	double		standard;		/* of a setting: its value in a policy that does not name it */
} ControlParam;

/* A risk tier, and what it comes from; see policy/tier.c. */
typedef struct RiskRating
{
	int			tier;			/* 0 where no policy asks for it */
	const char *kind;			/* product, category, partner, user, location; NULL: nothing is rated */
	int32		odoo_id;
	bool		automatic;		/* it tightened by itself */
} RiskRating;

/* Ids by which a policy's scope can match. 0 or empty where not applicable. */
typedef struct ScopeFacts
{
	int32		company_id;
	int32		warehouse_id;
	int32		operation_type_id;
	int32		product_id;
	int			npartners;		/* the partner and its commercial entity */
	int32		partners[2];
	int			location_path_length;
	int32	   *location_path;	/* root first */
	int			category_path_length;
	int32	   *category_path;
	int			npartner_categories;
	int32	   *partner_categories; /* with their ancestors */
	const Actor *actor;
	RiskRating	risk;
} ScopeFacts;

#define MAX_WORDS 8

/* A count that was refused, to be counted again by somebody else. */
typedef struct CountRound
{
	int32		counter_id;
	const char *counter_name;
	double		book;			/* when it was counted */
	double		counted;
	double		hours;			/* since it was refused */
} CountRound;

/* One measured deviation of one subject. All quantities in the product's unit. */
typedef struct Fact
{
	const struct Control *control;
	ScopeFacts	scope;
	const char *subject;		/* identity across attempts */
	const char *model;
	int32		record_id;
	double		expected;		/* ordered; or book quantity */
	double		actual;			/* received; or counted */
	double		deviation;		/* actual - expected, rounded to the unit */
	double		value;			/* deviation x unit value, company currency */
	double		document_qty;	/* totals of the transaction, for document slots */
	double		document_value;
	int			document_lines;
	double		measured[MAX_SLOTS];	/* by slot, of controls that use measure_given() */
	double		counted_book;	/* adjustments: the book when it was counted, where stock has */
	double		counted_difference; /* moved since and that hides a part of the difference; else 0 */
	int			nrounds;
	const CountRound *rounds;	/* counts of the same that were refused before */
	double		unit_cost;		/* company currency; filled by facts_describe() */
	double		rounding;		/* of the product's unit; the same */
	bool		no_request;		/* refused, and no approval can be asked for now */
	double		window;			/* days of the window it measures; 0: none */
	/* for texts and the record */
	const char *words[MAX_WORDS];	/* what else describe() needs, such as a date */
	const char *details;		/* a JSON object for the record, or NULL */
	const char *unit;
	const char *product_name;
	const char *document;		/* transfer, order or count */
	const char *order_name;
	const char *location_name;
	const char *lot_name;
	const char *partner_name;
	int32		move_id;
	int32		picking_id;
	int32		order_line_id;
	int32		location_id;
	int32		lot_id;
	int32		partner_id;
	int32		actor_id;
	const char *actor_name;
	int32		counter_id;		/* who entered the count, where not the actor */
	const char *counter_name;
} Fact;

#define MAX_REQUIRED 8

typedef struct Control
{
	const char *name;
	const char *title;
	const char *summary;		/* one sentence for catalogue and documentation */
	const char *table;			/* of Odoo, for the error's table_name */
	const char *requires[MAX_REQUIRED]; /* "table" or "table.column" of Odoo without which
										 * the control is suspended */
	int			blocked_code;	/* SQLSTATE of a block; 0: the usual one */
	bool		value_is_agreed;	/* values are at an agreed price, not at a cost that drifts:
								 * an approval then covers no higher value */
	bool		settled_by_requester;	/* no approver decides: who asks settles it himself */
	bool		zero_base_by_size;	/* nothing expected: judge by quantity and value where
								 * they are limited, by percent only where they are not */
	int			nslots;
	const LimitSlot *slots;
	int			nparams;
	const ControlParam *params;
	/*
	 * What the fact measures in a slot, under a policy with these settings (by
	 * parameter). NaN: the slot does not apply to it.
	 */
	double		(*measure) (const Fact *fact, int slot, const double *settings);
	/* Can no approval be asked for yet, by those settings? NULL: only where the fact says so. */
	bool		(*no_request) (const Fact *fact, const double *settings);
	/* First line of a refusal, in plain words, without the limit. */
	char	   *(*describe) (const Fact *fact, int slot, const char *lang);
	/* What would make it pass all these limits, in plain words; NULL where nothing does. */
	char	   *(*way_out) (const Fact *fact, int slot, const double *limits, const char *lang);
} Control;

/* registry.c */
#define MAX_CONTROLS 64
extern const Control *const controls[];	/* ended by NULL */
extern const Control *control_by_name(const char *name);
extern const ControlParam *control_param(const Control *c, const char *name);
/* Its place in controls[]. */
extern int	control_index(const Control *c);
/* Of a slot's name; -1 where there is none. */
extern int	control_slot(const Control *c, const char *name);
/* What of Odoo the control misses, and is suspended for; NULL while it works. */
extern const char *control_missing(const Control *c);

extern const Control receipt_tolerance;
extern const Control receipt_window;
extern const Control unordered_receipt;
extern const Control substitute_item;
extern const Control receipt_price;
extern const Control adjustment_limit;
extern const Control done_edit;
extern const Control backdating;
extern const Control duties;
extern const Control scrap_limit;
extern const Control return_quantity;
extern const Control return_window;
extern const Control return_authorisation;
extern const Control return_disposition;
extern const Control refund_order;
extern const Control cost_change;
extern const Control quality_gate;
extern const Control required_documents;
extern const Control recount;
extern const Control count_drift;
extern const Control adjustment_window;
extern const Control reason_required;
extern const Control over_shipment;
extern const Control backorder_cancel;
extern const Control cancel_after_pick;
extern const Control priority_change;
extern const Control allocation_override;
extern const Control maintenance_gate;
extern const Control serial_custody;
extern const Control negative_stock;
extern const Control hold;
extern const Control lot_substitution;
extern const Control expiry;
extern const Control product_location;
extern const Control owner_crossing;
extern const Control quarantine_exit;
extern const Control customer_compliance;

/* measure.c: shared by the families */
extern Fact *fact_new(const Control *control);	/* measures nothing yet */
extern double measure_deviation(const Fact *fact, const LimitSlot *slot);
/* Of controls whose facts bring what they measure along. */
extern double measure_given(const Fact *fact, int slot, const double *settings);
extern bool slot_broken(const LimitSlot *slot, double measured, double limit);
extern double round_to(double qty, double rounding);
extern char *format_number(double x);
extern char *format_quantity(double x, const char *unit);
extern char *format_value(double x);
extern char *format_measure(LimitKind kind, double x, const char *unit, const char *lang);

#endif							/* INVENTORY_GOV_CONTROL_H */
