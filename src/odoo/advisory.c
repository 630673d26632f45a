/*-------------------------------------------------------------------------
 * advisory.c
 *		Takes locks on many things of one kind in one transaction, or one lock
 *		on all of them where they are too many for the shared lock table.
 *
 * Whoever locks a thing shares the lock on all of them (key 0). A transaction
 * that goes past MANY_LOCKS would like that one for itself, and then needs no
 * more. Waiting for it while it has things locked would be a deadlock with
 * whoever waits for one of these, or goes past MANY_LOCKS as well, because all of
 * them share it. Neither can it be given back and taken again first: somebody else
 * may have waited for just that. So it is waited for only by who has nothing
 * locked yet, and otherwise tried, at each further thing; as long as somebody
 * else shares it things are locked one by one. That ends, for the sake of all
 * others, at a quarter of the lock table, with an error that Odoo retries.
 *
 * A savepoint that is rolled back takes its locks along. They stay counted, so
 * that nothing is taken for free that is not.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "access/twophase.h"
#include "access/xact.h"

#include "odoo/advisory.h"

#define MANY_LOCKS 500

typedef struct LocksTaken
{
	int			things;
	bool		all;
} LocksTaken;

/* of this transaction */
static LocksTaken taken[ADVISORY_SPACES];

static void
advisory_xact_callback(XactEvent event, void *arg)
{
	if (event == XACT_EVENT_COMMIT || event == XACT_EVENT_ABORT || event == XACT_EVENT_PREPARE)
		memset(taken, 0, sizeof(taken));
}

static void
advisory_subxact_callback(SubXactEvent event, SubTransactionId subid, SubTransactionId parent,
						  void *arg)
{
	if (event != SUBXACT_EVENT_ABORT_SUB)
		return;
	for (int i = 0; i < ADVISORY_SPACES; i++)
	{
		if (taken[i].all)
			taken[i] = (LocksTaken) {1, false};
	}
}

void
advisory_init(void)
{
	RegisterXactCallback(advisory_xact_callback, NULL);
	RegisterSubXactCallback(advisory_subxact_callback, NULL);
}

bool
advisory_all_locked(AdvisorySpace space)
{
	return taken[space].all;
}

static int
compare_keys(const void *a, const void *b)
{
	uint32		x = *(const uint32 *) a;
	uint32		y = *(const uint32 *) b;

	return (x > y) - (x < y);
}

static int
sort_once_each(uint32 *keys, int n)
{
	int			different = 0;

	qsort(keys, n, sizeof(uint32), compare_keys);
	for (int i = 0; i < n; i++)
	{
		if (different == 0 || keys[different - 1] != keys[i])
			keys[different++] = keys[i];
	}
	return different;
}

/* What one transaction may lock one by one. */
static int
most_locks(void)
{
	int			table = max_locks_per_xact * (MaxBackends + max_prepared_xacts);

	return Max(table / 4, MANY_LOCKS);
}

static void
too_many(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_LOCK_NOT_AVAILABLE),
			 errmsg("too much at once: more than %d locks in one transaction while others work on the same",
					most_locks()),
			 errhint("Do it again, in smaller parts or when less is going on, or raise max_locks_per_transaction.")));
}

void
advisory_lock_many(AdvisorySpace space, uint32 *keys, int n)
{
	LocksTaken *t = &taken[space];

	n = sort_once_each(keys, n);
	if (n == 0 || t->all)
		return;
	if (n > MANY_LOCKS && t->things == 0)
	{
		advisory_lock(space, 0, ExclusiveLock);
		t->all = true;
		return;
	}
	advisory_lock(space, 0, ShareLock);
	for (int i = 0; i < n && !t->all; i++)
	{
		if (!advisory_lock(space, keys[i], ExclusiveLock))
			continue;
		if (++t->things <= MANY_LOCKS)
			continue;
		t->all = advisory_try_lock(space, 0, ExclusiveLock);
		if (!t->all && t->things > most_locks())
			too_many();
	}
}
