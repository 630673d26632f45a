-- done_edit and backdating on Odoo 19
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 19
\set db regress_corrections_19
\set file :abs_srcdir '/sql/include/corrections.sql'
\i :file
\set script `cat "$PG_ABS_SRCDIR/sql/include/corrections_commit.sql"`
SELECT replace(replace(statement, '%QTY', gt.qty_column()), '%D', :'d') FROM regexp_split_to_table(:'script', E';\n') statement \gexec
\set file :abs_srcdir '/sql/include/backdating.sql'
\i :file
