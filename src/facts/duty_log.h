/*-------------------------------------------------------------------------
 * duty_log.h
 *		Who confirmed, received and billed purchase orders.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_DUTY_LOG_H
#define INVENTORY_GOV_DUTY_LOG_H

#include "compat.h"

typedef enum Duty
{
	DUTY_CONFIRM, DUTY_RECEIVE, DUTY_BILL
} Duty;

/* Somebody did it to the order, at least once. */
typedef struct DutyAct
{
	int32		order_id;
	int32		user_id;
	Duty		duty;
} DutyAct;

/*
 * What has been done to these orders, before these users did this, which is
 * noted where note says so. palloc'd.
 */
extern DutyAct *duty_acts(const int32 *orders, const int32 *users, int n, Duty duty, bool note,
						  int *nacts);

#endif							/* INVENTORY_GOV_DUTY_LOG_H */
