/* Prints a line, and a question without a newline, never flushes, and waits for ever. On a pipe nothing would leave it;
 * on a terminal the line does. (The question stays with the C library there as well, until the program reads.) */
#include <stdio.h>
#include <unistd.h>

int main(void) {
    printf("Waiting for a client\nWhat is your name?");
    for (;;) pause();
}
