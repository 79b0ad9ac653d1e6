/* Unit tests of bursts keyed by message, and of classes that share one numbering. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "impairment.h"

/** A link of its own. */
struct sky {
  struct profile profile;
  struct impairment state;
};

static struct sky *new_sky(const char *lines, uint64_t seed) {
  struct sky *sky = calloc(1, sizeof *sky);
  char text[512];
  snprintf(text, sizeof text, "seed %" PRIu64 "\nkeying message\nmessage 124 0 1\n%s", seed, lines);
  sky->profile = profile_of(text);
  sky->state.profile = &sky->profile;
  sky->state.memory = calloc(1, sizeof *sky->state.memory);
  keying_start(sky->state.memory, &sky->profile);
  return sky;
}

static void end_sky(struct sky *sky) {
  free(sky->state.memory);
  free(sky);
}

/** Sends a message from A. True: lost. */
static bool lost_as(struct sky *sky, const char *class, int64_t number) {
  char payload[64];
  uint8_t frame[128];
  int length = snprintf(payload, sizeof payload, "%s|%" PRId64 "|x|1", class, number);
  struct passage passage;
  impairment_begin(&sky->state, A_TO_B, frame, make_udp(frame, payload, (size_t)length, 4000, 5000), 1000, &passage);
  return impairment_judge(&sky->state, &passage, false, frame).end != PASSED;
}

static bool lost(struct sky *sky, int64_t number) { return lost_as(sky, "data", number); }

static double deviations(double hits, double trials, double p, double inflation) {
  return fabs(hits - trials * p) / sqrt(trials * p * (1 - p) * inflation);
}

/* p 5 %, r 25 %: λ = 0.7. 20/20: λ = 0.6. Then losses in the good state as well, and p + r > 1. The 4-state model
 * with all its ways, then with isolated losses only. */
static const char *const models[] = {
    "gemodel 214748365 1073741824 4294967295 0", "gemodel 858993459 858993459 4294967295 0",
    "gemodel 429496730 1073741824 3006477107 85899346", "gemodel 3435973836 2576980378 4294967295 0",
    "state 214748365 858993459 1288490189 1717986918 42949673", "state 0 4294967295 0 4294967295 858993459"};
enum { MODELS = sizeof models / sizeof *models };

static struct sky *under(int model, uint64_t seed) {
  char line[96];
  snprintf(line, sizeof line, "a2b loss %s", models[model]);
  return new_sky(line, seed);
}

/** A number's k-th transmission has one fate, whatever else is sent before it. */
static void check_independence(void) {
  enum { COUNT = 200, TIMES = 3 };
  for (int model = 0; model < MODELS; model++) {
    struct sky *plain = under(model, 3), *busy = under(model, 3), *backwards = under(model, 3);
    bool fate[COUNT][TIMES];
    for (int i = 0; i < COUNT; i++)
      for (int k = 0; k < TIMES; k++) fate[i][k] = lost(plain, i);
    int differ = 0;
    lost(backwards, 0);
    for (int i = COUNT - 1; i > 0; i--) differ += lost(backwards, i) != fate[i][0];
    lost(busy, 0);
    for (int i = 0; i < COUNT; i += 7) {
      for (int k = i == 0; k < TIMES; k++) {
        differ += lost(busy, i) != fate[i][k];
        lost(busy, i + 100000);
        lost_as(busy, "end", -i);
      }
    }
    expect(differ == 0, "in bursts a fate depends on number and repetition only");
    end_sky(plain), end_sky(busy), end_sky(backwards);
  }
}

/** First transmissions are lost with the model's mean, from the first number on, and anywhere. */
static void check_mean(void) {
  for (int model = 0; model < MODELS; model++) {
    const int64_t from[] = {0, INT64_C(1000000000000), INT64_C(-900000000000000000)};
    for (int i = 0; i < 3; i++) {
      struct sky *sky = under(model, 8);
      double mean = model_mean_loss(&sky->profile.direction[A_TO_B]);
      int hits = 0, count = BURSTS_WALKED - 1;
      lost(sky, 0);
      for (int n = 1; n <= count; n++) hits += lost(sky, from[i] + n);
      /* Neighbours correlate with 0.7 at most: the variance of a sum is 1.7 / 0.3 times that of independent losses. */
      expect(deviations(hits, count, mean, i ? 1 : 1.7 / 0.3) < 4, "first transmissions are lost with the mean");
      const struct tally *tally = &sky->state.counts[A_TO_B].loss;
      lost(sky, from[i] + 1);
      expect(tally->trials == (uint64_t)count + 1, "the audit counts first transmissions");
      end_sky(sky);
    }
  }
  /* Also the very first message of a family, as `start` is: with netem's start it could not be lost here. */
  int hits = 0;
  for (uint64_t seed = 1; seed <= 2000; seed++) {
    struct sky *sky = under(0, seed);
    hits += lost_as(sky, "start", 77);
    end_sky(sky);
  }
  expect(deviations(hits, 2000, 1.0 / 6, 1) < 4, "a chain starts in a state from its stationary distribution");
}

/** Bursts begin and end as p and r say, in the order of the numbers. */
static void check_lengths(void) {
  int begins = 0, good = 0, ends = 0, bad = 0;
  for (uint64_t seed = 1; seed <= 5; seed++) {
    struct sky *sky = under(0, seed);
    bool before = lost(sky, 0);
    for (int n = 1; n < BURSTS_WALKED; n++) {
      bool now = lost(sky, n);
      if (before) bad++, ends += !now;
      else good++, begins += now;
      before = now;
    }
    end_sky(sky);
  }
  expect(deviations(begins, good, 0.05, 1) < 4, "bursts begin with probability p");
  expect(deviations(ends, bad, 0.25, 1) < 4, "bursts end with probability r");
}

/** What is sent again for a loss is lost more often than the mean, and less often than the next number. */
static void check_resending(void) {
  int again = 0, first = 0;
  double mean = 1.0 / 6, next = 0.75; /* p / (p + r), 1 − r */
  for (uint64_t seed = 1; seed <= 5; seed++) {
    struct sky *sky = under(0, seed);
    for (int n = 0; n + BURSTS_AHEAD < BURSTS_WALKED; n++) {
      if (!lost(sky, n)) continue;
      first++;
      again += lost(sky, n);
    }
    end_sky(sky);
  }
  double share = (double)again / first;
  expect(share > mean + 0.05 && share < next - 0.05, "a resend fares better than the next number, worse than the mean");
  /* Five steps on, the chain has forgotten all but 0.7⁵ of where it was. */
  near(share, mean + (1 - mean) * pow(0.7, 5), 0.03, "loss of a second transmission after a loss");
}

/** Where everything is lost in the bad state, a message gets through all the same. */
static void check_no_deadlock(void) {
  int stuck = 0;
  for (uint64_t seed = 1; seed <= 2000; seed++)
    for (int model = 0; model < 2; model++) {
      struct sky *sky = under(model, seed);
      for (int n = 0; n < 3; n++) {
        int times = 0;
        while (times < 40 && lost(sky, n)) times++;
        stuck += times == 40;
      }
      end_sky(sky);
    }
  expect(stuck == 0, "no burst swallows 40 transmissions of one number");
}

/** No number makes the link walk far, nor remember more. A walk to such a number would never end. */
static void check_bound(void) {
  struct sky *sky = under(4, 1);
  const struct bursts *chain = &sky->state.memory->families[A_TO_B][0].bursts;
  struct lfsr113 generator;
  lfsr113_seed(&generator, 12);
  int hits = 0, count = 20000;
  lost(sky, 0);
  for (int i = 0; i < count; i++) {
    uint64_t bits = (uint64_t)lfsr113_next(&generator) << 32 | lfsr113_next(&generator);
    int64_t number = (int64_t)(bits % 999999999999999999u);
    hits += lost(sky, i % 2 ? number : -number);
  }
  expect(chain->known == 1, "numbers far off are not walked to");
  double mean = model_mean_loss(&sky->profile.direction[A_TO_B]);
  expect(deviations(hits, count, mean, 1) < 4, "but are lost with the mean as well");
  lost(sky, 9);
  expect(chain->known == 10, "a number is walked to once, no farther");
  lost(sky, BURSTS_WALKED - 1);
  for (int k = 1; k < 100; k++) lost(sky, BURSTS_WALKED - 1), lost(sky, BURSTS_WALKED), lost(sky, -1);
  expect(chain->known == BURSTS_WALKED, "nor is anything remembered beyond the bound");
  uint64_t messages = sky->state.memory->message_count;
  for (int i = 0; i < 10; i++) lost(sky, INT64_MAX - i), lost(sky, INT64_MIN + i);
  expect(sky->state.memory->message_count == messages, "a number of 19 digits is none");
  end_sky(sky);
}

void check_bursts(void) {
  check_independence();
  check_mean();
  check_lengths();
  check_resending();
  check_no_deadlock();
  check_bound();
}

static const char *const in_families =
    "family start data end\nfamily ack sack\na2b loss gemodel 429496730 1073741824 4294967295 0";

/** The fates, as bits, of numbers 0 to 59 sent in order, the first and the last as classes of their own. */
static uint64_t transfer_as(const char *lines, const char *first, const char *middle, const char *last) {
  struct sky *sky = new_sky(lines, 11);
  uint64_t bits = 0;
  for (int n = 0; n < 60; n++) bits |= (uint64_t)lost_as(sky, n == 0 ? first : n == 59 ? last : middle, 500 + n) << n;
  end_sky(sky);
  return bits;
}

void check_families(void) {
  uint64_t usual = transfer_as(in_families, "start", "data", "end");
  expect(usual != 0, "some are lost");
  expect(usual == transfer_as(in_families, "start", "start", "start"), "data that comes as start meets the same");
  expect(usual == transfer_as(in_families, "data", "end", "data"), "whichever class comes first");
  const char *alone = strchr(strchr(in_families, '\n') + 1, '\n') + 1;
  expect(usual != transfer_as(alone, "start", "data", "end"), "without a family each class counts for itself");
  expect(usual == transfer_as(alone, "start", "start", "start"), "and a family has its first class's weather");

  struct sky *sky = new_sky(in_families, 11), *jumps = new_sky(in_families, 11);
  bool all[300];
  int differ = 0;
  for (int n = 0; n < 300; n++) all[n] = lost_as(sky, "ack", n);
  for (int n = 0; n < 300; n += 1 + n % 9) differ += lost_as(jumps, n % 2 ? "ack" : "sack", n) != all[n];
  expect(differ == 0, "acknowledgements that jump meet what the others meet");
  end_sky(sky), end_sky(jumps);

  sky = new_sky("family start data end\nrule a2b udp end - 1 drop", 11);
  expect(!lost_as(sky, "start", 0) && !lost_as(sky, "data", 1), "a rule for one class of a family spares the others");
  expect(lost_as(sky, "end", 2) && !lost_as(sky, "end", 2), "and matches its own");
  /* Strangers cannot crowd out the families that the profile names. */
  char class[16];
  for (int i = 0; i < 40; i++) snprintf(class, sizeof class, "c%d", i), lost_as(sky, class, 1);
  int known = 0;
  for (int i = 0; i < MOST_FAMILIES_SEEN; i++) known += sky->state.memory->families[A_TO_B][i].name[0] != '\0';
  expect(known == MOST_FAMILIES_SEEN, "there is an end to families");
  end_sky(sky);
  sky = new_sky(in_families, 11);
  for (int i = 0; i < 40; i++) snprintf(class, sizeof class, "c%d", i), lost_as(sky, class, 1);
  uint64_t bits = 0;
  for (int n = 0; n < 60; n++) bits |= (uint64_t)lost_as(sky, "data", n) << n;
  expect(bits == usual, "but not to those that the profile names");
  end_sky(sky);
}
