/* Leaves behind all that a process can: files, folders without permissions, folders of great depth, queues, IPC. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <unistd.h>

static void must(int ok, const char *what) {
    if (ok) return;
    perror(what);
    exit(1);
}

static void file(const char *path) { must(close(open(path, O_WRONLY | O_CREAT, 0400)) == 0, path); }

/* A folder in a folder in a folder; each with a file, and without any permission. */
static void dig(const char *top, int depth) {
    must(chdir(top) == 0, top);
    for (int i = 0; i < depth; i++) {
        must(mkdir("d", 0700) == 0 && chdir("d") == 0, "mkdir");
        file("f");
    }
    for (int i = 0; i < depth; i++) must(chdir("..") == 0 && chmod("d", 0) == 0, "chmod");
}

int main(int argc, char **argv) {
    int depth = argc > 1 ? atoi(argv[1]) : 1000;
    file("/tmp/file");
    file("/tmp/.hidden");
    file("/dev/shm/file");
    must(symlink("/etc", "/tmp/link") == 0, "symlink");
    must(link("/tmp/file", "/tmp/hard") == 0, "link");
    must(mkdir("/tmp/closed", 0700) == 0, "mkdir");
    file("/tmp/closed/inside");
    /* The names that the wiping itself uses, taken and occupied. */
    for (int i = 0; i < 200; i++) {
        char path[64];
        snprintf(path, sizeof path, "/tmp/.wipe-%d", i);
        must(mkdir(path, 0700) == 0, path);
        snprintf(path, sizeof path, "/tmp/.wipe-%d/f", i);
        file(path);
    }
    must(chmod("/tmp/closed", 0) == 0, "chmod");
    dig("/tmp", depth);
    dig("/dev/shm", depth < 400 ? depth : 400); /* it has fewer inodes */
    for (int i = 0; i < 5; i++) { /* a file made here is a queue, mq_open() or not */
        char path[32];
        snprintf(path, sizeof path, "/dev/mqueue/queue%d", i);
        file(path);
    }
    for (int i = 0; i < 30; i++) {
        must(shmget(IPC_PRIVATE, 4096, 0) >= 0, "shmget");
        must(semget(IPC_PRIVATE, 1, 0) >= 0, "semget");
        must(msgget(0x80000000 + i, IPC_CREAT) >= 0, "msgget");
    }
    puts("done");
    return 0;
}
