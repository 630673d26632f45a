-- The registers on the screens of Odoo 17
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 17
\set db regress_registers_17
\set role regress_registers_odoo_17
\set file :abs_srcdir '/sql/include/registers.sql'
\i :file
