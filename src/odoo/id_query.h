/*-------------------------------------------------------------------------
 * id_query.h
 *		One query for the rows that have certain ids, or point to them.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_ID_QUERY_H
#define INVENTORY_GOV_ID_QUERY_H

#include "compat.h"

#include "odoo/query.h"
#include "odoo/schema.h"

/* A static of the file that words the query. */
typedef struct IdQuery
{
	KeptQuery	span;
	KeptQuery	list;
} IdQuery;

/* Words the query up to, and without, the condition on the column of the ids. */
typedef char *(*IdSelect) (const OdooSchema *s);
typedef void (*RowReader) (const ResultRow *row, void *arg);

/*
 * Reads the rows, in the latest snapshot, as the owner of Odoo's tables. ids:
 * ascending. The column is indexed. The reader is called within the query's memory, in
 * no order, and has to pass over rows of other ids.
 */
extern void query_by_ids(IdQuery *query, IdSelect select, const char *column, const int32 *ids, int n,
						 RowReader read, void *arg);

/* Ascending, each once; returns how many are left. */
extern int	unique_ids(int32 *ids, int n);
/* Where it stands among such ids; -1: nowhere. */
extern int	find_id(const int32 *ids, int n, int32 id);

#endif							/* INVENTORY_GOV_ID_QUERY_H */
