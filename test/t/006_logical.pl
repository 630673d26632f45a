# A subscriber of logical replication that has the extension attached: what the publisher committed has
# happened, so the apply worker is never refused.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../perl";
use InvGov;
use PostgreSQL::Test::Utils qw(slurp_file);
use Test::More;

my $publisher = make_node('publisher', logical => 1);
make_odoo($publisher, 'odoo');
my $subscriber = make_node('subscriber', logical => 1);
make_database($subscriber, 'odoo');

$publisher->safe_psql('odoo', 'CREATE PUBLICATION stock FOR TABLE stock_move, stock_move_line, stock_quant');
my $connection = $publisher->connstr('odoo') =~ s/'/''/gr;
$subscriber->safe_psql('odoo', "CREATE SUBSCRIPTION stock CONNECTION '$connection' PUBLICATION stock WITH (copy_data = false)");

ok(refuse_once($subscriber, 'odoo', 'SELECT gov_test.receive(1, 300)')->{reference}, 'typed at the subscriber the receipt is refused');
$publisher->safe_psql('odoo', 'SELECT gov_test.receive(1, 300)');
$publisher->safe_psql('odoo', 'SELECT gov_test.receive(2, 105)');
$publisher->safe_psql('odoo', 'UPDATE stock_move SET quantity = 400 WHERE id = (SELECT move FROM gov_test.receipt WHERE client = 1)');
$publisher->safe_psql('odoo', 'UPDATE stock_quant SET quantity = quantity - 1000 WHERE product_id = 1 AND location_id = 8');

my $moves = 'SELECT m.state, m.quantity FROM stock_move m JOIN gov_test.receipt r ON r.move = m.id WHERE r.client <= 2 ORDER BY m.id';
my $expected = "done|400\ndone|105";
ok(poll(sub { $subscriber->safe_psql('odoo', $moves) eq $expected }, 60), 'the subscriber applies what the publisher did')
  or diag($subscriber->safe_psql('odoo', $moves));
my $quant = 'SELECT quantity FROM stock_quant WHERE product_id = 1 AND location_id = 8';
is(poll(sub { $subscriber->safe_psql('odoo', $quant) eq $publisher->safe_psql('odoo', $quant) }, 60), 1, 'stock too');
unlike(slurp_file($subscriber->logfile), qr/logical replication worker.*exited with exit code 1/, 'the apply worker never failed');

$subscriber->safe_psql('odoo', 'DROP SUBSCRIPTION stock');
$subscriber->stop;
$publisher->stop;
done_testing();
