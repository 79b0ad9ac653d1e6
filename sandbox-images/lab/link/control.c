#define _GNU_SOURCE
#include "control.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/** In one write, so that no other program's output can come in between; a reader that is gone is not our concern. */
static void say(const char *line) {
  ssize_t ignored = write(STDERR_FILENO, line, strlen(line));
  (void)ignored;
}

void control_ready(void) { say("{\"event\":\"ready\"}\n"); }

static uint64_t dropped(const struct flow_counts *counts) {
  return counts->overrun + counts->malformed + counts->refused;
}

void control_report(const struct flow_counts *a_to_b, const struct flow_counts *b_to_a, const struct capture *capture,
                    const struct lag *lag, const char *fault) {
  char reason[192] = "", broken[96] = "", line[1024];
  /* The texts are ours, and main lets no interface name in that would need escaping. */
  if (fault) snprintf(reason, sizeof reason, ",\"fault\":\"%s\"", fault);
  if (capture->error) snprintf(broken, sizeof broken, ",\"captureError\":\"%s\"", strerrorname_np(capture->error));
  snprintf(line, sizeof line,
           "{\"event\":\"report\",\"version\":\"" LINK_VERSION "\""
           ",\"forwarded\":{\"aToB\":%" PRIu64 ",\"bToA\":%" PRIu64 "}"
           ",\"bytes\":{\"aToB\":%" PRIu64 ",\"bToA\":%" PRIu64 "}"
           ",\"dropped\":{\"aToB\":%" PRIu64 ",\"bToA\":%" PRIu64 "}"
           ",\"dropReasons\":{\"overrun\":%" PRIu64 ",\"malformed\":%" PRIu64 ",\"refused\":%" PRIu64 "}"
           ",\"captureBytes\":%zu,\"notCaptured\":%" PRIu64 ",\"lagUs\":{\"p50\":%.1f,\"p99\":%.1f,\"max\":%.1f}%s%s}\n",
           a_to_b->forwarded, b_to_a->forwarded, a_to_b->bytes, b_to_a->bytes, dropped(a_to_b), dropped(b_to_a),
           a_to_b->overrun + b_to_a->overrun, a_to_b->malformed + b_to_a->malformed,
           a_to_b->refused + b_to_a->refused, capture->written, capture->not_captured, (double)lag_quantile(lag, 0.5) / 1e3,
           (double)lag_quantile(lag, 0.99) / 1e3, (double)lag->max_ns / 1e3, broken, reason);
  say(line);
}
