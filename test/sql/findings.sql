-- Findings: opened once a kind and key, closed by somebody they are not about (Odoo 17).
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 17
\set db regress_findings
\set ECHO none
\set file :abs_srcdir '/sql/include/begin.sql'
\i :file
SELECT gt.only('receipt_tolerance', '{"over_pct": 5}') \g /dev/null
SELECT left(gt.attempt('SELECT odoo_sim.receive(1, 130, 8)'), 5) AS refused;
CREATE VIEW gt.cases AS SELECT id, kind, severity, title, state, gt.mask(request) AS request, policy, "user", company_id, closed_by, note FROM inventory_gov.cases ORDER BY id;
CREATE VIEW gt.events AS SELECT kind, subject, payload ->> 'severity' AS severity, payload ->> 'close_note' AS note FROM inventory_gov.event WHERE kind LIKE 'finding.%' ORDER BY id;
CREATE FUNCTION gt.close(finding bigint, note text, actor integer) RETURNS text LANGUAGE sql AS
    $$SELECT regexp_replace(gt.attempt(format('SELECT inventory_gov.close_finding(%L, %L, %L)', finding, note, actor)), '\d{4}-\d\d-\d\d \d\d:\d\d', 'TIME')$$;

\echo -- one finding a kind and key: seen again it is told as it is now, its severity only rises
SELECT inventory_gov.open_finding('test', 'a', 'medium', 'Seen once', '{"n": 1}', request_id => 1, policy_id => 101, user_id => 9) AS opened;
SELECT inventory_gov.open_finding('test', 'a', 'low', 'Seen twice', '{"n": 2}') AS again;
SELECT severity, title, detail, last_seen_at > opened_at AS seen_later FROM inventory_gov.cases;
SELECT inventory_gov.open_finding('test', 'a', 'critical', 'Seen twice') AS again, inventory_gov.open_finding('test', 'b', 'low', 'Another key') AS b, inventory_gov.open_finding('other', 'a', 'low', 'Another kind') AS c;
\echo -- with the names as they were: its request brings the company
SELECT * FROM gt.cases;
SELECT * FROM gt.events;
SELECT split_part(gt.attempt($$SELECT inventory_gov.open_finding('test', 'c', 'grave', 'No such severity')$$), E'\n', 1);

\echo -- who may not close: the one it is about, the requester, an archived user, a user of the portal, nobody
SELECT gt.close(1, 'nothing to see', 9);
SELECT gt.close(1, 'nothing to see', 8);
SELECT gt.close(1, 'nothing to see', 12);
SELECT gt.close(1, 'nothing to see', 4);
SELECT gt.close(1, 'nothing to see', 999);
SELECT gt.close(1, 'nothing to see', NULL);
\echo -- and not without a note
SELECT gt.close(1, NULL, 10);
SELECT gt.close(1, '  ', 10);
SELECT gt.close(99, 'nothing to see', 10);
SELECT state, closed_by FROM inventory_gov.cases WHERE id = 1;
\echo -- somebody else closes it, once
SELECT gt.close(1, ' talked to Sven ', 10);
SELECT gt.close(1, 'talked to Sven', 10);
SELECT * FROM gt.cases WHERE id = 1;
SELECT age = closed_at - opened_at AS age_stands, closed_by_id FROM inventory_gov.cases WHERE id = 1;
\echo -- found again after that it is a new one
SELECT inventory_gov.open_finding('test', 'a', 'low', 'Seen again') AS new;
\echo -- the cause went away: closed by nobody
SELECT inventory_gov.close_finding_by_key('test', 'a', 'is as it should be'), inventory_gov.close_finding_by_key('test', 'a', 'is as it should be');
SELECT * FROM gt.cases;
SELECT * FROM gt.events;
\echo -- findings are never removed
SELECT split_part(gt.attempt('DELETE FROM inventory_gov.finding'), E'\n', 1);
SELECT split_part(gt.attempt('TRUNCATE inventory_gov.finding'), E'\n', 1);
\set file :abs_srcdir '/sql/include/end.sql'
\i :file
