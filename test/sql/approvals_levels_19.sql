-- Levels of policies on Odoo 19
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 19
\set db regress_approvals_levels_19
\set file :abs_srcdir '/sql/include/approvals_levels.sql'
\i :file
