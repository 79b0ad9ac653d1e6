#include "rule_directive.h"

#include <netinet/in.h>
#include <string.h>

#include "words.h"

static int hex_digit(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  return digit >= 'A' && digit <= 'F' ? digit - 'A' + 10 : -1;
}

static bool read_prefix(struct rule *rule, const char *text) {
  if (strcmp(text, "-") == 0) return true;
  size_t digits = strlen(text);
  if (digits % 2 || digits > 2 * MOST_PREFIX) return false;
  for (size_t i = 0; i < digits; i += 2) {
    int high = hex_digit(text[i]), low = hex_digit(text[i + 1]);
    if (high < 0 || low < 0) return false;
    rule->prefix[rule->prefix_length++] = (uint8_t)(high << 4 | low);
  }
  return true;
}

const char *rule_directive_read(struct profile *profile, char *const word[], int count) {
  static const char *const protocols[] = {"any", "udp", "tcp", NULL};
  static const char *const actions[] = {"drop", "duplicate", "corrupt", NULL};
  static const uint8_t numbers[] = {0, IPPROTO_UDP, IPPROTO_TCP};
  if (count != 6)
    return "rule takes a2b|b2a, udp|tcp|any, a class or -, a payload prefix in hex or -, n (0: every), an action";
  struct rule rule = {0};
  int direction = direction_of(word[0]), protocol = one_of(word[1], protocols);
  int action = one_of(word[5], actions);
  if (direction < 0) return "a rule's direction is a2b or b2a";
  if (protocol < 0) return "a rule's protocol is udp, tcp or any";
  if (strcmp(word[2], "-") != 0 && !class_name(word[2], rule.class))
    return "a rule's class is up to 16 printable characters, or -";
  if (!read_prefix(&rule, word[3])) return "a rule's payload prefix is up to 64 bytes in hex, or -";
  if (!number(word[4], UINT32_MAX, &rule.nth)) return "a rule's n is 0 (every) or counts from 1";
  if (action < 0 && (strncmp(word[5], "delay:", 6) != 0 || !number(word[5] + 6, MOST_TIME_NS, &rule.delay_ns)))
    return "a rule's action is drop, duplicate, corrupt or delay:NS";
  if (profile->rule_count == MOST_RULES) return "too many rules";
  rule.direction = (enum direction)direction;
  rule.protocol = numbers[protocol];
  rule.action = action < 0 ? RULE_DELAY : (enum rule_action)action;
  profile->rules[profile->rule_count++] = rule;
  return NULL;
}
