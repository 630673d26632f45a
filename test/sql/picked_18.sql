-- cancel_after_pick on Odoo 18
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 18
\set db regress_picked_18
\set file :abs_srcdir '/sql/include/picked.sql'
\i :file
