#ifndef LINK_CHECK_H
#define LINK_CHECK_H
#include "directives.h"

/* What the unit tests share. */

extern int failures;

void expect(bool truth, const char *what);
void near(double value, double wanted, double tolerance, const char *what);

/** A profile from directives, one a line; a line that is refused is a failure. */
struct profile profile_of(const char *lines);

void check_repair(void);
void check_keying(void);

#endif
