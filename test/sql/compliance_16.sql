-- customer_compliance on Odoo 16
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 16
\set db regress_compliance_16
\set file :abs_srcdir '/sql/include/compliance.sql'
\i :file
