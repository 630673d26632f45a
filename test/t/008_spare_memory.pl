# Room for the recorder's shared memory is taken when the library is first loaded: what uses up all the
# spare room later, such as a lock table that has grown once, does not cost the records.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../perl";
use InvGov;
use Test::More;

my $node = make_node('spare_memory', conf => "max_locks_per_transaction = 10\nautovacuum = off\n");
make_database($node, 'odoo');

sub our_memory
{
	return $node->safe_psql('postgres', q{SELECT sum(allocated_size) FROM pg_shmem_allocations WHERE name LIKE 'inventory_gov recorder%'});
}

# What the lock table has taken once it never gives back.
sub use_up
{
	my $text = ($node->psql('postgres', 'DO $$BEGIN FOR i IN 1 .. 10000000 LOOP PERFORM pg_advisory_xact_lock(i); END LOOP; END$$'))[2];
	return $text =~ /out of shared memory/;
}

sub spare
{
	return $node->safe_psql('postgres', 'SELECT allocated_size FROM pg_shmem_allocations WHERE name IS NULL');
}

my $size = our_memory();
cmp_ok($size || 0, '>', 0, 'the place is taken before anything was refused');
ok(use_up(), 'the lock table has grown until nothing was left');
my $refusal = refuse_once($node, 'odoo');
ok($refusal->{reference}, 'a refusal is recorded') or diag($refusal->{text});

$node->restart;
is(our_memory(), '', 'after a restart the library is not loaded yet');
is(($node->psql('odoo', 'UPDATE stock_location SET usage = usage'))[0], 0, 'Odoo writes something');
is(our_memory(), $size, 'which takes the place');

# Who loads the library when there is no room can work all the same; only the record is missing. How much
# the lock table leaves over depends on how much there was.
SKIP:
{
	for my $more (1 .. 12)
	{
		$node->append_conf('postgresql.conf', 'max_connections = ' . (150 + $more));
		$node->restart;
		use_up();
		last if spare() < $size;
	}
	skip 'there is always something left', 3 if spare() >= $size;
	is(($node->psql('odoo', 'UPDATE stock_location SET usage = usage'))[0], 0, 'no room: the library can be loaded');
	$refusal = refuse_once($node, 'odoo');
	is($refusal->{state}, '23G01', 'no room: refused');
	like($refusal->{text}, qr/was not recorded.*shared memory/, 'no room: the text says that it is not recorded, and why');
}

# Preloaded, it has its place in any case, also after a crash of the server.
$node->append_conf('postgresql.conf', "shared_preload_libraries = 'inventory_gov'\nrestart_after_crash = on\n");
$node->restart;
is(our_memory(), $size, 'preloaded: the place is taken at the start');
kill 'KILL', $node->safe_psql('postgres', q{SELECT pid FROM pg_stat_activity WHERE backend_type = 'background writer'});
ok(poll(sub { ($node->psql('postgres', 'SELECT pg_sleep(0.1)'))[0] == 0 && our_memory() eq $size }, 60), 'preloaded: and after a crash');
ok(use_up(), 'preloaded: the lock table has grown');
$refusal = refuse_once($node, 'odoo');
ok($refusal->{reference}, 'preloaded: a refusal is recorded') or diag($refusal->{text});

$node->stop;
done_testing();
