#ifndef LINK_SETTINGS_H
#define LINK_SETTINGS_H
#include <stdbool.h>
#include <stddef.h>

enum exit_code { EXIT_DONE = 0, EXIT_USAGE = 2, EXIT_FAULT = 3 };

struct settings {
  const char *interface_a, *interface_b, *name_a, *name_b;
  size_t capture_limit;
  bool fates;
  bool observe; /* the kernel forwards, we only look */
};

/** What the command line says; a command line that is none ends the program with EXIT_USAGE and a line that says why. */
struct settings settings_of(int argc, char **argv);

#endif
