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

/* How many TCP sockets there are, in any state; -1 if the kernel does not say. Hundreds of times quicker than
 * reading /proc/net/tcp, for which the kernel walks the connection table of the whole machine. */
static int in_use(bool ipv6) {
    FILE *file = fopen(ipv6 ? "/proc/net/sockstat6" : "/proc/net/sockstat", "re");
    if (file == NULL) return -1;
    char line[256];
    int count = -1;
    while (count < 0 && fgets(line, sizeof line, file) != NULL)
        if (sscanf(line, ipv6 ? "TCP6: inuse %d" : "TCP: inuse %d", &count) != 1) count = -1;
    fclose(file);
    return count;
}

size_t listening_sockets(struct listening_socket *into, size_t room) {
    size_t count = in_use(false) != 0 ? read_table("/proc/net/tcp", false, into, room) : 0;
    return in_use(true) != 0 ? count + read_table("/proc/net/tcp6", true, into + count, room - count) : count;
}

uint32_t kept_connections(void) {
    int ipv4 = in_use(false), ipv6 = in_use(true);
    return (uint32_t)(ipv4 > 0 ? ipv4 : 0) + (uint32_t)(ipv6 > 0 ? ipv6 : 0);
}

bool listens_on(const struct listening_socket *sockets, size_t count, uint16_t port) {
    for (size_t i = 0; i < count; i++)
        if (sockets[i].port == port) return true;
    return false;
}
