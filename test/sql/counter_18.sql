-- Who entered a count, on Odoo 18
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 18
\set db regress_counter_18
\set file :abs_srcdir '/sql/include/counter.sql'
\i :file
