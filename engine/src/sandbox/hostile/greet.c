/* greet PORT: waits for one client, closes first, and so leaves the port in TIME_WAIT; asks for no SO_REUSEADDR.
 * greet ADDRESS PORT: the client. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[argc - 1]))};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    char text[16] = {0};
    if (argc == 2) {
        if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0 || listen(fd, 5) != 0) return perror("port"), 1;
        return write(accept(fd, NULL, NULL), "hello", 5) == 5 ? 0 : 1;
    }
    inet_pton(AF_INET, argv[1], &address.sin_addr);
    if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0) return perror("connect"), 1;
    while (read(fd, text, 5) > 0) fputs(text, stdout);
    return 0;
}
