/*-------------------------------------------------------------------------
 * quality_sources.h
 *		Where Odoo keeps quality checks: which of the apps that do are there,
 *		and the SQL that collects their checks in one form.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_QUALITY_SOURCES_H
#define INVENTORY_GOV_QUALITY_SOURCES_H

#include "compat.h"

/* What there is in this database, as bits. */
typedef uint32 QualitySources;

#define QUALITY_CHECKS			0x01	/* quality_check, Odoo Enterprise */
#define QUALITY_CHECK_POINTS	0x02	/* with the point each was made for */
#define QC_INSPECTIONS			0x04	/* qc_inspection, OCA */
#define QC_INSPECTION_TRANSFERS 0x08	/* with a link to the transfer */
#define QC_INSPECTION_LOTS		0x10	/* and to the lot */
#define QUALITY_SOURCE_SETS		0x20

extern QualitySources quality_sources(void);

/*
 * One row, one JSON array: for each move of $1 what it carries and where it
 * came from, with the checks of it. $2: the quarantine it comes out of, or 0;
 * $3: its lots as "3/7".
 */
extern char *quality_checks_sql(QualitySources sources);

#endif							/* INVENTORY_GOV_QUALITY_SOURCES_H */
