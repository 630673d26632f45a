-- Who entered a count, on Odoo 17
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 17
\set db regress_counter_17
\set file :abs_srcdir '/sql/include/counter.sql'
\i :file
