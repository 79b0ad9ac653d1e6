/**
 * The system calls of a sandbox: what the fifteen languages' runtimes need, and nothing that reaches outside.
 * Sockets only of the families unix, inet, inet6 and netlink; no namespaces, no ptrace, no io_uring, no bpf, no keys,
 * no mounts, no modules, no vsock; no inotify and no POSIX message queues, of which all sandboxes
 * have one small supply, for they share a uid. A call that is not listed fails with ENOSYS, as on an older kernel, so
 * that runtimes fall back (Docker before 23 says EPERM instead).
 */
const allowed = `
accept accept4 access alarm arch_prctl bind brk capget capset chdir chmod chown clock_getres clock_gettime
clock_nanosleep close close_range connect copy_file_range creat dup dup2 dup3 epoll_create epoll_create1 epoll_ctl
epoll_ctl_old epoll_pwait epoll_pwait2 epoll_wait epoll_wait_old eventfd eventfd2 execve execveat exit exit_group
faccessat faccessat2 fadvise64 fallocate fchdir fchmod fchmodat fchmodat2 fchown fchownat fcntl fdatasync fgetxattr
flistxattr flock fork fstat fstatfs fsync ftruncate futex futex_waitv futimesat get_robust_list get_thread_area getcpu
getcwd getdents getdents64 getegid geteuid getgid getgroups getitimer getpeername getpgid getpgrp getpid getppid
getpriority getrandom getresgid getresuid getrlimit getrusage getsid getsockname getsockopt gettid gettimeofday getuid
getxattr ioctl ioprio_get kill landlock_add_rule landlock_create_ruleset landlock_restrict_self lchown lgetxattr link
linkat listen listxattr llistxattr lseek lstat madvise membarrier memfd_create mincore mkdir mkdirat mlock mlock2
mlockall mmap mprotect mremap msgctl msgget msgrcv msgsnd msync munlock munlockall munmap nanosleep newfstatat open
openat openat2 pause pidfd_open pidfd_send_signal pipe pipe2 poll ppoll prctl pread64 preadv preadv2 prlimit64
pselect6 pwrite64 pwritev pwritev2 read readahead readlink readlinkat readv recvfrom recvmmsg recvmsg remap_file_pages
rename renameat renameat2 restart_syscall rmdir rseq rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo
rt_sigreturn rt_sigsuspend rt_sigtimedwait rt_tgsigqueueinfo sched_get_priority_max sched_get_priority_min
sched_getaffinity sched_getattr sched_getparam sched_getscheduler sched_rr_get_interval sched_setaffinity
sched_setattr sched_setparam sched_setscheduler sched_yield select semctl semget semop semtimedop sendfile sendmmsg
sendmsg sendto set_robust_list set_thread_area set_tid_address setgid setgroups setitimer setpgid setpriority setregid
setresgid setresuid setreuid setrlimit setsid setsockopt setuid shmat shmctl shmdt shmget shutdown sigaltstack
signalfd signalfd4 socketpair splice stat statfs statx symlink symlinkat sync sync_file_range sysinfo tee tgkill time
timer_create timer_delete timer_getoverrun timer_gettime timer_settime timerfd_create timerfd_gettime timerfd_settime
times tkill truncate umask uname unlink unlinkat utime utimensat utimes vfork vmsplice wait4 waitid write writev
`
  .trim()
  .split(/\s+/);

const socketFamilies = { unix: 1, inet: 2, inet6: 10, netlink: 16 };
const packetFamily = 17;
const ENOSYS = 38;
const EPERM = 1;
/** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET. */
const namespaceFlags = 0x7e020000;

const allow = (names: string[], args: object[] = []) => ({ names, action: 'SCMP_ACT_ALLOW', args });
const refuse = (names: string[], errnoRet: number) => ({ names, action: 'SCMP_ACT_ERRNO', errnoRet });

/** A profile as Docker takes it: JSON in a security option. */
function profile(families: readonly number[]): string {
  return JSON.stringify({
    defaultAction: 'SCMP_ACT_ERRNO',
    defaultErrnoRet: ENOSYS,
    archMap: [
      { architecture: 'SCMP_ARCH_X86_64', subArchitectures: [] },
      { architecture: 'SCMP_ARCH_AARCH64', subArchitectures: [] },
    ],
    syscalls: [
      allow(allowed),
      ...families.map((family) => allow(['socket'], [{ index: 0, value: family, op: 'SCMP_CMP_EQ' }])),
      allow(['clone'], [{ index: 0, value: namespaceFlags, valueTwo: 0, op: 'SCMP_CMP_MASKED_EQ' }]),
      // personality(2): only to ask, or for what runtimes set (PER_LINUX, ADDR_NO_RANDOMIZE).
      ...[0, 0x40000, 0xffffffff].map((value) => allow(['personality'], [{ index: 0, value, op: 'SCMP_CMP_EQ' }])),
      refuse(['clone3'], ENOSYS),
      refuse(['unshare', 'setns', 'ptrace', 'mount', 'bpf', 'keyctl', 'add_key', 'io_uring_setup'], EPERM),
    ],
  });
}

/** For sandboxes. */
export const seccompProfile: string = profile(Object.values(socketFamilies));

/** For the link container, whose program reads and writes whole frames. */
export const linkSeccompProfile: string = profile([...Object.values(socketFamilies), packetFamily]);
