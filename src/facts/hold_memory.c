/*-------------------------------------------------------------------------
 * hold_memory.c
 *		Remembers the lines a transaction was judged by, for a second look
 *		before commit, should a hold have been placed since.
 *
 * Kept only while an active policy limits what is done. Follows savepoints as
 * the journal does: entries are in the order of their subtransactions, and an
 * aborted one takes those of its children along, whose ids are larger.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "access/xact.h"
#include "utils/memutils.h"

#include "facts/hold_facts.h"

typedef struct JudgedLine
{
	GoodsLine	line;			/* first: what judged_before() hands out are copies in the same order */
	SubTransactionId subid;
	uint64		generation;		/* of the holds it was judged by */
	int			nholds;
	int64	   *holds;			/* that stood against it */
} JudgedLine;

static JudgedLine *judged = NULL;
static int	njudged = 0;
static int	judged_size = 0;
static JudgedLine **looked_at = NULL;	/* by the last judged_before(), in its order */
static GoodsLine *handed_out = NULL;

static void
hold_memory_subxact(SubXactEvent event, SubTransactionId subid, SubTransactionId parent, void *arg)
{
	if (event != SUBXACT_EVENT_ABORT_SUB)
		return;
	while (njudged > 0 && judged[njudged - 1].subid >= subid)
		njudged--;
}

static void
hold_memory_xact(XactEvent event, void *arg)
{
	if (event != XACT_EVENT_COMMIT && event != XACT_EVENT_ABORT && event != XACT_EVENT_PREPARE)
		return;
	/* the memory goes with the transaction */
	judged = NULL;
	looked_at = NULL;
	handed_out = NULL;
	njudged = judged_size = 0;
}

void
hold_memory_init(void)
{
	RegisterXactCallback(hold_memory_xact, NULL);
	RegisterSubXactCallback(hold_memory_subxact, NULL);
}

static void
make_room(int more)
{
	if (njudged + more <= judged_size)
		return;
	judged_size = Max(judged_size * 2, njudged + Max(more, 64));
	if (judged == NULL)
		judged = MemoryContextAllocHuge(TopTransactionContext, sizeof(JudgedLine) * judged_size);
	else
		judged = repalloc_huge(judged, sizeof(JudgedLine) * judged_size);
}

static void
note_holds(JudgedLine *j, const List *against)
{
	ListCell   *lc;

	j->nholds = 0;
	j->holds = against == NIL ? NULL
		: MemoryContextAlloc(TopTransactionContext, sizeof(int64) * list_length(against));
	foreach(lc, against)
		j->holds[j->nholds++] = ((StandingHold *) lfirst(lc))->id;
}

void
remember_judged(const HeldLine *lines, int n, uint64 generation)
{
	SubTransactionId subid = GetCurrentSubTransactionId();

	make_room(n);
	for (int i = 0; i < n; i++)
	{
		JudgedLine *j = &judged[njudged++];

		j->line = *lines[i].line;
		j->line.event = NULL;
		j->subid = subid;
		j->generation = generation;
		note_holds(j, lines[i].against);
	}
}

bool
holds_changed_since(void)
{
	uint64		now;

	if (njudged == 0)
		return false;
	now = holds_generation();
	for (int i = 0; i < njudged; i++)
	{
		if (judged[i].generation != now)
			return true;
	}
	return false;
}

GoodsLine *
judged_before(int *n)
{
	uint64		now = holds_generation();

	*n = 0;
	looked_at = MemoryContextAllocHuge(TopTransactionContext, sizeof(JudgedLine *) * Max(njudged, 1));
	handed_out = MemoryContextAllocHuge(TopTransactionContext, sizeof(GoodsLine) * Max(njudged, 1));
	for (int i = 0; i < njudged; i++)
	{
		if (judged[i].generation == now)
			continue;
		judged[i].generation = now;
		handed_out[*n] = judged[i].line;
		looked_at[(*n)++] = &judged[i];
	}
	return handed_out;
}

bool
stood_then(const GoodsLine *line, int64 hold_id)
{
	const JudgedLine *j = looked_at[line - handed_out];

	for (int i = 0; i < j->nholds; i++)
	{
		if (j->holds[i] == hold_id)
			return true;
	}
	return false;
}
