/*-------------------------------------------------------------------------
 * documents.c
 *		Document controls: what has to be attached before goods move.
 *
 * required_documents: a fact is one transfer; it brings along how many
 * attachments of each kind hang on it or on its order. deviation is how many
 * are lacking by the strictest policy.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "lib/stringinfo.h"

#include "controls/control.h"
#include "controls/documents.h"
#include "errors.h"
#include "text/say.h"

static const LimitSlot document_slots[] = {
	[DELIVERY_NOTE] = {"delivery_note", LIMIT_COUNT, .minimum = true},
	[CERTIFICATE] = {"certificate", LIMIT_COUNT, .minimum = true},
	[PHOTO] = {"photo", LIMIT_COUNT, .minimum = true},
	[CUSTOMS] = {"customs", LIMIT_COUNT, .minimum = true},
	[INVOICE] = {"invoice", LIMIT_COUNT, .minimum = true},
	[WEIGHT_TICKET] = {"weight_ticket", LIMIT_COUNT, .minimum = true},
	[ANY_DOCUMENT] = {"any", LIMIT_COUNT, .minimum = true},
};

static const ControlParam document_params[] = {
	{"delivery_note", 1 << DELIVERY_NOTE, LIMIT_COUNT, 100, "least number of delivery notes attached to the transfer or its order"},
	{"certificate", 1 << CERTIFICATE, LIMIT_COUNT, 100, "least number of certificates attached"},
	{"photo", 1 << PHOTO, LIMIT_COUNT, 100, "least number of photos attached"},
	{"customs", 1 << CUSTOMS, LIMIT_COUNT, 100, "least number of customs documents attached"},
	{"invoice", 1 << INVOICE, LIMIT_COUNT, 100, "least number of invoices attached"},
	{"weight_ticket", 1 << WEIGHT_TICKET, LIMIT_COUNT, 100, "least number of weight tickets attached"},
	{"any", 1 << ANY_DOCUMENT, LIMIT_COUNT, 100, "least number of attachments of whatever kind"},
};

static char *
kind_text(int slot, const char *lang)
{
	switch (slot)
	{
		case DELIVERY_NOTE:
			return say(lang, "delivery note");
		case CERTIFICATE:
			return say(lang, "certificate");
		case PHOTO:
			return say(lang, "photo");
		case CUSTOMS:
			return say(lang, "customs document");
		case INVOICE:
			return say(lang, "invoice");
		case WEIGHT_TICKET:
			return say(lang, "weight ticket");
		default:
			return say(lang, "any document");
	}
}

static char *
document_describe(const Fact *fact, int slot, const char *lang)
{
	const char *document = fact->document ? fact->document : say(lang, "the transfer");

	if (fact->partner_name == NULL)
		return say(lang, "Transfer %1$s: documents attached to it or its order, %2$s: %3$s",
				   document, kind_text(slot, lang), format_number(fact->measured[slot]));
	return say(lang, "Transfer %1$s (%2$s): documents attached to it or its order, %3$s: %4$s",
			   document, fact->partner_name, kind_text(slot, lang),
			   format_number(fact->measured[slot]));
}

/* All kinds that this policy misses, not only the one that is told first. */
static char *
document_way_out(const Fact *fact, int slot, const double *limits, const char *lang)
{
	StringInfoData list;

	initStringInfo(&list);
	for (int s = 0; s < DOCUMENT_SLOTS; s++)
	{
		double		lacking = limits[s] - fact->measured[s];

		if (isnan(lacking) || lacking <= 0)
			continue;
		appendStringInfo(&list, "%s%s (%s)", list.len ? ", " : "", kind_text(s, lang),
						 format_number(lacking));
	}
	return say(lang, "attach to the transfer or its order what is missing: %1$s; the name of a file"
			   " says what it is (Inventory, Governance, Registers, Kinds of documents)", list.data);
}

const Control required_documents = {
	.name = "required_documents",
	.title = "Required documents",
	.summary = "Kinds of documents that have to be attached to a transfer or its order before its goods"
	" move; a limit is the least number. What counts as which kind, the table document_kind says.",
	.table = "stock_picking",
	.requires = {"ir_attachment.res_field", "ir_attachment.checksum", "ir_attachment.file_size"},
	.blocked_code = ERRCODE_IG_EVIDENCE_MISSING,
	.nslots = DOCUMENT_SLOTS,
	.slots = document_slots,
	.nparams = lengthof(document_params),
	.params = document_params,
	.measure = measure_given,
	.describe = document_describe,
	.way_out = document_way_out,
};
