/*-------------------------------------------------------------------------
 * recorder_start.c
 *		Sees to it that a database has a recorder: wakes the one there is,
 *		or registers a background worker. Run by waiters, each time they look.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "record/recorder_start.h"

/* A recorder that has not reported for so long is taken for dead. */
#define START_STALE_MS 1000
/* By one waiter. */
#define MAX_STARTS 8

static bool
register_worker(RecorderStart *start)
{
	BackgroundWorker worker;

	memset(&worker, 0, sizeof(worker));
	snprintf(worker.bgw_name, sizeof(worker.bgw_name), "inventory_gov recorder");
	snprintf(worker.bgw_type, sizeof(worker.bgw_type), "inventory_gov recorder");
	snprintf(worker.bgw_library_name, sizeof(worker.bgw_library_name), "inventory_gov");
	snprintf(worker.bgw_function_name, sizeof(worker.bgw_function_name), RECORDER_MAIN);
	worker.bgw_flags = BGWORKER_SHMEM_ACCESS | BGWORKER_BACKEND_DATABASE_CONNECTION;
	worker.bgw_start_time = BgWorkerStart_RecoveryFinished;
	worker.bgw_restart_time = BGW_NEVER_RESTART;
	worker.bgw_main_arg = ObjectIdGetDatum(MyDatabaseId);
	worker.bgw_notify_pid = MyProcPid;

	recorder_call_end(start);
	return RegisterDynamicBackgroundWorker(&worker, &start->worker);
}

/* Is the start that the entry waits for hopeless? */
static bool
start_has_failed(RecorderStart *start, RecorderEntry *entry)
{
	pid_t		pid;

	if (recorder_ms_until(entry->since + START_STALE_MS * INT64CONST(1000)) == 0)
		return true;
	return start->worker && start->number == entry->starts &&
		GetBackgroundWorkerPid(start->worker, &pid) == BGWH_STOPPED;
}

/* Under the lock, decide that it is us who start the recorder. */
static bool
reserve_start(RecorderStart *start, RecorderEntry *entry)
{
	if (entry->phase == RECORDER_RUNNING)
	{
		SetLatch(entry->latch);
		return false;
	}
	if (entry->phase == RECORDER_STARTING && !start_has_failed(start, entry))
		return false;

	if (entry->died || entry->phase == RECORDER_STARTING)
		entry->restarted++;
	entry->died = false;
	recorder_set_phase(entry, RECORDER_STARTING);
	start->number = ++entry->starts;
	return true;
}

/* There will be no worker: let others try. */
static void
cancel_start(RecorderState *state, RecorderStart *start)
{
	RecorderEntry *entry;

	LWLockAcquire(&state->lock, LW_EXCLUSIVE);
	entry = recorder_entry(MyDatabaseId);
	if (entry && entry->phase == RECORDER_STARTING && entry->starts == start->number)
		recorder_set_phase(entry, RECORDER_NONE);
	LWLockRelease(&state->lock);
}

/*
 * All places are taken. Recorders of other databases that merely linger hold
 * some of them: ask one, and at the waiter's next look another.
 */
static void
ask_for_room(RecorderState *state)
{
	LWLockAcquire(&state->lock, LW_EXCLUSIVE);
	for (int i = 0; i < RECORDER_DATABASES; i++)
	{
		RecorderEntry *entry = &state->entries[i];

		if (entry->phase == RECORDER_RUNNING && !entry->make_room)
		{
			entry->make_room = true;
			SetLatch(entry->latch);
			break;
		}
	}
	LWLockRelease(&state->lock);
}

static RecorderCall
start_recorder(RecorderState *state, RecorderStart *start)
{
	RecorderEntry *entry;
	bool		ours;

	LWLockAcquire(&state->lock, LW_EXCLUSIVE);
	entry = recorder_entry_make(MyDatabaseId);
	ours = entry && reserve_start(start, entry);
	LWLockRelease(&state->lock);

	if (!entry)
	{
		ask_for_room(state);
		return RECORDER_NO_ENTRY;
	}
	if (!ours)
		return RECORDER_CALLED;
	if (start->count < MAX_STARTS && register_worker(start))
	{
		start->count++;
		return RECORDER_CALLED;
	}
	cancel_start(state, start);
	if (start->count >= MAX_STARTS)
		return RECORDER_KEEPS_DYING;
	ask_for_room(state);
	return RECORDER_NO_WORKER;
}

RecorderCall
recorder_call(RecorderState *state, RecorderStart *start)
{
	RecorderEntry *entry;
	bool		running;

	/* The lock also orders this after the slot became pending: see leave() in the worker. */
	LWLockAcquire(&state->lock, LW_SHARED);
	entry = recorder_entry(MyDatabaseId);
	running = entry && entry->phase == RECORDER_RUNNING;
	if (running)
		SetLatch(entry->latch);
	LWLockRelease(&state->lock);

	return running ? RECORDER_CALLED : start_recorder(state, start);
}

void
recorder_call_end(RecorderStart *start)
{
	if (start->worker)
		pfree(start->worker);
	start->worker = NULL;
}
