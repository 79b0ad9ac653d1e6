#include "rules.h"

#include <netinet/in.h>
#include <string.h>

static bool fits(const struct rule *rule, enum direction direction, const struct packet *packet, const uint8_t *frame,
                 const struct message *message) {
  if (rule->direction != direction) return false;
  if (packet->protocol != IPPROTO_UDP && packet->protocol != IPPROTO_TCP) return false;
  if (rule->protocol && rule->protocol != packet->protocol) return false;
  if (packet->payload == 0) return false; /* no whole header: a later fragment, for one */
  if (rule->class[0] && (!message || strcmp(rule->class, message->class) != 0)) return false;
  size_t prefix = (size_t)rule->prefix_length;
  return packet->payload_length >= prefix && memcmp(frame + packet->payload, rule->prefix, prefix) == 0;
}

int rules_apply(const struct profile *profile, struct rule_counts *counts, enum direction direction,
                const struct packet *packet, const uint8_t *frame, const struct message *message) {
  int acting = -1;
  for (int i = 0; i < profile->rule_count; i++) {
    const struct rule *rule = &profile->rules[i];
    if (!fits(rule, direction, packet, frame, message)) continue;
    counts->matched[i]++;
    if (acting < 0 && (rule->nth == 0 || rule->nth == counts->matched[i])) acting = i;
  }
  if (acting >= 0) counts->applied[acting]++;
  return acting;
}
