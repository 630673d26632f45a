-- Approvers who do not look: fast, in bursts, always yes, in pairs (Odoo 17).
\getenv abs_srcdir PG_ABS_SRCDIR
\set v 17
\set db regress_rubber_stamps
\set ECHO none
\set file :abs_srcdir '/sql/include/begin.sql'
\i :file
-- Decides one more request: who asked, who decided how, how long ago, how many seconds after it was opened.
CREATE FUNCTION gt.decided(requester integer, approver integer, verdict text, ago interval, seconds numeric) RETURNS bigint LANGUAGE sql AS $$
    WITH r AS (
        INSERT INTO inventory_gov.request (reference, fingerprint, title, company_id, requester_id, requester_name, created_at, expires_at)
        SELECT 'GOV/2026/' || nextval('gt.number'), 'f', 't', 1, requester, p.name, now() - ago - interval '1 day', now() + interval '1 day'
          FROM res_users u JOIN res_partner p ON p.id = u.partner_id WHERE u.id = requester
        RETURNING id),
    s AS (
        INSERT INTO inventory_gov.request_step (request_id, tier, approver, fallback_group, opened_at)
        SELECT r.id, t, 'group:stock.group_stock_manager', 'stock.group_stock_manager', now() - ago - make_interval(secs => seconds::float8) FROM r, generate_series(1, 2) t
        RETURNING id, request_id)
    INSERT INTO inventory_gov.decision (request_id, step_id, verdict, user_id, user_name, decided_at, session)
    SELECT s.request_id, CASE verdict WHEN 'approve' THEN s.id END, verdict, approver, p.name, now() - ago, '{}'
      FROM s, res_users u JOIN res_partner p ON p.id = u.partner_id WHERE u.id = approver
    RETURNING request_id
$$;
CREATE VIEW gt.cases AS SELECT kind, severity, title, state, "user", company_id, detail FROM inventory_gov.cases ORDER BY id;

\echo -- both steps of a request decided by one click are one decision; what is older than 30 days is over
SELECT gt.decided(8, 9, 'approve', '31 days', 1), gt.decided(8, 9, 'approve', '1 day', 300), gt.decided(8, 9, 'reject', '2 days', 5), gt.decided(11, 9, 'approve', '3 days', 20) \g /dev/null
SELECT * FROM inventory_gov.approver_habits;
\echo -- from the moment the person was told, where that came later
INSERT INTO inventory_gov.notice (request_id, step_id, kind, user_id, state, delivered_at)
    SELECT a.request_id, d.step_id, 'decide', 9, 'done', a.decided_at - interval '7 seconds' FROM inventory_gov.approver_decisions a JOIN inventory_gov.decision d USING (request_id) WHERE a.seconds = 300;
SELECT requester, verdict, seconds, burst FROM inventory_gov.approver_decisions ORDER BY seconds;
SELECT inventory_gov.scan_rubber_stamps();

\echo -- fast: the fifth approval in less than 10 seconds; exactly 10 are not less
SELECT gt.decided(8, 9, 'approve', n * interval '1 hour', CASE n WHEN 4 THEN 10 ELSE 9.9 END) FROM generate_series(1, 4) n \g /dev/null
SELECT fast_approvals FROM inventory_gov.approver_habits;
SELECT inventory_gov.scan_rubber_stamps();
SELECT gt.decided(8, 9, 'approve', '5 hours', 0) \g /dev/null
SELECT inventory_gov.scan_rubber_stamps(), inventory_gov.scan_rubber_stamps();
SELECT * FROM gt.cases;
\echo -- closed by somebody else: counted anew from there
SELECT gt.attempt('SELECT inventory_gov.close_finding(1, ''all trivial'', 9)');
SELECT gt.attempt('SELECT inventory_gov.close_finding(1, ''all trivial'', 10)');
SELECT gt.decided(8, 9, 'approve', '6 hours', 0) \g /dev/null
SELECT inventory_gov.scan_rubber_stamps();

\echo -- a burst: five within 60 seconds, however long each was open
SELECT gt.decided(8, 10, 'approve', interval '2 days' + n * interval '20 seconds', 5000) FROM generate_series(1, 30) n \g /dev/null
SELECT largest_burst FROM inventory_gov.approver_habits WHERE user_id = 10;
SELECT gt.decided(8, 2, 'approve', interval '2 days' + n * interval '15 seconds', 5000), gt.decided(8, 2, 'reject', '4 days', 5000) FROM generate_series(1, 5) n \g /dev/null
SELECT largest_burst FROM inventory_gov.approver_habits WHERE user_id = 2;
\echo -- always yes: the one with thirty approvals and no rejection, not the one with a rejection
SELECT inventory_gov.scan_rubber_stamps();
SELECT * FROM gt.cases WHERE state = 'open';
\echo -- a number of 0 switches a kind off, a higher one raises the bar
SET inventory_gov.rubber_stamp_burst = 0; SET inventory_gov.rubber_stamp_always = 31;
SELECT inventory_gov.scan_rubber_stamps();
RESET inventory_gov.rubber_stamp_burst; RESET inventory_gov.rubber_stamp_always;

\echo -- a pair: five in each direction
SELECT gt.decided(9, 10, 'approve', n * interval '1 hour', 5000), gt.decided(10, 9, 'approve', n * interval '90 minutes', 5000) FROM generate_series(1, 4) n \g /dev/null
SELECT gt.decided(9, 10, 'approve', '7 hours', 5000), gt.decided(10, 9, 'reject', '8 hours', 5000) \g /dev/null
SELECT "user", partner, approved_for_partner, approved_by_partner FROM inventory_gov.approver_habits ORDER BY user_id;
SELECT count(*) FROM inventory_gov.rubber_stamps(0, 0, 0, 5);
SELECT kind FROM inventory_gov.rubber_stamps(0, 0, 0, 4);
SELECT gt.decided(10, 9, 'approve', '9 hours', 5000) \g /dev/null
SELECT inventory_gov.scan_rubber_stamps() \g /dev/null
SELECT * FROM gt.cases WHERE kind = 'rubber_stamp_pair';
\echo -- looked at before, it is found again by what was decided since
SELECT inventory_gov.close_finding(id, 'spoken to', 8) FROM inventory_gov.cases WHERE state = 'open' AND kind <> 'rubber_stamp_pair' \g /dev/null
SELECT gt.decided(8, 2, 'approve', '0', 8) FROM generate_series(1, 4) n \g /dev/null
SELECT inventory_gov.scan_rubber_stamps() - 1 AS but_the_pair;
SELECT gt.decided(8, 2, 'approve', '0', 8) \g /dev/null
SELECT inventory_gov.scan_rubber_stamps() - 1 AS but_the_pair;
SELECT kind, title FROM gt.cases WHERE state = 'open' AND kind <> 'rubber_stamp_pair';
\echo -- the case of the pair neither of the two closes
SELECT gt.attempt(format('SELECT inventory_gov.close_finding(%s, %L, %s)', id, 'we sit in one room', actor)) FROM inventory_gov.cases, unnest(ARRAY[9, 10, 2]) actor WHERE kind = 'rubber_stamp_pair' ORDER BY actor = 2, actor;
\set file :abs_srcdir '/sql/include/end.sql'
\i :file
