/* Opens files until it may not open more. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

int main(void) {
    int count = 3;
    struct rlimit more = {1 << 20, 1 << 20};
    setrlimit(RLIMIT_NOFILE, &more);
    while (open("/dev/null", O_RDONLY) >= 0) count++;
    printf("%d files, then %s\n", count, strerrorname_np(errno));
    return 0;
}
