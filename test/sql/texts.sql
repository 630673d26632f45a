-- Refusals in the language of the user, records in English, a company's own words, and what a slip in a translation does (Odoo 17).
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 17
\set db regress_texts
\set ECHO none
\set file :abs_srcdir '/sql/include/begin.sql'
\i :file
-- The user speaks it from now on.
CREATE PROCEDURE gt.speaks(who integer, code text) LANGUAGE sql AS
    $$UPDATE res_partner SET lang = code WHERE id = (SELECT partner_id FROM res_users WHERE id = who)$$;
-- What the clerk is told when he receives 130 of 120 ordered.
CREATE FUNCTION gt.told() RETURNS text LANGUAGE sql AS $$SELECT gt.attempt('SELECT odoo_sim.receive(1, 130, 8)')$$;
SELECT gt.only('receipt_tolerance', '{"over_pct": 5, "over_value": 200}') \g /dev/null

\echo -- the language of a user: his own without the country; English where nothing better is known
CALL gt.speaks(8, 'fr_BE'); CALL gt.speaks(9, 'sr@latin'); CALL gt.speaks(10, 'X-broken'); CALL gt.speaks(11, 'de');
SELECT id, inventory_gov.user_lang(id) FROM unnest(ARRAY[8, 9, 10, 11, 12, 0, NULL]) id;

\echo -- a French clerk is refused in French
SELECT gt.told();
\echo -- what is recorded is English
SELECT title FROM inventory_gov.requests;
SELECT message FROM inventory_gov.request_lines;
SELECT message FROM inventory_gov.violations;
\echo -- the same refusal to a German, a Spaniard, a Dutchman and an Italian
CALL gt.speaks(8, 'de_CH');
SELECT gt.told();
CALL gt.speaks(8, 'es_419');
SELECT gt.told();
CALL gt.speaks(8, 'nl_NL');
SELECT gt.told();
CALL gt.speaks(8, 'it_IT');
SELECT gt.told();
\echo -- all of them found one request
SELECT attempts FROM inventory_gov.requests;

\echo -- every other text of a refusal, in French
CALL gt.speaks(8, 'fr_FR');
\echo -- too little
SELECT gt.only('receipt_tolerance', '{"under_pct": 5}') \g /dev/null
SELECT gt.attempt('SELECT odoo_sim.receive(1, 90, 8, false)');
\echo -- blocked
SELECT gt.only('receipt_tolerance', '{"over_value": 200}', 'block') \g /dev/null
SELECT gt.told();
\echo -- counts: found, missing, nothing on the books, a lot, several lines
SELECT gt.only('adjustment_limit', '{"pct": 10}') \g /dev/null
SELECT gt.attempt('SELECT odoo_sim.count(6, 8, 7, 8, 2)');
SELECT gt.attempt('SELECT odoo_sim.count(9, 21, 56, 8)');
SELECT gt.attempt('SELECT odoo_sim.count_many(ARRAY[1, 7], 8, ARRAY[100, 1000], 8)');
SELECT gt.only('adjustment_limit', '{"document_value": 1}') \g /dev/null
SELECT gt.attempt('SELECT odoo_sim.count_many(ARRAY[1, 7], 8, ARRAY[100, 1000], 8)');
SELECT gt.attempt('SELECT odoo_sim.count(1, 8, 196, 8)');

\echo -- the lines of requests, for an approver who reads another language; where there are no translations they are as recorded
SELECT inventory_gov.line_text(l, 'fr') FROM inventory_gov.request_line l ORDER BY id;
SELECT count(*), count(*) FILTER (WHERE inventory_gov.line_text(l, 'xx') = l.message), count(*) FILTER (WHERE inventory_gov.line_text(l, NULL) = l.message) FROM inventory_gov.request_line l;
SELECT inventory_gov.line_text(jsonb_populate_record(l, '{"control": "gone"}'), 'fr') = l.message, inventory_gov.line_text(NULL, 'fr') FROM inventory_gov.request_line l LIMIT 1;
SELECT inventory_gov.request_items(min(id), 'de') FROM inventory_gov.request;

\echo -- what is approved may still be refused: to the approver himself, and without the evidence
CALL gt.speaks(10, 'fr_FR');
SELECT gt.only('receipt_tolerance', '{"over_pct": 5}') \g /dev/null
UPDATE inventory_gov.policy SET separate = '{releaser}', evidence = '[{"name": "%count%", "before": "validation"}]' WHERE state = 'active';
SELECT split_part(gt.told(), ' ', 1);
SELECT max(reference) AS reference FROM inventory_gov.requests WHERE state = 'pending' \gset
\echo -- a decision that is not for him
SELECT gt.attempt(format('SELECT inventory_gov.approve(%L, NULL, 8)', :'reference'));
SELECT gt.attempt(format('SELECT inventory_gov.withdraw(%L, NULL, 10)', :'reference'));
SELECT inventory_gov.approve(:'reference', NULL, 10);
SELECT gt.attempt(format('SELECT inventory_gov.approve(%L, NULL, 10)', :'reference')) ~ 'est déjà approuvé';
SELECT gt.attempt('SELECT odoo_sim.receive(1, 130, 10)');
SELECT gt.told();
SELECT message FROM inventory_gov.violations ORDER BY id DESC LIMIT 2;

\echo -- the own words of a company go before ours
SELECT inventory_gov.say('fr', 'count again');
SELECT inventory_gov.set_translation('fr', 'count again', 'refaites le comptage') \g /dev/null
SELECT inventory_gov.say('fr', 'count again');
SELECT gt.only('adjustment_limit', '{"pct": 1}') \g /dev/null
SELECT gt.attempt('SELECT odoo_sim.count(1, 8, 190, 8)');
\echo -- so does what is judged at commit
UPDATE stock_quant SET quantity = quantity - 50, write_uid = 8 WHERE product_id = 1 AND location_id = 8;
\echo -- also in a language that we do not ship; null goes back to ours
SELECT inventory_gov.set_translation('it', 'To go on: %1$s.', 'Per proseguire: %1$s.'), inventory_gov.set_translation('fr', 'count again', NULL) \g /dev/null
SELECT inventory_gov.say('it', 'To go on: %1$s.', 'ricontare'), inventory_gov.say('fr', 'count again');
\echo -- what cannot be set: an unknown language, English, an unknown text, other placeholders
SELECT gt.attempt($$SELECT inventory_gov.set_translation('fr_FR', 'count again', 'x')$$);
SELECT gt.attempt($$SELECT inventory_gov.set_translation('en', 'count again', 'x')$$);
SELECT gt.attempt($$SELECT inventory_gov.set_translation(NULL, 'count again', 'x')$$);
SELECT gt.attempt($$SELECT inventory_gov.set_translation('fr', 'count twice', 'x')$$);
SELECT gt.attempt($$SELECT inventory_gov.set_translation('fr', 'To go on: %1$s.', 'Pour continuer 100 %%.')$$);
SELECT gt.attempt($$SELECT inventory_gov.set_translation('fr', 'To go on: %1$s.', '%1$s et %2$s')$$);
SELECT lang, msgid, msgstr FROM inventory_gov.translation WHERE NOT shipped;
\echo -- arguments: in any order, more than once, none interpreted, null is empty; what is no placeholder stands for itself
SELECT inventory_gov.set_translation('it', '%1$s, lot %2$s', '%2$s (%2$s): %1$s, 100 %%') \g /dev/null
SELECT inventory_gov.say('it', '%1$s, lot %2$s', '%2$s %s %n', '100 %%');
SELECT inventory_gov.say('it', '%1$s, lot %2$s', NULL, 'x');
SELECT inventory_gov.say('en', '5 % of %1$s, %3$s, %0$s, %10$s, %1$d, %n, %', 'a', 'b');
SELECT inventory_gov.say('en', '%1$s%2$s%3$s%4$s%5$s%6$s%7$s%8$s%9$s', VARIADIC ARRAY['1', '2', '3', '4', '5', '6', '7', '8', '9', '10']);
\echo -- a row with other placeholders, whoever wrote it, is passed over: ours, else English
INSERT INTO inventory_gov.translation (lang, msgid, msgstr) VALUES ('fr', 'Once it is approved, do the same again; or %1$s.', 'Refaites.'), ('fr', 'Also: %1$s.', 'Et : %1$s %2$s'),
    ('fr', 'and %1$s more.', 'et %s de plus %n'), ('it', 'Also: %1$s.', 'Anche: %s'), ('it', 'and %1$s more.', '%1$s %9$s');
SELECT inventory_gov.say('fr', msgid, 'A', 'B'), inventory_gov.say('it', msgid, 'A', 'B') FROM unnest(ARRAY['Once it is approved, do the same again; or %1$s.', 'Also: %1$s.', 'and %1$s more.']) msgid;
SELECT gt.attempt('SELECT odoo_sim.count(1, 8, 190, 8)');
\echo -- no language, no text, an unknown text
SELECT inventory_gov.say(NULL, 'count again'), inventory_gov.say('', 'count again'), inventory_gov.say('fr', NULL), inventory_gov.say('fr', ''), inventory_gov.say('fr', 'no such text');
\echo -- a user whose language Odoo does not tell is refused in English
CALL gt.speaks(8, NULL);
SELECT gt.attempt('SELECT odoo_sim.count(1, 8, 190, 8)');
\set file :abs_srcdir '/sql/include/end.sql'
\i :file
