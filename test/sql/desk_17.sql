-- What people are told in Odoo 17, and what they decide there
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 17
\set db regress_desk_17
\set file :abs_srcdir '/sql/include/desk.sql'
\i :file
