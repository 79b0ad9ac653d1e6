#define _GNU_SOURCE
#include "program.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "oom.h"
#include "spawn.h"
#include "starvation.h"

struct program programs[MAX_PROGRAMS];

uint64_t now_us(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

struct program *program_by_id(uint32_t id) {
    for (int i = 0; i < MAX_PROGRAMS; i++)
        if (programs[i].used && programs[i].id == id) return &programs[i];
    return NULL;
}

static struct program *free_slot(void) {
    for (int i = 0; i < MAX_PROGRAMS; i++)
        if (!programs[i].used) return &programs[i];
    return NULL;
}

static bool none_runs(void) {
    for (int i = 0; i < MAX_PROGRAMS; i++)
        if (programs[i].used) return false;
    return true;
}

static void close_end(int *fd) {
    if (*fd >= 0) close(*fd);
    *fd = -1;
}

static void refuse(uint32_t id, const char *why) { frame_send(FRAME_REFUSED, id, why, strlen(why)); }

static void not_started(uint32_t id, int error) {
    struct exit_report report = {.cause = END_NOT_STARTED, .code = error};
    frame_send(FRAME_EXIT, id, &report, sizeof report);
}

/* Splits the NUL-terminated strings after the request into cwd, argv and environment. False if they do not fit. */
static bool read_strings(const struct run_request *request, char *at, char *end, char **cwd, char **argv, char **envp) {
    size_t wanted = 1u + request->argc + request->envc;
    if (request->argc == 0) return false;
    for (size_t i = 0; i < wanted; i++) {
        char *stop = memchr(at, 0, (size_t)(end - at));
        if (stop == NULL) return false;
        if (i == 0) *cwd = at;
        else if (i <= request->argc) argv[i - 1] = at;
        else envp[i - 1 - request->argc] = at;
        at = stop + 1;
    }
    argv[request->argc] = NULL;
    envp[request->envc] = NULL;
    return true;
}

void program_start(uint32_t id, const uint8_t *payload, uint32_t length) {
    struct run_request request;
    static char text[FRAME_MAX];
    static char *argv[UINT16_MAX + 1], *envp[UINT16_MAX + 1];
    char *cwd = NULL;
    if (length < sizeof request) return refuse(id, "RUN frame is too short");
    memcpy(&request, payload, sizeof request);
    memcpy(text, payload + sizeof request, length - sizeof request);
    if (!read_strings(&request, text, text + (length - sizeof request), &cwd, argv, envp))
        return refuse(id, "RUN frame holds fewer strings than it says");
    if (program_by_id(id) != NULL) return refuse(id, "a program of this id is running");
    struct program *program = free_slot();
    if (program == NULL) return refuse(id, "too many programs at once");

    if (none_runs()) starvation_reset();
    *program = (struct program){.used = true, .id = id, .in = -1, .out = -1, .err = -1};
    program->oom_kills_before = oom_kills();
    int error = spawn_child(&request, cwd, argv, envp, program);
    if (error != 0) {
        program->used = false;
        return not_started(id, error);
    }
    program->started_us = now_us();
    program->wall_deadline_us = request.wall_ms ? program->started_us + request.wall_ms * 1000ull : 0;
    program->output_left = request.output_bytes;
    frame_send(FRAME_STARTED, id, NULL, 0);
}

void program_stdin(struct program *program, const uint8_t *data, uint32_t length) {
    if (length == 0) program->close_in = true;
    else program->drains_owed++;
    if (length > 0 && program->in >= 0) {
        uint8_t *grown = realloc(program->pending, program->pending_length + length);
        if (grown != NULL) {
            memcpy(grown + program->pending_length, data, length);
            program->pending = grown;
            program->pending_length += length;
        }
    }
    program_write_pending(program);
}

void program_write_pending(struct program *program) {
    while (program->in >= 0 && program->pending_length > 0) {
        ssize_t n = write(program->in, program->pending, program->pending_length);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0 && errno == EAGAIN) return;
        if (n <= 0) { /* it closed its standard input: what is left can go nowhere */
            close_end(&program->in);
            break;
        }
        program->pending_length -= (size_t)n;
        memmove(program->pending, program->pending + n, program->pending_length);
    }
    program->pending_length = 0;
    for (; program->drains_owed > 0; program->drains_owed--) frame_send(FRAME_STDIN_DRAINED, program->id, NULL, 0);
    if (program->close_in) close_end(&program->in);
}

bool program_read(struct program *program, int stream) {
    static uint8_t chunk[1 + 65536];
    int *fd = stream == 1 ? &program->out : &program->err;
    if (*fd < 0) return false;
    ssize_t n = read(*fd, chunk + 1, sizeof chunk - 1);
    if (n < 0 && (errno == EINTR || errno == EAGAIN)) return false;
    if (n <= 0) { /* EIO: the last holder of the terminal's other side is gone */
        close_end(fd);
        return false;
    }
    size_t kept = (uint64_t)n <= program->output_left ? (size_t)n : (size_t)program->output_left;
    program->output_left -= kept;
    chunk[0] = (uint8_t)stream;
    if (kept > 0) frame_send(FRAME_OUTPUT, program->id, chunk, 1 + kept);
    if (kept < (size_t)n) {
        program_end(program, END_OUTPUT_LIMIT);
        return false;
    }
    return true;
}

void program_look(struct program *program) {
    uint64_t starved = starved_us();
    if (starved > program->starved_us) program->starved_us = starved;
}

void program_end(struct program *program, enum end_cause cause) {
    program_look(program);
    if (program->cause == END_EXITED) program->cause = cause;
    kill(-program->pid, SIGKILL);
    kill(program->pid, SIGKILL);
}

void program_reaped(struct program *program, int status, const struct rusage *usage) {
    while (program_read(program, 1)) continue;
    while (program_read(program, 2)) continue;
    struct exit_report report = {
        .cause = (uint8_t)program->cause,
        .code = WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status),
        .wall_us = now_us() - program->started_us,
        .cpu_us = (uint64_t)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1000000ull +
                  (uint64_t)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec),
        .max_rss_kib = (uint64_t)usage->ru_maxrss,
        .starved_us = program->starved_us,
    };
    bool killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    if (program->cause == END_EXITED && oom_kills() > program->oom_kills_before && (killed || report.code != 0))
        report.cause = END_OUT_OF_MEMORY;
    else if (program->cause == END_EXITED && WIFSIGNALED(status))
        report.cause = END_SIGNALLED;
    frame_send(FRAME_EXIT, program->id, &report, sizeof report);
    close_end(&program->in);
    close_end(&program->out);
    close_end(&program->err);
    free(program->pending);
    *program = (struct program){.used = false};
}
