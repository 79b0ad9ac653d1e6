#include "keying.h"

#include <netinet/in.h>
#include <string.h>

enum identity_kind { OF_MESSAGE = 1, OF_FLOW = 2 };

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

/** Where the profile has a class's family; its count of families: in none. */
static int place_of(const struct message_format *format, const char *class) {
  for (int i = 0; i < format->family_count; i++)
    for (int j = 0; j < format->families[i].count; j++)
      if (strcmp(format->families[i].class[j], class) == 0) return i;
  return format->family_count;
}

/** The place of the message's family; those that the profile names have theirs kept free. -1: one family too many. */
static int find_family(struct keyed_memory *memory, enum direction direction, const struct message *message) {
  const struct message_format *format = &memory->profile->message;
  struct family *families = memory->families[direction];
  int at = place_of(format, message->class);
  const char *name = at < format->family_count ? format->families[at].class[0] : message->class;
  while (at < MOST_FAMILIES_SEEN && families[at].name[0] && strcmp(families[at].name, name) != 0) at++;
  if (at == MOST_FAMILIES_SEEN) return -1;
  struct family *family = &families[at];
  if (family->name[0]) return at;
  size_t length = strlen(name);
  memcpy(family->name, name, length + 1);
  family->first = message->sequence;
  memcpy(family->draws.key, memory->key, sizeof memory->key);
  draws_put(&family->draws, OF_MESSAGE, 1);
  draws_put(&family->draws, direction, 1);
  draws_put(&family->draws, length, 1);
  for (size_t i = 0; i < length; i++) draws_put(&family->draws, (uint8_t)name[i], 1);
  return at;
}

static struct sent_message *find_message(struct keyed_memory *memory, enum direction direction, int family,
                                         int64_t rel) {
  uint8_t name[10] = {(uint8_t)direction, (uint8_t)family};
  memcpy(name + 2, &rel, sizeof rel);
  size_t slots = sizeof memory->messages / sizeof *memory->messages;
  for (size_t at = siphash24(memory->key, name, sizeof name) % slots;; at = (at + 1) % slots) {
    struct sent_message *sent = &memory->messages[at];
    if (sent->times && sent->rel == rel && sent->direction == direction && sent->family == family) return sent;
    if (sent->times) continue;
    if (memory->message_count >= MOST_MESSAGES) return NULL;
    memory->message_count++;
    sent->rel = rel;
    sent->direction = (uint8_t)direction;
    sent->family = (uint8_t)family;
    return sent;
  }
}

/** False: to be known by flow and index. */
static bool key_by_message(struct keyed_memory *memory, enum direction direction, struct transmission *to) {
  int place = to->readable ? find_family(memory, direction, &to->message) : -1;
  if (place < 0) return false;
  struct family *family = &memory->families[direction][place];
  int64_t rel = to->message.sequence - family->first;
  struct sent_message *sent = find_message(memory, direction, place, rel);
  if (!sent) return false;
  to->rel = rel;
  to->times = ++sent->times;
  to->draws = draws_numbered(&family->draws, rel, to->times);
  to->burst = bursts_state(&family->bursts, &memory->profile->direction[direction], &family->draws,
                           rel + BURSTS_AHEAD * ((int64_t)to->times - 1));
  to->counter = to->times == 1 ? &family->counter : NULL;
  return true;
}

static void key_by_flow(struct flow *flow, enum direction direction, struct transmission *to) {
  to->state = &flow->chain[direction].state;
  to->counter = &flow->chain[direction].counter;
  draws_put(&to->draws, OF_FLOW, 1);
  draws_put(&to->draws, direction, 1);
  draws_put(&to->draws, flow->protocol, 1);
  draws_put(&to->draws, flow->server_port, 2);
  draws_put(&to->draws, flow->opened_by, 1);
  draws_put(&to->draws, flow->ordinal, 4);
  draws_put(&to->draws, to->index, 8);
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
