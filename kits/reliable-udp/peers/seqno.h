/* Sequence numbers: integers of any size, since the protocol sets no bound and some sender will find that out. */
#ifndef SEQNO_H
#define SEQNO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** More digits than a datagram of 4096 bytes can hold, so that counting up never runs out of room. */
enum { SEQNO_DIGITS = 4100 };

struct seqno {
  int sign;   /* 1 or -1; 1 for zero */
  int length; /* of digits; no leading zeros, one digit for zero */
  char digits[SEQNO_DIGITS];
};

/** How far apart two numbers can be told to be. */
#define SEQNO_FAR INT64_C(1000000000000)

/**
 * Reads what Python's int() takes of ASCII: blanks on both sides, a sign, digits with single underscores between them.
 * False, and `number` undefined, for anything else and for more than 4096 bytes.
 */
bool seqno_read(struct seqno *number, const void *text, size_t size);

/** Writes it as Python's str() does, without a NUL, to `text` (SEQNO_DIGITS + 1 bytes). Returns the length. */
size_t seqno_write(const struct seqno *number, char *text);

/** a - b; SEQNO_FAR or -SEQNO_FAR where it is at least that far. */
int64_t seqno_minus(const struct seqno *a, const struct seqno *b);

void seqno_increment(struct seqno *number);

/** Copies the digits in use and not the rest. */
void seqno_copy(struct seqno *to, const struct seqno *from);

#endif
