use strict;
use warnings;
use IO::Socket::INET;

IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1')->close;
print "Hello from Perl\n";
