-- What customer_compliance says: English, French, German, Spanish, Dutch.

INSERT INTO translation (lang, msgid, msgstr, shipped)
SELECT t.lang, m.msgid, t.msgstr, true
  FROM (VALUES
    ('%1$s ships %2$s of %3$s to %4$s without what is required: %5$s',
     '%1$s expédie %2$s de %3$s à %4$s sans ce qui est exigé : %5$s',
     '%1$s liefert %2$s von %3$s an %4$s ohne das, was verlangt ist: %5$s',
     '%1$s envía %2$s de %3$s a %4$s sin lo que se exige: %5$s',
     '%1$s verzendt %2$s van %3$s naar %4$s zonder wat vereist is: %5$s'),
    ('%1$s ships %2$s of %3$s to %4$s, whose licence runs out on %6$s: %5$s',
     '%1$s expédie %2$s de %3$s à %4$s, dont la licence expire le %6$s : %5$s',
     '%1$s liefert %2$s von %3$s an %4$s, dessen Lizenz am %6$s abläuft: %5$s',
     '%1$s envía %2$s de %3$s a %4$s, cuya licencia vence el %6$s: %5$s',
     '%1$s verzendt %2$s van %3$s naar %4$s, van wie de vergunning verloopt op %6$s: %5$s'),
    ('the customer', 'le client', 'den Kunden', 'el cliente', 'de klant'),
    ('have the licence noted, or attach the document where it is required',
     'faites enregistrer la licence, ou joignez le document là où il est exigé',
     'lassen Sie die Lizenz eintragen, oder hängen Sie das Dokument dort an, wo es verlangt ist',
     'haga registrar la licencia, o adjunte el documento donde se exige',
     'laat de vergunning vastleggen, of voeg het document toe waar het vereist is'),
    ('have the renewed licence noted',
     'faites enregistrer la licence renouvelée',
     'lassen Sie die verlängerte Lizenz eintragen',
     'haga registrar la licencia renovada',
     'laat de verlengde vergunning vastleggen')
    ) AS m (msgid, fr, de, es, nl)
 CROSS JOIN LATERAL (VALUES ('fr', m.fr), ('de', m.de), ('es', m.es), ('nl', m.nl)) AS t (lang, msgstr);
