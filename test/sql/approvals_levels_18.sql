-- Levels of policies on Odoo 18
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 18
\set db regress_approvals_levels_18
\set file :abs_srcdir '/sql/include/approvals_levels.sql'
\i :file
