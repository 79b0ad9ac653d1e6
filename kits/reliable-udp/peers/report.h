/* What a receiver says on standard output: one JSON object a line, written at once. */
#ifndef REPORT_H
#define REPORT_H

#include <stdarg.h>

/** Writes a line by printf's rules; `format` has no newline. At most 70,000 bytes. */
__attribute__((format(printf, 1, 2))) void report(const char *format, ...);

/** A fault of the machine the receiver runs on, said once: {"event":"fault","text":"cannot write: No space…"} */
void report_fault(const char *what, int error);

#endif
