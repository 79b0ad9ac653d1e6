#define _GNU_SOURCE
#include "spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "confine.h"

void keep_terminals(void) {
    if (chmod("/dev/pts/ptmx", 0600) != 0) { /* no terminals here at all: RUN_PTY will say so */ }
}

/* A terminal that changes no byte: no echo, no newline translation. Ours by owner; the program may still open it by
 * name, as /dev/stdout. */
static int open_raw_pty(int *ours, int *theirs) {
    *ours = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (*ours < 0) return -1;
    char name[64];
    if (unlockpt(*ours) != 0 || ptsname_r(*ours, name, sizeof name) != 0) return -1;
    *theirs = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (*theirs < 0) return -1;
    struct termios mode;
    if (fchmod(*theirs, 0666) != 0 || tcgetattr(*theirs, &mode) != 0) return -1;
    cfmakeraw(&mode);
    return tcsetattr(*theirs, TCSANOW, &mode);
}

static void set_limit(int what, rlim_t most) {
    struct rlimit limit = {most, most};
    setrlimit(what, &limit);
}

static void apply_limits(const struct run_request *request) {
    set_limit(RLIMIT_CORE, 0);
    if (request->open_files) set_limit(RLIMIT_NOFILE, request->open_files);
    if (request->file_bytes) set_limit(RLIMIT_FSIZE, request->file_bytes);
    if (request->cpu_s) set_limit(RLIMIT_CPU, request->cpu_s);
    set_limit(RLIMIT_MEMLOCK, 65536);
    set_limit(RLIMIT_MSGQUEUE, 819200);
}

/* If memory runs out, the kernel is to choose the student's process and never init. */
static void volunteer_for_oom(void) {
    int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (fd < 0) return;
    if (write(fd, "1000", 4) < 0) { /* the limit still holds, only the choice of victim is less sure */ }
    close(fd);
}

static _Noreturn void child(const struct run_request *request, const char *cwd, char **argv, char **envp,
                            const int stdio[3], int failure) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    for (int s = 1; s < NSIG; s++) signal(s, SIG_DFL);
    setsid();
    volunteer_for_oom();
    int error = 0;
    for (int i = 0; i < 3; i++)
        if (dup2(stdio[i], i) < 0) error = errno;
    apply_limits(request);
    if (error == 0 && chdir(cwd) != 0) error = errno;
    if (error == 0 && request->uid != 0 &&
        (setgroups(0, NULL) != 0 || setresgid(request->uid, request->uid, request->uid) != 0 ||
         setresuid(request->uid, request->uid, request->uid) != 0))
        error = errno;
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (request->uid != 0) confine();
    if (error == 0) {
        for (char **e = envp; *e; e++) /* execvpe looks PATH up in our own environment */
            if (strncmp(*e, "PATH=", 5) == 0) setenv("PATH", *e + 5, 1);
        execvpe(argv[0], argv, envp);
        error = errno;
    }
    if (write(failure, &error, sizeof error) < 0) _exit(126);
    _exit(127);
}

int spawn_child(const struct run_request *request, const char *cwd, char **argv, char **envp, struct program *program) {
    int in[2] = {-1, -1}, out[2] = {-1, -1}, err[2] = {-1, -1}, failure[2] = {-1, -1};
    int error = 0;
    if (pipe2(in, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0 || pipe2(failure, O_CLOEXEC) != 0 ||
        ((request->flags & RUN_PTY) ? open_raw_pty(&out[0], &out[1]) : pipe2(out, O_CLOEXEC)) != 0) {
        error = errno;
    } else {
        program->pid = fork();
        if (program->pid < 0) error = errno;
        if (program->pid == 0) child(request, cwd, argv, envp, (int[]){in[0], out[1], err[1]}, failure[1]);
    }
    close(in[0]), close(out[1]), close(err[1]), close(failure[1]);
    if (error == 0 && read(failure[0], &error, sizeof error) == (ssize_t)sizeof error)
        waitpid(program->pid, NULL, 0);
    else if (error == 0 && fcntl(in[1], F_SETFL, O_NONBLOCK) == 0 && fcntl(out[0], F_SETFL, O_NONBLOCK) == 0 &&
             fcntl(err[0], F_SETFL, O_NONBLOCK) == 0) {
        program->in = in[1], program->out = out[0], program->err = err[0];
        close(failure[0]);
        return 0;
    }
    close(in[1]), close(out[0]), close(err[0]), close(failure[0]);
    return error ? error : EIO;
}
