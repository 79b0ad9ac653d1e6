#include "oom.h"

#include <stdio.h>
#include <string.h>

static int read_counter(const char *path, uint64_t *value) {
    FILE *file = fopen(path, "re");
    if (file == NULL) return 0;
    char line[128];
    int found = 0;
    while (!found && fgets(line, sizeof line, file) != NULL) {
        unsigned long long n;
        if (sscanf(line, "oom_kill %llu", &n) == 1) *value = n, found = 1;
    }
    fclose(file);
    return found;
}

uint64_t oom_kills(void) {
    uint64_t value = 0;
    if (!read_counter("/sys/fs/cgroup/memory.events", &value))
        read_counter("/sys/fs/cgroup/memory/memory.oom_control", &value);
    return value;
}
