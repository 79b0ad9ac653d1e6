#include "checksum.h"

#include <arpa/inet.h>
#include <string.h>

/**
 * The Internet checksum's sum of 16-bit words, big-endian, an odd last byte padded with zero (RFC 1071). Eight bytes at a
 * time and in the machine's own order: the sum of swapped words is the swapped sum.
 */
static uint16_t ones_complement_sum(const uint8_t *bytes, size_t length) {
  uint64_t sum = 0;
  for (size_t i = 0; i < length; i += sizeof sum) {
    uint64_t word = 0;
    memcpy(&word, bytes + i, length - i < sizeof word ? length - i : sizeof word);
    sum += (word & UINT32_MAX) + (word >> 32);
  }
  while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
  return ntohs((uint16_t)sum);
}

enum checksum_result checksum_complete(struct virtio_net_hdr *offload, uint8_t *frame, size_t length) {
  if (!(offload->flags & VIRTIO_NET_HDR_F_NEEDS_CSUM)) return CHECKSUM_AS_IS;
  if (offload->gso_type != VIRTIO_NET_HDR_GSO_NONE) return CHECKSUM_AS_IS;

  size_t start = offload->csum_start;
  size_t field = start + offload->csum_offset;
  if (start > length || field + 2 > length) return CHECKSUM_MALFORMED;

  /* The field itself is part of the sum: it holds the pseudo-header's. */
  uint16_t checksum = (uint16_t)~ones_complement_sum(frame + start, length - start);
  if (checksum == 0) checksum = 0xffff; /* in UDP a zero would say "no checksum" (RFC 768); both stand for zero */
  frame[field] = (uint8_t)(checksum >> 8);
  frame[field + 1] = (uint8_t)checksum;

  offload->flags = 0;
  offload->csum_start = 0;
  offload->csum_offset = 0;
  return CHECKSUM_COMPLETED;
}
