/*-------------------------------------------------------------------------
 * recorder_shmem.h
 *		What waiters and recorders share: the header in main shared memory
 *		(lock, one entry per database) and the slots in one pinned segment.
 *
 * A slot carries one record from a waiter (a backend that refuses an
 * operation) to the recorder of its database and the answer back. Slot
 * states change by compare-and-swap, entries under the lock.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_RECORDER_SHMEM_H
#define INVENTORY_GOV_RECORDER_SHMEM_H

#include "compat.h"
#include "port/atomics.h"
#include "storage/dsm.h"
#include "storage/latch.h"
#include "storage/lwlock.h"
#include "utils/timestamp.h"
#include "utils/uuid.h"

/* To be raised with every change of a struct below. */
#define RECORDER_LAYOUT 2

#define RECORDER_DATABASES 16	/* databases with a recorder at one time */
#define RECORDER_SLOTS 256		/* records under way at one time, all databases */
#define RECORDER_INLINE 4096	/* bytes; a longer payload gets a segment of its own */
#define RECORDER_ANSWER 256		/* bytes of a reference or a reason */

/* Who may make which step: see slot_successors in recorder_shmem.c. */
typedef enum SlotState
{
	SLOT_FREE = 0,
	SLOT_FILLING,				/* a waiter writes it */
	SLOT_PENDING,				/* to be taken by the recorder */
	SLOT_TAKEN,					/* in a transaction of the recorder */
	SLOT_QUEUED,				/* its batch was rolled back; waits to be tried alone */
	SLOT_ABANDONED,				/* the waiter is gone; the recorder frees the slot */
	SLOT_COMMITTED,				/* answer: the reference */
	SLOT_FAILED,				/* certainly not recorded; answer: the reason */
	SLOT_LOST					/* the recorder went away while it had it: outcome unknown */
} SlotState;

#define SLOT_STATES (SLOT_LOST + 1)

typedef struct RecorderSlot
{
	pg_atomic_uint32 state;		/* a SlotState; changed by slot_move() only */

	/* Written by the waiter while FILLING, unchanged until the slot is free again. */
	Oid			database;
	Latch	   *latch;			/* the waiter's procLatch */
	pg_uuid_t	key;
	Size		payload_length; /* bytes, without the terminator */
	dsm_handle	payload_segment;	/* DSM_HANDLE_INVALID: the payload is in payload[] */
	char		payload[RECORDER_INLINE];

	/* Written by the recorder before it publishes the outcome. */
	char		answer[RECORDER_ANSWER];
} RecorderSlot;

typedef enum RecorderPhase
{
	RECORDER_NONE = 0,
	RECORDER_STARTING,			/* registered, has not reported yet */
	RECORDER_RUNNING
} RecorderPhase;

/* One database; everything in it is protected by RecorderState.lock. */
typedef struct RecorderEntry
{
	Oid			database;		/* InvalidOid: entry never used */
	RecorderPhase phase;
	TimestampTz since;			/* when the phase began */
	uint64		starts;			/* registrations so far; names the latest one */
	bool		died;			/* the last recorder did not leave by itself */
	bool		make_room;		/* another database needs its place: leave without lingering */
	int			pid;			/* while RUNNING */
	Latch	   *latch;			/* while RUNNING: the recorder's procLatch */
	int64		recorded;		/* records committed */
	int64		failed;			/* submissions answered "not recorded" or "unknown" */
	int64		restarted;		/* starts that replaced a recorder that died */
} RecorderEntry;

typedef struct RecorderState
{
	int			tranche;		/* of the lock */
	LWLock		lock;
	dsm_handle	slots;			/* pinned segment; DSM_HANDLE_INVALID until the first use */
	RecorderEntry entries[RECORDER_DATABASES];
} RecorderState;

/* Both create on first use and raise when there is no memory for it. */
extern RecorderState *recorder_state(void);
extern RecorderSlot *recorder_slots(void);

/* The slots, or NULL where nobody has made any yet. */
extern RecorderSlot *recorder_slots_if_any(void);

/* The entry of a database, or NULL; the lock must be held. */
extern RecorderEntry *recorder_entry(Oid database);

/* The same, made when missing; NULL when all entries are busy. Exclusive lock. */
extern RecorderEntry *recorder_entry_make(Oid database);

extern void recorder_set_phase(RecorderEntry *entry, RecorderPhase phase);

extern SlotState slot_state(RecorderSlot *slot);
extern bool slot_move(RecorderSlot *slot, SlotState from, SlotState to);

/* Copy text, cut at a character where it is too long. */
extern void recorder_copy_text(char *target, Size size, const char *text);

/* Milliseconds from now until then, 0 when it has passed. */
extern long recorder_ms_until(TimestampTz then);

#endif							/* INVENTORY_GOV_RECORDER_SHMEM_H */
