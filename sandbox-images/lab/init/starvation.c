#include "starvation.h"

#include <ctype.h>
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static uint64_t reaped_us;

static uint64_t micros(struct timeval t) { return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_usec; }

void starvation_reaped(const struct rusage *usage) { reaped_us += micros(usage->ru_utime) + micros(usage->ru_stime); }

void starvation_reset(void) { reaped_us = 0; }

static bool read_text(const char *path, char *text, size_t size) {
    FILE *file = fopen(path, "re");
    if (file == NULL) return false;
    size_t length = fread(text, 1, size - 1, file);
    fclose(file);
    text[length] = '\0';
    return length > 0;
}

/* What a process and its threads have run, those that ended included; of its children those that it has reaped. */
static uint64_t ran_us(const char *pid) {
    char path[300], text[1024];
    snprintf(path, sizeof path, "/proc/%s/stat", pid);
    if (!read_text(path, text, sizeof text)) return 0;
    /* The name in parentheses may hold anything, parentheses too; utime to cstime are the fields 14 to 17 (proc(5)). */
    char *behind_name = strrchr(text, ')');
    unsigned long long user, system;
    long long children_user, children_system;
    const char *format = ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu %lld %lld";
    if (behind_name == NULL ||
        sscanf(behind_name, format, &user, &system, &children_user, &children_system) != 4)
        return 0;
    uint64_t ticks = user + system + (uint64_t)children_user + (uint64_t)children_system;
    return ticks * 1000000 / (uint64_t)sysconf(_SC_CLK_TCK);
}

/* The longest that a thread of a process has waited for a processor. */
static uint64_t waited_us(const char *pid) {
    char path[600], text[128];
    snprintf(path, sizeof path, "/proc/%s/task", pid);
    DIR *threads = opendir(path);
    if (threads == NULL) return 0;
    uint64_t longest = 0;
    for (struct dirent *thread; (thread = readdir(threads)) != NULL;) {
        if (!isdigit((unsigned char)thread->d_name[0])) continue;
        snprintf(path, sizeof path, "/proc/%s/task/%s/schedstat", pid, thread->d_name);
        unsigned long long ran_ns, waited_ns;
        if (!read_text(path, text, sizeof text) || sscanf(text, "%llu %llu", &ran_ns, &waited_ns) != 2) continue;
        if (waited_ns / 1000 > longest) longest = waited_ns / 1000;
    }
    closedir(threads);
    return longest;
}

uint64_t starved_us(void) {
    DIR *processes = opendir("/proc");
    if (processes == NULL) return 0;
    uint64_t ran = reaped_us, longest = 0;
    for (struct dirent *process; (process = readdir(processes)) != NULL;) {
        if (!isdigit((unsigned char)process->d_name[0]) || strcmp(process->d_name, "1") == 0) continue;
        uint64_t waited = waited_us(process->d_name);
        if (waited > longest) longest = waited;
        ran += ran_us(process->d_name);
    }
    closedir(processes);
    return longest > ran ? longest - ran : 0;
}
