-- allocation_override on Odoo 18
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 18
\set db regress_allocation_18
\set file :abs_srcdir '/sql/include/allocation.sql'
\i :file
