#include "lag.h"

static unsigned bucket_of(uint64_t ns) {
  if (ns < (1u << LAG_SUB_BITS)) return (unsigned)ns;
  unsigned top = 63u - (unsigned)__builtin_clzll(ns);
  unsigned shift = top - LAG_SUB_BITS;
  return ((shift + 1) << LAG_SUB_BITS) + (unsigned)((ns >> shift) & ((1u << LAG_SUB_BITS) - 1));
}

uint64_t lag_bucket_end(unsigned bucket) {
  if (bucket < (1u << LAG_SUB_BITS)) return bucket;
  unsigned shift = (bucket >> LAG_SUB_BITS) - 1;
  uint64_t mantissa = (1u << LAG_SUB_BITS) + (bucket & ((1u << LAG_SUB_BITS) - 1));
  return (mantissa << shift) + (((uint64_t)1 << shift) - 1);
}

void lag_record(struct lag *lag, uint64_t ns) {
  lag->counts[bucket_of(ns)]++;
  lag->total++;
  if (ns > lag->max_ns) lag->max_ns = ns;
}

uint64_t lag_quantile(const struct lag *lag, double share) {
  uint64_t wanted = (uint64_t)(share * (double)lag->total);
  uint64_t seen = 0;
  for (unsigned bucket = 0; bucket < LAG_BUCKETS; bucket++) {
    seen += lag->counts[bucket];
    if (lag->counts[bucket] && seen >= wanted) {
      uint64_t end = lag_bucket_end(bucket);
      return end < lag->max_ns ? end : lag->max_ns;
    }
  }
  return 0;
}
