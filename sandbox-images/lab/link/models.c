#include "models.h"

#include <string.h>

#include "distribution.h"

/* The 4-state model's states (Salsano, Ludovici, Ordine: "Definition of a general and intuitive loss model"). Zero is
 * where it starts; gemodel uses the first two as good and bad. */
enum { RECEIVED_IN_GAP, LOST_IN_BURST, RECEIVED_IN_BURST, LOST_IN_GAP };
enum { GOOD = 0, BAD = 1 };

void draws_put(struct draws *draws, uint64_t value, int bytes) {
  for (int i = 0; i < bytes; i++) draws->identity[draws->identity_length++] = (uint8_t)(value >> (8 * i));
}

struct draws draws_numbered(const struct draws *family, int64_t number, uint32_t k) {
  struct draws draws = *family;
  draws_put(&draws, (uint64_t)number, 8);
  draws_put(&draws, k, 4);
  return draws;
}

uint64_t draw_keyed(const struct draws *draws, enum effect effect) {
  uint8_t message[MOST_IDENTITY + 2];
  memcpy(message, draws->identity, draws->identity_length);
  message[draws->identity_length] = (uint8_t)effect;
  message[draws->identity_length + 1] = draws->is_copy;
  return siphash24(draws->key, message, draws->identity_length + 2u);
}

uint32_t draw(const struct draws *draws, enum effect effect) {
  return draws->stream ? lfsr113_next(draws->stream) : (uint32_t)(draw_keyed(draws, effect) >> 32);
}

bool model_happens(const struct draws *draws, enum effect effect, uint32_t probability) {
  return probability && probability >= draw(draws, effect);
}

static uint8_t gemodel_next(const struct direction_profile *profile, uint8_t state, uint32_t change) {
  bool changes = change < (state == BAD ? profile->loss.gemodel.r : profile->loss.gemodel.p);
  return changes ? (state == BAD ? GOOD : BAD) : state;
}

static bool gemodel_loses_in(const struct direction_profile *profile, uint8_t state, uint32_t loss) {
  uint32_t h = UINT32_MAX - profile->loss.gemodel.one_minus_h;
  return state == BAD ? loss > h : loss < profile->loss.gemodel.one_minus_k;
}

/** The state counts in which the packet comes, not the one that it leaves. */
static bool gemodel_loses(const struct direction_profile *profile, const struct draws *draws, uint8_t *state) {
  uint8_t before = *state;
  uint32_t change = draw(draws, EFFECT_BURST), loss = draw(draws, EFFECT_LOSS);
  *state = gemodel_next(profile, before, change);
  return gemodel_loses_in(profile, before, loss);
}

/** The comparisons are strict on both sides, as netem's are: at the very bound nothing happens. */
static bool four_state_loses(const struct direction_profile *profile, const struct draws *draws, uint8_t *state) {
  uint32_t p13 = profile->loss.state.p13, p31 = profile->loss.state.p31, p32 = profile->loss.state.p32;
  uint32_t p23 = profile->loss.state.p23, p14 = profile->loss.state.p14;
  uint32_t u = draw(draws, EFFECT_BURST);
  switch (*state) {
    case RECEIVED_IN_GAP:
      if (u < p14) *state = LOST_IN_GAP;
      else if (p14 < u && u < p13 + p14) *state = LOST_IN_BURST;
      return *state != RECEIVED_IN_GAP;
    case RECEIVED_IN_BURST:
      if (u < p23) *state = LOST_IN_BURST;
      return *state == LOST_IN_BURST;
    case LOST_IN_BURST:
      if (u < p32) *state = RECEIVED_IN_BURST;
      else if (p32 < u && u < p31 + p32) *state = RECEIVED_IN_GAP;
      else return p31 + p32 < u;
      return false;
    default: /* an isolated loss: the next packet passes */
      *state = RECEIVED_IN_GAP;
      return false;
  }
}

bool model_loses(const struct direction_profile *profile, const struct draws *draws, uint8_t *state) {
  switch (profile->loss_model) {
    case LOSS_GEMODEL: return gemodel_loses(profile, draws, state);
    case LOSS_STATE: return four_state_loses(profile, draws, state);
    default: return model_happens(draws, EFFECT_LOSS, profile->loss.probability);
  }
}

uint8_t model_next_state(const struct direction_profile *profile, const struct draws *draws, uint8_t state) {
  if (profile->loss_model == LOSS_GEMODEL) return gemodel_next(profile, state, draw(draws, EFFECT_BURST));
  if (profile->loss_model == LOSS_STATE) four_state_loses(profile, draws, &state);
  return state;
}

bool model_loses_in(const struct direction_profile *profile, const struct draws *draws, uint8_t state) {
  switch (profile->loss_model) {
    case LOSS_GEMODEL: return gemodel_loses_in(profile, state, draw(draws, EFFECT_LOSS));
    case LOSS_STATE: return state == LOST_IN_BURST || state == LOST_IN_GAP;
    default: return model_happens(draws, EFFECT_LOSS, profile->loss.probability);
  }
}

bool model_reorders(const struct direction_profile *profile, const struct draws *draws, uint32_t *counter) {
  if (profile->gap == 0) return false;
  bool within_gap = counter && *counter < profile->gap - 1;
  bool overtakes = !within_gap && profile->reorder >= draw(draws, EFFECT_REORDER);
  if (counter) *counter = overtakes ? 0 : *counter + 1;
  return overtakes;
}

int64_t model_delay_ns(const struct direction_profile *profile, const struct draws *draws) {
  int64_t mean = profile->delay_ns, deviation = profile->jitter_ns;
  if (deviation == 0) return mean;
  uint32_t u = draw(draws, EFFECT_DELAY);
  const int16_t *table = distribution_table(profile->distribution);
  if (!table) return (int64_t)(u % (2 * (uint32_t)deviation)) + mean - deviation;
  int64_t entry = table[u % DISTRIBUTION_SIZE];
  int64_t part = deviation % DISTRIBUTION_SCALE * entry;
  part += part >= 0 ? DISTRIBUTION_SCALE / 2 : -DISTRIBUTION_SCALE / 2;
  return part / DISTRIBUTION_SCALE + deviation / DISTRIBUTION_SCALE * entry + mean;
}

int64_t model_transmission_ns(const struct direction_profile *profile, uint32_t length) {
  int64_t bytes = (int64_t)length + profile->rate_overhead;
  if (profile->rate == 0 || bytes <= 0) return 0;
  return (int64_t)((uint64_t)bytes * 1000000000u / profile->rate);
}

/** How the 4-state model's packets spread over its states in the long run, up to a factor. */
static void four_state_weights(const struct direction_profile *profile, double weight[4]) {
  const double all = UINT32_MAX;
  double p13 = profile->loss.state.p13 / all, p31 = profile->loss.state.p31 / all;
  double p32 = profile->loss.state.p32 / all, p23 = profile->loss.state.p23 / all;
  memset(weight, 0, 4 * sizeof *weight);
  if (p13 > 0 && p31 == 0 && (p32 == 0 || p23 > 0)) { /* bursts never end */
    weight[LOST_IN_BURST] = p32 > 0 ? p23 : 1;
    weight[RECEIVED_IN_BURST] = p32;
  } else if (p13 > 0 && (p31 == 0 || (p32 > 0 && p23 == 0))) { /* it ends where nothing is lost */
    weight[RECEIVED_IN_BURST] = 1;
  } else { /* relative to the gap's: flow in equals flow out of each state */
    weight[RECEIVED_IN_GAP] = 1;
    weight[LOST_IN_GAP] = profile->loss.state.p14 / all;
    weight[LOST_IN_BURST] = p13 > 0 ? p13 / p31 : 0;
    weight[RECEIVED_IN_BURST] = p13 > 0 && p32 > 0 ? weight[LOST_IN_BURST] * p32 / p23 : 0;
  }
}

static double sum_of(const double weight[4]) {
  return weight[RECEIVED_IN_GAP] + weight[LOST_IN_GAP] + weight[LOST_IN_BURST] + weight[RECEIVED_IN_BURST];
}

uint8_t model_any_state(const struct direction_profile *profile, const struct draws *draws) {
  if (profile->loss_model == LOSS_GEMODEL) {
    double p = profile->loss.gemodel.p, r = profile->loss.gemodel.r;
    return p > 0 && draw(draws, EFFECT_BURST) < p / (p + r) * UINT32_MAX ? BAD : GOOD;
  }
  if (profile->loss_model != LOSS_STATE) return 0;
  double weight[4], reached = 0;
  four_state_weights(profile, weight);
  double drawn = draw(draws, EFFECT_BURST) / (double)UINT32_MAX * sum_of(weight);
  uint8_t last = 0;
  for (uint8_t state = 0; state < 4; state++) {
    if (weight[state] == 0) continue;
    last = state;
    reached += weight[state];
    if (drawn < reached) break;
  }
  return last;
}

double model_mean_loss(const struct direction_profile *profile) {
  const double all = UINT32_MAX;
  if (profile->loss_model == LOSS_RANDOM) return profile->loss.probability / all;
  if (profile->loss_model == LOSS_GEMODEL) {
    double p = profile->loss.gemodel.p / all, r = profile->loss.gemodel.r / all;
    double in_bad = profile->loss.gemodel.one_minus_h / all, in_good = profile->loss.gemodel.one_minus_k / all;
    return p + r > 0 ? (r * in_good + p * in_bad) / (p + r) : in_good;
  }
  double weight[4];
  four_state_weights(profile, weight);
  return (weight[LOST_IN_GAP] + weight[LOST_IN_BURST]) / sum_of(weight);
}
