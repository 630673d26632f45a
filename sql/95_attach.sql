-- Last of all. Ids of policies and reasons up to 100 are the starter set's: what a later version adds to it takes no id that a company has given away.
SELECT pg_catalog.setval('policy_id_seq', 100), pg_catalog.setval('reason_id_seq', 100);

-- The triggers go onto Odoo's tables, and Odoo's role may read what a dump of all the above contains.
SELECT attach();
