/*-------------------------------------------------------------------------
 * correction_journal.c
 *		What this transaction has written about operations that are done,
 *		undone by savepoints.
 *
 * Arrays in a context under TopTransactionContext: an entry bears its
 * subtransaction, and entries of one that aborts are dropped from the tail (its
 * children have larger ids). What has been judged stays before `taken`.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "common/hashfn.h"
#include "utils/memutils.h"

#include "facts/corrections.h"

/* Every entry begins with its subtransaction. */
typedef struct EntryList
{
	char	   *entries;
	int			n;
	int			size;
	int			taken;
} EntryList;

/* By how much lines or the move itself were corrected; sums are made by adding entries up. */
typedef struct QtyStep
{
	SubTransactionId subid;
	int32		move_id;
	double		by_lines;
	double		by_move;
	double		told;			/* the size that was judged with this step */
} QtyStep;

typedef struct Said
{
	SubTransactionId subid;
	uint64		subject;		/* its hash */
} Said;

static MemoryContext context = NULL;
static EntryList edits;
static EntryList dates;
static EntryList scraps;
static EntryList steps;
static EntryList said;

static EntryList *const lists[] = {&edits, &dates, &scraps, &steps, &said};
static const size_t entry_sizes[] = {sizeof(DoneEdit), sizeof(DatedRow), sizeof(DoneScrap),
sizeof(QtyStep), sizeof(Said)};

static void
corrections_xact_callback(XactEvent event, void *arg)
{
	if (event != XACT_EVENT_COMMIT && event != XACT_EVENT_ABORT && event != XACT_EVENT_PREPARE)
		return;
	context = NULL;				/* the memory goes with the transaction */
	for (int i = 0; i < lengthof(lists); i++)
		memset(lists[i], 0, sizeof(EntryList));
}

static void
corrections_subxact_callback(SubXactEvent event, SubTransactionId subid, SubTransactionId parent,
							 void *arg)
{
	if (event != SUBXACT_EVENT_ABORT_SUB)
		return;
	for (int i = 0; i < lengthof(lists); i++)
	{
		EntryList  *l = lists[i];

		while (l->n > 0 &&
			   *(SubTransactionId *) (l->entries + (l->n - 1) * entry_sizes[i]) >= subid)
			l->n--;
		l->taken = Min(l->taken, l->n);
	}
}

void
corrections_init(void)
{
	RegisterXactCallback(corrections_xact_callback, NULL);
	RegisterSubXactCallback(corrections_subxact_callback, NULL);
}

/*
 * Room for one more, in its place; entries that were handed out stay where they
 * are, so an array that grows is copied, not moved.
 */
static void *
add_entry(EntryList *l, size_t entry, const void *values)
{
	char	   *place;

	if (context == NULL)
		context = AllocSetContextCreate(TopTransactionContext, "inventory_gov corrections",
										ALLOCSET_SMALL_SIZES);
	if (l->n == l->size)
	{
		char	   *larger;

		l->size = Max(l->size * 2, 16);
		larger = MemoryContextAllocHuge(context, l->size * entry);
		if (l->n > 0)
			memcpy(larger, l->entries, l->n * entry);
		l->entries = larger;
	}
	place = l->entries + l->n++ * entry;
	memcpy(place, values, entry);
	*(SubTransactionId *) place = GetCurrentSubTransactionId();
	return place;
}

void
corrections_add_edit(const DoneEdit *edit)
{
	(void) add_entry(&edits, sizeof(DoneEdit), edit);
}

void
corrections_add_date(const DatedRow *row)
{
	(void) add_entry(&dates, sizeof(DatedRow), row);
}

void
corrections_add_scrap(const DoneScrap *scrap)
{
	(void) add_entry(&scraps, sizeof(DoneScrap), scrap);
}

bool
corrections_take(Corrections *taken)
{
	taken->edits = (DoneEdit *) edits.entries + edits.taken;
	taken->nedits = edits.n - edits.taken;
	taken->dates = (DatedRow *) dates.entries + dates.taken;
	taken->ndates = dates.n - dates.taken;
	edits.taken = edits.n;
	dates.taken = dates.n;
	return taken->nedits > 0 || taken->ndates > 0;
}

const DoneEdit *
corrections_line_edit(int32 line_id)
{
	const DoneEdit *all = (DoneEdit *) edits.entries;

	for (int i = edits.n - 1; i >= 0; i--)
	{
		if (all[i].of_line && all[i].id == line_id)
			return &all[i];
	}
	return NULL;
}

const DoneScrap *
corrections_scraps(int *n)
{
	*n = scraps.n;
	return (DoneScrap *) scraps.entries;
}

bool
corrections_any_scraps(void)
{
	return scraps.n > 0;
}

/* Quantities are sums of decimals. */
static bool
same_size(double a, double b)
{
	return fabs(a - b) <= 1e-6 + 1e-9 * fabs(a);
}

double
corrections_add_qty(int32 move_id, bool of_line, double delta, bool *told)
{
	const QtyStep *known = (QtyStep *) steps.entries;
	QtyStep		step = {.move_id = move_id};
	double		by_lines = of_line ? delta : 0;
	double		by_move = of_line ? 0 : delta;
	double		size;

	*told = false;
	step.by_lines = by_lines;
	step.by_move = by_move;
	for (int i = 0; i < steps.n; i++)
	{
		if (known[i].move_id != move_id)
			continue;
		by_lines += known[i].by_lines;
		by_move += known[i].by_move;
	}
	size = fabs(by_lines) >= fabs(by_move) ? by_lines : by_move;
	for (int i = 0; i < steps.n && !*told; i++)
		*told = known[i].move_id == move_id && same_size(known[i].told, size);
	step.told = size;
	(void) add_entry(&steps, sizeof(QtyStep), &step);
	return size;
}

bool
corrections_said(const char *subject)
{
	const Said *known = (Said *) said.entries;
	Said		entry = {0};

	entry.subject = DatumGetUInt64(hash_any_extended((const unsigned char *) subject,
													 strlen(subject), 0));
	for (int i = 0; i < said.n; i++)
	{
		if (known[i].subject == entry.subject)
			return true;
	}
	(void) add_entry(&said, sizeof(Said), &entry);
	return false;
}
