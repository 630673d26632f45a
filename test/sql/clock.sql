-- The working clock: what counts as working time, and where a deadline falls.
-- The calendar is given, so that every boundary can be; desk_16 to desk_19 read it from Odoo.
\set ECHO none
\set database :DBNAME
SET client_min_messages = warning;
DROP DATABASE IF EXISTS regress_clock WITH (FORCE);
CREATE DATABASE regress_clock;
\c regress_clock
SET client_min_messages = warning;
CREATE EXTENSION inventory_gov;
SET TimeZone = 'UTC';
SET datestyle = 'ISO';
\pset format unaligned
\pset tuples_only on
\pset null '-'

-- Monday to Friday, 8 to 12 and 13 to 17, in Brussels; Wednesday 25 November 2026 is a holiday there.
CREATE TEMP TABLE calendar AS
SELECT jsonb_build_object(
           'tz', 'Europe/Brussels',
           'attendances', (SELECT jsonb_agg(jsonb_build_object('dayofweek', d::text, 'hour_from', h, 'hour_to', h + 4))
                             FROM generate_series(0, 4) d, unnest(ARRAY[8, 13]) h),
           'leaves', '[{"starts": "2026-11-24T23:00:00+00:00", "ends": "2026-11-25T23:00:00+00:00"}]'::jsonb) AS c;

-- A deadline in the calendar's own wall clock, as the day of the week and the time.
CREATE FUNCTION pg_temp.deadline(from_at timestamp, hours numeric, change jsonb DEFAULT '{}') RETURNS text LANGUAGE sql AS $$
    SELECT to_char(inventory_gov.deadline_within(c || change, from_at AT TIME ZONE (c || change ->> 'tz'), hours,
                                                 from_at AT TIME ZONE (c || change ->> 'tz') + interval '60 days')
                   AT TIME ZONE (c || change ->> 'tz'), 'Dy DD HH24:MI:SS') FROM calendar
$$;
\set ECHO all

-- inside the hours, over lunch, to the end of the day and beyond
SELECT pg_temp.deadline('2026-11-23 09:00', 2);
SELECT pg_temp.deadline('2026-11-23 11:00', 2);
SELECT pg_temp.deadline('2026-11-23 09:00', 7);
SELECT pg_temp.deadline('2026-11-23 16:00', 1.5);
-- on a boundary: the end of a shift is still in it, the start of the next is not needed
SELECT pg_temp.deadline('2026-11-23 08:00', 4);
SELECT pg_temp.deadline('2026-11-23 12:00', 4);
SELECT pg_temp.deadline('2026-11-23 17:00', 0.25);
-- outside the hours: before, in the break, at night, on a Saturday
SELECT pg_temp.deadline('2026-11-23 05:00', 1);
SELECT pg_temp.deadline('2026-11-23 12:30', 1);
SELECT pg_temp.deadline('2026-11-23 22:00', 1);
SELECT pg_temp.deadline('2026-11-28 10:00', 1);
-- over the holiday, over the weekend, from within the holiday, and from a holiday of half a day
SELECT pg_temp.deadline('2026-11-24 16:00', 2);
SELECT pg_temp.deadline('2026-11-27 16:00', 2);
SELECT pg_temp.deadline('2026-11-25 10:00', 1);
SELECT pg_temp.deadline('2026-11-26 10:00', 3, '{"leaves": [{"starts": "2026-11-26T11:00:00+00:00", "ends": "2026-11-26T23:00:00+00:00"}]}');
-- fractions of an hour, to the second
SELECT pg_temp.deadline('2026-11-23 09:00', 0.1);
-- hours like 8.2 and 16.6 are 8:12 and 16:36
SELECT pg_temp.deadline('2026-11-23 00:00', 1, '{"attendances": [{"dayofweek": "0", "hour_from": 8.2, "hour_to": 16.6}]}');
-- clocks go back on Sunday 25 October 2026 and forward on Sunday 28 March 2027: wall time holds; a night shift has an hour more, and less
SELECT pg_temp.deadline('2026-10-23 16:00', 2);
SELECT pg_temp.deadline('2026-10-25 00:00', 5, '{"attendances": [{"dayofweek": "6", "hour_from": 0, "hour_to": 8}]}');
SELECT pg_temp.deadline('2027-03-28 00:00', 5, '{"attendances": [{"dayofweek": "6", "hour_from": 0, "hour_to": 8}]}');
-- around the clock: a shift to midnight and one from it
SELECT pg_temp.deadline('2026-11-23 23:00', 2, '{"attendances": [{"dayofweek": "0", "hour_from": 20, "hour_to": 24}, {"dayofweek": "1", "hour_from": 0, "hour_to": 6}]}');
-- overlapping rows and overlapping leaves count once; a row that ends before it starts does not count
SELECT pg_temp.deadline('2026-11-23 08:00', 6, '{"attendances": [{"dayofweek": "0", "hour_from": 8, "hour_to": 14}, {"dayofweek": "0", "hour_from": 10, "hour_to": 16}]}');
SELECT pg_temp.deadline('2026-11-23 08:00', 1, '{"leaves": [{"starts": "2026-11-23T06:00:00Z", "ends": "2026-11-23T09:00:00Z"}, {"starts": "2026-11-23T08:00:00Z", "ends": "2026-11-23T10:00:00Z"}]}');
SELECT pg_temp.deadline('2026-11-23 08:00', 1, '{"attendances": [{"dayofweek": "0", "hour_from": 14, "hour_to": 9}, {"dayofweek": "1", "hour_from": 8, "hour_to": 9}]}');
-- two weeks that alternate: 23 November 2026 is of week type 0
SELECT pg_temp.deadline('2026-11-23 00:00', 1, '{"attendances": [{"dayofweek": "0", "week_type": "0", "hour_from": 8, "hour_to": 9}, {"dayofweek": "0", "week_type": "1", "hour_from": 14, "hour_to": 15}]}');
SELECT pg_temp.deadline('2026-11-30 00:00', 1, '{"attendances": [{"dayofweek": "0", "week_type": "0", "hour_from": 8, "hour_to": 9}, {"dayofweek": "0", "week_type": "1", "hour_from": 14, "hour_to": 15}]}');
-- rows that are valid for a time
SELECT pg_temp.deadline('2026-11-23 00:00', 1, '{"attendances": [{"dayofweek": "0", "hour_from": 8, "hour_to": 9, "date_to": "2026-11-22"}, {"dayofweek": "0", "hour_from": 14, "hour_to": 15, "date_from": "2026-11-24"}]}');
-- never: nobody works within the time looked at
SELECT pg_temp.deadline('2026-11-23 00:00', 1, '{"attendances": []}');

-- a zone that PostgreSQL does not know
SELECT inventory_gov.zone_or_utc('Mars/Phobos'), inventory_gov.zone_or_utc(NULL), inventory_gov.zone_or_utc('Asia/Tokyo');

-- without Odoo, or without a company, hours are plain hours; none are none
SELECT inventory_gov.working_deadline('2026-11-28 10:00Z', 2.5, 1);
SELECT inventory_gov.working_deadline('2026-11-28 10:00Z', 2.5, NULL);
SELECT inventory_gov.working_deadline('2026-11-28 10:00Z', 0, 1);
SELECT inventory_gov.working_deadline('2026-11-28 10:00Z', NULL, 1);
SELECT inventory_gov.working_hours_between('2026-11-28 10:00Z', '2026-11-28 12:30Z', 1);
SELECT inventory_gov.working_hours_between('2026-11-28 12:30Z', '2026-11-28 10:00Z', 1);
\set ECHO none
\c :database
SET client_min_messages = warning;
DROP DATABASE regress_clock WITH (FORCE);
