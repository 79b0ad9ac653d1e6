/* Makes itself as unattractive to the out-of-memory killer as it may, then fills memory that counts as nobody's. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

int main(void) {
    static char block[1 << 16];
    for (int score = -1000; score <= 0; score += 100) {
        int fd = open("/proc/self/oom_score_adj", O_WRONLY);
        dprintf(fd, "%d", score);
        close(fd);
    }
    int file = memfd_create("nobody", 0);
    for (;;)
        if (write(file, block, sizeof block) < 0) pause();
}
