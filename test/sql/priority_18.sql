-- priority_change on Odoo 18
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 18
\set db regress_priority_18
\set file :abs_srcdir '/sql/include/priority.sql'
\i :file
