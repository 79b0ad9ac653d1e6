#include "packet.h"

#include <linux/if_ether.h>
#include <netinet/in.h>
#include <string.h>

static uint16_t word16(const uint8_t *at) { return (uint16_t)(at[0] << 8 | at[1]); }

static void read_transport(struct packet *packet, const uint8_t *frame, size_t at, size_t end) {
  packet->transport = at;
  size_t header = packet->protocol == IPPROTO_UDP ? 8 : 20;
  if (packet->protocol != IPPROTO_UDP && packet->protocol != IPPROTO_TCP) return;
  if (end - at < header) return;
  packet->source_port = word16(frame + at);
  packet->destination_port = word16(frame + at + 2);
  if (packet->protocol == IPPROTO_TCP) {
    header = (size_t)(frame[at + 12] >> 4) * 4;
    if (header < 20 || header > end - at) return;
  } else if (!packet->is_fragment) {
    size_t length = word16(frame + at + 4);
    if (length >= header && length < end - at) end = at + length;
  }
  packet->payload = at + header;
  packet->payload_length = end - packet->payload;
}

static void read_ipv4(struct packet *packet, const uint8_t *frame, size_t at, size_t end) {
  if (end - at < 20) return;
  size_t header = (size_t)(frame[at] & 15) * 4, total = word16(frame + at + 2);
  if (frame[at] >> 4 != 4 || header < 20 || header > end - at || total < header) return;
  if (total < end - at) end = at + total;
  uint16_t fragment = word16(frame + at + 6);
  packet->version = 4;
  packet->protocol = frame[at + 9];
  packet->is_fragment = (fragment & 0x3fff) != 0;
  packet->is_first_fragment = packet->is_fragment && (fragment & 0x1fff) == 0;
  packet->fragment_id = word16(frame + at + 4);
  packet->address_length = 4;
  packet->source = frame + at + 12;
  packet->destination = frame + at + 16;
  if (!packet->is_fragment || packet->is_first_fragment) read_transport(packet, frame, at + header, end);
}

static void read_ipv6(struct packet *packet, const uint8_t *frame, size_t at, size_t end) {
  if (end - at < 40 || frame[at] >> 4 != 6) return;
  size_t total = 40 + (size_t)word16(frame + at + 4);
  if (total < end - at) end = at + total;
  packet->version = 6;
  packet->protocol = frame[at + 6];
  packet->address_length = 16;
  packet->source = frame + at + 8;
  packet->destination = frame + at + 24;
  read_transport(packet, frame, at + 40, end);
}

struct packet packet_read(const uint8_t *frame, size_t length) {
  struct packet packet = {0};
  if (length < ETH_HLEN) return packet;
  size_t at = ETH_HLEN;
  uint16_t type = word16(frame + at - 2);
  if (type == ETH_P_8021Q && length >= at + 4) {
    at += 4;
    type = word16(frame + at - 2);
  }
  packet.is_ip = type == ETH_P_IP || type == ETH_P_IPV6;
  if (type == ETH_P_IP) read_ipv4(&packet, frame, at, length);
  if (type == ETH_P_IPV6) read_ipv6(&packet, frame, at, length);
  return packet;
}

static bool is_blank(uint8_t byte) { return byte == ' ' || byte == '\t'; }

static bool read_sequence(const uint8_t *text, size_t length, int64_t *sequence) {
  while (length > 0 && is_blank(text[0])) text++, length--;
  while (length > 0 && is_blank(text[length - 1])) length--;
  bool negative = length > 0 && text[0] == '-';
  if (length > 0 && (text[0] == '-' || text[0] == '+')) text++, length--;
  if (length == 0 || length > 18) return false;
  int64_t value = 0;
  for (size_t i = 0; i < length; i++) {
    if (text[i] < '0' || text[i] > '9') return false;
    value = value * 10 + (text[i] - '0');
  }
  *sequence = negative ? -value : value;
  return true;
}

static bool read_class(const uint8_t *text, size_t length, char class[MOST_CLASS + 1]) {
  if (length == 0 || length > MOST_CLASS) return false;
  for (size_t i = 0; i < length; i++) {
    if (text[i] < '!' || text[i] > '~' || text[i] == '"' || text[i] == '\\') return false;
    class[i] = (char)text[i];
  }
  class[length] = '\0';
  return true;
}

bool message_read(const struct message_format *format, const uint8_t *payload, size_t length, struct message *message) {
  if (!format->given) return false;
  int last = format->class_field > format->sequence_field ? format->class_field : format->sequence_field;
  size_t start = 0;
  for (int field = 0; field <= last; field++) {
    const uint8_t *end = start < length ? memchr(payload + start, format->separator, length - start) : NULL;
    if (!end) return false;
    size_t stop = (size_t)(end - payload);
    if (field == format->class_field && !read_class(payload + start, stop - start, message->class)) return false;
    if (field == format->sequence_field && !read_sequence(payload + start, stop - start, &message->sequence))
      return false;
    start = stop + 1;
  }
  message->header_length = start;
  return true;
}
