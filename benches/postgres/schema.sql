-- What Strongroom keeps of a folder's whereabouts, as an application over PostgreSQL would keep it: one row a folder, one
-- row a loan, one row an event. `:folders` is how many folders there are.
CREATE TABLE folder (
    id bigint PRIMARY KEY,
    code text NOT NULL UNIQUE,
    state text NOT NULL DEFAULT 'on_shelf',
    borrower bigint,
    due date,
    slot text NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE loan (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    folder bigint NOT NULL REFERENCES folder,
    borrower bigint NOT NULL,
    lent_at timestamptz NOT NULL DEFAULT now(),
    due date NOT NULL,
    purpose text NOT NULL,
    returned_at timestamptz
);
CREATE TABLE event (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    folder bigint NOT NULL REFERENCES folder,
    kind text NOT NULL,
    actor bigint NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    facts jsonb NOT NULL
);
INSERT INTO folder (id, code, slot)
SELECT no, 'NEW2026-' || lpad(no::text, 6, '0'), 'A-01L-03-5-' || (no % 30) FROM generate_series(1, :folders) AS no;
CREATE INDEX loan_open ON loan (folder) WHERE returned_at IS NULL;
CREATE INDEX event_of_folder ON event (folder, seq);
VACUUM ANALYZE;
