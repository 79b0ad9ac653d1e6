#ifndef LINK_KEYING_H
#define LINK_KEYING_H
#include "bursts.h"
#include "packet.h"

/*
 * By stream: one generator for each direction, in order of arrival, as netem.
 * By flow: H(direction, protocol, server port, opener, order of appearance, index in the flow).
 * By message: H(direction, family, rel, k); rel counts from the first number seen of the family in that direction, k is
 * the how-manyth transmission, from whatever socket and as whichever of the family's classes. Burst models have one
 * chain for each family, by number: the k-th transmission meets its state at rel + BURSTS_AHEAD (k − 1).
 */

/* Bounds of what is remembered: enough for any honest program, and an end for the others. What comes after that is
 * still treated reproducibly: as one last flow, or by flow and index instead of by message. */
#define MOST_FLOWS 3072
#define MOST_MESSAGES 49152
#define MOST_FAMILIES_SEEN 16
#define FRAGMENTED_DATAGRAMS 64

struct flow {
  uint8_t tuple[48]; /* addresses, ports, protocol; end A's first */
  uint8_t protocol;
  uint16_t server_port; /* where its first packet went to */
  uint8_t opened_by;
  uint32_t ordinal; /* among the flows to that port from that end, in order of appearance */
  uint32_t number;  /* among all, from 1; 0: unused */
  uint64_t packets[DIRECTIONS];
  struct chain chain[DIRECTIONS];
};

/** Classes that share one numbering, in one direction; most often a class alone. */
struct family {
  char name[MOST_CLASS + 1]; /* empty: not seen yet */
  int64_t first;             /* the first sequence number seen */
  struct draws draws;        /* of its numbers */
  struct bursts bursts;
  uint32_t counter; /* of the reordering, advanced by first transmissions */
};

/** One message that an endpoint sends, perhaps repeatedly, from whatever socket. */
struct sent_message {
  int64_t rel;
  uint32_t times; /* 0: unused */
  uint8_t direction, family;
};

/** What is settled once for all parts of a datagram. */
struct shared_fate {
  bool lost[2], duplicated, corrupted[2], reordered[2]; /* [1]: of the duplicate */
  int rule;
};

/** What a packet is to the link, and whose memory its models use. */
struct transmission {
  struct draws draws;
  uint8_t *state;             /* the burst model's, to be advanced; NULL: `burst` is all there is to it */
  uint8_t burst;              /* keyed by message: the state that this transmission meets */
  uint32_t *counter;          /* of the reordering, or NULL */
  struct shared_fate *shared; /* NULL: this frame is the whole datagram */
  bool later_fragment;        /* `shared` is filled in */
  bool readable;
  struct message message; /* if readable */
  int64_t rel;            /* in its family, if keyed by message: `times` is not 0 */
  uint32_t times;
  uint32_t flow; /* number, from 1 */
  uint64_t index;
};

struct fragmented {
  bool used;
  uint8_t direction, protocol, source[4], destination[4];
  uint32_t id;
  struct transmission transmission;
  struct shared_fate fate;
};

struct keyed_memory {
  const struct profile *profile;
  uint8_t key[16];
  struct lfsr113 stream[DIRECTIONS];
  struct chain stream_chain[DIRECTIONS];
  struct flow flows[MOST_FLOWS / 3 * 4];
  uint32_t flow_count;
  struct flow last_flow; /* for all that find no room */
  struct family families[DIRECTIONS][MOST_FAMILIES_SEEN];
  struct sent_message messages[MOST_MESSAGES / 3 * 4];
  uint32_t message_count;
  struct fragmented fragmented[DIRECTIONS][FRAGMENTED_DATAGRAMS];
  int next_fragmented[DIRECTIONS];
};

/** `memory` must be zero. The profile is kept, not copied. */
void keying_start(struct keyed_memory *memory, const struct profile *profile);

/** Recognises an IP packet that comes in, counting it. Pointers in the result live until the next call. */
struct transmission keying_identify(struct keyed_memory *memory, enum direction direction, const struct packet *packet,
                                    const uint8_t *frame);

#endif
