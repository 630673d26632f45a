-- What people are told in Odoo 19, and what they decide there
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 19
\set db regress_desk_19
\set file :abs_srcdir '/sql/include/desk.sql'
\i :file
