-- The registers on the screens of Odoo 18
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 18
\set db regress_registers_18
\set role regress_registers_odoo_18
\set file :abs_srcdir '/sql/include/registers.sql'
\i :file
