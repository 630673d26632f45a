/*-------------------------------------------------------------------------
 * shared_area.h
 *		A module's place in the main shared memory, with and without preload.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_SHARED_AREA_H
#define INVENTORY_GOV_SHARED_AREA_H

#include "compat.h"

typedef struct SharedArea
{
	/* Has the layout's version in it: after an upgrade without a restart the new library makes an area of its own. */
	const char *name;
	Size		size;
	void		(*initialize) (void *memory);	/* the first process, under AddinShmemInitLock */
	void		(*attached) (void *memory); /* every process, when it has found the area */
	void	   *memory;			/* NULL until found in this process */
	struct SharedArea *next;	/* in the list of all areas */
} SharedArea;

/* A module's init names its area; _PG_init claims all of them at the end. */
extern void shared_area_add(SharedArea *area);
extern void shared_areas_init(void);

/* The area's memory, made on first use; raises when there is no room for it. */
extern void *shared_area(SharedArea *area);

extern bool shared_areas_preloaded(void);

#endif							/* INVENTORY_GOV_SHARED_AREA_H */
