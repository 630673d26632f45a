/*-------------------------------------------------------------------------
 * policy.h
 *		Policies as the judge uses them: compiled, cached, resolved.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_POLICY_H
#define INVENTORY_GOV_POLICY_H

#include "compat.h"

#include "access/htup.h"
#include "nodes/pg_list.h"
#include "utils/relcache.h"
#include "utils/timestamp.h"

#include "controls/control.h"
#include "facts/groups.h"

/* In rising severity. */
typedef enum Enforcement
{
	ENFORCE_FLAG,
	ENFORCE_APPROVE,
	ENFORCE_BLOCK
} Enforcement;

/* The order is the documented order of weight: see resolve.c. */
typedef enum ScopeKey
{
	SCOPE_PRODUCT,
	SCOPE_CATEGORY,
	SCOPE_PARTNER,
	SCOPE_PARTNER_CATEGORY,
	SCOPE_TIER,
	SCOPE_LOCATION,
	SCOPE_OPERATION_TYPE,
	SCOPE_WAREHOUSE,
	SCOPE_COMPANY,
	SCOPE_GROUP,
	SCOPE_KEYS
} ScopeKey;

extern const char *const scope_key_names[SCOPE_KEYS];

typedef struct Policy
{
	int32		id;
	int32		version;
	char	   *name;
	const Control *control;
	Enforcement enforcement;
	bool		active;			/* else in shadow */
	int32		scope[SCOPE_KEYS];	/* Odoo id, or number of a tier; 0 where not narrowed */
	double		limits[MAX_SLOTS];	/* NaN where not set */
	const ControlParam *params[MAX_SLOTS];	/* the parameter that set it */
	double		settings[MAX_PARAMS];	/* by parameter of the control; used of settings only */
	char	   *approver_group;
	double		validity;		/* seconds a request stays valid */
	char	   *override_group; /* whose members may override it; NULL: nobody */
	bool		evidence_to_validate;	/* evidence is due when the approved operation is done */
} Policy;

/*
 * A time in which breaches are let through: a pause for everybody, an override
 * for the one user who broke the glass.
 */
typedef struct Exemption
{
	int64		id;
	bool		is_pause;
	int32		user_id;		/* of an override */
	int32		policy_id;		/* 0: any */
	int32		warehouse_id;	/* 0: any */
	TimestampTz from;
	TimestampTz until;
} Exemption;

typedef struct PolicySet
{
	uint64		generation;
	int			npolicies;
	Policy	   *policies;
	bool		uses_group;		/* some scope names a group */
	bool		uses_tier;		/* some scope names a risk tier */
	FactRequest *requests[MAX_CONTROLS];	/* by control; NULL: no policy asks for it */
	int			nexemptions;
	Exemption  *exemptions;		/* not over yet when they were loaded */
} PolicySet;

/* cache.c */
extern void policy_cache_init(void);
extern const PolicySet *policy_set(void);
extern bool policy_set_has(const PolicySet *set, const Control *control);
/* Does an active policy, not one in shadow, limit the slot? */
extern bool policy_set_limits(const PolicySet *set, const Control *control, int slot);
/* What its policies ask for; NULL where there is none, or Odoo lacks what it needs. */
extern const FactRequest *policy_request(const PolicySet *set, const Control *control);

/* two_persons.c: raises where the change needs a second person, and had none. */
extern void require_second_person(Relation policies, HeapTuple tuple, HeapTuple old,
								  const char *name);

/* limits.c */
extern const char *enforcement_name(Enforcement e);
extern bool enforcement_parse(const char *text, Enforcement *e);
/* All limits of a row checked; returned as "name=number name=number". */
extern char *check_limits(const char *policy, const Control *c, Datum limits);
extern void limits_to_slots(const Control *control, const char *pairs, double *limits,
							const ControlParam **params);
extern void limits_to_settings(const Control *control, const char *pairs, double *settings);

/* One breach of one policy by one fact. */
typedef struct Finding
{
	const Fact *fact;
	const Policy *policy;
	int			slot;
	double		measured;
	double		limit;
	bool		shadow;			/* by a policy in shadow: recorded, never acted on */
	bool		granted;		/* an approval covers it */
	int64		request_id;		/* of that approval; 0 where none */
	const Exemption *exemption; /* lets it through, or NULL */
	List	   *members;		/* document slots: the Facts of the lines added up */
} Finding;

/* Can anybody approve it, now? */
extern bool finding_is_approvable(const Finding *finding);

/* resolve.c */
typedef struct PolicyMatch
{
	const Policy *policy;
	int			rank[SCOPE_KEYS];	/* larger is narrower, compared left to right */
} PolicyMatch;

extern bool policy_matches(const Policy *policy, const ScopeFacts *scope, int *rank);
extern int	resolve_matches(const PolicySet *set, const Fact *fact, bool with_shadow,
							PolicyMatch *matches);
extern int	resolve_bands(const PolicyMatch *matches, int nmatches, int slot,
						  const Policy **bands);
/* Findings of all line slots of the fact, appended to the list. */
extern List *resolve_fact(const PolicySet *set, const Fact *fact, List *findings);
/* A policy that governs a document slot for a line. */
typedef struct DocumentRule
{
	const Policy *policy;
	int			slot;
} DocumentRule;

/* DocumentRules for this line, of active policies and of those in shadow. */
extern List *resolve_document(const PolicySet *set, const Fact *fact);
/* Finding of a document fact against one rule, or NULL. */
extern Finding *resolve_total(const DocumentRule *rule, const Fact *document);

/* exemption.c */
extern void load_exemptions(PolicySet *set, MemoryContext cxt);
/* What lets breaches of the policy by this fact through at that time; NULL where nothing does. */
extern const Exemption *find_exemption(const PolicySet *set, const Policy *policy,
									   const Fact *fact, TimestampTz now);
/* Mark the findings that a pause or an override lets through at that time. */
extern void exempt_findings(const PolicySet *set, List *findings, TimestampTz now);

#endif							/* INVENTORY_GOV_POLICY_H */
