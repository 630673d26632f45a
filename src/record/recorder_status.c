/*-------------------------------------------------------------------------
 * recorder_status.c
 *		SQL function recorder_status(): how the recorder of this database is.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "access/htup_details.h"
#include "funcapi.h"

#include "record/recorder.h"
#include "record/recorder_shmem.h"
#include "shared_area.h"

PG_FUNCTION_INFO_V1(inventory_gov_recorder_status);

#define STATUS_COLUMNS 7

/* Slots that hold a record of this database at the moment. */
static int
count_slots(void)
{
	RecorderSlot *slots = recorder_slots_if_any();
	int			count = 0;

	for (int i = 0; slots && i < RECORDER_SLOTS; i++)
		if (slot_state(&slots[i]) != SLOT_FREE && slots[i].database == MyDatabaseId)
			count++;
	return count;
}

/* A copy, all zero when the database never had a recorder. */
static RecorderEntry
read_entry(void)
{
	RecorderState *state = recorder_state();
	RecorderEntry copy;
	RecorderEntry *entry;

	memset(&copy, 0, sizeof(copy));
	LWLockAcquire(&state->lock, LW_SHARED);
	entry = recorder_entry(MyDatabaseId);
	if (entry)
		copy = *entry;
	LWLockRelease(&state->lock);
	return copy;
}

Datum
inventory_gov_recorder_status(PG_FUNCTION_ARGS)
{
	RecorderEntry entry = read_entry();
	bool		running = entry.phase == RECORDER_RUNNING;
	TupleDesc	row_type;
	Datum		values[STATUS_COLUMNS];
	bool		nulls[STATUS_COLUMNS] = {false};

	if (get_call_result_type(fcinfo, NULL, &row_type) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "recorder_status must return a row");

	values[0] = BoolGetDatum(running);
	values[1] = Int32GetDatum(entry.pid);
	nulls[1] = !running;
	values[2] = Int64GetDatum(entry.recorded);
	values[3] = Int64GetDatum(entry.failed);
	values[4] = Int64GetDatum(entry.restarted);
	values[5] = Int32GetDatum(count_slots());
	values[6] = BoolGetDatum(shared_areas_preloaded());
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(row_type), values, nulls)));
}
