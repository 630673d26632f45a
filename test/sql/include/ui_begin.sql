-- begin.sql, Odoo's tables owned by :role as in real life, and what Odoo writes on the published screens.
\ir begin.sql
CREATE ROLE :"role";
GRANT CREATE, USAGE ON SCHEMA public TO :"role";
GRANT USAGE ON SCHEMA gt TO :"role";
SELECT format('ALTER %s %s OWNER TO %I', CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, c.oid::regclass, :'role')
    FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND (relkind = 'r' OR relkind = 'S' AND relname LIKE '%signaling%' AND relname NOT LIKE '%id_seq') \gexec

-- What Odoo writes for a user: an UPDATE with his id, as its own role.
SELECT set_config('gt.role', :'role', false) \g /dev/null
CREATE FUNCTION gt.as_odoo(command text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    r text;
BEGIN
    EXECUTE format('SET ROLE %I', current_setting('gt.role'));
    BEGIN
        EXECUTE command;
        r := 'done';
    EXCEPTION WHEN OTHERS THEN
        r := gt.mask(concat(sqlstate, ' ', sqlerrm));
    END;
    RESET ROLE;
    RETURN regexp_replace(r, '\d{4}-\d\d-\d\d \d\d:\d\d', 'TIME', 'g');
END $$;
CREATE FUNCTION gt.write(uid integer, what text, id bigint, view text DEFAULT 'x_gov_request') RETURNS text LANGUAGE sql AS
    $$SELECT gt.as_odoo(format('UPDATE public.%I SET %s, write_uid = %s, write_date = now() WHERE id = %s', view, what, uid, id))$$;
