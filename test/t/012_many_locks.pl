# One transaction cannot use up the lock table of all: while somebody else receives, receipts of very many lines are locked one by one,
# and end at a quarter of it with an error that Odoo retries. With nobody else at it the same goes through.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../perl";
use InvGov;
use Test::More;

my $node = make_node('many_locks', conf => "max_locks_per_transaction = 10\nmax_prepared_transactions = 2\nautovacuum = off\n");
make_database($node, 'odoo');
$node->safe_psql('odoo', q{
	CREATE TEMP TABLE line AS SELECT n, odoo_sim.new_purchase(20, 1, 10, 5) AS line FROM generate_series(1, 700) n;
	CREATE TABLE gov_test.many AS SELECT n, odoo_sim.open_move(line) AS move FROM line});

sub receive
{
	my ($low, $high) = @_;
	return "UPDATE stock_move SET state = 'done', quantity = 10, picked = true FROM gov_test.many WHERE id = move AND n BETWEEN $low AND $high;\n";
}

my $piecemeal = "BEGIN ISOLATION LEVEL REPEATABLE READ;\n" . join('', map { receive($_ * 100 + 1, $_ * 100 + 100) } 0 .. 5) . "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid();\nCOMMIT;";
# A transaction that is prepared keeps its locks, without a session.
$node->safe_psql('odoo', "BEGIN ISOLATION LEVEL REPEATABLE READ;\n" . receive(700, 700) . "PREPARE TRANSACTION 'other';");
my ($status, $out, $text) = $node->psql('odoo', "\\set VERBOSITY verbose\n$piecemeal", on_error_stop => 1);
like($text, qr/55P03: too much at once: more than 500 locks in one transaction/, 'while another receives: ends before the lock table is full');
like($text, qr/HINT:.*max_locks_per_transaction/, 'and says what to do');
is($node->safe_psql('odoo', q{SELECT count(*) FROM stock_move JOIN gov_test.many ON id = move WHERE state = 'done'}), 0, 'nothing was received');
$node->safe_psql('odoo', "COMMIT PREPARED 'other'");
is($node->safe_psql('odoo', $piecemeal), 503, 'alone: 501 lines, and then all of them with one lock');
is($node->safe_psql('odoo', q{SELECT count(*) FROM stock_move JOIN gov_test.many ON id = move WHERE state = 'done'}), 601, 'everything was received');

$node->stop;
done_testing();
