-- cancel_after_pick on Odoo 19
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 19
\set db regress_picked_19
\set file :abs_srcdir '/sql/include/picked.sql'
\i :file
