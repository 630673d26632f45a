-- Notes every row change on the watched tables, as a trigger sees it. Loaded into Odoo's database for the time of a
-- recording only; the script record reads what it noted. What is rolled back is not noted.
--     psql -X -v tables="stock_move stock_quant .." -f recorder.sql DB
\set ON_ERROR_STOP on
SET client_min_messages = warning;
DROP SCHEMA IF EXISTS day_recorder CASCADE;
CREATE SCHEMA day_recorder;
CREATE TABLE day_recorder.statement (n bigserial PRIMARY KEY, tx bigint NOT NULL, at timestamp NOT NULL, tab text NOT NULL, op text NOT NULL, query text);
CREATE TABLE day_recorder.change (n bigserial PRIMARY KEY, statement bigint NOT NULL, id integer NOT NULL, changed text[], content jsonb);
CREATE TABLE day_recorder.watched (tab text PRIMARY KEY);
INSERT INTO day_recorder.watched SELECT t FROM unnest(string_to_array(:'tables', ' ')) t WHERE to_regclass('public.' || t) IS NOT NULL;

CREATE FUNCTION day_recorder.note_statement() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    number bigint;
BEGIN
    INSERT INTO day_recorder.statement (tx, at, tab, op, query)
        VALUES (txid_current(), now() AT TIME ZONE 'UTC', TG_TABLE_NAME, TG_OP, left(current_query(), 4000)) RETURNING n INTO number;
    PERFORM set_config('day_recorder.statement', number::text, true);
    RETURN NULL;
END $$;

CREATE FUNCTION day_recorder.note_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    before jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
    after jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
BEGIN
    INSERT INTO day_recorder.change (statement, id, changed, content)
        VALUES (current_setting('day_recorder.statement')::bigint, (COALESCE(after, before)->>'id')::integer,
                (SELECT array_agg(a.key) FROM jsonb_each(after) a WHERE before IS NOT NULL AND a.value IS DISTINCT FROM before->a.key), after);
    RETURN NULL;
END $$;

-- The rows of the morning, and the triggers.
SELECT format('CREATE TABLE day_recorder.%I AS SELECT id, to_jsonb(t) AS content FROM public.%I t', 'morning_' || tab, tab) FROM day_recorder.watched \gexec
SELECT format('CREATE TRIGGER day_recorder_statement BEFORE INSERT OR UPDATE OR DELETE ON public.%I EXECUTE FUNCTION day_recorder.note_statement();'
              'CREATE TRIGGER day_recorder_row AFTER INSERT OR UPDATE OR DELETE ON public.%1$I FOR EACH ROW EXECUTE FUNCTION day_recorder.note_change()', tab)
    FROM day_recorder.watched \gexec
