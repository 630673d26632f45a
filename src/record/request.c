/*-------------------------------------------------------------------------
 * request.c
 *		Decides approval requests: approve, reject, withdraw. The database
 *		checks who may, whatever the channel.
 *
 * Stored states and their legal successors are one table below; expired and
 * spent are derived (a pending or approved request past its time; an approved
 * one whose lines are all used) and shown by the view requests. A trigger on
 * the table holds plain SQL to the same table.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/rel.h"
#include "utils/timestamp.h"
#include "access/htup_details.h"

#include "errors.h"
#include "odoo/directory.h"
#include "odoo/query.h"
#include "odoo/schema.h"
#include "policy/scope.h"
#include "record/violation.h"

typedef enum RequestState
{
	REQUEST_PENDING, REQUEST_APPROVED, REQUEST_REJECTED, REQUEST_WITHDRAWN, REQUEST_STATES
} RequestState;

static const char *const request_state_names[REQUEST_STATES] = {
	"pending", "approved", "rejected", "withdrawn"
};

static const uint32 request_successors[REQUEST_STATES] = {
	[REQUEST_PENDING] = 1 << REQUEST_APPROVED | 1 << REQUEST_REJECTED | 1 << REQUEST_WITHDRAWN,
	[REQUEST_APPROVED] = 0,
	[REQUEST_REJECTED] = 0,
	[REQUEST_WITHDRAWN] = 0,
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

/* What a decision needs to know of its request. */
typedef struct RequestRow
{
	int64		id;
	char	   *reference;
	RequestState state;
	int32		requester_id;
	char	   *requester_name;
	char	   *decided_by_name;
	char	   *decided_at;
	bool		expired;
	char	   *expires_at;
	int			ngroups;
	char	  **groups;			/* of its lines, each once */
} RequestRow;

/*
 * Read and lock the request, as it is now. No key update: the recorder's
 * foreign key check of a new attempt must not wait for this decision.
 */
static RequestRow *
lock_request(const char *reference)
{
	static KeptQuery query;
	MemoryContext cxt = CurrentMemoryContext;
	RequestRow *r = palloc0(sizeof(RequestRow));
	Datum		arg = CStringGetTextDatum(reference);
	bool		isnull;
	QueryScope	scope;

	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			type = TEXTOID;

		query_prepare(&query, 1,
					  "SELECT id, reference, state, requester_id, requester_name, decided_by_name,"
					  " to_char(decided_at, 'YYYY-MM-DD HH24:MI'), expires_at <= clock_timestamp(),"
					  " to_char(expires_at, 'YYYY-MM-DD HH24:MI')"
					  " FROM inventory_gov.request WHERE reference = upper(btrim($1)) FOR NO KEY UPDATE",
					  1, &type);
	}
	if (query_run(&query, &arg, NULL, SEE_LATEST) == 0)
		ereport(ERROR, (errcode(ERRCODE_IG_REQUEST_STATE),
						errmsg("there is no approval request \"%s\"", reference),
						errhint("References look like GOV/2026/00042; see inventory_gov.requests.")));
	r->id = DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull));
	r->reference = result_text(0, 2, cxt);
	r->state = request_state_parse(result_text(0, 3, cxt));
	r->requester_id = result_int(0, 4);
	r->requester_name = result_text(0, 5, cxt);
	r->decided_by_name = result_text(0, 6, cxt);
	r->decided_at = result_text(0, 7, cxt);
	r->expired = result_bool(0, 8);
	r->expires_at = result_text(0, 9, cxt);
	query_end(&scope);
	return r;
}

static void
load_groups(RequestRow *r)
{
	static KeptQuery query;
	MemoryContext cxt = CurrentMemoryContext;
	Datum		arg = Int64GetDatum(r->id);
	QueryScope	scope;

	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			type = INT8OID;

		query_prepare(&query, 1,
					  "SELECT DISTINCT COALESCE(approver_group, 'stock.group_stock_manager')"
					  " FROM inventory_gov.request_line WHERE request_id = $1 ORDER BY 1",
					  1, &type);
	}
	r->ngroups = (int) query_run(&query, &arg, NULL, SEE_LATEST);
	r->groups = MemoryContextAlloc(cxt, sizeof(char *) * Max(r->ngroups, 1));
	for (int i = 0; i < r->ngroups; i++)
		r->groups[i] = result_text(i, 1, cxt);
	query_end(&scope);
}

/* Name of an active internal user of Odoo; raises for anybody else. */
static char *
require_user(int32 user_id, const char *reference)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	MemoryContext cxt = CurrentMemoryContext;
	Datum		arg = Int32GetDatum(user_id);
	char	   *name = NULL;
	bool		active = false;
	bool		known;
	QueryScope	scope;

	if (!s->has_stock)
		ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
						errmsg("Odoo is not installed in this database: %s is missing", s->missing)));
	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			type = INT4OID;

		query_prepare(&query, s->generation,
					  "SELECT p.name::text, COALESCE(u.active, false) AND NOT COALESCE(u.share, false)"
					  " FROM " ODOO_SCHEMA ".res_users u"
					  " LEFT JOIN " ODOO_SCHEMA ".res_partner p ON p.id = u.partner_id WHERE u.id = $1",
					  1, &type);
	}
	known = query_run(&query, &arg, NULL, SEE_LATEST) == 1;
	if (known)
	{
		name = result_text(0, 1, cxt);
		active = result_bool(0, 2);
	}
	query_end(&scope);
	if (!known)
		ereport(ERROR, (errcode(ERRCODE_IG_SEPARATION_OF_DUTIES),
						errmsg("%s cannot be decided: there is no Odoo user with id %d", reference, user_id)));
	if (!active)
		ereport(ERROR, (errcode(ERRCODE_IG_SEPARATION_OF_DUTIES),
						errmsg("%s cannot be decided by %s: the user is archived or not an internal user",
							   reference, name)));
	return name;
}

static void
require_groups(RequestRow *r, int32 user_id, const char *name)
{
	const Actor *actor = directory_actor(user_id, CurrentMemoryContext);

	load_groups(r);
	for (int i = 0; i < r->ngroups; i++)
	{
		int32		group_id = scope_group_id(r->groups[i]);
		bool		member = false;

		for (int g = 0; g < actor->ngroups; g++)
			member |= (actor->groups[g].group_id == group_id);
		if (!member)
			ereport(ERROR, (errcode(ERRCODE_IG_SEPARATION_OF_DUTIES),
							errmsg("%s may not decide %s", name, r->reference),
							errdetail("Members of %s may.", scope_group_label(r->groups[i]))));
	}
}

/* Whoever tried the operation himself asks for it, whoever was first. */
static void
require_no_attempt(const RequestRow *r, int32 user_id, const char *name)
{
	static KeptQuery query;
	Datum		args[2];
	bool		tried;
	QueryScope	scope;

	args[0] = Int64GetDatum(r->id);
	args[1] = Int32GetDatum(user_id);
	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			types[2] = {INT8OID, INT4OID};

		query_prepare(&query, 1,
					  "SELECT 1 FROM inventory_gov.violation WHERE request_id = $1 AND actor_id = $2"
					  " LIMIT 1",
					  2, types);
	}
	tried = query_run(&query, args, NULL, SEE_LATEST) > 0;
	query_end(&scope);
	if (tried)
		ereport(ERROR, (errcode(ERRCODE_IG_SEPARATION_OF_DUTIES),
						errmsg("%s cannot be approved by %s, who has tried the operation too",
							   r->reference, name),
						errhint("Somebody else has to approve it.")));
}

static void
require_pending(const RequestRow *r, RequestState to)
{
	if (!(request_successors[r->state] & (1 << to)))
		ereport(ERROR, (errcode(ERRCODE_IG_REQUEST_STATE),
						errmsg("%s is already %s", r->reference, request_state_names[r->state]),
						errdetail("By %s on %s.", r->decided_by_name ? r->decided_by_name : "somebody",
								  r->decided_at ? r->decided_at : "an unknown date")));
	if (r->expired)
		ereport(ERROR, (errcode(ERRCODE_IG_REQUEST_STATE),
						errmsg("%s expired on %s", r->reference, r->expires_at),
						errhint("Doing the operation again makes a new request.")));
}

/* A grant is valid as long as the request was: its time starts with the approval. */
static void
store_decision(const RequestRow *r, RequestState to, int32 user_id, const char *name,
			   const char *note)
{
	static KeptQuery query;
	Datum		args[5];
	char		nulls[5] = {' ', ' ', ' ', ' ', ' '};
	QueryScope	scope;

	args[0] = Int64GetDatum(r->id);
	args[1] = CStringGetTextDatum(request_state_names[to]);
	args[2] = Int32GetDatum(user_id);
	args[3] = CStringGetTextDatum(name ? name : "");
	args[4] = note ? CStringGetTextDatum(note) : (Datum) 0;
	if (note == NULL)
		nulls[4] = 'n';
	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			types[5] = {INT8OID, TEXTOID, INT4OID, TEXTOID, TEXTOID};

		query_prepare(&query, 1,
					  "WITH decided AS ("
					  " UPDATE inventory_gov.request SET state = $2, decided_at = clock_timestamp(),"
					  " expires_at = CASE WHEN $2 = 'approved'"
					  "  THEN clock_timestamp() + (expires_at - created_at) ELSE expires_at END,"
					  " decided_by = $3, decided_by_name = $4, decision_note = $5,"
					  " decision_session = jsonb_build_object('session_user', session_user,"
					  "  'client_address', host(inet_client_addr()), 'application_name',"
					  "  current_setting('application_name'), 'backend_pid', pg_backend_pid(),"
					  "  'xid', pg_current_xact_id()::text)"
					  " WHERE id = $1 RETURNING reference, decided_by, decided_by_name, decision_note)"
					  " INSERT INTO inventory_gov.event (kind, subject, payload)"
					  " SELECT 'request.' || $2, reference, to_jsonb(decided) FROM decided",
					  5, types);
	}
	(void) query_run(&query, args, nulls, SEE_LATEST);
	query_end(&scope);
}

static Datum
decide(FunctionCallInfo fcinfo, RequestState to)
{
	RequestRow *r;
	char	   *note;
	char	   *name;
	int32		user_id;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(2))
		ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
						errmsg("the reference and the deciding user must not be null")));
	note = PG_ARGISNULL(1) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(1));
	user_id = PG_GETARG_INT32(2);
	r = lock_request(text_to_cstring(PG_GETARG_TEXT_PP(0)));
	name = require_user(user_id, r->reference);
	require_pending(r, to);
	if (to == REQUEST_WITHDRAWN)
	{
		if (user_id != r->requester_id)
			ereport(ERROR, (errcode(ERRCODE_IG_SEPARATION_OF_DUTIES),
							errmsg("%s cannot be withdrawn by %s: it was requested by %s", r->reference,
								   name, r->requester_name ? r->requester_name : "somebody else")));
	}
	else
	{
		if (user_id == r->requester_id)
			ereport(ERROR, (errcode(ERRCODE_IG_SEPARATION_OF_DUTIES),
							errmsg("%s was requested by %s, who cannot decide it", r->reference, name),
							errhint("Somebody else has to; the requester may withdraw it.")));
		require_groups(r, user_id, name);
		if (to == REQUEST_APPROVED)
			require_no_attempt(r, user_id, name);
	}
	store_decision(r, to, user_id, name, note);
	PG_RETURN_TEXT_P(cstring_to_text(request_state_names[to]));
}

PG_FUNCTION_INFO_V1(inventory_gov_approve);

/* approve(reference, note, actor): the new state */
Datum
inventory_gov_approve(PG_FUNCTION_ARGS)
{
	return decide(fcinfo, REQUEST_APPROVED);
}

PG_FUNCTION_INFO_V1(inventory_gov_reject);

Datum
inventory_gov_reject(PG_FUNCTION_ARGS)
{
	return decide(fcinfo, REQUEST_REJECTED);
}

PG_FUNCTION_INFO_V1(inventory_gov_withdraw);

Datum
inventory_gov_withdraw(PG_FUNCTION_ARGS)
{
	return decide(fcinfo, REQUEST_WITHDRAWN);
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
	char	   *decider;
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
	decider = column_text(new, desc, "decided_by");
	if (to == REQUEST_APPROVED &&
		(decider == NULL || strcmp(decider, column_text(new, desc, "requester_id")) == 0))
		ereport(ERROR, (errcode(ERRCODE_IG_SEPARATION_OF_DUTIES),
						errmsg("%s cannot be approved by its requester or by nobody",
							   column_text(new, desc, "reference"))));
	return PointerGetDatum(new);
}
