# A streaming standby: reading works, what would write fails clearly, and after promotion it refuses and
# records like any primary.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../perl";
use InvGov;
use PostgreSQL::Test::Cluster;
use Test::More;

my $primary = make_node('primary', streaming => 1);
make_database($primary, 'odoo');
my $reference = refuse_once($primary, 'odoo')->{reference};
ok($reference, 'the primary records');

$primary->backup('base');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($primary, 'base', has_streaming => 1);
$standby->start;
my $later = refuse_once($primary, 'odoo')->{reference};
$primary->wait_for_catchup($standby, 'replay', $primary->lsn('write'));

is($standby->safe_psql('odoo', "SELECT string_agg(reference, ' ' ORDER BY reference) FROM inventory_gov.request"),
	join(' ', sort $reference, $later), 'the standby shows the requests');
is($standby->safe_psql('odoo', "SELECT name FROM inventory_gov.policy WHERE NOT starter"), 'At most 10 %', 'the standby shows the policy');
is(recorder_status($standby, 'odoo')->{running}, 'f', 'recorder_status() works on a standby');

my %writing = (
	'create_policy()' => q{SELECT inventory_gov.create_policy(control => 'receipt_tolerance', name => 'x', limits => '{"over_pct": 1}')},
	'approve()' => qq{SELECT inventory_gov.approve('$reference', 'no', 9)},
	'an update of a move' => 'SELECT gov_test.refuse(1)');
for my $what (sort keys %writing)
{
	my ($status, $out, $err) = $standby->psql('odoo', $writing{$what}, extra_params => [ '-v', 'VERBOSITY=verbose' ]);
	like($err, qr/25006|read-only|recovery/, "$what fails clearly on a standby");
}

$standby->promote;
my $promoted = refuse_once($standby, 'odoo');
ok($promoted->{reference}, 'after promotion refusals are recorded') or diag($promoted->{text});
isnt($promoted->{reference}, $_, "its reference is new, not $_") for $reference, $later;

$standby->stop;
$primary->stop;
done_testing();
