#ifndef LINK_MODERATION_H
#define LINK_MODERATION_H
#include <stdbool.h>
#include <stdint.h>

#define PAUSE_NS 50000u     /* what a dense stream is late by at most, for the sake of its batches */
#define DENSE_PER_MS 32u    /* frames: far more than any exchange that waits for answers */

/**
 * Interrupt moderation, as a network card does it. Woken for every frame, link and sender spend most of their time on
 * waking and falling asleep: 15 µs of processor time a frame where, taken some at a time, 10 are enough. So while frames
 * come thick the link pauses between two looks; a frame that comes after silence never waits.
 */
struct moderation {
  uint64_t since_ns; /* steady clock */
  uint32_t frames;   /* since then */
  bool dense;
};

/** Counts frames that were taken in, none included, and measures anew once in a millisecond. */
void moderation_count(struct moderation *moderation, int frames, uint64_t now_ns);

/** Before waiting for more frames, unless some were left behind: lets them gather if they come thick. */
void moderation_pause(const struct moderation *moderation);

#endif
