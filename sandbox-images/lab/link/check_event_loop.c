/* Unit tests of when the event loop pauses before it reads again, and when it looks on instead of sleeping. */
#include "busy_poll.h"
#include "check.h"
#include "moderation.h"

void check_moderation(void) {
  struct moderation moderation = {.since_ns = 1000000};
  moderation_count(&moderation, 1000, 1999999);
  expect(!moderation.dense, "nothing is known before a millisecond has passed");
  moderation_count(&moderation, 0, 2000000);
  expect(moderation.dense, "1000 frames in a millisecond are a dense stream");
  moderation_count(&moderation, 2 * DENSE_PER_MS - 1, 4000000);
  expect(!moderation.dense, "one frame too few for two milliseconds");
  moderation_count(&moderation, 2 * DENSE_PER_MS, 6000000);
  expect(moderation.dense, "just enough of them");
  moderation_count(&moderation, 1, 1006000000);
  expect(!moderation.dense, "what comes after silence finds no pause");
}

#define QUESTION A_TO_B
#define ANSWER B_TO_A

/** A question each half millisecond, and its answer `after_ns` later. Returns when the next one may come. */
static uint64_t exchanges(struct busy_poll *busy_poll, uint64_t ns, uint64_t after_ns, bool at_once) {
  for (int i = 0; i < 20; i++, ns += 500000) {
    busy_poll_found(busy_poll, QUESTION, ns, true, ns + 5000);
    busy_poll_found(busy_poll, ANSWER, ns + 5000 + after_ns, at_once, ns + 10000 + after_ns);
  }
  return ns;
}

void check_busy_poll(void) {
  struct busy_poll busy_poll = {0};
  uint64_t ns = 1000000000;
  busy_poll_found(&busy_poll, QUESTION, ns, true, ns + 5000);
  expect(!busy_poll_pays(&busy_poll, 1), "one frame is no exchange");
  ns = exchanges(&busy_poll, ns + 500000, BUSY_POLL_NS, true);
  expect(!busy_poll_pays(&busy_poll, 1), "behind an answer nothing is close");
  busy_poll_found(&busy_poll, QUESTION, ns, true, ns + 5000);
  expect(busy_poll_pays(&busy_poll, 1), "but behind a question its answer is, and there looking on pays");
  busy_poll_yielded(&busy_poll, 1000, 3000);
  expect(busy_poll_pays(&busy_poll, 3000), "nobody took the processor");
  busy_poll_yielded(&busy_poll, 3000, 103000);
  expect(!busy_poll_pays(&busy_poll, 103000) && !busy_poll_pays(&busy_poll, 10102999) &&
             busy_poll_pays(&busy_poll, 10103000),
         "who wants the processor has it for 10 ms");
  busy_poll_yielded(&busy_poll, 11000000, 12000000);
  expect(!busy_poll_pays(&busy_poll, 31999999) && busy_poll_pays(&busy_poll, 32000000), "for 20 if it is met again");
  ns = 32000000;
  for (int i = 0; i < 20; i++, ns = busy_poll.rest_until_ns) busy_poll_yielded(&busy_poll, ns, ns + 1000000);
  expect(busy_poll.rest_ns == 1000000000, "and for a second at most");
  busy_poll_yielded(&busy_poll, ns + 1000000000, ns + 1001000000);
  expect(busy_poll.rest_ns == 10000000, "but who has not been met for as long is not held to it");
  busy_poll.rest_until_ns = 0;
  struct busy_poll held = {0}, slow = {0}, both = {0};
  ns = exchanges(&held, ns + 2000000000, 0, false);
  busy_poll_found(&held, QUESTION, ns, true, ns + 5000);
  expect(!busy_poll_pays(&held, 1), "what is held back need not be found at once");
  ns = exchanges(&slow, ns + 500000, BUSY_POLL_NS + 10000, true);
  busy_poll_found(&slow, QUESTION, ns, true, ns + 5000);
  expect(!busy_poll_pays(&slow, 1), "nor what is never close");
  busy_poll_found(&slow, ANSWER, 5, true, 6); /* a clock that was set back: as if it had come meanwhile, once */
  busy_poll_found(&slow, QUESTION, 500000, true, 500001);
  expect(!busy_poll_pays(&slow, 1), "a clock that is set back makes no exchange");
  for (int i = 0; i < 20; i++, ns += 20000) busy_poll_found(&both, i % 2 ? ANSWER : QUESTION, ns, true, ns + 5000);
  expect(busy_poll.close[ANSWER] == 0 && both.close[ANSWER] > 0 && both.close[QUESTION] > 0,
         "where questions come right behind answers, both are close");
}
