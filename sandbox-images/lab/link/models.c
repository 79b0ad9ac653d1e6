#include "models.h"

#include <string.h>

#include "distribution.h"

/* The 4-state model's states (Salsano, Ludovici, Ordine: "Definition of a general and intuitive loss model"). Zero is
 * where it starts; gemodel uses the first two as good and bad. */
enum { RECEIVED_IN_GAP, LOST_IN_BURST, RECEIVED_IN_BURST, LOST_IN_GAP };
enum { GOOD = 0, BAD = 1 };

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

static bool gemodel_loses(const struct direction_profile *profile, const struct draws *draws, uint8_t *state) {
  uint32_t h = UINT32_MAX - profile->loss.gemodel.one_minus_h;
  bool was_bad = *state == BAD;
  uint32_t change = draw(draws, EFFECT_BURST), loss = draw(draws, EFFECT_LOSS);
  if (change < (was_bad ? profile->loss.gemodel.r : profile->loss.gemodel.p)) *state = was_bad ? GOOD : BAD;
  return was_bad ? loss > h : loss < profile->loss.gemodel.one_minus_k;
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

double model_mean_loss(const struct direction_profile *profile) {
  const double all = UINT32_MAX;
  if (profile->loss_model == LOSS_RANDOM) return profile->loss.probability / all;
  if (profile->loss_model == LOSS_GEMODEL) {
    double p = profile->loss.gemodel.p / all, r = profile->loss.gemodel.r / all;
    double in_bad = profile->loss.gemodel.one_minus_h / all, in_good = profile->loss.gemodel.one_minus_k / all;
    return p + r > 0 ? (r * in_good + p * in_bad) / (p + r) : in_good;
  }
  double p13 = profile->loss.state.p13 / all, p31 = profile->loss.state.p31 / all;
  double p32 = profile->loss.state.p32 / all, p23 = profile->loss.state.p23 / all;
  double p14 = profile->loss.state.p14 / all;
  if (p13 == 0) return p14 / (1 + p14);
  /* Stationary weights relative to the gap's: flow in equals flow out of each state. */
  if (p31 == 0 && (p32 == 0 || p23 > 0)) return p32 > 0 ? p23 / (p23 + p32) : 1; /* bursts never end */
  if (p31 == 0 || (p32 > 0 && p23 == 0)) return 0;                               /* it ends where nothing is lost */
  double burst_loss = p13 / p31, burst_received = p32 > 0 ? burst_loss * p32 / p23 : 0;
  return (p14 + burst_loss) / (1 + p14 + burst_loss + burst_received);
}
