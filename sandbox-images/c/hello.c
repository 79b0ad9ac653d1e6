#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
    close(socket(AF_INET, SOCK_STREAM, 0));
    puts("Hello from C");
    return 0;
}
