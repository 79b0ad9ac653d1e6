/* Unit tests of the report: that all of it fits, whatever was counted. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "check.h"
#include "control.h"

/** What control_report() says on standard error; to be freed. */
static char *reported(const struct path paths[DIRECTIONS], const struct link *link, const char *fault) {
  int page = memfd_create("report", MFD_CLOEXEC), errors = dup(STDERR_FILENO);
  dup2(page, STDERR_FILENO);
  control_report(paths, link, fault);
  dup2(errors, STDERR_FILENO);
  off_t length = lseek(page, 0, SEEK_END);
  char *text = calloc(1, (size_t)length + 1);
  if (pread(page, text, (size_t)length, 0) != length) *text = '\0';
  close(page);
  close(errors);
  return text;
}

static bool ends_with(const char *text, const char *end) {
  size_t length = strlen(text), wanted = strlen(end);
  return length >= wanted && strcmp(text + length - wanted, end) == 0;
}

/** Once only: control_report() is the last thing that a link does, and keeps its line. */
void check_report(void) {
  static struct lag lag;
  static struct keyed_memory memory;
  static struct profile profile;
  static struct impairment impairment = {.profile = &profile, .memory = &memory};
  static struct fate_log fates = {.wanted = true, .dropped = UINT64_MAX};
  static struct capture capture = {.written = SIZE_MAX, .not_captured = UINT64_MAX, .error = ECONNREFUSED};
  static struct link link;
  link.lag = &lag;
  link.impairment = &impairment;
  link.fates = &fates;
  link.capture = &capture;
  profile.rule_count = MOST_RULES;
  memset(&impairment.counts, 0xff, sizeof impairment.counts);
  memset(&impairment.rules, 0xff, sizeof impairment.rules);
  struct path paths[DIRECTIONS] = {{.direction = A_TO_B}, {.direction = B_TO_A}};
  for (int i = 0; i < DIRECTIONS; i++) memset(&paths[i].counts, 0xff, sizeof paths[i].counts);
  unsigned buckets = 0;
  for (uint64_t ns = 0; ns < UINT64_MAX - (ns >> 6) - 1; ns += (ns >> 6) + 1) lag_record(&lag, ns);
  lag_record(&lag, UINT64_MAX);
  for (unsigned i = 0; i < LAG_BUCKETS; i++) {
    if (!lag.counts[i]) continue;
    lag.counts[i] = UINT64_MAX;
    buckets++;
  }

  char *text = reported(paths, &link, "a fault of some length, which names an interface that is gone");
  expect(buckets == (64 - LAG_SUB_BITS + 1) << LAG_SUB_BITS, "every bucket that a time can fall in is in use");
  expect(strstr(text, "\"lagHistogramUs\":[[0.000,18446744073709551615],[0.001,") != NULL, "buckets from the least on");
  unsigned told = 0;
  for (const char *at = strstr(text, "[["); at && at < strstr(text, "]]"); at = strchr(at + 2, '[')) told++;
  expect(told == buckets, "no bucket is left out");
  expect(ends_with(text, "which names an interface that is gone\"}\n"), "the longest report fits");
  free(text);
}
