-- late lines on Odoo 17
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 17
\set db regress_late_lines_17
\set file :abs_srcdir '/sql/include/late_lines.sql'
\i :file
