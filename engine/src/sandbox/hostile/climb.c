/* Asks the kernel for what only somebody with more rights may have. Prints what each came to. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/klog.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void tell(const char *what, long result) {
    printf("%s: %s\n", what, result >= 0 ? "DONE" : strerrorname_np(errno));
}

static long cloned_into(unsigned long flags) { return syscall(SYS_clone, flags | SIGCHLD, 0, 0, 0, 0); }

int main(void) {
    struct timespec past = {0, 0};
    struct timeval past_time = {0, 0};
    char block[256] = {0};
    gid_t root_group = 0;
    setvbuf(stdout, NULL, _IONBF, 0);
    tell("setuid 0", setuid(0));
    tell("setresuid owner", setresuid(65533, 65533, 65533));
    tell("setgid 0", setgid(0));
    tell("setgroups 0", setgroups(1, &root_group));
    tell("chown", chown("/tmp", 65534, 65534));
    tell("chroot", chroot("/tmp"));
    tell("mount tmpfs", mount("none", "/tmp", "tmpfs", 0, NULL));
    tell("remount root", mount(NULL, "/", NULL, MS_REMOUNT | MS_BIND, NULL));
    tell("umount", umount2("/tmp", MNT_DETACH));
    tell("fsopen", syscall(SYS_fsopen, "tmpfs", 0));
    tell("open_tree", syscall(SYS_open_tree, AT_FDCWD, "/", 1));
    tell("pivot_root", syscall(SYS_pivot_root, "/tmp", "/tmp"));
    tell("mknod null", mknod("/tmp/null", S_IFCHR | 0666, makedev(1, 3)));
    tell("mknod disk", mknod("/tmp/disk", S_IFBLK | 0666, makedev(8, 0)));
    tell("open_by_handle_at", syscall(SYS_open_by_handle_at, AT_FDCWD, block, O_RDONLY));
    tell("unshare user", unshare(CLONE_NEWUSER));
    tell("unshare net", unshare(CLONE_NEWNET));
    tell("unshare mount", unshare(CLONE_NEWNS));
    tell("clone user", cloned_into(CLONE_NEWUSER));
    tell("clone user hidden", cloned_into(CLONE_NEWUSER | 1ul << 40));
    tell("clone3", syscall(SYS_clone3, block, 88));
    tell("setns", setns(open("/proc/self/ns/net", O_RDONLY), 0));
    tell("capset", syscall(SYS_capset, &(struct __user_cap_header_struct){_LINUX_CAPABILITY_VERSION_3, 0},
                           (struct __user_cap_data_struct[2]){{~0u, ~0u, ~0u}, {~0u, ~0u, ~0u}}));
    tell("prctl no_new_privs 0", prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0));
    tell("prctl ambient", prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_KILL, 0, 0));
    tell("bpf", syscall(SYS_bpf, 0, block, sizeof block));
    tell("perf_event_open", syscall(SYS_perf_event_open, block, 0, -1, -1, 0));
    tell("userfaultfd", syscall(SYS_userfaultfd, 0));
    tell("io_uring_setup", syscall(SYS_io_uring_setup, 1, block));
    tell("keyctl", syscall(SYS_keyctl, 0, -3, 1));
    tell("add_key", syscall(SYS_add_key, "user", "a", "b", 1, -3));
    tell("request_key", syscall(SYS_request_key, "user", "a", NULL, -3));
    tell("init_module", syscall(SYS_init_module, block, 1, ""));
    tell("kexec_load", syscall(SYS_kexec_load, 0, 0, NULL, 0));
    tell("fanotify_init", syscall(SYS_fanotify_init, 0, 0));
    tell("inotify_init", syscall(SYS_inotify_init1, 0));
    tell("sethostname", sethostname("other", 5));
    tell("reboot", reboot(RB_AUTOBOOT));
    tell("clock_settime", clock_settime(CLOCK_REALTIME, &past));
    tell("settimeofday", settimeofday(&past_time, NULL));
    tell("syslog", klogctl(3, block, sizeof block));
    tell("swapon", syscall(SYS_swapon, "/tmp", 0));
    tell("personality", syscall(SYS_personality, 0x0400000));
    tell("scheduler", sched_setscheduler(0, SCHED_FIFO, &(struct sched_param){1}));
    tell("iopl", syscall(SYS_iopl, 3));
    tell("raw ICMP", socket(AF_INET, SOCK_RAW, IPPROTO_ICMP));
    tell("raw IPv6", socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6));
    tell("AF_PACKET", socket(AF_PACKET, SOCK_RAW, 0));
    tell("AF_VSOCK", socket(AF_VSOCK, SOCK_STREAM, 0));
    tell("AF_ALG", socket(AF_ALG, SOCK_SEQPACKET, 0));
    tell("AF_BLUETOOTH", socket(AF_BLUETOOTH, SOCK_RAW, 0));
    tell("AF_KEY", socket(AF_KEY, SOCK_RAW, 2));
    tell("AF_XDP", socket(AF_XDP, SOCK_RAW, 0));
    tell("/dev/kmsg", open("/dev/kmsg", O_RDONLY));
    tell("/dev/mem", open("/dev/mem", O_RDONLY));
    tell("/proc/kcore", open("/proc/kcore", O_RDONLY) < 0 ? -1 : read(open("/proc/kcore", O_RDONLY), block, 1) - 1);
    tell("/proc/sysrq-trigger", open("/proc/sysrq-trigger", O_WRONLY));
    tell("/proc/sys/kernel/core_pattern", open("/proc/sys/kernel/core_pattern", O_WRONLY));
    tell("/proc/sys/net/ipv4/ip_forward", open("/proc/sys/net/ipv4/ip_forward", O_WRONLY));
    tell("/sys/fs/cgroup", mkdir("/sys/fs/cgroup/mine", 0700) == 0 ? 0 : mkdir("/sys/fs/cgroup/memory/mine", 0700));
    tell("/etc/passwd", open("/etc/passwd", O_WRONLY));
    tell("/root", open("/root", O_RDONLY));
    tell("/var/run/docker.sock", open("/var/run/docker.sock", O_RDWR));
    return 0;
}
