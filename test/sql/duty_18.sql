-- Separation of duties on the same document, on Odoo 18
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 18
\set db regress_duty_18
\set file :abs_srcdir '/sql/include/duty.sql'
\i :file
