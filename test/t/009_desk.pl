# The desk: what a transaction leaves to do is done after its commit without anybody calling, a call is never
# lost, a chore that fails costs no other, and Odoo can duplicate and drop the database all the while.
use strict;
use warnings;

use FindBin;
use IPC::Run;
use lib "$FindBin::RealBin/../perl";
use InvGov;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = make_node('desk', conf => "restart_after_crash = on\nmax_worker_processes = 16\n");
make_database($node, 'odoo');

# ---- the whole way, with the real chores ----

my $reference = refuse_once($node, 'odoo')->{reference};
ok($reference, 'a refusal is recorded');
ok(poll(sub { $node->safe_psql('odoo', "SELECT count(*) FROM mail_activity WHERE summary LIKE '%$reference%'") > 0 }, 20),
	'its approvers have activities, without anybody calling');

# ---- chores of our own from here on ----

make_chores($node, 'odoo');

sub no_desk
{
	return poll(sub { desk_pid($node, 'odoo') eq '' }, 20);
}

# ---- work is done ----

call_desk($node, 'odoo');
ok(all_done($node, 'odoo'), 'a committed transaction calls the desk');
is($node->safe_psql('odoo', 'SELECT surroundings FROM gov_test.chore'),
	'postgres pg_catalog, pg_temp 500ms read committed inventory_gov desk', 'it works as the owner in surroundings of its own');
ok(no_desk(), 'and leaves');

$node->safe_psql('odoo', <<'SQL');
CREATE ROLE gov_owner;
GRANT USAGE ON SCHEMA gov_test TO gov_owner;
GRANT ALL ON ALL TABLES IN SCHEMA gov_test TO gov_owner;
ALTER FUNCTION inventory_gov.do_next_chore() OWNER TO gov_owner;
SQL
call_desk($node, 'odoo');
ok(all_done($node, 'odoo'), 'another owner: done');
like($node->safe_psql('odoo', 'SELECT surroundings FROM gov_test.chore ORDER BY id DESC LIMIT 1'), qr/^gov_owner /,
	'whoever owns the function: it has only his rights');
$node->safe_psql('odoo', 'ALTER FUNCTION inventory_gov.do_next_chore() OWNER TO postgres; DROP OWNED BY gov_owner; DROP ROLE gov_owner');

ok(no_desk(), 'no desk');
my $visits = desk_status($node, 'odoo')->{visits};
ok(refuse_once($node, 'odoo')->{reference}, 'a refusal is recorded');
ok(poll(sub { desk_status($node, 'odoo')->{visits} > $visits }, 20), 'the recorder calls the desk');

# ---- no call is lost ----

ok(no_desk(), 'no desk');
$node->safe_psql('odoo', 'INSERT INTO gov_test.hold VALUES (true)');
call_desk($node, 'odoo', 'SELECT 1');
ok(poll(sub { $node->safe_psql('odoo', 'SELECT is_called FROM gov_test.held') eq 't' }, 20), 'a desk has looked and found nothing');
call_desk($node, 'odoo');
$node->safe_psql('odoo', 'DELETE FROM gov_test.hold');
ok(all_done($node, 'odoo', 20), 'what was committed between its last look and its leaving is done');

my $calls = "$PostgreSQL::Test::Utils::tmp_check/calls.sql";
PostgreSQL::Test::Utils::append_to_file($calls, "BEGIN; INSERT INTO gov_test.chore DEFAULT VALUES; SELECT inventory_gov.wake_desk(); COMMIT;\n");
$node->command_ok([ 'pgbench', '-n', '-c', '8', '-t', '100', '-f', $calls, $node->connstr('odoo') ], 'a crowd calls');
ok(all_done($node, 'odoo', 60), 'everything is done');
cmp_ok(desk_status($node, 'odoo')->{visits}, '<', 400, 'by far fewer desks than calls');
is(desk_status($node, 'odoo')->{unserved}, '0', 'no call went unserved');

# More than one visit can do: another desk takes over, called by nobody.
ok(no_desk(), 'no desk');
call_desk($node, 'odoo', 'INSERT INTO gov_test.chore (seconds) SELECT 0.05 FROM generate_series(1, 100)');
ok(all_done($node, 'odoo', 60), 'a backlog is done after one call');
cmp_ok($node->safe_psql('odoo', 'SELECT count(DISTINCT done_by) FROM gov_test.chore WHERE seconds > 0'), '>', 1, 'by several desks');

# ---- a restore ----

# A desk comes, leaves the work alone and goes.
sub keeps_out
{
	my ($why) = @_;
	ok(no_desk(), 'no desk');
	my $visits = desk_status($node, 'odoo')->{visits};
	call_desk($node, 'odoo');
	ok(poll(sub { desk_status($node, 'odoo')->{visits} > $visits && desk_pid($node, 'odoo') eq '' }, 20), "$why: a desk comes and goes");
	is($node->safe_psql('odoo', 'SELECT count(*) FROM gov_test.chore WHERE done_by IS NULL'), '1', "$why: the work is left alone");
	return;
}

$node->safe_psql('odoo', 'ALTER TABLE mail_activity DROP CONSTRAINT mail_activity_pkey');
keeps_out('a table of Odoo has no key yet');
$node->safe_psql('odoo', 'ALTER TABLE mail_activity RENAME TO gone');
$node->safe_psql('odoo', 'DELETE FROM gov_test.chore WHERE done_by IS NULL');
keeps_out('a table of Odoo is not there yet');
$node->safe_psql('odoo', 'ALTER TABLE gone RENAME TO mail_activity; ALTER TABLE mail_activity ADD PRIMARY KEY (id)');
call_desk($node, 'odoo');
ok(all_done($node, 'odoo', 20), 'when everything is there it is done');

# whoever cannot restore our tables is no restore, whatever his session calls itself
$node->safe_psql('odoo', 'CREATE ROLE pretender LOGIN');
my $pretending = IPC::Run::start([ 'psql', '-X', '-U', 'pretender', '-d', $node->connstr('odoo'), '-c', q{SET application_name = 'pg_restore'; SELECT pg_sleep(100)} ],
	'>', \my $pretender_out, '2>', \my $pretender_err);
ok(poll(sub { $node->safe_psql('postgres', q{SELECT count(*) FROM pg_stat_activity WHERE usename = 'pretender' AND application_name = 'pg_restore'}) eq '1' }, 20),
	'somebody calls his session pg_restore');
call_desk($node, 'odoo');
ok(all_done($node, 'odoo', 20), 'and the work is done all the same');
$node->safe_psql('postgres', q{SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'pretender'});
$pretending->finish;

my $restoring = "FROM pg_stat_activity WHERE application_name = 'pg_restore'";
my $restore = IPC::Run::start([ 'psql', '-X', '-d', $node->connstr('odoo'), '-c', q{SET application_name = 'pg_restore'; SELECT pg_sleep(100)} ],
	'>', \my $out, '2>', \my $err);
ok(poll(sub { $node->safe_psql('postgres', "SELECT count(*) $restoring") eq '1' }, 20), 'pg_restore is connected');
keeps_out('pg_restore is at work');
$node->safe_psql('postgres', "SELECT pg_terminate_backend(pid) $restoring");
$restore->finish;
call_desk($node, 'odoo', 'SELECT 1');
ok(all_done($node, 'odoo', 20), 'when it has gone it is done');

# ---- what fails ----

call_desk($node, 'odoo', q{INSERT INTO gov_test.chore (breaks) VALUES (true), (false), (true), (false)});
ok(all_done($node, 'odoo', 20), 'chores that are put off do not keep the desk from the others');
is(desk_status($node, 'odoo')->{failing}, 'f', 'they are no failure of the desk');

ok(no_desk(), 'no desk');
my $log_from = -s $node->logfile;
for my $call (1 .. 3)
{
	call_desk($node, 'odoo', $call == 1 ? q{INSERT INTO gov_test.chore (raises) VALUES (true)} : 'SELECT 1');
	ok(poll(sub { desk_status($node, 'odoo')->{failures} >= 3 * $call && desk_pid($node, 'odoo') eq '' }, 20),
		"call $call: the desk tries three times and leaves");
}
my $status = desk_status($node, 'odoo');
is("$status->{failing} $status->{failures} $status->{last_error}", 't 9 a chore raises', 'desk_status() says so');
is($node->safe_psql('odoo', q{SELECT status FROM inventory_gov.health WHERE item = 'desk'}), 'warning', 'and so does health');
my $said = () = PostgreSQL::Test::Utils::slurp_file($node->logfile, $log_from) =~ /could not do a piece of due work: a chore raises/g;
is($said, 1, 'the same error is logged once');
$node->safe_psql('odoo', 'DELETE FROM gov_test.chore WHERE raises');
call_desk($node, 'odoo');
ok(all_done($node, 'odoo', 20), 'after it is mended the next call is served');
is(desk_status($node, 'odoo')->{failing}, 'f', 'and all is well');
is($node->safe_psql('odoo', q{SELECT status FROM inventory_gov.health WHERE item = 'desk'}), 'ok', 'in health too');

# ---- killed, terminated ----

sub sleeping_desk
{
	call_desk($node, 'odoo', 'INSERT INTO gov_test.chore (seconds) VALUES (20)');
	my $pid;
	poll(sub { $pid = $node->safe_psql('postgres', q{SELECT pid FROM pg_stat_activity WHERE backend_type = 'inventory_gov desk' AND wait_event = 'PgSleep'}) }, 20)
	  or die 'no desk at work';
	return $pid;
}

my $pid = sleeping_desk();
$node->safe_psql('postgres', "SELECT pg_terminate_backend($pid)");
ok(poll(sub { desk_pid($node, 'odoo') ne $pid }, 5), 'a terminated desk goes at once');
is($node->safe_psql('odoo', 'SELECT count(*) FROM gov_test.chore WHERE done_by IS NULL AND seconds > 0'), '1', 'its chore is rolled back');
$node->safe_psql('odoo', 'UPDATE gov_test.chore SET seconds = 0 WHERE done_by IS NULL');
call_desk($node, 'odoo');
ok(all_done($node, 'odoo', 20), 'and done after the next call');

$log_from = -s $node->logfile;
kill 'KILL', sleeping_desk();
ok(poll(sub { PostgreSQL::Test::Utils::slurp_file($node->logfile, $log_from) =~ /reinitializing/ }, 60), 'killed: the server restarts');
ok(poll(sub { ($node->psql('odoo', 'UPDATE gov_test.chore SET seconds = 0 WHERE done_by IS NULL'))[0] == 0 }, 60), 'killed: the server is back');
call_desk($node, 'odoo');
ok(all_done($node, 'odoo', 20), 'killed: nothing is lost');

# ---- Odoo's database management ----

call_desk($node, 'odoo', 'INSERT INTO gov_test.chore (seconds) SELECT 0.05 FROM generate_series(1, 2000)');
ok(poll(sub { desk_pid($node, 'odoo') }, 20), 'a desk is at work for long');
is(($node->psql('postgres', 'CREATE DATABASE copy TEMPLATE odoo'))[0], 0, 'the database can be duplicated');
ok(poll(sub { desk_pid($node, 'odoo') }, 20), 'the work goes on');
call_desk($node, 'copy');
ok(poll(sub { desk_pid($node, 'odoo') && desk_pid($node, 'copy') }, 20), 'two databases, two desks');
is(($node->psql('postgres', 'DROP DATABASE odoo'))[0], 0, 'one can be dropped');
$node->safe_psql('copy', 'TRUNCATE gov_test.chore');

# ---- switched off, dropped ----

$node->safe_psql('postgres', 'ALTER DATABASE copy SET inventory_gov.desk = off');
my $before = desk_status($node, 'copy')->{visits};
call_desk($node, 'copy');
is($node->safe_psql('copy', 'SELECT count(*) FROM gov_test.chore WHERE done_by IS NULL'), '1', 'switched off: the work waits');
is(desk_status($node, 'copy')->{visits}, $before, 'switched off: no desk was started');
$node->safe_psql('postgres', 'ALTER DATABASE copy RESET inventory_gov.desk');
$node->safe_psql('copy', 'BEGIN; SELECT inventory_gov.wake_desk(); DROP EXTENSION inventory_gov CASCADE; COMMIT');
ok(poll(sub { desk_pid($node, 'copy') eq '' }, 20), 'a desk leaves where the extension is gone');
$node->stop;

# ---- no background worker ----

my $full = make_node('full', conf => "max_worker_processes = 0\nmax_logical_replication_workers = 0\nmax_prepared_transactions = 2\n");
$full->safe_psql('postgres', 'CREATE EXTENSION inventory_gov');
make_chores($full, 'postgres');

# Every call is counted at once there, so this tells exactly which transactions call.
sub calls
{
	my ($sql) = @_;
	my $count = desk_status($full, 'postgres')->{unserved};
	is(($full->psql('postgres', $sql, on_error_stop => 0))[0], 0, "no worker is free, and the session does not notice: $sql");
	return desk_status($full, 'postgres')->{unserved} - $count;
}

my $wake = 'SELECT inventory_gov.wake_desk();';
is(calls("BEGIN; $wake COMMIT;"), 1, 'a commit calls');
is(calls("BEGIN; $wake $wake SAVEPOINT a; $wake COMMIT;"), 1, 'once');
is(calls("BEGIN; $wake ROLLBACK;"), 0, 'a rollback does not');
is(calls("BEGIN; SAVEPOINT a; $wake ROLLBACK TO a; COMMIT;"), 0, 'nor a rolled back savepoint');
is(calls("BEGIN; SAVEPOINT a; SAVEPOINT b; $wake RELEASE b; ROLLBACK TO a; COMMIT;"), 0, 'with all in it');
is(calls("BEGIN; $wake SAVEPOINT a; $wake ROLLBACK TO a; COMMIT;"), 1, 'what was called outside it stays called');
is(calls("BEGIN; SAVEPOINT a; $wake RELEASE a; SAVEPOINT b; ROLLBACK TO b; COMMIT;"), 1, 'and what was called in another');
is(calls("BEGIN; $wake PREPARE TRANSACTION 'x'; COMMIT PREPARED 'x';"), 0, 'a prepared transaction does not');
is(calls("BEGIN; SELECT 1; COMMIT;"), 0, 'the next one starts anew');
is(calls("SET inventory_gov.desk = off; $wake"), 0, 'a session that has it switched off does not');
is($full->safe_psql('postgres', q{SELECT status FROM inventory_gov.health WHERE item = 'desk'}), 'warning', 'health says that calls went unserved');
$full->stop;

done_testing();
