/*-------------------------------------------------------------------------
 * desk_call.h
 *		Having due work done: starting a desk, now or after the commit.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_DESK_CALL_H
#define INVENTORY_GOV_DESK_CALL_H

#include "compat.h"
#include "postmaster/bgworker.h"

/* Module init, called by _PG_init. */
extern void desk_call_init(void);

/*
 * The current transaction makes work for the desk: call it once that is
 * committed. Forgotten with the (sub)transaction that is rolled back. Raises
 * nothing; where no desk can be started, the work stays in its tables for the
 * next call or the launcher.
 */
extern void desk_call_at_commit(void);

/*
 * See to it that the database's desk looks for work: tell it, or start it.
 * Where handle is given and a desk was started, *handle is its handle, in the
 * current memory context, and we are notified when it starts and ends; else
 * *handle is NULL. Without a handle nothing is allocated.
 */
extern void desk_call_now(Oid database, BackgroundWorkerHandle **handle);

#endif							/* INVENTORY_GOV_DESK_CALL_H */
