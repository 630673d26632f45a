/*-------------------------------------------------------------------------
 * custody_memory.c
 *		What this transaction has done to where serials are, line by line;
 *		undone by savepoints.
 *
 * Odoo promises no order between a move and its quants, so where a serial is
 * now is told by the quants that others have committed and by the lines that
 * this transaction has done since.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "access/xact.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"

#include "facts/lot_facts.h"

typedef struct PlaceKey
{
	int32		lot_id;
	int32		location_id;	/* 0: all real places */
} PlaceKey;

typedef struct PlaceNet
{
	PlaceKey	key;
	double		net;
} PlaceNet;

typedef struct LineNote
{
	int32		line_id;		/* key */
	LotMove		last;
} LineNote;

typedef struct Step
{
	SubTransactionId subid;
	int32		line_id;
	bool		first;			/* nothing of the line was noted before */
	LotMove		before;
	LotMove		after;
} Step;

static MemoryContext context = NULL;
static HTAB *nets = NULL;
static HTAB *notes = NULL;
static Step *steps = NULL;
static int	nsteps = 0;
static int	size = 0;

static HTAB *
make_hash(const char *name, Size key, Size entry)
{
	HASHCTL		ctl = {.keysize = key,.entrysize = entry,.hcxt = context};

	return hash_create(name, 64, &ctl, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

static void
prepare(void)
{
	if (context == NULL)
	{
		context = AllocSetContextCreate(TopTransactionContext, "inventory_gov custody",
										ALLOCSET_SMALL_SIZES);
		nets = make_hash("inventory_gov places of serials", sizeof(PlaceKey), sizeof(PlaceNet));
		notes = make_hash("inventory_gov lines of serials", sizeof(int32), sizeof(LineNote));
		size = 16;
		steps = MemoryContextAllocHuge(context, sizeof(Step) * size);
	}
	if (nsteps == size)
	{
		size *= 2;
		steps = repalloc_huge(steps, sizeof(Step) * size);
	}
}

static void
add_to_place(int32 lot_id, int32 location_id, double qty)
{
	PlaceKey	key = {lot_id, location_id};
	bool		found;
	PlaceNet   *place = hash_search(nets, &key, HASH_ENTER, &found);

	place->net = found ? place->net + qty : qty;
}

/* Every place it touches has an entry afterwards: undoing allocates nothing. */
static void
apply(const LotMove *m, double sign)
{
	if (m->lot_id == 0)
		return;
	add_to_place(m->lot_id, m->from, -sign * m->qty);
	add_to_place(m->lot_id, m->to, sign * m->qty);
	add_to_place(m->lot_id, 0, sign * m->qty * ((m->to_real ? 1 : 0) - (m->from_real ? 1 : 0)));
}

void
custody_note(int32 line_id, const LotMove *committed, const LotMove *move)
{
	Step	   *step;
	LineNote   *note;
	bool		found;

	prepare();
	note = hash_search(notes, &line_id, HASH_ENTER, &found);
	step = &steps[nsteps++];
	*step = (Step) {GetCurrentSubTransactionId(), line_id, !found};
	if (found)
		step->before = note->last;
	else if (committed != NULL)
		step->before = *committed;
	step->after = note->last = *move;
	apply(&step->before, -1);
	apply(&step->after, 1);
}

double
custody_net(int32 lot_id, int32 location_id)
{
	PlaceKey	key = {lot_id, location_id};
	PlaceNet   *place = nets == NULL ? NULL : hash_search(nets, &key, HASH_FIND, NULL);

	return place == NULL ? 0 : place->net;
}

int
custody_steps(void)
{
	return nsteps;
}

void
custody_take_back(int kept)
{
	while (nsteps > kept)
	{
		const Step *step = &steps[--nsteps];

		apply(&step->after, -1);
		apply(&step->before, 1);
		if (step->first)
			(void) hash_search(notes, &step->line_id, HASH_REMOVE, NULL);
		else
			((LineNote *) hash_search(notes, &step->line_id, HASH_FIND, NULL))->last = step->before;
	}
}

static void
custody_xact_callback(XactEvent event, void *arg)
{
	if (event != XACT_EVENT_COMMIT && event != XACT_EVENT_ABORT && event != XACT_EVENT_PREPARE)
		return;
	context = NULL;				/* the memory goes with the transaction */
	nets = notes = NULL;
	steps = NULL;
	nsteps = size = 0;
}

/* Steps of the subtransaction and its children are the last ones: ids only grow. */
static void
custody_subxact_callback(SubXactEvent event, SubTransactionId subid, SubTransactionId parent,
						 void *arg)
{
	int			kept = nsteps;

	if (event != SUBXACT_EVENT_ABORT_SUB)
		return;
	while (kept > 0 && steps[kept - 1].subid >= subid)
		kept--;
	custody_take_back(kept);
}

void
custody_init(void)
{
	RegisterXactCallback(custody_xact_callback, NULL);
	RegisterSubXactCallback(custody_subxact_callback, NULL);
}
