#ifndef OOM_H
#define OOM_H
#include <stdint.h>

/* How many processes the kernel has ended in this container for want of memory (cgroup v1 or v2); 0 if unknown. */
uint64_t oom_kills(void);

#endif
