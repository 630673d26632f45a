/*-------------------------------------------------------------------------
 * details.h
 *		What a control keeps of a fact besides the common columns.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_DETAILS_H
#define INVENTORY_GOV_DETAILS_H

#include "compat.h"

#include "utils/jsonb.h"

#include "controls/control.h"

/*
 * A JSON object with the broken slot, the words and measures of the fact, and
 * its own details under "facts"; NULL where it has none of them.
 */
extern char *details_of_line(const Fact *fact, int slot);

/* The same back into a fact of that control; returns the slot, 0 where none is named. */
extern int	details_to_fact(Jsonb *details, Fact *fact);

/* A number of a JSON object; NaN where it has none of that name. */
extern double jsonb_number(Jsonb *object, const char *key);

/* A text of a JSON object; NULL where it has none of that name. */
extern char *jsonb_text(Jsonb *object, const char *key);

/* An array's element, or a member that is an object or array; NULL where there is none. */
extern Jsonb *jsonb_element(Jsonb *array, int i);
extern Jsonb *jsonb_member(Jsonb *object, const char *key);

#endif							/* INVENTORY_GOV_DETAILS_H */
