/*
 * libFuzzer harness: the input is a virtio-net header and a frame, as an endpoint might make them. Checks that the
 * checksum is completed inside the frame only and adds up, that the capture's blocks can be walked, and that a link
 * that does everything at once reads and changes nothing outside the frame.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "capture.h"
#include "checksum.h"
#include "directives.h"
#include "fates.h"

#define NOTE 20

static void require(int truth) {
  if (!truth) abort();
}

static uint32_t folded_sum(const uint8_t *bytes, size_t length) {
  uint32_t sum = 0;
  for (size_t i = 0; i < length; i++) {
    sum += i % 2 ? bytes[i] : (uint32_t)bytes[i] << 8;
    sum = (sum & 0xffff) + (sum >> 16);
  }
  return sum;
}

static void check_checksum(const struct virtio_net_hdr *before, const uint8_t *original, uint8_t *frame,
                           size_t length) {
  struct virtio_net_hdr after = *before;
  enum checksum_result result = checksum_complete(&after, frame, length);
  if (result != CHECKSUM_COMPLETED) {
    require(memcmp(original, frame, length) == 0 && memcmp(&after, before, sizeof after) == 0);
    return;
  }
  size_t start = before->csum_start, field = start + before->csum_offset;
  require(!(after.flags & VIRTIO_NET_HDR_F_NEEDS_CSUM));
  require(memcmp(original, frame, field) == 0);
  require(memcmp(original + field + 2, frame + field + 2, length - field - 2) == 0);
  require(frame[field] || frame[field + 1]);
  if (before->csum_offset % 2) return; /* no protocol has it there, and the sum does not hold there */
  uint32_t seed = (uint32_t)original[field] << 8 | original[field + 1];
  uint32_t sum = folded_sum(frame + start, length - start) + seed;
  require(((sum & 0xffff) + (sum >> 16)) % 0xffff == 0);
}

static uint32_t word(const uint8_t *at) {
  uint32_t value;
  memcpy(&value, at, sizeof value);
  return value;
}

static void check_capture(const uint8_t *frame, size_t length, size_t limit, uint64_t ns) {
  struct capture capture;
  require(capture_start(&capture, limit, "client", "server"));
  size_t headers = capture.used;
  uint64_t offered = 0, delivered = 0;
  for (int round = 0; round < 8; round++, offered++) {
    size_t part = length >> round;
    if (!capture_received(&capture, round % 2 ? FROM_B : FROM_A, ns * (uint64_t)round, frame, part,
                          round % 4 == 1 ? "lost (loss 20%)" : "", 1, NOTE)) continue;
    if (round % 3 == 2) {
      capture_undelivered(&capture, part, NOTE);
      continue;
    }
    capture_delivered(&capture, round % 2 ? TO_A : TO_B, ns, frame, part, round % 2 ? "delayed 50 ms" : "", NOTE);
    delivered++;
  }
  require(capture.reserved == 0 && capture.used - headers <= limit && delivered + capture.not_captured <= offered);
  size_t at = 0;
  while (at < capture.used) {
    size_t block = word(capture.buffer + at + 4);
    require(block >= 12 && block % 4 == 0 && block <= capture.used - at);
    require(word(capture.buffer + at + block - 4) == block);
    at += block;
  }
  munmap(capture.buffer, 4096 + limit);
}

static void check_impairment(enum direction direction, uint8_t *frame, size_t length, int keying) {
  static const char *const lines[] = {"message 124 0 1", "family a b data", "family ack sack",
      "b2a loss state 900000000 900000000 800000000 700000000 600000000", "b2a reorder 1000000000 3",
      "b2a delay 9 0 normal",
      "a2b loss gemodel 900000000 900000000 4000000000 100000",
      "a2b delay 1000000 900000 paretonormal", "a2b duplicate 2000000000", "a2b corrupt 1000000000",
      "a2b reorder 1000000000 2", "a2b rate 1000 -50", "a2b visible 3000000000 data printable", "a2b limit 3",
      "rule a2b any - 61 0 corrupt", "rule a2b udp data - 2 drop", "rule a2b tcp - - 3 delay:5"};
  static struct keyed_memory memories[3];
  static struct profile profiles[3];
  static struct impairment states[3];
  struct impairment *state = &states[keying];
  if (!state->profile) {
    profile_clean(&profiles[keying]);
    profiles[keying].keying = (enum keying)keying;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
      require(directive_read(&profiles[keying], lines[i], strlen(lines[i])) == NULL);
    *state = (struct impairment){.profile = &profiles[keying], .memory = &memories[keying]};
    keying_start(&memories[keying], &profiles[keying]);
  }
  struct passage passage;
  if (!impairment_begin(state, direction, frame, (uint32_t)length, 5, &passage)) return;
  for (int copy = 1; copy >= 0; copy--) {
    struct fate fate = impairment_judge(state, &passage, copy, frame);
    impairment_delay(state, &passage, &fate, copy);
    impairment_corrupt(state, &passage, &fate, frame, (uint32_t)length);
    char comment[COMMENT_BYTES], note[80];
    fate_comment(comment, state->profile, &passage, &fate);
    fate_note(note, sizeof note, &fate, copy);
    require(strlen(comment) < COMMENT_BYTES && strlen(note) < sizeof note);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct virtio_net_hdr offload;
  if (size < sizeof offload) return 0;
  memcpy(&offload, data, sizeof offload);
  data += sizeof offload;
  size -= sizeof offload;
  uint8_t *frame = malloc(size ? size : 1); /* of exactly this size, so that a byte too far is seen */
  if (!frame) return 0;
  if (size) memcpy(frame, data, size);
  check_checksum(&offload, data, frame, size);
  check_capture(frame, size, (size_t)offload.hdr_len % 8192, offload.gso_size * 1000003u);
  if (size) memcpy(frame, data, size);
  check_impairment((enum direction)(offload.hdr_len / 3 % DIRECTIONS), frame, size, offload.hdr_len % 3);
  free(frame);
  return 0;
}
