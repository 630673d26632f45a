-- customer_compliance on Odoo 19
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 19
\set db regress_compliance_19
\set file :abs_srcdir '/sql/include/compliance.sql'
\i :file
