#ifndef LINK_LAG_H
#define LINK_LAG_H
#include <stdint.h>

/* Each power of two is cut into 32 buckets, so that a time is known to 3 %. */
#define LAG_SUB_BITS 5
#define LAG_BUCKETS (64 << LAG_SUB_BITS)

/** A log-linear histogram of times in ns: fixed memory, relative error at most 1/32. */
struct lag {
  uint64_t counts[LAG_BUCKETS];
  uint64_t total;
  uint64_t max_ns;
};

void lag_record(struct lag *lag, uint64_t ns);

/** The longest time in ns that is counted in a bucket (below LAG_BUCKETS). */
uint64_t lag_bucket_end(unsigned bucket);

/** The time that `share` (0 to 1) of all records do not exceed, in ns, rounded up to its bucket's end; 0 if empty. */
uint64_t lag_quantile(const struct lag *lag, double share);

#endif
