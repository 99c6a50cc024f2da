# RPC::XML::Server around a hash, as its documentation would have it.
#
# Ours: the methods and their signatures, nil and UTF-8 switched on, SIGPIPE ignored, the line that
# announces the port.
# The module's, and HTTP::Daemon's: everything on the wire.

use strict;
use warnings;
use List::Util 'sum';
use RPC::XML;
use RPC::XML::Server;

$| = 1;
$SIG{PIPE} = 'IGNORE'; # RPC::XML leaves it to its user: a client that has gone would end us
$RPC::XML::ALLOW_NIL = 1;
$RPC::XML::ENCODING = 'utf-8'; # its own is us-ascii
my %data;
my @types = qw(int i4 i8 double string boolean dateTime.iso8601 base64 struct array nil);

sub present { exists $data{$_[0]} or die "no such key\n"; return $_[0] }
sub stooges { return $_[0]{moe} + $_[0]{larry} + $_[0]{curly} }

# A scalar is returned as the type in the signature says. get returns what it was given, whose type
# RPC::XML's own smart_encode then guesses, as it does inside every struct and array.
my %methods = (
    'get'    => [['string string'], sub { return RPC::XML::smart_encode($data{present($_[0])}) }],
    'set'    => [[map { "nil string $_" } @types], sub { $data{$_[0]} = $_[1]; return }],
    'delete' => [['nil string'], sub { delete $data{present($_[0])}; return }],
    'exists' => [['boolean string'], sub { return exists $data{$_[0]} ? 1 : 0 }],
    'keys'   => [['array'], sub { return [keys %data] }],

    'validator1.arrayOfStructsTest' => [['int array'], sub { return sum(0, map { $_->{curly} } @{$_[0]}) }],
    'validator1.countTheEntities'   => [['struct string'], sub {
        my ($text) = @_;
        return {
            ctLeftAngleBrackets => ($text =~ tr/<//), ctRightAngleBrackets => ($text =~ tr/>//),
            ctAmpersands => ($text =~ tr/&//), ctApostrophes => ($text =~ tr/'//),
            ctQuotes => ($text =~ tr/"//),
        };
    }],
    'validator1.easyStructTest'   => [['int struct'], sub { return stooges($_[0]) }],
    'validator1.echoStructTest'   => [['struct struct'], sub { return $_[0] }],
    'validator1.manyTypesTest'    => [['array int boolean string double dateTime.iso8601 base64'], sub { return [@_] }],
    'validator1.moderateSizeArrayCheck' => [['string array'], sub { return $_[0][0] . $_[0][-1] }],
    'validator1.nestedStructTest' => [['int struct'], sub { return stooges($_[0]{2000}{'04'}{'01'}) }],
    'validator1.simpleStructReturnTest' => [['struct int'], sub {
        return { times10 => $_[0] * 10, times100 => $_[0] * 100, times1000 => $_[0] * 1000 };
    }],
);

my $server = RPC::XML::Server->new(host => '127.0.0.1');
ref $server or die $server;
for my $name (sort keys %methods) {
    my ($signature, $code) = @{$methods{$name}};
    my $said = $server->add_procedure({ name => $name, signature => $signature, code => $code });
    ref $said or die $said;
}
printf qq({"listening": {"host": "127.0.0.1", "port": %d}}\n), $server->port;
$server->server_loop;
