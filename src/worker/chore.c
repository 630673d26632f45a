/*-------------------------------------------------------------------------
 * chore.c
 *		The desk's transaction: calls inventory_gov.do_next_chore() once, which
 *		does the most urgent piece of due work or says that there is none.
 *
 * Each piece has its own transaction, so one that fails takes no other with
 * it, and locks on Odoo's rows are held for one piece only. It is for
 * do_next_chore() to put off a piece that fails.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "access/xact.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"
#include "utils/timeout.h"

#include "worker/chore.h"
#include "worker/own_function.h"
#include "worker/restore.h"

/* A background worker has no statements, so the server's own setting does not end one. */
#define CHORE_TIMEOUT_MS 30000

/* Did do_next_chore() do something? It answers what, or ''. */
static bool
call_do_next_chore(OwnFunction *function)
{
	LOCAL_FCINFO(fcinfo, 0);
	FormerUser	former = own_function_begin(function);
	Datum		answer;
	bool		done;

	InitFunctionCallInfoData(*fcinfo, &function->fmgr, 0, InvalidOid, NULL, NULL);
	answer = FunctionCallInvoke(fcinfo);
	done = !fcinfo->isnull && VARSIZE_ANY_EXHDR(DatumGetTextPP(answer)) > 0;
	own_function_end(former);
	return done;
}

/* The transaction. Raises what goes wrong. */
static ChoreOutcome
look_in_transaction(void)
{
	OwnFunction function;
	ChoreOutcome outcome = CHORE_ABSENT;

	SetCurrentStatementStartTimestamp();
	StartTransactionCommand();
	PushActiveSnapshot(GetTransactionSnapshot());
	if (own_function_find(&function, "do_next_chore", 0, NULL, CurTransactionContext))
	{
		enable_timeout_after(STATEMENT_TIMEOUT, CHORE_TIMEOUT_MS);
		outcome = !restore_incomplete() && call_do_next_chore(&function) ? CHORE_DONE : CHORE_NONE;
		disable_timeout(STATEMENT_TIMEOUT, false);
	}
	PopActiveSnapshot();
	CommitTransactionCommand();
	return outcome;
}

ChoreOutcome
chore_look(MemoryContext context, ErrorData **error)
{
	volatile ChoreOutcome outcome = CHORE_FAILED;

	*error = NULL;
	PG_TRY();
	{
		outcome = look_in_transaction();
	}
	PG_CATCH();
	{
		HOLD_INTERRUPTS();
		disable_all_timeouts(false);
		MemoryContextSwitchTo(context);
		*error = CopyErrorData();
		FlushErrorState();
		AbortCurrentTransaction();
		RESUME_INTERRUPTS();
	}
	PG_END_TRY();

	MemoryContextSwitchTo(context);
	return outcome;
}
