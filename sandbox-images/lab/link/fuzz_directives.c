/* libFuzzer harness: the input is what the engine might say before `go`. What is taken must be within its bounds. */
#include <stdlib.h>
#include <string.h>

#include "directives.h"

static void require(int truth) {
  if (!truth) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct profile profile;
  profile_clean(&profile);
  while (size > 0) {
    const uint8_t *end = memchr(data, '\n', size);
    size_t length = end ? (size_t)(end - data) : size;
    char *line = malloc(length ? length : 1); /* of exactly this size, so that a byte too far is seen */
    if (!line) return 0;
    memcpy(line, data, length);
    directive_read(&profile, line, length);
    free(line);
    data += length + (end != NULL);
    size -= length + (end != NULL);
  }
  profile_contradiction(&profile);
  require(profile.rule_count >= 0 && profile.rule_count <= MOST_RULES);
  for (int i = 0; i < DIRECTIONS; i++) {
    const struct direction_profile *to = &profile.direction[i];
    require(to->blackout_count >= 0 && to->blackout_count <= MOST_BLACKOUTS);
    require(to->delay_ns >= 0 && to->jitter_ns >= 0 && to->limit > 0);
    for (int j = 0; j < to->blackout_count; j++) require(to->blackouts[j].from_ns < to->blackouts[j].to_ns);
    profile_is_clean(&profile, (enum direction)i);
  }
  require(profile.message.family_count >= 0 && profile.message.family_count <= MOST_FAMILIES);
  for (int i = 0; i < profile.message.family_count; i++) {
    const struct family_of_classes *family = &profile.message.families[i];
    require(family->count >= 1 && family->count <= MOST_FAMILY_CLASSES);
    for (int j = 0; j < family->count; j++)
      require(family->class[j][0] && memchr(family->class[j], '\0', sizeof family->class[j]) != NULL);
  }
  for (int i = 0; i < profile.rule_count; i++) {
    require(profile.rules[i].prefix_length >= 0 && profile.rules[i].prefix_length <= MOST_PREFIX);
    require(memchr(profile.rules[i].class, '\0', sizeof profile.rules[i].class) != NULL);
  }
  return 0;
}
