#include "impairment.h"

#include <netinet/in.h>

#include "repair.h"

/* A queue of many packets at a byte a second, each with the most overhead, would reach beyond what a time can hold. */
#define LATEST_NS (INT64_MAX / 2)

/** Neighbour discovery is IPv6's ARP; with multicast listener reports it is what a kernel says unasked. */
static bool is_kernels_own(const struct packet *packet, const uint8_t *frame, uint32_t length) {
  if (packet->version != 6) return false;
  if (packet->protocol == IPPROTO_HOPOPTS) return true; /* the reports come behind a router alert */
  if (packet->protocol != IPPROTO_ICMPV6 || packet->transport >= length) return false;
  uint8_t type = frame[packet->transport];
  return type >= 130 && type <= 143 && type != 138;
}

static bool in_blackout(const struct direction_profile *profile, uint64_t since_first_ns) {
  for (int i = 0; i < profile->blackout_count; i++)
    if (since_first_ns >= profile->blackouts[i].from_ns && since_first_ns < profile->blackouts[i].to_ns) return true;
  return false;
}

bool impairment_begin(struct impairment *state, enum direction direction, const uint8_t *frame, uint32_t length,
                      int64_t received_ns, struct passage *passage) {
  struct packet packet = packet_read(frame, length);
  if (!packet.is_ip) return false;
  bool keyed = state->profile->keying != KEYED_BY_STREAM;
  if (keyed && is_kernels_own(&packet, frame, length)) return false;
  if (!state->first_packet_ns) state->first_packet_ns = received_ns;
  passage->direction = direction;
  passage->received_ns = received_ns;
  passage->length = length;
  passage->packet = packet;
  passage->exempt = keyed && (packet.protocol == IPPROTO_ICMP || packet.protocol == IPPROTO_ICMPV6);
  passage->transmission = keying_identify(state->memory, direction, &packet, frame);
  if (!passage->exempt) state->counts[direction].packets++;
  return true;
}

/** The loss model with the state that is this packet's: a duplicate of a keyed packet leaves no trace in it. */
static bool loses(const struct direction_profile *profile, const struct transmission *transmission,
                  const struct draws *draws) {
  if (!transmission->state) return model_loses_in(profile, draws, transmission->burst);
  if (draws->is_copy && !draws->stream) {
    uint8_t state = *transmission->state;
    return model_loses(profile, draws, &state);
  }
  return model_loses(profile, draws, transmission->state);
}

static void apply_rule(const struct rule *rule, const struct passage *passage, struct fate *fate) {
  if (rule->action == RULE_DROP) fate->end = LOST_BY_RULE;
  if (rule->action == RULE_DUPLICATE) fate->duplicated = true;
  if (rule->action != RULE_CORRUPT || passage->transmission.later_fragment) return;
  if (passage->packet.protocol == IPPROTO_UDP) fate->corrupted_visibly = true;
  else fate->corrupted = true;
}

static bool tallied(struct tally *tally, bool hit) {
  tally->trials++;
  tally->hits += hit;
  return hit;
}

/** The draws of one packet. A later fragment repeats what was settled for the first. */
static void judge_by_models(struct impairment *state, const struct passage *passage, const struct draws *draws,
                            struct fate *fate) {
  const struct direction_profile *profile = &state->profile->direction[passage->direction];
  const struct transmission *transmission = &passage->transmission;
  struct shared_fate *shared = transmission->shared;
  bool copy = draws->is_copy;
  if (transmission->later_fragment) {
    /* The damage is in the first fragment, which holds the checksum. */
    fate->duplicated = !copy && shared->duplicated;
    if (shared->lost[copy]) fate->end = LOST_BY_MODEL;
    return;
  }
  struct effect_counts *counts = &state->counts[passage->direction];
  fate->duplicated =
      !copy && tallied(&counts->duplicate, model_happens(draws, EFFECT_DUPLICATE, profile->duplicate));
  bool lost = loses(profile, transmission, draws);
  /*
   * Under a keyed burst model only first transmissions can be held against the mean. The state at a number is drawn
   * from the stationary distribution, whatever was sent, so each of them is lost with exactly the mean; they merely
   * correlate, and no more than neighbours do. What is sent again is so because its number met a burst, and the state
   * BURSTS_AHEAD numbers on correlates with that one: the more of these, the further above the mean.
   */
  bool repeated = !draws->stream && profile->loss_model != LOSS_RANDOM && (copy || transmission->times > 1);
  if (!repeated) tallied(&counts->loss, lost);
  if (lost && fate->duplicated) lost = fate->duplicated = false; /* one more, one less */
  if (lost) fate->end = LOST_BY_MODEL;
  if (!lost) {
    fate->corrupted = tallied(&counts->corrupt, model_happens(draws, EFFECT_CORRUPT, profile->corrupt));
    bool applies = profile->visible && passage->packet.protocol == IPPROTO_UDP && passage->packet.payload_length > 0;
    fate->corrupted_visibly =
        applies &&
        tallied(&counts->visible, profile->visible >= (uint32_t)(draw_keyed(draws, EFFECT_VISIBLE) >> 32));
  }
  if (shared) {
    shared->duplicated = fate->duplicated || (copy && shared->duplicated);
    shared->lost[copy] = lost;
  }
}

static int acting_rule(struct impairment *state, const struct passage *passage, const uint8_t *frame) {
  const struct transmission *transmission = &passage->transmission;
  if (transmission->later_fragment) return transmission->shared->rule;
  int rule = rules_apply(state->profile, &state->rules, passage->direction, &passage->packet, frame,
                         transmission->readable ? &transmission->message : NULL);
  if (transmission->shared) transmission->shared->rule = rule;
  return rule;
}

static void count_judged(struct effect_counts *counts, const struct fate *fate) {
  counts->lost += fate->end == LOST_BY_MODEL;
  counts->ruled_out += fate->end == LOST_BY_RULE;
  counts->blacked_out += fate->end == LOST_BY_BLACKOUT;
  counts->limited += fate->end == LOST_BY_LIMIT;
  counts->duplicated += fate->end == PASSED && fate->duplicated;
}

struct fate impairment_judge(struct impairment *state, const struct passage *passage, bool is_copy,
                             const uint8_t *frame) {
  const struct direction_profile *profile = &state->profile->direction[passage->direction];
  struct draws draws = passage->transmission.draws;
  struct fate fate = {.rule = -1, .frame_byte = -1, .payload_byte = -1};
  draws.is_copy = is_copy;
  uint64_t since_first_ns = passage->received_ns > state->first_packet_ns
                                ? (uint64_t)(passage->received_ns - state->first_packet_ns)
                                : 0;
  bool blackout = in_blackout(profile, since_first_ns);
  /* With netem a blackout is a filter before the qdisc, which draws nothing for what it does not see. */
  if (!passage->exempt && !(blackout && draws.stream)) {
    judge_by_models(state, passage, &draws, &fate);
    if (!is_copy) fate.rule = acting_rule(state, passage, frame);
    if (fate.rule >= 0)
      apply_rule(&state->profile->rules[fate.rule], passage, &fate);
  }
  if (blackout) fate.end = LOST_BY_BLACKOUT;
  if (fate.end == PASSED && state->queue[passage->direction].count >= profile->limit) fate.end = LOST_BY_LIMIT;
  if (fate.end != PASSED) fate.duplicated = false;
  fate.luck = draw_keyed(&draws, EFFECT_POSITION);
  fate.damage = profile->visible ? profile->visible_damage : DAMAGE_BIT;
  count_judged(&state->counts[passage->direction], &fate);
  return fate;
}

void impairment_delay(struct impairment *state, const struct passage *passage, struct fate *fate, bool is_copy) {
  const struct direction_profile *profile = &state->profile->direction[passage->direction];
  const struct transmission *transmission = &passage->transmission;
  const struct scheduler *queue = &state->queue[passage->direction];
  struct shared_fate *shared = transmission->shared;
  struct draws draws = transmission->draws;
  draws.is_copy = is_copy;
  int64_t now = passage->received_ns;

  if (passage->exempt) fate->reordered = false;
  else if (transmission->later_fragment) fate->reordered = shared->reordered[is_copy];
  else {
    uint32_t *counter = is_copy && !draws.stream ? NULL : transmission->counter;
    bool asked = profile->gap && (!counter || *counter >= profile->gap - 1);
    fate->reordered = model_reorders(profile, &draws, counter);
    if (asked) tallied(&state->counts[passage->direction].reorder, fate->reordered);
  }
  if (shared) shared->reordered[is_copy] = fate->reordered;

  int64_t delay = 0, base = now;
  if (!fate->reordered) {
    delay = model_delay_ns(profile, &draws);
    if (profile->rate) {
      if (queue->count && queue->last_due_ns > now) {
        delay -= queue->last_due_ns - now;
        if (delay < 0) delay = 0;
        base = queue->last_due_ns < LATEST_NS ? queue->last_due_ns : LATEST_NS;
      }
      delay += model_transmission_ns(profile, passage->length);
    }
  }
  if (fate->rule >= 0 && state->profile->rules[fate->rule].action == RULE_DELAY)
    delay += (int64_t)state->profile->rules[fate->rule].delay_ns;
  fate->due_ns = base + delay;
  fate->delay_ns = fate->due_ns > now ? fate->due_ns - now : 0;
  state->counts[passage->direction].reordered += fate->reordered;
  state->counts[passage->direction].delayed += fate->delay_ns > 0;
}

void impairment_corrupt(struct impairment *state, const struct passage *passage, struct fate *fate, uint8_t *frame,
                        uint32_t length) {
  const struct direction_profile *profile = &state->profile->direction[passage->direction];
  struct effect_counts *counts = &state->counts[passage->direction];
  if (fate->corrupted_visibly) {
    size_t header = passage->transmission.readable ? passage->transmission.message.header_length : 0;
    fate->payload_byte =
        corrupt_visibly(frame, &passage->packet, profile->visible_region, header, fate->damage, fate->luck);
    fate->corrupted_visibly = fate->payload_byte >= 0;
    counts->corrupted_visibly += fate->corrupted_visibly;
  }
  if (fate->corrupted) {
    fate->frame_byte = (long)corrupt_frame(frame, length, fate->luck);
    counts->corrupted++;
  }
}
