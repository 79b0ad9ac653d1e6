/* Unit tests. `make check` runs them under ASan and UBSan. */
#include "check/check.h"

#include <stdarg.h>
#include <stdio.h>

static int truths, failures;

void expect(bool truth, const char *what, ...) {
  truths++;
  if (truth) return;
  failures++;
  va_list values;
  va_start(values, what);
  fputs("not so: ", stderr);
  vfprintf(stderr, what, values);
  fputc('\n', stderr);
  va_end(values);
}

int main(void) {
  check_messages();
  check_seqnos();
  check_receiving();
  check_sending();
  check_transfers();
  printf("%d of %d are so\n", truths - failures, truths);
  return failures > 0;
}
