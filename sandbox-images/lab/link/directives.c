#include "directives.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "message_directive.h"
#include "rule_directive.h"
#include "words.h"

void profile_clean(struct profile *profile) {
  memset(profile, 0, sizeof *profile);
  for (int i = 0; i < DIRECTIONS; i++) profile->direction[i].limit = DEFAULT_LIMIT;
}

bool profile_is_clean(const struct profile *profile, enum direction direction) {
  const struct direction_profile *to = &profile->direction[direction];
  for (int i = 0; i < profile->rule_count; i++)
    if (profile->rules[i].direction == direction) return false;
  return !to->delay_ns && !to->jitter_ns && to->loss_model == LOSS_RANDOM && !to->loss.probability && !to->duplicate &&
         !to->corrupt && !to->rate && !to->visible && !to->blackout_count;
}

static const char *read_delay(struct direction_profile *to, char *const word[], int count) {
  static const char *const names[] = {"uniform", "normal", "pareto", "paretonormal", NULL};
  uint64_t delay, jitter;
  int name = count == 3 ? one_of(word[2], names) : -1;
  if (name < 0 || !number(word[0], MOST_TIME_NS, &delay) || !number(word[1], INT32_MAX, &jitter))
    return "delay takes ns (a day at most), jitter ns (2147483647 at most), uniform|normal|pareto|paretonormal";
  to->delay_ns = (int64_t)delay;
  to->jitter_ns = (int32_t)jitter;
  to->distribution = (enum distribution)name;
  return NULL;
}

static const char *read_loss(struct direction_profile *to, char *const word[], int count) {
  static const char *const names[] = {"random", "gemodel", "state", NULL};
  static const int parameters[] = {1, 4, 5};
  uint32_t value[5] = {0};
  int name = count > 0 ? one_of(word[0], names) : -1;
  if (name < 0 || count != 1 + parameters[name] || !numbers32(word + 1, parameters[name], value))
    return "loss takes random P | gemodel P R 1-H 1-K | state P13 P31 P32 P23 P14, each up to 4294967295";
  to->loss_model = (enum loss_model)name;
  if (name == LOSS_RANDOM) to->loss.probability = value[0];
  if (name == LOSS_GEMODEL) {
    to->loss.gemodel.p = value[0];
    to->loss.gemodel.r = value[1];
    to->loss.gemodel.one_minus_h = value[2];
    to->loss.gemodel.one_minus_k = value[3];
  }
  if (name == LOSS_STATE) {
    to->loss.state.p13 = value[0];
    to->loss.state.p31 = value[1];
    to->loss.state.p32 = value[2];
    to->loss.state.p23 = value[3];
    to->loss.state.p14 = value[4];
    if ((uint64_t)value[0] + value[4] > UINT32_MAX || (uint64_t)value[1] + value[2] > UINT32_MAX)
      return "loss state: P13 and P14, and P31 and P32, are ways out of one state: together at most 4294967295";
  }
  return NULL;
}

static const char *read_rate(struct direction_profile *to, char *const word[], int count) {
  uint64_t rate, overhead;
  bool negative = count == 2 && word[1][0] == '-';
  if (count != 2 || !number(word[0], UINT64_C(1) << 50, &rate) || !number(word[1] + negative, 65535, &overhead))
    return "rate takes bytes/s and the bytes added to each packet (-65535 to 65535)";
  to->rate = rate;
  to->rate_overhead = negative ? -(int32_t)overhead : (int32_t)overhead;
  return NULL;
}

static const char *read_visible(struct direction_profile *to, char *const word[], int count) {
  static const char *const regions[] = {"any", "header", "data", NULL}, *const damages[] = {"bit", "printable", NULL};
  int region = count == 3 ? one_of(word[1], regions) : -1, damage = count == 3 ? one_of(word[2], damages) : -1;
  if (region < 0 || damage < 0 || !number32(word[0], &to->visible))
    return "visible takes P, data|header|any, printable|bit";
  to->visible_region = (enum region)region;
  to->visible_damage = (enum damage)damage;
  return NULL;
}

static const char *read_blackout(struct direction_profile *to, char *const word[], int count) {
  struct blackout new;
  if (count != 2 || !number(word[0], MOST_TIME_NS, &new.from_ns) || !number(word[1], MOST_TIME_NS, &new.to_ns) ||
      new.from_ns >= new.to_ns)
    return "blackout takes two times in ns after the first packet, the second one later than the first";
  for (int i = 0; i < to->blackout_count; i++)
    if (new.from_ns < to->blackouts[i].to_ns && to->blackouts[i].from_ns < new.to_ns) return "blackouts overlap";
  if (to->blackout_count == MOST_BLACKOUTS) return "too many blackouts";
  to->blackouts[to->blackout_count++] = new;
  return NULL;
}

static const char *read_impairment(struct direction_profile *to, char *const word[], int count) {
  static const char *const names[] = {"delay", "loss",  "duplicate", "corrupt", "reorder", "rate",
                                      "limit", "visible", "blackout", NULL};
  uint64_t limit;
  switch (count > 0 ? one_of(word[0], names) : -1) {
    case 0: return read_delay(to, word + 1, count - 1);
    case 1: return read_loss(to, word + 1, count - 1);
    case 2: return count == 2 && number32(word[1], &to->duplicate) ? NULL : "duplicate takes P";
    case 3: return count == 2 && number32(word[1], &to->corrupt) ? NULL : "corrupt takes P";
    case 4:
      if (count != 3 || !number32(word[1], &to->reorder) || !number32(word[2], &to->gap))
        return "reorder takes P and the gap";
      return NULL;
    case 5: return read_rate(to, word + 1, count - 1);
    case 6:
      if (count != 2 || !number(word[1], 1000000, &limit) || limit == 0) return "limit takes 1 to 1000000 packets";
      to->limit = (uint32_t)limit;
      return NULL;
    case 7: return read_visible(to, word + 1, count - 1);
    case 8: return read_blackout(to, word + 1, count - 1);
    default: return "not an impairment";
  }
}

static const char *read_seed(struct profile *profile, char *const word[], int count) {
  if (count < 1 || count > 2 || !number(word[0], UINT64_MAX, &profile->seed[A_TO_B]) ||
      !number(word[count - 1], UINT64_MAX, &profile->seed[B_TO_A]))
    return "seed takes a number below 2^64, or one for each direction";
  return NULL;
}

const char *directive_read(struct profile *profile, const char *line, size_t length) {
  static const char *const names[] = {"seed", "keying", "message", "rule", "blackout", "family", NULL};
  static const char *const keyings[] = {"stream", "flow", "message", NULL};
  struct words words;
  if (!words_split(&words, line, length)) return "a line is too long, has too many words or holds a NUL";
  if (words.count == 0 || words.word[0][0] == '#') return NULL;
  char **rest = words.word + 1;
  int count = words.count - 1;

  int direction = direction_of(words.word[0]);
  if (direction >= 0) return read_impairment(&profile->direction[direction], rest, count);
  switch (one_of(words.word[0], names)) {
    case 0: return read_seed(profile, rest, count);
    case 1: {
      int keying = count == 1 ? one_of(rest[0], keyings) : -1;
      if (keying < 0) return "keying takes stream|flow|message";
      profile->keying = (enum keying)keying;
      return NULL;
    }
    case 2: return message_directive_read(&profile->message, rest, count);
    case 3: return rule_directive_read(profile, rest, count);
    case 4: {
      const char *problem = read_blackout(&profile->direction[A_TO_B], rest, count);
      return problem ? problem : read_blackout(&profile->direction[B_TO_A], rest, count);
    }
    case 5: return family_directive_read(&profile->message, rest, count);
    default: return "not a directive";
  }
}

const char *profile_contradiction(const struct profile *profile) {
  if (profile->keying == KEYED_BY_MESSAGE && !profile->message.given)
    return "keying message needs a message line that says how a packet is read";
  if (profile->message.family_count && !profile->message.given)
    return "a family needs a message line that says how a packet is read";
  for (int i = 0; i < profile->rule_count; i++)
    if (profile->rules[i].class[0] && !profile->message.given)
      return "a rule with a class needs a message line that says how a packet is read";
  for (int i = 0; i < DIRECTIONS; i++) {
    const struct direction_profile *to = &profile->direction[i];
    if (to->visible && to->visible_region != REGION_ANY && !profile->message.given)
      return "visible data or header needs a message line that says where the header ends";
    if (to->reorder && !to->gap) return "reorder needs a gap of at least 1";
    if (to->reorder && !to->delay_ns && !to->rate) return "reorder needs a delay or a rate to overtake";
  }
  return NULL;
}

const char *directives_read(struct profile *profile, int fd) {
  static char message[256];
  char line[MOST_LINE + 1], piece[4096];
  size_t length = 0;
  int at = 1;
  profile_clean(profile);
  for (;;) {
    ssize_t got = read(fd, piece, sizeof piece);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return "input ended before go";
    for (ssize_t i = 0; i < got; i++) {
      if (piece[i] != '\n') {
        if (length <= MOST_LINE) line[length++] = piece[i];
        continue;
      }
      if (length > 0 && length <= MOST_LINE && line[length - 1] == '\r') length--; /* not of what was cut off */
      if (length == 2 && memcmp(line, "go", 2) == 0) return profile_contradiction(profile);
      const char *problem = directive_read(profile, line, length);
      if (problem) {
        snprintf(message, sizeof message, "line %d: %s", at, problem);
        return message;
      }
      at++;
      length = 0;
    }
  }
}
