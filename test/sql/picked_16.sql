-- cancel_after_pick on Odoo 16
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 16
\set db regress_picked_16
\set file :abs_srcdir '/sql/include/picked.sql'
\i :file
