/* Three clients at the same moment: each must get its goodbye, one after the other or side by side. */
#include "client.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CLIENTS = 3 };

/** One client in a process of its own, so that none of the three waits for another, whatever the server's order. */
static pid_t start_client(const char *prefix, int argc, char **argv) {
  pid_t pid = fork();
  if (pid != 0) return pid;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  transcript_prefix(prefix);
  struct client c = client_connect(argc, argv);
  client_send(&c, GREETING, strlen(GREETING));
  _exit(client_expect_goodbye(&c));
}

int main(int argc, char **argv) {
  static const char *const prefixes[CLIENTS] = {"#1 ", "#2 ", "#3 "};
  int worst = RIGHT, right = 0, started = 0;
  for (; started < CLIENTS; started++) {
    if (start_client(prefixes[started], argc, argv) > 0) continue;
    event("cannot start client %d: %s", started + 1, strerror(errno));
    worst = NOT_RUN;
    break;
  }
  for (int i = 0; i < started; i++) {
    int status;
    while (wait(&status) < 0 && errno == EINTR) {
    }
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : NOT_RUN;
    if (code > worst) worst = code;
    right += code == RIGHT;
  }
  if (worst != NOT_RUN) event("%d of %d clients got their goodbye", right, CLIENTS);
  return worst;
}
