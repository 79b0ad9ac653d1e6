#include "datagram.h"

#include <string.h>

enum { NUMBER = 0, SENT = 4, FLOW = 12, CHECK = 14 };

static uint8_t filler(uint32_t number, size_t place) { return (uint8_t)(number * 31u + place * 7u + (place >> 8)); }

/** FNV-1a over what stands before it. */
static uint32_t check_of(const uint8_t *bytes) {
  uint32_t hash = 2166136261u;
  for (size_t i = 0; i < CHECK; i++) hash = (hash ^ bytes[i]) * 16777619u;
  return hash;
}

void datagram_write(uint8_t *bytes, size_t size, const struct datagram *datagram) {
  memcpy(bytes + NUMBER, &datagram->number, sizeof datagram->number);
  memcpy(bytes + FLOW, &datagram->flow, sizeof datagram->flow);
  datagram_stamp(bytes, datagram->sent_ns);
  for (size_t i = LEAST_SIZE; i < size; i++) bytes[i] = filler(datagram->number, i);
}

void datagram_stamp(uint8_t *bytes, uint64_t sent_ns) {
  memcpy(bytes + SENT, &sent_ns, sizeof sent_ns);
  uint32_t check = check_of(bytes);
  memcpy(bytes + CHECK, &check, sizeof check);
}

int datagram_read(const uint8_t *bytes, size_t size, struct datagram *datagram) {
  uint32_t check;
  if (size < LEAST_SIZE) return -1;
  memcpy(&check, bytes + CHECK, sizeof check);
  if (check != check_of(bytes)) return -1;
  memcpy(&datagram->number, bytes + NUMBER, sizeof datagram->number);
  memcpy(&datagram->sent_ns, bytes + SENT, sizeof datagram->sent_ns);
  memcpy(&datagram->flow, bytes + FLOW, sizeof datagram->flow);
  int damaged = 0;
  for (size_t i = LEAST_SIZE; i < size; i++) damaged += bytes[i] != filler(datagram->number, i);
  return damaged;
}
