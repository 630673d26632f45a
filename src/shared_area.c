/*-------------------------------------------------------------------------
 * shared_area.c
 *		Claims the places of our modules in the main shared memory segment.
 *
 * They are a few kilobytes and fit into the spare room that the server leaves,
 * so the library need not be preloaded: whoever loads it first makes them.
 * A crash restart of the server wipes them.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "storage/lwlock.h"
#include "storage/proc.h"

#include "shared_area.h"

static SharedArea *areas = NULL;
static bool preloaded = false;
static shmem_request_hook_type previous_request_hook = NULL;
static shmem_startup_hook_type previous_startup_hook = NULL;

void
shared_area_add(SharedArea *area)
{
	area->next = areas;
	areas = area;
}

void *
shared_area(SharedArea *area)
{
	void	   *memory;
	bool		found;

	if (area->memory)
		return area->memory;

	LWLockAcquire(AddinShmemInitLock, LW_EXCLUSIVE);
	memory = ShmemInitStruct(area->name, area->size, &found);
	if (!found)
		area->initialize(memory);
	LWLockRelease(AddinShmemInitLock);

	area->attached(memory);
	area->memory = memory;
	return memory;
}

static void
request_all(void)
{
	if (previous_request_hook)
		previous_request_hook();
	for (SharedArea *area = areas; area; area = area->next)
		RequestAddinShmemSpace(MAXALIGN(area->size));
}

/* Also after a crash of the server: the memory is a new one then. */
static void
claim_requested(void)
{
	if (previous_startup_hook)
		previous_startup_hook();
	for (SharedArea *area = areas; area; area = area->next)
	{
		area->memory = NULL;
		(void) shared_area(area);
	}
}

/*
 * The spare room is nobody's: a lock table that grows takes it for good. So it
 * is claimed as soon as the library is loaded. Where that fails, the first use
 * tries again, and says what does not work without.
 */
static void
claim_spare(SharedArea *area)
{
	MemoryContext context = CurrentMemoryContext;

	PG_TRY();
	{
		(void) shared_area(area);
	}
	PG_CATCH();
	{
		LWLockReleaseAll();
		MemoryContextSwitchTo(context);
		FlushErrorState();
	}
	PG_END_TRY();
}

void
shared_areas_init(void)
{
	if (process_shared_preload_libraries_in_progress)
	{
		preloaded = true;
		IG_ON_SHMEM_REQUEST(previous_request_hook, request_all);
		previous_startup_hook = shmem_startup_hook;
		shmem_startup_hook = claim_requested;
	}
	else if (IsUnderPostmaster && MyProc != NULL)
	{
		for (SharedArea *area = areas; area; area = area->next)
			claim_spare(area);
	}
}

bool
shared_areas_preloaded(void)
{
	return preloaded;
}
