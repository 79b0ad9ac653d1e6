#ifndef CHECK_H
#define CHECK_H

#include <stdbool.h>

/** Counts and names what is not so. `what` is by printf's rules. */
__attribute__((format(printf, 2, 3))) void expect(bool truth, const char *what, ...);

void check_messages(void);
void check_seqnos(void);
void check_receiving(void);
void check_sending(void);
void check_transfers(void);

#endif
