/* The greeting in single bytes, each a segment of its own: a server that reads once has not read the message. */
#include "client.h"

#include <string.h>

enum { GAP_MS = 10 };

int main(int argc, char **argv) {
  struct client c = client_connect(argc, argv);
  size_t size = strlen(GREETING), sent = 0;
  send_at_once(c.fd);
  /* The gap between two bytes is also where an early answer shows. */
  while (sent < size && send_all(c.fd, GREETING + sent, 1, c.deadline) == 1) {
    sent++;
    if (sent < size && readable_by(c.fd, now_ms() + GAP_MS)) break;
  }
  if (sent == size) {
    event("sent %zu bytes one by one", size);
    return client_expect_goodbye(&c);
  }
  struct message reply;
  client_read_reply(&c, &reply);
  reply_is_whole(&reply);
  event("the server answered or closed after %zu of %zu bytes of the greeting", sent, size);
  return WRONG;
}
