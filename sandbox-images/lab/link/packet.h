#ifndef LINK_PACKET_H
#define LINK_PACKET_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "profile.h"

/** Where things are in a frame. All offsets lie within the frame; what could not be read is zero. */
struct packet {
  bool is_ip;
  uint8_t version;  /* 4 or 6 */
  uint8_t protocol; /* 0 for one that could not be reached */
  bool is_fragment, is_first_fragment;
  uint32_t fragment_id;
  uint8_t address_length;
  const uint8_t *source, *destination;
  uint16_t source_port, destination_port; /* UDP and TCP, not in later fragments */
  size_t transport;                       /* offset of the UDP or TCP header */
  size_t payload, payload_length;         /* of UDP or TCP, Ethernet's padding left out */
};

/** Reads Ethernet (one 802.1Q tag at most), IPv4 with options, IPv6 without extension headers, UDP and TCP. */
struct packet packet_read(const uint8_t *frame, size_t length);

/** What the kit's format finds in a payload. */
struct message {
  char class[MOST_CLASS + 1]; /* printable, safe in JSON */
  int64_t sequence;
  size_t header_length; /* up to the separator behind the later of the two fields */
};

/** False: the payload is not of this format. A sequence number may have a sign, blanks around it, and 18 digits. */
bool message_read(const struct message_format *format, const uint8_t *payload, size_t length, struct message *message);

#endif
