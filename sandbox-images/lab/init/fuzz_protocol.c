/* What init does with bytes from its standard input, whatever they are: `make fuzz`, with clang, then run it. The first
 * byte says how the rest is cut into reads. */
#include <stdlib.h>

#define frame_send frame_send_for_real
#include "protocol.c"
#undef frame_send

static size_t touched;

void frame_send(uint8_t type, uint32_t id, const void *payload, size_t length) {
    const uint8_t *bytes = payload;
    for (size_t i = 0; i < length; i++) touched += bytes[i];
    touched += type + id;
}

#include "program.c"

uint64_t oom_kills(void) { return 0; }
uint64_t starved_us(void) { return 0; }
void starvation_reset(void) {}

int spawn_child(const struct run_request *request, const char *cwd, char **argv, char **envp, struct program *program) {
    touched += strlen(cwd) + request->uid + program->id;
    for (char **item = argv; *item != NULL; item++) touched += strlen(*item);
    for (char **item = envp; *item != NULL; item++) touched += strlen(*item);
    return ENOENT;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct frame_reader reader;
    static uint8_t payload[FRAME_MAX];
    reader.filled = 0;
    if (size < 2) return 0;
    size_t piece = 1 + data[0] * 7u;
    for (size_t at = 1; at < size; at += piece) {
        size_t length = size - at < piece ? size - at : piece;
        int ends[2];
        if (pipe(ends) != 0 || write(ends[1], data + at, length) != (ssize_t)length) abort();
        int filled = frame_fill(&reader, ends[0]);
        close(ends[0]), close(ends[1]);
        if (filled < 0) abort();
        uint8_t type;
        uint32_t id, taken;
        int got;
        while ((got = frame_take(&reader, &type, &id, payload, &taken)) == 1) {
            if (taken > FRAME_MAX) abort();
            if (type == FRAME_RUN) program_start(id, payload, taken);
        }
        if (got < 0) return 0;
    }
    return 0;
}
