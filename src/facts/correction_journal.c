/*-------------------------------------------------------------------------
 * correction_journal.c
 *		What this transaction has written about operations that are done, and
 *		about reservations; undone by savepoints.
 *
 * Arrays in a context under TopTransactionContext: an entry bears its
 * subtransaction, and entries of one that aborts are dropped from the tail (its
 * children have larger ids). What has been judged stays before `taken`. Steps
 * and subjects are found by hash, which is undone with them.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "common/hashfn.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"

#include "facts/corrections.h"
#include "facts/goods.h"

/* Every entry begins with its subtransaction. */
typedef struct EntryList
{
	char	   *entries;
	int			n;
	int			size;
	int			taken;
} EntryList;

/* By how much lines or the move itself were corrected in all, up to this step. */
typedef struct QtyStep
{
	SubTransactionId subid;
	int32		move_id;
	int			before;			/* the move's step before it; -1: none */
	double		by_lines;
	double		by_move;
	double		told;			/* the size that was judged with this step */
} QtyStep;

/* A move's last step. */
typedef struct LastStep
{
	int32		move_id;		/* key */
	int			step;
} LastStep;

/* A line's last edit. */
typedef struct LastEdit
{
	int32		line_id;		/* key */
	int			edit;
} LastEdit;

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
static EntryList reserved;
static HTAB *last_steps = NULL;
static HTAB *last_edits = NULL;
static HTAB *subjects = NULL;	/* what is in said; the key is all */

static EntryList *const lists[] = {&edits, &dates, &scraps, &steps, &said, &reserved};
static const size_t entry_sizes[] = {sizeof(DoneEdit), sizeof(DatedRow), sizeof(DoneScrap),
sizeof(QtyStep), sizeof(Said), sizeof(GoodsLine)};

static void
corrections_xact_callback(XactEvent event, void *arg)
{
	if (event != XACT_EVENT_COMMIT && event != XACT_EVENT_ABORT && event != XACT_EVENT_PREPARE)
		return;
	context = NULL;				/* the memory goes with the transaction */
	last_steps = last_edits = subjects = NULL;
	for (int i = 0; i < lengthof(lists); i++)
		memset(lists[i], 0, sizeof(EntryList));
}

static void
forget_edit(const DoneEdit *edit)
{
	if (edit->of_line && edit->before_it < 0)
		(void) hash_search(last_edits, &edit->id, HASH_REMOVE, NULL);
	else if (edit->of_line)
		((LastEdit *) hash_search(last_edits, &edit->id, HASH_FIND, NULL))->edit = edit->before_it;
}

/* The list's last entry is dropped: the hash forgets it. */
static void
forget_last(const EntryList *l)
{
	if (l == &said)
		(void) hash_search(subjects, &((Said *) l->entries)[l->n - 1].subject, HASH_REMOVE, NULL);
	if (l == &edits)
		forget_edit(&((DoneEdit *) l->entries)[l->n - 1]);
	if (l == &steps)
	{
		const QtyStep *step = &((QtyStep *) l->entries)[l->n - 1];

		if (step->before < 0)
			(void) hash_search(last_steps, &step->move_id, HASH_REMOVE, NULL);
		else
			((LastStep *) hash_search(last_steps, &step->move_id, HASH_FIND, NULL))->step = step->before;
	}
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
		{
			forget_last(l);
			l->n--;
		}
		l->taken = Min(l->taken, l->n);
	}
}

void
corrections_init(void)
{
	RegisterXactCallback(corrections_xact_callback, NULL);
	RegisterSubXactCallback(corrections_subxact_callback, NULL);
}

static MemoryContext
journal_context(void)
{
	if (context == NULL)
		context = AllocSetContextCreate(TopTransactionContext, "inventory_gov corrections",
										ALLOCSET_SMALL_SIZES);
	return context;
}

static HTAB *
make_hash(const char *name, Size key, Size entry)
{
	HASHCTL		ctl = {.keysize = key,.entrysize = entry,.hcxt = journal_context()};

	return hash_create(name, 64, &ctl, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

/* Moves the array where it has to grow: see corrections_take(). */
static void
add_entry(EntryList *l, size_t entry, const void *values)
{
	char	   *place;

	if (l->n == l->size)
	{
		int			size = Max(l->size * 2, 16);

		l->entries = l->entries == NULL ? MemoryContextAllocHuge(journal_context(), size * entry)
			: repalloc_huge(l->entries, size * entry);
		l->size = size;
	}
	place = l->entries + l->n++ * entry;
	memcpy(place, values, entry);
	*(SubTransactionId *) place = GetCurrentSubTransactionId();
}

static LastEdit *
last_edit(int32 line_id, HASHACTION action)
{
	if (last_edits == NULL)
		last_edits = make_hash("inventory_gov corrected lines", sizeof(int32), sizeof(LastEdit));
	return hash_search(last_edits, &line_id, action, NULL);
}

void
corrections_add_edit(const DoneEdit *edit)
{
	DoneEdit	entry = *edit;
	const LastEdit *last = edit->of_line ? last_edit(edit->id, HASH_FIND) : NULL;

	entry.before_it = last == NULL ? -1 : last->edit;
	add_entry(&edits, sizeof(DoneEdit), &entry);
	if (edit->of_line)
		last_edit(edit->id, HASH_ENTER)->edit = edits.n - 1;
}

void
corrections_add_date(const DatedRow *row)
{
	add_entry(&dates, sizeof(DatedRow), row);
}

void
corrections_add_reservation(const GoodsLine *line)
{
	add_entry(&reserved, sizeof(GoodsLine), line);
}

void
corrections_add_scrap(const DoneScrap *scrap)
{
	add_entry(&scraps, sizeof(DoneScrap), scrap);
}

bool
corrections_take(Corrections *taken)
{
	taken->edits = (DoneEdit *) edits.entries + edits.taken;
	taken->nedits = edits.n - edits.taken;
	taken->dates = (DatedRow *) dates.entries + dates.taken;
	taken->ndates = dates.n - dates.taken;
	taken->reserved = (GoodsLine *) reserved.entries + reserved.taken;
	taken->nreserved = reserved.n - reserved.taken;
	edits.taken = edits.n;
	dates.taken = dates.n;
	reserved.taken = reserved.n;
	return taken->nedits > 0 || taken->ndates > 0 || taken->nreserved > 0;
}

const DoneEdit *
corrections_line_edit(int32 line_id)
{
	const LastEdit *last = edits.n == 0 ? NULL : last_edit(line_id, HASH_FIND);

	return last == NULL ? NULL : &((DoneEdit *) edits.entries)[last->edit];
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
	LastStep   *last;
	bool		found;

	if (last_steps == NULL)
		last_steps = make_hash("inventory_gov corrected moves", sizeof(int32), sizeof(LastStep));
	last = hash_search(last_steps, &move_id, HASH_ENTER, &found);
	if (!found)
		last->step = -1;
	step.before = last->step;
	step.by_lines = (step.before >= 0 ? known[step.before].by_lines : 0) + (of_line ? delta : 0);
	step.by_move = (step.before >= 0 ? known[step.before].by_move : 0) + (of_line ? 0 : delta);
	step.told = fabs(step.by_lines) >= fabs(step.by_move) ? step.by_lines : step.by_move;
	*told = false;
	for (int i = step.before; i >= 0 && !*told; i = known[i].before)
		*told = same_size(known[i].told, step.told);
	add_entry(&steps, sizeof(QtyStep), &step);
	last->step = steps.n - 1;
	return step.told;
}

bool
corrections_said(const char *subject)
{
	Said		entry = {0};
	bool		found;

	entry.subject = DatumGetUInt64(hash_any_extended((const unsigned char *) subject,
													 strlen(subject), 0));
	if (subjects == NULL)
		subjects = make_hash("inventory_gov subjects", sizeof(uint64), sizeof(uint64));
	(void) hash_search(subjects, &entry.subject, HASH_FIND, &found);
	if (found)
		return true;
	add_entry(&said, sizeof(Said), &entry);
	(void) hash_search(subjects, &entry.subject, HASH_ENTER, NULL);
	return false;
}
