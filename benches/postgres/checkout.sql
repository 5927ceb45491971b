-- One checkout and one return, each a transaction of its own: so one transaction in pgbench's count is two durable ones.
\set folder random(1, :folders)
\set borrower random(1, 500)
BEGIN;
SELECT id, state, borrower FROM folder WHERE id = :folder FOR UPDATE;
INSERT INTO event (folder, kind, actor, facts) VALUES (:folder, 'checked_out', :client_id, jsonb_build_object('borrower', :borrower::bigint));
UPDATE folder SET state = 'on_loan', borrower = :borrower, due = current_date + 14, changed_at = now() WHERE id = :folder;
INSERT INTO loan (folder, borrower, due, purpose) VALUES (:folder, :borrower, current_date + 14, 'check');
COMMIT;
BEGIN;
SELECT id, state, borrower FROM folder WHERE id = :folder FOR UPDATE;
INSERT INTO event (folder, kind, actor, facts) VALUES (:folder, 'returned', :client_id, jsonb_build_object('borrower', :borrower::bigint));
UPDATE folder SET state = 'at_desk', borrower = NULL, due = NULL, changed_at = now() WHERE id = :folder;
UPDATE loan SET returned_at = now() WHERE folder = :folder AND returned_at IS NULL;
COMMIT;
