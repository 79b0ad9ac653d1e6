#define _GNU_SOURCE
#include "control.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define U "%" PRIu64

/* `[18446744073709551.615,18446744073709551615],`, and a zero at the end. */
#define BUCKET_TEXT_BYTES 48

/** A line that grows; what does not fit is left out, and no line of ours is that long. */
struct text {
  char bytes[16384 + LAG_BUCKETS * BUCKET_TEXT_BYTES];
  size_t length;
};

__attribute__((format(printf, 2, 3))) static void add(struct text *text, const char *format, ...) {
  va_list values;
  va_start(values, format);
  size_t room = sizeof text->bytes - text->length;
  int length = vsnprintf(text->bytes + text->length, room, format, values);
  va_end(values);
  if (length > 0) text->length += (size_t)length < room ? (size_t)length : room - 1;
}

/** In one write, so that no other program's output can come in between; a reader that is gone is not our concern. */
static void say(const char *line, size_t length) {
  ssize_t ignored = write(STDERR_FILENO, line, length);
  (void)ignored;
}

void control_ready(void) {
  static const char line[] = "{\"event\":\"ready\"}\n";
  say(line, sizeof line - 1);
}

static uint64_t dropped(const struct flow_counts *counts) {
  return counts->overrun + counts->malformed + counts->refused + counts->no_memory;
}

/** How many packets were how late, of the buckets that any are in: each with the longest time that is counted in it. */
static void add_histogram(struct text *text, const struct lag *lag) {
  const char *comma = "";
  add(text, ",\"lagHistogramUs\":[");
  for (unsigned bucket = 0; bucket < LAG_BUCKETS; bucket++) {
    if (!lag->counts[bucket]) continue;
    add(text, "%s[%.3f," U "]", comma, (double)lag_bucket_end(bucket) / 1e3, lag->counts[bucket]);
    comma = ",";
  }
  add(text, "]");
}

/** What was asked for, and what came of it: an exact binomial test needs both numbers. */
static void add_audit(struct text *text, const char *name, double configured, const struct tally *tally) {
  double realised = tally->trials ? (double)tally->hits / (double)tally->trials : 0;
  const char *comma = *name == ',' ? "," : "";
  add(text, "%s\"%s\":{\"configured\":%.9f,\"realised\":%.6f,\"trials\":" U ",\"hits\":" U "}", comma,
      name + (*name == ','), configured, realised, tally->trials, tally->hits);
}

/** What became of the packets of one direction. */
static void add_effects(struct text *text, const char *name, const struct impairment *impairment,
                        const struct path *path) {
  const double all = UINT32_MAX;
  const struct effect_counts *counts = &impairment->counts[path->direction];
  const struct direction_profile *profile = &impairment->profile->direction[path->direction];
  add(text,
      "\"%s\":{\"packets\":" U ",\"lost\":" U ",\"duplicated\":" U ",\"corrupted\":" U ",\"corruptedVisibly\":" U
      ",\"reordered\":" U ",\"delayed\":" U ",\"limited\":" U ",\"blackout\":" U ",\"ruledOut\":" U
      ",\"unfinished\":" U,
      name, counts->packets, counts->lost, counts->duplicated, counts->corrupted, counts->corrupted_visibly,
      counts->reordered, counts->delayed, counts->limited, counts->blacked_out, counts->ruled_out,
      path->counts.unfinished);
  add(text, ",\"audit\":{");
  add_audit(text, "loss", model_mean_loss(profile), &counts->loss);
  add_audit(text, ",duplicate", profile->duplicate / all, &counts->duplicate);
  add_audit(text, ",corrupt", profile->corrupt / all, &counts->corrupt);
  add_audit(text, ",visible", profile->visible / all, &counts->visible);
  add_audit(text, ",reorder", profile->reorder / all, &counts->reorder);
  add(text, "}}");
}

static void add_impairments(struct text *text, const struct path paths[DIRECTIONS], const struct link *link) {
  const struct impairment *impairment = link->impairment;
  add(text, ",\"effects\":{");
  add_effects(text, "aToB", impairment, &paths[A_TO_B]);
  add(text, ",");
  add_effects(text, "bToA", impairment, &paths[B_TO_A]);
  add(text, "},\"rules\":[");
  for (int i = 0; i < impairment->profile->rule_count; i++)
    add(text, "%s{\"matched\":" U ",\"applied\":" U "}", i ? "," : "", impairment->rules.matched[i],
        impairment->rules.applied[i]);
  add(text, "]");
  if (link->fates->wanted) add(text, ",\"fatesDropped\":" U, link->fates->dropped);
}

void control_report(const struct path paths[DIRECTIONS], const struct link *link, const char *fault) {
  static struct text text;
  const struct flow_counts *a_to_b = &paths[A_TO_B].counts, *b_to_a = &paths[B_TO_A].counts;
  const struct lag *lag = link->lag;
  add(&text, "{\"event\":\"report\",\"version\":\"" LINK_VERSION "\"");
  add(&text, ",\"forwarded\":{\"aToB\":" U ",\"bToA\":" U "}", a_to_b->forwarded, b_to_a->forwarded);
  add(&text, ",\"bytes\":{\"aToB\":" U ",\"bToA\":" U "}", a_to_b->bytes, b_to_a->bytes);
  add(&text, ",\"dropped\":{\"aToB\":" U ",\"bToA\":" U "}", dropped(a_to_b), dropped(b_to_a));
  add(&text, ",\"dropReasons\":{\"overrun\":" U ",\"malformed\":" U ",\"refused\":" U ",\"noMemory\":" U "}",
      a_to_b->overrun + b_to_a->overrun, a_to_b->malformed + b_to_a->malformed, a_to_b->refused + b_to_a->refused,
      a_to_b->no_memory + b_to_a->no_memory);
  add(&text, ",\"captureBytes\":%zu,\"notCaptured\":" U, link->capture->written, link->capture->not_captured);
  add(&text, ",\"lagUs\":{\"p50\":%.1f,\"p99\":%.1f,\"max\":%.1f}", (double)lag_quantile(lag, 0.5) / 1e3,
      (double)lag_quantile(lag, 0.99) / 1e3, (double)lag->max_ns / 1e3);
  add_histogram(&text, lag);
  if (!paths[A_TO_B].clean || !paths[B_TO_A].clean) add_impairments(&text, paths, link);
  if (link->capture->error) add(&text, ",\"captureError\":\"%s\"", strerrorname_np(link->capture->error));
  /* The texts are ours, and main lets no interface name in that would need escaping. */
  if (fault) add(&text, ",\"fault\":\"%s\"", fault);
  add(&text, "}\n");
  say(text.bytes, text.length);
}
