#include "random.h"

void lfsr113_seed(struct lfsr113 *generator, uint64_t seed) {
  /* A state must be above the bits its step throws away, or it would stay zero. */
  static const uint32_t least[4] = {2, 8, 16, 128};
  uint32_t folded = (uint32_t)((seed >> 32) ^ (seed << 10) ^ seed);
  for (int i = 0; i < 4; i++) generator->state[i] = folded < least[i] ? folded + least[i] : folded;
}

uint32_t lfsr113_next(struct lfsr113 *generator) {
  /* Per component, with q, s and 32 − k as in the paper's table for 32-bit words. */
  static const struct {
    uint8_t q, right, unused, s;
  } step[4] = {{6, 13, 1, 18}, {2, 27, 3, 2}, {13, 21, 4, 7}, {3, 12, 7, 13}};
  uint32_t output = 0;
  for (int i = 0; i < 4; i++) {
    uint32_t z = generator->state[i];
    uint32_t fed_back = ((z << step[i].q) ^ z) >> step[i].right;
    uint32_t kept = (z >> step[i].unused) << step[i].unused;
    generator->state[i] = (kept << step[i].s) ^ fed_back;
    output ^= generator->state[i];
  }
  return output;
}

static uint64_t little_endian(const uint8_t *bytes, size_t count) {
  uint64_t word = 0;
  for (size_t i = 0; i < count; i++) word |= (uint64_t)bytes[i] << (8 * i);
  return word;
}

static uint64_t rotated(uint64_t word, unsigned by) { return word << by | word >> (64 - by); }

static void sip_rounds(uint64_t v[4], int rounds) {
  for (; rounds > 0; rounds--) {
    v[0] += v[1];
    v[2] += v[3];
    v[1] = rotated(v[1], 13) ^ v[0];
    v[3] = rotated(v[3], 16) ^ v[2];
    v[0] = rotated(v[0], 32) + v[3];
    v[2] += v[1];
    v[3] = rotated(v[3], 21) ^ v[0];
    v[1] = rotated(v[1], 17) ^ v[2];
    v[2] = rotated(v[2], 32);
  }
}

uint64_t siphash24(const uint8_t key[16], const uint8_t *message, size_t length) {
  uint64_t k0 = little_endian(key, 8), k1 = little_endian(key + 8, 8);
  /* "somepseudorandomlygeneratedbytes" */
  uint64_t v[4] = {k0 ^ 0x736f6d6570736575u, k1 ^ 0x646f72616e646f6du, k0 ^ 0x6c7967656e657261u,
                   k1 ^ 0x7465646279746573u};
  size_t whole = length / 8 * 8;
  for (size_t at = 0; at <= whole; at += 8) {
    /* The last word holds what is left, and the length in its highest byte. */
    uint64_t word = at < whole ? little_endian(message + at, 8)
                               : little_endian(message + at, length - whole) | (uint64_t)length << 56;
    v[3] ^= word;
    sip_rounds(v, 2);
    v[0] ^= word;
  }
  v[2] ^= 0xff;
  sip_rounds(v, 4);
  return v[0] ^ v[1] ^ v[2] ^ v[3];
}
