-- Titles of controls of stock, lots, shipments and returns, as Odoo's screens show them: English, French, German, Spanish, Dutch.

INSERT INTO translation (lang, msgid, msgstr, shipped)
SELECT t.lang, m.msgid, t.msgstr, true
  FROM (VALUES
    ('Authorisation of returns', 'Autorisation des retours', 'Freigabe von Retouren', 'Autorización de devoluciones', 'Goedkeuring van retouren'),
    ('Customer compliance', 'Conformité client', 'Kundenauflagen', 'Requisitos del cliente', 'Klantvereisten'),
    ('Disposition of returns', 'Affectation des retours', 'Verbleib von Retouren', 'Destino de devoluciones', 'Bestemming van retouren'),
    ('Expiry', 'Péremption', 'Haltbarkeit', 'Caducidad', 'Houdbaarheid'),
    ('Lot substitution', 'Substitution de lot', 'Anderes Los', 'Sustitución de lote', 'Andere partij'),
    ('Maintenance gate', 'Barrière de maintenance', 'Wartungssperre', 'Barrera de mantenimiento', 'Onderhoudspoort'),
    ('Quantity of returns', 'Quantité des retours', 'Menge von Retouren', 'Cantidad de devoluciones', 'Aantal retouren'),
    ('Refunds and returns', 'Avoirs et retours', 'Gutschriften und Retouren', 'Reembolsos y devoluciones', 'Creditnota''s en retouren'),
    ('Serial custody', 'Garde des numéros de série', 'Verbleib von Seriennummern', 'Custodia de números de serie', 'Beheer van serienummers'),
    ('Window for returns', 'Délai de retour', 'Rückgabefrist', 'Plazo de devolución', 'Retourtermijn')
  ) AS m(msgid, fr, de, es, nl),
  LATERAL (VALUES ('fr', m.fr), ('de', m.de), ('es', m.es), ('nl', m.nl)) AS t(lang, msgstr);
