-- The screens in Odoo 16
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 16
\set db regress_ui_16
\set role regress_ui_odoo_16
\set file :abs_srcdir '/sql/include/ui.sql'
\i :file
