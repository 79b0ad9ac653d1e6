/* What the clients have in common: 5 s for everything, from the connect to the server's close. */
#ifndef CLIENT_H
#define CLIENT_H

#include <stdbool.h>
#include <stddef.h>

#include "message.h"
#include "phrases.h"
#include "sockets.h"
#include "transcript.h"

struct client {
  int fd;
  long long deadline;
  bool reset; /* a send has met a reset, which the next read would show as an ordinary close */
};

/** Connects to `argv`, an IPv4 address and a port. Exits with NOT_RUN on bad usage, WRONG if nobody accepts. */
struct client client_connect(int argc, char **argv);

/** Sends all of `data`. A failure is told and remembered: a reply may have come all the same. */
void client_send(struct client *c, const void *data, size_t size);

/** Ends the connection with a FIN. */
void client_close(struct client *c);

/** Reads the reply until the server closes, tells it, and closes. */
void client_read_reply(struct client *c, struct message *reply);

/** Tells what is wrong with how the reply came and ended; true if it is not empty and the server closed after it. */
bool reply_is_whole(const struct message *reply);

/** Reads the reply; RIGHT if it is a goodbye and the server closes after it, else WRONG, having told why. */
int client_expect_goodbye(struct client *c);

#endif
