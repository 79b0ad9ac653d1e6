#include "input.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

bool input_is_ready(const struct input *input) {
  /* Only what comes after a chunk tells whether it is the last one. */
  return !input->has_finished && (input->is_over || input->size > input->chunk);
}

bool input_read(struct input *input) {
  ssize_t n = read(input->fd, input->bytes + input->size, input->chunk + 1 - input->size);
  if (n < 0) return errno == EINTR || errno == EAGAIN;
  if (n == 0) input->is_over = true;
  input->size += (size_t)n;
  return true;
}

enum message_type input_take(struct input *input, const uint8_t **data, size_t *size) {
  static uint8_t taken[MESSAGE_MOST];
  *size = input->size < input->chunk ? input->size : input->chunk;
  *data = taken;
  memcpy(taken, input->bytes, *size);
  input->size -= *size;
  memmove(input->bytes, input->bytes + *size, input->size);
  if (!input->has_started) {
    input->has_started = true;
    return START;
  }
  input->has_finished = input->is_over && input->size == 0;
  return input->has_finished ? END : DATA;
}
