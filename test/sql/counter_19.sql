-- Who entered a count, on Odoo 19
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 19
\set db regress_counter_19
\set file :abs_srcdir '/sql/include/counter.sql'
\i :file
