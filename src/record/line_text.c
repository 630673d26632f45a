/*-------------------------------------------------------------------------
 * line_text.c
 *		Words a recorded line of a request again, for somebody who reads
 *		another language than the English of the record.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "executor/executor.h"
#include "utils/builtins.h"

#include "controls/control.h"
#include "record/details.h"
#include "text/say.h"

static char *
text_column(HeapTupleHeader line, const char *name)
{
	bool		isnull;
	Datum		value = GetAttributeByName(line, name, &isnull);

	return isnull ? NULL : TextDatumGetCString(value);
}

static double
numeric_column(HeapTupleHeader line, const char *name)
{
	bool		isnull;
	Datum		value = GetAttributeByName(line, name, &isnull);

	return isnull ? 0 : DatumGetFloat8(DirectFunctionCall1(numeric_float8_no_overflow, value));
}

/* What a control's words are made of, as it was recorded; returns the slot they are about. */
static int
fact_of_line(Fact *fact, HeapTupleHeader line)
{
	bool		isnull;
	Datum		details = GetAttributeByName(line, "details", &isnull);

	fact->expected = numeric_column(line, "expected_qty");
	fact->actual = numeric_column(line, "actual_qty");
	fact->deviation = numeric_column(line, "deviation_qty");
	fact->value = numeric_column(line, "deviation_value");
	fact->unit = text_column(line, "unit");
	fact->product_name = text_column(line, "product_name");
	fact->document = text_column(line, "document");
	fact->order_name = text_column(line, "order_name");
	fact->location_name = text_column(line, "location_name");
	fact->lot_name = text_column(line, "lot_name");
	fact->partner_name = text_column(line, "partner_name");
	fact->counter_name = text_column(line, "counter_name");
	return isnull ? 0 : details_to_fact(DatumGetJsonbP(details), fact);
}

PG_FUNCTION_INFO_V1(inventory_gov_line_text);

/* line_text(line, lang): lang null is English; the recorded text where the control is not known */
Datum
inventory_gov_line_text(PG_FUNCTION_ARGS)
{
	HeapTupleHeader line;
	const Control *control;
	const char *lang = PG_ARGISNULL(1) ? ENGLISH : text_to_cstring(PG_GETARG_TEXT_PP(1));
	Fact	   *fact;
	int			slot;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	line = PG_GETARG_HEAPTUPLEHEADER(0);
	control = control_by_name(text_column(line, "control"));
	if (control == NULL || strcmp(lang, ENGLISH) == 0)
		PG_RETURN_DATUM(CStringGetTextDatum(text_column(line, "message")));
	fact = fact_new(control);
	slot = fact_of_line(fact, line);
	PG_RETURN_DATUM(CStringGetTextDatum(control->describe(fact, slot, lang)));
}
