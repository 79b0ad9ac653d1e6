/* One sender's packets: the window, and what is due to be written. Pure: no sockets, no files, no clock. */
#ifndef CONNECTION_H
#define CONNECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "message.h"

enum { USUAL_WINDOW = 5, MOST_WINDOW = 128 };

/** As it is in a sockaddr_in, in network order. */
struct address {
  uint32_t ip;
  uint16_t port;
};

/** A packet that came before its turn. */
struct held {
  uint8_t *bytes; /* ours, by malloc; NULL: nothing held */
  size_t length;
  enum message_type type;
};

struct connection {
  bool open;
  int number; /* 1, 2, … in order of `start` */
  struct address from;
  int64_t heard_ns; /* when the last valid packet came */
  struct seqno next; /* the lowest sequence number not yet received */
  int64_t delivered; /* packets below `next` */
  int window;        /* packets from `next` on that are kept */
  struct held *held; /* `window` of them; held[(turn + i) % window] is packet next + i */
  int turn;
  int held_count;
  bool ended;     /* an `end` was delivered */
  uint64_t bytes; /* written so far, and their CRC-32 */
  uint32_t crc;
};

enum arrival { ARRIVED_IN_ORDER, ARRIVED_EARLY, ARRIVED_AGAIN, OUTSIDE_WINDOW };

/** False if memory ran out. */
bool connection_open(struct connection *connection, int number, struct address from, const struct seqno *first,
                     int window);

void connection_close(struct connection *connection);

/**
 * Takes a packet. If it is ARRIVED_IN_ORDER, the caller delivers it, and after it all that connection_next gives.
 * A packet that is held already (ARRIVED_AGAIN, as one delivered before is) is replaced by the newer copy.
 */
enum arrival connection_take(struct connection *connection, const struct message *packet);

/** Hands over the held packet whose turn it is, if there is one; its bytes are the caller's to free. */
bool connection_next(struct connection *connection, struct held *delivery);

/** Whether the packet `distance` beyond `next` is held. */
bool connection_holds(const struct connection *connection, int distance);

#endif
