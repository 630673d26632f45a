-- What people are told in Odoo 18, and what they decide there
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 18
\set db regress_desk_18
\set file :abs_srcdir '/sql/include/desk.sql'
\i :file
