-- The registers on the screens of Odoo 19
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 19
\set db regress_registers_19
\set role regress_registers_odoo_19
\set file :abs_srcdir '/sql/include/registers.sql'
\i :file
