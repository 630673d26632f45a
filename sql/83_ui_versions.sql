-- Where the versions of Odoo differ in what is published to them: here and nowhere else. A column
-- that a version's table does not have is left out by ui_put(), so needs no mention.

CREATE FUNCTION ui_view_kind(version integer, kind text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$ SELECT CASE WHEN version < 18 THEN regexp_replace(kind, '\mlist\M', 'tree', 'g') ELSE kind END $$;
COMMENT ON FUNCTION ui_view_kind(integer, text) IS 'Kinds of views under the version''s names: a list was a tree before 18. Internal.';

CREATE FUNCTION ui_arch(version integer, arch text) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF version < 18 THEN
        arch := regexp_replace(arch, '<(/?)list\M', '<\1tree', 'g');
        arch := replace(arch, '<t t-name="card">', '<t t-name="kanban-box"><div class="oe_kanban_global_click">');
        arch := replace(arch, '</t></templates>', '</div></t></templates>');
    END IF;
    IF version < 17 THEN
        arch := replace(arch, ' column_invisible="1"', ' invisible="1"');
        arch := regexp_replace(arch, '\minvisible="(x_\w+) and not (x_\w+)"', 'attrs="{''invisible'': [(''\1'', ''!='', False), (''\2'', ''='', False)]}"', 'g');
        arch := regexp_replace(arch, '\mreadonly="(x_\w+)"', 'attrs="{''readonly'': [(''\1'', ''!='', False)]}"', 'g');
        arch := regexp_replace(arch, '\minvisible="not (x_\w+)"', 'attrs="{''invisible'': [(''\1'', ''='', False)]}"', 'g');
        arch := regexp_replace(arch, '\minvisible="(x_\w+)"', 'attrs="{''invisible'': [(''\1'', ''!='', False)]}"', 'g');
        arch := regexp_replace(arch, '\mattrs="\{([^"]*)\}" attrs="\{', 'attrs="{\1, ', 'g');
    END IF;
    RETURN arch;
END
$$;
COMMENT ON FUNCTION ui_arch(integer, text) IS 'A screen of 82_ui_screens.sql as the version wants it: list is tree and card is kanban-box before 18, conditions are domains and columns are hidden otherwise before 17. Internal.';

CREATE FUNCTION ui_translate(version integer, kind text, translated boolean) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE WHEN version < 19 THEN to_jsonb(translated)
                WHEN translated THEN to_jsonb(CASE kind WHEN 'html' THEN 'html_translate' ELSE 'standard' END)
                ELSE 'null' END
$$;
COMMENT ON FUNCTION ui_translate(integer, text, boolean) IS 'Whether a field is translated, as the version says it: yes or no, from 19 on how. Internal.';

CREATE FUNCTION ui_signal() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF inventory_gov.odoo_has('orm_signaling_registry') THEN
        PERFORM inventory_gov.odoo_run('INSERT INTO public.orm_signaling_registry DEFAULT VALUES RETURNING id');
    ELSIF inventory_gov.odoo_has('base_registry_signaling') THEN
        PERFORM inventory_gov.odoo_run('SELECT nextval(''public.base_registry_signaling'')');
    END IF;
END
$$;
COMMENT ON FUNCTION ui_signal() IS 'Has running Odoo servers load their models anew at their next request. Up to 18 by a sequence, which moves at once, so also before the commit of what they are to see. Internal.';
