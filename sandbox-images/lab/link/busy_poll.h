#ifndef LINK_BUSY_POLL_H
#define LINK_BUSY_POLL_H
#include <stdbool.h>
#include <stdint.h>

#include "profile.h"

#define BUSY_POLL_NS 50000u /* how long the link looks on for another frame at most, and what counts as close */

/**
 * Adaptive busy polling. Waking a processor that has gone idle takes some 35 µs in a virtual machine, most of what a link
 * without delay adds. So where a frame that passes at once often has another one close behind it, as a question has its
 * answer, the link looks on for a moment before it sleeps. What follows is learned for each direction by itself: behind an
 * answer mostly nothing is close, and looking on there would keep the processor from who got it, as sched_yield(2) hands
 * nothing over to one that has just been woken (Linux 6.6 and later). An idle link sleeps, and so does one that holds
 * packets back: to theirs the time of its waking makes no difference.
 */
struct busy_poll {
  uint64_t handled_ns;    /* wall clock: when frames were last dealt with */
  uint64_t rest_until_ns; /* steady clock */
  uint64_t rest_ns;       /* how long the last rest was */
  enum direction last;    /* which way the frames went that were dealt with last */
  uint32_t close[DIRECTIONS]; /* of 256 times, how often lately close ones came behind those, and passed at once */
};

/** Frames were found, received at `received_ns` and dealt with by `now_ns` (wall clock); some passed `at_once`, or none. */
void busy_poll_found(struct busy_poll *busy_poll, enum direction direction, uint64_t received_ns, bool at_once,
                     uint64_t now_ns);

/** Whether looking on is worth it, at a time of the steady clock. */
bool busy_poll_pays(const struct busy_poll *busy_poll, uint64_t now_ns);

/**
 * The processor was offered to others, and was back after a time (steady clock). A turn taken for longer than an answer
 * takes is a rival's: then there is a rest from busy polling, twice as long each time that one is met again at once.
 */
void busy_poll_yielded(struct busy_poll *busy_poll, uint64_t from_ns, uint64_t to_ns);

#endif
