-- late lines on Odoo 19
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 19
\set db regress_late_lines_19
\set file :abs_srcdir '/sql/include/late_lines.sql'
\i :file
