#include "client.h"

#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { EXCHANGE_MS = 5000 };

static struct sockaddr_in parse_arguments(int argc, char **argv) {
  struct sockaddr_in peer = {.sin_family = AF_INET};
  int port = argc == 3 ? parse_port(argv[2]) : -1;
  if (port < 0 || inet_pton(AF_INET, argv[1], &peer.sin_addr) != 1) {
    fprintf(stderr, "usage: %s HOST PORT (HOST is an IPv4 address)\n", argv[0]);
    exit(NOT_RUN);
  }
  peer.sin_port = htons((unsigned short)port);
  return peer;
}

struct client client_connect(int argc, char **argv) {
  struct sockaddr_in peer = parse_arguments(argc, argv);
  signal(SIGPIPE, SIG_IGN);
  struct client c = {.deadline = now_ms() + EXCHANGE_MS};
  c.fd = connect_by(&peer, c.deadline);
  if (c.fd < 0) {
    event("could not connect to %s:%s: %s", argv[1], argv[2], strerror(errno));
    /* Only these speak of the server; a missing route or address is the fault of whoever set us up. */
    bool servers = errno == ECONNREFUSED || errno == ETIMEDOUT || errno == ECONNRESET;
    exit(servers ? WRONG : NOT_RUN);
  }
  event("connected %s:%s", argv[1], argv[2]);
  return c;
}

void client_send(struct client *c, const void *data, size_t size) {
  size_t sent = send_all(c->fd, data, size, c->deadline);
  if (sent == size) {
    event("sent %zu bytes", size);
    return;
  }
  c->reset = errno != EAGAIN;
  event("%s after %zu of %zu bytes were sent", c->reset ? "reset by peer" : "timed out", sent, size);
}

void client_close(struct client *c) {
  close(c->fd);
  event("closed the connection");
}

void client_read_reply(struct client *c, struct message *reply) {
  receive_to_end(c->fd, reply, c->deadline);
  if (c->reset && reply->ending == CLOSED) reply->ending = RESET;
  if (reply->total > 0) event_text("reply", reply->text, reply->stored, reply->total);
  close(c->fd);
}

bool reply_is_whole(const struct message *reply) {
  bool empty = reply->total == 0;
  switch (reply->ending) {
    case CLOSED:
      if (empty) event("closed without a reply");
      return !empty;
    case RESET:
      event(empty ? "reset without a reply" : "reply, and then a reset instead of a close");
      return false;
    case STILL_OPEN:
      event(empty ? "timed out waiting for a reply" : "reply but the socket stayed open");
      return false;
    case OVERLONG:
      event("reply without an end");
      return false;
  }
  return false;
}

int client_expect_goodbye(struct client *c) {
  struct message reply;
  client_read_reply(c, &reply);
  bool whole = reply_is_whole(&reply);
  bool goodbye = has_goodbye(reply.text, reply.stored);
  if (reply.total > 0 && !goodbye) event("reply is not a goodbye");
  if (!whole || !goodbye) return WRONG;
  event("goodbye and close as promised");
  return RIGHT;
}
