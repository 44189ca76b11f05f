// Read locks: a read conflicts only with a write. read_lock() is recursive in
// interrupt context alone, since rwlocks are queued.
#include <linux/rwlock.h>
#include <linux/spinlock.h>

static DEFINE_RWLOCK(table);
static DEFINE_SPINLOCK(entry);

static void reader(void)
{
	read_lock(&table);
	read_unlock(&table);
}

static void writer(void)
{
	write_lock(&table);
	write_unlock(&table);
}

static void writer_bh(void)
{
	write_lock_bh(&table);
	write_unlock_bh(&table);
}

static void reader_twice(void)
{
	read_lock(&table);
	read_lock(&table);
	read_unlock(&table);
	read_unlock(&table);
}

static void read_then_entry(void)
{
	read_lock_bh(&table);
	spin_lock(&entry);
	spin_unlock(&entry);
	read_unlock_bh(&table);
}

static void entry_then_read(void)
{
	spin_lock_bh(&entry);
	read_lock(&table);
	read_unlock(&table);
	spin_unlock_bh(&entry);
}

#ifdef LOCKCTX_ORACLE
// ORACLE(readers): silent
// ORACLE-USAGE(readers): table {.+.?}
ORACLE_CASE(readers)
{
	oracle_softirq(reader);
	reader();
}

// ORACLE(reader_and_writer): usage-softirq
ORACLE_CASE(reader_and_writer)
{
	oracle_softirq(reader);
	writer();
}

// ORACLE(writer_softirq_reader_task): usage-softirq
ORACLE_CASE(writer_softirq_reader_task)
{
	reader();
	oracle_softirq(writer);
}

// ORACLE(writer_bh_reader): silent
ORACLE_CASE(writer_bh_reader)
{
	oracle_softirq(reader);
	writer_bh();
	reader();
}

// ORACLE(twice_task): recursive
ORACLE_CASE(twice_task)
{
	reader_twice();
}

// BHs off count as interrupt context: in_interrupt().
// ORACLE(twice_bh_off): silent
ORACLE_CASE(twice_bh_off)
{
	oracle_bh_off(reader_twice);
}

// ORACLE(twice_softirq): silent
ORACLE_CASE(twice_softirq)
{
	oracle_softirq(reader_twice);
}

// A recursive read cannot wait for a reader: the cycle is not strong.
// ORACLE(cycle_of_recursive_readers): silent
ORACLE_CASE(cycle_of_recursive_readers)
{
	read_then_entry();
	entry_then_read();
}

// ORACLE(cycle_with_a_writer): circular
ORACLE_CASE(cycle_with_a_writer)
{
	oracle_task(writer_bh);
	local_bh_disable();
	write_lock(&table);
	spin_lock(&entry);
	spin_unlock(&entry);
	write_unlock(&table);
	local_bh_enable();
	entry_then_read();
}
#endif
