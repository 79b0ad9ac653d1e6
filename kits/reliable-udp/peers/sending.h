/*
 * The sender without its socket and its file: answers, chunks and time go in, datagrams come out through `send`.
 * A sliding window with a timer for each packet; acknowledgements are cumulative, and with -k selective too.
 * Times are nanoseconds of any clock that only goes forward.
 */
#ifndef SENDING_H
#define SENDING_H

#include <stdbool.h>
#include <stdint.h>

#include "message.h"

enum { MOST_SENDING_WINDOW = 1024, USUAL_CHUNK = 1440 };

struct sending_options {
  bool sack;
  int window;           /* 1 to MOST_SENDING_WINDOW */
  int64_t timeout_ns;   /* of a packet, from when it was sent last */
  int64_t give_up_ns;   /* without any valid answer while something is in flight */
  struct seqno first;
  void *context;
  void (*send)(void *context, const uint8_t *datagram, size_t size);
};

struct in_flight {
  uint8_t datagram[MESSAGE_MOST];
  size_t size;
  bool is_held; /* by the receiver, says a sack */
  int64_t due_ns;
};

struct sending {
  struct sending_options options;
  struct seqno base; /* the lowest number that is not acknowledged */
  struct seqno next; /* of the next new packet */
  int count;         /* packets in flight: next - base */
  int turn;          /* packets[(turn + i) % window] is packet base + i */
  int64_t heard_ns;  /* the last valid answer, or when packets went out with none in flight */
  bool is_last_sent; /* the `end` */
  struct in_flight packets[MOST_SENDING_WINDOW];
};

/**
 * The most data bytes of a packet for which every message stays within MESSAGE_MOST, with 14 digits for the number or
 * what `first` takes and one more, for as the numbers rise they get longer. 0 or less where none would fit.
 */
int sending_most_chunk(const struct seqno *first);

/** A struct sending is large: make it static. */
void sending_init(struct sending *sending, const struct sending_options *options);

/** Whether sending_offer may be called. */
bool sending_has_room(const struct sending *sending);

/** Sends a new packet: START first, END last, DATA between. `size` is within sending_most_chunk. */
void sending_offer(struct sending *sending, enum message_type type, const uint8_t *data, size_t size, int64_t now_ns);

/** A datagram from the receiver, of at most DATAGRAM_MOST bytes. What is no proper answer is ignored. */
void sending_answer(struct sending *sending, const uint8_t *datagram, size_t size, int64_t now_ns);

/** Sends again what is due. Take the answers that are waiting first. */
void sending_tick(struct sending *sending, int64_t now_ns);

/** When sending_tick has something to do, or sending_has_given_up becomes true; INT64_MAX for never. */
int64_t sending_due_ns(const struct sending *sending);

bool sending_is_done(const struct sending *sending);
bool sending_has_given_up(const struct sending *sending, int64_t now_ns);

#endif
