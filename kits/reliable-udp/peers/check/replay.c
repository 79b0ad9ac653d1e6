/*
 * The receiver as a filter: datagrams with their times on standard input, what it does on standard output, a line each.
 * Input, little-endian: sack (8 bits), window (16), most bytes (32); then milliseconds since the one before (32), port
 * (16), size (16) and bytes of each datagram. Output: `#` for each datagram, and after it what it caused:
 * `+ NUMBER PORT`, `w NUMBER HEX`, `. NUMBER`, `- NUMBER`, `! bytes`, `! connections`, `> PORT HEX`.
 */
#include <stdio.h>
#include <stdlib.h>

#include "receiving.h"

#define MS INT64_C(1000000)

static struct receiving receiving;

static void print_hex(const uint8_t *bytes, size_t size) {
  for (size_t i = 0; i < size; i++) printf("%02x", bytes[i]);
  putchar('\n');
}

static void answer(void *context, struct address to, const uint8_t *message, size_t size) {
  (void)context;
  printf("> %d ", to.port);
  print_hex(message, size);
}

static void opened(void *context, const struct connection *c) {
  (void)context;
  printf("+ %d %d\n", c->number, c->from.port);
}

static void written(void *context, const struct connection *c, const uint8_t *bytes, size_t size) {
  (void)context;
  printf("w %d ", c->number);
  print_hex(bytes, size);
}

static void ended(void *context, const struct connection *c) {
  (void)context;
  printf(". %d\n", c->number);
}

static void closed(void *context, const struct connection *c) {
  (void)context;
  printf("- %d\n", c->number);
}

static void limit_met(void *context, enum limit limit) {
  (void)context;
  puts(limit == LIMIT_BYTES ? "! bytes" : "! connections");
}

/** A number of `size` bytes; false at the end of the input. */
static bool read_number(uint32_t *number, int size) {
  *number = 0;
  for (int i = 0; i < size; i++) {
    int c = getchar();
    if (c == EOF) return false;
    *number |= (uint32_t)c << 8 * i;
  }
  return true;
}

int main(void) {
  static const struct happenings happenings = {opened, written, ended, closed, limit_met};
  uint32_t sack, window, most_bytes, ms, port, size;
  int64_t now_ns = 0;
  if (!read_number(&sack, 1) || !read_number(&window, 2) || !read_number(&most_bytes, 4)) return 1;
  if (window < 1 || window > MOST_WINDOW) return 1;
  receiving_init(&receiving, sack, (int)window, most_bytes, (struct receiving_calls){NULL, answer, NULL, &happenings});
  while (read_number(&ms, 4) && read_number(&port, 2) && read_number(&size, 2) && size <= DATAGRAM_MOST) {
    uint8_t *datagram = malloc(size ? size : 1); /* of exactly this size, so that a byte too far is seen */
    if (!datagram || fread(datagram, 1, size, stdin) != size) return 1;
    now_ns += ms * MS;
    puts("#");
    receiving_datagram(&receiving, (struct address){1, (uint16_t)port}, datagram, size, now_ns);
    free(datagram);
  }
  puts("#");
  receiving_close(&receiving);
  return 0;
}
