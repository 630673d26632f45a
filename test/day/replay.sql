-- Loads a recorded day into a database that has the tables of test/fixtures/odoo.sql, and the functions that play it.
--     psql -X -v file=/absolute/path/17.csv.gz -v role=odoo -f replay.sql DB
-- Then, as that role, which owns the tables from now on, for every tx in order, in a transaction of its own: SELECT day.play(tx).
-- Times are moved so that every transaction of the recording starts when it is played; what it wrote about other times
-- keeps its distance. The format of the file is told in the script record.
\set ON_ERROR_STOP on
SET client_min_messages = warning;
BEGIN;
CREATE SCHEMA day;
CREATE TABLE day.line (n serial PRIMARY KEY, op text NOT NULL, tx integer, at timestamp, tab text NOT NULL, names text, content text);
SELECT format('COPY day.line (op, tx, at, tab, names, content) FROM PROGRAM %L (FORMAT csv)', 'gunzip -c ' || quote_literal(:'file')) \gexec
CREATE INDEX ON day.line (tx);

-- What the fixture lacks.
SELECT DISTINCT format('CREATE TABLE IF NOT EXISTS public.%I (id integer PRIMARY KEY)', tab) FROM day.line WHERE op = 'column' \gexec
SELECT format('ALTER TABLE public.%I ADD COLUMN IF NOT EXISTS %I %s', tab, names, content) FROM day.line WHERE op = 'column' ORDER BY n \gexec

-- The statement for rows of a line: $1 the rows, $2 how far to move times, $3 how many days to move dates.
CREATE FUNCTION day.value(tab text, col text, at integer) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE CASE col WHEN 'date_planned' THEN 'planned' ELSE t END
                  -- planned for a day: at what hour the day is played does not matter
                  WHEN 'planned' THEN format('(r->>%s)::timestamp + make_interval(days => $3)', at)
                  WHEN 'timestamp without time zone' THEN format('(r->>%s)::timestamp + $2', at)
                  WHEN 'date' THEN format('(r->>%s)::date + $3', at)
                  WHEN 'jsonb' THEN format('NULLIF(r->%s, ''null'')', at)
                  ELSE format('(r->>%s)::%s', at, t) END
    FROM (SELECT format_type(atttypid, atttypmod) AS t FROM pg_attribute WHERE attrelid = format('public.%I', tab)::regclass AND attname = col) a
$$;
CREATE FUNCTION day.statement(op text, tab text, names text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE op WHEN 'U' THEN format('UPDATE public.%I t SET %s FROM jsonb_array_elements($1) r WHERE t.id = (r->>0)::integer AND $2 IS NOT NULL AND $3 IS NOT NULL',
                                        tab, string_agg(format('%I = %s', c, day.value(tab, c, o::integer - 1)), ', ' ORDER BY o) FILTER (WHERE o > 1))
                   WHEN 'D' THEN format('DELETE FROM public.%I t USING jsonb_array_elements($1) r WHERE t.id = (r->>0)::integer AND $2 IS NOT NULL AND $3 IS NOT NULL', tab)
                   ELSE format('INSERT INTO public.%I (%s) SELECT %s FROM jsonb_array_elements($1) WITH ORDINALITY x(r, o) WHERE $2 IS NOT NULL AND $3 IS NOT NULL ORDER BY o',
                               tab, string_agg(quote_ident(c), ', ' ORDER BY o), string_agg(day.value(tab, c, o::integer - 1), ', ' ORDER BY o)) END
    FROM unnest(string_to_array(names, ' ')) WITH ORDINALITY u(c, o)
$$;
CREATE FUNCTION day.run(l day.line, at timestamp) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    here timestamp := now() AT TIME ZONE 'UTC';
BEGIN
    EXECUTE day.statement(l.op, l.tab, l.names) USING l.content::jsonb, here - at, here::date - at::date;
END $$;

CREATE FUNCTION day.play(number integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    l day.line;
BEGIN
    FOR l IN SELECT * FROM day.line WHERE tx = number ORDER BY n LOOP
        PERFORM day.run(l, l.at);
    END LOOP;
END $$;

-- The morning: the fixture's own rows give way.
SELECT 'TRUNCATE ' || string_agg(DISTINCT format('public.%I', tab), ', ') || ' CASCADE' FROM day.line \gexec
SET session_replication_role = replica;
SELECT count(day.run(l, (SELECT min(at) FROM day.line))) AS rows_of_the_morning FROM day.line l WHERE op = 'row' \gset
RESET session_replication_role;
SELECT format('ALTER TABLE public.%I OWNER TO %I', relname, :'role') FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' \gexec
GRANT USAGE ON SCHEMA day TO :"role";
GRANT SELECT ON day.line TO :"role";
UPDATE day.line SET names = trim('id ' || COALESCE(names, '')) WHERE tx IS NOT NULL;
COMMIT;
ANALYZE;
