#include "words.h"

#include <string.h>

bool words_split(struct words *words, const char *line, size_t length) {
  if (length > MOST_LINE || memchr(line, '\0', length)) return false;
  memcpy(words->text, line, length);
  words->text[length] = '\0';
  words->count = 0;
  char *rest;
  for (char *word = strtok_r(words->text, " \t\r", &rest); word; word = strtok_r(NULL, " \t\r", &rest)) {
    if (words->count == MOST_WORDS) return false;
    words->word[words->count++] = word;
  }
  return true;
}

bool number(const char *text, uint64_t most, uint64_t *value) {
  uint64_t sum = 0;
  if (!*text) return false;
  for (; *text; text++) {
    if (*text < '0' || *text > '9') return false;
    uint64_t digit = (uint64_t)(*text - '0');
    if (sum > (most - digit) / 10 || digit > most) return false;
    sum = sum * 10 + digit;
  }
  *value = sum;
  return true;
}

bool number32(const char *text, uint32_t *value) {
  uint64_t wide;
  if (!number(text, UINT32_MAX, &wide)) return false;
  *value = (uint32_t)wide;
  return true;
}

bool numbers32(char *const words[], int count, uint32_t *values) {
  for (int i = 0; i < count; i++)
    if (!number32(words[i], &values[i])) return false;
  return true;
}

int one_of(const char *text, const char *const names[]) {
  for (int i = 0; names[i]; i++)
    if (strcmp(text, names[i]) == 0) return i;
  return -1;
}

bool class_name(const char *text, char name[MOST_CLASS + 1]) {
  size_t length = strlen(text);
  if (length == 0 || length > MOST_CLASS || strpbrk(text, "\"\\") || strcmp(text, "-") == 0) return false;
  for (size_t i = 0; i < length; i++)
    if (text[i] < '!' || text[i] > '~') return false;
  memcpy(name, text, length + 1);
  return true;
}

int direction_of(const char *text) {
  static const char *const names[] = {"a2b", "b2a", NULL};
  return one_of(text, names);
}
