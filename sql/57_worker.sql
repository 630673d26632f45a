-- The desk: the background worker that does what is due.

CREATE FUNCTION wake_desk() RETURNS void
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'inventory_gov_wake_desk';
COMMENT ON FUNCTION wake_desk() IS 'The current transaction makes work for the desk: it is called once this is committed. Never fails; nothing is lost where no desk can be started.';
REVOKE ALL ON FUNCTION wake_desk() FROM PUBLIC;

CREATE FUNCTION desk_status(
    OUT running    boolean,
    OUT pid        integer,
    OUT visits     bigint,
    OUT chores     bigint,
    OUT failures   bigint,
    OUT failing    boolean,
    OUT last_error text,
    OUT error_at   timestamptz,
    OUT unserved   bigint,
    OUT launcher   integer
) RETURNS record
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'inventory_gov_desk_status';
COMMENT ON FUNCTION desk_status() IS 'The desk of this database since the server started: whether it runs, its visits, pieces of work done, looks that failed, whether the last one did and why, calls without a free background worker, and the pid of the launcher (null where the library is not preloaded).';
REVOKE ALL ON FUNCTION desk_status() FROM PUBLIC;

-- The launcher learns that the extension is here.
SELECT wake_desk();
