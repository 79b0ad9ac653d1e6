#ifndef LINK_CLOCK_H
#define LINK_CLOCK_H
#include <stdint.h>
#include <time.h>

static inline uint64_t clock_ns(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/** Wall-clock time in ns since 1970: the clock of the kernel's receive stamps and of the capture. */
static inline uint64_t wall_ns(void) { return clock_ns(CLOCK_REALTIME); }

/** Time in ns that no clock adjustment moves: for deadlines. */
static inline uint64_t steady_ns(void) { return clock_ns(CLOCK_MONOTONIC); }

/** One moment on both clocks. */
struct instant {
  uint64_t wall_ns, steady_ns;
};

#define SAME_INSTANT_NS 20000u

/** Whoever loses the processor between two readings has read two moments: then they are read again. */
static inline struct instant instant_now(void) {
  struct instant now;
  int tries = 4;
  do {
    now.steady_ns = steady_ns();
    now.wall_ns = wall_ns();
  } while (steady_ns() - now.steady_ns > SAME_INSTANT_NS && --tries);
  return now;
}

#endif
