/*-------------------------------------------------------------------------
 * stock_keys.h
 *		Quant keys that something takes from: what is on hand, and what this
 *		transaction has done to them so far.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_STOCK_KEYS_H
#define INVENTORY_GOV_STOCK_KEYS_H

#include "compat.h"

#include "utils/hsearch.h"

#include "facts/stock_flows.h"

typedef struct StockKey
{
	QuantKey	key;
	const GoodsLine *line;		/* that takes from it */
	double		on_hand;		/* over all its quants, as they are written now */
	double		net;			/* what flows have done to it; NaN where a quantity is not known */
} StockKey;

/* Each key once. */
typedef struct StockKeys
{
	StockKey   *keys;
	int			n;
	int			size;
	HTAB	   *places;			/* of keys in the array */
} StockKeys;

/* Allocated in the current context. */
extern StockKeys *stock_keys_new(int expected);
/* A key without location is nobody's stock, and is left out. */
extern void stock_keys_add(StockKeys *set, const QuantKey *key, const GoodsLine *line);
/* NULL where it is not among them. */
extern StockKey *stock_keys_find(const StockKeys *set, const QuantKey *key);
extern bool quant_key_is_stock(const QuantKey *key);
/* Until the end of the transaction nobody else can take from them under this lock. */
extern void stock_keys_lock(const StockKeys *set);
/*
 * on_hand of all keys, and exact of the flows that concern them; one query.
 * Flows of products that keep no stock become nothing.
 */
extern void stock_keys_load(StockKeys *set, StockFlow *flows, int nflows);
/* net of all keys from the flows as far as they are exact. No query. */
extern void stock_keys_add_up(StockKeys *set, const StockFlow *flows, int nflows);

#endif							/* INVENTORY_GOV_STOCK_KEYS_H */
