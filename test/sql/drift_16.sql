-- Counts that are applied after stock has moved, on Odoo 16
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 16
\set db regress_drift_16
\set file :abs_srcdir '/sql/include/drift.sql'
\i :file
