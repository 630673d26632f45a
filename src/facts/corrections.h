/*-------------------------------------------------------------------------
 * corrections.h
 *		What is written about operations that are done: changes of done moves
 *		and lines, and effective dates; and about reservations.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_CORRECTIONS_H
#define INVENTORY_GOV_CORRECTIONS_H

#include "compat.h"

#include "access/xact.h"
#include "datatype/timestamp.h"
#include "utils/date.h"

#include "facts/facts.h"

typedef enum EditKind
{
	EDIT_CHANGED,				/* done before and after, with other values */
	EDIT_ADDED,					/* inserted as done */
	EDIT_TAKEN_BACK,			/* done no longer */
	EDIT_DELETED
} EditKind;

/* Ids whose change is a correction; quantity and date stand beside them. */
typedef enum EditField
{
	FIELD_PRODUCT,
	FIELD_UNIT,
	FIELD_SOURCE,
	FIELD_DESTINATION,
	FIELD_LOT,
	FIELD_OWNER,
	FIELD_PACKAGE,
	FIELD_RESULT_PACKAGE,
	FIELD_PURCHASE_LINE,
	FIELD_SALE_LINE,
	FIELD_MOVE,					/* the move a line belongs to */
	EDIT_FIELDS
} EditField;

/* What can be told of a done row, before and after. */
typedef struct DoneValues
{
	double		qty;			/* in the row's unit */
	Timestamp	date;
	int32		ids[EDIT_FIELDS];
} DoneValues;

/* A row of stock_move or stock_move_line that was done, and was changed; or one that was born done. */
typedef struct DoneEdit
{
	SubTransactionId subid;
	int			before_it;		/* the journal's: the line's edit before it; -1: none */
	EditKind	kind;
	bool		of_line;		/* of stock_move_line */
	int32		id;
	int32		move_id;		/* 0: a line without a move */
	int32		picking_id;
	int32		picking_type_id;
	int32		company_id;
	int32		scrap_id;
	int32		actor_id;		/* write_uid; 0 where a row was deleted */
	const char *state;			/* what it is now, where it is done no longer */
	DoneValues	before;
	DoneValues	after;
} DoneEdit;

/* A date that something is done as of, other than a move's. */
typedef struct DatedRow
{
	SubTransactionId subid;
	const char *model;			/* stock.picking, stock.scrap, stock.quant */
	int32		id;
	int32		picking_id;
	int32		picking_type_id;
	int32		company_id;
	int32		product_id;
	int32		location_id;	/* what comes from here */
	int32		location_dest_id;	/* goes there */
	int32		actor_id;
	Timestamp	at;				/* UTC */
	DateADT		day;			/* DATEVAL_NOBEGIN: the day of at, where the company is */
} DatedRow;

struct GoodsLine;

typedef struct Corrections
{
	const DoneEdit *edits;
	int			nedits;
	const DatedRow *dates;
	int			ndates;
	const struct GoodsLine *reserved;	/* lines that are to move more, or other goods, than before */
	int			nreserved;
} Corrections;

/* A scrap that became done; its move has to show up until commit. */
typedef struct DoneScrap
{
	SubTransactionId subid;
	int32		id;
	int32		company_id;
	int32		product_id;
	int32		location_id;
	int32		picking_id;
	int32		actor_id;
	double		qty;
} DoneScrap;

/* correction_journal.c: transaction-local, undone by savepoints */
extern void corrections_init(void);
extern void corrections_add_edit(const DoneEdit *edit);
extern void corrections_add_date(const DatedRow *row);
extern void corrections_add_scrap(const DoneScrap *scrap);
extern void corrections_add_reservation(const struct GoodsLine *line);
/* All noted since the last call; valid until more is noted. Returns whether there are any. */
extern bool corrections_take(Corrections *taken);
/* The last edit of a line; NULL where there is none. */
extern const DoneEdit *corrections_line_edit(int32 line_id);
extern const DoneScrap *corrections_scraps(int *n);
extern bool corrections_any_scraps(void);
/*
 * The quantity by which a move has been corrected so far, by its lines or by
 * itself, whichever is more; adds delta to the one. *told: that size has been
 * judged already in this transaction.
 */
extern double corrections_add_qty(int32 move_id, bool of_line, double delta, bool *told);

/* Has this been said in this transaction? It has, from now on. */
extern bool corrections_said(const char *subject);

/* edit_facts.c, date_facts.c: see groups.h */
struct FactRequest;
/* The adjustment that a fact of a corrected line will be, once its move follows; false: it is none. */
extern bool edit_adjusts(const Fact *fact, AdjustLine *line);
extern List *edit_from_moves(const struct FactRequest *request, const MoveEvent *events, int n);
extern List *edit_from_corrections(const struct FactRequest *request, const Corrections *c);
extern List *date_from_moves(const struct FactRequest *request, const MoveEvent *events, int n);
extern List *date_from_corrections(const struct FactRequest *request, const Corrections *c);

/* unbooked_facts.c: what commit would leave without its counterpart */
extern List *unbooked_facts(const struct FactRequest *request, const AdjustLine *stock, int nstock,
							const AdjustLine *moves, int nmoves, const DoneScrap *scraps,
							int nscraps);

#endif							/* INVENTORY_GOV_CORRECTIONS_H */
