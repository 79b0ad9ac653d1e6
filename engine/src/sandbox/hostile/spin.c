/* Four threads that compute and never rest. */
#include <pthread.h>

static void *spin(void *unused) {
    for (volatile unsigned long i = 0;; i++) continue;
    return unused;
}

int main(void) {
    pthread_t threads[3];
    for (int i = 0; i < 3; i++) pthread_create(&threads[i], 0, spin, 0);
    spin(0);
}
