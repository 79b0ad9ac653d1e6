/* Unit tests of what looks into packets: keying by message, and repair of the checksum. */
#include <math.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "checksum.h"
#include "impairment.h"
#include "repair.h"

int failures;

void expect(bool truth, const char *what) {
  if (truth) return;
  failures++;
  fprintf(stderr, "not so: %s\n", what);
}

void near(double value, double wanted, double tolerance, const char *what) {
  if (fabs(value - wanted) <= tolerance) return;
  failures++;
  fprintf(stderr, "not so: %s is %g, wanted %g ± %g\n", what, value, wanted, tolerance);
}

struct profile profile_of(const char *lines) {
  struct profile profile;
  profile_clean(&profile);
  while (*lines) {
    size_t length = strcspn(lines, "\n");
    const char *problem = directive_read(&profile, lines, length);
    if (problem) fprintf(stderr, "%.*s: %s\n", (int)length, lines, problem);
    expect(problem == NULL, "a line of a test's profile is taken");
    lines += length + (lines[length] == '\n');
  }
  return profile;
}

static uint16_t full_sum(const uint8_t *bytes, size_t length, uint32_t sum) {
  for (size_t i = 0; i < length; i++) sum += i % 2 ? bytes[i] : (uint32_t)bytes[i] << 8;
  while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
  return (uint16_t)sum;
}

uint32_t make_udp(uint8_t *frame, const char *payload, size_t length, uint16_t from, uint16_t to) {
  size_t total = 28 + length;
  memset(frame, 0, 42);
  frame[12] = 8;
  uint8_t *ip = frame + 14, *udp = ip + 20;
  ip[0] = 0x45;
  ip[2] = (uint8_t)(total >> 8), ip[3] = (uint8_t)total;
  ip[8] = 64, ip[9] = IPPROTO_UDP;
  ip[12] = 10, ip[15] = 1, ip[16] = 10, ip[19] = 2;
  udp[0] = (uint8_t)(from >> 8), udp[1] = (uint8_t)from, udp[2] = (uint8_t)(to >> 8), udp[3] = (uint8_t)to;
  udp[4] = (uint8_t)((8 + length) >> 8), udp[5] = (uint8_t)(8 + length);
  memcpy(udp + 8, payload, length);
  uint16_t sum = full_sum(udp, 8 + length, full_sum(ip + 12, 8, IPPROTO_UDP + 8 + (uint32_t)length));
  uint16_t checksum = sum == 0xffff ? sum : (uint16_t)~sum;
  udp[6] = (uint8_t)(checksum >> 8), udp[7] = (uint8_t)checksum;
  return (uint32_t)(14 + total);
}

/** Completed from the pseudo-header's sum, as a kernel leaves it to a network card, at every length and alignment. */
void check_checksum(void) {
  struct lfsr113 generator;
  lfsr113_seed(&generator, 7);
  int wrong = 0;
  for (size_t length = 1; length <= 256; length++) {
    uint8_t frame[400];
    char payload[256];
    for (size_t i = 0; i < length; i++) payload[i] = (char)(length % 3 ? lfsr113_next(&generator) : 0xff);
    uint32_t bytes = make_udp(frame + length % 8, payload, length, 1000, 2000);
    uint8_t *start = frame + length % 8, complete[2];
    memcpy(complete, start + 40, sizeof complete);
    uint16_t pseudo = full_sum(start + 26, 8, IPPROTO_UDP + 8 + (uint32_t)length);
    start[40] = (uint8_t)(pseudo >> 8), start[41] = (uint8_t)pseudo;
    struct virtio_net_hdr offload = {.flags = VIRTIO_NET_HDR_F_NEEDS_CSUM, .csum_start = 34, .csum_offset = 6};
    wrong += checksum_complete(&offload, start, bytes) != CHECKSUM_COMPLETED || memcmp(start + 40, complete, 2) != 0;
  }
  expect(wrong == 0, "a completed checksum is the one computed word by word");
}

void check_repair(void) {
  struct lfsr113 generator;
  lfsr113_seed(&generator, 99);
  int wrong = 0, unchanged = 0;
  for (int round = 0; round < 20000; round++) {
    uint8_t frame[400], before[400];
    char payload[256];
    size_t length = 1 + lfsr113_next(&generator) % sizeof payload;
    for (size_t i = 0; i < length; i++) payload[i] = (char)(round % 3 ? lfsr113_next(&generator) : 0xffu * (i % 2));
    uint32_t bytes = make_udp(frame, payload, length, 1000, 2000);
    memcpy(before, frame, bytes);
    struct packet packet = packet_read(frame, bytes);
    uint64_t luck = (uint64_t)lfsr113_next(&generator) << 32 | lfsr113_next(&generator);
    long place = corrupt_visibly(frame, &packet, REGION_ANY, 0, round % 2 ? DAMAGE_BIT : DAMAGE_PRINTABLE, luck);
    int changed = 0;
    for (size_t i = 0; i < length; i++) changed += frame[42 + i] != before[42 + i];
    unchanged += changed != 1 || place < 0 || frame[42 + place] == before[42 + place];
    wrong += full_sum(frame + 34, 8 + length, full_sum(frame + 26, 8, IPPROTO_UDP + 8 + (uint32_t)length)) != 0xffff;
    wrong += frame[40] == 0 && frame[41] == 0;
  }
  expect(unchanged == 0, "visible corruption changes exactly one byte, where it says");
  expect(wrong == 0, "a repaired checksum is the one computed afresh");
}

static struct keyed_memory *start(const struct profile *profile) {
  struct keyed_memory *memory = calloc(1, sizeof *memory);
  keying_start(memory, profile);
  return memory;
}

/** The losses, as bits, of `count` messages whose numbers begin at `first`, each sent `times` times in a row. */
static uint64_t fates(struct profile *profile, int first, int count, int times, uint16_t port) {
  struct keyed_memory *memory = start(profile);
  struct impairment state = {.profile = profile, .memory = memory};
  uint64_t bits = 0;
  for (int i = 0; i < count; i++)
    for (int k = 1; k <= times; k++) {
      char payload[40];
      uint8_t frame[100];
      int length = snprintf(payload, sizeof payload, "data|%d|x|1", first + i);
      uint32_t bytes = make_udp(frame, payload, (size_t)length, (uint16_t)(port + k), 5000);
      struct passage passage;
      impairment_begin(&state, A_TO_B, frame, bytes, 1000, &passage);
      struct fate fate = impairment_judge(&state, &passage, false, frame);
      if (k == 1) bits |= (uint64_t)(fate.end != PASSED) << i;
    }
  free(memory);
  return bits;
}

void check_keying(void) {
  const char *const lines[] = {"loss random 858993459", "loss gemodel 429496730 1073741824 4294967295 0"};
  for (int i = 0; i < 2; i++) {
    char text[160];
    snprintf(text, sizeof text, "seed 3\nkeying message\nmessage 124 0 1\na2b %s", lines[i]);
    struct profile p = profile_of(text);
    uint64_t once = fates(&p, 0, 60, 1, 4000);
    expect(once != 0 && once != (UINT64_C(1) << 60) - 1, "some are lost and some pass");
    expect(once == fates(&p, 0, 60, 1, 4777), "the client's port does not count");
    expect(once == fates(&p, 900, 60, 1, 4000), "nor where the numbers begin");
    expect(once == fates(&p, 0, 60, 3, 4000), "nor what is sent again in between");
    p.seed[A_TO_B]++;
    expect(once != fates(&p, 0, 60, 1, 4000), "but the seed does");
  }
  struct profile ten = profile_of("seed 3\nkeying flow\na2b loss random 429496729");
  struct profile thirty = profile_of("seed 3\nkeying flow\na2b loss random 1288490188");
  uint64_t few = fates(&ten, 0, 60, 1, 4000), many = fates(&thirty, 0, 60, 1, 4000);
  /* In `fates` each packet has the same port: one flow. */
  expect(few != 0 && (few & many) == few && few != many, "10 % loss nests in 30 %");
}
