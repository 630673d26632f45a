/*-------------------------------------------------------------------------
 * recorder.c
 *		The waiter's side of the recorder: puts a record into a slot, sees to
 *		it that the database has a recorder, and waits for the commit.
 *
 * A wait on a latch is invisible to the deadlock detector, so every wait
 * ends at a deadline. Whatever ends it, the slot is given back: by the
 * waiter itself, or by the recorder where it is still working on it.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "access/xlog.h"
#include "storage/proc.h"
#include "utils/memutils.h"

#include "guc.h"
#include "record/recorder.h"
#include "record/recorder_shmem.h"
#include "record/recorder_start.h"

/* The recorder wakes its waiters; this is how often they look by themselves. */
#define POLL_MS 100
/* While a slot or a worker is missing. */
#define SCARCE_POLL_MS 10
/* An exited worker blocks its place until the postmaster has seen it: worth a short wait. */
#define SCARCE_MS 300
#define MAX_RESUBMISSIONS 32

typedef struct Submission
{
	RecordResult *result;
	RecorderState *state;
	RecorderSlot *slots;
	RecorderSlot *slot;			/* held by us, or NULL */
	dsm_segment *segment;		/* of a long payload, or NULL */
	TimestampTz deadline;
	TimestampTz scarce_since;	/* first failure to get a slot or a worker; 0: none */
	RecorderStart start;		/* of the recorder, by us */
	int			resubmissions;
	bool		maybe_recorded; /* a recorder was lost while it had our record */
} Submission;

/* End the submission without a record; always true, for "return". */
static bool
give_up(Submission *sub, const char *reason)
{
	/* Once a recorder was lost, not even a later failure is certain. */
	sub->result->outcome = sub->maybe_recorded ? RECORD_UNKNOWN : RECORD_FAILED;
	recorder_copy_text(sub->result->reason, sizeof(sub->result->reason), reason);
	return true;
}

static void
make_segment(Submission *sub, const char *payload, Size size)
{
	sub->segment = dsm_create(size, DSM_CREATE_NULL_IF_MAXSEGMENTS);
	if (!sub->segment)
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_RESOURCES),
				 errmsg("no dynamic shared memory segment is free")));
	memcpy(dsm_segment_address(sub->segment), payload, size);
}

/*
 * Everything that may raise. An error is caught without a subtransaction:
 * good enough, because the caller raises its refusal in any case.
 */
static bool
prepare(Submission *sub, const char *payload)
{
	MemoryContext caller = CurrentMemoryContext;
	volatile bool prepared = false;

	PG_TRY();
	{
		Size		size = strlen(payload) + 1;

		sub->state = recorder_state();
		sub->slots = recorder_slots();
		if (size > RECORDER_INLINE)
			make_segment(sub, payload, size);
		prepared = true;
	}
	PG_CATCH();
	{
		ErrorData  *error;

		/* The error may have come while a lock was held. */
		LWLockReleaseAll();
		MemoryContextSwitchTo(caller);
		error = CopyErrorData();
		if (error->sqlerrcode == ERRCODE_QUERY_CANCELED)
			PG_RE_THROW();
		FlushErrorState();
		give_up(sub, error->message);
		FreeErrorData(error);
	}
	PG_END_TRY();
	return prepared;
}

/* Give back what the submission holds. Also runs on ERROR and FATAL, so it raises nothing. */
static void
let_go(int code, Datum arg)
{
	Submission *sub = (Submission *) DatumGetPointer(arg);

	/* Repeated only when the recorder moved the slot in the same moment. */
	while (sub->slot)
	{
		SlotState	current = slot_state(sub->slot);
		bool		with_recorder = current == SLOT_TAKEN || current == SLOT_QUEUED;

		if (slot_move(sub->slot, current, with_recorder ? SLOT_ABANDONED : SLOT_FREE))
			sub->slot = NULL;
	}
}

static uint32
wait_event(void)
{
	static uint32 event = 0;

	if (event == 0)
		event = IG_WAIT_EVENT("InventoryGovRecord");
	return event;
}

/* The one place where a waiter sleeps. */
static void
sleep_until_woken(Submission *sub)
{
	long		poll = sub->scarce_since ? SCARCE_POLL_MS : POLL_MS;

	(void) WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH,
					 Min(poll, recorder_ms_until(sub->deadline)), wait_event());
	ResetLatch(MyLatch);
	CHECK_FOR_INTERRUPTS();
}

/* Something has run out: false as long as another try is worth while. */
static bool
scarce(Submission *sub, const char *reason)
{
	if (sub->scarce_since == 0)
		sub->scarce_since = GetCurrentTimestamp();
	if (recorder_ms_until(sub->scarce_since + SCARCE_MS * INT64CONST(1000)) > 0 && recorder_ms_until(sub->deadline) > 0)
		return false;
	return give_up(sub, reason);
}

static RecorderSlot *
find_free_slot(Submission *sub)
{
	/* Waiters start at different places, or they would all try the same slot. */
	for (int i = 0; i < RECORDER_SLOTS; i++)
	{
		RecorderSlot *slot = &sub->slots[(MyProcPid + i) % RECORDER_SLOTS];

		if (slot_state(slot) == SLOT_FREE && slot_move(slot, SLOT_FREE, SLOT_FILLING))
			return slot;
	}
	return NULL;
}

static bool
claim_slot(Submission *sub)
{
	while (!(sub->slot = find_free_slot(sub)))
	{
		if (scarce(sub, "all slots of the recorder are in use"))
			return false;
		sleep_until_woken(sub);
	}
	sub->scarce_since = 0;
	return true;
}

static void
fill_slot(Submission *sub, const pg_uuid_t *key, const char *payload)
{
	RecorderSlot *slot = sub->slot;

	slot->database = MyDatabaseId;
	slot->latch = &MyProc->procLatch;
	slot->key = *key;
	slot->payload_length = strlen(payload);
	slot->payload_segment = DSM_HANDLE_INVALID;
	if (sub->segment)
		slot->payload_segment = dsm_segment_handle(sub->segment);
	else
		memcpy(slot->payload, payload, slot->payload_length + 1);
	slot_move(slot, SLOT_FILLING, SLOT_PENDING);
}

/* Wake the recorder, or start it. True when the submission has failed. */
static bool
call_recorder(Submission *sub)
{
	switch (recorder_call(sub->state, &sub->start))
	{
		case RECORDER_CALLED:
			return false;
		case RECORDER_NO_ENTRY:
			return scarce(sub, "too many databases have a recorder at the same time");
		case RECORDER_NO_WORKER:
			return scarce(sub, "no background worker is free, see max_worker_processes");
		case RECORDER_KEEPS_DYING:
			break;
	}
	return give_up(sub, "the recorder does not stay up, see the server log");
}

/* The recorder went away while it had our record: the key makes a second try harmless. */
static bool
resubmit(Submission *sub)
{
	sub->maybe_recorded = true;
	if (++sub->resubmissions > MAX_RESUBMISSIONS || recorder_ms_until(sub->deadline) == 0)
		return give_up(sub, "the recorder was terminated");
	slot_move(sub->slot, SLOT_LOST, SLOT_PENDING);
	return call_recorder(sub);
}

/* True when nothing more can be waited for; the result is set then. */
static bool
deadline_passed(Submission *sub)
{
	char		reason[RECORDER_ANSWER];

	if (recorder_ms_until(sub->deadline) > 0)
		return false;
	if (slot_move(sub->slot, SLOT_PENDING, SLOT_FREE) ||
		slot_move(sub->slot, SLOT_QUEUED, SLOT_ABANDONED))
	{
		sub->slot = NULL;
		snprintf(reason, sizeof(reason), "the recorder did not take it within %d ms",
				 guc_record_timeout);
		return give_up(sub, reason);
	}
	if (slot_move(sub->slot, SLOT_TAKEN, SLOT_ABANDONED))
	{
		sub->slot = NULL;
		sub->maybe_recorded = true;
		snprintf(reason, sizeof(reason), "the recorder did not answer within %d ms",
				 guc_record_timeout);
		return give_up(sub, reason);
	}
	/* It has an outcome since we looked. */
	return false;
}

/* Look at the slot once. True when the result is set. */
static bool
look(Submission *sub)
{
	switch (slot_state(sub->slot))
	{
		case SLOT_COMMITTED:
			sub->result->outcome = RECORD_COMMITTED;
			recorder_copy_text(sub->result->reference, sizeof(sub->result->reference),
							   sub->slot->answer);
			return true;
		case SLOT_FAILED:
			return give_up(sub, sub->slot->answer);
		case SLOT_LOST:
			return resubmit(sub);
		case SLOT_PENDING:
			if (call_recorder(sub))
				return true;
			break;
		default:
			break;
	}
	return deadline_passed(sub);
}

static void
count_unrecorded(Submission *sub)
{
	RecorderEntry *entry;

	if (!sub->state)
		return;
	LWLockAcquire(&sub->state->lock, LW_EXCLUSIVE);
	entry = recorder_entry_make(MyDatabaseId);
	if (entry)
		entry->failed++;
	LWLockRelease(&sub->state->lock);
}

static void
hand_over(Submission *sub, const pg_uuid_t *key, const char *payload)
{
	/* Not PG_CATCH: a FATAL error (pg_terminate_backend) passes it by and the slot would leak. */
	PG_ENSURE_ERROR_CLEANUP(let_go, PointerGetDatum(sub));
	{
		if (claim_slot(sub))
		{
			fill_slot(sub, key, payload);
			while (!look(sub))
				sleep_until_woken(sub);
		}
	}
	PG_END_ENSURE_ERROR_CLEANUP(let_go, PointerGetDatum(sub));

	let_go(0, PointerGetDatum(sub));
}

RecordResult
recorder_submit(const pg_uuid_t *key, const char *payload)
{
	RecordResult result;
	Submission	sub;

	memset(&result, 0, sizeof(result));
	memset(&sub, 0, sizeof(sub));
	sub.result = &result;
	sub.deadline = GetCurrentTimestamp() + guc_record_timeout * INT64CONST(1000);

	if (RecoveryInProgress())
		give_up(&sub, "the server is in recovery");
	else if (!IsUnderPostmaster)
		give_up(&sub, "the server runs in single-user mode");
	else if (prepare(&sub, payload))
		hand_over(&sub, key, payload);

	if (sub.segment)
		dsm_detach(sub.segment);
	recorder_call_end(&sub.start);
	if (result.outcome != RECORD_COMMITTED)
		count_unrecorded(&sub);
	return result;
}
