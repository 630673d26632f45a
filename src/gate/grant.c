/*-------------------------------------------------------------------------
 * grant.c
 *		Looks for approvals that cover an operation's findings, and spends them.
 *
 * A grant covers a line of the same policy and subject with the same sign and
 * no larger deviation. Who wants to spend lines of a request first locks the
 * request (advisory, to the end of the transaction) and then looks again with
 * the latest snapshot: of two transactions the second sees what the first has
 * spent. Spending inserts a unique row, and rolls back with the transaction.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "gate/gate.h"
#include "odoo/advisory.h"
#include "odoo/query.h"
#include "record/violation.h"
#include "worker/desk_call.h"

/* An approved, unexpired request line not spent by anybody else. */
typedef struct Grant
{
	int64		line_id;
	int64		request_id;
	int32		policy_id;
	char	   *subject;
	double		deviation_qty;
	double		deviation_value;
	bool		used;			/* already, by this very transaction */
	bool		own;			/* the actor approved it, and the policy wants another one to do it */
	char	   *reference;
} Grant;

static Datum
subject_array(const ContentLine *lines, int n)
{
	Datum	   *elems = palloc(sizeof(Datum) * n);

	for (int i = 0; i < n; i++)
		elems[i] = CStringGetTextDatum(lines[i].fact->subject);
	return PointerGetDatum(construct_array(elems, n, TEXTOID, -1, false, TYPALIGN_INT));
}

static Datum
policy_array(const ContentLine *lines, int n)
{
	int32	   *ids = palloc(sizeof(int32) * n);

	for (int i = 0; i < n; i++)
		ids[i] = lines[i].policy->id;
	return int_array(ids, n);
}

static Grant *
find_grants(const ContentLine *lines, int n, int *ngrants)
{
	static KeptQuery query;
	MemoryContext cxt = CurrentMemoryContext;
	Datum		args[3];
	QueryScope	scope;
	Grant	   *grants;

	args[0] = policy_array(lines, n);
	args[1] = subject_array(lines, n);
	args[2] = Int32GetDatum(lines[0].fact->actor_id);
	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			types[3] = {INT4ARRAYOID, TEXTARRAYOID, INT4OID};

		query_prepare(&query, 1,
					  "SELECT l.id, l.request_id, l.policy_id, l.subject,"
					  " l.deviation_qty::float8, l.deviation_value::float8, g.xid IS NOT NULL,"
					  " EXISTS (SELECT FROM inventory_gov.decision d"
					  "  JOIN inventory_gov.policy p ON p.id = l.policy_id AND 'releaser' = ANY (p.separate)"
					  "  WHERE d.request_id = r.id AND (d.user_id = $3 OR d.on_behalf_of = $3) AND d.verdict = 'approve'),"
					  " r.reference"
					  " FROM unnest($1, $2) u(policy_id, subject)"
					  " JOIN inventory_gov.request_line l ON l.subject = u.subject"
					  "  AND l.policy_id = u.policy_id"
					  " JOIN inventory_gov.request r ON r.id = l.request_id"
					  " LEFT JOIN inventory_gov.grant_use g ON g.request_line_id = l.id"
					  " WHERE r.state = 'approved' AND r.expires_at > clock_timestamp()"
					/* a restored use may bear this number, but is older */
					  " AND (g.xid IS NULL OR (g.xid = pg_current_xact_id_if_assigned() AND g.used_at >= now()))"
					  " ORDER BY l.request_id, l.id",
					  3, types);
	}
	*ngrants = (int) query_run(&query, args, NULL, SEE_LATEST);
	grants = MemoryContextAlloc(cxt, sizeof(Grant) * Max(*ngrants, 1));
	for (int i = 0; i < *ngrants; i++)
	{
		grants[i].line_id = result_bigint(i, 1);
		grants[i].request_id = result_bigint(i, 2);
		grants[i].policy_id = result_int(i, 3);
		grants[i].subject = result_text(i, 4, cxt);
		grants[i].deviation_qty = result_float(i, 5);
		grants[i].deviation_value = result_float(i, 6);
		grants[i].used = result_bool(i, 7);
		grants[i].own = result_bool(i, 8);
		grants[i].reference = result_text(i, 9, cxt);
	}
	query_end(&scope);
	return grants;
}

/* Not beyond what was approved: same sign, no larger. */
static bool
within(double wanted, double approved, double slack)
{
	if (wanted * approved < 0)
		return false;
	return fabs(wanted) <= fabs(approved) + slack;
}

/* In use already before one that is not; one that the actor may use before one he may not. */
static bool
better_grant(const Grant *a, const Grant *b)
{
	if (a->used != b->used)
		return a->used;
	return b->own && !a->own;
}

static Grant *
covering_grant(const ContentLine *line, Grant *grants, int n)
{
	Grant	   *found = NULL;

	for (int i = 0; i < n; i++)
	{
		Grant	   *g = &grants[i];

		if (g->policy_id == line->policy->id && strcmp(g->subject, line->fact->subject) == 0 &&
			within(line->fact->deviation, g->deviation_qty, 1e-6) &&
			(!line->policy->control->value_is_agreed ||
			 within(line->fact->value, g->deviation_value, 0.005)) &&
			(found == NULL || better_grant(g, found)))
			found = g;
	}
	return found;
}

static void
lock_requests(const Grant *grants, int n)
{
	/* sorted by request: ascending order prevents deadlocks */
	for (int i = 0; i < n; i++)
	{
		if (i > 0 && grants[i].request_id == grants[i - 1].request_id)
			continue;
		advisory_lock(LOCK_REQUEST, (uint32) grants[i].request_id, ExclusiveLock);
	}
}

static void
spend(const Grant *grant, int32 actor_id)
{
	static KeptQuery query;
	QueryScope	scope;
	Datum		args[2];

	args[0] = Int64GetDatum(grant->line_id);
	args[1] = Int32GetDatum(actor_id);
	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			types[2] = {INT8OID, INT4OID};

		query_prepare(&query, 1,
					  "INSERT INTO inventory_gov.grant_use (request_line_id, actor_id)"
					  " VALUES ($1, $2)",
					  2, types);
	}
	(void) query_run(&query, args, NULL, SEE_LATEST);
	query_end(&scope);
	/* who was told to do the operation again has done it */
	desk_call_at_commit();
}

/*
 * What is missing of the evidence that doing an approved operation takes, in
 * words; NULL where all is there. What is there is pinned to the request, in
 * this transaction.
 */
static char *
missing_evidence(const ContentLine *lines, Grant **cover, int n)
{
	static KeptQuery query;
	MemoryContext cxt = CurrentMemoryContext;
	Datum	   *requests = palloc(sizeof(Datum) * n);
	int			count = 0;
	char	   *missing;
	Datum		args[2];
	QueryScope	scope;

	for (int i = 0; i < n; i++)
	{
		if (lines[i].policy->evidence_to_validate && !cover[i]->used)
			requests[count++] = Int64GetDatum(cover[i]->request_id);
	}
	if (count == 0)
		return NULL;
	args[0] = PointerGetDatum(construct_array(requests, count, INT8OID, 8, FLOAT8PASSBYVAL,
											  TYPALIGN_DOUBLE));
	args[1] = Int32GetDatum(lines[0].fact->actor_id);
	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			types[2] = {INT8ARRAYOID, INT4OID};

		query_prepare(&query, 1,
					  "SELECT string_agg(r.reference || ': ' ||"
					  "  inventory_gov.evidence_for_validation(r.id, s.missing, s.attachments), '; ' ORDER BY r.id)"
					  " FROM inventory_gov.request r,"
					  "  inventory_gov.evidence_state(r.id, 'validation', inventory_gov.user_lang($2)) s"
					  " WHERE r.id = ANY ($1)",
					  2, types);
	}
	(void) query_run(&query, args, NULL, SEE_LATEST);
	missing = result_text(0, 1, cxt);
	query_end(&scope);
	return missing;
}

static void
spend_all(const ContentLine *lines, Grant **cover, int n)
{
	for (int i = 0; i < n; i++)
	{
		if (!cover[i]->used)
			spend(cover[i], lines[i].fact->actor_id);
		cover[i]->used = true;
	}
}

GrantVerdict
grants_use(const List *findings, char **detail)
{
	int			n;
	int			ngrants;
	ContentLine *lines = content_lines(findings, &n);
	Grant	   *grants = find_grants(lines, n, &ngrants);
	Grant	  **cover;

	if (ngrants == 0)
		return GRANTS_MISSING;
	lock_requests(grants, ngrants);
	grants = find_grants(lines, n, &ngrants);
	cover = palloc(sizeof(Grant *) * n);
	for (int i = 0; i < n; i++)
	{
		cover[i] = covering_grant(&lines[i], grants, ngrants);
		if (cover[i] == NULL)
			return GRANTS_MISSING;
	}
	for (int i = 0; i < n; i++)
	{
		*detail = cover[i]->reference;
		if (cover[i]->own)
			return GRANTS_OWN;
	}
	*detail = missing_evidence(lines, cover, n);
	if (*detail != NULL)
		return GRANTS_LACK_EVIDENCE;
	spend_all(lines, cover, n);
	return GRANTS_COVER;
}

/* Is this content line one of the finding's? */
static bool
belongs_to(const ContentLine *line, const Finding *f)
{
	return line->policy == f->policy &&
		(line->fact == f->fact || list_member_ptr(f->members, line->fact));
}

void
grants_mark(List *findings)
{
	int			n;
	int			ngrants;
	ContentLine *lines = content_lines(findings, &n);
	Grant	   *grants = find_grants(lines, n, &ngrants);
	ListCell   *lc;

	foreach(lc, findings)
	{
		Finding    *f = lfirst(lc);

		f->granted = true;
		for (int i = 0; i < n && f->request_id == 0; i++)
		{
			Grant	   *g = belongs_to(&lines[i], f) ? covering_grant(&lines[i], grants, ngrants)
				: NULL;

			if (g != NULL)
				f->request_id = g->request_id;
		}
	}
}
