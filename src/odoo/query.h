/*-------------------------------------------------------------------------
 * query.h
 *		Kept SQL plans over Odoo's and our own tables, run under a pinned
 *		search_path, as a given role, with the snapshot the caller means.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_QUERY_H
#define INVENTORY_GOV_QUERY_H

#include "compat.h"

#include "executor/spi.h"
#include "utils/timestamp.h"

/* Which state of the database a query is to see. */
typedef enum QuerySnapshot
{
	SEE_LATEST,					/* everything committed by now, and own changes */
	SEE_BEFORE,					/* the transaction's start: own changes invisible */
	SEE_OTHERS					/* everything committed by others by now: own changes invisible */
} QuerySnapshot;

/* One kept plan; a static of the file that words the query. */
typedef struct KeptQuery
{
	SPIPlanPtr	plan;
	uint64		generation;		/* of the schema it was worded for */
} KeptQuery;

/* A role and a search_path to work under; ended in reverse order. */
typedef struct QueryScope
{
	Oid			userid;
	int			sec_context;
	int			guc_level;
} QueryScope;

/* Begin and end work as a role (and SPI with it). */
extern void query_begin(QueryScope *scope, Oid role);
extern void query_end(QueryScope *scope);

/* Owner of the extension's own tables. */
extern Oid	extension_owner(void);
extern Oid	extension_namespace(void);

/* True when the plan has to be worded (first use, or Odoo changed). */
extern bool query_stale(const KeptQuery *q, uint64 generation);
extern void query_prepare(KeptQuery *q, uint64 generation, const char *sql, int nargs,
						  const Oid *types);
extern uint64 query_execute(SPIPlanPtr plan, Datum *values, const char *nulls, QuerySnapshot see);
extern uint64 query_run(KeptQuery *q, Datum *values, const char *nulls, QuerySnapshot see);

/* What stands for NaN and Infinity where a quantity is expected. */
#define ABSURD_QTY 1e15
extern double finite_qty(double x);
/* A numeric as double, finite. */
extern double numeric_qty(Datum numeric);

/* Column readers for the current SPI_tuptable. */
extern int32 result_int(uint64 row, int col);	/* 0 for NULL */
extern int64 result_bigint(uint64 row, int col);	/* 0 for NULL */
extern TimestampTz result_timestamp(uint64 row, int col);	/* 0 for NULL */
extern double result_float(uint64 row, int col);	/* 0 for NULL, finite */
extern bool result_bool(uint64 row, int col);
extern bool result_isnull(uint64 row, int col);
extern char *result_text(uint64 row, int col, MemoryContext cxt);	/* NULL for NULL */
/* Integers found in a text such as '1/7/8/'; count in *n. */
extern int32 *result_path(uint64 row, int col, MemoryContext cxt, int *n);

/*
 * A row taken apart, for readers of many columns of many rows: looking for one
 * column passes over those before it. Valid as long as the result.
 */
#define MAX_ROW_COLUMNS 16
typedef struct ResultRow
{
	Datum		values[MAX_ROW_COLUMNS];
	bool		isnull[MAX_ROW_COLUMNS];
} ResultRow;

extern void result_row(uint64 row, ResultRow *out);
extern bool row_isnull(const ResultRow *row, int col);
extern int32 row_int(const ResultRow *row, int col);	/* 0 for NULL */
extern bool row_bool(const ResultRow *row, int col);
extern Timestamp row_timestamp(const ResultRow *row, int col);	/* 0 for NULL */
extern double row_float(const ResultRow *row, int col);	/* 0 for NULL, finite */
extern double row_numeric(const ResultRow *row, int col);	/* of type numeric; 0 for NULL, finite */

/* An int4[] of n values. */
extern Datum int_array(const int32 *values, int n);

#endif							/* INVENTORY_GOV_QUERY_H */
