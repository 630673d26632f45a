-- The registers on the screens of Odoo 16
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 16
\set db regress_registers_16
\set role regress_registers_odoo_16
\set file :abs_srcdir '/sql/include/registers.sql'
\i :file
