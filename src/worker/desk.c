/*-------------------------------------------------------------------------
 * desk.c
 *		The desk: a background worker that visits a database, does what is due
 *		there, piece by piece, and leaves.
 *
 * It is started after the commit of a transaction that has made work, and by
 * the launcher. While it is connected, Odoo cannot duplicate or drop the
 * database; the server waits five seconds for it and keeps others out
 * meanwhile. So a visit is shorter than that, and what is left over is done
 * by another desk. It never sleeps in a transaction.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "postmaster/bgworker.h"
#include "postmaster/interrupt.h"
#include "storage/proc.h"
#include "tcop/tcopprot.h"
#include "utils/memutils.h"

#include "guc.h"
#include "worker/chore.h"
#include "worker/desk.h"
#include "worker/desk_call.h"
#include "worker/desk_state.h"

#define VISIT_MS 3000
/* After work was done: more often follows soon, and saves the start of another desk. */
#define LINGER_MS 500
#define MAX_FAILURES 3			/* in a row */
#define PAUSE_MS 200			/* after a failure */
/* Odoo's users come first: a row that one of them holds can be had later. */
#define LOCK_TIMEOUT "500ms"

typedef struct Desk
{
	Oid			database;		/* InvalidOid: this process is no desk */
	bool		entered;		/* the database's entry says that we are its desk */
	TimestampTz end_of_visit;
	TimestampTz end_of_linger;
	int			failures;		/* in a row */
	MemoryContext look_context; /* reset for every look */
} Desk;

static Desk me;

bool
desk_is_me(void)
{
	return OidIsValid(me.database);
}

/* ---- surroundings ---- */

/* Settings of the database or the server that a desk cannot obey. */
static void
force_settings(void)
{
	SetConfigOption("lock_timeout", LOCK_TIMEOUT, PGC_USERSET, PGC_S_OVERRIDE);
	SetConfigOption("search_path", "pg_catalog, pg_temp", PGC_USERSET, PGC_S_OVERRIDE);
	SetConfigOption("default_transaction_read_only", "off", PGC_USERSET, PGC_S_OVERRIDE);
	SetConfigOption("default_transaction_isolation", "read committed", PGC_USERSET, PGC_S_OVERRIDE);
	/* Many short queries: compiling them costs more than it saves. */
	SetConfigOption("jit", "off", PGC_USERSET, PGC_S_OVERRIDE);
	SetConfigOption("application_name", DESK_NAME, PGC_USERSET, PGC_S_OVERRIDE);
}

/* Between transactions only. */
static void
handle_interrupts(void)
{
	/* A cancel that comes now has nothing to cancel, and must not end the desk. */
	QueryCancelPending = false;
	CHECK_FOR_INTERRUPTS();
	if (ConfigReloadPending)
	{
		ConfigReloadPending = false;
		ProcessConfigFile(PGC_SIGHUP);
		force_settings();
	}
}

static uint32
wait_event(void)
{
	static uint32 event = 0;

	if (event == 0)
		event = IG_WAIT_EVENT("InventoryGovDeskIdle");
	return event;
}

/* Until then, or until somebody calls. */
static void
wait_until(TimestampTz then)
{
	(void) WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH,
					 TimestampDifferenceMilliseconds(GetCurrentTimestamp(), then), wait_event());
	ResetLatch(MyLatch);
	handle_interrupts();
}

static TimestampTz
in_ms(int ms)
{
	return TimestampTzPlusMilliseconds(GetCurrentTimestamp(), ms);
}

/* ---- the entry ---- */

/*
 * However the desk ends, short of a crash of the server; after the transaction
 * was aborted, because it was registered before the connection was made.
 */
static void
give_back(int code, Datum arg)
{
	if (me.entered)
		desk_leave_anyway(me.database);
	me.entered = false;
}

static bool
leave(void)
{
	me.entered = !desk_leave(me.database);
	return !me.entered;
}

/* There is more to do than one visit takes. */
static bool
hand_over(void)
{
	give_back(0, (Datum) 0);
	desk_call_now(me.database, NULL);
	return true;
}

/* ---- a visit ---- */

static void
report_failure(const ErrorData *error)
{
	if (!desk_note_failure(me.database, error->message ? error->message : "unknown error"))
		return;
	ereport(LOG,
			(errcode(error->sqlerrcode),
			 errmsg("inventory_gov could not do a piece of due work: %s", error->message),
			 error->detail ? errdetail_internal("%s", error->detail) : 0,
			 error->context ? errcontext("%s", error->context) : 0));
}

static ChoreOutcome
look(void)
{
	ChoreOutcome outcome;
	ErrorData  *error;

	MemoryContextReset(me.look_context);
	MemoryContextSwitchTo(me.look_context);
	desk_begin_look(me.database);
	pgstat_report_activity(STATE_RUNNING, "doing due work");
	outcome = chore_look(me.look_context, &error);
	if (outcome == CHORE_FAILED)
		report_failure(error);
	else if (outcome != CHORE_ABSENT)
		desk_note_success(me.database, outcome == CHORE_DONE);
	pgstat_report_stat(false);
	pgstat_report_activity(STATE_IDLE, NULL);
	return outcome;
}

static bool
after_work(bool time_is_up)
{
	me.failures = 0;
	me.end_of_linger = in_ms(LINGER_MS);
	return time_is_up && hand_over();
}

static bool
after_nothing(bool time_is_up)
{
	me.failures = 0;
	if (!time_is_up && GetCurrentTimestamp() < me.end_of_linger)
	{
		wait_until(me.end_of_linger);
		return false;
	}
	return leave() || (time_is_up && hand_over());
}

/* The work stays where it is, for the next call or the launcher. */
static bool
after_failure(bool time_is_up)
{
	TimestampTz end_of_pause = in_ms(PAUSE_MS);

	if (++me.failures >= MAX_FAILURES || time_is_up)
		return true;
	while (GetCurrentTimestamp() < end_of_pause)
		wait_until(end_of_pause);
	return false;
}

/* Is the visit over, after a look of that outcome? */
static bool
visit_over(ChoreOutcome outcome)
{
	bool		time_is_up = GetCurrentTimestamp() >= me.end_of_visit;

	switch (outcome)
	{
		case CHORE_DONE:
			return after_work(time_is_up);
		case CHORE_NONE:
			return after_nothing(time_is_up);
		case CHORE_FAILED:
			return after_failure(time_is_up);
		case CHORE_ABSENT:
			desk_note_extension(me.database, DESK_EXTENSION_ABSENT);
			break;
	}
	return true;
}

static void
start_up(Oid database)
{
	pqsignal(SIGHUP, SignalHandlerForConfigReload);
	pqsignal(SIGTERM, die);
	BackgroundWorkerUnblockSignals();

	me.database = database;
	(void) desk_state();
	before_shmem_exit(give_back, (Datum) 0);
	me.entered = desk_enter(database);
	if (!me.entered)
		proc_exit(0);

	/* Waits here, without being connected, while the database is being duplicated or dropped. */
	BackgroundWorkerInitializeConnectionByOid(database, InvalidOid, 0);
	force_settings();
	me.look_context = AllocSetContextCreate(TopMemoryContext, "inventory_gov desk look",
											ALLOCSET_DEFAULT_SIZES);
	me.end_of_visit = in_ms(VISIT_MS);
	me.end_of_linger = GetCurrentTimestamp();
}

void
inventory_gov_desk_main(Datum database)
{
	start_up(DatumGetObjectId(database));
	/* The database may have it switched off, which is known only now. */
	if (guc_desk)
		do
			handle_interrupts();
		while (!visit_over(look()));
	pgstat_report_stat(true);
	proc_exit(0);
}
