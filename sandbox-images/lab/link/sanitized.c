/* For the build under ASan and UBSan. */
#include <sanitizer/common_interface_defs.h>
#include <stdio.h>

/** A link that ends keeps what it has, and may not trace itself to say so. */
const char *__asan_default_options(void);
const char *__asan_default_options(void) { return "detect_leaks=0"; }

static char summary[256];

/** What was found, in a line, is said last: of what a link says as it dies, the last line is what a fault tells. */
static void say_summary(void) {
  if (*summary) fprintf(stderr, "%s\n", summary);
}

void __sanitizer_report_error_summary(const char *error_summary) {
  snprintf(summary, sizeof summary, "%s", error_summary);
  __sanitizer_set_death_callback(say_summary);
}
