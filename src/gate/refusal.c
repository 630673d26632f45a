/*-------------------------------------------------------------------------
 * refusal.c
 *		The one place that raises: records the refusal first, then tells the
 *		user what, how far beyond what limit, under which reference, and what
 *		to do next.
 *
 * The record must outlive the transaction that is about to abort, so it is
 * handed to the recorder; only its answer decides the text. Three outcomes,
 * three texts: recorded, certainly not recorded, unknown. The operation is
 * refused in all three. The record is English; the user is told in his language.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/uuid.h"

#include "errors.h"
#include "gate/gate.h"
#include "odoo/directory.h"
#include "odoo/query.h"
#include "odoo/schema.h"
#include "record/recorder.h"
#include "record/violation.h"
#include "text/say.h"

/* More lines than this are counted, not listed: Odoo shows all of it in a box. */
#define MAX_LISTED 20

static bool
is_blocked(const List *findings)
{
	ListCell   *lc;

	foreach(lc, findings)
	{
		if (!finding_is_approvable(lfirst(lc)))
			return true;
	}
	return false;
}

/* How many of them wait for nothing but what the requester gives himself. */
static int
settled_by_requester(const List *findings)
{
	int			n = 0;
	ListCell   *lc;

	foreach(lc, findings)
		n += ((Finding *) lfirst(lc))->policy->control->settled_by_requester;
	return n;
}

/* What is blocked weighs more than what cannot be approved yet, and that more than the rest. */
static int
weight(const Finding *f)
{
	return f->policy->enforcement * 2 +
		(f->policy->enforcement != ENFORCE_BLOCK && !finding_is_approvable(f));
}

/* The most severe finding speaks for all. */
static const Finding *
spokesman(const List *findings)
{
	const Finding *worst = NULL;
	ListCell   *lc;

	foreach(lc, findings)
	{
		const Finding *f = lfirst(lc);

		if (worst == NULL || weight(f) > weight(worst))
			worst = f;
	}
	return worst;
}

/* In words, as the request's own steps have it; it has just been committed. */
static char *
approver_text(const char *reference, const char *lang)
{
	static KeptQuery query;
	MemoryContext cxt = CurrentMemoryContext;
	Datum		args[2];
	char	   *words;
	QueryScope	scope;

	args[0] = CStringGetTextDatum(reference);
	args[1] = CStringGetTextDatum(lang);
	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			types[2] = {TEXTOID, TEXTOID};

		query_prepare(&query, 1, "SELECT inventory_gov.who_may_approve($1, $2)", 2, types);
	}
	(void) query_run(&query, args, NULL, SEE_LATEST);
	words = result_text(0, 1, cxt);
	query_end(&scope);
	return words;
}

static char *
number_text(int n)
{
	return psprintf("%d", n);
}

static char *
headline(const List *findings, const Finding *first, const char *lang)
{
	char	   *message = finding_message(first, lang);

	if (list_length(findings) == 1)
		return message;
	return say(lang, "%1$s, and %2$s more", message, number_text(list_length(findings) - 1));
}

static void
list_others(StringInfo buf, const List *findings, const Finding *first, const char *lang)
{
	int			listed = 0;
	ListCell   *lc;

	foreach(lc, findings)
	{
		const Finding *f = lfirst(lc);

		if (f == first)
			continue;
		if (++listed > MAX_LISTED)
			continue;
		appendStringInfo(buf, "\n%s", say(lang, "Also: %1$s.", finding_message(f, lang)));
	}
	if (listed > MAX_LISTED)
		appendStringInfo(buf, "\n%s",
						 say(lang, "and %1$s more.", number_text(listed - MAX_LISTED)));
}

/* The recorder's reason is for whoever runs the server: it is in the log, too, and stays English. */
static char *
outcome_text(const List *findings, const Finding *first, const RecordResult *result, bool blocked,
			 const char *lang)
{
	int			own = settled_by_requester(findings);
	char	   *text;

	switch (result->outcome)
	{
		case RECORD_COMMITTED:
			break;
		case RECORD_FAILED:
			return say(lang, "The refusal was not recorded and no approval was requested: %1$s.",
					   result->reason);
		case RECORD_UNKNOWN:
			return say(lang, "It is unknown whether the refusal was recorded and approval requested: %1$s.",
					   result->reason);
	}
	if (blocked && first->policy->enforcement != ENFORCE_BLOCK)
		return say(lang, "No approval can be asked for yet. The attempt is recorded.");
	if (blocked)
		return say(lang, "This cannot be approved. The attempt is recorded.");
	if (own == list_length(findings))
		return say(lang, "Request %1$s waits for the reason, which you give yourself.",
				   result->reference);
	text = say(lang, "Approval request %1$s. Who may approve: %2$s.", result->reference,
			   approver_text(result->reference, lang));
	return own == 0 ? text
		: psprintf("%s %s", text, say(lang, "The reason you give yourself, on the request."));
}

static char *
detail_text(const List *findings, const Finding *first, const RecordResult *result, bool blocked,
			const char *lang)
{
	StringInfoData buf;

	initStringInfo(&buf);
	appendStringInfoString(&buf, outcome_text(findings, first, result, blocked, lang));
	list_others(&buf, findings, first, lang);
	return buf.data;
}

static char *
hint_text(const List *findings, const Finding *first, const RecordResult *result, bool blocked,
		  const char *lang)
{
	char	   *way_out = first->policy->control->way_out(first->fact, first->slot,
														  first->policy->limits, lang);

	if (way_out == NULL)
		way_out = say(lang, "correct the operation");
	if (blocked)
		return say(lang, "To go on: %1$s.", way_out);
	if (result->outcome == RECORD_COMMITTED && settled_by_requester(findings) == list_length(findings))
		return say(lang, "Give the reason on the request (Inventory, Governance), then do the same again.");
	if (result->outcome == RECORD_COMMITTED)
		return say(lang, "Once it is approved, do the same again; or %1$s.", way_out);
	return say(lang, "Try again to request approval; or %1$s.", way_out);
}

/* What could not be recorded in its table stands in the server log, in full. */
static void
log_unrecorded(const RecordResult *result, const char *payload)
{
	ereport(LOG_SERVER_ONLY,
			(errmsg("inventory_gov: a refusal %s: %s",
					result->outcome == RECORD_FAILED ? "was not recorded"
					: "may not have been recorded", result->reason),
			 errdetail_internal("%s", payload), errhidestmt(true), errhidecontext(true)));
}

static RecordResult
record_refusal(const List *findings, bool with_request, const char *title)
{
	char	   *payload = refusal_payload(findings, with_request, title);
	pg_uuid_t	key;
	RecordResult result;

	random_key(&key);
	result = recorder_submit(&key, payload);
	if (result.outcome != RECORD_COMMITTED)
		log_unrecorded(&result, payload);
	return result;
}

pg_noreturn static void raise_refusal(int sqlerrcode, const Control *control, const char *message,
						  const char *detail, const char *hint);

static void
raise_refusal(int sqlerrcode, const Control *control, const char *message, const char *detail,
			  const char *hint)
{
	ereport(ERROR,
			(errcode(sqlerrcode),
			 errmsg_internal("%s.", message),
			 errdetail_internal("%s", detail),
			 errhint("%s", hint),
			 err_generic_string(PG_DIAG_SCHEMA_NAME, ODOO_SCHEMA),
			 err_generic_string(PG_DIAG_TABLE_NAME, control->table),
			 err_generic_string(PG_DIAG_CONSTRAINT_NAME,
								psprintf("inventory_gov_%s", control->name))));
}

static int
blocked_code(const Finding *first)
{
	int			own = first->policy->control->blocked_code;

	return own != 0 ? own : ERRCODE_IG_BLOCKED;
}

void
refuse(const List *findings)
{
	bool		blocked = is_blocked(findings);
	const Finding *first = spokesman(findings);
	RecordResult result = record_refusal(findings, !blocked, headline(findings, first, ENGLISH));
	const char *lang = directory_lang(first->fact->actor_id);

	raise_refusal(blocked ? blocked_code(first) : ERRCODE_IG_APPROVAL_NEEDED,
				  first->policy->control, headline(findings, first, lang),
				  detail_text(findings, first, &result, blocked, lang),
				  hint_text(findings, first, &result, blocked, lang));
}

/* The attempt is recorded with the request that was approved; no other is made. */
void
refuse_use(const List *findings, GrantVerdict verdict, const char *detail)
{
	const Finding *first = spokesman(findings);
	const Control *control = first->policy->control;
	const char *lang;
	char	   *message;

	(void) record_refusal(findings, false, finding_message(first, ENGLISH));
	lang = directory_lang(first->fact->actor_id);
	message = finding_message(first, lang);
	if (verdict == GRANTS_OWN)
		raise_refusal(ERRCODE_IG_SEPARATION_OF_DUTIES, control, message,
					  say(lang, "It was approved as %1$s, by the user who is doing it now or in his name.", detail),
					  say(lang, "Somebody else has to do it."));
	raise_refusal(ERRCODE_IG_EVIDENCE_MISSING, control, message,
				  say(lang, "It is approved, but evidence is missing: %1$s.", detail),
				  say(lang, "Attach it, then do the same again."));
}
