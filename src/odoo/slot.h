/*-------------------------------------------------------------------------
 * slot.h
 *		Reading columns of Odoo's rows inside a row trigger.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_SLOT_H
#define INVENTORY_GOV_SLOT_H

#include "compat.h"

#include "access/attnum.h"
#include "commands/trigger.h"
#include "executor/tuptable.h"
#include "utils/date.h"
#include "utils/timestamp.h"

/* The protocol every AFTER trigger function of ours is called by. */
extern TriggerData *after_trigger_data(FunctionCallInfo fcinfo, const char *name);

extern int32 slot_int(TupleTableSlot *slot, AttrNumber att);	/* 0 for NULL, or no such column */
extern double slot_numeric(TupleTableSlot *slot, AttrNumber att);	/* 0 for NULL, or no such column; finite */
extern Timestamp slot_timestamp(TupleTableSlot *slot, AttrNumber att);	/* 0 for NULL */
extern bool slot_flag(TupleTableSlot *slot, AttrNumber att);	/* false for NULL, or no such column */
extern DateADT slot_date(TupleTableSlot *slot, AttrNumber att);	/* DATEVAL_NOBEGIN for NULL, or no such column */
/* Is the text in the column exactly this word? */
extern bool slot_is(TupleTableSlot *slot, AttrNumber att, const char *word);

#endif							/* INVENTORY_GOV_SLOT_H */
