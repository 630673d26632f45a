/*-------------------------------------------------------------------------
 * line_price.h
 *		The price of a purchase line.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_LINE_PRICE_H
#define INVENTORY_GOV_LINE_PRICE_H

#include "compat.h"

#include "odoo/query.h"

/*
 * Per unit of its product, in its order's currency, with discount, from the columns
 * of sql_price_figures() in the row, col the first of them; NaN where it
 * is not known.
 */
extern double line_price(const ResultRow *row, int col);
/* Product units in one of the line, from the same. */
extern double line_unit_factor(const ResultRow *row, int col);

#endif							/* INVENTORY_GOV_LINE_PRICE_H */
