#ifndef TRAFFIC_CLOCK_H
#define TRAFFIC_CLOCK_H
#include <stdint.h>
#include <time.h>

static inline uint64_t clock_ns(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/** The clock of the kernel's receive stamps. */
static inline uint64_t wall_ns(void) { return clock_ns(CLOCK_REALTIME); }

static inline uint64_t steady_ns(void) { return clock_ns(CLOCK_MONOTONIC); }

static inline void sleep_until(uint64_t at_ns) {
  struct timespec at = {(time_t)(at_ns / 1000000000u), (long)(at_ns % 1000000000u)};
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL) != 0) {}
}

#endif
