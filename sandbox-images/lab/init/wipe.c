#define _GNU_SOURCE
#include "wipe.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const writable[] = {"/tmp", "/dev/shm", "/dev/mqueue"};
#define DEEPEST 64 /* no depth can exhaust our descriptors */

static bool changed; /* by this pass: only then is another worth while */

static void empty_directory(int top, int fd, int depth);

/* A folder that is too deep goes to the top, under a name that is free there; the next pass finds it. */
static bool move_to_top(int top, int dir, const char *name) {
    static unsigned moved;
    char at_top[32];
    int status;
    do {
        snprintf(at_top, sizeof at_top, ".wipe-%u", moved++);
        status = renameat2(dir, name, top, at_top, RENAME_NOREPLACE);
    } while (status != 0 && errno == EEXIST);
    return status == 0;
}

static bool remove_one(int dir, const char *name) {
    return unlinkat(dir, name, 0) == 0 || unlinkat(dir, name, AT_REMOVEDIR) == 0;
}

static void remove_entry(int top, int dir, const char *name, int depth) {
    if (remove_one(dir, name)) {
        changed = true;
        return;
    }
    fchmodat(dir, name, 0700, 0); /* without write permission it could be neither moved nor emptied */
    if (depth >= DEEPEST) {
        if (move_to_top(top, dir, name)) changed = true;
        return;
    }
    int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) return;
    empty_directory(top, fd, depth + 1);
    if (remove_one(dir, name)) changed = true;
}

static void empty_directory(int top, int fd, int depth) {
    DIR *dir = fdopendir(fd);
    if (dir == NULL) {
        close(fd);
        return;
    }
    struct dirent *entry;
    while ((entry = readdir(dir)) != NULL)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            remove_entry(top, dirfd(dir), entry->d_name, depth);
    closedir(dir);
}

/* A folder that is there and cannot be read counts as one thing left. */
static uint32_t count_entries(const char *path) {
    DIR *dir = opendir(path);
    if (dir == NULL) return errno == ENOENT ? 0 : 1;
    uint32_t count = 0;
    struct dirent *entry;
    while ((entry = readdir(dir)) != NULL)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) count++;
    closedir(dir);
    return count;
}

static uint32_t empty_path(const char *path) {
    changed = true;
    while (changed && count_entries(path) > 0) {
        changed = false;
        int top = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        int scan = top < 0 ? -1 : openat(top, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (scan >= 0) empty_directory(top, scan, 0);
        if (top >= 0) close(top);
    }
    return count_entries(path);
}

static uint32_t remove_ipc(const char *table, int (*remove)(int id)) {
    FILE *file = fopen(table, "re");
    if (file == NULL) return 0;
    char line[256];
    uint32_t left = 0;
    int id;
    while (fgets(line, sizeof line, file) != NULL)
        if (sscanf(line, " %*d %d", &id) == 1 && remove(id) != 0) left++;
    fclose(file);
    return left;
}

static int remove_shm(int id) { return shmctl(id, IPC_RMID, NULL); }
static int remove_msg(int id) { return msgctl(id, IPC_RMID, NULL); }
static int remove_sem(int id) { return semctl(id, 0, IPC_RMID); }

static uint32_t wipe_all(void) {
    uint32_t left = 0;
    for (size_t i = 0; i < sizeof writable / sizeof *writable; i++) left += empty_path(writable[i]);
    left += remove_ipc("/proc/sysvipc/shm", remove_shm);
    left += remove_ipc("/proc/sysvipc/msg", remove_msg);
    left += remove_ipc("/proc/sysvipc/sem", remove_sem);
    return left;
}

uint32_t wipe_as(uint32_t uid) {
    int result[2];
    if (pipe2(result, O_CLOEXEC) != 0) return UINT32_MAX;
    pid_t pid = fork();
    if (pid == 0) {
        if (setgroups(0, NULL) != 0 || setresgid(uid, uid, uid) != 0 || setresuid(uid, uid, uid) != 0) _exit(1);
        uint32_t left = wipe_all();
        _exit(write(result[1], &left, sizeof left) == (ssize_t)sizeof left ? 0 : 1);
    }
    close(result[1]);
    uint32_t left = UINT32_MAX;
    if (pid > 0) {
        if (read(result[0], &left, sizeof left) != (ssize_t)sizeof left) left = UINT32_MAX;
        while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) continue;
    }
    close(result[0]);
    return left;
}
