/* What a receiver says to a packet. */
#ifndef ANSWER_H
#define ANSWER_H

#include "connection.h"

/**
 * `ack|N|checksum`, or with `sack` `sack|N;s1,s2,…|checksum`, N being the lowest number not yet received and s1, s2, …
 * those held beyond it, rising. A list that would make the message longer than MESSAGE_MOST ends before that.
 * `out` has room for ANSWER_MOST bytes. Returns the length.
 */
size_t answer_write(uint8_t *out, size_t room, const struct connection *connection, bool sack);

#endif
