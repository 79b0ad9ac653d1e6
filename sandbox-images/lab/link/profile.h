#ifndef LINK_PROFILE_H
#define LINK_PROFILE_H
#include <stdbool.h>
#include <stdint.h>

/* What the link is told to do to packets. Probabilities are netem's: a share of 2³² − 1. Times are in ns. */

#define MOST_TIME_NS 86400000000000u /* a day: beyond any course, and far from any overflow */
#define MOST_BLACKOUTS 32
#define MOST_RULES 64
#define MOST_CLASS 16  /* bytes of a class name */
#define MOST_FAMILIES 8
#define MOST_FAMILY_CLASSES 8
#define MOST_PREFIX 64 /* bytes of a rule's payload prefix */
#define DEFAULT_LIMIT 1000 /* packets, as tc has it */

enum direction { A_TO_B, B_TO_A, DIRECTIONS };
enum keying { KEYED_BY_STREAM, KEYED_BY_FLOW, KEYED_BY_MESSAGE };
enum distribution { UNIFORM, NORMAL, PARETO, PARETONORMAL };
enum loss_model { LOSS_RANDOM, LOSS_GEMODEL, LOSS_STATE };
enum region { REGION_ANY, REGION_HEADER, REGION_DATA };
enum damage { DAMAGE_BIT, DAMAGE_PRINTABLE };
enum rule_action { RULE_DROP, RULE_DUPLICATE, RULE_CORRUPT, RULE_DELAY };

/** Names as tc writes them: p, r, 1−h, 1−k for gemodel; p13, p31, p32, p23, p14 for the 4-state model. */
union loss_parameters {
  uint32_t probability;
  struct { uint32_t p, r, one_minus_h, one_minus_k; } gemodel;
  struct { uint32_t p13, p31, p32, p23, p14; } state;
};

struct blackout { uint64_t from_ns, to_ns; };

struct direction_profile {
  int64_t delay_ns;
  int32_t jitter_ns; /* netem keeps the deviation in 31 bits: 2.1 s */
  enum distribution distribution;
  enum loss_model loss_model;
  union loss_parameters loss;
  uint32_t duplicate, corrupt, reorder;
  uint32_t gap;           /* 0: no reordering */
  uint64_t rate;          /* bytes/s; 0: unlimited */
  int32_t rate_overhead;  /* bytes added to each packet's length */
  uint32_t limit;         /* packets in the queue */
  uint32_t visible;       /* corruption that the application sees */
  enum region visible_region;
  enum damage visible_damage;
  struct blackout blackouts[MOST_BLACKOUTS]; /* after the first packet, not overlapping, in any order */
  int blackout_count;
};

struct rule {
  enum direction direction;
  uint8_t protocol; /* IPPROTO_UDP, IPPROTO_TCP, or 0 for both */
  char class[MOST_CLASS + 1];
  uint8_t prefix[MOST_PREFIX];
  int prefix_length;
  uint64_t nth; /* of the packets that match, counted from 1; 0: every one */
  enum rule_action action;
  uint64_t delay_ns;
};

/** Classes that share one numbering, so that a number is one message, whichever of them it comes as. */
struct family_of_classes {
  char class[MOST_FAMILY_CLASSES][MOST_CLASS + 1]; /* the first one's name is the family's */
  int count;
};

/** How the kit says a payload is read: fields split at `separator`, counted from 0. */
struct message_format {
  bool given;
  uint8_t separator;
  int class_field, sequence_field;
  struct family_of_classes families[MOST_FAMILIES]; /* a class in none is a family of its own */
  int family_count;
};

struct profile {
  uint64_t seed[DIRECTIONS]; /* the first one also keys the hash */
  enum keying keying;
  struct message_format message;
  struct direction_profile direction[DIRECTIONS];
  struct rule rules[MOST_RULES];
  int rule_count;
};

#endif
