#ifndef LINK_RULES_H
#define LINK_RULES_H
#include "packet.h"

/** How often each rule's description fitted a packet, and how often it was this rule that acted. */
struct rule_counts { uint64_t matched[MOST_RULES], applied[MOST_RULES]; };

/**
 * The number (from 0) of the rule that acts on a packet, or -1. Every rule counts the packets it fits; of those whose
 * turn it is, the first acts. `message` is NULL where the payload cannot be read.
 */
int rules_apply(const struct profile *profile, struct rule_counts *counts, enum direction direction,
                const struct packet *packet, const uint8_t *frame, const struct message *message);

#endif
