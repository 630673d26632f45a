-- The screens in Odoo 19
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 19
\set db regress_ui_19
\set role regress_ui_odoo_19
\set file :abs_srcdir '/sql/include/ui.sql'
\i :file
