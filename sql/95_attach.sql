-- Last of all: the triggers go onto Odoo's tables, and Odoo's role may read what a dump of all the above contains.
SELECT attach();
