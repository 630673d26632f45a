-- over_shipment and backorder_cancel on Odoo 18
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 18
\set db regress_outbound_18
\set file :abs_srcdir '/sql/include/outbound.sql'
\i :file
