#include "keying.h"

#include <netinet/in.h>
#include <string.h>

enum identity_kind { OF_MESSAGE = 1, OF_FLOW = 2 };

static void put(struct draws *draws, uint64_t value, int bytes) {
  for (int i = 0; i < bytes; i++) draws->identity[draws->identity_length++] = (uint8_t)(value >> (8 * i));
}

void keying_start(struct keyed_memory *memory, const struct profile *profile) {
  static const uint8_t purpose[8] = "gw-link1";
  memory->profile = profile;
  for (int i = 0; i < 8; i++) memory->key[i] = (uint8_t)(profile->seed[A_TO_B] >> (8 * i));
  memcpy(memory->key + 8, purpose, sizeof purpose);
  for (int i = 0; i < DIRECTIONS; i++) lfsr113_seed(&memory->stream[i], profile->seed[i]);
}

static void make_tuple(enum direction direction, const struct packet *packet, uint8_t tuple[48]) {
  const uint8_t *address[2] = {packet->source, packet->destination};
  uint16_t port[2] = {packet->source_port, packet->destination_port};
  memset(tuple, 0, 48);
  for (int end = 0; end < 2; end++) {
    int from = direction == A_TO_B ? end : 1 - end;
    if (packet->address_length) memcpy(tuple + 16 * end, address[from], packet->address_length);
    memcpy(tuple + 32 + 2 * end, &port[from], 2);
  }
  tuple[36] = packet->protocol;
  tuple[37] = packet->version;
}

static void name_flow(struct keyed_memory *memory, struct flow *flow, enum direction direction,
                      const struct packet *packet) {
  flow->protocol = packet->protocol;
  flow->server_port = packet->destination_port;
  flow->opened_by = (uint8_t)direction;
  flow->number = ++memory->flow_count;
  size_t slots = sizeof memory->flows / sizeof *memory->flows;
  for (size_t i = 0; i < slots; i++) {
    const struct flow *other = &memory->flows[i];
    if (other != flow && other->number && other->protocol == flow->protocol &&
        other->server_port == flow->server_port && other->opened_by == flow->opened_by)
      flow->ordinal++;
  }
}

static struct flow *find_flow(struct keyed_memory *memory, enum direction direction, const struct packet *packet) {
  uint8_t tuple[48];
  make_tuple(direction, packet, tuple);
  size_t slots = sizeof memory->flows / sizeof *memory->flows;
  size_t at = siphash24(memory->key, tuple, sizeof tuple) % slots;
  for (;; at = (at + 1) % slots) {
    struct flow *flow = &memory->flows[at];
    if (flow->number && memcmp(flow->tuple, tuple, sizeof tuple) == 0) return flow;
    if (flow->number) continue;
    if (memory->flow_count >= MOST_FLOWS) {
      memory->last_flow.number = MOST_FLOWS + 1;
      return &memory->last_flow;
    }
    memcpy(flow->tuple, tuple, sizeof tuple);
    name_flow(memory, flow, direction, packet);
    return flow;
  }
}

/** -1: one class too many. */
static int find_class(struct keyed_memory *memory, enum direction direction, const struct message *message) {
  struct class *classes = memory->classes[direction];
  for (int i = 0; i < memory->class_count[direction]; i++)
    if (strcmp(classes[i].name, message->class) == 0) return i;
  if (memory->class_count[direction] == MOST_CLASSES) return -1;
  struct class *class = &classes[memory->class_count[direction]];
  memcpy(class->name, message->class, sizeof class->name);
  class->first = message->sequence;
  return memory->class_count[direction]++;
}

static struct sent_message *find_message(struct keyed_memory *memory, enum direction direction, int class,
                                         int64_t rel) {
  uint8_t name[10] = {(uint8_t)direction, (uint8_t)class};
  memcpy(name + 2, &rel, sizeof rel);
  size_t slots = sizeof memory->messages / sizeof *memory->messages;
  for (size_t at = siphash24(memory->key, name, sizeof name) % slots;; at = (at + 1) % slots) {
    struct sent_message *sent = &memory->messages[at];
    if (sent->times && sent->rel == rel && sent->direction == direction && sent->class == class) return sent;
    if (sent->times) continue;
    if (memory->message_count >= MOST_MESSAGES) return NULL;
    memory->message_count++;
    sent->rel = rel;
    sent->direction = (uint8_t)direction;
    sent->class = (uint8_t)class;
    return sent;
  }
}

/** False: to be known by flow and index. */
static bool key_by_message(struct keyed_memory *memory, enum direction direction, struct transmission *to) {
  int number = to->readable ? find_class(memory, direction, &to->message) : -1;
  if (number < 0) return false;
  struct class *class = &memory->classes[direction][number];
  int64_t rel = to->message.sequence - class->first;
  struct sent_message *sent = find_message(memory, direction, number, rel);
  if (!sent) return false;
  to->rel = rel;
  to->times = ++sent->times;
  /* A message that is sent again neither ends a burst for the others nor is stuck in one: from its first transmission
   * on it has a burst state of its own. */
  to->state = to->times == 1 ? &class->chain.state : &sent->state;
  to->remember = to->times == 1 ? &sent->state : NULL;
  to->counter = to->times == 1 ? &class->chain.counter : NULL;
  size_t length = strlen(class->name);
  put(&to->draws, OF_MESSAGE, 1);
  put(&to->draws, direction, 1);
  put(&to->draws, length, 1);
  for (size_t i = 0; i < length; i++) put(&to->draws, (uint8_t)class->name[i], 1);
  put(&to->draws, (uint64_t)rel, 8);
  put(&to->draws, to->times, 4);
  return true;
}

static void key_by_flow(struct flow *flow, enum direction direction, struct transmission *to) {
  to->state = &flow->chain[direction].state;
  to->counter = &flow->chain[direction].counter;
  put(&to->draws, OF_FLOW, 1);
  put(&to->draws, direction, 1);
  put(&to->draws, flow->protocol, 1);
  put(&to->draws, flow->server_port, 2);
  put(&to->draws, flow->opened_by, 1);
  put(&to->draws, flow->ordinal, 4);
  put(&to->draws, to->index, 8);
}

static struct fragmented *find_fragmented(struct keyed_memory *memory, enum direction direction,
                                          const struct packet *packet) {
  for (int i = 0; i < FRAGMENTED_DATAGRAMS; i++) {
    struct fragmented *other = &memory->fragmented[direction][i];
    if (other->used && other->id == packet->fragment_id && other->protocol == packet->protocol &&
        memcmp(other->source, packet->source, 4) == 0 && memcmp(other->destination, packet->destination, 4) == 0)
      return other;
  }
  return NULL;
}

static struct fragmented *new_fragmented(struct keyed_memory *memory, enum direction direction,
                                         const struct packet *packet) {
  struct fragmented *new = find_fragmented(memory, direction, packet);
  if (!new) {
    new = &memory->fragmented[direction][memory->next_fragmented[direction]];
    memory->next_fragmented[direction] = (memory->next_fragmented[direction] + 1) % FRAGMENTED_DATAGRAMS;
  }
  memset(new, 0, sizeof *new);
  new->used = true;
  new->id = packet->fragment_id;
  new->protocol = packet->protocol;
  memcpy(new->source, packet->source, 4);
  memcpy(new->destination, packet->destination, 4);
  return new;
}

struct transmission keying_identify(struct keyed_memory *memory, enum direction direction, const struct packet *packet,
                                    const uint8_t *frame) {
  const struct profile *profile = memory->profile;
  bool whole_fate = packet->is_fragment && profile->keying != KEYED_BY_STREAM;
  struct fragmented *parts = NULL;
  if (whole_fate && !packet->is_first_fragment) {
    parts = find_fragmented(memory, direction, packet);
    if (parts) {
      struct transmission same = parts->transmission;
      same.shared = &parts->fate;
      same.later_fragment = true;
      return same;
    }
  }

  struct transmission new = {0};
  struct flow *flow = find_flow(memory, direction, packet);
  new.flow = flow->number;
  new.index = ++flow->packets[direction];
  new.readable = packet->protocol == IPPROTO_UDP && packet->payload_length > 0 &&
                 message_read(&profile->message, frame + packet->payload, packet->payload_length, &new.message);
  memcpy(new.draws.key, memory->key, sizeof memory->key);
  if (profile->keying != KEYED_BY_MESSAGE || !key_by_message(memory, direction, &new))
    key_by_flow(flow, direction, &new);
  if (profile->keying == KEYED_BY_STREAM) {
    new.draws.stream = &memory->stream[direction];
    new.state = &memory->stream_chain[direction].state;
    new.counter = &memory->stream_chain[direction].counter;
  }
  if (whole_fate) {
    parts = new_fragmented(memory, direction, packet);
    parts->transmission = new;
    new.shared = &parts->fate;
  }
  return new;
}
