#ifndef LINK_IMPAIRMENT_H
#define LINK_IMPAIRMENT_H
#include "keying.h"
#include "rules.h"
#include "scheduler.h"

/** Why a packet did not pass. */
enum end { PASSED, LOST_BY_MODEL, LOST_BY_RULE, LOST_BY_BLACKOUT, LOST_BY_LIMIT };

/** What happens to one packet, or to its duplicate. */
struct fate {
  enum end end;
  bool duplicated, reordered;
  bool corrupted, corrupted_visibly;
  long frame_byte, payload_byte; /* the ones hit, by corruption and by visible corruption */
  uint64_t luck;        /* which byte and bit */
  enum damage damage;
  int rule;             /* that acted, -1: none */
  int64_t due_ns;       /* steady clock */
  int64_t delay_ns;     /* from receiving to `due_ns` */
};

/** How often a model was asked, and how often its answer was yes: what can be held against its probability. */
struct tally { uint64_t trials, hits; };

/** What became of the packets of one direction; `packets` are those that were exposed to the models. */
struct effect_counts {
  struct tally loss, duplicate, corrupt, visible, reorder;
  uint64_t packets, lost, ruled_out, blacked_out, limited, duplicated, reordered, delayed, corrupted, corrupted_visibly;
};

struct impairment {
  const struct profile *profile;
  struct keyed_memory *memory;
  struct scheduler queue[DIRECTIONS];
  struct effect_counts counts[DIRECTIONS];
  struct rule_counts rules;
  int64_t first_packet_ns; /* 0: none yet */
};

/** One packet on its way through the models. */
struct passage {
  enum direction direction;
  int64_t received_ns; /* steady clock */
  uint32_t length;
  bool exempt;         /* ICMP, where packets are keyed: delayed and blacked out like the others, else untouched */
  struct packet packet;
  struct transmission transmission;
};

/** Starts on a frame. False: not an IP packet, not for the models. */
bool impairment_begin(struct impairment *state, enum direction direction, const uint8_t *frame, uint32_t length,
                      int64_t received_ns, struct passage *passage);

/** netem's stages up to the queue's limit. A duplicate is judged between this and impairment_delay of the original. */
struct fate impairment_judge(struct impairment *state, const struct passage *passage, bool is_copy,
                             const uint8_t *frame);

/** netem's last stages, for what has passed: when it is due. */
void impairment_delay(struct impairment *state, const struct passage *passage, struct fate *fate, bool is_copy);

/** Does to the bytes what was decided. */
void impairment_corrupt(struct impairment *state, const struct passage *passage, struct fate *fate, uint8_t *frame,
                        uint32_t length);

#endif
