-- Who entered a count, on Odoo 16
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 16
\set db regress_counter_16
\set file :abs_srcdir '/sql/include/counter.sql'
\i :file
