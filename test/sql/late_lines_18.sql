-- late lines on Odoo 18
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 18
\set db regress_late_lines_18
\set file :abs_srcdir '/sql/include/late_lines.sql'
\i :file
