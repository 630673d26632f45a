/*-------------------------------------------------------------------------
 * say.c
 *		Words a text in a language: looks its translation up and puts the
 *		arguments in. English costs no query.
 *
 * Translations are data, and a company adds its own: none ever reaches printf,
 * and one that does not have the placeholders of its msgid is passed over, so
 * that a slip in it can neither fail nor hide a figure.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "odoo/directory.h"
#include "odoo/query.h"
#include "text/say.h"

/* %1$s to %9$s */
#define MAX_ARGS 9
#define PLACEHOLDER_LENGTH 4

/* Number of the placeholder that text begins with, or 0. */
static int
placeholder_at(const char *text)
{
	if (text[0] == '%' && text[1] >= '1' && text[1] <= '0' + MAX_ARGS && text[2] == '$' &&
		text[3] == 's')
		return text[1] - '0';
	return 0;
}

/* Bit n is set where %n$s occurs. */
static uint32
placeholders(const char *text)
{
	uint32		found = 0;

	while (*text != '\0')
	{
		int			n = placeholder_at(text);

		found |= n ? 1U << n : 0;
		text += n ? PLACEHOLDER_LENGTH : strncmp(text, "%%", 2) == 0 ? 2 : 1;
	}
	return found;
}

/* Any other percent sign, and a placeholder without an argument, stand for themselves. */
static char *
fill(const char *text, const char *const *words, int nargs)
{
	StringInfoData buf;

	initStringInfo(&buf);
	while (*text != '\0')
	{
		int			n = placeholder_at(text);

		if (n > 0 && n <= nargs)
		{
			appendStringInfoString(&buf, words[n] ? words[n] : "");
			text += PLACEHOLDER_LENGTH;
			continue;
		}
		if (strncmp(text, "%%", 2) == 0)
			text++;
		appendStringInfoChar(&buf, *text++);
	}
	return buf.data;
}

/* The company's own translation, else ours, else NULL. */
static char *
translation(const char *lang, const char *msgid)
{
	static KeptQuery query;
	MemoryContext cxt = CurrentMemoryContext;
	QueryScope	scope;
	Datum		args[2] = {CStringGetTextDatum(lang), CStringGetTextDatum(msgid)};
	char	   *found = NULL;
	uint64		n;

	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			types[2] = {TEXTOID, TEXTOID};

		query_prepare(&query, 1, "SELECT msgstr FROM inventory_gov.translation"
					  " WHERE lang = $1 AND msgid = $2 ORDER BY shipped", 2, types);
	}
	n = query_run(&query, args, NULL, SEE_LATEST);
	for (uint64 i = 0; i < n && found == NULL; i++)
	{
		char	   *msgstr = result_text(i, 1, cxt);

		if (placeholders(msgstr) == placeholders(msgid))
			found = msgstr;
	}
	query_end(&scope);
	return found;
}

char *
say_words(const char *lang, const char *const *words, int nargs)
{
	char	   *text = NULL;

	if (strcmp(lang, ENGLISH) != 0)
		text = translation(lang, words[0]);
	return fill(text ? text : words[0], words, nargs);
}

PG_FUNCTION_INFO_V1(inventory_gov_say);

/* say(lang, msgid, args): lang null is English */
Datum
inventory_gov_say(PG_FUNCTION_ARGS)
{
	const char *words[MAX_ARGS + 1];
	Datum	   *args = NULL;
	bool	   *nulls = NULL;
	int			nargs = 0;

	if (PG_ARGISNULL(1))
		PG_RETURN_NULL();
	words[0] = text_to_cstring(PG_GETARG_TEXT_PP(1));
	if (!PG_ARGISNULL(2))
		deconstruct_array(PG_GETARG_ARRAYTYPE_P(2), TEXTOID, -1, false, TYPALIGN_INT, &args,
						  &nulls, &nargs);
	nargs = Min(nargs, MAX_ARGS);
	for (int i = 0; i < nargs; i++)
		words[i + 1] = nulls[i] ? NULL : TextDatumGetCString(args[i]);
	PG_RETURN_DATUM(CStringGetTextDatum(say_words(PG_ARGISNULL(0) ? ENGLISH
												  : text_to_cstring(PG_GETARG_TEXT_PP(0)),
												  words, nargs)));
}

PG_FUNCTION_INFO_V1(inventory_gov_user_lang);

/* user_lang(user_id): never null */
Datum
inventory_gov_user_lang(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATUM(CStringGetTextDatum(PG_ARGISNULL(0) ? ENGLISH
										: directory_lang(PG_GETARG_INT32(0))));
}
