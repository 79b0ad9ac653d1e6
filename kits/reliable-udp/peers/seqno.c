#include "seqno.h"

#include <string.h>

enum { MOST_TEXT = 4096 };

static bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool seqno_read(struct seqno *number, const void *text, size_t size) {
  const char *at = text, *end = at + size;
  if (size > MOST_TEXT) return false;
  while (at < end && is_blank(*at)) at++;
  while (at < end && is_blank(end[-1])) end--;
  number->sign = 1;
  if (at < end && (*at == '+' || *at == '-')) number->sign = *at++ == '-' ? -1 : 1;
  if (at == end || !is_digit(end[-1])) return false;
  number->length = 0;
  for (bool after_digit = false; at < end; at++) {
    if (is_digit(*at)) {
      after_digit = true;
      if (number->length == 1 && number->digits[0] == '0') number->length = 0;
      number->digits[number->length++] = *at;
    } else if (*at == '_' && after_digit) {
      after_digit = false;
    } else {
      return false;
    }
  }
  if (number->length == 1 && number->digits[0] == '0') number->sign = 1;
  return true;
}

size_t seqno_write(const struct seqno *number, char *text) {
  size_t minus = number->sign < 0;
  if (minus) text[0] = '-';
  memcpy(text + minus, number->digits, (size_t)number->length);
  return minus + (size_t)number->length;
}

/** The digit, with the number's sign, that stands for 10^power. */
static int digit_at(const struct seqno *number, int power) {
  return power < number->length ? number->sign * (number->digits[number->length - 1 - power] - '0') : 0;
}

int64_t seqno_minus(const struct seqno *a, const struct seqno *b) {
  int64_t difference = 0;
  /* From the highest digit down. What is beyond SEQNO_FAR stays there: later digits add less than a factor takes it
     away, 10 v - 9 >= v for v >= 1 with numbers of one sign; of two signs, all terms push the same way. */
  for (int power = (a->length > b->length ? a->length : b->length) - 1; power >= 0; power--) {
    difference = 10 * difference + digit_at(a, power) - digit_at(b, power);
    if (difference >= SEQNO_FAR) return SEQNO_FAR;
    if (difference <= -SEQNO_FAR) return -SEQNO_FAR;
  }
  return difference;
}

/** One further from zero. */
static void grow(struct seqno *number) {
  int i = number->length - 1;
  while (i >= 0 && number->digits[i] == '9') number->digits[i--] = '0';
  if (i >= 0) {
    number->digits[i]++;
  } else if (number->length < SEQNO_DIGITS) {
    number->digits[0] = '1'; /* all were nines: a one and as many zeros */
    number->digits[number->length++] = '0';
  }
}

/** One nearer to zero; the number is not zero. */
static void shrink(struct seqno *number) {
  int i = number->length - 1;
  while (number->digits[i] == '0') number->digits[i--] = '9';
  number->digits[i]--;
  if (number->digits[0] == '0' && number->length > 1) {
    memmove(number->digits, number->digits + 1, (size_t)--number->length);
  }
}

void seqno_increment(struct seqno *number) {
  if (number->sign > 0) {
    grow(number);
    return;
  }
  shrink(number);
  if (number->length == 1 && number->digits[0] == '0') number->sign = 1;
}

void seqno_copy(struct seqno *to, const struct seqno *from) {
  to->sign = from->sign;
  to->length = from->length;
  memcpy(to->digits, from->digits, (size_t)from->length);
}
