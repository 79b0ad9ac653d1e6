/* Forks without end; every process is in a session of its own and ignores what can be ignored. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv) {
    for (int s = 1; s < NSIG; s++) signal(s, SIG_IGN);
    int count = 0;
    if (argc > 1 && strcmp(argv[1], "count") == 0) {
        for (;;) {
            pid_t pid = fork();
            if (pid == 0) pause();
            if (pid < 0) break;
            count++;
        }
        printf("%d processes, then %s\n", count, strerrorname_np(errno));
        return 0;
    }
    for (;;)
        if (fork() == 0) setsid();
}
