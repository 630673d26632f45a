-- What maintenance_gate says: English, French, German, Spanish, Dutch.

INSERT INTO translation (lang, msgid, msgstr, shipped)
SELECT t.lang, m.msgid, t.msgstr, true
  FROM (VALUES
    ('%1$s takes %2$s out of %3$s, where maintenance is open: %4$s',
     '%1$s sort %2$s de %3$s, où une maintenance est en cours : %4$s',
     '%1$s nimmt %2$s aus %3$s, wo eine Wartung offen ist: %4$s',
     '%1$s saca %2$s de %3$s, donde hay mantenimiento pendiente: %4$s',
     '%1$s haalt %2$s uit %3$s, waar onderhoud openstaat: %4$s'),
    ('%1$s brings %2$s into %3$s, where maintenance is open: %4$s',
     '%1$s amène %2$s dans %3$s, où une maintenance est en cours : %4$s',
     '%1$s bringt %2$s nach %3$s, wo eine Wartung offen ist: %4$s',
     '%1$s lleva %2$s a %3$s, donde hay mantenimiento pendiente: %4$s',
     '%1$s brengt %2$s naar %3$s, waar onderhoud openstaat: %4$s'),
    ('have the maintenance request closed, or use another place',
     'faites clôturer la demande de maintenance, ou utilisez un autre emplacement',
     'lassen Sie die Wartungsanfrage abschließen, oder nehmen Sie einen anderen Lagerort',
     'haga cerrar la solicitud de mantenimiento o use otra ubicación',
     'laat het onderhoudsverzoek afsluiten, of gebruik een andere plaats')
  ) AS m(msgid, fr, de, es, nl),
  LATERAL (VALUES ('fr', m.fr), ('de', m.de), ('es', m.es), ('nl', m.nl)) AS t(lang, msgstr);
