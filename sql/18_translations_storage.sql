-- What the storage controls say: English, French, German, Spanish, Dutch.

INSERT INTO translation (lang, msgid, msgstr, shipped)
SELECT t.lang, m.msgid, t.msgstr, true
  FROM (VALUES
    ('Negative stock', 'Stock négatif', 'Negativer Bestand', 'Existencias negativas', 'Negatieve voorraad'),
    ('A change of stock without a move', 'Une modification de stock sans mouvement', 'Eine Bestandsänderung ohne Lagerbewegung', 'Un cambio de existencias sin movimiento', 'Een voorraadwijziging zonder verplaatsing'),
    ('%1$s (package %2$s)', '%1$s (colis %2$s)', '%1$s (Paket %2$s)', '%1$s (paquete %2$s)', '%1$s (pakket %2$s)'),
    ('%1$s (owner: %2$s)', '%1$s (propriétaire : %2$s)', '%1$s (Eigentümer: %2$s)', '%1$s (propietario: %2$s)', '%1$s (eigenaar: %2$s)'),
    ('%1$s leaves %2$s of %3$s in %4$s, where %5$s were on hand',
     '%1$s laisse %2$s de %3$s dans %4$s, où il y en avait %5$s',
     '%1$s lässt %2$s von %3$s in %4$s, wo %5$s vorhanden waren',
     '%1$s deja %2$s de %3$s en %4$s, donde había %5$s',
     '%1$s laat %2$s van %3$s over in %4$s, waar er %5$s aanwezig waren'),
    ('%1$s leaves %2$s of %3$s in %4$s, where %5$s were on hand (%6$s in value below zero)',
     '%1$s laisse %2$s de %3$s dans %4$s, où il y en avait %5$s (%6$s en valeur au-dessous de zéro)',
     '%1$s lässt %2$s von %3$s in %4$s, wo %5$s vorhanden waren (%6$s Wert unter null)',
     '%1$s deja %2$s de %3$s en %4$s, donde había %5$s (%6$s en valor por debajo de cero)',
     '%1$s laat %2$s van %3$s over in %4$s, waar er %5$s aanwezig waren (%6$s aan waarde onder nul)'),
    ('take at most %1$s, or bring what is missing in first',
     'prélevez au plus %1$s, ou faites d''abord entrer ce qui manque',
     'entnehmen Sie höchstens %1$s, oder buchen Sie zuerst ein, was fehlt',
     'tome como máximo %1$s, o haga entrar primero lo que falta',
     'neem hoogstens %1$s, of boek eerst in wat ontbreekt'),
    ('bring what is missing in first, or count what is there',
     'faites d''abord entrer ce qui manque, ou comptez ce qui s''y trouve',
     'buchen Sie zuerst ein, was fehlt, oder zählen Sie, was da ist',
     'haga entrar primero lo que falta, o cuente lo que hay',
     'boek eerst in wat ontbreekt, of tel wat er ligt')
  ) AS m (msgid, fr, de, es, nl),
  LATERAL (VALUES ('fr', m.fr), ('de', m.de), ('es', m.es), ('nl', m.nl)) AS t (lang, msgstr);
