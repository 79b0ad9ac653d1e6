/* The text messages of the protocol: type|sequence number|data|checksum. */
#ifndef MESSAGE_H
#define MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "seqno.h"

enum {
  MESSAGE_MOST = 1472,  /* 1500 - 20 (IP) - 8 (UDP): what a sender may send */
  DATAGRAM_MOST = 4096, /* what is read of a datagram; the rest is cut off */
  /* Room for any answer: a type, a number that came in a datagram and may have grown by a digit, bars, a checksum. */
  ANSWER_MOST = DATAGRAM_MOST + 64,
};

enum message_type { START, DATA, END, ACK, SACK };

struct message {
  enum message_type type;
  struct seqno seqno;  /* of a sack the cumulative one, before the ';' */
  const uint8_t *data; /* within the datagram; of a sack the list, after the ';' */
  size_t length;
};

enum message_fault { WELL_FORMED, BAD_CHECKSUM, UNPARSABLE };

/**
 * Reads a datagram of at most DATAGRAM_MOST bytes. `message` is defined only if it is WELL_FORMED. The checksum is
 * looked at first: UNPARSABLE says that the sender itself made a message that is none.
 *
 * The first two '|' end type and sequence number, the last one starts the checksum; it may be the second, and then
 * there is no data. The checksum is compared as text. An ack has nothing between its number and its checksum.
 */
enum message_fault message_read(struct message *message, const uint8_t *datagram, size_t size);

/**
 * Writes a message other than a sack, complete with its checksum. Returns its length, or 0 if `room` is too small.
 */
size_t message_write(uint8_t *out, size_t room, enum message_type type, const struct seqno *seqno, const void *data,
                     size_t length);

/** Appends the checksum to the `size` bytes in `out`, which end with '|'. Returns the new length, 0 for no room. */
size_t message_seal(uint8_t *out, size_t room, size_t size);

/** `start`, `data`, … */
const char *message_type_name(enum message_type type);

#endif
