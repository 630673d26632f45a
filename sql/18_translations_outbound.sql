-- What the controls of deliveries say: English, French, German, Spanish, Dutch.

INSERT INTO translation (lang, msgid, msgstr, shipped)
SELECT t.lang, m.msgid, t.msgstr, true
  FROM (VALUES
    ('Over-shipment', 'Livraison excédentaire', 'Überlieferung', 'Exceso de entrega', 'Overlevering'),
    ('Cancelled remainders', 'Reliquats annulés', 'Stornierte Restmengen', 'Restos cancelados', 'Geannuleerde restanten'),
    ('%1$s: %2$s delivered in all, %3$s ordered on %4$s, %5$s %% over (%6$s, %7$s at cost)',
     '%1$s : %2$s livrés au total, %3$s commandés sur %4$s, %5$s %% de trop (%6$s, %7$s au coût)',
     '%1$s: insgesamt %2$s geliefert, %3$s bestellt mit %4$s, %5$s %% zu viel (%6$s, %7$s zu Kosten)',
     '%1$s: %2$s entregados en total, %3$s pedidos en %4$s, %5$s %% de más (%6$s, %7$s al coste)',
     '%1$s: %2$s geleverd in totaal, %3$s besteld op %4$s, %5$s %% te veel (%6$s, %7$s tegen kostprijs)'),
    ('%1$s: %2$s of %3$s on %4$s will not be delivered any more (%5$s %%, %6$s at cost)',
     '%1$s : %2$s sur %3$s de %4$s ne seront plus livrés (%5$s %%, %6$s au coût)',
     '%1$s: %2$s von %3$s aus %4$s werden nicht mehr geliefert (%5$s %%, %6$s zu Kosten)',
     '%1$s: %2$s de %3$s de %4$s ya no se entregarán (%5$s %%, %6$s al coste)',
     '%1$s: %2$s van %3$s op %4$s worden niet meer geleverd (%5$s %%, %6$s tegen kostprijs)'),
    ('deliver at most %1$s in all', 'livrez au plus %1$s au total', 'insgesamt höchstens %1$s liefern', 'entregue como máximo %1$s en total',
     'lever in totaal hoogstens %1$s'),
    ('keep a backorder for the rest, or have the salesperson lower the order line',
     'gardez un reliquat pour le reste, ou faites réduire la ligne de commande par le vendeur',
     'einen Rückstand für den Rest behalten, oder die Auftragszeile vom Verkäufer herabsetzen lassen',
     'mantenga un pedido pendiente por el resto, o haga que el vendedor reduzca la línea del pedido',
     'houd een backorder voor de rest, of laat de verkoper de orderregel verlagen')
  ) m(msgid, fr, de, es, nl)
  CROSS JOIN LATERAL (VALUES ('fr', m.fr), ('de', m.de), ('es', m.es), ('nl', m.nl)) t(lang, msgstr);
