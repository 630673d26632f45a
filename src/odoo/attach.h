/*-------------------------------------------------------------------------
 * attach.h
 *		Our triggers on Odoo's tables: putting them there, keeping them there,
 *		taking them away.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_ATTACH_H
#define INVENTORY_GOV_ATTACH_H

#include "compat.h"

#include "nodes/pg_list.h"
#include "storage/lockdefs.h"
#include "utils/rel.h"

#define ATTACH_MAX_COLUMNS 16
#define ATTACH_MAX_TABLES 24

/*
 * One trigger wanted on one of Odoo's tables. Columns that the running Odoo
 * version does not have are left out; a trigger whose table, or any column in
 * `required`, is absent is not made (health says so).
 */
typedef struct TriggerSpec
{
	const char *table;			/* in schema public */
	const char *name;			/* stem of the trigger's name; PostgreSQL appends an OID */
	const char *function;		/* in schema inventory_gov, returns trigger, C */
	int16		events;			/* TRIGGER_TYPE_INSERT | UPDATE | DELETE | TRUNCATE */
	bool		row;			/* FOR EACH ROW, else FOR EACH STATEMENT */
	const char *columns[ATTACH_MAX_COLUMNS];	/* UPDATE OF; only columns of the module that brings the table */
	const char *required[ATTACH_MAX_COLUMNS];	/* columns without which the trigger is useless */
	const char *either[ATTACH_MAX_COLUMNS]; /* where not empty: one of these must be there, too */
} TriggerSpec;

/* The list, ended by table == NULL. Specs of one table stand together. */
extern const TriggerSpec trigger_specs[];

/* Why a trigger cannot be on its table (yet). */
typedef enum TriggerObstacle
{
	OBSTACLE_NONE,
	OBSTACLE_NO_TABLE,
	OBSTACLE_NOT_A_TABLE,		/* a view, a partitioned or a temporary table */
	OBSTACLE_NO_COLUMN,
	OBSTACLE_NO_PRIMARY_KEY,
	OBSTACLE_NO_FUNCTION
} TriggerObstacle;

/* What stands on the table for one spec. */
typedef struct TriggerState
{
	Oid			trigger;		/* InvalidOid: not there */
	bool		enabled_always;
	bool		columns_right;	/* UPDATE OF lists what the spec wants today */
} TriggerState;

/* A trigger of ours as the catalog has it, whatever spec it belongs to. */
typedef struct OurTrigger
{
	Oid			oid;
	Oid			relid;
	Oid			function;
	int16		type;
	char		enabled;
	NameData	name;
	int			ncolumns;
	AttrNumber *columns;		/* UPDATE OF */
} OurTrigger;

/* triggers.c: one trigger on one table, which the caller has locked */
extern Oid	trigger_spec_table(const TriggerSpec *spec);
extern Oid	trigger_spec_function(const TriggerSpec *spec);
extern int16 trigger_spec_type(const TriggerSpec *spec);
extern TriggerState trigger_state(Relation rel, const TriggerSpec *spec);
extern TriggerObstacle trigger_obstacle(Relation rel, const TriggerSpec *spec, const char **column);
extern List *our_triggers(Oid relid);
extern void trigger_make(Oid relid, const TriggerSpec *spec, Oid extension);
extern void trigger_enable_always(Oid trigger);
extern bool trigger_is_tied(Oid trigger, Oid extension);
extern void trigger_tie(Oid trigger, Oid extension);
extern void trigger_remove(Oid trigger);

/* A table with something to do, and the lock that this takes. */
typedef struct TableWork
{
	Oid			relid;
	LOCKMODE	mode;
	const TriggerSpec *specs;	/* the first of the table; NULL when detaching */
} TableWork;

/* locks.c */
extern bool try_locks(const TableWork *work, int n, Oid *busy);
extern bool wait_for_locks(const TableWork *work, int n, Oid *busy);
extern void report_busy(int level, Oid relid, const char *what);

/* attach.c */
extern Oid	own_extension(void);
extern bool in_own_script(void);
extern void attach_what_is_missing(void);

/* detach.c */
extern bool detached_on_request(void);
extern void set_detached(bool detached);

#endif							/* INVENTORY_GOV_ATTACH_H */
