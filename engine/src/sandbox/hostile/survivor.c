/* Daemonises as in the books, prints, and stays: deaf to signals, holding its streams, a port and a file. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv) {
    int ready[2];
    if (argc < 2 || pipe(ready) != 0) return 2;
    if (fork() > 0) {
        char byte;
        close(ready[1]);
        return read(ready[0], &byte, 1) == 1 ? 0 : 1;
    }
    setsid();
    if (fork() > 0) _exit(0);
    for (int s = 1; s < NSIG; s++) signal(s, SIG_IGN);
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[1]))};
    if (bind(listener, (struct sockaddr *)&any, sizeof any) != 0 || listen(listener, 5) != 0) return 1;
    printf("%d stays\n", getpid());
    fflush(stdout);
    if (write(ready[1], "", 1) != 1) return 1;
    for (;;) pause();
}
