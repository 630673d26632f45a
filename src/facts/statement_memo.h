/*-------------------------------------------------------------------------
 * statement_memo.h
 *		Something worked out from the events of one statement, kept while the
 *		statement is judged, so that several controls share it.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_STATEMENT_MEMO_H
#define INVENTORY_GOV_STATEMENT_MEMO_H

#include "compat.h"

#include "facts/facts.h"

/* A static of the file that works it out. */
typedef struct StatementMemo
{
	const MoveEvent *events;	/* NULL: nothing is kept */
	int			nevents;
	void	   *value;
	int			nvalues;
} StatementMemo;

/* What was put for these events; NULL where nothing was. */
extern void *memo_get(const StatementMemo *memo, const MoveEvent *events, int n, int *nvalues);

/*
 * Keeps value, allocated in the current context, as long as that context
 * lives. Not for explain(), whose one event has no statement of its own.
 */
extern void memo_put(StatementMemo *memo, const MoveEvent *events, int n, void *value, int nvalues);

#endif							/* INVENTORY_GOV_STATEMENT_MEMO_H */
