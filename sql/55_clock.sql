-- The working clock: deadlines in the working hours of a company, as its calendar in Odoo has them.

CREATE FUNCTION zone_or_utc(zone text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM now() AT TIME ZONE zone;
    RETURN COALESCE(zone, 'UTC');
EXCEPTION WHEN invalid_parameter_value THEN
    RETURN 'UTC';
END
$$;
COMMENT ON FUNCTION zone_or_utc(text) IS 'The time zone, or UTC where PostgreSQL does not know it. Internal.';

-- Pure: knows nothing but its arguments. Shifts may overlap and touch, leaves too: edges are counted, not rows.
CREATE FUNCTION work_intervals(calendar jsonb, from_at timestamptz, to_at timestamptz)
    RETURNS TABLE (starts timestamptz, ends timestamptz)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    WITH day AS (
        SELECT d.d, (extract(isodow FROM d.d) - 1)::integer::text AS dayofweek,
               ((d.d::date - DATE '0001-01-01') / 7 % 2)::text AS week_type
          FROM generate_series(date_trunc('day', from_at AT TIME ZONE (calendar ->> 'tz')),
                               to_at AT TIME ZONE (calendar ->> 'tz'), interval '1 day') d
    ), shift AS (
        SELECT (day.d + make_interval(secs => round(a.hour_from * 3600))) AT TIME ZONE (calendar ->> 'tz') AS starts,
               (day.d + make_interval(secs => round(a.hour_to * 3600))) AT TIME ZONE (calendar ->> 'tz') AS ends
          FROM jsonb_to_recordset(calendar -> 'attendances')
               AS a (dayofweek text, week_type text, hour_from float8, hour_to float8, date_from date, date_to date)
          JOIN day ON day.dayofweek = a.dayofweek AND day.week_type = COALESCE(a.week_type, day.week_type)
                  AND day.d BETWEEN COALESCE(a.date_from, '-infinity') AND COALESCE(a.date_to, 'infinity')
    ), edge AS (
        SELECT s.starts AS at, 1 AS work, 0 AS leave FROM shift s WHERE s.starts < s.ends
        UNION ALL SELECT s.ends, -1, 0 FROM shift s WHERE s.starts < s.ends
        UNION ALL
        SELECT e.at, 0, e.leave
          FROM jsonb_to_recordset(calendar -> 'leaves') AS l (starts timestamptz, ends timestamptz)
         CROSS JOIN LATERAL (VALUES (l.starts, 1), (l.ends, -1)) AS e (at, leave)
         WHERE l.starts < l.ends
    ), moment AS (
        SELECT e.at, lead(e.at) OVER w AS until, sum(sum(e.work)) OVER w AS work, sum(sum(e.leave)) OVER w AS leave
          FROM edge e GROUP BY e.at WINDOW w AS (ORDER BY e.at)
    )
    SELECT greatest(m.at, from_at), least(m.until, to_at)
      FROM moment m
     WHERE m.work > 0 AND m.leave = 0 AND m.until > from_at AND m.at < to_at
     ORDER BY 1
$$;
COMMENT ON FUNCTION work_intervals(jsonb, timestamptz, timestamptz) IS
'Working time between two moments, piece by piece, by a calendar as company_calendar() returns it. Internal.';

CREATE FUNCTION deadline_within(calendar jsonb, from_at timestamptz, hours numeric, to_at timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT p.starts + make_interval(secs => hours * 3600 - (p.done - p.length))
      FROM (SELECT i.starts, i.length, sum(i.length) OVER (ORDER BY i.starts) AS done
              FROM (SELECT w.starts, extract(epoch FROM w.ends - w.starts)::float8 AS length
                      FROM inventory_gov.work_intervals(calendar, from_at, to_at) w) i) p
     WHERE p.done >= hours * 3600
     ORDER BY p.starts
     LIMIT 1
$$;
COMMENT ON FUNCTION deadline_within(jsonb, timestamptz, numeric, timestamptz) IS
'When so many working hours after from_at have passed; null when that is not before to_at. Internal.';

CREATE FUNCTION company_calendar(company_id integer, from_at timestamptz) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    found jsonb;
BEGIN
    IF company_id IS NULL OR NOT inventory_gov.odoo_has('res_company', 'resource_calendar_id')
       OR NOT inventory_gov.odoo_has('resource_calendar_attendance') THEN
        RETURN NULL;
    END IF;
    -- columns that not every version has are read through to_jsonb
    found := inventory_gov.odoo_run($q$
        SELECT c.tz, (SELECT jsonb_agg(CASE WHEN c.two_weeks_calendar THEN a.j ELSE a.j - 'week_type' END)
                        FROM (SELECT to_jsonb(t) AS j FROM public.resource_calendar_attendance t WHERE t.calendar_id = c.id) a
                       WHERE a.j ->> 'resource_id' IS NULL AND a.j ->> 'display_type' IS NULL
                         AND a.j ->> 'day_period' IS DISTINCT FROM 'lunch') AS attendances,
               (SELECT jsonb_agg(jsonb_build_object('starts', l.date_from AT TIME ZONE 'UTC', 'ends', l.date_to AT TIME ZONE 'UTC'))
                  FROM public.resource_calendar_leaves l
                 WHERE l.resource_id IS NULL AND l.time_type IS DISTINCT FROM 'other'
                   AND (l.calendar_id = c.id OR l.calendar_id IS NULL AND COALESCE(l.company_id, k.id) = k.id)
                   AND l.date_to > ($1 ->> 'from_at')::timestamptz AT TIME ZONE 'UTC') AS leaves
          FROM public.res_company k JOIN public.resource_calendar c ON c.id = k.resource_calendar_id
         WHERE k.id = ($1 ->> 'company_id')::integer AND (to_jsonb(c) ->> 'flexible_hours')::boolean IS NOT TRUE
        $q$, jsonb_build_object('company_id', company_id, 'from_at', from_at)) -> 0;
    IF found ->> 'attendances' IS NULL THEN
        RETURN NULL;
    END IF;
    RETURN jsonb_build_object('tz', inventory_gov.zone_or_utc(found ->> 'tz'), 'attendances', found -> 'attendances',
                              'leaves', COALESCE(NULLIF(found -> 'leaves', 'null'), '[]'));
END
$$;
COMMENT ON FUNCTION company_calendar(integer, timestamptz) IS
'Calendar of a company from Odoo: {tz, attendances, leaves that end after from_at}; null where it has none or flexible hours. Internal.';

CREATE FUNCTION working_deadline(from_at timestamptz, hours numeric, company_id integer) RETURNS timestamptz
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    calendar jsonb;
    deadline timestamptz;
    days     integer;
BEGIN
    IF hours IS NULL OR hours <= 0 THEN
        RETURN CASE WHEN hours IS NOT NULL THEN from_at END;
    END IF;
    calendar := inventory_gov.company_calendar(company_id, from_at);
    FOREACH days IN ARRAY ARRAY[14, 60, 366] LOOP
        deadline := inventory_gov.deadline_within(calendar, from_at, hours, from_at + make_interval(days => days));
        EXIT WHEN deadline IS NOT NULL OR calendar IS NULL;
    END LOOP;
    RETURN COALESCE(deadline, from_at + make_interval(secs => hours * 3600));
END
$$;
COMMENT ON FUNCTION working_deadline(timestamptz, numeric, integer) IS
'The moment so many working hours after from_at, by the calendar of the company in Odoo: its attendances, time zone and holidays. Plain hours where there is no calendar, or where a year of it does not suffice. Null for hours null.';

CREATE FUNCTION working_hours_between(from_at timestamptz, to_at timestamptz, company_id integer) RETURNS numeric
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    calendar jsonb := inventory_gov.company_calendar(company_id, from_at);
    seconds  float8;
BEGIN
    IF calendar IS NULL THEN
        seconds := greatest(extract(epoch FROM to_at - from_at), 0);
    ELSE
        SELECT COALESCE(sum(extract(epoch FROM w.ends - w.starts)), 0) INTO seconds
          FROM inventory_gov.work_intervals(calendar, from_at, to_at) w;
    END IF;
    RETURN round((seconds / 3600)::numeric, 2);
END
$$;
COMMENT ON FUNCTION working_hours_between(timestamptz, timestamptz, integer) IS
'Working hours between two moments by the calendar of the company in Odoo, plain hours where it has none; 0 when to_at is not later';
