-- Parts the reports of a ledger by their year, and its trail by number at the first line of each year, to see whether
-- that is worth while: psql -v ON_ERROR_STOP=1 -f benchmarks/partitions.sql DATABASE-THAT-IS-A-COPY
-- Keys become (year, seq) and (seq); the trail's unique id is given up. `audit verify` tells such tables as changed.
BEGIN;
ALTER TABLE progress RENAME TO progress_whole;
ALTER TABLE progress_whole RENAME CONSTRAINT progress_pkey TO progress_whole_pkey;
ALTER TABLE progress_whole RENAME CONSTRAINT progress_id_key TO progress_whole_id_key;
ALTER INDEX progress_in_order RENAME TO progress_whole_in_order;
ALTER INDEX progress_as_typed RENAME TO progress_whole_as_typed;
ALTER TABLE trail RENAME TO trail_whole;
ALTER TABLE trail_whole RENAME CONSTRAINT trail_pkey TO trail_whole_pkey;
CREATE TABLE progress (LIKE progress_whole INCLUDING DEFAULTS) PARTITION BY LIST (year);
CREATE TABLE trail (LIKE trail_whole INCLUDING DEFAULTS) PARTITION BY RANGE (seq);
DO $$
DECLARE of_year record;
BEGIN
  FOR of_year IN SELECT year, min(seq) AS first, coalesce(lead(min(seq)) OVER (ORDER BY year), 9223372036854775807) AS next
      FROM revision GROUP BY year ORDER BY year LOOP
    EXECUTE format('CREATE TABLE progress_%s PARTITION OF progress FOR VALUES IN (%s)', of_year.year, of_year.year);
    EXECUTE format('CREATE TABLE trail_%s PARTITION OF trail FOR VALUES FROM (%s) TO (%s)',
      of_year.year, of_year.first, of_year.next);
  END LOOP;
END $$;
INSERT INTO progress SELECT * FROM progress_whole ORDER BY seq;
INSERT INTO trail SELECT * FROM trail_whole ORDER BY seq;
ALTER TABLE progress ADD CONSTRAINT progress_pkey PRIMARY KEY (year, seq);
CREATE INDEX progress_by_seq ON progress (seq);
CREATE INDEX progress_in_order ON progress (year, seat, day, seq);
CREATE INDEX progress_as_typed ON progress (year, seat, seq);
ALTER TABLE trail ADD CONSTRAINT trail_pkey PRIMARY KEY (seq);
CREATE INDEX trail_id ON trail (id);
DROP TABLE progress_whole, trail_whole;
COMMIT;
VACUUM ANALYZE;
