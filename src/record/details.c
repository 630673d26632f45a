/*-------------------------------------------------------------------------
 * details.c
 *		Writes and reads what a control keeps of a fact besides the common
 *		columns, so that a request's line can be worded again in another
 *		language, long after the fact.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/json.h"

#include "record/details.h"

static void
append_words(StringInfo buf, const Fact *fact)
{
	int			n = 0;

	for (int i = 0; i < MAX_WORDS; i++)
	{
		if (fact->words[i] != NULL)
			n = i + 1;
	}
	if (n == 0)
		return;
	appendStringInfoString(buf, ",\"words\":[");
	for (int i = 0; i < n; i++)
	{
		appendStringInfoString(buf, i ? "," : "");
		if (fact->words[i] == NULL)
			appendStringInfoString(buf, "null");
		else
			escape_json(buf, fact->words[i]);
	}
	appendStringInfoChar(buf, ']');
}

static void
append_measures(StringInfo buf, const Fact *fact)
{
	const Control *c = fact->control;
	bool		first = true;

	if (c->measure != measure_given)
		return;
	for (int s = 0; s < c->nslots; s++)
	{
		if (!isfinite(fact->measured[s]))
			continue;
		appendStringInfoString(buf, first ? ",\"measured\":{" : ",");
		escape_json(buf, c->slots[s].name);
		appendStringInfo(buf, ":%.6f", fact->measured[s]);
		first = false;
	}
	if (!first)
		appendStringInfoChar(buf, '}');
}

char *
details_of_line(const Fact *fact, int slot)
{
	StringInfoData buf;
	int			bare;

	initStringInfo(&buf);
	appendStringInfoString(&buf, "{\"slot\":");
	escape_json(&buf, fact->control->slots[slot].name);
	bare = buf.len;
	append_words(&buf, fact);
	append_measures(&buf, fact);
	if (fact->details != NULL)
		appendStringInfo(&buf, ",\"facts\":%s", fact->details);
	if (buf.len == bare)
		return NULL;
	appendStringInfoChar(&buf, '}');
	return buf.data;
}

static JsonbValue *
member(JsonbContainer *object, const char *key)
{
	JsonbValue	name;

	if (!JsonContainerIsObject(object))
		return NULL;
	name.type = jbvString;
	name.val.string.val = unconstify(char *, key);
	name.val.string.len = strlen(key);
	return findJsonbValueFromContainer(object, JB_FOBJECT, &name);
}

static double
number_of(const JsonbValue *v)
{
	if (v == NULL || v->type != jbvNumeric)
		return NAN;
	return DatumGetFloat8(DirectFunctionCall1(numeric_float8_no_overflow,
											  NumericGetDatum(v->val.numeric)));
}

static char *
text_of(const JsonbValue *v)
{
	if (v == NULL || v->type != jbvString)
		return NULL;
	return pnstrdup(v->val.string.val, v->val.string.len);
}

double
jsonb_number(Jsonb *object, const char *key)
{
	return number_of(member(&object->root, key));
}

char *
jsonb_text(Jsonb *object, const char *key)
{
	return text_of(member(&object->root, key));
}

static Jsonb *
container_of(JsonbValue *v)
{
	return v != NULL && v->type == jbvBinary ? JsonbValueToJsonb(v) : NULL;
}

Jsonb *
jsonb_element(Jsonb *array, int i)
{
	if (!JB_ROOT_IS_ARRAY(array))
		return NULL;
	return container_of(getIthJsonbValueFromContainer(&array->root, i));
}

Jsonb *
jsonb_member(Jsonb *object, const char *key)
{
	return container_of(member(&object->root, key));
}

int
details_to_fact(Jsonb *details, Fact *fact)
{
	const Control *c = fact->control;
	JsonbValue *words = member(&details->root, "words");
	JsonbValue *measured = member(&details->root, "measured");
	char	   *name = jsonb_text(details, "slot");
	int			slot = name != NULL ? control_slot(c, name) : -1;

	for (int i = 0; i < MAX_WORDS && words != NULL && words->type == jbvBinary; i++)
	{
		if (JsonContainerIsArray(words->val.binary.data))
			fact->words[i] = text_of(getIthJsonbValueFromContainer(words->val.binary.data, i));
	}
	for (int s = 0; s < c->nslots && measured != NULL && measured->type == jbvBinary; s++)
		fact->measured[s] = number_of(member(measured->val.binary.data, c->slots[s].name));
	return slot >= 0 ? slot : 0;
}
