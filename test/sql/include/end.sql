\c :database
SET client_min_messages = warning;
DROP DATABASE :db WITH (FORCE);
