/* Frames between the engine and init, over the container's standard input and output.
 *
 *   u32 payload length | u8 type | u32 id | payload          all integers little endian
 *
 * The id names a program; the engine chooses it. See engine/src/sandbox/init-protocol.ts for the other side. */
#ifndef PROTOCOL_H
#define PROTOCOL_H

#include <stddef.h>
#include <stdint.h>

#define FRAME_HEADER 9
#define FRAME_MAX (1u << 20)

enum frame_from_engine {
    FRAME_RUN = 1,          /* struct run_request, then NUL-terminated strings: cwd, argv, environment */
    FRAME_STDIN = 2,        /* bytes for the program's standard input; none: end of file */
    FRAME_KILL = 3,         /* end the program and its process group */
    FRAME_RESET = 4,        /* end every process but init, wipe what the student can write */
    FRAME_AWAIT_LISTEN = 5, /* u32 timeout ms, u16 TCP port: answer when it listens, the program ended, or time is up */
};

enum frame_to_engine {
    FRAME_READY = 16,
    FRAME_STARTED = 17,
    FRAME_OUTPUT = 18,        /* u8 stream (1 or 2), bytes */
    FRAME_EXIT = 19,          /* struct exit_report */
    FRAME_RESET_DONE = 20,    /* u32 things that could not be removed, u32 TCP connections that the kernel keeps */
    FRAME_LISTENING = 21,     /* u8 enum await_reason, then one struct listening_socket each */
    FRAME_STDIN_DRAINED = 22, /* all that was sent has been read by the program, or never will be */
    FRAME_REFUSED = 23,       /* text: the request was malformed or impossible */
};

enum end_cause {
    END_EXITED = 0,
    END_SIGNALLED = 1,
    END_WALL_LIMIT = 2,
    END_OUT_OF_MEMORY = 3,
    END_OUTPUT_LIMIT = 4,
    END_NOT_STARTED = 5, /* code is the errno */
    END_STOPPED = 6,     /* by FRAME_KILL */
};

enum await_reason { AWAIT_FOUND = 0, AWAIT_TIMEOUT = 1, AWAIT_ENDED = 2 };

struct run_request {
    uint32_t flags; /* RUN_PTY: standard output is a terminal, so that no runtime buffers it by the block */
    uint32_t uid;   /* also the gid */
    uint32_t wall_ms, cpu_s, open_files;
    uint32_t output_bytes; /* of both streams; beyond it the program is ended */
    uint64_t file_bytes;
    uint16_t argc, envc;
} __attribute__((packed));
#define RUN_PTY 1u

struct exit_report {
    uint8_t cause;
    int32_t code; /* exit status, signal or errno */
    uint64_t cpu_us, wall_us, max_rss_kib, starved_us;
} __attribute__((packed));

struct listening_socket {
    uint8_t ipv6;
    uint8_t address[16];
    uint16_t port;
} __attribute__((packed));

/* Writes one frame to the engine; ends the process when the engine is gone. */
void frame_send(uint8_t type, uint32_t id, const void *payload, size_t length);

/* One whole frame in `buffer`, or 0 where more bytes are needed; -1 at end of file or on a broken stream. */
struct frame_reader {
    uint8_t buffer[FRAME_HEADER + FRAME_MAX];
    size_t filled;
};
int frame_fill(struct frame_reader *reader, int fd);
int frame_take(struct frame_reader *reader, uint8_t *type, uint32_t *id, uint8_t *payload, uint32_t *length);

#endif
