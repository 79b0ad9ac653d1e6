#include "answer.h"

#include <string.h>

enum { TAIL = 11 }; /* '|' and a checksum of ten digits */

size_t answer_write(uint8_t *out, size_t room, const struct connection *connection, bool sack) {
  static struct seqno number;
  if (!sack) return message_write(out, room, ACK, &connection->next, NULL, 0);
  memcpy(out, "sack|", 5);
  size_t size = 5 + seqno_write(&connection->next, (char *)out + 5);
  out[size++] = ';';
  seqno_copy(&number, &connection->next);
  for (int i = 1, listed = 0; listed < connection->held_count; i++) {
    seqno_increment(&number);
    if (!connection_holds(connection, i)) continue;
    if (size + 1 + 1 + (size_t)number.length + TAIL > MESSAGE_MOST) break; /* a comma, perhaps a sign */
    if (listed++ > 0) out[size++] = ',';
    size += seqno_write(&number, (char *)out + size);
  }
  out[size++] = '|';
  return message_seal(out, room, size);
}
