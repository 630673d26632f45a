-- inventory_gov install script: the numbered fragments of sql/, joined by make.
\echo Use "CREATE EXTENSION inventory_gov" to load this file. \quit

-- The schema is a member of the extension, so it goes with it.
CREATE SCHEMA inventory_gov;
COMMENT ON SCHEMA inventory_gov IS 'Inventory governance: policies, violations, approval requests';
SET LOCAL search_path = inventory_gov, pg_temp;
