/* hoard KIND: fills memory that outlives the process which filled it, as far as it goes. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <unistd.h>

static long count;

static int say(const char *what) {
    printf("%s: %ld, then %s\n", what, count, strerrorname_np(errno));
    return 0;
}

static int shared_memory(void) {
    for (;; count++) {
        int id = shmget(IPC_PRIVATE, 1 << 20, 0600);
        char *at = id < 0 ? (char *)-1 : shmat(id, NULL, 0);
        if (at == (char *)-1) return say("MiB of shared memory");
        memset(at, 1, 1 << 20);
        shmdt(at);
    }
}

static int messages(void) {
    static struct {
        long type;
        char text[8192];
    } message = {.type = 1};
    for (;; count++) {
        int id = msgget(IPC_PRIVATE, 0600);
        if (id < 0) return say("message queues");
        while (msgsnd(id, &message, sizeof message.text, IPC_NOWAIT) == 0) continue;
    }
}

static int semaphores(void) {
    for (;; count++)
        if (semget(IPC_PRIVATE, 250, 0600) < 0) return say("sets of 250 semaphores");
}

static int empty_files(const char *folder) {
    char path[64];
    for (;; count++) {
        snprintf(path, sizeof path, "%s/%ld", folder, count);
        int fd = open(path, O_WRONLY | O_CREAT, 0600);
        if (fd < 0) return say(folder);
        close(fd);
    }
}

static int one_file(const char *path) {
    static char block[1 << 16];
    int fd = open(path, O_WRONLY | O_CREAT, 0600);
    for (ssize_t n; (n = write(fd, block, sizeof block)) > 0;) count += n;
    return say(path);
}

int main(int argc, char **argv) {
    const char *kind = argc > 1 ? argv[1] : "";
    setvbuf(stdout, NULL, _IONBF, 0);
    if (strcmp(kind, "shm") == 0) return shared_memory();
    if (strcmp(kind, "msg") == 0) return messages();
    if (strcmp(kind, "sem") == 0) return semaphores();
    if (strcmp(kind, "files") == 0) return empty_files(argv[2]);
    if (strcmp(kind, "file") == 0) return one_file(argv[2]);
    return 2;
}
