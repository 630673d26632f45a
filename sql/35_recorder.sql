-- The recorder: the background worker that commits refusals.

CREATE FUNCTION recorder_status(
    OUT running       boolean,
    OUT pid           integer,
    OUT recorded      bigint,
    OUT failed        bigint,
    OUT restarted     bigint,
    OUT slots_in_use  integer,
    OUT preloaded     boolean
) RETURNS record
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'inventory_gov_recorder_status';
COMMENT ON FUNCTION recorder_status() IS 'The recorder of this database since the server started: whether it runs, records committed, refusals it could not record for certain, starts after a recorder had died, records under way, whether the library is preloaded.';
REVOKE ALL ON FUNCTION recorder_status() FROM PUBLIC;
