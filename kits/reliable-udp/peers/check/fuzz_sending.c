/*
 * libFuzzer harness of the sender: answers of any kind at any time. What it sends is always a message within
 * MESSAGE_MOST, within the window of what was truly acknowledged, and never again what was.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sending.h"

enum { WINDOW = 5, FIRST = 7 };
#define MS INT64_C(1000000)

static struct sending sending;
static long long acknowledged, offered; /* all below; by the harness's own reading */
static bool held[1 << 16];

static void require(bool truth) {
  if (!truth) abort();
}

static void on_send(void *context, const uint8_t *datagram, size_t size) {
  (void)context;
  static struct message message;
  char text[SEQNO_DIGITS + 2];
  require(size <= MESSAGE_MOST && message_read(&message, datagram, size) == WELL_FORMED && message.type < ACK);
  text[seqno_write(&message.seqno, text)] = '\0';
  long long number = atoll(text);
  require(number >= acknowledged && number < acknowledged + WINDOW && number <= offered && !held[number]);
  require((message.type == START) == (number == FIRST));
}

static void hear(const char *text, size_t size, int64_t now_ns) {
  uint8_t *copy = malloc(size ? size : 1);
  require(copy != NULL);
  memcpy(copy, text, size);
  sending_answer(&sending, copy, size, now_ns);
  free(copy);
}

/** A proper answer near what is expected, which the harness understands, too. */
static void hear_proper(uint8_t kind, uint8_t where, int64_t now_ns) {
  uint8_t answer[128];
  long long number = acknowledged + where % 9 - 1, listed = number + 1 + where / 9 % 5;
  bool is_sack = kind & 1;
  size_t size = (size_t)(is_sack ? sprintf((char *)answer, "sack|%lld;%lld|", number, listed)
                                 : sprintf((char *)answer, "ack|%lld|", number));
  size = message_seal(answer, sizeof answer, size);
  if (kind & 2) answer[where % size] ^= 1; /* to be ignored, or the checksum failed its purpose */
  else if (!is_sack || sending.options.sack) {
    if (number > acknowledged && number <= offered) acknowledged = number;
    if (is_sack && listed >= acknowledged && listed < offered) held[listed] = true;
  }
  hear((char *)answer, size, now_ns);
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size) {
  static struct sending_options options;
  if (size < 1) return 0;
  options.sack = input[0] & 1;
  options.window = WINDOW;
  options.timeout_ns = 500 * MS;
  options.give_up_ns = 30000 * MS;
  options.send = on_send;
  seqno_read(&options.first, "7", 1);
  sending_init(&sending, &options);
  memset(held, 0, sizeof held);
  acknowledged = offered = FIRST;
  int64_t now_ns = MS;
  for (size_t at = 1; at + 3 <= size; at += 3) {
    now_ns += input[at] * 4 * MS;
    if (sending_due_ns(&sending) <= now_ns) sending_tick(&sending, now_ns);
    require(sending_due_ns(&sending) > now_ns || sending_has_given_up(&sending, now_ns));
    switch (input[at + 1] & 3) {
      case 0:
        hear_proper(input[at + 1] >> 2, input[at + 2], now_ns);
        break;
      case 1:
        hear((const char *)input + at, size - at, now_ns); /* a checksum by chance is beyond any fuzzer */
        break;
      default:
        if (!sending_has_room(&sending) || offered > 60000) break;
        offered++;
        enum message_type type = offered == FIRST + 1 ? START : input[at + 2] == 0 ? END : DATA;
        sending_offer(&sending, type, input, size < 1000 ? size : 1000, now_ns);
    }
    require(sending.count == offered - acknowledged);
  }
  return 0;
}
