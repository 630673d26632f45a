/*-------------------------------------------------------------------------
 * desk_state.h
 *		What callers, desks and the launcher share: one entry per database
 *		that says whether it has a desk, and what became of its visits.
 *
 * A desk is a background worker that does a database's due work and leaves.
 * A call asks for one. A visit is one desk's life.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_DESK_STATE_H
#define INVENTORY_GOV_DESK_STATE_H

#include "compat.h"
#include "storage/latch.h"
#include "storage/lwlock.h"
#include "utils/timestamp.h"

/* To be raised with every change of a struct below. */
#define DESK_LAYOUT 1

#define DESK_DATABASES 32		/* databases with an entry at one time */
#define DESK_ERROR 256			/* bytes of an error's text */

typedef enum DeskPhase
{
	DESK_NONE = 0,
	DESK_STARTING,				/* registered, has not reported yet */
	DESK_RUNNING
} DeskPhase;

typedef enum DeskExtension
{
	DESK_EXTENSION_UNKNOWN = 0,
	DESK_EXTENSION_HERE,
	DESK_EXTENSION_ABSENT
} DeskExtension;

/* One database; everything in it is protected by DeskState.lock. */
typedef struct DeskEntry
{
	Oid			database;		/* InvalidOid: entry never used */
	DeskPhase	phase;
	TimestampTz since;			/* when the phase began */
	bool		called;			/* since the running desk last began to look */
	int			pid;			/* while RUNNING */
	Latch	   *latch;			/* while RUNNING: the desk's procLatch */
	DeskExtension extension;	/* what the last visit found */
	int64		visits;
	int64		chores;			/* done and committed */
	int64		failures;		/* looks that ended in an error */
	int64		unserved;		/* calls without a free background worker */
	bool		failing;		/* the last look ended in an error */
	TimestampTz error_at;		/* of the last failure; 0: none */
	TimestampTz logged_at;		/* when a failure last went to the server log */
	char		error[DESK_ERROR];
} DeskEntry;

typedef struct DeskState
{
	int			tranche;		/* of the lock */
	LWLock		lock;
	int			launcher_pid;	/* 0: none; under the lock */
	DeskEntry	entries[DESK_DATABASES];
} DeskState;

/* What a call comes to. */
typedef enum DeskCall
{
	DESK_CALL_TAKEN,			/* there is a desk, or one is being started */
	DESK_CALL_START,			/* the caller has to start it */
	DESK_CALL_NO_ENTRY			/* all entries belong to other databases' desks */
} DeskCall;

extern void desk_state_init(void);

/* Made on first use; raises when there is no memory for it. Those below need it made. */
extern DeskState *desk_state(void);

/* A copy of a database's entry, all zero where it has none. */
extern DeskEntry desk_entry_copy(Oid database);

/* ---- callers ---- */
extern DeskCall desk_call(Oid database);
extern void desk_call_unserved(Oid database);

/* ---- the desk ---- */

/* Become the database's desk; false when it has one. */
extern bool desk_enter(Oid database);

/* Whoever calls from now on makes desk_leave() fail. */
extern void desk_begin_look(Oid database);

/* No longer be its desk; false, and nothing is changed, when somebody has called since the look began. */
extern bool desk_leave(Oid database);

/* The same, whoever has called. */
extern void desk_leave_anyway(Oid database);

extern void desk_note_extension(Oid database, DeskExtension extension);
extern void desk_note_success(Oid database, bool chore);

/* True when the failure should go to the server log too: a new text, or the old one once a minute. */
extern bool desk_note_failure(Oid database, const char *error);

/* ---- the launcher ---- */
extern void desk_set_launcher(int pid);

#endif							/* INVENTORY_GOV_DESK_STATE_H */
