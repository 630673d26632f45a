/*-------------------------------------------------------------------------
 * correction.c
 *		Corrections: what is done already, and is changed afterwards or was
 *		never booked as it should be.
 *
 * done_edit: a fact is a done move, or a line of one, that was changed so many
 * minutes after it was done, by the user who did it or by another; or stock
 * that changed without a move, or a move without its stock. An approval is for
 * the same change once more, and no larger quantity.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "lib/stringinfo.h"

#include "controls/correction.h"
#include "text/say.h"

static const LimitSlot edit_slots[] = {
	[OWN_MINUTES] = {"own_minutes", LIMIT_MINUTES, 0, false},
	[OTHER_MINUTES] = {"other_minutes", LIMIT_MINUTES, 0, false},
	[UNBOOKED_QTY] = {"unbooked_qty", LIMIT_QTY, 0, false},
	[UNBOOKED_VALUE] = {"unbooked_value", LIMIT_VALUE, 0, false},
};

static const ControlParam edit_params[] = {
	{"own_minutes", 1 << OWN_MINUTES, LIMIT_MINUTES, 1e8, "minutes after it was done in which the user who did it may correct it"},
	{"other_minutes", 1 << OTHER_MINUTES, LIMIT_MINUTES, 1e8, "minutes after it was done in which anybody else may correct it"},
	{"unbooked_qty", 1 << UNBOOKED_QTY, LIMIT_QTY, 1e12, "stock changed without a move, or a move or scrap done without its stock, in the product's unit"},
	{"unbooked_value", 1 << UNBOOKED_VALUE, LIMIT_VALUE, 1e15, "the same, at cost"},
};

static bool
is_kind(const Fact *fact, const char *kind)
{
	const char *word = fact->words[EDIT_WORD_KIND];

	return word != NULL && strcmp(word, kind) == 0;
}

/* What a column is called on Odoo's screens. */
static char *
field_label(const char *column, const char *lang)
{
	if (strcmp(column, "product_id") == 0)
		return say(lang, "product");
	if (strcmp(column, "product_uom_id") == 0)
		return say(lang, "unit");
	if (strcmp(column, "location_id") == 0)
		return say(lang, "from");
	if (strcmp(column, "location_dest_id") == 0)
		return say(lang, "to");
	if (strcmp(column, "lot_id") == 0)
		return say(lang, "lot");
	if (strcmp(column, "owner_id") == 0)
		return say(lang, "owner");
	if (strcmp(column, "package_id") == 0)
		return say(lang, "package");
	if (strcmp(column, "result_package_id") == 0)
		return say(lang, "destination package");
	if (strcmp(column, "purchase_line_id") == 0)
		return say(lang, "purchase order line");
	if (strcmp(column, "sale_line_id") == 0)
		return say(lang, "sales order line");
	if (strcmp(column, "date") == 0)
		return say(lang, "date (UTC)");
	return say(lang, "stock move");
}

/* The next part of a text up to a separator, which is taken off. */
static char *
next_part(char **text, char separator)
{
	char	   *part = *text;
	char	   *end = strchr(part, separator);

	if (end == NULL)
		*text = part + strlen(part);
	else
	{
		*end = '\0';
		*text = end + 1;
	}
	return part;
}

static const char *
value_or_none(const char *value, const char *lang)
{
	return *value != '\0' ? value : say(lang, "none");
}

static char *
changes_text(const Fact *fact, const char *lang)
{
	char	   *rest = pstrdup(fact->words[EDIT_WORD_CHANGES] ? fact->words[EDIT_WORD_CHANGES] : "");
	StringInfoData buf;

	initStringInfo(&buf);
	while (*rest != '\0')
	{
		char	   *line = next_part(&rest, '\n');
		const char *field = next_part(&line, '\t');
		const char *before = next_part(&line, '\t');

		appendStringInfo(&buf, "%s%s", buf.len ? ", " : "",
						 say(lang, "%1$s %2$s instead of %3$s", field_label(field, lang),
							 value_or_none(line, lang), value_or_none(before, lang)));
	}
	return buf.data;
}

static char *
change_text(const Fact *fact, const char *lang)
{
	const char *product = fact->lot_name
		? say(lang, "%1$s, lot %2$s", fact->product_name, fact->lot_name) : fact->product_name;
	const char *size = format_quantity(fabs(fact->deviation), fact->unit);

	if (is_kind(fact, EDIT_FIELDS_CHANGED))
		return say(lang, "%1$s: %2$s", product, changes_text(fact, lang));
	if (is_kind(fact, EDIT_ROW_ADDED))
		return say(lang, "%1$s of %2$s added", size, product);
	if (is_kind(fact, EDIT_ROW_DELETED))
		return say(lang, "%1$s of %2$s deleted", size, product);
	if (is_kind(fact, EDIT_SET_BACK))
		return say(lang, "%1$s of %2$s set back to \"%3$s\"", size, product,
				   fact->words[EDIT_WORD_STATE] ? fact->words[EDIT_WORD_STATE] : "?");
	return say(lang, "%1$s: %2$s instead of %3$s", product,
			   format_quantity(fact->actual, fact->unit), format_quantity(fact->expected, fact->unit));
}

/* In minutes, hours or days, as a person would say it. */
static char *
age_text(double minutes, const char *lang)
{
	if (minutes < 120)
		return format_measure(LIMIT_MINUTES, floor(minutes), NULL, lang);
	if (minutes < 48 * 60)
		return format_measure(LIMIT_HOURS, floor(minutes / 60), NULL, lang);
	return format_measure(LIMIT_DAYS, floor(minutes / (24 * 60)), NULL, lang);
}

static char *
unbooked_text(const Fact *fact, const char *lang)
{
	const char *size = format_quantity(fabs(fact->deviation), fact->unit);
	const char *place = fact->location_name ? fact->location_name : say(lang, "an unknown location");

	if (is_kind(fact, UNBOOKED_MOVE))
		return say(lang, "%1$s: %2$s of %3$s is done, but stock has not changed", fact->document,
				   size, fact->product_name);
	if (is_kind(fact, UNBOOKED_SCRAP))
		return say(lang, "%1$s: %2$s of %3$s is scrapped without a stock move", fact->document,
				   size, fact->product_name);
	return say(lang, "Stock of %1$s in %2$s was changed by %3$s without a stock move",
			   fact->product_name, place, format_quantity(fact->deviation, fact->unit));
}

static char *
edit_describe(const Fact *fact, int slot, const char *lang)
{
	double		minutes;

	if (slot == UNBOOKED_QTY || slot == UNBOOKED_VALUE)
		return unbooked_text(fact, lang);
	minutes = isnan(fact->measured[OWN_MINUTES]) ? fact->measured[OTHER_MINUTES]
		: fact->measured[OWN_MINUTES];
	return say(lang, "Correction of %1$s, %2$s after %3$s had done it: %4$s", fact->document,
			   age_text(isnan(minutes) ? 0 : minutes, lang),
			   fact->words[EDIT_WORD_DOER] ? fact->words[EDIT_WORD_DOER] : say(lang, "somebody"),
			   change_text(fact, lang));
}

static char *
edit_way_out(const Fact *fact, int slot, const double *limits, const char *lang)
{
	if (slot == UNBOOKED_QTY || slot == UNBOOKED_VALUE)
		return say(lang, "book it on Odoo's screens, as a transfer, a scrap or a count");
	return say(lang, "leave it as it is, and book the difference as a return, a transfer or a count");
}

const Control done_edit = {
	.name = "done_edit",
	.title = "Correction after posting",
	.summary = "Changes of moves and lines that are done already, by how long ago they were done and by whom;"
	" and stock, moves and scraps that are written without their counterpart.",
	.table = "stock_move",
	.requires = {"stock_move.date", "stock_move_line.state", "stock_move_line.lot_id"},
	.nslots = EDIT_SLOTS,
	.slots = edit_slots,
	.nparams = lengthof(edit_params),
	.params = edit_params,
	.measure = measure_given,
	.describe = edit_describe,
	.way_out = edit_way_out,
};
