#include "sockets.h"

#include <stdio.h>
#include <string.h>

#define TCP_STATE_LISTEN 0x0A

/* The kernel prints addresses as 32-bit words in host order; writing the words back gives network order. */
static bool parse_line(const char *line, bool ipv6, struct listening_socket *socket) {
    char address[33];
    unsigned port, state;
    if (sscanf(line, " %*d: %32[0-9A-Fa-f]:%4x %*[0-9A-Fa-f]:%*x %2x", address, &port, &state) != 3) return false;
    if (state != TCP_STATE_LISTEN || strlen(address) != (ipv6 ? 32u : 8u)) return false;
    memset(socket, 0, sizeof *socket);
    socket->ipv6 = ipv6;
    socket->port = (uint16_t)port;
    for (size_t word = 0; word < strlen(address) / 8; word++) {
        unsigned value;
        if (sscanf(address + 8 * word, "%8x", &value) != 1) return false;
        memcpy(socket->address + 4 * word, &value, 4);
    }
    return true;
}

static size_t read_table(const char *path, bool ipv6, struct listening_socket *into, size_t room) {
    FILE *file = fopen(path, "re");
    if (file == NULL) return 0;
    char line[512];
    size_t count = 0;
    while (count < room && fgets(line, sizeof line, file) != NULL)
        if (parse_line(line, ipv6, &into[count])) count++;
    fclose(file);
    return count;
}

size_t listening_sockets(struct listening_socket *into, size_t room) {
    size_t count = read_table("/proc/net/tcp", false, into, room);
    return count + read_table("/proc/net/tcp6", true, into + count, room - count);
}

bool listens_on(const struct listening_socket *sockets, size_t count, uint16_t port) {
    for (size_t i = 0; i < count; i++)
        if (sockets[i].port == port) return true;
    return false;
}
