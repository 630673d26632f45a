/*-------------------------------------------------------------------------
 * errors.h
 *		SQLSTATEs of this extension. Class 23, because Odoo 16-19 turn exactly
 *		that class, raised while a statement runs, into a clean dialog. Never
 *		40001, 40P01 or 55P03 for a refusal: Odoo silently retries those.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_ERRORS_H
#define INVENTORY_GOV_ERRORS_H

#define ERRCODE_IG_APPROVAL_NEEDED		MAKE_SQLSTATE('2','3','G','0','1')
#define ERRCODE_IG_BLOCKED				MAKE_SQLSTATE('2','3','G','0','2')
#define ERRCODE_IG_SEPARATION_OF_DUTIES MAKE_SQLSTATE('2','3','G','0','3')
#define ERRCODE_IG_EVIDENCE_MISSING		MAKE_SQLSTATE('2','3','G','0','4')
#define ERRCODE_IG_ON_HOLD				MAKE_SQLSTATE('2','3','G','0','5')
/* A request cannot be decided as asked: unknown, decided, expired. */
#define ERRCODE_IG_REQUEST_STATE		MAKE_SQLSTATE('2','3','G','0','6')

#endif							/* INVENTORY_GOV_ERRORS_H */
