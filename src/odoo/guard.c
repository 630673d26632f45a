/*-------------------------------------------------------------------------
 * guard.c
 *		The event triggers: after any DDL our triggers stand where they should,
 *		Odoo's own DDL on the tables works, and DDL aimed at our triggers is
 *		refused.
 *
 * No tag filter, because a list of tags forgets one. What is refused is a
 * command that names our trigger; a cascade that takes it away is Odoo at work
 * (uninstalling a module), and the trigger is simply put back. Refused, too, is
 * what Odoo never does and what takes data out of our sight for a moment: other
 * names for what we look up by name, rules, inheritance.
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
#include "odoo/schema.h"
#include "odoo/unpublish.h"

#define HINT_WAYS_OUT \
	"inventory_gov.detach() takes them off. For work on the database, a superuser can" \
	" SET inventory_gov.maintenance = on in the session."

#define DETAIL_BY_NAME \
	"They find it by its name. Without it the company's inventory policies are not enforced."

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
			 errhint(HINT_WAYS_OUT)));
}

static void
refuse_evasion(const char *what, const char *why)
{
	ereport(ERROR,
			(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
			 errmsg("%s while triggers of inventory_gov are on Odoo's tables", what),
			 errdetail("%s", why),
			 errhint(HINT_WAYS_OUT)));
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

static bool
attached(void)
{
	return our_triggers(InvalidOid) != NIL;
}

/* A table with triggers of ours, also where it has just lost them for want of a column. */
static bool
is_judged(Oid relid)
{
	if (!OidIsValid(relid))
		return false;
	for (const TriggerSpec *spec = trigger_specs; spec->table; spec++)
	{
		if (trigger_spec_table(spec) == relid)
			return attached();
	}
	return false;
}

/* For a moment under another name, and nothing would be judged in that moment. */
static void
check_table_name(const RangeVar *name, const char *what)
{
	Oid			relid = table_of(name);

	if (schema_uses_table(relid) && attached())
		refuse_evasion(psprintf("table \"%s\" cannot be %s", get_rel_name(relid), what),
					   DETAIL_BY_NAME);
}

/* The same for a column. */
static void
check_column_name(const RangeVar *name, const char *column)
{
	Oid			relid = table_of(name);

	if (OidIsValid(relid) && schema_uses_column(relid, get_attnum(relid, column)) && attached())
		refuse_evasion(psprintf("column \"%s\" of table \"%s\" cannot be renamed", column,
								get_rel_name(relid)),
					   DETAIL_BY_NAME);
}

static void
check_rename(const RenameStmt *stmt)
{
	switch (stmt->renameType)
	{
		case OBJECT_TABLE:
		case OBJECT_INDEX:		/* ALTER INDEX renames tables, too */
			check_table_name(stmt->relation, "renamed");
			break;
		case OBJECT_COLUMN:
		case OBJECT_ATTRIBUTE:
			check_column_name(stmt->relation, stmt->subname);
			break;
		case OBJECT_SCHEMA:
			if (strcmp(stmt->subname, ODOO_SCHEMA) == 0 && attached())
				refuse_evasion("schema \"" ODOO_SCHEMA "\" cannot be renamed",
							   "They find Odoo's tables in it. Without them the company's inventory policies are not enforced.");
			break;
		case OBJECT_TRIGGER:
			refuse_if_ours(table_of(stmt->relation), stmt->subname, "renamed");
			break;
		default:
			break;
	}
}

static void
check_inheritance(const RangeVar *name)
{
	Oid			relid = table_of(name);

	if (is_judged(relid))
		refuse_evasion(psprintf("table \"%s\" cannot inherit or be inherited", get_rel_name(relid)),
					   "They do not see what is written by way of another table.");
}

static void
check_alter_table(const AlterTableStmt *stmt)
{
	ListCell   *cell;

	foreach(cell, stmt->cmds)
	{
		AlterTableCmd *cmd = castNode(AlterTableCmd, lfirst(cell));

		switch (cmd->subtype)
		{
			case AT_AddInherit:
				check_inheritance(castNode(RangeVar, cmd->def));
				check_inheritance(stmt->relation);
				break;
			case AT_AttachPartition:
				check_inheritance(castNode(PartitionCmd, cmd->def)->name);
				break;
			case AT_AddOf:		/* renames columns with those of the type */
				check_inheritance(stmt->relation);
				break;
			default:
				break;
		}
	}
}

static void
check_create(const CreateStmt *stmt)
{
	ListCell   *cell;

	foreach(cell, stmt->inhRelations)
		check_inheritance(castNode(RangeVar, lfirst(cell)));
}

static void
check_rule(const RuleStmt *stmt)
{
	Oid			relid = table_of(stmt->relation);

	if (is_judged(relid))
		refuse_evasion(psprintf("no rule can be created on table \"%s\"", get_rel_name(relid)),
					   "A rule can keep them from firing.");
}

static void
check_command(Node *command)
{
	ListCell   *cell;

	switch (nodeTag(command))
	{
		case T_DropStmt:
			check_drop((DropStmt *) command);
			break;
		case T_RenameStmt:
			check_rename((RenameStmt *) command);
			break;
		case T_AlterObjectSchemaStmt:
			check_table_name(((AlterObjectSchemaStmt *) command)->relation, "moved to another schema");
			break;
		case T_AlterObjectDependsStmt:
			{
				AlterObjectDependsStmt *stmt = (AlterObjectDependsStmt *) command;

				if (stmt->objectType == OBJECT_TRIGGER)
					refuse_if_ours(table_of(stmt->relation), strVal(llast((List *) stmt->object)), "changed");
				break;
			}
		case T_AlterTableStmt:
			check_alter_table((AlterTableStmt *) command);
			break;
		case T_CreateStmt:
		case T_CreateForeignTableStmt:	/* begins with a CreateStmt */
			check_create((CreateStmt *) command);
			break;
		case T_CreateSchemaStmt:	/* for what it contains there is no event */
			foreach(cell, ((CreateSchemaStmt *) command)->schemaElts)
				check_command(lfirst(cell));
			break;
		case T_RuleStmt:
			check_rule((RuleStmt *) command);
			break;
		default:
			break;
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

	if (!guc_maintenance)
		check_command(command);
	if (IsA(command, AlterTableStmt))
		step_aside((AlterTableStmt *) command);
	if (IsA(command, DropStmt))
		unpublish_before_drop((DropStmt *) command);
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
