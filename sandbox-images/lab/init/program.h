/* The programs that init runs: start, output, limits, end. */
#ifndef PROGRAM_H
#define PROGRAM_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

#include "protocol.h"

#define MAX_PROGRAMS 64

struct program {
    bool used;
    uint32_t id;
    pid_t pid;
    int in, out, err; /* our ends; -1 when closed */
    uint8_t *pending; /* not yet written to its standard input */
    size_t pending_length;
    unsigned drains_owed; /* FRAME_STDIN_DRAINED, one for each FRAME_STDIN with bytes */
    bool close_in; /* after what is pending */
    uint64_t started_us, wall_deadline_us; /* CLOCK_MONOTONIC; no deadline: 0 */
    uint64_t output_left;
    uint64_t oom_kills_before;
    uint64_t starved_us; /* as it was when it last was looked at */
    enum end_cause cause; /* why we ended it; END_EXITED while we have not */
};

extern struct program programs[MAX_PROGRAMS];

uint64_t now_us(void);
struct program *program_by_id(uint32_t id);

/* Starts what the RUN frame asks for, or answers EXIT (END_NOT_STARTED) or REFUSED. */
void program_start(uint32_t id, const uint8_t *payload, uint32_t length);
void program_stdin(struct program *program, const uint8_t *data, uint32_t length);
void program_write_pending(struct program *program);
/* Reads one of its streams once. False when there was nothing to read. */
bool program_read(struct program *program, int stream);
void program_end(struct program *program, enum end_cause cause);
/* To be called while its process can still be looked at, ended or not. */
void program_look(struct program *program);
/* Drains its streams and answers EXIT. */
void program_reaped(struct program *program, int status, const struct rusage *usage);

#endif
