/* Tries all that one process can do to another on the first process of the sandbox. Prints what each came to. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static void tell(const char *what, long result) {
    printf("%s: %s\n", what, result >= 0 ? "DONE" : strerrorname_np(errno));
}

static long open_one(const char *path, int how) { return open(path, how); }

int main(void) {
    char byte = 0;
    struct iovec ours = {&byte, 1}, theirs = {(void *)0x400000, 1};
    struct rlimit none = {0, 0};
    cpu_set_t cpus;
    CPU_ZERO(&cpus);
    CPU_SET(0, &cpus);
    tell("kill TERM", kill(1, SIGTERM));
    tell("kill KILL", kill(1, SIGKILL));
    tell("kill STOP", kill(1, SIGSTOP));
    int pidfd = (int)syscall(SYS_pidfd_open, 1, 0);
    tell("pidfd_send_signal", pidfd < 0 ? -1 : syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, NULL, 0));
    tell("pidfd_getfd", syscall(SYS_pidfd_getfd, pidfd, 1, 0));
    tell("rt_sigqueueinfo", syscall(SYS_rt_sigqueueinfo, 1, SIGCHLD, &(siginfo_t){.si_code = SI_QUEUE}));
    tell("ptrace attach", ptrace(PTRACE_ATTACH, 1, 0, 0));
    tell("ptrace seize", ptrace(PTRACE_SEIZE, 1, 0, 0));
    tell("process_vm_readv", process_vm_readv(1, &ours, 1, &theirs, 1, 0));
    tell("process_vm_writev", process_vm_writev(1, &ours, 1, &theirs, 1, 0));
    tell("prlimit", prlimit(1, RLIMIT_NOFILE, &none, NULL));
    tell("prlimit read", prlimit(1, RLIMIT_NOFILE, NULL, &none));
    tell("setpriority", setpriority(PRIO_PROCESS, 1, 19));
    tell("sched_setaffinity", sched_setaffinity(1, sizeof cpus, &cpus));
    tell("/proc/1/mem", open_one("/proc/1/mem", O_RDWR));
    tell("/proc/1/environ", open_one("/proc/1/environ", O_RDONLY));
    tell("/proc/1/maps", open_one("/proc/1/maps", O_RDONLY) < 0 ? -1 : read(open_one("/proc/1/maps", O_RDONLY), &byte, 1));
    tell("/proc/1/fd", opendir("/proc/1/fd") == NULL ? -1 : 0);
    tell("/proc/1/fd/1", open_one("/proc/1/fd/1", O_WRONLY));
    tell("/proc/1/fd/0", open_one("/proc/1/fd/0", O_RDONLY));
    tell("/proc/1/root", open_one("/proc/1/root", O_RDONLY));
    tell("/proc/1/cwd", open_one("/proc/1/cwd", O_RDONLY));
    tell("/proc/1/oom_score_adj", open_one("/proc/1/oom_score_adj", O_WRONLY));
    tell("/gradewire/init", open_one("/gradewire/init", O_WRONLY));
    return 0;
}
