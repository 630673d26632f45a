-- Counts that are applied after stock has moved, on Odoo 19
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 19
\set db regress_drift_19
\set file :abs_srcdir '/sql/include/drift.sql'
\i :file
