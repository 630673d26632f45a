-- inventory_gov install script: the numbered fragments of sql/, joined by make.
\echo Use "CREATE EXTENSION inventory_gov" to load this file. \quit

COMMENT ON SCHEMA inventory_gov IS 'Inventory governance: policies, violations, approval requests';
