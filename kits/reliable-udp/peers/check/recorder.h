/* Feeds a receiver and writes down what it does, as a line of text that a test can state beforehand. */
#ifndef RECORDER_H
#define RECORDER_H

#include "receiving.h"

/**
 * `+1` opened, `1:abc` written, `.1` ended, `-1` closed, `!bytes`, `!connections`; an answer without its checksum, which
 * is checked, as `ack|1|`. A space after each.
 */
struct recorder {
  struct receiving receiving;
  int64_t now_ns;
  char text[1 << 15];
  size_t size;
};

void recorder_init(struct recorder *recorder, bool sack, int window, uint64_t most_bytes);

/** `message`, which lacks only its checksum, comes from the port. */
void recorder_say(struct recorder *recorder, int port, const char *message);

/** The record is `text`; and a new one begins. */
void recorder_expect(struct recorder *recorder, const char *text);

#endif
