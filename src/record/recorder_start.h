/*-------------------------------------------------------------------------
 * recorder_start.h
 *		Waking or starting the recorder of a database.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_RECORDER_START_H
#define INVENTORY_GOV_RECORDER_START_H

#include "compat.h"
#include "postmaster/bgworker.h"

#include "record/recorder_shmem.h"

typedef enum RecorderCall
{
	RECORDER_CALLED,			/* there is one, or one is being started */
	RECORDER_NO_ENTRY,			/* all entries belong to other databases' recorders */
	RECORDER_NO_WORKER,			/* no background worker is free; may be a matter of moments */
	RECORDER_KEEPS_DYING		/* started too often already */
} RecorderCall;

/* What one waiter has started. All zero at first. */
typedef struct RecorderStart
{
	BackgroundWorkerHandle *worker; /* the latest one, or NULL */
	uint64		number;			/* RecorderEntry.starts of that one */
	int			count;
} RecorderStart;

/* Make sure that a recorder of this database looks for pending slots. */
extern RecorderCall recorder_call(RecorderState *state, RecorderStart *start);

extern void recorder_call_end(RecorderStart *start);

/* Entry point of the worker; its name goes into the worker's registration. */
#define RECORDER_MAIN "inventory_gov_recorder_main"
extern PGDLLEXPORT void inventory_gov_recorder_main(Datum database);

#endif							/* INVENTORY_GOV_RECORDER_START_H */
