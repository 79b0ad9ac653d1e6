#include "fates.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"

static double percent(uint32_t probability) { return probability / (double)UINT32_MAX * 100; }

/** Appends, separated from what is there. */
__attribute__((format(printf, 3, 4))) static void say(char *text, size_t size, const char *format, ...) {
  size_t used = strlen(text);
  if (used && used + 2 < size) used += (size_t)snprintf(text + used, size - used, ", ");
  __builtin_va_list values;
  __builtin_va_start(values, format);
  if (used < size) vsnprintf(text + used, size - used, format, values);
  __builtin_va_end(values);
}

static void name_model(char *text, size_t size, const struct direction_profile *profile) {
  if (profile->loss_model == LOSS_RANDOM) snprintf(text, size, "loss %.4g%%", percent(profile->loss.probability));
  else if (profile->loss_model == LOSS_STATE) snprintf(text, size, "loss state");
  else
    snprintf(text, size, "loss gemodel %.4g%% %.4g%%", percent(profile->loss.gemodel.p),
             percent(profile->loss.gemodel.r));
}

static void name_packet(char *text, size_t size, const struct transmission *transmission) {
  if (transmission->times)
    snprintf(text, size, "%s %+" PRId64 " transmission %" PRIu32, transmission->message.class, transmission->rel,
             transmission->times);
  else snprintf(text, size, "flow %" PRIu32 " #%" PRIu64, transmission->flow, transmission->index);
}

void fate_comment(char comment[COMMENT_BYTES], const struct profile *profile, const struct passage *passage,
                  const struct fate *fate) {
  static const char *const actions[] = {"drop", "duplicate", "corrupt", "delay"};
  char model[48], packet[64];
  comment[0] = '\0';
  if (fate->end == LOST_BY_MODEL) {
    name_model(model, sizeof model, &profile->direction[passage->direction]);
    name_packet(packet, sizeof packet, &passage->transmission);
    say(comment, COMMENT_BYTES, "lost (%s, %s)", model, packet);
  }
  if (fate->end == LOST_BY_BLACKOUT) say(comment, COMMENT_BYTES, "lost (blackout)");
  if (fate->end == LOST_BY_LIMIT)
    say(comment, COMMENT_BYTES, "lost (queue limit %" PRIu32 ")", profile->direction[passage->direction].limit);
  if (fate->rule >= 0)
    say(comment, COMMENT_BYTES, "rule %d: %s", fate->rule + 1, actions[profile->rules[fate->rule].action]);
  if (fate->duplicated) say(comment, COMMENT_BYTES, "duplicated");
}

void fate_note(char *note, size_t size, const struct fate *fate, bool is_copy) {
  note[0] = '\0';
  if (is_copy) say(note, size, "duplicate");
  if (fate->reordered) say(note, size, "sent ahead (reorder)");
  if (fate->delay_ns > 0) say(note, size, "delayed %.7g ms", (double)fate->delay_ns / 1e6);
  if (fate->corrupted_visibly) say(note, size, "corrupted (visible, byte %ld)", fate->payload_byte);
  if (fate->corrupted) say(note, size, "corrupted (frame byte %ld)", fate->frame_byte);
}

bool fate_log_start(struct fate_log *log) {
  log->wanted = true;
  log->text = malloc(FATE_LOG_BYTES);
  return log->text != NULL;
}

void fate_log_add(struct fate_log *log, const struct passage *passage, const struct fate *fate, bool is_copy) {
  static const char *const ends[] = {"passed", "lost", "rule", "blackout", "limit"};
  static const char *const directions[] = {"aToB", "bToA"};
  const struct transmission *transmission = &passage->transmission;
  char message[96] = "", rule[24] = "", corrupted[64] = "";
  if (transmission->times)
    snprintf(message, sizeof message, ",\"class\":\"%s\",\"rel\":%" PRId64 ",\"k\":%" PRIu32,
             transmission->message.class, transmission->rel, transmission->times);
  if (fate->rule >= 0) snprintf(rule, sizeof rule, ",\"rule\":%d", fate->rule + 1);
  int used = 0;
  if (fate->corrupted) used = snprintf(corrupted, sizeof corrupted, ",\"frameByte\":%ld", fate->frame_byte);
  if (fate->corrupted_visibly)
    snprintf(corrupted + used, sizeof corrupted - (size_t)used, ",\"payloadByte\":%ld", fate->payload_byte);
  char line[512];
  int length = snprintf(line, sizeof line,
                        "{\"event\":\"fate\",\"direction\":\"%s\",\"protocol\":%u,\"flow\":%" PRIu32
                        ",\"index\":%" PRIu64 "%s,\"copy\":%s,\"fate\":\"%s\"%s,\"duplicated\":%s,\"reordered\":%s"
                        ",\"delayNs\":%" PRId64 "%s,\"bytes\":%" PRIu32 "}\n",
                        directions[passage->direction], passage->packet.protocol, transmission->flow,
                        transmission->index, message, is_copy ? "true" : "false", ends[fate->end], rule,
                        fate->duplicated ? "true" : "false", fate->reordered ? "true" : "false", fate->delay_ns,
                        corrupted, passage->length);
  if (length < 0 || (size_t)length >= sizeof line) return;
  if (log->to + (size_t)length > FATE_LOG_BYTES && log->from > 0) {
    memmove(log->text, log->text + log->from, log->to - log->from);
    log->to -= log->from;
    log->from = 0;
  }
  if (log->to + (size_t)length > FATE_LOG_BYTES) {
    log->dropped++;
    return;
  }
  memcpy(log->text + log->to, line, (size_t)length);
  log->to += (size_t)length;
}

void fate_log_write_some(struct fate_log *log, int fd) {
  size_t piece = fate_log_pending(log);
  if (piece > PIPE_BUF) piece = PIPE_BUF;
  ssize_t taken = write(fd, log->text + log->from, piece);
  if (taken < 0 && errno != EINTR && errno != EAGAIN) log->from = log->to; /* the reader is gone */
  if (taken > 0) log->from += (size_t)taken;
  if (log->from == log->to) log->from = log->to = 0;
}

void fate_log_finish(struct fate_log *log, int fd, uint64_t deadline_ns) {
  while (fate_log_pending(log) > 0) {
    uint64_t now = steady_ns();
    struct pollfd out = {.fd = fd, .events = POLLOUT};
    int ready = poll(&out, 1, now < deadline_ns ? (int)((deadline_ns - now) / 1000000u) : 0);
    if (ready > 0) fate_log_write_some(log, fd);
    if (ready == 0) return;
  }
}
