/*-------------------------------------------------------------------------
 * violation.c
 *		Words findings, and turns them into the one JSON form in which both
 *		ways of recording (in the operation's transaction, or by the recorder
 *		when it is refused) hand them to inventory_gov.record().
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "lib/stringinfo.h"
#include "storage/proc.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/json.h"

#include "odoo/query.h"
#include "record/details.h"
#include "record/violation.h"
#include "text/say.h"

void
random_key(pg_uuid_t *key)
{
	if (!pg_strong_random(key->data, UUID_LEN))
		ereport(ERROR, (errcode(ERRCODE_INTERNAL_ERROR),
						errmsg("could not generate a random key")));
}

/* ---- texts ---- */

static char *
finding_limit(const Finding *f, const char *lang)
{
	const LimitSlot *slot = &f->policy->control->slots[f->slot];

	return format_measure(slot->kind, f->limit, slot->document ? NULL : f->fact->unit, lang);
}

char *
finding_message(const Finding *f, const char *lang)
{
	return say(lang, "%1$s; the limit is %2$s (policy \"%3$s\")",
			   f->policy->control->describe(f->fact, f->slot, lang), finding_limit(f, lang),
			   f->policy->name);
}

/* ---- JSON ---- */

/* Every member is preceded by a comma unless an object has just been opened. */
static void
json_key(StringInfo buf, const char *key)
{
	if (buf->len > 0 && buf->data[buf->len - 1] != '{')
		appendStringInfoChar(buf, ',');
	escape_json(buf, key);
	appendStringInfoChar(buf, ':');
}

static void
json_text(StringInfo buf, const char *key, const char *value)
{
	if (value == NULL)
		return;
	json_key(buf, key);
	escape_json(buf, value);
}

static void
json_object_text(StringInfo buf, const char *key, const char *object)
{
	if (object == NULL)
		return;
	json_key(buf, key);
	appendStringInfoString(buf, object);
}

static void
json_id(StringInfo buf, const char *key, int32 value)
{
	if (value == 0)
		return;
	json_key(buf, key);
	appendStringInfo(buf, "%d", value);
}

static void
json_bigint(StringInfo buf, const char *key, int64 value)
{
	if (value == 0)
		return;
	json_key(buf, key);
	appendStringInfo(buf, INT64_FORMAT, value);
}

/* Figures are kept to six decimals: below any unit, above binary noise. */
static void
json_figure(StringInfo buf, const char *key, double value)
{
	if (!isfinite(value))
		return;
	json_key(buf, key);
	appendStringInfo(buf, "%.6f", value);
	while (buf->data[buf->len - 1] == '0')
		buf->data[--buf->len] = '\0';
	if (buf->data[buf->len - 1] == '.')
		buf->data[--buf->len] = '\0';
}

/* inet_client_addr() as text, NULL on a socket or in a worker. */
static char *
client_address(void)
{
	LOCAL_FCINFO(fcinfo, 0);
	FmgrInfo	flinfo;
	Datum		address;

	fmgr_info(F_INET_CLIENT_ADDR, &flinfo);
	InitFunctionCallInfoData(*fcinfo, &flinfo, 0, InvalidOid, NULL, NULL);
	address = FunctionCallInvoke(fcinfo);
	if (fcinfo->isnull)
		return NULL;
	return DatumGetCString(DirectFunctionCall1(inet_out, address));
}

static void
json_session(StringInfo buf)
{
	FullTransactionId xid = GetTopFullTransactionIdIfAny();

	json_key(buf, "session");
	appendStringInfoChar(buf, '{');
	json_text(buf, "session_user_name", GetUserNameFromId(GetSessionUserId(), false));
	json_text(buf, "client_address", client_address());
	json_text(buf, "application_name", application_name);
	json_id(buf, "backend_pid", MyProcPid);
	if (FullTransactionIdIsValid(xid))
		json_text(buf, "xid", psprintf(UINT64_FORMAT, U64FromFullTransactionId(xid)));
	appendStringInfoChar(buf, '}');
}

static const char *
outcome_of(const Finding *f, bool refused)
{
	if (f->shadow)
		return "shadow";
	if (f->exemption)
		return f->exemption->is_pause ? "paused" : "overridden";
	if (refused)
		return "refused";
	return f->granted ? "granted" : "flagged";
}

/* What was broken, by how much. */
static void
json_measure(StringInfo buf, const Finding *f)
{
	const ControlParam *param = f->policy->params[f->slot];

	json_text(buf, "measure", param ? param->name : f->policy->control->slots[f->slot].name);
	/* left out where nothing was expected: no percent of it can be told */
	json_figure(buf, "measured", f->measured);
	json_figure(buf, "limit_value", f->limit);
}

/* NULL: company currency. */
static const char *
limit_unit(const Finding *f)
{
	switch (f->policy->control->slots[f->slot].kind)
	{
		case LIMIT_PCT:
			return "%";
		case LIMIT_QTY:
			return f->fact->unit;
		case LIMIT_VALUE:
			return NULL;
		case LIMIT_DAYS:
			return "days";
		case LIMIT_HOURS:
			return "hours";
		case LIMIT_MINUTES:
			return "minutes";
		case LIMIT_COUNT:
			return "number";
	}
	return NULL;
}

static void
json_quantities(StringInfo buf, const Fact *fact)
{
	json_figure(buf, "expected_qty", fact->expected);
	json_figure(buf, "actual_qty", fact->actual);
	if (fact->expected != 0)
		json_figure(buf, "deviation_pct", fact->deviation / fabs(fact->expected) * 100.0);
}

/* Where it is, and whom it concerns. */
static void
json_place(StringInfo buf, const Fact *fact)
{
	const ScopeFacts *scope = &fact->scope;

	json_text(buf, "model", fact->model);
	json_id(buf, "record_id", fact->record_id);
	json_id(buf, "picking_id", fact->picking_id);
	json_id(buf, "warehouse_id", scope->warehouse_id);
	if (scope->category_path_length > 0)
		json_id(buf, "category_id", scope->category_path[scope->category_path_length - 1]);
	json_id(buf, "location_id", fact->location_id);
	json_text(buf, "location_name", fact->location_name);
	json_id(buf, "lot_id", fact->lot_id);
	json_text(buf, "lot_name", fact->lot_name);
	json_id(buf, "partner_id", fact->partner_id);
	json_text(buf, "partner_name", fact->partner_name);
	json_id(buf, "counter_id", fact->counter_id);
	json_text(buf, "counter_name", fact->counter_name);
}

static void
json_violation(StringInfo buf, const Finding *f, bool refused)
{
	const Fact *fact = f->fact;
	const Policy *p = f->policy;
	const LimitSlot *slot = &p->control->slots[f->slot];

	appendStringInfoChar(buf, '{');
	json_text(buf, "outcome", outcome_of(f, refused));
	json_bigint(buf, "request_id", f->request_id);
	if (f->exemption)
		json_bigint(buf, f->exemption->is_pause ? "pause_id" : "override_id", f->exemption->id);
	json_text(buf, "control", p->control->name);
	json_id(buf, "policy_id", p->id);
	json_text(buf, "policy_name", p->name);
	json_id(buf, "policy_version", p->version);
	json_text(buf, "enforcement", enforcement_name(p->enforcement));
	json_measure(buf, f);
	json_text(buf, "unit", limit_unit(f));
	if (!slot->document)
		json_quantities(buf, fact);
	json_figure(buf, "deviation_qty", fact->deviation);
	json_figure(buf, "deviation_value", fact->value);
	json_text(buf, "message", finding_message(f, ENGLISH));
	json_text(buf, "subject", fact->subject);
	json_text(buf, "document", fact->document);
	json_text(buf, "order_name", fact->order_name);
	json_id(buf, "order_line_id", fact->order_line_id);
	json_id(buf, "product_id", fact->scope.product_id);
	json_text(buf, "product_name", fact->product_name);
	json_place(buf, fact);
	json_id(buf, "company_id", fact->scope.company_id);
	json_id(buf, "actor_id", fact->actor_id);
	json_text(buf, "actor_name", fact->actor_name);
	json_object_text(buf, "details", fact->details);
	appendStringInfoChar(buf, '}');
}

static void
json_violations(StringInfo buf, const List *findings, bool refused)
{
	ListCell   *lc;
	bool		first = true;

	json_key(buf, "violations");
	appendStringInfoChar(buf, '[');
	foreach(lc, findings)
	{
		if (!first)
			appendStringInfoChar(buf, ',');
		first = false;
		json_violation(buf, lfirst(lc), refused);
	}
	appendStringInfoChar(buf, ']');
}

/* ---- content of a request ---- */

static int
compare_content(const void *a, const void *b)
{
	const ContentLine *x = a;
	const ContentLine *y = b;
	int			c = strcmp(x->fact->subject, y->fact->subject);

	return c != 0 ? c : x->policy->id - y->policy->id;
}

ContentLine *
content_lines(const List *findings, int *n)
{
	ContentLine *lines;
	ListCell   *lc;
	ListCell   *lc2;
	int			count = 0;
	int			kept = 0;

	foreach(lc, findings)
	{
		const Finding *f = lfirst(lc);

		count += f->members ? list_length(f->members) : 1;
	}
	lines = palloc(sizeof(ContentLine) * Max(count, 1));
	count = 0;
	foreach(lc, findings)
	{
		const Finding *f = lfirst(lc);

		if (f->members == NIL)
			lines[count++] = (ContentLine) {f->policy, f->fact, f};
		foreach(lc2, f->members)
			lines[count++] = (ContentLine) {f->policy, lfirst(lc2), f};
	}
	qsort(lines, count, sizeof(ContentLine), compare_content);
	for (int i = 0; i < count; i++)
	{
		if (kept == 0 || compare_content(&lines[kept - 1], &lines[i]) != 0)
			lines[kept++] = lines[i];
	}
	*n = kept;
	return lines;
}

/*
 * Identity of what is asked: the same lines with the same deviations, whoever
 * asks, under the same versions of the policies (whose levels have changed asks
 * other people), counted by the same user (who may not approve it). 128 bits of a non-cryptographic hash: a collision would only attach an
 * attempt to a request whose lines then do not cover it.
 */
static char *
fingerprint(const ContentLine *lines, int n)
{
	StringInfoData buf;

	initStringInfo(&buf);
	for (int i = 0; i < n; i++)
		appendStringInfo(&buf, "%d.%d|%s|%d|%.4f|%.2f\n", lines[i].policy->id,
						 lines[i].policy->version, lines[i].fact->subject,
						 lines[i].fact->counter_id, lines[i].fact->deviation,
						 lines[i].policy->control->value_is_agreed ? lines[i].fact->value : 0.0);
	return psprintf("%016llx%016llx",
					(unsigned long long) DatumGetUInt64(hash_any_extended((unsigned char *) buf.data, buf.len, 1)),
					(unsigned long long) DatumGetUInt64(hash_any_extended((unsigned char *) buf.data, buf.len, 2)));
}

static void
json_content_line(StringInfo buf, const ContentLine *line)
{
	/* a line that is part of a total is worded by itself */
	int			slot = line->finding->members ? 0 : line->finding->slot;

	appendStringInfoChar(buf, '{');
	json_text(buf, "control", line->policy->control->name);
	json_text(buf, "subject", line->fact->subject);
	json_id(buf, "policy_id", line->policy->id);
	json_id(buf, "policy_version", line->policy->version);
	json_text(buf, "approver_group", line->policy->approver_group);
	json_figure(buf, "deviation_qty", line->fact->deviation);
	json_figure(buf, "deviation_value", line->fact->value);
	json_text(buf, "unit", line->fact->unit);
	json_id(buf, "product_id", line->fact->scope.product_id);
	json_text(buf, "product_name", line->fact->product_name);
	json_text(buf, "document", line->fact->document);
	json_text(buf, "message", line->policy->control->describe(line->fact, slot, ENGLISH));
	json_measure(buf, line->finding);
	json_text(buf, "limit_unit", limit_unit(line->finding));
	json_quantities(buf, line->fact);
	json_place(buf, line->fact);
	json_text(buf, "order_name", line->fact->order_name);
	json_object_text(buf, "details", details_of_line(line->fact, slot));
	appendStringInfoChar(buf, '}');
}

/* What the request's steps take from Odoo: looked up here, so that the recorder need not. */
static char *
step_hints(const ContentLine *lines, int n)
{
	static KeptQuery query;
	MemoryContext cxt = CurrentMemoryContext;
	int32	   *policies = palloc(sizeof(int32) * n);
	const Fact *fact = lines[0].fact;
	Datum		args[3];
	char	   *hints;
	QueryScope	scope;

	for (int i = 0; i < n; i++)
		policies[i] = lines[i].policy->id;
	args[0] = int_array(policies, n);
	args[1] = CStringGetTextDatum(fact->actor_name ? fact->actor_name : "?");
	args[2] = Int32GetDatum(fact->scope.company_id);
	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			types[3] = {INT4ARRAYOID, TEXTOID, INT4OID};

		query_prepare(&query, 1, "SELECT inventory_gov.step_hints($1, $2, $3)::text", 3, types);
	}
	(void) query_run(&query, args, NULL, SEE_LATEST);
	hints = result_text(0, 1, cxt);
	query_end(&scope);
	return hints;
}

static void
json_request(StringInfo buf, const List *findings, const char *title)
{
	const Finding *first = linitial(findings);
	int			n;
	ContentLine *lines = content_lines(findings, &n);
	double		validity = first->policy->validity;
	ListCell   *lc;

	foreach(lc, findings)
		validity = Min(validity, ((Finding *) lfirst(lc))->policy->validity);
	json_key(buf, "request");
	appendStringInfoChar(buf, '{');
	json_text(buf, "fingerprint", fingerprint(lines, n));
	json_text(buf, "title", title);
	json_text(buf, "document", first->fact->document);
	json_id(buf, "company_id", first->fact->scope.company_id);
	json_key(buf, "requester_id");
	appendStringInfo(buf, "%d", first->fact->actor_id);
	json_text(buf, "requester_name", first->fact->actor_name);
	json_figure(buf, "valid_seconds", validity);
	json_key(buf, "hints");
	appendStringInfoString(buf, step_hints(lines, n));
	json_key(buf, "lines");
	appendStringInfoChar(buf, '[');
	for (int i = 0; i < n; i++)
	{
		if (i > 0)
			appendStringInfoChar(buf, ',');
		json_content_line(buf, &lines[i]);
	}
	appendStringInfoString(buf, "]}");
}

static char *
payload(const List *findings, bool refused, bool with_request, const char *title)
{
	StringInfoData buf;

	initStringInfo(&buf);
	appendStringInfoChar(&buf, '{');
	json_session(&buf);
	json_violations(&buf, findings, refused);
	if (with_request)
		json_request(&buf, findings, title);
	appendStringInfoChar(&buf, '}');
	return buf.data;
}

char *
refusal_payload(const List *findings, bool with_request, const char *title)
{
	return payload(findings, true, with_request, title);
}

void
violation_record(const List *findings)
{
	static KeptQuery query;
	QueryScope	scope;
	pg_uuid_t	key;
	Datum		args[2];

	if (findings == NIL)
		return;
	random_key(&key);
	args[0] = UUIDPGetDatum(&key);
	args[1] = DirectFunctionCall1(jsonb_in, CStringGetDatum(payload(findings, false, false, NULL)));
	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			types[2] = {UUIDOID, JSONBOID};

		query_prepare(&query, 1, "SELECT inventory_gov.record($1, $2)", 2, types);
	}
	(void) query_run(&query, args, NULL, SEE_LATEST);
	query_end(&scope);
}
