/* What the servers have in common. Each server is an exchange: it gets a connection, closes it, and says whether the
   client did its part as far as a server can see: what the client read and printed shows only in its own output. */
#ifndef SERVER_H
#define SERVER_H

#include <stdbool.h>
#include <stddef.h>

#include "message.h"
#include "phrases.h"
#include "sockets.h"
#include "transcript.h"

typedef bool exchange(int fd);

/**
 * Serves clients one after the other until killed. `argv` is PORT alone. On SIGTERM or SIGINT it exits with RIGHT if
 * there was a client and all did their part, WRONG if not; NOT_RUN when it cannot listen.
 */
int serve(int argc, char **argv, exchange *run);

enum greeting { NO_GREETING, OTHER_WORDS, HELLO };

/** Reads what the client says first, waiting at most `ms` for it. */
enum greeting take_greeting(int fd, int ms);

/** Waits 5 s for a greeting and replies, also to one that is no hello; whether it was one and `reply` worked. */
bool answer(int fd, bool (*reply)(int fd));

/** Sends `size` bytes of a reply within 5 s and says whether that worked. */
bool say(int fd, const char *reply, size_t size);

/** Ends our side, gives the client a second to close its own, and says whether it ended without a reset. */
bool finish(int fd);

#endif
