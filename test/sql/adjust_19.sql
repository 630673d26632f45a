-- adjustment_limit on Odoo 19
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 19
\set db regress_adjust_19
\set file :abs_srcdir '/sql/include/adjust.sql'
\i :file
\set script `cat "$PG_ABS_SRCDIR/sql/include/adjust_commit.sql"`
SELECT statement FROM regexp_split_to_table(:'script', E';\n') statement \gexec
\set file :abs_srcdir '/sql/include/adjust_told.sql'
\i :file
