-- Controls of returns on Odoo 16
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 16
\set db regress_returns_16
\set file :abs_srcdir '/sql/include/returns.sql'
\i :file
