-- adjustment_limit on Odoo 18
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 18
\set db regress_adjust_18
\set file :abs_srcdir '/sql/include/adjust.sql'
\i :file
\set script `cat "$PG_ABS_SRCDIR/sql/include/adjust_commit.sql"`
SELECT statement FROM regexp_split_to_table(:'script', E';\n') statement \gexec
\set file :abs_srcdir '/sql/include/adjust_told.sql'
\i :file
