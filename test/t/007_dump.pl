# DROP EXTENSION leaves Odoo's tables as they were; dump and restore carry policies, requests, violations
# and a company's own words, and the restored database is guarded.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../perl";
use InvGov;
use PostgreSQL::Test::Utils qw(run_log);
use Test::More;

# The lines that only one of the two has.
sub difference
{
	my ($one, $other) = map { [ split /\n/, $_ ] } @_;
	my %one = map { $_ => 1 } @$one;
	my %other = map { $_ => 1 } @$other;
	return join "\n", (map { "- $_" } grep { !$other{$_} } @$one), (map { "+ $_" } grep { !$one{$_} } @$other),
	  @$one == @$other ? () : sprintf('%d lines, then %d', scalar @$one, scalar @$other);
}

my $node = make_node('dump');
make_odoo($node, 'bare');
my $before = dump_schema($node, 'bare');
$node->safe_psql('bare', 'CREATE EXTENSION inventory_gov');
isnt($node->safe_psql('bare', q{SELECT count(*) FROM pg_trigger WHERE tgrelid = 'stock_move'::regclass AND tgfoid IN
	(SELECT oid FROM pg_proc WHERE pronamespace = 'inventory_gov'::regnamespace)}), '0', 'CREATE EXTENSION attaches');
$node->safe_psql('bare', 'SELECT inventory_gov.publish_odoo_ui()');
$node->safe_psql('bare', 'DROP EXTENSION inventory_gov');
# A schema that CREATE EXTENSION had to make is not part of the extension: it stays, empty.
$node->safe_psql('bare', 'DROP SCHEMA IF EXISTS inventory_gov');
is(difference($before, dump_schema($node, 'bare')), '', "DROP EXTENSION leaves Odoo's schema as it was");
$node->safe_psql('bare', 'SELECT gov_test.receive(1, 500)');
ok(1, 'and nobody is refused any more');
$node->safe_psql('bare', 'CREATE EXTENSION inventory_gov');
ok(1, 'it can be created again');

make_database($node, 'odoo');
$node->safe_psql('odoo', q{SELECT inventory_gov.change_policy(id, note => 'changed once') FROM inventory_gov.policy WHERE state = 'active'});
my @reference = map { refuse_once($node, 'odoo', "SELECT gov_test.receive($_, 250)")->{reference} } 1 .. 3;
is(scalar(grep { $_ } @reference), 3, 'three requests');
$node->safe_psql('odoo', "SELECT inventory_gov.approve('$reference[1]', 'agreed', 9)");

# Its own words for a text that we ship, too: both are there after a restore, and each once.
$node->safe_psql('odoo', q{SELECT inventory_gov.set_translation('fr', 'count again', 'refaites le comptage')});

# The screens in Odoo are part of the dump, the views they read as well.
$node->safe_psql('odoo', 'SELECT inventory_gov.publish_odoo_ui()');

# Something in each table: a parallel restore loads them in any order.
$node->safe_psql('odoo', q{
	INSERT INTO inventory_gov.authority (user_id, max_value) VALUES (9, 1e6);
	INSERT INTO inventory_gov.delegation (from_user_id, to_user_id, valid_from, valid_until, reason) VALUES (9, 10, '2026-01-01', '2026-01-02', 'holiday');
	INSERT INTO inventory_gov.responsible VALUES ('warehouse', 1, 9);
	INSERT INTO inventory_gov.pause (policy_id, reason, paused_at, until) SELECT min(id), 'inventory', '2026-01-01', '2026-01-02' FROM inventory_gov.policy;
	INSERT INTO inventory_gov.finding (kind, key, severity, title) VALUES ('evidence_lost', '1', 'high', 'a file is gone');
	SELECT inventory_gov.set_reason('adjustment', 'MISCOUNT', 'Counted twice'), inventory_gov.set_reason('override', 'URGENT', 'Cannot wait');
	INSERT INTO inventory_gov.reason_given (operation, code, name, user_id, user_name, subject, expires_at) VALUES ('scrap', 'EXPIRED', 'Expired', 8, 'Carla', 'stock.scrap:product=1,location=8', '2026-01-02');
	INSERT INTO inventory_gov.reason_use (given_id, actor_id) VALUES (1, 8);
	INSERT INTO inventory_gov.adjustment (at, txn, product_id, location_id, qty, value, actor_id) VALUES ('2026-01-01', 1, 1, 8, -2, -240, 8)});
my @tables = qw(policy policy_version request request_line request_step decision grant_use attempt violation event translation
  authority delegation responsible pause finding ui_language reason_given reason_use adjustment);
my %content = map { $_ => $node->safe_psql('odoo', "SELECT to_jsonb(t) FROM inventory_gov.$_ t ORDER BY 1") } @tables;
isnt($content{$_}, '', "there is something in $_") for grep { $_ ne 'grant_use' } @tables;

sub check_restored
{
	my ($db, $how) = @_;
	is($node->safe_psql($db, "SELECT to_jsonb(t) FROM inventory_gov.$_ t ORDER BY 1"), $content{$_}, "$how: $_ is the same") for @tables;
	is($node->safe_psql($db, q{SELECT string_agg(name, ',' ORDER BY name) FROM inventory_gov.reason WHERE NOT starter}), 'Cannot wait,Counted twice', "$how: the company's own reasons");
	is($node->safe_psql($db, q{SELECT count(*), count(x_title ->> 'en_US') FROM public.x_gov_request}), '3|3', "$how: Odoo's screens show the requests");
	is($node->safe_psql($db, 'SELECT inventory_gov.publish_odoo_ui()'), 0, "$how: nothing of the screens is missing");
	is($node->safe_psql($db, q{SELECT inventory_gov.say('fr', 'count again')}), 'refaites le comptage', "$how: the company's own words");
	my $known = refuse_once($node, $db, 'SELECT gov_test.receive(1, 250)');
	is($known->{reference}, $reference[0], "$how: the same receipt finds its open request") or diag($known->{text});
	my $new = refuse_once($node, $db, 'SELECT gov_test.receive(4, 250)');
	ok($new->{reference}, "$how: the restored database refuses and records") or diag($new->{text});
	is(scalar(grep { $_ eq ($new->{reference} // '') } @reference), 0, "$how: with a new reference");
	my ($status) = $node->psql($db, 'SELECT gov_test.receive(2, 250)');
	is($status, 0, "$how: what was approved goes through");
	return;
}

my $dir = PostgreSQL::Test::Utils::tempdir();
ok(run_log([ 'pg_dump', '-Fc', '-f', "$dir/custom", '-d', $node->connstr('odoo') ]), 'pg_dump');
$node->safe_psql('postgres', 'CREATE DATABASE restored');
ok(run_log([ 'pg_restore', '--exit-on-error', '-d', $node->connstr('restored'), "$dir/custom" ]), 'pg_restore');
check_restored('restored', 'pg_restore');

ok(run_log([ 'pg_dump', '-Fd', '-f', "$dir/directory", '-d', $node->connstr('odoo') ]), 'pg_dump to a directory');
$node->safe_psql('postgres', 'CREATE DATABASE parallel');
ok(run_log([ 'pg_restore', '-j', '2', '--exit-on-error', '-d', $node->connstr('parallel'), "$dir/directory" ]), 'pg_restore -j 2');
check_restored('parallel', 'pg_restore -j 2');

# Odoo's own way: plain SQL through psql.
ok(run_log([ 'pg_dump', '--no-owner', '-f', "$dir/plain", '-d', $node->connstr('odoo') ]), 'pg_dump as SQL');
$node->safe_psql('postgres', 'CREATE DATABASE plain');
ok(run_log([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('plain'), '-f', "$dir/plain" ]), 'psql');
check_restored('plain', 'psql');

$node->stop;
done_testing();
