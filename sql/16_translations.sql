-- Texts in the languages of those who read them. The English text is the key.

CREATE TABLE translation (
    lang    text NOT NULL CHECK (lang ~ '^[a-z]{2,3}$' AND lang <> 'en'),
    msgid   text NOT NULL CHECK (msgid <> ''),
    msgstr  text NOT NULL CHECK (msgstr <> ''),
    shipped boolean NOT NULL DEFAULT false,
    PRIMARY KEY (lang, msgid, shipped)
);
COMMENT ON TABLE translation IS 'Texts that people see in Odoo, by language. A company adds its own rows; they go before ours, and no update of the extension touches them.';
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
