# The gentler ends: pg_terminate_backend and pg_cancel_backend of the recorder and of clients that wait
# for it, statement_timeout while waiting. A client may miss a reference that was recorded; never the
# other way round, and no slot may leak.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../perl";
use InvGov;
use Test::More;

my $node = make_node('interrupts');
make_database($node, 'odoo');

my $recorder = "backend_type = 'inventory_gov recorder'";
my $clients = "backend_type = 'client backend' AND datname = 'odoo' AND random() < 0.3";

sub signal_some
{
	my ($function, $condition) = @_;
	return sub { $node->psql('postgres', "SELECT $function(pid) FROM pg_stat_activity WHERE $condition") };
}

my $crowd = crowd($node, 'odoo', clients => 32, disturb => signal_some('pg_terminate_backend', $recorder));
check_records($node, 'odoo', $crowd, 'recorder terminated', 32);
ok(!$crowd->{said}{'not recorded'} && !$crowd->{said}{unknown}, 'recorder terminated: all were recorded all the same')
  or diag(explain($crowd->{said}));
cmp_ok(recorder_status($node, 'odoo')->{restarted}, '>', 0, 'recorder_status() counts the restarts');

$crowd = crowd($node, 'odoo', clients => 32, disturb => signal_some('pg_cancel_backend', $recorder));
check_records($node, 'odoo', $crowd, 'recorder cancelled', 32);

$crowd = crowd($node, 'odoo', clients => 32, disturb => signal_some('pg_terminate_backend', $clients));
check_records($node, 'odoo', $crowd, 'clients terminated');

$crowd = crowd($node, 'odoo', clients => 32, disturb => signal_some('pg_cancel_backend', $clients));
check_records($node, 'odoo', $crowd, 'clients cancelled');

$crowd = crowd($node, 'odoo', clients => 64, options => '-c statement_timeout=30ms');
# On a busy machine none may be in time.
check_records($node, 'odoo', $crowd, 'statement_timeout', 0);
cmp_ok($crowd->{said}{'canceling statement due to statement timeout'} || 0, '>', 0, 'statement_timeout: some ran into it');

$node->stop;
done_testing();
