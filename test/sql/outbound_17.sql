-- over_shipment and backorder_cancel on Odoo 17
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 17
\set db regress_outbound_17
\set file :abs_srcdir '/sql/include/outbound.sql'
\i :file
