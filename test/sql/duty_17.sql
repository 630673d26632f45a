-- Separation of duties on the same document, on Odoo 17
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 17
\set db regress_duty_17
\set file :abs_srcdir '/sql/include/duty.sql'
\i :file
