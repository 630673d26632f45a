/*-------------------------------------------------------------------------
 * recorder_worker.c
 *		The recorder: a background worker that commits the records of its
 *		database's waiters, all that are pending in one transaction.
 *
 * The first refusal starts it; it leaves when it has been idle for
 * inventory_gov.recorder_linger, because a connected worker keeps Odoo from
 * duplicating or dropping the database. It never sleeps in a transaction.
 */
#include "compat.h"

#include "access/xact.h"
#include "postmaster/interrupt.h"
#include "storage/proc.h"
#include "tcop/tcopprot.h"
#include "utils/memutils.h"

#include "guc.h"
#include "record/recorder.h"
#include "record/recorder_commit.h"
#include "record/recorder_shmem.h"
#include "record/recorder_start.h"

/* Below record_timeout: a lock that a waiter holds must not use up the others' time. */
#define LOCK_TIMEOUT "500ms"

typedef struct Recorder
{
	Oid			database;
	RecorderState *state;
	RecorderSlot *slots;
	bool		holds_entry;	/* the database's entry says that we are its recorder */
	MemoryContext batch_context;	/* reset for every batch */
} Recorder;

static Recorder me;

/* ---- surroundings ---- */

/* Settings of the database or the server that a recorder cannot obey. */
static void
force_settings(void)
{
	/* A reference must not be shown before its record is safe; stricter levels are kept. */
	if (synchronous_commit < SYNCHRONOUS_COMMIT_REMOTE_WRITE)
		SetConfigOption("synchronous_commit", "on", PGC_USERSET, PGC_S_OVERRIDE);
	/* A waiter holds its locks while it waits for us. */
	SetConfigOption("lock_timeout", LOCK_TIMEOUT, PGC_USERSET, PGC_S_OVERRIDE);
	SetConfigOption("search_path", "pg_catalog, pg_temp", PGC_USERSET, PGC_S_OVERRIDE);
	SetConfigOption("default_transaction_read_only", "off", PGC_USERSET, PGC_S_OVERRIDE);
	/* A record must see what was committed a moment ago. */
	SetConfigOption("default_transaction_isolation", "read committed", PGC_USERSET, PGC_S_OVERRIDE);
	SetConfigOption("application_name", "inventory_gov recorder", PGC_USERSET, PGC_S_OVERRIDE);
}

/* Between transactions only. */
static void
handle_interrupts(void)
{
	/* A cancel that comes now has nothing to cancel, and must not end the recorder. */
	QueryCancelPending = false;
	CHECK_FOR_INTERRUPTS();
	if (ConfigReloadPending)
	{
		ConfigReloadPending = false;
		ProcessConfigFile(PGC_SIGHUP);
		force_settings();
	}
}

/* ---- slots ---- */

/* True when the slot is one of our database's in that state. */
static bool
is_mine(RecorderSlot *slot, SlotState expected)
{
	return slot_state(slot) == expected && slot->database == me.database;
}

/* Publish the outcome of a slot we have, or free it when nobody waits any more. */
static void
finish_slot(RecorderSlot *slot, SlotState outcome, const char *answer)
{
	/* Once published the slot may be reused by another waiter. */
	Latch	   *latch = slot->latch;

	recorder_copy_text(slot->answer, sizeof(slot->answer), answer);
	if (slot_move(slot, SLOT_TAKEN, outcome))
		SetLatch(latch);
	else
		slot_move(slot, SLOT_ABANDONED, SLOT_FREE);
}

/* ---- the database's entry ---- */

/* Become the recorder of the database; false when it has one. */
static bool
enter(void)
{
	RecorderEntry *entry;

	LWLockAcquire(&me.state->lock, LW_EXCLUSIVE);
	entry = recorder_entry_make(me.database);
	if (entry && entry->phase != RECORDER_RUNNING)
	{
		recorder_set_phase(entry, RECORDER_RUNNING);
		me.holds_entry = true;
	}
	LWLockRelease(&me.state->lock);
	return me.holds_entry;
}

static void
clear_entry(bool died)
{
	RecorderEntry *entry = recorder_entry(me.database);

	recorder_set_phase(entry, RECORDER_NONE);
	entry->died = died;
	me.holds_entry = false;
}

/*
 * Leave unless somebody has submitted meanwhile. A waiter makes its slot
 * pending first and looks for a recorder second, under the same lock: either
 * we see its slot here, or it sees that there is no recorder.
 */
static bool
leave(void)
{
	bool		wanted = false;

	LWLockAcquire(&me.state->lock, LW_EXCLUSIVE);
	for (int i = 0; i < RECORDER_SLOTS && !wanted; i++)
		wanted = is_mine(&me.slots[i], SLOT_PENDING);
	if (!wanted)
		clear_entry(false);
	LWLockRelease(&me.state->lock);
	return !wanted;
}

/* What we had is of unknown outcome, or back to pending where it was not being tried. */
static void
release_slot(RecorderSlot *slot)
{
	if (slot->database != me.database)
		return;
	slot_move(slot, SLOT_TAKEN, SLOT_LOST);
	slot_move(slot, SLOT_QUEUED, SLOT_PENDING);
	slot_move(slot, SLOT_ABANDONED, SLOT_FREE);
}

/*
 * Runs however the recorder ends, short of a crash of the server, and after
 * the transaction was aborted (it was registered before the connection was made).
 * The waiters are woken last: they find no recorder and start another.
 */
static void
give_back(int code, Datum arg)
{
	if (!me.holds_entry)
		return;

	for (int i = 0; i < RECORDER_SLOTS; i++)
		release_slot(&me.slots[i]);

	LWLockAcquire(&me.state->lock, LW_EXCLUSIVE);
	clear_entry(true);
	LWLockRelease(&me.state->lock);

	for (int i = 0; i < RECORDER_SLOTS; i++)
	{
		RecorderSlot *slot = &me.slots[i];

		if (is_mine(slot, SLOT_LOST) || is_mine(slot, SLOT_PENDING))
			SetLatch(slot->latch);
	}
}

static void
add_recorded(int count)
{
	LWLockAcquire(&me.state->lock, LW_EXCLUSIVE);
	recorder_entry(me.database)->recorded += count;
	LWLockRelease(&me.state->lock);
}

/* ---- taking ---- */

/* A copy of the slot's payload; NULL when its waiter has left and taken it along. */
static char *
copy_payload(RecorderSlot *slot)
{
	dsm_segment *segment;
	char	   *copy;

	if (slot->payload_segment == DSM_HANDLE_INVALID)
		return pnstrdup(slot->payload, slot->payload_length);

	segment = dsm_attach(slot->payload_segment);
	if (!segment)
		return NULL;
	copy = pnstrdup(dsm_segment_address(segment), slot->payload_length);
	dsm_detach(segment);
	return copy;
}

/*
 * Take a slot that looked pending and ours. It may have been withdrawn in
 * that moment, and filled again by a waiter of another database: that one
 * gets it back, and calls its own recorder.
 */
static bool
take_slot(RecorderSlot *slot)
{
	if (!slot_move(slot, SLOT_PENDING, SLOT_TAKEN))
		return false;
	if (slot->database == me.database)
		return true;

	slot_move(slot, SLOT_TAKEN, SLOT_QUEUED);
	slot_move(slot, SLOT_ABANDONED, SLOT_FREE);
	if (slot_move(slot, SLOT_QUEUED, SLOT_PENDING))
		SetLatch(slot->latch);
	return false;
}

/* All pending slots of our database. */
static RecorderBatch
take_pending(void)
{
	RecorderBatch batch = {palloc0(sizeof(RecorderPiece) * RECORDER_SLOTS), 0};

	for (int i = 0; i < RECORDER_SLOTS; i++)
	{
		RecorderSlot *slot = &me.slots[i];

		if (is_mine(slot, SLOT_PENDING) && take_slot(slot))
			batch.pieces[batch.count++].slot = slot;
	}
	return batch;
}

/* ---- recording ---- */

/* After the commit, and only then. */
static void
publish(RecorderBatch *batch)
{
	int			recorded = 0;

	for (int i = 0; i < batch->count; i++)
		recorded += batch->pieces[i].payload ? 1 : 0;
	add_recorded(recorded);

	for (int i = 0; i < batch->count; i++)
	{
		RecorderPiece *piece = &batch->pieces[i];

		if (piece->payload)
			finish_slot(piece->slot, SLOT_COMMITTED, piece->reference);
		else
			finish_slot(piece->slot, SLOT_FAILED, "the payload could not be read");
	}
}

/*
 * One poisoned payload must not cost the others their record. Those that wait
 * for their turn are marked so, because their waiters may still withdraw them.
 */
static void
record_one_by_one(RecorderBatch *batch)
{
	for (int i = 0; i < batch->count; i++)
		slot_move(batch->pieces[i].slot, SLOT_TAKEN, SLOT_QUEUED);

	for (int i = 0; i < batch->count; i++)
	{
		RecorderBatch single = {&batch->pieces[i], 1};
		char	   *reason;

		handle_interrupts();
		if (!slot_move(single.pieces->slot, SLOT_QUEUED, SLOT_TAKEN))
		{
			slot_move(single.pieces->slot, SLOT_ABANDONED, SLOT_FREE);
			continue;
		}
		reason = recorder_commit(&single, me.batch_context, true);
		if (reason)
			finish_slot(single.pieces->slot, SLOT_FAILED, reason);
		else
			publish(&single);
	}
}

static void
record_batch(RecorderBatch *batch)
{
	char	   *reason;

	pgstat_report_activity(STATE_RUNNING, "recording refused operations");
	for (int i = 0; i < batch->count; i++)
		batch->pieces[i].payload = copy_payload(batch->pieces[i].slot);

	reason = recorder_commit(batch, me.batch_context, batch->count == 1);
	if (!reason)
		publish(batch);
	else if (batch->count == 1)
		finish_slot(batch->pieces[0].slot, SLOT_FAILED, reason);
	else
		record_one_by_one(batch);

	pgstat_report_stat(false);
	pgstat_report_activity(STATE_IDLE, NULL);
}

/* ---- life ---- */

static void
start_up(Oid database)
{
	pqsignal(SIGHUP, SignalHandlerForConfigReload);
	pqsignal(SIGTERM, die);
	BackgroundWorkerUnblockSignals();

	me.database = database;
	me.state = recorder_state();
	me.slots = recorder_slots();
	before_shmem_exit(give_back, (Datum) 0);
	if (!enter())
		proc_exit(0);

	BackgroundWorkerInitializeConnectionByOid(database, InvalidOid, 0);
	force_settings();
	me.batch_context = AllocSetContextCreate(TopMemoryContext, "inventory_gov recorder batch",
											 ALLOCSET_DEFAULT_SIZES);
	pgstat_report_activity(STATE_IDLE, NULL);
}

/* Record everything pending; false when there was nothing. */
static bool
work(void)
{
	RecorderBatch batch;

	MemoryContextReset(me.batch_context);
	MemoryContextSwitchTo(me.batch_context);
	batch = take_pending();
	if (batch.count > 0)
		record_batch(&batch);
	return batch.count > 0;
}

/* How much longer to stay when there is nothing to do, in ms. */
static long
remaining_linger(TimestampTz last_work)
{
	bool		make_room;

	LWLockAcquire(&me.state->lock, LW_SHARED);
	make_room = recorder_entry(me.database)->make_room;
	LWLockRelease(&me.state->lock);
	return make_room ? 0 : recorder_ms_until(last_work + guc_recorder_linger * INT64CONST(1000));
}

static uint32
wait_event(void)
{
	static uint32 event = 0;

	if (event == 0)
		event = IG_WAIT_EVENT("InventoryGovRecorderIdle");
	return event;
}

void
inventory_gov_recorder_main(Datum database)
{
	TimestampTz last_work;

	start_up(DatumGetObjectId(database));
	last_work = GetCurrentTimestamp();
	for (;;)
	{
		long		linger;

		ResetLatch(MyLatch);
		handle_interrupts();
		if (work())
		{
			last_work = GetCurrentTimestamp();
			continue;
		}

		linger = remaining_linger(last_work);
		if (linger == 0 && leave())
			break;
		(void) WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH,
						 linger, wait_event());
	}
	pgstat_report_stat(true);
	proc_exit(0);
}
