#ifndef LINK_WORDS_H
#define LINK_WORDS_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "profile.h"

#define MOST_WORDS 12
#define MOST_LINE 512

/** A line, taken apart at its blanks. */
struct words {
  char text[MOST_LINE + 1];
  char *word[MOST_WORDS];
  int count;
};

/** False: too long, too many words, or a NUL. */
bool words_split(struct words *words, const char *line, size_t length);

/** Decimal digits only, at most `most`. */
bool number(const char *text, uint64_t most, uint64_t *value);
bool number32(const char *text, uint32_t *value);
bool numbers32(char *const words[], int count, uint32_t *values);

/** The position of `text` in a list that NULL ends; -1 if it is not there. */
int one_of(const char *text, const char *const names[]);

/** The name of a class; it goes into JSON and comments as it is. False: not one, or `-`, which stands for none. */
bool class_name(const char *text, char name[MOST_CLASS + 1]);

/** As an `enum direction`: a2b, b2a; -1 for anything else. */
int direction_of(const char *text);

#endif
