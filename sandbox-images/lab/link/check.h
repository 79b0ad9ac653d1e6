#ifndef LINK_CHECK_H
#define LINK_CHECK_H
#include <stddef.h>

#include "directives.h"

/* What the unit tests share. */

extern int failures;

void expect(bool truth, const char *what);
void near(double value, double wanted, double tolerance, const char *what);

/** A profile from directives, one a line; a line that is refused is a failure. */
struct profile profile_of(const char *lines);

/** A UDP frame with a right checksum. Returns its length. */
uint32_t make_udp(uint8_t *frame, const char *payload, size_t length, uint16_t from, uint16_t to);

void check_checksum(void);
void check_repair(void);
void check_keying(void);
void check_bursts(void);
void check_families(void);
void check_moderation(void);
void check_busy_poll(void);
void check_report(void);

#endif
