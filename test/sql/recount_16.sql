-- Counts that somebody else has to repeat, on Odoo 16
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 16
\set db regress_recount_16
\set file :abs_srcdir '/sql/include/recount.sql'
\i :file
\echo -- stock written without a count: refused when it is committed, and whoever writes it stands for it
UPDATE stock_quant SET quantity = quantity - 6, write_uid = 8 WHERE id = gt.quant(7, 8);
SELECT counter, applied_by, trim_scale(counted_qty - book_qty) FROM inventory_gov.recounts WHERE state = 'open' AND product_id = 7;
UPDATE stock_quant SET quantity = quantity - 6, write_uid = 11 WHERE id = gt.quant(7, 8);
\set file :abs_srcdir '/sql/include/end.sql'
\i :file
