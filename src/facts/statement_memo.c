/*-------------------------------------------------------------------------
 * statement_memo.c
 *		Keeps what several controls work out from the same events, and forgets
 *		it with the memory of the judgement: another statement's events may
 *		come to lie at the same address.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "facts/statement_memo.h"
#include "utils/palloc.h"

static void
forget(void *arg)
{
	memset(arg, 0, sizeof(StatementMemo));
}

void *
memo_get(const StatementMemo *memo, const MoveEvent *events, int n, int *nvalues)
{
	if (n == 0 || memo->events != events || memo->nevents != n)
		return NULL;
	*nvalues = memo->nvalues;
	return memo->value;
}

void
memo_put(StatementMemo *memo, const MoveEvent *events, int n, void *value, int nvalues)
{
	MemoryContextCallback *callback;

	if (n == 0 || events[0].projected)
		return;
	callback = palloc0(sizeof(MemoryContextCallback));
	callback->func = forget;
	callback->arg = memo;
	MemoryContextRegisterResetCallback(CurrentMemoryContext, callback);
	memo->events = events;
	memo->nevents = n;
	memo->value = value;
	memo->nvalues = nvalues;
}
