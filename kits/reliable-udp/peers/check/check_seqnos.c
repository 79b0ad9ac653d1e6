/* Sequence numbers: what Python's int() says of the same text, and arithmetic across every boundary. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check/check.h"
#include "seqno.h"

static void check_reading(void) {
  static const struct {
    const char *text, *number;
  } reads[] = {{"0", "0"},       {"-0", "0"},       {"+0", "0"},   {"007", "7"},       {"-007", "-7"},
               {" 5\n", "5"},    {"\t\v\f\r5", "5"}, {"1_0", "10"}, {"0_0", "0"},       {"0_1_2", "12"},
               {"- 5", NULL},    {"--5", NULL},     {"+-5", NULL}, {"1__0", NULL},     {"_1", NULL},
               {"1_", NULL},     {"-_1", NULL},     {"", NULL},    {" ", NULL},        {"+", NULL},
               {"5 5", NULL},    {"5L", NULL},      {"1e3", NULL}, {"\0345", NULL},    {"5\034", NULL},
               {"\302\2405", NULL}, {"\331\243", NULL}, {"18446744073709551616", "18446744073709551616"}};
  static struct seqno number;
  char text[SEQNO_DIGITS + 2];
  for (size_t i = 0; i < sizeof reads / sizeof *reads; i++) {
    bool read = seqno_read(&number, reads[i].text, strlen(reads[i].text));
    expect(read == (reads[i].number != NULL), "\"%s\" is a number or not", reads[i].text);
    if (!read || reads[i].number == NULL) continue;
    text[seqno_write(&number, text)] = '\0';
    expect(strcmp(text, reads[i].number) == 0, "\"%s\" is read as %s", reads[i].text, text);
  }
  expect(!seqno_read(&number, "5\0", 2), "a NUL is no blank");
}

static void check_arithmetic(void) {
  static struct seqno a, b;
  char text[64], text2[64];
  static const long long around[] = {0, 9, 10, 99, 100, 999, 1000, 999999999999, 123456789};
  for (size_t i = 0; i < sizeof around / sizeof *around; i++)
    for (int sign = -1; sign <= 1; sign += 2)
      for (int off = -3; off <= 3; off++) {
        long long value = sign * around[i] + off;
        seqno_read(&a, text, (size_t)snprintf(text, sizeof text, "%lld", value));
        for (long long other = value - 4; other <= value + 4; other++) {
          seqno_read(&b, text2, (size_t)snprintf(text2, sizeof text2, "%lld", other));
          expect(seqno_minus(&b, &a) == other - value, "%s - %s", text2, text);
        }
        seqno_read(&b, "0", 1);
        long long distance = llabs(value) < SEQNO_FAR ? value : value < 0 ? -SEQNO_FAR : SEQNO_FAR;
        expect(seqno_minus(&a, &b) == distance, "%s - 0", text);
        seqno_increment(&a);
        text2[seqno_write(&a, text2)] = '\0';
        expect(atoll(text2) == value + 1 && strcmp(text2, "-0") != 0, "%s + 1 is %s", text, text2);
      }
}

static void check_giants(void) {
  static struct seqno a, b;
  static char nines[4096];
  memset(nines, '9', sizeof nines);
  expect(seqno_read(&a, nines, sizeof nines) && seqno_read(&b, nines, sizeof nines), "4096 digits are read");
  seqno_increment(&b);
  expect(b.length == 4097 && b.digits[0] == '1' && b.digits[4096] == '0', "4096 nines and one more");
  expect(seqno_minus(&b, &a) == 1 && seqno_minus(&a, &b) == -1, "the difference of giants");
  a.sign = -1;
  expect(seqno_minus(&b, &a) == SEQNO_FAR && seqno_minus(&a, &b) == -SEQNO_FAR, "far apart");
}

void check_seqnos(void) {
  check_reading();
  check_arithmetic();
  check_giants();
}
