/**
 * The first seam: accepted observations, durable and ordered. The gateway appends and acknowledges
 * only what is durable; the ingest reads and releases. The port knows no broker; {@code sqlite} is
 * the journal of one machine, {@code memory} the one of tests.
 *
 * <p>A {@code journal-kafka} fits behind the same port. An append is a transaction of one producer
 * per partition (a thing's messages go to one partition, so that their order holds); it is durable
 * when the transaction commits with {@code acks=all} and {@code min.insync.replicas=2}. A {@code
 * Journal} is one partition: {@code Position.batch} is the offset, {@code index} the entry inside
 * the record, and the id is the topic's id with the partition. The handshakes are a compacted topic
 * written in the same transaction, an end is its tombstone. {@code Full} is the producer's full
 * buffer; release is a hint that deletes records. Readers read committed records only.
 */
@NullMarked
package city.veedel.journal;

import org.jspecify.annotations.NullMarked;
