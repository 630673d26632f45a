-- Levels of policies on Odoo 17
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 17
\set db regress_approvals_levels_17
\set file :abs_srcdir '/sql/include/approvals_levels.sql'
\i :file
