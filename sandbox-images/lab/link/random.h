#ifndef LINK_RANDOM_H
#define LINK_RANDOM_H
#include <stddef.h>
#include <stdint.h>

/** L'Ecuyer's combined Tausworthe generator LFSR113 ("Tables of maximally equidistributed combined LFSR generators",
 * Mathematics of Computation 68, 1999): what Linux calls prandom. */
struct lfsr113 { uint32_t state[4]; };

/** Seeds as `tc qdisc … netem seed` does: the number is folded to 32 bits, no warm-up. */
void lfsr113_seed(struct lfsr113 *generator, uint64_t seed);
uint32_t lfsr113_next(struct lfsr113 *generator);

/** SipHash-2-4 (Aumasson and Bernstein, 2012). */
uint64_t siphash24(const uint8_t key[16], const uint8_t *message, size_t length);

#endif
