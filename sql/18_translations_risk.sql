-- Texts of risk tiers and of the separation of duties, in the languages of those who read them.

INSERT INTO translation (lang, msgid, msgstr, shipped)
SELECT t.lang, m.msgid, t.msgstr, true
  FROM (VALUES
    ('Nobody rates himself. Somebody else has to.',
     'Nul ne s''évalue lui-même. Quelqu''un d''autre doit le faire.',
     'Niemand stuft sich selbst ein. Jemand anderes muss es tun.',
     'Nadie se califica a sí mismo. Debe hacerlo otra persona.',
     'Niemand beoordeelt zichzelf. Iemand anders moet het doen.'),
    ('Vendor tightened', 'Fournisseur sous surveillance renforcée', 'Lieferant verschärft', 'Proveedor con control reforzado', 'Leverancier aangescherpt')
    ) AS m (msgid, fr, de, es, nl)
 CROSS JOIN LATERAL (VALUES ('fr', m.fr), ('de', m.de), ('es', m.es), ('nl', m.nl)) AS t (lang, msgstr);
