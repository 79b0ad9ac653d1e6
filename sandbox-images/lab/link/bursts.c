#include "bursts.h"

/* No transmission is the 0th: its draws are free for states that follow from no other. */
static uint8_t drawn_afresh(const struct direction_profile *profile, const struct draws *family, int64_t number) {
  struct draws draws = draws_numbered(family, number, 0);
  return model_any_state(profile, &draws);
}

uint8_t bursts_state(struct bursts *bursts, const struct direction_profile *profile, const struct draws *family,
                     int64_t number) {
  if (profile->loss_model == LOSS_RANDOM) return 0;
  if (number < 0 || number >= BURSTS_WALKED) return drawn_afresh(profile, family, number);
  if (bursts->known == 0) bursts->state[bursts->known++] = drawn_afresh(profile, family, 0);
  for (; bursts->known <= number; bursts->known++) {
    uint32_t last = bursts->known - 1;
    struct draws draws = draws_numbered(family, last, 1);
    bursts->state[bursts->known] = model_next_state(profile, &draws, bursts->state[last]);
  }
  return bursts->state[number];
}
