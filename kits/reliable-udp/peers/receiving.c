#include "receiving.h"

#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "crc32.h"

void receiving_init(struct receiving *receiving, bool sack, int window, uint64_t most_bytes,
                    struct receiving_calls calls) {
  memset(receiving, 0, sizeof *receiving);
  receiving->sack = sack;
  receiving->window = window;
  receiving->bytes_left = most_bytes;
  receiving->calls = calls;
}

static void meet_limit(struct receiving *receiving, enum limit limit) {
  if (receiving->limit_was_met[limit]) return;
  receiving->limit_was_met[limit] = true;
  receiving->calls.happenings->limit_met(receiving->calls.happening_context, limit);
}

static struct connection *find(struct receiving *receiving, struct address from) {
  for (int i = 0; i < MOST_CONNECTIONS; i++) {
    struct connection *connection = &receiving->connections[i];
    if (connection->open && connection->from.ip == from.ip && connection->from.port == from.port) return connection;
  }
  return NULL;
}

/** NULL where a limit or memory forbids one more. */
static struct connection *open_one(struct receiving *receiving, struct address from, const struct seqno *first) {
  for (int i = 0; i < MOST_CONNECTIONS && receiving->opened < MOST_OPENED; i++) {
    struct connection *connection = &receiving->connections[i];
    if (connection->open) continue;
    if (!connection_open(connection, receiving->opened + 1, from, first, receiving->window)) break;
    receiving->opened++;
    receiving->calls.happenings->opened(receiving->calls.happening_context, connection);
    return connection;
  }
  meet_limit(receiving, LIMIT_CONNECTIONS);
  return NULL;
}

static void close_one(struct receiving *receiving, struct connection *connection) {
  receiving->calls.happenings->closed(receiving->calls.happening_context, connection);
  connection_close(connection);
}

static void deliver(struct receiving *receiving, struct connection *connection, enum message_type type,
                    const uint8_t *bytes, size_t size) {
  size_t allowed = size;
  if (size > receiving->bytes_left) {
    allowed = (size_t)receiving->bytes_left;
    meet_limit(receiving, LIMIT_BYTES);
  }
  if (allowed > 0) {
    receiving->calls.happenings->write(receiving->calls.happening_context, connection, bytes, allowed);
    receiving->bytes_left -= allowed;
    connection->bytes += allowed;
    connection->crc = crc32_of(connection->crc, bytes, allowed);
  }
  if (type != END) return;
  connection->ended = true;
  receiving->calls.happenings->ended(receiving->calls.happening_context, connection);
}

static void take(struct receiving *receiving, struct connection *connection, const struct message *packet) {
  struct counters *counters = &receiving->counters;
  struct held next;
  switch (connection_take(connection, packet)) {
    case OUTSIDE_WINDOW: counters->outside_window++; return;
    case ARRIVED_AGAIN: counters->again++; return;
    case ARRIVED_EARLY: counters->early++; return;
    case ARRIVED_IN_ORDER: counters->in_order++;
  }
  deliver(receiving, connection, packet->type, packet->data, packet->length);
  while (connection_next(connection, &next)) {
    deliver(receiving, connection, next.type, next.bytes, next.length);
    free(next.bytes);
  }
}

void receiving_datagram(struct receiving *receiving, struct address from, const uint8_t *datagram, size_t size,
                        int64_t now_ns) {
  static struct message packet;
  static uint8_t answer[ANSWER_MOST];
  receiving_tick(receiving, now_ns);
  receiving->counters.datagrams++;
  enum message_fault fault = message_read(&packet, datagram, size);
  if (fault == BAD_CHECKSUM) receiving->counters.bad_checksum++;
  else if (fault == UNPARSABLE || packet.type == ACK || packet.type == SACK) receiving->counters.unparsable++;
  else {
    struct connection *connection = find(receiving, from);
    if (connection == NULL && packet.type == START) connection = open_one(receiving, from, &packet.seqno);
    if (connection == NULL) {
      receiving->counters.unconnected++;
      return;
    }
    connection->heard_ns = now_ns;
    take(receiving, connection, &packet);
    size_t length = answer_write(answer, sizeof answer, connection, receiving->sack);
    receiving->calls.answer(receiving->calls.answer_context, from, answer, length);
  }
}

void receiving_tick(struct receiving *receiving, int64_t now_ns) {
  for (int i = 0; i < MOST_CONNECTIONS; i++) {
    struct connection *connection = &receiving->connections[i];
    if (connection->open && now_ns - connection->heard_ns >= IDLE_NS) close_one(receiving, connection);
  }
}

int64_t receiving_due_ns(const struct receiving *receiving) {
  int64_t due = INT64_MAX;
  for (int i = 0; i < MOST_CONNECTIONS; i++) {
    const struct connection *connection = &receiving->connections[i];
    if (connection->open && connection->heard_ns + IDLE_NS < due) due = connection->heard_ns + IDLE_NS;
  }
  return due;
}

void receiving_close(struct receiving *receiving) {
  for (int i = 0; i < MOST_CONNECTIONS; i++) {
    if (receiving->connections[i].open) close_one(receiving, &receiving->connections[i]);
  }
}
