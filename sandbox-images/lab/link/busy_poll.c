#include "busy_poll.h"

#define ALL 256u
#define ENOUGH (ALL / 4)
#define MEMORY 8           /* looks, about */
#define LEAST_REST_NS 10000000u
#define MOST_REST_NS 1000000000u /* who yields has no say in when it is back, who sleeps is woken: a rarity, then */

void busy_poll_found(struct busy_poll *busy_poll, enum direction direction, uint64_t received_ns, bool at_once,
                     uint64_t now_ns) {
  bool meanwhile = received_ns < busy_poll->handled_ns;
  bool close = meanwhile || received_ns - busy_poll->handled_ns <= BUSY_POLL_NS;
  uint32_t *closeness = &busy_poll->close[busy_poll->last];
  *closeness = (*closeness * (MEMORY - 1) + (at_once && close ? ALL : 0)) / MEMORY;
  busy_poll->last = direction;
  busy_poll->handled_ns = now_ns;
}

bool busy_poll_pays(const struct busy_poll *busy_poll, uint64_t now_ns) {
  return busy_poll->close[busy_poll->last] >= ENOUGH && now_ns >= busy_poll->rest_until_ns;
}

void busy_poll_yielded(struct busy_poll *busy_poll, uint64_t from_ns, uint64_t to_ns) {
  if (to_ns - from_ns <= BUSY_POLL_NS) return;
  bool again = from_ns - busy_poll->rest_until_ns < busy_poll->rest_ns;
  uint64_t longer_ns = 2 * busy_poll->rest_ns < MOST_REST_NS ? 2 * busy_poll->rest_ns : MOST_REST_NS;
  busy_poll->rest_ns = again ? longer_ns : LEAST_REST_NS;
  busy_poll->rest_until_ns = to_ns + busy_poll->rest_ns;
}
