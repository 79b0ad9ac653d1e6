/* The receiver's rules, one by one. */
#include <stdio.h>
#include <string.h>

#include "check/check.h"
#include "check/recorder.h"

static struct recorder r;

static void begin(bool sack, int window) {
  receiving_close(&r.receiving);
  recorder_init(&r, sack, window, 1000);
}

static void check_order(void) {
  begin(false, 5);
  recorder_say(&r, 1, "data|0|early|");
  recorder_say(&r, 1, "end|0||");
  recorder_expect(&r, "");
  recorder_say(&r, 1, "start|10|a|");
  recorder_say(&r, 1, "data|11||");
  recorder_say(&r, 1, "end|12|c|");
  recorder_expect(&r, "+1 1:a ack|11| ack|12| 1:c .1 ack|13| ");
  recorder_say(&r, 1, "end|12|c|");
  recorder_say(&r, 1, "data|11||");
  recorder_say(&r, 1, "start|10|a|");
  recorder_expect(&r, "ack|13| ack|13| ack|13| "); /* late packets after the end */
  recorder_say(&r, 1, "data|9||"); /* before the first: never delivered */
  recorder_expect(&r, "ack|13| ");
  expect(r.receiving.counters.again == 3 && r.receiving.counters.outside_window == 1, "counters of what is over");
  recorder_say(&r, 1, "data|13|more|");
  recorder_expect(&r, "1:more ack|14| "); /* treated alike, whatever came before */
}

static void check_window(void) {
  begin(false, 5);
  recorder_say(&r, 1, "start|0|0|");
  recorder_say(&r, 1, "data|6|6|"); /* N = 1 keeps 1 to 5 */
  recorder_say(&r, 1, "data|5|5|");
  recorder_say(&r, 1, "data|3|3|");
  recorder_say(&r, 1, "data|2|2|");
  recorder_expect(&r, "+1 1:0 ack|1| ack|1| ack|1| ack|1| ack|1| ");
  recorder_say(&r, 1, "data|1|1|");
  recorder_expect(&r, "1:1 1:2 1:3 ack|4| ");
  recorder_say(&r, 1, "data|4|4|");
  recorder_expect(&r, "1:4 1:5 ack|6| ");
  expect(r.receiving.counters.outside_window == 1 && r.receiving.counters.early == 3, "counters of the window");
}

static void check_restart(void) {
  begin(false, 5);
  recorder_say(&r, 1, "start|5|a|");
  recorder_say(&r, 1, "start|0|zero|"); /* never begins again: outside */
  recorder_say(&r, 1, "start|6|b|");    /* as data would be */
  recorder_say(&r, 1, "start|1000|c|");
  recorder_expect(&r, "+1 1:a ack|6| ack|6| 1:b ack|7| ack|7| ");
}

static void check_replacement(void) {
  begin(false, 5);
  recorder_say(&r, 1, "start|0||");
  recorder_say(&r, 1, "data|2|old|");
  recorder_say(&r, 1, "end|2|new|");
  recorder_say(&r, 1, "data|1|one|");
  recorder_say(&r, 1, "data|1|again|");
  recorder_expect(&r, "+1 ack|1| ack|1| ack|1| 1:one 1:new .1 ack|3| ack|3| ");
  expect(r.receiving.counters.again == 2, "both were there already");
}

static void check_sack(void) {
  begin(true, 5);
  recorder_say(&r, 1, "start|8||");
  recorder_say(&r, 1, "data|13|f|");
  recorder_say(&r, 1, "data|11|d|");
  recorder_say(&r, 1, "data|14|g|"); /* outside, answered all the same */
  recorder_say(&r, 1, "data|7|z|");
  recorder_say(&r, 1, "data|9|b|");
  recorder_say(&r, 1, "data|10|c|");
  recorder_expect(&r,
                  "+1 sack|9;| sack|9;13| sack|9;11,13| sack|9;11,13| sack|9;11,13| 1:b sack|10;11,13| "
                  "1:c 1:d sack|12;13| ");
}

static void check_two(void) {
  begin(false, 5);
  recorder_say(&r, 1, "start|0|a|");
  recorder_say(&r, 2, "start|100|x|");
  recorder_say(&r, 1, "data|1|b|");
  recorder_say(&r, 2, "data|101|y|");
  recorder_expect(&r, "+1 1:a ack|1| +2 2:x ack|101| 1:b ack|2| 2:y ack|102| ");
}

static void check_idle(void) {
  begin(false, 5);
  recorder_say(&r, 1, "start|0|a|");
  r.now_ns = IDLE_NS - 1;
  recorder_say(&r, 1, "data|9||"); /* outside, and still a packet */
  r.now_ns = IDLE_NS;
  recorder_say(&r, 2, "start|0|x|");
  expect(receiving_due_ns(&r.receiving) == 2 * IDLE_NS - 1, "when the first closes");
  r.now_ns = 2 * IDLE_NS - 1;
  recorder_say(&r, 1, "data|1|b|");
  recorder_say(&r, 1, "start|1|b|");
  recorder_expect(&r, "+1 1:a ack|1| ack|1| +2 2:x ack|1| -1 +3 3:b ack|2| ");
  receiving_tick(&r.receiving, 2 * IDLE_NS);
  receiving_close(&r.receiving);
  recorder_expect(&r, "-2 -3 ");
  expect(receiving_due_ns(&r.receiving) == INT64_MAX, "nothing is due");
}

static void check_numbers(void) {
  begin(true, 5);
  recorder_say(&r, 1, "start|-2|a|");
  recorder_say(&r, 1, "data| -1 |b|");
  recorder_say(&r, 1, "data|+2|e|");
  recorder_say(&r, 1, "data|00_0|c|");
  recorder_say(&r, 2, "start|99999999999999999999999|x|");
  recorder_say(&r, 2, "data|100000000000000000000000|y|");
  recorder_say(&r, 2, "data|0||");
  recorder_expect(&r,
                  "+1 1:a sack|-1;| 1:b sack|0;| sack|0;2| 1:c sack|1;2| +2 2:x sack|100000000000000000000000;| "
                  "2:y sack|100000000000000000000001;| sack|100000000000000000000001;| ");
}

static void check_limits(void) {
  begin(false, 5);
  recorder_init(&r, false, 5, 3);
  recorder_say(&r, 1, "start|0|ab|");
  recorder_say(&r, 1, "data|1|cd|");
  recorder_say(&r, 1, "end|2|ef|");
  recorder_expect(&r, "+1 1:ab ack|1| !bytes 1:c ack|2| .1 ack|3| ");
  for (int port = 2; port <= MOST_CONNECTIONS; port++) recorder_say(&r, port, "start|0||");
  r.size = 0;
  recorder_say(&r, 1000, "start|0||");
  recorder_say(&r, 1001, "start|0||");
  recorder_say(&r, 1, "end|2|ef|");
  recorder_expect(&r, "!connections ack|3| ");
}

static void check_long_sack(void) {
  begin(true, MOST_WINDOW);
  char message[1400];
  int digits = 300; /* 1 and 299 zeros; four numbers fit */
  for (int i = 0; i < 9; i++) {
    snprintf(message, sizeof message, "%s|1%0*d||", i == 0 ? "start" : "data", digits, i == 0 ? 0 : i + 1);
    recorder_say(&r, 1, message);
  }
  const char *last = r.text + r.size - 2;
  while (last > r.text && last[-1] != ' ') last--;
  int commas = 0;
  for (const char *at = last; *at; at++) commas += *at == ',';
  expect(strlen(last) - 1 + 10 <= MESSAGE_MOST && commas == 2, "a sack within one message: %d commas", commas);
  r.size = 0;
}

void check_receiving(void) {
  check_order();
  check_window();
  check_restart();
  check_replacement();
  check_sack();
  check_two();
  check_idle();
  check_numbers();
  check_limits();
  check_long_sack();
  receiving_close(&r.receiving);
}
