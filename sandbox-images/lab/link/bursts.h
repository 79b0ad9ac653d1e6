#ifndef LINK_BURSTS_H
#define LINK_BURSTS_H
#include "models.h"

/*
 * Bursts that are a matter of sequence numbers, not of arrival: the loss model's chain moves on by one state from each
 * number to the next, from a state drawn from its stationary distribution at number 0, and every draw is keyed by its
 * number. So a number has its state whatever was sent before, and from whichever number on one looks.
 */

/** How far a chain is walked, and remembered. That many full packets are 12 MB; who skips them all makes the others wait
 * a third of a millisecond, once. Beyond, and below 0, each number has a stationary state of its own. */
#define BURSTS_WALKED 8192

/** How many numbers further on a message looks each time it is sent again: as far as a window of packets takes the
 * chain while a timer runs. */
#define BURSTS_AHEAD 5

/** Zero is a chain of which nothing is known yet. */
struct bursts {
  uint32_t known;
  uint8_t state[BURSTS_WALKED];
};

/** The state at `number`. Each is computed once: whatever is asked for, there are at most BURSTS_WALKED steps in all.
 * `family` draws for what is numbered; see draws_numbered. */
uint8_t bursts_state(struct bursts *bursts, const struct direction_profile *profile, const struct draws *family,
                     int64_t number);

#endif
