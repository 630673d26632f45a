-- late lines on Odoo 16
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 16
\set db regress_late_lines_16
\set file :abs_srcdir '/sql/include/late_lines.sql'
\i :file
