#ifndef LINK_DISTRIBUTION_H
#define LINK_DISTRIBUTION_H
#include <stdint.h>

#include "profile.h"

#define DISTRIBUTION_SIZE 4096
#define DISTRIBUTION_SCALE 8192 /* a table's entry that means one standard deviation */

/**
 * The inverse of a distribution of mean 0 and deviation 1, as a table of equally likely values, as `tc … distribution`
 * hands it to the kernel. NULL for UNIFORM, which netem computes. Made on first use, in some milliseconds.
 */
const int16_t *distribution_table(enum distribution distribution);

#endif
