# A recorded day of about 500 ordinary operations on Odoo 16 to 19 (test/day): with the whole starter set active
# nobody is refused anything; and it is seen that every operation was judged, by limits of zero in shadow.
use strict;
use warnings;

use Cwd qw(abs_path);
use FindBin;
use lib "$FindBin::RealBin/../perl";
use InvGov;
use PostgreSQL::Test::Utils;
use Test::More;

my $day = abs_path("$FindBin::RealBin/../day");
my $fixtures = abs_path("$FindBin::RealBin/../fixtures");
my $node = make_node('day', conf => "jit = off\nsynchronous_commit = off\n");

# What limits of zero must see of the day, at least, in violations. Nothing on it is a matter for the others: no date but
# today's, no substitute, no goods without an order but consignment stock, and no check or document is asked for.
my %seen = (receipt_tolerance => 10, receipt_window => 2, receipt_price => 10, adjustment_limit => 30, adjustment_window => 50, reason_required => 50, recount => 30,
	count_drift => 30, scrap_limit => 8, cost_change => 2, done_edit => 2, duties => 4, return_authorisation => 5, return_disposition => 5);

sub load
{
	my ($v, $db) = @_;
	$node->safe_psql('postgres', "CREATE DATABASE $db");
	my @psql = ('psql', '-X', '-q', '-d', $node->connstr($db));
	return system_log(@psql, '-v', "v=$v", '-f', "$fixtures/odoo.sql") == 0
	  && system_log(@psql, '-v', "file=$day/$v.csv.gz", '-v', 'role=day_odoo', '-f', "$day/replay.sql") == 0;
}

# The starter set active, and beside it for each control a policy of zero limits in shadow; a narrower scope goes before
# the starter set's.
sub govern
{
	my ($db) = @_;
	$node->safe_psql($db, <<'SQL');
CREATE EXTENSION inventory_gov;
SELECT inventory_gov.grant_access('day_odoo', 'odoo');
DO $$
DECLARE
    c record;
BEGIN
    FOR c IN SELECT control, limit_name, GREATEST(0, minimum) AS least FROM inventory_gov.controls WHERE standard IS NULL LOOP
        BEGIN
            PERFORM inventory_gov.create_policy(c.control, format('Zero %s of %s', c.limit_name, c.control), jsonb_build_object(c.limit_name, c.least),
                scope => '{"company": 1}', enforcement => 'approve', state => 'shadow');
        EXCEPTION WHEN invalid_parameter_value THEN  -- pct has set gain_pct, too
            NULL;
        END;
    END LOOP;
END $$;
SQL
	return $node->safe_psql($db, "ALTER DATABASE $db SET default_transaction_isolation = 'repeatable read'; SELECT inventory_gov.activate_starter_set() > 0");
}

# Every transaction of the day; returns what was refused, a line each.
sub play
{
	my ($db) = @_;
	my $script = "SET SESSION AUTHORIZATION day_odoo;\n" . $node->safe_psql($db, q{SELECT format('SELECT day.play(%s);', tx) FROM day.line WHERE tx IS NOT NULL GROUP BY tx ORDER BY tx});
	my (undef, undef, $err) = $node->psql($db, $script, on_error_stop => 0, on_error_die => 0,
		extra_params => [ '-v', 'VERBOSITY=verbose', '-v', 'SHOW_CONTEXT=never' ]);
	return grep { /ERROR:/ } split /\n/, $err;
}

$node->safe_psql('postgres', 'CREATE ROLE day_odoo');
for my $v (16 .. 19)
{
	my $db = "day$v";
	ok(load($v, $db), "Odoo $v: the recording is loaded");
	is(govern($db), 't', "Odoo $v: the starter set is active");
	my @refused = play($db);
	is(scalar @refused, 0, "Odoo $v: nobody is refused") or diag(join "\n", @refused[ 0 .. ($#refused < 20 ? $#refused : 20) ]);
	cmp_ok($node->safe_psql($db, "SELECT count(*) FROM stock_move WHERE state = 'done'"), '>', 350, "Odoo $v: stock has moved");
	is($node->safe_psql($db, "SELECT count(*) FROM inventory_gov.violation WHERE outcome NOT IN ('shadow', 'flagged')"), '0', "Odoo $v: nor asked for an approval");
	is($node->safe_psql($db, "SELECT string_agg(item || ': ' || status, ', ') FROM inventory_gov.health WHERE item LIKE 'control%' AND status <> 'ok'"),
		'control maintenance_gate: suspended, control expiry: suspended',
		"Odoo $v: every control works whose module is there");
	for my $control (sort keys %seen)
	{
		my $n = $node->safe_psql($db, "SELECT count(*) FROM inventory_gov.violation v JOIN inventory_gov.policy p ON p.id = v.policy_id WHERE p.name LIKE 'Zero %' AND v.control = '$control'");
		cmp_ok($n, '>=', $seen{$control}, "Odoo $v: $control judged the day");
	}
	note($node->safe_psql($db, q{SELECT string_agg(format('%s %s %s %s', n, control, measure, outcome), ', ') FROM
		(SELECT count(*) n, control, measure, outcome FROM inventory_gov.violation GROUP BY 2, 3, 4 ORDER BY 2, 3, 4) s}));
}

$node->stop;
done_testing();
