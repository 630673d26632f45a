-- Counts that are applied after stock has moved, on Odoo 18
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 18
\set db regress_drift_18
\set file :abs_srcdir '/sql/include/drift.sql'
\i :file
