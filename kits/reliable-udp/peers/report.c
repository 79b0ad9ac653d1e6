#include "report.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MOST_LINE = 70000 };

void report(const char *format, ...) {
  static char line[MOST_LINE + 1];
  va_list values;
  va_start(values, format);
  int length = vsnprintf(line, MOST_LINE, format, values);
  va_end(values);
  if (length < 0) return;
  size_t size = length < MOST_LINE ? (size_t)length : MOST_LINE - 1;
  line[size++] = '\n';
  for (size_t done = 0; done < size;) {
    ssize_t n = write(STDOUT_FILENO, line + done, size - done);
    if (n > 0) done += (size_t)n;
    else if (errno != EINTR) return; /* nobody listens any more; the files are still written */
  }
}

void report_fault(const char *what, int error) {
  static bool said;
  if (said) return;
  said = true;
  report("{\"event\":\"fault\",\"text\":\"%s: %s\"}", what, strerror(error));
}
