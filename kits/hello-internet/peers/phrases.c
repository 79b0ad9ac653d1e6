#include "phrases.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/** The length of `word` where `text` begins with it in any case, else 0. */
static size_t word_length(const char *text, size_t size, const char *word) {
  size_t n = strlen(word);
  return size >= n && strncasecmp(text, word, n) == 0 ? n : 0;
}

/** The length of good[\s-]*bye where `text` begins with it, else 0. */
static size_t goodbye_length(const char *text, size_t size) {
  size_t i = word_length(text, size, "good");
  if (i == 0) return 0;
  while (i < size && (text[i] == '-' || isspace((unsigned char)text[i]))) i++;
  size_t bye = word_length(text + i, size - i, "bye");
  return bye ? i + bye : 0;
}

bool has_hello(const char *text, size_t size) {
  for (size_t i = 0; i < size; i++)
    if (word_length(text + i, size - i, "hello")) return true;
  return false;
}

bool has_goodbye(const char *text, size_t size) {
  for (size_t i = 0; i < size; i++)
    if (goodbye_length(text + i, size - i)) return true;
  return false;
}

static bool is_wrapping(char c) { return isspace((unsigned char)c) || c == '"' || c == '\''; }

bool is_challenge_goodbye(const char *text, size_t size) {
  while (size > 0 && is_wrapping(text[size - 1])) size--;
  while (size > 0 && is_wrapping(*text)) text++, size--;
  size_t i = goodbye_length(text, size);
  if (i == 0) return false;
  size_t rest = word_length(text + i, size - i, " gradewire from ");
  /* The end was trimmed, so anything after the blank is the server's own language. */
  return rest > 0 && i + rest < size;
}

void fill_with_words(char *into, size_t size, const char *first, const char *last) {
  static const char words[] = " and so on";
  size_t head = strlen(first), tail = strlen(last);
  memcpy(into, first, head);
  for (size_t i = head; i < size; i++) into[i] = words[(i - head) % (sizeof words - 1)];
  into[size - tail - 1] = ' ';
  memcpy(into + size - tail, last, tail);
}
