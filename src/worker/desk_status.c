/*-------------------------------------------------------------------------
 * desk_status.c
 *		SQL function desk_status(): how the desk of this database is.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "access/htup_details.h"
#include "funcapi.h"
#include "utils/builtins.h"

#include "worker/desk_state.h"

PG_FUNCTION_INFO_V1(inventory_gov_desk_status);

#define STATUS_COLUMNS 10

static int
launcher_pid(void)
{
	DeskState  *state = desk_state();
	int			pid;

	LWLockAcquire(&state->lock, LW_SHARED);
	pid = state->launcher_pid;
	LWLockRelease(&state->lock);
	return pid;
}

Datum
inventory_gov_desk_status(PG_FUNCTION_ARGS)
{
	int			launcher = launcher_pid();
	DeskEntry	entry = desk_entry_copy(MyDatabaseId);
	TupleDesc	row_type;
	Datum		values[STATUS_COLUMNS];
	bool		nulls[STATUS_COLUMNS] = {false};

	if (get_call_result_type(fcinfo, NULL, &row_type) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "desk_status must return a row");

	values[0] = BoolGetDatum(entry.phase == DESK_RUNNING);
	values[1] = Int32GetDatum(entry.pid);
	nulls[1] = entry.pid == 0;
	values[2] = Int64GetDatum(entry.visits);
	values[3] = Int64GetDatum(entry.chores);
	values[4] = Int64GetDatum(entry.failures);
	values[5] = BoolGetDatum(entry.failing);
	values[6] = PointerGetDatum(cstring_to_text(entry.error));
	nulls[6] = entry.error_at == 0;
	values[7] = TimestampTzGetDatum(entry.error_at);
	nulls[7] = entry.error_at == 0;
	values[8] = Int64GetDatum(entry.unserved);
	values[9] = Int32GetDatum(launcher);
	nulls[9] = launcher == 0;
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(row_type), values, nulls)));
}
