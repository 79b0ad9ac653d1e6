#include "crc32.h"

#include <stdbool.h>

#define POLYNOMIAL UINT32_C(0xEDB88320) /* IEEE 802.3's, least significant bit first */

static uint32_t table[256];

static void fill_table(void) {
  static bool filled;
  if (filled) return;
  for (uint32_t byte = 0; byte < 256; byte++) {
    uint32_t rest = byte;
    for (int bit = 0; bit < 8; bit++) rest = (rest & 1) ? (rest >> 1) ^ POLYNOMIAL : rest >> 1;
    table[byte] = rest;
  }
  filled = true;
}

uint32_t crc32_of(uint32_t crc, const void *data, size_t size) {
  fill_table();
  const uint8_t *byte = data;
  crc = ~crc;
  for (size_t i = 0; i < size; i++) crc = table[(crc ^ byte[i]) & 0xFF] ^ (crc >> 8);
  return ~crc;
}
