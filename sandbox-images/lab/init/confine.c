#define _GNU_SOURCE
#include "confine.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* REFER (renaming from one folder into another) is refused by every ruleset that does not grant it. */
#define GRANTED (LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REFER)
#define ABI_WITH_REFER 2

static int ruleset = -1;

static int may_write_below(const char *folder) {
    struct landlock_path_beneath_attr rule = {.allowed_access = GRANTED, .parent_fd = open(folder, O_PATH | O_CLOEXEC)};
    if (rule.parent_fd < 0) return 0; /* not there: nothing to write to */
    long status = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    close(rule.parent_fd);
    return status == 0 ? 0 : -1;
}

void prepare_confinement(void) {
    if (syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION) < ABI_WITH_REFER) return;
    struct landlock_ruleset_attr handled = {.handled_access_fs = GRANTED};
    ruleset = (int)syscall(SYS_landlock_create_ruleset, &handled, sizeof handled, 0);
    if (ruleset < 0) return;
    fcntl(ruleset, F_SETFD, FD_CLOEXEC);
    if (may_write_below("/work") == 0 && may_write_below("/tmp") == 0 && may_write_below("/dev") == 0) return;
    close(ruleset);
    ruleset = -1;
}

void confine(void) {
    if (ruleset >= 0) syscall(SYS_landlock_restrict_self, ruleset, 0); /* without it the uid's limits still hold */
}
