/*
 * The receiver without its sockets: datagrams and time go in, answers and what happened come out through `calls`.
 * So it can be fuzzed, and run in simulated time. Times are nanoseconds of any clock that only goes forward.
 */
#ifndef RECEIVING_H
#define RECEIVING_H

#include "connection.h"

enum {
  MOST_CONNECTIONS = 64, /* open at once */
  MOST_OPENED = 1024,    /* over the receiver's life */
};

#define IDLE_NS INT64_C(10000000000) /* without a valid packet for so long, a connection closes */

enum limit { LIMIT_CONNECTIONS, LIMIT_BYTES };

/** What happened, in order. */
struct happenings {
  void (*opened)(void *context, const struct connection *connection);
  /** `size` bytes, at least one, that follow `connection->bytes` bytes which were written before. */
  void (*write)(void *context, const struct connection *connection, const uint8_t *bytes, size_t size);
  /** Everything up to and including an `end` has been written. */
  void (*ended)(void *context, const struct connection *connection);
  void (*closed)(void *context, const struct connection *connection);
  /** The first time that something is not done because of it. */
  void (*limit_met)(void *context, enum limit limit);
};

struct receiving_calls {
  void *answer_context;
  void (*answer)(void *context, struct address to, const uint8_t *message, size_t size);
  void *happening_context;
  const struct happenings *happenings;
};

/** Of all datagrams; each is counted in one of the lines below `datagrams`. */
struct counters {
  uint64_t datagrams;
  uint64_t in_order, early, again, outside_window;
  uint64_t bad_checksum, unparsable;
  uint64_t unconnected; /* data or end without a connection, or a start that could not open one */
};

struct receiving {
  bool sack;
  int window;
  uint64_t bytes_left; /* that may still be written, over all connections */
  struct receiving_calls calls;
  struct counters counters;
  struct connection connections[MOST_CONNECTIONS];
  int opened;
  bool limit_was_met[2];
};

/** `window` is 1 to MOST_WINDOW. A struct receiving is large: make it static. */
void receiving_init(struct receiving *receiving, bool sack, int window, uint64_t most_bytes,
                    struct receiving_calls calls);

/** A datagram of at most DATAGRAM_MOST bytes. What has become idle by `now_ns` is closed first. */
void receiving_datagram(struct receiving *receiving, struct address from, const uint8_t *datagram, size_t size,
                        int64_t now_ns);

/** Closes what has become idle. */
void receiving_tick(struct receiving *receiving, int64_t now_ns);

/** When receiving_tick has something to do next; INT64_MAX for never. */
int64_t receiving_due_ns(const struct receiving *receiving);

/** Closes all that is open. */
void receiving_close(struct receiving *receiving);

#endif
