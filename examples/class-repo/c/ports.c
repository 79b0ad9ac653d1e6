#include "ports.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

int parse_port(const char *text)
{
    /* atoi() would turn "80abc" into 80 and "abc" into 0, so we look at each character ourselves */
    size_t length = strlen(text);
    if (length == 0 || length > 5)
        return -1;
    for (size_t i = 0; i < length; i++)
        if (!isdigit((unsigned char)text[i]))
            return -1;

    int port = atoi(text);
    return port >= 1 && port <= 65535 ? port : -1;
}
