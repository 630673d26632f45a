/*-------------------------------------------------------------------------
 * desk_state.c
 *		Owns the shared entries of the desks: the only place that reads or
 *		changes them. All work here is done in microseconds under one lock.
 *
 * A call must not be lost between a desk's last look and its leaving. The
 * caller commits its work first and calls second; the desk begins a look
 * first and reads tables second, and leaves under the lock only when nobody
 * has called since. So either the look sees the work, or the call makes the
 * desk look again, or it finds no desk and starts one.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "mb/pg_wchar.h"
#include "storage/proc.h"

#include "shared_area.h"
#include "worker/desk_state.h"

/* A desk that has not reported for so long is taken for dead. */
#define START_STALE_MS 2000
#define LOG_AGAIN_MS 60000

static DeskState *state = NULL;

static void
initialize_state(void *memory)
{
	DeskState  *new_state = memory;

	memset(new_state, 0, sizeof(DeskState));
	new_state->tranche = LWLockNewTrancheId();
	LWLockInitialize(&new_state->lock, new_state->tranche);
}

static void
attached_state(void *memory)
{
	state = memory;
	LWLockRegisterTranche(state->tranche, "inventory_gov desk");
}

static SharedArea area = {
	.name = "inventory_gov desk " CppAsString2(DESK_LAYOUT),
	.size = sizeof(DeskState),
	.initialize = initialize_state,
	.attached = attached_state,
};

void
desk_state_init(void)
{
	shared_area_add(&area);
}

DeskState *
desk_state(void)
{
	return shared_area(&area);
}

/* ---- entries; the lock is held ---- */

static DeskEntry *
find_entry(Oid database)
{
	for (int i = 0; i < DESK_DATABASES; i++)
		if (state->entries[i].database == database)
			return &state->entries[i];
	return NULL;
}

static bool
older_than(TimestampTz then, int ms)
{
	return TimestampDifferenceExceeds(then, GetCurrentTimestamp(), ms);
}

/* Is there a desk that has its first look still to come, or will hear a call? */
static bool
has_desk(const DeskEntry *entry)
{
	return entry->phase == DESK_RUNNING ||
		(entry->phase == DESK_STARTING && !older_than(entry->since, START_STALE_MS));
}

/* An unused entry, else the one whose desk left longest ago, else NULL. */
static DeskEntry *
reusable_entry(void)
{
	DeskEntry  *best = NULL;

	for (int i = 0; i < DESK_DATABASES; i++)
	{
		DeskEntry  *entry = &state->entries[i];

		if (entry->database == InvalidOid)
			return entry;
		if (!has_desk(entry) && (!best || entry->since < best->since))
			best = entry;
	}
	return best;
}

static DeskEntry *
make_entry(Oid database)
{
	DeskEntry  *entry = find_entry(database);

	if (entry)
		return entry;
	entry = reusable_entry();
	if (!entry)
		return NULL;
	memset(entry, 0, sizeof(DeskEntry));
	entry->database = database;
	return entry;
}

static void
set_phase(DeskEntry *entry, DeskPhase phase)
{
	entry->phase = phase;
	entry->since = GetCurrentTimestamp();
	entry->called = false;
	entry->pid = phase == DESK_RUNNING ? MyProcPid : 0;
	/* Not MyLatch, which may still be a local one. */
	entry->latch = phase == DESK_RUNNING ? &MyProc->procLatch : NULL;
}

DeskEntry
desk_entry_copy(Oid database)
{
	DeskEntry	copy;
	DeskEntry  *entry;

	memset(&copy, 0, sizeof(copy));
	LWLockAcquire(&state->lock, LW_SHARED);
	entry = find_entry(database);
	if (entry)
		copy = *entry;
	LWLockRelease(&state->lock);
	return copy;
}

/* ---- callers ---- */

static DeskCall
call_entry(DeskEntry *entry)
{
	if (entry->phase == DESK_RUNNING)
	{
		entry->called = true;
		SetLatch(entry->latch);
	}
	if (has_desk(entry))
		return DESK_CALL_TAKEN;
	set_phase(entry, DESK_STARTING);
	return DESK_CALL_START;
}

DeskCall
desk_call(Oid database)
{
	DeskEntry  *entry;
	DeskCall	result;

	LWLockAcquire(&state->lock, LW_EXCLUSIVE);
	entry = make_entry(database);
	result = entry ? call_entry(entry) : DESK_CALL_NO_ENTRY;
	LWLockRelease(&state->lock);
	return result;
}

/* The start that desk_call() asked for has failed: let others try. */
void
desk_call_unserved(Oid database)
{
	DeskEntry  *entry;

	LWLockAcquire(&state->lock, LW_EXCLUSIVE);
	entry = find_entry(database);
	if (entry)
		entry->unserved++;
	if (entry && entry->phase == DESK_STARTING)
		set_phase(entry, DESK_NONE);
	LWLockRelease(&state->lock);
}

/* ---- the desk ---- */

bool
desk_enter(Oid database)
{
	DeskEntry  *entry;
	bool		entered;

	LWLockAcquire(&state->lock, LW_EXCLUSIVE);
	entry = make_entry(database);
	entered = entry && entry->phase != DESK_RUNNING;
	if (entered)
	{
		set_phase(entry, DESK_RUNNING);
		entry->visits++;
	}
	LWLockRelease(&state->lock);
	return entered;
}

void
desk_begin_look(Oid database)
{
	LWLockAcquire(&state->lock, LW_EXCLUSIVE);
	find_entry(database)->called = false;
	LWLockRelease(&state->lock);
}

bool
desk_leave(Oid database)
{
	DeskEntry  *entry;
	bool		called;

	LWLockAcquire(&state->lock, LW_EXCLUSIVE);
	entry = find_entry(database);
	called = entry->called;
	if (!called)
		set_phase(entry, DESK_NONE);
	LWLockRelease(&state->lock);
	return !called;
}

void
desk_leave_anyway(Oid database)
{
	LWLockAcquire(&state->lock, LW_EXCLUSIVE);
	set_phase(find_entry(database), DESK_NONE);
	LWLockRelease(&state->lock);
}

void
desk_note_extension(Oid database, DeskExtension extension)
{
	LWLockAcquire(&state->lock, LW_EXCLUSIVE);
	find_entry(database)->extension = extension;
	LWLockRelease(&state->lock);
}

void
desk_note_success(Oid database, bool chore)
{
	DeskEntry  *entry;

	LWLockAcquire(&state->lock, LW_EXCLUSIVE);
	entry = find_entry(database);
	entry->extension = DESK_EXTENSION_HERE;
	entry->chores += chore ? 1 : 0;
	entry->failing = false;
	LWLockRelease(&state->lock);
}

bool
desk_note_failure(Oid database, const char *error)
{
	DeskEntry  *entry;
	char		text[DESK_ERROR];
	bool		log;

	strlcpy(text, error, pg_mbcliplen(error, strlen(error), DESK_ERROR - 1) + 1);

	LWLockAcquire(&state->lock, LW_EXCLUSIVE);
	entry = find_entry(database);
	log = strcmp(entry->error, text) != 0 || older_than(entry->logged_at, LOG_AGAIN_MS);
	strlcpy(entry->error, text, DESK_ERROR);
	entry->error_at = GetCurrentTimestamp();
	if (log)
		entry->logged_at = entry->error_at;
	entry->failures++;
	entry->failing = true;
	LWLockRelease(&state->lock);
	return log;
}

/* ---- the launcher ---- */

void
desk_set_launcher(int pid)
{
	LWLockAcquire(&state->lock, LW_EXCLUSIVE);
	state->launcher_pid = pid;
	LWLockRelease(&state->lock);
}
