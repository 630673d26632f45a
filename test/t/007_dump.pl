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

# What the desk does of its own would be a difference.
my $node = make_node('dump', conf => "inventory_gov.desk = off\n");
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

# A receipt that a quality check was missing for, the check passed since; a grant that was used.
$node->safe_psql('odoo', q{
	SELECT inventory_gov.create_policy(control => 'quality_gate', name => 'Checked', limits => '{"missing_checks": 0}', enforcement => 'approve', state => 'active'),
		inventory_gov.require_quality_check('Colour', product => '1')});
like(refuse_once($node, 'odoo', 'SELECT gov_test.receive(5, 50)')->{text}, qr/Colour/, 'refused for a missing check');
$node->safe_psql('odoo', q{SELECT inventory_gov.pass_quality_check(id, 'fine', NULL, 9) FROM inventory_gov.quality_check});
$node->safe_psql('odoo', 'SELECT gov_test.receive(5, 50)');
$node->safe_psql('odoo', q{SELECT inventory_gov.end_quality_need(id) FROM inventory_gov.quality_need});
my $used = refuse_once($node, 'odoo', 'SELECT gov_test.receive(6, 250)')->{reference};
$node->safe_psql('odoo', "SELECT inventory_gov.approve('$used', 'agreed', 9)");
$node->safe_psql('odoo', 'SELECT gov_test.receive(6, 250)');

# Something in each table: a parallel restore loads them in any order.
$node->safe_psql('odoo', q{
	INSERT INTO inventory_gov.authority (user_id, max_value) VALUES (9, 1e6);
	INSERT INTO inventory_gov.delegation (from_user_id, to_user_id, valid_from, valid_until, reason) VALUES (9, 10, '2026-01-01', '2026-01-02', 'holiday');
	INSERT INTO inventory_gov.responsible VALUES ('warehouse', 1, 9);
	INSERT INTO inventory_gov.pause (policy_id, reason, paused_at, until) SELECT min(id), 'inventory', '2026-01-01', '2026-01-02' FROM inventory_gov.policy;
	INSERT INTO inventory_gov.override (user_id, user_name, reason, valid_from, valid_until) VALUES (9, 'Sven', 'night shift', '2026-01-01', '2026-01-02');
	INSERT INTO inventory_gov.policy_change (policy_id, base_version, proposed, reason) SELECT id, version, '{"note": "later"}', 'to be decided' FROM inventory_gov.policy WHERE name = 'Checked';
	INSERT INTO inventory_gov.finding (kind, key, severity, title) VALUES ('evidence_lost', '1', 'high', 'a file is gone');
	INSERT INTO inventory_gov.evidence (picking_id, pinned_for, attachment_id, res_model, res_id, name) VALUES (1, 'validation', 1, 'stock.picking', 1, 'slip.pdf');
	INSERT INTO inventory_gov.notice (request_id, kind, user_id, state, todo) VALUES (2, 'decided', 8, 'done', NULL);
	INSERT INTO inventory_gov.watch VALUES (1, 'pending', 0, 'infinity');
	INSERT INTO inventory_gov.note_draft (view, record_id, user_id, note) VALUES ('x_gov_request', 1, 9, 'I shall');
	INSERT INTO inventory_gov.ui_change DEFAULT VALUES;
	INSERT INTO inventory_gov.count_entry (quant_id, counter_id) VALUES (1, 8);
	SELECT inventory_gov.set_reason('adjustment', 'MISCOUNT', 'Counted twice'), inventory_gov.set_reason('override', 'URGENT', 'Cannot wait');
	INSERT INTO inventory_gov.return_authorisation (customer_id, quantity) VALUES (30, 5);
	INSERT INTO inventory_gov.disposition_rule (location_id) VALUES (8);
	INSERT INTO inventory_gov.return_authorised (source, source_id, move_id, qty) VALUES ('ours', 1, 1, 2);
	INSERT INTO inventory_gov.reason_given (operation, code, name, user_id, user_name, subject, expires_at) VALUES ('scrap', 'EXPIRED', 'Expired', 8, 'Carla', 'stock.scrap:product=1,location=8', '2026-01-02');
	INSERT INTO inventory_gov.reason_use (given_id, actor_id) VALUES (1, 8);
	INSERT INTO inventory_gov.adjustment (at, txn, product_id, location_id, qty, value, actor_id) VALUES ('2026-01-01', 1, 1, 8, -2, -240, 8);
	INSERT INTO inventory_gov.scrap_log (actor_id, company_id, move_id, product_id, qty, value) VALUES (8, 1, 1, 1, 1, 120);
	INSERT INTO inventory_gov.priority_log (actor_id, company_id, picking_id) VALUES (8, 1, 1);
	INSERT INTO inventory_gov.first_done VALUES (1, 8, '2026-01-01');
	INSERT INTO inventory_gov.recount_end (subject, actor_id) VALUES ('stock.quant:product=1,location=8', 8);
	INSERT INTO inventory_gov.duty_act (order_id, duty, user_id) VALUES (1, 'confirm', 9);
	INSERT INTO inventory_gov.equipment_place (equipment_id, equipment_name, location_id, location_name) VALUES (1, 'Chiller', 8, 'WH/Stock');
	INSERT INTO inventory_gov.credit_rule (overdue_days) VALUES (30);
	INSERT INTO inventory_gov.customer_licence (partner_id, licence, valid_from) VALUES (30, 'Poisons', '2026-01-01');
	INSERT INTO inventory_gov.compliance_rule (licence) VALUES ('Poisons');
	INSERT INTO inventory_gov.lot_promise (move_id, line_id, lot_id, qty) VALUES (1, 1, 1, 2);
	INSERT INTO inventory_gov.credit_release (hold_id, overdue, exposure) VALUES (1, 100, 200);
	SELECT inventory_gov.declare_hazard('flammable', product => '2'), inventory_gov.declare_place_rule('deny', '20', 'fire protection', hazard => 'flammable'),
		inventory_gov.declare_crossing('owner', 'samples');
	SELECT inventory_gov.place_hold('location', 22, 'CLOSED', '2030-01-01', 'repair'), inventory_gov.set_hold_reason('LAB', 'Laboratory', '{internal}'),
		inventory_gov.set_hold_reason('COUNT', 'Year-end count', '{adjustment}');
	SELECT inventory_gov.close_period('2025-01-01', '2025-12-31', 'audited'), inventory_gov.declare_substitute(1, 2, 'newer'),
		inventory_gov.add_document_kind('photo', '%snap%'), inventory_gov.declare_quarantine('22'), inventory_gov.end_quarantine('22'),
		inventory_gov.set_risk_tier('product', 2, 'high', 'breaks'), inventory_gov.set_risk_tier('product', 2, 'low', 'sturdy now'), inventory_gov.set_tier_rule('high', 5)});

# Every table of the extension that goes with a dump (detachment has a test of its own), and where its sequences stand.
my %rows = map { split /\|/, $_, 2 } split /\n/, $node->safe_psql('odoo', q{
	SELECT c.relname, CASE c.relkind WHEN 'S' THEN format('SELECT last_value FROM inventory_gov.%I', c.relname)
		ELSE format('SELECT to_jsonb(t) FROM inventory_gov.%I t %s ORDER BY to_jsonb(t)::text', c.relname, x.condition) END
	FROM pg_extension e, unnest(e.extconfig, e.extcondition) AS x(oid, condition) JOIN pg_class c ON c.oid = x.oid
	WHERE e.extname = 'inventory_gov' AND x.condition <> 'WHERE false' AND c.relname <> 'detachment'});
my @tables = sort keys %rows;
my %content = map { $_ => $node->safe_psql('odoo', $rows{$_}) } @tables;
isnt($content{$_}, '', "there is something in $_") for @tables;

sub check_restored
{
	my ($db, $how) = @_;
	is($node->safe_psql($db, $rows{$_}), $content{$_}, "$how: $_ is the same") for @tables;
	is($node->safe_psql($db, q{SELECT string_agg(name, ',' ORDER BY name) FROM inventory_gov.reason WHERE NOT starter}), 'Cannot wait,Counted twice', "$how: the company's own reasons");
	is($node->safe_psql($db, q{SELECT count(*) FROM inventory_gov.reason WHERE id <= 100 AND code = 'URGENT'}), '0', "$how: with ids that no later starter set has");
	is($node->safe_psql($db, q{SELECT count(*), count(x_title ->> 'en_US') FROM public.x_gov_request}), '5|5', "$how: Odoo's screens show the requests");
	is($node->safe_psql($db, 'SELECT inventory_gov.publish_odoo_ui()'), 0, "$how: nothing of the screens is missing");
	is($node->safe_psql($db, q{SELECT inventory_gov.say('fr', 'count again')}), 'refaites le comptage', "$how: the company's own words");
	my $known = refuse_once($node, $db, 'SELECT gov_test.receive(1, 250)');
	is($known->{reference}, $reference[0], "$how: the same receipt finds its open request") or diag($known->{text});
	my $new = refuse_once($node, $db, 'SELECT gov_test.receive(4, 250)');
	ok($new->{reference}, "$how: the restored database refuses and records") or diag($new->{text});
	is(scalar(grep { $_ eq ($new->{reference} // '') } @reference), 0, "$how: with a new reference");
	# A use that the dump brought is of another transaction, even of one with the same number.
	like(refuse_once($node, $db, qq{BEGIN; INSERT INTO inventory_gov.grant_use (request_line_id, used_at, actor_id)
		SELECT l.id, '2026-01-01', 8 FROM inventory_gov.request_line l JOIN inventory_gov.request r ON r.id = l.request_id WHERE r.reference = '$reference[1]';
		SELECT gov_test.receive(2, 250); COMMIT})->{state}, qr/^23G/, "$how: what an older use has spent stays spent");
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

# Detached stays detached.
$node->safe_psql('bare', 'SELECT inventory_gov.detach()');
ok(run_log([ 'pg_dump', '-Fc', '-f', "$dir/detached", '-d', $node->connstr('bare') ]), 'pg_dump of a detached database');
$node->safe_psql('postgres', 'CREATE DATABASE detached');
ok(run_log([ 'pg_restore', '--exit-on-error', '-d', $node->connstr('detached'), "$dir/detached" ]), 'pg_restore of it');
is($node->safe_psql('detached', 'SELECT to_jsonb(d) FROM inventory_gov.detachment d'), $node->safe_psql('bare', 'SELECT to_jsonb(d) FROM inventory_gov.detachment d'), 'detached is the same');
$node->safe_psql('detached', 'SELECT gov_test.receive(1, 500)');
ok(1, 'and nobody is refused there');

$node->stop;
done_testing();
