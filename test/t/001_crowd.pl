# 64 clients refused at the same time: all recorded, each once; and the recorder leaves soon after, so
# that Odoo can copy and drop its database.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../perl";
use InvGov;
use Test::More;

my $node = make_node('crowd');
make_database($node, 'odoo');

my $one = refuse_once($node, 'odoo');
is($one->{state}, '23G01', 'a receipt beyond the tolerance is refused with an SQLSTATE of class 23');
ok($one->{reference}, 'the detail names the reference') or diag($one->{text});
note(sprintf 'first refusal %.0f ms with its psql', 1000 * $one->{seconds});

my $before = recorder_status($node, 'odoo');
my $crowd = crowd($node, 'odoo', clients => 64);
check_records($node, 'odoo', $crowd, '64 clients', 64);
ok(!$crowd->{said}{'not recorded'} && !$crowd->{said}{unknown}, '64 clients: every refusal was recorded for certain');
my $after = recorder_status($node, 'odoo');
cmp_ok($after->{recorded} - $before->{recorded}, '>=', $crowd->{count}, 'recorder_status() counts them');
is($after->{failed}, 0, 'recorder_status() counts no failure');
is($after->{preloaded}, 'f', 'all that without preloading the library');

my $two = refuse_once($node, 'odoo', 'SELECT gov_test.receive(1, 150)');
my $again = refuse_once($node, 'odoo', 'SELECT gov_test.receive(1, 150)');
isnt($two->{reference}, $one->{reference}, 'another quantity raises another request');
is($again->{reference}, $two->{reference}, 'the same receipt again finds its open request');

# What Odoo's database manager does, a moment after a refusal.
ok(refuse_once($node, 'odoo')->{reference}, 'a refusal, and at once');
is(($node->psql('postgres', 'CREATE DATABASE copy TEMPLATE odoo'))[0], 0, 'CREATE DATABASE .. TEMPLATE waits for the recorder to leave, and succeeds');
ok(refuse_once($node, 'copy')->{reference}, 'the copy refuses and records too');
is(($node->psql('postgres', 'DROP DATABASE copy'))[0], 0, 'DROP DATABASE likewise');
ok(wait_for_no_recorder($node, 'odoo'), 'the recorder leaves when it is idle');
is(recorder_status($node, 'odoo')->{running}, 'f', 'recorder_status() says so');

# More databases than there are places for workers, or entries for recorders: idle recorders make room.
$node->safe_psql('postgres', "CREATE DATABASE many_$_ TEMPLATE odoo") for 1 .. 18;
my @outcome = map { refuse_once($node, "many_$_") } 1 .. 18;
is(scalar(grep { $_->{reference} } @outcome), 18, 'recorders of 18 databases in quick succession')
  or diag(map { $_->{text} } grep { !$_->{reference} } @outcome);

# The same code serves a preloaded library.
$node->append_conf('postgresql.conf', "shared_preload_libraries = 'inventory_gov'\n");
$node->restart;
ok(refuse_once($node, 'odoo')->{reference}, 'preloaded: a refusal is recorded');
is(recorder_status($node, 'odoo')->{preloaded}, 't', 'preloaded: recorder_status() says so');

$node->stop;
done_testing();
