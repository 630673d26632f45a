/*-------------------------------------------------------------------------
 * actor_facts.c
 *		What the fact groups share.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "odoo/directory.h"
#include "facts/facts.h"

void
event_locate(MoveEvent *e)
{
	Location	loc;

	directory_location(e->location_id, &loc, NULL);
	e->from = loc.usage;
	directory_location(e->location_dest_id, &loc, NULL);
	e->to = loc.usage;
	e->to_scrap = loc.scrap;
}

/* An actor without groups where nobody is named. */
const Actor *
facts_actor(int32 user_id, MemoryContext cxt)
{
	if (user_id == 0)
		return MemoryContextAllocZero(cxt, sizeof(Actor));
	return directory_actor(user_id, cxt);
}
