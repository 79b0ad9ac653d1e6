#include "moderation.h"

#include <time.h>

#define MEASURE_NS 1000000u

void moderation_count(struct moderation *moderation, int frames, uint64_t now_ns) {
  moderation->frames += (uint32_t)frames;
  uint64_t passed_ns = now_ns - moderation->since_ns;
  if (passed_ns < MEASURE_NS) return;
  moderation->dense = moderation->frames >= passed_ns / MEASURE_NS * DENSE_PER_MS;
  moderation->frames = 0;
  moderation->since_ns = now_ns;
}

void moderation_pause(const struct moderation *moderation) {
  struct timespec pause = {.tv_nsec = PAUSE_NS};
  if (moderation->dense) nanosleep(&pause, NULL);
}
