/* The sender's rules, one by one. Times in these tests are milliseconds. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check/check.h"
#include "input.h"
#include "sending.h"

#define MS INT64_C(1000000)

static struct sending sending;
static char sent[1 << 15]; /* the messages without their checksums, a space after each */
static size_t sent_size;

static void record(void *context, const uint8_t *datagram, size_t size) {
  (void)context;
  static struct message message;
  expect(message_read(&message, datagram, size) == WELL_FORMED && size <= MESSAGE_MOST, "what is sent is a message");
  while (size > 0 && datagram[size - 1] != '|') size--;
  sent_size += (size_t)snprintf(sent + sent_size, sizeof sent - sent_size, "%.*s ", (int)size, (const char *)datagram);
}

static void expect_sent(const char *text) {
  expect(strcmp(sent, text) == 0, "the sender sent \"%s\", not \"%s\"", sent, text);
  sent_size = 0;
  sent[0] = '\0';
}

static void begin(const char *first, bool sack, int window) {
  static struct sending_options options;
  options.sack = sack;
  options.window = window;
  options.timeout_ns = 500 * MS;
  options.give_up_ns = 30000 * MS;
  options.send = record;
  seqno_read(&options.first, first, strlen(first));
  sending_init(&sending, &options);
  sent_size = 0;
  sent[0] = '\0';
}

static void offer(enum message_type type, const char *data, int ms) {
  expect(sending_has_room(&sending), "room for %s", data);
  sending_offer(&sending, type, (const uint8_t *)data, strlen(data), ms * MS);
}

static void hear(const char *answer, int ms) {
  static uint8_t sealed[DATAGRAM_MOST];
  memcpy(sealed, answer, strlen(answer));
  sending_answer(&sending, sealed, message_seal(sealed, sizeof sealed, strlen(answer)), ms * MS);
}

static void check_window_and_timers(void) {
  begin("7", false, 5);
  offer(START, "a", 0);
  offer(DATA, "b", 10);
  offer(DATA, "c", 20);
  offer(DATA, "d", 30);
  offer(DATA, "e", 40);
  expect(!sending_has_room(&sending), "five are the window");
  expect_sent("start|7|a| data|8|b| data|9|c| data|10|d| data|11|e| ");
  hear("ack|7|", 50);
  hear("ack|13|", 50); /* of what was never sent */
  hear("ack|9|", 50);
  hear("ack|8|", 60); /* overtaken */
  expect(sending_due_ns(&sending) == 520 * MS, "the timer of the first that is not acknowledged");
  sending_tick(&sending, 519 * MS);
  expect_sent("");
  sending_tick(&sending, 535 * MS);
  expect_sent("data|9|c| data|10|d| ");
  expect(sending_due_ns(&sending) == 540 * MS, "each packet has its own timer");
  offer(DATA, "f", 536);
  offer(END, "g", 537);
  expect(!sending_has_room(&sending), "nothing after the end");
  hear("ack|13|", 538);
  expect(!sending_is_done(&sending), "the end is not acknowledged");
  sending_tick(&sending, 1036 * MS);
  expect_sent("data|12|f| end|13|g| ");
  sending_tick(&sending, 1037 * MS);
  expect_sent("end|13|g| ");
  hear("ack|14|", 1040);
  expect(sending_is_done(&sending) && sending_due_ns(&sending) == INT64_MAX, "all is acknowledged");
}

static void check_what_is_ignored(void) {
  static const char *const others[] = {"data|1|x|", "ack|1|x|", "sack|1;|", "ack|x|", "acknowledged|1|", "nak|1|"};
  begin("0", false, 5);
  offer(START, "", 0);
  for (size_t i = 0; i < sizeof others / sizeof *others; i++) hear(others[i], 100);
  sending_answer(&sending, (const uint8_t *)"ack|1|2195368787", 16, 100 * MS);
  sending_answer(&sending, (const uint8_t *)"ack|1|02195368786", 17, 100 * MS);
  sending_answer(&sending, (const uint8_t *)"", 0, 100 * MS);
  expect(sending.count == 1 && sending.heard_ns == 0, "no answer at all");
  sending_answer(&sending, (const uint8_t *)"ack|1|2195368786", 16, 100 * MS);
  expect(sending.count == 0, "an answer");
}

static void check_selective(void) {
  begin("0", true, 5);
  offer(START, "a", 0);
  offer(DATA, "b", 0);
  offer(DATA, "c", 0);
  offer(DATA, "d", 0);
  expect_sent("start|0|a| data|1|b| data|2|c| data|3|d| ");
  hear("sack|1;2,x|", 10); /* not a sack */
  hear("sack|1;2,|", 10);
  expect(sending.count == 4, "a list with a fault is no answer");
  hear("sack|1;3,9,0|", 20);
  sending_tick(&sending, 500 * MS);
  expect_sent("data|1|b| data|2|c| ");
  hear("ack|2|", 600); /* an ordinary answer serves, too */
  expect(sending.count == 2, "cumulative");
  offer(END, "", 600);
  hear("sack|2;3,4|", 700);
  expect(sending_due_ns(&sending) == 1000 * MS, "only what is missing");
  hear("sack|5;|", 800);
  expect(sending_is_done(&sending), "done");
}

static void check_giving_up(void) {
  begin("0", false, 5);
  expect(!sending_has_given_up(&sending, 99000 * MS), "no silence before anything was asked");
  offer(START, "a", 1000);
  hear("ack|0|", 5000); /* acknowledges nothing, but somebody is there */
  expect(!sending_has_given_up(&sending, 34999 * MS) && sending_has_given_up(&sending, 35000 * MS), "30 s of silence");
  hear("ack|1|", 34999);
  offer(END, "", 99000);
  expect(!sending_has_given_up(&sending, 128999 * MS), "waiting for input is no silence of the receiver");
}

static void check_size(void) {
  static struct seqno first;
  static const struct {
    int digits, most;
  } sizes[] = {{1, 1440}, {13, 1440}, {14, 1439}, {100, 1353}, {1452, 1}, {1453, 0}};
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    char text[1500], data[1500];
    memset(text, '9', sizeof text);
    memset(data, 'x', sizeof data);
    text[sizes[i].digits] = '\0';
    seqno_read(&first, text, strlen(text));
    expect(sending_most_chunk(&first) == sizes[i].most, "chunk beside %d digits", sizes[i].digits);
    if (sizes[i].most < 1) continue;
    data[sizes[i].most] = '\0';
    begin(text, false, 5);
    offer(START, data, 0);
    offer(DATA, data, 0);
  }
}

/** The packets that `text` gives, as type:length of data. */
static void check_input(const char *text, int chunk, const char *packets) {
  static struct input input;
  int ends[2];
  char found[256] = "";
  size_t found_size = 0;
  expect(pipe(ends) == 0 && write(ends[1], text, strlen(text)) == (ssize_t)strlen(text), "a pipe");
  close(ends[1]);
  memset(&input, 0, sizeof input);
  input.fd = ends[0];
  input.chunk = (size_t)chunk;
  while (!input.has_finished) {
    while (!input_is_ready(&input)) expect(input_read(&input), "the input can be read");
    const uint8_t *data;
    size_t size;
    enum message_type type = input_take(&input, &data, &size);
    found_size += (size_t)snprintf(found + found_size, sizeof found - found_size, "%s:%.*s ", message_type_name(type),
                                   (int)size, (const char *)data);
  }
  close(ends[0]);
  expect(strcmp(found, packets) == 0, "\"%s\" by %d is %s, not %s", text, chunk, found, packets);
}

void check_sending(void) {
  check_window_and_timers();
  check_what_is_ignored();
  check_selective();
  check_giving_up();
  check_size();
  check_input("", 3, "start: end: ");
  check_input("a", 3, "start:a end: ");
  check_input("abc", 3, "start:abc end: ");
  check_input("abcd", 3, "start:abc end:d ");
  check_input("abcdef", 3, "start:abc end:def ");
  check_input("abcdefgh", 3, "start:abc data:def end:gh ");
  check_input("abc", 1, "start:a data:b end:c ");
}
