#!/usr/bin/env perl
# Hello Internet server
# Usage: perl hellosrvPerl.pl PORT
#
# Forks a child for each client, so that they do not have to wait for each other.
use strict;
use warnings;
use IO::Handle;
use IO::Select;
use Socket;

my $BACKLOG     = 16;
my $MAX_MESSAGE = 1024;
my $SILENCE     = 1.0;    # seconds until a silent client is given up
my $PAUSE       = 0.2;    # seconds of silence that end a message

sub fail {
    my ($code, $text) = @_;
    print STDERR "hellosrvPerl: $text\n";
    exit $code;
}

sub listen_on {
    my ($port) = @_;
    socket my $listener, PF_INET, SOCK_STREAM, 0 or fail(1, "socket: $!");
    setsockopt $listener, SOL_SOCKET, SO_REUSEADDR, 1;
    bind $listener, pack_sockaddr_in($port, INADDR_ANY) or fail(1, "cannot bind to port $port: $!");
    listen $listener, $BACKLOG or fail(1, "cannot listen on port $port: $!");
    return $listener;
}

# One message: up to a newline, a pause, or the end of the client's data. sysread and select go
# together; <$client> would have a buffer that select does not know of.
sub read_message {
    my ($client) = @_;
    my $readable = IO::Select->new($client);
    my $message  = '';
    my $wait     = $SILENCE;
    while (length $message < $MAX_MESSAGE && $message !~ /\n/ && $readable->can_read($wait)) {
        sysread $client, $message, $MAX_MESSAGE, length $message or last;
        $wait = $PAUSE;
    }
    $message =~ s/\s+\z//;
    return $message;
}

sub serve {
    my ($client, $ip) = @_;
    my $message = read_message($client);
    return if $message eq '';
    print "$ip: $message\n";

    my $reply = $message =~ /\AHello in (.+)\z/ ? "Goodbye $1 from Perl\n" : "Goodbye in Perl\n";
    while (length $reply) {
        my $sent = syswrite $client, $reply;
        return if !defined $sent;    # the client is gone
        substr $reply, 0, $sent, '';
    }
    return;
}

fail(2, 'usage: perl hellosrvPerl.pl PORT') if @ARGV != 1;
my $port = $ARGV[0];
if ($port !~ /\A[0-9]{1,5}\z/ || $port < 1 || $port > 65535) {
    fail(2, "bad port '$port', it must be a number from 1 to 65535");
}

STDOUT->autoflush(1);
$SIG{PIPE} = 'IGNORE';
$SIG{CHLD} = 'IGNORE';    # the system buries finished children, so no zombies remain

my $listener = listen_on($port);
while (1) {
    my $address = accept my $client, $listener or next;    # this one left before its turn
    my (undef, $packed_ip) = unpack_sockaddr_in($address);

    my $child = fork;
    if (defined $child && $child == 0) {
        close $listener;
        serve($client, inet_ntoa($packed_ip));
        exit 0;
    }
    close $client;    # the child has its own copy
}
