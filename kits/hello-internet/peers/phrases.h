/* What counts as a greeting and as a goodbye. Texts come from the network: they have a length and no final zero. */
#ifndef PHRASES_H
#define PHRASES_H

#include <stdbool.h>
#include <stddef.h>

#define GREETING "Hello in Gradewire"
#define GOODBYE "Goodbye in Gradewire"

/** Whether `hello` is in it, in any case. */
bool has_hello(const char *text, size_t size);

/** Whether good[\s-]*bye is in it, in any case. */
bool has_goodbye(const char *text, size_t size);

/** Whether it is `Goodbye Gradewire from <something>`, in any case, with white space or quotes around it allowed. */
bool is_challenge_goodbye(const char *text, size_t size);

/** Fills `into` with exactly `size` bytes that begin with `first`, go on with words and end with `last`. */
void fill_with_words(char *into, size_t size, const char *first, const char *last);

#endif
