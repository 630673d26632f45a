-- Which policy governs, on Odoo 19
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 19
\set db regress_resolve_19
\set file :abs_srcdir '/sql/include/resolve.sql'
\i :file
