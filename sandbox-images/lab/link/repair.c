#include "repair.h"

#include <netinet/in.h>

#define UDP_CHECKSUM 6 /* its place in the header */
#define FIRST_PRINTABLE 0x20
#define PRINTABLES 95

uint16_t checksum_updated(uint16_t checksum, uint16_t before, uint16_t after) {
  uint32_t sum = (uint32_t)(uint16_t)~checksum + (uint16_t)~before + after;
  while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
  return (uint16_t)~sum;
}

static uint8_t damaged(uint8_t byte, enum damage damage, uint64_t luck) {
  if (damage == DAMAGE_BIT) return byte ^ (uint8_t)(1u << luck % 8);
  uint8_t other = (uint8_t)(FIRST_PRINTABLE + luck % PRINTABLES);
  if (other != byte) return other;
  return (uint8_t)(FIRST_PRINTABLE + (luck + 1) % PRINTABLES);
}

long corrupt_visibly(uint8_t *frame, const struct packet *packet, enum region region, size_t header_length,
                     enum damage damage, uint64_t luck) {
  if (packet->protocol != IPPROTO_UDP || packet->payload_length == 0) return -1;
  size_t from = 0, to = packet->payload_length;
  if (header_length > 0 && header_length < to) {
    if (region == REGION_HEADER) to = header_length;
    if (region == REGION_DATA) from = header_length;
  }
  size_t place = from + (size_t)((luck >> 16) % (to - from));
  uint8_t *byte = frame + packet->payload + place;
  uint8_t *field = frame + packet->transport + UDP_CHECKSUM;
  uint16_t checksum = (uint16_t)(field[0] << 8 | field[1]);
  uint8_t before = *byte;
  *byte = damaged(before, damage, luck & 0xffff);
  if (checksum == 0) return (long)place; /* the sender left it out (RFC 768) */

  /* The UDP header has an even length: an even place is a word's high byte. */
  unsigned shift = place % 2 ? 0 : 8;
  checksum = checksum_updated(checksum, (uint16_t)(before << shift), (uint16_t)(*byte << shift));
  if (checksum == 0) checksum = 0xffff;
  field[0] = (uint8_t)(checksum >> 8);
  field[1] = (uint8_t)checksum;
  return (long)place;
}

size_t corrupt_frame(uint8_t *frame, size_t length, uint64_t luck) {
  size_t place = (size_t)((luck >> 16) % length);
  frame[place] ^= (uint8_t)(1u << luck % 8);
  return place;
}
