-- Controls of returns on Odoo 18
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 18
\set db regress_returns_18
\set file :abs_srcdir '/sql/include/returns.sql'
\i :file
