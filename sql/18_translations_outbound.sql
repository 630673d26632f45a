-- What the controls of deliveries say: English, French, German, Spanish, Dutch.

INSERT INTO translation (lang, msgid, msgstr, shipped)
SELECT t.lang, m.msgid, t.msgstr, true
  FROM (VALUES
    ('Over-shipment', 'Livraison excédentaire', 'Überlieferung', 'Exceso de entrega', 'Overlevering'),
    ('Cancelled remainders', 'Reliquats annulés', 'Stornierte Restmengen', 'Restos cancelados', 'Geannuleerde restanten'),
    ('Cancelled after picking', 'Annulation après prélèvement', 'Storno nach der Entnahme', 'Cancelado tras la recogida', 'Geannuleerd na het picken'),
    ('Cancellation of %1$s, which has been printed (%2$s at cost)',
     'Annulation de %1$s, déjà imprimé (%2$s au coût)', 'Storno von %1$s, das schon gedruckt ist (%2$s zu Kosten)',
     'Cancelación de %1$s, que ya está impreso (%2$s al coste)', 'Annulering van %1$s, dat al is afgedrukt (%2$s tegen kostprijs)'),
    ('Cancellation of %1$s, of which goods have been picked (%2$s at cost)',
     'Annulation de %1$s, dont des articles sont prélevés (%2$s au coût)', 'Storno von %1$s, wovon Ware schon entnommen ist (%2$s zu Kosten)',
     'Cancelación de %1$s, del que ya se han recogido productos (%2$s al coste)', 'Annulering van %1$s, waarvan goederen al gepickt zijn (%2$s tegen kostprijs)'),
    ('Cancellation of %1$s, whose goods an earlier step has brought (%2$s at cost)',
     'Annulation de %1$s, dont une étape précédente a apporté les articles (%2$s au coût)', 'Storno von %1$s, dessen Ware ein früherer Schritt gebracht hat (%2$s zu Kosten)',
     'Cancelación de %1$s, cuyos productos trajo un paso anterior (%2$s al coste)', 'Annulering van %1$s, waarvan een eerdere stap de goederen heeft gebracht (%2$s tegen kostprijs)'),
    ('Cancellation of %1$s, on its way by so many stages: %2$s (%3$s at cost)',
     'Annulation de %1$s, étapes déjà franchies : %2$s (%3$s au coût)', 'Storno von %1$s, bereits durchlaufene Stufen: %2$s (%3$s zu Kosten)',
     'Cancelación de %1$s, etapas ya recorridas: %2$s (%3$s al coste)', 'Annulering van %1$s, al doorlopen stappen: %2$s (%3$s tegen kostprijs)'),
    ('have the goods put back, and what was entered as picked taken back',
     'faites remettre les articles en place et retirer les quantités saisies comme prélevées', 'die Ware zurücklegen und die eingegebenen Entnahmen zurücknehmen lassen',
     'haga devolver los productos a su sitio y retirar lo anotado como recogido', 'laat de goederen terugleggen en wat als gepickt is ingevoerd terugnemen'),
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
