-- cancel_after_pick on Odoo 17
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 17
\set db regress_picked_17
\set file :abs_srcdir '/sql/include/picked.sql'
\i :file
