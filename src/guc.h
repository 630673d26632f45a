/*-------------------------------------------------------------------------
 * guc.h
 *		Settings of the extension (inventory_gov.*), all defined in guc.c.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_GUC_H
#define INVENTORY_GOV_GUC_H

extern int	guc_record_timeout;		/* ms a refused operation waits for its record */
extern int	guc_recorder_linger;	/* ms an idle recorder stays, 0..2000 */
extern bool guc_desk;				/* due work is done by background workers */
extern int	guc_desk_interval;		/* s between two rounds of the launcher; 0: none */
extern int	guc_attach_timeout;		/* ms attach() keeps trying for its locks */
extern bool guc_document_totals;	/* judge totals over a whole transaction */
extern bool guc_maintenance;		/* superuser's switch: the trigger guard steps aside */
extern bool guc_two_person_policies;	/* policies in force change by a second person only */

extern void guc_init(void);

#endif							/* INVENTORY_GOV_GUC_H */
