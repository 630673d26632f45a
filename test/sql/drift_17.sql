-- Counts that are applied after stock has moved, on Odoo 17
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 17
\set db regress_drift_17
\set file :abs_srcdir '/sql/include/drift.sql'
\i :file
