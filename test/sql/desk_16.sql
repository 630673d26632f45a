-- What people are told in Odoo 16, and what they decide there
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 16
\set db regress_desk_16
\set file :abs_srcdir '/sql/include/desk.sql'
\i :file
