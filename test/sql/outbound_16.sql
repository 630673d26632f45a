-- over_shipment and backorder_cancel on Odoo 16
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 16
\set db regress_outbound_16
\set file :abs_srcdir '/sql/include/outbound.sql'
\i :file
