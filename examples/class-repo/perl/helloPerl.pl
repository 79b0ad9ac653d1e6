#!/usr/bin/env perl
# Hello Internet client
# Usage: perl helloPerl.pl HOST PORT
use strict;
use warnings;
use Socket qw(getaddrinfo SOCK_STREAM);

my $GREETING = 'Hello in Perl';

sub fail {
    my ($code, $text) = @_;
    print STDERR "helloPerl: $text\n";
    exit $code;
}

# Returns a connected socket, or undef and the reason.
sub connect_to {
    my ($host, $port) = @_;
    my ($error, @addresses) = getaddrinfo($host, $port, { socktype => SOCK_STREAM });
    return (undef, $error) if $error;

    my $reason = 'no address';
    for my $address (@addresses) {
        if (!socket my $socket, $address->{family}, $address->{socktype}, $address->{protocol}) {
            $reason = $!;
        }
        elsif (connect $socket, $address->{addr}) {
            return $socket;
        }
        else {
            $reason = $!;
        }
    }
    return (undef, $reason);
}

# syswrite may take only a part of the data. Returns false on an error.
sub send_all {
    my ($socket, $data) = @_;
    while (length $data) {
        my $sent = syswrite $socket, $data;
        return 0 if !defined $sent;
        substr $data, 0, $sent, '';
    }
    return 1;
}

fail(2, 'usage: perl helloPerl.pl HOST PORT') if @ARGV != 2;
my ($host, $port) = @ARGV;
if ($port !~ /\A[0-9]{1,5}\z/ || $port < 1 || $port > 65535) {
    fail(2, "bad port '$port', it must be a number from 1 to 65535");
}

# a write to a closed connection shall be an error and not the end of the program
$SIG{PIPE} = 'IGNORE';

my ($server, $reason) = connect_to($host, $port);
fail(1, "$host port $port: $reason") if !$server;
send_all($server, $GREETING) or fail(1, "$host port $port: $!");

# Append piece after piece until the server closes (0) or an error comes (undef).
my $reply = '';
my $count;
1 while $count = sysread $server, $reply, 4096, length $reply;
if ($reply eq '') {
    fail(1, "$host port $port: " . (defined $count ? 'connection closed without a reply' : $!));
}
close $server;

print $reply, $reply =~ /\n\z/ ? '' : "\n";
