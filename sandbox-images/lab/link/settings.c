#include "settings.h"

#include <errno.h>
#include <getopt.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture.h"

static void bad_usage(const char *reason) {
  fprintf(stderr,
          "link: %s; usage: link --a IFNAME --b IFNAME [--capture-limit BYTES] [--name-a NAME] [--name-b NAME] "
          "[--fates | --observe]\n",
          reason);
  exit(EXIT_USAGE);
}

/** Names go into JSON and into the capture: no character that would need escaping, and no more than `most` of them. */
static bool is_name(const char *text, size_t most) {
  size_t length = strlen(text);
  return length > 0 && length <= most &&
         strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-@") == length;
}

static size_t parse_limit(const char *text) {
  char *end;
  errno = 0;
  unsigned long long limit = strtoull(text, &end, 10);
  if (errno || *end || end == text || *text == '-' || limit > CAPTURE_MAX_LIMIT)
    bad_usage("--capture-limit takes a number of bytes up to 1073741824");
  return (size_t)limit;
}

struct settings settings_of(int argc, char **argv) {
  static const struct option options[] = {{"a", required_argument, NULL, 'a'},
                                          {"b", required_argument, NULL, 'b'},
                                          {"capture-limit", required_argument, NULL, 'l'},
                                          {"name-a", required_argument, NULL, 'A'},
                                          {"name-b", required_argument, NULL, 'B'},
                                          {"fates", no_argument, NULL, 'f'},
                                          {"observe", no_argument, NULL, 'o'},
                                          {NULL, 0, NULL, 0}};
  struct settings settings = {.name_a = "client", .name_b = "server", .capture_limit = 8u << 20};
  opterr = 0;
  for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
    if (option == 'a') settings.interface_a = optarg;
    else if (option == 'b') settings.interface_b = optarg;
    else if (option == 'A') settings.name_a = optarg;
    else if (option == 'B') settings.name_b = optarg;
    else if (option == 'f') settings.fates = true;
    else if (option == 'o') settings.observe = true;
    else if (option == 'l') settings.capture_limit = parse_limit(optarg);
    else bad_usage("an option is unknown or lacks its value");
  }
  if (optind != argc) bad_usage("an argument is not an option");
  if (settings.fates && settings.observe) bad_usage("only who forwards knows fates: not both --fates and --observe");
  if (!settings.interface_a || !settings.interface_b) bad_usage("both --a and --b are needed");
  if (!is_name(settings.interface_a, IFNAMSIZ - 1) || !is_name(settings.interface_b, IFNAMSIZ - 1))
    bad_usage("not the name of an interface");
  if (strcmp(settings.interface_a, settings.interface_b) == 0) bad_usage("--a and --b are the same interface");
  if (!is_name(settings.name_a, 32) || !is_name(settings.name_b, 32)) bad_usage("not the name of an endpoint");
  return settings;
}
