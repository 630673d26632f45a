/*-------------------------------------------------------------------------
 * returned.h
 *		Goods that come back from customers, wherever they go, and what is known
 *		of them: who sends them, which delivery they are from, and when that was.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_RETURNED_H
#define INVENTORY_GOV_RETURNED_H

#include "compat.h"

#include "facts/groups.h"

/* A line of goods that come back; or, taken_back, of a delivery that is corrected to less. */
typedef struct Returned
{
	const GoodsLine *line;
	bool		taken_back;
	double		qty;			/* that comes anew, product's unit; negative: a return is corrected to less */
	double		all;			/* that the line brings in all, where it is of other goods or places now; else qty */
	double		before;			/* that it had brought before, and is part of all */
	bool		again;			/* its move or line may have been judged already, by this transaction */
	int32		partner_id;		/* who sends them; 0: not known */
	int32		customer_id;	/* the commercial entity he belongs to */
	int32		origin_id;		/* the delivered move; 0: none is named, or it is no delivery of these goods */
	int32		root_id;		/* the first delivery, where that move delivered what had come back before */
	int32		order_id;		/* sale order; 0: none */
	int32		delivery_id;	/* transfer of the delivered move; 0: none */
	bool		of_customer;	/* the goods belong to the customer himself */
	Timestamp	delivered;		/* by that move, else last to the customer, UTC; 0: not known */
} Returned;

/* Those among the lines; shared by all who ask during one statement. */
extern Returned *returned_goods(const GoodsLine *lines, int n, int *count);

/* What goods of one transfer and product from one delivery are known by, at every attempt. */
extern char *returned_subject(const Returned *r);

/* A fact about so much of it: ids, to be described. */
extern Fact *returned_fact(const Control *control, const Returned *r, double qty);

/*
 * over[i]: what of goods[i] the customer does not have, by all that was
 * delivered and returned. left[i]: what he has of it before; delivered[i]: in
 * all. lock: nobody else returns of the same at the same time.
 */
extern void returned_balance(const Returned *goods, int n, bool lock, double *over, double *left,
							 double *delivered);

/* return_facts.c */
extern List *return_quantity_facts(const FactRequest *request, const GoodsLine *lines, int n);
extern List *return_window_facts(const FactRequest *request, const GoodsLine *lines, int n);
/* return_disposition_facts.c */
extern List *return_disposition_facts(const FactRequest *request, const GoodsLine *lines, int n);
/* return_authorisation_facts.c */
extern List *return_authorisation_facts(const FactRequest *request, const GoodsLine *lines, int n);

#endif							/* INVENTORY_GOV_RETURNED_H */
