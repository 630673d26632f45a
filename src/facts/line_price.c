/*-------------------------------------------------------------------------
 * line_price.c
 *		What a purchase line says its product costs: from the unit price, which is
 *		exact, unless the subtotal, which is rounded, differs by more than rounding:
 *		then taxes are included in the unit price.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "facts/line_price.h"

/* Columns of sql_price_figures(). */
enum
{
	P_QTY, P_PRODUCT_QTY, P_UNIT_PRICE, P_SUBTOTAL, P_DISCOUNT
};

/* The quantity in the product's unit, the line's own where Odoo has none; 0: none at all. */
static double
product_qty(const ResultRow *row, int col)
{
	return row_isnull(row, col + P_PRODUCT_QTY) ? row_numeric(row, col + P_QTY)
		: row_float(row, col + P_PRODUCT_QTY);
}

double
line_price(const ResultRow *row, int col)
{
	double		qty = product_qty(row, col);
	double		total;

	if (qty == 0 || row_isnull(row, col + P_QTY) || row_isnull(row, col + P_UNIT_PRICE))
		return NAN;
	total = row_numeric(row, col + P_UNIT_PRICE) * row_numeric(row, col + P_QTY) *
		(1 - row_numeric(row, col + P_DISCOUNT) / 100);
	if (!row_isnull(row, col + P_SUBTOTAL))
	{
		double		subtotal = row_numeric(row, col + P_SUBTOTAL);

		if (fabs(total - subtotal) > Max(0.01, fabs(total) * 0.005))
			total = subtotal;
	}
	return total / qty;
}

double
line_unit_factor(const ResultRow *row, int col)
{
	double		qty = row_numeric(row, col + P_QTY);

	return qty == 0 || row_isnull(row, col + P_PRODUCT_QTY) ? 1
		: row_float(row, col + P_PRODUCT_QTY) / qty;
}
