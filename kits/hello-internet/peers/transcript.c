#include "transcript.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* With four characters for a byte a line stays below PIPE_BUF (4096), so lines of several processes do not mix. */
enum { LINE = 4096, SHOWN = 300 };

static const char *prefix = "";

void transcript_prefix(const char *text) { prefix = text; }

void event(const char *format, ...) {
  char line[LINE];
  size_t used = (size_t)snprintf(line, 64, "%s", prefix);
  va_list values;
  va_start(values, format);
  int n = vsnprintf(line + used, sizeof line - used - 1, format, values);
  va_end(values);
  if (n < 0) return;
  used = strlen(line);
  line[used++] = '\n';
  for (size_t done = 0; done < used;) {
    ssize_t w = write(STDOUT_FILENO, line + done, used - done);
    if (w > 0) done += (size_t)w;
    else if (errno != EINTR) return; /* nobody reads any more: the exchange goes on, the exit code still counts */
  }
}

/** Writes `byte` as a C string literal would hold it and returns the number of characters (1, 2 or 4). */
static int escape(unsigned char byte, char *into) {
  static const char named[] = "\nn\rr\tt\"\"\\\\";
  for (const char *c = named; *c; c += 2)
    if ((unsigned char)*c == byte) return sprintf(into, "\\%c", c[1]);
  return sprintf(into, byte < 0x20 || byte > 0x7e ? "\\x%02x" : "%c", byte);
}

void event_text(const char *name, const char *text, size_t stored, size_t total) {
  char quoted[SHOWN * 4 + 1];
  size_t shown = stored < SHOWN ? stored : SHOWN, used = 0;
  quoted[0] = '\0';
  for (size_t i = 0; i < shown; i++) used += (size_t)escape((unsigned char)text[i], quoted + used);
  if (shown == total) event("%s \"%s\"", name, quoted);
  else event("%s \"%s\" and %zu bytes more", name, quoted, total - shown);
}
