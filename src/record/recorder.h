/*-------------------------------------------------------------------------
 * recorder.h
 *		Hand-over of a refusal's record to a background worker that commits it
 *		in a transaction of its own, before the refusing transaction aborts.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_RECORDER_H
#define INVENTORY_GOV_RECORDER_H

#include "compat.h"
#include "utils/uuid.h"

typedef enum RecordOutcome
{
	RECORD_COMMITTED,			/* durably recorded; reference is set */
	RECORD_FAILED,				/* certainly not recorded; reason says why */
	RECORD_UNKNOWN				/* may or may not be recorded; reason says why */
} RecordOutcome;

typedef struct RecordResult
{
	RecordOutcome outcome;
	char		reference[64];	/* of the request; empty where the record made none */
	char		reason[256];	/* for RECORD_FAILED and RECORD_UNKNOWN */
} RecordResult;

/* Module init, called by _PG_init. */
extern void recorder_init(void);

/*
 * Have payload (JSON text, null-terminated) recorded by
 * inventory_gov.record(key, payload), and wait for the commit, at most
 * inventory_gov.record_timeout. Does not raise except on interrupts
 * (cancel, terminate). key makes a resubmission harmless.
 */
extern RecordResult recorder_submit(const pg_uuid_t *key, const char *payload);

#endif							/* INVENTORY_GOV_RECORDER_H */
