/*-------------------------------------------------------------------------
 * launcher.c
 *		The launcher: a background worker of the whole server that starts a
 *		desk in every database with the extension, one after another, every
 *		inventory_gov.desk_interval.
 *
 * Reminders, escalations and whatever else falls due by the clock is done by
 * it alone, and it catches up on calls that found no free worker. It is
 * connected to no database, so it is in nobody's way. What it knows of the
 * databases is what their desks found there. An error ends it, and the
 * postmaster starts it again after a while.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "access/heapam.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/pg_database.h"
#include "postmaster/bgworker.h"
#include "postmaster/interrupt.h"
#include "storage/latch.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"

#include "guc.h"
#include "worker/desk_call.h"
#include "worker/desk_state.h"
#include "worker/launcher.h"

#define LAUNCHER_NAME "inventory_gov launcher"
#define RESTART_S 10			/* after an error */
/* How long one desk keeps the others waiting; it goes on by itself after that. */
#define VISIT_MS 5000
/* A database without the extension is looked at again after this, or once somebody calls its desk. */
#define PROBE_AGAIN_MS 600000

/* A database of the server, as known to the launcher alone. */
typedef struct KnownDatabase
{
	Oid			oid;			/* hash key */
	TimestampTz absent_since;	/* when it was last found without the extension; 0: never, or it has it */
	bool		listed;			/* in the last list of databases */
} KnownDatabase;

static HTAB *known = NULL;
static MemoryContext round_context = NULL;	/* reset for every round */

void
launcher_init(void)
{
	BackgroundWorker worker;

	if (!process_shared_preload_libraries_in_progress || IsBinaryUpgrade)
		return;
	memset(&worker, 0, sizeof(worker));
	snprintf(worker.bgw_name, sizeof(worker.bgw_name), LAUNCHER_NAME);
	snprintf(worker.bgw_type, sizeof(worker.bgw_type), LAUNCHER_NAME);
	snprintf(worker.bgw_library_name, sizeof(worker.bgw_library_name), "inventory_gov");
	snprintf(worker.bgw_function_name, sizeof(worker.bgw_function_name), LAUNCHER_MAIN);
	worker.bgw_flags = BGWORKER_SHMEM_ACCESS | BGWORKER_BACKEND_DATABASE_CONNECTION;
	/* Not on a standby; there it starts with the promotion. */
	worker.bgw_start_time = BgWorkerStart_RecoveryFinished;
	worker.bgw_restart_time = RESTART_S;
	RegisterBackgroundWorker(&worker);
}

/* ---- waiting ---- */

static uint32
wait_event(void)
{
	static uint32 event = 0;

	if (event == 0)
		event = IG_WAIT_EVENT("InventoryGovLauncher");
	return event;
}

/* Until then (0: for good), or until something happens; never in a transaction. */
static void
wait_until(TimestampTz then)
{
	int			events = WL_LATCH_SET | WL_EXIT_ON_PM_DEATH | (then ? WL_TIMEOUT : 0);
	long		ms = then ? TimestampDifferenceMilliseconds(GetCurrentTimestamp(), then) : -1;

	(void) WaitLatch(MyLatch, events, ms, wait_event());
	ResetLatch(MyLatch);
	CHECK_FOR_INTERRUPTS();
	/* Not die(): its FATAL would stand in the log at every stop of the server. Code 1: started again if that goes on. */
	if (ShutdownRequestPending)
		proc_exit(1);
	if (ConfigReloadPending)
	{
		ConfigReloadPending = false;
		ProcessConfigFile(PGC_SIGHUP);
	}
}

/* ---- databases ---- */

/*
 * Can a desk connect to it? Templates are left alone: a connection would be in
 * the way of every CREATE DATABASE. A connection limit below -1 marks a
 * database whose DROP was interrupted.
 */
static bool
can_be_visited(Form_pg_database database)
{
	return database->datallowconn && !database->datistemplate && database->datconnlimit >= -1;
}

static void
note_listed(Oid oid)
{
	bool		found;
	KnownDatabase *database = hash_search(known, &oid, HASH_ENTER, &found);

	if (!found)
		database->absent_since = 0;
	database->listed = true;
}

/* Without a database there is no SQL: pg_database is read as it lies there. */
static void
list_databases(void)
{
	Relation	relation;
	TableScanDesc scan;
	HeapTuple	tuple;

	StartTransactionCommand();
	(void) GetTransactionSnapshot();
	relation = table_open(DatabaseRelationId, AccessShareLock);
	scan = table_beginscan_catalog(relation, 0, NULL);
	while (HeapTupleIsValid(tuple = heap_getnext(scan, ForwardScanDirection)))
	{
		Form_pg_database database = (Form_pg_database) GETSTRUCT(tuple);

		if (can_be_visited(database))
			note_listed(database->oid);
	}
	table_endscan(scan);
	table_close(relation, AccessShareLock);
	CommitTransactionCommand();
}

static void
forget_all_lists(void)
{
	HASH_SEQ_STATUS sequence;
	KnownDatabase *database;

	hash_seq_init(&sequence, known);
	while ((database = hash_seq_search(&sequence)) != NULL)
		database->listed = false;
}

/* The OIDs of the databases, in the round's memory; those that are gone are forgotten. */
static List *
refresh_known(void)
{
	List	   *oids = NIL;
	HASH_SEQ_STATUS sequence;
	KnownDatabase *database;

	forget_all_lists();
	list_databases();
	MemoryContextSwitchTo(round_context);
	hash_seq_init(&sequence, known);
	while ((database = hash_seq_search(&sequence)) != NULL)
	{
		if (database->listed)
			oids = lappend_oid(oids, database->oid);
		else
			(void) hash_search(known, &database->oid, HASH_REMOVE, NULL);
	}
	return oids;
}

/* ---- a round ---- */

/* Not one that has lately been found without the extension, unless it has been created since. */
static bool
is_due(const KnownDatabase *database)
{
	if (database->absent_since == 0 || desk_entry_copy(database->oid).extension == DESK_EXTENSION_HERE)
		return true;
	return TimestampDifferenceExceeds(database->absent_since, GetCurrentTimestamp(), PROBE_AGAIN_MS);
}

/* The desk's end, and the start, sets our latch. */
static void
wait_for_end(BackgroundWorkerHandle *desk)
{
	TimestampTz deadline = TimestampTzPlusMilliseconds(GetCurrentTimestamp(), VISIT_MS);
	pid_t		pid;

	while (GetBackgroundWorkerPid(desk, &pid) != BGWH_STOPPED && GetCurrentTimestamp() < deadline)
		wait_until(deadline);
}

static void
have_visited(KnownDatabase *database)
{
	BackgroundWorkerHandle *desk;
	bool		absent;

	desk_call_now(database->oid, &desk);
	if (desk)
		wait_for_end(desk);
	absent = desk_entry_copy(database->oid).extension == DESK_EXTENSION_ABSENT;
	database->absent_since = absent ? GetCurrentTimestamp() : 0;
}

static void
do_round(void)
{
	ListCell   *cell;

	MemoryContextReset(round_context);
	foreach(cell, refresh_known())
	{
		Oid			oid = lfirst_oid(cell);
		KnownDatabase *database = hash_search(known, &oid, HASH_FIND, NULL);

		if (is_due(database))
			have_visited(database);
	}
}

/* ---- life ---- */

static void
sign_off(int code, Datum arg)
{
	desk_set_launcher(0);
}

static void
start_up(void)
{
	HASHCTL		control = {.keysize = sizeof(Oid), .entrysize = sizeof(KnownDatabase)};

	pqsignal(SIGHUP, SignalHandlerForConfigReload);
	pqsignal(SIGTERM, SignalHandlerForShutdownRequest);
	BackgroundWorkerUnblockSignals();
	BackgroundWorkerInitializeConnection(NULL, NULL, 0);

	(void) desk_state();
	desk_set_launcher(MyProcPid);
	before_shmem_exit(sign_off, (Datum) 0);

	control.hcxt = AllocSetContextCreate(TopMemoryContext, "inventory_gov launcher databases",
										 ALLOCSET_DEFAULT_SIZES);
	known = hash_create("inventory_gov launcher databases", 64, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	round_context = AllocSetContextCreate(TopMemoryContext, "inventory_gov launcher round",
										  ALLOCSET_DEFAULT_SIZES);
	pgstat_report_activity(STATE_IDLE, NULL);
}

/* The interval is read anew whenever something wakes us: it may have been changed. */
static TimestampTz
next_round(TimestampTz last_round)
{
	return guc_desk_interval == 0 ? 0 : TimestampTzPlusMilliseconds(last_round, guc_desk_interval * INT64CONST(1000));
}

void
inventory_gov_launcher_main(Datum argument)
{
	TimestampTz last_round = 0;

	start_up();
	for (;;)
	{
		TimestampTz next = next_round(last_round);

		if (next != 0 && next <= GetCurrentTimestamp())
		{
			last_round = GetCurrentTimestamp();
			do_round();
		}
		else
			wait_until(next);
	}
}
