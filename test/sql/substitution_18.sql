-- lot_substitution on Odoo 18
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 18
\set db regress_substitution_18
\set file :abs_srcdir '/sql/include/substitution.sql'
\i :file
