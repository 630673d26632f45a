/*-------------------------------------------------------------------------
 * window.h
 *		Slots, settings and words of adjustment_window, for whoever makes its
 *		facts.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_WINDOW_H
#define INVENTORY_GOV_WINDOW_H

enum
{
	WINDOW_USER_QTY, WINDOW_USER_VALUE, WINDOW_PRODUCT_QTY, WINDOW_PRODUCT_VALUE,
	WINDOW_LOCATION_VALUE, WINDOW_REASON_VALUE, WINDOW_QUANT_TIMES, WINDOW_SLOTS
};

/* Its one setting, by place among the parameters. */
#define WINDOW_DAYS 0

/* Fact.words: the length of the window; whom or what the sums are about. */
enum
{
	WINDOW_WORD_DAYS, WINDOW_WORD_WHOSE
};

#endif							/* INVENTORY_GOV_WINDOW_H */
