/* A file or standard input, cut into packets, without waiting for more of it than the next packet needs. */
#ifndef INPUT_H
#define INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "message.h"

struct input {
  int fd;
  size_t chunk; /* data bytes of a packet, at most MESSAGE_MOST */
  uint8_t bytes[MESSAGE_MOST + 1];
  size_t size;
  bool is_over;      /* nothing more can be read */
  bool has_started;  /* `start` was taken */
  bool has_finished; /* `end` was taken */
};

/** Whether input_take would give a packet; if not, more must be read first. */
bool input_is_ready(const struct input *input);

/** Reads once, which may wait. False with errno if that failed. */
bool input_read(struct input *input);

/**
 * Gives the next packet of an input that is ready: `start` with the first chunk, `end` with the last one. What is not
 * longer than a chunk is a `start` and an empty `end`. `data` is valid until the next call.
 */
enum message_type input_take(struct input *input, const uint8_t **data, size_t *size);

#endif
