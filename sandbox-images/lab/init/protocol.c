#include "protocol.h"

#include <errno.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

static void put_u32(uint8_t *at, uint32_t value) {
    for (int i = 0; i < 4; i++) at[i] = (uint8_t)(value >> (8 * i));
}

static uint32_t get_u32(const uint8_t *at) {
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static void write_all(const uint8_t *data, size_t length) {
    while (length > 0) {
        ssize_t n = write(STDOUT_FILENO, data, length);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) _exit(0); /* nobody listens any more: the container ends with us */
        data += n;
        length -= (size_t)n;
    }
}

void frame_send(uint8_t type, uint32_t id, const void *payload, size_t length) {
    static uint8_t out[FRAME_HEADER + 65536 + 16];
    put_u32(out, (uint32_t)length);
    out[4] = type;
    put_u32(out + 5, id);
    if (length <= sizeof out - FRAME_HEADER) {
        if (length > 0) memcpy(out + FRAME_HEADER, payload, length);
        write_all(out, FRAME_HEADER + length);
    } else {
        write_all(out, FRAME_HEADER);
        write_all(payload, length);
    }
}

int frame_fill(struct frame_reader *reader, int fd) {
    ssize_t n = read(fd, reader->buffer + reader->filled, sizeof reader->buffer - reader->filled);
    if (n < 0) return errno == EINTR || errno == EAGAIN ? 0 : -1;
    if (n == 0) return -1;
    reader->filled += (size_t)n;
    return 0;
}

int frame_take(struct frame_reader *reader, uint8_t *type, uint32_t *id, uint8_t *payload, uint32_t *length) {
    if (reader->filled < FRAME_HEADER) return 0;
    *length = get_u32(reader->buffer);
    if (*length > FRAME_MAX) return -1;
    size_t whole = FRAME_HEADER + *length;
    if (reader->filled < whole) return 0;
    *type = reader->buffer[4];
    *id = get_u32(reader->buffer + 5);
    memcpy(payload, reader->buffer + FRAME_HEADER, *length);
    memmove(reader->buffer, reader->buffer + whole, reader->filled - whole);
    reader->filled -= whole;
    return 1;
}
