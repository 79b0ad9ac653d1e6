#ifndef LINK_MODELS_H
#define LINK_MODELS_H
#include <stdbool.h>
#include <stdint.h>

#include "profile.h"
#include "random.h"

/** What a draw is for. The numbers are part of the keyed hash: changing one changes everybody's weather. */
enum effect {
  EFFECT_DUPLICATE = 1,
  EFFECT_LOSS = 2,
  EFFECT_BURST = 3, /* a burst model's change of state */
  EFFECT_CORRUPT = 4,
  EFFECT_REORDER = 5,
  EFFECT_DELAY = 6,
  EFFECT_VISIBLE = 7,
  EFFECT_POSITION = 8, /* which bit or byte a corruption hits */
};

#define MOST_IDENTITY 48

/** Where a packet's random numbers come from: one stream in order of arrival, or a hash of what the packet is. */
struct draws {
  struct lfsr113 *stream; /* NULL: the hash */
  uint8_t key[16];
  uint8_t identity[MOST_IDENTITY];
  uint8_t identity_length;
  bool is_copy; /* a duplicate has its own luck */
};

/** Appends `bytes` bytes of `value` to the identity, the lowest first. */
void draws_put(struct draws *draws, uint64_t value, int bytes);
/** Those of the k-th transmission of a number; `family` has an identity that says which numbers these are. */
struct draws draws_numbered(const struct draws *family, int64_t number, uint32_t k);

/** u = H(key, identity, effect, copy); the same arguments, the same number. */
uint64_t draw_keyed(const struct draws *draws, enum effect effect);
/** A number evenly spread over 0 … 2³² − 1, from the stream if there is one. */
uint32_t draw(const struct draws *draws, enum effect effect);

/** What models remember from packet to packet. Zero is the start. */
struct chain {
  uint8_t state;    /* of the burst model */
  uint32_t counter; /* packets since the last one that overtook */
};

/* netem's tests, in its order and with its number of draws; a probability of 0 draws nothing. */

bool model_happens(const struct draws *draws, enum effect effect, uint32_t probability);
bool model_loses(const struct direction_profile *profile, const struct draws *draws, uint8_t *state);

/* The same loss models taken apart, for a chain whose state does not depend on who asks. The models without one are
 * always in state 0. */

/** The state after `state`. */
uint8_t model_next_state(const struct direction_profile *profile, const struct draws *draws, uint8_t state);
/** A state from the stationary distribution. */
uint8_t model_any_state(const struct direction_profile *profile, const struct draws *draws);
/** Whether a packet that meets this state is lost. */
bool model_loses_in(const struct direction_profile *profile, const struct draws *draws, uint8_t state);

/** True: the packet is sent at once, before those that wait. Else model_delay_ns applies to it. NULL: a draw only. */
bool model_reorders(const struct direction_profile *profile, const struct draws *draws, uint32_t *counter);
int64_t model_delay_ns(const struct direction_profile *profile, const struct draws *draws);

/** How long the link needs for one packet at its rate. `length` counts the Ethernet header. */
int64_t model_transmission_ns(const struct direction_profile *profile, uint32_t length);

/** The share of packets that the loss model loses in the long run, 0 to 1. */
double model_mean_loss(const struct direction_profile *profile);

#endif
