/*-------------------------------------------------------------------------
 * desk_call.c
 *		Calls the desk of a database: at once, or after the commit of the
 *		transaction that has made work for it. SQL function wake_desk().
 *
 * After the commit nothing may raise any more, or the server would panic or
 * the client be told that its committed work had failed. So the shared memory
 * is found while the transaction can still be aborted, and what runs in the
 * callback only takes a lock, and registers a worker without a handle.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "access/xact.h"
#include "access/xlog.h"

#include "guc.h"
#include "worker/desk.h"
#include "worker/desk_call.h"
#include "worker/desk_state.h"

PG_FUNCTION_INFO_V1(inventory_gov_wake_desk);

/*
 * The first subtransaction of those that called, or InvalidSubTransactionId.
 * Ids only grow, so a subtransaction that aborts takes every call with an id
 * from its own on with it, those of its committed children too.
 */
static SubTransactionId caller = InvalidSubTransactionId;

/* ---- starting ---- */

static bool
register_worker(Oid database, BackgroundWorkerHandle **handle)
{
	BackgroundWorker worker;

	memset(&worker, 0, sizeof(worker));
	snprintf(worker.bgw_name, sizeof(worker.bgw_name), DESK_NAME);
	snprintf(worker.bgw_type, sizeof(worker.bgw_type), DESK_NAME);
	snprintf(worker.bgw_library_name, sizeof(worker.bgw_library_name), "inventory_gov");
	snprintf(worker.bgw_function_name, sizeof(worker.bgw_function_name), DESK_MAIN);
	worker.bgw_flags = BGWORKER_SHMEM_ACCESS | BGWORKER_BACKEND_DATABASE_CONNECTION;
	worker.bgw_start_time = BgWorkerStart_RecoveryFinished;
	/* A desk that comes back by itself would keep Odoo from dropping the database. */
	worker.bgw_restart_time = BGW_NEVER_RESTART;
	worker.bgw_main_arg = ObjectIdGetDatum(database);
	worker.bgw_notify_pid = handle ? MyProcPid : 0;
	return RegisterDynamicBackgroundWorker(&worker, handle);
}

void
desk_call_now(Oid database, BackgroundWorkerHandle **handle)
{
	if (handle)
		*handle = NULL;
	if (desk_call(database) == DESK_CALL_START && !register_worker(database, handle))
		desk_call_unserved(database);
}

/* ---- after the commit ---- */

static void
at_transaction_end(XactEvent event, void *arg)
{
	bool		called = caller != InvalidSubTransactionId;

	switch (event)
	{
		case XACT_EVENT_COMMIT:
			caller = InvalidSubTransactionId;
			if (called)
				desk_call_now(MyDatabaseId, NULL);
			break;
		case XACT_EVENT_ABORT:
		case XACT_EVENT_PREPARE:	/* whoever commits it may be another server process */
			caller = InvalidSubTransactionId;
			break;
		default:
			break;
	}
}

static void
at_subtransaction_end(SubXactEvent event, SubTransactionId subid, SubTransactionId parent, void *arg)
{
	if (event == SUBXACT_EVENT_ABORT_SUB && caller != InvalidSubTransactionId && caller >= subid)
		caller = InvalidSubTransactionId;
}

void
desk_call_init(void)
{
	RegisterXactCallback(at_transaction_end, NULL);
	RegisterSubXactCallback(at_subtransaction_end, NULL);
}

/* False, with a line in the server log, where there is no memory for the state. */
static bool
state_is_there(void)
{
	MemoryContext context = CurrentMemoryContext;
	volatile bool there = false;

	PG_TRY();
	{
		(void) desk_state();
		there = true;
	}
	PG_CATCH();
	{
		ErrorData  *error;

		LWLockReleaseAll();
		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		FlushErrorState();
		ereport(LOG,
				(errmsg("inventory_gov cannot start its desk: %s", error->message),
				 errdetail("Due work waits for inventory_gov.run_due_work()."),
				 errhint("Preload the library: shared_preload_libraries = 'inventory_gov'.")));
		FreeErrorData(error);
	}
	PG_END_TRY();
	return there;
}

void
desk_call_at_commit(void)
{
	SubTransactionId current = GetCurrentSubTransactionId();

	/* The desk itself looks again anyway. */
	if (!guc_desk || desk_is_me() || !IsUnderPostmaster || IsBinaryUpgrade || RecoveryInProgress())
		return;
	if (!state_is_there())
		return;
	caller = caller == InvalidSubTransactionId ? current : Min(caller, current);
}

Datum
inventory_gov_wake_desk(PG_FUNCTION_ARGS)
{
	desk_call_at_commit();
	PG_RETURN_VOID();
}
