-- The screens in Odoo 18
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 18
\set db regress_ui_18
\set role regress_ui_odoo_18
\set file :abs_srcdir '/sql/include/ui.sql'
\i :file
