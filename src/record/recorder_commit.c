/*-------------------------------------------------------------------------
 * recorder_commit.c
 *		The recorder's transaction: calls inventory_gov.record() for every
 *		record of a batch and commits them together.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "nodes/value.h"
#include "parser/parse_func.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "record/recorder_commit.h"

/* inventory_gov.record, looked up once per transaction. */
typedef struct RecordFunction
{
	FmgrInfo	fmgr;
	Oid			owner;
} RecordFunction;

/*
 * The function is found by name, checked, and called by OID as its owner:
 * nobody who makes a function or schema of that name after the extension was
 * dropped gets it run as superuser.
 */
static RecordFunction
find_record_function(MemoryContext context)
{
	Oid			types[2] = {UUIDOID, JSONBOID};
	List	   *name = list_make2(makeString("inventory_gov"), makeString("record"));
	Oid			function = LookupFuncName(name, 2, types, true);
	HeapTuple	tuple;
	RecordFunction found;

	tuple = OidIsValid(function) ? SearchSysCache1(PROCOID, ObjectIdGetDatum(function)) : NULL;
	if (!HeapTupleIsValid(tuple) || ((Form_pg_proc) GETSTRUCT(tuple))->prorettype != TEXTOID)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_FUNCTION),
				 errmsg("extension inventory_gov is not installed in this database")));
	found.owner = ((Form_pg_proc) GETSTRUCT(tuple))->proowner;
	ReleaseSysCache(tuple);
	fmgr_info_cxt(function, &found.fmgr, context);
	return found;
}

/* The reference that record() answers with, in the batch's memory. */
static char *
call_record_function(RecordFunction *function, RecorderPiece *piece, MemoryContext context)
{
	LOCAL_FCINFO(fcinfo, 2);
	Datum		answer;
	char	   *reference = NULL;

	/* A snapshot of its own, so that it sees what the one before inserted. */
	CommandCounterIncrement();
	PushActiveSnapshot(GetTransactionSnapshot());

	InitFunctionCallInfoData(*fcinfo, &function->fmgr, 2, InvalidOid, NULL, NULL);
	fcinfo->args[0].value = UUIDPGetDatum(&piece->slot->key);
	fcinfo->args[0].isnull = false;
	fcinfo->args[1].value = DirectFunctionCall1(jsonb_in, CStringGetDatum(piece->payload));
	fcinfo->args[1].isnull = false;
	answer = FunctionCallInvoke(fcinfo);
	if (!fcinfo->isnull)
		reference = MemoryContextStrdup(context, TextDatumGetCString(answer));

	PopActiveSnapshot();
	return reference ? reference : "";
}

/* The transaction. Raises what goes wrong. */
static void
record_in_transaction(RecorderBatch *batch, MemoryContext context)
{
	RecordFunction function;
	Oid			user;
	int			security;

	SetCurrentStatementStartTimestamp();
	StartTransactionCommand();
	PushActiveSnapshot(GetTransactionSnapshot());
	function = find_record_function(context);
	PopActiveSnapshot();

	GetUserIdAndSecContext(&user, &security);
	SetUserIdAndSecContext(function.owner,
						   security | SECURITY_LOCAL_USERID_CHANGE | SECURITY_RESTRICTED_OPERATION);
	for (int i = 0; i < batch->count; i++)
	{
		RecorderPiece *piece = &batch->pieces[i];

		if (piece->payload)
			piece->reference = call_record_function(&function, piece, context);
	}
	SetUserIdAndSecContext(user, security);

	CommitTransactionCommand();
}

char *
recorder_commit(RecorderBatch *batch, MemoryContext context, bool log_error)
{
	char	   *volatile reason = NULL;

	PG_TRY();
	{
		record_in_transaction(batch, context);
	}
	PG_CATCH();
	{
		ErrorData  *error;

		HOLD_INTERRUPTS();
		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		if (log_error)
			EmitErrorReport();
		FlushErrorState();
		AbortCurrentTransaction();
		reason = error->message ? error->message : "unknown error";
		RESUME_INTERRUPTS();
	}
	PG_END_TRY();

	MemoryContextSwitchTo(context);
	return reason;
}
