-- Separation of duties on the same document, on Odoo 19
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 19
\set db regress_duty_19
\set file :abs_srcdir '/sql/include/duty.sql'
\i :file
