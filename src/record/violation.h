/*-------------------------------------------------------------------------
 * violation.h
 *		Findings as records: the JSON that inventory_gov.record() stores, and
 *		the lines an approval has to cover.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_VIOLATION_H
#define INVENTORY_GOV_VIOLATION_H

#include "compat.h"

#include "nodes/pg_list.h"
#include "utils/uuid.h"

#include "policy/policy.h"

/* One thing an approval covers: a policy's objection to one subject. */
typedef struct ContentLine
{
	const Policy *policy;
	const Fact *fact;
	const Finding *finding;		/* that made it a line: the fact's own, or a total it is part of */
} ContentLine;

/* Lines of the findings that need approval, each policy and subject once. */
extern ContentLine *content_lines(const List *findings, int *n);

/* First line of a refusal: what, how far, beyond what limit. What is recorded is English. */
extern char *finding_message(const Finding *f, const char *lang);

/* Record of a refusal; with_request: approval can be asked for. */
extern char *refusal_payload(const List *findings, bool with_request, const char *title);

/* Write the findings of an operation that goes on, in its own transaction. */
extern void violation_record(const List *findings);

extern void random_key(pg_uuid_t *key);

#endif							/* INVENTORY_GOV_VIOLATION_H */
