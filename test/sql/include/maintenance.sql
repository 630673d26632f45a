-- maintenance_gate on Odoo :v. Product 1 in Stock (8) and on a shelf (20) below it; maintenance tables as Odoo's module has them.
\set ECHO none
\ir begin.sql

\echo -- suspended without the module; nothing can be declared
SELECT gt.only('maintenance_gate', '{"leaving": 0, "entering": 0}') \g /dev/null
SELECT inventory_gov.control_state('maintenance_gate');
SELECT 'without the module', gt.trial('SELECT odoo_sim.transfer(1, 8, 20, 1, 8)');
SELECT gt.attempt('SELECT inventory_gov.declare_equipment_place(1, ''20'')');

CREATE TABLE maintenance_stage (id serial PRIMARY KEY, name jsonb NOT NULL, done boolean);
CREATE TABLE maintenance_equipment (id serial PRIMARY KEY, name jsonb NOT NULL, active boolean DEFAULT true);
CREATE TABLE maintenance_request (id serial PRIMARY KEY, name varchar NOT NULL, equipment_id integer, stage_id integer, maintenance_type varchar, archive boolean);
\if :ge18
\if :le18
\else
ALTER TABLE maintenance_equipment ADD location_id integer;
\endif
\endif
SELECT format('ALTER TABLE %s OWNER TO %I', t, (SELECT tableowner FROM pg_tables WHERE schemaname = 'public' AND tablename = 'stock_move')) FROM unnest(ARRAY['maintenance_stage', 'maintenance_equipment', 'maintenance_request']) t \gexec
INSERT INTO maintenance_stage (name, done) VALUES ('{"en_US": "New Request"}', NULL), ('{"en_US": "Repaired"}', true);
INSERT INTO maintenance_equipment (name) VALUES ('{"en_US": "Chiller"}'), ('{"en_US": "Door"}');
INSERT INTO maintenance_request (name, equipment_id, stage_id, maintenance_type, archive) VALUES ('It leaks', 1, 1, 'corrective', false);
SELECT inventory_gov.control_state('maintenance_gate');
CREATE FUNCTION gt.requests(kind text DEFAULT 'corrective', stage integer DEFAULT 1, archived boolean DEFAULT false) RETURNS void LANGUAGE sql AS $$
    UPDATE maintenance_request SET maintenance_type = kind, stage_id = stage, archive = archived WHERE id = 1
$$;

\echo -- what is declared
SELECT 'nothing declared', gt.trial('SELECT odoo_sim.transfer(1, 8, 20, 1, 8)');
SELECT gt.attempt('SELECT inventory_gov.declare_equipment_place(99, ''20'')'), gt.attempt('SELECT inventory_gov.declare_equipment_place(1, ''nowhere'')'), gt.attempt('SELECT inventory_gov.declare_equipment_place(NULL, ''20'')'), gt.attempt('SELECT inventory_gov.declare_equipment_place(1, NULL)');
SELECT gt.attempt('SELECT inventory_gov.declare_equipment_place(1, ''20'', NULL, 8)');
SELECT inventory_gov.declare_equipment_place(1, '20', 'the cold shelf', 9) AS place \gset
SELECT 'once', inventory_gov.declare_equipment_place(1, '20') = :place;
SELECT equipment_id, equipment_name, location_id, location_name, note, declared_by FROM inventory_gov.equipment_places;

\echo -- both directions, both sides
SELECT 'in', gt.trial('SELECT odoo_sim.transfer(1, 8, 20, 1, 8)');
SELECT 'out', gt.trial('SELECT odoo_sim.transfer(1, 20, 8, 1, 8)');
SELECT 'elsewhere', gt.trial('SELECT odoo_sim.transfer(1, 8, 9, 1, 8)'), gt.trial('SELECT odoo_sim.deliver(1, 1, 8)'), gt.trial('SELECT odoo_sim.receive(1, 10, 8)');
SELECT 'counted, scrapped', gt.trial('SELECT odoo_sim.count(1, 20, 40, 9)'), gt.trial('SELECT odoo_sim.scrap(1, 20, 1, 8)');
SELECT 'relocated', gt.trial('SELECT odoo_sim.relocate(1, 8, 20, 1, 9)') WHERE :v <> 16 UNION ALL SELECT 'relocated', '23G01 entering 1 > 0' WHERE :v = 16;
SELECT gt.only('maintenance_gate', '{"leaving": 0}') \g /dev/null
SELECT 'in is free', gt.trial('SELECT odoo_sim.transfer(1, 8, 20, 1, 8)'), gt.trial('SELECT odoo_sim.transfer(1, 20, 8, 1, 8)');
SELECT gt.only('maintenance_gate', '{"leaving": 1, "entering": 1}') \g /dev/null
SELECT 'one is allowed', gt.trial('SELECT odoo_sim.transfer(1, 8, 20, 1, 8)');
INSERT INTO maintenance_request (name, equipment_id, stage_id, maintenance_type) VALUES ('It smells', 1, 1, NULL);
SELECT 'two are not', gt.trial('SELECT odoo_sim.transfer(1, 8, 20, 1, 8)');
DELETE FROM maintenance_request WHERE id > 1;
SELECT gt.only('maintenance_gate', '{"leaving": 0, "entering": 0}') \g /dev/null
SELECT gt.requests(stage => 2) \g /dev/null
SELECT 'repaired', gt.trial('SELECT odoo_sim.transfer(1, 8, 20, 1, 8)');
SELECT gt.requests(archived => true) \g /dev/null
SELECT 'cancelled', gt.trial('SELECT odoo_sim.transfer(1, 8, 20, 1, 8)');
SELECT gt.requests('preventive') \g /dev/null
SELECT 'preventive', gt.trial('SELECT odoo_sim.transfer(1, 8, 20, 1, 8)');
SELECT gt.only('maintenance_gate', '{"leaving": 0, "entering": 0, "preventive": 1}') \g /dev/null
SELECT 'preventive counts', gt.trial('SELECT odoo_sim.transfer(1, 8, 20, 1, 8)');
SELECT gt.only('maintenance_gate', '{"leaving": 0, "entering": 0}', 'approve', '{"product": 2}') \g /dev/null
SELECT gt.requests() \g /dev/null
SELECT 'a policy of another product', gt.trial('SELECT odoo_sim.transfer(1, 8, 20, 1, 8)');
SELECT gt.only('maintenance_gate', '{"leaving": 0, "entering": 0}') \g /dev/null
-- the whole warehouse depends on the door: within it goods may go where they like
SELECT inventory_gov.end_equipment_place(:place, 9);
SELECT gt.attempt(format('SELECT inventory_gov.end_equipment_place(%s)', :place));
UPDATE maintenance_request SET equipment_id = 2;
SELECT inventory_gov.declare_equipment_place(2, '7') \g /dev/null
SELECT 'within', gt.trial('SELECT odoo_sim.transfer(1, 8, 20, 1, 8)'), 'in and out', gt.trial('SELECT odoo_sim.receive(1, 10, 8)'), gt.trial('SELECT odoo_sim.deliver(1, 1, 8)');
\if :ge18
\if :le18
\else
UPDATE inventory_gov.equipment_place SET ended_at = now() WHERE ended_at IS NULL;
UPDATE maintenance_equipment SET location_id = 20 WHERE id = 2;
SELECT 'equipment with a place of its own', gt.trial('SELECT odoo_sim.transfer(1, 8, 20, 1, 8)');
\endif
\endif
UPDATE inventory_gov.equipment_place SET ended_at = now() WHERE ended_at IS NULL;
SELECT inventory_gov.declare_equipment_place(2, '20') \g /dev/null

\echo -- by SQL, by state; refused, approved, done
SELECT 'move born done', gt.trial(format($$INSERT INTO stock_move (company_id, product_id, product_uom, location_id, location_dest_id, product_uom_qty, date, write_uid, state, %s %s) VALUES (1, 1, 1, 8, 20, 1, now(), 8, 'done', 1 %s)$$,
    gt.qty_column(), CASE WHEN :v < 19 THEN ', name' ELSE '' END, CASE WHEN :v < 19 THEN ', ''x''' ELSE '' END));
-- a transfer that waits, so that it can be tried again
SELECT (odoo_sim.create('stock_picking', jsonb_build_array(jsonb_build_object('name', 'WH/INT/00900', 'state', 'assigned', 'picking_type_id', 5, 'location_id', 8, 'location_dest_id', 20,
    'company_id', 1, 'move_type', 'direct', 'is_locked', true, 'immediate_transfer', false, 'scheduled_date', odoo_sim.utc())), 8))[1] AS k \gset
SELECT (odoo_sim.new_moves(:k, '[{"product_id": 1, "product_uom_qty": 3}]', 8))[1] AS m \gset
SELECT odoo_sim.reserve(1, 8, NULL, 3, 8), odoo_sim.enter(:m, 3, 8) \g /dev/null
SELECT 'a count or a scrap by its own account', gt.trial(format('SELECT odoo_sim.write(''stock_move'', ARRAY[%s], ''{"is_inventory": true, "scrap_id": 1}'', 8); SELECT odoo_sim.validate(%s, 8)', :m, :k));
SELECT gt.attempt(format('SELECT odoo_sim.validate(%s, 8)', :k));
SELECT measure, measured, limit_value, location, details FROM inventory_gov.violations ORDER BY id DESC LIMIT 1;
SELECT inventory_gov.approve((SELECT reference FROM inventory_gov.request ORDER BY id DESC LIMIT 1), 'the shelf is cold', 9) \g /dev/null
SELECT limit_name, measured, limit_value, outcome, way_out FROM inventory_gov.explain('stock.move', :m) WHERE control = 'maintenance_gate' ORDER BY 1;
SELECT gt.attempt(format('SELECT odoo_sim.validate(%s, 8)', :k));
SELECT measure, outcome FROM inventory_gov.violations ORDER BY id DESC LIMIT 1;
SELECT kind, count(*) FROM inventory_gov.event WHERE kind ~ '^equipment' GROUP BY 1 ORDER BY 1;
\ir end.sql
