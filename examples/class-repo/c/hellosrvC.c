/*
 * Hello Internet server: prints each client's address and greeting and says goodbye.
 * Usage: hellosrvC PORT
 *
 * One client is served after the other. poll() guards every read, so that no client can keep the
 * next one waiting for much longer than a second.
 */
#define _POSIX_C_SOURCE 200809L

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "ports.h"

#define BACKLOG 16
#define MAX_MESSAGE 1024
#define SILENCE_MS 1000 /* we give up a client that has said nothing for so long */
#define PAUSE_MS 200    /* a pause that ends a message */
#define TOTAL_MS 3000   /* no client gets more than this */

static long now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000L + t.tv_nsec / 1000000L;
}

static void die(const char *what, int port)
{
    fprintf(stderr, "hellosrvC: %s port %d: %s\n", what, port, strerror(errno));
    exit(EXIT_FAILURE);
}

static int listen_on(int port)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0)
        die("no socket for", port);

    int yes = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);

    struct sockaddr_in address;
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_ANY);
    address.sin_port = htons((uint16_t)port);
    if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0)
        die("cannot bind to", port);
    if (listen(fd, BACKLOG) < 0)
        die("cannot listen on", port);
    return fd;
}

/*
 * Reads one message into text (without its line end) and returns its length. It ends with a newline,
 * with a pause, or when the client closes its side, whichever comes first.
 */
static size_t read_message(int fd, char text[MAX_MESSAGE])
{
    size_t length = 0;
    long deadline = now_ms() + TOTAL_MS;

    while (length < MAX_MESSAGE - 1 && now_ms() < deadline) {
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        if (poll(&wait, 1, length == 0 ? SILENCE_MS : PAUSE_MS) <= 0)
            break;
        ssize_t n = recv(fd, text + length, MAX_MESSAGE - 1 - length, 0);
        if (n <= 0)
            break;
        length += (size_t)n;
        if (memchr(text, '\n', length) != NULL)
            break;
    }
    text[length] = '\0';
    length = strcspn(text, "\r\n");
    text[length] = '\0';
    return length;
}

static void serve(int fd, const struct sockaddr_in *client)
{
    char text[MAX_MESSAGE], reply[MAX_MESSAGE + 32], ip[INET_ADDRSTRLEN];
    if (read_message(fd, text) == 0)
        return;

    inet_ntop(AF_INET, &client->sin_addr, ip, sizeof ip);
    printf("client %s says: %s\n", ip, text);
    fflush(stdout);

    const char prefix[] = "Hello in ";
    size_t skip = sizeof prefix - 1;
    if (strncmp(text, prefix, skip) == 0 && text[skip] != '\0')
        snprintf(reply, sizeof reply, "Goodbye %s from C\n", text + skip);
    else
        snprintf(reply, sizeof reply, "Goodbye in C\n");

    for (size_t sent = 0, length = strlen(reply); sent < length;) {
        ssize_t n = send(fd, reply + sent, length - sent, 0);
        if (n < 0)
            return; /* the client is gone */
        sent += (size_t)n;
    }
}

int main(int argc, char *argv[])
{
    if (argc != 2) {
        fprintf(stderr, "usage: hellosrvC PORT\n");
        return 2;
    }
    int port = parse_port(argv[1]);
    if (port < 0) {
        fprintf(stderr, "hellosrvC: bad port '%s', it must be a number from 1 to 65535\n", argv[1]);
        return 2;
    }

    /* otherwise a client that leaves before our reply would kill the server */
    signal(SIGPIPE, SIG_IGN);

    int listener = listen_on(port);
    for (;;) {
        struct sockaddr_in client;
        socklen_t size = sizeof client;
        int fd = accept(listener, (struct sockaddr *)&client, &size);
        if (fd < 0)
            continue; /* the client left while it was waiting in the queue */
        serve(fd, &client);
        close(fd);
    }
}
