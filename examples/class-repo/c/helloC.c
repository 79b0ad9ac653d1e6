/*
 * Hello Internet client: greets a server and prints its answer.
 * Usage: helloC HOST PORT
 */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ports.h"

#define GREETING "Hello in C"

static void die(const char *host, const char *port, const char *reason)
{
    fprintf(stderr, "helloC: %s port %s: %s\n", host, port, reason);
    exit(EXIT_FAILURE);
}

/* A name can have several addresses: the first that accepts us wins. */
static int connect_to(const char *host, const char *port)
{
    struct addrinfo hints, *list;
    memset(&hints, 0, sizeof hints);
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;

    int status = getaddrinfo(host, port, &hints, &list);
    if (status != 0)
        die(host, port, gai_strerror(status));

    int fd = -1;
    for (struct addrinfo *a = list; a != NULL; a = a->ai_next) {
        fd = socket(a->ai_family, a->ai_socktype, a->ai_protocol);
        if (fd < 0)
            continue;
        if (connect(fd, a->ai_addr, a->ai_addrlen) == 0)
            break;
        int error = errno; /* close() may overwrite it */
        close(fd);
        errno = error;
        fd = -1;
    }
    if (fd < 0)
        die(host, port, strerror(errno));
    freeaddrinfo(list);
    return fd;
}

/* send() may take only a part. MSG_NOSIGNAL: a vanished server is an error code, not a SIGPIPE. */
static int send_all(int fd, const char *data, size_t length)
{
    while (length > 0) {
        ssize_t n = send(fd, data, length, MSG_NOSIGNAL);
        if (n < 0)
            return -1;
        data += n;
        length -= (size_t)n;
    }
    return 0;
}

int main(int argc, char *argv[])
{
    if (argc != 3) {
        fprintf(stderr, "usage: helloC HOST PORT\n");
        return 2;
    }
    const char *host = argv[1], *port = argv[2];
    if (parse_port(port) < 0) {
        fprintf(stderr, "helloC: bad port '%s', it must be a number from 1 to 65535\n", port);
        return 2;
    }

    int fd = connect_to(host, port);
    if (send_all(fd, GREETING, strlen(GREETING)) < 0)
        die(host, port, strerror(errno));

    /* Print each piece as it comes until the server closes, so a reply may have any length. */
    char buffer[4096];
    char last = '\n';
    size_t total = 0;
    ssize_t n;
    while ((n = recv(fd, buffer, sizeof buffer, 0)) > 0) {
        fwrite(buffer, 1, (size_t)n, stdout);
        last = buffer[n - 1];
        total += (size_t)n;
    }
    /* An error behind a reply (a reset, from a server that closes in a hurry) only marks its end. */
    if (total == 0)
        die(host, port, n < 0 ? strerror(errno) : "the server closed the connection without a reply");
    if (last != '\n')
        putchar('\n');
    close(fd);
    return EXIT_SUCCESS;
}
