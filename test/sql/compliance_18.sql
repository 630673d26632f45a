-- customer_compliance on Odoo 18
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 18
\set db regress_compliance_18
\set file :abs_srcdir '/sql/include/compliance.sql'
\i :file
