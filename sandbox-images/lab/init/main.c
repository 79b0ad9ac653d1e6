/* The first process of every sandbox: starts programs as the engine asks, streams their output, reports how they
 * ended, and puts the sandbox back into its first state between cases. Ends when the engine lets go of it. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "confine.h"
#include "program.h"
#include "sockets.h"
#include "spawn.h"
#include "starvation.h"
#include "wipe.h"

#define STUDENT_UID 65534
#define POLL_SOCKETS_MS 2

static struct {
    bool active;
    uint32_t id;
    uint16_t port;
    uint64_t deadline_us;
} awaiting;

static void reap(void) {
    siginfo_t ended = {0};
    while (waitid(P_ALL, 0, &ended, WEXITED | WNOHANG | WNOWAIT) == 0 && ended.si_pid > 0) {
        struct program *program = NULL;
        for (int i = 0; i < MAX_PROGRAMS; i++)
            if (programs[i].used && programs[i].pid == ended.si_pid) program = &programs[i];
        if (program != NULL) program_look(program);
        int status;
        struct rusage usage;
        if (wait4(ended.si_pid, &status, 0, &usage) != ended.si_pid) return;
        starvation_reaped(&usage);
        if (program != NULL) program_reaped(program, status, &usage);
        ended = (siginfo_t){0};
    }
}

/* kill(-1) spares only init itself. Anywhere but as the first process of a container it would end the host. */
static void reset(uint32_t id) {
    if (getpid() != 1) {
        const char *why = "reset is for the first process of a container only";
        return frame_send(FRAME_REFUSED, id, why, strlen(why));
    }
    for (int i = 0; i < MAX_PROGRAMS; i++)
        if (programs[i].used) program_end(&programs[i], END_STOPPED);
    while (kill(-1, SIGKILL) == 0 || errno != ESRCH) {
        int status;
        struct rusage usage;
        pid_t pid = wait4(-1, &status, 0, &usage);
        for (int i = 0; i < MAX_PROGRAMS; i++)
            if (pid > 0 && programs[i].used && programs[i].pid == pid) program_reaped(&programs[i], status, &usage);
    }
    reap();
    uint32_t report[2] = {wipe_as(STUDENT_UID), kept_connections()};
    frame_send(FRAME_RESET_DONE, id, report, sizeof report);
}

static void answer_awaiting(void) {
    static struct {
        uint8_t reason;
        struct listening_socket sockets[256];
    } __attribute__((packed)) answer;
    size_t count = listening_sockets(answer.sockets, 256);
    bool found = listens_on(answer.sockets, count, awaiting.port);
    bool ended = program_by_id(awaiting.id) == NULL;
    if (!found && !ended && now_us() < awaiting.deadline_us) return;
    answer.reason = found ? AWAIT_FOUND : ended ? AWAIT_ENDED : AWAIT_TIMEOUT;
    awaiting.active = false;
    frame_send(FRAME_LISTENING, awaiting.id, &answer, 1 + count * sizeof answer.sockets[0]);
}

static void start_awaiting(uint32_t id, const uint8_t *payload, uint32_t length) {
    uint32_t timeout_ms;
    if (length != 6 || awaiting.active) {
        const char *why = "AWAIT_LISTEN frame is malformed, or one is being waited for";
        return frame_send(FRAME_REFUSED, id, why, strlen(why));
    }
    memcpy(&timeout_ms, payload, 4);
    memcpy(&awaiting.port, payload + 4, 2);
    awaiting.active = true;
    awaiting.id = id;
    awaiting.deadline_us = now_us() + timeout_ms * 1000ull;
}

static void obey(uint8_t type, uint32_t id, const uint8_t *payload, uint32_t length) {
    struct program *program = program_by_id(id);
    switch (type) {
    case FRAME_RUN: program_start(id, payload, length); break;
    case FRAME_STDIN:
        if (program != NULL) program_stdin(program, payload, length);
        else if (length > 0) frame_send(FRAME_STDIN_DRAINED, id, NULL, 0);
        break;
    case FRAME_KILL:
        if (program != NULL) program_end(program, END_STOPPED);
        break;
    case FRAME_RESET: reset(id); break;
    case FRAME_AWAIT_LISTEN: start_awaiting(id, payload, length); break;
    default: frame_send(FRAME_REFUSED, id, "unknown frame", 13);
    }
}

static int next_timeout_ms(void) {
    uint64_t now = now_us();
    int64_t least = awaiting.active ? POLL_SOCKETS_MS * 1000 : -1;
    for (int i = 0; i < MAX_PROGRAMS; i++) {
        struct program *p = &programs[i];
        if (!p->used || p->wall_deadline_us == 0 || p->cause != END_EXITED) continue;
        int64_t left = p->wall_deadline_us > now ? (int64_t)(p->wall_deadline_us - now) : 0;
        if (least < 0 || left < least) least = left;
    }
    return least < 0 ? -1 : (int)((least + 999) / 1000);
}

static void enforce_wall_limits(void) {
    uint64_t now = now_us();
    for (int i = 0; i < MAX_PROGRAMS; i++) {
        struct program *p = &programs[i];
        if (p->used && p->wall_deadline_us != 0 && now >= p->wall_deadline_us && p->cause == END_EXITED)
            program_end(p, END_WALL_LIMIT);
    }
}

static size_t collect(struct pollfd *fds, struct program **owner, int *stream) {
    size_t n = 0;
    for (int i = 0; i < MAX_PROGRAMS; i++) {
        struct program *p = &programs[i];
        if (!p->used) continue;
        const int ends[3] = {p->pending_length > 0 ? p->in : -1, p->out, p->err};
        for (int s = 0; s < 3; s++) {
            if (ends[s] < 0) continue;
            fds[n] = (struct pollfd){.fd = ends[s], .events = s == 0 ? POLLOUT : POLLIN};
            owner[n] = p;
            stream[n++] = s;
        }
    }
    return n;
}

int main(void) {
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    keep_terminals();
    prepare_confinement();
    signal(SIGPIPE, SIG_IGN);
    sigset_t children;
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    sigprocmask(SIG_BLOCK, &children, NULL);
    int child_events = signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK);
    if (child_events < 0) return 1;

    static struct frame_reader reader;
    static uint8_t payload[FRAME_MAX];
    frame_send(FRAME_READY, 0, NULL, 0);
    for (;;) {
        static struct pollfd fds[2 + 3 * MAX_PROGRAMS];
        struct program *owner[3 * MAX_PROGRAMS];
        int stream[3 * MAX_PROGRAMS];
        fds[0] = (struct pollfd){.fd = STDIN_FILENO, .events = POLLIN};
        fds[1] = (struct pollfd){.fd = child_events, .events = POLLIN};
        size_t count = collect(fds + 2, owner, stream);
        if (poll(fds, 2 + count, next_timeout_ms()) < 0 && errno != EINTR) return 1;

        for (size_t i = 0; i < count; i++) {
            if (fds[2 + i].revents == 0 || !owner[i]->used) continue;
            if (stream[i] == 0) program_write_pending(owner[i]);
            else program_read(owner[i], stream[i]);
        }
        if (fds[1].revents != 0) {
            struct signalfd_siginfo info;
            while (read(child_events, &info, sizeof info) > 0) continue;
            reap();
        }
        enforce_wall_limits();
        if (awaiting.active) answer_awaiting();
        if (fds[0].revents != 0) {
            if (frame_fill(&reader, STDIN_FILENO) < 0) return 0;
            uint8_t type;
            uint32_t id, length;
            int got;
            while ((got = frame_take(&reader, &type, &id, payload, &length)) == 1) obey(type, id, payload, length);
            if (got < 0) return 1;
        }
    }
}
