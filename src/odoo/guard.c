/*-------------------------------------------------------------------------
 * guard.c
 *		The event triggers: after any DDL our triggers stand where they should,
 *		Odoo's own DDL on the tables works, and DDL aimed at our triggers is
 *		refused.
 *
 * No tag filter, because a list of tags forgets one. What is refused is a
 * command that names our trigger; a cascade that takes it away is Odoo at work
 * (uninstalling a module), and the trigger is simply put back.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_trigger.h"
#include "commands/event_trigger.h"
#include "commands/trigger.h"
#include "nodes/makefuncs.h"
#include "nodes/parsenodes.h"
#include "utils/acl.h"
#include "utils/lsyscache.h"

#include "guc.h"
#include "odoo/attach.h"

PG_FUNCTION_INFO_V1(inventory_gov_guard_command_start);
PG_FUNCTION_INFO_V1(inventory_gov_guard_command_end);

static void
refuse(Oid relid, const char *what)
{
	ereport(ERROR,
			(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
			 errmsg("triggers of inventory_gov on table \"%s\" cannot be %s",
					get_rel_name(relid), what),
			 errdetail("They enforce the company's inventory policies."),
			 errhint("inventory_gov.detach() takes them off. For work on the database, a superuser can SET inventory_gov.maintenance = on in the session.")));
}

/* The table a command names; InvalidOid where it will fail or is none. */
static Oid
table_of(const RangeVar *name)
{
	return name ? RangeVarGetRelid(name, NoLock, true) : InvalidOid;
}

static void
refuse_if_ours(Oid relid, const char *trigger, const char *what)
{
	ListCell   *cell;

	if (!OidIsValid(relid))
		return;
	foreach(cell, our_triggers(relid))
	{
		OurTrigger *ours = lfirst(cell);

		if (strcmp(NameStr(ours->name), trigger) == 0)
			refuse(relid, what);
	}
}

/* DROP TRIGGER name ON table: each object is a list, table's name parts first. */
static void
check_drop(const DropStmt *stmt)
{
	ListCell   *cell;

	if (stmt->removeType != OBJECT_TRIGGER)
		return;
	foreach(cell, stmt->objects)
	{
		List	   *parts = castNode(List, lfirst(cell));
		List	   *table = list_truncate(list_copy(parts), list_length(parts) - 1);

		refuse_if_ours(table_of(makeRangeVarFromNameList(table)), strVal(llast(parts)), "dropped");
	}
}

/*
 * PostgreSQL refuses to drop or to change the type of a column that a trigger
 * lists. Odoo does both, so our triggers step aside and the end of the command
 * puts them back. Only for the table's owner: for anybody else the command
 * will fail, and must not have locked the table.
 */
static void
step_aside(const AlterTableStmt *stmt)
{
	Oid			relid = InvalidOid;
	List	   *triggers = NIL;
	ListCell   *cell;

	foreach(cell, stmt->cmds)
	{
		AlterTableCmd *cmd = castNode(AlterTableCmd, lfirst(cell));
		AttrNumber	attnum;
		ListCell   *trigger;

		if (cmd->subtype != AT_DropColumn && cmd->subtype != AT_AlterColumnType)
			continue;
		if (!OidIsValid(relid))
		{
			relid = table_of(stmt->relation);
			if (!OidIsValid(relid) || !IG_OWNS_TABLE(relid, GetUserId()))
				return;
			triggers = our_triggers(relid);
		}
		attnum = get_attnum(relid, cmd->name);
		foreach(trigger, triggers)
		{
			OurTrigger *ours = lfirst(trigger);

			for (int i = 0; i < ours->ncolumns; i++)
			{
				if (ours->columns[i] != attnum || !OidIsValid(ours->oid))
					continue;
				trigger_remove(ours->oid);
				ours->oid = InvalidOid;
			}
		}
	}
}

/* ddl_command_start */
Datum
inventory_gov_guard_command_start(PG_FUNCTION_ARGS)
{
	Node	   *command;

	if (!CALLED_AS_EVENT_TRIGGER(fcinfo))
		elog(ERROR, "guard_command_start() is an event trigger function");
	command = ((EventTriggerData *) fcinfo->context)->parsetree;
	if (in_own_script())
		PG_RETURN_NULL();

	if (IsA(command, AlterTableStmt))
		step_aside((AlterTableStmt *) command);
	if (guc_maintenance)
		PG_RETURN_NULL();
	if (IsA(command, DropStmt))
		check_drop((DropStmt *) command);
	else if (IsA(command, RenameStmt))
	{
		RenameStmt *stmt = (RenameStmt *) command;

		if (stmt->renameType == OBJECT_TRIGGER)
			refuse_if_ours(table_of(stmt->relation), stmt->subname, "renamed");
	}
	else if (IsA(command, AlterObjectDependsStmt))
	{
		AlterObjectDependsStmt *stmt = (AlterObjectDependsStmt *) command;

		if (stmt->objectType == OBJECT_TRIGGER)
			refuse_if_ours(table_of(stmt->relation), strVal(llast((List *) stmt->object)), "changed");
	}
	PG_RETURN_NULL();
}

/* Is it one of ENABLE / DISABLE [ALWAYS | REPLICA] TRIGGER {name | ALL | USER}? */
static bool
switches_triggers(const AlterTableStmt *stmt)
{
	ListCell   *cell;

	foreach(cell, stmt->cmds)
	{
		switch (castNode(AlterTableCmd, lfirst(cell))->subtype)
		{
			case AT_EnableTrig:
			case AT_EnableAlwaysTrig:
			case AT_EnableReplicaTrig:
			case AT_DisableTrig:
			case AT_EnableTrigAll:
			case AT_DisableTrigAll:
			case AT_EnableTrigUser:
			case AT_DisableTrigUser:
				return true;
			default:
				break;
		}
	}
	return false;
}

/*
 * Judged by its outcome, not by its wording: whatever form of ENABLE or
 * DISABLE TRIGGER it was, ours must still fire ALWAYS.
 */
static void
check_still_enabled(const AlterTableStmt *stmt)
{
	Oid			relid = table_of(stmt->relation);
	ListCell   *cell;

	if (!OidIsValid(relid))
		return;
	foreach(cell, our_triggers(relid))
	{
		OurTrigger *ours = lfirst(cell);

		if (ours->enabled != TRIGGER_FIRES_ALWAYS)
			refuse(relid, "disabled");
	}
}

/* ddl_command_end */
Datum
inventory_gov_guard_command_end(PG_FUNCTION_ARGS)
{
	Node	   *command;

	if (!CALLED_AS_EVENT_TRIGGER(fcinfo))
		elog(ERROR, "guard_command_end() is an event trigger function");
	command = ((EventTriggerData *) fcinfo->context)->parsetree;
	if (guc_maintenance || in_own_script())
		PG_RETURN_NULL();

	if (IsA(command, AlterTableStmt) && switches_triggers((AlterTableStmt *) command))
		check_still_enabled((AlterTableStmt *) command);
	attach_what_is_missing();
	PG_RETURN_NULL();
}
