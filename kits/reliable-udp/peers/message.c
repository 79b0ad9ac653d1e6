#define _GNU_SOURCE /* memrchr */
#include "message.h"

#include <stdio.h>
#include <string.h>

#include "crc32.h"

enum { CHECKSUM_DIGITS = 10 };

static const char *const names[] = {"start", "data", "end", "ack", "sack"};
enum { TYPES = sizeof names / sizeof *names };

const char *message_type_name(enum message_type type) { return names[type]; }

/** Unsigned decimal, as the protocol has it. Returns the length. */
static size_t print_checksum(char text[CHECKSUM_DIGITS + 1], const uint8_t *data, size_t size) {
  return (size_t)snprintf(text, CHECKSUM_DIGITS + 1, "%u", crc32_of(0, data, size));
}

static bool checksum_is_right(const uint8_t *datagram, const uint8_t *checksum, const uint8_t *end) {
  char right[CHECKSUM_DIGITS + 1];
  size_t length = print_checksum(right, datagram, (size_t)(checksum - datagram));
  return (size_t)(end - checksum) == length && memcmp(checksum, right, length) == 0;
}

static bool type_read(enum message_type *type, const uint8_t *text, size_t size) {
  for (int i = 0; i < TYPES; i++) {
    if (strlen(names[i]) != size || memcmp(names[i], text, size) != 0) continue;
    *type = (enum message_type)i;
    return true;
  }
  return false;
}

enum message_fault message_read(struct message *message, const uint8_t *datagram, size_t size) {
  const uint8_t *end = datagram + size;
  const uint8_t *last = size > 0 ? memrchr(datagram, '|', size) : NULL;
  if (last == NULL) return UNPARSABLE;
  if (!checksum_is_right(datagram, last + 1, end)) return BAD_CHECKSUM;

  const uint8_t *first = memchr(datagram, '|', size);
  if (first == last || !type_read(&message->type, datagram, (size_t)(first - datagram))) return UNPARSABLE;
  const uint8_t *number = first + 1;
  const uint8_t *second = memchr(number, '|', (size_t)(end - number));
  const uint8_t *number_end = second;
  message->data = second == last ? last : second + 1;
  if (message->type == ACK || message->type == SACK) {
    if (second != last) return UNPARSABLE;
    if (message->type == SACK) {
      number_end = memchr(number, ';', (size_t)(second - number));
      if (number_end == NULL) return UNPARSABLE;
      message->data = number_end + 1;
    }
  }
  message->length = (size_t)(last - message->data);
  return seqno_read(&message->seqno, number, (size_t)(number_end - number)) ? WELL_FORMED : UNPARSABLE;
}

size_t message_seal(uint8_t *out, size_t room, size_t size) {
  char text[CHECKSUM_DIGITS + 1];
  size_t length = print_checksum(text, out, size);
  if (length > room - size) return 0;
  memcpy(out + size, text, length);
  return size + length;
}

size_t message_write(uint8_t *out, size_t room, enum message_type type, const struct seqno *seqno, const void *data,
                     size_t length) {
  const char *name = names[type];
  size_t needed = strlen(name) + 1 + (size_t)(seqno->sign < 0) + (size_t)seqno->length + 1;
  if (type != ACK) needed += length + 1;
  if (needed > room) return 0;
  size_t size = strlen(name);
  memcpy(out, name, size);
  out[size++] = '|';
  size += seqno_write(seqno, (char *)out + size);
  out[size++] = '|';
  if (type != ACK) {
    if (length > 0) memcpy(out + size, data, length);
    size += length;
    out[size++] = '|';
  }
  return message_seal(out, room, size);
}
