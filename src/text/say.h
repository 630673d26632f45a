/*-------------------------------------------------------------------------
 * say.h
 *		Texts in the language of the person who reads them.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_SAY_H
#define INVENTORY_GOV_SAY_H

#include "compat.h"

/* The language of msgids, and of everything that is recorded. */
#define ENGLISH "en"

/*
 * say(lang, msgid, argument ...): the text in that language, with the arguments
 * (strings, at most nine) in the place of %1$s to %9$s. %% is a percent sign.
 * Where there is no usable translation, the msgid itself, which is English.
 */
#define say(lang, ...) \
	say_words(lang, (const char *const[]) {__VA_ARGS__}, \
			  lengthof(((const char *const[]) {__VA_ARGS__})) - 1)

/* words[0] is the msgid, its nargs arguments follow. */
extern char *say_words(const char *lang, const char *const *words, int nargs);

#endif							/* INVENTORY_GOV_SAY_H */
