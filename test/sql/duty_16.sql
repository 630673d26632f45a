-- Separation of duties on the same document, on Odoo 16
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 16
\set db regress_duty_16
\set file :abs_srcdir '/sql/include/duty.sql'
\i :file
