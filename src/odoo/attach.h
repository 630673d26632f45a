/*-------------------------------------------------------------------------
 * attach.h
 *		Our triggers on Odoo's tables: putting them there, keeping them there,
 *		taking them away.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_ATTACH_H
#define INVENTORY_GOV_ATTACH_H

#include "compat.h"

#define ATTACH_MAX_COLUMNS 12

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
	const char *columns[ATTACH_MAX_COLUMNS];	/* UPDATE OF; only columns of Odoo's module "stock" */
	const char *required[ATTACH_MAX_COLUMNS];	/* columns without which the trigger is useless */
} TriggerSpec;

/* The list, ended by table == NULL. */
extern const TriggerSpec trigger_specs[];

#endif							/* INVENTORY_GOV_ATTACH_H */
