# When a refusal cannot be recorded the operation is refused all the same, the text says so, and the
# server log keeps what there was to record. Nothing hangs.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../perl";
use InvGov;
use PostgreSQL::Test::Utils qw(slurp_file);
use Test::More;

# The launcher of logical replication takes the only place for a worker.
my $node = make_node('not_recorded', streaming => 1, conf => "max_worker_processes = 1\n");
make_database($node, 'odoo');

sub unchanged
{
	my ($name) = @_;
	is($node->safe_psql('odoo', "SELECT count(*) FROM stock_move m JOIN gov_test.receipt r ON r.move = m.id WHERE m.state = 'done'"),
		'0', "$name: the receipt did not go through");
	return;
}

sub refused_without_record
{
	my ($name, $outcome, $sql) = @_;
	my $refusal = refuse_once($node, 'odoo', $sql);
	is($refusal->{state}, '23G01', "$name: refused");
	like($refusal->{text}, $outcome, "$name: the text says so");
	is($refusal->{reference}, undef, "$name: no reference is shown");
	unchanged($name);
	return $refusal;
}

my $refusal = refused_without_record('no worker', qr/not recorded/);
like($refusal->{text}, qr/max_worker_processes/, 'no worker: the text says why');
cmp_ok($refusal->{seconds}, '<', 15, 'no worker: at once, not at the deadline');
like(slurp_file($node->logfile), qr/a refusal was not recorded.*\n.*DETAIL:  \{/, 'no worker: the log keeps the payload');
is(recorder_status($node, 'odoo')->{failed}, 1, 'no worker: recorder_status() counts it');
is(recorder_status($node, 'odoo')->{slots_in_use}, 0, 'no worker: no slot is left behind');

my $crowd = crowd($node, 'odoo', clients => 32, seconds => 2);
is($crowd->{count}, 0, 'no worker, 32 clients: no reference is shown');
cmp_ok($crowd->{said}{'not recorded'}, '>', 0, 'no worker, 32 clients: all are told');
unchanged('no worker, 32 clients');

$node->append_conf('postgresql.conf', 'max_worker_processes = 8');
$node->restart;
ok(refuse_once($node, 'odoo')->{reference}, 'with room for a worker refusals are recorded');

# A lock that the refused transaction holds itself: no deadlock, no wait for the deadline.
$refusal = refused_without_record('own lock', qr/not recorded/,
	'BEGIN; LOCK TABLE inventory_gov.attempt IN ACCESS EXCLUSIVE MODE; SELECT gov_test.refuse(1)');
like($refusal->{text}, qr/lock timeout/, 'own lock: the text says why');
cmp_ok($refusal->{seconds}, '<', 15, 'own lock: before the deadline');

$node->append_conf('postgresql.conf', 'inventory_gov.record_timeout = 2s');
$node->reload;

# A recorder that hangs: stopped, as by a debugger.
my $pid;
ok(refuse_once($node, 'odoo')->{reference} && ($pid = recorder_pid($node, 'odoo')), 'a recorder to be stopped');
kill 'STOP', $pid;
$refusal = refused_without_record('recorder hangs', qr/not recorded/);
kill 'CONT', $pid;
cmp_ok($refusal->{seconds}, '>', 1.5, 'recorder hangs: until the deadline');
ok(refuse_once($node, 'odoo')->{reference}, 'recorder hangs: when it is back, refusals are recorded');

# Synchronous replication without a standby: committed here, acknowledged never.
$node->safe_psql('postgres', "ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
$node->reload;
ok(poll(sub { !($refusal = refuse_once($node, 'odoo'))->{reference} }, 10), 'no synchronous standby: no reference is shown');
is($refusal->{state}, '23G01', 'no synchronous standby: refused');
like($refusal->{text}, qr/unknown/, 'no synchronous standby: the text says that the outcome is unknown');
refused_without_record('recorder still waits for the standby', qr/not recorded/);
$node->safe_psql('postgres', 'ALTER SYSTEM RESET synchronous_standby_names');
$node->reload;
ok(poll(sub { recorder_status($node, 'odoo')->{slots_in_use} == 0 }, 10), 'no synchronous standby: no slot is left behind');
ok(refuse_once($node, 'odoo')->{reference}, 'no synchronous standby: when that is over, refusals are recorded');

# A database that would forbid its recorder to write.
$node->safe_psql('postgres', "ALTER DATABASE odoo SET default_transaction_read_only = on");
ok(wait_for_no_recorder($node, 'odoo'), 'the next recorder sees the new setting');
$refusal = refuse_once($node, 'odoo', 'BEGIN READ WRITE; SELECT gov_test.refuse(1)');
ok($refusal->{reference}, 'default_transaction_read_only does not keep the recorder from writing') or diag($refusal->{text});
$node->safe_psql('postgres', 'ALTER DATABASE odoo RESET default_transaction_read_only');

$node->stop;
done_testing();
