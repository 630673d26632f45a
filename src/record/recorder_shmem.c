/*-------------------------------------------------------------------------
 * recorder_shmem.c
 *		Owns the memory that waiters and recorders share: makes it, finds it,
 *		and is the only place that changes a slot's state.
 *
 * The header is a shared area. The slots are too big for the spare room that
 * may have to hold it; they sit in a dynamic segment that is pinned, i.e.
 * lives until the server stops. A crash restart wipes both.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "mb/pg_wchar.h"
#include "storage/proc.h"

#include "record/recorder.h"
#include "record/recorder_shmem.h"
#include "shared_area.h"

#define BIT(state) (1U << (state))

/* The legal next states, and who goes there. */
static const uint32 slot_successors[SLOT_STATES] = {
	[SLOT_FREE] = BIT(SLOT_FILLING), /* waiter */
	[SLOT_FILLING] = BIT(SLOT_PENDING) | BIT(SLOT_FREE), /* waiter */
	[SLOT_PENDING] = BIT(SLOT_TAKEN) /* recorder */
	| BIT(SLOT_FREE), /* waiter: withdrawn */
	[SLOT_TAKEN] = BIT(SLOT_COMMITTED) | BIT(SLOT_FAILED) | BIT(SLOT_LOST) | BIT(SLOT_QUEUED) /* recorder */
	| BIT(SLOT_ABANDONED), /* waiter */
	[SLOT_QUEUED] = BIT(SLOT_TAKEN) | BIT(SLOT_PENDING) /* recorder */
	| BIT(SLOT_ABANDONED), /* waiter: withdrawn */
	[SLOT_ABANDONED] = BIT(SLOT_FREE), /* recorder */
	[SLOT_COMMITTED] = BIT(SLOT_FREE), /* waiter */
	[SLOT_FAILED] = BIT(SLOT_FREE), /* waiter */
	[SLOT_LOST] = BIT(SLOT_PENDING) | BIT(SLOT_FREE) /* waiter */
};

static RecorderState *state = NULL;
static RecorderSlot *slots = NULL;

static void
initialize_state(void *memory)
{
	RecorderState *new_state = memory;

	memset(new_state, 0, sizeof(RecorderState));
	new_state->tranche = LWLockNewTrancheId();
	new_state->slots = DSM_HANDLE_INVALID;
	LWLockInitialize(&new_state->lock, new_state->tranche);
}

static void
attached_state(void *memory)
{
	state = memory;
	LWLockRegisterTranche(state->tranche, "inventory_gov recorder");
}

static SharedArea area = {
	.name = "inventory_gov recorder " CppAsString2(RECORDER_LAYOUT),
	.size = sizeof(RecorderState),
	.initialize = initialize_state,
	.attached = attached_state,
};

void
recorder_init(void)
{
	shared_area_add(&area);
}

RecorderState *
recorder_state(void)
{
	return shared_area(&area);
}

static RecorderSlot *
initialize_slots(dsm_segment *segment)
{
	RecorderSlot *new_slots = dsm_segment_address(segment);

	memset(new_slots, 0, sizeof(RecorderSlot) * RECORDER_SLOTS);
	for (int i = 0; i < RECORDER_SLOTS; i++)
		pg_atomic_init_u32(&new_slots[i].state, SLOT_FREE);
	return new_slots;
}

static RecorderSlot *
attach_slots(dsm_handle handle)
{
	dsm_segment *segment = dsm_attach(handle);

	if (!segment)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("could not map the slots of the recorder")));
	dsm_pin_mapping(segment);
	return dsm_segment_address(segment);
}

RecorderSlot *
recorder_slots_if_any(void)
{
	RecorderState *shared = recorder_state();
	dsm_handle	handle;

	if (slots)
		return slots;
	LWLockAcquire(&shared->lock, LW_SHARED);
	handle = shared->slots;
	LWLockRelease(&shared->lock);
	if (handle != DSM_HANDLE_INVALID)
		slots = attach_slots(handle);
	return slots;
}

RecorderSlot *
recorder_slots(void)
{
	RecorderState *shared = recorder_state();

	if (recorder_slots_if_any())
		return slots;

	LWLockAcquire(&shared->lock, LW_EXCLUSIVE);
	if (shared->slots != DSM_HANDLE_INVALID)
		slots = attach_slots(shared->slots);
	else
	{
		dsm_segment *segment = dsm_create(sizeof(RecorderSlot) * RECORDER_SLOTS, 0);
		RecorderSlot *new_slots = initialize_slots(segment);

		dsm_pin_mapping(segment);
		dsm_pin_segment(segment);
		shared->slots = dsm_segment_handle(segment);
		slots = new_slots;
	}
	LWLockRelease(&shared->lock);
	return slots;
}

RecorderEntry *
recorder_entry(Oid database)
{
	Assert(LWLockHeldByMe(&state->lock));

	for (int i = 0; i < RECORDER_DATABASES; i++)
		if (state->entries[i].database == database)
			return &state->entries[i];
	return NULL;
}

/* An unused entry, else the one whose recorder left longest ago, else NULL. */
static RecorderEntry *
reusable_entry(void)
{
	RecorderEntry *best = NULL;

	for (int i = 0; i < RECORDER_DATABASES; i++)
	{
		RecorderEntry *entry = &state->entries[i];

		if (entry->database == InvalidOid)
			return entry;
		if (entry->phase == RECORDER_NONE && (!best || entry->since < best->since))
			best = entry;
	}
	return best;
}

RecorderEntry *
recorder_entry_make(Oid database)
{
	RecorderEntry *entry = recorder_entry(database);

	Assert(LWLockHeldByMeInMode(&state->lock, LW_EXCLUSIVE));

	if (entry)
		return entry;
	entry = reusable_entry();
	if (!entry)
		return NULL;

	memset(entry, 0, sizeof(RecorderEntry));
	entry->database = database;
	entry->since = GetCurrentTimestamp();
	return entry;
}

void
recorder_set_phase(RecorderEntry *entry, RecorderPhase phase)
{
	Assert(LWLockHeldByMeInMode(&state->lock, LW_EXCLUSIVE));

	entry->phase = phase;
	entry->make_room = false;
	entry->since = GetCurrentTimestamp();
	entry->pid = phase == RECORDER_RUNNING ? MyProcPid : 0;
	/* Not MyLatch, which may still be a local one. */
	entry->latch = phase == RECORDER_RUNNING ? &MyProc->procLatch : NULL;
}

SlotState
slot_state(RecorderSlot *slot)
{
	SlotState	current = (SlotState) pg_atomic_read_u32(&slot->state);

	/* What was written before the state was published is read after it. */
	pg_read_barrier();
	return current;
}

/* False when the slot was not in state "from" any more. A full barrier. */
bool
slot_move(RecorderSlot *slot, SlotState from, SlotState to)
{
	uint32		expected = from;

	Assert(slot_successors[from] & BIT(to));
	(void) slot_successors;
	return pg_atomic_compare_exchange_u32(&slot->state, &expected, to);
}

void
recorder_copy_text(char *target, Size size, const char *text)
{
	int			length = pg_mbcliplen(text, strlen(text), size - 1);

	memcpy(target, text, length);
	target[length] = '\0';
}

long
recorder_ms_until(TimestampTz then)
{
	TimestampTz now = GetCurrentTimestamp();

	return then <= now ? 0 : (long) ((then - now + 999) / 1000);
}
