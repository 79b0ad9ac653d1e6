#ifndef SPAWN_H
#define SPAWN_H

#include "program.h"

/* Forks and executes; fills in pid, in, out and err. Returns 0, or the errno of what failed (execve included). */
int spawn_child(const struct run_request *request, const char *cwd, char **argv, char **envp, struct program *program);

/* From now on only root can open terminals: the kernel has one supply of them for all containers of the machine. */
void keep_terminals(void);

#endif
