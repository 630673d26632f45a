-- Levels of policies on Odoo 16
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 16
\set db regress_approvals_levels_16
\set file :abs_srcdir '/sql/include/approvals_levels.sql'
\i :file
