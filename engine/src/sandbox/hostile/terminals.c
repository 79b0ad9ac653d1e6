/* Opens terminals until there are none: their number is one for all containers of a machine. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

int main(void) {
    int count = 0;
    while (open("/dev/ptmx", O_RDWR | O_NOCTTY) >= 0) count++;
    printf("%d terminals, then %s\n", count, strerrorname_np(errno));
    return 0;
}
