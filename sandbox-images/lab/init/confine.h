#ifndef CONFINE_H
#define CONFINE_H

/* Once, at the start. Where the kernel has no Landlock (before 5.19), programs stay as free as their uid is. */
void prepare_confinement(void);
/* In a child, before it executes a student's program: from here on it writes to /work, /tmp and /dev only. Everything
 * else is read-only anyway but /proc, where a program could take off the mark that makes it, and not init, the first
 * to go when memory runs out. */
void confine(void);

#endif
