-- The screens in Odoo 17
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 17
\set db regress_ui_17
\set role regress_ui_odoo_17
\set file :abs_srcdir '/sql/include/ui.sql'
\i :file
