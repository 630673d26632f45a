/*-------------------------------------------------------------------------
 * groups.c
 *		The list of fact groups.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "facts/groups.h"

const FactGroup fact_groups[] = {
	{NULL, NULL, NULL}
};

bool
may_break(const FactRequest *request, int slot, double measured)
{
	double		floor = request->floors[slot];

	if (isnan(measured))
		return false;
	return request->explain ||
		(!isnan(floor) && slot_broken(&request->control->slots[slot], measured, floor));
}
