/*-------------------------------------------------------------------------
 * slot.c
 *		Reading columns of Odoo's rows inside a row trigger: the column numbers
 *		and their types have been checked by schema.c.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "odoo/query.h"
#include "odoo/slot.h"

TriggerData *
after_trigger_data(FunctionCallInfo fcinfo, const char *name)
{
	TriggerData *trigdata = (TriggerData *) fcinfo->context;

	if (!CALLED_AS_TRIGGER(fcinfo) || !TRIGGER_FIRED_AFTER(trigdata->tg_event))
		ereport(ERROR, (errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
						errmsg("%s() can only be called as an AFTER trigger", name)));
	return trigdata;
}

/* The column's value; null, too, where the table has no such column. */
static Datum
slot_value(TupleTableSlot *slot, AttrNumber att, bool *isnull)
{
	*isnull = true;
	return att == InvalidAttrNumber ? (Datum) 0 : slot_getattr(slot, att, isnull);
}

int32
slot_int(TupleTableSlot *slot, AttrNumber att)
{
	bool		isnull;
	Datum		d = slot_value(slot, att, &isnull);

	return isnull ? 0 : DatumGetInt32(d);
}

double
slot_numeric(TupleTableSlot *slot, AttrNumber att)
{
	bool		isnull;
	Datum		d = slot_value(slot, att, &isnull);

	return isnull ? 0 : numeric_qty(d);
}

Timestamp
slot_timestamp(TupleTableSlot *slot, AttrNumber att)
{
	bool		isnull;
	Datum		d = slot_value(slot, att, &isnull);

	return isnull ? 0 : DatumGetTimestamp(d);
}

DateADT
slot_date(TupleTableSlot *slot, AttrNumber att)
{
	bool		isnull;
	Datum		d = slot_value(slot, att, &isnull);

	return isnull ? DATEVAL_NOBEGIN : DatumGetDateADT(d);
}

bool
slot_flag(TupleTableSlot *slot, AttrNumber att)
{
	bool		isnull;
	Datum		d = slot_value(slot, att, &isnull);

	return !isnull && DatumGetBool(d);
}

bool
slot_is(TupleTableSlot *slot, AttrNumber att, const char *word)
{
	bool		isnull;
	Datum		d = slot_value(slot, att, &isnull);
	text	   *value;
	bool		equal;

	if (isnull)
		return false;
	value = DatumGetTextPP(d);
	equal = VARSIZE_ANY_EXHDR(value) == strlen(word) &&
		memcmp(VARDATA_ANY(value), word, strlen(word)) == 0;
	if ((Pointer) value != DatumGetPointer(d))
		pfree(value);
	return equal;
}
