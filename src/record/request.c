/*-------------------------------------------------------------------------
 * request.c
 *		The state machine of approval requests, and the lock under which they
 *		are decided.
 *
 * Stored states and their legal successors are one table below; expired and
 * spent are derived (a pending or approved request past its time; an approved
 * one whose lines are all used) and shown by the view requests. A trigger holds
 * every UPDATE to that table, that of decide() and plain SQL alike.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "utils/builtins.h"
#include "utils/rel.h"
#include "access/htup_details.h"

#include "errors.h"
#include "odoo/advisory.h"
#include "odoo/query.h"

typedef enum RequestState
{
	REQUEST_PENDING, REQUEST_APPROVED, REQUEST_REJECTED, REQUEST_WITHDRAWN, REQUEST_REVOKED,
	REQUEST_STATES
} RequestState;

static const char *const request_state_names[REQUEST_STATES] = {
	"pending", "approved", "rejected", "withdrawn", "revoked"
};

static const uint32 request_successors[REQUEST_STATES] = {
	[REQUEST_PENDING] = 1 << REQUEST_APPROVED | 1 << REQUEST_REJECTED | 1 << REQUEST_WITHDRAWN,
	[REQUEST_APPROVED] = 1 << REQUEST_REVOKED,
	[REQUEST_REJECTED] = 0,
	[REQUEST_WITHDRAWN] = 0,
	[REQUEST_REVOKED] = 0,
};

static RequestState
request_state_parse(const char *text)
{
	for (int i = 0; i < REQUEST_STATES; i++)
	{
		if (strcmp(text, request_state_names[i]) == 0)
			return (RequestState) i;
	}
	elog(ERROR, "unknown request state \"%s\"", text);
	return REQUEST_PENDING;		/* keep the compiler quiet */
}

PG_FUNCTION_INFO_V1(inventory_gov_lock_request);

/*
 * lock_request(id): who decides a request, and who spends its approval, come
 * one after the other. The advisory lock is the gate's and lets a REPEATABLE
 * READ transaction wait without failing; the row is locked too, against who
 * writes it without asking for that lock.
 */
Datum
inventory_gov_lock_request(PG_FUNCTION_ARGS)
{
	static KeptQuery query;
	int64		id = PG_GETARG_INT64(0);
	Datum		arg = Int64GetDatum(id);
	bool		known;
	QueryScope	scope;

	advisory_lock(LOCK_REQUEST, (uint32) id, ExclusiveLock);
	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			type = INT8OID;

		query_prepare(&query, 1,
					  "SELECT 1 FROM inventory_gov.request WHERE id = $1 FOR NO KEY UPDATE",
					  1, &type);
	}
	known = query_run(&query, &arg, NULL, SEE_LATEST) > 0;
	query_end(&scope);
	if (!known)
		ereport(ERROR, (errcode(ERRCODE_IG_REQUEST_STATE),
						errmsg("there is no approval request with id " INT64_FORMAT, id)));
	PG_RETURN_VOID();
}

/*
 * Columns of request that may be set: by a decision its own and the end of
 * validity, else none but those of the decision.
 */
static bool
may_change(const char *name, bool deciding)
{
	if (strcmp(name, "expires_at") == 0)
		return deciding;
	return strcmp(name, "state") == 0 || strncmp(name, "deci", 4) == 0;
}

static char *
column_text(HeapTuple tuple, TupleDesc desc, const char *name)
{
	return SPI_getvalue(tuple, desc, SPI_fnumber(desc, name));
}

PG_FUNCTION_INFO_V1(inventory_gov_try_lock_request);

/*
 * try_lock_request(id): for those who change its steps and can come back. Who
 * decides under REPEATABLE READ must not meet a row that changes under his
 * hands: he would fail.
 */
Datum
inventory_gov_try_lock_request(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(advisory_try_lock(LOCK_REQUEST, (uint32) PG_GETARG_INT64(0), ExclusiveLock));
}

/* What of a request's decisions makes it approved. */
typedef struct Approval
{
	bool		overridden;		/* by whoever decides: who asked for it may, too */
	bool		complete;		/* every step has its approvals, none by the requester */
	bool		settled;		/* asked for nothing but reasons, and its requester has given them all */
} Approval;

static Approval
load_approval(HeapTuple request, TupleDesc desc, const char *decider)
{
	static KeptQuery query;
	Datum		args[3];
	Approval	found;
	QueryScope	scope;

	args[0] = DirectFunctionCall1(int8in, CStringGetDatum(column_text(request, desc, "id")));
	args[1] = DirectFunctionCall1(int4in, CStringGetDatum(decider));
	args[2] = DirectFunctionCall1(int4in, CStringGetDatum(column_text(request, desc, "requester_id")));
	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			types[3] = {INT8OID, INT4OID, INT4OID};

		query_prepare(&query, 1,
					  "SELECT EXISTS (SELECT FROM inventory_gov.override o WHERE o.request_id = $1 AND o.user_id = $2),"
					  " $2 = $3 AND inventory_gov.settled_by_reason($1)"
					  "  AND NOT EXISTS (SELECT FROM inventory_gov.reasons_missing($1)),"
					  " $2 <> $3 AND count(*) > 0 AND bool_and(s.done_at IS NOT NULL AND s.need <="
					  "  (SELECT count(DISTINCT d.user_id) FROM inventory_gov.decision d"
					  "    WHERE d.step_id = s.id AND d.verdict = 'approve' AND d.user_id <> $3))"
					  " FROM inventory_gov.request_step s WHERE s.request_id = $1",
					  3, types);
	}
	(void) query_run(&query, args, NULL, SEE_LATEST);
	found.overridden = result_bool(0, 1);
	found.settled = result_bool(0, 2);
	found.complete = result_bool(0, 3);
	query_end(&scope);
	return found;
}

/* Four eyes and every tier, whatever wrote the row. */
static void
require_approvals(HeapTuple request, TupleDesc desc)
{
	char	   *decider = column_text(request, desc, "decided_by");
	Approval	found = {0};

	if (decider != NULL)
		found = load_approval(request, desc, decider);
	if (found.overridden || found.complete || found.settled)
		return;
	ereport(ERROR, (errcode(ERRCODE_IG_SEPARATION_OF_DUTIES),
					errmsg("%s cannot be approved by its requester, by nobody, or before each of its steps has its approvals",
						   column_text(request, desc, "reference")),
					errhint("inventory_gov.approve() does it.")));
}

PG_FUNCTION_INFO_V1(inventory_gov_request_guard);

/* BEFORE UPDATE FOR EACH ROW on request: the state machine, for any channel. */
Datum
inventory_gov_request_guard(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = (TriggerData *) fcinfo->context;
	TupleDesc	desc;
	HeapTuple	old,
				new;
	RequestState from,
				to;
	bool		deciding;

	if (!CALLED_AS_TRIGGER(fcinfo) || !TRIGGER_FIRED_BY_UPDATE(trigdata->tg_event))
		ereport(ERROR, (errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
						errmsg("request_guard() can only be called as an UPDATE trigger")));
	desc = trigdata->tg_relation->rd_att;
	old = trigdata->tg_trigtuple;
	new = trigdata->tg_newtuple;
	from = request_state_parse(column_text(old, desc, "state"));
	to = request_state_parse(column_text(new, desc, "state"));
	deciding = from != to;
	for (int i = 0; i < desc->natts; i++)
	{
		char	   *column = NameStr(TupleDescAttr(desc, i)->attname);
		char	   *a = SPI_getvalue(old, desc, i + 1);
		char	   *b = SPI_getvalue(new, desc, i + 1);

		bool		same = a && b ? strcmp(a, b) == 0 : a == b;

		if (!same && !may_change(column, deciding))
			ereport(ERROR, (errcode(ERRCODE_IG_REQUEST_STATE),
							errmsg("column %s of an approval request never changes", column)));
	}
	if (!(request_successors[from] & (1 << to)))
		ereport(ERROR, (errcode(ERRCODE_IG_REQUEST_STATE),
						errmsg("%s cannot go from %s to %s", column_text(new, desc, "reference"),
							   request_state_names[from], request_state_names[to])));
	if (to == REQUEST_APPROVED)
		require_approvals(new, desc);
	return PointerGetDatum(new);
}
