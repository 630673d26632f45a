# InvGov: what the TAP tests share. A server with an Odoo-shaped database, the extension and an active
# receipt tolerance of 10 %; a function that has a receipt refused; clients that do so in a crowd; and
# the check that every reference a client was shown is in the table.
package InvGov;

use strict;
use warnings;

use Cwd qw(abs_path);
use Exporter 'import';
use File::Basename qw(dirname);
use POSIX ();
use Time::HiRes qw(time usleep);

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

our @EXPORT = qw(make_node make_odoo make_database refuse_once crowd check_records poll recorder_pid
  recorder_status wait_for_no_recorder dump_schema make_chores call_desk desk_status desk_pid all_done $SECONDS);

# How long a crowd goes on; the long run asks for 30.
our $SECONDS = $ENV{INVENTORY_GOV_TEST_SECONDS} || 4;

my $fixtures = abs_path(dirname(__FILE__) . '/../fixtures');

# A server that is started. Options: conf (text), streaming, logical.
sub make_node
{
	my ($name, %option) = @_;
	my $node = PostgreSQL::Test::Cluster->new($name);
	$node->init(allows_streaming => $option{logical} ? 'logical' : $option{streaming} ? 1 : 0);
	$node->append_conf('postgresql.conf', <<CONF . ($option{conf} || ''));
max_connections = 150
# A busy machine must not turn an outcome into "unknown".
inventory_gov.record_timeout = 30s
CONF
	$node->start;
	return $node;
}

# Odoo's tables, and in schema gov_test a receipt for each of 64 clients. refuse(client) receives too much
# of it, a different quantity every time, so that every refusal raises a request of its own.
sub make_odoo
{
	my ($node, $db) = @_;
	$node->safe_psql('postgres', "CREATE DATABASE $db");
	system_log('psql', '-X', '-q', '-v', 'v=17', '-d', $node->connstr($db), '-f', "$fixtures/odoo.sql") == 0
	  or die "the fixture could not be loaded";
	$node->safe_psql($db, <<'SQL');
CREATE SCHEMA gov_test;
CREATE SEQUENCE gov_test.attempt;
CREATE TABLE gov_test.receipt (client integer PRIMARY KEY, move integer NOT NULL);
CREATE TEMP TABLE line AS SELECT n, odoo_sim.new_purchase(20, 1, 100, 120) AS line FROM generate_series(1, 64) n;
INSERT INTO gov_test.receipt SELECT n, odoo_sim.open_move(line) FROM line;
CREATE FUNCTION gov_test.receive(client integer, qty numeric) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    m integer := (SELECT move FROM gov_test.receipt r WHERE r.client = receive.client);
BEGIN
    UPDATE stock_move SET picked = true, quantity = qty, write_uid = 8 WHERE id = m;
    UPDATE stock_move_line SET picked = true, quantity = qty, quantity_product_uom = qty, write_uid = 8 WHERE move_id = m;
    UPDATE stock_move SET state = 'done', date = now(), write_uid = 8 WHERE id = m;
END $$;
CREATE FUNCTION gov_test.refuse(client integer) RETURNS void LANGUAGE sql AS
    'SELECT gov_test.receive(client, 200 + nextval(''gov_test.attempt''))';
SQL
	return;
}

# The same with the extension and an active policy.
sub make_database
{
	my ($node, $db) = @_;
	make_odoo($node, $db);
	$node->safe_psql($db, 'CREATE EXTENSION inventory_gov');
	$node->safe_psql($db,
		q{SELECT inventory_gov.create_policy(control => 'receipt_tolerance', name => 'At most 10 %',
			limits => '{"over_pct": 10}', enforcement => 'approve', state => 'active')});
	return;
}

# One refusal: its SQLSTATE, whole text, reference and seconds.
sub refuse_once
{
	my ($node, $db, $sql) = @_;
	my $start = time;
	my ($status, $out, $err) = $node->psql($db, ($sql || 'SELECT gov_test.refuse(1)'),
		extra_params => [ '-v', 'VERBOSITY=verbose', '-v', 'SHOW_CONTEXT=never' ]);
	my ($state) = $err =~ /(?:ERROR|FATAL):  (\w{5}):/;
	my ($reference) = $err =~ m{^DETAIL:.*?(GOV/\d+/\d+)}m;
	return { state => $state // '', text => $err, reference => $reference, seconds => time - $start };
}

# Runs code until it is true; false after too long.
sub poll
{
	my ($code, $seconds) = @_;
	my $end = time + ($seconds || $PostgreSQL::Test::Utils::timeout_default || 180);
	while (time < $end)
	{
		return 1 if $code->();
		usleep(20_000);
	}
	return 0;
}

# Clients that are refused over and over, each on its own receipt. A psql that loses its server connects
# again. Options: clients, seconds, disturb (code called every 100 ms with a counter), options (PGOPTIONS).
# Returns the references shown, with how often, and what else was said, with how often.
sub crowd
{
	my ($node, $db, %option) = @_;
	my $dir = PostgreSQL::Test::Utils::tempdir();
	my %pid;

	for my $client (1 .. ($option{clients} || 16))
	{
		PostgreSQL::Test::Utils::append_to_file("$dir/$client.sql", "SELECT gov_test.refuse($client);\n" x 20_000);
		$pid{$client} = start_client($node, $db, "$dir/$client", $option{options});
	}

	my $end = time + ($option{seconds} || $SECONDS);
	for (my $n = 0; time < $end; $n++)
	{
		$option{disturb}->($n) if $option{disturb};
		usleep(100_000);
	}

	kill 'TERM', -$_ for values %pid;
	waitpid $_, 0 for values %pid;
	return read_output(map { "$dir/$_.out" } keys %pid);
}

# In a process group of its own, to be ended with its psql.
sub start_client
{
	my ($node, $db, $file, $options) = @_;
	my $connection = $node->connstr($db);
	my $pid = fork // die "fork: $!";

	return $pid if $pid;
	setpgrp 0, 0;
	$ENV{PGOPTIONS} = $options if $options;
	# Ends with the test at the latest.
	exec 'bash', '-c', 'while kill -0 $2; do psql -X -q -v SHOW_CONTEXT=never -d "$0" -f "$1.sql" >/dev/null 2>>"$1.out"; sleep 0.1; done',
	  $connection, $file, getppid()
	  or POSIX::_exit(127);
}

sub read_output
{
	my (%shown, %said);
	for my $file (grep { -e } @_)
	{
		for (split /\n/, PostgreSQL::Test::Utils::slurp_file($file))
		{
			$shown{$1}++ if m{^DETAIL:.*?(GOV/\d+/\d+)};
			if (/(?:ERROR|FATAL):  (.*)/)
			{
				my $text = $1 =~ s/\d+/N/gr;
				$said{$text}++;
			}
			$said{'not recorded'}++ if /not recorded/;
			$said{'unknown'}++ if /unknown/;
		}
	}
	return { shown => \%shown, said => \%said, count => scalar keys %shown };
}

# The promise: what was shown is there, once, whole, and nothing is there half.
sub check_records
{
	my ($node, $db, $crowd, $name, $least) = @_;
	my @shown = keys %{ $crowd->{shown} };
	my %there = map { $_ => 1 } split /\n/, $node->safe_psql($db, 'SELECT reference FROM inventory_gov.request');
	my @missing = grep { !$there{$_} } @shown;
	my @twice = grep { $crowd->{shown}{$_} > 1 } @shown;

	cmp_ok(scalar @shown, '>=', $least // 10, "$name: references were shown");
	note(scalar(@shown) . ' shown, ' . scalar(keys %there) . ' in the table');
	note("$crowd->{said}{$_} x $_") for sort keys %{ $crowd->{said} };
	is("@missing", '', "$name: every reference shown is in the table");
	is("@twice", '', "$name: no reference was shown for two operations");
	is($node->safe_psql($db, <<'SQL'), '', "$name: every request has its attempt, its line and its violation, once");
SELECT r.reference, a.n, l.n, v.n FROM inventory_gov.request r,
    LATERAL (SELECT count(*) AS n FROM inventory_gov.attempt WHERE request_id = r.id) a,
    LATERAL (SELECT count(*) AS n FROM inventory_gov.request_line WHERE request_id = r.id) l,
    LATERAL (SELECT count(*) AS n FROM inventory_gov.violation WHERE request_id = r.id AND outcome = 'refused') v
WHERE (a.n, l.n, v.n) <> (1, 1, 1) LIMIT 5
SQL
	is($node->safe_psql($db, 'SELECT count(*) FROM stock_move m JOIN gov_test.receipt r ON r.move = m.id WHERE m.state = \'done\''),
		'0', "$name: no refused receipt went through");
	is(poll(sub { recorder_status($node, $db)->{slots_in_use} == 0 }, 10), 1, "$name: no slot is left behind");
	return;
}

sub recorder_status
{
	my ($node, $db) = @_;
	my %status;
	@status{qw(running pid recorded failed restarted slots_in_use preloaded)} =
	  split /\|/, $node->safe_psql($db, 'SELECT * FROM inventory_gov.recorder_status()');
	return \%status;
}

# Empty when there is none.
sub recorder_pid
{
	my ($node, $db) = @_;
	return $node->safe_psql('postgres',
		"SELECT pid FROM pg_stat_activity WHERE backend_type = 'inventory_gov recorder' AND datname = '$db'");
}

sub wait_for_no_recorder
{
	my ($node, $db) = @_;
	return poll(sub { recorder_pid($node, $db) eq '' }, 20);
}

# Chores of the tests' own in the place of the real ones, in a table that tells who did them. One that
# "breaks" is put off, as the real ones are; one that "raises" fails the whole look. While gov_test.hold has a
# row, a desk that found nothing does not come back to say so; sequence gov_test.held counts those.
sub make_chores
{
	my ($node, $db) = @_;
	$node->safe_psql($db, <<'SQL');
CREATE SCHEMA IF NOT EXISTS gov_test;
-- A desk works only where Odoo is.
CREATE TABLE IF NOT EXISTS mail_activity (id integer PRIMARY KEY);
CREATE TABLE IF NOT EXISTS res_users (id integer PRIMARY KEY);
CREATE TABLE IF NOT EXISTS stock_move (id integer PRIMARY KEY);
CREATE TABLE gov_test.chore (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, seconds numeric NOT NULL DEFAULT 0,
    breaks boolean NOT NULL DEFAULT false, raises boolean NOT NULL DEFAULT false,
    not_before timestamptz NOT NULL DEFAULT '-infinity', done_by integer, surroundings text);
CREATE TABLE gov_test.hold (held boolean);
CREATE SEQUENCE gov_test.held;
CREATE OR REPLACE FUNCTION inventory_gov.do_next_chore() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    c gov_test.chore;
BEGIN
    SELECT * INTO c FROM gov_test.chore WHERE done_by IS NULL AND not_before <= clock_timestamp() ORDER BY id LIMIT 1;
    IF NOT FOUND THEN
        IF EXISTS (SELECT FROM gov_test.hold) THEN
            PERFORM nextval('gov_test.held');
        END IF;
        WHILE EXISTS (SELECT FROM gov_test.hold) LOOP
            PERFORM pg_sleep(0.01);
        END LOOP;
        RETURN '';
    END IF;
    PERFORM pg_sleep(c.seconds);
    IF c.raises THEN
        RAISE EXCEPTION 'a chore raises';
    END IF;
    IF c.breaks THEN
        UPDATE gov_test.chore SET not_before = 'infinity' WHERE id = c.id;
        RETURN 'put off';
    END IF;
    UPDATE gov_test.chore SET done_by = pg_backend_pid(),
           surroundings = concat_ws(' ', current_user, current_setting('search_path'), current_setting('lock_timeout'),
                                    current_setting('transaction_isolation'), current_setting('application_name'))
     WHERE id = c.id;
    RETURN 'chore';
END $$;
SQL
	return;
}

# A transaction that makes work, and calls.
sub call_desk
{
	my ($node, $db, $work) = @_;
	$node->safe_psql($db, 'BEGIN; ' . ($work || 'INSERT INTO gov_test.chore DEFAULT VALUES') . '; SELECT inventory_gov.wake_desk(); COMMIT');
	return;
}

sub desk_status
{
	my ($node, $db) = @_;
	my %status;
	@status{qw(running pid visits chores failures failing last_error error_at unserved launcher)} =
	  split /\|/, $node->safe_psql($db, 'SELECT * FROM inventory_gov.desk_status()'), -1;
	return \%status;
}

# Empty when there is none.
sub desk_pid
{
	my ($node, $db) = @_;
	return $node->safe_psql('postgres', "SELECT pid FROM pg_stat_activity WHERE backend_type = 'inventory_gov desk' AND datname = '$db'");
}

# Polls without calling anybody; true when nothing is left that can be done.
sub all_done
{
	my ($node, $db, $seconds) = @_;
	return poll(sub {
		my ($status, $left) = $node->psql($db,
			q{SELECT count(*) FROM gov_test.chore WHERE done_by IS NULL AND NOT raises AND not_before < 'infinity'});
		return defined $status && $status == 0 && $left eq '0';
	}, $seconds || 60);
}

# Without the lines that differ from one dump to the next.
sub dump_schema
{
	my ($node, $db) = @_;
	my ($out, $err) = PostgreSQL::Test::Utils::run_command([ 'pg_dump', '--schema-only', '-d', $node->connstr($db) ]);
	die $err if $err =~ /error/;
	return join "\n", grep { !/^\\(un)?restrict/ } split /\n/, $out;
}

1;
