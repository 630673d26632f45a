/*-------------------------------------------------------------------------
 * attach.c
 *		Attaching to Odoo's tables: finding out what is missing or wrong, and
 *		putting it right, on request (attach()) or after somebody's DDL.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "access/table.h"
#include "access/xact.h"
#include "commands/extension.h"
#include "storage/lmgr.h"
#include "utils/resowner.h"

#include "odoo/attach.h"
#include "odoo/query.h"

/* What to do about a table that stays locked. */
typedef enum AttachMode
{
	ATTACH_ALL,					/* attach(): wait for all tables, then an error */
	ATTACH_WHAT_CAN_BE,			/* install script: wait, then a warning */
	ATTACH_WHAT_IS_FREE			/* after DDL: do not wait, say nothing */
} AttachMode;

PG_FUNCTION_INFO_V1(inventory_gov_attach);

Oid
own_extension(void)
{
	return get_extension_oid("inventory_gov", true);
}

/* Are we inside our own CREATE EXTENSION or ALTER EXTENSION .. UPDATE? */
bool
in_own_script(void)
{
	return creating_extension && CurrentExtensionObject == own_extension();
}

static const TriggerSpec *
next_table(const TriggerSpec *spec)
{
	const char *table = spec->table;

	while (spec->table && strcmp(spec->table, table) == 0)
		spec++;
	return spec;
}

/* A trigger of an older version of this extension that no spec wants any more. */
static bool
is_leftover(const OurTrigger *ours, const TriggerSpec *specs)
{
	const TriggerSpec *end = next_table(specs);

	for (const TriggerSpec *spec = specs; spec < end; spec++)
	{
		if (ours->function == trigger_spec_function(spec) && ours->type == trigger_spec_type(spec))
			return false;
	}
	return true;
}

/* The lock that putting one trigger right takes; NoLock: it stands. */
static LOCKMODE
spec_need(Relation rel, const TriggerSpec *spec, Oid extension)
{
	TriggerState state = trigger_state(rel, spec);
	const char *column;

	if (!OidIsValid(state.trigger) || !state.columns_right)
	{
		if (trigger_obstacle(rel, spec, &column) == OBSTACLE_NONE)
			return OidIsValid(state.trigger) ? AccessExclusiveLock : ShareRowExclusiveLock;
		if (!OidIsValid(state.trigger))
			return NoLock;
	}
	if (state.enabled_always &&
		(!OidIsValid(extension) || trigger_is_tied(state.trigger, extension)))
		return NoLock;
	return ShareRowExclusiveLock;
}

/*
 * The same for a table. With an extension given the check is thorough: it also
 * looks into the catalogs for lost dependencies and for leftovers.
 */
static LOCKMODE
table_need(Relation rel, const TriggerSpec *specs, Oid extension)
{
	const TriggerSpec *end = next_table(specs);
	LOCKMODE	need = NoLock;
	ListCell   *cell;

	for (const TriggerSpec *spec = specs; spec < end; spec++)
		need = Max(need, spec_need(rel, spec, extension));
	if (!OidIsValid(extension))
		return need;
	foreach(cell, our_triggers(RelationGetRelid(rel)))
	{
		if (is_leftover(lfirst(cell), specs))
			need = AccessExclusiveLock;
	}
	return need;
}

/*
 * Which tables need work. A table that cannot even be looked at is left out
 * when looking quickly, else counted as needing the strongest lock.
 */
static int
plan_work(TableWork *work, Oid extension)
{
	int			n = 0;

	for (const TriggerSpec *spec = trigger_specs; spec->table; spec = next_table(spec))
	{
		Oid			relid = trigger_spec_table(spec);
		LOCKMODE	need = OidIsValid(extension) ? AccessExclusiveLock : NoLock;
		Relation	rel;

		if (!OidIsValid(relid))
			continue;
		if (ConditionalLockRelationOid(relid, AccessShareLock))
		{
			rel = RelationIdGetRelation(relid);
			need = rel ? table_need(rel, spec, extension) : NoLock;
			if (rel)
				RelationClose(rel);
			UnlockRelationOid(relid, AccessShareLock);
		}
		if (need == NoLock)
			continue;
		Assert(n < ATTACH_MAX_TABLES);
		work[n++] = (TableWork) {relid, need, spec};
	}
	return n;
}

/* Put one trigger right. Returns whether one was made. */
static bool
attach_spec(Relation rel, const TriggerSpec *spec, LOCKMODE held, Oid extension)
{
	TriggerState state = trigger_state(rel, spec);
	const char *column;

	if (OidIsValid(state.trigger))
	{
		if (!trigger_is_tied(state.trigger, extension))
			trigger_tie(state.trigger, extension);
		if (!state.enabled_always)
			trigger_enable_always(state.trigger);
		if (state.columns_right || held < AccessExclusiveLock)
			return false;
		/* A query of this session that is running may still have to fire it. */
		if (rel->rd_refcnt > 1)
			return false;
	}
	if (trigger_obstacle(rel, spec, &column) != OBSTACLE_NONE)
		return false;
	if (OidIsValid(state.trigger))
		trigger_remove(state.trigger);
	trigger_make(RelationGetRelid(rel), spec, extension);
	return true;
}

/* The caller has locked the table; it may have changed its name meanwhile. */
static int
attach_table(const TableWork *work, Oid extension)
{
	const TriggerSpec *end = next_table(work->specs);
	Relation	rel;
	int			made = 0;

	if (trigger_spec_table(work->specs) != work->relid)
		return 0;
	if (work->mode >= AccessExclusiveLock)
	{
		ListCell   *cell;

		foreach(cell, our_triggers(work->relid))
		{
			OurTrigger *ours = lfirst(cell);

			if (is_leftover(ours, work->specs))
				trigger_remove(ours->oid);
		}
	}
	for (const TriggerSpec *spec = work->specs; spec < end; spec++)
	{
		/* opened anew for each: making a trigger changes the relcache entry */
		rel = table_open(work->relid, NoLock);
		if (attach_spec(rel, spec, work->mode, extension))
			made++;
		table_close(rel, NoLock);
	}
	return made;
}

/* Odoo's own backups must not stop at our tables. */
static void
admit_backup(void)
{
	QueryScope	scope;

	query_begin(&scope, extension_owner());
	if (SPI_execute("SELECT inventory_gov.admit_backup()", false, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not let Odoo read our tables");
	query_end(&scope);
}

static int
attach_tables(AttachMode mode)
{
	Oid			extension = own_extension();
	TableWork	work[ATTACH_MAX_TABLES];
	Oid			busy = InvalidOid;
	int			made = 0;
	int			n;
	bool		locked;

	n = plan_work(work, mode == ATTACH_WHAT_IS_FREE ? InvalidOid : extension);
	locked = mode == ATTACH_WHAT_IS_FREE ? try_locks(work, n, &busy) : wait_for_locks(work, n, &busy);
	if (!locked && mode == ATTACH_ALL)
		report_busy(ERROR, busy, "attach");

	/* Somebody may have detached between our look at it and the locks. */
	if (mode == ATTACH_WHAT_IS_FREE && detached_on_request())
		n = 0;
	for (int i = 0; i < n; i++)
	{
		if (locked || ConditionalLockRelationOid(work[i].relid, work[i].mode))
			made += attach_table(&work[i], extension);
		else if (mode == ATTACH_WHAT_CAN_BE)
			report_busy(WARNING, work[i].relid, "attach");
	}
	if (made > 0 || mode == ATTACH_ALL)
		admit_backup();
	return made;
}

/*
 * After somebody's DDL: attach what is missing and free. An error of ours must
 * not make that DDL fail, hence the subtransaction, around all of it: that DDL
 * may have dropped whatever we look at.
 */
void
attach_what_is_missing(void)
{
	MemoryContext context = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;

	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(context);
	PG_TRY();
	{
		TableWork	work[ATTACH_MAX_TABLES];

		if (plan_work(work, InvalidOid) > 0 && OidIsValid(own_extension()) && !detached_on_request())
			(void) attach_tables(ATTACH_WHAT_IS_FREE);
		ReleaseCurrentSubTransaction();
	}
	PG_CATCH();
	{
		ErrorData  *error;

		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		FlushErrorState();
		RollbackAndReleaseCurrentSubTransaction();
		MemoryContextSwitchTo(context);
		CurrentResourceOwner = owner;
		/* A cancel is meant for the statement, not for us. */
		if (error->sqlerrcode == ERRCODE_QUERY_CANCELED)
			ReThrowError(error);
		ereport(WARNING,
				(errcode(error->sqlerrcode),
				 errmsg("inventory_gov could not attach to Odoo's tables: %s", error->message),
				 errhint("Call inventory_gov.attach().")));
		FreeErrorData(error);
	}
	PG_END_TRY();
	MemoryContextSwitchTo(context);
	CurrentResourceOwner = owner;
}

static bool
no_table_exists(void)
{
	for (const TriggerSpec *spec = trigger_specs; spec->table; spec = next_table(spec))
	{
		if (OidIsValid(trigger_spec_table(spec)))
			return false;
	}
	return true;
}

/* attach() returns integer: the number of triggers made. */
Datum
inventory_gov_attach(PG_FUNCTION_ARGS)
{
	bool		installing = in_own_script();
	int			made;

	if (!installing)
		set_detached(false);
	made = attach_tables(installing ? ATTACH_WHAT_CAN_BE : ATTACH_ALL);
	if (!installing && no_table_exists())
		ereport(NOTICE,
				(errmsg("this database has none of Odoo's inventory tables"),
				 errhint("The triggers come by themselves when Odoo creates the tables.")));
	PG_RETURN_INT32(made);
}
