-- Texts in the languages of those who read them. The English text is the key.

CREATE TABLE translation (
    lang    text NOT NULL CHECK (lang ~ '^[a-z]{2,3}$' AND lang <> 'en'),
    msgid   text NOT NULL CHECK (msgid <> ''),
    msgstr  text NOT NULL CHECK (msgstr <> ''),
    shipped boolean NOT NULL DEFAULT false,
    PRIMARY KEY (lang, msgid, shipped)
);
COMMENT ON TABLE translation IS 'Texts that people see in Odoo, by language. A company''s own rows (set_translation) go before ours, and no update of the extension touches them.';
COMMENT ON COLUMN translation.lang IS 'Language without country: fr for fr_FR and fr_BE';
COMMENT ON COLUMN translation.msgid IS 'The English text, with %1$s to %9$s where figures and names go, %% for a percent sign';
COMMENT ON COLUMN translation.msgstr IS 'The same in lang, with the same placeholders; without them it is passed over';
COMMENT ON COLUMN translation.shipped IS 'Comes with the extension, so is not dumped with the data';
SELECT pg_catalog.pg_extension_config_dump('translation', 'WHERE NOT shipped');

CREATE FUNCTION say(lang text, msgid text, VARIADIC args text[] DEFAULT '{}') RETURNS text
    LANGUAGE c STABLE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'inventory_gov_say';
COMMENT ON FUNCTION say(text, text, text[]) IS
'The text in the language, with args in place of %1$s to %9$s; the English msgid itself where no usable translation is known. Never fails.';

CREATE FUNCTION user_lang(user_id integer) RETURNS text
    LANGUAGE c STABLE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'inventory_gov_user_lang';
COMMENT ON FUNCTION user_lang(integer) IS
'Language of an Odoo user as say() takes it: fr for fr_BE; en where the user, his language or Odoo is not there.';

CREATE FUNCTION set_translation(lang text, msgid text, msgstr text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF lang IS NULL OR lang !~ '^[a-z]{2,3}$' OR lang = 'en' THEN
        RAISE EXCEPTION 'no texts can be set for language "%"', lang
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'Give two or three letters without a country, fr for fr_FR. English is the key of all others and stays.';
    END IF;
    IF NOT EXISTS (SELECT FROM inventory_gov.translation t WHERE t.msgid = set_translation.msgid AND t.shipped) THEN
        RAISE EXCEPTION 'no text of inventory_gov is "%"', msgid
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'SELECT msgid FROM inventory_gov.translation WHERE shipped GROUP BY 1 lists them.';
    END IF;
    DELETE FROM inventory_gov.translation t
     WHERE t.lang = set_translation.lang AND t.msgid = set_translation.msgid AND NOT t.shipped;
    IF msgstr IS NULL THEN
        RETURN;
    END IF;
    INSERT INTO inventory_gov.translation (lang, msgid, msgstr) VALUES (lang, msgid, msgstr);
    -- Without arguments only the percent signs change, unless it was passed over.
    IF inventory_gov.say(lang, msgid) <> replace(msgstr, '%%', '%') THEN
        RAISE EXCEPTION 'the placeholders of "%" are not those of "%"', msgstr, msgid
            USING ERRCODE = 'invalid_parameter_value',
                  HINT = 'Use each of %1$s, %2$s ... of the English text at least once, and no other.';
    END IF;
END
$$;
COMMENT ON FUNCTION set_translation(text, text, text) IS
'Sets a company''s own words for one of our texts; NULL goes back to ours. Raises 22023 for another language code, an unknown text, or other placeholders than the English ones.';

-- Shipped texts: English, French, German, Spanish, Dutch.
INSERT INTO translation (lang, msgid, msgstr, shipped)
SELECT t.lang, m.msgid, t.msgstr, true
  FROM (VALUES
    -- Refusals
    ('%1$s; the limit is %2$s (policy "%3$s")',
     '%1$s ; la limite est de %2$s (politique « %3$s »)',
     '%1$s; die Grenze ist %2$s (Richtlinie "%3$s")',
     '%1$s; el límite es %2$s (política "%3$s")',
     '%1$s; de limiet is %2$s (beleidsregel "%3$s")'),
    ('%1$s, and %2$s more',
     '%1$s, et %2$s de plus',
     '%1$s, und %2$s weitere',
     '%1$s, y %2$s más',
     '%1$s, en nog %2$s'),
    ('Also: %1$s.',
     'De plus : %1$s.',
     'Außerdem: %1$s.',
     'También: %1$s.',
     'Ook: %1$s.'),
    ('and %1$s more.',
     'et %1$s de plus.',
     'und %1$s weitere.',
     'y %1$s más.',
     'en nog %1$s.'),
    ('This cannot be approved. The attempt is recorded.',
     'Ceci ne peut pas être approuvé. La tentative est enregistrée.',
     'Dies kann nicht genehmigt werden. Der Versuch ist aufgezeichnet.',
     'Esto no se puede aprobar. El intento queda registrado.',
     'Dit kan niet worden goedgekeurd. De poging is vastgelegd.'),
    ('Approval request %1$s. Who may approve: members of %2$s.',
     'Demande d''approbation %1$s. Peuvent approuver : les membres de %2$s.',
     'Genehmigungsanfrage %1$s. Genehmigen dürfen: Mitglieder von %2$s.',
     'Solicitud de aprobación %1$s. Pueden aprobar: los miembros de %2$s.',
     'Goedkeuringsaanvraag %1$s. Wie mag goedkeuren: leden van %2$s.'),
    ('The refusal was not recorded and no approval was requested: %1$s.',
     'Le refus n''a pas été enregistré et aucune approbation n''a été demandée : %1$s.',
     'Die Ablehnung wurde nicht aufgezeichnet und keine Genehmigung angefragt: %1$s.',
     'El rechazo no se registró y no se solicitó ninguna aprobación: %1$s.',
     'De weigering is niet vastgelegd en er is geen goedkeuring aangevraagd: %1$s.'),
    ('It is unknown whether the refusal was recorded and approval requested: %1$s.',
     'On ignore si le refus a été enregistré et l''approbation demandée : %1$s.',
     'Es ist nicht bekannt, ob die Ablehnung aufgezeichnet und eine Genehmigung angefragt wurde: %1$s.',
     'No se sabe si el rechazo se registró y se solicitó aprobación: %1$s.',
     'Het is niet bekend of de weigering is vastgelegd en goedkeuring is aangevraagd: %1$s.'),
    ('It was approved as %1$s, by the user who is doing it now.',
     'Cela a été approuvé sous %1$s par l''utilisateur qui l''exécute maintenant.',
     'Es wurde als %1$s von dem Benutzer genehmigt, der es jetzt ausführt.',
     'Fue aprobado como %1$s por el usuario que ahora lo ejecuta.',
     'Het is als %1$s goedgekeurd door de gebruiker die het nu uitvoert.'),
    ('Somebody else has to do it.',
     'Quelqu''un d''autre doit le faire.',
     'Jemand anderes muss es tun.',
     'Debe hacerlo otra persona.',
     'Iemand anders moet het doen.'),
    ('It is approved, but evidence is missing: %1$s.',
     'C''est approuvé, mais il manque des justificatifs : %1$s.',
     'Es ist genehmigt, aber es fehlen Nachweise: %1$s.',
     'Está aprobado, pero faltan justificantes: %1$s.',
     'Het is goedgekeurd, maar er ontbreken bewijsstukken: %1$s.'),
    ('Attach it, then do the same again.',
     'Joignez-les, puis refaites la même opération.',
     'Fügen Sie sie als Anhang hinzu und wiederholen Sie dann den Vorgang.',
     'Adjúntelos y haga lo mismo otra vez.',
     'Voeg ze als bijlage toe en doe daarna hetzelfde opnieuw.'),
    -- What to do next: these end the sentences after them
    ('correct the operation',
     'corrigez l''opération',
     'korrigieren Sie den Vorgang',
     'corrija la operación',
     'corrigeer de bewerking'),
    ('receive at most %1$s in all',
     'recevez au plus %1$s au total',
     'nehmen Sie insgesamt höchstens %1$s an',
     'reciba como máximo %1$s en total',
     'ontvang in totaal hoogstens %1$s'),
    ('keep a backorder for the rest, or receive at least %1$s in all',
     'gardez un reliquat pour le reste, ou recevez au moins %1$s au total',
     'behalten Sie für den Rest einen Rückstandsauftrag, oder nehmen Sie insgesamt mindestens %1$s an',
     'conserve una orden parcial para el resto, o reciba al menos %1$s en total',
     'houd voor de rest een backorder aan, of ontvang in totaal minstens %1$s'),
    ('have the count checked',
     'faites contrôler le comptage',
     'lassen Sie die Zählung prüfen',
     'haga revisar el recuento',
     'laat de telling controleren'),
    ('count again',
     'recomptez',
     'zählen Sie neu',
     'vuelva a contar',
     'tel opnieuw'),
    ('To go on: %1$s.',
     'Pour continuer : %1$s.',
     'Um fortzufahren: %1$s.',
     'Para continuar: %1$s.',
     'Om verder te gaan: %1$s.'),
    ('Once it is approved, do the same again; or %1$s.',
     'Une fois la demande approuvée, refaites la même opération ; ou bien %1$s.',
     'Sobald der Vorgang genehmigt ist, wiederholen Sie ihn; oder %1$s.',
     'Cuando esté aprobado, haga lo mismo otra vez; o %1$s.',
     'Doe hetzelfde opnieuw zodra het is goedgekeurd; of %1$s.'),
    ('Try again to request approval; or %1$s.',
     'Réessayez pour demander l''approbation ; ou bien %1$s.',
     'Versuchen Sie es erneut, um eine Genehmigung anzufragen; oder %1$s.',
     'Inténtelo de nuevo para solicitar la aprobación; o %1$s.',
     'Probeer het opnieuw om goedkeuring aan te vragen; of %1$s.'),
    -- Controls: receipts
    ('Receipt %1$s of %2$s: %3$s received in all, %4$s ordered on %5$s, %6$s (%7$s, %8$s in value)',
     'Réception %1$s de %2$s : reçu au total %3$s, commandé %4$s sur %5$s, %6$s (%7$s, %8$s en valeur)',
     'Wareneingang %1$s von %2$s: insgesamt %3$s erhalten, %4$s bestellt mit %5$s, %6$s (%7$s, Wert %8$s)',
     'Recepción %1$s de %2$s: recibido en total %3$s, pedido %4$s en %5$s, %6$s (%7$s, %8$s en valor)',
     'Ontvangst %1$s van %2$s: in totaal %3$s ontvangen, %4$s besteld op %5$s, %6$s (%7$s, %8$s aan waarde)'),
    ('the order',
     'la commande',
     'der Bestellung',
     'el pedido',
     'de inkooporder'),
    ('nothing was ordered',
     'rien n''était commandé',
     'nichts war bestellt',
     'no se había pedido nada',
     'er was niets besteld'),
    ('%1$s %% over',
     '%1$s %% en trop',
     '%1$s %% zu viel',
     '%1$s %% de más',
     '%1$s %% te veel'),
    ('%1$s %% short',
     '%1$s %% en moins',
     '%1$s %% zu wenig',
     '%1$s %% de menos',
     '%1$s %% te weinig'),
    ('%1$s in value',
     '%1$s en valeur',
     'ein Wert von %1$s',
     '%1$s en valor',
     '%1$s aan waarde'),
    -- Controls: counts and adjustments
    ('Adjustment of %1$s in %2$s: %3$s on the books, %4$s afterwards, %5$s found (%6$s, %7$s in value)',
     'Ajustement d''inventaire de %1$s dans %2$s : stock théorique %3$s, ensuite %4$s, excédent de %5$s (%6$s, %7$s en valeur)',
     'Bestandskorrektur von %1$s in %2$s: Buchbestand %3$s, danach %4$s, Überschuss %5$s (%6$s, Wert %7$s)',
     'Ajuste de inventario de %1$s en %2$s: existencias teóricas %3$s, después %4$s, sobrante de %5$s (%6$s, %7$s en valor)',
     'Voorraadaanpassing van %1$s in %2$s: boekvoorraad %3$s, daarna %4$s, overschot van %5$s (%6$s, %7$s aan waarde)'),
    ('Adjustment of %1$s in %2$s: %3$s on the books, %4$s afterwards, %5$s missing (%6$s, %7$s in value)',
     'Ajustement d''inventaire de %1$s dans %2$s : stock théorique %3$s, ensuite %4$s, manque de %5$s (%6$s, %7$s en valeur)',
     'Bestandskorrektur von %1$s in %2$s: Buchbestand %3$s, danach %4$s, Fehlmenge %5$s (%6$s, Wert %7$s)',
     'Ajuste de inventario de %1$s en %2$s: existencias teóricas %3$s, después %4$s, faltante de %5$s (%6$s, %7$s en valor)',
     'Voorraadaanpassing van %1$s in %2$s: boekvoorraad %3$s, daarna %4$s, tekort van %5$s (%6$s, %7$s aan waarde)'),
    ('Adjustment of 1 line together: %1$s of difference in all (%2$s in value)',
     'Ajustement d''inventaire d''une ligne : %1$s d''écart en tout (%2$s en valeur)',
     'Bestandskorrektur von 1 Zeile: insgesamt %1$s Differenz (Wert %2$s)',
     'Ajuste de inventario de 1 línea: %1$s de diferencia en total (%2$s en valor)',
     'Voorraadaanpassing van 1 regel: in totaal %1$s verschil (%2$s aan waarde)'),
    ('Adjustment of %1$s lines together: %2$s of difference in all (%3$s in value)',
     'Ajustement d''inventaire de %1$s lignes ensemble : %2$s d''écart en tout (%3$s en valeur)',
     'Bestandskorrektur von %1$s Zeilen zusammen: insgesamt %2$s Differenz (Wert %3$s)',
     'Ajuste de inventario de %1$s líneas en conjunto: %2$s de diferencia en total (%3$s en valor)',
     'Voorraadaanpassing van %1$s regels samen: in totaal %2$s verschil (%3$s aan waarde)'),
    ('%1$s, lot %2$s',
     '%1$s, lot %2$s',
     '%1$s, Los %2$s',
     '%1$s, lote %2$s',
     '%1$s, partij %2$s'),
    ('an unknown location',
     'un emplacement inconnu',
     'unbekanntem Lagerort',
     'una ubicación desconocida',
     'een onbekende locatie'),
    ('nothing on the books',
     'stock théorique nul',
     'kein Buchbestand',
     'sin existencias teóricas',
     'geen boekvoorraad'),
    -- Cases (findings)
    ('A case can be closed by active internal users of Odoo only; user %1$s is none.',
     'Seuls les utilisateurs internes actifs d''Odoo peuvent clore un dossier ; %1$s n''en est pas un.',
     'Einen Fall dürfen nur aktive interne Benutzer von Odoo abschließen; %1$s ist keiner.',
     'Solo los usuarios internos activos de Odoo pueden cerrar un caso; %1$s no lo es.',
     'Alleen actieve interne gebruikers van Odoo kunnen een dossier sluiten; %1$s is dat niet.'),
    ('Case %1$s has been closed already, on %2$s.',
     'Le dossier %1$s est déjà clos depuis le %2$s.',
     'Fall %1$s ist bereits abgeschlossen, seit %2$s.',
     'El caso %1$s ya está cerrado desde el %2$s.',
     'Dossier %1$s is al gesloten, op %2$s.'),
    ('Case %1$s is about %2$s, who cannot close it. Somebody else has to.',
     'Le dossier %1$s concerne %2$s, qui ne peut pas le clore. Quelqu''un d''autre doit le faire.',
     'Fall %1$s betrifft %2$s; deshalb muss ihn jemand anderes abschließen.',
     'El caso %1$s trata de %2$s, que no puede cerrarlo. Debe hacerlo otra persona.',
     'Dossier %1$s gaat over %2$s, die het niet kan sluiten. Iemand anders moet dat doen.'),
    ('Case %1$s is about a request of %2$s, who cannot close it. Somebody else has to.',
     'Le dossier %1$s concerne une demande de %2$s, qui ne peut pas le clore. Quelqu''un d''autre doit le faire.',
     'Fall %1$s betrifft eine Anfrage von %2$s; deshalb muss ihn jemand anderes abschließen.',
     'El caso %1$s trata de una solicitud de %2$s, que no puede cerrarlo. Debe hacerlo otra persona.',
     'Dossier %1$s gaat over een aanvraag van %2$s, die het niet kan sluiten. Iemand anders moet dat doen.'),
    ('There is no case %1$s.',
     'Le dossier %1$s n''existe pas.',
     'Es gibt keinen Fall %1$s.',
     'No existe el caso %1$s.',
     'Dossier %1$s bestaat niet.'),
    ('Case %1$s needs a note that says why it is closed.',
     'Le dossier %1$s demande une note qui dit pourquoi il est clos.',
     'Fall %1$s braucht eine Notiz, die sagt, warum er abgeschlossen wird.',
     'El caso %1$s necesita una nota que diga por qué se cierra.',
     'Dossier %1$s heeft een notitie nodig die zegt waarom het wordt gesloten.'),
    -- Evidence
    ('%1$s of %2$s files',
     '%1$s fichiers sur %2$s',
     '%1$s von %2$s Dateien',
     '%1$s de %2$s archivos',
     '%1$s van %2$s bestanden'),
    ('named "%1$s"',
     'nommés « %1$s »',
     'mit Namen "%1$s"',
     'con el nombre "%1$s"',
     'met de naam "%1$s"'),
    ('of type %1$s',
     'de type %1$s',
     'vom Typ %1$s',
     'de tipo %1$s',
     'van het type %1$s'),
    ('attached to the document',
     'joints au document',
     'angehängt an den Beleg',
     'adjuntos al documento',
     'als bijlage bij het document'),
    ('attached to the request',
     'joints à la demande',
     'angehängt an die Anfrage',
     'adjuntos a la solicitud',
     'als bijlage bij de aanvraag'),
    ('attached to the document or the request',
     'joints au document ou à la demande',
     'angehängt an den Beleg oder die Anfrage',
     'adjuntos al documento o a la solicitud',
     'als bijlage bij het document of de aanvraag'),
    -- Decisions
    ('Somebody else has to; the requester may withdraw it.',
     'Quelqu''un d''autre doit décider ; le demandeur peut retirer la demande.',
     'Jemand anderes muss entscheiden; wer angefragt hat, kann die Anfrage zurückziehen.',
     'Debe decidir otra persona; el solicitante puede retirar la solicitud.',
     'Iemand anders moet beslissen; de aanvrager kan de aanvraag intrekken.'),
    ('Somebody else has to approve it.',
     'Quelqu''un d''autre doit l''approuver.',
     'Jemand anderes muss es genehmigen.',
     'Debe aprobarla otra persona.',
     'Iemand anders moet het goedkeuren.'),
    ('Doing the operation again makes a new request.',
     'Refaire l''opération crée une nouvelle demande.',
     'Wird der Vorgang wiederholt, entsteht eine neue Anfrage.',
     'Al repetir la operación se crea una nueva solicitud.',
     'Als de bewerking opnieuw wordt gedaan, ontstaat een nieuwe aanvraag.')
    ) AS m (msgid, fr, de, es, nl)
 CROSS JOIN LATERAL (VALUES ('fr', m.fr), ('de', m.de), ('es', m.es), ('nl', m.nl)) AS t (lang, msgstr);
