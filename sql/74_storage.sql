-- Storage: what may lie where, whose goods go where, what comes out of quarantine.

-- Starter policies -----------------------------------------------------------

INSERT INTO policy (name, control, limits, enforcement, state, starter, note) VALUES
    ('Negative stock: note', 'negative_stock', '{"qty": 0}', 'flag', 'shadow', true,
     'Whatever goes below zero is recorded'),
    ('Negative stock: approval', 'negative_stock', '{"value": 5000}', 'approve', 'shadow', true,
     'Much that is not there leaves with the consent of a second person only');
