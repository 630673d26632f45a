-- product_location, quarantine_exit and owner_crossing on Odoo 19
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 19
\set db regress_storage_19
\set file :abs_srcdir '/sql/include/storage.sql'
\i :file
\set script `cat "$PG_ABS_SRCDIR/sql/include/storage_commit.sql"`
SELECT statement FROM regexp_split_to_table(:'script', E';\n') statement \gexec
\set file :abs_srcdir '/sql/include/end.sql'
\i :file
