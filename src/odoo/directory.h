/*-------------------------------------------------------------------------
 * directory.h
 *		Who and where: Odoo's locations, the groups and the language of its users.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_DIRECTORY_H
#define INVENTORY_GOV_DIRECTORY_H

#include "compat.h"

/* stock_location.usage */
typedef enum LocationUsage
{
	USAGE_UNKNOWN = 0,
	USAGE_SUPPLIER,
	USAGE_VIEW,
	USAGE_INTERNAL,
	USAGE_CUSTOMER,
	USAGE_INVENTORY,
	USAGE_PRODUCTION,
	USAGE_TRANSIT
} LocationUsage;

typedef struct Location
{
	int32		id;				/* hash key */
	LocationUsage usage;
	bool		scrap;			/* scrap_location, Odoo 16-18 */
	int32		warehouse_id;	/* 0 where it belongs to none */
	int32		company_id;		/* 0 where it belongs to none, or to all */
	int			path_length;
	int32	   *path;			/* ids from the root down to itself */
} Location;

/* A group a user is in, and how many groups that one implies (itself too). */
typedef struct GroupMembership
{
	int32		group_id;
	int32		breadth;
} GroupMembership;

typedef struct Actor
{
	int32		user_id;
	int			ngroups;
	GroupMembership *groups;
} Actor;

extern void directory_init(void);

/*
 * Fills *out with the location; an id that does not exist has usage
 * USAGE_UNKNOWN. The path is copied into cxt, or left out where cxt is NULL.
 */
extern void directory_location(int32 id, Location *out, MemoryContext cxt);

/* Stock of the company lies here: what leaves or enters must be explained. */
static inline bool
usage_is_stock(LocationUsage usage)
{
	return usage == USAGE_INTERNAL || usage == USAGE_TRANSIT;
}

/* The user's effective groups, resolved now; allocated in cxt. */
extern Actor *directory_actor(int32 user_id, MemoryContext cxt);

/* Code of the user's language without its country, "fr"; "en" where that is not known. */
extern char *directory_lang(int32 user_id);

#endif							/* INVENTORY_GOV_DIRECTORY_H */
