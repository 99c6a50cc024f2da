# cidr with NetAddr::IP, called as its documentation shows.
use strict;
use warnings;
use JSON::PP;
use Math::BigInt;
use NetAddr::IP qw(:lower :nofqdn);

my $json = JSON::PP->new->utf8->canonical->max_depth(200);
$| = 1;

sub refused { die { kind => $_[0], message => substr($_[1] // "", 0, 200) } }

sub address_of {
    my ($text) = @_;
    refused("address", "a prefix") if $text =~ m{/};    # one constructor serves for both
    return NetAddr::IP->new($text) // refused("address", "no address");
}

sub network_of {
    my ($text, $strict) = @_;
    my $one = NetAddr::IP->new($text) // refused("network", "no network");
    refused("host-bits", "the host part is not zero") if $strict && $one->addr ne $one->network->addr;
    return $one->network;
}

sub short { my ($one) = @_; return $one->version == 4 ? $one->addr : $one->short }

my %ops;
%ops = (
    hello => sub { return { contract => "cidr/1", ops => [sort keys %ops], caps => [] } },
    address => sub {
        my $one = address_of($_[0]{text});
        my $packed = unpack("H*", $one->aton);
        return { version => 0 + $one->version, canonical => short($one), packed => $packed, zone => undef,
            exploded => $one->version == 4 ? $one->addr : $one->full6, int => "" . $one->bigint };
    },
    network => sub {
        my $net = network_of($_[0]{text}, $_[0]{strict} // 1);
        return { version => 0 + $net->version, canonical => short($net) . "/" . $net->masklen,
            network => short($net), last => short($net->broadcast), netmask => $net->mask,
            hostmask => scalar($net->wildcard), prefix => 0 + $net->masklen };
    },
    contains => sub {
        my ($net, $one) = (network_of($_[0]{net}, 1), address_of($_[0]{addr}));
        return $net->contains($one) ? JSON::PP::true : JSON::PP::false;
    },
);
my %texts = (hello => [], address => ["text"], network => ["text"], contains => ["net", "addr"]);

sub is_text { return defined $_[0] && !ref $_[0] && JSON::PP->new->allow_nonref->encode($_[0]) =~ /^"/ }

sub calculate {
    my ($order) = @_;
    refused("argument", "no op") unless is_text($order->{op});
    refused("unsupported", $order->{op}) unless exists $ops{ $order->{op} };
    refused("argument", "a member") if grep { !is_text($order->{$_}) } @{ $texts{ $order->{op} } };
    refused("argument", "strict") if exists $order->{strict} && !JSON::PP::is_bool($order->{strict});
    return $ops{ $order->{op} }->($order);
}

while (defined(my $line = <STDIN>)) {
    my $order = eval { $json->decode($line) };
    my $answer;
    if (ref $order ne "HASH") {
        $answer = { id => undef, ok => JSON::PP::false, error => { kind => "json", message => "no object" } };
    }
    else {
        my $result = eval { calculate($order) };
        my $error = ref $@ eq "HASH" ? $@ : { kind => "address", message => substr("$@", 0, 200) };
        $answer = $@
            ? { id => $order->{id}, ok => JSON::PP::false, error => $error }
            : { id => $order->{id}, ok => JSON::PP::true, result => $result };
    }
    print $json->encode($answer), "\n";
}
