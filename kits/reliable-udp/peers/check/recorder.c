#include "check/recorder.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "check/check.h"

__attribute__((format(printf, 2, 3))) static void add(struct recorder *r, const char *format, ...) {
  va_list values;
  va_start(values, format);
  r->size += (size_t)vsnprintf(r->text + r->size, sizeof r->text - r->size, format, values);
  va_end(values);
}

static void answer(void *context, struct address to, const uint8_t *message, size_t size) {
  static struct message read;
  (void)to;
  expect(message_read(&read, message, size) == WELL_FORMED && read.type >= ACK, "an answer is a proper one");
  size_t checksum = size;
  while (checksum > 0 && message[checksum - 1] != '|') checksum--;
  add(context, "%.*s ", (int)checksum, (const char *)message);
}

static void opened(void *context, const struct connection *c) { add(context, "+%d ", c->number); }
static void ended(void *context, const struct connection *c) { add(context, ".%d ", c->number); }
static void closed(void *context, const struct connection *c) { add(context, "-%d ", c->number); }

static void written(void *context, const struct connection *c, const uint8_t *bytes, size_t size) {
  add(context, "%d:%.*s ", c->number, (int)size, (const char *)bytes);
}

static void limit_met(void *context, enum limit limit) {
  add(context, limit == LIMIT_BYTES ? "!bytes " : "!connections ");
}

void recorder_init(struct recorder *r, bool sack, int window, uint64_t most_bytes) {
  static const struct happenings happenings = {opened, written, ended, closed, limit_met};
  r->now_ns = 0;
  r->size = 0;
  receiving_init(&r->receiving, sack, window, most_bytes, (struct receiving_calls){r, answer, r, &happenings});
}

void recorder_say(struct recorder *r, int port, const char *message) {
  static uint8_t sealed[DATAGRAM_MOST];
  memcpy(sealed, message, strlen(message));
  size_t size = message_seal(sealed, sizeof sealed, strlen(message));
  receiving_datagram(&r->receiving, (struct address){1, (uint16_t)port}, sealed, size, r->now_ns);
}

void recorder_expect(struct recorder *r, const char *text) {
  expect(strcmp(r->text, text) == 0, "the receiver did \"%s\", not \"%s\"", r->text, text);
  r->size = 0;
  r->text[0] = '\0';
}
