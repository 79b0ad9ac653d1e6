/* What a peer tells about an exchange: one line on stdout per event, written at once. */
#ifndef TRANSCRIPT_H
#define TRANSCRIPT_H

#include <stddef.h>

/* 0: the student's side did its part; 1: it did not; 2: nothing is known of it (bad usage, or the peer could not run). */
enum { RIGHT = 0, WRONG = 1, NOT_RUN = 2 };

/** Puts `text` before every line from now on, to tell concurrent exchanges apart. The text is not copied. */
void transcript_prefix(const char *text);

/** Writes one line. */
void event(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** Writes `name "text"`, escaped as in C; `total` bytes came, of which at most the first 300 are shown. */
void event_text(const char *name, const char *text, size_t stored, size_t total);

#endif
