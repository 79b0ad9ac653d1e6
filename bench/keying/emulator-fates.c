/*
 * Asks the emulator's own code for fates. Standard input: directives up to `go`, then one packet a line, "DIRECTION FLOW
 * PAYLOAD"; standard output: a line of 0 and 1, 1 for lost.
 */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "directives.h"
#include "impairment.h"

enum { IP_AT = 14, UDP_AT = IP_AT + 20, PAYLOAD_AT = UDP_AT + 8, SERVER_PORT = 9000, CLIENT_PORT = 40000 };

static void put16(uint8_t *at, unsigned value) {
  at[0] = (uint8_t)(value >> 8);
  at[1] = (uint8_t)value;
}

/** Ethernet, IPv4, UDP: what the link reads of a packet, and zeros else. */
static uint32_t make_frame(uint8_t *frame, int direction, unsigned flow, const char *payload) {
  size_t length = strlen(payload);
  memset(frame, 0, PAYLOAD_AT);
  put16(frame + 12, 0x0800);
  frame[IP_AT] = 0x45;
  put16(frame + IP_AT + 2, (unsigned)(28 + length));
  frame[IP_AT + 8] = 64;
  frame[IP_AT + 9] = IPPROTO_UDP;
  frame[IP_AT + 15] = (uint8_t)(1 + direction);
  frame[IP_AT + 19] = (uint8_t)(2 - direction);
  put16(frame + UDP_AT, direction == 0 ? CLIENT_PORT + flow : SERVER_PORT + flow);
  put16(frame + UDP_AT + 2, direction == 0 ? SERVER_PORT + flow : CLIENT_PORT + flow);
  put16(frame + UDP_AT + 4, (unsigned)(8 + length));
  memcpy(frame + PAYLOAD_AT, payload, length);
  return (uint32_t)(PAYLOAD_AT + length);
}

int main(void) {
  static struct profile profile;
  struct impairment state = {.profile = &profile, .memory = calloc(1, sizeof(struct keyed_memory))};
  char line[1600], payload[1500];
  uint8_t frame[1600];
  int direction;
  unsigned flow;
  if (!state.memory) return 1;
  profile_clean(&profile);
  while (fgets(line, sizeof line, stdin) && strcmp(line, "go\n") != 0) {
    const char *problem = directive_read(&profile, line, strcspn(line, "\n"));
    if (problem) return fprintf(stderr, "%s", problem), 1;
  }
  keying_start(state.memory, &profile);
  for (int64_t now = 1; scanf("%d %u %1499s", &direction, &flow, payload) == 3; now++) {
    struct passage passage;
    uint32_t length = make_frame(frame, direction, flow, payload);
    if (!impairment_begin(&state, (enum direction)direction, frame, length, now, &passage)) return 1;
    putchar(impairment_judge(&state, &passage, false, frame).end == LOST_BY_MODEL ? '1' : '0');
  }
  putchar('\n');
  free(state.memory);
  return 0;
}
