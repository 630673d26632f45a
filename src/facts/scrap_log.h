/*-------------------------------------------------------------------------
 * scrap_log.h
 *		What users have scrapped, and when.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_SCRAP_LOG_H
#define INVENTORY_GOV_SCRAP_LOG_H

#include "compat.h"

#include "facts/groups.h"

/* One scrapped quant key; several moves of a statement may share it. */
typedef struct ScrapLine
{
	AdjustLine	line;			/* of the first move */
	int32		scrap_id;
	double		qty;			/* scrapped by the statement */
	double		book;
	bool		no_stock_kept;	/* a product Odoo keeps no quantities of */
	Fact	   *fact;
} ScrapLine;

/*
 * Notes what the statement scraps, and measures the day slots of its facts
 * where a policy limits a day. explain() notes nothing.
 */
extern void scrap_log_day(const FactRequest *request, ScrapLine *lines, int n);
/* Differences above 0 are scraps taken back. */
extern void scrap_log_corrections(const AdjustLine *lines, int n);

#endif							/* INVENTORY_GOV_SCRAP_LOG_H */
