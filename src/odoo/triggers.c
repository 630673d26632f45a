/*-------------------------------------------------------------------------
 * triggers.c
 *		The triggers wanted on Odoo's tables, and the handling of a single one:
 *		what stands, what hinders it, making, mending and removing it.
 *
 * The triggers are internal (tgisinternal): the owner of the table cannot
 * disable them, psql and pg_dump do not show them, and they may be made by
 * whoever runs the DDL that makes them necessary, because PostgreSQL asks no
 * TRIGGER right for an internal one. They fire ALWAYS, so that
 * session_replication_role does not switch them off. Their names carry an OID
 * and may be changed; a trigger is recognised by its function and its type.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/dependency.h"
#include "catalog/indexing.h"
#include "catalog/namespace.h"
#include "catalog/pg_depend.h"
#include "catalog/pg_extension.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_trigger.h"
#include "commands/trigger.h"
#include "nodes/makefuncs.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "odoo/attach.h"

/*
 * On stock_move the row trigger collects and the statement trigger judges; it
 * therefore listens to exactly the same events. Only columns of the module that
 * brings the table are listed: others go away with DROP COLUMN .. CASCADE when
 * their module is uninstalled, and take the trigger along; where they matter
 * they have a trigger of their own. A column that only
 * one Odoo version has (quantity_done until 16, scrap_location until 18, active
 * from 17 on) is left out elsewhere; where none is left, every UPDATE counts.
 */
#define MOVE_COLUMNS \
	{"state", "quantity", "quantity_done", "product_id", "product_uom", \
	 "location_id", "location_dest_id", "date", "restrict_partner_id"}
#define MOVE_REQUIRED \
	{"state", "product_id", "product_uom", "location_id", "location_dest_id", \
	 "company_id", "write_uid"}
#define MOVE_EITHER {"quantity", "quantity_done"}
#define PRIORITY_REQUIRED {"priority", "state", "write_uid"}
#define ORDER_COLUMNS {"purchase_line_id", "sale_line_id"}
#define LINE_COLUMNS \
	{"state", "quantity", "qty_done", "date", "move_id", "product_id", "product_uom_id", \
	 "location_id", "location_dest_id", "lot_id", "owner_id", "package_id", "result_package_id", \
	 "reserved_uom_qty"}

#define PROPERTY_COLUMNS {"value_float", "res_id", "company_id", "fields_id"}
#define PROPERTY_REQUIRED {"value_float", "res_id", "company_id", "fields_id", "write_uid"}
#define LAYER_REQUIRED {"product_id", "company_id", "quantity", "stock_move_id", "create_uid"}
#define VALUE_REQUIRED {"product_id", "company_id", "move_id", "lot_id", "create_uid"}

const TriggerSpec trigger_specs[] = {
	{
		.table = "stock_move",
		.name = "inventory_gov_collect_move",
		.function = "collect_move",
		.events = TRIGGER_TYPE_INSERT | TRIGGER_TYPE_UPDATE | TRIGGER_TYPE_DELETE,
		.row = true,
		.columns = MOVE_COLUMNS,
		.required = MOVE_REQUIRED,
		.either = MOVE_EITHER
	},
	{
		.table = "stock_move",
		.name = "inventory_gov_judge_moves",
		.function = "judge_moves",
		.events = TRIGGER_TYPE_INSERT | TRIGGER_TYPE_UPDATE | TRIGGER_TYPE_DELETE,
		.columns = MOVE_COLUMNS,
		.required = MOVE_REQUIRED,
		.either = MOVE_EITHER
	},
	{
		.table = "stock_move",
		.name = "inventory_gov_collect_order_line",
		.function = "collect_order_line",
		.events = TRIGGER_TYPE_UPDATE,
		.row = true,
		.columns = ORDER_COLUMNS,
		.required = MOVE_REQUIRED,
		.either = ORDER_COLUMNS
	},
	{
		.table = "stock_move",
		.name = "inventory_gov_judge_order_lines",
		.function = "judge_moves",
		.events = TRIGGER_TYPE_UPDATE,
		.columns = ORDER_COLUMNS,
		.required = MOVE_REQUIRED,
		.either = ORDER_COLUMNS
	},
	{
		.table = "stock_move",
		.name = "inventory_gov_collect_priority",
		.function = "collect_priority",
		.events = TRIGGER_TYPE_UPDATE,
		.row = true,
		.columns = {"priority"},
		.required = PRIORITY_REQUIRED
	},
	{
		.table = "stock_move",
		.name = "inventory_gov_judge_priorities",
		.function = "judge_priorities",
		.events = TRIGGER_TYPE_UPDATE,
		.columns = {"priority"},
		.required = PRIORITY_REQUIRED
	},
	{
		.table = "stock_move_line",
		.name = "inventory_gov_collect_line",
		.function = "collect_line",
		.events = TRIGGER_TYPE_INSERT | TRIGGER_TYPE_UPDATE | TRIGGER_TYPE_DELETE,
		.row = true,
		.columns = LINE_COLUMNS,
		.required = {"state", "move_id", "product_id", "write_uid"},
		.either = {"quantity", "qty_done"}
	},
	{
		.table = "stock_move_line",
		.name = "inventory_gov_judge_lines",
		.function = "judge_moves",
		.events = TRIGGER_TYPE_INSERT | TRIGGER_TYPE_UPDATE | TRIGGER_TYPE_DELETE,
		.columns = LINE_COLUMNS,
		.required = {"state", "move_id", "product_id", "write_uid"},
		.either = {"quantity", "qty_done"}
	},
	{
		.table = "stock_quant",
		.name = "inventory_gov_collect_quant",
		.function = "collect_quant",
		.events = TRIGGER_TYPE_INSERT | TRIGGER_TYPE_UPDATE | TRIGGER_TYPE_DELETE,
		.row = true,
		.columns = {"quantity", "product_id", "location_id", "lot_id", "package_id", "owner_id"},
		.required = {"quantity", "product_id", "location_id"}
	},
	{
		.table = "stock_quant",
		.name = "inventory_gov_remember_count",
		.function = "remember_count",
		.events = TRIGGER_TYPE_INSERT | TRIGGER_TYPE_UPDATE | TRIGGER_TYPE_DELETE,
		.row = true,
		.columns = {"inventory_quantity", "inventory_quantity_set"},
		.required = {"inventory_quantity", "inventory_quantity_set", "write_uid", "write_date"}
	},
	{
		.table = "stock_quant",
		.name = "inventory_gov_collect_accounting_date",
		.function = "collect_accounting_date",
		.events = TRIGGER_TYPE_UPDATE,
		.row = true,
		.columns = {"accounting_date"},
		.required = {"accounting_date", "product_id", "location_id"}
	},
	{
		.table = "stock_quant",
		.name = "inventory_gov_judge_accounting_dates",
		.function = "judge_moves",
		.events = TRIGGER_TYPE_UPDATE,
		.columns = {"accounting_date"},
		.required = {"accounting_date", "product_id", "location_id"}
	},
	{
		.table = "stock_picking",
		.name = "inventory_gov_collect_document",
		.function = "collect_document",
		.events = TRIGGER_TYPE_UPDATE,
		.row = true,
		.columns = {"state", "date_done"},
		.required = {"state", "date_done", "write_uid"}
	},
	{
		.table = "stock_picking",
		.name = "inventory_gov_judge_moves",
		.function = "judge_moves",
		.events = TRIGGER_TYPE_UPDATE,
		.columns = {"state", "date_done"},
		.required = {"state"}
	},
	{
		.table = "stock_picking",
		.name = "inventory_gov_collect_priority",
		.function = "collect_priority",
		.events = TRIGGER_TYPE_UPDATE,
		.row = true,
		.columns = {"priority"},
		.required = PRIORITY_REQUIRED
	},
	{
		.table = "stock_picking",
		.name = "inventory_gov_judge_priorities",
		.function = "judge_priorities",
		.events = TRIGGER_TYPE_UPDATE,
		.columns = {"priority"},
		.required = PRIORITY_REQUIRED
	},
	{
		.table = "stock_scrap",
		.name = "inventory_gov_collect_document",
		.function = "collect_document",
		.events = TRIGGER_TYPE_INSERT | TRIGGER_TYPE_UPDATE,
		.row = true,
		.columns = {"state", "date_done"},
		.required = {"state", "date_done", "product_id", "write_uid"}
	},
	{
		.table = "stock_scrap",
		.name = "inventory_gov_judge_scraps",
		.function = "judge_moves",
		.events = TRIGGER_TYPE_INSERT | TRIGGER_TYPE_UPDATE,
		.columns = {"state", "date_done"},
		.required = {"state", "date_done", "product_id", "write_uid"}
	},
	{
		.table = "stock_location",
		.name = "inventory_gov_location_changed",
		.function = "location_changed",
		.events = TRIGGER_TYPE_INSERT | TRIGGER_TYPE_UPDATE | TRIGGER_TYPE_DELETE,
		.columns = {"usage", "location_id", "parent_path", "warehouse_id", "company_id",
		"scrap_location"},
		.required = {"usage", "location_id", "parent_path"}
	},
	{
		.table = "stock_location",
		.name = "inventory_gov_locations_truncated",
		.function = "location_changed",
		.events = TRIGGER_TYPE_TRUNCATE,
		.required = {"usage", "location_id", "parent_path"}
	},
	{
		.table = "purchase_order",
		.name = "inventory_gov_remember_buyer",
		.function = "remember_buyer",
		.events = TRIGGER_TYPE_INSERT | TRIGGER_TYPE_UPDATE,
		.row = true,
		.columns = {"state"},
		.required = {"state", "write_uid"}
	},
	{
		.table = "account_move",
		.name = "inventory_gov_collect_bill",
		.function = "collect_bill",
		.events = TRIGGER_TYPE_UPDATE,
		.row = true,
		.columns = {"state"},
		.required = {"state", "move_type", "write_uid"}
	},
	{
		.table = "account_move",
		.name = "inventory_gov_judge_bills",
		.function = "judge_bills",
		.events = TRIGGER_TYPE_UPDATE,
		.columns = {"state"},
		.required = {"state", "move_type", "write_uid"}
	},
	{
		.table = "mail_activity",
		.name = "inventory_gov_activity_done",
		.function = "activity_done",
		.events = TRIGGER_TYPE_UPDATE | TRIGGER_TYPE_DELETE,
		.row = true,
		.columns = {"active"},
		.required = {"res_model", "res_id", "user_id"}
	},
	/* The cost of a product (a property until 17), and what Odoo notes when it is changed by hand. */
	{
		.table = "ir_property",
		.name = "inventory_gov_collect_cost",
		.function = "collect_cost",
		.events = TRIGGER_TYPE_INSERT | TRIGGER_TYPE_UPDATE | TRIGGER_TYPE_DELETE,
		.row = true,
		.columns = PROPERTY_COLUMNS,
		.required = PROPERTY_REQUIRED
	},
	{
		.table = "ir_property",
		.name = "inventory_gov_judge_costs",
		.function = "judge_costs",
		.events = TRIGGER_TYPE_INSERT | TRIGGER_TYPE_UPDATE | TRIGGER_TYPE_DELETE,
		.columns = PROPERTY_COLUMNS,
		.required = PROPERTY_REQUIRED
	},
	{
		.table = "product_product",
		.name = "inventory_gov_collect_cost",
		.function = "collect_cost",
		.events = TRIGGER_TYPE_UPDATE,
		.row = true,
		.columns = {"standard_price"},
		.required = {"standard_price", "write_uid"}
	},
	{
		.table = "product_product",
		.name = "inventory_gov_judge_costs",
		.function = "judge_costs",
		.events = TRIGGER_TYPE_UPDATE,
		.columns = {"standard_price"},
		.required = {"standard_price", "write_uid"}
	},
	{
		.table = "stock_valuation_layer",
		.name = "inventory_gov_note_revaluation",
		.function = "note_revaluation",
		.events = TRIGGER_TYPE_INSERT,
		.row = true,
		.required = LAYER_REQUIRED
	},
	{
		.table = "stock_valuation_layer",
		.name = "inventory_gov_judge_costs",
		.function = "judge_costs",
		.events = TRIGGER_TYPE_INSERT,
		.required = LAYER_REQUIRED
	},
	{
		.table = "product_value",
		.name = "inventory_gov_note_revaluation",
		.function = "note_revaluation",
		.events = TRIGGER_TYPE_INSERT,
		.row = true,
		.required = VALUE_REQUIRED
	},
	{
		.table = "product_value",
		.name = "inventory_gov_judge_costs",
		.function = "judge_costs",
		.events = TRIGGER_TYPE_INSERT,
		.required = VALUE_REQUIRED
	},
	{.table = NULL}
};

/*
 * Lookups by schema and name go to the syscache directly: the namespace
 * functions of the parser would ask the current user, who may be Odoo's role,
 * for USAGE on our schema.
 */
Oid
trigger_spec_table(const TriggerSpec *spec)
{
	Oid			schema = get_namespace_oid("public", true);

	return OidIsValid(schema) ? get_relname_relid(spec->table, schema) : InvalidOid;
}

Oid
trigger_spec_function(const TriggerSpec *spec)
{
	Oid			schema = get_namespace_oid("inventory_gov", true);
	oidvector  *no_arguments = buildoidvector(NULL, 0);
	Oid			function = GetSysCacheOid3(PROCNAMEARGSNSP, Anum_pg_proc_oid,
										   CStringGetDatum(spec->function),
										   PointerGetDatum(no_arguments),
										   ObjectIdGetDatum(schema));

	pfree(no_arguments);
	return function;
}

int16
trigger_spec_type(const TriggerSpec *spec)
{
	return TRIGGER_TYPE_AFTER | spec->events | (spec->row ? TRIGGER_TYPE_ROW : 0);
}

/* Does the trigger's column list hold exactly the listed columns that exist? */
static bool
columns_match(Oid relid, const TriggerSpec *spec, const Trigger *trigger)
{
	int			present = 0;

	for (int i = 0; i < ATTACH_MAX_COLUMNS && spec->columns[i]; i++)
	{
		AttrNumber	attnum = get_attnum(relid, spec->columns[i]);
		bool		found = false;

		if (attnum == InvalidAttrNumber)
			continue;
		present++;
		for (int j = 0; j < trigger->tgnattr && !found; j++)
			found = trigger->tgattr[j] == attnum;
		if (!found)
			return false;
	}
	return present == trigger->tgnattr;
}

/* What stands for this spec; reads only the relcache and the syscache. */
TriggerState
trigger_state(Relation rel, const TriggerSpec *spec)
{
	TriggerState state = {0};
	Oid			function = trigger_spec_function(spec);
	int16		type = trigger_spec_type(spec);

	if (rel->trigdesc == NULL || !OidIsValid(function))
		return state;
	for (int i = 0; i < rel->trigdesc->numtriggers; i++)
	{
		const Trigger *trigger = &rel->trigdesc->triggers[i];

		if (trigger->tgfoid != function || trigger->tgtype != type || !trigger->tgisinternal)
			continue;
		state.trigger = trigger->tgoid;
		state.enabled_always = trigger->tgenabled == TRIGGER_FIRES_ALWAYS;
		state.columns_right = columns_match(RelationGetRelid(rel), spec, trigger);
		break;
	}
	return state;
}

/*
 * Why the trigger cannot be made on this table. The primary key is asked for
 * because pg_dump adds it after the data: a restore loads its rows untriggered.
 */
TriggerObstacle
trigger_obstacle(Relation rel, const TriggerSpec *spec, const char **column)
{
	Oid			relid = RelationGetRelid(rel);
	int			i;

	if (rel->rd_rel->relkind != RELKIND_RELATION ||
		rel->rd_rel->relpersistence == RELPERSISTENCE_TEMP)
		return OBSTACLE_NOT_A_TABLE;
	for (i = 0; i < ATTACH_MAX_COLUMNS && spec->required[i]; i++)
	{
		*column = spec->required[i];
		if (get_attnum(relid, spec->required[i]) == InvalidAttrNumber)
			return OBSTACLE_NO_COLUMN;
	}
	for (i = 0; i < ATTACH_MAX_COLUMNS && spec->either[i]; i++)
	{
		*column = spec->either[0];
		if (get_attnum(relid, spec->either[i]) != InvalidAttrNumber)
			break;
	}
	if (i > 0 && (i == ATTACH_MAX_COLUMNS || spec->either[i] == NULL))
		return OBSTACLE_NO_COLUMN;
	if (!OidIsValid(IG_PRIMARY_KEY_INDEX(rel)))
		return OBSTACLE_NO_PRIMARY_KEY;
	if (!OidIsValid(trigger_spec_function(spec)))
		return OBSTACLE_NO_FUNCTION;
	return OBSTACLE_NONE;
}

static OurTrigger *
read_our_trigger(HeapTuple tuple)
{
	Form_pg_trigger form = (Form_pg_trigger) GETSTRUCT(tuple);
	OurTrigger *ours = palloc(sizeof(OurTrigger));

	ours->oid = form->oid;
	ours->relid = form->tgrelid;
	ours->function = form->tgfoid;
	ours->type = form->tgtype;
	ours->enabled = form->tgenabled;
	ours->name = form->tgname;
	ours->ncolumns = form->tgattr.dim1;
	ours->columns = palloc(Max(ours->ncolumns, 1) * sizeof(AttrNumber));
	memcpy(ours->columns, form->tgattr.values, ours->ncolumns * sizeof(AttrNumber));
	return ours;
}

/*
 * All internal triggers that call a function of our schema, on one table or
 * (InvalidOid) anywhere: a renamed table keeps its triggers. Needs no lock on
 * the table.
 */
List *
our_triggers(Oid relid)
{
	List	   *result = NIL;
	Oid			schema = get_namespace_oid("inventory_gov", true);
	Relation	catalog;
	SysScanDesc scan;
	ScanKeyData key;
	HeapTuple	tuple;

	if (!OidIsValid(schema))
		return NIL;
	ScanKeyInit(&key, Anum_pg_trigger_tgrelid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(relid));
	catalog = table_open(TriggerRelationId, AccessShareLock);
	scan = systable_beginscan(catalog, TriggerRelidNameIndexId, OidIsValid(relid), NULL,
							  OidIsValid(relid) ? 1 : 0, &key);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Form_pg_trigger form = (Form_pg_trigger) GETSTRUCT(tuple);

		if (form->tgisinternal && get_func_namespace(form->tgfoid) == schema)
			result = lappend(result, read_our_trigger(tuple));
	}
	systable_endscan(scan);
	table_close(catalog, AccessShareLock);
	return result;
}

/* The caller holds at least ShareRowExclusiveLock and has seen no obstacle. */
void
trigger_make(Oid relid, const TriggerSpec *spec, Oid extension)
{
	CreateTrigStmt *stmt = makeNode(CreateTrigStmt);
	ObjectAddress made;

	stmt->trigname = pstrdup(spec->name);
	stmt->row = spec->row;
	stmt->timing = TRIGGER_TYPE_AFTER;
	stmt->events = spec->events;
	for (int i = 0; i < ATTACH_MAX_COLUMNS && spec->columns[i]; i++)
	{
		if (get_attnum(relid, spec->columns[i]) != InvalidAttrNumber)
			stmt->columns = lappend(stmt->columns, makeString(pstrdup(spec->columns[i])));
	}
	made = CreateTriggerFiringOn(stmt,
								 NULL,	/* queryString */
								 relid,
								 InvalidOid,	/* refRelOid */
								 InvalidOid,	/* constraintOid */
								 InvalidOid,	/* indexOid */
								 trigger_spec_function(spec),
								 InvalidOid,	/* parentTriggerOid */
								 NULL,	/* whenClause */
								 true,	/* isInternal */
								 false, /* in_partition */
								 TRIGGER_FIRES_ALWAYS);
	trigger_tie(made.objectId, extension);
	CommandCounterIncrement();
}

/*
 * Written to the catalog directly: EnableDisableTrigger lets only a superuser
 * touch an internal trigger, and the one who runs this may be Odoo's role.
 */
void
trigger_enable_always(Oid trigger)
{
	Relation	catalog = table_open(TriggerRelationId, RowExclusiveLock);
	SysScanDesc scan;
	ScanKeyData key;
	HeapTuple	tuple;

	ScanKeyInit(&key, Anum_pg_trigger_oid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(trigger));
	scan = systable_beginscan(catalog, TriggerOidIndexId, true, NULL, 1, &key);
	tuple = systable_getnext(scan);
	if (HeapTupleIsValid(tuple))
	{
		HeapTuple	copy = heap_copytuple(tuple);
		Form_pg_trigger form = (Form_pg_trigger) GETSTRUCT(copy);

		form->tgenabled = TRIGGER_FIRES_ALWAYS;
		CatalogTupleUpdate(catalog, &copy->t_self, copy);
		CacheInvalidateRelcacheByRelid(form->tgrelid);
		heap_freetuple(copy);
	}
	systable_endscan(scan);
	table_close(catalog, RowExclusiveLock);
	CommandCounterIncrement();
}

bool
trigger_is_tied(Oid trigger, Oid extension)
{
	Relation	catalog = table_open(DependRelationId, AccessShareLock);
	SysScanDesc scan;
	ScanKeyData key[2];
	HeapTuple	tuple;
	bool		tied = false;

	ScanKeyInit(&key[0], Anum_pg_depend_classid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(TriggerRelationId));
	ScanKeyInit(&key[1], Anum_pg_depend_objid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(trigger));
	scan = systable_beginscan(catalog, DependDependerIndexId, true, NULL, 2, key);
	while (!tied && HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Form_pg_depend form = (Form_pg_depend) GETSTRUCT(tuple);

		tied = form->refclassid == ExtensionRelationId && form->refobjid == extension &&
			form->deptype == DEPENDENCY_AUTO_EXTENSION;
	}
	systable_endscan(scan);
	table_close(catalog, AccessShareLock);
	return tied;
}

/*
 * DROP EXTENSION takes the trigger along without CASCADE. Not membership ('e'):
 * with that, DROP TABLE .. CASCADE by the table's owner drops the extension.
 */
void
trigger_tie(Oid trigger, Oid extension)
{
	ObjectAddress dependent;
	ObjectAddress referenced;

	ObjectAddressSet(dependent, TriggerRelationId, trigger);
	ObjectAddressSet(referenced, ExtensionRelationId, extension);
	recordDependencyOn(&dependent, &referenced, DEPENDENCY_AUTO_EXTENSION);
}

/* Takes AccessExclusiveLock on the table, as any DROP TRIGGER does. */
void
trigger_remove(Oid trigger)
{
	ObjectAddress object;

	ObjectAddressSet(object, TriggerRelationId, trigger);
	performDeletion(&object, DROP_RESTRICT, PERFORM_DELETION_INTERNAL);
}
