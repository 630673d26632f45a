-- negative_stock on Odoo 19
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 19
\set db regress_negative_19
\set file :abs_srcdir '/sql/include/negative.sql'
\i :file
\set script `cat "$PG_ABS_SRCDIR/sql/include/negative_commit.sql"`
SELECT statement FROM regexp_split_to_table(:'script', E';\n') statement \gexec
\set file :abs_srcdir '/sql/include/negative_told.sql'
\i :file
