/*-------------------------------------------------------------------------
 * hold.c
 *		hold: goods that meet holds which do not allow the operation.
 *
 * A fact is what one operation does with one product, or with one transfer
 * where no policy tells products apart; it measures how many holds stand
 * against it. Which these are is part of the fact's identity: an approval
 * covers no hold that was placed after it.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "controls/control.h"
#include "controls/hold.h"
#include "errors.h"
#include "text/say.h"

static const LimitSlot hold_slots[HOLD_SLOTS] = {
	[HOLD_DONE] = {"done", LIMIT_COUNT, 0, false},
	[HOLD_RESERVE] = {"reserve", LIMIT_COUNT, 0, false},
};

static const ControlParam hold_params[] = {
	{"done", 1 << HOLD_DONE, LIMIT_COUNT, 1000, "holds that stand against what is done, corrected or written to stock"},
	{"reserve", 1 << HOLD_RESERVE, LIMIT_COUNT, 1000, "holds that stand against what is reserved"},
};

const char *const hold_operation_names[HOLD_OPERATIONS] = {
	[OP_RECEIPT] = "receipt",
	[OP_DELIVERY] = "delivery",
	[OP_INTERNAL] = "internal",
	[OP_QUARANTINE] = "quarantine",
	[OP_CUSTOMER_RETURN] = "customer_return",
	[OP_SUPPLIER_RETURN] = "supplier_return",
	[OP_SCRAP] = "scrap",
	[OP_ADJUSTMENT] = "adjustment",
	[OP_PRODUCTION] = "production",
	[OP_DROPSHIP] = "dropship",
};

/* What people call it. */
static const char *const operation_titles[HOLD_OPERATIONS] = {
	[OP_RECEIPT] = "Receipt",
	[OP_DELIVERY] = "Delivery",
	[OP_INTERNAL] = "Internal transfer",
	[OP_QUARANTINE] = "Move into quarantine",
	[OP_CUSTOMER_RETURN] = "Return from customer",
	[OP_SUPPLIER_RETURN] = "Return to vendor",
	[OP_SCRAP] = "Scrap",
	[OP_ADJUSTMENT] = "Inventory adjustment",
	[OP_PRODUCTION] = "Production",
	[OP_DROPSHIP] = "Dropship",
};

/* By kind of hold, besides lots, which are of a product. */
static const struct
{
	const char *kind;
	const char *text;
}			held_texts[] = {
	{"product", "product %1$s"},
	{"category", "product category %1$s"},
	{"location", "location %1$s"},
	{"partner", "partner %1$s"},
	{"purchase_order", "purchase order %1$s"},
	{"sale_order", "sales order %1$s"},
	{"picking", "transfer %1$s"},
	{"carrier", "carrier %1$s"},
	{"country", "country %1$s"},
};

static const char *
operation_text(const Fact *fact, const char *lang)
{
	const char *operation = fact->words[HELD_OPERATION];

	for (int i = 0; operation != NULL && i < HOLD_OPERATIONS; i++)
	{
		if (strcmp(operation, hold_operation_names[i]) != 0)
			continue;
		return fact->document == NULL ? say(lang, operation_titles[i])
			: psprintf("%s %s", say(lang, operation_titles[i]), fact->document);
	}
	return fact->document ? fact->document : "?";
}

static const char *
held_text(const Fact *fact, const char *lang)
{
	const char *kind = fact->words[HELD_KIND];
	const char *name = fact->words[HELD_NAME];

	if (kind != NULL && strcmp(kind, "lot") == 0)
		return say(lang, "lot %1$s of %2$s", name, fact->product_name);
	for (int i = 0; kind != NULL && i < lengthof(held_texts); i++)
	{
		if (strcmp(kind, held_texts[i].kind) == 0)
			return say(lang, held_texts[i].text, name);
	}
	return name ? name : "?";
}

static char *
hold_describe(const Fact *fact, int slot, const char *lang)
{
	const char *until = fact->words[HELD_UNTIL];
	int			more = (int) fact->measured[slot] - 1;
	char	   *text;

	/* of a made-up fact, or one that nothing stands against */
	if (fact->words[HELD_HOLD] == NULL)
		return say(lang, "%1$s, holds that stand against it: %2$s", operation_text(fact, lang),
				   format_number(fact->measured[slot]));
	text = say(lang, "%1$s: %2$s is on hold, %3$s (hold %4$s by %5$s, %6$s)",
			   operation_text(fact, lang), held_text(fact, lang), say(lang, fact->words[HELD_REASON]),
			   fact->words[HELD_HOLD], fact->words[HELD_BY],
			   until ? say(lang, "until %1$s", until) : say(lang, "until it is released"));
	return more > 0 ? say(lang, "%1$s, and %2$s more", text, psprintf("%d", more)) : text;
}

static char *
hold_way_out(const Fact *fact, int slot, const double *limits, const char *lang)
{
	if (fact->words[HELD_RELEASE] == NULL)
		return NULL;
	return say(lang, "ask for the release of hold %1$s", fact->words[HELD_RELEASE]);
}

const Control hold = {
	.name = "hold",
	.title = "Holds",
	.summary = "Goods, places, partners, documents, carriers and countries that are on hold, where a"
	" hold's reason does not allow the operation.",
	.table = "stock_move",
	.blocked_code = ERRCODE_IG_ON_HOLD,
	.nslots = HOLD_SLOTS,
	.slots = hold_slots,
	.nparams = lengthof(hold_params),
	.params = hold_params,
	.measure = measure_given,
	.describe = hold_describe,
	.way_out = hold_way_out,
};
