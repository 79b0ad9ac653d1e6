#include "sending.h"

#include <string.h>

/* "start||" and '|' before a checksum of ten digits, and the digits that any number may have. */
enum { AROUND_DATA = 7 + 1 + 10, USUAL_DIGITS = 14 };

int sending_most_chunk(const struct seqno *first) {
  int digits = first->length + (first->sign < 0) + 1;
  return MESSAGE_MOST - AROUND_DATA - (digits > USUAL_DIGITS ? digits : USUAL_DIGITS);
}

void sending_init(struct sending *sending, const struct sending_options *options) {
  memset(sending, 0, sizeof *sending);
  sending->options = *options;
  seqno_copy(&sending->base, &options->first);
  seqno_copy(&sending->next, &options->first);
}

static struct in_flight *packet(struct sending *sending, int distance) {
  return &sending->packets[(sending->turn + distance) % sending->options.window];
}

bool sending_has_room(const struct sending *sending) {
  return sending->count < sending->options.window && !sending->is_last_sent;
}

static void send_now(struct sending *sending, struct in_flight *one, int64_t now_ns) {
  one->due_ns = now_ns + sending->options.timeout_ns;
  sending->options.send(sending->options.context, one->datagram, one->size);
}

void sending_offer(struct sending *sending, enum message_type type, const uint8_t *data, size_t size, int64_t now_ns) {
  if (sending->count == 0) sending->heard_ns = now_ns;
  struct in_flight *fresh = packet(sending, sending->count++);
  fresh->size = message_write(fresh->datagram, sizeof fresh->datagram, type, &sending->next, data, size);
  fresh->is_held = false;
  seqno_increment(&sending->next);
  sending->is_last_sent = type == END;
  send_now(sending, fresh, now_ns);
}

/** Calls `take`, unless NULL, for each number of a sack's list. False where something in it is no number. */
static bool each_listed(struct sending *sending, const struct message *sack,
                        void (*take)(struct sending *, const struct seqno *)) {
  static struct seqno number;
  const uint8_t *at = sack->data, *end = at + sack->length;
  while (at < end) {
    const uint8_t *comma = memchr(at, ',', (size_t)(end - at));
    const uint8_t *stop = comma ? comma : end;
    if (!seqno_read(&number, at, (size_t)(stop - at))) return false;
    if (take) take(sending, &number);
    if (comma == NULL) return true;
    at = comma + 1;
    if (at == end) return false;
  }
  return true;
}

static void mark_held(struct sending *sending, const struct seqno *number) {
  int64_t distance = seqno_minus(number, &sending->base);
  if (distance >= 0 && distance < sending->count) packet(sending, (int)distance)->is_held = true;
}

/** All below `next_wanted` has been received. */
static void advance(struct sending *sending, const struct seqno *next_wanted) {
  int64_t passed = seqno_minus(next_wanted, &sending->base);
  if (passed <= 0 || passed > sending->count) return;
  sending->turn = (int)((sending->turn + passed) % sending->options.window);
  sending->count -= (int)passed;
  seqno_copy(&sending->base, next_wanted);
}

void sending_answer(struct sending *sending, const uint8_t *datagram, size_t size, int64_t now_ns) {
  static struct message answer;
  if (message_read(&answer, datagram, size) != WELL_FORMED) return;
  if (answer.type == SACK && (!sending->options.sack || !each_listed(sending, &answer, NULL))) return;
  if (answer.type != ACK && answer.type != SACK) return;
  sending->heard_ns = now_ns;
  advance(sending, &answer.seqno);
  if (answer.type == SACK) each_listed(sending, &answer, mark_held);
}

void sending_tick(struct sending *sending, int64_t now_ns) {
  for (int i = 0; i < sending->count; i++) {
    struct in_flight *one = packet(sending, i);
    if (!one->is_held && one->due_ns <= now_ns) send_now(sending, one, now_ns);
  }
}

int64_t sending_due_ns(const struct sending *sending) {
  if (sending->count == 0) return INT64_MAX;
  int64_t due = sending->heard_ns + sending->options.give_up_ns;
  for (int i = 0; i < sending->count; i++) {
    const struct in_flight *one = &sending->packets[(sending->turn + i) % sending->options.window];
    if (!one->is_held && one->due_ns < due) due = one->due_ns;
  }
  return due;
}

bool sending_is_done(const struct sending *sending) { return sending->is_last_sent && sending->count == 0; }

bool sending_has_given_up(const struct sending *sending, int64_t now_ns) {
  return sending->count > 0 && now_ns - sending->heard_ns >= sending->options.give_up_ns;
}
