/*-------------------------------------------------------------------------
 * quality_sources.c
 *		Words the query that collects quality checks from the apps that have
 *		them, found by table and column at run time.
 *
 * The checks of a move are those of its transfer, of the transfers that brought
 * the goods into quarantine, and of its lots. A transfer out of quarantine that
 * follows another by Odoo's own rules is linked to it. One that was made by
 * hand is not: it takes the receipts of the product into that place since the
 * oldest stock that still lies there came in.
 *
 * Of Enterprise only the publicly documented fields are read.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "lib/stringinfo.h"

#include "facts/quality_sources.h"
#include "odoo/schema.h"

static bool
has_all(const char *const *columns, int n)
{
	for (int i = 0; i < n; i++)
	{
		if (odoo_lacks(columns[i]) != NULL)
			return false;
	}
	return true;
}

static QualitySources
look_for_sources(void)
{
	static const char *const checks[] = {
		"quality_check.name", "quality_check.quality_state", "quality_check.product_id",
		"quality_check.picking_id", "quality_check.lot_id"
	};
	static const char *const inspections[] = {
		"qc_inspection.name", "qc_inspection.state", "qc_inspection.product_id", "qc_inspection.object_id"
	};
	QualitySources found = 0;

	if (has_all(checks, lengthof(checks)))
	{
		found |= QUALITY_CHECKS;
		if (odoo_lacks("quality_check.point_id") == NULL)
			found |= QUALITY_CHECK_POINTS;
	}
	if (has_all(inspections, lengthof(inspections)))
	{
		found |= QC_INSPECTIONS;
		if (odoo_lacks("qc_inspection.picking_id") == NULL)
			found |= QC_INSPECTION_TRANSFERS;
		if (odoo_lacks("qc_inspection.lot_id") == NULL)
			found |= QC_INSPECTION_LOTS;
	}
	return found;
}

/* Asked for every receipt, so the answer is kept until some table has changed. */
QualitySources
quality_sources(void)
{
	static QualitySources known;
	static uint64 epoch = 0;
	static bool looked = false;

	(void) odoo_schema();
	if (!looked || epoch != odoo_epoch())
	{
		epoch = odoo_epoch();
		looked = true;
		known = look_for_sources();
	}
	return known;
}

/* Checks as rows (root, source, id, name, state, lot_id, test) of the goods g. */
static void
add_source(StringInfo sql, const char *select)
{
	appendStringInfo(sql, "%s%s", sql->len ? " UNION ALL " : "", select);
}

static char *
checks_sql(QualitySources sources)
{
	return psprintf("SELECT g.root, 'quality_check' AS source, q.id, q.name::text, CASE q.quality_state WHEN 'pass' THEN 'pass'"
					"  WHEN 'fail' THEN 'fail' ELSE 'open' END AS state, q.lot_id, %s AS test"
					" FROM goods g JOIN " ODOO_SCHEMA ".quality_check q"
					"  ON (q.picking_id = ANY (g.pickings) OR q.lot_id = ANY (g.lots))"
					" WHERE (q.product_id IS NULL OR q.product_id = g.product_id)"
					" AND (q.lot_id IS NULL OR g.lots = '{}' OR q.lot_id = ANY (g.lots))",
					sources & QUALITY_CHECK_POINTS ? "q.point_id::text" : "NULL::text");
}

/* object_id is text, 'stock.picking,7'; the links to transfer and lot depend on the branch. */
static char *
inspections_sql(QualitySources sources)
{
	const char *lot = sources & QC_INSPECTION_LOTS ? "q.lot_id" : "NULL::int";

	return psprintf("SELECT g.root, 'qc_inspection' AS source, q.id, q.name::text, CASE q.state WHEN 'success' THEN 'pass'"
					"  WHEN 'failed' THEN 'fail' ELSE 'open' END AS state, %1$s AS lot_id, NULL::text AS test"
					" FROM goods g JOIN " ODOO_SCHEMA ".qc_inspection q"
					"  ON (q.object_id = ANY (g.objects) %2$s %3$s)"
					" WHERE q.state <> 'canceled' AND (q.product_id IS NULL OR q.product_id = g.product_id)"
					" AND (%1$s IS NULL OR g.lots = '{}' OR %1$s = ANY (g.lots))",
					lot, sources & QC_INSPECTION_TRANSFERS ? "OR q.picking_id = ANY (g.pickings)" : "",
					sources & QC_INSPECTION_LOTS ? "OR q.lot_id = ANY (g.lots)" : "");
}

static char *
seen_sql(QualitySources sources)
{
	StringInfoData sql;

	initStringInfo(&sql);
	if (sources & QUALITY_CHECKS)
		add_source(&sql, checks_sql(sources));
	if (sources & QC_INSPECTIONS)
		add_source(&sql, inspections_sql(sources));
	if (sql.len == 0)
		add_source(&sql, "SELECT 0 AS root, '' AS source, 0 AS id, '' AS name, '' AS state, 0 AS lot_id, '' AS test WHERE false");
	return sql.data;
}

char *
quality_checks_sql(QualitySources sources)
{
	return psprintf("WITH RECURSIVE rel AS ("
					"  SELECT u.move_id, u.place, COALESCE(string_to_array(NULLIF(u.lots, ''), '/')::int[], '{}') AS lots"
					"  FROM unnest($1, $2, $3) u(move_id, place, lots)),"
					" linked(root, id) AS ("
					"  SELECT r.move_id, r.move_id FROM rel r"
					"  UNION"
					"  SELECT l.root, x.move_orig_id FROM linked l JOIN rel r ON r.move_id = l.root AND r.place <> 0"
					"  JOIN " ODOO_SCHEMA ".stock_move_move_rel x ON x.move_dest_id = l.id),"
					" loose AS ("
					"  SELECT r.move_id AS root, b.id"
					"  FROM rel r JOIN " ODOO_SCHEMA ".stock_move m ON m.id = r.move_id"
					"  JOIN " ODOO_SCHEMA ".stock_location p ON p.id = r.place"
					"  CROSS JOIN LATERAL (SELECT array_agg(i.id) AS ids FROM " ODOO_SCHEMA ".stock_location i"
					"   WHERE i.parent_path LIKE p.parent_path || '%%') inside"
					"  CROSS JOIN LATERAL (SELECT min(q.in_date) AS since FROM " ODOO_SCHEMA ".stock_quant q"
					"   WHERE q.product_id = m.product_id AND q.location_id = ANY (inside.ids) AND q.quantity > 0) oldest"
					"  JOIN " ODOO_SCHEMA ".stock_move b ON b.product_id = m.product_id AND b.location_dest_id = ANY (inside.ids)"
					"   AND b.state = 'done' AND greatest(b.date, b.write_date) >= COALESCE(oldest.since, '-infinity')"
					"  WHERE r.place <> 0 AND NOT EXISTS (SELECT 1 FROM " ODOO_SCHEMA ".stock_move_move_rel x"
					"   WHERE x.move_dest_id = r.move_id)),"
					" goods AS ("
					"  SELECT c.root, r.lots, m.product_id, m.picking_id, ml.usage = 'production' AS produced,"
					"   (SELECT c2.parent_path FROM " ODOO_SCHEMA ".product_product pp"
					"    JOIN " ODOO_SCHEMA ".product_template pt ON pt.id = pp.product_tmpl_id"
					"    JOIN " ODOO_SCHEMA ".product_category c2 ON c2.id = pt.categ_id WHERE pp.id = m.product_id) AS category,"
					"   array_agg(DISTINCT b.picking_id) FILTER (WHERE b.picking_id IS NOT NULL) AS pickings,"
					"   array_agg(DISTINCT b.picking_type_id) FILTER (WHERE b.picking_type_id IS NOT NULL) AS types,"
					"   array_agg(DISTINCT k.partner_id) FILTER (WHERE k.partner_id IS NOT NULL)"
					"    || array_agg(DISTINCT bp.commercial_partner_id) FILTER (WHERE bp.commercial_partner_id IS NOT NULL) AS partners,"
					"   (array_agg(k.partner_id ORDER BY b.id) FILTER (WHERE k.partner_id IS NOT NULL))[1] AS partner_id,"
					"   array_agg(DISTINCT 'stock.move,' || b.id)"
					"    || array_agg(DISTINCT 'stock.picking,' || b.picking_id) FILTER (WHERE b.picking_id IS NOT NULL)"
					"    || (SELECT array_agg('stock.lot,' || l) FROM unnest(r.lots) l) AS objects"
					"  FROM (SELECT root, id FROM linked UNION SELECT root, id FROM loose) c"
					"  JOIN rel r ON r.move_id = c.root"
					"  JOIN " ODOO_SCHEMA ".stock_move m ON m.id = c.root"
					"  JOIN " ODOO_SCHEMA ".stock_location ml ON ml.id = m.location_id"
					"  JOIN " ODOO_SCHEMA ".stock_move b ON b.id = c.id"
					"  LEFT JOIN " ODOO_SCHEMA ".stock_picking k ON k.id = b.picking_id"
					"  LEFT JOIN " ODOO_SCHEMA ".res_partner bp ON bp.id = k.partner_id"
					"  GROUP BY c.root, r.lots, m.product_id, m.picking_id, ml.usage),"
					" seen AS (SELECT x.root, jsonb_agg(to_jsonb(x) - 'root') AS checks FROM (%s) x GROUP BY x.root)"
					" SELECT COALESCE(jsonb_agg(jsonb_build_object('move', g.root, 'product', g.product_id, 'category', g.category,"
					"  'picking', g.picking_id, 'produced', g.produced, 'pickings', g.pickings, 'types', g.types, 'partners', g.partners,"
					"  'partner', g.partner_id, 'lots', g.lots, 'checks', COALESCE(s.checks, '[]'))), '[]')::text"
					" FROM goods g LEFT JOIN seen s ON s.root = g.root",
					seen_sql(sources));
}
