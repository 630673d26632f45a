-- over_shipment and backorder_cancel on Odoo 19
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 19
\set db regress_outbound_19
\set file :abs_srcdir '/sql/include/outbound.sql'
\i :file
