-- Texts of the controls of returns, in the languages of those who read them.

INSERT INTO translation (lang, msgid, msgstr, shipped)
SELECT t.lang, m.msgid, t.msgstr, true
  FROM (VALUES
    ('an unknown customer', 'un client inconnu', 'einen unbekannten Kunden', 'un cliente desconocido', 'een onbekende klant'),
    ('Delivery %1$s of %2$s is corrected to less: %3$s of it have come back as a return already',
     'La livraison %1$s de %2$s est corrigée à la baisse : %3$s en sont déjà revenus comme retour',
     'Lieferung %1$s von %2$s wird nach unten korrigiert: %3$s davon sind schon als Rückgabe zurückgekommen',
     'La entrega %1$s de %2$s se corrige a menos: %3$s ya han vuelto como devolución',
     'Levering %1$s van %2$s wordt naar beneden gecorrigeerd: %3$s daarvan zijn al als retour teruggekomen'),
    ('Return %1$s of %2$s: %3$s, of which %4$s were never delivered to %5$s or have come back already',
     'Retour %1$s de %2$s : %3$s, dont %4$s n''ont jamais été livrés à %5$s ou sont déjà revenus',
     'Rückgabe %1$s von %2$s: %3$s, davon wurden %4$s nie an %5$s geliefert oder sind schon zurückgekommen',
     'Devolución %1$s de %2$s: %3$s, de los que %4$s nunca se entregaron a %5$s o ya han vuelto',
     'Retour %1$s van %2$s: %3$s, waarvan %4$s nooit aan %5$s zijn geleverd of al zijn teruggekomen'),
    ('take back at most %1$s', 'reprenez au plus %1$s', 'nehmen Sie höchstens %1$s zurück', 'acepte como máximo %1$s', 'neem hoogstens %1$s terug'),
    ('Return %1$s of %2$s: %3$s, of which no delivery to %4$s is known',
     'Retour %1$s de %2$s : %3$s, dont aucune livraison à %4$s n''est connue',
     'Rückgabe %1$s von %2$s: %3$s, von denen keine Lieferung an %4$s bekannt ist',
     'Devolución %1$s de %2$s: %3$s, de los que no se conoce ninguna entrega a %4$s',
     'Retour %1$s van %2$s: %3$s, waarvan geen levering aan %4$s bekend is'),
    ('Return %1$s of %2$s: %3$s, delivered to %4$s on %5$s, days ago: %6$s',
     'Retour %1$s de %2$s : %3$s, livrés à %4$s le %5$s, jours écoulés : %6$s',
     'Rückgabe %1$s von %2$s: %3$s, geliefert an %4$s am %5$s, Tage seitdem: %6$s',
     'Devolución %1$s de %2$s: %3$s, entregados a %4$s el %5$s, días transcurridos: %6$s',
     'Retour %1$s van %2$s: %3$s, geleverd aan %4$s op %5$s, dagen geleden: %6$s'),
    ('return the goods from the delivery they came with',
     'faites le retour à partir de la livraison d''origine',
     'nehmen Sie die Ware über die Lieferung zurück, mit der sie kam',
     'haga la devolución desde la entrega con la que llegaron',
     'neem de goederen terug vanuit de levering waarmee ze kwamen')
    ) AS m (msgid, fr, de, es, nl)
 CROSS JOIN LATERAL (VALUES ('fr', m.fr), ('de', m.de), ('es', m.es), ('nl', m.nl)) AS t (lang, msgstr);
