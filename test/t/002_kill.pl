# kill -9 of the recorder, of a client's backend and of the postmaster while clients are being refused:
# no reference that was shown is lost, with synchronous_commit = off in the database too.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../perl";
use InvGov;
use Test::More;

my $node = make_node('kill', conf => "restart_after_crash = on\n");
make_database($node, 'odoo');

sub server_is_back
{
	return poll(sub { ($node->psql('postgres', 'SELECT 1'))[0] == 0 }, 60);
}

# Fails while processes of the killed server are still ending.
sub start_again
{
	return 1 if $node->start(fail_ok => 1);
	$node->stop('immediate', fail_ok => 1);
	return 0;
}

# A pid of this server, or nothing while it recovers.
sub pid_of
{
	my ($condition) = @_;
	my ($status, $pid) = $node->psql('postgres', "SELECT pid FROM pg_stat_activity WHERE $condition LIMIT 1");
	return defined $status && $status == 0 && $pid =~ /^\d+$/ ? $pid : undef;
}

sub kill_some
{
	my ($condition) = @_;
	return sub {
		my ($n) = @_;
		return if $n % 10 != 5;
		my $pid = pid_of($condition);
		kill 'KILL', $pid if $pid;
	};
}

my $recorder = "backend_type = 'inventory_gov recorder'";
my $client = "backend_type = 'client backend' AND datname = 'odoo'";

my $crowd = crowd($node, 'odoo', clients => 32, disturb => kill_some($recorder));
ok(server_is_back(), 'recorder killed: the server is back');
check_records($node, 'odoo', $crowd, 'recorder killed');

$crowd = crowd($node, 'odoo', clients => 32, disturb => kill_some($client));
ok(server_is_back(), 'backend killed: the server is back');
check_records($node, 'odoo', $crowd, 'backend killed');

# WAL that was not flushed is lost with the postmaster's shared memory.
$node->safe_psql('postgres', 'ALTER DATABASE odoo SET synchronous_commit = off');
ok(wait_for_no_recorder($node, 'odoo'), 'the next recorder sees the new setting');
my $kills = 0;
$crowd = crowd(
	$node, 'odoo',
	clients => 32,
	disturb => sub {
		my ($n) = @_;
		return if $n % 15 != 10;
		$node->kill9;
		$kills++;
		poll(\&start_again, 60) or die 'the server does not start again';
	});
cmp_ok($kills, '>', 0, 'the postmaster was killed');
check_records($node, 'odoo', $crowd, 'postmaster killed, synchronous_commit = off');

$node->stop;
done_testing();
