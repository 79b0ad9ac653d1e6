#include "connection.h"

#include <stdlib.h>
#include <string.h>

bool connection_open(struct connection *connection, int number, struct address from, const struct seqno *first,
                     int window) {
  struct held *held = calloc((size_t)window, sizeof *held);
  if (held == NULL) return false;
  connection->open = true;
  connection->number = number;
  connection->from = from;
  seqno_copy(&connection->next, first);
  connection->delivered = 0;
  connection->window = window;
  connection->held = held;
  connection->turn = 0;
  connection->held_count = 0;
  connection->ended = false;
  connection->bytes = 0;
  connection->crc = 0;
  return true;
}

void connection_close(struct connection *connection) {
  for (int i = 0; i < connection->window; i++) free(connection->held[i].bytes);
  free(connection->held);
  connection->held = NULL;
  connection->open = false;
}

static struct held *slot(const struct connection *connection, int distance) {
  return &connection->held[(connection->turn + distance) % connection->window];
}

static void advance(struct connection *connection) {
  connection->turn = (connection->turn + 1) % connection->window;
  connection->delivered++;
  seqno_increment(&connection->next);
}

enum arrival connection_take(struct connection *connection, const struct message *packet) {
  int64_t distance = seqno_minus(&packet->seqno, &connection->next);
  if (distance >= connection->window) return OUTSIDE_WINDOW;
  if (distance < 0) return distance >= -connection->delivered ? ARRIVED_AGAIN : OUTSIDE_WINDOW;
  if (distance == 0) {
    advance(connection);
    return ARRIVED_IN_ORDER;
  }
  struct held *place = slot(connection, (int)distance);
  uint8_t *copy = malloc(packet->length + 1); /* never of size 0: NULL says that nothing is held */
  if (copy == NULL) return OUTSIDE_WINDOW;    /* no room is no room */
  memcpy(copy, packet->data, packet->length);
  bool again = place->bytes != NULL;
  if (!again) connection->held_count++;
  free(place->bytes);
  *place = (struct held){copy, packet->length, packet->type};
  return again ? ARRIVED_AGAIN : ARRIVED_EARLY;
}

bool connection_next(struct connection *connection, struct held *delivery) {
  struct held *place = slot(connection, 0);
  if (place->bytes == NULL) return false;
  *delivery = *place;
  place->bytes = NULL;
  connection->held_count--;
  advance(connection);
  return true;
}

bool connection_holds(const struct connection *connection, int distance) {
  return distance < connection->window && slot(connection, distance)->bytes != NULL;
}
