# The launcher of a preloaded library: work falls due by the clock and is done without anybody calling, in
# every database that has the extension, also one that comes later; nothing on a standby, until it is promoted.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../perl";
use InvGov;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = make_node('launcher', streaming => 1, conf => <<'CONF');
shared_preload_libraries = 'inventory_gov'
inventory_gov.desk_interval = 1s
restart_after_crash = on
CONF

sub launcher_pid
{
	my ($server) = @_;
	my ($status, $pid) = $server->psql('postgres', "SELECT pid FROM pg_stat_activity WHERE backend_type = 'inventory_gov launcher'");
	return defined $status && $status == 0 ? $pid : '';
}

# Work that nobody is told of.
sub add_chore
{
	my ($db, $columns) = @_;
	$node->safe_psql($db, $columns ? "INSERT INTO gov_test.chore $columns" : 'INSERT INTO gov_test.chore DEFAULT VALUES');
	return;
}

ok(poll(sub { launcher_pid($node) }, 20), 'there is a launcher');
$node->safe_psql('postgres', 'CREATE DATABASE plain');
$node->safe_psql('postgres', 'CREATE DATABASE closed ALLOW_CONNECTIONS false');
for my $db (qw(first second))
{
	$node->safe_psql('postgres', "CREATE DATABASE $db");
	$node->safe_psql($db, 'CREATE EXTENSION inventory_gov');
	make_chores($node, $db);
	add_chore($db);
}
ok(all_done($node, $_, 20), "work in database $_ is done") for qw(first second);
is(desk_status($node, 'first')->{launcher}, launcher_pid($node), 'desk_status() knows the launcher');

add_chore('first', q{(not_before) VALUES (clock_timestamp() + interval '2 s')});
ok(all_done($node, 'first', 20), 'work that falls due later is done then');

# One that holds everybody up, in the eyes of the launcher too.
add_chore('first', '(seconds) VALUES (120)');
ok(poll(sub { desk_pid($node, 'first') }, 20), 'a desk is busy');
add_chore('second');
ok(all_done($node, 'second', 15), 'a desk that is busy for long does not keep the others waiting');

# Databases that come later.
is(($node->psql('postgres', 'CREATE DATABASE copy TEMPLATE second'))[0], 0, 'a database can be duplicated');
add_chore('copy');
ok(all_done($node, 'copy', 20), 'and is looked after');
is(($node->psql('postgres', 'DROP DATABASE copy'))[0], 0, 'and dropped');
# By now this one has been looked at, and the next look would be in ten minutes.
$node->safe_psql('plain', 'CREATE EXTENSION inventory_gov');
make_chores($node, 'plain');
add_chore('plain');
ok(all_done($node, 'plain', 20), 'CREATE EXTENSION tells the launcher');
unlike(PostgreSQL::Test::Utils::slurp_file($node->logfile), qr/not currently accepting connections/, 'a database that takes no connections is left alone');

ok(poll(sub { desk_status($node, 'first')->{last_error} =~ /statement timeout/ }, 60), 'a piece of work that takes too long is ended');
$node->safe_psql('first', 'DELETE FROM gov_test.chore WHERE done_by IS NULL');
ok(poll(sub { desk_status($node, 'first')->{failing} eq 'f' }, 60), 'and the desk goes on with the others');

# What it was doing when the server crashed.
add_chore('first', '(seconds) VALUES (3)');
my $pid;
ok(poll(sub { $pid = desk_pid($node, 'first') }, 20), 'a desk is at work');
kill 'KILL', $pid;
ok(all_done($node, 'first', 60), 'killed: its work is done after the restart, without a call');

$pid = launcher_pid($node);
$node->safe_psql('postgres', "SELECT pg_terminate_backend($pid)");
ok(poll(sub { my $now = launcher_pid($node); $now && $now ne $pid }, 40), 'a terminated launcher is started again');

# On a standby.
$node->backup('base');
my $standby = PostgreSQL::Test::Cluster->new('launcher_standby');
$standby->init_from_backup($node, 'base', has_streaming => 1);
$standby->start;
$node->append_conf('postgresql.conf', 'inventory_gov.desk_interval = 0');
$node->reload;
ok(poll(sub { my $n = $node->safe_psql('postgres', 'SHOW inventory_gov.desk_interval'); $n eq '0' }, 20), 'the launcher is switched off');
ok(poll(sub { desk_pid($node, 'first') eq '' && desk_pid($node, 'second') eq '' }, 20), 'no desk is left');
add_chore('first');
$node->wait_for_catchup($standby, 'replay', $node->lsn('write'));
is(launcher_pid($standby), '', 'there is no launcher on a standby');
is(($standby->psql('first', 'SELECT inventory_gov.wake_desk()'))[0], 0, 'a call there is harmless');
is(desk_status($standby, 'first')->{visits} . desk_status($standby, 'first')->{unserved}, '00', 'and starts nothing');
is($node->safe_psql('first', 'SELECT count(*) FROM gov_test.chore WHERE done_by IS NULL'), '1', 'switched off: the work waits');

$standby->promote;
ok(all_done($standby, 'first', 30), 'after the promotion it is done');
ok(launcher_pid($standby), 'by its launcher');
$standby->stop;

$node->append_conf('postgresql.conf', 'inventory_gov.desk_interval = 1s');
$node->reload;
ok(all_done($node, 'first', 20), 'switched on again: done');
my $log_from = -s $node->logfile;
$node->stop;
unlike(PostgreSQL::Test::Utils::slurp_file($node->logfile, $log_from), qr/FATAL.*launcher/, 'the launcher leaves nothing to worry about in the log when the server stops');

done_testing();
