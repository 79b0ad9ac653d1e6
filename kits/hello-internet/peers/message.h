/* What one side says to the other, and how its stream ended. The protocol has no framing, so two rules are offered. */
#ifndef MESSAGE_H
#define MESSAGE_H

#include <stddef.h>

enum ending { STILL_OPEN, CLOSED, RESET, OVERLONG };

struct message {
  char text[4096]; /* the first bytes; what follows is only counted */
  size_t stored, total;
  int pieces; /* reads that it took */
  enum ending ending;
};

/** Reads until a newline, 100 ms of quiet after the first data, the end of the stream, 4096 bytes or the deadline. */
void receive_greeting(int fd, struct message *m, long long deadline);

/** Reads until the end of the stream, 1 MiB or the deadline. */
void receive_to_end(int fd, struct message *m, long long deadline);

#endif
