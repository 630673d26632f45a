-- negative_stock on Odoo 17
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 17
\set db regress_negative_17
\set file :abs_srcdir '/sql/include/negative.sql'
\i :file
\set script `cat "$PG_ABS_SRCDIR/sql/include/negative_commit.sql"`
SELECT statement FROM regexp_split_to_table(:'script', E';\n') statement \gexec
\set file :abs_srcdir '/sql/include/negative_told.sql'
\i :file
