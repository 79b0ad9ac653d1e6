/*
 * Where received bytes go: to a file for each connection, to the report as base64, to both or to neither.
 * Faults are reported, never fatal: who lost the bytes is then plain from the report.
 */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct output;

/** `path` NULL: no files. Connection 1 is written to `path`, connection n to `path`.n. */
struct output *output_new(const char *path, bool report_data);

/** `slot` is 0 to OUTPUT_SLOTS - 1 and unused: one for each connection that is open at a time. */
enum { OUTPUT_SLOTS = 64 };
void output_open(struct output *output, int slot, int connection);

/** The bytes of a connection from `offset` on. In a file at once; in the report by output_flush at the latest. */
void output_write(struct output *output, int slot, int connection, uint64_t offset, const uint8_t *bytes, size_t size);

/** Reports what is not reported yet. To be called before any other event of a connection, and before waiting. */
void output_flush(struct output *output);

void output_close(struct output *output, int slot);

#endif
