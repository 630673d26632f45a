/*-------------------------------------------------------------------------
 * difference.c
 *		Measure and words of differences between book and stock.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "controls/difference.h"
#include "text/say.h"

static const LimitSlot difference_slots[] = {
	DIFFERENCE_SLOT_LIST
};

double
difference_measure(const Fact *fact, int slot)
{
	return measure_deviation(fact, &difference_slots[slot]);
}

char *
difference_product(const Fact *fact, const char *lang)
{
	const char *product = fact->product_name ? fact->product_name : "?";

	if (fact->lot_name == NULL)
		return pstrdup(product);
	return say(lang, "%1$s, lot %2$s", product, fact->lot_name);
}

const char *
difference_place(const Fact *fact, const char *lang)
{
	return fact->location_name ? fact->location_name : say(lang, "an unknown location");
}

char *
difference_share(const Fact *fact, const char *lang)
{
	if (fact->expected == 0)
		return say(lang, "nothing on the books");
	return format_measure(LIMIT_PCT, fabs(fact->deviation) / fabs(fact->expected) * 100.0, NULL,
						  lang);
}
