-- customer_compliance on Odoo 17
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 17
\set db regress_compliance_17
\set file :abs_srcdir '/sql/include/compliance.sql'
\i :file
