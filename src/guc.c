/*-------------------------------------------------------------------------
 * guc.c
 *		Every setting of the extension, in one place.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <limits.h>

#include "guc.h"

int			guc_record_timeout = 2000;
int			guc_recorder_linger = 1000;
bool		guc_desk = true;
int			guc_desk_interval = 60;
int			guc_attach_timeout = 10000;
bool		guc_document_totals = true;
bool		guc_maintenance = false;
bool		guc_two_person_policies = false;
static int	guc_max_override = 24 * 60; /* read by SQL (begin_override) */
static int	guc_rubber_stamp_fast = 5;
static int	guc_rubber_stamp_burst = 5;
static int	guc_rubber_stamp_always = 20;
static int	guc_rubber_stamp_pair = 5;

/* Read by SQL (scan_rubber_stamps). */
static void
define_rubber_stamp(const char *name, const char *what, int *variable, int boot)
{
	DefineCustomIntVariable(name, what,
							"Counted over the last 30 days; 0 switches the finding off.",
							variable,
							boot,
							0,	   /* min */
							INT_MAX, /* max */
							PGC_SUSET, 0, NULL, NULL, NULL);
}

void
guc_init(void)
{
	DefineCustomIntVariable("inventory_gov.record_timeout",
							"How long a refused operation waits for its record to be committed.",
							"After that the operation is still refused, and the text says that the outcome of the record is unknown.",
							&guc_record_timeout,
							2000, /* boot */
							100,  /* min */
							60000, /* max */
							PGC_SUSET, GUC_UNIT_MS, NULL, NULL, NULL);
	DefineCustomIntVariable("inventory_gov.recorder_linger",
							"How long an idle recorder stays connected to the database.",
							"A connected worker keeps Odoo from duplicating or dropping the database; at most 2 s.",
							&guc_recorder_linger,
							1000, /* boot */
							0,	  /* min */
							2000, /* max */
							PGC_SIGHUP, GUC_UNIT_MS, NULL, NULL, NULL);
	DefineCustomBoolVariable("inventory_gov.desk",
							 "Have due work (notices, reminders, escalations) done by a background worker.",
							 "Where it is off, somebody calls inventory_gov.run_due_work().",
							 &guc_desk,
							 true, /* boot */
							 PGC_SUSET, 0, NULL, NULL, NULL);
	DefineCustomIntVariable("inventory_gov.desk_interval",
							"How often the launcher has every database looked after.",
							"Needs the library preloaded. 0 switches the launcher off.",
							&guc_desk_interval,
							60,	  /* boot */
							0,	  /* min */
							86400, /* max */
							PGC_SIGHUP, GUC_UNIT_S, NULL, NULL, NULL);
	DefineCustomIntVariable("inventory_gov.attach_timeout",
							"How long attach() keeps trying to lock Odoo's tables.",
							"Locks are tried without queueing, so writers are never held up.",
							&guc_attach_timeout,
							10000, /* boot */
							0,	   /* min */
							INT_MAX, /* max */
							PGC_USERSET, GUC_UNIT_MS, NULL, NULL, NULL);
	DefineCustomBoolVariable("inventory_gov.document_totals",
							 "Judge the limits that add up all lines of one transaction.",
							 "Switch off for Odoo's own test suite, which runs thousands of operations in one transaction.",
							 &guc_document_totals,
							 true, /* boot */
							 PGC_SUSET, 0, NULL, NULL, NULL);
	DefineCustomBoolVariable("inventory_gov.maintenance",
							 "Let a superuser disable or drop the extension's triggers.",
							 "For pg_restore --data-only --disable-triggers and the like.",
							 &guc_maintenance,
							 false, /* boot */
							 PGC_SUSET, 0, NULL, NULL, NULL);
	define_rubber_stamp("inventory_gov.rubber_stamp_fast",
						"How many approvals in less than 10 seconds make a finding about the approver.",
						&guc_rubber_stamp_fast, 5);
	define_rubber_stamp("inventory_gov.rubber_stamp_burst",
						"How many approvals within 60 seconds make a finding about the approver.",
						&guc_rubber_stamp_burst, 5);
	define_rubber_stamp("inventory_gov.rubber_stamp_always",
						"How many decisions, all of them approvals, make a finding about the approver.",
						&guc_rubber_stamp_always, 20);
	define_rubber_stamp("inventory_gov.rubber_stamp_pair",
						"How many approvals in each direction make a finding about two who approve each other's requests.",
						&guc_rubber_stamp_pair, 5);
	DefineCustomBoolVariable("inventory_gov.two_person_policies",
							 "Policies in force change by proposal and activation by a second person only.",
							 "On: create_policy(), change_policy(), set_policy_state() and plain SQL are refused where the policy is or becomes active.",
							 &guc_two_person_policies,
							 false, /* boot */
							 PGC_SUSET, 0, NULL, NULL, NULL);
	DefineCustomIntVariable("inventory_gov.max_override",
							"Longest time an override may last.",
							"Whoever needs longer has time to ask for an approval, or for a change of the policy.",
							&guc_max_override,
							24 * 60, /* boot */
							1,		 /* min */
							7 * 24 * 60, /* max */
							PGC_SUSET, GUC_UNIT_MIN, NULL, NULL, NULL);
	MarkGUCPrefixReserved("inventory_gov");
}
