#ifndef LINK_DIRECTIVES_H
#define LINK_DIRECTIVES_H
#include <stddef.h>

#include "profile.h"

/*
 * The engine's directives, one a line. P is a probability as a share of 4294967295; DIR is a2b or b2a; times are in ns.
 *
 *   seed N [N]                    one number, or one for each direction; in stream mode each seeds a netem of its own
 *   keying stream|flow|message
 *   message SEPARATOR CLASS SEQUENCE   a byte's value, and two fields' numbers from 0: how a UDP payload is read
 *   family CLASS …                up to 8 classes that share one numbering: keyed alike, under the first one's name
 *   blackout FROM TO              in both directions; like DIR blackout, counted from the first IP packet of all
 *   DIR delay MEAN JITTER uniform|normal|pareto|paretonormal
 *   DIR loss random P | gemodel P R 1-H 1-K | state P13 P31 P32 P23 P14
 *   DIR duplicate P
 *   DIR corrupt P                 one bit of the frame, which no application gets to see
 *   DIR reorder P GAP
 *   DIR rate BYTES_PER_S OVERHEAD
 *   DIR limit PACKETS
 *   DIR visible P data|header|any printable|bit     one byte of a UDP payload, with the checksum repaired
 *   DIR blackout FROM TO
 *   rule DIR udp|tcp|any CLASS|- PREFIX_IN_HEX|- N drop|duplicate|corrupt|delay:NS     N counts from 1; 0: every one
 *   go
 */

/** The profile that changes nothing. */
void profile_clean(struct profile *profile);

/** True if packets of this direction are neither changed, dropped, copied nor held. */
bool profile_is_clean(const struct profile *profile, enum direction direction);

/**
 * Reads one line, without its newline, into `profile`. NULL, or what is wrong with it (static text). An empty line and
 * one that starts with # say nothing.
 */
const char *directive_read(struct profile *profile, const char *line, size_t length);

/** What only the whole profile shows: NULL, or what does not fit together. */
const char *profile_contradiction(const struct profile *profile);

/**
 * Reads lines from `fd` up to `go`. NULL when the frames may flow, else what is wrong, with the line's number (static
 * memory). What follows `go` may be read away.
 */
const char *directives_read(struct profile *profile, int fd);

#endif
