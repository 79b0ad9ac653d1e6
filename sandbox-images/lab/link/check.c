/*
 * Unit tests of the models, against values from their papers, from the definition worked out by hand, or from a second
 * and simpler way to compute the same. `make check` runs them under ASan and UBSan.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "distribution.h"
#include "impairment.h"

/* Seed 1 folds to 0x401 = 1025, above every least value, so all four states are 1025. One step each, on paper:
 *   (1025 << 6 ^ 1025) >> 13 = 66625 >> 13 = 8           (1025 & ~1) << 18   = 0x10000000   → 0x10000008
 *   (1025 << 2 ^ 1025) >> 27 = 0                         (1025 & ~7) << 2    = 0x1000       → 0x00001000
 *   (1025 << 13 ^ 1025) >> 21 = 8397825 >> 21 = 4        (1025 & ~15) << 7   = 0x20000      → 0x00020004
 *   (1025 << 3 ^ 1025) >> 12 = 9225 >> 12 = 2            (1025 & ~127) << 13 = 0x800000     → 0x00800002
 * and their sum without carry is 0x1082100e. */
static void check_lfsr113(void) {
  struct lfsr113 generator;
  lfsr113_seed(&generator, 1);
  expect(lfsr113_next(&generator) == 0x1082100eu, "LFSR113, seed 1, first number");
  lfsr113_seed(&generator, 0);
  static const uint32_t least[4] = {2, 8, 16, 128};
  expect(memcmp(generator.state, least, sizeof least) == 0, "LFSR113, seed 0: the least states");
  lfsr113_seed(&generator, UINT64_C(0x500000000));
  expect(generator.state[0] == 5 && generator.state[1] == 13 && generator.state[3] == 133,
         "LFSR113: the seed's upper half counts, small states are raised");
  double sum = 0;
  for (int i = 0; i < 1000000; i++) sum += lfsr113_next(&generator) / 4294967296.0;
  near(sum / 1e6, 0.5, 0.0015, "LFSR113's mean");
}

/* From the SipHash paper's appendix A, and some of its authors' published vectors: key 00…0f, message 00 01 … */
static void check_siphash(void) {
  uint8_t key[16], message[64];
  for (int i = 0; i < 64; i++) message[i] = (uint8_t)i;
  memcpy(key, message, sizeof key);
  expect(siphash24(key, message, 15) == UINT64_C(0xa129ca6149be45e5), "SipHash of 15 bytes");
  expect(siphash24(key, message, 0) == UINT64_C(0x726fdb47dd0e0e31), "SipHash of nothing");
  expect(siphash24(key, message, 1) == UINT64_C(0x74f839c593dc67fd), "SipHash of one byte");
  expect(siphash24(key, message, 8) == UINT64_C(0x93f5f5799a932462), "SipHash of eight bytes");
}

static double mean_burst(const struct direction_profile *profile, struct draws *draws, double *loss) {
  uint8_t state = 0;
  int lost = 0, bursts = 0, count = 1000000;
  bool before = false;
  for (int i = 0; i < count; i++) {
    bool now = model_loses(profile, draws, &state);
    lost += now;
    bursts += now && !before;
    before = now;
  }
  *loss = (double)lost / count;
  return bursts ? (double)lost / bursts : 0;
}

static void check_loss(void) {
  struct lfsr113 generator;
  struct draws draws = {.stream = &generator};
  double loss;
  lfsr113_seed(&generator, 42);
  struct profile p = profile_of("a2b loss random 858993459");
  mean_burst(&p.direction[A_TO_B], &draws, &loss);
  near(loss, 0.2, 0.002, "loss 20 %");

  p = profile_of("a2b loss gemodel 214748365 1073741824 4294967295 0");
  near(model_mean_loss(&p.direction[A_TO_B]), 1.0 / 6, 1e-6, "gemodel 5/25, formula");
  near(mean_burst(&p.direction[A_TO_B], &draws, &loss), 4, 0.08, "gemodel 5/25, burst");
  near(loss, 1.0 / 6, 0.004, "gemodel 5/25, loss");

  /* p13 5 %, p31 20 %, p32 30 %, p23 40 %, p14 1 %: weights 1 + 0.01 + 0.25 + 0.1875, lost 0.26 of 1.4475. */
  p = profile_of("a2b loss state 214748365 858993459 1288490189 1717986918 42949673");
  near(model_mean_loss(&p.direction[A_TO_B]), 0.26 / 1.4475, 1e-5, "4-state, formula");
  mean_burst(&p.direction[A_TO_B], &draws, &loss);
  near(loss, 0.26 / 1.4475, 0.004, "4-state, loss");

  p = profile_of("a2b loss random 4294967295");
  mean_burst(&p.direction[A_TO_B], &draws, &loss);
  near(loss, 1, 0, "loss 100 %");
  struct lfsr113 untouched = generator;
  p = profile_of("a2b loss random 0");
  mean_burst(&p.direction[A_TO_B], &draws, &loss);
  expect(memcmp(&untouched, &generator, sizeof generator) == 0, "loss 0 % draws nothing");
}

static void check_delay(void) {
  static const char *const names[] = {"uniform", "normal", "pareto", "paretonormal"};
  /* Of a jitter of 5 ms. Uniform has it as half its width. A table ends at 4 deviations: Pareto (shape 3) is clipped
   * there, so its mean is −4/3 · 1/(2 · 4.5²) and its variance 16/9 · (1 + 2 (1 − 1/4.5) − 1.475309²), from its
   * integrals; paretonormal's are those of its definition, integrated numerically elsewhere. */
  static const double means[] = {0, 0, -0.1646, -0.1235}, deviations[] = {2.8868, 5, 4.1043, 4.1748};
  struct lfsr113 generator;
  struct draws draws = {.stream = &generator};
  lfsr113_seed(&generator, 7);
  for (int i = 0; i < 4; i++) {
    char line[64];
    snprintf(line, sizeof line, "a2b delay 50000000 5000000 %s", names[i]);
    struct profile p = profile_of(line);
    double sum = 0, squares = 0;
    for (int n = 0; n < 400000; n++) {
      double ms = (double)model_delay_ns(&p.direction[A_TO_B], &draws) / 1e6 - 50;
      sum += ms;
      squares += ms * ms;
    }
    double mean = sum / 400000, deviation = sqrt(squares / 400000 - mean * mean);
    near(mean, means[i], 0.03, names[i]);
    near(deviation, deviations[i], 0.03, names[i]);
  }
  const int16_t *normal = distribution_table(NORMAL);
  /* Quantiles of the normal distribution from any table: 0.8413 is one deviation, 0.9772 two. */
  near(normal[3446] / 8192.0, 1, 0.002, "normal table, one deviation");
  near(normal[4003] / 8192.0, 2, 0.004, "normal table, two deviations");
  struct profile p = profile_of("a2b rate 125000 24");
  near((double)model_transmission_ns(&p.direction[A_TO_B], 976), 8e6, 0, "1000 bytes at 1 Mbit/s");
}

static void check_reorder(void) {
  struct lfsr113 generator;
  struct draws draws = {.stream = &generator};
  lfsr113_seed(&generator, 7);
  struct profile p = profile_of("a2b delay 1 0 uniform\na2b reorder 4294967295 5");
  uint32_t counter = 0;
  int ahead = 0;
  bool every_fifth = true;
  for (int i = 1; i <= 100; i++) {
    bool now = model_reorders(&p.direction[A_TO_B], &draws, &counter);
    ahead += now;
    every_fifth = every_fifth && now == (i % 5 == 0);
  }
  expect(ahead == 20 && every_fifth, "reorder 100 % gap 5 sends every fifth packet ahead");
}

static void check_scheduler(void) {
  struct scheduler queue = {0};
  static char frames[3000];
  struct lfsr113 generator;
  lfsr113_seed(&generator, 5);
  for (int i = 0; i < 3000; i++)
    expect(scheduler_add(&queue, (int64_t)(lfsr113_next(&generator) % 200), (struct frame *)&frames[i], true), "room");
  int64_t due, last = -1;
  struct frame *frame, *previous = NULL;
  bool sorted = true;
  int taken = 0;
  expect(scheduler_take(&queue, -1, &due) == NULL, "nothing is due too early");
  for (; (frame = scheduler_take(&queue, 1000, &due)); taken++, last = due, previous = frame)
    sorted = sorted && (due > last || (due == last && (char *)frame > (char *)previous));
  expect(sorted && taken == 3000, "frames leave by time, then by arrival");
  free(queue.heap);
}

static void check_latest_time(void) {
  struct profile p = profile_of("a2b rate 1 65535\na2b delay 86400000000000 0 uniform");
  struct impairment state = {.profile = &p};
  state.queue[A_TO_B] = (struct scheduler){.count = 1, .last_due_ns = INT64_MAX - 1};
  struct passage passage = {.received_ns = 5, .length = 1500};
  struct fate fate = {.rule = -1};
  impairment_delay(&state, &passage, &fate, false);
  expect(fate.due_ns > INT64_MAX / 2, "however long the queue is, no packet's time comes round");
}

static void check_directives(void) {
  static const char *const bad[] = {"a2b loss random 4294967296", "a2b delay -1 0 uniform", "a2b delay 1 0 gauss",
      "seed", "seed 18446744073709551616", "keying luck", "a2b reorder 1", "a2b rate x 0", "a2b limit 0", "c2d limit 1",
      "a2b visible 1 tail bit", "a2b blackout 5 5", "rule a2b udp - 6 0 drop", "rule a2b udp - zz 0 drop",
      "rule a2b icmp - - 0 drop", "rule a2b udp - - 0 delay:", "rule a2b udp - - 0 explode", "message 256 0 1",
      "message 124 1 1", "a2b loss state 4294967295 0 0 0 1", "family", "family a b c d e f g h i", "family a -",
      "family \"", "family abcdefghijklmnopq", "family a a", "family start x"};
  struct profile profile = profile_of("family start data end");
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    expect(directive_read(&profile, bad[i], strlen(bad[i])) != NULL, bad[i]);
  struct profile blackout = profile_of("blackout 0 10\nblackout 10 20");
  expect(directive_read(&blackout, "a2b blackout 19 30", 18) != NULL, "overlapping blackouts are refused");
  struct profile p = profile_of("keying message");
  expect(profile_contradiction(&p) != NULL, "keying by message needs a format");
  p = profile_of("family a b c d e f g h\nfamily i");
  expect(p.message.family_count == 2 && p.message.families[0].count == 8, "two families");
  expect(profile_contradiction(&p) != NULL, "a family needs a format");
  expect(directive_read(&p, "message 124 0 1", 15) == NULL && p.message.family_count == 2 && !profile_contradiction(&p),
         "a format may come behind its families");
  p = profile_of("family a\nfamily b\nfamily c\nfamily d\nfamily e\nfamily f\nfamily g\nfamily h");
  expect(directive_read(&p, "family i", 8) != NULL, "eight families are the most");
  p = profile_of("a2b limit 5");
  expect(profile_is_clean(&p, A_TO_B), "a limit alone impairs nothing");
  p = profile_of("rule a2b udp - - 1 drop");
  expect(!profile_is_clean(&p, A_TO_B) && profile_is_clean(&p, B_TO_A), "a rule impairs its direction");
}

int main(void) {
  check_lfsr113();
  check_siphash();
  check_loss();
  check_delay();
  check_reorder();
  check_checksum();
  check_repair();
  check_scheduler();
  check_latest_time();
  check_moderation();
  check_busy_poll();
  check_keying();
  check_bursts();
  check_families();
  check_directives();
  check_report();
  if (failures) return fprintf(stderr, "%d failures\n", failures), 1;
  printf("all as expected\n");
  return 0;
}
