-- Risk tiers, on Odoo 16
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 16
\set db regress_tier_16
\set file :abs_srcdir '/sql/include/tier.sql'
\i :file
