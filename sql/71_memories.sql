-- What policies look back into is thinned out once none can look that far: by the desk, never in the transaction of a user.
-- duty_act and first_done stay: an order may be billed, and a move corrected, at any time.

CREATE FUNCTION memory_lasts(memory text) RETURNS interval
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$ SELECT CASE memory WHEN 'adjustment' THEN interval '400 days' ELSE interval '31 days' END $$;
COMMENT ON FUNCTION memory_lasts(text) IS
'How long rows of adjustment (windows of policies: at most 366 days), scrap_log (24 hours) and recount_end are kept at least. Internal.';

CREATE FUNCTION ends_round(subject text, ended_at timestamptz) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM inventory_gov.violation v
                    WHERE v.control = 'recount' AND v.outcome = 'refused' AND v.subject = ends_round.subject AND v.recorded_at <= ends_round.ended_at
                      AND NOT EXISTS (SELECT FROM inventory_gov.recount_end e WHERE e.subject = v.subject
                                         AND e.ended_at >= v.recorded_at AND e.ended_at < ends_round.ended_at))
$$;
COMMENT ON FUNCTION ends_round(text, timestamptz) IS 'Is this applied count of a quant key the first after one that was refused? Then view recounts tells it. Internal.';

-- The tables' other triggers refuse every UPDATE and TRUNCATE.
CREATE TRIGGER adjustment_keep_young BEFORE DELETE ON adjustment FOR EACH ROW
    WHEN (OLD.at > clock_timestamp() - inventory_gov.memory_lasts('adjustment')) EXECUTE FUNCTION append_only('they are 400 days old');
CREATE TRIGGER scrap_log_keep_young BEFORE DELETE ON scrap_log FOR EACH ROW
    WHEN (OLD.at > clock_timestamp() - inventory_gov.memory_lasts('scrap_log')) EXECUTE FUNCTION append_only('they are 31 days old');
CREATE TRIGGER recount_end_keep_young BEFORE DELETE ON recount_end FOR EACH ROW
    WHEN (OLD.ended_at > clock_timestamp() - inventory_gov.memory_lasts('recount_end') OR inventory_gov.ends_round(OLD.subject, OLD.ended_at))
    EXECUTE FUNCTION append_only('they are 31 days old, and never while a recount is told by them');
ALTER TABLE adjustment ENABLE ALWAYS TRIGGER adjustment_keep_young;
ALTER TABLE scrap_log ENABLE ALWAYS TRIGGER scrap_log_keep_young;
ALTER TABLE recount_end ENABLE ALWAYS TRIGGER recount_end_keep_young;

-- Rows are nearly in the order of time; one that was entered late, with an old time, goes when its neighbours do.
CREATE FUNCTION thin_out(batch integer) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    gone bigint := 0;
    n    bigint;
BEGIN
    DELETE FROM inventory_gov.adjustment a
     WHERE a.id IN (SELECT o.id FROM (SELECT f.id, f.at FROM inventory_gov.adjustment f ORDER BY f.id LIMIT batch) o
                     WHERE o.at <= clock_timestamp() - inventory_gov.memory_lasts('adjustment'));
    GET DIAGNOSTICS n = ROW_COUNT;
    gone := gone + n;
    DELETE FROM inventory_gov.scrap_log l
     WHERE l.id IN (SELECT o.id FROM (SELECT f.id, f.at FROM inventory_gov.scrap_log f ORDER BY f.id LIMIT batch) o
                     WHERE o.at <= clock_timestamp() - inventory_gov.memory_lasts('scrap_log'));
    GET DIAGNOSTICS n = ROW_COUNT;
    gone := gone + n;
    DELETE FROM inventory_gov.recount_end e
     WHERE e.id IN (SELECT f.id FROM inventory_gov.recount_end f
                     WHERE f.ended_at <= clock_timestamp() - inventory_gov.memory_lasts('recount_end')
                       AND NOT inventory_gov.ends_round(f.subject, f.ended_at) LIMIT batch);
    GET DIAGNOSTICS n = ROW_COUNT;
    gone := gone + n;
    DELETE FROM inventory_gov.priority_log l
     WHERE l.id IN (SELECT o.id FROM (SELECT f.id, f.at FROM inventory_gov.priority_log f ORDER BY f.id LIMIT batch) o
                     WHERE o.at <= clock_timestamp() - inventory_gov.memory_lasts('priority_log'));
    GET DIAGNOSTICS n = ROW_COUNT;
    RETURN gone + n;
END
$$;
COMMENT ON FUNCTION thin_out(integer) IS 'The work of thin_memories(), with so many rows a table at most. Internal.';

CREATE FUNCTION thin_memories() RETURNS bigint
LANGUAGE sql SET search_path = pg_catalog, pg_temp
AS $$ SELECT inventory_gov.thin_out(10000) $$;
COMMENT ON FUNCTION thin_memories() IS
'Removes what no policy can look back to any more, 10,000 rows a table at most: adjustments older than 400 days, scraps older than 31 days, applied counts older than 31 days that ended no recount; returns how many. The desk does it every hour.';
