/*-------------------------------------------------------------------------
 * recorder_commit.h
 *		The recorder's transaction: a batch of records in, references out.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_RECORDER_COMMIT_H
#define INVENTORY_GOV_RECORDER_COMMIT_H

#include "compat.h"

#include "record/recorder_shmem.h"

/* One taken slot and what becomes of it. */
typedef struct RecorderPiece
{
	RecorderSlot *slot;
	char	   *payload;		/* copy; NULL when it has gone with its waiter: left out */
	char	   *reference;		/* set by recorder_commit() */
} RecorderPiece;

typedef struct RecorderBatch
{
	RecorderPiece *pieces;
	int			count;
} RecorderBatch;

/*
 * Record the batch in one transaction and commit it. NULL when committed, else
 * why not; the error then also goes to the server log where log_error says so.
 * Raises only FATAL. References and the reason live in context.
 */
extern char *recorder_commit(RecorderBatch *batch, MemoryContext context, bool log_error);

#endif							/* INVENTORY_GOV_RECORDER_COMMIT_H */
