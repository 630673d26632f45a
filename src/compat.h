/*-------------------------------------------------------------------------
 * compat.h
 *		Every difference between PostgreSQL 13 and 18 that this extension
 *		meets. No other file tests PG_VERSION_NUM.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_COMPAT_H
#define INVENTORY_GOV_COMPAT_H

#include "postgres.h"

#include "fmgr.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "storage/ipc.h"
#include "storage/shmem.h"
#include "utils/guc.h"
#if PG_VERSION_NUM >= 140000
#include "utils/wait_event.h"
#endif
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

/* Reserving our GUC prefix got a new name in 15. */
#if PG_VERSION_NUM < 150000
#define MarkGUCPrefixReserved(prefix) EmitWarningsOnPlaceholders(prefix)
#endif

/* Main shared memory is asked for in a hook from 15 on, and directly by _PG_init before. */
#if PG_VERSION_NUM >= 150000
#define IG_ON_SHMEM_REQUEST(previous, request) \
	((previous) = shmem_request_hook, shmem_request_hook = (request))
#else
typedef void (*shmem_request_hook_type)(void);
#define IG_ON_SHMEM_REQUEST(previous, request) ((previous) = NULL, (request)())
#endif

/* A wait event of our own can be named from 17 on. */
#if PG_VERSION_NUM >= 170000
#define IG_WAIT_EVENT(name) WaitEventExtensionNew(name)
#else
#define IG_WAIT_EVENT(name) PG_WAIT_EXTENSION
#endif

/* 18 marks functions that do not return in front of the declaration, and knows the old mark no more. */
#if PG_VERSION_NUM < 180000
#define pg_noreturn __attribute__((noreturn))
#endif

/* Arguments of type xid have a macro from 14 on. */
#if PG_VERSION_NUM < 140000
#define PG_GETARG_TRANSACTIONID(n) DatumGetTransactionId(PG_GETARG_DATUM(n))
#endif

/* Ownership checks of all kinds of objects became one function in 16. */
#if PG_VERSION_NUM >= 160000
#define IG_OWNS_TABLE(relid, role) object_ownercheck(RelationRelationId, relid, role)
#else
#define IG_OWNS_TABLE(relid, role) pg_class_ownercheck(relid, role)
#endif

/* 18 has deferrable primary keys, and asks whether they count. */
#if PG_VERSION_NUM >= 180000
#define IG_PRIMARY_KEY_INDEX(rel) RelationGetPrimaryKeyIndex(rel, true)
#else
#define IG_PRIMARY_KEY_INDEX(rel) RelationGetPrimaryKeyIndex(rel)
#endif

/* Releasing a kept plan names its resource owner from 14 on. */
#if PG_VERSION_NUM >= 140000
#define IG_ReleaseCachedPlan(plan) ReleaseCachedPlan(plan, CurrentResourceOwner)
#else
#define IG_ReleaseCachedPlan(plan) ReleaseCachedPlan(plan, true)
#endif

/* Set-returning functions that fill a tuplestore got a helper in 15. */
#if PG_VERSION_NUM >= 150000
#define IG_InitMaterializedSRF(fcinfo) InitMaterializedSRF(fcinfo, 0)
#else
extern void IG_InitMaterializedSRF(FunctionCallInfo fcinfo);
#endif

#endif							/* INVENTORY_GOV_COMPAT_H */
